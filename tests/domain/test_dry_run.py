"""What another edition would change in a case: computed, told by rule, and nothing is recorded."""

from dataclasses import replace

import pytest

from domain.collaboration import dry_run
from domain.collaboration.dry_run import DraftHits
from domain.collaboration.screening import Resolution
from domain.collaboration.spine import Nature, Status
from domain.context import Catalogue, Context, PolicyRule
from domain.values import Level, Role
from tests.domain import people
from tests.domain.scenario import CATALOGUE, NOW, PARTNER, POLICY_LIST, Case, hit, walk

BELGIAN_RULE = PolicyRule(
    "fwo-belgium", "FWO", "a test", "fwo_funding", "No FWO money for Belgium", blocks=True, countries=frozenset({"BE"})
)


def change(case: Case, draft: Catalogue = CATALOGUE, hits: DraftHits = DraftHits()) -> dry_run.Change:  # noqa: B008
    context = Context(people.PROGRAM, Role.SERVICE, NOW, people.HOUSE, catalogue=case.catalogue, lists=case.lists)
    return dry_run.what_would_change(case.state, context, draft, hits)


def case_with(nature: Nature, to: Status = Status.RUNNING, scheme: str | None = None) -> Case:
    return walk(to, nature=nature, funder_scheme=scheme)


@pytest.mark.rule("dry-run")
@pytest.mark.parametrize("status", list(Status)[1:])
def test_the_edition_in_force_changes_nothing(status: Status) -> None:
    assert change(walk(status)).is_none


@pytest.mark.rule("dry-run")
def test_a_university_added_to_a_policy_list_blocks_an_agreement_and_holds_its_sharing() -> None:
    case = case_with(Nature.INSTITUTIONAL_AGREEMENT)
    found = change(case, hits=DraftHits((hit(PARTNER, POLICY_LIST),)))
    assert {gate.kind for gate in found.gates_opened} >= {"hit", "policy", "sharing-hold"}
    assert len(found.holds) == 1
    assert found.policies_added
    assert {"G13", "R4", f"list {POLICY_LIST}"} <= set(found.rules)


@pytest.mark.rule("dry-run")
def test_outside_the_scope_it_is_a_task_and_no_hold() -> None:
    found = change(case_with(Nature.COMMISSIONED_RESEARCH), hits=DraftHits((hit(PARTNER, POLICY_LIST),)))
    assert {gate.kind for gate in found.gates_opened} == {"hit"}
    assert found.holds == ()


@pytest.mark.rule("dry-run")
def test_a_past_case_is_looked_at_as_if_it_came_up_today_and_holds_nothing() -> None:
    case = case_with(Nature.INSTITUTIONAL_AGREEMENT, Status.COMPLETED)
    found = change(case, hits=DraftHits((hit(PARTNER, POLICY_LIST),)))
    assert "policy" in {gate.kind for gate in found.gates_opened}
    assert found.holds == ()


@pytest.mark.rule("dry-run")
def test_a_hit_that_was_judged_already_is_told_no_second_time() -> None:
    one = hit(PARTNER, POLICY_LIST)
    case = walk(Status.NOTIFIED)
    case.screen(one)
    case.resolve(one, Resolution.FALSE_POSITIVE)
    assert change(case, hits=DraftHits((one,))).is_none


@pytest.mark.rule("dry-run")
def test_an_entry_taken_off_a_policy_list_closes_its_gate() -> None:
    case = walk(Status.NOTIFIED, nature=Nature.INSTITUTIONAL_AGREEMENT)
    one = hit(PARTNER, POLICY_LIST)
    case.screen(one)
    found = change(case, hits=DraftHits(removed=frozenset({(POLICY_LIST, one.entry_id)})))
    assert "policy" in {gate.kind for gate in found.gates_closed}
    assert found.lifts == (one.hit_id,)


@pytest.mark.rule("dry-run")
def test_a_new_named_rule_and_a_rule_taken_out_are_told() -> None:
    case = walk(Status.RUNNING, funder_scheme="fwo")
    draft = replace(CATALOGUE, policies=(*CATALOGUE.policies, BELGIAN_RULE))
    added = change(case, draft)
    assert [each.policy_id for each in added.policies_added] == ["fwo-belgium"]
    assert "G13" in added.rules
    case.catalogue = draft
    removed = change(case, CATALOGUE)
    assert [each.policy_id for each in removed.policies_removed] == ["fwo-belgium"]
    assert {gate.kind for gate in removed.gates_closed} == {"policy", "sharing-hold"}


@pytest.mark.rule("dry-run")
def test_a_country_that_leaves_the_attention_list_lowers_the_level() -> None:
    case = walk(Status.RUNNING)
    case.link("Partner in China", "CN")
    draft = replace(CATALOGUE, look_harder_countries=frozenset())
    found = change(case, draft)
    assert found.level_before is Level.ATTENTION
    assert found.level_after is Level.NONE


@pytest.mark.rule("dry-run")
def test_a_dry_run_leaves_the_case_as_it_is() -> None:
    case = case_with(Nature.INSTITUTIONAL_AGREEMENT)
    before = case.state
    change(case, hits=DraftHits((hit(PARTNER, POLICY_LIST),)))
    assert case.state == before
