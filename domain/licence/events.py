"""What can have happened to an export licence. Stored for ever: add, never edit."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.licence.amounts import Limit
from domain.licence.words import Authority, LicenceKind, Modality, Unit
from domain.values import CaseId, LicenceId, PartyId, SealedText


@dataclass(frozen=True, slots=True)
class LicenceRequested:
    """A licence was asked of an authority, for the case that needs it first."""

    stored_name: ClassVar[str] = "licence.requested.v1"
    licence_id: LicenceId
    case_id: CaseId
    authority: Authority
    kind: LicenceKind
    codes: tuple[str, ...]
    destinations: tuple[str, ...]
    end_users: tuple[PartyId, ...]
    modalities: tuple[Modality, ...]


@dataclass(frozen=True, slots=True)
class LicenceDrafted:
    """A licence was drafted that no single case asked for: a global one, or a Union general authorisation."""

    stored_name: ClassVar[str] = "licence.drafted.v1"
    licence_id: LicenceId
    authority: Authority
    kind: LicenceKind
    codes: tuple[str, ...]
    destinations: tuple[str, ...]
    end_users: tuple[PartyId, ...]
    modalities: tuple[Modality, ...]
    authorisation_id: str | None


@dataclass(frozen=True, slots=True)
class LicenceAmended:
    """What the licence is for, or allows, changed: in its draft, or by the authority; the whole is given each time."""

    stored_name: ClassVar[str] = "licence.amended.v1"
    licence_id: LicenceId
    codes: tuple[str, ...]
    destinations: tuple[str, ...]
    end_users: tuple[PartyId, ...]
    modalities: tuple[Modality, ...]
    reason: SealedText
    number: str | None = None
    amended_on: date | None = None
    limit: Limit = Limit()


@dataclass(frozen=True, slots=True)
class LicenceDocumentProvided:
    """A document that the authority asks for lies in the file, such as the end-user certificate."""

    stored_name: ClassVar[str] = "licence.document-provided.v1"
    licence_id: LicenceId
    document: str
    reference: SealedText


@dataclass(frozen=True, slots=True)
class LicenceSubmitted:
    """The file went to the authority."""

    stored_name: ClassVar[str] = "licence.submitted.v1"
    licence_id: LicenceId
    submitted_on: date
    reference: str | None


@dataclass(frozen=True, slots=True)
class LicenceInformationRequested:
    """The authority asked for more before it answers."""

    stored_name: ClassVar[str] = "licence.information-requested.v1"
    licence_id: LicenceId
    asked_on: date
    question: SealedText


@dataclass(frozen=True, slots=True)
class LicenceInformationProvided:
    """The authority got what it asked for."""

    stored_name: ClassVar[str] = "licence.information-provided.v1"
    licence_id: LicenceId
    answered_on: date
    answer: SealedText


@dataclass(frozen=True, slots=True)
class LicenceGranted:
    """The authority granted the licence, for so much in all where it set a limit."""

    stored_name: ClassVar[str] = "licence.granted.v1"
    licence_id: LicenceId
    number: str
    valid_from: date
    valid_until: date
    limit: Limit = Limit()


@dataclass(frozen=True, slots=True)
class LicenceRegistered:
    """The institution is registered for a Union general authorisation, whose conditions it meets."""

    stored_name: ClassVar[str] = "licence.registered.v1"
    licence_id: LicenceId
    number: str
    valid_from: date
    valid_until: date | None
    conditions_met: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LicenceRefused:
    """The authority refused the licence."""

    stored_name: ClassVar[str] = "licence.refused.v1"
    licence_id: LicenceId
    grounds: SealedText


@dataclass(frozen=True, slots=True)
class LicenceRevoked:
    """The authority took the licence back."""

    stored_name: ClassVar[str] = "licence.revoked.v1"
    licence_id: LicenceId
    grounds: SealedText


@dataclass(frozen=True, slots=True)
class LicenceRenewed:
    """The authority lengthened the licence, perhaps under another number."""

    stored_name: ClassVar[str] = "licence.renewed.v1"
    licence_id: LicenceId
    number: str
    valid_until: date


@dataclass(frozen=True, slots=True)
class LicenceWithdrawn:
    """The institution took its application back."""

    stored_name: ClassVar[str] = "licence.withdrawn.v1"
    licence_id: LicenceId
    reason: SealedText


@dataclass(frozen=True, slots=True)
class LicenceExpired:
    """The last day of the licence passed."""

    stored_name: ClassVar[str] = "licence.expired.v1"
    licence_id: LicenceId
    valid_until: date


@dataclass(frozen=True, slots=True)
class LicenceExpiryReminded:
    """Somebody was reminded of the last day of the licence, once for each rung of the ladder and each last day."""

    stored_name: ClassVar[str] = "licence.expiry-reminded.v1"
    licence_id: LicenceId
    valid_until: date
    rung: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LicenceAttached:
    """A further case may use the licence."""

    stored_name: ClassVar[str] = "licence.attached.v1"
    licence_id: LicenceId
    case_id: CaseId


@dataclass(frozen=True, slots=True)
class LicenceUsageRecorded:
    """A sharing of a case went under the licence. `quantity` counts `unit`, `value_eur` is in euro."""

    stored_name: ClassVar[str] = "licence.usage-recorded.v1"
    licence_id: LicenceId
    case_id: CaseId
    share_id: UUID
    used_on: date
    codes: tuple[str, ...]
    modality: Modality
    quantity: int | None
    value_eur: int | None
    unit: Unit = Unit.PIECES


Event = (
    LicenceRequested
    | LicenceDrafted
    | LicenceAmended
    | LicenceDocumentProvided
    | LicenceSubmitted
    | LicenceInformationRequested
    | LicenceInformationProvided
    | LicenceGranted
    | LicenceRegistered
    | LicenceRefused
    | LicenceRevoked
    | LicenceRenewed
    | LicenceWithdrawn
    | LicenceExpired
    | LicenceExpiryReminded
    | LicenceAttached
    | LicenceUsageRecorded
)
EVENTS: tuple[type, ...] = (
    LicenceRequested,
    LicenceDrafted,
    LicenceAmended,
    LicenceDocumentProvided,
    LicenceSubmitted,
    LicenceInformationRequested,
    LicenceInformationProvided,
    LicenceGranted,
    LicenceRegistered,
    LicenceRefused,
    LicenceRevoked,
    LicenceRenewed,
    LicenceWithdrawn,
    LicenceExpired,
    LicenceExpiryReminded,
    LicenceAttached,
    LicenceUsageRecorded,
)
