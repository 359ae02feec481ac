"""What ships is what the source documents say: counts, references, scopes."""

import re
from collections import Counter
from datetime import date

import pytest

from domain.collaboration import spine, topic
from domain.dutch import policies
from domain.values import Effect
from kvcase.catalogues import loader, model, words
from kvcase.catalogues.reading import CatalogueError

EDITIONS = loader.load_all()
RULES = loader.to_domain(EDITIONS)

SEVEN_SONS = {
    "Harbin Institute of Technology",
    "Harbin Engineering University",
    "Beijing Institute of Technology",
    "Beihang University",
    "Northwestern Polytechnical University",
    "Nanjing University of Science and Technology",
    "Nanjing University of Aeronautics and Astronautics",
}


def policy(policy_id: str) -> model.Policy:
    return next(entry for entry in EDITIONS.policies.entries if entry.policy_id == policy_id)


@pytest.mark.parametrize(
    ("group", "count"),
    [
        (words.TermGroup.FAMILY, 3),
        (words.TermGroup.PRINCIPLE, 4),
        (words.TermGroup.FWO_PILLAR, 4),
        (words.TermGroup.RSA_DOMAIN, 3),
        (words.TermGroup.COUNTRY_INDEX, 5),
        (words.TermGroup.CLASSIFICATION_LEVEL, 4),
        (words.TermGroup.LICENCE_AUTHORITY, 2),
        (words.TermGroup.TRL, 9),
        (words.TermGroup.CASUS, 6),
    ],
)
def test_every_enumeration_has_the_members_the_sources_give_it(group: words.TermGroup, count: int) -> None:
    assert sum(term.group is group for term in EDITIONS.terms.entries) == count


def test_technology_readiness_runs_from_one_to_nine() -> None:
    trl = [term.code for term in EDITIONS.terms.entries if term.group is words.TermGroup.TRL]
    assert trl == [str(level) for level in range(1, 10)]


def test_levels_of_classified_information_are_those_a_case_can_have() -> None:
    levels = {term.code for term in EDITIONS.terms.entries if term.group is words.TermGroup.CLASSIFICATION_LEVEL}
    assert levels == set(topic.ClassificationLevel)


def test_critical_technologies_are_ten_domains_and_forty_two_sub_technologies() -> None:
    per_domain = Counter(entry.domain for entry in EDITIONS.technologies.entries)
    assert list(per_domain) == [str(number) for number in range(1, 11)]
    assert list(per_domain.values()) == [4, 4, 4, 4, 5, 4, 5, 4, 4, 4]
    assert len(RULES.subtechnologies) == 42


def test_a_domain_of_technology_is_named_the_same_throughout() -> None:
    names = {(entry.domain, entry.domain_label) for entry in EDITIONS.technologies.entries}
    assert len(names) == 10


def test_the_countries_of_attention_are_the_eleven_of_the_guideline() -> None:
    assert {"CN", "IR", "IL", "KP", "PK", "RU", "SA", "SY", "TR", "AE", "BY"} == RULES.look_harder_countries
    assert len(EDITIONS.countries.entries) == 11


def test_the_countries_of_attention_say_their_basis_and_that_they_are_no_prohibition() -> None:
    header = EDITIONS.countries.header
    assert header.ground is not None
    assert "sancties" in header.ground.nl
    assert "exportmaatregelen" in header.ground.nl
    assert "geen verbod" in header.explanation.nl
    assert "no prohibition" in header.explanation.en


def test_there_is_a_factor_for_every_sub_technology_and_every_kind_of_collaboration() -> None:
    assert {f"T-CTD-{code}" for code in RULES.subtechnologies} <= RULES.factors
    assert "T-CTD" not in RULES.factors
    kinds = {"N-" + nature.value.upper().replace("_", "-") for nature in spine.Nature}
    assert kinds == {code for code in RULES.factors if code.startswith("N-")}


def test_every_dimension_has_its_factors() -> None:
    per_dimension = Counter(entry.dimension for entry in EDITIONS.factors.entries)
    assert per_dimension == {
        words.Dimension.TOPIC: 8,
        words.Dimension.PARTNER: 12,
        words.Dimension.RESEARCHER: 7,
        words.Dimension.FUNDER: 8,
        words.Dimension.COUNTRY: 3,
        words.Dimension.NATURE: 16,
    }


