"""The small alphabets of what comes beside and after a decision: questions, persons, incidents, tests made again."""

from dataclasses import replace
from datetime import timedelta

from domain.collaboration import (
    approval_after,
    ethics,
    factors,
    human_rights,
    incidents,
    personnel,
    screening,
    spine,
    topic,
    work_packages,
)
from domain.collaboration.parties import UnlinkResearcher
from domain.collaboration.questions import AnswerRiskQuestion, RiskAnswer
from domain.collaboration.spine import Status
from domain.collaboration.topic import ClassificationLevel
from domain.incident.words import IncidentType, Severity
from domain.values import Actor, Role
from tests.domain import people
from tests.domain.gate_rows import INCIDENT, note_incident
from tests.domain.scenario import AS_IT_STANDS, CASE, LATER, NOW, TODAY, Case, identifier, somebody, walk
from tests.model.alphabets import (
    APPROVE,
    APPROVER,
    BOTH,
    COLLEAGUE,
    COMPLETE,
    EXPORT,
    OFFICER,
    PROGRAM,
    RESEARCHER,
    RESUME,
    START,
    SUBMIT,
    begun,
    share,
)
from tests.model.explore import Alphabet, Move

SOON = TODAY + timedelta(days=30)
"""The last day of what is asked again: an approval, the review of a test, a clearance."""
AFTER = NOW + timedelta(days=31)
SUSPEND = spine.Suspend(CASE, "A question.")
SHARE = share(country="BE")


def _override(gate_id: str) -> tuple[Move, Move]:
    """Return the two moves by which two people pass a gate."""
    return (
        Move(spine.ProposeGateOverride(CASE, gate_id, "Weighed."), OFFICER),
        Move(spine.ConfirmGateOverride(CASE, gate_id), APPROVER),
    )


def _asked_the_committee(answer: ethics.Advice) -> tuple[Move, Move]:
    return (
        Move(ethics.RequestEthicsAdvice(CASE, "Misuse", "May we?"), OFFICER),
        Move(ethics.RecordEthicsAdvice(CASE, answer, "Weighed."), people.ETHICS),
    )


def _say(answer: RiskAnswer, by: Actor) -> Move:
    return Move(AnswerRiskQuestion(CASE, "F-CENSOR", answer, "Asked about it."), by)


QUESTIONS = Alphabet(
    "questions: yes, no, unsure, by the researcher and by the contact point",
    begun(Status.SCREENING, Status.ASSESSED),
    (
        _say(RiskAnswer.UNSURE, RESEARCHER),
        _say(RiskAnswer.NO, RESEARCHER),
        _say(RiskAnswer.UNSURE, OFFICER),
        _say(RiskAnswer.NO, OFFICER),
        _say(RiskAnswer.YES, OFFICER),
        Move(factors.RebutRiskFactor(CASE, "F-CENSOR", "Read the contract."), OFFICER),
        *_asked_the_committee(ethics.Advice.POSITIVE),
        *_override("unsure:F-CENSOR:case"),
        Move(COMPLETE, OFFICER),
        Move(SUBMIT, OFFICER),
        Move(APPROVE, people.DEAN),
        Move(START, RESEARCHER),
    ),
)


def _answer(consequence: incidents.Consequence) -> Move:
    return Move(incidents.AnswerIncident(CASE, INCIDENT, consequence, "Looked into."), OFFICER)


INCIDENTS = Alphabet(
    "incidents: noted, grown worse, answered three ways, at every stage after the decision",
    begun(Status.APPROVED, Status.RUNNING),
    (
        Move(note_incident(), PROGRAM),
        Move(note_incident(Severity.LIMITED), PROGRAM),
        Move(replace(note_incident(), kv_type=IncidentType.KV2), PROGRAM),
        *(_answer(each) for each in incidents.Consequence),
        *_override(f"incident:{INCIDENT}:{Severity.SERIOUS}"),
        Move(SUSPEND, OFFICER),
        Move(RESUME, APPROVER),
        Move(START, RESEARCHER),
        Move(SHARE, RESEARCHER),
        Move(spine.ProposeTermination(CASE, "Breach.", LATER, ("Return the data.",)), OFFICER),
        Move(spine.Terminate(CASE), APPROVER),
    ),
)


def _with_somebody(status: Status) -> Case:
    """Return a case in which somebody of the institution takes part, screened and decided."""
    case = walk(Status.ASSESSED)
    case.link_person("Rosa")
    case.screen()
    case.complete()
    if status is not Status.ASSESSED:
        case.submit().approve()
    return case


def _classify(level: ClassificationLevel | None) -> Move:
    return Move(topic.ClassifyTopic(CASE, "Read.", ("9.1",), classification_level=level), EXPORT)


def _checked(level: ClassificationLevel, outcome: personnel.PersonnelOutcome = personnel.PersonnelOutcome.MET) -> Move:
    clearance = personnel.PersonnelRequirement.CLEARANCE
    expires = SOON if outcome is personnel.PersonnelOutcome.MET else None
    found = personnel.RecordPersonnelCheck(CASE, somebody("Rosa"), clearance, outcome, "Line 7.", level, expires)
    return Move(found, people.SECURITY)


