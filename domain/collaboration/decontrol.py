"""The decontrol track: which listed knowledge is not controlled after all, as the export control officer decided.

Source: General Technology Note and General Software Note of Annex I, Regulation (EU) 2021/821 (general knowledge, to
be confirmed by the institution): what is in the public domain, basic scientific research, the minimum for a patent.
[004] Maturiteit van de technologie: TRL 1 and 2 are presumed fundamental; for a confirmed item a person decides (X1).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, assert_never
from uuid import UUID

from domain import text
from domain.collaboration.rule import Guard
from domain.context import Context
from domain.errors import NotFoundError, UnusableInputError
from domain.licence.words import Modality
from domain.sentence import say
from domain.values import CaseId, Metadata, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

NOTES = "General Technology Note, Annex I of Regulation (EU) 2021/821; [004] Maturiteit van de technologie, X1"
FUNDAMENTAL_UP_TO = 2
"""The highest technology readiness level that is presumed fundamental. Source: [004]."""


class Ground(StrEnum):
    """Why listed knowledge is not controlled."""

    PUBLIC_DOMAIN = "public_domain"
    BASIC_RESEARCH = "basic_research"
    PATENT_MINIMUM = "patent_minimum"


@dataclass(frozen=True, slots=True)
class DecontrolRecorded:
    """The export control officer decided that some listed knowledge is not controlled, and on what ground."""

    stored_name: ClassVar[str] = "collaboration.decontrol-recorded.v1"
    case_id: CaseId
    decontrol_id: UUID
    ground: Ground
    codes: tuple[str, ...]
    where: str | None
    published_on: date | None
    rationale: SealedText


@dataclass(frozen=True, slots=True)
class DecontrolWithdrawn:
    """A decision that listed knowledge is not controlled was taken back."""

    stored_name: ClassVar[str] = "collaboration.decontrol-withdrawn.v1"
    case_id: CaseId
    decontrol_id: UUID
    reason: SealedText


@dataclass(frozen=True, slots=True)
class RecordDecontrol:
    """Decide that knowledge of these codes is not controlled: published (where, when), basic research, or for a patent.

    A sharing that rests on it names it in `decontrol_id`. The intention to publish puts nothing in the public domain.
    """

    case_id: CaseId
    decontrol_id: UUID
    ground: Ground
    codes: tuple[str, ...]
    rationale: str
    where: str | None = None
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class WithdrawDecontrol:
    """Take back the decision that listed knowledge is not controlled, and say why."""

    case_id: CaseId
    decontrol_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A standing decision: for which codes, on which ground, published since when."""

    ground: Ground
    codes: frozenset[str]
    published_on: date | None


@dataclass(frozen=True, slots=True)
class Decontrols:
    """The decisions that stand, by id."""

    decisions: Mapping[UUID, Decision] = field(default_factory=dict)


Command = RecordDecontrol | WithdrawDecontrol
Event = DecontrolRecorded | DecontrolWithdrawn


def decide(state: "Collaboration", command: Command, _context: Context) -> tuple[Event, ...]:
    """Return the decision. Raises `UnusableInputError` for codes that the classification does not confirm."""
    known = state.decontrol.decisions
    match command:
        case RecordDecontrol():
            if command.decontrol_id in known:
                return ()
            unknown = sorted(set(command.codes) - state.topic.listed_codes)
            if unknown or not command.codes:
                rule = f"{', '.join(unknown) or 'nothing'} is no code that the classification confirms"
                expected = ", ".join(sorted(state.topic.listed_codes)) or "a code, once classify-topic confirmed it"
                raise UnusableInputError("codes", rule, expected)
            return (
                DecontrolRecorded(
                    command.case_id,
                    command.decontrol_id,
                    command.ground,
                    tuple(sorted(set(command.codes))),
                    None if command.where is None else text.required(command.where, "where", text.MAX_TITLE),
                    command.published_on,
                    text.required(command.rationale, "rationale"),
                ),
            )
        case WithdrawDecontrol(case_id, decontrol_id, reason):
            if decontrol_id not in known:
                raise NotFoundError("decontrol", decontrol_id)
            return (DecontrolWithdrawn(case_id, decontrol_id, text.required(reason, "reason")),)
        case _:
            assert_never(command)


def evolve(slice_: Decontrols, event: Event, _meta: Metadata) -> Decontrols:
    """Return the decisions that stand after `event`."""
    match event:
        case DecontrolRecorded():
            decision = Decision(event.ground, frozenset(event.codes), event.published_on)
            return Decontrols({**slice_.decisions, event.decontrol_id: decision})
        case DecontrolWithdrawn(decontrol_id=gone):
            return Decontrols({key: value for key, value in slice_.decisions.items() if key != gone})
        case _:
            assert_never(event)


def frees(state: "Collaboration", code: str, decontrol_id: UUID | None, modality: Modality, day: date) -> bool:
    """Say whether the decision that a sharing names frees this code: knowledge, never goods, nor baggage with goods.

    Software is freed by the public domain alone; basic research only while the research is classified as TRL 1 or 2;
    the minimum for a patent only in what is published for it.
    Raises `NotFoundError` for a decision that was not taken.
    """
    if decontrol_id is None:
        return False
    decision = state.decontrol.decisions.get(decontrol_id)
    if decision is None:
        raise NotFoundError("decontrol", decontrol_id)
    if code not in decision.codes or modality in {Modality.GOODS, Modality.BAGGAGE}:
        return False
    match decision.ground:
        case Ground.PUBLIC_DOMAIN:
            return decision.published_on is not None and decision.published_on <= day
        case Ground.BASIC_RESEARCH:
            return is_fundamental(state) and modality is not Modality.SOFTWARE
        case Ground.PATENT_MINIMUM:
            return modality is Modality.PUBLICATION


def is_fundamental(state: "Collaboration") -> bool:
    """Say whether the research is classified as TRL 1 or 2."""
    return state.topic.trl_max is not None and state.topic.trl_max <= FUNDAMENTAL_UP_TO


def an_intention_is_no_publication(_state: "Collaboration", command: RecordDecontrol, context: Context) -> str | None:
    """GTN: in the public domain is what was published, where anybody can find it; not what will be."""
    if command.ground is not Ground.PUBLIC_DOMAIN:
        return None
    if not (command.where or "").strip() or command.published_on is None:
        return "what is in the public domain has a place and a day: say where and published_on"
    if command.published_on > context.today:
        later = "it is to be published on {day}: the intention to publish is not the public domain"
        return say(later, day=command.published_on)
    return None


def applied_research_is_not_basic(state: "Collaboration", command: RecordDecontrol, _context: Context) -> str | None:
    """X1: basic scientific research is TRL 1 or 2; from 3 on it is in principle applied."""
    if command.ground is not Ground.BASIC_RESEARCH or is_fundamental(state):
        return None
    level = state.topic.trl_max
    if level is None:
        return "the classification has no technology readiness level; basic research is TRL 1 or 2"
    return say("the classification reaches TRL {trl}; basic research is TRL 1 or 2", trl=level)


GUARDS = (
    Guard("GTN-published", NOTES, (RecordDecontrol,), an_intention_is_no_publication),
    Guard("GTN-basic", NOTES, (RecordDecontrol,), applied_research_is_not_basic),
)
