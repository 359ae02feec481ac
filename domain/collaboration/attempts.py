"""What a command would meet whatever is typed: nothing that it could be about, or a guard that lets none of it pass.

Whoever is offered what can be done is offered what can be done now. Status and gates are told by the command; here
stands the rest that the case alone decides. What rests on an edition or a list in force is left to the decision itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from domain import permission
from domain.aggregate import CommandSpec
from domain.collaboration import checks, end_use, mitigation, personnel_rules, work_packages
from domain.collaboration.mitigation import MitigationStatus
from domain.collaboration.rule import Guard
from domain.collaboration.rules import DECIDED_ANEW, RULES
from domain.context import Context
from domain.deadlines import State
from domain.gates import Gate
from domain.values import Actor

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

Candidate = Mapping[str, Any]
"""What a command could be about: fields with their values."""

WHATEVER_IS_TYPED: Final = frozenset(
    {
        "G1-anew",
        "G14-parties",
        "G16",
        "G17",
        "G19-person",
        "G23",
        "G3-granted",
        "G6",
        "G6-institution",
        "G6-notifier",
        "G6-own",
        "G6-personnel",
        "G7",
        "G7-confirm",
        "G7-review",
        "G8-again",
        "G9",
        "O10-own",
        "O7-four-eyes",
        "advice-converted-once",
        "advice-decision",
        "advice-type",
        "answer-adopted",
        "approval-asked",
        "catch-all-asked",
        "check-asked",
        "deadline-keeper",
        "deadline-own",
        "ethics-asked",
        "evidence-ai",
        "external-advice-asked",
        "hold-cause",
        "mitigation-waived",
        "override-four-eyes",
        "personnel-asked",
        "policy-asked",
        "unlink-four-eyes",
        "unlink-second-person",
    }
)
"""The guards that look at the case, at who asks and at what the command is about, and at nothing else in it."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Why a command waits: a guard's reason, or the field for which there is nothing to choose from yet."""

    reason: str = ""
    field: str = ""


def waits(
    state: "Collaboration", spec: CommandSpec, actor: Actor, gates: Sequence[Gate], now: datetime
) -> Waits | None:
    """Return why a command waits that status and gates allow; None where something may come of it."""
    about = ABOUT.get(spec.name)
    if about is None:
        reason = _refused(state, spec, {}, actor, now)
        return Waits(reason) if reason else None
    first: Waits | None = None
    for each in about.candidates(state, gates):
        reason = _refused(state, spec, each, actor, now)
        if reason is None:
            return None
        first = first or Waits(reason)
    return first or Waits(field=about.field)


@dataclass(frozen=True, slots=True)
class _About:
    """What a command is about: the field that says so, and all that it could name."""

    field: str
    candidates: "Callable[[Collaboration, Sequence[Gate]], Iterable[Candidate]]"


def _of(field: str, found: "Callable[[Collaboration], Iterable[Any]]") -> _About:
    return _About(field, lambda state, _gates: ({field: each} for each in found(state)))


def _refused(state: "Collaboration", spec: CommandSpec, about: Candidate, actor: Actor, now: datetime) -> str | None:
    guards = _guards(spec.type)
    if not guards:
        return None
    command = _dry(spec.type, about)
    context = Context(actor, permission.acting_role(spec, actor), now, actor.institution)
    return next((reason for each in guards if (reason := each.check(state, command, context)) is not None), None)


@cache
def _guards(command: type) -> tuple[Guard, ...]:
    return tuple(
        each for each in RULES.guards if each.rule_id in WHATEVER_IS_TYPED and issubclass(command, each.commands)
    )


def _dry(command: type, about: Candidate) -> Any:
    """Return a command as somebody would begin it: what it is about, and a mark where something is to be typed."""
    made: Any = object.__new__(command)
    for each in fields(command):
        typed = "-" if each.default is MISSING else each.default
        object.__setattr__(made, each.name, about.get(each.name, typed))
    return made


def _to_be_overridden(_state: "Collaboration", gates: Sequence[Gate]) -> Iterator[Candidate]:
    for each in gates:
        if not each.legal and each.kind not in DECIDED_ANEW:
            yield {"gate_id": each.gate_id}


def _overridden(state: "Collaboration", gates: Sequence[Gate]) -> Iterator[Candidate]:
    open_ = {each.gate_id for each in gates}
    yield from ({"gate_id": each} for each in state.spine.proposed_overrides if each in open_)


def _asked_policies(state: "Collaboration", _gates: Sequence[Gate]) -> Iterator[Candidate]:
    asked = {(each.policy_id, each.subject_id) for each in state.screening.policies} | set(state.reviews.answered)
    yield from ({"policy_id": policy_id, "subject_id": subject_id} for policy_id, subject_id in asked)


