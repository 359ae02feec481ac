"""The closed words of reports to the FWO. Source: [000], answer 2, third; handbook domain.md 2.6, 2.7."""

from collections.abc import Mapping
from enum import StrEnum


class ReportKind(StrEnum):
    """When a project is reported on."""

    INTERIM = "interim"
    EX_POST = "ex_post"


class ReportStatus(StrEnum):
    """Where a report stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WAIVED = "waived"


SETTLED = frozenset({ReportStatus.SUBMITTED, ReportStatus.ACCEPTED, ReportStatus.WAIVED})
"""A report that nothing waits for at the institution."""


class ReportTopic(StrEnum):
    """What a report tells about, in the institution's own words."""

    CHANGES = "changes"
    MEASURES = "measures"
    CONDITIONS = "conditions"
    BREACHES = "breaches"
    LICENCE_USE = "licence_use"
    OUTCOME = "outcome"
    SHARING = "sharing"
    LESSONS = "lessons"
    RESIDUAL_OBLIGATIONS = "residual_obligations"


TOPICS: Mapping[ReportKind, tuple[ReportTopic, ...]] = {
    ReportKind.INTERIM: (
        ReportTopic.CHANGES,
        ReportTopic.MEASURES,
        ReportTopic.CONDITIONS,
        ReportTopic.BREACHES,
        ReportTopic.LICENCE_USE,
    ),
    ReportKind.EX_POST: (
        ReportTopic.OUTCOME,
        ReportTopic.BREACHES,
        ReportTopic.SHARING,
        ReportTopic.LESSONS,
        ReportTopic.RESIDUAL_OBLIGATIONS,
    ),
}
"""What each kind of report must tell. Our own selection: the FWO asks about breaches; it prints no form."""


class FwoAnswer(StrEnum):
    """What the FWO says of a report."""

    RETURNED = "returned"
    ACCEPTED = "accepted"
