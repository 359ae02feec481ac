"""The combination rules R1 to R10, each by itself: what it does to a level, and which factors make it speak."""

from dataclasses import replace

import pytest

from domain.collaboration import appraisal, approval, factors, human_rights, legal, level_rules, levels, screening
from domain.collaboration.level_rules import Facts, Reason, Rule
from domain.collaboration.parties import PartyRole, StayType
from domain.collaboration.screening import Resolution
from domain.collaboration.spine import Nature
from domain.collaboration.topic import Certainty, ControlCode
from domain.context import Catalogue
from domain.values import Level
from tests.domain import people
from tests.domain.gate_rows import CODE, REQUIREMENT
from tests.domain.scenario import CASE, CATALOGUE, FOREIGN_LIST, LEGAL_LIST, PARTNER, POLICY_LIST, Case, hit

ALL = (Level.NONE, Level.ATTENTION, Level.ELEVATED, Level.HIGH)
STRONG = ("P-MIL-TIE", "P-MIL-IND", "P-MIL-DEV", "P-OPAQUE")
WIDE = replace(CATALOGUE, factors=CATALOGUE.factors | {"P-MIL-IND", "P-MIL-DEV", "F-DEP", "N-DONATION", "C-CONFLICT"})
SUSPECTED = (ControlCode(CODE, "2025/2003", Certainty.SUSPECTED),)
CONFIRMED = (ControlCode(CODE, "2025/2003", Certainty.CONFIRMED),)


def case(catalogue: Catalogue = WIDE, country: str = "BE") -> Case:
    case = Case(catalogue=catalogue).notify(funder_scheme="fwo")
    case.link("Haven Instituut", country)
    return case


def say(of: Case, *codes: str) -> Case:
    for code in codes:
        of.do(factors.AssertRiskFactor(CASE, code, "Seen.", PARTNER if code.startswith("P-") else None), people.OFFICER)
    return of


def said(rule: Rule, of: Case, level: Level = Level.NONE) -> Reason | None:
    return rule(Facts(of.state, levels.standing_factors(of.state, of.catalogue)), level)


def finding(of: Case) -> levels.Finding:
    return levels.assess(of.state, of.catalogue)


def level(of: Case) -> Level:
    return finding(of).level


def test_a_case_without_factors_has_no_level_and_no_rule_speaks() -> None:
    assert finding(case()) == levels.Finding(Level.NONE, (), ())
    for rule in level_rules.RULES:
        assert said(rule, case()) is None


def test_every_rule_has_its_number_its_source_and_a_sentence_of_its_own() -> None:
    numbered = {(rule.__doc__ or "").partition(":")[0].partition(",")[0] for rule in level_rules.RULES}
    assert numbered == {f"R{number}" for number in range(1, 11)}


# R1


@pytest.mark.rule("R1")
@pytest.mark.parametrize(
    "codes", [("P-REPUT", "C-CONFLICT"), ("F-DEP", "C-CONFLICT"), ("R-AFFIL", "N-DONATION"), ("T-INTERF-COM", "F-DEP")]
)
def test_r1_factors_of_two_dimensions_are_elevated(codes: tuple[str, ...]) -> None:
    known = replace(WIDE, factors=WIDE.factors | set(codes))
    found = finding(say(case(known), *codes))
    assert found.level is Level.ELEVATED
    (reason,) = found.reasons
    assert (reason.rule_id, reason.factors) == ("R1", tuple(sorted(codes)))
    assert all(code in found.grounds[0] for code in codes)


@pytest.mark.rule("R1")
def test_r1_partner_funder_and_researcher_are_one_dimension() -> None:
    assert level(say(case(), "F-DEP", "R-AFFIL", "P-MIL-IND")) is Level.ATTENTION


@pytest.mark.rule("R1")
@pytest.mark.parametrize("code", STRONG)
def test_r1_a_sensitive_topic_with_a_strong_tie_is_high(code: str) -> None:
    for topic in ({"is_military": True}, {"control_codes": SUSPECTED}, {}):
        of = say(case(), code).classify(*(() if topic else ("9.1",)), **topic)
        assert level(of) is Level.HIGH
        reason = said(level_rules.r1_a_sensitive_topic_meets_a_strong_tie, of)
        assert reason is not None
        assert code in reason.factors
        assert len(reason.factors) == 2


