"""The parties track: which organisations and persons take part."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, ClassVar, assert_never
from uuid import UUID, uuid5

from domain import deadlines, text
from domain.collaboration import screening, transitions
from domain.collaboration.rule import DESIGN
from domain.context import Context
from domain.deadlines import Kind
from domain.errors import NotFoundError, UnusableInputError
from domain.party.ownership import Ownership
from domain.slices import replace
from domain.values import CaseId, Metadata, PartyId, PersonId, Sealed, SealedText, SubjectKind

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


class PartyRole(StrEnum):
    """In which part an organisation takes part."""

    PARTNER = "partner"
    FUNDER = "funder"
    COMMISSIONER = "commissioner"
    HOME_INSTITUTION = "home_institution"
    COAUTHOR = "coauthor"
    SUBCONTRACTOR = "subcontractor"


class StayType(StrEnum):
    """How a researcher is bound to the collaboration."""

    PRINCIPAL_INVESTIGATOR = "principal_investigator"
    STAFF = "staff"
    JOINT_PHD = "joint_phd"
    EXCHANGE_STUDENT = "exchange_student"
    VISITING_RESEARCHER = "visiting_researcher"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class PartyLinked:
    """An organisation takes part, as it was known at `party_version`."""

    stored_name: ClassVar[str] = "collaboration.party-linked.v1"
    case_id: CaseId
    party_id: PartyId
    role: PartyRole
    country: str | None
    fingerprint: str
    party_version: int
    since_on: date | None
    ownership: Ownership | None = None


@dataclass(frozen=True, slots=True)
class PartyUnlinked:
    """An organisation no longer takes part."""

    stored_name: ClassVar[str] = "collaboration.party-unlinked.v1"
    case_id: CaseId
    party_id: PartyId
    reason: SealedText


@dataclass(frozen=True, slots=True)
class ResearcherLinked:
    """A person takes part; `identity` is the actor id under which the person may log in."""

    stored_name: ClassVar[str] = "collaboration.researcher-linked.v1"
    case_id: CaseId
    person_id: PersonId
    stay_type: StayType
    is_temporary: bool
    home_party_id: PartyId | None
    scholarship: str | None
    identity: str | None
    fingerprint: str
    person_version: int


@dataclass(frozen=True, slots=True)
class ResearcherUnlinked:
    """A person no longer takes part."""

    stored_name: ClassVar[str] = "collaboration.researcher-unlinked.v1"
    case_id: CaseId
    person_id: PersonId
    reason: Annotated[str, Sealed(persons="person_id")]


@dataclass(frozen=True, slots=True)
class LinkParty:
    """Say that an organisation of the register takes part."""

    case_id: CaseId
    party_id: PartyId
    role: PartyRole
    since_on: date | None = None


@dataclass(frozen=True, slots=True)
class UnlinkParty:
    """Say that an organisation no longer takes part."""

    case_id: CaseId
    party_id: PartyId
    reason: str


@dataclass(frozen=True, slots=True)
class LinkResearcher:
    """Say that a person of the register takes part."""

    case_id: CaseId
    person_id: PersonId
    stay_type: StayType
    is_temporary: bool = False
    home_party_id: PartyId | None = None
    scholarship: str | None = None


@dataclass(frozen=True, slots=True)
class UnlinkResearcher:
    """Say that a person no longer takes part."""

    case_id: CaseId
    person_id: PersonId
    reason: str


@dataclass(frozen=True, slots=True)
class LinkedParty:
    """An organisation as the case knows it."""

    role: PartyRole
    country: str | None
    fingerprint: str
    ownership: Ownership | None = None


@dataclass(frozen=True, slots=True)
class LinkedPerson:
    """A person as the case knows it."""

    stay_type: StayType
    is_temporary: bool
    home_party_id: PartyId | None
    identity: str | None
    fingerprint: str
    scholarship: str | None = None


@dataclass(frozen=True, slots=True)
class Parties:
    """Who takes part now."""

    parties: Mapping[UUID, LinkedParty] = field(default_factory=dict)
    persons: Mapping[UUID, LinkedPerson] = field(default_factory=dict)
    ours: frozenset[UUID] = frozenset()
    """Who was linked as one of us; being linked anew as external does not end that, being unlinked does."""

    @property
    def countries(self) -> frozenset[str]:
        """Return the countries of the organisations that take part."""
        return frozenset(each.country for each in self.parties.values() if each.country is not None)

    @property
    def homes(self) -> frozenset[UUID]:
        """Return the organisations that somebody who takes part comes from, and may take results home to."""
        linked = {key for key, each in self.parties.items() if each.role is PartyRole.HOME_INSTITUTION}
        return frozenset(linked | {each.home_party_id for each in self.persons.values() if each.home_party_id})

    @property
    def identities(self) -> frozenset[str]:
        """Return the actor ids of the persons who take part."""
        return frozenset(each.identity for each in self.persons.values() if each.identity is not None)

    @property
    def subjects(self) -> frozenset[tuple[SubjectKind, UUID]]:
        """Return everyone whom a screening must cover."""
        organisations = {(SubjectKind.PARTY, each) for each in self.parties}
        return frozenset(organisations | {(SubjectKind.PERSON, each) for each in self.persons})

    def about(self, subject_id: UUID | None) -> tuple[PersonId, ...]:
        """Return the person that a text about this subject names, if it is one."""
        return (PersonId(subject_id),) if subject_id is not None and subject_id in self.persons else ()


Command = LinkParty | UnlinkParty | LinkResearcher | UnlinkResearcher
Event = PartyLinked | PartyUnlinked | ResearcherLinked | ResearcherUnlinked


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event | screening.SharingHeld, ...]:
    """Return what a command about parties causes; linking again what is linked causes nothing.

    Who joins after the decision brings a hold on sharing along (G19).

    Raises `NotFoundError` for a party or person that is not in the institution's register, or not linked.
    """
    linked = state.parties
    match command:
        case LinkParty(case_id, party_id, role, since_on):
            party = context.parties.get(party_id)
            if party is None:
                raise NotFoundError("party", party_id)
            current = linked.parties.get(party_id)
            if current == LinkedParty(role, party.country, party.fingerprint, party.ownership):
                return ()
            event = PartyLinked(
                case_id,
                party_id,
                role,
                party.country,
                party.fingerprint,
                party.version,
                since_on,
                party.ownership,
            )
            is_late = current is None and state.spine.status in transitions.LIVE
            return (event, _hold_for_latecomer(case_id, party_id, context)) if is_late else (event,)
        case UnlinkParty(case_id, party_id, reason):
            if party_id not in linked.parties:
                raise NotFoundError("linked party", party_id)
            return (PartyUnlinked(case_id, party_id, text.required(reason, "reason")),)
        case LinkResearcher(case_id, person_id, stay_type, is_temporary, home_party_id, scholarship):
            person = context.persons.get(person_id)
            if person is None:
                raise NotFoundError("person", person_id)
            if home_party_id is not None and home_party_id not in linked.parties:
                expected = "a party that link-party linked before, as home_institution"
                raise UnusableInputError("home_party_id", f"{home_party_id} is not linked to the case", expected)
            known = LinkedPerson(
                stay_type, is_temporary, home_party_id, person.identity, person.fingerprint, scholarship
            )
            if linked.persons.get(person_id) == known:
                return ()
            joined = ResearcherLinked(
                case_id,
                person_id,
                stay_type,
                is_temporary,
                home_party_id,
                scholarship,
                person.identity,
                person.fingerprint,
                person.version,
            )
            comes_late = person_id not in linked.persons and state.spine.status in transitions.LIVE
            hold = (_hold_for_latecomer(case_id, person_id, context),) if comes_late else ()
            return (joined, *hold)
        case UnlinkResearcher(case_id, person_id, reason):
            if person_id not in linked.persons:
                raise NotFoundError("linked person", person_id)
            return (ResearcherUnlinked(case_id, person_id, text.required(reason, "reason")),)
        case _:
            assert_never(command)


def evolve(slice_: Parties, event: Event, _meta: Metadata) -> Parties:
    """Return who takes part after `event`."""
    match event:
        case PartyLinked():
            linked = LinkedParty(event.role, event.country, event.fingerprint, event.ownership)
            return replace(slice_, parties={**slice_.parties, event.party_id: linked})
        case PartyUnlinked(party_id=party_id):
            return replace(slice_, parties={key: v for key, v in slice_.parties.items() if key != party_id})
        case ResearcherLinked():
            person = LinkedPerson(
                event.stay_type,
                event.is_temporary,
                event.home_party_id,
                event.identity,
                event.fingerprint,
                event.scholarship,
            )
            joined = {event.person_id} if event.stay_type is not StayType.EXTERNAL else set()
            return replace(slice_, persons={**slice_.persons, event.person_id: person}, ours=slice_.ours | joined)
        case ResearcherUnlinked(person_id=person_id):
            left = {key: v for key, v in slice_.persons.items() if key != person_id}
            return replace(slice_, persons=left, ours=slice_.ours - {person_id})
        case _:
            assert_never(event)


def _hold_for_latecomer(case_id: CaseId, subject_id: UUID, context: Context) -> screening.SharingHeld:
    """Return the hold that a party or person brings along who joins after the decision. Source: G19."""
    return screening.SharingHeld(
        case_id,
        uuid5(case_id, f"latecomer:{subject_id}:{context.now.isoformat()}"),
        "G19",
        f"{DESIGN}, G19; [004] example on late co-authors",
        "somebody joined after the decision and is not screened yet",
        subject_id,
        None,
        deadlines.due_day(Kind.SCREENING, context.today, context.calendar),
    )
