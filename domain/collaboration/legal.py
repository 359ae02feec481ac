"""The legal track: requirements of law, export licences as the case knows them, and what was shared."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, assert_never
from uuid import UUID

from domain import control_codes, text
from domain.collaboration import work_packages
from domain.context import Context
from domain.errors import NotFoundError, RuleRefusedError, UnusableInputError
from domain.gates import Blocks
from domain.licence.amounts import Limit
from domain.licence.mirror import Licence
from domain.licence.words import ENDED_LICENCES, Authority, LicenceKind, LicenceStatus, Modality, Unit
from domain.sentence import say
from domain.values import CaseId, HitId, LicenceId, Metadata, PartyId, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

EXPORT_LAW = "Regulation (EU) 2021/821; [004] O4, O5: a licence before anything is shared"


class Requirement(StrEnum):
    """What the law asks for. Source: handbook domain.md 2.3."""

    EXPORT_LICENCE = "export_licence"
    INTRA_EU_TRANSFER = "intra_eu_transfer"
    SANCTIONS_CLEARANCE = "sanctions_clearance"
    SANCTIONS_LEGALITY = "sanctions_legality"
    CLEARANCE = "clearance"
    VERIFICATION = "verification"
    NATIONALITY = "nationality"
    IP_AGREEMENT = "ip_agreement"
    ETHICS = "ethics"


LICENSED = frozenset({Requirement.EXPORT_LICENCE, Requirement.INTRA_EU_TRANSFER})


@dataclass(frozen=True, slots=True)
class LegalRequirementIdentified:
    """The law asks for something before the case may go on."""

    stored_name: ClassVar[str] = "collaboration.legal-requirement-identified.v1"
    case_id: CaseId
    requirement_id: UUID
    requirement: Requirement
    basis: str
    codes: tuple[str, ...]
    blocks: tuple[Blocks, ...]
    hit_id: HitId | None
    rationale: SealedText
    work_package: str | None = None


@dataclass(frozen=True, slots=True)
class LegalRequirementSatisfied:
    """What the law asked for was done; the evidence says how."""

    stored_name: ClassVar[str] = "collaboration.legal-requirement-satisfied.v1"
    case_id: CaseId
    requirement_id: UUID
    evidence: SealedText


@dataclass(frozen=True, slots=True)
class LegalRequirementRetracted:
    """The law turned out not to ask for this here."""

    stored_name: ClassVar[str] = "collaboration.legal-requirement-retracted.v1"
    case_id: CaseId
    requirement_id: UUID
    reason: SealedText


@dataclass(frozen=True, slots=True)
class ExportLicenceRequested:
    """The export control officer asks for a licence; the licence itself is a record of its own."""

    stored_name: ClassVar[str] = "collaboration.export-licence-requested.v1"
    case_id: CaseId
    licence_id: LicenceId
    authority: Authority
    kind: LicenceKind
    codes: tuple[str, ...]
    destination: str
    end_user_id: PartyId
    modalities: tuple[Modality, ...]
    profile_version: int | None = None


@dataclass(frozen=True, slots=True)
class ExportLicenceAttached:
    """A licence that exists already serves this case too."""

    stored_name: ClassVar[str] = "collaboration.export-licence-attached.v1"
    case_id: CaseId
    licence_id: LicenceId


@dataclass(frozen=True, slots=True)
class ExportLicenceNoted:
    """The case learned where its licence stands: a mirror of the licence at `licence_version`."""

    stored_name: ClassVar[str] = "collaboration.export-licence-noted.v1"
    case_id: CaseId
    licence_id: LicenceId
    licence_version: int
    status: LicenceStatus
    codes: tuple[str, ...]
    destinations: tuple[str, ...]
    end_users: tuple[PartyId, ...]
    modalities: tuple[Modality, ...]
    valid_from: date | None
    valid_until: date | None
    kind: LicenceKind | None = None
    limit: Limit = Limit()


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who hears or sees what is shared: where he or she works, and for which organisation.

    `party_id` names an organisation of the case; `organisation` describes another. Nationality is never asked.
    """

    country: str
    party_id: PartyId | None = None
    organisation: SealedText | None = None


