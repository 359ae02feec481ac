"""What must hold of questions, persons, incidents, renewals, tests made again and packages, told from the history.

An override by two people passes the question that it was given on, and not one that is asked anew later.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.collaboration import (
    approval,
    approval_after,
    ethics,
    factors,
    human_rights,
    incidents,
    legal,
    parties,
    personnel,
    questions,
    screening,
    spine,
    topic,
    work_packages,
)
from domain.collaboration.rules import open_gates
from domain.collaboration.screening import ScreeningStatus
from domain.collaboration.topic import ClassificationLevel
from domain.incident.words import IncidentType, Severity
from domain.values import Role
from tests.domain import scenario
from tests.model.explore import Invariant, Step

MOVING = (spine.CollaborationStarted, work_packages.WorkPackageBegun, legal.SharingRecorded)
ON = (*MOVING, spine.CollaborationResumed)
DECIDING = (approval.CollaborationApproved, approval_after.ApprovalRenewed, approval_after.WorkPackageApproved)


def _causes(step: Step, *types: type) -> bool:
    return any(isinstance(event, types) for event in step.events)


def _unsure(history: tuple[scenario.Step, ...]) -> set[str]:
    """Return the codes whose question is unsure, and that neither the contact point nor the committee took up."""
    left: set[str] = set()
    for past in history:
        match past.event:
            case questions.RiskQuestionAnswered(code=code, answer=questions.RiskAnswer.UNSURE):
                left.add(code)
            case questions.RiskQuestionAnswered(code=code) if past.role is not Role.RESEARCHER:
                left.discard(code)
            case ethics.EthicsAdviceRequested():
                left.clear()
            case spine.GateOverridden(gate_id=gate_id) if gate_id.startswith(("unsure:", "screening:")):
                left.clear()
            case _:
                pass
    return left


def unsure_is_no_answer(step: Step) -> str | None:
    """No screening ends and nothing is approved while an unsure answer waits for the contact point."""
    left = _unsure(step.before.steps)
    return f"{left} unsure" if left and _causes(step, screening.ScreeningCompleted, *DECIDING) else None


def unsure_keeps_its_gate(step: Step) -> str | None:
    """What is unsure keeps its gate open, whoever else says yes or no, until the contact point answers."""
    if step.after.status in spine.ENDED:
        return None
    named = {
        gate.gate_id.split(":")[1]
        for gate in open_gates(step.after.state, step.after.now.date())
        if gate.kind == "unsure"
    }
    missing = _unsure(step.after.steps) - named
    return f"{missing} unsure without a gate" if missing else None


def _open_incidents(history: tuple[scenario.Step, ...]) -> set[Severity]:
    """Return how severe the incidents are that nobody answered yet, or that ask for an end."""
    noted: dict[Any, tuple[Severity, IncidentType]] = {}
    waiting: set[Any] = set()
    for past in history:
        match past.event:
            case incidents.IncidentNoted(incident_id=one, severity=severity, kv_type=kv_type):
                before = noted.get(one)
                fell = before == (Severity.SERIOUS, kv_type) and severity is Severity.LIMITED
                noted[one] = (severity, kv_type)
                if not fell:
                    waiting.add(one)
            case incidents.IncidentAnswered(incident_id=one, consequence=incidents.Consequence.TERMINATE):
                waiting.add(one)
            case incidents.IncidentAnswered(incident_id=one):
                waiting.discard(one)
            case spine.GateOverridden(gate_id=gate_id):
                waiting -= {one for one in noted if gate_id == f"incident:{one}:{noted[one][0]}"}
            case _:
                pass
    return {noted[one][0] for one in waiting}


def an_open_incident_holds(step: Step) -> str | None:
    """While an incident waits for an answer nothing is shared; while a serious one does nothing starts or resumes."""
    open_ = _open_incidents(step.before.steps)
    if open_ and _causes(step, legal.SharingRecorded):
        return "it was shared with an open incident"
    return "it went on with a serious incident" if Severity.SERIOUS in open_ and _causes(step, *ON) else None


def _cleared(step: Step, today: date) -> bool:
    """Say whether everyone who takes part is cleared up to the level of the classification, on this day."""
    level: ClassificationLevel | None = None
    there: set[Any] = set()
    found: dict[Any, personnel.PersonnelCheckRecorded] = {}
    for past in step.before.steps:
        match past.event:
            case topic.TopicClassified(classification_level=level):
                pass
            case parties.ResearcherLinked(person_id=one):
                there.add(one)
            case parties.ResearcherUnlinked(person_id=one):
                there.discard(one)
                found.pop(one, None)
            case personnel.PersonnelCheckRecorded(person_id=one):
                found[one] = past.event
            case _:
                pass
    if level is None or level is ClassificationLevel.BEPERKT:
        return True
    levels = tuple(ClassificationLevel)
    return all(
        (check := found.get(one)) is not None
        and check.outcome is personnel.PersonnelOutcome.MET
        and check.level is not None
        and levels.index(check.level) >= levels.index(level)
        and (check.expires_on is None or check.expires_on >= today)
        for one in there
    )


def the_cleared_alone_work(step: Step) -> str | None:
    """Classified work neither starts nor is shared before each person is cleared up to its level, by nobody's leave."""
    moved = _causes(step, *MOVING)
    return "somebody was not cleared" if moved and not _cleared(step, step.after.now.date()) else None


