"""Every named policy against every kind of collaboration, money and subject: what it does, and where it is silent.

The table of what is expected is written by hand from the guideline [004]; the matrix asks every combination.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import pytest

from domain import countries
from domain.collaboration import appraisal, approval, human_rights, policies, screening, spine
from domain.collaboration.parties import PartyRole, StayType, UnlinkParty
from domain.collaboration.policies import AcknowledgePolicy
from domain.collaboration.policy_functions import NAMED
from domain.collaboration.screening import PolicyFinding, Resolution
from domain.collaboration.spine import Nature, Status
from domain.collaboration.topic import Certainty, ClassificationLevel, ControlCode
from domain.context import Catalogue, FoundHit, PolicyRule
from domain.errors import UnusableInputError
from domain.values import PolicyEffect
from kvcase.catalogues import loader
from tests.domain import people
from tests.domain.gate_rows import sharing
from tests.domain.scenario import CASE, PARTNER, POLICY_LIST, Case, hit, walk

BLOCK, REVIEW, PERSONNEL, CONTEXT = PolicyEffect
ALL_NATURES = frozenset(Nature)
AGREEMENT = frozenset({Nature.INSTITUTIONAL_AGREEMENT})
SCHEMES = ("fwo", "he-ria", "he-ia", "he-other", "h2020", "edf", "defra", "kms", "bof", "iof", "csc", "belspo")
ALL_MONEY = frozenset({None, *SCHEMES})
FWO = frozenset({"fwo"})
HORIZON = frozenset({"he-ria", "he-ia", "he-other"})
COUNTRIES = ("BE", "MT", "US", "CN", "RU", "BY", "IR", "KP")
LISTS = ("seven-sons", "cn-military", "ru-rectors", "he-innovation-actions")
INDIVIDUAL = frozenset(
    {
        Nature.JOINT_PHD,
        Nature.CO_SUPERVISION,
        Nature.EXCHANGE_STUDENT,
        Nature.VISITING_RESEARCHER,
        Nature.RECRUITMENT,
    }
)
COMPLETE = screening.CompleteScreening(CASE, "All looked at.")


@dataclass(frozen=True)
class Expected:
    """Where a policy speaks: only for these natures and this money, on these countries or this list."""

    effect: PolicyEffect
    natures: frozenset[Nature] = ALL_NATURES
    money: frozenset[str | None] = ALL_MONEY
    countries: frozenset[str] = frozenset()
    listed_on: str | None = None
    of_a_home_institution: bool = False

    @property
    def is_about_the_case(self) -> bool:
        return not self.countries and self.listed_on is None


EXPECTED: dict[str, Expected] = {
    "fwo-four-pillars": Expected(CONTEXT, money=FWO),
    "fwo-rsa": Expected(REVIEW, money=FWO),
    "seven-sons-fwo": Expected(BLOCK, money=FWO, listed_on="seven-sons"),
    "seven-sons-agreements": Expected(BLOCK, natures=AGREEMENT, listed_on="seven-sons"),
    "seven-sons-individual": Expected(REVIEW, natures=INDIVIDUAL, listed_on="seven-sons", of_a_home_institution=True),
    "cn-military-agreements": Expected(BLOCK, natures=AGREEMENT, listed_on="cn-military"),
    "iran-agreements": Expected(BLOCK, natures=AGREEMENT, countries=frozenset({"IR"})),
    "ru-rectors-agreements": Expected(BLOCK, natures=AGREEMENT, listed_on="ru-rectors"),
    "horizon-russia-new": Expected(BLOCK, money=HORIZON, countries=frozenset({"RU"})),
    "h2020-russia-stop": Expected(BLOCK, money=frozenset({"h2020"}), countries=frozenset({"RU"})),
    "fwo-russia-belarus": Expected(BLOCK, money=FWO, countries=frozenset({"RU", "BY"})),
    "horizon-article-22-5": Expected(REVIEW, money=HORIZON),
    "he-innovation-actions-5g": Expected(BLOCK, money=frozenset({"he-ia"}), listed_on="he-innovation-actions"),
    "defra-personnel": Expected(PERSONNEL, money=frozenset({"defra"})),
    "military-funding": Expected(REVIEW, money=frozenset({"edf", "defra", "kms"})),
}
"""The rows that the nature, the money and the subject decide; the rest stands below."""

OF_THE_TOPIC = {"classified-clearance", "classified-restricted", "human-rights-test", "cn-arms-embargo"}


@cache
def shipped() -> Catalogue:
    return loader.to_domain(loader.load_all())


@dataclass(frozen=True)
class Link:
    """In which way somebody takes part: an organisation, the home of a person, or a person alone."""

    kind: str
    country: str | None
    listed_on: str | None


def _links() -> Iterator[Link]:
    for kind in ("partner", "home"):
        for country in COUNTRIES:
            yield Link(kind, country, None)
        for listed in LISTS:
            yield Link(kind, "CN", listed)
    yield Link("person", None, None)


def _said(nature: Nature, money: str | None, link: Link) -> dict[str, PolicyFinding]:
    """Return what each policy says, in scope, of a case with one such link."""
    case = Case(catalogue=shipped()).notify(nature=nature, funder_scheme=money)
    found: tuple[FoundHit, ...] = ()
    if link.kind == "person":
        case.link_person("Parvaneh")
    else:
        is_home = link.kind == "home"
        one = case.link("Somewhere", link.country, PartyRole.HOME_INSTITUTION if is_home else PartyRole.PARTNER)
        if is_home:
            case.link_person("Parvaneh", StayType.STAFF, home=one)
        if link.listed_on is not None:
            found = (replace(hit(one, POLICY_LIST), list_id=link.listed_on),)
    case.screen(*found)
    return {each.policy_id: each for each in case.state.screening.policies if each.in_scope}


def _expected(nature: Nature, money: str | None, link: Link) -> dict[str, PolicyEffect]:
    answer = {}
    for policy_id, row in EXPECTED.items():
        is_home = row.of_a_home_institution and link.kind == "home"
        in_scope = (nature in row.natures or is_home) and money in row.money
        is_named = (
            row.is_about_the_case
            or (link.country is not None and link.country in row.countries)
            or (link.listed_on is not None and link.listed_on == row.listed_on)
        )
        if in_scope and is_named:
            answer[policy_id] = row.effect
    return answer


@pytest.mark.rule("R4")
@pytest.mark.rule("X4")
@pytest.mark.rule("X8")
@pytest.mark.rule("fwo-four-pillars")
@pytest.mark.rule("fwo-rsa")
@pytest.mark.rule("seven-sons-fwo")
@pytest.mark.rule("seven-sons-agreements")
@pytest.mark.rule("seven-sons-individual")
@pytest.mark.rule("cn-military-agreements")
@pytest.mark.rule("iran-agreements")
@pytest.mark.rule("ru-rectors-agreements")
@pytest.mark.rule("horizon-russia-new")
@pytest.mark.rule("h2020-russia-stop")
@pytest.mark.rule("fwo-russia-belarus")
@pytest.mark.rule("horizon-article-22-5")
@pytest.mark.rule("he-innovation-actions-5g")
@pytest.mark.rule("defra-personnel")
@pytest.mark.rule("military-funding")
@pytest.mark.parametrize("nature", Nature)
def test_every_policy_speaks_in_its_scope_and_nowhere_else(nature: Nature) -> None:
    for money in sorted(ALL_MONEY, key=str):
        for link in _links():
            said = {policy_id: each.effect for policy_id, each in _said(nature, money, link).items()}
            assert said == _expected(nature, money, link), (nature, money, link)


def test_every_shipped_policy_is_code_with_a_day_and_a_source_and_stands_in_the_table() -> None:
    assert {rule.policy_id for rule in shipped().policies} == NAMED.keys() == EXPECTED.keys() | OF_THE_TOPIC
    for policy_id, named in NAMED.items():
        assert policy_id == named.policy_id
        assert named.in_force_from <= date(2025, 9, 1)
        assert "Source: [00" in (named.function.__doc__ or ""), policy_id


def test_no_policy_speaks_before_the_day_it_is_in_force_from() -> None:
    early = Case(catalogue=shipped()).notify(nature=Nature.INSTITUTIONAL_AGREEMENT, funder_scheme="fwo")
    early.now = early.now.replace(year=2023)
    one = early.link("Somewhere", "RU")
    early.screen(hit(one, POLICY_LIST))
    assert {each.policy_id for each in early.state.screening.policies} == set()


def test_a_person_is_never_touched_by_a_policy_on_a_country() -> None:
    """The rule on Iran is about agreements; nationality is not even known here."""
    for nature in Nature:
        for money in ALL_MONEY:
            said = _said(nature, money, Link("person", None, None))
            assert not [each for each in said.values() if each.effect is BLOCK]
            assert not [each for each in said.values() if each.subject_id is not None]


def test_every_member_state_lies_in_the_customs_territory() -> None:
    assert shipped().export_control.customs_territory >= countries.EU


# Seven Sons: new agreements only.


@pytest.mark.rule("X4")
@pytest.mark.parametrize(("planned", "is_blocked"), [(None, True), (date(2026, 1, 1), True), (date(2021, 1, 1), False)])
def test_an_agreement_with_a_seven_sons_university_that_is_shown_to_have_run_before_goes_on(
    planned: date | None, is_blocked: bool
) -> None:
    case = Case(catalogue=shipped()).notify(nature=Nature.INSTITUTIONAL_AGREEMENT, planned_start_on=planned)
    partner = case.link("Longjiang University", "CN")
    case.screen(hit(partner, POLICY_LIST))
    assert "policy" in case.kinds, "the day that the notification names shows nothing by itself"
    shown = AcknowledgePolicy(CASE, "seven-sons-agreements", "The signed agreement of 2021.", partner, applies=False)
    with pytest.raises(UnusableInputError, match="applies"):
        case.do(replace(shown, applies=None), people.OFFICER)
    case.do(shown, people.OFFICER)
    assert ("policy" in case.kinds) is is_blocked
    case.do(replace(shown, applies=True), people.OFFICER)
    assert "policy" in case.kinds


# What the topic decides.


@pytest.mark.rule("classified-clearance")
@pytest.mark.rule("classified-restricted")
@pytest.mark.rule("X5")
@pytest.mark.parametrize(
    ("level", "policy_id", "effect"),
    [
        (None, None, None),
        (ClassificationLevel.BEPERKT, "classified-restricted", PERSONNEL),
        (ClassificationLevel.VERTROUWELIJK, "classified-clearance", PERSONNEL),
        (ClassificationLevel.GEHEIM, "classified-clearance", PERSONNEL),
        (ClassificationLevel.ZEER_GEHEIM, "classified-clearance", PERSONNEL),
    ],
)
def test_classified_information_asks_a_clearance_and_restricted_asks_measures(
    level: ClassificationLevel | None, policy_id: str | None, effect: PolicyEffect | None
) -> None:
    case = Case(catalogue=shipped()).notify()
    case.classify(classification_level=level)
    case.screen()
    said = {each.policy_id: each.effect for each in case.state.screening.policies}
    assert said == ({} if policy_id is None else {policy_id: effect})


def test_a_classification_after_the_screening_asks_the_policies_again() -> None:
    case = Case(catalogue=shipped()).notify()
    case.screen()
    assert not case.state.screening.policies
    case.classify(classification_level=ClassificationLevel.GEHEIM)
    assert [each.policy_id for each in case.state.screening.policies] == ["classified-clearance"]
    case.classify(by=people.SECURITY)
    assert not [each for each in case.state.screening.policies if each.in_scope]


@pytest.mark.rule("cn-arms-embargo")
def test_the_arms_embargo_is_shown_beside_an_end_use_and_closes_nothing() -> None:
    item = ControlCode("9A012", "2025/2003", Certainty.SUSPECTED)
    for country, fields, is_shown in (
        ("CN", {"is_military": True}, True),
        ("CN", {"control_codes": (item,)}, True),
        ("CN", {}, False),
        ("BR", {"is_military": True}, False),
    ):
        case = Case(catalogue=shipped()).notify()
        case.link("Somewhere", country)
        case.classify(**fields)
        case.screen()
        said = [each for each in case.state.screening.policies if each.policy_id == "cn-arms-embargo"]
        assert bool(said) is is_shown
        assert all((each.effect, each.scope) == (CONTEXT, "sharing") for each in said)
        assert not case.kinds & {"policy", "policy-review", "sharing-hold"}


@pytest.mark.rule("human-rights-test")
def test_the_human_rights_test_is_asked_by_its_own_track_alone() -> None:
    case = Case(catalogue=shipped()).notify()
    case.do(human_rights.RequestHumanRightsTest(CASE, "A ministry."), people.OFFICER)
    case.screen()
    assert [each.policy_id for each in case.state.screening.policies] == ["human-rights-test"]
    assert "policy-review" not in case.kinds
    assert "human-rights" in case.kinds


# What a person writes down.


@pytest.mark.rule("X9")
@pytest.mark.parametrize("scheme", ["edf", "defra", "kms"])
def test_military_money_may_be_applied_for_once_the_reflection_is_written_down(scheme: str) -> None:
    """E7 asks: may I just apply for the European Defence Fund? One may, within the frame."""
    case = Case(catalogue=shipped()).notify(nature=Nature.MILITARY_PROGRAMME, funder_scheme=scheme)
    case.link("Haven Instituut", "BE")
    case.screen()
    gate = case.refused_by_gate("policy-review", COMPLETE, people.OFFICER)
    assert gate.gate_id == "policy-review:military-funding:case"
    assert gate.source.startswith("Vlaamse universiteiten (VLIR): [004]")
    said = policies.AcknowledgePolicy(CASE, "military-funding", "Reflection, house policy and terms of the call seen.")
    (event,) = case.do(said, people.OFFICER)
    assert isinstance(event, policies.PolicyReviewed)
    assert case.do(said, people.OFFICER) == (), "said twice is said once"
    case.complete()
    personnel = {each.policy_id for each in case.state.screening.policies if each.effect is PERSONNEL}
    assert personnel == ({"defra-personnel"} if scheme == "defra" else set())


def test_what_was_considered_is_said_in_words() -> None:
    case = Case(catalogue=shipped()).notify(funder_scheme="edf")
    case.screen()
    refusal = case.refused(
        policies.AcknowledgePolicy(CASE, "military-funding", "  "), people.OFFICER, UnusableInputError
    )
    assert refusal.field == "consideration"


def test_an_fwo_application_is_appraised_before_its_screening_is_complete() -> None:
    case = Case(catalogue=shipped()).notify(funder_scheme="fwo")
    case.screen()
    gate = case.refused_by_gate("policy-review", COMPLETE, people.OFFICER)
    assert "record-appraisal" in gate.closed_by
    recorded = appraisal.RecordAppraisal(CASE, "FWO", "2026", approval.AppraisalOutcome.HIGH)
    case.do(recorded, people.RESEARCHER)
    case.complete()
    assert "institutional-approval" in case.kinds, "hoog risico"


def test_a_review_is_of_the_money_it_was_made_for() -> None:
    case = Case(catalogue=shipped()).notify(funder_scheme="edf")
    case.screen()
    case.do(policies.AcknowledgePolicy(CASE, "military-funding", "Talked over."), people.OFFICER)
    assert "policy-review" not in case.kinds
    case.do(spine.AmendNotification(CASE, "Another fund.", funder_scheme="kms"), people.RESEARCHER)
    assert "policy-review" in case.kinds


def test_a_review_of_a_hit_ends_with_the_hit() -> None:
    case = Case(catalogue=shipped()).notify(nature=Nature.VISITING_RESEARCHER)
    home = case.link("Longjiang University", "CN", PartyRole.HOME_INSTITUTION)
    case.screen(hit(home, POLICY_LIST))
    assert "policy-review" in case.kinds
    gone = case.copy()
    case.resolve(hit(home, POLICY_LIST), Resolution.FALSE_POSITIVE)
    assert "policy-review" not in case.kinds
    gone.do(UnlinkParty(CASE, home, "She does not come."), people.OFFICER)
    assert "policy-review" not in gone.kinds


# A policy that comes into scope, or leaves it, by an amendment. Source: settled.md 18.


def _known_before_the_decision(nature: Nature = Nature.CONSORTIUM, money: str | None = None) -> Case:
    """Return a running case whose partner is known to stand on a policy list, outside the scope of its policies."""
    case = walk(Status.NOTIFIED, nature=nature, funder_scheme=money)
    case.screen(hit(PARTNER, POLICY_LIST))
    case.resolve(hit(PARTNER, POLICY_LIST), Resolution.TRUE_MATCH)
    case.complete().submit().approve().start()
    assert not case.kinds
    return case


@pytest.mark.rule("policy-scope")
@pytest.mark.rule("R4")
def test_a_known_hit_that_an_amendment_brings_into_scope_holds_the_sharing() -> None:
    case = _known_before_the_decision()
    case.do(sharing(), people.RESEARCHER)
    events = case.do(spine.AmendNotification(CASE, "Agreed.", nature=Nature.INSTITUTIONAL_AGREEMENT), people.RESEARCHER)
    assert [type(each) for each in events[1:]] == [screening.PolicyApplied, screening.SharingHeld]
    case.refused_by_gate("sharing-hold", sharing(), people.RESEARCHER)
    assert "policy" in case.kinds
    again = case.do(spine.AmendNotification(CASE, "Money.", funder_scheme="fwo"), people.OFFICER)
    assert not [each for each in again if isinstance(each, screening.SharingHeld)], "one hold for one hit"
    case.screen(hit(PARTNER, POLICY_LIST))
    assert len(case.state.screening.holds) == 1


@pytest.mark.rule("policy-scope")
@pytest.mark.rule("R4")
def test_an_amendment_that_leaves_the_scope_leaves_no_gate_and_a_person_releases_the_hold() -> None:
    case = _known_before_the_decision()
    case.do(spine.AmendNotification(CASE, "Agreed.", nature=Nature.INSTITUTIONAL_AGREEMENT), people.RESEARCHER)
    case.do(spine.AmendNotification(CASE, "No.", nature=Nature.CONSORTIUM), people.RESEARCHER)
    assert "policy" not in case.kinds
    assert "sharing-hold" in case.kinds, "no program lifts a hold"
    (hold_id,) = case.state.screening.holds
    case.do(screening.ReleaseSharingHold(CASE, hold_id, "No agreement after all."), people.OFFICER)
    assert "sharing-hold" not in case.kinds


def test_a_policy_on_a_country_comes_and_goes_with_the_money_too() -> None:
    case = walk(Status.NOTIFIED, funder_scheme="he-ria")
    case.link("Neva Institute", "RU")
    case.screen()
    case.complete().submit().approve().start()
    case.do(spine.AmendNotification(CASE, "FWO pays.", funder_scheme="fwo"), people.OFFICER)
    assert {"policy", "sharing-hold"} <= case.kinds
    (hold_id,) = case.state.screening.holds
    release = screening.ReleaseSharingHold(CASE, hold_id, "Fine.")
    case.refused_by_rule("hold-cause", release, people.OFFICER)
    case.do(spine.AmendNotification(CASE, "It does not.", funder_scheme="he-ria"), people.OFFICER)
    assert "policy" not in case.kinds
    case.do(release, people.OFFICER)


def test_an_amendment_before_the_decision_opens_the_gate_and_holds_nothing() -> None:
    case = walk(Status.NOTIFIED, funder_scheme=None)
    case.link("Neva Institute", "RU")
    case.screen()
    case.do(spine.AmendNotification(CASE, "FWO pays.", funder_scheme="fwo"), people.RESEARCHER)
    assert "policy" in case.kinds
    assert "sharing-hold" not in case.kinds


def test_an_amendment_that_touches_no_policy_says_nothing_of_any() -> None:
    case = _known_before_the_decision()
    assert len(case.do(spine.AmendNotification(CASE, "Title.", title="Drones 2"), people.RESEARCHER)) == 1
    assert len(case.do(spine.AmendNotification(CASE, "Moved.", places=("NL",)), people.RESEARCHER)) == 1


# A policy that an institution writes itself.


def test_a_policy_without_code_is_read_as_its_entry_stands() -> None:
    own = PolicyRule("house-rule", "Noordhaven", "Board, 2026", "review", "Ask the board", False)
    told = replace(own, policy_id="house-note", informs=True)
    listed = replace(own, policy_id="house-list", scope="institutional_agreement", blocks=True, list_id=POLICY_LIST)
    case = Case(catalogue=Catalogue(policies=(own, told, listed))).notify()
    case.screen(hit(case.link("Longjiang University", "CN"), POLICY_LIST))
    said = {each.policy_id: (each.effect, each.in_scope) for each in case.state.screening.policies}
    assert said == {"house-rule": (REVIEW, True), "house-note": (CONTEXT, True), "house-list": (BLOCK, False)}
    assert "policy" not in case.kinds
    assert "policy-review" in case.kinds
