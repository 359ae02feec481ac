"""The deadlines of a case: what opens them, what meets them, who moves them, and who is reminded once."""

import ast
import inspect
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeGuard

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import deadlines as law
from domain.collaboration import (
    approval,
    approval_after,
    approval_conditions,
    deadline_follow,
    deadlines,
    ethics,
    external_advice,
    human_rights,
    legal,
    mitigation,
    parties,
    screening,
    spine,
    support,
    work_packages,
)
from domain.collaboration.deadlines import WaitingFor
from domain.collaboration.spine import Status
from domain.context import Calendar, LicenceFact
from domain.deadlines import Deadline, Kind, Recipient, State, next_rung_on, rungs_due
from domain.errors import NotFoundError, RuleRefusedError, UnusableInputError
from domain.fwo_report.words import ReportKind, ReportStatus
from domain.gates import Blocks
from domain.licence.words import Authority, LicenceKind, LicenceStatus, Modality
from domain.values import Role
from tests.domain import people
from tests.domain.gate_rows import ADVICE, LICENCE, MEASURE, REQUIREMENT, ask_outside
from tests.domain.scenario import (
    CASE,
    FOREIGN_LIST,
    LATER,
    LEGAL_LIST,
    PARTNER,
    POLICY_LIST,
    TODAY,
    Case,
    hit,
    identifier,
    walk,
)

SET = deadlines.SetDeadline(CASE, identifier("own"), "Send the minutes.", LATER)
OWN = f"own:{identifier('own')}"


def _of(case: Case, kind: Kind) -> Deadline:
    """Return the one deadline of a kind."""
    (found,) = [each for each in case.state.deadlines.by_id.values() if each.kind is kind]
    return found


def _stand(case: Case, kind: Kind) -> tuple[date, State]:
    return _of(case, kind).due_on, _of(case, kind).state


def _remind(case: Case, deadline_id: str, rung: str, due_on: date) -> tuple[Any, ...]:
    return case.do(deadlines.RecordReminder(CASE, deadline_id, rung, due_on), people.PROGRAM)


@pytest.mark.rule("D-triage")
def test_a_notification_is_looked_at_within_three_working_days() -> None:
    case = walk(Status.NOTIFIED)
    assert _stand(case, Kind.TRIAGE) == (date(2026, 3, 5), State.OPEN)
    case.screen()
    assert _stand(case, Kind.TRIAGE) == (date(2026, 3, 5), State.MET)


@pytest.mark.rule("D-triage")
def test_a_notification_that_is_withdrawn_waits_for_nobody() -> None:
    assert _stand(walk(Status.WITHDRAWN), Kind.TRIAGE)[1] is State.LAPSED


@pytest.mark.rule("D-screening")
def test_a_screening_ends_within_ten_working_days() -> None:
    case = walk(Status.SCREENING)
    assert _stand(case, Kind.SCREENING) == (date(2026, 3, 16), State.OPEN)
    case.complete()
    assert _stand(case, Kind.SCREENING)[1] is State.MET


@pytest.mark.parametrize(
    ("list_id", "kind", "days"),
    [
        pytest.param(LEGAL_LIST, Kind.HIT_TRIAGE_LEGAL, 1, marks=pytest.mark.rule("D-hit_triage_legal")),
        pytest.param(POLICY_LIST, Kind.HIT_TRIAGE_POLICY, 5, marks=pytest.mark.rule("D-hit_triage_policy")),
        pytest.param(FOREIGN_LIST, Kind.HIT_TRIAGE_INDICATIVE, 20, marks=pytest.mark.rule("D-hit_triage_indicative")),
    ],
)
def test_a_hit_is_looked_at_the_sooner_the_more_its_list_means(list_id: str, kind: Kind, days: int) -> None:
    case = walk(Status.NOTIFIED)
    found = hit(PARTNER, list_id)
    case.screen(found)
    assert _stand(case, kind) == (Calendar().add_working_days(TODAY, days), State.OPEN)
    case.resolve(found, screening.Resolution.UNCLEAR)
    assert _of(case, kind).state is State.OPEN
    case.resolve(found, screening.Resolution.TRUE_MATCH)
    assert _of(case, kind).state is State.MET


