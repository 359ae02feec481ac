"""For every kind of gate: how it opens, whose command closes it, and what it keeps shut meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.aggregate import CommandSpec
from domain.collaboration import (
    appraisal,
    approval,
    approval_after,
    approval_conditions,
    approval_institution,
    end_use,
    ethics,
    external_advice,
    factors,
    human_rights,
    incidents,
    legal,
    mitigation,
    mitigation_after,
    parties,
    personnel,
    policies,
    questions,
    screening,
    spine,
    work_packages,
)
from domain.collaboration.approval_conditions import ConditionInput
from domain.collaboration.checks import CHECKS, CheckOutcome, RecordCheck, is_asked
from domain.collaboration.rule import Rules
from domain.collaboration.rules import RULES
from domain.collaboration.spine import Status
from domain.collaboration.table import COMMANDS
from domain.collaboration.topic import Certainty, ClassificationLevel, ControlCode, Interference
from domain.context import LicenceFact, PolicyRule
from domain.fwo_report.words import ReportStatus
from domain.gates import Blocks
from domain.incident.words import IncidentType, Severity
from domain.licence.words import Authority, LicenceKind, Modality
from domain.party import ownership
from domain.values import Actor, HitId, IncidentId, LicenceId
from tests.domain import people
from tests.domain.scenario import (
    AS_IT_STANDS,
    CASE,
    LATER,
    LEGAL_LIST,
    PARTNER,
    POLICY_LIST,
    TODAY,
    Case,
    hit,
    identifier,
    party,
    somebody,
    walk,
)

CODE = "6A002.a.1"
LICENCE = LicenceId(identifier("licence"))
MEASURE = identifier("measure")
REQUIREMENT = identifier("requirement")
INCIDENT = IncidentId(identifier("incident"))
ADVICE = identifier("advice")
LATE = party("Late Partner")


@dataclass(frozen=True)
class Attempt:
    """A command that a gate may keep back: from which status, after which first and last step, by whom."""

    status: Status
    command: Any
    by: Actor
    last: Callable[[Case], object] = lambda _case: None
    first: Callable[[Case], object] = lambda _case: None

    def case(self, rules: Rules = RULES) -> Case:
        """Return a case that the command may be given to, before any gate opened."""
        case = walk(self.status, rules)
        self.first(case)
        return case


def sharing(*codes: str, because: str | None = None) -> legal.RecordSharing:
    shared = identifier("share")
    return legal.RecordSharing(CASE, shared, PARTNER, "CN", Modality.KNOWLEDGE, TODAY, "A talk.", codes, because)


def packages(case: Case) -> None:
    """Name two work packages."""
    for one in ("WP1", "WP2"):
        case.do(work_packages.DefineWorkPackage(CASE, one, "Sensors", "Field trials."), people.OFFICER)


def _suspended_package(case: Case, *_: object) -> None:
    packages(case)
    case.do(work_packages.SuspendWorkPackage(CASE, "WP1", "A question."), people.OFFICER)


def again(case: Case, **approved: Any) -> None:
    """Send a case round again, to where it stood, so that its approval is another."""
    fresh = walk(Status.IN_REVIEW, case.rules)
    known = case.state.work_packages.packages
    if known:
        packages(fresh)
    fresh.approve(**approved)
    if case.status in {Status.RUNNING, Status.SUSPENDED}:
        fresh.start()
    if case.status is Status.SUSPENDED:
        fresh.do(spine.Suspend(CASE, "A question."), people.OFFICER)
    if any(each.is_suspended for each in known.values()):
        fresh.do(work_packages.SuspendWorkPackage(CASE, "WP1", "A question."), people.OFFICER)
    case.state, case.steps = fresh.state, fresh.steps


def _second_package_only(case: Case, *_: object) -> None:
    if not case.state.work_packages.packages:
        packages(case)
    again(case, work_packages=("WP2",))


def _complete(case: Case) -> None:
    case.do(spine.Complete(CASE, TODAY), people.RESEARCHER)
    if not case.reports:
        case.report()


ATTEMPTS: Mapping[str, Attempt] = {
    "complete-screening": Attempt(
        Status.SCREENING, screening.CompleteScreening(CASE, "All looked at."), people.OFFICER
    ),
    "clear": Attempt(Status.ASSESSED, approval.Clear(CASE, "No risk."), people.COLLEAGUE),
    "approve": Attempt(Status.IN_REVIEW, approval.Approve(CASE, "The risk is small.", AS_IT_STANDS), people.APPROVER),
    "start": Attempt(Status.APPROVED, spine.Start(CASE, TODAY), people.RESEARCHER),
    "record-sharing": Attempt(Status.RUNNING, sharing(), people.RESEARCHER),
    "begin-work-package": Attempt(
        Status.RUNNING, work_packages.BeginWorkPackage(CASE, "WP1", TODAY), people.RESEARCHER, first=packages
    ),
    "approve-work-package": Attempt(
        Status.APPROVED,
        approval_after.ApproveWorkPackage(CASE, "WP1", "Redesigned.", AS_IT_STANDS),
        people.APPROVER,
        first=_second_package_only,
    ),
    "resume-work-package": Attempt(
        Status.RUNNING,
        work_packages.ResumeWorkPackage(CASE, "WP1", "Answered."),
        people.APPROVER,
        first=_suspended_package,
    ),
    "renew-approval": Attempt(
        Status.RUNNING,
        approval_after.RenewApproval(CASE, "Looked at again.", AS_IT_STANDS, LATER),
        people.APPROVER,
    ),
    "resume": Attempt(Status.SUSPENDED, spine.Resume(CASE, "Answered."), people.APPROVER),
    "close": Attempt(
        Status.RUNNING,
        spine.Close(CASE, "Done."),
        people.OFFICER,
        _complete,
    ),
}
"""One attempt for every command that some gate can refuse; accepted when no gate is open."""


@dataclass(frozen=True)
class Row:
    """One kind of gate. `open` walks an attempt's case until the gate stands; `close` is done by the proper roles."""

    kind: str
    blocks: frozenset[Blocks]
    open: Callable[[Case, Blocks], object]
    close: Callable[[Case], object]
    is_legal: bool = False
    command: Any = None
    is_decided_anew: bool = False
    never_met_by: frozenset[str] = frozenset()
    """Commands that another rule refuses first wherever this gate can stand."""

    def standing(self, spec: CommandSpec, rules: Rules = RULES) -> Case:
        """Return a case where this gate stands in the way of the command and nothing of another kind need."""
        attempt = ATTEMPTS[spec.name]
        assert spec.blocked_by is not None
        case = attempt.case(rules)
        self.open(case, spec.blocked_by)
        attempt.last(case)
        return case

    def attempt(self, spec: CommandSpec) -> Any:
        is_for_it = isinstance(self.command, spec.type)
        return self.command if is_for_it else ATTEMPTS[spec.name].command


