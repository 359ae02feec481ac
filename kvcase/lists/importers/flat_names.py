"""Read someone else's flattening of a sanctions list: Name, Alias, Nationality, Designation, Sanction Type, Source.

One part, `list`. Such tables of the EU, UK and Australian lists go round; they lost what the official files say (prefer
those), so what is missing is told by careful rules:
- No id: an entry is known by its name, in any case of letters; rows of one name count as one entry.
- Kind: `person` or `enterprise` where Designation says so. Else who has a Designation (a position) is a person, a name
  with a word of an organisation (Company, JSC, Ministry, ...) an organisation, and any other a person; `kind` in the
  information then says `guessed`.
- A person's name of one word is weak: the UK table kept only surnames, and nobody is meant by a surname alone.
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
    r"(?<!\w)(?:academy|administration|agency|air|airlines?|airways|aktsionern\w+|army|association|authority|aviation|"
    r"banco|bank|banka|banque|battalion|branch|brigade|bureau|byuro|capital|cement|center|centre|centro|charity|club|"
    r"co|college|comercial\w*|command|committee|communications?|company|compania|complex|concern|construction|"
    r"consorcio|consult\w*|cooperative|corp|corporacion|corporation|corps|council|department|design|development|"
    r"division|dmcc|eood|electronics?|empresa|energy|engineering|enterprises?|establishment|exchange|export|factory|"
    r"farm|federal|federation|finance|financial|firm|for|force|forces|foundation|front|fund|fz[ce]o?|general|global|"
    r"gmbh|group|groupe|grupo|guards?|hawala|holdings?|hospital|hotel|import|inc|industrial|industries|industry|"
    r"inmobiliaria|institut\w*|international|invest\w*|[cop]?jsc|kombinat|kompaniya|konstruktorskoe|laborator\w+|"
    r"limitada|limited|llc|llp|logistics|ltda?|management|manufacturing|marine|maritime|market|media|metal|military|"
    r"mining|ministry|movement|nauchno\w*|network|news|obshchestvo|of|office|offshore|oil|ood|[opz]?ao|ooo|"
    r"organi[sz]ation|partners|party|petrochemicals?|petroleum|plant|plc|port|predpriyati[ey]\w*|press|prison|"
    r"production|products|proizvodstvenn\w+|regiment|relief|research|resources|sanayi|sarl|school|scientific|"
    r"security|servicios|services?|ship\w*|shop|sirketi|sistemy|sociedad|societe|society|solutions|srl|state|station|"
    r"steel|stock|store|supply|systems?|team|technical|technolog\w+|the|ticaret|trade|trading|transport\w*|trust|"
    r"tsentr|union|unit|university|works|zavod)(?!\w)|(?<!\w)(?:s\.? ?a\.? ?s?|d\. ?o\. ?o|a\. ?s|s\. ?r\. ?[lo])\.|"
    r"[&«»]|\d{2}",
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
        stable_ids=False,
    )


def _draft(row: Mapping[str, str], drafts: Mapping[str, Draft]) -> Draft:
    for column, cell in row.items():
        checked_text(column, cell)
    name = checked_name("Name", row["Name"])
    entry_id = sha256(name.casefold().encode()).hexdigest()[:20]
    said = _KINDS.get(row["Designation"].strip().casefold())
    draft = drafts.get(entry_id) or Draft(entry_id, said or _guessed(name, _text(row["Designation"])))
    if said is not None and said is not draft.kind:
        raise RowRefusedError("Designation", f"{said.value} is not what an earlier row says", "one kind for each name")
    lone = draft.kind is Kind.PERSON and " " not in name and has_latin(name)
    draft.name("Name", name, NameKind.WEAK if lone else NameKind.PRIMARY)
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


def _guessed(name: str, position: str) -> Kind:
    return Kind.PERSON if position or not _ORGANISATION.search(name) else Kind.ORGANISATION


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