@pytest.mark.rule("D-hit_triage_legal")
def test_a_hit_of_law_waits_for_the_second_person_too() -> None:
    case = walk(Status.NOTIFIED)
    found = hit(PARTNER, LEGAL_LIST)
    case.screen(found)
    case.resolve(found, screening.Resolution.FALSE_POSITIVE)
    assert _of(case, Kind.HIT_TRIAGE_LEGAL).state is State.OPEN
    case.clear_of_law(found)
    assert _of(case, Kind.HIT_TRIAGE_LEGAL).state is State.MET


def test_a_hit_on_a_partner_who_left_is_waited_for_no_longer() -> None:
    case = walk(Status.NOTIFIED)
    case.screen(hit(PARTNER, FOREIGN_LIST))
    case.do(parties.UnlinkParty(CASE, PARTNER, "Left."), people.OFFICER)
    assert _of(case, Kind.HIT_TRIAGE_INDICATIVE).state is State.LAPSED


@pytest.mark.rule("D-lift_decision")
@pytest.mark.rule("D-hold_review")
def test_what_a_list_no_longer_names_is_decided_upon_and_a_hold_is_looked_at_again() -> None:
    case = walk(Status.RUNNING)
    found = hit(PARTNER, LEGAL_LIST)
    case.rescreen(found)
    assert _stand(case, Kind.HOLD_REVIEW) == (date(2026, 3, 3), State.OPEN)
    case.rescreen(list_id=LEGAL_LIST, removed=("E1",))
    due_on, state = _stand(case, Kind.LIFT_DECISION)
    assert (due_on, state) == (date(2026, 3, 9), State.OPEN)
    (lift_id,), (hold_id,) = case.state.screening.lifts, case.state.screening.holds
    case.do(screening.DecideLift(CASE, lift_id, screening.LiftDecision.LIFTED, "Delisted."), people.OFFICER)
    assert _of(case, Kind.LIFT_DECISION).state is State.MET
    case.do(screening.ReleaseSharingHold(CASE, hold_id, "Delisted."), people.OFFICER)
    assert _of(case, Kind.HOLD_REVIEW).state is State.MET


@pytest.mark.rule("D-committee_answer")
def test_the_committee_first_answers_within_fourteen_days() -> None:
    case = walk(Status.ASSESSED)
    case.do(ethics.RequestEthicsAdvice(CASE, "Misuse", "May we?"), people.OFFICER)
    assert _stand(case, Kind.COMMITTEE_ANSWER) == (TODAY + timedelta(days=14), State.OPEN)
    case.do(ethics.RecordEthicsAdvice(CASE, ethics.Advice.POSITIVE, "Yes."), people.ETHICS)
    assert _of(case, Kind.COMMITTEE_ANSWER).state is State.MET


def _test(outcome: human_rights.TestOutcome, review: date | None = None) -> human_rights.RecordHumanRightsTest:
    no = human_rights.Answer.NO
    interval = None if review is None else 180
    test = human_rights.RecordHumanRightsTest(CASE, no, no, outcome, "Looked.", interval, review)
    return replace(test, balance=human_rights.Balance.POSITIVE, positive_impact="It helps.")


@pytest.mark.rule("D-human_rights_review")
def test_monitoring_is_due_on_its_day_and_only_a_new_test_moves_it() -> None:
    case = walk(Status.ASSESSED)
    case.do(_test(human_rights.TestOutcome.PASS_WITH_MONITORING, LATER), people.ETHICS)
    assert _stand(case, Kind.HUMAN_RIGHTS_REVIEW) == (LATER, State.OPEN)
    longer = deadlines.ExtendDeadline(CASE, "human-rights", LATER + timedelta(days=30), "Busy.")
    case.refused_by_rule("deadline-keeper", longer, people.OFFICER)
    case.do(_test(human_rights.TestOutcome.PASS_WITH_MONITORING, LATER + timedelta(days=180)), people.ETHICS)
    assert _stand(case, Kind.HUMAN_RIGHTS_REVIEW) == (LATER + timedelta(days=180), State.OPEN)
    case.do(_test(human_rights.TestOutcome.PASS), people.ETHICS)
    assert _of(case, Kind.HUMAN_RIGHTS_REVIEW).state is State.MET


def _licence_needed(case: Case) -> None:
    asked = legal.IdentifyLegalRequirement(
        CASE, REQUIREMENT, legal.Requirement.EXPORT_LICENCE, "Reg. 2021/821", "Listed.", ("6A002.a.1",)
    )
    case.do(asked, people.EXPORT)


