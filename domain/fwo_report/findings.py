"""What the history of a case says for a report, as it is kept in the report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Section(StrEnum):
    """What a finding is about."""

    PARTNER = "partner"
    COUNTRY = "country"
    TOPIC = "topic"
    MEASURE = "measure"
    CONDITION = "condition"
    INCIDENT = "incident"
    LICENCE_USE = "licence_use"
    NEW_HIT = "new_hit"
    SUSPENSION = "suspension"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the history says: what, since when, in which state, with codes that tell more."""

    section: Section
    subject: str
    state: str
    since: date
    detail: tuple[str, ...] = ()


def by_section(findings: Iterable[Finding]) -> Mapping[Section, tuple[Finding, ...]]:
    """Return the findings of each section; every section is there."""
    found: dict[Section, list[Finding]] = {section: [] for section in Section}
    for each in findings:
        found[each.section].append(each)
    return {section: tuple(each) for section, each in found.items()}
