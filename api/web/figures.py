"""Figures as tables with their charts: of what the FWO funds with small counts kept back, and of an institution."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import marshmallow
from flask import Flask
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import validate
from werkzeug.wrappers import Response

from api import access, identity, language
from api.access import FWO, OFFICES, About, Access, Realm
from api.ports import Ports
from api.rest import fields as strict
from api.rest.figures import FiguresQuery
from api.web import asking, codes, notified, page, tongues
from api.web.charts import MOST_SERIES, Chart
from domain.collaboration.approval import Route
from domain.collaboration.spine import Language
from domain.figures import Basis, CaseOutcome, PartnerTie
from domain.incident.words import IncidentType
from domain.values import Role
from projections import annual
from projections.kpis import BREACH, NO_BREACH, SEVERAL_BREACHES, TIE_NOW, TIE_THEN, Kpis
from projections.suppression import Published

READERS = Access(Realm.INSTITUTION, OFFICES | {Role.AUDITOR}, About.REGISTERS)
PLACES = (page.Place("pages.figures", _l("Figures"), READERS),)
BASES: Final = {Basis.NOTIFICATION: _l("year of notification"), Basis.START: _l("year of start")}
_TITLES: Final = {
    "outcome": _l("Outcome"),
    TIE_THEN: _l("Tie of the partner, as known at the first screening"),
    TIE_NOW: _l("Tie of the partner, by the lists of today"),
    BREACH: _l("Breaches told to the FWO, by type"),
    "funder": _l("Funder"),
    "institution": _l("Institution"),
    "technology-domain": _l("Domain of critical technology"),
    "sub-technology": _l("Sub-technology"),
}
_MENTIONS: Final = {"technology-domain", "sub-technology"}
_FWO_ONLY, _OWN_ONLY = {"institution"}, {"funder"}
_WORDS: Final[Mapping[str, Mapping[str, LazyString]]] = {
    "tie": {
        PartnerTie.SANCTIONED: _l("sanctioned"),
        PartnerTie.MILITARY: _l("tied to an army"),
        PartnerTie.POLICY: _l("on a policy list"),
        PartnerTie.INDICATIVE: _l("on an indicative list"),
        PartnerTie.NONE: _l("on no list"),
        PartnerTie.UNKNOWN: _l("not screened"),
    },
    "outcome": {
        CaseOutcome.OPEN: _l("not decided yet"),
        CaseOutcome.APPROVED: _l("approved"),
        CaseOutcome.REJECTED: _l("rejected"),
        CaseOutcome.TERMINATED: _l("terminated"),
        CaseOutcome.WITHDRAWN: _l("withdrawn"),
        CaseOutcome.ADVISED: _l("advised"),
    },
    "level": {"not assessed": _l("not assessed")},
    "route": {
        Route.FAST: _l("fast route"),
        Route.STANDARD: _l("standard route"),
        Route.COMMITTEE: _l("by the committee"),
    },
    BREACH: {
        IncidentType.KV1: _l("KV1: unwanted transfer of knowledge"),
        IncidentType.KV2: _l("KV2: interference with education or research"),
        IncidentType.KV3: _l("KV3: misuse, or a violation of human rights"),
        SEVERAL_BREACHES: _l("more than one type"),
        NO_BREACH: _l("no breach told"),
    },
    "funder": {"none": _l("no funder with conditions")},
    "technology-domain": {
        "1": _l("Advanced semiconductor technologies"),
        "2": _l("Artificial intelligence technologies"),
        "3": _l("Quantum technologies"),
        "4": _l("Biotechnologies"),
        "5": _l("Advanced connectivity, navigation and digital technologies"),
        "6": _l("Advanced sensing technologies"),
        "7": _l("Space and propulsion technologies"),
        "8": _l("Energy technologies"),
        "9": _l("Robotics and autonomous systems"),
        "10": _l("Advanced materials, manufacturing and recycling technologies"),
        "none": _l("no critical technology"),
    },
    "sub-technology": {"none": _l("no critical technology")},
}
"""What the columns of each table are called. Technologies are those of Recommendation (EU) 2023/2113."""


class AnnualQuery(marshmallow.Schema):
    """Which year."""

    year = strict.QueryWhole(
        load_default=None, validate=validate.Range(2000, 2200, error=strict.words("is out of range", "2000 to 2200"))
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table as it is shown: a category, its count in each period, and in all; None where it is kept back."""

    label: str
    counts: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it is shown: periods across, and the chart of the same numbers unless there is nothing to draw."""

    name: str
    title: str
    periods: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line
    chart: Chart | None
    is_of_mentions: bool

    @property
    def keeps_back(self) -> bool:
        """Tell whether a count is kept back in it."""
        return any(None in (*each.counts, each.total) for each in (*self.lines, self.total))

    @property
    def is_too_wide(self) -> bool:
        """Tell whether there are more rows to draw than can be told apart."""
        return self.chart is None and len(_drawn_of(self.lines)) > MOST_SERIES


@dataclass(frozen=True, slots=True)
class Lag:
    """How far what is read is behind what happened: events still to be read, since how long, and set aside."""

    events: int
    seconds: float
    parked: int


def install(app: Flask, ports: Ports, monitor: Access) -> None:
    """Register the pages of figures, and who may see each."""

    def funded() -> Response:
        return told(FWO, None)

    def own() -> Response:
        institution = identity.required().institution
        return told(institution, institution)

    def told(scope: str, log: str | None) -> Response:
        by = asking.asked_for(FiguresQuery())["by"]
        found = ports.figures(scope, by)
        return page.show(
            "monitor/figures.html",
            figures=found,
            tables=tuple(_tables(found, Known(_names(ports), ports.rulebook.codes()))),
            by=by,
            bases=BASES,
            note=found.note_nl if language.asked() is Language.NL else found.note_en,
            is_fwo=log is None,
            lag=_lag(ports, log),
            read_at=ports.now(),
        )

    def yearly() -> Response:
        institution, today = identity.required().institution, ports.now().date()
        year = asking.asked_for(AnnualQuery())["year"] or today.year
        queries = ports.institution_queries(institution)
        cases = queries.figures()
        due = queries.deadlines_within(date(year, 1, 1), date(year, 12, 31))
        rest = (queries.reports(), queries.analyses(), due, queries.all_licences())
        found = annual.annual(institution, year, cases, *rest, today)
        years = sorted({today.year, year, *(each.notified_on.year for each in cases)}, reverse=True)
        return page.show(
            "monitor/annual.html",
            year=year,
            years=years,
            found=found,
            outcomes=(outcomes := _labelled("outcome", found.outcomes)),
            levels=_labelled("level", found.levels),
            routes=_labelled("route", found.routes),
            chart=_drawn(outcomes, year),
            name=_names(ports).get(institution, institution),
            lag=_lag(ports, institution),
            read_at=ports.now(),
        )

    page.add(app, "portfolio_figures", "/portfolio/figures", funded, monitor)
    page.add(app, "figures", "/figures", own, READERS)
    page.add(app, "figures_annual", "/figures/annual", yearly, READERS)


@dataclass(frozen=True, slots=True)
class Known:
    """What institutions are called, and what the codes of the edition in force stand for."""

    institutions: Mapping[str, str]
    codes: codes.Codes


def _tables(found: Kpis, known: Known) -> Iterator[Shown]:
    """Return the tables of a scope, first how many cases there are at all; nothing is worked out of what is shown."""
    by_title = {each.title: each for each in found.tables}
    whole = by_title["outcome"]
    if whole.rows:
        yield _totals(whole)
    for title in _TITLES:
        if title in (_OWN_ONLY if found.scope == FWO else _FWO_ONLY) or not by_title[title].rows:
            continue
        yield _shown(by_title[title], known)


def _totals(table: Published) -> Shown:
    title = _("Cases")
    line = Line(title, table.row_totals, table.total)
    chart = Chart(title, table.rows, ((title, table.row_totals),))
    return Shown("cases", title, table.rows, (), line, chart if chart.shows_anything else None, False)


def _shown(table: Published, known: Known) -> Shown:
    title = str(_TITLES[table.title])
    found = enumerate(zip(table.columns, table.column_totals, strict=True))
    lines = tuple(
        Line(_label(table.title, column, known), tuple(row[number] for row in table.counts), total)
        for number, (column, total) in sorted(found, key=lambda each: _place(table.title, each[1][0]))
    )
    total = Line(_("all"), table.row_totals, table.total)
    return Shown(
        table.title, title, table.rows, lines, total, _chart(title, table.rows, lines), table.title in _MENTIONS
    )


def _chart(title: str, periods: tuple[str, ...], lines: Sequence[Line]) -> Chart | None:
    """Return the bars of a table: side by side in each period, or, where that tells nothing, over all periods."""
    drawn = _drawn_of(lines)
    by_period = Chart(title, periods, tuple((each.label, each.counts) for each in drawn))
    if len(drawn) <= _SIDE_BY_SIDE and by_period.shows_anything:
        return by_period
    overall = Chart(title, (_("all years"),), tuple((each.label, (each.total,)) for each in drawn))
    return overall if overall.shows_anything else None


def _drawn_of(lines: Sequence[Line]) -> list[Line]:
    """Return the rows that have something to draw."""
    return [each for each in lines if any(count != 0 for count in each.counts)]


_SIDE_BY_SIDE: Final = 7


def _place(title: str, column: str) -> tuple[int, ...]:
    """Return where a row stands: technologies by their numbers, what has none after them, all else as it was."""
    if title not in _MENTIONS:
        return ()
    return tuple(int(each) if each.isdecimal() else _LAST for each in column.split("."))


_LAST: Final = 1_000


def _label(title: str, column: str, known: Known) -> str:
    if title == "institution":
        return known.institutions.get(column, column)
    if title == "sub-technology" and (name := codes.called(f"{codes.TECHNOLOGY}{column}", known.codes)):
        return f"{column} {name}"
    if title == "funder" and column != "none":
        return notified.funder(column)
    told = _WORDS["tie" if title in {TIE_THEN, TIE_NOW} else title].get(column)
    if told is None:
        return column
    return f"{column}. {told}" if column.isdecimal() else str(told)


def _names(ports: Ports) -> Mapping[str, str]:
    return {each.slug: each.name for each in ports.shared_queries.institutions()}


def _lag(ports: Ports, log: str | None) -> Lag:
    """Return how far the read models are behind: of one institution, or of all together."""
    ready = ports.ready()

    def of(name: str) -> Sequence[Any]:
        told: Any = ready.get(name, {})
        return [value for slug, value in told.items() if log in {None, slug} and slug != access.SHARED]

    return Lag(sum(of("lag_events")), max(of("lag_seconds"), default=0.0), sum(of("parked")))


def _labelled(kind: str, found: Mapping[str, int]) -> Mapping[str, int]:
    """Return counts by closed words of a kind, as people say these."""
    return {str(_WORDS[kind].get(each) or tongues.word(each)): count for each, count in found.items()}


def _drawn(outcomes: Mapping[str, int], year: int) -> Chart | None:
    title = _("Cases by outcome")
    chart = Chart(title, (str(year),), tuple((label, (count,)) for label, count in outcomes.items()))
    return chart if chart.shows_anything else None