def _licence_asked(case: Case) -> None:
    modalities = (Modality.KNOWLEDGE,)
    kind = LicenceKind.INDIVIDUAL
    asked = legal.RequestExportLicence(CASE, LICENCE, Authority.VL, kind, ("6A002.a.1",), "BE", PARTNER, modalities)
    case.do(asked, people.EXPORT)


@pytest.mark.rule("D-licence_application")
def test_a_licence_is_asked_for_ninety_days_before_the_planned_start() -> None:
    case = walk(Status.ASSESSED, planned_start_on=LATER)
    _licence_needed(case)
    assert _stand(case, Kind.LICENCE_APPLICATION) == (LATER - timedelta(days=90), State.OPEN)
    moved = spine.AmendNotification(CASE, "Later.", planned_start_on=LATER + timedelta(days=30))
    case.do(moved, people.RESEARCHER)
    assert _of(case, Kind.LICENCE_APPLICATION).due_on == LATER - timedelta(days=60)
    _licence_asked(case)
    assert _of(case, Kind.LICENCE_APPLICATION).state is State.MET


@pytest.mark.rule("D-licence_application")
def test_no_licence_is_asked_for_when_the_law_turns_out_not_to_ask() -> None:
    case = walk(Status.ASSESSED, planned_start_on=LATER)
    _licence_needed(case)
    case.do(legal.RetractLegalRequirement(CASE, REQUIREMENT, "Not listed."), people.SECURITY)
    assert _of(case, Kind.LICENCE_APPLICATION).state is State.LAPSED


@pytest.mark.rule("D-licence_application")
def test_the_export_officer_alone_moves_a_deadline_of_the_law() -> None:
    case = walk(Status.ASSESSED, planned_start_on=LATER)
    _licence_needed(case)
    due_on = _of(case, Kind.LICENCE_APPLICATION).due_on + timedelta(days=10)
    longer = deadlines.ExtendDeadline(CASE, "licence-application", due_on, "The end user signs later.")
    case.refused_by_rule("deadline-keeper", longer, people.OFFICER)
    case.do(longer, people.EXPORT)
    assert _of(case, Kind.LICENCE_APPLICATION).due_on == due_on


def _note(case: Case, status: LicenceStatus, until: date) -> None:
    codes, end_users = frozenset({"6A002.a.1"}), frozenset({PARTNER})
    version = case.licences[LICENCE].version + 1 if LICENCE in case.licences else 1
    case.licences[LICENCE] = LicenceFact(
        LICENCE, version, status, codes, frozenset({"BE"}), end_users, frozenset({Modality.KNOWLEDGE}), TODAY, until
    )
    case.do(legal.NoteExportLicence(CASE, LICENCE), people.PROGRAM)


@pytest.mark.rule("D-licence_expiry")
def test_a_licence_ends_on_its_day_or_when_it_is_taken_back() -> None:
    case = walk(Status.ASSESSED)
    _licence_needed(case)
    _licence_asked(case)
    _note(case, LicenceStatus.GRANTED, LATER)
    assert _stand(case, Kind.LICENCE_EXPIRY) == (LATER, State.OPEN)
    _note(case, LicenceStatus.REVOKED, LATER)
    assert _of(case, Kind.LICENCE_EXPIRY).state is State.LAPSED


@pytest.mark.rule("D-licence_expiry")
def test_a_licence_reminds_of_its_last_day_once_the_case_that_asked_or_else_the_licence_itself() -> None:
    asked, attached = walk(Status.ASSESSED), walk(Status.ASSESSED)
    _licence_needed(asked)
    _licence_asked(asked)
    _note(asked, LicenceStatus.GRANTED, LATER)
    attached.licences = dict(asked.licences)
    attached.do(legal.AttachLicence(CASE, LICENCE), people.EXPORT)
    _note(attached, LicenceStatus.GRANTED, LATER)
    for case, reminded_by_the_case in ((asked, ("T0",)), (attached, ())):
        deadline = _of(case, Kind.LICENCE_EXPIRY)
        assert (deadline.due_on, deadline.state) == (LATER, State.OPEN), "both show it"
        assert tuple(rung.code for rung in rungs_due(deadline, LATER, ())) == reminded_by_the_case
        assert (next_rung_on(deadline, ()) is not None) is bool(reminded_by_the_case)


