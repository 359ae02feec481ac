"""Which column of a table of one's own holds what: how CSV and XLSX files of any shape become a list."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Final

import msgspec

from domain.errors import UnusableInputError
from kvcase.lists import content_ids, kinds
from kvcase.lists.drafts import Draft
from kvcase.lists.entries import GUESSED, Entry, Kind, NameKind, squash
from kvcase.lists.reading import ParsedList, RowError, RowRefusedError, UnusableListError, checked_text

_MAX_ALIASES: Final = 500
_KINDS: Final = {schema.casefold(): kind for schema, kind in kinds.SCHEMATA.items()} | {
    str(kind): kind for kind in Kind
}


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column holds what. A field without a column takes the fixed value beside it.

    `kind` holds the words of `Kind`, or schemata of FollowTheMoney, in any case; `country` a name or an ISO code.
    Without `entry_id` an id is made of the contents. `weak_aliases` match only exactly. `identifiers` are columns; the
    name of each tells what its numbers are. `sheet` names the sheet of an XLSX file, the first one when it is empty.
    `alias_separator` also separates weak aliases, identifiers and programmes.
    """

    entry_id: str | None
    name: str
    aliases: str | None = None
    alias_separator: str = ";"
    country: str | None = None
    kind: str | None = None
    programme: str | None = None
    fixed_country: str = ""
    fixed_kind: Kind = Kind.ORGANISATION
    fixed_programme: str = ""
    delimiter: str = ","
    weak_aliases: str | None = None
    birth_year: str | None = None
    identifiers: tuple[str, ...] = ()
    sheet: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that the file must have."""
        named = (
            self.entry_id, self.name, self.aliases, self.weak_aliases, self.country, self.kind, self.programme,
            self.birth_year, *self.identifiers,
        )  # fmt: skip
        return tuple(column for column in named if column is not None)


def from_fields(values: Mapping[str, object]) -> ColumnMapping:
    """Return the mapping of these fields, as a file or an event has them. Raises `UnusableInputError` naming one."""
    known = {each.name for each in fields(ColumnMapping)}
    for name in values:
        if name not in known:  # a misspelt `aliases` would take every alias out of force
            raise UnusableInputError(f"mapping.{name}", "is unknown", f"one of {', '.join(sorted(known))}")
    given = {"entry_id": None, **values}
    if isinstance(given.get("identifiers"), str):
        given["identifiers"] = [each for each in str(given["identifiers"]).split("\n") if each]
    try:
        mapping = msgspec.convert(given, ColumnMapping)
    except (msgspec.ValidationError, ValueError) as error:
        raise UnusableInputError("mapping", str(error), "a table that names the columns") from error
    if len(mapping.delimiter) != 1:
        raise UnusableInputError("mapping.delimiter", f"{mapping.delimiter!r} is no single sign", "such as , or ;")
    return mapping


def to_fields(mapping: ColumnMapping) -> dict[str, str]:
    """Return the fields that say something, as text; several identifiers on a line each."""
    plain = ColumnMapping(entry_id=None, name="")
    said = {each.name: getattr(mapping, each.name) for each in fields(mapping)}
    return {
        name: "\n".join(value) if isinstance(value, tuple) else str(value)
        for name, value in said.items()
        if value != getattr(plain, name)
    }


def parsed(
    part: str,
    rows: Iterable[tuple[int, dict[str, str] | RowRefusedError]],
    mapping: ColumnMapping,
    importer_version: str,
) -> ParsedList:
    """Return what the rows hold; a second row with an id is refused, the first stands."""
    rejected: list[RowError] = []
    entries: dict[str, Entry] = {}
    nameless: list[Entry] = []
    rows_in = 0
    for line, row in rows:
        rows_in += 1
        try:
            if isinstance(row, RowRefusedError):
                raise row
            entry = _entry(row, mapping)
            if mapping.entry_id is None:
                nameless.append(entry)
            elif entry.entry_id in entries:
                rule = f"{entry.entry_id[:40]} stands in an earlier row"
                raise RowRefusedError(mapping.entry_id, rule, "one row per id")
            else:
                entries[entry.entry_id] = entry
        except RowRefusedError as refused:
            rejected.append(refused.at(part, line))
    return ParsedList(
        entries=tuple(entries.values()) if mapping.entry_id is not None else content_ids.identified(nameless),
        rows_in=rows_in,
        rejected=tuple(rejected),
        source_date=None,
        parts=(part,),
        importer_version=importer_version,
        stable_ids=mapping.entry_id is not None,
    )


def check(part: str, header: Iterable[str], mapping: ColumnMapping) -> None:
    """Check that a file has the columns of a mapping. Raises `UnusableListError` naming those there are."""
    there = list(header)
    missing = [column for column in mapping.columns if column not in there]
    if missing:
        columns = ", ".join(column[:40] for column in there[:40] if column)
        raise UnusableListError(
            part, f"the header row lacks {', '.join(missing)}", f"{', '.join(mapping.columns)}; it has {columns}"
        )


def is_acronym(text: str) -> bool:
    """Tell whether a name is one word of two to five capitals: too short to match by likeness."""
    return 2 <= len(text) <= 5 and text.isalpha() and text.isupper() and text.isascii()


def _entry(row: Mapping[str, str], mapping: ColumnMapping) -> Entry:
    for column, cell in row.items():
        checked_text(column, cell)
    entry_id = squash(row[mapping.entry_id]) if mapping.entry_id is not None else ""
    if mapping.entry_id is not None and not 1 <= len(entry_id) <= 200:
        raise RowRefusedError(mapping.entry_id, "empty or too long", "an id of 1 to 200 characters")
    draft = _draft(entry_id, row, mapping)
    draft.name(mapping.name, row[mapping.name], NameKind.PRIMARY)
    for alias in _values(row, mapping.aliases, mapping):
        draft.name(str(mapping.aliases), alias, NameKind.WEAK if is_acronym(alias) else NameKind.STRONG)
    for alias in _values(row, mapping.weak_aliases, mapping):
        draft.name(str(mapping.weak_aliases), alias, NameKind.WEAK)
    place = squash(row[mapping.country]) if mapping.country is not None else mapping.fixed_country
    if place and draft.kind is Kind.PERSON and not draft.country_if_known(place):
        draft.info("country", place)
    elif place:
        draft.country(place)
    if mapping.birth_year is not None:
        draft.years(row[mapping.birth_year])
    for column in mapping.identifiers:
        for number in _values(row, column, mapping):
            draft.identifier(f"{column}: {number}")
    for programme in _values(row, mapping.programme, mapping) if mapping.programme else (mapping.fixed_programme,):
        draft.programme(programme)
    for column, cell in row.items():
        if column not in mapping.columns:
            draft.info(column, cell)
    return draft.entry()


def _values(row: Mapping[str, str], column: str | None, mapping: ColumnMapping) -> Iterator[str]:
    if column is not None:
        values = row[column].split(mapping.alias_separator) if mapping.alias_separator else [row[column]]
        if len(values) > _MAX_ALIASES:
            raise RowRefusedError(column, f"holds {len(values):,} values", f"at most {_MAX_ALIASES}")
        yield from (text for value in values if (text := squash(value)))


def _draft(entry_id: str, row: Mapping[str, str], mapping: ColumnMapping) -> Draft:
    """Return a draft of the kind that the row tells; of a `LegalEntity` it is guessed from the name, and marked."""
    if mapping.kind is None:
        return Draft(entry_id, mapping.fixed_kind)
    word = row[mapping.kind].strip().casefold()
    if word == kinds.LEGAL_ENTITY.casefold():
        draft = Draft(entry_id, kinds.guessed(row[mapping.name]))
        draft.info(*GUESSED)
        return draft
    if word not in _KINDS:
        raise RowRefusedError(mapping.kind, f"unknown word {row[mapping.kind][:40]!r}", f"one of {', '.join(Kind)}")
    return Draft(entry_id, _KINDS[word])
