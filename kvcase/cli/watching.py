"""`kvcase access`: who read what, what stands out, who was let in or out; and the end of what is kept long enough."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import click

from api.rest import read_reports as rest
from domain import speech
from domain.errors import UnusableInputError
from domain.reads import Answer, Asked
from domain.unusual import Finding
from domain.values import Actor, Role
from kvcase.bootstrap import Kvcase
from kvcase.cli import common, reads
from kvcase.cli.callers import login
from kvcase.cli.common import json_option, key_option, opened, show, show_lines
from kvcase.settings import FWO
from kvcase.store.database import SHARED

_MOST = 1_000
_from_option = click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="The first day, in UTC.")
_to_option = click.option("--to", "until", type=click.DateTime(["%Y-%m-%d"]), help="The last day.")


@click.group()
def access() -> None:
    """Watch over who reads what; for the data protection officer and the auditor."""


@access.command("report")
@_from_option
@_to_option
@click.option("--actor", help="Only what this one read.")
@click.option("--about", help="Only reads of this: an id, the reference of a case, or such as person:ID.")
@click.option("--answer", type=click.Choice([each.value for each in Answer]))
@click.option("--limit", type=click.IntRange(1, _MOST), default=200, show_default=True, help="How many, newest first.")
@key_option
@json_option
def report(
    since: datetime | None,
    until: datetime | None,
    actor: str | None,
    about: str | None,
    answer: str | None,
    limit: int,
    key: str,
    as_json: bool,
) -> None:
    """Tell who read what at your institution, the newest first, and who was let in or out meanwhile."""
    begin, end = rest.period(_day(since), _day(until))
    with opened() as program:
        who = _reader(program, key, "the report of reads")
        asked = Asked(begin, end, actor, _about(program, who, about), Answer(answer) if answer else None)
        found = program.reads.page(who.institution, asked, None, limit)
        changes = () if actor or about or answer else program.role_changes(who.institution, begin, end)
        knows_why = Role.DATA_PROTECTION_OFFICER in who.roles
        told = [rest.told(each, knows_why=knows_why) for each in found]
    if as_json:
        show({"reads": told, "role_changes": changes})
        return
    show_lines(_line(each) for each in told)
    if changes:
        click.echo("who was let in or out:")
    for each in changes:
        click.echo(f"{each.at[:19]}  {each.by:<20} {each.what:<22} {each.about}")


@access.command("unusual")
@_from_option
@_to_option
@key_option
@json_option
def unusual(since: datetime | None, until: datetime | None, key: str, as_json: bool) -> None:
    """Tell which reads stand out, by which rule and why; of the last thirty days, unless told. You judge."""
    begin, end = rest.period(_day(since), _day(until))
    with opened() as program:
        who = _reader(program, key, "unusual reads")
        found = program.read_reports(who.institution, begin, end)
    if as_json:
        show(found)
        return
    show_lines(line for each in found for line in _lines(each))


@access.command("expire")
def expire() -> None:
    """Delete the reads whose time is over (KVCASE_READS_DAYS), but those about what a legal hold keeps.

    The scheduler does so on SQLite. On PostgreSQL the program may not: run it daily as the one who migrates.
    """
    with opened() as program:
        for log in (*program.settings.institutions, SHARED, FWO):
            click.echo(f"{log:<14} {program.read_expiry.delete(log, login()):,} read(s) deleted")


def _reader(program: Kvcase, key: str, what: str) -> Actor:
    return common.let_in(program, key, rest.READERS.roles, what)


def _about(program: Kvcase, actor: Actor, said: str | None) -> str | None:
    """Return the id that somebody means, also by the reference of a case."""
    if said is None or not said.upper().startswith("KV-"):
        return rest.about(said)
    row = program.read_models.institution(actor.institution).case_by_reference(said.strip().upper())
    if row is None:
        raise UnusableInputError("about", "is the reference of no case here", "one such as KV-UGENT-2026-000001")
    reads.names("collaboration", row.case_id)
    return f"collaboration:{row.case_id}"


def _day(said: datetime | None) -> date | None:
    return said.date() if said is not None else None


def _line(told: Mapping[str, Any]) -> str:
    who = told["actor"] + (f" for {told['on_behalf_of']}" if told["on_behalf_of"] else "")
    what = [*([told["named"]] if told["named"] else []), *([f"{len(told['shown'])} shown"] if told["shown"] else [])]
    why = f"  ({told['purpose']})" if told["purpose"] else ""
    return f"{told['at'][:19]}  {who:<20} {told['answer']:<9} {told['through']}  {', '.join(what)}{why}".rstrip()


def _lines(found: Finding) -> tuple[str, ...]:
    language = common.LANGUAGE.get()
    seen, why = speech.told(found.seen, language), speech.told(found.reason, language)
    rows = ", ".join(map(str, found.numbers))
    return f"{found.since:%Y-%m-%d %H:%M}  {found.rule:<14} {seen}", f"      {why}; rows {rows}"


COMMANDS = (access,)
