"""The table of statuses and commands, written by hand from the handbook (domain.md 2.1, settled.md 16 and 17)."""

import pytest

from domain.collaboration import approval, spine
from domain.collaboration.screening import ScreeningStatus
from domain.collaboration.spine import CaseType, Status
from domain.collaboration.table import COMMANDS
from domain.errors import NotFoundError, RuleRefusedError
from tests.domain import people
from tests.domain.gate_rows import ATTEMPTS
from tests.domain.samples import SAMPLES
from tests.domain.scenario import CASE, LATER, TODAY, Case, walk

BEFORE = {Status.NOTIFIED, Status.SCREENING, Status.ASSESSED, Status.IN_REVIEW}
AFTER = {Status.APPROVED, Status.RUNNING, Status.SUSPENDED}
LIVE = BEFORE | AFTER
ENDED = {Status.REJECTED, Status.WITHDRAWN, Status.TERMINATED, Status.COMPLETED}

# The spine: domain.md 2.1. A review is where a case waits, so its screening may be made anew there too.
SPINE: dict[str, set[Status]] = {
    "notify": {Status.NEW},
    "start-screening": LIVE,
    "complete-screening": LIVE - {Status.NOTIFIED},
    "clear": {Status.ASSESSED},
    "submit-for-review": {Status.ASSESSED},
    "return-for-work": {Status.IN_REVIEW},
    "approve": {Status.IN_REVIEW},
    "reject": {Status.ASSESSED, Status.IN_REVIEW},
    "start": {Status.APPROVED},
    "suspend": {Status.APPROVED, Status.RUNNING},
    "resume": {Status.SUSPENDED},
    "propose-termination": AFTER,
    "terminate": AFTER,
    "complete": {Status.RUNNING},
    "withdraw": BEFORE,
    "close": ENDED,
    "reopen": ENDED | {Status.CLOSED},
    "answer-as-advice": BEFORE,
    "convert-to-evaluation": BEFORE,
}
# The tracks may go on in any live case; these are narrower, or go on after the end.
TRACKS: dict[str, set[Status]] = {
    "record-sharing": AFTER,
    "propose-unlinking": AFTER,
    "confirm-unlinking": AFTER,
    "approve-work-package": AFTER,
    "renew-approval": AFTER,
    "record-condition-breach": AFTER,
    "begin-work-package": {Status.RUNNING},
    "suspend-work-package": AFTER,
    "resume-work-package": AFTER,
    "meet-condition": AFTER | ENDED,
    "resolve-hit": LIVE | {Status.COMPLETED, Status.TERMINATED},
    "confirm-hit-resolution": LIVE | {Status.COMPLETED, Status.TERMINATED},
    "retract-hit-answer": set(Status) - {Status.NEW},
    "satisfy-legal-requirement": LIVE | ENDED,
    "retract-legal-requirement": LIVE | ENDED,
    "add-comment": set(Status) - {Status.NEW},
    "attach-document": set(Status) - {Status.NEW},
    "note-incident": set(Status) - {Status.NEW},
    "note-export-licence": set(Status) - {Status.NEW},
    "note-fwo-report": set(Status) - {Status.NEW},
    "assign-case": LIVE | ENDED,
    "set-deadline": LIVE | ENDED,
    "extend-deadline": LIVE | ENDED,
    "pause-deadline": LIVE | ENDED,
    "resume-deadline": LIVE | ENDED,
    "meet-deadline": LIVE | ENDED,
    "record-reminder": LIVE | ENDED | {Status.CLOSED},
}


def _allowed(name: str) -> set[Status]:
    return SPINE.get(name) or TRACKS.get(name) or LIVE


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_a_command_is_refused_from_every_status_that_the_handbook_does_not_name(sample: object) -> None:
    spec = next(spec for spec in COMMANDS.values() if spec.type is type(sample))
    giver = next(each for each in people.EVERYBODY if each.roles & spec.roles)
    for status in Status:
        if status in _allowed(spec.name):
            continue
        case = walk(status)
        if status is Status.NEW:
            case.refused(sample, giver, NotFoundError)
        else:
            refusal = case.refused(sample, giver, RuleRefusedError)
            assert refusal.rule_id in {"transition", "G16", "G23", "exists"}, refusal
            assert refusal.rule_id == "exists" or str(status) in refusal.reason


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_a_command_is_not_refused_for_a_status_that_the_handbook_names(sample: object) -> None:
    spec = next(spec for spec in COMMANDS.values() if spec.type is type(sample))
    giver = next(each for each in people.EVERYBODY if each.roles & spec.roles)
    for status in _allowed(spec.name):
        case = walk(status)
        # It may be refused for what it names, never for the status.
        refusal = case.attempt(sample, giver, found=case.found())
        assert getattr(refusal, "rule_id", None) not in {"transition", "G16", "G23", "exists"}