def _placeless(case: Case, _blocks: Blocks) -> None:
    case.link("Placeless Labs", None)
    case.screen()


def _placed(case: Case) -> None:
    case.link("Placeless Labs", "US")
    case.screen()


def _casus(case: Case, blocks: Blocks) -> None:
    """Walk into a casus whose steps block this: a career with questions, a sensitive commission, fieldwork."""
    if blocks is Blocks.COMPLETE_SCREENING:
        _career(case)
        return
    case.classify(interference=(Interference.POLITICAL,))
    nature = spine.Nature.COMMISSIONED_RESEARCH if blocks is Blocks.APPROVE else spine.Nature.FIELDWORK
    case.do(spine.AmendNotification(CASE, "It is another plan.", nature=nature), people.RESEARCHER)
    case.screen()
    case.complete()


def _career(case: Case) -> None:
    case.link_person("Dr. Parvaneh")
    case.do(factors.AssertRiskFactor(CASE, "R-AFFIL", "Two years of army service."), people.OFFICER)
    case.screen()


def _check_all(case: Case, outcome: CheckOutcome = CheckOutcome.MET) -> None:
    for check in CHECKS:
        if is_asked(check, case.state):
            case.do(RecordCheck(CASE, check.check_id, outcome, "Looked into."), people.OFFICER)


