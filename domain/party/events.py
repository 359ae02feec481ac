"""What can have happened to an organisation of the register. Stored for ever: add, never edit."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.collaboration.screening import AnswerScope, Resolution
from domain.party.ownership import OwnershipEdge
from domain.values import CaseId, PartyId, SealedText


@dataclass(frozen=True, slots=True)
class PartyRegistered:
    """An organisation came into the register. `fingerprint` covers all that screening looks at."""

    stored_name: ClassVar[str] = "party.registered.v1"
    party_id: PartyId
    name: str
    aliases: tuple[str, ...]
    country: str | None
    identifiers: tuple[str, ...]
    website: str | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class PartyAmended:
    """What is known of the organisation was corrected."""

    stored_name: ClassVar[str] = "party.amended.v1"
    party_id: PartyId
    name: str
    aliases: tuple[str, ...]
    country: str | None
    identifiers: tuple[str, ...]
    website: str | None
    fingerprint: str
    reason: str


@dataclass(frozen=True, slots=True)
class MatchDecided:
    """A person decided about a match, in some case; it holds until the party or the entry changes."""

    stored_name: ClassVar[str] = "party.match-decided.v1"
    party_id: PartyId
    list_id: str
    entry_id: str
    entry_fingerprint: str
    party_fingerprint: str
    scorer_id: str
    resolution: Resolution
    case_id: CaseId
    hit_id: UUID
    scope: AnswerScope = AnswerScope.CASE


@dataclass(frozen=True, slots=True)
class OwnershipRecorded:
    """A person wrote down who owns the organisation, as a source said it on a day."""

    stored_name: ClassVar[str] = "party.ownership-recorded.v1"
    party_id: PartyId
    edges: tuple[OwnershipEdge, ...]
    as_of: date
    source: SealedText
    fingerprint: str


@dataclass(frozen=True, slots=True)
class NoOwnershipFound:
    """A person looked for the owners of the organisation and found none."""

    stored_name: ClassVar[str] = "party.no-ownership-found.v1"
    party_id: PartyId
    where_looked: SealedText
    looked_on: date
    fingerprint: str


Event = PartyRegistered | PartyAmended | OwnershipRecorded | NoOwnershipFound | MatchDecided
EVENTS = (PartyRegistered, PartyAmended, OwnershipRecorded, NoOwnershipFound, MatchDecided)
