"""Any country can carry risk, and none is a reason by itself. Source: [004]; settled.md 30."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.collaboration import factors, levels, screening
from domain.collaboration.parties import PartyRole
from domain.collaboration.spine import Nature, Status
from domain.values import Level
from tests.domain import people
from tests.domain.scenario import CASE, CATALOGUE, EFFECTS, Case, hit, party

LISTED = sorted(CATALOGUE.look_harder_countries - {"RU", "BY"})
UNLISTED = ["BE", "MT", "NL", "US", "BR"]
NAMED = ["RU", "BY"]
WALKS = settings(max_examples=150, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32)


def _case(country: str, seed: int) -> Case:
    """Return a case with the same facts but for the country of its partner, and of the place of work."""
    chance = Random(seed)  # noqa: S311  # a walk, no secret
    scheme = chance.choice([None, "fwo", "he-ria"])
    case = Case().notify(nature=chance.choice(list(Nature)), funder_scheme=scheme, places=(country,))
    case.link("Partner", country, chance.choice(list(PartyRole)))
    if chance.random() < 0.5:
        case.link("Haven Instituut", "BE")
    case.link_person("Rosa", temporary=chance.random() < 0.5)
    if chance.random() < 0.5:
        case.classify(chance.choice(["9.1", "8.4"]), is_military=chance.random() < 0.3)
    if chance.random() < 0.3:
        case.do(factors.AssertRiskFactor(CASE, "P-HR", "A report."), people.OFFICER)
    found = tuple(hit(party("Partner"), name) for name in sorted(EFFECTS) if chance.random() < 0.3)
    case.screen(*found)
    for one in found:
        what = chance.choice([*screening.Resolution, None])
        if what is not None:
            case.resolve(one, what)
    return case


def _same_but_for_the_level(one: Case, other: Case) -> None:
    assert one.gates == other.gates
    assert one.status is other.status
    assert one.state.screening == other.state.screening


@WALKS
@given(SEEDS, st.sampled_from(UNLISTED), st.sampled_from(UNLISTED))
@pytest.mark.rule("neutrality")
def test_two_countries_off_the_list_are_treated_alike(seed: int, here: str, there: str) -> None:
    one, other = _case(here, seed), _case(there, seed)
    _same_but_for_the_level(one, other)
    assert levels.assess(one.state, CATALOGUE) == levels.assess(other.state, CATALOGUE)


@WALKS
@given(SEEDS, st.sampled_from(LISTED), st.sampled_from(LISTED))
@pytest.mark.rule("neutrality")
def test_two_countries_on_the_list_are_treated_alike(seed: int, here: str, there: str) -> None:
    one, other = _case(here, seed), _case(there, seed)
    _same_but_for_the_level(one, other)
    assert levels.assess(one.state, CATALOGUE) == levels.assess(other.state, CATALOGUE)


@WALKS
@given(SEEDS, st.sampled_from(NAMED), st.sampled_from(NAMED))
@pytest.mark.rule("neutrality")
def test_two_countries_of_the_same_named_policy_are_treated_alike(seed: int, here: str, there: str) -> None:
    _same_but_for_the_level(_case(here, seed), _case(there, seed))


@WALKS
@given(SEEDS, st.sampled_from(LISTED), st.sampled_from(UNLISTED))
@pytest.mark.rule("neutrality")
def test_the_list_asks_to_look_harder_and_opens_no_gate(seed: int, listed: str, unlisted: str) -> None:
    on, off = _case(listed, seed), _case(unlisted, seed)
    _same_but_for_the_level(on, off)
    more, less = levels.assess(on.state, CATALOGUE), levels.assess(off.state, CATALOGUE)
    assert set(more.factors) - {"C-LIST"} == set(less.factors) - {"C-LIST"}
    assert "C-LIST" in more.factors
    order = list(Level)
    assert order.index(more.level) >= order.index(less.level)
    assert (more.level is Level.BLOCKED) == (less.level is Level.BLOCKED)


@pytest.mark.rule("neutrality")
def test_the_list_alone_asks_attention_and_never_more() -> None:
    for country in LISTED:
        case = Case().notify()
        case.link("Partner", country)
        case.screen()
        finding = levels.assess(case.state, CATALOGUE)
        assert finding.level is Level.ATTENTION
        assert finding.factors == ("C-LIST",)
        assert finding.grounds[0].startswith("R8")
        assert not {gate.kind for gate in case.gates} - {"screening"}


@pytest.mark.rule("neutrality")
def test_a_belgian_partner_is_screened_like_any_other() -> None:
    case = Case().notify()
    here = case.link("Haven Instituut", "BE")
    case.screen()
    started = next(step.event for step in case.steps if isinstance(step.event, screening.ScreeningStarted))
    assert [each.subject_id for each in started.subjects] == [here]
    assert any(isinstance(step.event, screening.NoHitRecorded) for step in case.steps)


@pytest.mark.rule("proportionality")
def test_every_rule_on_a_country_names_owner_source_and_scope() -> None:
    for rule in CATALOGUE.policies:
        assert not rule.countries or (rule.owner and rule.source and rule.scope)


def test_a_named_policy_on_a_country_says_whose_it_is() -> None:
    case = Case().notify(funder_scheme="fwo")
    case.link("Partner", "RU")
    case.screen()
    (gate,) = [gate for gate in case.gates if gate.kind == "policy"]
    assert gate.source == "FWO: [004] footnote 18"
    assert gate.rule_id == "G13"
    assert case.status is Status.SCREENING
