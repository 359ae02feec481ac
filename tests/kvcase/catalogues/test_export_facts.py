"""The facts of export control that ship: whole, cited, and marked where the institution confirms them."""

from domain.export_control import Reach
from domain.licence.words import Authority
from kvcase.catalogues import export_facts, loader
from kvcase.catalogues.export_facts import FactKind

EDITION = loader.load_all().export_control
assert EDITION is not None
FACTS = export_facts.to_domain(EDITION)


def test_the_customs_territory_has_the_member_states_and_the_benelux_lies_in_it() -> None:
    assert len(FACTS.customs_territory) == 27
    assert FACTS.free_transfer == {"BE", "NL", "LU"}
    assert FACTS.free_transfer < FACTS.customs_territory
    assert [FACTS.reach(each) for each in ("BE", "MT", "GB")] == [Reach.BENELUX, Reach.UNION, Reach.OUTSIDE]


def test_the_eight_union_general_authorisations_ship_and_reach_no_member_state() -> None:
    assert sorted(FACTS.authorisations) == [f"EU00{number}" for number in range(1, 9)]
    friends = {"AU", "CA", "CH", "GB", "IS", "JP", "LI", "NO", "NZ", "US"}
    assert FACTS.authorisations["EU001"].destinations == friends
    assert "internal_compliance_programme" in FACTS.authorisations["EU007"].conditions
    for each in FACTS.authorisations.values():
        assert not each.destinations & FACTS.customs_territory


def test_both_authorities_ask_for_the_end_user_certificate_and_three_years() -> None:
    assert FACTS.authorities.keys() == set(Authority)
    for each in FACTS.authorities.values():
        assert each.documents == ("end_user_certificate",)
        assert each.years["individual"] == 3
    assert FACTS.record_keeping_years == 5


def test_what_the_guideline_names_within_the_union_needs_a_licence_there() -> None:
    for code in ("0C001", "1C001", "1C001.a", "5A004", "5A004.a.1"):
        assert FACTS.is_intra_eu(code), code
    for code in ("6A002", "9A012", "5A002.a"):
        assert not FACTS.is_intra_eu(code), code


def test_what_is_general_knowledge_is_marked_for_the_institution() -> None:
    for entry in EDITION.entries if EDITION else ():
        if "general knowledge" in entry.citation.place:
            assert entry.confirm, entry.fact_id
    unsure = {entry.fact_id for entry in EDITION.entries if entry.confirm} if EDITION else set()
    assert {"intra-eu", "BRU", "record-keeping", "EU003"} <= unsure


def test_an_edition_before_the_catalogue_knows_no_facts_and_asks_a_licence_everywhere() -> None:
    assert export_facts.to_domain(None).needs_licence("6A002", "BE")
    assert {entry.kind for entry in EDITION.entries} == set(FactKind) if EDITION else False