def test_mitigations_are_the_ten_of_the_guideline_and_six_of_its_casussen() -> None:
    """How the six are counted, and why M17 to M19 stand apart, is said in the file."""
    groups = {
        group: [entry.code for entry in EDITIONS.mitigations.entries if entry.group is group]
        for group in words.MitigationGroup
    }
    assert groups[words.MitigationGroup.GUIDELINE] == [f"M{number:02}" for number in range(1, 11)]
    assert groups[words.MitigationGroup.CASUS] == [f"M{number}" for number in range(11, 17)]
    assert groups[words.MitigationGroup.CASUS_TRAVEL] == ["M17", "M18"]
    assert groups[words.MitigationGroup.OUTSIDE] == ["M19"]


def test_what_is_outside_the_sources_is_marked_so() -> None:
    marked = {entry.code for entry in EDITIONS.mitigations.entries if entry.citation.document == words.OUTSIDE}
    assert marked == {"M19"}


def test_only_the_measure_that_hides_results_asks_for_a_justification() -> None:
    assert [entry.code for entry in EDITIONS.mitigations.entries if entry.needs_justification] == ["M10"]


def test_the_seven_sons_are_the_seven_the_guideline_prints() -> None:
    entries = loader.policy_list_entries(EDITIONS, "seven-sons")
    assert {entry.names[0][0] for entry in entries} == SEVEN_SONS
    assert len(entries) == 7
    assert {entry.country for entry in entries} == {"CN"}


def test_lists_that_no_source_prints_are_left_for_the_user() -> None:
    assert loader.policy_list_entries(EDITIONS, "ru-rectors") == ()
    military = loader.policy_list_entries(EDITIONS, "cn-military")
    assert [entry.names[0] for entry in military] == [("National University of Defense Technology", True)]


def test_a_list_that_is_not_shipped_has_no_entries_to_give() -> None:
    with pytest.raises(KeyError, match="ofac-sdn"):
        loader.policy_list_entries(EDITIONS, "ofac-sdn")


def test_a_name_without_a_source_is_weak() -> None:
    names = [name for shipped in EDITIONS.policy_lists for entry in shipped.edition.entries for name in entry.names]
    assert all(name.source for name in names if name.verified)
    assert not any(name.verified for name in names if name.kind in (words.NameKind.NATIVE, words.NameKind.PINYIN))


def test_no_name_stands_for_two_listed_institutions() -> None:
    names = Counter(
        text.casefold()
        for shipped in EDITIONS.policy_lists
        for entry in loader.policy_list_entries(EDITIONS, shipped.list_id)
        for text, _ in entry.names
    )
    assert [text for text, count in names.items() if count > 1] == []


def test_every_policy_has_an_owner_a_source_a_place_and_a_scope() -> None:
    for entry in EDITIONS.policies.entries:
        assert entry.owner
        assert entry.citation.document in {"003", "004"}
        assert entry.citation.place
        assert entry.scope in words.PolicyScope
    assert all(rule.owner and rule.source and rule.scope for rule in RULES.policies)


def test_the_seven_sons_bind_agreements_and_fwo_money_and_leave_persons_to_review() -> None:
    resting = {entry.scope: entry.effect for entry in EDITIONS.policies.entries if entry.list_id == "seven-sons"}
    assert resting == {
        words.PolicyScope.FWO_FUNDING: words.PolicyEffect.BLOCK,
        words.PolicyScope.INSTITUTIONAL_AGREEMENT: words.PolicyEffect.BLOCK,
        words.PolicyScope.REVIEW: words.PolicyEffect.REVIEW,
    }


def test_only_four_policies_have_a_country_as_their_condition_and_each_has_a_day_of_review() -> None:
    by_country = {entry.policy_id: entry for entry in EDITIONS.policies.entries if entry.countries}
    assert {policy_id: set(entry.countries) for policy_id, entry in by_country.items()} == {
        "iran-agreements": {"IR"},
        "horizon-russia-new": {"RU"},
        "h2020-russia-stop": {"RU"},
        "fwo-russia-belarus": {"RU", "BY"},
    }
    assert all(entry.review_on is not None for entry in by_country.values())


def test_huawei_and_zte_are_barred_from_innovation_actions_alone() -> None:
    rule = policy("he-innovation-actions-5g")
    assert rule.schemes == ("he-ia",)
    entries = loader.policy_list_entries(EDITIONS, "he-innovation-actions")
    assert [entry.names[0][0] for entry in entries] == ["Huawei", "ZTE"]


def test_the_arms_embargo_on_china_is_context_and_blocks_nothing() -> None:
    assert policy("cn-arms-embargo").effect is words.PolicyEffect.CONTEXT
    assert policy("cn-arms-embargo").countries == ()
    (rule,) = [rule for rule in RULES.policies if rule.policy_id == "cn-arms-embargo"]
    assert rule.informs
    assert not rule.blocks


