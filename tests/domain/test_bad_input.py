"""Input that no case can use is refused, naming the field, the rule, and what would be right."""

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import text
from domain.collaboration import approval, approval_conditions, factors, human_rights, legal, mitigation, spine, topic
from domain.collaboration.parties import LinkResearcher, StayType
from domain.collaboration.spine import Status
from domain.collaboration.topic import Certainty, ControlCode
from domain.context import Calendar
from domain.errors import UnusableInputError
from domain.gates import Blocks
from domain.values import Actor
from tests.domain import people
from tests.domain.gate_rows import LICENCE, MEASURE, REQUIREMENT, ask_licence, sharing
from tests.domain.random_walks import roles_of
from tests.domain.samples import SAMPLES
from tests.domain.scenario import AS_IT_STANDS, CASE, LATER, TODAY, Case, party, somebody, walk

SPOILT = {
    "NUL": "a\x00b",
    "an escape": "a\x1bb",
    "a next line": "a\x85b",
    "a right-to-left override": "a\u202eb",
    "an isolate": "a\u2066b",
    "a direction mark": "a\u200fb",
    "a lone surrogate": "a\ud800b",
    "20,001 characters": "a" * 20_001,
}


def _giver(command: Any) -> Actor:
    return next(each for each in people.EVERYBODY if each.roles & roles_of(command))


def _case_for(command: Any) -> Case:
    return walk(Status.NEW if isinstance(command, spine.NotifyCollaboration) else Status.RUNNING)


def _texts(command: Any) -> list[str]:
    return [each.name for each in fields(command) if type(getattr(command, each.name)) is str]


@pytest.mark.parametrize("what", SPOILT)
def test_a_spoilt_text_is_refused_in_every_field_of_every_command(what: str) -> None:
    tried = 0
    for command in SAMPLES:
        for name in _texts(command):
            spoilt = replace(command, **{name: SPOILT[what]})
            refusal = _case_for(command).refused(spoilt, _giver(command), UnusableInputError)
            assert refusal.field == name
            assert refusal.rule
            assert refusal.expected
            assert str(refusal).startswith(f"{name}: ")
            tried += 1
    assert tried > 50


def test_a_spoilt_text_inside_a_part_is_named_by_its_path() -> None:
    condition = approval_conditions.ConditionInput("c1", "a\x00b", LATER)
    with pytest.raises(UnusableInputError) as caught:
        text.refuse_unusable(approval.Approve(CASE, "Small.", AS_IT_STANDS, (condition,)))
    assert caught.value.field == "conditions.0.text"
    assert caught.value.rule == "holds the control character U+0000"
    with pytest.raises(UnusableInputError) as caught:
        text.refuse_unusable(spine.AnswerAsAdvice(CASE, "Go.", ("Fine.", "\u202e")))
    assert caught.value.field == "conditions.1"


@pytest.mark.parametrize("kept", ["Łódź", "北京", "a\nb\tc", "a\r\nb", "שלום", "é", "👩‍🔬", "a" * 20_000])
def test_a_text_that_people_write_is_kept(kept: str) -> None:
    text.refuse_unusable(kept, "summary")
    assert text.required(f"  {kept} ", "summary") == kept


@settings(derandomize=True, deadline=None)
@given(st.text())
def test_any_text_is_either_taken_or_refused_with_its_field(value: str) -> None:
    try:
        text.refuse_unusable(value, "summary")
    except UnusableInputError as refusal:
        found = refusal
    else:
        assert "\x00" not in value
        return
    assert found.field == "summary"


@pytest.mark.parametrize("year", [1800, 1899, 2201])
def test_a_year_out_of_range_is_refused(year: int) -> None:
    for command in SAMPLES:
        for name in [each.name for each in fields(command) if isinstance(getattr(command, each.name), date)]:
            spoilt = replace(command, **{name: date(year, 5, 1)})
            refusal = _case_for(command).refused(spoilt, _giver(command), UnusableInputError)
            assert (refusal.field, refusal.expected) == (name, "a year from 1900 to 2200")


NOT_PROSE = {
    "list_id",
    "canonical_sha256",
    "sha256",
    "destination",
    "code",
    "gate_id",
    "condition_id",
    "questionnaire_version",
}
BLANK: list[tuple[str, Any]] = [
    (name, replace(command, **{name: "  "})) for command in SAMPLES for name in _texts(command) if name not in NOT_PROSE
]


