"""What may be asked of a hold."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.aggregate import CommandSpec
from domain.erasure.words import Held
from domain.values import Role


@dataclass(frozen=True, slots=True)
class PlaceHold:
    """Hold a person, a case or an incident: nobody forgets it before the hold is lifted or the day `until` is over.

    It also holds what tells of it: the cases of a person, who takes part in a case, the incidents of either.
    """

    hold_id: UUID
    kind: Held
    subject_id: UUID
    reason: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class LiftHold:
    """Lift a hold."""

    hold_id: UUID
    reason: str


Command = PlaceHold | LiftHold
_PLACERS = frozenset(
    {
        Role.DATA_PROTECTION_OFFICER,
        Role.CONTACT_POINT_OFFICER,
        Role.EXPORT_CONTROL_OFFICER,
        Role.INSTITUTION_APPROVER,
        Role.SECURITY_OFFICER,
    }
)
COMMANDS = {
    "place": CommandSpec("place", PlaceHold, _PLACERS, opens=True),
    "lift": CommandSpec("lift", LiftHold, frozenset({Role.DATA_PROTECTION_OFFICER, Role.INSTITUTION_APPROVER})),
}
