"""Read OFAC's lists in the legacy CSV format: Specially Designated Nationals, and the consolidated non-SDN lists.

Parts: `names` (sdn.csv, cons_prim.csv) and, optionally, `aliases` (alt.csv, cons_alt.csv), `addresses` (add.csv,
cons_add.csv) and `comments` (sdn_comments.csv, cons_comments.csv: remarks that were too long), joined by `ent_num`. No
header; `-0-` stands for nothing; the file may end with a lone 0x1A. Weak aliases, birth dates and identifiers stand as
free text in the remarks, separated by semicolons. The countries of an entry are those of its addresses and, but for
persons, those in which its identifiers were issued; a person's nationality is no country of the entry.
A second row with the same `ent_num` is rejected, the first stands: two rows of one number mean a damaged file.
Source: OFAC, "SDN list data formats", https://ofac.treasury.gov/specially-designated-nationals-list-data-formats-data-schemas
"""

import csv
import re
from collections.abc import Iterator, Mapping
from typing import Final

from kvcase.lists.drafts import Draft
from kvcase.lists.entries import Kind, NameKind, squash
from kvcase.lists.importers import ofac_words
from kvcase.lists.reading import (
    ParsedList,
    RowError,
    RowRefusedError,
    Source,
    UnusableListError,
    checked_text,
    read_text,
)

VERSION: Final = "ofac-csv-2"
REQUIRED: Final = frozenset({"names"})
OPTIONAL: Final = frozenset({"aliases", "addresses", "comments"})

_COLUMNS: Final = (
    "ent_num", "name", "type", "programme", "title", "call_sign", "vessel_type", "tonnage", "gross_tonnage",
    "flag", "owner", "remarks",
)  # fmt: skip
_ALIAS_COLUMNS: Final = ("ent_num", "alt_num", "type", "name", "remarks")
_ADDRESS_COLUMNS: Final = ("ent_num", "add_num", "address", "city", "country", "remarks")
_COMMENT_COLUMNS: Final = ("ent_num", "remarks")
_KINDS: Final = {"individual": Kind.PERSON, "vessel": Kind.VESSEL, "aircraft": Kind.AIRCRAFT, "": Kind.ORGANISATION}
_MAX_LINE: Final = 100_000

_WEAK_ALIAS: Final = re.compile(r"(?:^|(?<=; ))(?:alt\. )?[afn]\.k\.a\. (?:'(.+?)'|\"(.+?)\")(?=;|\.?$)")
_BIRTH: Final = re.compile(r"^(?:alt\. )?DOB\b(.*)$")


def parse(parts: Mapping[str, Source], mapping: object = None) -> ParsedList:
    """Return what the parts hold. Raises `UnusableListError` when a part as a whole cannot be used.

    `mapping` is not used: the columns of this format are fixed.
    """
    rejected: list[RowError] = []
    drafts: dict[str, Draft] = {}
    rows_in = 0
    for line, fields in _rows("names", parts, _COLUMNS, rejected):
        rows_in += 1
        try:
            draft = _draft(fields)
            if draft.entry_id in drafts:
                raise RowRefusedError("ent_num", f"{draft.entry_id} stands in an earlier row", "one row per ent_num")
            drafts[draft.entry_id] = draft
        except RowRefusedError as refused:
            rejected.append(refused.at("names", line))
    for part, columns, add in (
        ("aliases", _ALIAS_COLUMNS, _add_alias),
        ("comments", _COMMENT_COLUMNS, _add_comment),
        ("addresses", _ADDRESS_COLUMNS, _add_address),
    ):
        for line, fields in _rows(part, parts, columns, rejected):
            rows_in += 1
            try:
                number = fields["ent_num"]
                if number not in drafts:
                    raise RowRefusedError("ent_num", f"{number[:20]} is not in the names part", "parts of one day")
                add(drafts[number], fields)
            except RowRefusedError as refused:
                rejected.append(refused.at(part, line))
    return ParsedList(
        entries=tuple(draft.entry() for draft in drafts.values()),
        rows_in=rows_in + sum(1 for error in rejected if error.field == "row"),
        rejected=tuple(rejected),
        source_date=None,
        parts=tuple(sorted(parts)),
        importer_version=VERSION,
    )


