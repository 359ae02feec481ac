"""The closed words of incidents. Source: [004], the three families of risk; handbook domain.md 2.6."""

from enum import StrEnum


class IncidentType(StrEnum):
    """Which family of risk came true. Source: [004], definition of kennisveiligheid."""

    KV1 = "KV1"
    """Unwanted transfer of knowledge or technology."""
    KV2 = "KV2"
    """Interference with education or research."""
    KV3 = "KV3"
    """Misuse, or a violation of human rights."""


class Severity(StrEnum):
    """How grave an incident is, in words: there is no number behind it."""

    LIMITED = "limited"
    SERIOUS = "serious"


class Body(StrEnum):
    """An authority that is told about an incident."""

    STATE_SECURITY = "state_security"
    POLICE = "police"
    LICENCE_AUTHORITY = "licence_authority"
    FWO = "fwo"
    DATA_PROTECTION_AUTHORITY = "data_protection_authority"
    OTHER = "other"


class IncidentOutcome(StrEnum):
    """How an incident ends."""

    RESOLVED = "resolved"
    REFERRED = "referred"
    UNFOUNDED = "unfounded"


class IncidentStatus(StrEnum):
    """Where an incident stands."""

    REPORTED = "reported"
    TRIAGED = "triaged"
    CLOSED = "closed"
