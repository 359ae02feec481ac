"""The human-rights track: a test that ends in yes, no, or go on and watch; and is made again when its time has come.

Source: VLIR guideline 2025 [004], the human-rights test (2019); its two questions, the clause and the involvement are
those of the universities' practice (handbook domain.md 3.1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, assert_never
from uuid import UUID

from domain import text
from domain.collaboration import factors
from domain.collaboration.parties import PartyLinked
from domain.collaboration.rule import DESIGN, GUIDELINE, GateRule, Guard
from domain.context import Context
from domain.errors import UnusableInputError
from domain.gates import Blocks, Gate
from domain.sentence import say
from domain.slices import replace
from domain.values import CaseId, Metadata, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


_TEST = "[004], human-rights test"
FAILED = "the human-rights test was failed"
"""What the gate says of a test that was failed; whoever took part knows the outcome."""


class Answer(StrEnum):
    """An answer to a question; not knowing is an answer of its own."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class TestOutcome(StrEnum):
    """How the human-rights test ends. Source: [004]."""

    __test__ = False

    PASS = "pass"  # noqa: S105  # a word of the guideline, no password
    PASS_WITH_MONITORING = "pass_with_monitoring"  # noqa: S105  # likewise
    FAIL = "fail"


class Involvement(StrEnum):
    """How deep the partner is in violations."""

    NONE = "none"
    MINOR = "minor"
    SERIOUS = "serious"


class Balance(StrEnum):
    """What the collaboration does to human rights, taken together."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNDETERMINED = "undetermined"


class ReevaluationTrigger(StrEnum):
    """Why the test is made again."""

    PERIODIC = "periodic"
    NEW_FACT = "new_fact"
    INCIDENT = "incident"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class HumanRightsTestRequested:
    """Someone asked for the human-rights test."""

    stored_name: ClassVar[str] = "collaboration.human-rights-test-requested.v1"
    case_id: CaseId
    reason: SealedText


@dataclass(frozen=True, slots=True)
class HumanRightsTestRecorded:
    """The human-rights test was made."""

    stored_name: ClassVar[str] = "collaboration.human-rights-test-recorded.v1"
    case_id: CaseId
    activities_contribute: Answer
    partner_violates: Answer
    outcome: TestOutcome
    rationale: SealedText
    monitoring_interval_days: int | None
    next_review_on: date | None
    involvement: Involvement | None = None
    agreement_clause: SealedText | None = None
    misuse_risk: SealedText | None = None
    positive_impact: SealedText | None = None
    balance: Balance | None = None


@dataclass(frozen=True, slots=True)
class HumanRightsReevaluated(HumanRightsTestRecorded):
    """The human-rights test was made again, for this reason."""

    stored_name: ClassVar[str] = "collaboration.human-rights-reevaluated.v1"
    trigger: ReevaluationTrigger = ReevaluationTrigger.PERIODIC


@dataclass(frozen=True, slots=True)
class RequestHumanRightsTest:
    """Ask for the human-rights test."""

    case_id: CaseId
    reason: str


@dataclass(frozen=True, slots=True)
class RecordHumanRightsTest:
    """Record the human-rights test.

    Its two questions are whether the activities are likely to contribute to violations, and whether the partner is in
    serious or systematic ones. `agreement_clause` says by which clause the agreement can be ended. Going on with
    monitoring needs a positive `balance` with its `positive_impact`, the interval, and the next review.
    """

    case_id: CaseId
    activities_contribute: Answer
    partner_violates: Answer
    outcome: TestOutcome
    rationale: str
    monitoring_interval_days: int | None = None
    next_review_on: date | None = None
    involvement: Involvement | None = None
    agreement_clause: str | None = None
    misuse_risk: str | None = None
    positive_impact: str | None = None
    balance: Balance | None = None


@dataclass(frozen=True, slots=True)
class ReevaluateHumanRights(RecordHumanRightsTest):
    """Make the human-rights test again, and say why: its time has come, or something happened."""

    trigger: ReevaluationTrigger = ReevaluationTrigger.PERIODIC


@dataclass(frozen=True, slots=True)
class HumanRights:
    """Where the human-rights track stands; `has_been_tested` stays true when the question is asked anew.

    `looked_at` are the organisations that the last test was about.
    """

    is_requested: bool = False
    has_been_tested: bool = False
    outcome: TestOutcome | None = None
    next_review_on: date | None = None
    looked_at: frozenset[UUID] = frozenset()

    @property
    def is_passed(self) -> bool:
        """Say whether the last answer let the collaboration go on."""
        return self.outcome in {TestOutcome.PASS, TestOutcome.PASS_WITH_MONITORING}

    def asked_anew(self, *, is_requested: bool) -> "HumanRights":
        """Return the track when something new asks the question again; what failed stays failed."""
        if self.outcome is TestOutcome.FAIL:
            return self
        return replace(self, is_requested=self.is_requested or is_requested, outcome=None, next_review_on=None)

    def after(self, event: object, parties: Iterable[UUID]) -> "HumanRights":
        """Return the track after any event: a test is about those who take part then, and not as they changed since."""
        if isinstance(event, HumanRightsTestRecorded):
            return replace(self, looked_at=frozenset(parties))
        return replace(self, looked_at=self.looked_at - {event.party_id}) if isinstance(event, PartyLinked) else self


Command = RequestHumanRightsTest | RecordHumanRightsTest | ReevaluateHumanRights
Event = HumanRightsTestRequested | HumanRightsTestRecorded | HumanRightsReevaluated


def decide(_state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what a command about the test causes. Raises `UnusableInputError` for answers that contradict."""
    match command:
        case RequestHumanRightsTest(case_id, reason):
            return (HumanRightsTestRequested(case_id, text.required(reason, "reason")),)
        case ReevaluateHumanRights(trigger=trigger):
            return (HumanRightsReevaluated(**_answers(command, context), trigger=trigger),)
        case RecordHumanRightsTest():
            return (HumanRightsTestRecorded(**_answers(command, context)),)
        case _:
            assert_never(command)


