"""What may be asked of an erasure: proposed by the data protection officer, confirmed by somebody else."""

from dataclasses import dataclass
from uuid import UUID

from domain.aggregate import CommandSpec
from domain.erasure.words import Ground, Held
from domain.values import Role


@dataclass(frozen=True, slots=True)
class ProposeErasure:
    """Propose that a person, or the texts of a case or incident, be forgotten; another has to confirm it."""

    erasure_id: UUID
    kind: Held
    subject_id: UUID
    ground: Ground
    reason: str


@dataclass(frozen=True, slots=True)
class ConfirmErasure:
    """Confirm an erasure that somebody else proposed: it is carried out at once and cannot be undone."""

    erasure_id: UUID


@dataclass(frozen=True, slots=True)
class WithdrawErasure:
    """Take a proposal back, or refuse it."""

    erasure_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class RecordErasure:
    """Record anew what two people decided and a restored copy of the log does not know (given by the program)."""

    erasure_id: UUID
    kind: Held
    subject_id: UUID
    ground: Ground
    proposed_by: tuple[str, ...]
    confirmed_by: tuple[str, ...]


Command = ProposeErasure | ConfirmErasure | WithdrawErasure | RecordErasure
DECIDERS = frozenset({Role.DATA_PROTECTION_OFFICER, Role.INSTITUTION_APPROVER})
"""Who confirms or refuses: not the contact point, whose own work the texts tell of."""
COMMANDS = {
    spec.name: spec
    for spec in (
        CommandSpec("propose", ProposeErasure, frozenset({Role.DATA_PROTECTION_OFFICER}), opens=True),
        CommandSpec("confirm", ConfirmErasure, DECIDERS),
        CommandSpec("withdraw", WithdrawErasure, DECIDERS),
        CommandSpec("record", RecordErasure, frozenset({Role.SERVICE}), opens=True),
    )
}