def _risky_career(case: Case, _blocks: Blocks) -> None:
    _career(case)
    _check_all(case, CheckOutcome.NOT_MET)
    case.complete()


def _committee(case: Case) -> None:
    case.do(ethics.RequestEthicsAdvice(CASE, "Misuse", "May we?"), people.OFFICER)
    case.do(ethics.RecordEthicsAdvice(CASE, ethics.Advice.POSITIVE, "Yes."), people.ETHICS)


def _stale(case: Case, _blocks: Blocks) -> None:
    case.do(spine.AmendNotification(CASE, "Moved.", places=("NL",)), people.RESEARCHER)


def _screen_anew(case: Case) -> None:
    case.screen()
    case.complete()


def _legal_hit(case: Case, _blocks: Blocks) -> None:
    case.rescreen(hit(PARTNER, LEGAL_LIST))


def _somebody_else(case: Case) -> None:
    found = hit(PARTNER, LEGAL_LIST)
    case.clear_of_law(found)
    for hold_id in tuple(case.state.screening.holds):
        case.do(screening.ReleaseSharingHold(CASE, hold_id, "Somebody else."), people.OFFICER)


def _suspended_by_law(case: Case, _blocks: Blocks) -> None:
    if case.status is Status.SUSPENDED:
        case.do(spine.Resume(CASE, "Answered."), people.APPROVER)
    case.rescreen(hit(PARTNER, LEGAL_LIST))
    case.resolve(hit(PARTNER, LEGAL_LIST), screening.Resolution.TRUE_MATCH)
    assert case.status is Status.SUSPENDED


def _cleared_by_authority(case: Case) -> None:
    found = HitId(hit(PARTNER, LEGAL_LIST).hit_id)
    clearance = legal.Requirement.SANCTIONS_CLEARANCE
    asked = legal.IdentifyLegalRequirement(
        CASE, REQUIREMENT, clearance, "Regulation 269/2014", "Asset freeze.", hit_id=found
    )
    case.do(asked, people.EXPORT)
    case.do(legal.SatisfyLegalRequirement(CASE, REQUIREMENT, "Exempted."), people.SECURITY)


def _owned_from_afar(case: Case, _: Any) -> None:
    owned = ownership.of((ownership.OwnershipEdge("Severnaya Holding", country="RU"),), TODAY)
    case.parties[PARTNER] = replace(case.parties[PARTNER], ownership=owned)
    case.screen()


def _military_money(case: Case, _blocks: Blocks) -> None:
    case.do(spine.AmendNotification(CASE, "The fund.", funder_scheme="edf"), people.RESEARCHER)
    case.screen()


def _late_party(case: Case, blocks: Blocks) -> None:
    case.link("Late Partner")
    if blocks is Blocks.COMPLETE_SCREENING:
        # A screening of the partner that was there before, and not of the one who came since.
        case.screen(only=PARTNER)


def _late_party_screened(case: Case) -> None:
    _screen_anew(case)
    for hold_id in tuple(case.state.screening.holds):
        case.do(screening.ReleaseSharingHold(CASE, hold_id, "Screened."), people.EXPORT)


def classified(certainty: Certainty) -> Callable[..., object]:
    return lambda case, *_: case.classify(control_codes=(ControlCode(CODE, "2025/2003", certainty),))


def unsure(code: str, answer: questions.RiskAnswer) -> questions.AnswerRiskQuestion:
    return questions.AnswerRiskQuestion(CASE, code, answer, "Asked about it.")


def require(what: legal.Requirement, *blocks: Blocks) -> legal.IdentifyLegalRequirement:
    basis = "Regulation (EU) 2021/821"
    return legal.IdentifyLegalRequirement(CASE, REQUIREMENT, what, basis, "Annex I.", blocks=blocks)


