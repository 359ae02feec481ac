"""Load the dated editions from their files, check that they agree, and hand them on as the values others need.

Parsing is input and output, so it happens here; the domain receives values. Source: settled.md 14 and 29.
"""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

from domain import context
from domain.export_control import ExportControl
from kvcase.catalogues import entries, export_facts, model, words
from kvcase.catalogues.reading import HEADER, CatalogueError, Table

DATA = Path(__file__).parent / "data"
MANIFEST = Path(__file__).parent / "manifest.toml"

_POLICY_LIST = "policy-list-"
_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(\.[1-9])?")
_PER_TECHNOLOGY = "T-CTD"

E = TypeVar("E")


class PolicyListEntry(NamedTuple):
    """An entry of a policy list as plain values; a name that is not verified is weak."""

    entry_id: str
    names: tuple[tuple[str, bool], ...]
    country: str


def load_all(folder: Path = DATA, on: date | None = None, manifest: Path | None = MANIFEST) -> model.Editions:
    """Return the newest edition of every catalogue, or the newest in force on a day.

    Raises `CatalogueError` for a file that cannot be used, differs from its release, or cites what is not there.
    """
    if manifest is not None:
        check_released(folder, manifest)
    return _load(_choose(folder, on), "at all" if on is None else f"in force on {on}")


def load_files(files: Iterable[Path]) -> model.Editions:
    """Return the edition that these files make, one of each catalogue.

    Raises `CatalogueError` for a file that cannot be used, a catalogue given twice or one that is missing.
    """
    chosen: dict[str, tuple[Path, model.Header]] = {}
    for path in files:
        header = _read_header(path)[1]
        if header.catalogue in chosen:
            rival = chosen[header.catalogue][0].name
            raise CatalogueError(path.name, HEADER, "catalogue", f"{rival} is one of the same catalogue", "one of each")
        chosen[header.catalogue] = (path, header)
    return _load(chosen, "among the files of the edition")


def newest_files(folder: Path, on: date | None) -> tuple[Path, ...]:
    """Return the newest file of every catalogue, or the newest in force on a day."""
    return tuple(sorted(path for path, _ in _choose(folder, on).values()))


def catalogue_of(path: Path) -> str:
    """Return which catalogue a file is a version of. Raises `CatalogueError`."""
    return _read_header(path)[1].catalogue


def _load(chosen: Mapping[str, tuple[Path, model.Header]], where: str) -> model.Editions:
    digest = hashlib.sha256()
    newest = date.min
    for path, header in sorted(((path, header) for path, header in chosen.values()), key=lambda each: each[0].name):
        digest.update(f"{path.name} {header.sha256}\n".encode())
        newest = max(newest, header.in_force_on)
    unread = {name for name in chosen if not name.startswith(_POLICY_LIST)}

    def edition(catalogue: str, read: Callable[[Table], E], key: Callable[[E], str]) -> model.Edition[E]:
        found = optional(catalogue, read, key)
        if found is None:
            raise CatalogueError(catalogue, catalogue, "edition", f"there is none {where}", f"{catalogue}.<day>.toml")
        return found

    def optional(catalogue: str, read: Callable[[Table], E], key: Callable[[E], str]) -> model.Edition[E] | None:
        # A catalogue that came later: an edition released before it does without. Read it as `optional("<name>", ...)`
        # into a field of `model.Editions` that is `Edition[...] | None`.
        unread.discard(catalogue)
        return load_edition(chosen[catalogue][0], read, key) if catalogue in chosen else None

    found = model.Editions(
        edition_id=f"{newest}-{digest.hexdigest()[:12]}",
        sha256=digest.hexdigest(),
        files=tuple(sorted(path.name for path, _ in chosen.values())),
        sources=edition("sources", entries.source, lambda entry: entry.source_id),
        technologies=edition("critical-technologies", entries.subtechnology, lambda entry: entry.code),
        countries=edition("attention-countries", entries.country, lambda entry: entry.code),
        factors=edition("risk-factors", entries.factor, lambda entry: entry.code),
        mitigations=edition("mitigations", entries.mitigation, lambda entry: entry.code),
        policies=edition("policies", entries.policy, lambda entry: entry.policy_id),
        lists=edition("lists", entries.registered_list, lambda entry: entry.list_id),
        schemes=edition("funder-schemes", entries.scheme, lambda entry: entry.scheme_id),
        institutions=edition("institutions", entries.institution, lambda entry: entry.slug),
        terms=edition("terms", entries.term, lambda entry: f"{entry.group} {entry.code}"),
        retention=optional("retention", entries.retention, lambda entry: entry.kind),
        export_control=optional("export-control", export_facts.read, lambda entry: entry.fact_id),
        policy_lists=tuple(
            model.PolicyList(
                name.removeprefix(_POLICY_LIST),
                edition(name, entries.listed_institution, lambda entry: entry.entry_id),
            )
            for name in sorted(chosen)
            if name.startswith(_POLICY_LIST)
        ),
    )
    for name in sorted(unread):
        raise CatalogueError(chosen[name][0].name, HEADER, "catalogue", f"{name!r} is read by nothing", "a known one")
    _check_references(found)
    return found


