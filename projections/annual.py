"""The annual risk report of an institution, counted from its read models: no case is named in it.

Source: [003], the institution-wide risk analysis; handbook domain.md 2.7, 4.4 S11.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from domain.collaboration.approval import Route
from domain.deadlines import Kind, State
from domain.figures import CaseOutcome
from domain.fwo_report.words import SETTLED, ReportStatus
from domain.licence.words import LicenceStatus
from domain.values import Level
from projections.case_figures import FiguresRow
from projections.deadlines import DeadlineRow
from projections.fwo_reports import ReportRow
from projections.licences import LicenceRow
from projections.risk_analyses import AnalysisRow


@dataclass(frozen=True, slots=True)
class LeadTime:
    """How many days passed between two steps: for how many cases, the median and the longest."""

    cases: int
    median_days: float | None
    longest_days: int | None


@dataclass(frozen=True, slots=True)
class Annual:
    """The counts of one year. Cases are those notified in it, decisions those first taken in it.

    `due` and `overdue` count by kind every deadline of the institution that falls in the year (domain.md 2.5).
    """

    institution: str
    year: int
    notified: int
    levels: Mapping[str, int]
    routes: Mapping[str, int]
    outcomes: Mapping[str, int]
    refused: int
    overrides: int
    suspensions: int
    measures_set: int
    measures_verified: int
    incidents: Mapping[str, int]
    licences: Mapping[str, int]
    to_screening: LeadTime
    to_decision: LeadTime
    reports_due: int
    reports_overdue: int
    due: Mapping[str, int]
    overdue: Mapping[str, int]
    breaches: Mapping[str, int]
    lists: Mapping[str, tuple[int, ...]]
    analyses: tuple[AnalysisRow, ...]


def annual(
    institution: str,
    year: int,
    cases: Sequence[FiguresRow],
    reports: Sequence[ReportRow],
    analyses: Sequence[AnalysisRow],
    deadlines: Sequence[DeadlineRow],
    licences: Sequence[LicenceRow],
    today: date,
) -> Annual:
    """Return the counts of a year; overdue is what was due before `today` and is not settled.

    `licences` are those of the institution: the end of one that serves a case is a deadline of that case.
    """
    mine = [each for each in cases if each.notified_on.year == year]
    decided = [each for each in cases if each.decided_on is not None and each.decided_on.year == year]
    due = [each for each in reports if each.due_on.year == year]
    dated = [each for each in (*map(_of_case, deadlines), *_of_no_case(licences)) if each.due_on.year == year]
    return Annual(
        institution=institution,
        year=year,
        notified=len(mine),
        levels=_ordered(Level, (each.level or "not assessed" for each in mine)),
        routes=_ordered(Route, (each.route for each in decided if each.route is not None)),
        outcomes=_ordered(CaseOutcome, (each.outcome for each in mine)),
        refused=sum(each.outcome is CaseOutcome.REJECTED for each in decided),
        overrides=sum(each.overrides for each in mine),
        suspensions=sum(each.suspensions for each in mine),
        measures_set=sum(each.measures_set for each in mine),
        measures_verified=sum(each.measures_verified for each in mine),
        incidents=_summed(each.incidents for each in mine),
        licences=_summed(each.licences for each in mine),
        to_screening=_lead(mine, lambda each: each.screened_on),
        to_decision=_lead(mine, lambda each: each.decided_on),
        reports_due=len(due),
        reports_overdue=sum(_is_overdue(each, today) for each in due),
        due=_ordered(Kind, (each.kind for each in dated)),
        overdue=_ordered(Kind, (each.kind for each in dated if each.is_open and each.due_on < today)),
        breaches=_summed(each.breaches for each in due if each.status is not ReportStatus.OPEN),
        lists=_lists(mine),
        analyses=tuple(each for each in analyses if each.year == year),
    )


def _is_overdue(report: ReportRow, today: date) -> bool:
    return report.due_on < today and report.status not in SETTLED


@dataclass(frozen=True, slots=True)
class _Dated:
    kind: Kind
    due_on: date
    is_open: bool


def _of_case(deadline: DeadlineRow) -> _Dated:
    return _Dated(deadline.kind, deadline.due_on, deadline.state is State.OPEN)


def _of_no_case(licences: Iterable[LicenceRow]) -> Iterable[_Dated]:
    """Yield the end of each licence that serves no case; it stays open until it is renewed or said to be over."""
    for each in licences:
        if each.valid_until is not None and not each.cases and each.case_id is None:
            yield _Dated(Kind.LICENCE_EXPIRY, each.valid_until, each.status is LicenceStatus.GRANTED)


def _ordered(words: Iterable[object], found: Iterable[object]) -> Mapping[str, int]:
    counts = Counter(str(each) for each in found)
    order = [str(each) for each in words]
    return {word: counts[word] for word in [*order, *sorted(set(counts) - set(order))] if counts[word]}


def _summed(counts: Iterable[Mapping[str, int]]) -> Mapping[str, int]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return dict(sorted(total.items()))


def _lead(cases: Sequence[FiguresRow], end: Callable[[FiguresRow], date | None]) -> LeadTime:
    days = [(day - each.notified_on).days for each in cases if (day := end(each)) is not None]
    return LeadTime(len(days), float(median(days)) if days else None, max(days, default=None))


def _lists(cases: Sequence[FiguresRow]) -> Mapping[str, tuple[int, ...]]:
    versions: dict[str, set[int]] = {}
    for each in cases:
        for name, version in each.lists_then.items():
            versions.setdefault(name, set()).add(version)
    return {name: tuple(sorted(found)) for name, found in sorted(versions.items())}
