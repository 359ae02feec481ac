"""The six casussen of the guideline, with fictional names, as far as the present rules carry them.

Source: [004]; handbook domain.md 1.12. Each asserts the level, the gates that stand, and what must not happen.
"""

from functools import cache

import pytest

from domain.collaboration import (
    approval,
    approval_conditions,
    ethics,
    factors,
    human_rights,
    legal,
    levels,
    mitigation,
    policies,
    screening,
    spine,
)
from domain.collaboration.checks import CheckOutcome, RecordCheck
from domain.collaboration.parties import PartyRole, StayType, UnlinkParty
from domain.collaboration.screening import Resolution
from domain.collaboration.spine import CaseType, Nature, Status, Trigger
from domain.collaboration.topic import Certainty, ControlCode, Interference
from domain.context import Catalogue
from domain.errors import GatesOpenError
from domain.gates import Blocks
from domain.licence.words import Modality
from domain.values import Level, PartyId, PersonId, SubjectKind
from kvcase.catalogues import loader
from tests.domain import people
from tests.domain.gate_rows import CODE, REQUIREMENT
from tests.domain.scenario import (
    AS_IT_STANDS,
    CASE,
    FOREIGN_LIST,
    LATER,
    LEGAL_LIST,
    POLICY_LIST,
    TODAY,
    Case,
    hit,
    identifier,
)

APPROVE = approval.Approve(CASE, "Weighed.", AS_IT_STANDS)
START = spine.Start(CASE, TODAY)
COMPLETE = screening.CompleteScreening(CASE, "All looked at.")


@cache
def catalogue() -> Catalogue:
    return loader.to_domain(loader.load_all())


def case() -> Case:
    return Case(catalogue=catalogue())


def level(of: Case) -> Level:
    return levels.assess(of.state, catalogue()).level


def standing(of: Case) -> set[str]:
    return set(levels.assess(of.state, catalogue()).factors)


def say(of: Case, code: str, evidence: str = "Seen in the file.") -> None:
    of.do(factors.AssertRiskFactor(CASE, code, evidence), people.OFFICER)


def committee(of: Case, advice: ethics.Advice = ethics.Advice.CONDITIONAL) -> None:
    conditions = ("A report each year.",) if advice is ethics.Advice.CONDITIONAL else ()
    of.do(ethics.RecordEthicsAdvice(CASE, advice, "Weighed.", conditions), people.ETHICS)


def approve_as_advised(of: Case) -> None:
    conditions = (approval_conditions.ConditionInput("advice-1", "A report each year.", LATER),)
    of.approve(conditions=conditions, accepted_factors=of.accepting())


def ask_committee(of: Case) -> None:
    of.do(ethics.RequestEthicsAdvice(CASE, "Ethics Committee Misuse", "May we go on?"), people.OFFICER)


def consider(of: Case) -> set[str]:
    """Let the contact point write down what was considered under each policy that asks to look."""
    asked = tuple(policies.open_reviews(of.state))
    for each in asked:
        applies = False if (each.policy_id, each.subject_id) == (policies.CONTROLLED_CALL, None) else None
        said = policies.AcknowledgePolicy(CASE, each.policy_id, "Weighed.", each.subject_id, applies)
        of.do(said, people.OFFICER)
    return {each.policy_id for each in asked}


def measure(of: Case, *codes: str) -> None:
    for code in codes:
        of.do(
            mitigation.SetMitigation(CASE, identifier(code), code, people.RESEARCHER.id, LATER, "Needed here."),
            people.OFFICER,
        )


def carry_out(of: Case, *codes: str) -> None:
    for code in codes:
        of.do(mitigation.ImplementMitigation(CASE, identifier(code), "Done."), people.RESEARCHER)
        of.do(mitigation.VerifyMitigation(CASE, identifier(code), "Seen."), people.SECURITY)


def found(of: Case, *checks: str, outcome: CheckOutcome = CheckOutcome.MET) -> None:
    for check in checks:
        of.do(RecordCheck(CASE, check, outcome, "Looked into."), people.OFFICER)


CV = ("cv-service", "cv-attached", "cv-training-and-gaps")
TERMS = ("terms-publication", "terms-no-review", "terms-respondents", "terms-contract")


def never_rejected_by_itself(of: Case) -> None:
    decided = (approval.CollaborationRejected, spine.CollaborationSuspended)
    assert not any(isinstance(step.event, decided) for step in of.steps)


