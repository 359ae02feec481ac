"""The working days of an institution in Flanders: its holidays from a well-kept library, its closing days by setting.

The library `holidays` (country BE, category `public`) has the official holidays of Belgium, from 1901 to 2100. The
holiday of the Flemish Community, 11 July, is none of them and it does not know it; institutions differ in whether
they work on that day, and in the days between Christmas and New Year. Those are closing days, chosen by setting.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays

from domain.context import Calendar

_BELGIUM = type(holidays.country_holidays("BE"))
FIRST_YEAR, LAST_YEAR = _BELGIUM.start_year, _BELGIUM.end_year
"""The years whose holidays the library knows; outside them it would answer that there are none."""


@dataclass(frozen=True, slots=True)
class ClosingDay:
    """A day on which an institution does not work: of one year, or of every year; at one institution, or at all."""

    month: int
    day: int
    year: int | None = None
    institution: str | None = None

    @classmethod
    def parse(cls, text: str) -> "ClosingDay":
        """Return the closing day that `[slug=][YYYY-]MM-DD` tells. Raises `ValueError`."""
        slug, _, told = text.strip().rpartition("=")
        try:
            is_yearly = told.count("-") == 1
            found = date.fromisoformat(f"2000-{told}" if is_yearly else told)
        except ValueError as error:
            raise ValueError(f"{text!r} is no closing day; expected 07-11, 2026-12-24 or slug=07-11") from error
        if not is_yearly and not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValueError(f"{text!r}: the year is out of range; expected {FIRST_YEAR} to {LAST_YEAR}")
        return cls(found.month, found.day, None if is_yearly else found.year, slug.strip() or None)

    def days(self) -> Iterable[date]:
        """Return the days it means, in the years of the calendar."""
        for year in range(FIRST_YEAR, LAST_YEAR + 1) if self.year is None else (self.year,):
            if self.day <= monthrange(year, self.month)[1]:
                yield date(year, self.month, self.day)


@lru_cache(maxsize=64)
def calendar(institution: str = "", closing_days: tuple[ClosingDay, ...] = ()) -> Calendar:
    """Return the working days of an institution."""
    official = holidays.country_holidays("BE", years=range(FIRST_YEAR, LAST_YEAR + 1))
    closed = {day for each in closing_days if each.institution in {None, institution} for day in each.days()}
    return Calendar(frozenset(official) | closed, (FIRST_YEAR, LAST_YEAR))
