"""By when: the day that counts, the clock that stops, the reminder that comes once."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import deadlines
from domain.context import Calendar
from domain.deadlines import Deadline, Kind, Recipient, State
from domain.errors import RuleRefusedError, UnusableInputError

MONDAY = date(2026, 3, 2)
HOLIDAYS = frozenset({date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14), date(2026, 5, 25), date(2026, 7, 21)})
FLANDERS = Calendar(HOLIDAYS, (2025, 2028))
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
COUNTS = st.integers(0, 60)
KINDS = st.sampled_from(Kind)
LAWS = settings(max_examples=200, deadline=None, derandomize=True)


def _deadline(kind: Kind = Kind.OWN, due_on: date = MONDAY, since: date = date(2025, 1, 1)) -> Deadline:
    return deadlines.opened("one", kind, due_on, since)


def _codes(deadline: Deadline, today: date, sent: set[str]) -> list[str]:
    return [rung.code for rung in deadlines.rungs_due(deadline, today, sent)]


def test_due_today_is_not_overdue() -> None:
    deadline = _deadline(due_on=MONDAY)
    assert not deadlines.is_overdue(deadline, MONDAY)
    assert deadlines.is_overdue(deadline, MONDAY + timedelta(days=1))


def test_three_working_days_over_easter_skip_easter_monday() -> None:
    assert deadlines.due_day(Kind.TRIAGE, date(2026, 4, 2), FLANDERS) == date(2026, 4, 8)


def test_the_committee_has_fourteen_days_of_any_kind() -> None:
    assert deadlines.due_day(Kind.COMMITTEE_ANSWER, MONDAY, FLANDERS) == date(2026, 3, 16)


def test_a_licence_is_applied_for_well_before_the_start() -> None:
    assert deadlines.due_day(Kind.LICENCE_APPLICATION, date(2026, 9, 1), FLANDERS) == date(2026, 6, 3)


def test_every_kind_has_a_ladder_an_owner_a_lead_and_extenders() -> None:
    for table in (deadlines.LADDERS, deadlines.OWNERS, deadlines.LEADS, deadlines.EXTENDERS):
        assert set(table) == set(Kind)


def test_a_ladder_asks_the_owner_first_then_the_team_then_the_lead() -> None:
    for ladder in deadlines.LADDERS.values():
        assert [rung.days for rung in ladder] == sorted({rung.days for rung in ladder})
        for rung in ladder:
            if rung.days < 0:
                assert rung.to == (Recipient.OWNER,)
            elif rung.days == 0:
                assert rung.to == (Recipient.OWNER, Recipient.TEAM)
            else:
                assert rung.to == (Recipient.LEAD,)


def test_a_licence_expires_after_three_warnings() -> None:
    end = date(2026, 12, 31)
    deadline, sent, told = _deadline(Kind.LICENCE_EXPIRY, end), set[str](), []
    for n in range(-120, 10):
        for rung in deadlines.rungs_due(deadline, end + timedelta(days=n), sent):
            sent.add(rung.code)
            told.append((n, rung.code))
    assert told == [(-90, "T-90"), (-30, "T-30"), (-7, "T-7"), (0, "T0"), (1, "T+1")]


def test_after_an_outage_nobody_gets_a_flood() -> None:
    end = date(2026, 12, 31)
    deadline = _deadline(Kind.LICENCE_EXPIRY, end)
    assert _codes(deadline, end - timedelta(days=5), set()) == ["T-7"]
    assert _codes(deadline, end + timedelta(days=40), set()) == ["T0", "T+1"]


def test_what_is_opened_late_is_not_reminded_of_days_that_had_passed() -> None:
    end = date(2026, 12, 31)
    deadline = _deadline(Kind.LICENCE_EXPIRY, end, since=end - timedelta(days=20))
    assert _codes(deadline, end - timedelta(days=20), set()) == []
    assert _codes(deadline, end - timedelta(days=7), set()) == ["T-7"]


def test_what_was_overdue_when_it_was_set_is_told_at_once() -> None:
    deadline = _deadline(Kind.MITIGATION_DUE, MONDAY, since=MONDAY + timedelta(days=3))
    assert _codes(deadline, MONDAY + timedelta(days=3), set()) == ["T0"]


def test_an_extension_is_later_has_a_reason_and_keeps_the_first_day() -> None:
    deadline = _deadline(due_on=MONDAY)
    longer = deadlines.extend(deadline, MONDAY + timedelta(days=9), "The committee meets later.", MONDAY)
    assert (longer.due_on, longer.original_due_on) == (MONDAY + timedelta(days=9), MONDAY)
    assert longer.extensions == (deadlines.Extension(MONDAY, MONDAY + timedelta(days=9)),)
    for day in (MONDAY, MONDAY - timedelta(days=1)):
        with pytest.raises(UnusableInputError) as refused:
            deadlines.extend(deadline, day, "Sooner.", MONDAY - timedelta(days=30))
        assert (refused.value.field, refused.value.expected) == ("due_on", "a day from 2026-03-03 on")
    with pytest.raises(UnusableInputError, match="reason: is empty"):
        deadlines.extend(deadline, MONDAY + timedelta(days=9), "  ", MONDAY)


def test_an_extension_does_not_end_in_the_past() -> None:
    with pytest.raises(UnusableInputError, match="a day from 2026-03-12 on"):
        deadlines.extend(_deadline(), MONDAY + timedelta(days=5), "Late.", MONDAY + timedelta(days=10))


def test_a_clock_that_stands_still_keeps_its_working_days() -> None:
    deadline = _deadline(due_on=date(2026, 4, 10))
    waiting = deadlines.pause(deadline, "the licence authority", date(2026, 4, 2))
    assert (waiting.state, waiting.waiting_for) == (State.PAUSED, "the licence authority")
    assert not deadlines.is_overdue(waiting, date(2026, 5, 1))
    assert _codes(waiting, date(2026, 5, 1), set()) == []
    # Out for 3 April, and 7 to 9 April: Easter Monday does not count.
    due_on = deadlines.resumed_due_on(waiting, date(2026, 4, 9), FLANDERS)
    assert due_on == date(2026, 4, 16)
    running = deadlines.resume(waiting, due_on, date(2026, 4, 9))
    assert (running.state, running.due_on, running.original_due_on) == (State.OPEN, due_on, date(2026, 4, 10))


def test_only_a_running_clock_is_stopped_and_only_a_stopped_one_started() -> None:
    waiting = deadlines.pause(_deadline(), "the partner", MONDAY)
    with pytest.raises(RuleRefusedError, match="waits for the partner"):
        deadlines.pause(waiting, "the partner", MONDAY)
    with pytest.raises(RuleRefusedError, match="not paused"):
        deadlines.resumed_due_on(_deadline(), MONDAY, FLANDERS)
    with pytest.raises(UnusableInputError, match="waiting_for: is empty"):
        deadlines.pause(_deadline(), " ", MONDAY)


def test_what_is_met_or_lapsed_reminds_nobody_and_is_not_extended() -> None:
    for state in (State.MET, State.LAPSED):
        done = deadlines.ended(_deadline(), state)
        assert not deadlines.is_overdue(done, MONDAY + timedelta(days=99))
        assert _codes(done, MONDAY + timedelta(days=99), set()) == []
        with pytest.raises(RuleRefusedError, match="nothing is due"):
            deadlines.extend(done, MONDAY + timedelta(days=99), "Why not.", MONDAY)
        with pytest.raises(RuleRefusedError, match="nothing is due"):
            deadlines.pause(done, "nobody", MONDAY)


def test_a_year_without_known_holidays_is_no_year_without_holidays() -> None:
    with pytest.raises(UnusableInputError, match="the holidays of 2029 are not known"):
        FLANDERS.add_working_days(date(2028, 12, 29), 1)


@LAWS
@given(DAYS, COUNTS)
def test_working_days_land_on_working_days_and_count_back(day: date, count: int) -> None:
    later = FLANDERS.add_working_days(day, count)
    assert later >= day
    assert count == 0 or FLANDERS.is_working_day(later)
    assert FLANDERS.working_days_between(day, later) == count


@LAWS
@given(DAYS, COUNTS, COUNTS)
def test_working_days_add_up(day: date, one: int, two: int) -> None:
    in_two_steps = FLANDERS.add_working_days(FLANDERS.add_working_days(day, one), two)
    assert in_two_steps == FLANDERS.add_working_days(day, one + two)


@LAWS
@given(DAYS, st.integers(0, 200), st.integers(0, 200))
def test_a_stretch_of_days_has_the_working_days_of_its_parts(day: date, one: int, two: int) -> None:
    middle, end = day + timedelta(days=one), day + timedelta(days=one + two)
    parts = FLANDERS.working_days_between(day, middle) + FLANDERS.working_days_between(middle, end)
    assert parts == FLANDERS.working_days_between(day, end)
    assert FLANDERS.working_days_between(end, day) == 0


@LAWS
@given(KINDS, DAYS, DAYS, st.integers(0, 90))
def test_a_pause_never_shortens_and_keeps_the_working_days_left(kind: Kind, due: date, begin: date, days: int) -> None:
    deadline = _deadline(kind, due)
    end = begin + timedelta(days=days)
    waiting = deadlines.pause(deadline, "the authority", begin)
    running = deadlines.resume(waiting, deadlines.resumed_due_on(waiting, end, FLANDERS), end)
    assert running.due_on >= due
    assert running.original_due_on == due
    left = FLANDERS.working_days_between(begin, due)
    assert begin > due or FLANDERS.working_days_between(end, running.due_on) == left


@LAWS
@given(KINDS, DAYS, st.lists(st.integers(-250, 60), max_size=40))
def test_each_rung_comes_once_in_any_order_of_days(kind: Kind, due: date, days: list[int]) -> None:
    deadline, sent = _deadline(kind, due), list[str]()
    for n in days:
        sent += _codes(deadline, due + timedelta(days=n), set(sent))
    assert len(sent) == len(set(sent))
    assert set(sent) <= {rung.code for rung in deadlines.LADDERS[kind]}


@LAWS
@given(KINDS, DAYS, st.integers(0, 300), st.lists(st.integers(-250, 60), max_size=20))
def test_the_scheduler_looks_at_everything_that_is_due(kind: Kind, due: date, before: int, days: list[int]) -> None:
    deadline, sent = _deadline(kind, due, since=due - timedelta(days=before)), set[str]()
    for n in sorted(days):
        today = due + timedelta(days=n)
        found = _codes(deadline, today, sent)
        next_on = deadlines.next_rung_on(deadline, sent)
        assert not found or (next_on is not None and next_on <= today)
        sent.update(found)
        assert _codes(deadline, today, sent) == []
    sent.update(rung.code for rung in deadlines.LADDERS[kind])
    assert deadlines.next_rung_on(deadline, sent) is None


@LAWS
@given(KINDS, DAYS, st.lists(st.integers(1, 40), max_size=8))
def test_extensions_keep_the_first_day_and_tell_every_step(kind: Kind, due: date, steps: list[int]) -> None:
    deadline = _deadline(kind, due)
    for days in steps:
        deadline = deadlines.extend(deadline, deadline.due_on + timedelta(days=days), "More time.", due)
    assert deadline.original_due_on == due
    chain = [due, *(each.to_on for each in deadline.extensions)]
    assert chain == sorted(set(chain))
    assert [each.from_on for each in deadline.extensions] == chain[:-1]
    assert deadline.due_on == chain[-1]
