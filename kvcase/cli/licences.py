"""`kvcase licence`: the register of export licences, and what is asked of one."""

from uuid import UUID

import click

from api import access
from domain.collaboration import decider as case
from domain.errors import NotFoundError
from domain.licence import decider as licence_decider
from domain.licence.commands import COMMANDS as LICENCE_COMMANDS
from domain.values import Actor, Role
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
from projections import licences
from projections.licences import LicenceToday

_READERS = access.OFFICES | {Role.AUDITOR}


@click.group()
def licence() -> None:
    """Export licences and registrations for Union general authorisations."""


@licence.command("list")
@click.option("--case", "reference", help="Only those that this case may use.")
@as_of_option
@key_option
@json_option
def list_licences(reference: str | None, as_of: str | None, key: str, as_json: bool) -> None:
    """List the licences, those that end first at the top."""
    with opened() as program:
        actor = _reader(program, key)
        case_id = common.case_id_of(program, actor, reference) if reference else None
        reading = reading_of(program, actor, as_of, case.AGGREGATE if case_id else None, case_id)
        queries, today = reading.queries(actor), reading.today
        rows = queries.all_licences() if case_id is None else queries.licences(case_id)
        common.saw(rows)
    told = [licences.as_of(row, today) for row in rows]
    if as_json:
        tell(reading, told)
        return
    say_moment(reading)
    show_lines(line(row) for row in told)


@licence.command("show")
@click.argument("licence_id", type=click.UUID)
@as_of_option
@key_option
@json_option
def show_licence(licence_id: UUID, as_of: str | None, key: str, as_json: bool) -> None:
    """Show one licence: what it is for, until when, and what went under it."""
    with opened() as program:
        actor = _reader(program, key)
        reading = reading_of(program, actor, as_of, licence_decider.AGGREGATE, licence_id)
        row, today = reading.queries(actor).licence(licence_id), reading.today
    if row is None:
        raise NotFoundError("licence", licence_id)
    found = licences.as_of(row, today)
    if as_json:
        tell(reading, found)
        return
    say_moment(reading)
    for name, value in _told(found):
        click.echo(f"{name:<14} {value}")


@licence.command("draft")
@click.argument("body")
@key_option
def draft(body: str, key: str) -> None:
    """Draft a licence: kvcase licence draft '{"kind": "union_general", "authorisation_id": "EU001", …}'."""
    values = {"licence_id": str(clock.new_id()), **common.parsed_json(body)}
    with opened() as program:
        command = common.command_from(LICENCE_COMMANDS["draft"].type, values)
        outcome = program.service(command, actor=actor_of(program, key))
    click.echo(outcome.stream_id)
    show_outcome(outcome)


@licence.command("do")
@click.argument("licence_id", type=click.UUID)
@click.argument("command_name")
@click.argument("body", default="{}")
@key_option
def do(licence_id: UUID, command_name: str, body: str, key: str) -> None:
    """Give a licence a command: kvcase licence do ID submit '{"submitted_on": "2026-05-01"}'."""
    spec = common.spec_of(LICENCE_COMMANDS, command_name)
    with opened() as program:
        values = {**common.parsed_json(body), "licence_id": str(licence_id)}
        outcome = program.service(common.command_from(spec.type, values), actor=actor_of(program, key))
    show_outcome(outcome)


def line(row: LicenceToday) -> str:
    """Return a licence in one line: which, where it stands today, until when, and what it is for."""
    until = row.valid_until or "-"
    return (
        f"{row.licence_id}  {row.kind:<13} {_stands(row):<24} until {until!s:<10}  "
        f"{row.usages} used  {', '.join(row.codes)} to {', '.join(row.destinations)}"
    )


def _reader(program: Kvcase, key: str) -> Actor:
    return common.let_in(program, key, _READERS, "reading licences")


def _stands(row: LicenceToday) -> str:
    """Return where a licence stands today, and what was recorded where that differs."""
    if row.status_today is not row.status:
        return f"{row.status_today} ({row.status} is out of date)"
    return f"{row.status_today}, {row.days_left} day(s) left" if row.is_expiring else str(row.status_today)


def _allows(row: LicenceToday) -> str:
    """Return what a licence allows in all, and how much of it is used."""
    limits = [
        f"{row.quantity_used} of {row.max_quantity} {row.unit} used" if row.max_quantity is not None else "",
        f"EUR {row.value_used_eur} of {row.max_value_eur} used" if row.max_value_eur is not None else "",
    ]
    return "; ".join(each for each in limits if each) or "no limit of quantity or value"


def _told(row: LicenceToday) -> tuple[tuple[str, object], ...]:
    """Return what a person reads of a licence, by name."""
    return (
        ("licence", row.number or row.licence_id),
        ("kind", f"{row.kind}{f' {row.authorisation_id}' if row.authorisation_id else ''}, {row.authority}"),
        ("codes", ", ".join(row.codes)),
        ("destinations", ", ".join(row.destinations)),
        ("end users", ", ".join(row.end_users) or "every end user"),
        ("ways", ", ".join(row.modalities)),
        ("documents", ", ".join(row.documents) or "none"),
        ("valid", f"{row.valid_from or '-'} to {row.valid_until or 'no last day'}"),
        ("used", f"{row.usages} time(s), last on {row.last_used_on or '-'}, EUR {row.value_used_eur}"),
        ("allows", _allows(row)),
        ("cases", ", ".join(row.cases) or "none"),
        ("today", _stands(row)),
    )


COMMANDS = (licence,)
