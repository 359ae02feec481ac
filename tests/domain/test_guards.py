"""The guards of handbook domain.md 2.4 that hold from the first version, each as a story.

G24 (a repeated command returns the first answer) is no rule of the domain: the store keeps it, in the transaction.
"""

from dataclasses import replace

import pytest

from domain.collaboration import (
    appraisal,
    approval,
    approval_conditions,
    approval_institution,
    factors,
    human_rights,
    legal,
    levels,
    mitigation,
    screening,
    spine,
)
from domain.collaboration.parties import (
    LinkParty,
    LinkResearcher,
    PartyLinked,
    PartyRole,
    ResearcherLinked,
    StayType,
    UnlinkParty,
    UnlinkResearcher,
)
from domain.collaboration.screening import LiftDecision, Resolution, ScreeningStatus
from domain.collaboration.spine import Nature, Status
from domain.collaboration.topic import Certainty, ControlCode
from domain.context import PersonFact
from domain.errors import GatesOpenError, NotFoundError, NotPermittedError, RuleRefusedError
from domain.fwo_report.words import SETTLED, ReportKind, ReportStatus
from domain.gates import Blocks
from domain.licence.words import Modality
from domain.values import HitId, Level, Role, SubjectKind
from tests.domain import people
from tests.domain.gate_rows import (
    ATTEMPTS,
    CODE,
    LICENCE,
    MEASURE,
    REQUIREMENT,
    ask_licence,
    grant_licence,
    note_licence,
    require,
    sharing,
)
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
    party,
    somebody,
    walk,
)

APPROVE = approval.Approve(CASE, "The risk is small.", AS_IT_STANDS)
CLEAR = approval.Clear(CASE, "No risk.")
START = spine.Start(CASE, TODAY)
LICENSED = require(legal.Requirement.EXPORT_LICENCE, Blocks.APPROVE, Blocks.START, Blocks.SHARE)


# G1: a decision rests on a screening that is complete and not stale.


@pytest.mark.rule("G1")
def test_a_case_that_nobody_screened_anew_after_a_material_change_is_not_approved() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(spine.AmendNotification(CASE, "Another partner pays.", funder_scheme="he-ria"), people.RESEARCHER)
    given(case).when(APPROVE, by=people.APPROVER).then_refused(GatesOpenError, gates=["screening"])


def test_a_change_of_the_title_leaves_the_screening_as_it_is() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(spine.AmendNotification(CASE, "A slip of the pen.", title="Drones II"), people.RESEARCHER)
    assert case.state.screening.status is ScreeningStatus.COMPLETE
    case.approve()


def test_a_stale_screening_is_made_anew_and_not_just_completed() -> None:
    """Or an agreement could be amended past the policy that only a screening applies."""
    case = walk(Status.NOTIFIED, funder_scheme=None)
    found = hit(PARTNER, POLICY_LIST)
    case.screen(found)
    case.resolve(found, Resolution.TRUE_MATCH)
    case.complete()
    assert "policy" not in case.kinds
    amended = spine.AmendNotification(CASE, "It became one.", nature=Nature.INSTITUTIONAL_AGREEMENT)
    case.do(amended, people.RESEARCHER)
    complete = screening.CompleteScreening(CASE, "As before.")
    case.refused_by_rule("G1-anew", complete, people.OFFICER)
    case.screen(found)
    case.do(complete, people.OFFICER)
    assert "policy" in case.kinds


def test_a_case_reopened_before_it_was_ever_screened_is_screened_first() -> None:
    case = walk(Status.WITHDRAWN)
    case.do(spine.Reopen(CASE, "Money came."), people.APPROVER)
    case.refused_by_rule("G1-anew", screening.CompleteScreening(CASE, "Nothing."), people.OFFICER)


def test_a_party_that_changed_in_the_register_is_linked_anew_and_makes_the_screening_stale() -> None:
    case = walk(Status.ASSESSED)
    assert case.do(LinkParty(CASE, PARTNER, PartyRole.PARTNER), people.OFFICER) == ()
    case.parties[PARTNER] = replace(case.parties[PARTNER], version=2, fingerprint="f2", country="RU")
    (event,) = case.do(LinkParty(CASE, PARTNER, PartyRole.PARTNER), people.OFFICER)
    assert isinstance(event, PartyLinked)
    assert event.country == "RU"
    assert case.state.screening.status is ScreeningStatus.STALE


# G2: no open hit of law.


def test_a_hit_of_law_blocks_until_two_people_say_it_is_somebody_else() -> None:
    case = walk(Status.SCREENING)
    found = hit(PARTNER, LEGAL_LIST)
    case.screen(found)
    case.resolve(found, Resolution.FALSE_POSITIVE)
    case.refused_by_gate("hit", screening.CompleteScreening(CASE, "Done."), people.OFFICER)
    case.do(screening.ConfirmHitResolution(CASE, HitId(found.hit_id)), people.COLLEAGUE)
    case.complete().submit().approve()
    case.must_be(Status.APPROVED)