def ask_licence(case: Case) -> None:
    codes, ways = (CODE,), (Modality.KNOWLEDGE,)
    case.do(
        legal.RequestExportLicence(CASE, LICENCE, Authority.VL, LicenceKind.INDIVIDUAL, codes, "CN", PARTNER, ways),
        people.EXPORT,
    )


def note_licence(
    case: Case,
    status: str = "granted",
    codes: tuple[str, ...] = (CODE,),
    version: int = 2,
    valid_from: date = TODAY,
) -> None:
    """Let the program that follows licences note where the licence stands."""
    is_granted = status == "granted"
    case.licences[LICENCE] = LicenceFact(
        LICENCE,
        version,
        status,
        frozenset(codes),
        frozenset({"CN"}),
        frozenset({PARTNER}),
        frozenset({"knowledge"}),
        valid_from if is_granted else None,
        LATER if is_granted else None,
    )
    case.do(legal.NoteExportLicence(CASE, LICENCE), people.PROGRAM)


AWARE = end_use.AnswerEndUse(CASE, end_use.EndUse.MILITARY_UNDER_EMBARGO, end_use.Awareness.AWARE, "They told us.")
PERMITTED = end_use.RecordEndUseDecision(
    CASE, AWARE.end_use, end_use.AuthorityAnswer.NO_LICENCE_NEEDED, TODAY, "Letter 7."
)


def grant_licence(case: Case) -> None:
    ask_licence(case)
    note_licence(case)


def _measure_verified(case: Case) -> None:
    case.do(mitigation.ImplementMitigation(CASE, MEASURE, "Signed."), people.RESEARCHER)
    case.do(mitigation.VerifyMitigation(CASE, MEASURE, "Seen."), people.SECURITY)


def found_ineffective(case: Case, *_: object) -> None:
    """Set, take and verify a measure that turns out not to work."""
    case.do(mitigation.SetMitigation(CASE, MEASURE, "M05", people.RESEARCHER.id, LATER, "IP."), people.OFFICER)
    _measure_verified(case)
    ineffective = mitigation_after.ReviewOutcome.INEFFECTIVE
    case.do(mitigation_after.ReviewMitigation(CASE, MEASURE, ineffective, "Nobody signed."), people.OFFICER)


def _institution_asked(case: Case) -> None:
    case.do(approval_institution.RequestInstitutionalApproval(CASE, "High by FWO."), people.OFFICER)
    case.do(approval_institution.GrantInstitutionalApproval(CASE, "We stand behind it."), people.DEAN)


def _rights_tested(case: Case) -> None:
    no = human_rights.Answer.NO
    test = human_rights.RecordHumanRightsTest(CASE, no, no, human_rights.TestOutcome.PASS, "No ties.")
    case.do(test, people.ETHICS)


def _changed_since_the_test(case: Case, blocks: Blocks) -> None:
    """Let a test pass, and the partner take another part since; everything else is done anew."""
    if case.status is Status.SUSPENDED:
        running = walk(Status.RUNNING, case.rules)
        for one in case.state.work_packages.packages:
            running.do(work_packages.DefineWorkPackage(CASE, one, "Sensors", "Field trials."), people.OFFICER)
        _changed_since_the_test(running, blocks)
        running.do(spine.Suspend(CASE, "A question."), people.OFFICER)
        case.state, case.steps = running.state, running.steps
        return
    case.do(human_rights.RequestHumanRightsTest(CASE, "A ministry."), people.OFFICER)
    _rights_tested(case)
    case.do(parties.LinkParty(CASE, PARTNER, parties.PartyRole.FUNDER), people.OFFICER)
    case.screen()
    if case.status is not Status.SCREENING:
        case.complete()


def _not_the_listed_one(case: Case) -> None:
    case.resolve(hit(PARTNER, POLICY_LIST), screening.Resolution.FALSE_POSITIVE)
    for hold_id in tuple(case.state.screening.holds):
        case.do(screening.ReleaseSharingHold(CASE, hold_id, "Somebody else."), people.OFFICER)


