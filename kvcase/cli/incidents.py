"""`kvcase incident`: report what went wrong, follow it, and see what you may know of."""

from uuid import UUID

import click

from api import access
from api.rest import plain
from domain.incident import decider as incident_decider
from domain.incident.commands import COMMANDS as INCIDENT_COMMANDS
from domain.incident.words import IncidentStatus
from domain.values import Actor
from kvcase import clock
from kvcase.bootstrap import Kvcase
from kvcase.cli import common
from kvcase.cli.common import (
    actor_of,
    as_of_option,
    json_option,
    key_option,
    opened,
    reading_of,
    say_moment,
    show_lines,
    show_outcome,
    tell,
)


@click.group()
def incident() -> None:
    """Incidents: report, follow, close. Who needs to know, knows."""


@incident.command("report")
@click.argument("body")
@key_option
def report(body: str, key: str) -> None:
    """Report an incident: kvcase incident report '{"kv_type": "KV1", "happened_on": "2026-03-01", …}'."""
    values = {"incident_id": str(clock.new_id()), **common.parsed_json(body)}
    with opened() as program:
        command = common.command_from(INCIDENT_COMMANDS["report"].type, values)
        outcome = program.service(command, actor=actor_of(program, key))
    click.echo(outcome.stream_id)
    show_outcome(outcome)


@incident.command("do")
@click.argument("incident_id", type=click.UUID)
@click.argument("command_name")
@click.argument("body", default="{}")
@key_option
def do(incident_id: UUID, command_name: str, body: str, key: str) -> None:
    """Give an incident a command: kvcase incident do ID triage '{"severity": "serious", "rationale": "…"}'."""
    spec = common.spec_of(INCIDENT_COMMANDS, command_name)
    values = {**common.parsed_json(body), "incident_id": str(incident_id)}
    with opened() as program:
        actor = actor_of(program, key)
        command = common.command_from(spec.type, values)
        common.refuse_unknown(program, actor, incident_decider.AGGREGATE, spec, incident_id)
        outcome = program.service(command, actor=actor)
    show_outcome(outcome)


@incident.command("list")
@click.option("--status", type=click.Choice([each.value for each in IncidentStatus]))
@as_of_option
@key_option
@json_option
def list_incidents(status: str | None, as_of: str | None, key: str, as_json: bool) -> None:
    """List the incidents that you may know of."""
    wanted = IncidentStatus(status) if status else None
    with opened() as program:
        actor = _reader_of(program, key)
        reading = reading_of(program, actor, as_of)
        rows = list(common.every(lambda after: reading.incidents(actor, after=after, limit=200, status=wanted)))
        common.saw(rows)
    if as_json:
        tell(reading, [plain.row(row, personal=True) for row in rows])
        return
    say_moment(reading)
    show_lines(
        f"{row.incident_id}  {row.kv_type}  {row.status:<8}  {row.severity or '-':<8}  {row.discovered_on}"
        for row in rows
    )


@incident.command("show")
@click.argument("incident_id", type=click.UUID)
@as_of_option
@key_option
@json_option
def show_incident(incident_id: UUID, as_of: str | None, key: str, as_json: bool) -> None:
    """Show an incident and what happened to it."""
    with opened() as program:
        actor = _reader_of(program, key)
        reading = reading_of(program, actor, as_of, incident_decider.AGGREGATE, incident_id)
        row = reading.incident(incident_id, actor)
        _, recorded = reading.incident_history(incident_id, actor)
        common.saw(row)
    personal = access.may_read_incident_texts(actor)
    told = [plain.event(each, personal=personal) for each in recorded]
    facts = plain.row(row, personal=personal)
    if as_json:
        tell(reading, {"incident": facts, "history": told})
        return
    say_moment(reading)
    for name, value in facts.items():
        if value not in (None, [], False):
            click.echo(f"  {name.replace('_', ' '):<18} {', '.join(value) if isinstance(value, list) else value}")
    for each in told:
        said = {name: value for name, value in each["data"].items() if name != "incident_id" and value}
        click.echo(f"{each['recorded_at'][:16]}  {each['actor']['id']}  {each['name'].split('.')[1]}  {said}")


def _reader_of(program: Kvcase, key: str) -> Actor:
    return common.let_in(program, key, access.INCIDENT_READERS, "reading incidents")


COMMANDS = (incident,)