PERSONNEL = Alphabet(
    "persons: a clearance asked, found, failed, run out, at two levels",
    (_with_somebody(Status.ASSESSED), _with_somebody(Status.APPROVED)),
    (
        _classify(ClassificationLevel.VERTROUWELIJK),
        _classify(ClassificationLevel.GEHEIM),
        _classify(None),
        _checked(ClassificationLevel.VERTROUWELIJK),
        _checked(ClassificationLevel.GEHEIM),
        _checked(ClassificationLevel.GEHEIM, personnel.PersonnelOutcome.FAILED),
        Move(UnlinkResearcher(CASE, somebody("Rosa"), "Left."), OFFICER),
        *_override(f"personnel:clearance:{somebody('Rosa')}"),
        Move(COMPLETE, OFFICER),
        Move(SUBMIT, OFFICER),
        Move(APPROVE, people.DEAN),
        Move(START, RESEARCHER),
        Move(START, RESEARCHER, at=AFTER),
        Move(SHARE, RESEARCHER),
        Move(SHARE, RESEARCHER, at=AFTER),
    ),
)


def _approved_until(status: Status) -> Case:
    case = walk(Status.IN_REVIEW).approve(valid_until=SOON)
    return case.start() if status is Status.RUNNING else case


RENEW = approval_after.RenewApproval(CASE, "Weighed anew.", AS_IT_STANDS, LATER)
RENEWALS = Alphabet(
    "renewals: an approval runs out, and is given again by the rules of an approval",
    (_approved_until(Status.APPROVED), _approved_until(Status.RUNNING)),
    (
        Move(RENEW, APPROVER),
        Move(RENEW, APPROVER, at=AFTER),
        Move(RENEW, BOTH, Role.INSTITUTION_APPROVER, at=AFTER),
        Move(factors.AssertRiskFactor(CASE, "P-MIL-TIE", "A report."), OFFICER),
        Move(screening.CompleteScreening(CASE, "All looked at."), BOTH, Role.CONTACT_POINT_OFFICER),
        *_asked_the_committee(ethics.Advice.POSITIVE),
        Move(ethics.RecordEthicsAdvice(CASE, ethics.Advice.NEGATIVE, "No."), people.ETHICS),
        *_override(f"approval-expired:{SOON}"),
        Move(SUSPEND, OFFICER),
        Move(RESUME, APPROVER, at=AFTER),
        Move(START, RESEARCHER),
        Move(START, RESEARCHER, at=AFTER),
        Move(SHARE, RESEARCHER),
        Move(SHARE, RESEARCHER, at=AFTER),
    ),
)


def _test(outcome: human_rights.TestOutcome) -> human_rights.ReevaluateHumanRights:
    no, yes, fails = human_rights.Answer.NO, human_rights.Answer.YES, outcome is human_rights.TestOutcome.FAIL
    partner = no if outcome is human_rights.TestOutcome.PASS else yes
    test = human_rights.ReevaluateHumanRights(CASE, yes if fails else no, partner, outcome, "Weighed.")
    if outcome is not human_rights.TestOutcome.PASS_WITH_MONITORING:
        return test
    good = human_rights.Balance.POSITIVE
    return replace(test, monitoring_interval_days=30, next_review_on=SOON, positive_impact="Health.", balance=good)


def _watched(status: Status) -> Case:
    """Return a case that goes on while its partner is watched."""
    case = walk(Status.ASSESSED)
    case.do(factors.AssertRiskFactor(CASE, factors.HUMAN_RIGHTS, "A report."), OFFICER)
    given = _test(human_rights.TestOutcome.PASS_WITH_MONITORING)
    fields = {name: getattr(given, name) for name in human_rights.RecordHumanRightsTest.__dataclass_fields__}
    case.do(human_rights.RecordHumanRightsTest(**fields), people.ETHICS)
    case.complete().submit().approve(accepted_factors=case.accepting())
    return case.start() if status is Status.RUNNING else case


REEVALUATION = Alphabet(
    "rights again: the review comes due, the test is made again, asked anew, failed",
    (_watched(Status.APPROVED), _watched(Status.RUNNING)),
    (
        *(Move(_test(each), people.ETHICS) for each in human_rights.TestOutcome),
        Move(human_rights.RequestHumanRightsTest(CASE, "A report."), OFFICER),
        Move(replace(note_incident(), kv_type=IncidentType.KV3), PROGRAM),
        _answer(incidents.Consequence.CONTINUE),
        *_override("human-rights:untested"),
        Move(RENEW, APPROVER),
        Move(SUSPEND, OFFICER),
        Move(RESUME, APPROVER),
        Move(START, RESEARCHER),
        Move(SHARE, RESEARCHER),
        Move(SHARE, RESEARCHER, at=AFTER),
    ),
)


def _of_packages() -> Case:
    case = walk(Status.IN_REVIEW)
    for one in ("WP1", "WP2"):
        case.do(work_packages.DefineWorkPackage(CASE, one, f"Part {one}", "Its share."), OFFICER)
    return case.approve().start()


def _in(package: str) -> Move:
    return Move(replace(SHARE, work_package=package, share_id=identifier(f"share {package}")), RESEARCHER)


PASSED_PACKAGES = Alphabet(
    "work packages that stand still, and two people who pass that",
    (_of_packages(),),
    (
        Move(work_packages.SuspendWorkPackage(CASE, "WP1", "A question."), OFFICER),
        Move(work_packages.ResumeWorkPackage(CASE, "WP1", "Answered."), APPROVER),
        Move(work_packages.SuspendWorkPackage(CASE, "WP2", "A question."), COLLEAGUE),
        *_override("work-package-suspended:WP1"),
        Move(work_packages.BeginWorkPackage(CASE, "WP1", TODAY), RESEARCHER),
        Move(work_packages.BeginWorkPackage(CASE, "WP2", TODAY), RESEARCHER),
        _in("WP1"),
        _in("WP2"),
        Move(SHARE, RESEARCHER),
        Move(SUSPEND, OFFICER),
        Move(RESUME, APPROVER),
    ),
)

ALPHABETS_AFTER = (QUESTIONS, INCIDENTS, PERSONNEL, RENEWALS, REEVALUATION, PASSED_PACKAGES)
