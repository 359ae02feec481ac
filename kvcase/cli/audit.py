"""`kvcase audit`: what happened, for somebody who trusts nobody."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from api import access
from api.reading import Reading
from domain.collaboration import decider, disclosure
from domain.errors import NotPermittedError, UnusableInputError
from domain.values import Actor, Role
from kvcase import claims, list_proof, read_proof, verification
from kvcase.bootstrap import Kvcase
from kvcase.claims import Claim
from kvcase.cli import common, exports, looking_back, reads
from kvcase.cli.callers import login
from kvcase.cli.common import case_id_of, json_option, key_option, opened, plain, reader_of, show, show_lines
from kvcase.cli.story import lines_of
from kvcase.ledger import checkpoints, keys
from kvcase.ledger.checkpoints import Checkpoint
from kvcase.ledger.keys import Keyring
from kvcase.ledger.notes import NoteError, PublicKey
from kvcase.ledgers import NO_WITNESS
from kvcase.list_proof import Doubt
from kvcase.read_proof import Proved
from kvcase.store.database import SHARED
from kvcase.store.errors import StoreError
from kvcase.verification import Kind, Report
from kvcase.witnesses import SUFFIX

_EXIT_FOUND = 1
_READ_THE_LOG: Final = frozenset({Role.AUDITOR, Role.CONTACT_POINT_OFFICER})
"""Who reads every case and every incident of the institution."""
_OF_AN_EVENT: Final = (
    "leave everything as it is, stop the scheduler, and see by a backup from before what stood there:"
    " `kvcase restore SOURCE --check`"
)
_TO_DO: Final = {
    Kind.ALTERED: _OF_AN_EVENT,
    Kind.MISSING: _OF_AN_EVENT,
    Kind.INSERTED: _OF_AN_EVENT,
    Kind.REORDERED: _OF_AN_EVENT,
    Kind.TRUNCATED: "if a backup was restored, that is what was lost with it; if none was, " + _OF_AN_EVENT,
    Kind.CHECKPOINT: "hold the log against what the witnesses kept (--checkpoint), and find out who was at this one",
    Kind.INDEX: (
        "the owner of the database empties ledger_leaves and ledger_nodes, and `kvcase ledger checkpoint` makes them"
        " anew of the events and holds them against what was signed"
    ),
}


@click.group()
def audit() -> None:
    """Read the log itself."""


@audit.command("log")
@click.argument("institution")
@click.option(
    "--after", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True, help="Begin behind this position."
)
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True)
@key_option
@json_option
def log(institution: str, after: int, limit: int, key: str, as_json: bool) -> None:
    """Print the log of an institution in the order in which it was written, personal texts left sealed.

    That of an institution is for its auditors and its contact point: it tells of every case. That of `shared` needs no
    key.
    """
    with opened() as program:
        if institution not in (*program.settings.institutions, SHARED):
            raise click.BadParameter("no such log", param_hint="INSTITUTION")
        if institution != SHARED:
            actor = common.let_in(program, key, _READ_THE_LOG, "reading the log")
            if actor.institution != institution:
                raise click.BadParameter("no such log", param_hint="INSTITUTION")
        else:
            reads.acts(Actor(login(), institution, frozenset()))  # no key is asked for: nothing is revealed
        recorded = program.logs.log(institution).after(after, limit, reveal=False)
        common.saw([each.event for each in recorded])
    if as_json:
        show(recorded)
        return
    show_lines(f"{each.position:>8}  {line}" for line, each in zip(lines_of(recorded), recorded, strict=True))


@audit.command("verify")
@click.argument("institution", required=False)
@click.option(
    "--checkpoint",
    "files",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A checkpoint that somebody kept, or a folder of a witness.",
)
@click.option("--public-key", "key_file", type=click.Path(exists=True, path_type=Path), help="Trust these keys alone.")
@json_option
def verify(institution: str | None, files: tuple[Path, ...], key_file: Path | None, as_json: bool) -> None:
    """Work every event's place in the ledger out anew and hold it against all that was signed.

    Names the first event that was altered, inserted, moved or that is missing, the first such row of who read what, and
    with the shared log the lists whose entries are not those that were brought in. Exit status 0 good, 1 something
    found, 2 unusable input.
    """
    with opened() as program:
        every = (*program.settings.institutions, SHARED)
        if institution is not None and institution not in every:
            raise click.BadParameter("no such log", param_hint="INSTITUTION")
        asked = (institution,) if institution is not None else every
        trusted, kept = _trusted(key_file), _kept(files, asked)
        reports, proved = [], {}
        for slug in asked:
            reports.append(_verified(program, slug, trusted, kept[slug]))
            proved[slug] = _reads(program, slug, trusted, kept[slug])
            if not as_json:
                show_lines((*_told(reports[-1]), *_told_of_reads(proved[slug])))
        doubts = _doubts(program) if SHARED in asked else ()
        if as_json:
            show([{**_plain(report, doubts), "reads": proved[report.log]} for report in reports])
        else:
            for each in doubts:
                show_lines(_told_of_list(each))
            if not files and not program.settings.ledger.witnesses:
                click.echo(f"note: {NO_WITNESS}", err=True)
    are_good = all(each.is_good for each in reports) and all(each.is_good for each in proved.values())
    if doubts or not are_good:
        raise click.exceptions.Exit(_EXIT_FOUND)


@audit.command("bundle")
@click.argument("reference")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@click.option("--sealed", is_flag=True, help="Leave personal texts sealed.")
@key_option
def bundle(reference: str, out: Path, sealed: bool, key: str) -> None:
    """Write one file that proves a case's history; `kvcase-verify` checks it offline, with the public key alone."""
    with opened() as program:
        actor = reader_of(program, key)
        if not disclosure.sees_all(actor.roles):
            raise NotPermittedError("a bundle", tuple(sorted(disclosure.INSIDERS & access.CASE_READERS)), "access")
        case_id = case_id_of(program, actor, reference)
        reveal = not sealed and access.may_read_personal_texts(actor)
        made = program.bundles.make(actor.institution, case_id, reveal=reveal)
        history = Reading(program.ports).history(decider.AGGREGATE, case_id, actor)
        common.saw([each.event for each in history])
    common.write_private(out, made)
    click.echo(f"{out}: {len(made):,} bytes, personal texts {'readable' if reveal else 'sealed'}")
    if not reveal and not sealed:
        click.echo("personal texts stay sealed: they are not shown to your role", err=True)