@pytest.mark.rule("D-mitigation_due")
@pytest.mark.rule("D-mitigation_review")
def test_a_measure_is_taken_by_its_day_and_looked_at_again_half_a_year_after_it_was_verified() -> None:
    case = walk(Status.ASSESSED)
    case.do(mitigation.SetMitigation(CASE, MEASURE, "M05", people.RESEARCHER.id, LATER, "IP."), people.OFFICER)
    due = _of(case, Kind.MITIGATION_DUE)
    assert (due.due_on, due.owner, due.state) == (LATER, people.RESEARCHER.id, State.OPEN)
    case.do(mitigation.ImplementMitigation(CASE, MEASURE, "Signed."), people.RESEARCHER)
    assert _of(case, Kind.MITIGATION_DUE).state is State.MET
    case.do(mitigation.VerifyMitigation(CASE, MEASURE, "Seen."), people.OFFICER)
    assert _stand(case, Kind.MITIGATION_REVIEW) == (TODAY + timedelta(days=180), State.OPEN)


def _conditions(*blocks: Blocks | None) -> tuple[approval_conditions.ConditionInput, ...]:
    return tuple(approval_conditions.ConditionInput(f"c{n}", "Do it.", LATER, each) for n, each in enumerate(blocks))


@pytest.mark.rule("D-condition_due")
def test_a_condition_is_due_on_its_day_until_it_is_met() -> None:
    case = walk(Status.IN_REVIEW).approve(conditions=_conditions(None))
    assert case.state.deadlines.due_on(deadlines.condition("c0")) == LATER
    case.do(approval_conditions.MeetCondition(CASE, "c0", "Signed."), people.OFFICER)
    assert _of(case, Kind.CONDITION_DUE).state is State.MET
    assert case.state.deadlines.due_on(deadlines.condition("c0")) is None


@pytest.mark.rule("D-condition_due")
def test_the_approver_extends_a_condition() -> None:
    case = walk(Status.IN_REVIEW).approve(conditions=_conditions(Blocks.SHARE))
    longer = deadlines.ExtendDeadline(CASE, "condition:c0", LATER + timedelta(days=30), "The dean is away.")
    case.refused_by_rule("deadline-keeper", longer, people.OFFICER)
    case.do(longer, people.APPROVER)
    assert case.state.deadlines.due_on("condition:c0") == LATER + timedelta(days=30)


@pytest.mark.rule("G12")
def test_a_condition_that_was_extended_or_waits_for_somebody_outside_stops_nothing() -> None:
    case = walk(Status.IN_REVIEW).approve(conditions=_conditions(Blocks.SHARE)).wait((LATER - TODAY).days + 1)
    assert "condition-overdue" in case.kinds
    extended = case.copy()
    longer = deadlines.ExtendDeadline(CASE, "condition:c0", LATER + timedelta(days=30), "The dean is away.")
    extended.do(longer, people.APPROVER)
    assert "condition-overdue" not in extended.kinds
    assert "condition-overdue" in extended.wait(30).kinds
    case.do(deadlines.PauseDeadline(CASE, "condition:c0", WaitingFor.PARTNER, "Not signed."), people.APPROVER)
    assert "condition-overdue" not in case.kinds


@pytest.mark.rule("D-approval_expiry")
@pytest.mark.rule("D-annual_review")
def test_a_renewal_moves_the_last_day_of_an_approval_and_its_next_review() -> None:
    case = walk(Status.IN_REVIEW).approve(valid_until=LATER).start()
    until, review_on = LATER + timedelta(days=365), LATER + timedelta(days=100)
    renewed = approval_after.RenewApproval(CASE, "It goes well.", case.state.version, until, review_on)
    case.do(renewed, people.APPROVER)
    assert _stand(case, Kind.APPROVAL_EXPIRY) == (until, State.OPEN)
    assert _stand(case, Kind.ANNUAL_REVIEW) == (review_on, State.OPEN)


@pytest.mark.rule("D-approval_expiry")
def test_an_approval_ends_on_its_day() -> None:
    case = walk(Status.IN_REVIEW).approve(valid_until=LATER)
    assert _stand(case, Kind.APPROVAL_EXPIRY) == (LATER, State.OPEN)
    assert not [each for each in case.state.deadlines.by_id.values() if each.kind is Kind.ANNUAL_REVIEW]


