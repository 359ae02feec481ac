"""Read someone else's flattening of a sanctions list: Name, Alias, Nationality, Designation, Sanction Type, Source.

One part, `list`. Such tables of the EU, UK and Australian lists go round; they lost what the official files say (prefer
those), so what is missing is told by careful rules:
- No id: an entry is known by its name, in any case of letters; rows of one name count as one entry.
- Kind: `person` or `enterprise` where Designation says so. Else a name with a word of an organisation (Company, JSC,
  Ministry, ...) is an organisation and any other a person; `kind` in the information then says `guessed`.
- Aliases stand in one cell, joined by `, `, which names hold too. The name itself is taken off the front; the rest is
  split at each comma; a piece that is a legal form alone (`Ltd`, `a. s.`) or lies within open brackets goes to the one
  before it. A piece of one word, or one that three or more entries share, may be a piece of a name: weak. A piece of
  more than 25 words, or with a bracket that never closes, is prose: information.
- Nationality is the country of an organisation; of a person it is information. `None` and `Unknown` mean nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final

from kvcase.lists import countries
from kvcase.lists.csv_rows import CsvRows
from kvcase.lists.drafts import Draft, has_latin
from kvcase.lists.entries import Kind, NameKind, squash
from kvcase.lists.reading import ParsedList, RowError, RowRefusedError, Source, checked_name, checked_text

VERSION: Final = "flat-names-1"
REQUIRED: Final = frozenset({"list"})
OPTIONAL: Final[frozenset[str]] = frozenset()

_COLUMNS: Final = ("Name", "Alias", "Nationality", "Designation", "Sanction Type", "Source")
_KINDS: Final = {"person": Kind.PERSON, "enterprise": Kind.ORGANISATION}
_NOTHING: Final = frozenset({"none", "unknown", "n/a", "nan"})
_SHARED: Final = 3
_MAX_WORDS: Final = 25
_FORM: Final = re.compile(
    r"(?:jr|sr|co|corp|inc|incorporated|ltd|limited|llc|llp|plc|jsc|cjsc|ojsc|pjsc|gmbh|ag|kg|bv|nv|sa|sas|sarl|srl|"
    r"spa|as|sro|doo|dd|ad|ead|eood|kft|zrt|rt|oy|oyj|ab|aps|oao|ooo|zao|pao|fze|fzco|est|uab|ltda|sl|zoo|spzoo)\Z"
)
_ORGANISATION: Final = re.compile(
    r"(?<!\w)(?:academy|administration|agency|airlines?|airways|army|association|authority|bank|bataillon|battalion|"
    r"branch|brigade|bureau|center|centre|charity|club|co|college|command|committee|communications?|company|concern|"
    r"construction|consult\w*|cooperative|corp|corporation|corps|council|department|design|development|division|"
    r"electronics?|energy|engineering|enterprises?|establishment|exchange|export|factory|farm|federal|federation|"
    r"finance|financial|firm|force|forces|foundation|front|fund|fze|general|gmbh|group|guards?|hawala|holdings?|"
    r"hospital|hotel|import|inc|industrial|industries|industry|institut\w*|international|investments?|jsc|[cop]jsc|"
    r"laborator\w+|limited|llc|llp|logistics|ltd|management|manufacturing|marine|maritime|market|media|military|"
    r"mining|ministry|movement|network|news|office|oil|ooo|organi[sz]ation|oao|pao|zao|partners|party|petro\w*|plant|"
    r"plc|port|press|production|products|regiment|relief|research|resources|school|scientific|security|services?|"
    r"ship\w*|shop|society|solutions|state|station|stock|store|supply|systems?|team|technical|technolog\w+|trading|"
    r"transport\w*|trust|union|unit|university|works|zavod)(?!\w)|\d{2}|[\"“”«»]",
    re.IGNORECASE,
)


def parse(parts: Mapping[str, Source], mapping: object = None) -> ParsedList:
    """Return what the list holds. Raises `UnusableListError` when the file as a whole cannot be used.

    `mapping` is not used: the columns of this format are fixed.
    """
    rejected: list[RowError] = []
    drafts: dict[str, Draft] = {}
    pieces: list[tuple[Draft, str]] = []
    rows_in = 0
    for line, row in CsvRows("list", parts["list"], _COLUMNS):
        rows_in += 1
        try:
            if isinstance(row, RowRefusedError):
                raise row
            draft = _draft(row, drafts)
            pieces += _aliases(draft, row)
            drafts[draft.entry_id] = draft
        except RowRefusedError as refused:
            rejected.append(refused.at("list", line))
    shared = Counter(text for text, _ in {(piece, draft.entry_id) for draft, piece in pieces})
    for draft, piece in pieces:
        vague = shared[piece] >= _SHARED or (" " not in piece and has_latin(piece))
        draft.name("Alias", piece, NameKind.WEAK if vague else NameKind.STRONG)
    return ParsedList(
        entries=tuple(draft.entry() for draft in drafts.values()),
        rows_in=rows_in,
        rejected=tuple(rejected),
        source_date=None,
        parts=tuple(sorted(parts)),
        importer_version=VERSION,
    )


def _draft(row: Mapping[str, str], drafts: Mapping[str, Draft]) -> Draft:
    for column, cell in row.items():
        checked_text(column, cell)
    name = checked_name("Name", row["Name"])
    entry_id = sha256(name.casefold().encode()).hexdigest()[:20]
    said = _KINDS.get(row["Designation"].strip().casefold())
    draft = drafts.get(entry_id) or Draft(entry_id, said or _guessed(name))
    if said is not None and said is not draft.kind:
        raise RowRefusedError("Designation", f"{said.value} is not what an earlier row says", "one kind for each name")
    draft.name("Name", name, NameKind.PRIMARY)
    draft.programme(_text(row["Sanction Type"]))
    draft.info("Source", row["Source"])
    if said is None:
        draft.info("kind", "guessed")
        draft.info("Designation", _text(row["Designation"]))
    nationality = _text(row["Nationality"])
    if draft.kind is Kind.PERSON:
        draft.info("Nationality", nationality)
    elif nationality:
        for place in (nationality,) if countries.iso2(nationality) else nationality.split(", "):
            draft.country(place)
    return draft


def _guessed(name: str) -> Kind:
    return Kind.ORGANISATION if _ORGANISATION.search(name) else Kind.PERSON


def _aliases(draft: Draft, row: Mapping[str, str]) -> Iterator[tuple[Draft, str]]:
    """Yield the pieces of the alias cell that are names; keep prose as information."""
    name, cell = squash(row["Name"]), _text(row["Alias"])
    cell = cell[len(name) :] if cell == name or cell.startswith(f"{name}, ") else cell
    for piece in _pieces(cell):
        if piece.count("(") != piece.count(")") or len(piece.split()) > _MAX_WORDS:
            draft.info("Alias", piece)
        elif any(letter.isalpha() for letter in piece):
            yield draft, checked_name("Alias", piece)


def _pieces(cell: str) -> Iterator[str]:
    joined: list[str] = []
    for piece in cell.split(", "):
        piece = piece.strip(" ,;")
        inside = bool(joined) and joined[-1].count("(") > joined[-1].count(")")
        if joined and (inside or _FORM.match(re.sub(r"[\W_]", "", piece).casefold())):
            joined[-1] += f", {piece}"
        elif piece:
            joined.append(piece)
    yield from joined


def _text(cell: str) -> str:
    text = squash(cell)
    return "" if text.casefold() in _NOTHING else text