@audit.command("then-and-now")
@click.argument("reference")
@click.option("--decision", type=click.IntRange(1), help="The version of the case at which it was made; else the last.")
@key_option
@json_option
def then_and_now(reference: str, decision: int | None, key: str, as_json: bool) -> None:
    """Put a past decision beside what today's lists, scorer and rules would give for the case as it was then.

    Nothing is recorded, and nothing is asked of the network.
    """
    with opened() as program:
        actor = reader_of(program, key)
        if not disclosure.sees_all(actor.roles):
            raise NotPermittedError("looking back", tuple(sorted(disclosure.INSIDERS & access.CASE_READERS)), "access")
        found = program.then_and_now.of(case_id_of(program, actor, reference), actor=actor, decision=decision)
    if as_json:
        show({**plain(found), "is_same": found.is_same})
        return
    show_lines(looking_back.lines_of(found, common.LANGUAGE.get()))


def _trusted(key_file: Path | None) -> tuple[PublicKey, ...] | None:
    if key_file is None:
        return None
    try:
        return keys.public_keys(key_file.read_text(encoding="utf-8", errors="replace"))
    except NoteError as error:
        raise UnusableInputError("public-key", str(error), "what `kvcase ledger key` prints") from error


def _reads(program: Kvcase, slug: str, trusted: tuple[PublicKey, ...] | None, files: Sequence[Path]) -> Proved:
    """Return whether who read what is as it was written, held against every checkpoint of the log."""
    tables = program.logs.log(slug).ledger
    public, origin = _keys_of(slug, trusted, program.settings.ledger.keys)
    own = (claims.of_note("", each.size, each.note or b"", public, origin) for each in tables.every_kept())
    others = claims.witnessed(slug, tables, public, origin, program.settings.ledger.witnesses)
    found = [each.found for each in (*own, *others, *_given(files, public, origin, slug))]
    heads = read_proof.signed(each for each in found if isinstance(each, Checkpoint))
    return read_proof.verify(slug, program.reads.table(slug), heads)


def _told_of_reads(proved: Proved) -> Iterator[str]:
    word = "good" if proved.is_good else "NOT GOOD"
    yield f"{proved.log:<14} reads {word}: {proved.rows:,} row(s), {proved.signed:,} under a checkpoint"
    if proved.finding is not None:
        yield f"  first: {proved.finding}"
        yield "  to do: leave everything as it is, and see by a backup from before what stood there"


def _verified(program: Kvcase, slug: str, trusted: tuple[PublicKey, ...] | None, files: Sequence[Path]) -> Report:
    log = program.logs.log(slug)
    public, origin = _keys_of(slug, trusted, program.settings.ledger.keys)
    kept = claims.witnessed(slug, log.ledger, public, origin, program.settings.ledger.witnesses)
    held = sorted([*kept, *_given(files, public, origin, slug)], key=claims.size_of)
    with _progress(slug, log.head()) as moved:
        return verification.verify(slug, log.ledger, origin, public, held, moved)


def _keys_of(
    slug: str, trusted: tuple[PublicKey, ...] | None, own: Keyring | None
) -> tuple[tuple[PublicKey, ...], str]:
    """Return the keys that check the checkpoints of a log, and its origin."""
    try:
        if trusted is not None:
            found = keys.of_log(trusted, slug)
            return found, found[0].name if found else ""
    except NoteError as error:
        raise UnusableInputError("public-key", str(error), "what `kvcase ledger key` prints") from error
    return (own.public_for(slug), own.origin(slug)) if own is not None else ((), "")