def evolve(slice_: HumanRights, event: Event, _meta: Metadata) -> HumanRights:
    """Return the track after `event`."""
    match event:
        case HumanRightsTestRequested():
            return slice_.asked_anew(is_requested=True)
        case HumanRightsTestRecorded(outcome=outcome, next_review_on=next_review_on):
            return replace(slice_, has_been_tested=True, outcome=outcome, next_review_on=next_review_on)
        case _:
            assert_never(event)


def _answers(command: RecordHumanRightsTest, context: Context) -> dict[str, Any]:
    """Return the answers as an event stores them, when they agree with each other."""
    _refuse_contradictions(command)
    if command.monitoring_interval_days is not None and command.monitoring_interval_days < 1:
        raise UnusableInputError("monitoring_interval_days", "is no interval", "1 day or more")
    if command.outcome is TestOutcome.PASS_WITH_MONITORING:
        _refuse_monitoring_without_grounds(command)
    text.in_order(context.today, command.next_review_on, "next_review_on")
    said = {
        name: _optional(getattr(command, name), name) for name in ("agreement_clause", "misuse_risk", "positive_impact")
    }
    return said | {
        "case_id": command.case_id,
        "activities_contribute": command.activities_contribute,
        "partner_violates": command.partner_violates,
        "outcome": command.outcome,
        "rationale": text.required(command.rationale, "rationale"),
        "monitoring_interval_days": command.monitoring_interval_days,
        "next_review_on": command.next_review_on,
        "involvement": command.involvement,
        "balance": command.balance,
    }


def _optional(value: str | None, field: str) -> str | None:
    return None if value is None else text.required(value, field)


def _refuse_contradictions(command: RecordHumanRightsTest) -> None:
    questions = ("activities_contribute", "partner_violates")
    answers = {name: getattr(command, name) for name in questions}
    if command.outcome is TestOutcome.PASS:
        for name, answer in answers.items():
            if answer is not Answer.NO:
                rule = f"{name} is answered {answer}, and only two times no is a pass ({_TEST})"
                expected = "pass_with_monitoring where the balance is positive, or fail"
                raise UnusableInputError("outcome", rule, expected)
        if command.balance is Balance.NEGATIVE:
            raise UnusableInputError("outcome", f"the balance is negative, which is no pass ({_TEST})", "fail")
    violates, involvement = command.partner_violates, command.involvement
    if involvement is Involvement.SERIOUS and violates is Answer.NO:
        rule = f"is serious, while partner_violates is answered no ({_TEST})"
        raise UnusableInputError("involvement", rule, "partner_violates yes; or an involvement of none or minor")
    if involvement is Involvement.NONE and violates is Answer.YES:
        rule = f"is none, while partner_violates is answered yes ({_TEST})"
        raise UnusableInputError("involvement", rule, "minor or serious; or partner_violates no")


