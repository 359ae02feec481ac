"""What may be asked of an export licence."""

from dataclasses import dataclass
from datetime import date

from domain.aggregate import CommandSpec
from domain.licence.words import Authority, LicenceKind, Modality
from domain.values import CaseId, LicenceId, PartyId, Role


@dataclass(frozen=True, slots=True)
class RequestLicence:
    """Open the record of a licence that a case asked for (given by the program that follows cases)."""

    licence_id: LicenceId
    case_id: CaseId
    authority: Authority
    kind: LicenceKind
    codes: tuple[str, ...]
    destinations: tuple[str, ...]
    end_users: tuple[PartyId, ...]
    modalities: tuple[Modality, ...]


@dataclass(frozen=True, slots=True)
class GrantLicence:
    """Record that the authority granted the licence, under its number and for its time."""

    licence_id: LicenceId
    number: str
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class RefuseLicence:
    """Record that the authority refused the licence."""

    licence_id: LicenceId
    grounds: str


@dataclass(frozen=True, slots=True)
class RevokeLicence:
    """Record that the authority took the licence back."""

    licence_id: LicenceId
    grounds: str


Command = RequestLicence | GrantLicence | RefuseLicence | RevokeLicence
_EXPORT = frozenset({Role.EXPORT_CONTROL_OFFICER})
COMMANDS = {
    "request": CommandSpec("request", RequestLicence, frozenset({Role.SERVICE}), opens=True),
    "grant": CommandSpec("grant", GrantLicence, _EXPORT),
    "refuse": CommandSpec("refuse", RefuseLicence, _EXPORT),
    "revoke": CommandSpec("revoke", RevokeLicence, _EXPORT),
}
