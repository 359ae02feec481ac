"""`kvcase party` and `kvcase person`: the registers that cases draw on."""

from typing import Any

import click

from domain.aggregate import Aggregate
from domain.party import decider as party_decider
from domain.person import decider as person_decider
from kvcase import clock
from kvcase.cli import common
from kvcase.cli.common import actor_of, key_option, opened, show_outcome


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


def _register(aggregate: Aggregate, body: str, key: str) -> None:
    values: dict[str, Any] = {aggregate.id_field: str(clock.new_id()), **common.parsed_json(body)}
    with opened() as program:
        command = common.command_from(aggregate.commands["register"].type, values)
        outcome = program.service(command, actor=actor_of(program, key))
    click.echo(outcome.stream_id)
    show_outcome(outcome)


COMMANDS = (party, person)
