"""`kvcase restore`: an installation from a backup, made whole and verified in a place of its own, then put in place.

Nothing that lives is written over. What was erased after the backup is erased again before anybody can read it, the
ledgers are worked out anew, and the read models are brought up to their logs.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from domain.errors import UnusableInputError
from kvcase import backup, bootstrap, restore_ledgers
from kvcase import backup_documents as documents
from kvcase import backup_drafts as drafts
from kvcase import backup_manifest as manifests
from kvcase import backup_postgres as postgres
from kvcase import backup_sqlite as sqlite
from kvcase.backup_manifest import Manifest, Part
from kvcase.bootstrap import Kvcase
from kvcase.erasure import Replayed
from kvcase.erasure_register import Register
from kvcase.restore_ledgers import Log
from kvcase.settings import CatchUp, Settings
from kvcase.store import schema
from kvcase.store.database import Backend, DatabaseUrl
from kvcase.store.errors import StoreError
from projections import leases
from projections.positions import OutdatedReadModelError


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a restore; `rebuilt` are read models that another version of kvcase had made."""

    manifest: Manifest
    logs: tuple[Log, ...]
    erased: Replayed
    rebuilt: int
    warnings: tuple[str, ...]


_UNTOLD = (
    "nobody is told by mail or webhook until you say so: what waited is among the dead letters (`kvcase outbox list`); "
    "`kvcase mail on` and `kvcase webhooks switch SUBSCRIBER on` tell what happens from then on"
)


class NotGoodError(StoreError):
    """The ledger of a backup is not good; the message says what was found. Nothing was put in place."""

    def __init__(self, logs: tuple[Log, ...]) -> None:
        bad = [each.report for each in logs if not each.report.is_good]
        found = "; ".join(f"{each.log}: {each.finding.told}" for each in bad if each.finding is not None)
        super().__init__(f"the backup is not good, and nothing was put in place: {found}; try an older one")


def restore(
    settings: Settings,
    source: Path,
    vault_source: Path | None = None,
    *,
    given: Sequence[Path] = (),
    check_only: bool = False,
    though_damaged: bool = False,
    though_unsigned: bool = False,
    without_register: bool = False,
) -> Restored:
    """Restore a backup to where the settings say; with `check_only` do all of it aside and throw it away.

    `vault_source` is a backup of the vault by itself, which has to be of the same time or later; `given` are
    checkpoints that somebody kept. What the register of erasures holds is erased again, unless `without_register`.
    Raises `UnusableInputError` for a backup that is damaged, does not fit or, unless `though_unsigned`, is not signed
    by us, for a register that is lost, and over an installation that is there; `NotGoodError` unless `though_damaged`;
    `StoreError`; `OSError` when the disk is full.
    """
    manifest, vault_manifest = _read(settings, source, vault_source)
    if settings.ledger.keys is not None and not though_unsigned:
        for folder in (source, vault_source or source):
            manifests.refuse_unsigned(folder, settings.ledger.keys)
    if not check_only or settings.database.backend is Backend.POSTGRESQL:  # whose dumps bring the names of schemas
        refuse_living(settings, manifest)
    if not check_only:
        _refuse_living_documents(settings, manifest)
    register = None if without_register else settings.erasures_file
    if register is not None:
        _refuse_lost(register)
    names = tuple(_held(source, manifest))
    # The register is only read: what is done aside may be thrown away.
    # Aside no worker makes the rows: what is recorded there brings them up itself.
    with (
        documents.unpacked(source, settings.documents.folder) as (contents, put_contents),
        _place(
            replace(
                settings,
                erasures_file=None,
                institutions=manifest.institutions,
                catch_up=CatchUp.INLINE,
                documents=replace(settings.documents, folder=contents),
            ),
            source,
            vault_source or source,
            names,
        ) as (aside, put_in_place),
    ):
        bootstrap.migrate(aside)  # a backup of an older kvcase; and it opens the vault, so the master key is right
        program = bootstrap.build(aside)
        try:
            logs = restore_ledgers.verified(program, manifest, given)
            if not though_damaged and not all(each.report.is_good for each in logs):
                raise NotGoodError(logs)
            rebuilt = _follow(program)
            erased = program.erasures.replay(register)
            program.read_models.catch_up_fwo()
            program.doors.shut("the restore")
            missing = sum(len(program.blobs.missing(slug)) for slug in manifest.institutions)
            is_told = program.telling.restored(manifest.institutions)
        finally:
            program.close()
        if not check_only:
            put_contents()  # before the logs: without them they are files that nothing names
            put_in_place()
    warnings = (
        *_warnings(settings, manifest, vault_manifest, source, register),
        *((f"{missing} document(s) have no content: see `kvcase doctor`",) if missing else ()),
        *_owned(settings.database, check_only),
        *((_UNTOLD,) if is_told else ()),
    )
    return Restored(manifest, logs, erased, rebuilt, warnings)