def test_a_true_hit_of_law_blocks_until_the_sanction_is_cleared() -> None:
    case = walk(Status.SCREENING)
    found = hit(PARTNER, LEGAL_LIST)
    case.screen(found)
    case.resolve(found, Resolution.TRUE_MATCH)
    case.complete().submit()
    assert case.state.screening.level is Level.BLOCKED
    case.refused_by_gate("legal-hit", APPROVE, people.APPROVER)
    clearance = legal.Requirement.SANCTIONS_CLEARANCE
    asked = legal.IdentifyLegalRequirement(
        CASE, REQUIREMENT, clearance, "Regulation 269/2014", "Asset freeze.", hit_id=HitId(found.hit_id)
    )
    case.do(asked, people.EXPORT)
    case.do(legal.SatisfyLegalRequirement(CASE, REQUIREMENT, "Exempted."), people.SECURITY)
    assert levels.assess(case.state, case.catalogue).level is not Level.BLOCKED
    # The level was blocked when the screening ended, so the institution stands behind what the FWO pays (G5).
    case.refused_by_gate("institutional-approval", APPROVE, people.APPROVER)
    case.do(approval_institution.RequestInstitutionalApproval(CASE, "Cleared by exemption."), people.OFFICER)
    case.do(approval_institution.GrantInstitutionalApproval(CASE, "We stand behind it."), people.DEAN)
    case.approve(accepted_factors=case.accepting())


def test_a_false_hit_that_comes_back_in_the_next_screening_is_not_raised_again() -> None:
    case = walk(Status.SCREENING)
    found = hit(PARTNER, POLICY_LIST)
    case.screen(found)
    case.resolve(found, Resolution.FALSE_POSITIVE)
    case.screen(hit(PARTNER, POLICY_LIST, name="again"))
    assert len(case.state.screening.hits) == 1
    assert "policy" not in case.kinds


# G3 and G4: a licence before anything is shared.


def test_a_required_licence_refuses_approval_start_and_sharing_until_it_is_granted() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(LICENSED, people.EXPORT)
    case.refused_by_gate("licence", APPROVE, people.APPROVER)
    grant_licence(case)
    case.approve().start()
    case.do(sharing(), people.RESEARCHER)


def test_an_approval_subject_to_licence_leaves_start_and_sharing_refused_until_the_grant() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(LICENSED, people.EXPORT)
    case.approve(is_subject_to_licence=True)
    case.refused_by_gate("licence", START, people.RESEARCHER)
    case.refused_by_gate("licence", sharing(), people.RESEARCHER)
    ask_licence(case)
    case.refused_by_gate("licence", START, people.RESEARCHER)
    note_licence(case)
    case.start()
    case.do(sharing(), people.RESEARCHER)


def test_an_approval_subject_to_licence_passes_no_other_gate() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(LICENSED, people.EXPORT)
    case.rescreen(hit(PARTNER, LEGAL_LIST))
    subject = approval.Approve(CASE, "Licence to come.", AS_IT_STANDS, is_subject_to_licence=True)
    given(case).when(subject, by=people.APPROVER).then_refused(GatesOpenError, gates=["legal-hit"])


@pytest.mark.parametrize("status", ["refused", "revoked", "expired"])
def test_a_licence_that_is_lost_refuses_the_next_sharing(status: str) -> None:
    case = walk(Status.RUNNING)
    case.do(LICENSED, people.EXPORT)
    grant_licence(case)
    case.do(sharing(), people.RESEARCHER)
    note_licence(case, status, version=3)
    case.refused_by_gate("licence", sharing(), people.RESEARCHER)


def test_a_licence_is_over_when_its_last_day_has_passed() -> None:
    case = walk(Status.RUNNING)
    case.do(LICENSED, people.EXPORT)
    grant_licence(case)
    case.wait((LATER - TODAY).days)
    case.do(sharing(), people.RESEARCHER)
    case.wait(1)
    case.refused_by_gate("licence", sharing(), people.RESEARCHER)


@pytest.mark.parametrize(
    "change",
    [
        {"codes": ("9A012",)},
        {"recipient_id": party("Second Partner")},
        {"destination": "US"},
        {"modality": Modality.ONLINE},
    ],
    ids=["code", "recipient", "destination", "modality"],
)
def test_a_licence_covers_code_recipient_destination_and_way_together(change: dict[str, object]) -> None:
    case = walk(Status.NOTIFIED)
    case.link("Second Partner", "BE")
    case.screen()
    case.complete().submit().approve().start()
    codes = tuple(ControlCode(one, "2025/2003", Certainty.CONFIRMED) for one in (CODE, "9A012"))
    case.classify(control_codes=codes)
    grant_licence(case)
    covered = sharing(CODE)
    case.refused_by_gate("licence-coverage", replace(covered, **change), people.RESEARCHER)  # type: ignore[arg-type]
    case.do(covered, people.RESEARCHER)


