"""What is left of a licence: no sharing goes beyond the quantity or the value that its authority granted."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.collaboration import legal
from domain.collaboration.may_share import may_share
from domain.collaboration.spine import Status
from domain.collaboration.topic import Certainty
from domain.errors import GatesOpenError, UnusableInputError
from domain.licence import amounts, events
from domain.licence import commands as licences
from domain.licence.amounts import MAX_AMOUNT, Amount, Limit
from domain.licence.words import Modality, Unit
from domain.values import Role
from tests.domain import people
from tests.domain.gate_rows import CODE, LICENCE, classified, grant_licence, sharing
from tests.domain.scenario import CASE, TODAY, Case, identifier, walk
from tests.domain.test_licences import GRANT, USE, granted, submitted

ELSEWHERE = identifier("a sharing of another case")


def licensed(limit: Limit, used: Amount | None = None) -> Case:
    """Return a running case under a licence with a limit, of which another case may have used something."""
    case = walk(Status.RUNNING)
    classified(Certainty.CONFIRMED)(case)
    grant_licence(case)
    known = case.licences[LICENCE]
    usages = {} if used is None else {ELSEWHERE: used}
    ways = frozenset({"goods", "knowledge"})
    case.licences[LICENCE] = replace(known, version=3, modalities=ways, limit=limit, usages=usages)
    case.do(legal.NoteExportLicence(CASE, LICENCE), people.PROGRAM)
    return case


def share(name: str = "one", way: Modality = Modality.GOODS, **fields: Any) -> legal.RecordSharing:
    return replace(sharing(CODE), share_id=identifier(name), modality=way, **fields)


def refusal(case: Case, command: legal.RecordSharing) -> str:
    """Return why a sharing is refused; the question before it is answered alike."""
    context = case.context(people.RESEARCHER, Role.RESEARCHER, None)
    assert not may_share(case.state, command, context).allowed
    (gate,) = case.refused(command, people.RESEARCHER, GatesOpenError).gates
    assert (gate.rule_id, gate.legal) == ("G4", True)
    return str(gate.reason).rpartition("fails on ")[2]


TEN = Limit(10, Unit.PIECES, 1000)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"quantity": 11, "value_eur": 5}, "quantity (11 asked, 10 pieces left)"),
        ({"quantity": None, "value_eur": 5}, "quantity (not said; 10 pieces left)"),
        ({"quantity": 1, "value_eur": 5, "unit": Unit.KILOGRAM}, "unit (kilogram, where the licence counts pieces)"),
        ({"quantity": 1, "value_eur": 1001}, "value (EUR 1001 asked, EUR 1000 left)"),
        ({"quantity": 1, "value_eur": None}, "value (not said; EUR 1000 left)"),
    ],
)
@pytest.mark.rule("G4")
def test_a_sharing_beyond_what_a_licence_allows_is_refused_with_what_is_left(fields: dict[str, Any], said: str) -> None:
    assert refusal(licensed(TEN), share(**fields)) == said


@pytest.mark.rule("G4")
def test_what_went_in_any_case_is_gone_and_the_same_sharing_counts_once() -> None:
    case = licensed(TEN, Amount(4, Unit.PIECES, 100))
    assert refusal(case, share(quantity=7, value_eur=1)) == "quantity (7 asked, 6 pieces left)"
    first = share(quantity=6, value_eur=900)
    (event,) = case.do(first, people.RESEARCHER)
    assert isinstance(event, legal.SharingRecorded)
    assert (event.licence_id, event.licence_versions, event.unit) == (LICENCE, (3,), Unit.PIECES)
    assert case.do(first, people.RESEARCHER) == (), "the same again is no second use"
    nothing_left = "quantity (1 asked, 0 pieces left)"
    assert refusal(case, share("two", quantity=1, value_eur=0)) == nothing_left
    # The licence learns of it: it counts once all the same.
    known = case.licences[LICENCE]
    usages = {**known.usages, first.share_id: Amount(6, Unit.PIECES, 900)}
    case.licences[LICENCE] = replace(known, version=4, usages=usages)
    assert refusal(case, share("two", quantity=1, value_eur=0)) == nothing_left


@pytest.mark.rule("G4")
def test_what_is_said_is_not_counted_and_a_licence_without_a_limit_asks_for_nothing() -> None:
    spoken = licensed(Limit(quantity=1))
    for name in ("one", "two"):
        spoken.do(share(name, Modality.KNOWLEDGE), people.RESEARCHER)
    free = licensed(Limit())
    for name in ("one", "two"):
        free.do(share(name), people.RESEARCHER)
        free.do(share(f"{name} again", quantity=10**6, value_eur=10**6), people.RESEARCHER)


@pytest.mark.rule("G4")
def test_the_id_of_a_sharing_of_ten_is_not_that_of_a_sharing_of_two() -> None:
    case = licensed(Limit())
    case.do(share(quantity=10), people.RESEARCHER)
    assert case.refused(share(quantity=2), people.RESEARCHER, UnusableInputError).field == "share_id"


@pytest.mark.parametrize(
    ("field", "amount"),
    [("quantity", 0), ("quantity", -1), ("quantity", MAX_AMOUNT + 1), ("value_eur", -1), ("value_eur", 10**30)],
)
@pytest.mark.rule("G4")
def test_an_amount_that_no_sharing_has_is_refused_with_its_bounds(field: str, amount: int) -> None:
    command = replace(share(), **{field: amount})  # type: ignore[arg-type]
    found = licensed(Limit()).refused(command, people.RESEARCHER, UnusableInputError)
    assert found.field == field
    assert str(MAX_AMOUNT) in found.expected


@pytest.mark.parametrize("amount", [0, -5, MAX_AMOUNT + 1])
@pytest.mark.parametrize("field", ["max_quantity", "max_value_eur"])
@pytest.mark.rule("licence-usage")
def test_a_limit_that_allows_nothing_is_none(field: str, amount: int) -> None:
    with pytest.raises(UnusableInputError) as found:
        submitted().do(replace(GRANT, **{field: amount}), people.EXPORT)  # type: ignore[arg-type]
    assert found.value.field == field
    answered = licences.AmendLicence(LICENCE, "More.", number="VL-2", amended_on=TODAY)
    with pytest.raises(UnusableInputError) as found:
        granted().do(replace(answered, **{field: amount}), people.EXPORT)  # type: ignore[arg-type]
    assert found.value.field == field


@pytest.mark.rule("licence-usage")
def test_the_authority_grants_up_to_a_limit_and_amends_it() -> None:
    early = licences.AmendLicence(LICENCE, "More.", max_quantity=5)
    with pytest.raises(UnusableInputError, match="max_quantity: is set by the authority's grant"):
        submitted().do(early, people.EXPORT)
    stream = submitted()
    stream.do(replace(GRANT, max_quantity=10, unit=Unit.KILOGRAM, max_value_eur=1000), people.EXPORT)
    assert stream.state.limit == Limit(10, Unit.KILOGRAM, 1000)
    amend = licences.AmendLicence(LICENCE, "More.", max_quantity=20, number="VL-2", amended_on=TODAY)
    (event,) = stream.do(amend, people.EXPORT)
    assert isinstance(event, events.LicenceAmended)
    assert (event.limit, event.codes) == (Limit(20, Unit.KILOGRAM, 1000), ("6A002",)), "what is left out stays"
    assert stream.do(amend, people.EXPORT) == ()
    stream.do(replace(USE, modality=Modality.GOODS, unit=Unit.KILOGRAM), people.PROGRAM)
    assert amounts.left(stream.state.limit, stream.state.usages.values()) == Limit(18, Unit.KILOGRAM, 100)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 400)), max_size=12))
@pytest.mark.rule("G4")
def test_however_it_is_split_no_more_goes_than_was_granted(asked: list[tuple[int, int]]) -> None:
    case, gone = licensed(TEN), (0, 0)
    for number, (quantity, value) in enumerate(asked):
        command = share(f"share {number}", quantity=quantity, value_eur=value)
        fits = gone[0] + quantity <= 10 and gone[1] + value <= 1000
        assert (case.attempt(command, people.RESEARCHER) is None) is fits
        gone = (gone[0] + quantity, gone[1] + value) if fits else gone
