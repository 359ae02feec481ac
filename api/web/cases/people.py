"""Who takes part in a case, or took part: organisations with what is known of their owners, and persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from api.reading import Reading, Told
from api.rest import plain
from api.web import events
from domain.collaboration import disclosure, parties
from domain.collaboration.state import Collaboration
from domain.party.commands import COMMANDS
from domain.party.ownership import Ownership
from domain.values import ERASED, Actor, SubjectKind
from projections.parties import OwnerRow


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner of an organisation, as the source named it."""

    name: str
    row: OwnerRow


@dataclass(frozen=True, slots=True)
class Taking:
    """Somebody in a case: in which part, since when, and until when if it is over; of a party, who owns it."""

    subject_id: UUID
    kind: SubjectKind
    name: str
    role: str
    country: str | None
    since: date
    left_on: date | None
    owners: tuple[Owner, ...] = ()
    ownership: Ownership | None = None


def taking_part(
    reading: Reading, history: Sequence[Told], state: Collaboration, actor: Actor, *, personal: bool
) -> tuple[Taking, ...]:
    """Return everyone who takes part, then who took part, each with the name that the actor may know."""
    since, role, left = dict[UUID, date](), dict[UUID, Any](), dict[UUID, date]()
    kinds: dict[UUID, SubjectKind] = {}
    for each in history:
        day = each.recorded.meta.recorded_at.date()
        subject: UUID
        match each.recorded.event:
            case parties.PartyLinked(party_id=subject, role=said):
                kinds[subject], role[subject] = SubjectKind.PARTY, said
            case parties.ResearcherLinked(person_id=subject, stay_type=stay):
                kinds[subject], role[subject] = SubjectKind.PERSON, stay
            case parties.PartyUnlinked(party_id=subject) | parties.ResearcherUnlinked(person_id=subject):
                left[subject] = day
                continue
            case _:
                continue
        if subject in left or subject not in since:
            since[subject] = day
            left.pop(subject, None)
    found = []
    for subject, kind in kinds.items():
        about = (subject, kind, str(role[subject]), since[subject], left.get(subject))
        if kind is SubjectKind.PERSON:
            found.append(_person(reading, *about, actor, personal=personal))
        else:
            found.append(_party(reading, state, *about, actor, personal=personal))
    return tuple(sorted(found, key=lambda each: each.left_on is not None))


def _person(
    reading: Reading,
    subject: UUID,
    kind: SubjectKind,
    role: str,
    since: date,
    left_on: date | None,
    actor: Actor,
    *,
    personal: bool,
) -> Taking:
    row = reading.about(subject, actor).person(subject) if personal else None
    name = events.text(plain.WITHHELD) if row is None else events.text(row.name)
    if row is not None and row.name != ERASED and not disclosure.sees_all(actor.roles):
        name = "".join(f"{word[0]}." for word in row.name.split())
    return Taking(subject, kind, name, role, None, since, left_on)


def _party(
    reading: Reading,
    state: Collaboration,
    subject: UUID,
    kind: SubjectKind,
    role: str,
    since: date,
    left_on: date | None,
    actor: Actor,
    *,
    personal: bool,
) -> Taking:
    queries = reading.about(subject, actor)
    row = queries.party(subject)
    name, country = (row.name, row.country) if row is not None else ("", None)
    if not disclosure.sees_all(actor.roles):
        return Taking(subject, kind, name, role, country, since, left_on)
    may_know = bool(actor.roles & COMMANDS["record-ownership"].roles)
    owners = tuple(
        Owner(events.text(each.owner if personal else plain.WITHHELD), each)
        for each in (queries.owners(subject) if may_know else ())
    )
    return Taking(subject, kind, name, role, country, since, left_on, owners, state.ownership_of(subject))