def test_a_suspected_item_is_not_shared_before_it_is_classified() -> None:
    case = walk(Status.RUNNING)
    case.classify(control_codes=(ControlCode(CODE, "2025/2003", Certainty.SUSPECTED),))
    case.refused_by_gate("classification", sharing(), people.RESEARCHER)


# G5: the institution stands behind a high-risk FWO application.


def test_a_high_appraisal_by_the_fwo_needs_the_institution_and_another_funder_does_not() -> None:
    for scheme, is_needed in (("fwo", True), ("he-ria", False), (None, False)):
        case = walk(Status.IN_REVIEW, funder_scheme=scheme)
        recorded = appraisal.RecordAppraisal(CASE, "RSA", "2026", approval.AppraisalOutcome.HIGH)
        case.do(recorded, people.RESEARCHER)
        assert ("institutional-approval" in case.kinds) is is_needed


def test_a_refusal_by_the_institution_keeps_the_gate_open_and_says_so() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(approval_institution.RequestInstitutionalApproval(CASE, "High."), people.OFFICER)
    case.do(approval_institution.RefuseInstitutionalApproval(CASE, "Not in our name."), people.DEAN)
    gate = case.refused_by_gate("institutional-approval", APPROVE, people.APPROVER)
    assert "refused" in gate.reason


def test_only_an_approver_grants_for_the_institution() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(approval_institution.RequestInstitutionalApproval(CASE, "High."), people.OFFICER)
    grant = approval_institution.GrantInstitutionalApproval(CASE, "Fine.")
    given(case).when(grant, by=people.OFFICER).then_refused(NotPermittedError)


# G6 and G7: four eyes.


def test_the_principal_investigator_does_not_approve_the_own_case() -> None:
    case = walk(Status.NOTIFIED)
    case.link_person("Pia", StayType.PRINCIPAL_INVESTIGATOR, identity=people.PROFESSOR.id)
    case.screen()
    case.complete().submit()
    given(case).when(APPROVE, by=people.PROFESSOR).then_refused(RuleRefusedError, rule="G6")
    case.do(approval_institution.RequestInstitutionalApproval(CASE, "High."), people.OFFICER)
    grant = approval_institution.GrantInstitutionalApproval(CASE, "Fine.")
    given(case).when(grant, by=people.PROFESSOR).then_refused(RuleRefusedError, rule="G6-institution")


def test_a_login_that_the_register_learned_after_the_linking_counts_too() -> None:
    case = walk(Status.NOTIFIED)
    pia = case.link_person("Pia", StayType.PRINCIPAL_INVESTIGATOR, identity=None)
    case.screen()
    case.complete().submit()
    case.persons[pia] = PersonFact(pia, 2, "f2", people.PROFESSOR.id)
    case.refused_by_rule("G6", APPROVE, people.PROFESSOR)
    (event,) = case.do(LinkResearcher(CASE, pia, StayType.PRINCIPAL_INVESTIGATOR), people.OFFICER)
    assert isinstance(event, ResearcherLinked)
    assert event.identity == people.PROFESSOR.id


def test_who_resolved_a_hit_does_not_approve_though_somebody_resolved_it_again() -> None:
    case = walk(Status.SCREENING)
    found = hit(PARTNER)
    case.screen(found)
    vera = people.person("vera", *people.EXPORT.roles, *people.APPROVER.roles)
    case.resolve(found, Resolution.UNCLEAR, by=vera)
    case.resolve(found, Resolution.FALSE_POSITIVE, by=people.OFFICER)
    case.complete().submit()
    case.refused_by_rule("G6", APPROVE, vera)


def test_the_owner_of_a_measure_does_not_approve() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(mitigation.SetMitigation(CASE, MEASURE, "M05", people.APPROVER.id, LATER, "IP."), people.OFFICER)
    given(case).when(APPROVE, by=people.APPROVER).then_refused(RuleRefusedError, rule="G6")
    case.approve(by=people.DEAN)


def test_whoever_acts_for_the_screener_is_the_screener() -> None:
    deputy = people.person("dora", *people.APPROVER.roles, for_=people.OFFICER.id)
    given(walk(Status.IN_REVIEW)).when(APPROVE, by=deputy).then_refused(RuleRefusedError, rule="G6")


