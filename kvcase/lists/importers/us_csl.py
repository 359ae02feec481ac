"""Read the Consolidated Screening List of the United States, in CSV and in JSON.

One part, `list`. `source` names the sub-list that a row comes from (Entity List, Unverified List, ...); its short name
stands before the id, since lists of the Treasury share their numbers. The header row may come twice. Other names are
joined by `;`, with a stray `and ` before the last. A `?` for a damaged letter is kept: it is what the source says.
Rows of Commerce and State say no kind: it is guessed from the name, and `kind` in the information then says `guessed`.
Countries come from addresses, never from citizenship or nationality.
A last row that is cut off leaves the rest readable, but the list doubtful. Source: https://www.trade.gov/consolidated-screening-list
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from kvcase.lists import countries, kinds
from kvcase.lists.csv_rows import CsvRows
from kvcase.lists.drafts import Draft
from kvcase.lists.entries import GUESSED, Entry, Kind, NameKind, squash
from kvcase.lists.importers import ofac_words
from kvcase.lists.json_records import JsonRecords
from kvcase.lists.reading import ParsedList, RowError, RowRefusedError, Source, checked_text

VERSION: Final = "us-csl-1"
REQUIRED: Final = frozenset({"list"})
OPTIONAL: Final[frozenset[str]] = frozenset()

_COLUMNS: Final = ("_id", "source", "type", "name", "addresses", "alt_names", "ids")
_KINDS: Final = {
    "individual": Kind.PERSON,
    "entity": Kind.ORGANISATION,
    "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}
_ALWAYS_ORGANISATIONS: Final = frozenset({"MEU", "UVL", "CMIC", "SSI", "CAP"})
_SHORT: Final = re.compile(r"\(([A-Z][A-Za-z-]{1,9})(?: List)?\)")
_MATCHED: Final = frozenset(
    {"_id", "id", "source", "type", "name", "alt_names", "ids", "dates_of_birth", "programs", "country"}
)
_LISTS: Final = ("alt_names", "addresses", "ids", "dates_of_birth", "programs", "citizenships", "nationalities")
_ADDRESS: Final = ("address", "city", "state", "postal_code", "country")


def parse_csv(parts: Mapping[str, Source], mapping: object = None) -> ParsedList:
    """Return what the CSV list holds. Raises `UnusableListError` when the file as a whole cannot be used.

    `mapping` is not used: the columns of this format are fixed.
    """
    rows = CsvRows("list", parts["list"], _COLUMNS, keep_cut=True)
    header = dict(zip(rows.header, rows.header, strict=True))
    records = ((line, row if isinstance(row, RowRefusedError) else _row(row)) for line, row in rows if row != header)
    return _parsed(records, parts, lambda: rows.cut)


def parse_json(parts: Mapping[str, Source], mapping: object = None) -> ParsedList:
    """Return what the JSON list holds. Raises `UnusableListError` when the file as a whole cannot be used.

    `mapping` is not used: the fields of this format are fixed.
    """
    return _parsed(JsonRecords("list", parts["list"], "results"), parts, lambda: "")


def _parsed(records: Iterable[tuple[int, Any]], parts: Mapping[str, Source], cut: Callable[[], str]) -> ParsedList:
    rejected: list[RowError] = []
    entries: dict[str, Entry] = {}
    rows_in = 0
    for line, record in records:
        rows_in += 1
        try:
            if isinstance(record, RowRefusedError):
                raise record
            entry = _entry(record)
            known = entries.setdefault(entry.entry_id, entry)
            if known != entry:
                raise RowRefusedError("_id", f"{entry.entry_id[:80]} stands in an earlier row", "one row per id")
        except RowRefusedError as refused:
            rejected.append(refused.at("list", line))
    return ParsedList(
        entries=tuple(entries.values()),
        rows_in=rows_in,
        rejected=tuple(rejected),
        source_date=None,
        parts=tuple(sorted(parts)),
        importer_version=VERSION,
        stable_ids=False,
        doubt=cut(),
    )


def _row(row: Mapping[str, str]) -> dict[str, Any]:
    """Return a row of the CSV in the shape of a record of the JSON."""
    return {**row, **{field: row.get(field, "").split(";") for field in _LISTS}}


def _entry(record: Mapping[str, Any]) -> Entry:
    source = _text(record, "source")
    if not source:
        raise RowRefusedError("source", "missing", "the name of the list that the row comes from")
    short = found[1] if (found := _SHORT.search(source)) else source[:20]
    number = _text(record, "_id") or _text(record, "id")
    if not number or len(number) > 100:
        raise RowRefusedError("_id", "missing or too long", "an id of 1 to 100 characters")
    name = _text(record, "name")
    word = _text(record, "type").casefold()
    if word and word not in _KINDS:
        raise RowRefusedError("type", f"unknown word {word[:40]!r}", f"one of {', '.join(_KINDS)}, or nothing")
    guess = not word
    kind = _KINDS[word] if word else Kind.ORGANISATION if short in _ALWAYS_ORGANISATIONS else kinds.guessed(name)
    draft = Draft(number if number.startswith(f"{short}-") else f"{short}-{number}", kind)
    draft.name("name", checked_text("name", name), NameKind.PRIMARY)
    for alias in _alternatives(record):
        draft.name("alt_names", alias, NameKind.STRONG)
    draft.programme(source)
    for programme in _texts(record, "programs"):
        draft.programme(programme)
    for born in _texts(record, "dates_of_birth"):
        draft.years(born)
    for address in _addresses(record):
        draft.info("addresses", address)
        draft.country_if_known(address.rpartition(",")[2].strip())
    draft.country_if_known(_text(record, "country"))
    for label, value, place in _documents(record):
        if identifier := ofac_words.identifier(label, value):
            draft.identifier(identifier)
            if kind is not Kind.PERSON:  # of a person a document tells the nationality
                draft.country_if_known(place)
        draft.info("ids", ", ".join(filter(None, (label, value, place))))
    if guess:
        draft.info(*GUESSED)
    for field in record:
        if field not in _MATCHED and field != "addresses":
            draft.info(field, "; ".join(_texts(record, field)))
    return draft.entry()


def _alternatives(record: Mapping[str, Any]) -> Iterator[str]:
    for alias in _texts(record, "alt_names"):
        yield alias.removeprefix("and ")


def _addresses(record: Mapping[str, Any]) -> Iterator[str]:
    for address in record.get("addresses") or ():
        if isinstance(address, Mapping):
            text = ", ".join(filter(None, (_text(address, field) for field in _ADDRESS)))
        else:
            text = _said("addresses", address)
        if text:
            yield text


def _documents(record: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield type, number and country of each identifier."""
    for item in record.get("ids") or ():
        if isinstance(item, Mapping):
            yield _text(item, "type"), _text(item, "number"), _text(item, "country")
            continue
        label, _, rest = _said("ids", item).partition(", ")
        value, comma, place = rest.rpartition(", ")
        if comma and countries.iso2(place) is not None and len(place) == 2:
            yield label, value, place
        elif label:
            yield label, rest, ""


def _text(record: Mapping[str, Any], field: str) -> str:
    return _said(field, record.get(field))


def _texts(record: Mapping[str, Any], field: str) -> Iterator[str]:
    value = record.get(field)
    for each in value if isinstance(value, list) else (value,):
        if text := _said(field, each):
            yield text


def _said(field: str, value: object) -> str:
    if value is None or value == "":
        return ""
    if not isinstance(value, str | int | float):
        raise RowRefusedError(field, "is not a text", "a text, or a list of texts")
    return squash(checked_text(field, str(value)))