def load_edition(path: Path, read: Callable[[Table], E], key: Callable[[E], str]) -> model.Edition[E]:
    """Return one edition from its file, `<catalogue>.<version>.toml`.

    `read` turns a table into an entry, `key` tells entries apart. Raises `CatalogueError` naming file, entry, field.
    """
    top, header = _read_header(path)
    found: dict[str, E] = {}
    for table in top.tables("entry"):
        entry = read(table)
        table.finish()
        if key(entry) in found:
            raise table.fault("its code", f"{key(entry)!r} stands there twice", "each entry once")
        found[key(entry)] = entry
    top.finish()
    return model.Edition(header, tuple(found.values()))


def check_released(folder: Path, manifest: Path) -> None:
    """Refuse a folder whose files are not, byte for byte, those that were released.

    A released edition is never edited: a correction is a new edition beside it, and one more line in the manifest.
    """
    released = tomllib.loads(manifest.read_text("utf-8"))
    present = {path.name: _sha256(path) for path in folder.glob("*.toml")}
    for name in sorted(released.keys() | present.keys()):
        if name not in released:
            raise CatalogueError(name, manifest.name, "sha256", "is missing", f'"{name}" = "{present[name]}"')
        if name not in present:
            raise CatalogueError(name, manifest.name, "file", "is gone", "a released edition stays")
        if present[name] != released[name]:
            raise CatalogueError(name, manifest.name, "sha256", "the file was edited", "a new edition beside it")


def to_domain(editions: model.Editions) -> context.Catalogue:
    """Return what a decision may consult."""
    technologies = frozenset(entry.code for entry in editions.technologies.entries)
    factors = {entry.code for entry in editions.factors.entries} - {_PER_TECHNOLOGY}
    return context.Catalogue(
        edition=editions.edition_id,
        subtechnologies=technologies,
        look_harder_countries=frozenset(entry.code for entry in editions.countries.entries),
        mitigations=frozenset(entry.code for entry in editions.mitigations.entries),
        factors=frozenset(factors | {f"{_PER_TECHNOLOGY}-{code}" for code in technologies}),
        funder_schemes={entry.scheme_id: entry.owner for entry in editions.schemes.entries},
        policies=tuple(
            context.PolicyRule(
                policy_id=entry.policy_id,
                owner=entry.owner,
                source=str(entry.citation),
                scope=entry.scope.value,
                title=entry.title.en,
                blocks=entry.effect is words.PolicyEffect.BLOCK,
                countries=frozenset(entry.countries),
                schemes=frozenset(entry.schemes),
                list_id=entry.list_id,
                informs=entry.effect is words.PolicyEffect.CONTEXT,
            )
            for entry in editions.policies.entries
        ),
        export_control=export_facts.to_domain(editions.export_control) if editions.export_control else ExportControl(),
    )


