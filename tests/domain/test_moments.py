"""A point in the past is written in one of four forms, and whatever is none of them is refused with what would be."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import moments
from domain.errors import UnusableInputError
from domain.moments import AtInstant, AtPosition, AtVersion

NOW = datetime(2026, 6, 3, 10, 30, tzinfo=UTC)


@given(st.integers(1, 10**18 - 1))
def test_versions_and_positions_are_read_as_they_are_written(number: int) -> None:
    assert moments.parse(str(AtVersion(number))) == AtVersion(number)
    assert moments.parse(str(AtPosition(number))) == AtPosition(number)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_instants_are_read_as_they_are_written(instant: datetime) -> None:
    assert moments.parse(moments.written(instant)) == AtInstant(instant)


def test_an_instant_with_another_zone_is_the_same_instant() -> None:
    assert moments.parse("2026-03-31T14:00:00+02:00") == moments.parse("2026-03-31T12:00Z")


def test_a_day_is_all_of_it_and_the_day_that_is_not_over_is_up_to_now() -> None:
    march, today = moments.parse("2026-03-31"), moments.parse("2026-06-03")
    assert isinstance(march, AtInstant)
    assert isinstance(today, AtInstant)
    assert march.until(NOW) == datetime(2026, 4, 1, tzinfo=UTC) - timedelta(microseconds=1)
    assert today.until(NOW) == NOW
    assert str(march) == "2026-03-31"


@pytest.mark.parametrize("said", ["2026-06-04", "2026-06-03T10:30:01Z", "9999-12-31"])
def test_what_is_still_to_come_is_refused(said: str) -> None:
    later = moments.parse(said)
    assert isinstance(later, AtInstant)
    with pytest.raises(UnusableInputError, match="is still to come; expected an instant up to 2026-06-03T10:30:00Z"):
        later.until(NOW)


@pytest.mark.parametrize(
    ("said", "rule", "expected"),
    [
        ("", "is no version, position or instant", "v12"),
        ("12", "is no version, position or instant", "p3400"),
        ("v", "is no version", "v12"),
        ("v-1", "is no version", "v12"),
        ("v٣", "is no version", "v12"),
        ("v0", "is before the first event", "v1 or more"),
        ("p0", "is before the first event", "p1 or more"),
        ("p" + "9" * 19, "is no version", "v12"),
        ("yesterday", "is no version", "2026-03-31"),
        ("2026-02-30", "is no day", "a day that exists"),
        ("2026-03-31T12:00:00", "says no time zone", "2026-03-31T12:00:00Z"),
        ("2026-03-31T12:00:00 02:00", "is no version", "2026-03-31T12:00:00Z"),
        ("2026-03-31T25:00:00Z", "does not exist", "2026-03-31T12:00:00Z"),
        ("2026-03-31T12:00:00+25:00", "does not exist", "2026-03-31T12:00:00Z"),
        ("0001-01-01T00:00:00+14:00", "does not exist", "2026-03-31T12:00:00Z"),
    ],
)
def test_what_cannot_be_used_is_refused_naming_what_would_be_right(said: str, rule: str, expected: str) -> None:
    with pytest.raises(UnusableInputError) as refused:
        moments.parse(said)
    assert refused.value.field == "as_of"
    assert rule in refused.value.rule
    assert expected in refused.value.expected