def test_an_owner_of_a_measure_does_not_verify_it() -> None:
    case = walk(Status.APPROVED)
    case.do(mitigation.SetMitigation(CASE, MEASURE, "M05", people.SECURITY.id, LATER, "IP."), people.OFFICER)
    case.do(mitigation.ImplementMitigation(CASE, MEASURE, "Signed."), people.OFFICER)
    verify = mitigation.VerifyMitigation(CASE, MEASURE, "Seen.")
    given(case).when(verify, by=people.SECURITY).then_refused(RuleRefusedError, rule="G7")


def test_one_person_alone_does_not_clear_a_hit_of_law() -> None:
    case = walk(Status.SCREENING)
    found = hit(PARTNER, LEGAL_LIST)
    case.screen(found)
    case.resolve(found, Resolution.FALSE_POSITIVE)
    confirm = screening.ConfirmHitResolution(CASE, HitId(found.hit_id))
    given(case).when(confirm, by=people.OFFICER).then_refused(RuleRefusedError, rule="G7-confirm")


# G8 and E2: human rights.


def test_a_partner_in_serious_violations_stops_the_sharing_whatever_the_topic() -> None:
    case = walk(Status.RUNNING)
    case.do(factors.AssertRiskFactor(CASE, "P-HR", "Profiles a minority.", PARTNER), people.OFFICER)
    case.refused_by_gate("human-rights", sharing(), people.RESEARCHER)
    answers = (human_rights.Answer.NO, human_rights.Answer.UNSURE)
    watched = human_rights.RecordHumanRightsTest(
        CASE,
        *answers,
        human_rights.TestOutcome.PASS_WITH_MONITORING,
        "Net positive.",
        90,
        LATER,
        balance=human_rights.Balance.POSITIVE,
        positive_impact="It helps.",
    )
    case.do(watched, people.ETHICS)
    case.do(sharing(), people.RESEARCHER)
    failed = human_rights.RecordHumanRightsTest(CASE, *answers, human_rights.TestOutcome.FAIL, "Worse.")
    case.do(failed, people.ETHICS)
    case.refused_by_gate("human-rights", sharing(), people.RESEARCHER)


# G13: a policy reaches no further than its scope.


def _with_seven_sons(nature: Nature, scheme: str | None) -> Case:
    case = walk(Status.NOTIFIED, nature=nature, funder_scheme=scheme)
    found = hit(PARTNER, POLICY_LIST)
    case.screen(found)
    case.resolve(found, Resolution.TRUE_MATCH)
    return case.complete()


@pytest.mark.rule("G13")
def test_an_institutional_agreement_with_a_seven_sons_university_is_blocked() -> None:
    case = _with_seven_sons(Nature.INSTITUTIONAL_AGREEMENT, None)
    gate = case.submit().refused_by_gate("policy", APPROVE, people.APPROVER)
    assert "institutional_agreement" in gate.reason
    assert gate.source == "VLIR: [004] Seven Sons"


@pytest.mark.rule("G13")
def test_a_visiting_researcher_of_a_seven_sons_university_is_not_blocked() -> None:
    case = _with_seven_sons(Nature.VISITING_RESEARCHER, None)
    assert "policy" not in case.kinds
    case.submit().approve()


def test_fwo_money_for_work_with_a_seven_sons_university_is_blocked() -> None:
    case = _with_seven_sons(Nature.VISITING_RESEARCHER, "fwo")
    case.submit().refused_by_gate("policy", APPROVE, people.APPROVER)


@pytest.mark.parametrize(("scheme", "is_blocked"), [("fwo", True), ("he-ria", False), (None, False)])
def test_the_rule_on_russia_and_belarus_blocks_fwo_money_only(scheme: str | None, is_blocked: bool) -> None:
    for country in ("RU", "BY"):
        case = walk(Status.NOTIFIED, funder_scheme=scheme)
        case.link("Volga Instituut", country)
        case.screen()
        case.complete().submit()
        assert ("policy" in case.kinds) is is_blocked


def test_a_policy_gate_goes_with_the_party_it_is_about() -> None:
    case = walk(Status.NOTIFIED)
    volga = case.link("Volga Instituut", "RU")
    case.screen()
    assert "policy" in case.kinds
    case.do(UnlinkParty(CASE, volga, "Not with FWO money."), people.OFFICER)
    assert "policy" not in case.kinds


@pytest.mark.parametrize("resolution", [Resolution.TRUE_MATCH, Resolution.FALSE_POSITIVE])
@pytest.mark.rule("effect-indicative")
def test_a_foreign_hit_is_never_a_block(resolution: Resolution) -> None:
    case = walk(Status.SCREENING)
    found = hit(PARTNER, FOREIGN_LIST)
    case.screen(found)
    assert not {gate.kind for gate in case.gates if Blocks.APPROVE in gate.blocks} - {"screening"}
    case.resolve(found, resolution)
    case.complete().submit().approve().start()
    case.do(sharing(), people.RESEARCHER)


# G14 and G15: suspension.