def _condition(case: Case, blocks: Blocks) -> None:
    one = "WP1" if case.state.work_packages.packages else None
    again(case, conditions=(ConditionInput("c1", "A signed agreement.", LATER, blocks, one),))


def _overdue(case: Case, _blocks: Blocks) -> None:
    one = "WP1" if case.state.work_packages.packages else None
    again(case, conditions=(ConditionInput("c1", "A signed agreement.", TODAY, Blocks.CLOSE, one),))
    case.wait(1)


def _breached(case: Case, _blocks: Blocks) -> None:
    again(case, conditions=(ConditionInput("c1", "Free publication."),))
    case.do(approval_conditions.MeetCondition(CASE, "c1", "In the contract."), people.OFFICER)
    case.do(approval_conditions.RecordConditionBreach(CASE, "c1", "A text was held back."), people.OFFICER)


def _expired(case: Case, _blocks: Blocks) -> None:
    again(case, valid_until=TODAY)
    case.wait(1)


def _risen(case: Case, _blocks: Blocks) -> None:
    """Let the level become high after the approval; everything else is done anew."""
    case.do(factors.AssertRiskFactor(CASE, "P-MIL-TIE", "A yearly report."), people.OFFICER)
    case.classify("9.1")
    case.screen()
    case.complete()


def _decided_on_high(case: Case) -> None:
    _institution_asked(case)
    case.do(replace(ATTEMPTS["renew-approval"].command, accepted_factors=case.accepting()), people.APPROVER)


def _classified_confidential(case: Case, _blocks: Blocks) -> None:
    """Classify the topic vertrouwelijk, with somebody who takes part; everything else is done anew."""
    case.link_person("Rosa")
    case.classify(classification_level=ClassificationLevel.VERTROUWELIJK)
    case.screen()
    case.complete()
    for hold_id in tuple(case.state.screening.holds):
        case.do(screening.ReleaseSharingHold(CASE, hold_id, "Screened."), people.EXPORT)


def _cleared(case: Case) -> None:
    case.do(
        personnel.RecordPersonnelCheck(
            CASE,
            somebody("Rosa"),
            personnel.PersonnelRequirement.CLEARANCE,
            personnel.PersonnelOutcome.MET,
            "Register, line 7.",
            ClassificationLevel.VERTROUWELIJK,
            LATER,
        ),
        people.SECURITY,
    )


def _classified_for_nobody(case: Case, _blocks: Blocks) -> None:
    """Classify the topic vertrouwelijk while nobody is linked who works on it."""
    case.classify(classification_level=ClassificationLevel.VERTROUWELIJK)
    case.screen()
    case.complete()
    for hold_id in tuple(case.state.screening.holds):
        case.do(screening.ReleaseSharingHold(CASE, hold_id, "Screened."), people.OFFICER)


def _somebody_cleared(case: Case) -> None:
    case.link_person("Rosa")
    _late_party_screened(case)
    _cleared(case)


HOUSE_TRAINING = PolicyRule("house-training", "Noordhaven", "Board, 2026", "personnel", "Trained in the lab", False)
"""A policy that an institution wrote itself, on the persons who take part."""
TRAINED = personnel.RecordPersonnelCheck(
    CASE,
    somebody("Rosa"),
    personnel.PersonnelRequirement.POLICY,
    personnel.PersonnelOutcome.MET,
    "Register, line 7.",
    policy_id=HOUSE_TRAINING.policy_id,
)


def _asks_training(case: Case, _blocks: Blocks) -> None:
    """Let a policy of the institution ask something of a person who takes part; everything else is done anew."""
    case.link_person("Rosa")
    case.catalogue = replace(case.catalogue, policies=(*case.catalogue.policies, HOUSE_TRAINING))
    _late_party_screened(case)


def _classified_restricted(case: Case, _blocks: Blocks) -> None:
    case.classify(classification_level=ClassificationLevel.BEPERKT)
    case.screen()
    case.complete()


