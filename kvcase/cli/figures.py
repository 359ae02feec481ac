"""`kvcase kpi`, `kvcase report annual` and what the FWO sees: figures with small cells kept back."""

from datetime import date, datetime

import click

from api.access import FWO, OFFICES
from domain import moments
from domain.errors import NotPermittedError, UnusableInputError
from domain.figures import Basis
from domain.moments import Moment
from domain.values import Actor, Role
from kvcase.bootstrap import Kvcase
from kvcase.cli.common import (
    actor_of,
    as_of_option,
    json_option,
    key_option,
    opened,
    reading_of,
    saw,
    say_moment,
    show,
    show_lines,
    tell,
)
from kvcase.cli.fwo import fwo
from kvcase.reporting import annual, tables
from kvcase.reporting.kpis import no_past
from projections.annual import annual as counted
from projections.fwo_portfolio import PortfolioRow
from projections.kpis import Kpis

_READERS = OFFICES | {Role.AUDITOR}
_MOST_KEPT_BACK = 1000
_by = click.option("--by", type=click.Choice([each.value for each in Basis]), default=Basis.NOTIFICATION.value)
_language = click.option("--language", type=click.Choice(["nl", "en"]), default="nl")


@click.command("kpi")
@_by
@click.option("--k", type=click.IntRange(1, _MOST_KEPT_BACK), help="Keep counts below this back, as for publication.")
@_language
@as_of_option
@key_option
@json_option
def kpi(by: str, k: int | None, language: str, as_of: str | None, key: str, as_json: bool) -> None:
    """Count your cases by year: as known then, and by the lists of today, side by side.

    With a key of the FWO: what it funds at all institutions, small counts kept back.
    """
    with opened() as program:
        actor = actor_of(program, key)
        if actor.institution != FWO:
            _refuse_others(actor, program)
        elif as_of is not None:
            raise no_past()
        reading = reading_of(program, actor, as_of)
        figures = _figures(program, actor, Basis(by), k, reading.moment)
    if as_json:
        tell(reading, figures)
        return
    say_moment(reading)
    click.echo(tables.kpis(figures, language))


@fwo.command("portfolio")
@_by
@_language
@as_of_option
@key_option
@json_option
def portfolio(by: str, language: str, as_of: str | None, key: str, as_json: bool) -> None:
    """Show what the FWO funds: each project's reports and breaches, and figures with small counts kept back.

    As of an instant or a day it shows the projects alone: figures over institutions have no past.
    """
    with opened() as program:
        actor = actor_of(program, key)
        if actor.institution != FWO:
            raise NotPermittedError("the portfolio", ("the FWO",), "access")
        at = None if as_of is None else _instant(as_of, program)
        figures = _figures(program, actor, Basis(by), None) if at is None else None
        queries = program.ports.fwo_queries if at is None else program.ports.past_fwo_queries(at)
        rows = queries.portfolio(limit=1000).items
        saw(rows)
    told = {"projects": rows}
    if as_json:
        show({**told, "figures": figures} if at is None else {"as_of": moments.written(at), **told})
        return
    if at is not None:
        click.echo(f"as known at {moments.written(at)}")
    show_lines(_line(row) for row in rows)
    if figures is not None:
        click.echo("")
        click.echo(tables.kpis(figures, language))


@click.group()
def report() -> None:
    """Reports of your institution as a whole."""


@report.command("annual")
@click.option("--year", type=click.IntRange(2000, 2200), required=True)
@_language
@key_option
@json_option
def annual_report(year: int, language: str, key: str, as_json: bool) -> None:
    """Print the annual risk report of your institution: counts only, no case is named."""
    with opened() as program:
        actor = actor_of(program, key)
        _refuse_others(actor, program)
        queries = program.read_models.institution(actor.institution)
        cases = program.figures.cases(actor.institution)
        today = program.clock().date()
        due = queries.deadlines_within(date(year, 1, 1), date(year, 12, 31))
        told = (queries.reports(), queries.analyses(), due, queries.all_licences())
        found = counted(actor.institution, year, cases, *told, today)
    if as_json:
        show(found)
    else:
        click.echo(annual.markdown(found, language))


def _line(row: PortfolioRow) -> str:
    breaches = ", ".join(f"{kind} {count}" for kind, count in row.breaches.items()) or "-"
    interim = f"{row.interim_report or '-'} {row.interim_due_on or ''}"
    ex_post = f"{row.ex_post_report or '-'} {row.ex_post_due_on or ''}"
    told = f"interim {interim:<21} ex post {ex_post:<21}"
    return f"{row.reference:<28} {row.outcome:<11} {row.level or '-':<10} {told} {breaches}"


def _instant(as_of: str, program: Kvcase) -> datetime:
    """Return the instant that was said. Raises `UnusableInputError` for a place in one log, or one still to come."""
    said = moments.parse(as_of.strip())
    if not isinstance(said, moments.AtInstant):
        raise UnusableInputError(
            "as_of", f"{said} is a place in one log, and this is about many", "an instant or a day"
        )
    return said.until(program.clock())


def _figures(program: Kvcase, actor: Actor, by: Basis, k: int | None, at: Moment | None = None) -> Kpis:
    if actor.institution == FWO and Role.FWO_MONITOR in actor.roles:
        return program.figures(FWO, by, k)
    _refuse_others(actor, program)
    return program.figures(actor.institution, by, k, at)


def _refuse_others(actor: Actor, program: Kvcase) -> None:
    if actor.institution not in program.settings.institutions or not actor.roles & _READERS:
        raise NotPermittedError("figures", tuple(sorted(_READERS)), "access")


COMMANDS = (kpi, report)
