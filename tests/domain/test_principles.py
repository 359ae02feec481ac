"""The principles and duties of the guideline that no single gate holds."""

import pytest

from domain.collaboration import approval, screening, spine
from domain.collaboration.legal import SharingRecorded
from domain.collaboration.spine import Nature, Status
from domain.errors import NotFoundError
from tests.domain import people
from tests.domain.gate_rows import sharing
from tests.domain.scenario import CASE, PARTNER, Case, identifier, walk


@pytest.mark.rule("openness")
def test_a_case_without_a_risk_factor_is_cleared_in_one_step() -> None:
    case = walk(Status.ASSESSED)
    case.do(approval.Clear(CASE, "No risk."), people.COLLEAGUE)
    case.must_be(Status.APPROVED)


@pytest.mark.rule("openness", "O2")
def test_a_notification_asks_a_title_a_summary_and_a_nature_and_no_more() -> None:
    case = Case()
    case.do(
        spine.NotifyCollaboration(CASE, "Drones", "A question of use.", Nature.COMMISSIONED_RESEARCH), people.RESEARCHER
    )
    case.must_be(Status.NOTIFIED)


@pytest.mark.rule("O1")
def test_nothing_happens_in_a_case_before_its_notification() -> None:
    Case().refused(screening.StartScreening(CASE, identifier("screening")), people.OFFICER, NotFoundError)


@pytest.mark.rule("O3")
def test_a_sharing_says_what_went_to_whom_where_and_how() -> None:
    (shared,) = walk(Status.RUNNING).do(sharing(), people.RESEARCHER)
    assert isinstance(shared, SharingRecorded)
    assert (shared.recipient_id, shared.destination, shared.modality) == (PARTNER, "CN", "knowledge")
    assert shared.what == "A talk."


@pytest.mark.rule("proportionality")
def test_every_gate_and_hold_says_how_far_it_reaches_and_what_lifts_it() -> None:
    for gate in Case().notify().gates:
        assert gate.scope
        assert gate.closed_by
        assert gate.source
