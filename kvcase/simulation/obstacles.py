"""What the people of an office do about each kind of gate that stands in their way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from domain.collaboration import (
    appraisal,
    approval_conditions,
    approval_institution,
    checks,
    ethics,
    factors,
    human_rights,
    incidents,
    legal,
    mitigation,
    policies,
    questions,
    screening,
)
from domain.collaboration.screening import Resolution
from domain.errors import DomainError, GatesOpenError
from domain.gates import Gate
from domain.questionnaire import AppraisalOutcome
from domain.values import Actor, CaseId, Effect, HitId, IncidentId, Role
from kvcase.simulation import phrases
from kvcase.simulation.office import Office


class Stuck(Exception):  # noqa: N818  # a case that waits for somebody is part of the picture
    """Nobody does anything about what stands in the way: the case stays where it is."""


@dataclass
class Desk:
    """The people who deal with one case: a first and a second officer, and whom they ask."""

    office: Office
    case_id: CaseId
    researcher: Actor
    officer: Actor
    second: Actor
    tried: set[str] = field(default_factory=set)

    def person(self, name: str, role: Role) -> Actor:
        """Return somebody of the institution in a role."""
        return self.office.actor(name, role)

    @property
    def export(self) -> Actor:
        """Return the export control officer."""
        return self.person(self.office.staff.export, Role.EXPORT_CONTROL_OFFICER)

    @property
    def ethics(self) -> Actor:
        """Return the ethics committee."""
        return self.person(self.office.staff.ethics, Role.ETHICS_COMMITTEE)

    def approver(self, which: int = 0) -> Actor:
        """Return one of the two approvers."""
        return self.person(self.office.staff.approvers[which], Role.INSTITUTION_APPROVER)

    def say(self, told: tuple[str, ...]) -> str:
        """Return one of several things that people write down."""
        return self.office.random.choice(told)

    def get(self, actor: Actor, made: Callable[[], object]) -> None:
        """Give a command, and do what closes each gate that refuses it. Raises `Stuck`, `ReachedToday`."""
        for _ in range(12):
            try:
                self.office.act(actor, made())
            except GatesOpenError as refused:
                self._close(refused.gates)
            except DomainError as refused:
                raise Stuck(str(refused)) from refused
            else:
                return
        raise Stuck("too many gates")

    def _close(self, gates: tuple[Gate, ...]) -> None:
        gate = next((each for each in gates if each.gate_id not in self.tried and each.kind in _CLOSERS), None)
        if gate is None:
            raise Stuck("; ".join(f"{each.rule_id} {each.reason}" for each in gates))
        self.tried.add(gate.gate_id)
        self.office.wait(0, 4)
        try:
            _CLOSERS[gate.kind](self, gate)
        except DomainError as refused:
            raise Stuck(f"{gate.gate_id}: {refused}") from refused

    def resolve(self, hit_id: UUID, resolution: Resolution = Resolution.FALSE_POSITIVE) -> None:
        """Say what a hit is; a second officer confirms what the law asks to be confirmed."""
        act, hit = self.office.act, self.office.case(self.case_id).screening.hits[hit_id]
        if hit.is_undecided and hit.resolution is not Resolution.FALSE_POSITIVE:
            why = self.say(phrases.SOMEBODY_ELSE if resolution is Resolution.FALSE_POSITIVE else phrases.SAME)
            act(self.officer, screening.ResolveHit(self.case_id, HitId(hit_id), resolution, why))
        if hit.effect is Effect.LEGAL and resolution is Resolution.FALSE_POSITIVE:
            act(self.second, screening.ConfirmHitResolution(self.case_id, HitId(hit_id)))


def _hit(desk: Desk, gate: Gate) -> None:
    desk.resolve(UUID(gate.gate_id.split(":")[1]))


def _check(desk: Desk, gate: Gate) -> None:
    check_id = gate.gate_id.split(":")[1]
    command = checks.RecordCheck(desk.case_id, check_id, checks.CheckOutcome.MET, desk.say(phrases.CHECKED))
    desk.office.act(desk.officer, command)


def _committee(desk: Desk, _gate: Gate) -> None:
    desk.office.act(desk.officer, ethics.RequestEthicsAdvice(desk.case_id, question=desk.say(phrases.ASK_COMMITTEE)))


def _advice(desk: Desk, _gate: Gate) -> None:
    desk.office.wait(6, 25)
    advice, conditions = ethics.Advice.POSITIVE, tuple[str, ...]()
    if desk.office.chance(0.4):
        advice, conditions = ethics.Advice.CONDITIONAL, (desk.say(phrases.CONDITIONS),)
    why = desk.say(phrases.ADVISED)
    desk.office.act(desk.ethics, ethics.RecordEthicsAdvice(desk.case_id, advice, why, conditions))


def _institution(desk: Desk, _gate: Gate) -> None:
    state = desk.office.case(desk.case_id)
    if not state.approval.is_requested:
        asked = approval_institution.RequestInstitutionalApproval(desk.case_id, desk.say(phrases.ASK_INSTITUTION))
        desk.office.act(desk.officer, asked)
        desk.office.wait(3, 12)
    granted = approval_institution.GrantInstitutionalApproval(desk.case_id, desk.say(phrases.STANDS_BEHIND))
    desk.office.act(desk.approver(1), granted)


def _human_rights(desk: Desk, _gate: Gate) -> None:
    test = human_rights.RecordHumanRightsTest
    if desk.office.case(desk.case_id).human_rights.has_been_tested:
        test = human_rights.ReevaluateHumanRights
    days = desk.office.random.choice((90, 180, 365))
    answers = {
        "activities_contribute": human_rights.Answer.NO,
        "partner_violates": human_rights.Answer.YES,
        "outcome": human_rights.TestOutcome.PASS_WITH_MONITORING,
        "rationale": desk.say(phrases.TESTED),
        "monitoring_interval_days": days,
        "next_review_on": desk.office.today + timedelta(days=days),
        "involvement": human_rights.Involvement.MINOR,
        "positive_impact": desk.say(phrases.GOOD_DONE),
        "balance": human_rights.Balance.POSITIVE,
    }
    desk.office.act(desk.ethics, test(desk.case_id, **answers))  # type: ignore[arg-type]


def _policy(desk: Desk, gate: Gate) -> None:
    _, policy_id, subject = gate.gate_id.split(":")
    of = None if subject == "case" else UUID(subject)
    if policy_id == policies.APPRAISAL:
        outcome = desk.office.random.choice((AppraisalOutcome.NONE, AppraisalOutcome.NONE, AppraisalOutcome.HIGH))
        desk.office.act(desk.researcher, appraisal.RecordAppraisal(desk.case_id, "FWO", "2026", outcome))
        return
    applies = False if policy_id in {policies.CONTROLLED_CALL, policies.NEW_AGREEMENT} else None
    looked = policies.AcknowledgePolicy(desk.case_id, policy_id, desk.say(phrases.LOOKED), of, applies)
    desk.office.act(desk.officer, looked)


def _owners(desk: Desk, gate: Gate) -> None:
    party_id = UUID(gate.gate_id.split(":")[1])
    looked = policies.AcknowledgePolicy(desk.case_id, "ownership-review", desk.say(phrases.LOOKED), party_id)
    desk.office.act(desk.officer, looked)


def _opaque(desk: Desk, _gate: Gate) -> None:
    desk.office.act(desk.officer, factors.RebutRiskFactor(desk.case_id, "P-OPAQUE", desk.say(phrases.OWNED)))


def _unsure(desk: Desk, gate: Gate) -> None:
    _, code, subject = gate.gate_id.split(":")
    of = None if subject == "case" else UUID(subject)
    no = questions.AnswerRiskQuestion(desk.case_id, code, questions.RiskAnswer.NO, desk.say(phrases.LOOKED), of)
    desk.office.act(desk.officer, no)


def _measure(desk: Desk, gate: Gate) -> None:
    mitigation_id = UUID(gate.gate_id.split(":")[1])
    known = desk.office.case(desk.case_id).mitigation.measures[mitigation_id]
    if known.status is mitigation.MitigationStatus.SET:
        done = mitigation.ImplementMitigation(desk.case_id, mitigation_id, desk.say(phrases.TAKEN))
        desk.office.act(desk.researcher, done)
        desk.office.wait(1, 10)
    desk.office.act(desk.second, mitigation.VerifyMitigation(desk.case_id, mitigation_id, desk.say(phrases.CHECKED)))


def _condition(desk: Desk, gate: Gate) -> None:
    condition_id = gate.gate_id.split(":")[1]
    desk.office.act(
        desk.officer, approval_conditions.MeetCondition(desk.case_id, condition_id, desk.say(phrases.TAKEN))
    )


def _requirement(desk: Desk, gate: Gate) -> None:
    requirement_id = UUID(gate.gate_id.split(":")[1])
    desk.office.wait(5, 30)
    desk.office.act(desk.export, legal.SatisfyLegalRequirement(desk.case_id, requirement_id, desk.say(phrases.CHECKED)))


def _incident(desk: Desk, gate: Gate) -> None:
    incident_id = IncidentId(UUID(gate.gate_id.split(":")[1]))
    answer = incidents.AnswerIncident(
        desk.case_id, incident_id, incidents.Consequence.CONTINUE, desk.say(phrases.GOES_ON)
    )
    desk.office.act(desk.officer, answer)


def _screen(desk: Desk, _gate: Gate) -> None:
    version = desk.office.case(desk.case_id).version
    anew = desk.office.id(f"screening {desk.case_id} {version}")
    desk.office.act(desk.officer, screening.StartScreening(desk.case_id, anew, screening.ScreeningCause.MANUAL))
    desk.get(desk.officer, lambda: screening.CompleteScreening(desk.case_id, desk.say(phrases.SCREENED)))


_CLOSERS: Mapping[str, Callable[[Desk, Gate], None]] = {
    "hit": _hit,
    "legal-hit": _hit,
    "check": _check,
    "committee": _committee,
    "ethics": _advice,
    "institutional-approval": _institution,
    "human-rights": _human_rights,
    "human-rights-joined": _human_rights,
    "policy-review": _policy,
    "ownership-review": _owners,
    "opaque-party": _opaque,
    "unsure": _unsure,
    "mitigation": _measure,
    "condition": _condition,
    "condition-overdue": _condition,
    "legal-requirement": _requirement,
    "incident": _incident,
    "unscreened": _screen,
    "screening": _screen,
}
