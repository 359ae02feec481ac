"""What may be asked of a file that is handed out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.aggregate import CommandSpec
from domain.handout.words import HandoutFormat, HandoutKind
from domain.values import Role


@dataclass(frozen=True, slots=True)
class RecordHandout:
    """Record a file before it is handed out (given by the program that made it, for whoever asked).

    The fields are those of the event. It has no address: nobody records a file that was not made.
    """

    handout_id: UUID
    kind: HandoutKind
    format: HandoutFormat
    name: str
    about: UUID | None
    reference: str | None
    language: str
    as_of: datetime
    position: int | None
    sha256: str
    size: int
    rows: int | None = None
    filters: tuple[str, ...] = ()
    is_withheld: bool = False


Command = RecordHandout
RECEIVERS = frozenset(
    {
        Role.RESEARCHER,
        Role.CONTACT_POINT_OFFICER,
        Role.EXPORT_CONTROL_OFFICER,
        Role.ETHICS_COMMITTEE,
        Role.INSTITUTION_APPROVER,
        Role.SECURITY_OFFICER,
        Role.DATA_PROTECTION_OFFICER,
        Role.AUDITOR,
        Role.FWO_MONITOR,
    }
)
"""Who may be handed a file at all; an auditor too, whose files are recorded as everybody's are."""
COMMANDS = {"record-handout": CommandSpec("record-handout", RecordHandout, RECEIVERS, opens=True)}