@pytest.mark.parametrize(("name", "command"), BLANK, ids=[f"{type(c).__name__}.{n}" for n, c in BLANK])
def test_a_reason_that_says_nothing_is_never_recorded(name: str, command: Any) -> None:
    """Whatever else a command is refused for, a blank text never gets into an event."""
    for status in Status:
        case = walk(status)
        if case.attempt(command, _giver(command), found=case.found()) is None:
            caused = [step.event for step in case.steps[-3:]]
            assert all("  " not in _values(event) for event in caused), name


def _values(event: Any) -> list[Any]:
    return [getattr(event, each.name) for each in fields(event)] if is_dataclass(event) else []


CODE = ControlCode("6A002", "2025/2003", Certainty.CONFIRMED)
NOTIFY = spine.NotifyCollaboration(CASE, "Drones", "Swarms.", spine.Nature.CONSORTIUM)
NO = human_rights.Answer.NO
WATCHED = human_rights.RecordHumanRightsTest(CASE, NO, NO, human_rights.TestOutcome.PASS_WITH_MONITORING, "x")
WATCHED = replace(WATCHED, balance=human_rights.Balance.POSITIVE, positive_impact="It helps.")
BAD: list[tuple[Any, str, str]] = [
    (replace(NOTIFY, title="x" * 301), "title", "at most 300"),
    (replace(NOTIFY, title=" "), "title", "a text that says something"),
    (replace(NOTIFY, summary="\n"), "summary", "a text that says something"),
    (replace(NOTIFY, planned_start_on=LATER, planned_end_on=TODAY), "planned_end_on", f"a day from {LATER} on"),
    (replace(NOTIFY, places=("BE", "belgium")), "places.1", "ISO 3166-1 alpha-2 in capitals, such as BE"),
    (replace(NOTIFY, places=("be",)), "places.0", "ISO 3166-1 alpha-2 in capitals, such as BE"),
    (replace(NOTIFY, places=("ÅÄ",)), "places.0", "ISO 3166-1 alpha-2 in capitals, such as BE"),
    (replace(NOTIFY, funder_scheme="nwo"), "funder_scheme", "one of defra, edf, fwo, he-ria (did you mean fwo?)"),
    (spine.AmendNotification(CASE, "x"), "title", "at least one field with its new value"),
    (spine.AmendNotification(CASE, "x", summary=" "), "summary", "a text that says something"),
    (spine.AmendNotification(CASE, "x", title=" "), "title", "a text that says something"),
    (
        spine.AmendNotification(CASE, "x", funder_scheme="nwo"),
        "funder_scheme",
        "one of defra, edf, fwo, he-ria (did you mean fwo?)",
    ),
    (spine.Complete(CASE, TODAY - timedelta(days=1)), "ended_on", f"a day from {TODAY} on"),
    (topic.ClassifyTopic(CASE, "x", ("11.9",)), "technologies.0", "a sub-technology of edition test-1, such as 9.1"),
    (
        topic.ClassifyTopic(CASE, "x", control_codes=(replace(CODE, annex_version=" "),)),
        "control_codes.0.annex_version",
        "a text that says something",
    ),
    (topic.ClassifyTopic(CASE, "x", trl_min=0), "trl_min", "1 to 9"),
    (topic.ClassifyTopic(CASE, "x", trl_max=10), "trl_max", "1 to 9"),
    (topic.ClassifyTopic(CASE, "x", trl_min=5, trl_max=4), "trl_max", "5 to 9"),
    (factors.AssertRiskFactor(CASE, "P-NICE", "x"), "code", "a factor of edition test-1, such as P-OPAQUE"),
    (factors.AssertRiskFactor(CASE, "T-CTD-11.9", "x"), "code", "a factor of edition test-1, such as P-OPAQUE"),
    (factors.RebutRiskFactor(CASE, "P-NICE", "x"), "code", "a factor of edition test-1, such as P-OPAQUE"),
    (WATCHED, "monitoring_interval_days", "1 day or more"),
    (replace(WATCHED, monitoring_interval_days=0), "monitoring_interval_days", "1 day or more"),
    (replace(WATCHED, monitoring_interval_days=90), "next_review_on", "a day to come"),
    (
        replace(WATCHED, monitoring_interval_days=90, next_review_on=TODAY - timedelta(days=1)),
        "next_review_on",
        f"a day from {TODAY} on",
    ),
    (
        mitigation.SetMitigation(CASE, MEASURE, "M99", "rosa", LATER, "x"),
        "code",
        "one of M01, M02, M05, M06, M10, M11",
    ),
    (
        legal.IdentifyLegalRequirement(CASE, REQUIREMENT, legal.Requirement.CLEARANCE, "Law", "x", blocks=()),
        "blocks",
        "approve, start or share",
    ),
    (
        legal.IdentifyLegalRequirement(CASE, REQUIREMENT, legal.Requirement.SANCTIONS_CLEARANCE, "Law", "x"),
        "hit_id",
        "the hit that it clears",
    ),
    (replace(sharing(), destination="Belgium"), "destination", "ISO 3166-1 alpha-2 in capitals, such as BE"),
    (replace(sharing(), shared_on=LATER), "shared_on", "today or a day before"),
    (
        LinkResearcher(CASE, somebody("Ann"), StayType.STAFF, home_party_id=party("Nobody")),
        "home_party_id",
        "a party that link-party linked before, as home_institution",
    ),
]


