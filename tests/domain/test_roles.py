"""Who may give which command: the whole matrix, and what no program and no other institution may."""

import re

import pytest

from domain import permission
from domain.aggregate import Aggregate, CommandSpec
from domain.collaboration import deadlines, hit_answers, incidents, legal, reporting, screening
from domain.collaboration.spine import Status
from domain.collaboration.table import COMMANDS, SYSTEM_COMMANDS
from domain.context import Context
from domain.errors import NotPermittedError
from domain.registry import AGGREGATES, aggregate_of
from domain.values import Actor, Role
from tests.domain import people
from tests.domain.samples import SAMPLES
from tests.domain.scenario import NOW, walk

R, O, X, E = Role.RESEARCHER, Role.CONTACT_POINT_OFFICER, Role.EXPORT_CONTROL_OFFICER, Role.ETHICS_COMMITTEE  # noqa: E741
A, S, P = Role.INSTITUTION_APPROVER, Role.SECURITY_OFFICER, Role.SERVICE

# Written by hand from the handbook: domain.md 2.2 and 2.3, settled.md 4 and 15.
MAY: dict[str, set[Role]] = {
    "notify": {R, O},
    "amend-notification": {R, O},
    "link-party": {R, O},
    "unlink-party": {O},
    "link-researcher": {R, O},
    "unlink-researcher": {O},
    "propose-unlinking": {O},
    "confirm-unlinking": {O, X, A},
    "classify-topic": {O, X, S},
    "start-screening": {O, P},
    "resolve-hit": {O, X, S},
    "confirm-hit-resolution": {O, X, A},
    "assert-risk-factor": {O, X, E},
    "rebut-risk-factor": {O, X, E},
    "answer-risk-question": {R, O, X, E},
    "complete-screening": {O},
    "acknowledge-policy": {O},
    "retract-hit-answer": {O, X, S},
    "adopt-hit-answers": {P},
    "record-rescreening": {P},
    "decide-lift": {O, A},
    "release-sharing-hold": {O, X},
    "request-human-rights-test": {O, E},
    "record-human-rights-test": {O, E},
    "reevaluate-human-rights": {O, E},
    "request-ethics-advice": {O},
    "record-ethics-advice": {E},
    "answer-as-advice": {O},
    "convert-to-evaluation": {O},
    "set-mitigation": {O},
    "implement-mitigation": {R, O, X, S},
    "verify-mitigation": {O, X, S},
    "accept-mitigations": {R},
    "review-mitigation": {O, X, S},
    "waive-mitigation": {O, A},
    "identify-legal-requirement": {O, X, S},
    "satisfy-legal-requirement": {X, S},
    "retract-legal-requirement": {X, S},
    "request-export-licence": {X},
    "record-decontrol": {X},
    "withdraw-decontrol": {X},
    "answer-end-use": {R, O, X},
    "record-end-use-decision": {X},
    "attach-licence": {X},
    "note-export-licence": {P},
    "note-fwo-report": {P},
    "record-sharing": {R, O, X},
    "record-appraisal": {R, O},
    "answer-appraisal": {R, O},
    "submit-for-review": {O},
    "return-for-work": {A},
    "request-institutional-approval": {O},
    "record-check": {O, X, E, S},
    "grant-institutional-approval": {A},
    "refuse-institutional-approval": {A},
    "clear": {O, A},
    "approve": {A},
    "reject": {A},
    "approve-work-package": {A},
    "renew-approval": {A},
    "record-condition-breach": {O, X, S, A},
    "define-work-package": {R, O},
    "require-personnel-check": {S},
    "record-personnel-check": {S},
    "begin-work-package": {R, O},
    "suspend-work-package": {O, A},
    "resume-work-package": {A},
    "meet-condition": {O, X, S},
    "start": {R, O},
    "suspend": {O, A},
    "resume": {A},
    "propose-termination": {O, A},
    "terminate": {A},
    "complete": {R, O},
    "withdraw": {R, O},
    "reopen": {A},
    "close": {O},
    "propose-gate-override": {O, A},
    "confirm-gate-override": {A},
    "add-comment": {R, O, X, E, A, S},
    "attach-document": {R, O, X, E, A, S},
    "assign-case": {O},
    "ask-notifier": {O, X, E, A, S},
    "answer-question": {R, O},
    "request-external-advice": {O, X, S},
    "record-external-advice": {O, X, S},
    "note-incident": {P},
    "answer-incident": {O},
    "set-deadline": {O},
    "extend-deadline": {O, X, A},
    "pause-deadline": {O, X, A},
    "resume-deadline": {O, X, A},
    "meet-deadline": {O},
    "record-reminder": {P},
}
ELSEWHERE = [(each, spec) for each in AGGREGATES if each.name != "collaboration" for spec in each.commands.values()]