# S1: an Iranian doctor with army service, on emotion sensors and brain implants.


def _s1() -> Case:
    s1 = case().notify(nature=Nature.RECRUITMENT, triggers=(Trigger.MISUSE, Trigger.LIST_COUNTRY))
    home = s1.link("Alborz Technical University", "IR", PartyRole.HOME_INSTITUTION)
    s1.link_person("Dr. Parvaneh", StayType.STAFF, home=home)
    s1.classify("2.4", "6.1")
    say(s1, "R-AFFIL", "Two years of army service.")
    return s1


def test_s1_is_elevated_and_the_policy_on_agreements_says_nothing_about_a_person() -> None:
    s1 = _s1()
    s1.screen()
    assert level(s1) is Level.ELEVATED
    assert {"R-AFFIL", "C-LIST", "T-CTD-2.4", "T-CTD-6.1"} <= standing(s1)
    assert "policy" not in s1.kinds, "the rule on Iran is about institutional agreements"
    assert any(each.policy_id == "iran-agreements" for each in catalogue().policies)
    s1.refused_by_gate("check", COMPLETE, people.OFFICER)
    found(s1, *CV)
    s1.complete().submit()
    s1.approve(conditions=(approval_conditions.ConditionInput("c1", "No access to the strategic labs.", LATER),))
    never_rejected_by_itself(s1)


def test_s1_is_high_when_the_army_work_was_on_the_topic_and_the_committee_answers_first() -> None:
    s1 = _s1()
    say(s1, "P-MIL-TIE", "The thesis was written for the army.")
    s1.screen()
    found(s1, *CV, outcome=CheckOutcome.NOT_MET)
    s1.complete()
    assert s1.state.screening.level is Level.HIGH
    ask_committee(s1)
    s1.submit()
    s1.refused_by_gate("ethics", APPROVE, people.APPROVER)
    committee(s1)
    approve_as_advised(s1)


def test_s1_is_blocked_by_a_sanction_on_the_person() -> None:
    s1 = _s1()
    (person_id,) = s1.state.parties.persons
    match = hit(PersonId(person_id), LEGAL_LIST, kind=SubjectKind.PERSON)
    s1.screen(match)
    s1.refused_by_gate("hit", COMPLETE, people.OFFICER)
    s1.resolve(match, Resolution.TRUE_MATCH)
    found(s1, *CV)
    s1.complete().submit()
    assert s1.state.screening.level is Level.BLOCKED
    s1.refused_by_gate("legal-hit", APPROVE, people.APPROVER)
    never_rejected_by_itself(s1)


# S2: a Maltese company on aircraft noise of which nothing can be found.


def _s2() -> Case:
    s2 = case().notify(nature=Nature.COMMISSIONED_RESEARCH)
    s2.link("Quiet Wing Ltd", "MT", PartyRole.COMMISSIONER)
    say(s2, "P-OPAQUE", "A website of one page; no owner named.")
    return s2


def test_s2_asks_attention_until_the_owner_is_known_though_malta_is_on_no_list() -> None:
    s2 = _s2()
    assert "MT" not in catalogue().look_harder_countries
    s2.screen()
    assert level(s2) is Level.ATTENTION
    assert standing(s2) == {"P-OPAQUE"}, "nobody treats it as Russian without evidence"
    gate = s2.refused_by_gate("opaque-party", COMPLETE, people.OFFICER)
    assert gate.rule_id == "R9"


def test_s2_with_a_clean_owner_goes_the_normal_way() -> None:
    s2 = _s2()
    s2.screen()
    s2.do(factors.RebutRiskFactor(CASE, "P-OPAQUE", "A family firm; register seen."), people.OFFICER)
    s2.complete().submit().approve()
    assert s2.state.screening.level is Level.NONE