def _kept_safe(case: Case) -> None:
    for code in ("M01", "M02"):
        measure = identifier(code)
        case.do(mitigation.SetMitigation(CASE, measure, code, people.RESEARCHER.id, LATER, "Beperkt."), people.OFFICER)
        case.do(mitigation.ImplementMitigation(CASE, measure, "Done."), people.RESEARCHER)
        case.do(mitigation.VerifyMitigation(CASE, measure, "Seen."), people.SECURITY)


def _left_out(case: Case, blocks: Blocks) -> None:
    _second_package_only(case)
    if blocks is Blocks.START and case.status is Status.APPROVED:
        # The whole waits only when no package may begin.
        case.do(work_packages.SuspendWorkPackage(CASE, "WP2", "A question."), people.OFFICER)


def _packages_stand_still(case: Case, _blocks: Blocks) -> None:
    if not case.state.work_packages.packages:
        packages(case)
    for one in ("WP1", "WP2"):
        case.do(work_packages.SuspendWorkPackage(CASE, one, "A question."), people.OFFICER)


def _packages_resume(case: Case) -> None:
    for one in ("WP1", "WP2"):
        case.do(work_packages.ResumeWorkPackage(CASE, one, "Answered."), people.APPROVER)


def note_incident(severity: Severity = Severity.SERIOUS) -> incidents.NoteIncident:
    return incidents.NoteIncident(CASE, INCIDENT, IncidentType.KV1, severity)


def ask_outside(waits_for: Blocks | None = None) -> external_advice.RequestExternalAdvice:
    told = (external_advice.SharedField.PARTNERS, external_advice.SharedField.TECHNOLOGIES)
    body = external_advice.AdviceBody.STATE_SECURITY
    return external_advice.RequestExternalAdvice(CASE, ADVICE, body, "Known?", LATER, told, waits_for=waits_for)


