"""What can have happened to a hold. Stored for ever: add, never edit."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.erasure.words import Held
from domain.values import SealedText


@dataclass(frozen=True, slots=True)
class HoldPlaced:
    """Somebody said why a person, a case or an incident may not be forgotten, up to and with `until` if that is set."""

    stored_name: ClassVar[str] = "hold.placed.v1"
    hold_id: UUID
    kind: Held
    subject_id: UUID
    reason: SealedText
    until: date | None


@dataclass(frozen=True, slots=True)
class HoldLifted:
    """The hold is over."""

    stored_name: ClassVar[str] = "hold.lifted.v1"
    hold_id: UUID
    reason: SealedText


Event = HoldPlaced | HoldLifted
EVENTS = (HoldPlaced, HoldLifted)