@pytest.mark.rule("D-annual_review")
def test_an_approval_without_an_end_is_looked_at_each_year() -> None:
    case = walk(Status.RUNNING)
    assert _stand(case, Kind.ANNUAL_REVIEW) == (TODAY + timedelta(days=365), State.OPEN)
    case.wait(300).screen()
    case.complete()
    assert _stand(case, Kind.ANNUAL_REVIEW) == (TODAY + timedelta(days=665), State.OPEN)


@pytest.mark.rule("D-suspension_review")
def test_a_suspension_is_looked_at_within_fourteen_days_until_it_ends() -> None:
    case = walk(Status.SUSPENDED)
    assert _stand(case, Kind.SUSPENSION_REVIEW) == (TODAY + timedelta(days=14), State.OPEN)
    case.do(spine.Resume(CASE, "Answered."), people.APPROVER)
    assert _of(case, Kind.SUSPENSION_REVIEW).state is State.MET


@pytest.mark.rule("D-suspension_review")
def test_the_suspension_of_a_package_is_looked_at_too() -> None:
    case = walk(Status.RUNNING)
    case.do(work_packages.DefineWorkPackage(CASE, "WP1", "Flight", "Tests."), people.OFFICER)
    case.do(work_packages.SuspendWorkPackage(CASE, "WP1", "A question."), people.OFFICER)
    assert _stand(case, Kind.SUSPENSION_REVIEW) == (TODAY + timedelta(days=14), State.OPEN)
    case.do(work_packages.ResumeWorkPackage(CASE, "WP1", "Answered."), people.APPROVER)
    assert _of(case, Kind.SUSPENSION_REVIEW).state is State.MET


@pytest.mark.rule("D-appeal_window")
def test_a_rejection_leaves_time_to_ask_again() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(approval.Reject(CASE, "Too much.", LATER), people.APPROVER)
    assert _stand(case, Kind.APPEAL_WINDOW) == (LATER, State.OPEN)
    early = approval.Reject(CASE, "Too much.", TODAY - timedelta(days=1))
    walk(Status.IN_REVIEW).refused(early, people.APPROVER, UnusableInputError)
    case.do(spine.Reopen(CASE, "New facts."), people.APPROVER)
    assert _of(case, Kind.APPEAL_WINDOW).state is State.LAPSED


@pytest.mark.rule("D-interim_report")
@pytest.mark.rule("D-ex_post_report")
@pytest.mark.parametrize(
    ("kind", "due"), [(ReportKind.INTERIM, Kind.INTERIM_REPORT), (ReportKind.EX_POST, Kind.EX_POST_REPORT)]
)
def test_a_report_to_the_fwo_is_due_until_it_is_submitted_though_the_case_has_ended(
    kind: ReportKind, due: Kind
) -> None:
    case = walk(Status.RUNNING).report(ReportStatus.OPEN, kind, 1)
    case.do(spine.Complete(CASE, TODAY), people.RESEARCHER)
    assert _stand(case, due) == (LATER, State.OPEN)
    case.report(ReportStatus.SUBMITTED, kind, 2)
    assert _of(case, due).state is State.MET
    case.report(ReportStatus.RETURNED, kind, 3)
    assert _of(case, due).state is State.OPEN
    case.report(ReportStatus.ACCEPTED, kind, 4)
    assert _of(case, due).state is State.MET
    assert not law.EXTENDERS[due]


@pytest.mark.rule("D-retention_end")
def test_a_closed_case_is_kept_until_its_day() -> None:
    case = walk(Status.COMPLETED)
    case.do(spine.Close(CASE, "Done.", date(2036, 9, 1)), people.OFFICER)
    assert _stand(case, Kind.RETENTION_END) == (date(2036, 9, 1), State.OPEN)
    case.do(spine.Reopen(CASE, "New facts."), people.APPROVER)
    assert _of(case, Kind.RETENTION_END).state is State.LAPSED


@pytest.mark.rule("D-own")
def test_a_case_has_deadlines_of_its_own_that_are_met_by_hand() -> None:
    case = walk(Status.RUNNING)
    (event,) = case.do(SET, people.OFFICER)
    assert (event.deadline_id, event.due_on) == (OWN, LATER)
    assert case.do(SET, people.OFFICER) == ()
    done = deadlines.MeetDeadline(CASE, OWN, "Sent.")
    case.do(done, people.OFFICER)
    assert _of(case, Kind.OWN).state is State.MET
    assert case.do(done, people.OFFICER) == ()
    past = deadlines.SetDeadline(CASE, identifier("past"), "Too late.", TODAY - timedelta(days=1))
    assert case.refused(past, people.OFFICER, UnusableInputError).field == "due_on"


