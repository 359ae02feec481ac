"""Every code of the shipped factor catalogue: how it comes to stand, by facts or a person's word, and how it ends."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from domain.collaboration import derived, factors, levels
from domain.collaboration.parties import PartyRole, StayType
from domain.collaboration.screening import Resolution
from domain.collaboration.spine import Nature
from domain.collaboration.topic import Certainty, ClassificationLevel, ControlCode, Interference
from domain.context import Catalogue, FoundHit
from domain.errors import UnusableInputError
from domain.values import Effect, PartyId, PersonId, SubjectKind
from kvcase.catalogues import loader
from tests.domain import people
from tests.domain.gate_rows import CODE
from tests.domain.scenario import CASE, PARTNER, Case, hit, somebody

Derive = Callable[[Case], object]


@cache
def catalogue() -> Catalogue:
    return loader.to_domain(loader.load_all())


def case(nature: Nature = Nature.CONSORTIUM, country: str = "BE") -> Case:
    case = Case(catalogue=catalogue()).notify(nature=nature)
    case.link("Haven Instituut", country)
    return case


def listed(list_id: str, effect: Effect, *, person: bool = False) -> Derive:
    """Return a step by which a party, or a person, is found on a list and a person confirms it."""

    def find(of: Case) -> None:
        ann = of.link_person("Ann")
        subject: PartyId | PersonId = ann if person else PARTNER
        kind = SubjectKind.PERSON if person else SubjectKind.PARTY
        found: FoundHit = replace(hit(subject, kind=kind), list_id=list_id, effect=effect)
        of.screen(found)
        of.resolve(found, Resolution.TRUE_MATCH)

    return find


def classified(*technologies: str, **fields: Any) -> Derive:
    return lambda of: of.classify(*technologies, **fields)


SUSPECTED = (ControlCode(CODE, "2025/2003", Certainty.SUSPECTED),)
DERIVED: Mapping[str, Derive] = {
    **{f"T-CTD-{each}": classified(each) for each in sorted(catalogue().subtechnologies)},
    "T-INTERF-POL": classified(interference=(Interference.POLITICAL,)),
    "T-INTERF-COM": classified(interference=(Interference.COMMERCIAL,)),
    "T-INTERF-DEP": classified(interference=(Interference.DEPENDENCE,)),
    "T-DUAL": classified(control_codes=SUSPECTED),
    "T-MIL": classified(is_military=True),
    "T-CLASS": classified(classification_level=ClassificationLevel.GEHEIM),
    "T-TRL": classified("9.1", trl_min=3, trl_max=5),
    "P-SANC-EU": listed("eu-fsf", Effect.LEGAL),
    "P-SANC-UN": listed("un-sc", Effect.LEGAL),
    "P-SANC-VL": listed("flemish-measures", Effect.LEGAL),
    "P-SANC-FOREIGN": listed("ofac-sdn", Effect.INDICATIVE),
    "P-MIL-TIE": listed("aspi-unitracker", Effect.INDICATIVE),
    "P-REPUT": listed("ru-rectors", Effect.POLICY),
    "R-SANC": listed("eu-fsf", Effect.LEGAL, person=True),
    "R-AFFIL": listed("ca-nro", Effect.INDICATIVE, person=True),
    "R-TEMP": lambda of: of.link_person("Ann", StayType.VISITING_RESEARCHER, temporary=True),
    "R-SCHOLARSHIP": lambda of: of.link_person("Ann", StayType.JOINT_PHD, scholarship="CSC"),
    "C-LIST": lambda of: of.link("Longjiang University", "CN", PartyRole.FUNDER),
}
"""The codes that facts show by themselves, with the step after which they do."""
CODES = sorted(catalogue().factors)
ASSERTED = sorted(set(CODES) - DERIVED.keys() - {"N-MILITARY-PROGRAMME"})


def standing(of: Case) -> frozenset[str]:
    return frozenset(code for code, _ in levels.standing_factors(of.state, of.catalogue))


def test_every_code_of_the_catalogue_is_derived_or_asserted_and_none_is_derived_that_is_not_in_it() -> None:
    assert set(DERIVED) <= set(CODES)
    assert len(CODES) == 42 + 53, "42 sub-technologies, and 53 other codes"
    assert {code.split("-")[0] for code in ASSERTED} == {"P", "R", "F", "C", "N"}


@pytest.mark.parametrize("code", DERIVED)
def test_a_code_stands_by_the_facts_and_is_rebutted_in_writing(code: str) -> None:
    of = case()
    assert code not in standing(of)
    DERIVED[code](of)
    assert code in standing(of)
    of.do(factors.RebutRiskFactor(CASE, code, "Looked into it."), people.OFFICER)
    assert code not in standing(of)


@pytest.mark.parametrize("code", CODES)
def test_a_code_stands_by_a_persons_word_and_is_rebutted_in_writing(code: str) -> None:
    of = case()
    of.do(factors.AssertRiskFactor(CASE, code, "Seen in the file."), people.OFFICER)
    assert standing(of) == {code}
    of.refused(factors.RebutRiskFactor(CASE, code, " "), people.OFFICER, UnusableInputError)
    of.do(factors.RebutRiskFactor(CASE, code, "Looked into it."), people.OFFICER)
    assert standing(of) == frozenset()


def test_a_military_programme_is_a_nature_that_counts_and_the_others_count_when_a_person_says_so() -> None:
    for nature in Nature:
        expected = {"N-MILITARY-PROGRAMME"} if nature is Nature.MILITARY_PROGRAMME else set()
        assert standing(case(nature)) == expected


def test_a_person_on_a_list_makes_no_sanctioned_partner() -> None:
    for list_id in ("eu-fsf", "un-sc", "flemish-measures"):
        of = case()
        listed(list_id, Effect.LEGAL, person=True)(of)
        assert standing(of) == {"R-SANC"}


def test_a_list_of_law_of_another_name_counts_as_law_of_the_union() -> None:
    of = case()
    listed("opensanctions", Effect.LEGAL)(of)
    assert standing(of) == {"P-SANC-EU"}


def test_what_nobody_confirmed_is_no_factor() -> None:
    for what in (None, Resolution.UNCLEAR, Resolution.FALSE_POSITIVE):
        of = case()
        found = hit(PARTNER)
        of.screen(found)
        if what is not None:
            of.resolve(found, what)
        assert standing(of) == frozenset()


def test_the_readiness_is_shown_beside_a_technology_and_is_no_factor_alone() -> None:
    assert standing(case().classify("9.1", trl_max=3)) == {"T-CTD-9.1", "T-TRL"}
    assert standing(case().classify("9.1", trl_max=derived.APPLIED_FROM_TRL - 1)) == {"T-CTD-9.1"}
    assert standing(case().classify(interference=(Interference.POLITICAL,), trl_max=9)) == {"T-INTERF-POL"}
    of = case().classify("9.1", trl_max=9)
    of.do(factors.RebutRiskFactor(CASE, "T-CTD-9.1", "A toy."), people.OFFICER)
    assert standing(of) == frozenset()


def test_a_scholarship_that_is_learned_later_is_linked_anew() -> None:
    of = case()
    of.link_person("Ann")
    of.link_person("Ann", scholarship="CSC")
    assert of.state.parties.persons[somebody("Ann")].scholarship == "CSC"
    assert standing(of) == {"R-SCHOLARSHIP"}