ALL_OF_LAW = frozenset({Blocks.APPROVE, Blocks.START, Blocks.SHARE, Blocks.RESUME})
_ROWS = (
    Row(
        "check",
        frozenset({Blocks.COMPLETE_SCREENING, Blocks.APPROVE, Blocks.START}),
        _casus,
        _check_all,
        never_met_by=frozenset({"clear"}),  # G9: a factor stands wherever a casus asks
    ),
    Row(
        "committee",
        frozenset({Blocks.APPROVE}),
        _risky_career,
        _committee,
        never_met_by=frozenset({"clear"}),
    ),
    Row(
        "screening",
        frozenset({Blocks.APPROVE, Blocks.START}),
        _stale,
        _screen_anew,
    ),
    Row(
        "suspended",
        frozenset({Blocks.SHARE}),  # and START, which no suspended case can be asked for
        lambda case, _: case.do(spine.Suspend(CASE, "A question."), people.OFFICER),
        lambda case: case.do(spine.Resume(CASE, "Answered."), people.APPROVER),
    ),
    Row(
        "classification",
        frozenset({Blocks.SHARE}),
        classified(Certainty.SUSPECTED),
        classified(Certainty.EXCLUDED),
        is_legal=True,
    ),
    Row(
        "unscreened",
        frozenset({Blocks.COMPLETE_SCREENING, Blocks.APPROVE, Blocks.START}),
        _late_party,
        _screen_anew,
    ),
    Row(
        "hit",
        frozenset({Blocks.COMPLETE_SCREENING}),
        lambda case, _: case.screen(hit(PARTNER)),
        lambda case: case.resolve(hit(PARTNER), screening.Resolution.FALSE_POSITIVE),
    ),
    Row("legal-hit", ALL_OF_LAW, _legal_hit, _somebody_else, is_legal=True),
    Row(
        "policy",
        ALL_OF_LAW,
        lambda case, _: case.rescreen(hit(PARTNER, POLICY_LIST), list_id=POLICY_LIST),
        _not_the_listed_one,
    ),
    Row(
        "ownership-review",
        frozenset({Blocks.COMPLETE_SCREENING}),
        _owned_from_afar,
        lambda case: case.do(
            policies.AcknowledgePolicy(CASE, policies.OWNERSHIP, "A dormant share.", PARTNER), people.OFFICER
        ),
    ),
    Row(
        "policy-review",
        frozenset({Blocks.COMPLETE_SCREENING}),
        _military_money,
        lambda case: case.do(policies.AcknowledgePolicy(CASE, "military-funding", "Talked over."), people.OFFICER),
    ),
    Row(
        "sharing-hold",
        frozenset({Blocks.SHARE}),
        _late_party,
        _late_party_screened,
        command=replace(sharing(), recipient_id=LATE),  # the others may still be shared with
    ),
    Row(
        "suspension-cause",
        frozenset({Blocks.RESUME}),
        _suspended_by_law,
        _cleared_by_authority,
        is_legal=True,
    ),
    Row(
        "opaque-party",
        frozenset({Blocks.COMPLETE_SCREENING}),
        lambda case, _: case.do(factors.AssertRiskFactor(CASE, factors.OPAQUE, "No website."), people.OFFICER),
        lambda case: case.do(factors.RebutRiskFactor(CASE, factors.OPAQUE, "Owners found."), people.OFFICER),
    ),
    Row("party-country", frozenset({Blocks.COMPLETE_SCREENING}), _placeless, _placed),
    Row(
        "unsure",
        frozenset({Blocks.COMPLETE_SCREENING}),
        lambda case, _: case.do(unsure("P-OPAQUE", questions.RiskAnswer.UNSURE), people.RESEARCHER),
        lambda case: case.do(unsure("P-OPAQUE", questions.RiskAnswer.NO), people.OFFICER),
    ),
    Row(
        "human-rights",
        ALL_OF_LAW,
        lambda case, _: case.do(human_rights.RequestHumanRightsTest(CASE, "A ministry."), people.OFFICER),
        _rights_tested,
    ),
    Row("human-rights-joined", ALL_OF_LAW, _changed_since_the_test, _rights_tested),
    Row(
        "ethics",
        frozenset({Blocks.APPROVE}),
        lambda case, _: case.do(ethics.RequestEthicsAdvice(CASE, "Misuse", "May we?"), people.OFFICER),
        lambda case: case.do(ethics.RecordEthicsAdvice(CASE, ethics.Advice.POSITIVE, "Yes."), people.ETHICS),
    ),
    Row(
        "mitigation",
        frozenset({Blocks.START}),
        lambda case, _: case.do(
            mitigation.SetMitigation(CASE, MEASURE, "M05", people.RESEARCHER.id, LATER, "IP."), people.OFFICER
        ),
        _measure_verified,
    ),
    Row(
        "mitigation-ineffective",
        frozenset({Blocks.START, Blocks.RESUME, Blocks.SHARE}),
        found_ineffective,
        _measure_verified,
    ),
    Row(
        "licence",
        frozenset({Blocks.APPROVE, Blocks.START, Blocks.SHARE}),
        lambda case, blocks: case.do(require(legal.Requirement.EXPORT_LICENCE, blocks), people.EXPORT),
        grant_licence,
        is_legal=True,
    ),
    Row(
        "licence-coverage",
        frozenset({Blocks.SHARE}),
        classified(Certainty.CONFIRMED),
        grant_licence,
        is_legal=True,
        command=sharing(CODE),
    ),
    Row(
        "catch-all",
        frozenset({Blocks.SHARE}),
        lambda case, _: case.do(AWARE, people.RESEARCHER),
        lambda case: case.do(PERMITTED, people.EXPORT),
        is_legal=True,
    ),
    Row(
        "legal-requirement",
        frozenset(Blocks),
        lambda case, blocks: case.do(require(legal.Requirement.CLEARANCE, blocks), people.OFFICER),
        lambda case: case.do(legal.SatisfyLegalRequirement(CASE, REQUIREMENT, "Certificate seen."), people.SECURITY),
        is_legal=True,
    ),
    Row(
        "institutional-approval",
        frozenset({Blocks.APPROVE}),
        lambda case, _: case.do(
            appraisal.RecordAppraisal(CASE, "FWO", "2026", approval.AppraisalOutcome.HIGH), people.RESEARCHER
        ),
        _institution_asked,
    ),
    Row(
        "condition",
        frozenset({Blocks.START, Blocks.SHARE, Blocks.RESUME, Blocks.CLOSE}),
        _condition,
        lambda case: case.do(approval_conditions.MeetCondition(CASE, "c1", "Signed."), people.OFFICER),
    ),
    Row(
        "ex-post-report",
        frozenset({Blocks.CLOSE}),
        lambda case, _: case.report(ReportStatus.OPEN),
        lambda case: case.report(version=3),
    ),
    Row(
        "incident",
        frozenset({Blocks.SHARE, Blocks.START, Blocks.RESUME}),
        lambda case, _: case.do(note_incident(), people.PROGRAM),
        lambda case: case.do(
            incidents.AnswerIncident(CASE, INCIDENT, incidents.Consequence.CONTINUE, "Contained."), people.OFFICER
        ),
    ),
    Row(
        "external-advice",
        external_advice.WAITING,
        lambda case, blocks: case.do(ask_outside(blocks), people.OFFICER),
        lambda case: case.do(external_advice.RecordExternalAdvice(CASE, ADVICE, "Not known."), people.OFFICER),
    ),
    Row("personnel", frozenset({Blocks.START, Blocks.SHARE}), _classified_confidential, _cleared, is_legal=True),
    Row(
        "personnel-unknown",
        frozenset({Blocks.START, Blocks.SHARE}),
        _classified_for_nobody,
        _somebody_cleared,
        is_legal=True,
    ),
    Row(
        "personnel-policy",
        frozenset({Blocks.START, Blocks.SHARE}),
        _asks_training,
        lambda case: case.do(TRAINED, people.SECURITY),
    ),
    Row(
        "classified-measure", frozenset({Blocks.START, Blocks.SHARE}), _classified_restricted, _kept_safe, is_legal=True
    ),
    Row(
        "condition-overdue",
        frozenset({Blocks.START, Blocks.RESUME}),
        _overdue,
        lambda case: case.do(approval_conditions.MeetCondition(CASE, "c1", "Signed."), people.OFFICER),
    ),
    Row(
        "condition-breached",
        frozenset({Blocks.START, Blocks.SHARE, Blocks.RESUME}),
        _breached,
        lambda case: case.do(approval_conditions.MeetCondition(CASE, "c1", "Set right."), people.OFFICER),
    ),
    Row(
        "approval-expired",
        frozenset({Blocks.START, Blocks.SHARE, Blocks.RESUME}),
        _expired,
        lambda case: case.do(ATTEMPTS["renew-approval"].command, people.APPROVER),
        is_decided_anew=True,
    ),
    Row(
        "approval-outlived",
        frozenset({Blocks.START}),
        _risen,
        _decided_on_high,
        is_decided_anew=True,
    ),
    Row(
        "work-package-unapproved",
        frozenset({Blocks.START, Blocks.SHARE}),
        _left_out,
        lambda case: case.do(ATTEMPTS["approve-work-package"].command, people.APPROVER),
        command=replace(sharing(), work_package="WP1"),
        is_decided_anew=True,
    ),
    Row(
        "work-package-suspended",
        frozenset({Blocks.START, Blocks.SHARE}),
        _packages_stand_still,
        _packages_resume,
        command=replace(sharing(), work_package="WP1"),
    ),
)
ROWS: Mapping[str, Row] = {row.kind: row for row in _ROWS}
"""Every kind of gate, by name."""


def blocked_commands(row: Row) -> tuple[CommandSpec, ...]:
    """Return every command of the table that this kind of gate refuses."""
    return tuple(
        spec for spec in COMMANDS.values() if spec.blocked_by in row.blocks and spec.name not in row.never_met_by
    )
