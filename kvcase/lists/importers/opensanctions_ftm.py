"""Read an OpenSanctions collection as `entities.ftm.json`, and the delta files between its versions.

The collection: part `list`, one entity on each line; optional part `index`, the `index.json` beside it, which names
the version. Entities that are listed (`target`, or a topic of risk where that is missing) become entries; entities of
context (addresses, sanctions, owners) are read and left out. `weakAlias` is weak.

The delta: parts `delta` (`entities.delta.json`: an operation ADD, MOD or DEL on each line) and `index` (`delta.json`
beside it, which names this version and those before). It changes the version just before its own and no other.
Countries of a person are information: the source mixes them with nationality.
Sources: https://www.opensanctions.org/docs/entities/, https://www.opensanctions.org/docs/bulk/delta/
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kvcase.lists import json_records
from kvcase.lists.drafts import Draft
from kvcase.lists.entries import Entry, Kind, NameKind, squash
from kvcase.lists.importers import opensanctions_words as words
from kvcase.lists.json_records import JsonLines
from kvcase.lists.reading import (
    ParsedList,
    RowError,
    RowRefusedError,
    Source,
    UnusableListError,
    checked_text,
    read_text,
)

VERSION: Final = "opensanctions-ftm-2"
REQUIRED: Final = frozenset({"list"})
OPTIONAL: Final = frozenset({"index"})
DELTA_REQUIRED: Final = frozenset({"delta", "index"})
DELTA_OPTIONAL: Final[frozenset[str]] = frozenset()

_STRONG: Final = ("alias", "previousName", "abbreviation")
_COUNTRIES: Final = ("country", "jurisdiction", "mainCountry", "flag")
_NUMBERS: Final = (
    "idNumber", "passportNumber", "registrationNumber", "taxNumber", "vatCode", "leiCode", "innCode", "ogrnCode",
    "okpoCode", "swiftBic", "imoNumber", "mmsi", "isinCode", "dunsCode", "uscCode", "npiCode", "uniqueEntityId",
    "socialSecurityNumber", "wikidataId", "permId", "ricCode", "serialNumber", "publicKey",
)  # fmt: skip
_NAMED: Final = frozenset(
    {"name", "weakAlias", "birthDate", "firstName", "lastName", "middleName", "fatherName", "secondName", "programId"}
) | {*_STRONG, *_NUMBERS}


@dataclass(frozen=True, slots=True)
class Delta:
    """What a delta file changes: `entries` come or change, `removed` go; `base` is the version it applies to.

    An entity that is no longer listed counts as removed: an id among them need not be in the base.
    """

    version: str
    base: str
    entries: tuple[Entry, ...]
    added: frozenset[str]
    removed: frozenset[str]
    rows_in: int
    rejected: tuple[RowError, ...]
    doubt: str = ""


def parse(parts: Mapping[str, Source], mapping: object = None) -> ParsedList:
    """Return what the collection holds. Raises `UnusableListError` when a part as a whole cannot be used.

    `mapping` is not used: the properties of this format are fixed.
    """
    version = _named_version(parts["index"]) if "index" in parts else ""
    lines = JsonLines("list", parts["list"])
    rejected: list[RowError] = []
    entries: dict[str, Entry] = {}
    seen: set[str] = set()
    rows_in = 0
    for line, record in lines:
        rows_in += 1
        try:
            if isinstance(record, RowRefusedError):
                raise record
            entity_id, entry = _entity(record)
            if entity_id in seen:
                raise RowRefusedError("id", f"{entity_id[:80]} stands in an earlier row", "one row per id")
            seen.add(entity_id)
            if entry is not None:
                entries[entity_id] = entry
        except RowRefusedError as refused:
            rejected.append(refused.at("list", line))
    return ParsedList(
        entries=tuple(entries.values()),
        rows_in=rows_in,
        rejected=tuple(rejected),
        source_date=words.day(version),
        parts=tuple(sorted(parts)),
        importer_version=VERSION,
        doubt=lines.cut,
        source_version=version,
    )


def parse_delta(parts: Mapping[str, Source], mapping: object = None) -> ParsedList:
    """Refuse: a delta alone is no version of a list. Raises `UnusableListError`; see `read_delta` and `applied`."""
    delta = read_delta(parts)
    raise UnusableListError("delta", "is no whole list", f"version {delta.base} in force, and this file after it")


def read_delta(parts: Mapping[str, Source]) -> Delta:
    """Return what a delta file changes. Raises `UnusableListError` when a part as a whole cannot be used."""
    version, base = _versions(parts["index"])
    lines = JsonLines("delta", parts["delta"])
    rejected: list[RowError] = []
    entries: dict[str, Entry] = {}
    added: set[str] = set()
    removed: set[str] = set()
    rows_in = 0
    for line, record in lines:
        rows_in += 1
        try:
            if isinstance(record, RowRefusedError):
                raise record
            operation, entity_id, entry = _operation(record)
            if entity_id in entries or entity_id in removed:
                raise RowRefusedError("id", f"{entity_id[:80]} stands in an earlier row", "one operation per id")
            if entry is None:
                removed.add(entity_id)
            else:
                entries[entity_id] = entry
                added.update({entity_id} if operation == "ADD" else ())
        except RowRefusedError as refused:
            rejected.append(refused.at("delta", line))
    return Delta(
        version,
        base,
        tuple(entries.values()),
        frozenset(added),
        frozenset(removed),
        rows_in,
        tuple(rejected),
        lines.cut,
    )


def applied(delta: Delta, active: Mapping[str, Entry], active_version: str) -> ParsedList:
    """Return the version that a delta makes of the one in force.

    Raises `UnusableListError` when the version in force is not the one that the delta changes, or has what it adds.
    """
    if active_version != delta.base:
        have = f"version {active_version}" if active_version else "a version without a name of the source's own"
        raise UnusableListError(
            "delta",
            f"changes version {delta.base}, and {have if active else 'no version'} is in force",
            f"the delta files from {active_version or delta.base} on, in their order, or the whole {delta.version}",
        )
    twice = sorted(delta.added & active.keys())
    if twice:
        raise UnusableListError(
            "delta", f"adds {twice[0][:80]}, which version {delta.base} has", f"the whole version {delta.version}"
        )
    entries = {**{key: entry for key, entry in active.items() if key not in delta.removed}}
    entries.update((entry.entry_id, entry) for entry in delta.entries)
    return ParsedList(
        entries=tuple(entries.values()),
        rows_in=delta.rows_in,
        rejected=delta.rejected,
        source_date=words.day(delta.version),
        parts=("delta", "index"),
        importer_version=VERSION,
        doubt=delta.doubt,
        source_version=delta.version,
    )


def _named_version(source: Source) -> str:
    index = json_records.parsed("index", read_text("index", source), "the index.json of the collection")
    version = index.get("version")
    if not isinstance(version, str) or not words.VERSION.fullmatch(version):
        raise UnusableListError("index", "names no version", "a version such as 20240528134729-abc")
    return version


def _versions(source: Source) -> tuple[str, str]:
    """Return the version of the delta and the one before it."""
    index = json_records.parsed("index", read_text("index", source), "the delta.json beside the delta file")
    versions = index.get("versions")
    named = sorted(versions) if isinstance(versions, dict) else []
    wrong = [name for name in named if not words.VERSION.fullmatch(name)]
    if len(named) < 2 or wrong:
        rule = f"names {wrong[0][:40]!r}" if wrong else f"names {len(named)} versions"
        raise UnusableListError("index", rule, "this version and the one before it, such as 20240528134729-abc")
    return named[-1], named[-2]


def _operation(record: Mapping[str, Any]) -> tuple[str, str, Entry | None]:
    operation, entity = record.get("op"), record.get("entity")
    if operation not in ("ADD", "MOD", "DEL"):
        raise RowRefusedError("op", f"unknown word {str(operation)[:40]!r}", "ADD, MOD or DEL")
    if not isinstance(entity, dict):
        raise RowRefusedError("entity", "is not an object", "an entity")
    if operation == "DEL":
        return operation, words.entry_id(str(entity.get("id", ""))), None
    return (operation, *_entity(entity))


def _entity(record: Mapping[str, Any]) -> tuple[str, Entry | None]:
    """Return the id of an entity and, if it is listed, its entry."""
    identifier, schema, properties = record.get("id"), record.get("schema"), record.get("properties")
    entity_id = words.entry_id(identifier if isinstance(identifier, str) else "")
    if not isinstance(schema, str) or not isinstance(properties, dict):
        raise RowRefusedError("schema", "missing, or the properties are", "an entity with schema and properties")
    target = record.get("target")
    topics = _texts(properties, "topics")
    listed = target if isinstance(target, bool) else any(words.is_risk(topic) for topic in topics)
    if schema not in words.KINDS or not listed:
        return entity_id, None
    caption = squash(checked_text("caption", str(record.get("caption") or "")))
    names = list(_texts(properties, "name"))
    if caption in names:
        names = [caption, *(name for name in names if name != caption)]
    if not names and not any(properties.get(field) for field in _STRONG) and caption:
        names = [caption]
    draft = words.draft(entity_id, schema, names[0] if names else caption)
    for number, name in enumerate(names):
        draft.name("name", name, NameKind.PRIMARY if number == 0 else words.alias_kind(name))
    for field in _STRONG:
        for name in _texts(properties, field):
            draft.name(field, name, words.alias_kind(name))
    for name in _texts(properties, "weakAlias"):
        draft.name("weakAlias", name, NameKind.WEAK)
    _facts(draft, properties, record.get("datasets"))
    return entity_id, draft.entry()


def _facts(draft: Draft, properties: Mapping[str, Any], datasets: object) -> None:
    for born in _texts(properties, "birthDate"):
        draft.years(born)
    for field in _NUMBERS:
        for number in _texts(properties, field):
            draft.identifier(f"{field}: {number}")
    if draft.kind is not Kind.PERSON:
        for field in _COUNTRIES:
            for country in _texts(properties, field):
                draft.country(country)
    for dataset in datasets if isinstance(datasets, list) else ():
        draft.programme(str(dataset))
    for programme in _texts(properties, "programId"):
        draft.programme(programme)
    for field in properties:
        if field not in _NAMED and (draft.kind is Kind.PERSON or field not in _COUNTRIES):
            for text in _texts(properties, field):
                draft.info(field, text)


def _texts(properties: Mapping[str, Any], field: str) -> Iterator[str]:
    values = properties.get(field) or []
    for value in values if isinstance(values, list) else [values]:
        if isinstance(value, dict):  # a nested entity: context
            continue
        if not isinstance(value, str):
            raise RowRefusedError(field, "is not a text", "a list of texts")
        if text := squash(checked_text(field, value)):
            yield text
