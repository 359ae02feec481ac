"""What the FWO funds: the portfolio, the reports that are awaited, and the files that it is handed."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import access, identity, language, reads
from api.access import About, Access, Realm
from api.ports import Ports
from api.rest import fields as strict
from api.rest import handouts, paging, plain
from api.rest.past import then_fwo
from api.rest.questions import PageQuery, PortfolioQuery
from api.web import asking, charts, figures, page
from domain.collaboration.spine import Status
from domain.fwo_report.words import ReportKind, ReportStatus
from domain.handout.words import HandoutKind
from domain.values import Actor, Role
from projections.fwo_portfolio import PortfolioRow
from projections.handouts import HandoutQueries, HandoutRow
from projections.pages import MAX_LIMIT, Cursor
from projections.shared_queries import Awaited

READERS = Access(Realm.FWO, frozenset({Role.FWO_MONITOR}), About.FUNDED)
PLACES = (
    page.Place("pages.portfolio", _l("Portfolio"), READERS),
    page.Place("pages.portfolio_reports", _l("Reports"), READERS),
    page.Place("pages.portfolio_figures", _l("Figures"), READERS),
    page.Place("pages.portfolio_files", _l("Files"), READERS),
    *figures.PLACES,
)
AWAITED = {
    Awaited.OVERDUE: _l("Overdue"),
    Awaited.DUE: _l("Not yet overdue"),
    Awaited.SUBMITTED: _l("Submitted: your answer is awaited"),
    Awaited.SETTLED: _l("Settled"),
}
REPORTS = {ReportKind.INTERIM: _l("Interim report"), ReportKind.EX_POST: _l("Ex-post report")}
_SORTS = {
    "": _l("institution and reference"),
    "status": _l("status"),
    "-reference": _l("reference, last first"),
}
_LAST_FILES = 20


class ReportsQuery(PageQuery):
    """Which reports."""

    kind = strict.Word(ReportKind, load_default=ReportKind.INTERIM)
    awaited = strict.Word(Awaited, load_default=Awaited.OVERDUE)
    institution = strict.QueryText()


@dataclass(frozen=True, slots=True)
class Report:
    """A report of a project: where it stands, by when, and how many days it is late (0 when it is not)."""

    status: ReportStatus
    due_on: date
    days_late: int


def install(app: Flask, ports: Ports) -> None:
    """Register the pages of this part, and who may see each."""

    def portfolio() -> Response:
        asked = asking.asked_for(PortfolioQuery())
        as_of = asked.get("as_of")
        found = then_fwo(ports, asked).portfolio(**paging.asked(asked))
        today = ports.now().date() if as_of is None else as_of.until(ports.now()).date()
        return page.show(
            "monitor/portfolio.html",
            rows=_shown(found.items, today),
            next_url=_next(found.next),
            asked=request.args,
            statuses=Status,
            sorts=_SORTS,
            institutions=_institutions(ports),
            reports=REPORTS,
            read_at=ports.now(),
        )

    def reports() -> Response:
        asked = paging.asked(asking.asked_for(ReportsQuery()))
        kind, awaited, today = asked.pop("kind"), asked.pop("awaited"), ports.now().date()
        found = ports.fwo_queries.reports(kind, awaited, today, **asked)
        return page.show(
            "monitor/reports.html",
            rows=_shown(found.items, today),
            next_url=_next(found.next),
            kind=kind,
            awaited=awaited,
            institution=asked.get("institution"),
            counts=ports.fwo_queries.awaited(today, asked.get("institution")),
            kinds=REPORTS,
            standings=AWAITED,
            institutions=_institutions(ports),
            read_at=ports.now(),
        )

    def files() -> Response:
        taken = _taken(ports.handed_out(access.SHARED), identity.required())
        rows = [plain.row(each, personal=False) for each in taken]
        reads.saw(rows)
        return page.show("monitor/files.html", rows=rows, asked=request.args, statuses=Status)

    def table() -> Response:
        given = {name: value for name in ("format", "as_of") if (value := request.form.get(name))}
        status = request.form.get("status")
        body = asking.loaded(handouts.TableBody(), {**given, "filters": {"status": status} if status else {}})
        body["language"] = language.asked()
        written = body.pop("format")
        return handouts.sent(ports.handouts.register("portfolio", actor=identity.required(), written=written, **body))

    page.add(app, "portfolio", "/portfolio", portfolio, READERS)
    page.add(app, "portfolio_reports", "/portfolio/reports", reports, READERS)
    page.add(app, "portfolio_files", "/portfolio/files", files, READERS)
    page.add(app, "portfolio_table", "/portfolio/table", table, READERS, method="POST")
    charts.install(app)
    figures.install(app, ports, READERS)


def _shown(rows: Sequence[PortfolioRow], today: date) -> list[dict[str, Any]]:
    """Return rows as pages tell them, with where their reports stand on a day; the read is noted."""
    told = [plain.row(each, personal=False) for each in rows]
    reads.saw(told)
    return [
        {
            **plain_row,
            "interim": _report(row.interim_report, row.interim_due_on, today),
            "ex_post": _report(row.ex_post_report, row.ex_post_due_on, today),
        }
        for plain_row, row in zip(told, rows, strict=True)
    ]


def _report(status: ReportStatus | None, due_on: date | None, today: date) -> Report | None:
    if status is None or due_on is None:
        return None
    is_open = status in {ReportStatus.OPEN, ReportStatus.RETURNED}
    return Report(status, due_on, max((today - due_on).days, 0) if is_open else 0)


def _next(cursor: Cursor | None) -> str | None:
    return asking.following(paging.encode(cursor) if cursor is not None else None)


def _taken(queries: HandoutQueries, actor: Actor) -> Sequence[HandoutRow]:
    """Return the last files that somebody took, the newest first."""
    found = queries.handouts(kind=HandoutKind.PORTFOLIO, made_by=actor.id, limit=MAX_LIMIT)
    last = deque(found.items, _LAST_FILES)
    while found.next is not None:
        found = queries.handouts(kind=HandoutKind.PORTFOLIO, made_by=actor.id, after=found.next, limit=MAX_LIMIT)
        last.extend(found.items)
    return tuple(reversed(last))


def _institutions(ports: Ports) -> Mapping[str, str]:
    """Return the names of the institutions by their slug."""
    return {each.slug: each.name for each in ports.shared_queries.institutions()}