def test_institutions_are_the_ten_of_the_guideline_with_a_contact_point_each() -> None:
    assert len(EDITIONS.institutions.entries) == 10
    for entry in EDITIONS.institutions.entries:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", entry.slug)
        assert entry.addresses_for(words.MailboxFunction.CONTACT_POINT)


def test_a_function_without_a_mailbox_of_its_own_is_answered_by_the_contact_point() -> None:
    by_slug = {entry.slug: entry for entry in EDITIONS.institutions.entries}
    assert by_slug["ugent"].addresses_for(words.MailboxFunction.EXPORT) == ("researchsecurity@ugent.be",)
    assert by_slug["kuleuven"].addresses_for(words.MailboxFunction.EXPORT) == (
        "kennisveiligheid@kuleuven.be",
        "lrd.export@kuleuven.be",
    )


def test_there_are_two_licence_authorities_and_both_are_named() -> None:
    named = {term.code for term in EDITIONS.terms.entries if term.group is words.TermGroup.LICENCE_AUTHORITY}
    assert named == set(words.LicenceAuthority)
    assert {entry.licence_authority for entry in EDITIONS.institutions.entries} == set(words.LicenceAuthority)


@pytest.mark.parametrize(
    ("list_id", "effect"),
    [
        ("eu-fsf", Effect.LEGAL),
        ("un-sc", Effect.LEGAL),
        ("flemish-measures", Effect.LEGAL),
        ("seven-sons", Effect.POLICY),
        ("cn-military", Effect.POLICY),
        ("ru-rectors", Effect.POLICY),
        ("ofac-sdn", Effect.INDICATIVE),
        ("ca-nro", Effect.INDICATIVE),
        ("aspi-unitracker", Effect.INDICATIVE),
        ("attention-countries", Effect.CONTEXT),
    ],
)
def test_a_list_has_the_effect_the_guideline_gives_it(list_id: str, effect: Effect) -> None:
    assert next(entry for entry in EDITIONS.lists.entries if entry.list_id == list_id).effect is effect


def test_only_what_binds_here_is_legal() -> None:
    legal = {entry.list_id for entry in EDITIONS.lists.entries if entry.effect is Effect.LEGAL}
    assert legal == {
        "eu-fsf", "un-sc", "flemish-measures", "eu-dual-use", "export-authorities", "security-clearance",
    }  # fmt: skip


def test_only_lists_of_our_own_making_are_shipped() -> None:
    shipped = {entry.list_id for entry in EDITIONS.lists.entries if entry.is_shipped}
    assert shipped == {entry.list_id for entry in EDITIONS.policy_lists}
    assert all(entry.effect is Effect.POLICY for entry in EDITIONS.lists.entries if entry.is_shipped)


def test_fwo_money_asks_for_an_appraisal_and_both_reports() -> None:
    fwo = next(entry for entry in EDITIONS.schemes.entries if entry.scheme_id == "fwo")
    assert set(fwo.hooks) == {
        words.SchemeHook.APPRAISAL,
        words.SchemeHook.APPROVAL_WHEN_HIGH,
        words.SchemeHook.INTERIM_REPORT,
        words.SchemeHook.EX_POST_REPORT,
    }
    assert RULES.funder_schemes["fwo"] == "fwo"


def test_a_rule_of_the_fwo_holds_for_its_own_schemes_only() -> None:
    for entry in EDITIONS.policies.entries:
        if entry.scope is words.PolicyScope.FWO_FUNDING:
            assert [RULES.funder_schemes[scheme] for scheme in entry.schemes] == ["fwo"]


def test_a_rule_for_calls_names_the_schemes_it_holds_for() -> None:
    assert all(entry.schemes for entry in EDITIONS.policies.entries if entry.scope is words.PolicyScope.CALL)


def test_the_edition_handed_to_decisions_names_the_bytes_it_rests_on() -> None:
    assert RULES.edition == EDITIONS.edition_id == f"2026-11-21-{EDITIONS.sha256[:12]}"


def test_before_the_guideline_no_whole_set_of_editions_is_in_force() -> None:
    with pytest.raises(CatalogueError, match="there is none in force on 2024-01-01"):
        loader.load_all(on=date(2024, 1, 1))


def test_every_policy_is_called_the_same_in_dutch_where_a_gate_names_it() -> None:
    shipped = {entry.title.en: entry.title.nl for entry in EDITIONS.policies.entries}
    assert shipped.items() <= policies.TITLES.items(), "say it in domain/dutch/policies.py"
