"""Somebody who looks at a register: what things are called for that reader, and to which of them a link leads."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from flask import current_app, url_for
from flask_babel import LazyString
from markupsafe import Markup

from api import access, reads
from api.access import Access
from api.ports import Ports
from api.reading import Reading, Told
from api.web import events, tongues
from api.web.doing import names, things
from api.web.doing.choices import PAPERS
from api.web.events import Entry, Knowing
from domain.erasure.words import Held
from domain.values import Actor
from projections.erasure_queries import ErasureQueries
from projections.queries import InstitutionQueries


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that is said of a thing; `kind` is how it is drawn: a code, a person, a badge."""

    text: str | Markup | LazyString
    url: str | None = None
    kind: str = ""
    mark: str = ""
    is_late: bool = False


Cell = tuple[Piece, ...]
NOTHING: Final[Cell] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of a thing, under its name."""

    label: str | LazyString
    said: Cell


def said(text: object) -> Cell:
    """Return a text as it stands; nothing for none."""
    return (Piece(events.text(str(text))),) if text not in (None, "") else NOTHING


def word(value: object) -> Cell:
    """Return a closed word as people say it."""
    return (Piece(_word(value)),) if value is not None else NOTHING


def words(values: Iterable[object]) -> Cell:
    """Return closed words as people say them."""
    return tuple(piece for each in values for piece in word(each))


def badge(value: object) -> Cell:
    """Return where something stands."""
    return (Piece(names.word(str(value)), kind="badge", mark=str(value)),) if value is not None else NOTHING


def day(value: str | None, *, is_late: bool = False) -> Cell:
    """Return a day as people write it."""
    return (Piece(tongues.day(value), is_late=is_late),) if value else NOTHING


def countries(codes: Iterable[str | None]) -> Cell:
    """Return the names of countries."""
    return tuple(Piece(tongues.country(each)) for each in codes if each)


def people(ids: Iterable[str | None]) -> Cell:
    """Return who acted, by actor id."""
    return tuple(Piece(each, kind="person") for each in ids if each)


def code(text: str, url: str | None = None) -> Piece:
    """Return an id or a number, as a link where there is one."""
    return Piece(text, url, "code")


def short(identifier: UUID) -> str:
    """Return the beginning of an id, by which people tell things apart that have no name."""
    return f"#{str(identifier)[:8]}"


@dataclass(frozen=True)
class Look:
    """One reader at one moment, and what was looked up for the page already."""

    ports: Ports
    reading: Reading
    actor: Actor

    @property
    def personal(self) -> bool:
        """Tell whether names of persons and what people wrote are shown."""
        return access.may_read_personal_texts(self.actor)

    @cached_property
    def queries(self) -> InstitutionQueries:
        """Return the read models of the reader's institution."""
        return self.reading.queries(self.actor)

    @cached_property
    def forgetting(self) -> ErasureQueries:
        """Return what is known there of erasures and holds."""
        return self.ports.erasure_queries(self.actor.institution)

    @property
    def today(self) -> str:
        """Return the day as the rows have it."""
        return self.reading.today.isoformat()

    def is_let_in(self, endpoint: str) -> bool:
        """Tell whether an address opens for the reader."""
        who = access.table(current_app).get(endpoint)
        return who is not None and access.lets_in(who, self.actor)

    def reads(self, who: Access) -> bool:
        """Tell whether the reader is one of those."""
        return access.lets_in(who, self.actor)

    def cases(self, ids: Collection[UUID]) -> Mapping[UUID, Piece]:
        """Return cases by reference, as far as the reader may know of them; else by the beginning of their id."""
        found = {each: code(short(each)) for each in ids}
        reads.saw({"case_ids": [str(each) for each in ids]})
        if self.is_let_in("pages.case"):
            for each, row in self.queries.cases_by_id(ids).items():
                if not access.reads_only_own_cases(self.actor) or row.notified_by == self.actor.principal:
                    found[each] = code(row.reference, things.own_page("collaborations", each))
        return found

    def case(self, identifier: UUID) -> Piece:
        """Return one case."""
        return self.cases([identifier])[identifier]

    def party(self, identifier: UUID) -> Piece:
        """Return an organisation."""
        reads.saw({"party_id": str(identifier)})
        row = self.queries.party(identifier) if self.is_let_in("pages.party") else None
        url = things.own_page("parties", identifier) if row is not None else None
        return Piece(row.name, url) if row is not None else code(short(identifier))

    def person(self, identifier: UUID) -> Piece:
        """Return a person, by name for who reads the register of persons; whoever acts on one is led there too."""
        reads.saw({"person_id": str(identifier)})
        row = self.queries.person(identifier)
        if row is None:
            return code(short(identifier))
        is_named = self.is_let_in("pages.person")
        url = things.page_of("persons", identifier) if is_named or self.is_let_in("pages.doable-persons") else None
        if not is_named and self.is_let_in("pages.person_report"):  # there it is told who it is
            url = url_for("pages.person_report", identifier=identifier)
        return Piece(row.name, url) if is_named and self.personal else code(short(identifier), url)

    def incident(self, identifier: UUID) -> Piece:
        """Return an incident, which only those know who need to."""
        reads.saw({"incident_id": str(identifier)})
        knows = self.is_let_in("pages.incident") and self.reading.knows_incident(identifier, self.actor)
        return code(short(identifier), things.own_page("incidents", identifier) if knows else None)

    def subject(self, kind: str, identifier: UUID) -> Cell:
        """Return whom an erasure or a hold is about."""
        match kind:
            case Held.CASE:
                return (*word(kind), self.case(identifier))
            case Held.PERSON:
                return (*word(kind), self.person(identifier))
            case _:
                return (*word(kind), self.incident(identifier))

    def steps(self, told: Iterable[Told], *, personal: bool) -> tuple[Entry, ...]:
        """Return what happened to a thing, in the words of the pages, with the names of whom it names."""
        found = []
        for each in told:
            event: Any = each.recorded.event
            knowing = Knowing(self._named(event), self.reading.codes(), personal, _SPEECH)
            entry = events.entry(each, knowing)
            found.append(replace(entry, title=names.event(type(event))))
        return tuple(found)

    def _named(self, event: Any) -> Mapping[UUID, str]:
        found: dict[UUID, str] = {}
        for each in fields(event):
            value = getattr(event, each.name)
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, UUID) and (piece := self._by_field(each.name, one, event)) is not None:
                    found[one] = str(piece.text)
        return found

    def _by_field(self, name: str, identifier: UUID, event: Any) -> Piece | None:
        kind = str(getattr(event, "kind", "")) if name == "subject_id" else _KINDS.get(name)
        known: Mapping[str | None, Callable[[UUID], Piece]] = {
            "collaboration": self.case,
            "party": self.party,
            "person": self.person,
            "incident": self.incident,
        }
        return known[kind](identifier) if kind in known else None


_KINDS: Final = {
    "about": "person",
    "cases": "collaboration",
    "end_users": "party",
    "home_party_id": "party",
    "persons": "person",
}
"""What a field of an event names, where it names something else than the thing itself."""


_PLACES: Final = frozenset({"country", "destinations"})


def _heading(name: str) -> str:
    """Return what a field of an event is called, as the form that asked for it called it."""
    return names.field(name) if f"field {name}" in names.book() else events.heading(name)


def _word(value: object) -> str:
    return names.word(("yes" if value else "no") if isinstance(value, bool) else str(value))


def _field(name: str, value: object) -> str:
    """Return the names of countries and papers where a field holds their codes."""
    if name in _PLACES:
        return ", ".join(tongues.country(str(each)) for each in (value if isinstance(value, tuple) else (value,)))
    return str(PAPERS.get(str(value), "")) if name == "document" else ""


_SPEECH: Final = events.Speech(_heading, _word, _field)
