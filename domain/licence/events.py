"""What can have happened to an export licence. Stored for ever: add, never edit."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.licence.words import Authority, LicenceKind, Modality
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
class LicenceGranted:
    """The authority granted the licence."""

    stored_name: ClassVar[str] = "licence.granted.v1"
    licence_id: LicenceId
    number: str
    valid_from: date
    valid_until: date


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


Event = LicenceRequested | LicenceGranted | LicenceRefused | LicenceRevoked
EVENTS = (LicenceRequested, LicenceGranted, LicenceRefused, LicenceRevoked)