def test_a_suspended_case_shares_nothing_takes_nobody_and_can_still_be_screened() -> None:
    case = walk(Status.SUSPENDED)
    case.refused_by_gate("suspended", sharing(), people.RESEARCHER)
    case.refused_by_rule("G14-parties", LinkParty(CASE, party("New"), PartyRole.PARTNER), people.OFFICER)
    person = LinkResearcher(CASE, somebody("New"), StayType.STAFF)
    case.refused_by_rule("G14-parties", person, people.OFFICER)
    case.refused_by_rule("transition", START, people.RESEARCHER)
    case.screen()
    case.complete()
    case.do(UnlinkParty(CASE, PARTNER, "Left."), people.OFFICER)


def test_a_suspension_for_a_hit_ends_only_when_people_resolved_the_hit() -> None:
    case = walk(Status.RUNNING)
    found = hit(PARTNER, LEGAL_LIST)
    case.rescreen(found)
    case.resolve(found, Resolution.TRUE_MATCH)
    case.must_be(Status.SUSPENDED)
    resume = spine.Resume(CASE, "Looks fine.")
    case.refused_by_gate("suspension-cause", resume, people.APPROVER)
    given(case).when(resume, by=people.PROGRAM, role=Role.SERVICE).then_refused(NotPermittedError)
    case.clear_of_law(found)
    case.do(resume, people.APPROVER)
    case.must_be(Status.RUNNING)


# G16 and G17: reopening and ending.


def test_a_reopened_case_keeps_its_history_and_the_earlier_decision() -> None:
    case = walk(Status.CLOSED)
    before = case.steps
    case.do(spine.Reopen(CASE, "A co-author appeared."), people.APPROVER)
    assert case.steps[: len(before)] == before
    assert any(isinstance(step.event, approval.CollaborationApproved) for step in case.steps)
    assert case.state.screening.status is ScreeningStatus.STALE
    given(case).when(CLEAR, by=people.COLLEAGUE).then_refused(RuleRefusedError, rule="transition")


def test_only_an_approver_reopens_and_with_a_reason() -> None:
    case = walk(Status.CLOSED)
    given(case).when(spine.Reopen(CASE, "x"), by=people.OFFICER).then_refused(NotPermittedError)
    given(case).when(spine.Reopen(CASE, " "), by=people.APPROVER).then_refused(RuleRefusedError, rule="G16")


@pytest.mark.rule("G17")
def test_an_ending_is_proposed_by_one_and_confirmed_by_another_under_the_conditions_proposed() -> None:
    case = walk(Status.RUNNING)
    given(case).when(spine.Terminate(CASE), by=people.APPROVER).then_refused(RuleRefusedError, rule="G17")
    proposal = spine.ProposeTermination(CASE, "Breach.", LATER, ("Return the data.",))
    given(case).when(proposal, by=people.APPROVER).then(
        spine.TerminationProposed(CASE, "Breach.", ("Return the data.",), None, LATER)
    )
    case.do(proposal, people.APPROVER)
    given(case).when(spine.Terminate(CASE), by=people.APPROVER).then_refused(RuleRefusedError, rule="G17")
    given(case).when(spine.Terminate(CASE), by=people.DEAN).then(
        spine.CollaborationTerminated(CASE, LATER, people.APPROVER.id)
    )


def test_what_blocks_the_closing_can_be_done_after_the_end() -> None:
    case = walk(Status.IN_REVIEW)
    case.approve(
        conditions=(approval_conditions.ConditionInput("report", "A final report.", LATER, Blocks.CLOSE),)
    ).start()
    case.do(require(legal.Requirement.IP_AGREEMENT, Blocks.CLOSE), people.EXPORT)
    case.do(spine.Complete(CASE, TODAY), people.RESEARCHER)
    close = spine.Close(CASE, "Done.")
    asked = ["condition", "legal-requirement", "ex-post-report"]
    given(case).when(close, by=people.OFFICER).then_refused(GatesOpenError, gates=asked)
    case.report()
    case.do(approval_conditions.MeetCondition(CASE, "report", "Received."), people.OFFICER)
    case.do(legal.SatisfyLegalRequirement(CASE, REQUIREMENT, "Signed."), people.EXPORT)
    case.do(close, people.OFFICER)


# G18: the ex-post report.


@pytest.mark.rule("G18")
def test_a_project_ends_although_its_interim_report_is_overdue() -> None:
    case = walk(Status.RUNNING).report(ReportStatus.OPEN, ReportKind.INTERIM).wait(1000)
    case.do(spine.Complete(CASE, TODAY), people.RESEARCHER)
    case.must_be(Status.COMPLETED)