@pytest.mark.rule("R1")
@pytest.mark.rule("X2")
def test_r1_a_foreign_sanction_raises_the_level_and_is_no_law() -> None:
    of = case().classify("9.1")
    found = hit(PARTNER, FOREIGN_LIST)
    of.screen(found)
    of.resolve(found, Resolution.TRUE_MATCH)
    assert level(of) is Level.HIGH
    assert not of.kinds & {"legal-hit", "sharing-hold", "policy"}
    assert said(level_rules.r3_law_blocks_until_it_is_cleared, of, Level.HIGH) is None


@pytest.mark.rule("R1")
@pytest.mark.parametrize("items", [SUSPECTED, CONFIRMED], ids=["suspected", "confirmed"])
@pytest.mark.parametrize("trl", [None, 3, 9])
def test_r1_an_applied_dual_use_item_with_a_listed_country_is_high(
    items: tuple[ControlCode, ...], trl: int | None
) -> None:
    listed, unlisted = case(country="CN"), case(country="MT")
    for of in (listed, unlisted):
        of.classify(control_codes=items, trl_max=trl)
    assert level(listed) is Level.HIGH
    assert level(unlisted) is Level.ATTENTION


# R2


@pytest.mark.rule("R2")
def test_r2_one_dimension_is_attention_however_many_factors_it_holds() -> None:
    assert level(case().classify("9.1", "7.5", "2.4", is_military=True, trl_max=9)) is Level.ATTENTION
    assert level(say(case(), *STRONG)) is Level.ATTENTION


# R3


@pytest.mark.rule("R3")
def test_r3_law_blocks_until_two_people_cleared_it() -> None:
    of = case()
    found = hit(PARTNER, LEGAL_LIST)
    of.screen(found)
    assert level(of) is Level.BLOCKED
    assert "eu-fsf" in finding(of).grounds[-1]
    of.clear_of_law(found)
    assert level(of) is Level.NONE


@pytest.mark.rule("R3")
def test_r3_a_confirmed_hit_names_whose_law_it_is() -> None:
    of = case()
    found = hit(PARTNER, LEGAL_LIST)
    of.screen(found)
    of.resolve(found, Resolution.TRUE_MATCH)
    reason = said(level_rules.r3_law_blocks_until_it_is_cleared, of)
    assert reason is not None
    assert (reason.factors, reason.level) == (("P-SANC-EU",), Level.BLOCKED)


# R4


@pytest.mark.rule("R4")
def test_r4_a_policy_blocks_its_scope_and_raises_nothing() -> None:
    of = case()
    found = hit(PARTNER, POLICY_LIST)
    of.screen(found)
    for one in ALL:
        reason = said(level_rules.r4_a_named_policy_blocks_its_scope, of, one)
        assert reason is not None
        assert reason.level is one
        assert "seven-sons-fwo in scope fwo_funding" in reason.says
        assert "institutional_agreement" not in reason.says
    of.resolve(found, Resolution.FALSE_POSITIVE)
    assert said(level_rules.r4_a_named_policy_blocks_its_scope, of) is None


@pytest.mark.rule("R4")
def test_r4_is_silent_outside_the_scope() -> None:
    of = Case(catalogue=WIDE).notify(nature=Nature.VISITING_RESEARCHER)
    of.link("Haven Instituut")
    of.screen(hit(PARTNER, POLICY_LIST))
    assert said(level_rules.r4_a_named_policy_blocks_its_scope, of) is None
    assert "policy" not in of.kinds


# R5


@pytest.mark.rule("R5")
def test_r5_human_rights_are_tested_without_any_technology() -> None:
    of = say(case(), "P-HR")
    for one in ALL:
        reason = said(level_rules.r5_human_rights_are_tested_whatever_the_topic, of, one)
        assert reason is not None
        assert reason.level is one, "the test is a gate; it raises nothing by itself"
    assert "human-rights" in of.kinds
    no = human_rights.Answer.NO
    of.do(human_rights.RecordHumanRightsTest(CASE, no, no, human_rights.TestOutcome.PASS, "No ties."), people.ETHICS)
    assert "human-rights" not in of.kinds


# R6