def _asked_of_persons(state: "Collaboration", _gates: Sequence[Gate]) -> Iterator[Candidate]:
    yield from (key._asdict() for key in personnel_rules.asked_of(state))


def _where(found: Mapping[Any, Any], wanted: Callable[[Any], bool]) -> Iterator[Any]:
    yield from (key for key, each in found.items() if wanted(each))


def _breachable(state: "Collaboration") -> Iterator[str]:
    known = {**state.approval.met_conditions, **state.approval.conditions}
    return _where(known, lambda each: not each.is_breached)


def _unapproved_packages(state: "Collaboration") -> Iterator[str]:
    if approved := state.approval.work_packages:
        yield from (each for each in state.work_packages.packages if each not in approved)


def _deadlines(*states: State) -> _About:
    return _of("deadline_id", lambda state: _where(state.deadlines.by_id, lambda each: each.state in states))


def _measures(wanted: Callable[[mitigation.Measure], bool]) -> _About:
    return _of("mitigation_id", lambda state: _where(state.mitigation.measures, wanted))


def _packages(wanted: Callable[[work_packages.Package], bool]) -> _About:
    return _of("work_package_id", lambda state: _where(state.work_packages.packages, wanted))


_RUNNING = (State.OPEN, State.PAUSED)
_ANSWERED = _of("hit_id", lambda state: _where(state.screening.hits, lambda each: each.resolution is not None))
_TAKES_PART = _of("subject_id", lambda state: (*state.parties.parties, *state.parties.persons))

ABOUT: Final[Mapping[str, _About]] = {
    "unlink-party": _of("party_id", lambda state: state.parties.parties),
    "unlink-researcher": _of("person_id", lambda state: state.parties.persons),
    "propose-unlinking": _TAKES_PART,
    "confirm-unlinking": _TAKES_PART,
    "resolve-hit": _of("hit_id", lambda state: state.screening.hits),
    "confirm-hit-resolution": _ANSWERED,
    "retract-hit-answer": _ANSWERED,
    "decide-lift": _of("lift_id", lambda state: state.screening.lifts),
    "release-sharing-hold": _of("hold_id", lambda state: state.screening.holds),
    "acknowledge-policy": _About("policy_id", _asked_policies),
    "record-check": _of("check_id", lambda _state: checks.BY_ID),
    "implement-mitigation": _measures(lambda each: each.is_to_be_taken or each.rests_on_a_program),
    "verify-mitigation": _measures(lambda each: each.status is not MitigationStatus.VERIFIED),
    "review-mitigation": _measures(lambda _: True),
    "waive-mitigation": _measures(lambda each: each.status is not MitigationStatus.WAIVED),
    "accept-mitigations": _of("mitigation_ids", lambda state: state.mitigation.measures),
    "satisfy-legal-requirement": _of(
        "requirement_id", lambda state: _where(state.legal.requirements, lambda each: not each.is_satisfied)
    ),
    "retract-legal-requirement": _of("requirement_id", lambda state: state.legal.requirements),
    "withdraw-decontrol": _of("decontrol_id", lambda state: state.decontrol.decisions),
    "record-end-use-decision": _of("end_use", lambda _state: end_use.EndUse),
    "meet-condition": _of("condition_id", lambda state: state.approval.conditions),
    "record-condition-breach": _of("condition_id", _breachable),
    "approve-work-package": _of("work_package_id", _unapproved_packages),
    "begin-work-package": _packages(lambda each: each.begun_on is None),
    "suspend-work-package": _packages(lambda each: not each.is_suspended),
    "resume-work-package": _packages(lambda each: each.is_suspended),
    "require-personnel-check": _of("person_id", lambda state: state.parties.persons),
    "record-personnel-check": _About("person_id", _asked_of_persons),
    "propose-gate-override": _About("gate_id", _to_be_overridden),
    "confirm-gate-override": _About("gate_id", _overridden),
    "extend-deadline": _deadlines(*_RUNNING),
    "pause-deadline": _deadlines(State.OPEN),
    "resume-deadline": _deadlines(State.PAUSED),
    "meet-deadline": _deadlines(*_RUNNING),
    "answer-question": _of(
        "question_id", lambda state: _where(state.support.questions, lambda is_answered: not is_answered)
    ),
    "record-external-advice": _of("advice_id", lambda state: state.external_advice.asked),
    "answer-incident": _of("incident_id", lambda state: state.incidents.noted),
}
"""What each command to a case is about that names something the case holds."""