@dataclass(frozen=True, slots=True)
class SharingRecorded:
    """Something was shared, under `licence_id` and `other_licences` where the law asks for a licence.

    `licence_versions` are those of these licences, in this order, at which it was weighed what was left of each.
    """

    stored_name: ClassVar[str] = "collaboration.sharing-recorded.v2"
    case_id: CaseId
    share_id: UUID
    codes: tuple[str, ...]
    recipient_id: PartyId | None
    destination: str | None
    modality: Modality
    shared_on: date
    licence_id: LicenceId | None
    what: SealedText
    nothing_listed_because: SealedText | None
    other_licences: tuple[LicenceId, ...] = ()
    participants: tuple[Participant, ...] = ()
    quantity: int | None = None
    value_eur: int | None = None
    work_package: str | None = None
    decontrol_id: UUID | None = None
    unit: Unit = Unit.PIECES
    licence_versions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentifyLegalRequirement:
    """Say what the law asks for and what waits for it; `basis` names the law.

    A licence is needed for `codes`; left empty, for every code that the classification confirmed. A
    `sanctions_clearance` names the hit it clears in `hit_id`; a `sanctions_legality` asks without a hit whether the
    sanctions that apply allow the collaboration at all, and always blocks the approval.
    """

    case_id: CaseId
    requirement_id: UUID
    requirement: Requirement
    basis: str
    rationale: str
    codes: tuple[str, ...] = ()
    blocks: tuple[Blocks, ...] = (Blocks.APPROVE, Blocks.START, Blocks.SHARE)
    hit_id: HitId | None = None
    work_package: str | None = None


@dataclass(frozen=True, slots=True)
class SatisfyLegalRequirement:
    """Say that what the law asked for was done, with the evidence."""

    case_id: CaseId
    requirement_id: UUID
    evidence: str


@dataclass(frozen=True, slots=True)
class RetractLegalRequirement:
    """Say why the law does not ask for this here after all."""

    case_id: CaseId
    requirement_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class RequestExportLicence:
    """Ask for an export licence for codes, a destination, an end user and ways of sharing.

    Without an `authority` (null), that of the institution's profile is asked.
    """

    case_id: CaseId
    licence_id: LicenceId
    authority: Authority | None
    kind: LicenceKind
    codes: tuple[str, ...]
    destination: str
    end_user_id: PartyId
    modalities: tuple[Modality, ...]


@dataclass(frozen=True, slots=True)
class AttachLicence:
    """Let a licence that exists already serve this case: a global one, or a Union general authorisation."""

    case_id: CaseId
    licence_id: LicenceId


@dataclass(frozen=True, slots=True)
class NoteExportLicence:
    """Mirror the state of a licence on the case (given by the program that follows licences)."""

    case_id: CaseId
    licence_id: LicenceId


@dataclass(frozen=True, slots=True)
class RecordSharing:
    """Record that something is shared: which codes (none = nothing listed), with whom, where, in which way.

    `recipient_id` is a linked party, or null when `participants` say who they are; `destination` is the country where
    it takes place or goes, null online. `quantity` counts `unit`, `value_eur` is in euro. `work_package` says
    in which part of the collaboration; needed when one of them is held. `decontrol_id` is the decision that frees it.
    """

    case_id: CaseId
    share_id: UUID
    recipient_id: PartyId | None
    destination: str | None
    modality: Modality
    shared_on: date
    what: str
    codes: tuple[str, ...] = ()
    nothing_listed_because: str | None = None
    participants: tuple[Participant, ...] = ()
    quantity: int | None = None
    value_eur: int | None = None
    work_package: str | None = None
    decontrol_id: UUID | None = None
    unit: Unit = Unit.PIECES


@dataclass(frozen=True, slots=True)
class OpenRequirement:
    """A requirement of law as later decisions depend on it."""

    requirement: Requirement
    basis: str
    codes: tuple[str, ...]
    blocks: tuple[Blocks, ...]
    hit_id: UUID | None
    is_satisfied: bool = False
    work_package: str | None = None


@dataclass(frozen=True, slots=True)
class Legal:
    """Where the legal track stands."""

    requirements: Mapping[UUID, OpenRequirement] = field(default_factory=dict)
    licences: Mapping[UUID, Licence] = field(default_factory=dict)

    @property
    def cleared_hits(self) -> frozenset[UUID]:
        """Return the hits whose sanctions clearance was satisfied."""
        return frozenset(
            each.hit_id
            for each in self.requirements.values()
            if each.requirement is Requirement.SANCTIONS_CLEARANCE and each.is_satisfied and each.hit_id is not None
        )


