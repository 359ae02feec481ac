"""The closed words of watch lists."""

from enum import StrEnum


class SourceState(StrEnum):
    """Whether the publisher still gives a list out. What is in force stays so until a person says otherwise.

    Source: issue 4, point 5.
    """

    AVAILABLE = "available"
    STALE = "stale"
    WITHDRAWN = "withdrawn"
    PAYWALLED = "paywalled"
