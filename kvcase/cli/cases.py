"""`kvcase case`: notify, act, look, and ask why not."""

from dataclasses import replace

import click

from api import access, overview
from api import hits as told_hits
from api.reading import Reading, Told, told_of
from api.rest import plain as written
from domain.collaboration import decider, disclosure
from domain.collaboration.spine import Status
from domain.collaboration.table import COMMANDS as CASE_COMMANDS
from domain.errors import NotPermittedError
from domain.values import Actor
from kvcase import clock
from kvcase.cli import common, screen
from kvcase.cli.common import (
    actor_of,
    as_of_option,
    case_id_of,
    json_option,
    key_option,
    opened,
    plain,
    reader_of,
    reading_of,
    say_moment,
    show,
    show_gates,
    show_lines,
    show_outcome,
    tell,
)
from kvcase.cli.story import lines_of
from projections.case_register import CaseRow


@click.group()
def case() -> None:
    """Cases: notify, act on them, look at them."""


@case.command("notify")
@click.option("--title", required=True)
@click.option("--summary", required=True)
@click.option("--nature", required=True, help="Such as consortium, visiting_researcher, institutional_agreement.")
@click.option("--set", "more", multiple=True, help='More fields, as JSON: --set \'{"funder_scheme": "fwo"}\'')
@key_option
def notify(title: str, summary: str, nature: str, more: tuple[str, ...], key: str) -> None:
    """Notify a collaboration; the answer is its reference."""
    values = {"case_id": str(clock.new_id()), "title": title, "summary": summary, "nature": nature}
    for each in more:
        values |= common.parsed_json(each)
    with opened() as program:
        command = common.command_from(CASE_COMMANDS["notify"].type, values)
        outcome = program.service(command, actor=actor_of(program, key))
    click.echo(getattr(outcome.events[0].event, "reference", outcome.stream_id))
    show_outcome(outcome)


@case.command("do")
@click.argument("reference")
@click.argument("command_name")
@click.argument("body", default="{}")
@key_option
@json_option
def do(reference: str, command_name: str, body: str, key: str, as_json: bool) -> None:
    """Give a case a command: kvcase case do KV-UGENT-2026-000001 suspend '{"reason": "…"}'."""
    spec = common.spec_of(CASE_COMMANDS, command_name)
    with opened() as program:
        actor = actor_of(program, key)
        values = {**common.parsed_json(body), "case_id": str(case_id_of(program, actor, reference))}
        outcome = program.service(common.command_from(spec.type, values), actor=actor)
    if as_json:
        show({"version": outcome.version, "events": outcome.events, "gates": outcome.gates})
    else:
        show_outcome(outcome)


@case.command("list")
@click.option("--status", type=click.Choice([each.value for each in Status]))
@as_of_option
@key_option
@json_option
def list_cases(status: str | None, as_of: str | None, key: str, as_json: bool) -> None:
    """List the cases of your institution."""
    with opened() as program:
        actor = reader_of(program, key)
        wanted = Status(status) if status else None
        reading = reading_of(program, actor, as_of)
        pages = common.every(lambda after: reading.cases(actor, after=after, limit=200, status=wanted))
        rows = [_shown(row, actor) for row in pages]
        common.saw(rows)
    if as_json:
        tell(reading, rows)
        return
    say_moment(reading)
    show_lines(f"{row.reference:<26} {row.status:<11} {row.level or '-':<10} {row.title}" for row in rows)


@case.command("show")
@click.argument("reference")
@as_of_option
@key_option
@json_option
def show_case(reference: str, as_of: str | None, key: str, as_json: bool) -> None:
    """Show where a case stands: open gates with what closes them, its parts, measures, licences and what is due."""
    with opened() as program:
        actor = reader_of(program, key)
        case_id = case_id_of(program, actor, reference)
        reading = reading_of(program, actor, as_of, decider.AGGREGATE, case_id)
        whole = overview.of(reading, case_id, actor)
        row = _shown(reading.case(case_id, actor), actor)
        today = reading.today
    told = written.row(whole, personal=access.may_read_personal_texts(actor))
    if as_json:
        then = {} if reading.moment is None else {"as_of": str(reading.moment)}
        show({**then, "case": row, **told})
        return
    say_moment(reading)
    click.echo(
        f"{row.reference}  {row.title}\n  {row.status}, level {row.level or 'not assessed'}, version {whole.version}"
    )
    show_gates(whole.gates)
    if not whole.gates:
        click.echo("  no gate is open")
    for line in screen.lines_of(told, today):
        click.echo(f"  {line}")


@case.command("hits")
@click.argument("reference")
@as_of_option
@key_option
@json_option
def hits(reference: str, as_of: str | None, key: str, as_json: bool) -> None:
    """Tell the hits of a case: what was said of each, whose answer holds, and what changed since."""
    with opened() as program:
        actor = reader_of(program, key)
        if not disclosure.sees_all(actor.roles):
            raise NotPermittedError("reading hits", tuple(sorted(access.OFFICES)), "access")
        case_id = case_id_of(program, actor, reference)
        reading = reading_of(program, actor, as_of, decider.AGGREGATE, case_id)
        found = told_hits.of_case(reading, case_id, actor)
        cases = {each for hit in found for each in (*hit.confirmed_in, hit.adopted_case) if each is not None}
        queries = Reading(program.ports).queries(actor)
        references = {each: row.reference for each in cases if (row := queries.case(each)) is not None}
    told = [written.row(each, personal=access.may_read_personal_texts(actor)) for each in found]
    if as_json:
        tell(reading, told)
        return
    say_moment(reading)
    language = common.LANGUAGE.get()
    show_lines(line for each in told for line in screen.lines_of_hit(each, references, language))


@case.command("history")
@click.argument("reference")
@as_of_option
@key_option
@json_option
def history(reference: str, as_of: str | None, key: str, as_json: bool) -> None:
    """Print all that happened to a case, from the log: when, who, in which role, what."""
    with opened() as program:
        actor = reader_of(program, key)
        case_id = case_id_of(program, actor, reference)
        reading = reading_of(program, actor, as_of, decider.AGGREGATE, case_id)
        recorded = reading.history(decider.AGGREGATE, case_id, actor)
        if not access.may_read_personal_texts(actor):
            recorded = program.logs.log(actor.institution).read(case_id, len(recorded), reveal=False)
        told = told_of(recorded, actor)
        common.saw([each.recorded.event for each in told])
    if as_json:
        tell(reading, [{**plain(each.recorded), "event": _told(each)} for each in told])
        return
    say_moment(reading)
    for line in lines_of([each.recorded for each in told], [each.fields for each in told]):
        click.echo(line)


def _told(each: Told) -> dict[str, object]:
    return {name: value for name, value in plain(each.recorded.event).items() if name in each.fields}


def _shown(row: CaseRow, actor: Actor) -> CaseRow:
    return row if access.may_read_personal_texts(actor) else replace(row, title="[withheld]", search="")


COMMANDS = (case,)
