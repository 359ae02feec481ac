"""What can have happened to an erasure. Stored for ever: add, never edit.

What stays readable says who decided, when, about whom and on which ground. A reason in free text goes with the key.
"""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.erasure.words import Ground, Held
from domain.values import SealedText


@dataclass(frozen=True, slots=True)
class ErasureProposed:
    """Somebody proposed that a person, or the texts of a case or an incident, be forgotten."""

    stored_name: ClassVar[str] = "erasure.proposed.v1"
    erasure_id: UUID
    kind: Held
    subject_id: UUID
    ground: Ground
    reason: SealedText


@dataclass(frozen=True, slots=True)
class ErasureWithdrawn:
    """The proposal was taken back or refused; everything stays."""

    stored_name: ClassVar[str] = "erasure.withdrawn.v1"
    erasure_id: UUID
    reason: SealedText


@dataclass(frozen=True, slots=True)
class PersonalDataErased:
    """Two people decided: what was sealed for this subject is unreadable from here on.

    `cases` are those that name a person, each as it was in `case_versions` when that was decided; a case stands
    alone, an incident has none.
    """

    stored_name: ClassVar[str] = "erasure.personal-data-erased.v1"
    erasure_id: UUID
    kind: Held
    subject_id: UUID
    ground: Ground
    proposed_by: tuple[str, ...]
    confirmed_by: tuple[str, ...]
    cases: tuple[UUID, ...]
    case_versions: tuple[int, ...]


Event = ErasureProposed | ErasureWithdrawn | PersonalDataErased
EVENTS = (ErasureProposed, ErasureWithdrawn, PersonalDataErased)
