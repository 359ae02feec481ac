"""The mitigation track: measures set, carried out, and verified by somebody else; `mitigation_after` goes on."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, assert_never
from uuid import UUID

from domain import text
from domain.collaboration import work_packages
from domain.collaboration.rule import DESIGN, GUIDELINE, GateRule, Guard
from domain.context import Context
from domain.errors import NotFoundError, UnusableInputError
from domain.gates import Blocks, Gate, Scope
from domain.sentence import say
from domain.slices import replace
from domain.values import CaseId, Metadata, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

SECRET_RESULTS = "M10"  # noqa: S105  # a measure of the catalogue
FREE_PUBLICATION = "M06"
OPPOSED: Mapping[str, str] = {SECRET_RESULTS: FREE_PUBLICATION, FREE_PUBLICATION: SECRET_RESULTS}
"""Measures that go against each other: results kept back, and results free to be published."""

_CODE = re.compile(r"\bM\d{2}\b")


class MitigationStatus(StrEnum):
    """How far a measure is."""

    SET = "set"
    IMPLEMENTED = "implemented"
    VERIFIED = "verified"
    INEFFECTIVE = "ineffective"
    WAIVED = "waived"


class EvidenceType(StrEnum):
    """What shows that a measure was taken; what a program found is an indication only."""

    DOCUMENT = "document"
    OBSERVATION = "observation"
    CONTRACT = "contract"
    TRAINING_RECORD = "training_record"
    CERTIFICATE = "certificate"
    AI_ASSISTED = "ai_assisted"


@dataclass(frozen=True, slots=True)
class MitigationSet:
    """A measure of the catalogue is to be taken by its owner."""

    stored_name: ClassVar[str] = "collaboration.mitigation-set.v1"
    case_id: CaseId
    mitigation_id: UUID
    code: str
    addresses: tuple[str, ...]
    owner: str
    due_on: date
    is_needed_to_start: bool
    justification: SealedText
    catalogue_edition: str
    work_package: str | None = None
    replaces: UUID | None = None


@dataclass(frozen=True, slots=True)
class MitigationImplemented:
    """The measure was taken."""

    stored_name: ClassVar[str] = "collaboration.mitigation-implemented.v1"
    case_id: CaseId
    mitigation_id: UUID
    evidence: SealedText
    evidence_type: EvidenceType | None = None


@dataclass(frozen=True, slots=True)
class MitigationVerified:
    """Somebody other than the owner verified the measure."""

    stored_name: ClassVar[str] = "collaboration.mitigation-verified.v1"
    case_id: CaseId
    mitigation_id: UUID
    finding: SealedText


@dataclass(frozen=True, slots=True)
class SetMitigation:
    """Set a measure of the catalogue; `owner` is the actor id of who carries it out.

    `justification` says why it is strictly necessary (proportionality); `is_needed_to_start` makes it a gate.
    `replaces` names a measure that turned out not to work.
    """

    case_id: CaseId
    mitigation_id: UUID
    code: str
    owner: str
    due_on: date
    justification: str
    addresses: tuple[str, ...] = ()
    is_needed_to_start: bool = True
    work_package: str | None = None
    replaces: UUID | None = None


@dataclass(frozen=True, slots=True)
class ImplementMitigation:
    """Say that the measure was taken, with the evidence and its kind; one that did not work is taken anew."""

    case_id: CaseId
    mitigation_id: UUID
    evidence: str
    evidence_type: EvidenceType | None = None


@dataclass(frozen=True, slots=True)
class VerifyMitigation:
    """Verify a measure that somebody else took."""

    case_id: CaseId
    mitigation_id: UUID
    finding: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as later decisions depend on it."""

    code: str
    owner: str
    is_needed_to_start: bool
    status: MitigationStatus = MitigationStatus.SET
    implemented_by: frozenset[str] = frozenset()
    work_package: str | None = None
    addresses: tuple[str, ...] = ()
    evidence_type: EvidenceType | None = None
    accepted_by: frozenset[str] = frozenset()
    is_ineffective: bool = False
    replaces: UUID | None = None

    @property
    def stands(self) -> bool:
        """Say whether the measure counts: it is neither waived nor found not to work."""
        return self.status is not MitigationStatus.WAIVED and not self.is_ineffective

    @property
    def is_to_be_taken(self) -> bool:
        """Say whether its owner still has to take it, for the first time or anew."""
        return self.status in {MitigationStatus.SET, MitigationStatus.INEFFECTIVE}

    @property
    def rests_on_a_program(self) -> bool:
        """Say whether nothing but the finding of a program shows that it was taken."""
        return self.status is MitigationStatus.IMPLEMENTED and self.evidence_type is EvidenceType.AI_ASSISTED


