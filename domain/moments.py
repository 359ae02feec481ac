"""Moments of a log: what somebody asks for to see things as they were known then, and what that comes down to.

A version belongs to one stream, a position to one log. An instant is cut by the order in which events were recorded:
all that stands up to the last event recorded at or before it. Source: handbook event-store.md, finding 12 and 4.4.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final
from uuid import UUID

from domain.errors import UnusableInputError

FORMS: Final = (
    "v12 (a version), p3400 (a position of the log), 2026-03-31T12:00:00Z or 2026-03-31 (the end of that day)"
)
_NUMBERED = re.compile(r"([vp])([0-9]{1,18})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_LAST = time(23, 59, 59, 999_999, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AtVersion:
    """After the event of this version of one stream, counted from 1."""

    number: int

    def __str__(self) -> str:
        return f"v{self.number}"


@dataclass(frozen=True, slots=True)
class AtPosition:
    """After the event at this position of one log, counted from 1."""

    number: int

    def __str__(self) -> str:
        return f"p{self.number}"


@dataclass(frozen=True, slots=True)
class AtInstant:
    """After all that was recorded at or before this instant; `is_day` says that a whole day was asked for."""

    at: datetime
    is_day: bool = False

    def __str__(self) -> str:
        return self.at.date().isoformat() if self.is_day else written(self.at)

    def until(self, now: datetime) -> datetime:
        """Return the instant, or `now` while the day that was asked for is not over. Raises `UnusableInputError`."""
        if self.is_day and self.at.date() == now.date():
            return now
        if self.at > now:
            raise UnusableInputError("as_of", f"{self} is still to come", f"an instant up to {written(now)}")
        return self.at


AsOf = AtVersion | AtPosition | AtInstant


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of one log: what stands up to `position` was known at `at`.

    `stream` is the one that the question is about, if it is about one.
    """

    position: int
    at: datetime
    stream: UUID | None = None

    def __str__(self) -> str:
        return f"p{self.position} {written(self.at)}"


def parse(said: str) -> AsOf:
    """Return what somebody wrote. Raises `UnusableInputError` for the field `as_of`, with the forms that there are."""
    if numbered := _NUMBERED.fullmatch(said):
        kind, digits = numbered.groups()
        if int(digits) == 0:
            raise UnusableInputError("as_of", f"{said} is before the first event", f"{kind}1 or more")
        return AtVersion(int(digits)) if kind == "v" else AtPosition(int(digits))
    if _DAY.fullmatch(said):
        return AtInstant(datetime.combine(_day(said), _LAST), is_day=True)
    instant = _INSTANT.fullmatch(said)
    if instant is None:
        raise UnusableInputError("as_of", f"{said[:40]!r} is no version, position or instant", FORMS)
    if instant.group(1) is None:
        raise UnusableInputError(
            "as_of", f"{said} says no time zone", f"{said}Z for UTC, or {said}%2B01:00 in an address"
        )
    try:
        return AtInstant(datetime.fromisoformat(said).astimezone(UTC))
    except (ValueError, OverflowError) as error:
        raise UnusableInputError("as_of", f"{said} does not exist", "such as 2026-03-31T12:00:00Z") from error


def written(at: datetime) -> str:
    """Return an instant as it is written here: in UTC, without a fraction that is zero."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise UnusableInputError("as_of", f"{said} is no day", "a day that exists, such as 2026-03-31") from error