def an_approval_ends(step: Step) -> str | None:
    """After the last day of an approval nothing starts, resumes or is shared before it is renewed."""
    until: date | None = None
    for past in step.before.steps:
        if isinstance(past.event, approval.CollaborationApproved | approval_after.ApprovalRenewed):
            until = past.event.valid_until
    over = until is not None and until < step.after.now.date()
    return f"the approval was valid until {until}" if over and _causes(step, *ON) else None


def a_renewal_is_a_decision(step: Step) -> str | None:
    """No approval is renewed while the screening, the committee or the rights test stands open, unless two pass it."""
    if not _causes(step, approval_after.ApprovalRenewed, approval_after.WorkPackageApproved):
        return None
    asked = _committee(step.before.steps)
    if asked in {"unanswered", ethics.Advice.NEGATIVE}:
        return f"the committee: {asked}"
    state = step.before.state
    passed = any(each.startswith("screening:") for each in state.spine.overridden_gates)
    if state.screening.status is not ScreeningStatus.COMPLETE and not passed:
        return f"the screening was {state.screening.status}"
    return _rights(step)


def _committee(history: tuple[scenario.Step, ...]) -> ethics.Advice | str | None:
    """Return what the committee said last, or that it has not answered; None when two people passed that."""
    asked: ethics.Advice | str | None = None
    for past in history:
        match past.event:
            case ethics.EthicsAdviceRequested():
                asked = "unanswered"
            case ethics.EthicsAdviceRecorded(advice=advice):
                asked = advice
            case spine.GateOverridden(gate_id=gate_id) if gate_id.startswith("ethics:"):
                asked = None
            case _:
                pass
    return asked


def _asked_rights(
    history: tuple[scenario.Step, ...],
) -> tuple[bool, human_rights.TestOutcome | None, date | None]:
    """Return whether the test is asked, how it ended last, and when it is reviewed; two people may pass it."""
    asked, reported = False, False
    outcome: human_rights.TestOutcome | None = None
    review: date | None = None
    for past in history:
        match past.event:
            case human_rights.HumanRightsTestRecorded(outcome=outcome, next_review_on=review):
                asked, reported = False, False
            case human_rights.HumanRightsTestRequested():
                asked = True
            case factors.RiskFactorAsserted(code=factors.HUMAN_RIGHTS):
                reported = True
            case factors.RiskFactorRebutted(code=factors.HUMAN_RIGHTS):
                reported = False
            case incidents.IncidentNoted(kv_type=IncidentType.KV3):
                asked = asked or outcome is not None
            case spine.GateOverridden(gate_id=gate_id) if gate_id.startswith("human-rights:"):
                asked, reported, outcome, review = False, False, None, None
            case _:
                pass
    return asked or reported, outcome, review


def _rights(step: Step) -> str | None:
    """Return what the human-rights track waits for on the day of a step."""
    asked, outcome, review = _asked_rights(step.before.steps)
    if outcome is human_rights.TestOutcome.FAIL:
        return "the human-rights test was failed"
    if asked:
        return "the human-rights test was asked and not made"
    overdue = review is not None and review < step.after.now.date()
    return f"the human-rights review was due on {review}" if overdue else None


def rights_hold(step: Step) -> str | None:
    """With a human-rights test failed, asked anew or overdue nothing is decided, starts, resumes or is shared."""
    return _rights(step) if _causes(step, *DECIDING, *ON) else None


def _still(history: tuple[scenario.Step, ...]) -> set[str]:
    """Return the work packages that stand still, and that no two people let go on."""
    still: set[str] = set()
    for past in history:
        match past.event:
            case work_packages.WorkPackageSuspended(work_package_id=one):
                still.add(one)
            case work_packages.WorkPackageResumed(work_package_id=one):
                still.discard(one)
            case spine.GateOverridden(gate_id=gate_id):
                still.discard(gate_id.removeprefix("work-package-suspended:"))
            case _:
                pass
    return still


def a_package_stands_still(step: Step) -> str | None:
    """A suspended work package neither begins nor shares, unless two people passed this suspension."""
    still = _still(step.before.steps)
    for event in step.events:
        match event:
            case work_packages.WorkPackageBegun(work_package_id=one):
                moved: str | None = one
            case legal.SharingRecorded(work_package=moved):
                if moved is None and still:
                    return f"it was shared without saying that it is not in {still}"
            case _:
                continue
        if moved in still:
            return f"{moved} moved while it was suspended"
    return None


def remembered(history: tuple[scenario.Step, ...]) -> str:
    """Return what these invariants know of a history: two ways to a state are one when they know the same."""
    known = (_unsure(history), _open_incidents(history), _still(history))
    return f"{[sorted(each) for each in known]} {_asked_rights(history)} {_committee(history)}"


INVARIANTS_AFTER: Mapping[str, Invariant] = {
    "unsure is no answer": unsure_is_no_answer,
    "an open incident holds": an_open_incident_holds,
    "the cleared alone work": the_cleared_alone_work,
    "an approval ends": an_approval_ends,
    "a renewal is a decision": a_renewal_is_a_decision,
    "rights hold": rights_hold,
    "a suspended package stands still": a_package_stands_still,
}
OF_STATES_AFTER: Mapping[str, Invariant] = {"unsure keeps its gate": unsure_keeps_its_gate}