@dataclass(frozen=True, slots=True)
class Mitigations:
    """The measures of the case."""

    measures: Mapping[UUID, Measure] = field(default_factory=dict)

    @property
    def owners(self) -> frozenset[str]:
        """Return the actor ids of those who own a measure."""
        return frozenset(each.owner for each in self.measures.values())

    @property
    def implementers(self) -> frozenset[str]:
        """Return the actor ids of those who carried out a measure, and of whom they acted for."""
        return frozenset(who for each in self.measures.values() for who in each.implemented_by)

    @property
    def addressed(self) -> frozenset[str]:
        """Return the risk factors that a measure answers."""
        return frozenset(code for each in self.measures.values() if each.stands for code in each.addresses)


Command = SetMitigation | ImplementMitigation | VerifyMitigation
Event = MitigationSet | MitigationImplemented | MitigationVerified


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what a command about measures causes. Raises `UnusableInputError` or `NotFoundError`."""
    measures = state.mitigation.measures
    match command:
        case SetMitigation():
            if command.code not in context.catalogue.mitigations:
                expected = text.one_of(sorted(context.catalogue.mitigations), command.code)
                raise UnusableInputError("code", f"{command.code!r} is not in the catalogue", expected)
            if command.mitigation_id in measures:
                return ()
            if command.due_on < context.today:
                raise UnusableInputError("due_on", f"{command.due_on} is over", "today or a day to come")
            return (
                MitigationSet(
                    command.case_id,
                    command.mitigation_id,
                    command.code,
                    command.addresses,
                    text.required(command.owner, "owner", text.MAX_TITLE),
                    command.due_on,
                    command.is_needed_to_start,
                    text.required(command.justification, "justification"),
                    context.catalogue.edition,
                    work_packages.within(state, command.work_package),
                    None if command.replaces is None else _replaced(measures, command.replaces),
                ),
            )
        case ImplementMitigation(case_id, mitigation_id, evidence, kind):
            measure = known(measures, mitigation_id)
            if not measure.is_to_be_taken and not (measure.rests_on_a_program and kind != measure.evidence_type):
                return ()
            if measure.rests_on_a_program and kind is None:
                rule = "only the finding of a program shows that it was taken ([004]: an indication)"
                raise UnusableInputError("evidence_type", rule, "the kind of the evidence, such as document")
            return (MitigationImplemented(case_id, mitigation_id, text.required(evidence, "evidence"), kind),)
        case VerifyMitigation(case_id, mitigation_id, finding):
            if known(measures, mitigation_id).status is MitigationStatus.VERIFIED:
                return ()
            return (MitigationVerified(case_id, mitigation_id, text.required(finding, "finding")),)
        case _:
            assert_never(command)


def evolve(slice_: Mitigations, event: Event, meta: Metadata) -> Mitigations:
    """Return the measures after `event`."""
    match event:
        case MitigationSet():
            changed = Measure(
                event.code,
                event.owner,
                event.is_needed_to_start,
                work_package=event.work_package,
                addresses=event.addresses,
                replaces=event.replaces,
            )
        case MitigationImplemented():
            before = slice_.measures[event.mitigation_id]
            changed = replace(
                before,
                status=MitigationStatus.IMPLEMENTED,
                implemented_by=before.implemented_by | meta.actor.identities,
                evidence_type=event.evidence_type,
            )
        case MitigationVerified():
            verified = MitigationStatus.VERIFIED
            changed = replace(slice_.measures[event.mitigation_id], status=verified, is_ineffective=False)
        case _:
            assert_never(event)
    return Mitigations({**slice_.measures, event.mitigation_id: changed})


def measures_come_before_the_start(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """A measure that is needed to start is verified before the start. Source: [004] O8; casussen 4 to 6."""
    for mitigation_id, measure in state.mitigation.measures.items():
        if measure.is_needed_to_start and measure.stands and measure.status is not MitigationStatus.VERIFIED:
            yield Gate(
                f"mitigation:{mitigation_id}",
                "mitigation",
                frozenset({Blocks.START}),
                "O8",
                f"{GUIDELINE}, mitigating measures",
                say("measure {measure} is {status}, not verified", measure=measure.code, status=measure.status),
                "implement-mitigation by its owner, then verify-mitigation by somebody else",
                Scope.WHOLE if measure.work_package is None else Scope.WORK_PACKAGE,
                work_package=measure.work_package,
            )


def somebody_else_verifies(state: "Collaboration", command: VerifyMitigation, context: Context) -> str | None:
    """G7: who owns or took a measure does not verify it. Source: handbook domain.md 2.4."""
    measure = known(state.mitigation.measures, command.mitigation_id)
    if measure.is_to_be_taken:
        return say("measure {measure} is {status}: not implemented yet", measure=measure.code, status=measure.status)
    if measure.status is MitigationStatus.WAIVED:
        return say("measure {measure} was waived; set-mitigation sets it anew", measure=measure.code)
    if ({measure.owner} | measure.implemented_by) & context.actor.identities:
        return say(
            "{actor} owns or took measure {measure}; another person must verify it",
            actor=context.actor.id,
            measure=measure.code,
        )
    return None


def secrecy_is_justified(_state: "Collaboration", command: SetMitigation, _context: Context) -> str | None:
    """M10 keeps results secret, against openness: it names the factors that make it needed. Source: domain.md 1.7."""
    if command.code == SECRET_RESULTS and not command.addresses:
        return "M10 keeps results back; name in addresses the factors that make it strictly necessary"
    return None


def openness_and_secrecy_do_not_stand_side_by_side(
    state: "Collaboration", command: SetMitigation, _context: Context
) -> str | None:
    """M10 and M06 go against each other: both stand only if it is said why, and for which factors. Source: [004]."""
    measures = state.mitigation.measures
    other = OPPOSED.get(command.code)
    if other is None or command.mitigation_id in measures:
        return None
    if not any(each.code == other and each.status is not MitigationStatus.WAIVED for each in measures.values()):
        return None
    if command.addresses and other in named_in(command.justification):
        return None
    return say(
        "{measure} goes against {other}, which stands: name in addresses the factors, and {other} in the "
        "justification; or waive-mitigation {other} first",
        measure=command.code,
        other=other,
    )


def a_program_only_indicates(state: "Collaboration", command: VerifyMitigation, _context: Context) -> str | None:
    """What a program found shows nothing by itself: somebody adds evidence. Source: [004], lists only indicate."""
    measure = known(state.mitigation.measures, command.mitigation_id)
    if not measure.rests_on_a_program:
        return None
    return say(
        "only the finding of a program shows that measure {measure} was taken, which is an indication; "
        "implement-mitigation with other evidence first",
        measure=measure.code,
    )


def named_in(said: str) -> frozenset[str]:
    """Return the codes of measures that a text names."""
    return frozenset(_CODE.findall(said))


def _replaced(measures: Mapping[UUID, Measure], mitigation_id: UUID) -> UUID:
    if mitigation_id not in measures:
        raise UnusableInputError("replaces", f"{mitigation_id} is no measure of this case", "a measure that was set")
    return mitigation_id


def known(measures: Mapping[UUID, Measure], mitigation_id: UUID) -> Measure:
    """Return a measure of the case. Raises `NotFoundError`."""
    if mitigation_id not in measures:
        raise NotFoundError("mitigation", mitigation_id)
    return measures[mitigation_id]


GATES = (GateRule("O8", "mitigation", measures_come_before_the_start),)
GUARDS = (
    Guard("G7", DESIGN, (VerifyMitigation,), somebody_else_verifies),
    Guard("M10", f"{GUIDELINE}, openness", (SetMitigation,), secrecy_is_justified),
    Guard("M10-M06", f"{GUIDELINE}, openness", (SetMitigation,), openness_and_secrecy_do_not_stand_side_by_side),
    Guard("evidence-ai", f"{GUIDELINE}: lists are an indication", (VerifyMitigation,), a_program_only_indicates),
)