def _held(source: Path, manifest: Manifest) -> Iterator[str]:
    """Give the databases of a backup; one of an older kvcase holds no reads, and `migrate` makes their tables."""
    for name in backup.order(manifest.institutions, manifest.backend):
        if not name.endswith(schema.READS) or (source / backup.DATA / f"{name}{sqlite.SUFFIX}").exists():
            yield name


def _refuse_lost(register: Path) -> None:
    """Tell of a register that is lost before `migrate` would make an empty one. Raises `UnusableInputError`."""
    if not register.exists():
        expected = "the file as it stood beside the installation; only if it is lost for good, --without-register"
        raise UnusableInputError("register of erasures", f"there is no file {register}", expected)
    Register(register).entries()


def refuse_living(settings: Settings, manifest: Manifest) -> None:
    """Refuse to restore over what is there. Raises `UnusableInputError` that says what to do."""
    database = settings.database
    names = tuple(dict.fromkeys((*backup.order(manifest.institutions, database.backend), *settings.institutions)))
    if database.backend is Backend.SQLITE:
        if not database.directory.exists() or not any(database.directory.iterdir()):
            drafts.refuse_full(database.directory, "target", "an empty place")
            return
        there = tuple(name for name in names if database.file(name).exists())
        where, away = str(database.directory), f"`mv {database.directory} {database.directory}.before`"
    else:
        there = postgres.standing(database, names)
        if not there:
            return
        where, away = "the database", "`ALTER DATABASE … RENAME TO …`, and make a new one"
    told = f"{where} holds an installation: {', '.join(there) or 'files that are none of a backup'}"
    if working := _at_work(database, there):
        told += f"; processes are at work in it now: {', '.join(working)}"
    raise UnusableInputError(
        "target",
        f"{told}. Nothing is restored over it",
        f"an empty place: stop all processes and move it away ({away}), or name another place in KVCASE_DATABASE",
    )


def _refuse_living_documents(settings: Settings, manifest: Manifest) -> None:
    """Refuse a folder with documents of an installation: of two that share one, each would sweep away the other's."""
    folder = settings.documents.folder
    slugs = dict.fromkeys((*manifest.institutions, *settings.institutions))
    there = tuple(slug for slug in slugs if any(documents.files(folder, (slug,))))
    if there:
        rule = f"{folder} holds documents of an installation: {', '.join(there)}. Nothing is restored over it"
        expected = f"an empty place: move it away with the data (`mv {folder} {folder}.before`), or name another place"
        raise UnusableInputError("KVCASE_BLOBS", rule, expected)


def _read(settings: Settings, source: Path, vault_source: Path | None) -> tuple[Manifest, Manifest]:
    """Return what the backups say, once every file of them was held against it. Raises `UnusableInputError`."""
    manifest = manifests.read(source)
    vault_manifest = manifest if vault_source is None else manifests.read(vault_source)
    if manifest.part is Part.VAULT:
        raise UnusableInputError(
            "source", f"{source} holds the vault alone", "a backup of the logs, and this as --vault"
        )
    if vault_manifest.part is Part.LOGS:
        raise UnusableInputError(
            "vault", f"{vault_source or source} holds no keys", "--vault and a backup of the vault"
        )
    for each in (manifest, vault_manifest):
        if each.backend is not settings.database.backend:
            rule = f"the backup is of {each.server} and KVCASE_DATABASE names {settings.database.backend}"
            raise UnusableInputError("source", rule, f"a {each.backend} database")
    if vault_manifest.made_at < manifest.made_at:
        rule = f"the vault is of {vault_manifest.made_at:%Y-%m-%d %H:%M} UTC and lacks the keys that were made since"
        raise UnusableInputError("vault", rule, f"one of {manifest.made_at:%Y-%m-%d %H:%M} UTC or later")
    manifests.verify(source, manifest)
    if vault_source is not None:
        manifests.verify(vault_source, vault_manifest)
    if settings.database.backend is Backend.POSTGRESQL and postgres.encoding(settings.database) != manifest.encoding:
        rule = f"the database has the encoding {postgres.encoding(settings.database)}"
        raise UnusableInputError("target", rule, f"{manifest.encoding}")
    return manifest, vault_manifest


