"""No answer outlives the facts it was given on: levels, rebuttals, tests, approvals, licences and overrides."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.collaboration import (
    appraisal,
    approval,
    approval_conditions,
    approval_institution,
    ethics,
    factors,
    human_rights,
    legal,
    levels,
    screening,
    spine,
    topic,
)
from domain.collaboration.human_rights import Answer, TestOutcome
from domain.collaboration.parties import LinkParty, PartyRole, StayType, UnlinkParty
from domain.collaboration.screening import ScreeningStatus
from domain.collaboration.spine import Nature, Status
from domain.collaboration.topic import Certainty, ControlCode
from domain.context import PersonFact
from domain.errors import GatesOpenError, NotFoundError
from domain.gates import Blocks
from domain.values import Level, LicenceId, Role
from tests.domain import people
from tests.domain.gate_rows import (
    CODE,
    LICENCE,
    REQUIREMENT,
    ROWS,
    ask_licence,
    classified,
    grant_licence,
    note_licence,
    require,
    sharing,
)
from tests.domain.samples import SAMPLES
from tests.domain.scenario import (
    AS_IT_STANDS,
    CASE,
    FOREIGN_LIST,
    LATER,
    LEGAL_LIST,
    PARTNER,
    POLICY_LIST,
    TODAY,
    Case,
    given,
    hit,
    identifier,
    walk,
)

APPROVE = approval.Approve(CASE, "The risk is small.", AS_IT_STANDS)
START = spine.Start(CASE, TODAY)
RENEWED = topic.ClassifyTopic(CASE, "Read again.", ("9.1",))
MILITARY = factors.AssertRiskFactor(CASE, "P-MIL-TIE", "A contract.", PARTNER)
OTHER_CODE = "9A012"


def _rebut(code: str) -> factors.RebutRiskFactor:
    return factors.RebutRiskFactor(CASE, code, "Looked into it.")


def _tested(outcome: TestOutcome) -> human_rights.RecordHumanRightsTest:
    return human_rights.RecordHumanRightsTest(CASE, Answer.NO, Answer.NO, outcome, "Weighed.", 90, LATER)


def _override(case: Case, kind: str) -> str:
    """Let two people pass the one open gate of this kind, and return its id."""
    (gate,) = [each for each in case.gates if each.kind == kind]
    case.do(spine.ProposeGateOverride(CASE, gate.gate_id, "Weighed."), people.DEAN)
    case.do(spine.ConfirmGateOverride(CASE, gate.gate_id), people.PROFESSOR)
    assert kind not in case.kinds
    return gate.gate_id


# A level is of the facts it was made from.


@pytest.mark.parametrize("fact", [RENEWED, MILITARY], ids=["a topic", "a factor"])
def test_a_new_fact_asks_the_level_anew_before_approval_and_before_the_start(fact: object) -> None:
    for status, command, by in (
        (Status.IN_REVIEW, APPROVE, people.APPROVER),
        (Status.APPROVED, START, people.RESEARCHER),
    ):
        case = walk(status)
        case.do(fact, people.OFFICER)
        assert case.state.screening.status is ScreeningStatus.IN_PROGRESS
        case.refused_by_gate("screening", command, by)
        case.complete()
        assert case.state.screening.level is Level.ATTENTION
        case.do(command, by)


def test_a_new_fact_closes_the_fast_route_until_the_level_is_made() -> None:
    case = walk(Status.ASSESSED)
    case.do(RENEWED, people.EXPORT)
    case.do(_rebut("T-CTD-9.1"), people.EXPORT)
    case.refused_by_gate("screening", approval.Clear(CASE, "No risk."), people.COLLEAGUE)


def test_a_new_fact_makes_no_stale_screening_fresh() -> None:
    case = walk(Status.ASSESSED)
    case.do(spine.AmendNotification(CASE, "Moved.", places=("NL",)), people.RESEARCHER)
    case.do(RENEWED, people.EXPORT)
    case.do(MILITARY, people.OFFICER)
    assert case.state.screening.status is ScreeningStatus.STALE


def test_a_new_fact_on_a_case_that_nobody_screened_begins_no_screening() -> None:
    case = walk(Status.NOTIFIED)
    case.do(RENEWED, people.EXPORT)
    assert case.state.screening.status is ScreeningStatus.NONE


# A rebuttal is of a factor that stands.


@pytest.mark.rule("accountability")
def test_only_a_factor_that_stands_is_rebutted() -> None:
    """Or every factor could be rebutted beforehand, and count for nothing when it comes."""
    case = walk(Status.SCREENING)
    for code in ("P-OPAQUE", "C-LIST", "T-CTD-9.1"):
        case.refused_by_rule("rebuttal", _rebut(code), people.OFFICER)
    case.do(factors.AssertRiskFactor(CASE, "P-OPAQUE", "No website."), people.OFFICER)
    case.do(_rebut("P-OPAQUE"), people.OFFICER)
    case.refused_by_rule("rebuttal", _rebut("P-OPAQUE"), people.OFFICER)


def test_a_derived_factor_is_rebutted_when_it_stands() -> None:
    case = walk(Status.NOTIFIED)
    case.link("Volga Instituut", "CN")
    case.do(_rebut("C-LIST"), people.OFFICER)
    assert levels.assess(case.state, case.catalogue).factors == ()


@pytest.mark.rule("accountability")
def test_what_was_rebutted_of_the_parties_is_asked_anew_when_somebody_joins() -> None:
    asserted = ("P-OPAQUE", "F-CENSOR", "R-AFFIL", "C-HR")
    case = walk(Status.SCREENING)
    case.do(RENEWED, people.EXPORT)
    for code in asserted:
        case.do(factors.AssertRiskFactor(CASE, code, "A report."), people.OFFICER)
    for code in (*asserted, "T-CTD-9.1"):
        case.do(_rebut(code), people.OFFICER)
    by_party, by_person = case.copy(), case.copy()
    by_party.link("Another Partner")
    by_person.link_person("Ann")
    for joined in (by_party, by_person):
        assert joined.state.factors.rebutted_codes == {"T-CTD-9.1"}
        assert levels.assess(joined.state, joined.catalogue).factors == tuple(sorted(asserted))
    assert "opaque-party" in by_party.kinds


@pytest.mark.rule("accountability")
def test_what_was_rebutted_of_the_topic_is_asked_anew_when_it_is_classified_again() -> None:
    case = walk(Status.SCREENING)
    case.do(RENEWED, people.EXPORT)
    case.do(factors.AssertRiskFactor(CASE, "F-CENSOR", "The contract."), people.OFFICER)
    for code in ("T-CTD-9.1", "F-CENSOR"):
        case.do(_rebut(code), people.OFFICER)
    case.do(RENEWED, people.EXPORT)
    assert case.state.factors.rebutted_codes == {"F-CENSOR"}


def test_who_leaves_asks_no_rebuttal_anew() -> None:
    case = walk(Status.SCREENING)
    other = case.link("Another Partner", "CN")
    case.do(_rebut("C-LIST"), people.OFFICER)
    case.do(UnlinkParty(CASE, other, "Left."), people.OFFICER)
    assert case.state.factors.rebutted_codes == {"C-LIST"}


# Human rights.


def test_a_new_report_on_human_rights_asks_the_test_anew() -> None:
    case = walk(Status.RUNNING)
    case.do(factors.AssertRiskFactor(CASE, "P-HR", "Profiles a minority.", PARTNER), people.OFFICER)
    case.do(_tested(TestOutcome.PASS), people.ETHICS)
    case.do(sharing(), people.RESEARCHER)
    case.do(factors.AssertRiskFactor(CASE, "P-HR", "A second report."), people.OFFICER)
    case.refused_by_gate("human-rights", sharing(), people.RESEARCHER)
    case.do(_tested(TestOutcome.PASS), people.ETHICS)
    case.do(sharing(), people.RESEARCHER)


def test_a_new_report_takes_a_failed_test_not_back() -> None:
    case = walk(Status.RUNNING)
    case.do(_tested(TestOutcome.FAIL), people.ETHICS)
    case.do(factors.AssertRiskFactor(CASE, "P-HR", "A report."), people.OFFICER)
    gate = case.refused_by_gate("human-rights", sharing(), people.RESEARCHER)
    assert gate.gate_id == "human-rights:fail"


def test_another_factor_leaves_the_human_rights_test_as_it_is() -> None:
    case = walk(Status.RUNNING)
    case.do(_tested(TestOutcome.PASS), people.ETHICS)
    case.do(MILITARY, people.OFFICER)
    assert case.state.human_rights.outcome is TestOutcome.PASS


# A reopened case is decided anew.


def test_a_reopened_case_asks_the_institution_and_the_approver_anew() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(appraisal.RecordAppraisal(CASE, "FWO", "2026", approval.AppraisalOutcome.HIGH), people.RESEARCHER)
    case.do(approval_institution.RequestInstitutionalApproval(CASE, "High."), people.OFFICER)
    case.do(approval_institution.GrantInstitutionalApproval(CASE, "We stand behind it."), people.DEAN)
    condition = approval_conditions.ConditionInput("c1", "A report.", LATER, Blocks.START)
    case.approve(conditions=(condition,), valid_until=TODAY)
    case.do(spine.ProposeTermination(CASE, "No money.", LATER, ("Nothing.",)), people.OFFICER)
    case.do(spine.Terminate(CASE), people.APPROVER)
    case.do(spine.Reopen(CASE, "Money came."), people.APPROVER)
    track = case.state.approval
    assert (track.conditions, track.valid_until, track.is_granted) == ({}, None, False)
    assert track.appraisal is approval.AppraisalOutcome.HIGH
    assert track.requesters == {people.OFFICER.id}, "who asked is still not the one who answers"
    case.screen()
    case.complete().submit().refused_by_gate("institutional-approval", APPROVE, people.APPROVER)
    case.must_be(Status.IN_REVIEW)


def test_a_refusal_of_before_does_not_stand_in_the_way_of_a_reopened_case() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(approval_institution.RequestInstitutionalApproval(CASE, "To be sure."), people.OFFICER)
    case.do(approval_institution.RefuseInstitutionalApproval(CASE, "We do not."), people.DEAN)
    case.do(approval.Reject(CASE, "Refused."), people.APPROVER)
    case.do(spine.Reopen(CASE, "Another plan."), people.APPROVER)
    assert "institutional-approval" not in case.kinds


# A licence that the law requires is granted, in force, and for the codes.


def test_a_required_licence_must_cover_the_codes_that_the_requirement_names() -> None:
    case = walk(Status.IN_REVIEW)
    what, codes = legal.Requirement.EXPORT_LICENCE, (CODE, OTHER_CODE)
    asked = legal.IdentifyLegalRequirement(CASE, REQUIREMENT, what, "Regulation (EU) 2021/821", "Annex I.", codes)
    case.do(asked, people.EXPORT)
    assert case.state.legal.requirements[REQUIREMENT].codes == (CODE, OTHER_CODE)
    grant_licence(case)
    case.refused_by_gate("licence", APPROVE, people.APPROVER)
    _note_second_licence(case)
    case.approve()


def test_a_required_licence_without_codes_must_cover_all_that_are_confirmed() -> None:
    case = walk(Status.RUNNING)
    case.do(require(legal.Requirement.EXPORT_LICENCE, Blocks.SHARE), people.EXPORT)
    grant_licence(case)
    assert "licence" not in case.kinds
    confirmed = tuple(ControlCode(one, "2025/2003", Certainty.CONFIRMED) for one in (CODE, OTHER_CODE))
    case.classify(control_codes=(*confirmed, ControlCode("1C350", "2025/2003", Certainty.EXCLUDED)))
    case.refused_by_gate("licence", sharing(CODE), people.RESEARCHER)
    _note_second_licence(case)
    assert "licence" not in case.kinds
    case.do(sharing(CODE), people.RESEARCHER)


def test_a_licence_for_something_else_closes_no_requirement() -> None:
    case = walk(Status.IN_REVIEW)
    classified(Certainty.CONFIRMED)(case)
    case.complete()
    case.do(require(legal.Requirement.EXPORT_LICENCE, Blocks.APPROVE), people.EXPORT)
    ask_licence(case)
    note_licence(case, codes=("1C350",))
    case.refused_by_gate("licence", APPROVE, people.APPROVER)


def _note_second_licence(case: Case) -> None:
    second = LicenceId(identifier("second"))
    ask = next(each for each in SAMPLES if isinstance(each, legal.RequestExportLicence))
    case.do(replace(ask, licence_id=second, codes=(OTHER_CODE,)), people.EXPORT)
    case.licences[second] = replace(case.licences[LICENCE], licence_id=second, codes=frozenset({OTHER_CODE}))
    case.do(legal.NoteExportLicence(CASE, second), people.PROGRAM)


def test_a_sharing_before_the_first_day_of_the_licence_is_not_covered() -> None:
    case = walk(Status.RUNNING)
    classified(Certainty.CONFIRMED)(case)
    ask_licence(case)
    first = TODAY + timedelta(days=10)
    note_licence(case, valid_from=first)
    case.wait(9)
    case.refused_by_gate("licence-coverage", replace(sharing(CODE), shared_on=case.now.date()), people.RESEARCHER)
    case.wait(1)
    case.refused_by_gate("licence-coverage", sharing(CODE), people.RESEARCHER)
    case.do(replace(sharing(CODE), shared_on=first), people.RESEARCHER)


def test_a_required_licence_closes_its_gate_from_its_first_day_on() -> None:
    case = walk(Status.RUNNING)
    case.do(require(legal.Requirement.EXPORT_LICENCE, Blocks.SHARE), people.EXPORT)
    ask_licence(case)
    note_licence(case, valid_from=TODAY + timedelta(days=1))
    case.refused_by_gate("licence", sharing(), people.RESEARCHER)
    case.wait(1)
    case.do(sharing(), people.RESEARCHER)


def test_a_licence_whose_first_day_moves_is_noted_again() -> None:
    case = walk(Status.RUNNING)
    grant_licence(case)
    assert case.do(legal.NoteExportLicence(CASE, LICENCE), people.PROGRAM) == ()
    later = TODAY + timedelta(days=1)
    case.licences[LICENCE] = replace(case.licences[LICENCE], version=3, valid_from=later)
    (event,) = case.do(legal.NoteExportLicence(CASE, LICENCE), people.PROGRAM)
    assert isinstance(event, legal.ExportLicenceNoted)
    assert (event.valid_from, event.valid_until) == (later, LATER)


# An override passes what stood when it was given, and nothing that came after.


def test_an_override_of_a_missing_advice_passes_no_negative_one() -> None:
    case = walk(Status.IN_REVIEW)
    ROWS["ethics"].open(case, Blocks.APPROVE)
    assert _override(case, "ethics") == "ethics:unanswered"
    case.do(ethics.RecordEthicsAdvice(CASE, ethics.Advice.NEGATIVE, "No."), people.ETHICS)
    assert case.refused_by_gate("ethics", APPROVE, people.APPROVER).gate_id == "ethics:negative"


def test_an_override_of_a_missing_advice_passes_no_second_question() -> None:
    case = walk(Status.IN_REVIEW)
    ROWS["ethics"].open(case, Blocks.APPROVE)
    _override(case, "ethics")
    case.do(ethics.RequestEthicsAdvice(CASE, "Misuse", "And now?"), people.OFFICER)
    case.refused_by_gate("ethics", APPROVE, people.APPROVER)


def test_an_override_of_a_missing_human_rights_test_passes_no_failed_one() -> None:
    case = walk(Status.RUNNING)
    ROWS["human-rights"].open(case, Blocks.SHARE)
    assert _override(case, "human-rights") == "human-rights:untested"
    case.do(_tested(TestOutcome.FAIL), people.ETHICS)
    assert case.refused_by_gate("human-rights", sharing(), people.RESEARCHER).gate_id == "human-rights:fail"


@pytest.mark.parametrize(
    "asked",
    [
        human_rights.RequestHumanRightsTest(CASE, "A second ministry."),
        factors.AssertRiskFactor(CASE, "P-HR", "A report."),
    ],
    ids=["asked for", "a report"],
)
def test_an_override_of_a_missing_human_rights_test_passes_no_second_question(asked: object) -> None:
    case = walk(Status.RUNNING)
    ROWS["human-rights"].open(case, Blocks.SHARE)
    _override(case, "human-rights")
    case.do(asked, people.OFFICER)
    case.refused_by_gate("human-rights", sharing(), people.RESEARCHER)


def test_an_override_of_an_awaited_approval_passes_no_refusal() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(approval_institution.RequestInstitutionalApproval(CASE, "High."), people.OFFICER)
    assert _override(case, "institutional-approval") == "institutional-approval:awaited"
    case.do(approval_institution.RefuseInstitutionalApproval(CASE, "We do not."), people.APPROVER)
    gate = case.refused_by_gate("institutional-approval", APPROVE, people.APPROVER)
    assert gate.gate_id == "institutional-approval:refused"


def test_an_override_of_an_awaited_approval_passes_no_second_request() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(approval_institution.RequestInstitutionalApproval(CASE, "High."), people.OFFICER)
    _override(case, "institutional-approval")
    case.do(approval_institution.RequestInstitutionalApproval(CASE, "Higher."), people.OFFICER)
    case.refused_by_gate("institutional-approval", APPROVE, people.APPROVER)


def test_an_override_of_a_stale_screening_passes_no_later_one() -> None:
    case = walk(Status.IN_REVIEW)
    ROWS["screening"].open(case, Blocks.APPROVE)
    _override(case, "screening")
    case.screen()
    case.refused_by_gate("screening", APPROVE, people.APPROVER)
    case.complete()
    case.do(spine.AmendNotification(CASE, "Moved again.", places=("DE",)), people.RESEARCHER)
    case.refused_by_gate("screening", APPROVE, people.APPROVER)


@pytest.mark.parametrize("fact", [RENEWED, MILITARY], ids=["a topic", "a factor"])
def test_an_override_of_an_incomplete_screening_passes_no_newer_fact(fact: object) -> None:
    case = walk(Status.IN_REVIEW)
    case.do(factors.AssertRiskFactor(CASE, "F-CENSOR", "The contract."), people.OFFICER)
    _override(case, "screening")
    case.do(fact, people.OFFICER)
    case.refused_by_gate("screening", APPROVE, people.APPROVER)


def test_an_override_of_a_stale_screening_passes_no_second_change() -> None:
    case = walk(Status.IN_REVIEW)
    ROWS["screening"].open(case, Blocks.APPROVE)
    _override(case, "screening")
    case.do(spine.AmendNotification(CASE, "Moved again.", places=("DE",)), people.RESEARCHER)
    case.refused_by_gate("screening", APPROVE, people.APPROVER)


def test_an_override_of_who_is_unscreened_passes_nobody_else() -> None:
    case = walk(Status.SCREENING)
    late = case.link("Late Partner")
    case.screen(only=PARTNER)
    assert _override(case, "unscreened") == f"unscreened:{late}"
    case.link("Later Partner")
    case.screen(only=PARTNER)
    case.refused_by_gate("unscreened", screening.CompleteScreening(CASE, "Done."), people.OFFICER)


def test_an_override_of_a_suspension_passes_no_later_suspension() -> None:
    case = walk(Status.SUSPENDED)
    _override(case, "suspended")
    case.do(spine.Resume(CASE, "Answered."), people.APPROVER)
    case.do(spine.Suspend(CASE, "Another question."), people.OFFICER)
    case.refused_by_gate("suspended", sharing(), people.RESEARCHER)


def test_an_override_of_an_opaque_partner_passes_no_later_one() -> None:
    case = walk(Status.SCREENING)
    case.do(factors.AssertRiskFactor(CASE, "P-OPAQUE", "No website.", PARTNER), people.OFFICER)
    _override(case, "opaque-party")
    other = case.link("Opaque Partner", "MT")
    case.screen()
    case.do(factors.AssertRiskFactor(CASE, "P-OPAQUE", "A letterbox.", other), people.OFFICER)
    case.refused_by_gate("opaque-party", screening.CompleteScreening(CASE, "Done."), people.OFFICER)


def test_a_proposal_of_an_override_waits_for_no_other_question_than_its_own() -> None:
    case = walk(Status.IN_REVIEW)
    ROWS["ethics"].open(case, Blocks.APPROVE)
    case.do(spine.ProposeGateOverride(CASE, "ethics:unanswered", "Weighed."), people.DEAN)
    case.do(ethics.RequestEthicsAdvice(CASE, "Misuse", "And now?"), people.OFFICER)
    confirm = spine.ConfirmGateOverride(CASE, "ethics:unanswered")
    case.refused_by_rule("override-four-eyes", confirm, people.PROFESSOR)


# Holds, whoever finds the hit.


@pytest.mark.parametrize("status", [Status.APPROVED, Status.RUNNING, Status.SUSPENDED])
def test_a_screening_of_a_live_case_holds_the_sharing_for_a_new_hit_as_a_run_does(status: Status) -> None:
    case = walk(status)
    law, policy, foreign = (hit(PARTNER, name) for name in (LEGAL_LIST, POLICY_LIST, FOREIGN_LIST))
    events = case.screen(law, policy, foreign)
    held = {event.hit_id: event.rule_id for event in events if isinstance(event, screening.SharingHeld)}
    assert held == {law.hit_id: "R3", policy.hit_id: "R4"}
    assert case.status is status, "a hit suspends only when a person confirmed it"
    case.refused_by_gate("sharing-hold", sharing(), people.RESEARCHER)


def test_a_hold_by_a_screening_is_the_hold_that_a_run_would_place() -> None:
    by_officer, by_run = walk(Status.RUNNING), walk(Status.RUNNING)
    by_officer.screen(hit(PARTNER, LEGAL_LIST))
    by_run.rescreen(hit(PARTNER, LEGAL_LIST))
    assert by_officer.state.screening.holds == by_run.state.screening.holds


def test_a_screening_before_the_decision_places_no_hold() -> None:
    case = walk(Status.SCREENING)
    case.screen(hit(PARTNER, LEGAL_LIST))
    assert not case.state.screening.holds


def test_a_screening_holds_for_a_policy_inside_its_scope_only() -> None:
    case = walk(Status.RUNNING, nature=Nature.VISITING_RESEARCHER, funder_scheme=None)
    case.screen(hit(PARTNER, POLICY_LIST))
    assert not case.state.screening.holds


def test_a_known_hit_that_a_screening_finds_again_is_held_once() -> None:
    case = walk(Status.RUNNING)
    found = hit(PARTNER, LEGAL_LIST)
    case.screen(found)
    case.clear_of_law(found)
    (hold_id,) = case.state.screening.holds
    case.do(screening.ReleaseSharingHold(CASE, hold_id, "Somebody else."), people.OFFICER)
    case.screen(hit(PARTNER, LEGAL_LIST, name="again"))
    assert not case.state.screening.holds


# Whose case it is.


def test_who_takes_part_under_a_login_learned_later_passes_no_gate() -> None:
    case = walk(Status.SUSPENDED)
    case.do(spine.Resume(CASE, "Answered."), people.APPROVER)
    pia = case.link_person("Pia", StayType.PRINCIPAL_INVESTIGATOR, identity=None)
    case.do(spine.Suspend(CASE, "A question."), people.OFFICER)
    case.persons[pia] = PersonFact(pia, 2, "f2", people.PROFESSOR.id)
    case.refused_by_rule("G6-own", spine.Resume(CASE, "Answered."), people.PROFESSOR)


@pytest.mark.rule("own-cases")
def test_the_case_of_others_does_not_exist_for_a_researcher() -> None:
    stranger = people.person("rik", Role.RESEARCHER)
    for command in (
        spine.AmendNotification(CASE, "Mine now.", title="Mine"),
        spine.Withdraw(CASE, "Not wanted."),
        LinkParty(CASE, PARTNER, PartyRole.FUNDER),
        sharing(),
    ):
        for status in (Status.NOTIFIED, Status.RUNNING, Status.CLOSED):
            refusal = walk(status).refused(command, stranger, NotFoundError)
            assert (refusal.kind, refusal.identifier) == ("collaboration", str(CASE))
    unknown = Case().refused(sharing(), stranger, NotFoundError)
    assert str(unknown) == str(walk().refused(sharing(), stranger, NotFoundError)), "nothing tells the two apart"


def test_a_researcher_who_is_linked_or_deputises_acts_on_the_case() -> None:
    case = walk(Status.RUNNING)
    case.do(sharing(), people.person("dora", Role.RESEARCHER, for_=people.RESEARCHER.id))
    case.refused(sharing(), people.PROFESSOR, NotFoundError, role=Role.RESEARCHER)
    pia = case.link_person("Pia", StayType.PRINCIPAL_INVESTIGATOR, identity=people.PROFESSOR.id)
    case.screen()
    case.complete()
    for hold_id in tuple(case.state.screening.holds):
        case.do(screening.ReleaseSharingHold(CASE, hold_id, f"{pia} is screened."), people.OFFICER)
    case.do(sharing(), people.PROFESSOR, role=Role.RESEARCHER)


# An ended case.


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.TERMINATED])
def test_an_ended_case_waits_for_what_blocks_its_closing_and_for_nothing_else(status: Status) -> None:
    case = walk(Status.RUNNING)
    agreement, licence = identifier("agreement"), legal.Requirement.EXPORT_LICENCE
    case.do(require(licence, Blocks.START, Blocks.SHARE), people.EXPORT)
    what = legal.Requirement.IP_AGREEMENT
    report = legal.IdentifyLegalRequirement(CASE, agreement, what, "A", "B", blocks=(Blocks.CLOSE, Blocks.SHARE))
    case.do(report, people.EXPORT)
    case.rescreen(hit(PARTNER, LEGAL_LIST))
    case.do(ethics.RequestEthicsAdvice(CASE, "Misuse", "May we?"), people.OFFICER)
    assert {"licence", "legal-requirement", "legal-hit", "hit", "ethics", "sharing-hold"} <= case.kinds
    if status is Status.COMPLETED:
        case.do(spine.Complete(CASE, TODAY), people.RESEARCHER)
    else:
        case.do(spine.ProposeTermination(CASE, "Breach.", LATER, ("Return the data.",)), people.OFFICER)
        case.do(spine.Terminate(CASE), people.APPROVER)
    case.must_be(status)
    case.report()
    close = spine.Close(CASE, "Done.")
    case.refused_by_gate("legal-hit", close, people.OFFICER)
    case.resolve(hit(PARTNER, LEGAL_LIST), screening.Resolution.TRUE_MATCH)
    assert [gate.gate_id for gate in case.gates] == [f"requirement:{agreement}"]
    given(case).when(close, by=people.OFFICER).then_refused(GatesOpenError, gates=["legal-requirement"])
    case.do(spine.Reopen(CASE, "New facts."), people.APPROVER)
    assert {"licence", "legal-requirement", "legal-hit", "ethics", "sharing-hold"} <= case.kinds
