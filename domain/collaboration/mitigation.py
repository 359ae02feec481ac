"""The mitigation track: measures set, carried out, and verified by somebody else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
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
from domain.values import CaseId, Metadata, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

SECRET_RESULTS = "M10"  # noqa: S105  # a measure of the catalogue


class MitigationStatus(StrEnum):
    """How far a measure is."""

    SET = "set"
    IMPLEMENTED = "implemented"
    VERIFIED = "verified"


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


@dataclass(frozen=True, slots=True)
class MitigationImplemented:
    """The measure was taken."""

    stored_name: ClassVar[str] = "collaboration.mitigation-implemented.v1"
    case_id: CaseId
    mitigation_id: UUID
    evidence: SealedText


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


@dataclass(frozen=True, slots=True)
class ImplementMitigation:
    """Say that the measure was taken, with the evidence."""

    case_id: CaseId
    mitigation_id: UUID
    evidence: str


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


@dataclass(frozen=True, slots=True)
class Mitigations:
    """The measures of the case."""

    measures: Mapping[UUID, Measure] = field(default_factory=dict)

    @property
    def owners(self) -> frozenset[str]:
        """Return the actor ids of those who own a measure."""
        return frozenset(each.owner for each in self.measures.values())

    @property
    def addressed(self) -> frozenset[str]:
        """Return the risk factors that a measure answers."""
        return frozenset(code for each in self.measures.values() for code in each.addresses)


Command = SetMitigation | ImplementMitigation | VerifyMitigation
Event = MitigationSet | MitigationImplemented | MitigationVerified
EVENTS = (MitigationSet, MitigationImplemented, MitigationVerified)


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what a command about measures causes. Raises `UnusableInputError` or `NotFoundError`."""
    measures = state.mitigation.measures
    match command:
        case SetMitigation():
            if command.code not in context.catalogue.mitigations:
                expected = f"a measure of edition {context.catalogue.edition}, such as M05"
                raise UnusableInputError("code", f"{command.code!r} is not in the catalogue", expected)
            if command.mitigation_id in measures:
                return ()
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
                ),
            )
        case ImplementMitigation(case_id, mitigation_id, evidence):
            measure = _measure(measures, mitigation_id)
            if measure.status is not MitigationStatus.SET:
                return ()
            return (MitigationImplemented(case_id, mitigation_id, text.required(evidence, "evidence")),)
        case VerifyMitigation(case_id, mitigation_id, finding):
            if _measure(measures, mitigation_id).status is MitigationStatus.VERIFIED:
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
            )
        case MitigationImplemented():
            changed = replace(
                slice_.measures[event.mitigation_id],
                status=MitigationStatus.IMPLEMENTED,
                implemented_by=meta.actor.identities,
            )
        case MitigationVerified():
            changed = replace(slice_.measures[event.mitigation_id], status=MitigationStatus.VERIFIED)
        case _:
            assert_never(event)
    return Mitigations({**slice_.measures, event.mitigation_id: changed})


def measures_come_before_the_start(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """A measure that is needed to start is verified before the start. Source: [004] O8; casussen 4 to 6."""
    for mitigation_id, measure in state.mitigation.measures.items():
        if measure.is_needed_to_start and measure.status is not MitigationStatus.VERIFIED:
            yield Gate(
                f"mitigation:{mitigation_id}",
                "mitigation",
                frozenset({Blocks.START}),
                "O8",
                f"{GUIDELINE}, mitigating measures",
                f"measure {measure.code} is {measure.status}, not verified",
                "implement-mitigation by its owner, then verify-mitigation by somebody else",
                Scope.WHOLE if measure.work_package is None else Scope.WORK_PACKAGE,
                work_package=measure.work_package,
            )


def somebody_else_verifies(state: "Collaboration", command: VerifyMitigation, context: Context) -> str | None:
    """G7: who owns or took a measure does not verify it. Source: handbook domain.md 2.4."""
    measure = _measure(state.mitigation.measures, command.mitigation_id)
    if measure.status is MitigationStatus.SET:
        return f"measure {measure.code} is not implemented yet"
    if ({measure.owner} | measure.implemented_by) & context.actor.identities:
        return f"{context.actor.id} owns or took measure {measure.code}; another person must verify it"
    return None


def secrecy_is_justified(_state: "Collaboration", command: SetMitigation, _context: Context) -> str | None:
    """M10 keeps results secret, against openness: it names the factors that make it needed. Source: domain.md 1.7."""
    if command.code == SECRET_RESULTS and not command.addresses:
        return "M10 keeps results back; name in addresses the factors that make it strictly necessary"
    return None


def _measure(measures: Mapping[UUID, Measure], mitigation_id: UUID) -> Measure:
    if mitigation_id not in measures:
        raise NotFoundError("mitigation", mitigation_id)
    return measures[mitigation_id]


GATES = (GateRule("O8", "mitigation", measures_come_before_the_start),)
GUARDS = (
    Guard("G7", DESIGN, (VerifyMitigation,), somebody_else_verifies),
    Guard("M10", f"{GUIDELINE}, openness", (SetMitigation,), secrecy_is_justified),
)