@pytest.mark.rule("G18")
@pytest.mark.parametrize("settled", sorted(SETTLED))
def test_an_fwo_case_is_closed_when_its_ex_post_report_is_submitted_or_waived(settled: ReportStatus) -> None:
    case, close = walk(Status.RUNNING), spine.Close(CASE, "Done.")
    case.report(ReportStatus.ACCEPTED, ReportKind.INTERIM)
    case.do(spine.Complete(CASE, TODAY), people.RESEARCHER)
    case.refused_by_gate("ex-post-report", close, people.OFFICER)
    for number, standing in enumerate((ReportStatus.OPEN, ReportStatus.RETURNED), 3):
        case.report(standing, version=number)
        case.refused_by_gate("ex-post-report", close, people.OFFICER)
    case.report(settled, version=5)
    case.do(close, people.OFFICER)


@pytest.mark.rule("G18")
def test_a_case_that_the_fwo_does_not_fund_closes_without_a_report() -> None:
    case = walk(Status.RUNNING, funder_scheme=None)
    case.do(spine.Complete(CASE, TODAY), people.RESEARCHER)
    case.do(spine.Close(CASE, "Done."), people.OFFICER)


@pytest.mark.rule("G18")
def test_the_report_of_an_ending_that_was_reopened_answers_for_no_later_one() -> None:
    case = walk(Status.COMPLETED)
    case.do(spine.Reopen(CASE, "New facts."), people.APPROVER)
    case.screen()
    case.complete().submit().approve().start()
    case.do(spine.Complete(CASE, TODAY), people.RESEARCHER)
    case.report(ReportStatus.ACCEPTED, version=9)
    case.refused_by_gate("ex-post-report", spine.Close(CASE, "Done."), people.OFFICER)


def test_what_the_case_knows_of_a_report_already_is_not_noted_again() -> None:
    case = walk(Status.COMPLETED)
    before = len(case.steps)
    case.report().report(version=1).report(version=3)
    assert len(case.steps) == before


# G19: who joins late.


@pytest.mark.rule("G19")
def test_a_party_that_joins_a_running_case_makes_it_stale_and_holds_its_sharing() -> None:
    case = walk(Status.RUNNING)
    late = case.link("Late Partner", "CN")
    assert case.state.screening.status is ScreeningStatus.STALE
    with_late = replace(sharing(), recipient_id=late)
    gate = case.refused_by_gate("sharing-hold", with_late, people.RESEARCHER)
    assert gate.rule_id == "G19"
    assert gate.subject == str(late)
    case.screen()
    case.complete()
    (hold_id,) = case.state.screening.holds
    case.do(screening.ReleaseSharingHold(CASE, hold_id, "Screened, nothing found."), people.OFFICER)
    case.do(with_late, people.RESEARCHER)
    case.must_be(Status.RUNNING)


def test_the_hold_on_a_late_party_leaves_the_sharing_with_the_others_alone() -> None:
    case = walk(Status.RUNNING)
    late = case.link("Late Partner")
    case.do(sharing(), people.RESEARCHER)
    case.refused_by_gate("sharing-hold", replace(sharing(), recipient_id=late), people.RESEARCHER)


def test_a_researcher_who_joins_late_holds_all_sharing_until_screened() -> None:
    """A person hears what is shared with anybody; so this hold is not for one recipient."""
    case = walk(Status.RUNNING)
    ann = case.link_person("Ann")
    gate = case.refused_by_gate("sharing-hold", sharing(), people.RESEARCHER)
    assert (gate.rule_id, gate.subject) == ("G19", str(ann))
    case.screen()
    case.complete()
    (hold_id,) = case.state.screening.holds
    case.do(screening.ReleaseSharingHold(CASE, hold_id, "Screened, nothing found."), people.OFFICER)
    case.do(sharing(), people.RESEARCHER)


def test_a_researcher_who_joins_before_the_decision_or_is_linked_again_brings_no_hold() -> None:
    case = walk(Status.ASSESSED)
    ann = case.link_person("Ann")
    case.screen()
    case.complete().submit().approve()
    case.do(LinkResearcher(CASE, ann, StayType.JOINT_PHD), people.OFFICER)
    assert not case.state.screening.holds


def test_a_party_that_joins_before_the_decision_brings_no_hold() -> None:
    case = walk(Status.ASSESSED)
    case.link("Another Partner")
    assert not case.state.screening.holds


def test_a_late_party_that_leaves_again_takes_its_hold_along() -> None:
    case = walk(Status.RUNNING)
    late = case.link("Late Partner")
    case.do(UnlinkParty(CASE, late, "A mistake."), people.OFFICER)
    assert not case.state.screening.holds
    case.do(sharing(), people.RESEARCHER)


# G20, G22, G25.