@contextmanager
def _place(
    settings: Settings, source: Path, vault_source: Path, names: tuple[str, ...]
) -> Iterator[tuple[Settings, Callable[[], None]]]:
    """Give settings of the place where the backup was unpacked, and what puts it where it is to be."""
    logs = tuple(name for name in names if name != schema.VAULT)
    if settings.database.backend is Backend.SQLITE:
        target = settings.database.directory.resolve()  # a link to where it is to stand stays what it is
        with drafts.draft(target) as folder:
            aside = replace(settings.database, directory=folder)
            sqlite.unpack(source / backup.DATA, logs, aside)
            sqlite.unpack(vault_source / backup.DATA, (schema.VAULT,), aside)
            yield replace(settings, database=aside), lambda: drafts.publish(folder, target)
        return
    aside = replace(settings.database, prefix=postgres.RESTORING)
    with postgres.alone(settings.database):
        try:
            dumps = [(source / backup.DATA, logs), (vault_source / backup.DATA, (schema.VAULT,))]
            postgres.unpack(dumps, aside, settings.pg_programs)
            yield replace(settings, database=aside), lambda: postgres.swap(aside, names)
        finally:
            postgres.drop(aside, names)


def _follow(program: Kvcase) -> int:
    """Bring every read model up to its log, and make anew those that another version made; return how many."""
    models, rebuilt = program.read_models, 0
    for where, _, _ in models.places():
        for place, logs, model in tuple(models.outdated(where)):
            models.rebuild(place, logs, model)
            rebuilt += 1
    for _, _, runner in models.feeds():
        with contextlib.suppress(OutdatedReadModelError):
            runner.catch_up()
    return rebuilt


def _warnings(
    settings: Settings, manifest: Manifest, vault_manifest: Manifest, source: Path, register: Path | None
) -> Iterator[str]:
    if set(settings.institutions) != set(manifest.institutions):
        yield (
            f"KVCASE_INSTITUTIONS names {', '.join(settings.institutions)}; "
            f"the backup holds {', '.join(manifest.institutions)}"
        )
    for name, own in (("editions", settings.editions), ("questionnaires", settings.questionnaires)):
        lacking = [
            each.path
            for each in manifest.files
            if each.path.startswith(f"{name}/")
            and (own is None or not (own / each.path.removeprefix(f"{name}/")).is_file())
        ]
        if lacking:
            yield f"KVCASE_{name.upper()} lacks {', '.join(lacking)}: copy them from {source}"
    if settings.ledger.keys is None:
        yield (
            "no signing key: put the file of KVCASE_LEDGER_KEY_FILE back, or the ledgers are not signed any more; "
            "without it nothing showed that the backup is as kvcase made it"
        )
    if register is None and vault_manifest.backup_id == manifest.backup_id:
        yield "no register of erasures and no newer vault: what was erased after the backup can be read again"
    if settings.database.backend is Backend.POSTGRESQL:
        yield "rights are no part of a backup: run `kvcase grants` again, if the program has a role of its own"


def _owned(database: DatabaseUrl, check_only: bool) -> Iterator[str]:
    """Warn of files that belong to whoever restored, and not to the user that kvcase runs as."""
    if database.backend is Backend.SQLITE and not check_only:
        data, around = database.directory.resolve(), database.directory.resolve().parent
        if (owner := data.stat().st_uid) != around.stat().st_uid:
            yield f"{data} belongs to user {owner}, {around} to another; if kvcase runs as that: `chown -R USER {data}`"


def _at_work(database: DatabaseUrl, names: tuple[str, ...]) -> list[str]:
    """Return the leases that are held now."""
    found: list[str] = []
    for name in names:
        if name == schema.VAULT or name.endswith(schema.READS):
            continue
        engine = database.engine(name)
        try:
            with contextlib.suppress(sa.exc.SQLAlchemyError, StoreError), engine.connect() as connection:
                found += leases.names(connection)
        finally:
            engine.dispose()
    return found
