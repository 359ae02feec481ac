"""The one place where the machine's clock and its randomness come in."""

import uuid
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)  # noqa: TID251  # this is the clock that everybody else is handed


def new_id() -> uuid.UUID:
    """Return a new random identifier."""
    return uuid.uuid4()  # noqa: TID251  # likewise