def test_there_is_a_sample_of_every_command_and_a_row_for_it() -> None:
    assert {type(sample) for sample in SAMPLES} == {spec.type for spec in COMMANDS.values()}
    assert len(SAMPLES) == len(COMMANDS)
    assert MAY.keys() == COMMANDS.keys()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
@pytest.mark.rule("G25")
def test_the_roles_of_the_matrix_are_admitted_and_all_others_refused(sample: object) -> None:
    spec = next(spec for spec in COMMANDS.values() if spec.type is type(sample))
    for role in Role:
        actor = people.person("somebody", role)
        case = walk(Status.NEW if spec.opens else Status.RUNNING)
        if role in MAY[spec.name]:
            assert permission.acting_role(spec, actor) is role
            assert not isinstance(case.attempt(sample, actor, found=case.found()), NotPermittedError)
        else:
            refusal = case.refused(sample, actor, NotPermittedError, role=role)
            assert refusal.rule_id == "G25"
            assert set(refusal.allowed) == {str(each) for each in MAY[spec.name]}
            with pytest.raises(NotPermittedError):
                permission.acting_role(spec, actor)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_a_role_that_is_claimed_and_not_held_is_refused(sample: object) -> None:
    spec = next(spec for spec in COMMANDS.values() if spec.type is type(sample))
    case = walk(Status.NEW if spec.opens else Status.RUNNING)
    nobody = people.person("mallory", Role.AUDITOR)
    case.refused(sample, nobody, NotPermittedError, role=min(spec.roles))


@pytest.mark.rule("G25")
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
@pytest.mark.rule("G25", "autonomy")
def test_an_actor_of_another_institution_is_refused(sample: object) -> None:
    spec = next(spec for spec in COMMANDS.values() if spec.type is type(sample))
    case = walk(Status.NEW if spec.opens else Status.RUNNING)
    stranger = people.person("olga", *Role, institution="zuidhaven")
    case.refused(sample, stranger, NotPermittedError)


@pytest.mark.rule("G20", "autonomy")
@pytest.mark.rule("G20")
def test_a_program_records_facts_and_never_decides() -> None:
    facts = {
        screening.StartScreening,
        screening.RecordRescreening,
        hit_answers.AdoptHitAnswers,
        legal.NoteExportLicence,
        incidents.NoteIncident,
        reporting.NoteFwoReport,
        deadlines.RecordReminder,
    }
    assert facts == SYSTEM_COMMANDS
    assert {spec.type for spec in COMMANDS.values() if Role.SERVICE in spec.roles} == facts


def test_somebody_with_two_roles_acts_in_one_that_the_command_allows() -> None:
    both = people.person("pia", Role.RESEARCHER, Role.INSTITUTION_APPROVER)
    assert permission.acting_role(COMMANDS["notify"], both) is Role.RESEARCHER
    assert permission.acting_role(COMMANDS["approve"], both) is Role.INSTITUTION_APPROVER


def test_somebody_who_is_a_researcher_too_acts_in_any_other_role_first() -> None:
    """Or an officer who also does research would not find the cases of others."""
    for spec in COMMANDS.values():
        for other in spec.roles - {Role.RESEARCHER}:
            assert permission.acting_role(spec, people.person("olga", Role.RESEARCHER, other)) is other


@pytest.mark.parametrize(("aggregate", "spec"), ELSEWHERE, ids=[f"{a.name} {s.name}" for a, s in ELSEWHERE])
def test_the_other_aggregates_admit_their_roles_and_no_others(aggregate: Aggregate, spec: CommandSpec) -> None:
    for role in Role:
        actor = people.person("somebody", role)
        context = Context(actor, role, NOW, people.HOUSE)
        elsewhere = Context(Actor("x", "zuidhaven", frozenset(Role)), role, NOW, people.HOUSE)
        exists = not spec.opens
        with pytest.raises(NotPermittedError):
            permission.admit(spec, elsewhere, exists=exists, kind=aggregate.name, identifier=1)
        if role in spec.roles:
            permission.admit(spec, context, exists=exists, kind=aggregate.name, identifier=1)
        else:
            with pytest.raises(NotPermittedError):
                permission.admit(spec, context, exists=exists, kind=aggregate.name, identifier=1)


def test_every_command_has_one_aggregate_and_every_stored_name_one_event() -> None:
    types = [spec.type for each in AGGREGATES for spec in each.commands.values()]
    assert len(types) == len(set(types))
    assert all(aggregate_of(sample).name == "collaboration" for sample in SAMPLES)
    names = [(each.name, str(vars(event)["stored_name"])) for each in AGGREGATES for event in each.events]
    assert len({name for _, name in names}) == len(names)
    assert all(re.fullmatch(rf"{aggregate}\.[a-z-]+\.v[1-9]", name) for aggregate, name in names)
