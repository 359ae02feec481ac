"""What may be asked of a person of the register."""

from dataclasses import dataclass
from uuid import UUID

from domain.aggregate import CommandSpec
from domain.collaboration.screening import AnswerScope, Resolution
from domain.values import CaseId, PartyId, PersonId, Role


@dataclass(frozen=True, slots=True)
class RegisterPerson:
    """Take a person into the register. Nationality is never asked (settled.md 27).

    `identity` is the actor id under which the person logs in. `birth_year` only tells namesakes apart, and
    needs its purpose.
    """

    person_id: PersonId
    name: str
    aliases: tuple[str, ...] = ()
    identity: str | None = None
    home_party_id: PartyId | None = None
    birth_year: int | None = None
    birth_year_purpose: str | None = None


@dataclass(frozen=True, slots=True)
class AmendPerson:
    """Correct what is known of a person; everything is given anew."""

    person_id: PersonId
    reason: str
    name: str
    aliases: tuple[str, ...] = ()
    identity: str | None = None
    home_party_id: PartyId | None = None
    birth_year: int | None = None
    birth_year_purpose: str | None = None


@dataclass(frozen=True, slots=True)
class RecordMatchDecision:
    """Remember what was decided about a match in a case (given by the program that follows cases)."""

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
class RecordReport:
    """Record that all that is held about the person was put together for somebody, and what for (GDPR art. 15)."""

    person_id: PersonId
    purpose: str


Command = RegisterPerson | AmendPerson | RecordMatchDecision | RecordReport
_KEEPERS = frozenset({Role.RESEARCHER, Role.CONTACT_POINT_OFFICER})
COMMANDS = {
    "register": CommandSpec("register", RegisterPerson, _KEEPERS, opens=True),
    "amend": CommandSpec("amend", AmendPerson, frozenset({Role.CONTACT_POINT_OFFICER})),
    "record-report": CommandSpec("record-report", RecordReport, frozenset({Role.DATA_PROTECTION_OFFICER})),
    "record-match-decision": CommandSpec("record-match-decision", RecordMatchDecision, frozenset({Role.SERVICE})),
}
