"""A licence that exists and does not fit: by each of its parts, for the case (G3) and for one sharing (G4)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.collaboration import decontrol, end_use, legal
from domain.collaboration.sharing import Question
from domain.collaboration.spine import Status
from domain.collaboration.topic import Certainty, ControlCode
from domain.gates import Blocks
from domain.licence.words import LicenceKind, Modality
from tests.domain import people
from tests.domain.gate_rows import CODE, LICENCE, grant_licence, require
from tests.domain.scenario import CASE, LATER, PARTNER, TODAY, Case, identifier, party, walk
from tests.scenarios.may_share import ask

FITS = Question(Modality.KNOWLEDGE, TODAY, (CODE,), PARTNER, "CN")
OTHER_CODE = "1C350"


def licensed(**changes: Any) -> Case:
    """Return a running case whose law asks for a licence, with one that fits but for `changes`."""
    case = walk(Status.RUNNING)
    items = (ControlCode(each, "2025/2003", Certainty.CONFIRMED) for each in (CODE, OTHER_CODE))
    case.classify(control_codes=tuple(items))
    required = replace(require(legal.Requirement.EXPORT_LICENCE, Blocks.SHARE), codes=(CODE,))
    case.do(required, people.EXPORT)
    grant_licence(case)
    case.licences[LICENCE] = replace(case.licences[LICENCE], version=3, **changes)
    case.do(legal.NoteExportLicence(CASE, LICENCE), people.PROGRAM)
    return case


def rules(case: Case, question: Question = FITS) -> dict[str, str]:
    """Return the rules that refuse a sharing, each with the end of its reason."""
    return {gate.rule_id: str(gate.reason).rpartition("fails on ")[2] for gate in ask(case, question).gates}


@pytest.mark.parametrize(
    ("changes", "fails"),
    [
        ({}, None),
        ({"codes": frozenset({OTHER_CODE})}, "code"),
        ({"end_users": frozenset({party("Stranger")})}, "recipient"),
        ({"destinations": frozenset({"US"})}, "destination"),
        ({"modalities": frozenset({"goods"})}, "modality"),
        ({"valid_from": TODAY + timedelta(days=1)}, "date"),
        ({"status": "revoked"}, "status (revoked)"),
        ({"status": "refused"}, "status (refused)"),
    ],
)
@pytest.mark.rule("G4")
def test_a_licence_that_fails_on_one_part_covers_nothing(changes: dict[str, Any], fails: str | None) -> None:
    assert rules(licensed(**changes)).get("G4") == fails


@pytest.mark.parametrize(
    ("changes", "is_open"),
    [
        ({}, False),
        ({"codes": frozenset({OTHER_CODE})}, True),
        ({"end_users": frozenset({party("Stranger")})}, True),
        ({"end_users": frozenset({party("Stranger")}), "kind": LicenceKind.GLOBAL}, True),
        ({"end_users": frozenset(), "kind": LicenceKind.UNION_GENERAL, "destinations": frozenset({"BE"})}, False),
        (
            {"end_users": frozenset(), "kind": LicenceKind.UNION_GENERAL, "destinations": frozenset({"US"})},
            True,
        ),
        ({"kind": LicenceKind.INTRA_EU}, True),
        ({"valid_from": TODAY + timedelta(days=1)}, True),
        ({"status": "expired"}, True),
        # How it is shared, and where to, is weighed for each sharing.
        ({"modalities": frozenset({"goods"})}, False),
    ],
)
@pytest.mark.rule("G3")
def test_a_required_licence_is_one_for_this_case_its_codes_and_this_day(changes: dict[str, Any], is_open: bool) -> None:
    assert ("licence" in licensed(**changes).kinds) is is_open


@pytest.mark.rule("G3")
def test_the_last_day_of_a_licence_is_the_last_on_which_it_counts() -> None:
    case = licensed()
    case.now += LATER - TODAY
    assert "licence" not in case.kinds
    case.now += timedelta(days=1)
    assert "licence" in case.kinds


@pytest.mark.rule("catch-all")
def test_a_licence_that_fits_says_nothing_of_an_end_use_that_somebody_knows_of() -> None:
    case = licensed()
    assert rules(case) == {}
    use, aware = end_use.EndUse.MILITARY_UNDER_EMBARGO, end_use.Awareness.AWARE
    case.do(end_use.AnswerEndUse(CASE, use, aware, "The partner said so."), people.RESEARCHER)
    assert set(rules(case)) == {"catch-all"}
    case.do(
        end_use.RecordEndUseDecision(CASE, use, end_use.AuthorityAnswer.LICENCE_GRANTED, TODAY, "Letter 9."),
        people.EXPORT,
    )
    assert rules(case) == {}


@pytest.mark.parametrize("ground", [decontrol.Ground.PUBLIC_DOMAIN, decontrol.Ground.BASIC_RESEARCH])
@pytest.mark.rule("GTN-published")
@pytest.mark.rule("GTN-basic")
def test_no_decision_about_knowledge_frees_the_laptop_that_carries_it(ground: decontrol.Ground) -> None:
    case = walk(Status.RUNNING)
    case.classify(control_codes=(ControlCode(CODE, "2025/2003", Certainty.CONFIRMED),), trl_min=1, trl_max=2)
    free = identifier("free")
    case.do(
        decontrol.RecordDecontrol(CASE, free, ground, (CODE,), "Read it.", "doi:10.0000/example", TODAY), people.EXPORT
    )
    told = Question(Modality.LECTURE, TODAY, (CODE,), destination="CN", decontrol_id=free)
    laptop = replace(told, modality=Modality.BAGGAGE)
    assert rules(case, told) == {}
    assert set(rules(case, laptop)) == {"G4"}
    assert set(rules(case, replace(laptop, recipient_id=PARTNER))) == {"G4"}
    assert rules(case, replace(laptop, destination="NL")) == {}, "within the Benelux nothing needs a licence"
    clean = replace(laptop, codes=(), decontrol_id=None, nothing_listed_because="A clean laptop (M03).")
    assert rules(case, clean) == {}


@pytest.mark.parametrize("country", ["BE", "NL", "LU", "DE", "CN"])
@pytest.mark.rule("G4-classification")
@pytest.mark.rule("X7")
def test_a_suspected_item_waits_to_be_settled_save_what_holds_none_of_it_within_the_benelux(country: str) -> None:
    case = walk(Status.RUNNING)
    case.classify(control_codes=(ControlCode(CODE, "2025/2003", Certainty.SUSPECTED),))
    silent = Question(Modality.LECTURE, TODAY, destination=country)
    assert "G4-classification" in rules(case, silent), "who says nothing of what goes along waits, wherever it goes"
    without = rules(case, replace(silent, nothing_listed_because="The agenda."))
    assert ("G4-classification" in without) is (country in {"DE", "CN"})
    named = rules(case, replace(silent, codes=(CODE,)))
    assert {"G4-classification", "G4-codes"} <= set(named), "a suspected code is no code that may go along"
