"""The closed words of forgetting. Source: GDPR art. 17; settled.md 1, 4, 13."""

from enum import StrEnum
from uuid import UUID


class Held(StrEnum):
    """Whose texts are forgotten together: each has one key. The words are the names of their aggregates."""

    PERSON = "person"
    """A natural person: the name, and each text that says it is about this person."""
    CASE = "collaboration"
    """The texts of a case: title, summary, reasons, explanations."""
    INCIDENT = "incident"
    """The texts of an incident: what was told, measures, evidence, lessons."""


class Ground(StrEnum):
    """Why somebody is forgotten. Source: GDPR art. 17(1)."""

    REQUEST = "request"
    """The person asks for it, or objects."""
    NO_LONGER_NEEDED = "no_longer_needed"
    """The purpose is served, or the time to keep it is over."""
    UNLAWFUL = "unlawful"
    """It should never have been recorded."""
    LEGAL_DUTY = "legal_duty"
    """A court or an authority orders it."""


class Status(StrEnum):
    """Where an erasure stands."""

    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


def subject_of(kind: Held, subject_id: UUID) -> str:
    """Return the subject under whose key the texts are sealed."""
    return f"{kind}:{subject_id}"