@pytest.mark.rule("R6")
@pytest.mark.rule("X1")
def test_r6_fundamental_research_takes_a_suspicion_one_step_down() -> None:
    tied = say(case(), "P-MIL-TIE").classify(control_codes=SUSPECTED, trl_max=2)
    assert level(tied) is Level.ELEVATED
    listed = case(country="CN").classify(control_codes=SUSPECTED, trl_max=1)
    assert level(listed) is Level.ATTENTION
    assert [each.rule_id for each in finding(listed).reasons][-1] == "R6"


@pytest.mark.rule("R6")
def test_r6_lowers_no_confirmed_item_no_applied_research_and_no_unknown_readiness() -> None:
    for items, trl in ((CONFIRMED, 2), ((*SUSPECTED, replace(CONFIRMED[0], code="1C350")), 2), (SUSPECTED, 3)):
        assert level(say(case(), "P-MIL-TIE").classify(control_codes=items, trl_max=trl)) is Level.HIGH
    assert level(say(case(), "P-MIL-TIE").classify(control_codes=SUSPECTED)) is Level.HIGH


@pytest.mark.rule("R6")
def test_r6_lowers_nothing_that_other_factors_make() -> None:
    of = say(case(), "P-MIL-TIE").classify("9.1", control_codes=SUSPECTED, trl_max=1)
    assert level(of) is Level.HIGH, "a critical technology meets the same partner"


@pytest.mark.rule("R6")
def test_r6_never_lowers_for_sanctions_a_licence_a_policy_or_human_rights() -> None:
    rule = level_rules.r6_fundamental_research_lowers_a_suspicion
    suspicion = say(case(), "P-MIL-TIE").classify(control_codes=SUSPECTED, trl_max=1)
    assert said(rule, suspicion, Level.HIGH) is not None
    rights, licence, policy, sanction = (suspicion.copy() for _ in range(4))
    say(rights, "P-HR")
    needed = legal.Requirement.EXPORT_LICENCE
    asked = legal.IdentifyLegalRequirement(CASE, REQUIREMENT, needed, "Regulation (EU) 2021/821", "Annex I.")
    licence.do(asked, people.EXPORT)
    policy.screen(hit(PARTNER, POLICY_LIST))
    found = hit(PARTNER, FOREIGN_LIST)
    sanction.screen(found)
    sanction.resolve(found, Resolution.TRUE_MATCH)
    for of in (rights, licence, policy, sanction):
        assert said(rule, of, Level.HIGH) is None
        assert level(of) is Level.HIGH


# R7


def _guest(country: str = "BE") -> Case:
    of = Case(catalogue=WIDE).notify(nature=Nature.VISITING_RESEARCHER)
    home = of.link("Haven Instituut", country, PartyRole.HOME_INSTITUTION)
    of.link_person("Ann", StayType.VISITING_RESEARCHER, temporary=True, home=home)
    return of


@pytest.mark.rule("R7")
def test_r7_a_temporary_stay_alone_raises_nothing() -> None:
    assert level(_guest()) is Level.ATTENTION
    assert level(_guest("CN").classify("8.4")) is Level.ELEVATED, "a critical technology alone flags no topic"


@pytest.mark.rule("R7")
def test_r7_a_flagged_topic_is_one_step_higher() -> None:
    for topic in ({"is_military": True}, {"control_codes": SUSPECTED}):
        assert level(_guest().classify(**topic)) is Level.HIGH
    stays = case().classify(is_military=True)
    stays.link_person("Ben")
    assert level(stays) is Level.ATTENTION


@pytest.mark.rule("R7")
@pytest.mark.parametrize("list_id", [POLICY_LIST, FOREIGN_LIST])
def test_r7_a_hit_on_the_home_institution_raises_until_it_is_somebody_else(list_id: str) -> None:
    of = _guest().classify("8.4")
    found = hit(PARTNER, list_id)
    of.screen(found)
    assert level(of) is Level.HIGH
    assert list_id in next(each for each in finding(of).reasons if each.rule_id == "R7").says
    of.resolve(found, Resolution.FALSE_POSITIVE)
    assert level(of) is Level.ELEVATED


@pytest.mark.rule("R7")
def test_r7_what_is_said_of_another_partner_flags_no_home_institution() -> None:
    of = _guest()
    other = of.link("Other Partner")
    of.do(factors.AssertRiskFactor(CASE, "P-HR", "A report.", other), people.OFFICER)
    rule = level_rules.r7_a_temporary_stay_raises_what_is_flagged
    assert said(rule, of, Level.ATTENTION) is None
    reason = said(rule, say(of, "P-OPAQUE"), Level.ATTENTION)
    assert reason is not None
    assert (reason.factors, reason.level) == (("P-OPAQUE", "R-TEMP"), Level.ELEVATED)