def test_s2_with_russian_owners_is_a_question_of_law_and_not_a_ban() -> None:
    s2 = _s2()
    s2.link("Neva Holding", "RU")
    s2.screen()
    s2.do(factors.RebutRiskFactor(CASE, "P-OPAQUE", "Neva Holding owns it."), people.OFFICER)
    s2.do(
        legal.IdentifyLegalRequirement(
            CASE, REQUIREMENT, legal.Requirement.VERIFICATION, "Regulation (EU) 833/2014", "Is it allowed?"
        ),
        people.EXPORT,
    )
    ask_committee(s2)
    s2.complete().submit()
    refusal = s2.refused(APPROVE, people.APPROVER, GatesOpenError)
    assert {gate.kind for gate in refusal.gates} == {"ethics", "legal-requirement"}
    s2.do(legal.SatisfyLegalRequirement(CASE, REQUIREMENT, "Not within the regulation."), people.SECURITY)
    committee(s2, ethics.Advice.POSITIVE)
    s2.approve()


# S3: drones with a Chinese university.


def _s3(nature: Nature = Nature.CONSORTIUM, scheme: str | None = None) -> Case:
    s3 = case().notify(nature=nature, funder_scheme=scheme, triggers=(Trigger.DUAL_USE,))
    s3.link("Longjiang University", "CN")
    s3.classify("9.1", trl_min=4, trl_max=6, control_codes=(ControlCode(CODE, "2025/2003", Certainty.SUSPECTED),))
    return s3


def _partner(of: Case) -> PartyId:
    (party_id,) = of.state.parties.parties
    return PartyId(party_id)


def test_s3_is_high_and_a_foreign_hit_neither_forbids_nor_rejects() -> None:
    s3 = _s3()
    found = hit(_partner(s3), FOREIGN_LIST)
    s3.screen(found)
    s3.refused_by_gate("hit", COMPLETE, people.OFFICER)
    s3.resolve(found, Resolution.TRUE_MATCH)
    ask_committee(s3)
    s3.complete()
    assert s3.state.screening.level is Level.HIGH
    assert "P-SANC-FOREIGN" in standing(s3)
    assert not s3.kinds & {"legal-hit", "policy", "sharing-hold"}
    s3.submit()
    s3.refused_by_gate("ethics", APPROVE, people.APPROVER)
    committee(s3)
    approve_as_advised(s3)
    never_rejected_by_itself(s3)


@pytest.mark.rule("O4")
@pytest.mark.rule("X10")
def test_s3_shares_nothing_before_the_item_is_classified_and_licensed() -> None:
    s3 = _s3()
    s3.screen()
    s3.do(
        legal.IdentifyLegalRequirement(
            CASE, REQUIREMENT, legal.Requirement.EXPORT_LICENCE, "Regulation (EU) 2021/821", "Annex I."
        ),
        people.EXPORT,
    )
    s3.complete().submit()
    s3.refused_by_gate("licence", APPROVE, people.APPROVER)
    s3.approve(is_subject_to_licence=True, accepted_factors=s3.accepting())
    share = legal.RecordSharing(
        CASE, identifier("share"), _partner(s3), "CN", Modality.KNOWLEDGE, TODAY, "Drawings.", (CODE,)
    )
    s3.classify("9.1", trl_min=4, trl_max=6, control_codes=(ControlCode(CODE, "2025/2003", Certainty.CONFIRMED),))
    refusal = s3.refused(share, people.RESEARCHER, GatesOpenError)
    assert {gate.kind for gate in refusal.gates} == {"licence", "licence-coverage"}
    s3.refused_by_gate("licence", START, people.RESEARCHER)


def test_s3_with_a_seven_sons_university_is_blocked_in_scope_only() -> None:
    for nature, scheme, is_blocked, looked_at in (
        (Nature.CONSORTIUM, "fwo", True, {"fwo-rsa"}),
        (Nature.INSTITUTIONAL_AGREEMENT, None, True, set()),
        (Nature.CONSORTIUM, None, False, set()),
        (Nature.VISITING_RESEARCHER, "he-ria", False, {"seven-sons-individual", "horizon-article-22-5"}),
    ):
        s3 = _s3(nature, scheme)
        found = hit(_partner(s3), POLICY_LIST)
        s3.screen(found)
        s3.resolve(found, Resolution.TRUE_MATCH)
        assert consider(s3) == looked_at, (nature, scheme)
        s3.complete().submit()
        assert ("policy" in s3.kinds) is is_blocked, (nature, scheme)
        assert s3.state.screening.level is Level.HIGH
        never_rejected_by_itself(s3)


# S4: diversity research commissioned by a repressive government.