def _refuse_monitoring_without_grounds(command: RecordHumanRightsTest) -> None:
    """X3: the work goes on under watch where its net effect is positive. Source: [004], human-rights test."""
    if command.balance is not Balance.POSITIVE:
        rule = f"is {command.balance or 'not given'}; only a positive balance goes on with monitoring ({_TEST})"
        raise UnusableInputError("balance", rule, "positive, with its positive_impact; or the outcome fail")
    if command.positive_impact is None:
        raise UnusableInputError("positive_impact", f"a positive balance says why ({_TEST})", "what the work does good")
    if command.monitoring_interval_days is None:
        raise UnusableInputError("monitoring_interval_days", f"monitoring has no interval ({_TEST})", "1 day or more")
    if command.next_review_on is None:
        raise UnusableInputError("next_review_on", f"monitoring has no next review ({_TEST})", "a day to come")


def human_rights_are_tested(state: "Collaboration", today: date) -> Iterable[Gate]:
    """R5, G8: a partner in serious violations is tested whatever the topic; a failed or overdue test blocks.

    The gate opens again by itself on the day after `next_review_on`: due today is not overdue. Source: [004].
    """
    track = state.human_rights
    is_needed = _is_asked(state)
    closed_by = "record-human-rights-test, by the ethics committee or the contact point"
    name: str
    reason: str
    if track.outcome is TestOutcome.FAIL:
        name, reason = "fail", FAILED
    elif is_needed and track.outcome is None:
        name, reason = "untested", "the human-rights test is not made"
        if track.has_been_tested:
            reason = "something new asks the human-rights test again, and it is not made since"
            closed_by = _AGAIN
    elif track.next_review_on is not None and track.next_review_on < today:
        name = f"review:{track.next_review_on}"
        reason = say("the review was due on {day} and is not made", day=track.next_review_on)
        closed_by = _AGAIN
    else:
        return
    yield _gate(name, reason, closed_by)


def who_joined_since_is_tested_too(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """G8: a pass holds for the organisations that the test looked at; one that joined since is looked at too.

    Asked where the test is asked of the case, from wherever the organisation is. Source: [004], human-rights test.
    """
    track = state.human_rights
    if not track.is_passed or not (_is_asked(state) or track.outcome is TestOutcome.PASS_WITH_MONITORING):
        return
    for party_id in state.parties.parties.keys() - track.looked_at:
        reason = say("the human-rights test did not look at {party}, which joined or changed since", party=party_id)
        yield _gate(f"joined:{party_id}", reason, _AGAIN, "G8-joined", str(party_id))


def _is_asked(state: "Collaboration") -> bool:
    return state.human_rights.is_requested or state.factors.stands(factors.HUMAN_RIGHTS)


_AGAIN = "reevaluate-human-rights, by the ethics committee or the contact point"


def _gate(name: str, reason: str, closed_by: str, rule_id: str = "G8", subject: str | None = None) -> Gate:
    return Gate(
        f"human-rights:{name}",
        "human-rights" if subject is None else "human-rights-joined",
        frozenset({Blocks.APPROVE, Blocks.START, Blocks.SHARE, Blocks.RESUME}),
        rule_id,
        f"{GUIDELINE}, human-rights test",
        reason,
        closed_by,
        subject=subject,
    )


def a_reevaluation_follows_a_test(state: "Collaboration", _command: object, _context: Context) -> str | None:
    """G8: what is made again was made before. Source: handbook domain.md 2.3, human-rights track."""
    has_been_tested = state.human_rights.has_been_tested
    return None if has_been_tested else "no human-rights test was made yet; record-human-rights-test comes first"


GATES = (
    GateRule("G8", "human-rights", human_rights_are_tested),
    GateRule("G8-joined", "human-rights-joined", who_joined_since_is_tested_too),
)
GUARDS = (Guard("G8-again", DESIGN, (ReevaluateHumanRights,), a_reevaluation_follows_a_test),)