@pytest.mark.rule("R7")
def test_r7_blocks_nothing_for_only_law_does() -> None:
    of = say(_guest(), "P-MIL-TIE").classify(is_military=True)
    assert level(of) is Level.HIGH


# R8


@pytest.mark.rule("R8")
def test_r8_a_listed_country_asks_to_look_harder_and_opens_no_gate() -> None:
    listed, unlisted = case(country="CN"), case(country="MT")
    listed.screen()
    unlisted.screen()
    assert level(listed) is Level.ATTENTION
    assert [each.rule_id for each in finding(listed).reasons] == ["R8"]
    assert listed.gates == unlisted.gates
    assert said(level_rules.r8_a_listed_country_asks_to_look_harder, unlisted) is None


@pytest.mark.rule("R8")
def test_r8_asks_beside_other_factors_too() -> None:
    assert {"R1", "R8"} == {each.rule_id for each in finding(say(case(country="CN"), "P-MIL-TIE")).reasons}


# R9


@pytest.mark.rule("R9")
def test_r9_an_opaque_partner_keeps_the_screening_open_until_it_is_known() -> None:
    of = say(case(), "P-OPAQUE")
    of.screen()
    reason = said(level_rules.r9_an_opaque_partner_is_cleared_up, of, Level.ATTENTION)
    assert reason is not None
    assert reason.level is Level.ATTENTION
    of.refused_by_gate("opaque-party", screening.CompleteScreening(CASE, "Done."), people.OFFICER)
    of.do(factors.RebutRiskFactor(CASE, "P-OPAQUE", "Owners found."), people.OFFICER)
    of.complete()
    assert said(level_rules.r9_an_opaque_partner_is_cleared_up, of) is None


# R10


@pytest.mark.rule("R10")
def test_r10_high_on_the_form_of_the_fwo_asks_the_institution_whatever_the_level_here() -> None:
    for outcome in approval.AppraisalOutcome:
        of = case()
        of.do(appraisal.RecordAppraisal(CASE, "RSA-style sample", "1", outcome), people.RESEARCHER)
        of.screen()
        of.complete().submit()
        is_high = outcome is approval.AppraisalOutcome.HIGH
        assert level(of) is Level.NONE
        assert (said(level_rules.r10_the_form_of_the_funder_says_high, of) is not None) is is_high
        assert ("institutional-approval" in of.kinds) is is_high


@pytest.mark.rule("R10")
def test_r10_is_about_what_the_fwo_funds() -> None:
    of = Case(catalogue=WIDE).notify(funder_scheme="he-ria")
    of.link("Haven Instituut")
    of.do(appraisal.RecordAppraisal(CASE, "RSA", "1", approval.AppraisalOutcome.HIGH), people.RESEARCHER)
    assert said(level_rules.r10_the_form_of_the_funder_says_high, of) is None


# All together.


@pytest.mark.rule("R3")
def test_law_speaks_last_and_above_everything() -> None:
    of = say(_guest("CN"), *STRONG).classify("9.1", is_military=True, control_codes=SUSPECTED, trl_max=1)
    of.screen(hit(PARTNER, LEGAL_LIST))
    found = finding(of)
    assert found.level is Level.BLOCKED
    assert found.reasons[-1].rule_id == "R3"
    assert set(found.causes) <= set(found.factors)
    assert all(each.level in ALL for each in found.reasons[:-1])
    assert all(
        ground.startswith(f"{reason.rule_id}: ") for ground, reason in zip(found.grounds, found.reasons, strict=True)
    )


def test_the_sentences_are_what_the_completed_screening_stores() -> None:
    of = say(case(), "P-MIL-TIE").classify("9.1")
    of.screen()
    (event,) = of.do(screening.CompleteScreening(CASE, "Looked at."), people.OFFICER)
    assert isinstance(event, screening.ScreeningCompleted)
    assert event.grounds == finding(of.copy()).grounds
    assert event.grounds[-1] == (
        "R1: a sensitive topic meets a partner with military, sanction or opaque ties (P-MIL-TIE, T-CTD-9.1);"
        " the level is high"
    )