def _s4() -> Case:
    s4 = case().notify(nature=Nature.COMMISSIONED_RESEARCH, triggers=(Trigger.HUMAN_RIGHTS,))
    s4.link("Ministry of Harmony", "BR", PartyRole.COMMISSIONER)
    s4.classify(interference=(Interference.POLITICAL,))
    say(s4, "F-CENSOR", "The ministry reads before we publish.")
    say(s4, "P-HR", "Reports on minorities.")
    return s4


def test_s4_without_any_technology_still_meets_the_human_rights_test() -> None:
    s4 = _s4()
    s4.screen()
    s4.complete()
    assert s4.state.screening.level is Level.ELEVATED
    s4.do(factors.RebutRiskFactor(CASE, "F-CENSOR", "Struck."), people.OFFICER)
    assert not any(code.startswith("T-CTD") for code in standing(s4))
    clear = approval.Clear(CASE, "No technology.")
    s4.refused_by_rule("G9", clear, people.COLLEAGUE)
    s4.submit()
    s4.refused_by_gate("human-rights", APPROVE, people.APPROVER)


def test_s4_may_go_on_under_watch_with_its_terms_fixed_and_ends_on_their_breach() -> None:
    s4 = _s4()
    s4.screen()
    s4.complete().submit()
    s4.do(
        human_rights.RecordHumanRightsTest(
            CASE,
            human_rights.Answer.NO,
            human_rights.Answer.UNSURE,
            human_rights.TestOutcome.PASS_WITH_MONITORING,
            "Net positive for the respondents.",
            90,
            LATER,
            balance=human_rights.Balance.POSITIVE,
            positive_impact="The respondents are heard.",
        ),
        people.ETHICS,
    )
    measure(s4, "M13", "M14")
    s4.refused_by_gate("check", APPROVE, people.APPROVER)
    found(s4, *TERMS, "safety")
    s4.approve()
    s4.refused_by_gate("mitigation", START, people.RESEARCHER)
    carry_out(s4, "M13", "M14")
    s4.start()
    breach = spine.ProposeTermination(CASE, "They chose the respondents.", LATER, ("Data are destroyed.",))
    s4.do(breach, people.OFFICER)
    s4.do(spine.Terminate(CASE), people.APPROVER)
    s4.must_be(Status.TERMINATED)


def test_s4_that_fails_the_test_is_not_approvable() -> None:
    s4 = _s4()
    s4.screen()
    s4.complete().submit()
    yes = human_rights.Answer.YES
    test = human_rights.RecordHumanRightsTest(CASE, yes, yes, human_rights.TestOutcome.FAIL, "It harms.")
    s4.do(test, people.ETHICS)
    s4.refused_by_gate("human-rights", APPROVE, people.APPROVER)


# S5: fieldwork on minority languages in China.


def test_s5_is_a_question_without_any_partner_or_committee_and_is_answered() -> None:
    s5 = case().notify(case_type=CaseType.ADVICE, nature=Nature.FIELDWORK, places=("CN",))
    s5.classify(interference=(Interference.POLITICAL,))
    s5.screen()
    s5.complete()
    assert s5.state.screening.level is Level.ELEVATED
    assert standing(s5) == {"T-INTERF-POL", "C-LIST"}
    assert not s5.kinds, "no partner is demanded, no committee is forced"
    s5.do(spine.AnswerAsAdvice(CASE, "Go, with care.", ("Anonymise.", "A clean phone.")), people.OFFICER)
    s5.must_be(Status.COMPLETED)


def test_s5_as_an_evaluation_starts_when_its_measures_are_taken() -> None:
    s5 = case().notify(case_type=CaseType.ADVICE, nature=Nature.FIELDWORK, places=("CN",))
    s5.classify(interference=(Interference.POLITICAL,))
    s5.screen()
    s5.do(spine.ConvertToEvaluation(CASE, "The faculty wants a decision."), people.OFFICER)
    s5.complete().submit()
    measures = ("M15", "M16", "M17", "M18")
    measure(s5, *measures)
    s5.approve()
    refusal = s5.refused(START, people.RESEARCHER, GatesOpenError)
    assert [gate.kind for gate in refusal.gates].count("mitigation") == len(measures)
    assert [gate.gate_id for gate in refusal.gates if gate.kind == "check"] == ["check:safety"]
    found(s5, "safety")
    carry_out(s5, *measures)
    s5.start()


# S6: a visiting doctoral student with a scholarship, on power and transport networks.