@pytest.mark.rule("G20")
def test_no_program_lifts_a_hold_or_resolves_a_hit() -> None:
    case = walk(Status.RUNNING)
    found = hit(PARTNER, LEGAL_LIST)
    case.rescreen(found)
    (hold_id,) = case.state.screening.holds
    for command in (
        screening.ReleaseSharingHold(CASE, hold_id, "x"),
        screening.ResolveHit(CASE, HitId(found.hit_id), Resolution.FALSE_POSITIVE, "x"),
        spine.Suspend(CASE, "x"),
    ):
        given(case).when(command, by=people.PROGRAM, role=Role.SERVICE).then_refused(NotPermittedError)


@pytest.mark.rule("G22")
def test_a_gate_of_law_is_not_overridden_and_another_is_by_two() -> None:
    case = walk(Status.IN_REVIEW)
    case.do(require(legal.Requirement.CLEARANCE, Blocks.APPROVE), people.SECURITY)
    law = spine.ProposeGateOverride(CASE, f"requirement:{REQUIREMENT}", "We know better.")
    given(case).when(law, by=people.DEAN).then_refused(RuleRefusedError, rule="G22")


def test_an_approver_of_another_institution_approves_nothing_here() -> None:
    stranger = people.person("vera", *people.APPROVER.roles, institution="zuidhaven")
    given(walk(Status.IN_REVIEW)).when(APPROVE, by=stranger).then_refused(NotPermittedError, rule="G25")


# Re-screening: the effect of a list decides the answer (settled.md 18).


@pytest.mark.rule("effect-indicative")
def test_a_new_hit_on_a_foreign_list_is_a_task_and_no_hold() -> None:
    case = walk(Status.RUNNING)
    events = case.rescreen(hit(PARTNER, FOREIGN_LIST), list_id=FOREIGN_LIST)
    assert [type(event) for event in events] == [screening.RescreeningTriggered, screening.ScreeningHitRecorded]
    assert events[0].due_on is not None
    case.must_be(Status.RUNNING)
    case.do(sharing(), people.RESEARCHER)


@pytest.mark.parametrize(
    ("nature", "scheme", "holds"),
    [
        (Nature.INSTITUTIONAL_AGREEMENT, None, 1),
        (Nature.CONSORTIUM, "fwo", 1),
        (Nature.VISITING_RESEARCHER, None, 0),
        (Nature.CONSORTIUM, "he-ria", 0),
    ],
)
@pytest.mark.rule("effect-policy", "G13")
def test_a_new_hit_on_a_policy_list_holds_the_sharing_inside_the_scope_only(
    nature: Nature, scheme: str | None, holds: int
) -> None:
    case = walk(Status.RUNNING, nature=nature, funder_scheme=scheme)
    events = case.rescreen(hit(PARTNER, POLICY_LIST), list_id=POLICY_LIST)
    assert sum(isinstance(event, screening.RescreeningTriggered) for event in events) == 1
    assert sum(isinstance(event, screening.SharingHeld) for event in events) == holds
    case.must_be(Status.RUNNING)


@pytest.mark.rule("effect-legal")
def test_a_new_hit_of_law_is_a_task_and_a_hold_and_a_confirmed_one_suspends() -> None:
    case = walk(Status.RUNNING)
    found = hit(PARTNER, LEGAL_LIST)
    events = case.rescreen(found)
    expected = [screening.RescreeningTriggered, screening.ScreeningHitRecorded, screening.SharingHeld]
    assert [type(event) for event in events] == expected
    case.must_be(Status.RUNNING)
    case.refused_by_gate("sharing-hold", sharing(), people.RESEARCHER)
    events = case.resolve(found, Resolution.TRUE_MATCH)
    assert [type(event) for event in events] == [screening.HitResolved, spine.CollaborationSuspended]
    case.must_be(Status.SUSPENDED)


def test_the_same_version_again_causes_nothing() -> None:
    case = walk(Status.RUNNING)
    case.rescreen(hit(PARTNER, LEGAL_LIST))
    assert case.rescreen(hit(PARTNER, LEGAL_LIST, name="again")) == ()


def test_a_new_list_version_says_nothing_new_about_a_country() -> None:
    case = walk(Status.NOTIFIED)
    case.link("Volga Instituut", "RU")
    case.screen()
    events = case.rescreen(hit(PARTNER, FOREIGN_LIST), list_id=FOREIGN_LIST)
    assert not any(isinstance(event, screening.PolicyApplied) for event in events)


