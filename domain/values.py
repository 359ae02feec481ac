"""Value objects that every part of the model shares."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

CaseId = NewType("CaseId", UUID)
PartyId = NewType("PartyId", UUID)
PersonId = NewType("PersonId", UUID)
LicenceId = NewType("LicenceId", UUID)
RunId = NewType("RunId", UUID)
HitId = NewType("HitId", UUID)
ReportId = NewType("ReportId", UUID)
IncidentId = NewType("IncidentId", UUID)

ERASED = "[erased]"
"""What stands in the place of a sealed text once a key that it needs is destroyed."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Mark a stored text as personal: it reaches the log only encrypted.

    The text is sealed under the key of the stream it belongs to (`case:<id>`, `person:<id>`).
    `persons` names the field of the same dataclass that lists the persons whom the text is about
    (a `PersonId`, `None` or a tuple of `PersonId`); it is then sealed under each of their keys too,
    so that any one erased key makes it unreadable. Source: settled.md 24.
    """

    persons: str | None = None


SealedText = Annotated[str, Sealed()]
"""Free text or a name that is unreadable once the key of its stream is destroyed."""


class Role(StrEnum):
    """What a person or a program may do at one institution."""

    RESEARCHER = "researcher"
    CONTACT_POINT_OFFICER = "contact_point_officer"
    EXPORT_CONTROL_OFFICER = "export_control_officer"
    ETHICS_COMMITTEE = "ethics_committee"
    INSTITUTION_APPROVER = "institution_approver"
    SECURITY_OFFICER = "security_officer"
    FWO_MONITOR = "fwo_monitor"
    AUDITOR = "auditor"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    OPERATOR = "operator"
    ADMIN = "admin"
    SERVICE = "service"


class Effect(StrEnum):
    """What a hit on a list means. Source: VLIR guideline 2025; handbook domain.md 1.11."""

    LEGAL = "legal"
    POLICY = "policy"
    INDICATIVE = "indicative"
    CONTEXT = "context"


class PolicyEffect(StrEnum):
    """What a named policy does inside its scope. Source: handbook domain.md 1.5.

    `block` refuses within the scope, `review` asks a person of the contact point to write down what was considered,
    `personnel` asks something of the persons who work on the project, `context` only shows.
    """

    BLOCK = "block"
    REVIEW = "review"
    PERSONNEL = "personnel"
    CONTEXT = "context"


class Level(StrEnum):
    """A qualitative risk level; there is no number behind it."""

    NONE = "none"
    ATTENTION = "attention"
    ELEVATED = "elevated"
    HIGH = "high"
    BLOCKED = "blocked"


class SubjectKind(StrEnum):
    """Whether a screened subject is an organisation or a natural person."""

    PARTY = "party"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a command: one authenticated identity at one institution (or `shared`, or `fwo`).

    `on_behalf_of` names the person whose work a delegate does; four-eyes rules count both. `grant` is that by which an
    auditor reads personal texts.
    """

    id: str
    institution: str
    roles: frozenset[Role]
    on_behalf_of: str | None = None
    grant: UUID | None = None

    @property
    def principal(self) -> str:
        """Return whose work this is: that of the person acted for, or else one's own."""
        return self.id if self.on_behalf_of is None else self.on_behalf_of

    @property
    def named(self) -> str:
        """Return who acts, and for whom if for somebody: what one does for two people is never the same request."""
        return self.id if self.on_behalf_of is None else f"{self.id}\nfor {self.on_behalf_of}"

    @property
    def identities(self) -> frozenset[str]:
        """Return every identity that acts here: the actor and the person acted for."""
        return frozenset({self.id} if self.on_behalf_of is None else {self.id, self.on_behalf_of})


@dataclass(frozen=True, slots=True)
class ActorRef:
    """The actor of an event as it is stored: who, in which role, for whom."""

    id: str
    role: Role
    on_behalf_of: str | None = None

    @property
    def principal(self) -> str:
        """Return whose work this is: that of the person acted for, or else one's own."""
        return self.id if self.on_behalf_of is None else self.on_behalf_of

    @property
    def identities(self) -> frozenset[str]:
        """Return every identity that acted: the actor and the person acted for."""
        return frozenset({self.id} if self.on_behalf_of is None else {self.id, self.on_behalf_of})


@dataclass(frozen=True, slots=True)
class Metadata:
    """Who, when, why and under which rules: stands beside every stored event."""

    event_id: UUID
    institution: str
    actor: ActorRef
    recorded_at: datetime
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None
    policy_version: str
    schema_version: int = 1


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event at its place: in its stream (`version`, from 1) and in its log (`position`)."""

    stream_id: UUID
    version: int
    position: int
    event: object
    meta: Metadata