def _s6() -> Case:
    s6 = case().notify(nature=Nature.VISITING_RESEARCHER)
    home = s6.link("Longjiang University", "CN", PartyRole.HOME_INSTITUTION)
    s6.link_person("Ms. Lian", StayType.VISITING_RESEARCHER, temporary=True, home=home, scholarship="CSC")
    s6.classify("8.4")
    return s6


@pytest.mark.rule("X6")
def test_s6_is_elevated_and_the_scholarship_alone_makes_it_no_higher() -> None:
    s6 = _s6()
    say(s6, "R-SCHOLARSHIP", "CSC.")
    s6.screen()
    found(s6, "home-institution")
    s6.complete()
    assert s6.state.screening.level is Level.ELEVATED
    assert {"R-TEMP", "C-LIST", "T-CTD-8.4"} <= standing(s6)
    measure(s6, "M11", "M12")
    s6.submit().approve()
    s6.refused_by_gate("mitigation", START, people.RESEARCHER)
    carry_out(s6, "M11", "M12")
    s6.start()


def test_s6_is_high_with_a_flagged_home_institution_and_is_not_rejected_for_it() -> None:
    s6 = _s6()
    match = hit(_partner(s6), POLICY_LIST)
    s6.screen(match)
    s6.refused_by_gate("hit", COMPLETE, people.OFFICER)
    s6.resolve(match, Resolution.TRUE_MATCH)
    found(s6, "home-institution", outcome=CheckOutcome.NOT_MET)
    ask_committee(s6)
    s6.refused_by_gate("policy-review", COMPLETE, people.OFFICER)
    assert consider(s6) == {"seven-sons-individual"}, "a person is asked to look"
    s6.complete()
    assert s6.state.screening.level is Level.HIGH
    assert "policy" not in s6.kinds, "the rule is about agreements and FWO money, not about a person"
    s6.submit()
    s6.refused_by_gate("ethics", APPROVE, people.APPROVER)
    committee(s6)
    approve_as_advised(s6)
    never_rejected_by_itself(s6)


# More examples of the guideline.


def test_e4_a_visitor_from_a_top_university_on_autonomous_ships_is_elevated() -> None:
    e4 = case().notify(nature=Nature.VISITING_RESEARCHER)
    home = e4.link("Haiyang University", "CN", PartyRole.HOME_INSTITUTION)
    e4.link_person("Mr. Wen", StayType.VISITING_RESEARCHER, temporary=True, home=home)
    e4.classify("9.1")
    e4.screen()
    assert level(e4) is Level.ELEVATED


def test_e6_co_authors_who_appear_at_publication_are_screened_while_the_project_runs() -> None:
    e6 = case().notify(nature=Nature.SERVICE)
    e6.link("Haven Instituut", "BE")
    e6.screen()
    e6.complete().submit().approve().start()
    late = e6.link("Longjiang University", "CN", PartyRole.COAUTHOR)
    assert {"screening", "unscreened", "sharing-hold"} == e6.kinds
    found = hit(late, POLICY_LIST)
    e6.screen(found)
    e6.resolve(found, Resolution.TRUE_MATCH)
    e6.complete()
    assert "policy" not in e6.kinds
    e6.must_be(Status.RUNNING)
    e6.do(UnlinkParty(CASE, late, "They withdrew from the paper."), people.OFFICER)
    assert not e6.kinds


def test_every_factor_of_the_catalogue_can_be_asserted_and_rebutted() -> None:
    for code in sorted(catalogue().factors):
        one = case().notify()
        say(one, code)
        assert level(one) is Level.ATTENTION
        one.do(factors.RebutRiskFactor(CASE, code, "Looked into."), people.OFFICER)
        assert level(one) is Level.NONE


def test_no_shipped_policy_blocks_a_case_by_its_country_outside_its_scope() -> None:
    for country in sorted(catalogue().look_harder_countries):
        for nature in Nature:
            one = case().notify(nature=nature)
            one.link("Somewhere Institute", country)
            one.screen()
            blocked = {each.policy_id for each in one.state.screening.policies if each.blocks}
            in_scope = nature is Nature.INSTITUTIONAL_AGREEMENT and country == "IR"
            assert blocked == ({"iran-agreements"} if in_scope else set())
            assert all(Blocks.SHARE not in gate.blocks for gate in one.gates)