Command = (
    IdentifyLegalRequirement
    | SatisfyLegalRequirement
    | RetractLegalRequirement
    | RequestExportLicence
    | AttachLicence
    | NoteExportLicence
)
Event = (
    LegalRequirementIdentified
    | LegalRequirementSatisfied
    | LegalRequirementRetracted
    | ExportLicenceRequested
    | ExportLicenceAttached
    | ExportLicenceNoted
)


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what a command of the legal track causes. Raises `NotFoundError` or `UnusableInputError`."""
    track = state.legal
    match command:
        case IdentifyLegalRequirement():
            return _identified(state, command)
        case SatisfyLegalRequirement(case_id, requirement_id, evidence):
            if _requirement(track, requirement_id).is_satisfied:
                return ()
            return (LegalRequirementSatisfied(case_id, requirement_id, text.required(evidence, "evidence")),)
        case RetractLegalRequirement(case_id, requirement_id, reason):
            _requirement(track, requirement_id)
            return (LegalRequirementRetracted(case_id, requirement_id, text.required(reason, "reason")),)
        case RequestExportLicence():
            return _requested(state, command, context)
        case AttachLicence():
            return _attached(state, command, context)
        case NoteExportLicence(case_id, licence_id):
            return _noted(track, case_id, licence_id, context)
        case _:
            assert_never(command)


def evolve(slice_: Legal, event: Event, _meta: Metadata) -> Legal:
    """Return the legal track after `event`."""
    match event:
        case LegalRequirementIdentified():
            about = (event.requirement, event.basis, event.codes, event.blocks, event.hit_id)
            found = OpenRequirement(*about, work_package=event.work_package)
            return replace(slice_, requirements={**slice_.requirements, event.requirement_id: found})
        case LegalRequirementSatisfied(requirement_id=requirement_id):
            done = replace(slice_.requirements[requirement_id], is_satisfied=True)
            return replace(slice_, requirements={**slice_.requirements, requirement_id: done})
        case LegalRequirementRetracted(requirement_id=requirement_id):
            left = {key: value for key, value in slice_.requirements.items() if key != requirement_id}
            return replace(slice_, requirements=left)
        case ExportLicenceRequested():
            asked = Licence(
                LicenceStatus.REQUESTED,
                frozenset(event.codes),
                frozenset({event.destination}),
                frozenset({event.end_user_id}),
                frozenset(event.modalities),
                kind=event.kind,
            )
            return replace(slice_, licences={**slice_.licences, event.licence_id: asked})
        case ExportLicenceAttached(licence_id=licence_id):
            # Nothing is known of it before the note that follows.
            nothing: frozenset[str] = frozenset()
            attached = Licence(LicenceStatus.REQUESTED, nothing, nothing, frozenset(), frozenset(), is_attached=True)
            return replace(slice_, licences={**slice_.licences, licence_id: attached})
        case ExportLicenceNoted():
            noted = _mirror(event, slice_.licences[event.licence_id])
            return replace(slice_, licences={**slice_.licences, event.licence_id: noted})
        case _:
            assert_never(event)


def _identified(state: "Collaboration", command: IdentifyLegalRequirement) -> tuple[Event, ...]:
    if command.requirement_id in state.legal.requirements:
        return ()
    control_codes.refuse_codes(command.codes)
    if not command.blocks:
        raise UnusableInputError("blocks", "a requirement that blocks nothing is none", "approve, start or share")
    if command.requirement is Requirement.SANCTIONS_CLEARANCE and command.hit_id not in state.screening.hits:
        raise UnusableInputError("hit_id", f"{command.hit_id} is no hit of this case", "the hit that it clears")
    blocks = set(command.blocks)
    if command.requirement is Requirement.SANCTIONS_LEGALITY:
        blocks.add(Blocks.APPROVE)
    return (
        LegalRequirementIdentified(
            command.case_id,
            command.requirement_id,
            command.requirement,
            text.required(command.basis, "basis", text.MAX_TITLE),
            tuple(sorted(set(command.codes))),
            tuple(sorted(blocks)),
            command.hit_id,
            text.required(command.rationale, "rationale"),
            work_packages.within(state, command.work_package),
        ),
    )


def _competent(command: RequestExportLicence, context: Context) -> tuple[Authority, int | None]:
    """Return the authority, and the version of the profile that names it. Raises `UnusableInputError` if none does."""
    if command.authority is not None:
        return command.authority, None
    if context.profile is None:
        rule = "is not given, and the institution has no profile ([004] O4: the Flemish or the Brussels authority)"
        raise UnusableInputError("authority", rule, "VL or BRU, or adopt-profile for the institution")
    return Authority(context.profile.licence_authority), context.profile.version


def _requested(state: "Collaboration", command: RequestExportLicence, context: Context) -> tuple[Event, ...]:
    if command.licence_id in state.legal.licences:
        return ()
    authority, profile_version = _competent(command, context)
    if command.end_user_id not in state.parties.parties:
        raise NotFoundError("linked party", command.end_user_id)
    if command.kind is LicenceKind.UNION_GENERAL:
        expected = "individual, global or intra_eu; or draft it once, register-authorisation, and attach-licence here"
        raise UnusableInputError("kind", "a Union general authorisation is registered for, not asked for", expected)
    control_codes.refuse_codes(command.codes)
    if not command.codes:
        raise UnusableInputError("codes", "a licence without codes covers nothing", "codes such as 6A002.a.1")
    if not command.modalities:
        raise UnusableInputError("modalities", "a licence without ways of sharing covers nothing", "such as knowledge")
    return (
        ExportLicenceRequested(
            command.case_id,
            command.licence_id,
            authority,
            command.kind,
            tuple(sorted(set(command.codes))),
            text.country(command.destination, "destination"),
            command.end_user_id,
            tuple(sorted(set(command.modalities))),
            profile_version,
        ),
    )


def _noted(track: Legal, case_id: CaseId, licence_id: LicenceId, context: Context) -> tuple[Event, ...]:
    fact = context.licences.get(licence_id)
    if fact is None or licence_id not in track.licences:
        raise NotFoundError("licence", licence_id)
    noted = ExportLicenceNoted(
        case_id,
        licence_id,
        fact.version,
        LicenceStatus(fact.status),
        tuple(sorted(fact.codes)),
        tuple(sorted(fact.destinations)),
        tuple(PartyId(each) for each in sorted(fact.end_users)),
        tuple(sorted(Modality(each) for each in fact.modalities)),
        fact.valid_from,
        fact.valid_until,
        LicenceKind(fact.kind),
        fact.limit,
    )
    known = track.licences[licence_id]
    return () if known == _mirror(noted, known) else (noted,)


def _mirror(noted: ExportLicenceNoted, before: Licence) -> Licence:
    return Licence(
        noted.status,
        frozenset(noted.codes),
        frozenset(noted.destinations),
        frozenset(noted.end_users),
        frozenset(noted.modalities),
        noted.valid_from,
        noted.valid_until,
        noted.kind or before.kind,
        before.is_attached,
        noted.limit,
    )


def _attached(state: "Collaboration", command: AttachLicence, context: Context) -> tuple[Event, ...]:
    fact = context.licences.get(command.licence_id)
    if fact is None:
        raise NotFoundError("licence", command.licence_id)
    if command.licence_id in state.legal.licences:
        return ()
    has_ended = fact.valid_until is not None and fact.valid_until < context.today
    if has_ended or fact.status in ENDED_LICENCES:
        status = LicenceStatus.EXPIRED if has_ended else fact.status
        raise RuleRefusedError(
            "licence-attach",
            EXPORT_LAW,
            say("licence {licence} is {status}", licence=command.licence_id, status=status),
        )
    if fact.kind == LicenceKind.INDIVIDUAL and not fact.end_users & frozenset(state.parties.parties):
        reason = (
            "licence {licence} is individual, and its end user is no linked party of this case: link-party, or "
            "request-export-licence"
        )
        raise RuleRefusedError("licence-attach", EXPORT_LAW, say(reason, licence=command.licence_id))
    return (ExportLicenceAttached(command.case_id, command.licence_id),)


def _requirement(track: Legal, requirement_id: UUID) -> OpenRequirement:
    if requirement_id not in track.requirements:
        raise NotFoundError("legal requirement", requirement_id)
    return track.requirements[requirement_id]
