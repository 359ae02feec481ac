"""What may be asked of an export licence."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.aggregate import CommandSpec
from domain.licence.words import Authority, LicenceKind, Modality, Unit
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
class DraftLicence:
    """Draft a licence that serves several cases, or a Union general authorisation to register for.

    `authorisation_id` is for a Union general one alone, such as EU001; it has no end users.
    """

    licence_id: LicenceId
    authority: Authority
    kind: LicenceKind
    codes: tuple[str, ...]
    destinations: tuple[str, ...]
    modalities: tuple[Modality, ...]
    end_users: tuple[PartyId, ...] = ()
    authorisation_id: str | None = None


@dataclass(frozen=True, slots=True)
class AmendLicence:
    """Change what the licence is for; what is left out stays.

    Once it is granted the authority amends it: `number` is the reference of its answer, `amended_on` the day of it;
    only then is there a quantity (of `unit`) or value to limit.
    """

    licence_id: LicenceId
    reason: str
    codes: tuple[str, ...] | None = None
    destinations: tuple[str, ...] | None = None
    end_users: tuple[PartyId, ...] | None = None
    modalities: tuple[Modality, ...] | None = None
    number: str | None = None
    amended_on: date | None = None
    max_quantity: int | None = None
    unit: Unit | None = None
    max_value_eur: int | None = None


@dataclass(frozen=True, slots=True)
class ProvideDocument:
    """Say that a document which the authority asks for lies in the file, such as end_user_certificate, and where."""

    licence_id: LicenceId
    document: str
    reference: str


@dataclass(frozen=True, slots=True)
class SubmitLicence:
    """Record that the file went to the authority, once it is complete."""

    licence_id: LicenceId
    submitted_on: date
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class NoteInformationRequest:
    """Record that the authority asked for more."""

    licence_id: LicenceId
    asked_on: date
    question: str


@dataclass(frozen=True, slots=True)
class AnswerInformationRequest:
    """Record that the authority got what it asked for."""

    licence_id: LicenceId
    answered_on: date
    answer: str


@dataclass(frozen=True, slots=True)
class GrantLicence:
    """Record that the authority granted the licence, under its number and for its time.

    Where it grants no more than so much, `max_quantity` counts `unit` and `max_value_eur` is in euro; null: no limit.
    """

    licence_id: LicenceId
    number: str
    valid_from: date
    valid_until: date
    max_quantity: int | None = None
    unit: Unit = Unit.PIECES
    max_value_eur: int | None = None


@dataclass(frozen=True, slots=True)
class RegisterAuthorisation:
    """Record that the institution is registered for the Union general authorisation, and which conditions it meets."""

    licence_id: LicenceId
    number: str
    valid_from: date
    conditions_met: tuple[str, ...]
    valid_until: date | None = None


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


@dataclass(frozen=True, slots=True)
class RenewLicence:
    """Record that the authority lengthened the licence; a new number may be left out."""

    licence_id: LicenceId
    valid_until: date
    number: str | None = None


@dataclass(frozen=True, slots=True)
class WithdrawLicence:
    """Take the application back before the authority has answered."""

    licence_id: LicenceId
    reason: str


@dataclass(frozen=True, slots=True)
class AttachCase:
    """Let a further case use the licence (given by the program that follows cases)."""

    licence_id: LicenceId
    case_id: CaseId


@dataclass(frozen=True, slots=True)
class RecordUsage:
    """Record a sharing that went under the licence (given by the program that follows cases)."""

    licence_id: LicenceId
    case_id: CaseId
    share_id: UUID
    used_on: date
    codes: tuple[str, ...]
    modality: Modality
    quantity: int | None = None
    value_eur: int | None = None
    unit: Unit = Unit.PIECES


@dataclass(frozen=True, slots=True)
class ExpireLicence:
    """Record that the last day has passed (given by the scheduler); before that it changes nothing."""

    licence_id: LicenceId


@dataclass(frozen=True, slots=True)
class RemindOfExpiry:
    """Record the reminders of the last day that are due (given by the scheduler)."""

    licence_id: LicenceId


Command = (
    RequestLicence
    | DraftLicence
    | AmendLicence
    | ProvideDocument
    | SubmitLicence
    | NoteInformationRequest
    | AnswerInformationRequest
    | GrantLicence
    | RegisterAuthorisation
    | RefuseLicence
    | RevokeLicence
    | RenewLicence
    | WithdrawLicence
    | AttachCase
    | RecordUsage
    | ExpireLicence
    | RemindOfExpiry
)
_EXPORT = frozenset({Role.EXPORT_CONTROL_OFFICER})
_PROGRAM = frozenset({Role.SERVICE})
COMMANDS = {
    "request": CommandSpec("request", RequestLicence, _PROGRAM, opens=True),
    "draft": CommandSpec("draft", DraftLicence, _EXPORT, opens=True),
    "amend": CommandSpec("amend", AmendLicence, _EXPORT),
    "provide-document": CommandSpec("provide-document", ProvideDocument, _EXPORT),
    "submit": CommandSpec("submit", SubmitLicence, _EXPORT),
    "note-information-request": CommandSpec("note-information-request", NoteInformationRequest, _EXPORT),
    "answer-information-request": CommandSpec("answer-information-request", AnswerInformationRequest, _EXPORT),
    "grant": CommandSpec("grant", GrantLicence, _EXPORT),
    "register-authorisation": CommandSpec("register-authorisation", RegisterAuthorisation, _EXPORT),
    "refuse": CommandSpec("refuse", RefuseLicence, _EXPORT),
    "revoke": CommandSpec("revoke", RevokeLicence, _EXPORT),
    "renew": CommandSpec("renew", RenewLicence, _EXPORT),
    "withdraw": CommandSpec("withdraw", WithdrawLicence, _EXPORT),
    "attach-case": CommandSpec("attach-case", AttachCase, _PROGRAM),
    "record-usage": CommandSpec("record-usage", RecordUsage, _PROGRAM),
    "expire": CommandSpec("expire", ExpireLicence, _PROGRAM),
    "remind-of-expiry": CommandSpec("remind-of-expiry", RemindOfExpiry, _PROGRAM),
}
