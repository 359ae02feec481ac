"""One small acceptance for every rule of a case: true with the rule in force, false with it taken out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from domain.collaboration import (
    approval,
    approval_conditions,
    approval_institution,
    checks,
    deadlines,
    decontrol,
    end_use,
    ethics,
    external_advice,
    factors,
    hit_answers,
    human_rights,
    incidents,
    legal,
    mitigation,
    mitigation_after,
    personnel,
    policies,
    questions,
    screening,
    spine,
    topic,
    unlinking,
    work_packages,
)
from domain.collaboration.parties import LinkParty, LinkResearcher, PartyRole, StayType, UnlinkParty
from domain.collaboration.rule import Rules
from domain.collaboration.spine import CaseType, Status
from domain.collaboration.topic import Certainty, ControlCode, Interference
from domain.context import ListFact, PersonFact
from domain.gates import Blocks
from domain.values import Effect, HitId, Level, Role
from tests.domain import people
from tests.domain.gate_rows import (
    ADVICE,
    ATTEMPTS,
    AWARE,
    CODE,
    INCIDENT,
    MEASURE,
    PERMITTED,
    REQUIREMENT,
    ROWS,
    Row,
    ask_outside,
    blocked_commands,
    note_incident,
    require,
    sharing,
    unsure,
)
from tests.domain.scenario import (
    AS_IT_STANDS,
    CASE,
    LATER,
    LEGAL_LIST,
    NOW,
    PARTNER,
    TODAY,
    Case,
    answer_to,
    hit,
    identifier,
    walk,
)

Acceptance = Callable[[Rules], None]
GUARDS: dict[str, Acceptance] = {}
CLEAR = approval.Clear(CASE, "No risk.")
APPROVE = approval.Approve(CASE, "The risk is small.", AS_IT_STANDS)
UNANSWERED = "ethics:unanswered"


def accepts(rule_id: str) -> Callable[[Acceptance], Acceptance]:
    """Name the rule that an acceptance is for."""

    def named(check: Acceptance) -> Acceptance:
        assert rule_id not in GUARDS, f"{rule_id} has two acceptances"
        GUARDS[rule_id] = check
        return check

    return named


def gate(row: Row) -> Acceptance:
    """Return the acceptance of a kind of gate: it is named in every refusal that it causes."""

    def check(rules: Rules) -> None:
        for spec in blocked_commands(row):
            case = row.standing(spec, rules)
            case.refused_by_gate(row.kind, row.attempt(spec), ATTEMPTS[spec.name].by)

    return check


def gates() -> Mapping[str, Acceptance]:
    return {kind: gate(row) for kind, row in ROWS.items()}


@accepts("advice-type")
def an_evaluation_is_not_answered_as_advice(rules: Rules) -> None:
    case = walk(Status.ASSESSED, rules)
    case.refused_by_rule("advice-type", spine.AnswerAsAdvice(CASE, "Go ahead."), people.OFFICER)


@accepts("advice-converted-once")
def an_evaluation_is_not_converted_to_one(rules: Rules) -> None:
    case = walk(Status.ASSESSED, rules)
    case.refused_by_rule("advice-converted-once", spine.ConvertToEvaluation(CASE, "A plan."), people.OFFICER)


@accepts("advice-decision")
def a_question_is_not_approved(rules: Rules) -> None:
    case = walk(Status.ASSESSED, rules, case_type=CaseType.ADVICE)
    case.refused_by_rule("advice-decision", CLEAR, people.COLLEAGUE)
    case.refused_by_rule("advice-decision", approval.SubmitForReview(CASE, "Approve."), people.OFFICER)


@accepts("deadline-keeper")
def who_does_not_keep_a_deadline_does_not_move_it(rules: Rules) -> None:
    case = walk(Status.NOTIFIED, rules)
    longer = deadlines.ExtendDeadline(CASE, "triage", LATER, "A form is missing.")
    case.refused_by_rule("deadline-keeper", longer, people.APPROVER)
    case.do(longer, people.OFFICER)
    case = walk(Status.IN_REVIEW, rules)
    case.approve(valid_until=LATER)
    for command in (
        deadlines.ExtendDeadline(CASE, "approval", LATER + timedelta(days=90), "It goes well."),
        deadlines.PauseDeadline(CASE, "approval", deadlines.WaitingFor.PARTNER, "No word."),
    ):
        case.refused_by_rule("deadline-keeper", command, people.APPROVER)


@accepts("reminder-due")
def nobody_is_reminded_before_the_day(rules: Rules) -> None:
    case = walk(Status.NOTIFIED, rules)
    due_on = case.state.deadlines.by_id["triage"].due_on
    for rung, day in (("T0", due_on), ("T-1", LATER), ("T-99", due_on)):
        case.refused_by_rule("reminder-due", deadlines.RecordReminder(CASE, "triage", rung, day), people.PROGRAM)


@accepts("deadline-own")
def a_deadline_of_the_rules_is_not_met_by_hand(rules: Rules) -> None:
    case = walk(Status.NOTIFIED, rules)
    case.refused_by_rule("deadline-own", deadlines.MeetDeadline(CASE, "triage", "Looked."), people.OFFICER)


@accepts("G16")
def only_what_has_ended_is_reopened(rules: Rules) -> None:
    for status in (Status.NOTIFIED, Status.IN_REVIEW, Status.RUNNING, Status.SUSPENDED):
        walk(status, rules).refused_by_rule("G16", spine.Reopen(CASE, "New facts."), people.APPROVER)
    walk(Status.CLOSED, rules).refused_by_rule("G16", spine.Reopen(CASE, "  "), people.APPROVER)


@accepts("G17-conditions")
def an_ending_has_conditions_or_says_why_not(rules: Rules) -> None:
    case = walk(Status.RUNNING, rules)
    bare = spine.ProposeTermination(CASE, "Breach.", LATER)
    case.refused_by_rule("G17-conditions", bare, people.OFFICER)
    blank = spine.ProposeTermination(CASE, "Breach.", LATER, (" ",), " ")
    case.refused_by_rule("G17-conditions", blank, people.OFFICER)
    case.do(spine.ProposeTermination(CASE, "Breach.", LATER, no_conditions_reason="Nothing shared."), people.OFFICER)


@accepts("G17")
def who_proposed_an_ending_does_not_confirm_it(rules: Rules) -> None:
    case = walk(Status.RUNNING, rules)
    case.do(spine.ProposeTermination(CASE, "Breach.", LATER, ("Return the data.",)), people.APPROVER)
    case.refused_by_rule("G17", spine.Terminate(CASE), people.APPROVER)
    deputy = people.person("dora", *people.DEAN.roles, for_=people.APPROVER.id)
    case.refused_by_rule("G17", spine.Terminate(CASE), deputy)
    case.do(spine.Terminate(CASE), people.DEAN)


@accepts("override-four-eyes")
def who_proposed_an_override_does_not_confirm_it(rules: Rules) -> None:
    case = walk(Status.IN_REVIEW, rules)
    ROWS["ethics"].open(case, Blocks.APPROVE)
    case.do(spine.ProposeGateOverride(CASE, UNANSWERED, "Weighed."), people.DEAN)
    case.refused_by_rule("override-four-eyes", spine.ConfirmGateOverride(CASE, UNANSWERED), people.DEAN)


@accepts("override-open-gate")
def only_a_gate_that_stands_is_overridden(rules: Rules) -> None:
    case = walk(Status.IN_REVIEW, rules)
    case.refused_by_rule("override-open-gate", spine.ProposeGateOverride(CASE, UNANSWERED, "Weighed."), people.DEAN)


@accepts("G22")
def a_gate_of_law_is_overridden_by_nobody(rules: Rules) -> None:
    case = walk(Status.IN_REVIEW, rules)
    found = hit(PARTNER, LEGAL_LIST)
    case.rescreen(found)
    override = spine.ProposeGateOverride(CASE, f"legal-hit:{found.hit_id}", "Weighed.")
    case.refused_by_rule("G22", override, people.DEAN)


@accepts("G23")
def what_is_decided_is_not_withdrawn(rules: Rules) -> None:
    for status in (Status.APPROVED, Status.RUNNING, Status.SUSPENDED):
        walk(status, rules).refused_by_rule("G23", spine.Withdraw(CASE, "No money."), people.RESEARCHER)


@accepts("G14-parties")
def a_suspended_case_takes_nobody_new(rules: Rules) -> None:
    case = walk(Status.SUSPENDED, rules)
    case.refused_by_rule("G14-parties", LinkParty(CASE, PARTNER, PartyRole.FUNDER), people.OFFICER)


@accepts("G7-confirm")
def who_called_a_hit_of_law_false_does_not_confirm_it(rules: Rules) -> None:
    case = walk(Status.SCREENING, rules)
    found = hit(PARTNER, LEGAL_LIST)
    case.screen(found)
    confirm = screening.ConfirmHitResolution(CASE, HitId(found.hit_id))
    case.refused_by_rule("G7-confirm", confirm, people.COLLEAGUE)
    case.resolve(found, screening.Resolution.FALSE_POSITIVE)
    case.refused_by_rule("G7-confirm", confirm, people.OFFICER)
    case.do(confirm, people.COLLEAGUE)


@accepts("answer-scope")
def who_answers_for_one_case_does_not_answer_for_all(rules: Rules) -> None:
    case = walk(Status.SCREENING, rules)
    found = hit(PARTNER)
    case.screen(found)
    other = screening.Resolution.FALSE_POSITIVE
    for scope, by in (
        (screening.AnswerScope.PARTY, people.OFFICER),
        (screening.AnswerScope.INSTITUTION, people.EXPORT),
        (screening.AnswerScope.CASE, people.SECURITY),
    ):
        command = screening.ResolveHit(CASE, HitId(found.hit_id), other, "Another town.", scope)
        case.refused_by_rule("answer-scope", command, by)
    case.do(screening.ResolveHit(CASE, HitId(found.hit_id), other, "So.", screening.AnswerScope.PARTY), people.EXPORT)


@accepts("answer-adopted")
def an_adopted_answer_is_taken_back_where_it_was_given(rules: Rules) -> None:
    case = walk(Status.SCREENING, rules)
    found = hit(PARTNER)
    case.answers = (answer_to(found),)
    case.screen(found)
    retract = hit_answers.RetractHitAnswer(CASE, HitId(found.hit_id), "Another look.")
    case.refused_by_rule("answer-adopted", retract, people.OFFICER)
    case.resolve(found, screening.Resolution.FALSE_POSITIVE)
    case.do(retract, people.OFFICER)


@accepts("hold-cause")
def a_hold_is_not_released_before_its_cause_is_gone(rules: Rules) -> None:
    case = walk(Status.RUNNING, rules)
    case.link("Late Partner")
    (hold_id,) = case.state.screening.holds
    release = screening.ReleaseSharingHold(CASE, hold_id, "Fine.")
    case.refused_by_rule("hold-cause", release, people.OFFICER)
    case.screen()
    case.complete()
    case.do(release, people.OFFICER)
    found = hit(PARTNER, LEGAL_LIST)
    case.rescreen(found)
    (hold_id,) = case.state.screening.holds
    case.refused_by_rule("hold-cause", screening.ReleaseSharingHold(CASE, hold_id, "Fine."), people.OFFICER)


@accepts("unsure-rank")
def a_researcher_does_not_answer_over_the_contact_point(rules: Rules) -> None:
    case = walk(Status.SCREENING, rules)
    case.do(unsure("P-OPAQUE", questions.RiskAnswer.NO), people.OFFICER)
    case.refused_by_rule("unsure-rank", unsure("P-OPAQUE", questions.RiskAnswer.UNSURE), people.RESEARCHER)
    case.do(unsure("P-OPAQUE", questions.RiskAnswer.UNSURE), people.OFFICER)


@accepts("G18-funder")
def after_the_decision_the_contact_point_changes_the_money(rules: Rules) -> None:
    case, amend = walk(Status.RUNNING, rules), spine.AmendNotification(CASE, "Other money.", funder_scheme="he-ria")
    case.refused_by_rule("G18-funder", amend, people.RESEARCHER)
    case.do(amend, people.OFFICER)


@accepts("O13-conditions")
def an_approval_carries_the_conditions_of_the_advice_or_says_why_not(rules: Rules) -> None:
    case = walk(Status.IN_REVIEW, rules)
    case.do(ethics.RequestEthicsAdvice(CASE, "Misuse", "May we?"), people.OFFICER)
    wishes = ("A report each year.", "No raw data.")
    case.do(ethics.RecordEthicsAdvice(CASE, ethics.Advice.CONDITIONAL, "Yes, but.", wishes), people.ETHICS)
    carried = approval_conditions.ConditionInput("advice-1", wishes[0], LATER)
    case.refused_by_rule("O13-conditions", APPROVE, people.APPROVER)
    case.refused_by_rule("O13-conditions", replace(APPROVE, conditions=(carried,)), people.APPROVER)
    why = approval_conditions.AdviceLeftOut("advice-2", "There are none.")
    case.do(replace(APPROVE, conditions=(carried,), advice_left_out=(why,)), people.APPROVER)


@accepts("G8-again")
def what_is_tested_again_was_tested_before(rules: Rules) -> None:
    case, no = walk(Status.ASSESSED, rules), human_rights.Answer.NO
    again = human_rights.ReevaluateHumanRights(CASE, no, no, human_rights.TestOutcome.PASS, "Still no ties.")
    case.refused_by_rule("G8-again", again, people.ETHICS)
    case.do(human_rights.RecordHumanRightsTest(CASE, no, no, human_rights.TestOutcome.PASS, "No ties."), people.ETHICS)
    case.do(again, people.ETHICS)


@accepts("ethics-asked")
def a_committee_advises_when_asked(rules: Rules) -> None:
    advice = ethics.RecordEthicsAdvice(CASE, ethics.Advice.POSITIVE, "Yes.")
    walk(Status.ASSESSED, rules).refused_by_rule("ethics-asked", advice, people.ETHICS)


@accepts("G7")
def who_owns_or_took_a_measure_does_not_verify_it(rules: Rules) -> None:
    case = walk(Status.APPROVED, rules)
    case.do(mitigation.SetMitigation(CASE, MEASURE, "M05", people.SECURITY.id, LATER, "IP."), people.OFFICER)
    verify = mitigation.VerifyMitigation(CASE, MEASURE, "Seen.")
    case.refused_by_rule("G7", verify, people.COLLEAGUE)
    case.do(mitigation.ImplementMitigation(CASE, MEASURE, "Signed."), people.OFFICER)
    case.refused_by_rule("G7", verify, people.OFFICER)
    case.refused_by_rule("G7", verify, people.SECURITY)
    case.do(verify, people.COLLEAGUE)


@accepts("M10")
def secrecy_names_the_factors_that_need_it(rules: Rules) -> None:
    case = walk(Status.ASSESSED, rules)
    bare = mitigation.SetMitigation(CASE, MEASURE, "M10", people.RESEARCHER.id, LATER, "Secret.")
    case.refused_by_rule("M10", bare, people.OFFICER)


@accepts("unlink-four-eyes")
def nobody_alone_lets_go_of_a_hit_of_law(rules: Rules) -> None:
    case = walk(Status.RUNNING, rules)
    case.rescreen(hit(PARTNER, LEGAL_LIST))
    case.refused_by_rule("unlink-four-eyes", UnlinkParty(CASE, PARTNER, "Left."), people.OFFICER)


@accepts("unlink-second-person")
def who_proposed_a_leaving_does_not_confirm_it(rules: Rules) -> None:
    case = walk(Status.RUNNING, rules)
    confirm = unlinking.ConfirmUnlinking(CASE, PARTNER, "Seen.")
    case.refused_by_rule("unlink-second-person", confirm, people.COLLEAGUE)
    case.do(unlinking.ProposeUnlinking(CASE, PARTNER, "They stepped out."), people.OFFICER)
    case.refused_by_rule("unlink-second-person", confirm, people.OFFICER)
    case.do(confirm, people.COLLEAGUE)


@accepts("M10-M06")
def secrecy_and_openness_do_not_stand_side_by_side(rules: Rules) -> None:
    case = walk(Status.ASSESSED, rules)
    open_ = mitigation.SetMitigation(CASE, MEASURE, "M06", people.RESEARCHER.id, LATER, "Published.")
    case.do(open_, people.OFFICER)
    other = identifier("other measure")
    secret = mitigation.SetMitigation(CASE, other, "M10", people.RESEARCHER.id, LATER, "Held.", ("P-MIL-TIE",))
    case.refused_by_rule("M10-M06", secret, people.OFFICER)
    case.do(replace(secret, justification="One part is held back, M06 is for the rest."), people.OFFICER)


@accepts("evidence-ai")
def what_a_program_found_is_an_indication(rules: Rules) -> None:
    case = walk(Status.ASSESSED, rules)
    case.do(mitigation.SetMitigation(CASE, MEASURE, "M05", people.RESEARCHER.id, LATER, "IP."), people.OFFICER)
    found = mitigation.ImplementMitigation(CASE, MEASURE, "Found.", mitigation.EvidenceType.AI_ASSISTED)
    case.do(found, people.RESEARCHER)
    verify = mitigation.VerifyMitigation(CASE, MEASURE, "Seen.")
    case.refused_by_rule("evidence-ai", verify, people.SECURITY)
    case.do(replace(found, evidence_type=mitigation.EvidenceType.CONTRACT), people.RESEARCHER)
    case.do(verify, people.SECURITY)


@accepts("G7-review")
def who_took_a_measure_does_not_review_it(rules: Rules) -> None:
    case = walk(Status.APPROVED, rules)
    case.do(mitigation.SetMitigation(CASE, MEASURE, "M05", people.SECURITY.id, LATER, "IP."), people.OFFICER)
    case.do(mitigation.ImplementMitigation(CASE, MEASURE, "Signed."), people.OFFICER)
    effective = mitigation_after.ReviewOutcome.EFFECTIVE
    review = mitigation_after.ReviewMitigation(CASE, MEASURE, effective, "It works.")
    case.refused_by_rule("G7-review", review, people.COLLEAGUE)
    case.do(mitigation.VerifyMitigation(CASE, MEASURE, "Seen."), people.COLLEAGUE)
    case.refused_by_rule("G7-review", review, people.OFFICER)
    case.refused_by_rule("G7-review", review, people.SECURITY)
    case.do(review, people.COLLEAGUE)


@accepts("mitigation-waived")
def who_owns_a_measure_does_not_waive_it(rules: Rules) -> None:
    case = walk(Status.ASSESSED, rules)
    case.do(mitigation.SetMitigation(CASE, MEASURE, "M05", people.OFFICER.id, LATER, "IP."), people.OFFICER)
    waive = mitigation_after.WaiveMitigation(CASE, MEASURE, "Another one does it.")
    case.refused_by_rule("mitigation-waived", waive, people.OFFICER)
    case.do(waive, people.COLLEAGUE)


@accepts("personnel-asked")
def nothing_about_a_person_is_kept_that_nobody_asked(rules: Rules) -> None:
    case = walk(Status.NOTIFIED, rules)
    rosa = case.link_person("Rosa")
    verification = personnel.PersonnelRequirement.VERIFICATION
    seen = personnel.RecordPersonnelCheck(CASE, rosa, verification, personnel.PersonnelOutcome.MET, "Register, line 7.")
    case.refused_by_rule("personnel-asked", seen, people.SECURITY)
    case.do(personnel.RequirePersonnelCheck(CASE, rosa, verification, "The call asks it."), people.SECURITY)
    case.do(seen, people.SECURITY)


@accepts("G6-personnel")
def who_is_checked_does_not_record_the_check(rules: Rules) -> None:
    case = walk(Status.NOTIFIED, rules)
    sam = case.link_person("Sam", identity=people.SECURITY.id)
    verification = personnel.PersonnelRequirement.VERIFICATION
    other = people.person("sofie", *people.SECURITY.roles)
    case.do(personnel.RequirePersonnelCheck(CASE, sam, verification, "The call asks it."), other)
    seen = personnel.RecordPersonnelCheck(CASE, sam, verification, personnel.PersonnelOutcome.MET, "Register, line 7.")
    case.refused_by_rule("G6-personnel", seen, people.SECURITY)
    deputy = people.person("dora", *people.SECURITY.roles, for_=people.SECURITY.id)
    case.refused_by_rule("G6-personnel", seen, deputy)
    case.do(seen, other)


@accepts("WP-named")
def a_sharing_names_its_package_while_one_is_held(rules: Rules) -> None:
    case = walk(Status.RUNNING, rules)
    ROWS["work-package-suspended"].open(case, Blocks.SHARE)
    case.do(work_packages.ResumeWorkPackage(CASE, "WP2", "Answered."), people.APPROVER)
    refusal = case.attempt(sharing(), people.RESEARCHER)
    assert getattr(refusal, "rule_id", None) == "WP-named", refusal
    case.do(replace(sharing(), work_package="WP2"), people.RESEARCHER)


@accepts("G4-codes")
def a_sharing_says_which_listed_items_go(rules: Rules) -> None:
    case = walk(Status.RUNNING, rules)
    case.classify(control_codes=(ControlCode(CODE, "2025/2003", Certainty.CONFIRMED),))
    case.refused_by_rule("G4-codes", sharing(), people.RESEARCHER)
    case.refused_by_rule("G4-codes", sharing("1C350"), people.RESEARCHER)
    case.do(sharing(because="Only the published part."), people.RESEARCHER)


@accepts("G6")
def who_did_the_work_does_not_approve_it(rules: Rules) -> None:
    case = walk(Status.IN_REVIEW, rules)
    approving = people.APPROVER.roles
    for name in (people.RESEARCHER.id, people.OFFICER.id):
        case.refused_by_rule("G6", APPROVE, people.person(name, *approving))
        case.refused_by_rule("G6", APPROVE, people.person("dora", *approving, for_=name))
    walk(Status.ASSESSED, rules).refused_by_rule("G6", CLEAR, people.OFFICER)
    led = walk(Status.NOTIFIED, rules)
    led.link_person("Pia", StayType.PRINCIPAL_INVESTIGATOR, identity=people.PROFESSOR.id)
    led.screen()
    led.complete().submit()
    led.refused_by_rule("G6", APPROVE, people.PROFESSOR)
    led.approve()


def _with_pia(to: Status, rules: Rules) -> Case:
    """Return a case that Pia takes part in, who approves for the institution too."""
    case = walk(to, rules)
    pia = case.link_person("Pia", StayType.PRINCIPAL_INVESTIGATOR, identity=people.PROFESSOR.id)
    case.persons[pia] = PersonFact(pia, 1, "f1", people.PROFESSOR.id)
    return case


@accepts("G6-own")
def who_takes_part_passes_no_gate_and_neither_resumes_nor_reopens(rules: Rules) -> None:
    case = _with_pia(Status.IN_REVIEW, rules)
    ROWS["ethics"].open(case, Blocks.APPROVE)
    case.do(spine.ProposeGateOverride(CASE, UNANSWERED, "Weighed."), people.DEAN)
    running = _with_pia(Status.RUNNING, rules)
    suspended, ended = running.copy(), running.copy()
    suspended.do(spine.Suspend(CASE, "A question."), people.OFFICER)
    ended.do(spine.Complete(CASE, TODAY), people.RESEARCHER)
    deputy = people.person("dora", *people.DEAN.roles, for_=people.PROFESSOR.id)
    for concerned, command in (
        (case, spine.ConfirmGateOverride(CASE, UNANSWERED)),
        (suspended, spine.Resume(CASE, "Answered.")),
        (ended, spine.Reopen(CASE, "New facts.")),
    ):
        concerned.refused_by_rule("G6-own", command, people.PROFESSOR)
        concerned.refused_by_rule("G6-own", command, deputy)
        concerned.do(command, people.APPROVER)
    who_takes_part_finds_nothing_that_closes_a_gate(rules)


_OWN = human_rights.RecordHumanRightsTest(
    CASE, human_rights.Answer.NO, human_rights.Answer.NO, human_rights.TestOutcome.PASS, "Fine."
)


def who_takes_part_finds_nothing_that_closes_a_gate(rules: Rules) -> None:
    case = _with_pia(Status.SCREENING, rules)
    found = hit(PARTNER, LEGAL_LIST)
    case.screen(found)
    case.do(require(legal.Requirement.CLEARANCE, Blocks.APPROVE), people.EXPORT)
    case.do(human_rights.RequestHumanRightsTest(CASE, "A report."), people.OFFICER)
    case.do(ethics.RequestEthicsAdvice(CASE, "Board", "May we?"), people.OFFICER)
    case.do(factors.AssertRiskFactor(CASE, "P-OPAQUE", "Who owns it?"), people.OFFICER)
    case.do(mitigation.SetMitigation(CASE, MEASURE, "M05", people.RESEARCHER.id, LATER, "IP."), people.OFFICER)
    case.do(mitigation.ImplementMitigation(CASE, MEASURE, "Done."), people.RESEARCHER)
    offices = people.OFFICER.roles | people.EXPORT.roles | people.SECURITY.roles | people.ETHICS.roles
    pia = people.person(people.PROFESSOR.id, *offices)
    deputy = people.person("dora", *offices, for_=people.PROFESSOR.id)
    for command, other in (
        (screening.ResolveHit(CASE, HitId(found.hit_id), screening.Resolution.FALSE_POSITIVE, "No."), people.OFFICER),
        (screening.ConfirmHitResolution(CASE, HitId(found.hit_id)), people.EXPORT),
        (legal.SatisfyLegalRequirement(CASE, REQUIREMENT, "Seen."), people.SECURITY),
        (legal.RetractLegalRequirement(CASE, REQUIREMENT, "Not asked."), people.SECURITY),
        (_OWN, people.ETHICS),
        (ethics.RecordEthicsAdvice(CASE, ethics.Advice.POSITIVE, "Fine."), people.ETHICS),
        (factors.RebutRiskFactor(CASE, "P-OPAQUE", "Its register names the owners."), people.OFFICER),
        (screening.CompleteScreening(CASE, "Looked at."), people.OFFICER),
        (mitigation.VerifyMitigation(CASE, MEASURE, "Seen."), people.OFFICER),
    ):
        case.refused_by_rule("G6-own", command, pia)
        case.refused_by_rule("G6-own", command, deputy)
        case.do(command, other)


_BOTH_EXPORTS = (people.EXPORT, people.person("dora", *people.EXPORT.roles, for_=people.EXPORT.id))


@accepts("O7-four-eyes")
def who_named_a_requirement_of_law_does_not_close_it(rules: Rules) -> None:
    satisfy = legal.SatisfyLegalRequirement(CASE, REQUIREMENT, "Seen.")
    retract = legal.RetractLegalRequirement(CASE, REQUIREMENT, "Not asked.")
    found = hit(PARTNER, LEGAL_LIST)
    case = walk(Status.SCREENING, rules)
    case.screen(found)
    clearance = require(legal.Requirement.SANCTIONS_CLEARANCE, Blocks.SHARE)
    case.do(replace(clearance, hit_id=HitId(found.hit_id)), people.EXPORT)
    for who in _BOTH_EXPORTS:
        case.refused_by_rule("O7-four-eyes", satisfy, who)
        case.refused_by_rule("O7-four-eyes", retract, who)
    case.do(satisfy, people.SECURITY)
    licensed = walk(Status.SCREENING, rules)
    licensed.do(require(legal.Requirement.EXPORT_LICENCE, Blocks.SHARE), people.EXPORT)
    licensed.refused_by_rule("O7-four-eyes", retract, people.EXPORT)
    licensed.do(retract, people.SECURITY)
    lawful = walk(Status.SCREENING, rules)
    lawful.do(require(legal.Requirement.SANCTIONS_LEGALITY, Blocks.APPROVE), people.EXPORT)
    for who in _BOTH_EXPORTS:
        lawful.refused_by_rule("O7-four-eyes", retract, who)
    lawful.do(retract, people.SECURITY)


@accepts("G6-notifier")
def who_notified_does_not_have_the_last_word_on_a_hit_of_law(rules: Rules) -> None:
    found = hit(PARTNER, LEGAL_LIST)
    case = Case(rules).notify(by=people.OFFICER)
    case.link("Haven Instituut")
    case.screen(found)
    case.resolve(found, screening.Resolution.FALSE_POSITIVE, by=people.COLLEAGUE)
    confirm = screening.ConfirmHitResolution(CASE, HitId(found.hit_id))
    case.refused_by_rule("G6-notifier", confirm, people.OFFICER)
    clearance = require(legal.Requirement.SANCTIONS_CLEARANCE, Blocks.SHARE)
    case.do(replace(clearance, hit_id=HitId(found.hit_id)), people.SECURITY)
    notifier = people.person(people.OFFICER.id, *people.EXPORT.roles)
    case.refused_by_rule("G6-notifier", legal.SatisfyLegalRequirement(CASE, REQUIREMENT, "Seen."), notifier)
    case.do(confirm, people.EXPORT)


@accepts("NVO-stay")
def a_researcher_does_not_change_a_stay(rules: Rules) -> None:
    case = walk(Status.NOTIFIED, rules)
    ann = case.link_person("Ann")
    for changed in (
        LinkResearcher(CASE, ann, StayType.EXTERNAL),
        LinkResearcher(CASE, ann, StayType.STAFF, is_temporary=True),
        LinkResearcher(CASE, ann, StayType.STAFF, home_party_id=PARTNER),
        LinkResearcher(CASE, ann, StayType.STAFF, scholarship="CSC"),
    ):
        case.refused_by_rule("NVO-stay", changed, people.RESEARCHER)
        case.do(changed, people.OFFICER)
        case.do(LinkResearcher(CASE, ann, StayType.STAFF), people.OFFICER)


@accepts("G4-unlisted")
def a_contact_point_takes_no_item_off(rules: Rules) -> None:
    case = walk(Status.NOTIFIED, rules)
    confirmed, suspected, excluded = (ControlCode(CODE, "2025/2003", each) for each in Certainty)
    for stands, weaker in ((confirmed, (suspected,)), (suspected, (excluded,)), (confirmed, ())):
        case.classify(control_codes=(stands,))
        off = topic.ClassifyTopic(CASE, "Not listed.", control_codes=weaker)
        case.refused_by_rule("G4-unlisted", off, people.OFFICER)
        case.do(topic.ClassifyTopic(CASE, "The same.", control_codes=(stands,)), people.OFFICER)
        case.do(off, people.EXPORT)


@accepts("X5-lowered")
def a_classification_is_lowered_by_a_security_officer_who_did_not_give_it(rules: Rules) -> None:
    case = walk(Status.NOTIFIED, rules)
    levels = topic.ClassificationLevel
    case.classify(classification_level=levels.GEHEIM)
    for lower in (levels.BEPERKT, None):
        off = topic.ClassifyTopic(CASE, "Not so secret.", classification_level=lower)
        for who in (people.OFFICER, people.EXPORT):
            case.refused_by_rule("X5-lowered", off, who)
        case.copy().do(off, people.SECURITY)
    case.do(topic.ClassifyTopic(CASE, "More.", classification_level=levels.ZEER_GEHEIM), people.SECURITY)
    case.do(topic.ClassifyTopic(CASE, "The same.", classification_level=levels.ZEER_GEHEIM), people.OFFICER)
    for who in (people.SECURITY, people.person("sem", Role.SECURITY_OFFICER, for_=people.SECURITY.id)):
        case.refused_by_rule("X5-lowered", off, who)
    case.do(off, people.person("sem", Role.SECURITY_OFFICER))


@accepts("X5-level")
def a_security_officer_changes_the_level_and_nothing_else(rules: Rules) -> None:
    case = walk(Status.NOTIFIED, rules)
    secret = topic.ClassificationLevel.GEHEIM
    item = ControlCode(CODE, "2025/2003", Certainty.SUSPECTED)
    stands = topic.ClassifyTopic(
        CASE, "Read.", ("9.1",), (Interference.POLITICAL,), (item,), trl_max=4, is_military=True
    )
    case.do(stands, people.OFFICER)
    raised = replace(stands, rationale="The funder says so.", classification_level=secret)
    for other in (
        {"technologies": ()},
        {"interference": ()},
        {"control_codes": (replace(item, certainty=Certainty.CONFIRMED),)},
        {"trl_max": 5},
        {"is_military": False},
    ):
        wrong: topic.ClassifyTopic = replace(raised, **other)
        refusal = case.refused_by_rule("X5-level", wrong, people.SECURITY)
        assert next(iter(other)) in refusal.reason
    case.do(raised, people.SECURITY)


@accepts("G19-person")
def who_linked_a_person_does_not_alone_let_sharing_go_on(rules: Rules) -> None:
    case = walk(Status.APPROVED, rules, funder_scheme=None)
    case.classify("9.1")
    case.link_person("Wu")
    case.screen()
    case.complete()
    (hold_id,) = case.state.screening.holds
    release = screening.ReleaseSharingHold(CASE, hold_id, "Looked at what she does.")
    case.refused_by_rule("G19-person", release, people.OFFICER)
    case.refused_by_rule("G19-person", release, people.person("otto", *people.OFFICER.roles, for_=people.OFFICER.id))
    case.do(release, people.COLLEAGUE)


@accepts("G6-override")
def what_waits_for_an_approval_is_not_passed_around_it(rules: Rules) -> None:
    case = walk(Status.IN_REVIEW, rules).approve(valid_until=TODAY).wait(1)
    (gate,) = (each for each in case.gates if each.kind == "approval-expired")
    case.refused_by_rule("G6-override", spine.ProposeGateOverride(CASE, gate.gate_id, "Weighed."), people.DEAN)


@accepts("G10")
def high_risk_is_approved_factor_by_factor(rules: Rules) -> None:
    case = walk(Status.ASSESSED, rules, funder_scheme=None)
    case.do(factors.AssertRiskFactor(CASE, "P-MIL-TIE", "A yearly report."), people.OFFICER)
    case.classify("9.1")
    case.screen()
    case.complete().submit()
    assert case.state.screening.level is Level.HIGH
    case.refused_by_rule("G10", APPROVE, people.APPROVER)
    case.do(
        mitigation.SetMitigation(CASE, MEASURE, "M05", people.RESEARCHER.id, LATER, "IP.", ("P-MIL-TIE",)),
        people.OFFICER,
    )
    refusal = case.refused_by_rule("G10", APPROVE, people.APPROVER)
    assert "nothing answers T-CTD-9.1:" in refusal.reason
    accepted = approval.FactorAcceptance("T-CTD-9.1", "Only published algorithms.")
    case.do(replace(APPROVE, accepted_factors=(accepted,)), people.APPROVER)


@accepts("G11")
def a_decision_rests_on_the_case_as_it_was_read(rules: Rules) -> None:
    case = walk(Status.IN_REVIEW, rules)
    read = case.state.version
    case.classify("9.1")
    case.screen()
    case.complete()
    refusal = case.refused_by_rule("G11", replace(APPROVE, dossier_version=read), people.APPROVER)
    assert "no-hit-recorded, screening-completed, screening-started, topic-classified" in refusal.reason
    case.do(APPROVE, people.APPROVER)


@accepts("G3-granted")
def a_licence_is_granted_by_the_authority_and_by_nobodys_word(rules: Rules) -> None:
    satisfy = legal.SatisfyLegalRequirement(CASE, REQUIREMENT, "We have it.")
    for what in (legal.Requirement.EXPORT_LICENCE, legal.Requirement.INTRA_EU_TRANSFER):
        case = walk(Status.IN_REVIEW, rules)
        case.do(require(what, Blocks.APPROVE), people.EXPORT)
        case.refused_by_rule("G3-granted", satisfy, people.EXPORT)
        case.do(legal.RetractLegalRequirement(CASE, REQUIREMENT, "Published already."), people.SECURITY)
    case = walk(Status.IN_REVIEW, rules)
    case.do(require(legal.Requirement.CLEARANCE, Blocks.APPROVE), people.SECURITY)
    case.do(satisfy, people.EXPORT)


@accepts("G6-institution")
def who_asked_the_institution_does_not_answer_for_it(rules: Rules) -> None:
    case = walk(Status.IN_REVIEW, rules)
    case.do(approval_institution.RequestInstitutionalApproval(CASE, "High."), people.OFFICER)
    grant = approval_institution.GrantInstitutionalApproval(CASE, "We stand behind it.")
    for name in (people.OFFICER.id, people.RESEARCHER.id):
        case.refused_by_rule("G6-institution", grant, people.person(name, *people.APPROVER.roles))
    case.do(grant, people.DEAN)


@accepts("G1-lists")
def a_decision_rests_on_the_lists_in_force(rules: Rules) -> None:
    case = walk(Status.IN_REVIEW, rules)
    case.lists[LEGAL_LIST] = ListFact(LEGAL_LIST, 2, "cd" * 32, Effect.LEGAL, NOW)
    case.refused_by_rule("G1-lists", APPROVE, people.APPROVER)
    case.rescreened[LEGAL_LIST] = 2
    case.copy().do(APPROVE, people.APPROVER)
    case.lists[LEGAL_LIST] = ListFact(LEGAL_LIST, 2, "cd" * 32, Effect.LEGAL, NOW - timedelta(days=401))
    case.refused_by_rule("G1-lists", APPROVE, people.APPROVER)


@accepts("G1-anew")
def a_stale_screening_is_not_just_completed(rules: Rules) -> None:
    case = walk(Status.ASSESSED, rules)
    case.do(spine.AmendNotification(CASE, "Moved.", places=("NL",)), people.RESEARCHER)
    case.refused_by_rule("G1-anew", screening.CompleteScreening(CASE, "As before."), people.OFFICER)


@accepts("G9")
def the_fast_route_is_closed_to_a_case_with_a_factor(rules: Rules) -> None:
    case = walk(Status.SCREENING, rules)
    case.do(factors.AssertRiskFactor(CASE, "F-CENSOR", "The contract."), people.OFFICER)
    case.complete()
    case.refused_by_rule("G9", CLEAR, people.COLLEAGUE)
    case.do(factors.RebutRiskFactor(CASE, "F-CENSOR", "The clause was struck."), people.OFFICER)
    case.do(CLEAR, people.COLLEAGUE)


@accepts("approval-asked")
def the_institution_answers_when_asked(rules: Rules) -> None:
    case = walk(Status.IN_REVIEW, rules)
    for answer in (
        approval_institution.GrantInstitutionalApproval(CASE, "We stand behind it."),
        approval_institution.RefuseInstitutionalApproval(CASE, "We do not."),
    ):
        case.refused_by_rule("approval-asked", answer, people.DEAN)
    case.do(approval_institution.RequestInstitutionalApproval(CASE, "High."), people.OFFICER)
    for answer in (
        approval_institution.RefuseInstitutionalApproval(CASE, "We do not."),
        approval_institution.GrantInstitutionalApproval(CASE, "We stand behind it."),
    ):
        case.do(answer, people.DEAN)
        case.refused_by_rule("approval-asked", replace(answer, grounds="Said twice."), people.DEAN)
    case.do(approval_institution.RequestInstitutionalApproval(CASE, "Something changed."), people.OFFICER)
    case.do(approval_institution.GrantInstitutionalApproval(CASE, "Still."), people.DEAN)


@accepts("external-advice-asked")
def an_answer_from_outside_has_its_question_and_is_recorded_once(rules: Rules) -> None:
    case = walk(Status.IN_REVIEW, rules)
    answer = external_advice.RecordExternalAdvice(CASE, ADVICE, "Not known.")
    case.refused_by_rule("external-advice-asked", answer, people.OFFICER)
    case.do(ask_outside(), people.OFFICER)
    case.do(answer, people.SECURITY)
    case.refused_by_rule("external-advice-asked", answer, people.OFFICER)


@accepts("O10-own")
def who_takes_part_does_not_say_what_an_incident_means(rules: Rules) -> None:
    case = _with_pia(Status.RUNNING, rules)
    case.do(note_incident(), people.PROGRAM)
    answer = incidents.AnswerIncident(CASE, INCIDENT, incidents.Consequence.CONTINUE, "Contained.")
    officer = people.OFFICER.roles
    case.refused_by_rule("O10-own", answer, people.person(people.PROFESSOR.id, *officer))
    case.refused_by_rule("O10-own", answer, people.person("dora", *officer, for_=people.PROFESSOR.id))
    case.do(answer, people.OFFICER)


@accepts("check-asked")
def a_check_that_the_case_does_not_ask_is_not_recorded(rules: Rules) -> None:
    case = walk(Status.SCREENING, rules)
    made = checks.RecordCheck(CASE, "cv-service", checks.CheckOutcome.MET, "Ordinary service.")
    case.refused_by_rule("check-asked", made, people.OFFICER)
    case.link_person("Dr. Parvaneh")
    case.do(factors.AssertRiskFactor(CASE, "R-AFFIL", "Two years of army service."), people.OFFICER)
    case.do(made, people.OFFICER)


def _confirmed(rules: Rules, trl: int) -> Case:
    case = walk(Status.RUNNING, rules)
    return case.classify(control_codes=(ControlCode(CODE, "2025/2003", Certainty.CONFIRMED),), trl_min=1, trl_max=trl)


def _freed(ground: decontrol.Ground, where: str | None = None, on: date | None = None) -> decontrol.RecordDecontrol:
    return decontrol.RecordDecontrol(CASE, identifier("decontrol"), ground, (CODE,), "Looked it up.", where, on)


@accepts("GTN-published")
def the_intention_to_publish_is_not_the_public_domain(rules: Rules) -> None:
    case, published = _confirmed(rules, 4), decontrol.Ground.PUBLIC_DOMAIN
    for free in (_freed(published), _freed(published, "doi:10.1/x"), _freed(published, "doi:10.1/x", LATER)):
        case.refused_by_rule("GTN-published", free, people.EXPORT)
    case.do(_freed(published, "doi:10.1/x", TODAY), people.EXPORT)


@accepts("GTN-basic")
def applied_research_is_not_called_basic(rules: Rules) -> None:
    _confirmed(rules, 3).refused_by_rule("GTN-basic", _freed(decontrol.Ground.BASIC_RESEARCH), people.EXPORT)
    _confirmed(rules, 2).do(_freed(decontrol.Ground.BASIC_RESEARCH), people.EXPORT)


@accepts("catch-all-aware")
def who_was_aware_of_an_end_use_stays_aware(rules: Rules) -> None:
    case = walk(Status.RUNNING, rules)
    case.do(AWARE, people.RESEARCHER)
    for word in (end_use.Awareness.NOT_AWARE, end_use.Awareness.UNSURE):
        for who in (people.RESEARCHER, people.EXPORT):
            case.refused_by_rule("catch-all-aware", replace(AWARE, awareness=word), who)
    doubt = walk(Status.RUNNING, rules)
    doubt.do(replace(AWARE, awareness=end_use.Awareness.UNSURE), people.RESEARCHER)
    settled = replace(AWARE, awareness=end_use.Awareness.NOT_AWARE)
    doubt.refused_by_rule("catch-all-aware", settled, people.RESEARCHER)
    doubt.do(settled, people.EXPORT)


@accepts("catch-all-asked")
def the_authority_answers_who_was_aware(rules: Rules) -> None:
    walk(Status.RUNNING, rules).refused_by_rule("catch-all-asked", PERMITTED, people.EXPORT)


@accepts("policy-asked")
def what_is_written_down_answers_a_policy_that_asks(rules: Rules) -> None:
    case = walk(Status.SCREENING, rules)
    said = policies.AcknowledgePolicy(CASE, "military-funding", "Free to take part.")
    case.refused_by_rule("policy-asked", said, people.OFFICER)
    case.do(spine.AmendNotification(CASE, "The fund.", funder_scheme="edf"), people.RESEARCHER)
    case.do(said, people.OFFICER)
    case.refused_by_rule("policy-asked", replace(said, subject_id=PARTNER), people.OFFICER)