def _rows(
    part: str, parts: Mapping[str, Source], columns: tuple[str, ...], rejected: list[RowError]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line and fields of each well-formed row of a part, if it is given; a record never spans lines."""
    if part not in parts:
        return
    text = read_text(part, parts[part])
    if text.lstrip().startswith("<"):
        raise UnusableListError(part, "the file is XML", f"OFAC CSV with {len(columns)} columns and no header")
    lines = text.rstrip("\x1a\r\n \t").replace("\r\n", "\n").split("\n")
    good = 0
    for number, raw in enumerate(lines, start=1):
        try:
            fields = _fields(raw, columns)
        except RowRefusedError as refused:
            if number == len(lines) and good:
                raise UnusableListError(part, f"the last line ({number}) is cut off", "a whole file") from None
            rejected.append(refused.at(part, number))
            continue
        good += 1
        yield number, fields
    if good * 2 < len(lines):
        raise UnusableListError(
            part,
            f"{len(lines) - good} of {len(lines)} lines do not fit the format",
            f"{len(columns)} columns, no header",
        )


def _fields(raw: str, columns: tuple[str, ...]) -> dict[str, str]:
    if len(raw) > _MAX_LINE:
        raise RowRefusedError("row", f"{len(raw):,} characters long", f"at most {_MAX_LINE:,} characters")
    checked_text("row", raw)
    try:
        cells = next(csv.reader([raw], strict=True), [])
    except csv.Error as error:
        raise RowRefusedError("row", f"is not CSV ({error})", "fields in closed double quotes") from None
    if len(cells) != len(columns):
        raise RowRefusedError("row", f"has {len(cells)} columns", f"{len(columns)} columns")
    if not raw.rstrip().endswith(('"', "-0-")):
        raise RowRefusedError("row", "ends in the middle of a field", 'a last field of "text" or -0-')
    if not cells[0].strip().isdecimal():
        raise RowRefusedError("row", "does not begin with a number", "ent_num")
    return {name: "" if cell in ("-0- ", "-0-") else squash(cell) for name, cell in zip(columns, cells, strict=True)}


def _draft(fields: Mapping[str, str]) -> Draft:
    kind = _KINDS.get(fields["type"])
    if kind is None:
        raise RowRefusedError("type", f"unknown word {fields['type'][:40]!r}", "individual, vessel, aircraft or -0-")
    draft = Draft(fields["ent_num"], kind)
    draft.name("name", fields["name"], NameKind.PRIMARY)
    draft.programme(fields["programme"].replace("] [", "; "))
    for key in _COLUMNS[4:]:
        draft.info(key, fields[key])
    _read_remarks(draft, fields["remarks"])
    return draft


def _read_remarks(draft: Draft, remarks: str) -> None:
    if "k.a." in remarks:
        for alias in _WEAK_ALIAS.finditer(remarks):
            draft.name("remarks", alias[1] or alias[2], NameKind.WEAK)
        remarks = _WEAK_ALIAS.sub("", remarks)
    for remark in remarks.rstrip(".").split(";"):
        remark = remark.strip()
        if birth := _BIRTH.match(remark):
            draft.years(birth[1])
        else:
            identifier, place = ofac_words.identifier_in(remark)
            draft.identifier(identifier)
            # A document says where a company is registered, but of a person only the nationality: not matched on.
            if place and draft.kind is not Kind.PERSON:
                draft.country_if_known(place)


def _add_alias(draft: Draft, fields: Mapping[str, str]) -> None:
    if fields["type"] not in ("aka", "fka", "nka"):
        raise RowRefusedError("type", f"unknown word {fields['type'][:40]!r}", "aka, fka or nka")
    draft.name("name", fields["name"], NameKind.STRONG)
    draft.info("alias remarks", fields["remarks"])


def _add_comment(draft: Draft, fields: Mapping[str, str]) -> None:
    draft.info("comments", fields["remarks"])
    _read_remarks(draft, fields["remarks"])


def _add_address(draft: Draft, fields: Mapping[str, str]) -> None:
    draft.info("address", ", ".join(filter(None, (fields["address"], fields["city"], fields["country"]))))
    draft.info("address remarks", fields["remarks"])
    draft.country_if_known(fields["country"])
