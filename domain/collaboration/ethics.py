"""The ethics track: the advice of the competent committee."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, assert_never

from domain import deadlines, text
from domain.collaboration import approval, approval_after, mitigation, transitions
from domain.collaboration.rule import DESIGN, GUIDELINE, GateRule, Guard
from domain.context import Context
from domain.deadlines import Kind
from domain.errors import UnusableInputError
from domain.gates import Blocks, Gate
from domain.sentence import say
from domain.slices import replace
from domain.values import CaseId, Metadata, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


class Advice(StrEnum):
    """What the committee advises."""

    POSITIVE = "positive"
    CONDITIONAL = "conditional"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class EthicsAdviceRequested:
    """The contact point asked the committee for advice: one it named, or that of the profile at `profile_version`."""

    stored_name: ClassVar[str] = "collaboration.ethics-advice-requested.v1"
    case_id: CaseId
    committee: str
    question: SealedText
    due_on: date
    profile_version: int | None = None


@dataclass(frozen=True, slots=True)
class EthicsAdviceRecorded:
    """The committee gave its advice."""

    stored_name: ClassVar[str] = "collaboration.ethics-advice-recorded.v1"
    case_id: CaseId
    advice: Advice
    conditions: tuple[SealedText, ...]
    rationale: SealedText


@dataclass(frozen=True, slots=True)
class RequestEthicsAdvice:
    """Ask the competent committee for advice; without one, that of the institution's profile.

    The question must be given.
    """

    case_id: CaseId
    committee: str | None = None
    question: str = ""


@dataclass(frozen=True, slots=True)
class RecordEthicsAdvice:
    """Record the advice of the committee."""

    case_id: CaseId
    advice: Advice
    rationale: str
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ethics:
    """Where the ethics track stands; `numbered` counts the conditions of every advice, for each has its own id."""

    is_requested: bool = False
    advice: Advice | None = None
    condition_ids: tuple[str, ...] = ()
    numbered: int = 0
    measures: frozenset[str] = frozenset()


_Deciding = approval.Approve | approval.Clear | approval_after.RenewApproval | approval_after.ApproveWorkPackage
Command = RequestEthicsAdvice | RecordEthicsAdvice
Event = EthicsAdviceRequested | EthicsAdviceRecorded


def decide(_state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what a command about the committee's advice causes."""
    match command:
        case RequestEthicsAdvice(case_id, committee, question):
            due = context.today + deadlines.term(Kind.COMMITTEE_ANSWER)
            name, profile_version = _competent(committee, context)
            return (EthicsAdviceRequested(case_id, name, text.required(question, "question"), due, profile_version),)
        case RecordEthicsAdvice(case_id, advice, rationale, conditions):
            _refuse_contradiction(advice, conditions)
            named = tuple(text.required(each, f"conditions.{n}") for n, each in enumerate(conditions))
            return (EthicsAdviceRecorded(case_id, advice, named, text.required(rationale, "rationale")),)
        case _:
            assert_never(command)


def _competent(committee: str | None, context: Context) -> tuple[str, int | None]:
    """Return the committee, and the version of the profile that names it. Raises `UnusableInputError` if none does."""
    if committee is not None:
        return text.required(committee, "committee", text.MAX_TITLE), None
    profile = context.profile
    if profile is None or profile.ethics_committee is None:
        rule = "is not given, and the profile of the institution names none"
        raise UnusableInputError("committee", rule, "the committee, or amend-profile with its ethics_committee")
    return profile.ethics_committee, profile.version


def evolve(slice_: Ethics, event: Event, _meta: Metadata) -> Ethics:
    """Return the track after `event`."""
    match event:
        case EthicsAdviceRequested():
            return Ethics(is_requested=True, numbered=slice_.numbered)
        case EthicsAdviceRecorded(advice=advice, conditions=conditions):
            ids = tuple(f"advice-{number}" for number, _ in enumerate(conditions, slice_.numbered + 1))
            named = frozenset(code for each in conditions for code in mitigation.named_in(each))
            numbered = slice_.numbered + len(ids)
            return replace(slice_, advice=advice, condition_ids=ids, numbered=numbered, measures=named)
        case _:
            assert_never(event)


def the_committee_answers_first(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """O13: where questions point to a risk the competent committee answers first; a no stops what was approved too."""
    track = state.ethics
    if not track.is_requested or track.advice in {Advice.POSITIVE, Advice.CONDITIONAL}:
        return
    stops = {Blocks.START, Blocks.SHARE} if track.advice and state.spine.status in transitions.LIVE else set()
    reason = "the committee's advice is negative" if track.advice else "the committee has not answered"
    yield Gate(
        f"ethics:{track.advice or 'unanswered'}",
        "ethics",
        frozenset({Blocks.APPROVE, *stops}),
        "O13",
        f"{GUIDELINE}, casussen: an application at the competent committee",
        reason,
        "record-ethics-advice, by the ethics committee",
    )


def _refuse_contradiction(advice: Advice, conditions: tuple[str, ...]) -> None:
    source = "[004], casussen: the competent committee"
    if advice is Advice.CONDITIONAL and not conditions:
        raise UnusableInputError("conditions", f"a conditional advice names none ({source})", "at least one condition")
    if advice is not Advice.CONDITIONAL and conditions:
        rule = f"a {advice} advice names conditions ({source})"
        raise UnusableInputError("conditions", rule, "none; or the advice conditional")


def conditions_of_the_advice_are_carried(state: "Collaboration", command: _Deciding, _context: Context) -> str | None:
    """O13: a decision on a conditional advice carries its conditions, or says per condition why not. Source: [004].

    What the approval carries already, met or not, a renewal need not say again.
    """
    if state.ethics.advice is not Advice.CONDITIONAL:
        return None
    if isinstance(command, approval.Clear):
        return "the committee's advice has conditions, which the fast route does not carry; submit-for-review instead"
    said = {each.condition_id for each in command.conditions} | {each.condition_id for each in command.advice_left_out}
    said |= state.approval.conditions.keys() | state.approval.met_conditions.keys()
    missing = [each for each in state.ethics.condition_ids if each not in said]
    if not missing:
        return None
    told = "{conditions} of the committee's advice is neither among conditions nor in advice_left_out"
    return say(told, conditions=tuple(missing))


def advice_was_asked(state: "Collaboration", _command: object, _context: Context) -> str | None:
    """Advice answers a request. Source: handbook domain.md 2.1, ethics track."""
    return None if state.ethics.is_requested else "no advice was requested; request-ethics-advice comes first"


GATES = (GateRule("O13", "ethics", the_committee_answers_first),)
GUARDS = (
    Guard("ethics-asked", DESIGN, (RecordEthicsAdvice,), advice_was_asked),
    Guard(
        "O13-conditions",
        f"{GUIDELINE}, casussen: the competent committee",
        (approval.Approve, approval.Clear, approval_after.RenewApproval, approval_after.ApproveWorkPackage),
        conditions_of_the_advice_are_carried,
    ),
)
