"""Search in the texts of cases, and by their references, who notified them and the names of who takes part."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from projections.case_register import CASES, CaseRow
from projections.case_search import PARTY_WORDS, TEXTS, WORDS, TextRow
from projections.pages import MAX_LIMIT, Cursor, Order, Page, page
from projections.parties import PARTIES
from projections.party_cases import LINKS
from projections.persons import PERSONS
from projections.search_words import Term, snippet, terms_of, words_of
from projections.sheets import PersonalText

_LAST = "\U0010ffff"
_REFERENCE, _PARTY, _PERSON, _NOTIFIER, _FWO = "reference", "party", "person", "notified_by", "fwo_reference"
_WORDS_ASKED = 8
"""Of a long phrase the database is asked for so many words; the others are looked for in what it finds."""
_NAMESAKES = 2_000
"""So many persons one term finds at most: who types what more names hold has named nobody."""
_MAY_DIFFER = re.compile(r"[^bfjkmpqvwx0-9]+")
"""Letters that a register of names may hold with an accent, or as another letter."""


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


@dataclass(frozen=True, slots=True)
class _Asked:
    """A term, with who is meant by it: actors who notify, and persons who take part."""

    term: Term
    notifiers: tuple[str, ...] = ()
    persons: tuple[UUID, ...] = ()


_FAR = 1 << 53  # a cursor holds no number below 0


def search(
    connection: sa.Connection,
    question: str,
    wanted: Mapping[str, object],
    *,
    beginnings: bool,
    notified_by: Collection[str] | None,
    after: Cursor | None,
    limit: int,
) -> Page[FoundCase]:
    """Return the cases that hold every term of a question; `wanted` are values of their rows.

    First those whose reference is asked for, then the newest. For `notified_by` only the cases of these actors, and of
    these what they may read of it: a researcher is told initials of persons, so that their names find nothing. Raises
    `UnusableInputError` for a question, limit or cursor of no use.
    """
    terms, only_told = terms_of(question, beginnings=beginnings), notified_by is not None
    asked = [_Asked(term) for term in terms] if only_told else _meant(connection, terms)
    where = [_has(connection, each, only_told) for each in asked]
    where += [CASES.table.c[name] == value for name, value in wanted.items() if value is not None]
    if notified_by is not None:
        where.append(CASES.table.c.notified_by.in_(sorted(notified_by)))
    found: list[FoundCase] = []
    order, size = _order(terms), limit
    while True:
        rows = page(connection, CASES, where, order, after, size)
        for case_id, told in _told(connection, rows.items, terms, only_told=only_told).items():
            found.append(told)
            if len(found) == limit:
                row = next(each for each in rows.items if each.case_id == case_id)
                is_last = rows.next is None and row is rows.items[-1]
                return Page(tuple(found), None if is_last else Cursor(order.place(row)))
        if rows.next is None:
            return Page(tuple(found), None)
        # Of a phrase the database finds the words alone, so that many cases may have to be read for few that hold it;
        # as a rule the first ones do.
        after, size = rows.next, min(4 * size, MAX_LIMIT)


def _order(terms: Sequence[Term]) -> Order[CaseRow]:
    newest = sa.literal(_FAR, sa.BigInteger()) - CASES.table.c.notified_position
    ends = [term for term in terms if term.end]
    if not ends:
        return Order((newest,), lambda row: (_FAR - row.notified_position,))
    is_named = sa.or_(*(_named(term) for term in ends))
    rank = sa.type_coerce(sa.case((is_named, 0), else_=1), sa.BigInteger())
    return Order(
        (rank, newest),
        lambda row: (int(not any(term.names(row.reference) for term in ends)), _FAR - row.notified_position),
    )


def _meant(connection: sa.Connection, terms: Sequence[Term]) -> list[_Asked]:
    """Return the terms, each with the actors and persons whose names hold it."""
    case, person = CASES.table.c, PERSONS.table.c
    notifiers = {each: words_of(each) for each in connection.scalars(sa.select(case.notified_by).distinct())}
    asked = []
    for term in terms:
        like = "%".join(("", *(_MAY_DIFFER.sub("%", word) for word in term.words), ""))
        known = connection.execute(
            sa.select(person.person_id, person.name, person.aliases).where(person.search.like(like))
        )
        persons = (key for key, *names in known if any(term.is_in(words_of(each)) for each in _every(*names)))
        who = tuple(each for each, words in notifiers.items() if term.is_in(words))
        asked.append(_Asked(term, who, tuple(islice(persons, _NAMESAKES))))
    return asked


def _every(name: str, aliases: Sequence[str]) -> tuple[str, ...]:
    return (name, *aliases)


def _named(term: Term) -> "sa.ColumnElement[bool]":
    """Return whether a case has the reference that a term names."""
    reference = CASES.table.c.reference
    return sa.or_(reference == term.end, reference.endswith(f"-{term.end}", autoescape=True))


def _has(connection: sa.Connection, asked: _Asked, only_told: bool) -> "sa.ColumnElement[bool]":
    """Return whether a case holds a term in one of the ways in which it may."""
    case, link, term = CASES.table.c, LINKS.table.c, asked.term
    ways = [sa.and_(*(_holds(connection, *each, only_told) for each in _words(term)))]
    if term.end:
        ways.append(_named(term))
    if len(term.words) == 1:
        number = sa.func.lower(case.fwo_reference)
        ways.append(number.startswith(term.words[0], autoescape=True) if term.is_beginning else number == term.words[0])
    if asked.notifiers:
        ways.append(case.notified_by.in_(asked.notifiers))
    if asked.persons:
        takes_part = (link.subject_id.in_(asked.persons), link.unlinked_on.is_(None))
        ways.append(case.case_id.in_(sa.select(link.case_id).where(*takes_part)))
    return sa.or_(*ways)


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
    text, link = TEXTS.table.c, LINKS.table.c
    select = sa.select(TEXTS.table).where(text.case_id.in_(ids)).order_by(text.case_id, text.version, text.field.desc())
    texts: dict[UUID, list[TextRow]] = {}
    for row in TEXTS.read(connection, select.where(text.is_told) if only_told else select):
        texts.setdefault(row.case_id, []).append(row)
    names: dict[UUID, list[tuple[str, str]]] = {}
    people = ((_PARTY, PARTIES, PARTIES.table.c.party_id), (_PERSON, PERSONS, PERSONS.table.c.person_id))
    for what, sheet, key in people[:1] if only_told else people:
        linked = (
            sa.select(link.case_id, sheet.table.c.name, sheet.table.c.aliases)
            .join_from(LINKS.table, sheet.table, key == link.subject_id)
            .where(link.case_id.in_(ids), link.unlinked_on.is_(None))
            .order_by(link.case_id, sheet.table.c.name)
        )
        for case_id, *known in connection.execute(linked):
            names.setdefault(case_id, []).extend((what, each) for each in _every(*known))
    found: dict[UUID, FoundCase] = {}
    for case in cases:
        mine, others = texts.get(case.case_id, []), list(names.get(case.case_id, ()))
        if case.fwo_reference is not None:
            others.append((_FWO, case.fwo_reference))
        if not only_told:
            others.append((_NOTIFIER, case.notified_by))
        whole = [words_of(each) for each in (*(row.text for row in mine), *(name for _, name in others))]
        if all(term.names(case.reference) or any(term.is_in(words) for words in whole) for term in terms):
            found[case.case_id] = _found(case, mine, others, terms)
    return found


def _found(
    case: CaseRow, texts: Sequence[TextRow], names: Sequence[tuple[str, str]], terms: Sequence[Term]
) -> FoundCase:
    about = (case.case_id, case.reference, case.title, str(case.status))
    if any(term.names(case.reference) for term in terms):
        return FoundCase(*about, _REFERENCE, _REFERENCE, case.reference)
    for row in texts:
        if (part := snippet(row.text, terms)) is not None:
            return FoundCase(*about, row.what, row.field, part)
    what, part = next((what, part) for what, each in names if (part := snippet(each, terms)) is not None)
    return FoundCase(*about, what, "name", part)
