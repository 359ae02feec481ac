"""What can have happened to a person of the register. Stored for ever: add, never edit."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.collaboration.screening import AnswerScope, Resolution
from domain.values import CaseId, PartyId, PersonId, SealedText


@dataclass(frozen=True, slots=True)
class PersonRegistered:
    """A person came into the register; the fingerprint is a counter, for a hash of a name could be guessed."""

    stored_name: ClassVar[str] = "person.registered.v1"
    person_id: PersonId
    name: SealedText
    aliases: tuple[SealedText, ...]
    identity: str | None
    home_party_id: PartyId | None
    birth_year: SealedText | None
    birth_year_purpose: SealedText | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class PersonAmended:
    """What is known of the person was corrected."""

    stored_name: ClassVar[str] = "person.amended.v1"
    person_id: PersonId
    name: SealedText
    aliases: tuple[SealedText, ...]
    identity: str | None
    home_party_id: PartyId | None
    birth_year: SealedText | None
    birth_year_purpose: SealedText | None
    fingerprint: str
    reason: SealedText


@dataclass(frozen=True, slots=True)
class MatchDecided:
    """A person decided about a match of this person; it holds until the person or the entry changes."""

    stored_name: ClassVar[str] = "person.match-decided.v1"
    person_id: PersonId
    list_id: str
    entry_id: str
    entry_fingerprint: str
    person_fingerprint: str
    scorer_id: str
    resolution: Resolution
    case_id: CaseId
    hit_id: UUID
    scope: AnswerScope = AnswerScope.CASE


@dataclass(frozen=True, slots=True)
class ReportGiven:
    """All that is held about the person was put together for somebody; who did it stands in the metadata."""

    stored_name: ClassVar[str] = "person.report-given.v1"
    person_id: PersonId
    purpose: SealedText


Event = PersonRegistered | PersonAmended | MatchDecided | ReportGiven
EVENTS = (PersonRegistered, PersonAmended, MatchDecided, ReportGiven)
