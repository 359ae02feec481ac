"""What fields offer of the registers: organisations, persons, cases and licences, all of a short one.

Of a long register a field offers what the case holds, what was chosen, and what was last written about; anything
else is looked up by words, which need not be whole.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final
from uuid import UUID

from flask import current_app

from api import access
from api.reading import Reading
from api.web import tongues
from api.web.doing import names
from api.web.doing.asked import Asked, Looked, Offer, Option, joined, plain
from domain.errors import NotFoundError
from domain.values import Actor, SubjectKind
from projections.case_register import CaseRow
from projections.licences import LicenceRow
from projections.pages import Sort

SHORT: Final = 200
"""How many things a register may hold for all of them to be offered."""
AT_ONCE: Final = 50
"""How many of a longer one are offered at once."""
_CASES_OF_ONE: Final = 200
"""So many of the cases that somebody may read tell whom he or she met."""

Read = Callable[[str | None, int], tuple[Sequence[Option], bool]]
"""Reads so many things that hold a text, the newest first, and whether there are more."""
Known = Callable[[UUID], Option | None]


def linked_parties(asked: Asked) -> Iterator[Option]:
    """Yield the organisations of the case."""
    for each in asked.subjects(SubjectKind.PARTY):
        yield _party(each.id, each.name, each.country)


def linked_persons(asked: Asked) -> Iterator[Option]:
    """Yield the persons of the case, by a number to who may not know them."""
    for each in asked.subjects(SubjectKind.PERSON):
        yield _person(each.id, each.name if asked.personal else f"#{str(each.id)[:8]}")


def parties(asked: Asked) -> Offer:
    """Return the organisations of the case, and those of the register to who may read it."""
    queries = asked.ports.institution_queries(asked.actor.institution)

    def read(text: str | None, limit: int) -> tuple[Sequence[Option], bool]:
        found = queries.parties(text, sort=Sort("position", descending=True), limit=limit)
        return [_party(each.party_id, each.name, each.country) for each in found.items], found.next is not None

    def known(party_id: UUID) -> Option | None:
        row = queries.party(party_id)
        return _party(row.party_id, row.name, row.country) if row is not None else None

    own = tuple(linked_parties(asked))
    return _offer(asked, own, read, known) if _opens("parties.parties", asked.actor) else Offer(_once(own))


def persons(asked: Asked) -> Offer:
    """Return the persons of the case, and those of the register to who may read it."""
    queries = asked.ports.institution_queries(asked.actor.institution)

    def read(text: str | None, limit: int) -> tuple[Sequence[Option], bool]:
        found = queries.persons(text, newest_first=True, limit=limit)
        return [_person(each.person_id, each.name) for each in found.items], found.next is not None

    def known(person_id: UUID) -> Option | None:
        row = queries.person(person_id)
        return _person(row.person_id, row.name) if row is not None else None

    own = tuple(linked_persons(asked))
    may_read = _opens("persons.persons", asked.actor) and asked.personal
    return _offer(asked, own, read, known) if may_read else Offer(_once(own))


def met_persons(asked: Asked) -> Offer:
    """Return the register, or to who may not read it those who take part in the cases that he or she may read."""
    if _opens("persons.persons", asked.actor) or not _opens("collaborations.collaborations", asked.actor):
        return persons(asked)
    own = tuple(linked_persons(asked))
    if not asked.personal:
        return Offer(_once(own))
    cases_ = Reading(asked.ports).cases(asked.actor, after=None, limit=_CASES_OF_ONE).items
    found = asked.ports.institution_queries(asked.actor.institution).subjects_of([row.case_id for row in cases_])
    met = {each.id: each.name for case in found.values() for each in case if each.kind is SubjectKind.PERSON}
    return _among(asked, own, [_person(key, name) for key, name in met.items()])


def cases(asked: Asked) -> Offer:
    """Return the cases that somebody may read; who may not search in titles finds one by its whole reference."""
    if not _opens("collaborations.collaborations", asked.actor):
        return Offer()
    reading = Reading(asked.ports)

    def option(row: CaseRow) -> Option:
        label = joined(row.reference, row.title if asked.personal else "")
        return Option(str(row.case_id), label, ("case_id", str(row.case_id)))

    def read(text: str | None, limit: int) -> tuple[Sequence[Option], bool]:
        if text is not None and not asked.personal:
            row = reading.queries(asked.actor).case_by_reference(text.upper())
            found = known(row.case_id) if row is not None else None
            return [found] if found is not None else [], False
        newest = Sort("notified_position", descending=True)
        page = reading.cases(asked.actor, after=None, limit=limit, text=text, sort=newest)
        return [option(each) for each in page.items], page.next is not None

    def known(case_id: UUID) -> Option | None:
        try:
            return option(reading.case(case_id, asked.actor))
        except NotFoundError:
            return None

    return _offer(asked, (), read, known)


def licences(asked: Asked) -> Offer:
    """Return the licences of the institution, to who may read them; those that end first stand first."""
    if not _opens("licences.licences", asked.actor):
        return Offer()
    rows = asked.ports.institution_queries(asked.actor.institution).all_licences()
    return _among(asked, (), [_licence(each) for each in rows])


def _offer(asked: Asked, own: Iterable[Option], read: Read, known: Known) -> Offer:
    """Return what is `own` to the case, what was chosen, and what the register has of the words that are looked up."""
    if asked.words:
        found, more = read(asked.words, AT_ONCE)
        looked = Looked(asked.words, len(found), more)
    else:
        found, more = read(None, SHORT)
        if not more:
            return Offer(_once((*own, *_by_label(found))))
        found, looked = found[:AT_ONCE], Looked("", AT_ONCE, more)
    there = {each.value for each in (*own, *found)}
    before = [known(each) for each in map(_id, asked.chosen) if each is not None and str(each) not in there]
    return Offer(_once((*(each for each in before if each is not None), *own, *_by_label(found))), looked)


def _among(asked: Asked, own: Iterable[Option], every: Sequence[Option]) -> Offer:
    """Return the same of what is at hand already."""
    by_value = {each.value: each for each in every}

    def read(text: str | None, limit: int) -> tuple[Sequence[Option], bool]:
        words = plain(text or "").split()
        found = [each for each in every if all(word in plain(each.label) for word in words)]
        return found[:limit], len(found) > limit

    return _offer(asked, own, read, lambda each: by_value.get(str(each)))


def _party(row_id: UUID, name: str, country: str | None) -> Option:
    return Option(str(row_id), f"{name} ({tongues.country(country)})" if country else name, ("party_id", str(row_id)))


def _person(row_id: UUID, name: str) -> Option:
    return Option(str(row_id), name, ("person_id", str(row_id)))


def _licence(row: LicenceRow) -> Option:
    label = joined(names.word(row.kind), row.number or "", names.word(row.status))
    return Option(str(row.licence_id), label, ("licence_id", str(row.licence_id)))


def _opens(endpoint: str, actor: Actor) -> bool:
    """Tell whether an address of the API lets the actor in: what it tells may be offered."""
    row = access.table(current_app).get(endpoint)
    return row is not None and access.lets_in(row, actor)


def _by_label(options: Iterable[Option]) -> list[Option]:
    return sorted(options, key=lambda each: plain(each.label))


def _once(options: Iterable[Option]) -> tuple[Option, ...]:
    return tuple(dict.fromkeys(options))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
