"""`kvcase party` and `kvcase person`: the registers that cases draw on."""

from typing import Any
from uuid import UUID

import click

from api.rest import plain as written
from domain.aggregate import Aggregate
from domain.errors import NotFoundError
from domain.party import decider as party_decider
from domain.person import decider as person_decider
from kvcase import clock
from kvcase.cli import common
from kvcase.cli.common import (
    actor_of,
    as_of_option,
    json_option,
    key_option,
    opened,
    reader_of,
    reading_of,
    say_moment,
    show_lines,
    show_outcome,
    tell,
)


@click.group()
def party() -> None:
    """Organisations of your institution's register."""


@click.group()
def person() -> None:
    """Persons of your institution's register; their names are sealed."""


@party.command("register")
@click.argument("body")
@key_option
def register_party(body: str, key: str) -> None:
    """Take an organisation in: kvcase party register '{"name": "…", "country": "BE"}'."""
    _register(party_decider.AGGREGATE, body, key)


@person.command("register")
@click.argument("body")
@key_option
def register_person(body: str, key: str) -> None:
    """Take a person in: kvcase person register '{"name": "…"}'."""
    _register(person_decider.AGGREGATE, body, key)


@party.command("do")
@click.argument("party_id", type=click.UUID)
@click.argument("command_name")
@click.argument("body", default="{}")
@key_option
def do_party(party_id: UUID, command_name: str, body: str, key: str) -> None:
    """Give a command: kvcase party do ID record-no-ownership-found '{"where_looked": "the company register"}'."""
    spec = common.spec_of(party_decider.AGGREGATE.commands, command_name)
    values = {**common.parsed_json(body), "party_id": str(party_id)}
    with opened() as program:
        outcome = program.service(common.command_from(spec.type, values), actor=actor_of(program, key))
    show_outcome(outcome)


@party.command("list")
@click.option("--text", help="Only those with this in a name or an identifier.")
@click.option("--country", help="Only those of this country, such as BE.")
@as_of_option
@key_option
@json_option
def list_parties(text: str | None, country: str | None, as_of: str | None, key: str, as_json: bool) -> None:
    """List the organisations of your institution, with the ids that other commands ask for."""
    with opened() as program:
        actor = reader_of(program, key)
        reading = reading_of(program, actor, as_of)
        queries = reading.queries(actor)
        rows = list(common.every(lambda after: queries.parties(text, country=country, after=after, limit=200)))
        common.saw(rows)
    if as_json:
        tell(reading, [written.row(each, personal=True) for each in rows])
        return
    say_moment(reading)
    show_lines(f"{row.party_id}  {row.country or '-':<2}  {row.name}" for row in rows)


@party.command("show")
@click.argument("party_id", type=click.UUID)
@as_of_option
@key_option
def show_party(party_id: UUID, as_of: str | None, key: str) -> None:
    """Show an organisation; the contact point and the export control officer also see who owns it."""
    with opened() as program:
        actor = reader_of(program, key)
        reading = reading_of(program, actor, as_of, party_decider.AGGREGATE, party_id)
        queries = reading.queries(actor)
        row, owners = queries.party(party_id), queries.owners(party_id)
    if row is None:
        raise NotFoundError("party", party_id)
    say_moment(reading)
    click.echo(f"{row.name} ({row.country or 'country unknown'})")
    for label, told in (("also", row.aliases), ("identifiers", row.identifiers)):
        if told:
            click.echo(f"  {label}: {', '.join(told)}")
    if not actor.roles & party_decider.AGGREGATE.commands["record-ownership"].roles:
        return
    if not owners:
        click.echo("  owners: not known")
    for each in owners:
        share = "share unknown" if each.share is None else f"{each.share} %"
        click.echo(
            f"  owner: {each.owner}, {each.kind}, {share}, {each.country or 'country unknown'}, as of {each.as_of}"
        )


def _register(aggregate: Aggregate, body: str, key: str) -> None:
    values: dict[str, Any] = {aggregate.id_field: str(clock.new_id()), **common.parsed_json(body)}
    with opened() as program:
        command = common.command_from(aggregate.commands["register"].type, values)
        outcome = program.service(command, actor=actor_of(program, key))
    click.echo(outcome.stream_id)
    show_outcome(outcome)


COMMANDS = (party, person)
