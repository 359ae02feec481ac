"""Random walks through a case: any command, by anybody, in any order."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from hypothesis import strategies as st

from domain.collaboration import (
    appraisal,
    approval,
    approval_after,
    approval_conditions,
    approval_institution,
    decontrol,
    end_use,
    ethics,
    external_advice,
    factors,
    human_rights,
    incidents,
    legal,
    mitigation,
    mitigation_after,
    questions,
    reporting,
    screening,
    spine,
    support,
    topic,
    unlinking,
    work_packages,
)
from domain.collaboration.parties import LinkParty, LinkResearcher, PartyRole, StayType, UnlinkParty, UnlinkResearcher
from domain.collaboration.screening import LiftDecision, Resolution
from domain.collaboration.spine import Nature, Status
from domain.collaboration.table import COMMANDS
from domain.collaboration.topic import Certainty, ControlCode
from domain.context import FoundHit, LicenceFact, PartyFact, PersonFact, ScreeningFact
from domain.gates import Blocks
from domain.incident.words import Severity
from domain.licence.words import Authority, LicenceKind, Modality
from domain.values import Actor, HitId, Role, RunId
from tests.domain import people
from tests.domain.forms import SENSITIVE
from tests.domain.gate_rows import (
    ADVICE,
    CODE,
    INCIDENT,
    LICENCE,
    MEASURE,
    REQUIREMENT,
    ask_outside,
    note_incident,
    sharing,
)
from tests.domain.scenario import (
    AS_IT_STANDS,
    CASE,
    EFFECTS,
    LATER,
    LEGAL_LIST,
    PARTNER,
    REPORT,
    TODAY,
    Case,
    hit,
    identifier,
    party,
    somebody,
    walk,
)

SECOND = party("Second Partner")
LEADER = somebody("Pia")
HITS = tuple(hit(one, name, f"E{n}") for one in (PARTNER, SECOND) for n, name in enumerate(sorted(EFFECTS)))
LEGAL_HIT = HITS[0]
CLEARANCE = identifier("clearance")
FREED = identifier("freed")
CODES = (ControlCode(CODE, "2025/2003", Certainty.CONFIRMED),)
assert LEGAL_HIT.list_id == LEGAL_LIST

# Several roles in one person, as in a small institution; and delegates for them.
CAST: tuple[Actor, ...] = (
    *people.EVERYBODY,
    people.person("olga", Role.CONTACT_POINT_OFFICER, Role.INSTITUTION_APPROVER),
    people.person("rosa", Role.RESEARCHER, Role.INSTITUTION_APPROVER, Role.CONTACT_POINT_OFFICER),
    people.person("dora", Role.INSTITUTION_APPROVER, Role.CONTACT_POINT_OFFICER, for_="olga"),
    people.person("dora", Role.INSTITUTION_APPROVER, for_="vera"),
    people.person("vera", Role.INSTITUTION_APPROVER, Role.EXPORT_CONTROL_OFFICER),
)


@dataclass(frozen=True)
class Move:
    """A command that somebody gives, and what the engine finds if it is a screening."""

    command: Any
    actor: Actor
    role: Role
    hits: tuple[FoundHit, ...] = ()

    def give(self, case: Case) -> bool:
        """Give the command; a refusal is fine, anything else that is raised is a bug."""
        found: ScreeningFact = case.found(*(each for each in self.hits if _takes_part(case, each)))
        return case.attempt(self.command, self.actor, role=self.role, found=found) is None


def _takes_part(case: Case, one: FoundHit) -> bool:
    return one.subject_id in case.state.parties.parties


def _about_a_hit(one: FoundHit) -> tuple[Any, ...]:
    hit_id = HitId(one.hit_id)
    said = tuple(screening.ResolveHit(CASE, hit_id, what, "Looked it up.") for what in Resolution)
    clearance = legal.Requirement.SANCTIONS_CLEARANCE
    asked = legal.IdentifyLegalRequirement(CASE, CLEARANCE, clearance, "The law", "A freeze.", hit_id=hit_id)
    return (*said, screening.ConfirmHitResolution(CASE, hit_id), asked)


LEAVING = (unlinking.ProposeUnlinking, unlinking.ConfirmUnlinking)
PLAIN: tuple[Any, ...] = (
    spine.AmendNotification(CASE, "Moved.", places=("NL",)),
    spine.AmendNotification(CASE, "Agreed.", nature=Nature.INSTITUTIONAL_AGREEMENT),
    spine.Start(CASE, TODAY),
    spine.Complete(CASE, TODAY),
    spine.Suspend(CASE, "A question."),
    spine.Resume(CASE, "Answered."),
    spine.ProposeTermination(CASE, "Breach.", LATER, ("Return the data.",)),
    spine.Terminate(CASE),
    spine.Withdraw(CASE, "No money."),
    spine.Reopen(CASE, "New facts."),
    spine.Close(CASE, "Done."),
    *(
        kind
        for gate_id in ("ethics:unanswered", "human-rights:untested", f"legal-hit:{LEGAL_HIT.hit_id}")
        for kind in (
            spine.ProposeGateOverride(CASE, gate_id, "Weighed."),
            spine.ConfirmGateOverride(CASE, gate_id),
        )
    ),
    topic.ClassifyTopic(CASE, "Read.", ("9.1",)),
    topic.ClassifyTopic(CASE, "Read.", ("9.1",), control_codes=CODES),
    LinkParty(CASE, SECOND, PartyRole.PARTNER),
    UnlinkParty(CASE, SECOND, "Left."),
    UnlinkParty(CASE, PARTNER, "Left."),
    *(kind(CASE, each, "Left.") for each in (SECOND, PARTNER, LEADER) for kind in LEAVING),
    LinkParty(CASE, PARTNER, PartyRole.FUNDER),
    LinkResearcher(CASE, LEADER, StayType.PRINCIPAL_INVESTIGATOR),
    UnlinkResearcher(CASE, LEADER, "Left."),
    *(each for one in HITS for each in _about_a_hit(one)),
    screening.CompleteScreening(CASE, "All looked at."),
    factors.AssertRiskFactor(CASE, "P-OPAQUE", "No website.", SECOND),
    factors.AssertRiskFactor(CASE, "P-HR", "A report."),
    factors.RebutRiskFactor(CASE, "P-OPAQUE", "Owners found."),
    *(questions.AnswerRiskQuestion(CASE, "P-OPAQUE", what, "Asked.") for what in questions.RiskAnswer),
    human_rights.RequestHumanRightsTest(CASE, "A ministry."),
    *(
        kind(
            CASE,
            human_rights.Answer.NO,
            human_rights.Answer.NO,
            outcome,
            "Weighed.",
            90,
            LATER,
            balance=human_rights.Balance.POSITIVE,
            positive_impact="It helps.",
        )
        for kind in (human_rights.RecordHumanRightsTest, human_rights.ReevaluateHumanRights)
        for outcome in human_rights.TestOutcome
    ),
    ethics.RequestEthicsAdvice(CASE, "Misuse", "May we?"),
    *(
        ethics.RecordEthicsAdvice(CASE, advice, "Weighed.", ("A report.",) if advice == "conditional" else ())
        for advice in ethics.Advice
    ),
    mitigation.SetMitigation(CASE, MEASURE, "M05", people.RESEARCHER.id, LATER, "IP."),
    mitigation.ImplementMitigation(CASE, MEASURE, "Signed."),
    mitigation.VerifyMitigation(CASE, MEASURE, "Seen."),
    mitigation_after.AcceptMitigations(CASE, (MEASURE,)),
    mitigation_after.WaiveMitigation(CASE, MEASURE, "Not needed."),
    *(mitigation_after.ReviewMitigation(CASE, MEASURE, each, "Seen.") for each in mitigation_after.ReviewOutcome),
    legal.IdentifyLegalRequirement(CASE, REQUIREMENT, legal.Requirement.EXPORT_LICENCE, "The law", "Annex I."),
    *(legal.SatisfyLegalRequirement(CASE, each, "Seen.") for each in (REQUIREMENT, CLEARANCE)),
    *(legal.RetractLegalRequirement(CASE, each, "Not needed.") for each in (REQUIREMENT, CLEARANCE)),
    legal.RequestExportLicence(
        CASE, LICENCE, Authority.VL, LicenceKind.INDIVIDUAL, (CODE,), "CN", PARTNER, (Modality.KNOWLEDGE,)
    ),
    legal.NoteExportLicence(CASE, LICENCE),
    legal.AttachLicence(CASE, LICENCE),
    *(
        decontrol.RecordDecontrol(CASE, FREED, ground, (CODE,), "Read.", "doi:10.1/x", TODAY)
        for ground in decontrol.Ground
    ),
    decontrol.WithdrawDecontrol(CASE, FREED, "Not after all."),
    *(end_use.AnswerEndUse(CASE, end_use.EndUse.MASS_DESTRUCTION, word, "Asked.") for word in end_use.Awareness),
    *(
        end_use.RecordEndUseDecision(CASE, end_use.EndUse.MASS_DESTRUCTION, answer, TODAY, "Letter.")
        for answer in end_use.AuthorityAnswer
    ),
    reporting.NoteFwoReport(CASE, REPORT),
    sharing(),
    sharing(CODE),
    appraisal.AnswerAppraisal(CASE, "sample", "1", tuple(appraisal.AnswerInput(*each) for each in SENSITIVE)),
    appraisal.RecordAppraisal(CASE, "FWO", "2026", approval.AppraisalOutcome.HIGH),
    approval.SubmitForReview(CASE, "Approve."),
    approval.ReturnForWork(CASE, "Who owns it?"),
    approval_institution.RequestInstitutionalApproval(CASE, "High."),
    approval_institution.GrantInstitutionalApproval(CASE, "We stand behind it."),
    approval_institution.RefuseInstitutionalApproval(CASE, "We do not."),
    approval.Clear(CASE, "No risk."),
    approval.Approve(CASE, "Small.", AS_IT_STANDS),
    approval.Approve(CASE, "Small.", AS_IT_STANDS, is_subject_to_licence=True),
    approval.Approve(
        CASE, "Small.", AS_IT_STANDS, (approval_conditions.ConditionInput("c1", "Signed.", LATER, Blocks.CLOSE),)
    ),
    approval.Reject(CASE, "Too much."),
    work_packages.DefineWorkPackage(CASE, "WP1", "Sensors", "Field trials."),
    work_packages.DefineWorkPackage(CASE, "WP2", "Theory", "Models."),
    work_packages.BeginWorkPackage(CASE, "WP1", LATER),
    work_packages.SuspendWorkPackage(CASE, "WP1", "A question."),
    work_packages.ResumeWorkPackage(CASE, "WP1", "Answered."),
    approval.Approve(CASE, "Small.", AS_IT_STANDS, work_packages=("WP2",)),
    approval_after.RenewApproval(CASE, "Looked at again.", AS_IT_STANDS, LATER),
    approval_conditions.RecordConditionBreach(CASE, "c1", "Asked to review a text."),
    approval_after.ApproveWorkPackage(CASE, "WP1", "Redesigned.", 1),
    replace(sharing(), work_package="WP1"),
    approval_conditions.MeetCondition(CASE, "c1", "Signed."),
    support.AddComment(CASE, identifier("comment"), "Called."),
    ask_outside(Blocks.START),
    external_advice.RecordExternalAdvice(CASE, ADVICE, "Not known."),
    *(note_incident(each) for each in Severity),
    *(incidents.AnswerIncident(CASE, INCIDENT, each, "Weighed.") for each in incidents.Consequence),
)

FORWARD: tuple[Any, ...] = (
    screening.StartScreening(CASE, identifier("screening")),
    screening.CompleteScreening(CASE, "All looked at."),
    approval.SubmitForReview(CASE, "Approve."),
    approval.Approve(CASE, "Small.", AS_IT_STANDS),
    approval.Clear(CASE, "No risk."),
    spine.Start(CASE, TODAY),
    spine.Resume(CASE, "Answered."),
    spine.Reopen(CASE, "New facts."),
    sharing(),
)


def _screenings(number: int) -> tuple[Any, ...]:
    return (
        screening.StartScreening(CASE, identifier(f"screening {number}")),
        *(
            screening.RecordRescreening(
                CASE,
                RunId(identifier(f"run {number} {name}")),
                identifier(f"rescreening {number}"),
                name,
                1,
                2,
                "ab" * 32,
                effect,
                removed,
            )
            for name, effect in EFFECTS.items()
            for removed in ((), tuple(each.entry_id for each in HITS if each.list_id == name))
        ),
    )


def begun(status: Status) -> Case:
    """Return a walked case whose registers know everybody that a move may name."""
    case = walk(status)
    case.parties[SECOND] = PartyFact(SECOND, 1, "f1", "RU")
    case.persons[LEADER] = PersonFact(LEADER, 1, "f1", people.PROFESSOR.id)
    codes, places = frozenset({CODE}), frozenset({"CN"})
    ways = frozenset({"knowledge"})
    users = frozenset({PARTNER})
    case.licences[LICENCE] = LicenceFact(LICENCE, 2, "granted", codes, places, users, ways, TODAY, LATER)
    return case


def _follow_ups(case: Case) -> tuple[Any, ...]:
    """Return the commands whose ids only the history knows."""
    lifts = tuple(
        screening.DecideLift(CASE, one, what, "Said so.") for one in case.state.screening.lifts for what in LiftDecision
    )
    holds = tuple(screening.ReleaseSharingHold(CASE, one, "Resolved.") for one in case.state.screening.holds)
    overrides = (spine.ProposeGateOverride(CASE, gate.gate_id, "Weighed.") for gate in case.gates)
    confirmed = (spine.ConfirmGateOverride(CASE, each) for each in case.state.spine.proposed_overrides)
    return (*lifts, *holds, *overrides, *confirmed)


@dataclass(frozen=True)
class Dice:
    """What decides a walk: where it begins, how many moves it has, and what falls at each."""

    status: Status
    moves: int
    seed: int


def dice(*statuses: Status, moves: int = 40) -> st.SearchStrategy[Dice]:
    """Return walks from some statuses (all, if none is named); fewer moves and smaller seeds are simpler."""
    begin = st.sampled_from(statuses or tuple(status for status in Status if status is not Status.NEW))
    return st.builds(Dice, begin, st.integers(1, moves), st.integers(0, 2**32))


def play(thrown: Dice, case: Case, check: Callable[[Case, Move, bool], None] = lambda *_: None) -> Case:
    """Make the moves; `check` sees the case after each, and whether the move was accepted."""
    chance = Random(thrown.seed)  # noqa: S311  # a walk, no secret
    for number in range(thrown.moves):
        # Half of the moves go the way a case goes, or few walks would see a decision.
        pool = FORWARD if chance.random() < 0.5 else (*PLAIN, *_screenings(number), *_follow_ups(case))
        command = chance.choice(pool)
        if isinstance(command, screening.StartScreening):
            command = replace(command, screening_id=identifier(f"screening {number}"))
        actor = chance.choice([each for each in CAST if each.roles & roles_of(command)])
        role = chance.choice(sorted(actor.roles & roles_of(command)))
        hits = tuple(one for one in HITS if chance.random() < 0.1)
        move = Move(command, actor, role, hits)
        check(case, move, move.give(case))
    return case


def roles_of(command: Any) -> frozenset[Role]:
    """Return who may give the command."""
    return next(spec.roles for spec in COMMANDS.values() if spec.type is type(command))