def test_a_case_that_ends_waits_for_nothing_but_what_its_closing_waits_for() -> None:
    case = walk(Status.IN_REVIEW).approve(conditions=_conditions(Blocks.CLOSE, Blocks.SHARE)).start()
    case.do(SET, people.OFFICER)
    case.do(spine.Complete(CASE, TODAY), people.RESEARCHER)
    running = {each.deadline_id for each in case.state.deadlines.by_id.values() if each.is_running}
    assert running == {"condition:c0"}
    after = deadlines.SetDeadline(CASE, identifier("after"), "Get the data back.", LATER)
    case.do(after, people.OFFICER)
    assert case.state.deadlines.due_on(f"own:{identifier('after')}") == LATER


def test_what_still_waits_when_a_case_is_reopened_is_due_again() -> None:
    case = walk(Status.NOTIFIED)
    case.screen(hit(PARTNER, FOREIGN_LIST))
    due_on = _of(case, Kind.HIT_TRIAGE_INDICATIVE).due_on
    case.do(spine.Withdraw(CASE, "No money."), people.RESEARCHER)
    assert _of(case, Kind.HIT_TRIAGE_INDICATIVE).state is State.LAPSED
    case.wait(60).do(spine.Reopen(CASE, "Money."), people.APPROVER)
    assert _stand(case, Kind.HIT_TRIAGE_INDICATIVE) == (due_on, State.OPEN)
    assert _of(case, Kind.SCREENING).state is State.LAPSED


def test_an_extension_shows_the_first_day_and_every_later_one() -> None:
    case = walk(Status.NOTIFIED)
    first = _of(case, Kind.TRIAGE).due_on
    (event,) = case.do(deadlines.ExtendDeadline(CASE, "triage", LATER, "A form is missing."), people.OFFICER)
    assert (event.original_due_on, event.was_due_on, event.due_on) == (first, first, LATER)
    assert (_of(case, Kind.TRIAGE).original_due_on, _of(case, Kind.TRIAGE).due_on) == (first, LATER)
    sooner = deadlines.ExtendDeadline(CASE, "triage", first, "Sooner.")
    assert case.refused(sooner, people.OFFICER, UnusableInputError).field == "due_on"
    case.refused(deadlines.ExtendDeadline(CASE, "nothing", LATER, "What?"), people.OFFICER, NotFoundError)


@pytest.mark.rule("deadline-paused")
def test_the_clock_stops_while_somebody_outside_has_to_answer() -> None:
    case = walk(Status.SCREENING)
    case.do(deadlines.PauseDeadline(CASE, "screening", WaitingFor.NOTIFIER, "The contract is missing."), people.OFFICER)
    assert _of(case, Kind.SCREENING).state is State.PAUSED
    assert case.state.deadlines.overdue(LATER) == ()
    case.wait(7).do(deadlines.ResumeDeadline(CASE, "screening"), people.OFFICER)
    assert _stand(case, Kind.SCREENING) == (date(2026, 3, 23), State.OPEN)
    again = deadlines.ResumeDeadline(CASE, "screening")
    assert case.refused(again, people.OFFICER, RuleRefusedError).rule_id == "deadline-paused"


@pytest.mark.rule("deadline-ended")
def test_a_stopped_clock_ends_with_what_it_waited_for() -> None:
    case = walk(Status.SCREENING)
    case.do(deadlines.PauseDeadline(CASE, "screening", WaitingFor.PARTNER, "No answer."), people.OFFICER)
    case.complete()
    assert (_of(case, Kind.SCREENING).state, _of(case, Kind.SCREENING).waiting_for) == (State.MET, None)
    refusal = case.refused(
        deadlines.ExtendDeadline(CASE, "screening", LATER, "Why not."), people.OFFICER, RuleRefusedError
    )
    assert refusal.rule_id == "deadline-ended"