@pytest.mark.parametrize(("command", "field", "expected"), BAD, ids=[f"{type(c).__name__} {f}" for c, f, _ in BAD])
def test_a_value_that_does_not_exist_is_refused_with_what_would_be_right(
    command: Any, field: str, expected: str
) -> None:
    case = _case_for(command)
    if isinstance(command, LinkResearcher):
        case = walk(Status.NOTIFIED)
        case.link_person("Ann")
    giver = people.OFFICER if isinstance(command, spine.AmendNotification) else _giver(command)
    refusal = case.refused(command, giver, UnusableInputError)
    assert (refusal.field, refusal.expected) == (field, expected)
    assert str(refusal) == f"{field}: {refusal.rule}; expected {expected}"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"codes": ()}, "codes"), ({"modalities": ()}, "modalities"), ({"destination": "China"}, "destination")],
)
def test_a_licence_that_would_cover_nothing_is_not_asked_for(changes: dict[str, Any], field: str) -> None:
    case = walk(Status.RUNNING)
    ask = next(sample for sample in SAMPLES if isinstance(sample, legal.RequestExportLicence))
    assert case.refused(replace(ask, **changes), people.EXPORT, UnusableInputError).field == field
    ask_licence(case)
    assert LICENCE in case.state.legal.licences


def test_the_conditions_of_an_approval_have_ids_of_their_own_and_come_after_it() -> None:
    case = walk(Status.IN_REVIEW)
    one = approval_conditions.ConditionInput("c1", "Signed.", LATER)
    for conditions, field in (
        ((one, one), "conditions.0.condition_id"),
        ((replace(one, condition_id=" "),), "conditions.0.condition_id"),
        ((replace(one, blocks=Blocks.APPROVE),), "conditions.0.blocks"),
        ((replace(one, blocks=Blocks.COMPLETE_SCREENING),), "conditions.0.blocks"),
        ((replace(one, text=" "),), "conditions.0.text"),
    ):
        command = approval.Approve(CASE, "Small.", AS_IT_STANDS, conditions)
        assert case.refused(command, people.APPROVER, UnusableInputError).field == field


def test_a_case_in_good_form_is_told_apart_from_bad_form_before_anything_else() -> None:
    """Form comes first: a stranger learns nothing of the case by sending rubbish."""
    case = walk(Status.CLOSED)
    bad = spine.Start(CASE, date(1800, 1, 1))
    case.refused(bad, people.PROGRAM, UnusableInputError)


def test_the_calendar_counts_working_days_and_not_back() -> None:
    calendar = Calendar(frozenset({date(2026, 3, 3)}))
    assert calendar.add_working_days(TODAY, 0) == TODAY
    assert calendar.add_working_days(TODAY, 1) == date(2026, 3, 4)
    assert calendar.add_working_days(date(2026, 3, 6), 1) == date(2026, 3, 9)
    with pytest.raises(ValueError, match="below 0"):
        calendar.add_working_days(TODAY, -1)
