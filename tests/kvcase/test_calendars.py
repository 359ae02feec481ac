"""Working days in Flanders: the official holidays, and the closing days that an institution chooses."""

from datetime import date

import pytest

from domain.errors import UnusableInputError
from kvcase import settings
from kvcase.calendars import FIRST_YEAR, LAST_YEAR, ClosingDay, calendar

NOT_WORKED = (
    date(2026, 4, 6),  # Easter Monday
    date(2026, 5, 1),
    date(2026, 5, 14),  # Ascension Day
    date(2026, 5, 25),  # Whit Monday
    date(2026, 7, 21),
    date(2026, 11, 11),
    date(2026, 12, 25),
    date(2027, 3, 29),  # Easter Monday a year later
    date(2029, 4, 2),
)


@pytest.mark.parametrize("day", NOT_WORKED)
def test_nobody_works_on_an_official_holiday_of_belgium(day: date) -> None:
    assert day.weekday() < 5
    assert not calendar().is_working_day(day)


def test_the_bridge_days_and_the_bank_holidays_are_worked() -> None:
    assert calendar().is_working_day(date(2026, 5, 15))
    assert calendar().is_working_day(date(2026, 4, 3))
    assert calendar().is_working_day(date(2025, 12, 26))


def test_eleven_july_is_free_only_where_it_is_chosen() -> None:
    day = date(2025, 7, 11)
    chosen = (ClosingDay.parse("ugent=07-11"),)
    assert calendar().is_working_day(day)
    assert not calendar("ugent", chosen).is_working_day(day)
    assert not calendar("ugent", chosen).is_working_day(date(2028, 7, 11))
    assert calendar("vub", chosen).is_working_day(day)
    assert not calendar("vub", (ClosingDay.parse("07-11"),)).is_working_day(day)


def test_a_closing_day_of_one_year_is_of_that_year() -> None:
    chosen = (ClosingDay.parse("2026-12-24"),)
    assert not calendar("vub", chosen).is_working_day(date(2026, 12, 24))
    assert calendar("vub", chosen).is_working_day(date(2027, 12, 24))


def test_a_leap_day_is_closed_in_leap_years() -> None:
    days = list(ClosingDay.parse("02-29").days())
    assert date(2028, 2, 29) in days
    assert all(day.month == 2 for day in days)


def test_the_triage_of_a_notification_before_christmas_skips_the_holidays() -> None:
    closed = tuple(ClosingDay.parse(f"2026-12-{day}") for day in (24, 28, 29, 30, 31))
    assert calendar().add_working_days(date(2026, 12, 23), 3) == date(2026, 12, 29)
    assert calendar("vub", closed).add_working_days(date(2026, 12, 23), 3) == date(2027, 1, 6)


@pytest.mark.parametrize("day", [date(FIRST_YEAR - 1, 12, 31), date(LAST_YEAR + 1, 1, 1)])
def test_years_the_library_does_not_know_are_refused(day: date) -> None:
    with pytest.raises(UnusableInputError, match=f"the holidays of {day.year} are not known"):
        calendar().is_working_day(day)


@pytest.mark.parametrize("told", ["", "11 July", "13-01", "02-30", "2026-02-29", "2101-07-11", "7-11", "ugent="])
def test_what_is_no_closing_day_is_refused(told: str) -> None:
    with pytest.raises(ValueError, match=r"no closing day|out of range"):
        ClosingDay.parse(told)


def test_the_setting_names_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KVCASE_INSTITUTIONS", "north")
    monkeypatch.setenv("KVCASE_MASTER_KEY", "A" * 43 + "=")
    monkeypatch.setenv("KVCASE_CLOSING_DAYS", "north=07-11,2026-12-24")
    assert settings.read().closing_days == (ClosingDay(7, 11, None, "north"), ClosingDay(12, 24, 2026))
    for told, said in {"south=07-11": "'south' has no log here", "soon": "'soon' is no closing day"}.items():
        monkeypatch.setenv("KVCASE_CLOSING_DAYS", told)
        with pytest.raises(settings.SettingsError, match=f"KVCASE_CLOSING_DAYS: {said}"):
            settings.read()
