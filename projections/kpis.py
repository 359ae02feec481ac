"""The series of the policy dashboard: cases by year and by what they are about, with small cells kept back.

Source: handbook domain.md 1.9; issue 3 point 6.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.figures import LAG_EN, LAG_NL, Basis, CaseOutcome, PartnerTie
from domain.incident.words import IncidentType
from domain.moments import Moment
from projections.case_figures import FiguresRow
from projections.suppression import Published, Table, coarsened, published, table

NO_TECHNOLOGY = "none"
NO_FUNDER = "none"
NO_BREACH, SEVERAL_BREACHES = "none", "several"
BREACH = "breach"
TIE_THEN, TIE_NOW = "partner-tie-then", "partner-tie-today"


@dataclass(frozen=True, slots=True)
class Counted:
    """A case of an institution, the class of its partners by the lists of today, and of which breaches it told the FWO.

    `breaches` are the families (KV1 to KV3) that stand in its submitted reports.
    """

    institution: str
    row: FiguresRow
    tie_now: PartnerTie
    breaches: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Kpis:
    """The series of a scope. `analyses` counts the institutions that recorded their risk analysis, by year.

    In the tables on technologies a case counts once for each domain or sub-technology, so their totals are of mentions.
    """

    scope: str
    by: Basis
    k: int
    tables: tuple[Published, ...]
    lists_today: Mapping[str, int]
    analyses: Mapping[str, int]
    note_nl: str = LAG_NL
    note_en: str = LAG_EN


class Figures(Protocol):
    """Counts the cases of a scope: the slug of an institution, or `fwo` for what the FWO funds at all of them."""

    def __call__(self, scope: str, by: Basis, k: int | None = None, at: Moment | None = None) -> Kpis:
        """Return the figures, now or as of a moment; `k` is the smallest count that is shown."""
        ...


def series(cases: Sequence[Counted], by: Basis, k: int) -> tuple[Published, ...]:
    """Return the series, each ready to be shown, over the same periods."""
    of = _periods(cases, by, k)
    one: Mapping[str, Callable[[Counted], str]] = {
        TIE_THEN: lambda case: case.row.tie_then,
        TIE_NOW: lambda case: case.tie_now,
        "outcome": lambda case: case.row.outcome,
        "funder": lambda case: case.row.funder_owner or NO_FUNDER,
        "institution": lambda case: case.institution,
        BREACH: _breach,
    }
    columns: Mapping[str, Sequence[str]] = {
        TIE_THEN: tuple(PartnerTie),
        TIE_NOW: tuple(PartnerTie),
        "outcome": tuple(CaseOutcome),
        BREACH: (*IncidentType, SEVERAL_BREACHES, NO_BREACH),
    }
    plain = [_counted(title, cases, of, _alone(says), columns.get(title, ())) for title, says in one.items()]
    technologies = [
        _counted("technology-domain", cases, of, lambda case: _domains(case.row), ()),
        _counted("sub-technology", cases, of, lambda case: case.row.technologies or (NO_TECHNOLOGY,), ()),
    ]
    return tuple(published(each, k) for each in (*plain, *technologies))


def _alone(says: Callable[[Counted], str]) -> Callable[[Counted], Iterable[str]]:
    return lambda case: (says(case),)


def year_of(row: FiguresRow, by: Basis) -> str | None:
    """Return the year that a case is counted in, if it is: one that did not start has no year of start."""
    day = row.notified_on if by is Basis.NOTIFICATION else row.started_on
    return None if day is None else f"{day.year}"


def _periods(cases: Iterable[Counted], by: Basis, k: int) -> Callable[[Counted], str | None]:
    """Return the period that a case is counted in: years with few cases are taken together, in all tables alike."""
    years = Counter(year for case in cases if (year := year_of(case.row, by)) is not None)
    together = coarsened(table("", {(year, "cases"): count for year, count in years.items()}), k)
    period = {
        year: name for name in together.rows for year in years if name[:4] <= year <= name[-4:]
    }  # names are "2024" or "2024-2026"
    return lambda case: period.get(year_of(case.row, by) or "")


def _counted(
    title: str,
    cases: Iterable[Counted],
    period_of: Callable[[Counted], str | None],
    says: Callable[[Counted], Iterable[str]],
    columns: Sequence[str],
) -> Table:
    counts = Counter(
        (period, str(column)) for case in cases if (period := period_of(case)) is not None for column in says(case)
    )
    return table(title, counts, [str(each) for each in columns])


def _breach(case: Counted) -> str:
    """Return the one column of a case: a total of mentions beside that of cases would tell how many hold two types."""
    return SEVERAL_BREACHES if len(case.breaches) > 1 else next(iter(case.breaches), NO_BREACH)


def _domains(row: FiguresRow) -> tuple[str, ...]:
    return tuple(sorted({each.partition(".")[0] for each in row.technologies})) or (NO_TECHNOLOGY,)