@pytest.mark.parametrize(("decision", "is_open"), [(LiftDecision.LIFTED, False), (LiftDecision.KEPT, True)])
@pytest.mark.rule("effect-removal")
def test_a_removed_entry_is_work_to_lift_and_a_person_decides(decision: LiftDecision, is_open: bool) -> None:
    case = walk(Status.RUNNING)
    found = hit(PARTNER, LEGAL_LIST)
    case.rescreen(found)
    case.resolve(found, Resolution.TRUE_MATCH)
    events = case.rescreen(removed=["E1"])
    assert [type(event) for event in events] == [screening.RescreeningTriggered, screening.DelistingNoted]
    case.must_be(Status.SUSPENDED)
    assert "legal-hit" in case.kinds, "nothing is lifted by a program"
    (lift_id,) = case.state.screening.lifts
    case.do(screening.DecideLift(CASE, lift_id, decision, "Delisted by regulation."), people.OFFICER)
    assert ("legal-hit" in case.kinds) is is_open
    resumed = case.attempt(ATTEMPTS["resume"].command, people.APPROVER) is None
    assert resumed is not is_open


@pytest.mark.rule("effect-removal")
def test_a_removed_entry_that_was_a_false_hit_is_no_work() -> None:
    case = walk(Status.RUNNING)
    found = hit(PARTNER, LEGAL_LIST)
    case.rescreen(found)
    case.clear_of_law(found)
    assert case.rescreen(removed=["E1"]) == ()


# What is said of a party goes with the party.


def test_a_factor_about_a_party_goes_with_the_party() -> None:
    case = walk(Status.SCREENING)
    opaque = case.link("Opaque Partner", "MT")
    case.do(factors.AssertRiskFactor(CASE, "P-OPAQUE", "No website.", opaque), people.OFFICER)
    case.do(UnlinkParty(CASE, opaque, "Nobody answers."), people.OFFICER)
    assert "opaque-party" not in case.kinds


def test_a_person_who_leaves_takes_the_hits_along() -> None:
    case = walk(Status.SCREENING)
    ann = case.link_person("Ann")
    found = hit(ann, LEGAL_LIST, kind=SubjectKind.PERSON)
    case.screen(found)
    assert "legal-hit" in case.kinds
    case.do(UnlinkResearcher(CASE, ann, "Another job."), people.OFFICER)
    assert "legal-hit" not in case.kinds


# What is not there.


def test_what_is_not_of_this_case_is_not_found() -> None:
    case = walk(Status.RUNNING)
    unknown = party("Nobody")
    for command, by in (
        (LinkParty(CASE, unknown, PartyRole.PARTNER), people.OFFICER),
        (UnlinkParty(CASE, unknown, "x"), people.OFFICER),
        (LinkResearcher(CASE, somebody("Nobody"), StayType.STAFF), people.OFFICER),
        (UnlinkResearcher(CASE, somebody("Nobody"), "x"), people.OFFICER),
        (screening.ResolveHit(CASE, HitId(unknown), Resolution.UNCLEAR, "x"), people.OFFICER),
        (screening.ConfirmHitResolution(CASE, HitId(unknown)), people.OFFICER),
        (screening.DecideLift(CASE, unknown, LiftDecision.KEPT, "x"), people.OFFICER),
        (screening.ReleaseSharingHold(CASE, unknown, "x"), people.OFFICER),
        (mitigation.ImplementMitigation(CASE, unknown, "x"), people.OFFICER),
        (mitigation.VerifyMitigation(CASE, unknown, "x"), people.OFFICER),
        (legal.SatisfyLegalRequirement(CASE, unknown, "x"), people.EXPORT),
        (legal.RetractLegalRequirement(CASE, unknown, "x"), people.EXPORT),
        (legal.NoteExportLicence(CASE, LICENCE), people.PROGRAM),
        (replace(sharing(), recipient_id=unknown), people.OFFICER),
        (approval_conditions.MeetCondition(CASE, "none", "x"), people.OFFICER),
        (factors.AssertRiskFactor(CASE, "P-HR", "x", unknown), people.OFFICER),
    ):
        case.refused(command, by, NotFoundError)


def test_saying_twice_what_is_so_causes_nothing() -> None:
    case = walk(Status.RUNNING)
    case.do(LICENSED, people.EXPORT)
    grant_licence(case)
    measure = mitigation.SetMitigation(CASE, MEASURE, "M05", people.RESEARCHER.id, LATER, "IP.")
    cleared, clearance = identifier("clearance"), legal.Requirement.CLEARANCE
    twice = (
        (LICENSED, people.EXPORT),
        (legal.IdentifyLegalRequirement(CASE, cleared, clearance, "The law", "It says so."), people.EXPORT),
        (legal.SatisfyLegalRequirement(CASE, cleared, "Certificate seen."), people.SECURITY),
        (legal.NoteExportLicence(CASE, LICENCE), people.PROGRAM),
        (factors.AssertRiskFactor(CASE, "P-HR", "A report."), people.OFFICER),
        (measure, people.OFFICER),
        (mitigation.ImplementMitigation(CASE, MEASURE, "Signed."), people.RESEARCHER),
        (mitigation.VerifyMitigation(CASE, MEASURE, "Seen."), people.SECURITY),
    )
    for command, by in twice:
        case.do(command, by)
        assert case.do(command, by) == ()