def _kept(named: Sequence[Path], asked: Sequence[str]) -> Mapping[str, Sequence[Path]]:
    """Return the files of checkpoints for each log; one that tells of another log of these is held against that.

    Raises `UnusableInputError` for a folder without any: who names a witness wants it to be heard.
    """
    found: dict[str, list[Path]] = {slug: [] for slug in asked}
    for each in named:
        if each.is_dir():
            files = [file for file in sorted(each.rglob(f"*[0-9]{SUFFIX}")) if file.parent.name in found]
            if not files:
                expected = "a folder of a witness, with files such as kvcase/<name>/<log>/000000000090.checkpoint"
                raise UnusableInputError("checkpoint", f"{each} holds none of {', '.join(asked)}", expected)
            for file in files:
                found[file.parent.name].append(file)
        else:
            of = _log_of(each)
            for slug in [of] if of in found else asked:
                found[slug].append(each)
    return found


def _log_of(file: Path) -> str:
    """Return the log that a checkpoint says it is of, whoever signed it; nothing for what is none."""
    try:
        return file.read_bytes().partition(b"\n")[0].decode("utf-8").rpartition("/")[2]
    except (OSError, UnicodeDecodeError):
        return ""


def _given(files: Sequence[Path], public: tuple[PublicKey, ...], origin: str, slug: str) -> Iterator[Claim]:
    """Give the checkpoints that were named. Raises `UnusableInputError` for a file that is none of this log's."""
    for file in files:
        try:
            found = checkpoints.opened(file.read_bytes(), public, origin)
        except (NoteError, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise UnusableInputError("checkpoint", f"{file}: {why}", f"one of {origin or slug}") from error
        yield Claim(str(file), found.size, found)


@contextmanager
def _progress(slug: str, length: int) -> Iterator[Callable[[int], None]]:
    """Show how far a long work is, where somebody looks."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    with click.progressbar(length=length, label=f"verify {slug}", file=sys.stderr) as bar:
        yield bar.update


def _told(report: Report) -> Iterator[str]:
    word = "good" if report.is_good else "NOT GOOD"
    waiting = f", {report.waiting:,} not yet in the tree" if report.waiting else ""
    yield f"{report.log:<14} {word}: {report.events:,} event(s){waiting}, {report.checkpoints:,} checkpoint(s)"
    if report.finding is not None:
        found = report.finding
        yield f"  first: {found.kind}: {found.told}"
        if found.stream is not None:
            yield f"         stream {found.stream}, version {found.version}, {found.name or 'name unknown'}"
        if report.faults > 1:
            yield f"  {report.faults:,} places differ in all"
        yield f"  to do: {_TO_DO[found.kind]}"
    if report.good is not None:
        good = report.good
        when = f"{good.at:%Y-%m-%d %H:%M} UTC"
        yield f"  good up to the checkpoint of {good.size:,} events, position {good.position}, {when}"
    elif report.finding is not None:
        yield "  no checkpoint before it"
    if report.is_good and report.given and not report.witnessed:
        told = f"a checkpoint of {report.given:,} events was given to a witness"
        yield f"  {told}: ask for it and name it with --checkpoint, for nothing here was held against it"
    elif report.checkpoints and not report.witnessed:
        yield "  held against no checkpoint that a witness kept; name one with --checkpoint"
    elif report.events and not report.checkpoints and report.is_good:
        yield "  no checkpoint yet: nothing is signed; `kvcase ledger checkpoint` makes one"


def _doubts(program: Kvcase) -> tuple[Doubt, ...]:
    """Return the lists whose entries are not those that were brought in, also where the log of them is damaged."""
    try:
        return tuple(list_proof.doubts(program.logs, program.facts, program.entries))
    except StoreError as error:
        return (Doubt("all", 0, f"the log of the lists cannot be read: {error}"),)


def _told_of_list(doubt: Doubt) -> Iterator[str]:
    yield f"{'lists':<14} NOT GOOD: {doubt.list_id}, version {doubt.version_no}: {doubt.told}"
    yield "  to do: put list_entries back as a backup from before has it, and screen anew what was screened since"


def _plain(report: Report, doubts: Sequence[Doubt]) -> dict[str, Any]:
    good = report.good
    told = {"size": good.size, "position": good.position, "at": good.at} if good is not None else None
    made = {**plain(report), "is_good": report.is_good, "good": plain(told)}
    return {**made, "lists": plain(doubts)} if report.log == SHARED else made


@audit.command("export")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@key_option
@json_option
def export(file: Path, key: str, as_json: bool) -> None:
    """Say whether a file in hand was made here, when and for whom, by its digest. Exit status 1 when it was not."""
    exports.check(file, key, as_json)


COMMANDS = (audit,)
