"""Take any one rule out, and its acceptance fails."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain import permission
from domain.collaboration import decider, factors, spine, table
from domain.collaboration.rule import Rules
from domain.collaboration.rules import RULES
from domain.collaboration.spine import Status
from domain.context import Context
from domain.errors import DomainError, NotPermittedError, RuleRefusedError
from domain.licence import commands as licences
from domain.licence import decider as licence_decider
from domain.licence.words import Authority, LicenceKind, Modality
from domain.person import commands as person_commands
from domain.person import decider as person_decider
from domain.policyset import decider as policyset
from domain.rescreening import commands as runs
from domain.rescreening import decider as run_decider
from domain.rescreening.events import ScreenedCase
from domain.values import Actor, Effect, Role, RunId
from domain.watchlist import commands as lists
from domain.watchlist import decider as list_decider
from tests.domain import people
from tests.domain.gate_rows import LICENCE, sharing
from tests.domain.rules import acceptance
from tests.domain.rules.mutation import mutated
from tests.domain.scenario import CASE, CATALOGUE, NOW, PARTNER, TODAY, identifier, meta, somebody, walk

BY_RULE: Mapping[str, acceptance.Acceptance] = {**acceptance.gates(), **acceptance.GUARDS}


def _count(rules: Rules) -> int:
    return len(rules.gates) + len(rules.guards) + len(rules.sharing)


def test_every_rule_has_its_acceptance() -> None:
    kinds = {rule.kind for rule in RULES.gates} | {rule.kind for rule in RULES.sharing}
    guards = {guard.rule_id for guard in RULES.guards}
    assert kinds | guards == BY_RULE.keys()
    assert len(kinds) == len(RULES.gates) + len(RULES.sharing)
    assert len(guards) == len(RULES.guards)
    assert not kinds & guards


def test_every_guard_names_its_source_and_its_commands() -> None:
    for guard in RULES.guards:
        assert guard.source
        assert guard.commands
        assert set(guard.commands) <= {spec.type for spec in table.COMMANDS.values()}
        assert guard.check.__doc__


@pytest.mark.parametrize("name", BY_RULE)
def test_the_rules_in_force_meet_the_acceptance(name: str) -> None:
    BY_RULE[name](RULES)


@pytest.mark.parametrize("name", BY_RULE)
def test_without_the_rule_its_acceptance_fails(name: str) -> None:
    fewer = RULES.without(name)
    assert _count(fewer) == _count(RULES) - 1
    with pytest.raises(AssertionError):
        BY_RULE[name](fewer)


# Rules that stand in the code of a decider, and not in a list.

Decide = Callable[[Any, Any, Context], tuple[Any, ...]]


def context(actor: Actor, institution: str = people.HOUSE) -> Context:
    return Context(actor, min(actor.roles), NOW, institution, catalogue=CATALOGUE)


def refused(decide: Decide, state: Any, command: Any, given: Context, rule_id: str) -> None:
    outcome: object
    try:
        outcome = decide(state, command, given)
    except DomainError as refusal:
        outcome = getattr(refusal, "rule_id", type(refusal).__name__)
    assert outcome == rule_id, f"{type(command).__name__} ended in {outcome}"


def a_status_that_does_not_allow_a_command_refuses_it(decide: Decide) -> None:
    case = walk(Status.RUNNING)
    refused(decide, case.state, spine.Start(CASE, TODAY), context(people.RESEARCHER), "transition")


def a_program_never_decides_whatever_the_table_says(decide: Decide) -> None:
    case = walk(Status.RUNNING)
    command = spine.Suspend(CASE, "A question.")
    refused(decide, case.state, command, context(people.PROGRAM), "G20")


def nobody_acts_at_another_institution(decide: Decide) -> None:
    case = walk(Status.RUNNING)
    stranger = people.person("olga", Role.CONTACT_POINT_OFFICER, institution="zuidhaven")
    refused(decide, case.state, spine.Suspend(CASE, "A question."), context(stranger), "G25")


def nobody_acts_in_a_role_that_may_not(decide: Decide) -> None:
    case = walk(Status.RUNNING)
    refused(decide, case.state, spine.Suspend(CASE, "A question."), context(people.RESEARCHER), "G25")


def a_run_screens_a_case_exactly_once(decide: Decide) -> None:
    run = RunId(identifier("run"))
    one = ScreenedCase(CASE, "ab" * 32, 0, 0)
    begun = runs.StartRun(run, "eu-fsf", Effect.LEGAL, 1, 2, "ab" * 32, "scorer-1", 1, 0, 0)
    state = run_decider.RescreeningRun()
    given = context(people.PROGRAM)
    for command in (begun, runs.RecordChunk(run, (one,))):
        for event in decide(state, command, given):
            state = run_decider.evolve(state, event, meta(people.PROGRAM))
    refused(decide, state, runs.RecordChunk(run, (one,)), given, "exactly-once")


def a_completed_run_screens_no_more(decide: Decide) -> None:
    run = RunId(identifier("run"))
    state = run_decider.RescreeningRun(version=3, is_completed=True)
    refused(decide, state, runs.RecordChunk(run, ()), context(people.PROGRAM), "run-completed")


def a_scorer_runs_in_shadow_first(decide: Decide) -> None:
    run = RunId(identifier("run"))
    state = run_decider.RescreeningRun(version=1)
    refused(decide, state, runs.ApproveScorer(run, "Read."), context(people.APPROVER), "shadow-first")


def who_proposed_the_release_of_a_list_does_not_confirm_it(decide: Decide) -> None:
    proposed = {"ab": (people.KEEPER.id, people.KEEPER.identities)}
    state = list_decider.WatchList(version=3, held=frozenset({"ab"}), proposed=proposed)
    command = lists.ConfirmRelease(identifier("list"), "ab")
    refused(decide, state, command, context(people.KEEPER, "shared"), "release-four-eyes")


def who_proposed_a_policy_edition_does_not_publish_it(decide: Decide) -> None:
    proposed = {"2026-1": (people.KEEPER.id, people.KEEPER.identities, "ab" * 32, date(2026, 4, 1))}
    state = policyset.PolicySet(version=1, proposed=proposed)
    command = policyset.PublishEdition(identifier("policies"), "2026-1")
    refused(decide, state, command, context(people.KEEPER, "shared"), "policy-four-eyes")


def an_edition_keeps_its_digest(decide: Decide) -> None:
    state = policyset.PolicySet(version=2, published=(("2026-1", "ab" * 32, TODAY),))
    command = policyset.ProposeEdition(identifier("policies"), "2026-1", "cd" * 32, TODAY, "Mended.")
    refused(decide, state, command, context(people.KEEPER, "shared"), "policy-edition")


def a_factor_that_does_not_stand_is_not_rebutted(decide: Decide) -> None:
    case = walk(Status.SCREENING)
    given = replace(context(people.OFFICER), catalogue=case.catalogue)
    refused(decide, case.state, factors.RebutRiskFactor(CASE, "P-OPAQUE", "Beforehand."), given, "rebuttal")


def a_case_of_others_is_not_there_for_a_researcher(decide: Decide) -> None:
    stranger = people.person("rik", Role.RESEARCHER)
    refused(decide, walk(Status.RUNNING).state, sharing(), context(stranger), "NotFoundError")


def a_refused_licence_is_not_granted(decide: Decide) -> None:
    asked = licences.RequestLicence(
        LICENCE, CASE, Authority.VL, LicenceKind.INDIVIDUAL, ("6A002",), ("BE",), (PARTNER,), (Modality.KNOWLEDGE,)
    )
    state = licence_decider.ExportLicence()
    steps: tuple[tuple[licences.Command, Actor], ...] = (
        (asked, people.PROGRAM),
        (licences.ProvideDocument(LICENCE, "end_user_certificate", "Sheet 1."), people.EXPORT),
        (licences.SubmitLicence(LICENCE, TODAY), people.EXPORT),
        (licences.RefuseLicence(LICENCE, "Military end use."), people.EXPORT),
    )
    for command, actor in steps:
        for event in decide(state, command, context(actor)):
            state = licence_decider.evolve(state, event, meta(actor))
    grant = licences.GrantLicence(LICENCE, "VL-1", TODAY, TODAY)
    refused(decide, state, grant, context(people.EXPORT), "licence-transition")


def a_birth_year_has_a_purpose(decide: Decide) -> None:
    command = person_commands.RegisterPerson(somebody("Ann"), "Ann Achterberg", birth_year=1980)
    refused(decide, person_decider.Person(), command, context(people.OFFICER), "UnusableInputError")


CASE_DECIDER, RUNS = "domain.collaboration.decider", "domain.rescreening.decider"
WRITTEN_OUT: Mapping[str, tuple[Callable[[Decide], None], str, str, str]] = {
    "transition": (
        a_status_that_does_not_allow_a_command_refuses_it,
        CASE_DECIDER,
        "    _refuse_status(spec, state)\n",
        "",
    ),
    "exactly-once": (a_run_screens_a_case_exactly_once, RUNS, "if again:", "if False:"),
    "run-completed": (
        a_completed_run_screens_no_more,
        RUNS,
        "            if state.is_completed or state.shadow_of:\n                raise",
        "            if False:\n                raise",
    ),
    "shadow-first": (
        a_scorer_runs_in_shadow_first,
        RUNS,
        "            if state.shadow_of is None:",
        "            if False:",
    ),
    "release-four-eyes": (
        who_proposed_the_release_of_a_list_does_not_confirm_it,
        "domain.watchlist.decider",
        "if identities & context.actor.identities:",
        "if False:",
    ),
    "policy-four-eyes": (
        who_proposed_a_policy_edition_does_not_publish_it,
        "domain.policyset.decider",
        "if identities & context.actor.identities:",
        "if False:",
    ),
    "policy-edition": (
        an_edition_keeps_its_digest,
        "domain.policyset.decider",
        "if known[edition] != sha256:",
        "if False:",
    ),
    "rebuttal": (
        a_factor_that_does_not_stand_is_not_rebutted,
        "domain.collaboration.factors",
        "if code not in {each for each, _ in levels.standing_factors(state, context.catalogue)}:",
        "if False:",
    ),
    "own-cases": (
        a_case_of_others_is_not_there_for_a_researcher,
        CASE_DECIDER,
        "if context.role is Role.RESEARCHER and state.version and not _is_own(state, context):",
        "if False:",
    ),
    "licence-transition": (
        a_refused_licence_is_not_granted,
        "domain.licence.decider",
        "    if state.status not in allowed:",
        "    if False:",
    ),
    "birth-year": (
        a_birth_year_has_a_purpose,
        "domain.person.decider",
        'if year is not None and not (purpose or "").strip():',
        "if False:",
    ),
}


@pytest.mark.parametrize("name", WRITTEN_OUT)
def test_the_code_meets_the_acceptance_of_a_rule_written_out_in_it(name: str) -> None:
    check, module, _, _ = WRITTEN_OUT[name]
    check(importlib.import_module(module).decide)


@pytest.mark.parametrize("name", WRITTEN_OUT)
def test_without_the_lines_of_the_rule_its_acceptance_fails(name: str) -> None:
    check, module, old, new = WRITTEN_OUT[name]
    with pytest.raises(AssertionError):
        check(mutated(module, old, new).decide)


PERMISSIONS = {
    "another institution (G25)": (
        nobody_acts_at_another_institution,
        "if context.actor.institution != context.institution:",
    ),
    "another role (G25)": (
        nobody_acts_in_a_role_that_may_not,
        "if context.role not in spec.roles or context.role not in context.actor.roles:",
    ),
}


@pytest.mark.parametrize("name", PERMISSIONS)
def test_without_the_lines_on_who_may_its_acceptance_fails(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    check, line = PERMISSIONS[name]
    check(decider.decide)
    monkeypatch.setattr(permission, "admit", mutated("domain.permission", line, "if False:").admit)
    with pytest.raises(AssertionError):
        check(decider.decide)


def test_a_program_is_refused_even_when_a_table_lets_it_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    """G20 stands twice: in the roles of the table, and beside it for whoever widens the table by mistake."""
    with pytest.raises(NotPermittedError):
        decider.decide(walk(Status.RUNNING).state, spine.Suspend(CASE, "A question."), context(people.PROGRAM))
    monkeypatch.setattr(permission, "admit", lambda *_args, **_kwargs: None)
    a_program_never_decides_whatever_the_table_says(decider.decide)
    widened = frozenset(spec.type for spec in table.COMMANDS.values())
    monkeypatch.setattr(decider, "SYSTEM_COMMANDS", widened)
    with pytest.raises(AssertionError):
        a_program_never_decides_whatever_the_table_says(decider.decide)


def test_taking_out_a_rule_leaves_the_others_in_force() -> None:
    case = walk(Status.IN_REVIEW, RULES.without("ethics"))
    with pytest.raises(RuleRefusedError):
        case.do(spine.ConfirmGateOverride(CASE, "ethics"), people.DEAN)