def test_a_reminder_is_recorded_once_and_names_whom_it_is_for() -> None:
    case = walk(Status.NOTIFIED)
    due_on = _of(case, Kind.TRIAGE).due_on
    early = deadlines.RecordReminder(CASE, "triage", "T0", due_on)
    case.refused_by_rule("reminder-due", early, people.PROGRAM)
    case.wait(3)
    (sent,) = _remind(case, "triage", "T0", due_on)
    officer = Role.CONTACT_POINT_OFFICER
    assert (sent.to, sent.roles, sent.owner) == ((Recipient.OWNER, Recipient.TEAM), (officer,), None)
    assert _remind(case, "triage", "T0", due_on) == ()
    case.wait(2)
    (late,) = _remind(case, "triage", "T+2", due_on)
    assert (late.to, late.roles) == ((Recipient.LEAD,), (Role.INSTITUTION_APPROVER,))


def test_a_reminder_for_a_day_that_moved_is_not_sent_and_the_new_day_has_its_own() -> None:
    case = walk(Status.NOTIFIED).wait(3)
    due_on = _of(case, Kind.TRIAGE).due_on
    _remind(case, "triage", "T0", due_on)
    later = due_on + timedelta(days=7)
    case.do(deadlines.ExtendDeadline(CASE, "triage", later, "A form is missing."), people.OFFICER)
    case.refused_by_rule("reminder-due", deadlines.RecordReminder(CASE, "triage", "T+2", due_on), people.PROGRAM)
    case.wait(7)
    assert len(_remind(case, "triage", "T0", later)) == 1


def test_a_measure_reminds_its_owner_by_name() -> None:
    case = walk(Status.ASSESSED)
    case.do(mitigation.SetMitigation(CASE, MEASURE, "M05", people.RESEARCHER.id, TODAY, "IP."), people.OFFICER)
    (sent,) = _remind(case, f"mitigation:{MEASURE}", "T0", TODAY)
    assert (sent.owner, sent.roles) == (people.RESEARCHER.id, (Role.CONTACT_POINT_OFFICER,))


@pytest.mark.rule("D-assignment")
def test_who_takes_care_of_a_case_is_reminded_by_name() -> None:
    case = walk(Status.SCREENING)
    case.do(support.AssignCase(CASE, people.COLLEAGUE.id, None, LATER), people.OFFICER)
    found = _of(case, Kind.ASSIGNMENT)
    assert (found.due_on, found.owner, found.state) == (LATER, people.COLLEAGUE.id, State.OPEN)


@pytest.mark.rule("D-notifier_answer")
def test_a_question_to_the_notifier_waits_for_its_answer() -> None:
    case, question = walk(Status.SCREENING), identifier("question")
    case.do(support.AskNotifier(CASE, question, "Who owns it?", LATER), people.OFFICER)
    assert _stand(case, Kind.NOTIFIER_ANSWER) == (LATER, State.OPEN)
    case.do(support.AnswerQuestion(CASE, question, "The dean."), people.RESEARCHER)
    assert _of(case, Kind.NOTIFIER_ANSWER).state is State.MET


@pytest.mark.rule("D-external_advice")
def test_advice_asked_outside_waits_for_its_answer() -> None:
    case = walk(Status.SCREENING)
    case.do(ask_outside(), people.OFFICER)
    assert _stand(case, Kind.EXTERNAL_ADVICE) == (LATER, State.OPEN)
    case.do(external_advice.RecordExternalAdvice(CASE, ADVICE, "No objection."), people.OFFICER)
    assert _of(case, Kind.EXTERNAL_ADVICE).state is State.MET


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.integers(-40, 40), max_size=20))
def test_reminders_come_once_whatever_days_the_scheduler_runs_on(days: list[int]) -> None:
    case = walk(Status.IN_REVIEW).approve(conditions=_conditions(None))
    start, sent = case.now, []
    for n in days:
        case.now = start + (LATER - TODAY) + timedelta(days=n)
        for rung in law.LADDERS[Kind.CONDITION_DUE]:
            with suppress(RuleRefusedError):
                sent += [each.rung for each in _remind(case, "condition:c0", rung.code, LATER)]
    assert len(sent) == len(set(sent))


def test_every_event_that_opens_a_deadline_is_looked_at() -> None:
    """The table that spares most events the search names the same events as the search."""
    source = ast.parse(inspect.getsource(deadline_follow._opened))  # it is about the two together
    named = {node.cls.attr for node in ast.walk(source) if _is_event(node)}
    heirs = {"HumanRightsReevaluated"}
    assert {each.__name__ for each in deadline_follow._OPENING} == named | heirs


def _is_event(node: ast.AST) -> TypeGuard[Any]:
    return isinstance(node, ast.MatchClass) and isinstance(node.cls, ast.Attribute)