def policy_list_entries(editions: model.Editions, list_id: str) -> tuple[PolicyListEntry, ...]:
    """Return the entries of a shipped policy list. Raises `KeyError` for a list that is not shipped."""
    for policy_list in editions.policy_lists:
        if policy_list.list_id == list_id:
            return tuple(
                PolicyListEntry(
                    entry.entry_id, tuple((name.text, name.verified) for name in entry.names), entry.country
                )
                for entry in policy_list.edition.entries
            )
    raise KeyError(list_id)


def _choose(folder: Path, on: date | None) -> dict[str, tuple[Path, model.Header]]:
    """Return for each catalogue the file that is newest, by its day and then its version."""
    chosen: dict[str, tuple[Path, model.Header]] = {}
    for path in sorted(folder.glob("*.toml")):
        header = _read_header(path)[1]
        if on is not None and header.in_force_on > on:
            continue
        rival = chosen.get(header.catalogue)
        if rival is None or (rival[1].in_force_on, rival[1].version) < (header.in_force_on, header.version):
            chosen[header.catalogue] = (path, header)
    return chosen


def _read_header(path: Path) -> tuple[Table, model.Header]:
    try:
        values = tomllib.loads(path.read_bytes().decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(path.name, "the file", "its form", str(error), "TOML in UTF-8") from error
    table = Table(path.name, HEADER, values)
    header = model.Header(
        catalogue=table.text("catalogue"),
        version=table.text("version"),
        in_force_on=table.day("in_force_on"),
        source=table.text("source"),
        explanation=table.label("explanation"),
        sha256=_sha256(path),
        ground=table.optional_label("ground"),
        licence=table.optional_text("licence"),
    )
    if not _VERSION.fullmatch(header.version):
        raise table.fault("version", f"is {header.version!r}", "a day, or a day and a number: 2025-09-01.2")
    if path.name != f"{header.catalogue}.{header.version}.toml":
        raise table.fault("version", "is not that of the file name", f"{header.catalogue}.{header.version}.toml")
    return table, header


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _check_references(editions: model.Editions) -> None:
    """Refuse an entry that names what no catalogue holds."""
    registered = {entry.list_id: entry for entry in editions.lists.entries}
    shipped = {entry.list_id for entry in editions.policy_lists}
    schemes = {entry.scheme_id for entry in editions.schemes.entries}
    measures = {entry.code for entry in editions.mitigations.entries}
    resting = {entry.list_id for entry in editions.policies.entries if entry.list_id is not None}

    policies = editions.policies.header
    for policy in editions.policies.entries:
        if policy.list_id is not None:
            _require(policies, policy.policy_id, "list", [policy.list_id], shipped)
        _require(policies, policy.policy_id, "schemes", policy.schemes, schemes)
    for measure in editions.mitigations.entries:
        if measure.refines is not None:
            _require(editions.mitigations.header, measure.code, "refines", [measure.refines], measures)
    for policy_list in editions.policy_lists:
        header = policy_list.edition.header
        _require(header, policy_list.list_id, "list", [policy_list.list_id], registered.keys() & resting)
    for list_id, entry in registered.items():
        if entry.is_shipped:
            _require(editions.lists.header, list_id, "shipped", [list_id], shipped)
    _check_citations(editions)


def _check_citations(editions: model.Editions) -> None:
    """Refuse a citation of a document that the sources do not hold."""
    documents = {entry.source_id for entry in editions.sources.entries}
    citing: tuple[model.Edition[model.Cited], ...] = (
        editions.technologies,
        editions.countries,
        editions.factors,
        editions.mitigations,
        editions.policies,
        editions.lists,
        editions.schemes,
        editions.institutions,
        editions.terms,
        *filter(None, (editions.export_control,)),
        *filter(None, (editions.retention,)),
        *(policy_list.edition for policy_list in editions.policy_lists),
    )
    for edition in citing:
        for entry in edition.entries:
            _require(edition.header, str(entry.citation), "source", [entry.citation.document], documents)


def _require(header: model.Header, entry: str, field: str, names: Sequence[str], known: Iterable[str]) -> None:
    held = set(known)
    for name in names:
        if name not in held:
            file = f"{header.catalogue}.{header.version}.toml"
            raise CatalogueError(file, entry, field, f"{name!r} is not known", f"one of {', '.join(sorted(held))}")
