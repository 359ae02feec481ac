"""Search in the texts of cases, and in the names of the organisations that take part."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from projections.case_register import CASES, CaseRow
from projections.case_search import PARTY_WORDS, TEXTS, WORDS, TextRow
from projections.pages import MAX_LIMIT, Cursor, Order, Page, page
from projections.parties import PARTIES
from projections.party_cases import LINKS
from projections.search_words import Term, snippet, terms_of, words_of
from projections.sheets import PersonalText

_LAST = "\U0010ffff"
_PARTY = "party"
_WORDS_ASKED = 8
"""Of a long phrase the database is asked for so many words; the others are looked for in what it finds."""


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case that holds what was asked for; `what` tells the kind of text in which the snippet stands."""

    case_id: UUID
    reference: str
    title: PersonalText
    status: str
    what: str
    field: str
    snippet: PersonalText


_FAR = 1 << 53  # a cursor holds no number below 0
_NEWEST_FIRST = Order[CaseRow](
    (sa.literal(_FAR, sa.BigInteger()) - CASES.table.c.notified_position,), lambda row: (_FAR - row.notified_position,)
)


def search(
    connection: sa.Connection,
    question: str,
    wanted: Mapping[str, object],
    *,
    notified_by: Collection[str] | None,
    after: Cursor | None,
    limit: int,
) -> Page[FoundCase]:
    """Return the cases that hold every term of a question, the newest first; `wanted` are values of their rows.

    For `notified_by` only the cases of these actors, and of these what they may read of it. Raises
    `UnusableInputError` for a question, limit or cursor of no use.
    """
    terms, only_told = terms_of(question), notified_by is not None
    where = [_holds(connection, word, is_last and term.is_beginning, only_told) for term in terms
             for word, is_last in _words(term)]  # fmt: skip
    where += [CASES.table.c[name] == value for name, value in wanted.items() if value is not None]
    if notified_by is not None:
        where.append(CASES.table.c.notified_by.in_(sorted(notified_by)))
    found: list[FoundCase] = []
    size = limit
    while True:
        rows = page(connection, CASES, where, _NEWEST_FIRST, after, size)
        for case_id, told in _told(connection, rows.items, terms, only_told=only_told).items():
            found.append(told)
            if len(found) == limit:
                row = next(each for each in rows.items if each.case_id == case_id)
                is_last = rows.next is None and row is rows.items[-1]
                return Page(tuple(found), None if is_last else Cursor(_NEWEST_FIRST.place(row)))
        if rows.next is None:
            return Page(tuple(found), None)
        # Of a phrase the database finds the words alone, so that many cases may have to be read for few that hold it;
        # as a rule the first ones do.
        after, size = rows.next, min(4 * size, MAX_LIMIT)


def _words(term: Term) -> Sequence[tuple[str, bool]]:
    return [(word, place == len(term.words) - 1) for place, word in enumerate(term.words)][-_WORDS_ASKED:]


def _holds(connection: sa.Connection, word: str, is_beginning: bool, only_told: bool) -> "sa.ColumnElement[bool]":
    """Return whether a case holds a word: in a text, or in the name of an organisation that takes part."""
    mine, theirs, link = WORDS.table.c, PARTY_WORDS.table.c, LINKS.table.c
    texts = sa.select(mine.case_id).where(*_is(connection, mine.word, word, is_beginning))
    if only_told:
        texts = texts.where(mine.is_told)
    names = (
        sa.select(link.case_id)
        .join_from(PARTY_WORDS.table, LINKS.table, link.subject_id == theirs.party_id)
        .where(link.unlinked_on.is_(None), *_is(connection, theirs.word, word, is_beginning))
    )
    return CASES.table.c.case_id.in_(sa.union_all(texts, names))


def _is(
    connection: sa.Connection, column: "sa.Column[Any]", word: str, is_beginning: bool
) -> "tuple[sa.ColumnElement[bool], ...]":
    if not is_beginning:
        return (column == word,)
    if connection.dialect.name == "postgresql":  # by the order of bytes, as the index is
        return (column.bool_op("~>=~")(word), column.bool_op("~<~")(word + _LAST))
    return (column >= word, column < word + _LAST)


def _told(
    connection: sa.Connection, cases: Sequence[CaseRow], terms: Sequence[Term], *, only_told: bool
) -> dict[UUID, FoundCase]:
    """Return those of the cases that hold each term as it was asked for, with where."""
    ids = [row.case_id for row in cases]
    text, link, party = TEXTS.table.c, LINKS.table.c, PARTIES.table.c
    select = sa.select(TEXTS.table).where(text.case_id.in_(ids)).order_by(text.case_id, text.version, text.field.desc())
    texts: dict[UUID, list[TextRow]] = {}
    for row in TEXTS.read(connection, select.where(text.is_told) if only_told else select):
        texts.setdefault(row.case_id, []).append(row)
    names: dict[UUID, list[str]] = {}
    linked = (
        sa.select(link.case_id, party.name, party.aliases)
        .join_from(LINKS.table, PARTIES.table, party.party_id == link.subject_id)
        .where(link.case_id.in_(ids), link.unlinked_on.is_(None))
        .order_by(link.case_id, party.name)
    )
    for case_id, name, aliases in connection.execute(linked):
        names.setdefault(case_id, []).extend((name, *aliases))
    found: dict[UUID, FoundCase] = {}
    for case in cases:
        mine, parties = texts.get(case.case_id, []), names.get(case.case_id, [])
        whole = [words_of(each) for each in (*(row.text for row in mine), *parties)]
        if all(any(term.is_in(words) for words in whole) for term in terms):
            found[case.case_id] = _found(case, mine, parties, terms)
    return found


def _found(case: CaseRow, texts: Sequence[TextRow], names: Sequence[str], terms: Sequence[Term]) -> FoundCase:
    about = (case.case_id, case.reference, case.title, str(case.status))
    for row in texts:
        if (part := snippet(row.text, terms)) is not None:
            return FoundCase(*about, row.what, row.field, part)
    part = next(part for each in names if (part := snippet(each, terms)) is not None)
    return FoundCase(*about, _PARTY, "name", part)
