"""What may be asked of an organisation of the register."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.aggregate import CommandSpec
from domain.collaboration.screening import AnswerScope, Resolution
from domain.party.ownership import OwnershipEdge
from domain.values import CaseId, PartyId, Role


@dataclass(frozen=True, slots=True)
class RegisterParty:
    """Take an organisation into the register; `country` is where it is established (ISO 3166-1 alpha-2)."""

    party_id: PartyId
    name: str
    country: str | None = None
    aliases: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    website: str | None = None


@dataclass(frozen=True, slots=True)
class AmendParty:
    """Correct what is known of an organisation; what is not given stays."""

    party_id: PartyId
    reason: str
    name: str | None = None
    country: str | None = None
    aliases: tuple[str, ...] | None = None
    identifiers: tuple[str, ...] | None = None
    website: str | None = None


@dataclass(frozen=True, slots=True)
class RecordMatchDecision:
    """Remember what a person decided about a match in a case (given by the program that follows cases)."""

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
class RecordOwnership:
    """Say who owns an organisation: every owner that `source` names, as it stood on the day `as_of`.

    What was recorded before is replaced. Shares are in percent; a share or country that nobody knows is left out.
    """

    party_id: PartyId
    edges: tuple[OwnershipEdge, ...]
    as_of: date
    source: str


@dataclass(frozen=True, slots=True)
class RecordNoOwnershipFound:
    """Say where owners were looked for and not found: they stay unknown, and what was recorded before is replaced."""

    party_id: PartyId
    where_looked: str


Command = RegisterParty | AmendParty | RecordOwnership | RecordNoOwnershipFound | RecordMatchDecision
_KEEPERS = frozenset({Role.RESEARCHER, Role.CONTACT_POINT_OFFICER, Role.EXPORT_CONTROL_OFFICER})
_LOOKED_UP_BY = frozenset({Role.CONTACT_POINT_OFFICER, Role.EXPORT_CONTROL_OFFICER})
COMMANDS = {
    "register": CommandSpec("register", RegisterParty, _KEEPERS, opens=True),
    "amend": CommandSpec("amend", AmendParty, frozenset({Role.CONTACT_POINT_OFFICER})),
    "record-ownership": CommandSpec("record-ownership", RecordOwnership, _LOOKED_UP_BY),
    "record-no-ownership-found": CommandSpec("record-no-ownership-found", RecordNoOwnershipFound, _LOOKED_UP_BY),
    "record-match-decision": CommandSpec("record-match-decision", RecordMatchDecision, frozenset({Role.SERVICE})),
}