MOVES = [
    ("clear", Status.ASSESSED, Status.APPROVED),
    ("approve", Status.IN_REVIEW, Status.APPROVED),
    ("start", Status.APPROVED, Status.RUNNING),
    ("complete-screening", Status.SCREENING, Status.ASSESSED),
    *((("complete-screening"), status, status) for status in (Status.ASSESSED, Status.IN_REVIEW, *sorted(AFTER))),
]


@pytest.mark.parametrize(("name", "before", "after"), MOVES)
def test_a_command_with_gates_moves_the_case_where_the_handbook_says(name: str, before: Status, after: Status) -> None:
    case = walk(before)
    case.do(ATTEMPTS[name].command, ATTEMPTS[name].by)
    case.must_be(after)


@pytest.mark.parametrize("status", sorted(LIVE))
def test_a_screening_moves_only_a_case_that_was_just_notified(status: Status) -> None:
    case = walk(status)
    case.screen()
    case.must_be(Status.SCREENING if status is Status.NOTIFIED else status)
    assert case.state.screening.status is ScreeningStatus.IN_PROGRESS


@pytest.mark.parametrize("status", [Status.ASSESSED, Status.IN_REVIEW])
@pytest.mark.rule("O9")
def test_a_rejection_ends_a_case_before_its_approval(status: Status) -> None:
    case = walk(status)
    case.do(approval.Reject(CASE, "Too much."), people.APPROVER)
    case.must_be(Status.REJECTED)


def test_a_review_goes_out_and_comes_back() -> None:
    case = walk(Status.ASSESSED).submit()
    case.must_be(Status.IN_REVIEW)
    case.do(approval.ReturnForWork(CASE, "Who owns it?"), people.APPROVER)
    case.must_be(Status.ASSESSED)


@pytest.mark.parametrize("status", [Status.APPROVED, Status.RUNNING])
def test_a_suspended_case_resumes_where_it_stood(status: Status) -> None:
    case = walk(status)
    case.do(spine.Suspend(CASE, "A question."), people.OFFICER)
    case.must_be(Status.SUSPENDED)
    case.do(spine.Resume(CASE, "Answered."), people.APPROVER)
    case.must_be(status)


@pytest.mark.parametrize("status", sorted(AFTER))
def test_a_decided_case_is_terminated_by_two(status: Status) -> None:
    case = walk(status)
    case.do(spine.ProposeTermination(CASE, "Breach.", LATER, ("Return the data.",)), people.APPROVER)
    case.must_be(status)
    case.do(spine.Terminate(CASE), people.DEAN)
    case.must_be(Status.TERMINATED)


@pytest.mark.parametrize("status", sorted(BEFORE))
def test_a_case_is_withdrawn_before_its_decision(status: Status) -> None:
    case = walk(status)
    case.do(spine.Withdraw(CASE, "No money."), people.RESEARCHER)
    case.must_be(Status.WITHDRAWN)


@pytest.mark.parametrize("status", sorted(ENDED))
def test_an_ended_case_is_closed(status: Status) -> None:
    case = walk(status)
    case.do(spine.Close(CASE, "Done."), people.OFFICER)
    case.must_be(Status.CLOSED)


@pytest.mark.parametrize("status", sorted(ENDED | {Status.CLOSED}))
def test_an_ended_case_reopens_in_screening_with_a_stale_screening(status: Status) -> None:
    case = walk(status)
    history = case.steps
    was_screened = case.state.screening.status is not ScreeningStatus.NONE
    case.do(spine.Reopen(CASE, "New facts."), people.APPROVER)
    case.must_be(Status.SCREENING)
    assert case.state.screening.status is (ScreeningStatus.STALE if was_screened else ScreeningStatus.NONE)
    assert case.steps[: len(history)] == history
    case.refused_by_rule("G1-anew", ATTEMPTS["complete-screening"].command, people.OFFICER)
    case.screen()
    case.complete()
    case.must_be(Status.ASSESSED)


def test_a_running_case_completes_and_not_before_it_began() -> None:
    case = walk(Status.RUNNING)
    case.do(spine.Complete(CASE, TODAY), people.RESEARCHER)
    case.must_be(Status.COMPLETED)


@pytest.mark.parametrize("status", sorted(BEFORE - {Status.IN_REVIEW}))
def test_a_question_is_answered_as_advice_and_approves_nothing(status: Status) -> None:
    case = _question(status)
    case.do(spine.AnswerAsAdvice(CASE, "Go ahead, with care."), people.OFFICER)
    case.must_be(Status.COMPLETED)
    assert not any(isinstance(step.event, approval.CollaborationApproved) for step in case.steps)


def test_a_question_becomes_an_evaluation_and_keeps_its_history() -> None:
    case = _question(Status.ASSESSED)
    before = case.steps
    case.do(spine.ConvertToEvaluation(CASE, "It is a real plan now."), people.OFFICER)
    assert case.state.spine.case_type is CaseType.EVALUATION
    assert case.steps[: len(before)] == before
    case.submit().approve()
    case.must_be(Status.APPROVED)


def _question(status: Status) -> Case:
    return walk(status, case_type=CaseType.ADVICE)
