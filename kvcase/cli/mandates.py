"""`kvcase cover` and `kvcase grant`: who stands in for whom, and which auditor may read personal texts."""

from datetime import datetime
from uuid import UUID

import click

from api.rest import mandates as rest
from domain.institution import covers, grants
from domain.values import Role
from kvcase import clock
from kvcase.cli.common import actor_of, json_option, key_option, let_in, opened, saw, show, show_lines, show_outcome

_day = click.DateTime(["%Y-%m-%d"])
_COVERED = sorted(each.value for each in covers.COVERED)


@click.group()
def cover() -> None:
    """Stand in for a colleague: given by the colleague or an administrator, for a while; see --on-behalf-of."""


@cover.command("give")
@click.argument("whom")
@click.option("--for", "absent", help="Who is covered for, by actor id; yourself, unless you are an administrator.")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(_COVERED))
@click.option("--from", "first", type=_day, help="The first day; today unless told.")
@click.option("--until", "last", type=_day, required=True, help=f"The last day, {covers.LONGEST_DAYS} days at most.")
@click.option("--reason", required=True, help="Why; nothing of anybody's health.")
@key_option
def give(
    whom: str, absent: str | None, roles: tuple[str, ...], first: datetime | None, last: datetime, reason: str, key: str
) -> None:
    """Let WHOM (an actor id) act for you, or for the person that --for names, in these roles."""
    with opened() as program:
        actor = actor_of(program, key)
        begin = first.date() if first is not None else program.clock().date()
        given = tuple(Role(each) for each in roles)
        command = covers.GiveCover(clock.new_id(), absent or actor.id, whom, given, begin, last.date(), reason)
        outcome = program.service(command, actor=actor)
    click.echo(outcome.stream_id)
    show_outcome(outcome)


@cover.command("renew")
@click.argument("cover_id", type=click.UUID)
@click.option("--until", "last", type=_day, required=True, help="The new last day.")
@click.option("--reason", required=True)
@key_option
def renew(cover_id: UUID, last: datetime, reason: str, key: str) -> None:
    """Let a cover that is not over last longer."""
    with opened() as program:
        command = covers.RenewCover(cover_id, last.date(), reason)
        show_outcome(program.service(command, actor=actor_of(program, key)))


@cover.command("end")
@click.argument("cover_id", type=click.UUID)
@click.option("--reason", required=True)
@key_option
def end(cover_id: UUID, reason: str, key: str) -> None:
    """End a cover at once."""
    with opened() as program:
        show_outcome(program.service(covers.EndCover(cover_id, reason), actor=actor_of(program, key)))


@cover.command("list")
@key_option
@json_option
def list_covers(key: str, as_json: bool) -> None:
    """List who stands in for whom at your institution."""
    with opened() as program:
        actor = let_in(program, key, covers.COVERED, "reading covers")
        rows = program.read_models.mandates(actor.institution).covers()
        saw(rows)
    if as_json:
        show(rows)
        return
    show_lines(
        f"{row.cover_id}  {row.cover} for {row.absent} as {', '.join(row.roles)}  {row.from_on} to {row.until_on}"
        f"{f'  ended {row.ended_on} by {row.ended_by}' if row.ended_on else ''}"
        for row in rows
    )


@click.group()
def grant() -> None:
    """Let an auditor read personal texts for a purpose: proposed by one, confirmed by another, over by itself."""


@grant.command("propose")
@click.argument("auditor")
@click.option("--purpose", required=True, help="What the auditor reads them for.")
@click.option("--until", "last", type=_day, required=True, help=f"The last day, {grants.LONGEST_DAYS} days at most.")
@key_option
def propose(auditor: str, purpose: str, last: datetime, key: str) -> None:
    """Propose to let AUDITOR (an actor id) read personal texts."""
    with opened() as program:
        command = grants.ProposeGrant(clock.new_id(), auditor, purpose, last.date())
        outcome = program.service(command, actor=actor_of(program, key))
    click.echo(outcome.stream_id)
    show_outcome(outcome)


@grant.command("confirm")
@click.argument("grant_id", type=click.UUID)
@key_option
def confirm(grant_id: UUID, key: str) -> None:
    """Confirm what another person proposed."""
    with opened() as program:
        show_outcome(program.service(grants.ConfirmGrant(grant_id), actor=actor_of(program, key)))


@grant.command("end")
@click.argument("grant_id", type=click.UUID)
@click.option("--reason", required=True)
@key_option
def end_grant(grant_id: UUID, reason: str, key: str) -> None:
    """End a grant at once, or take its proposal back."""
    with opened() as program:
        show_outcome(program.service(grants.EndGrant(grant_id, reason), actor=actor_of(program, key)))


@grant.command("list")
@key_option
@json_option
def list_grants(key: str, as_json: bool) -> None:
    """List the grants to auditors of your institution."""
    with opened() as program:
        actor = let_in(program, key, rest.KEEPERS.roles, "reading grants")
        rows = program.read_models.mandates(actor.institution).grants()
        saw(rows)
    if as_json:
        show(rows)
        return
    show_lines(
        f"{row.grant_id}  {row.auditor} until {row.until_on}  proposed by {', '.join(row.proposed_by)}"
        f"{f'; confirmed by {chr(44).join(row.confirmed_by)}' if row.confirmed_by else '; not confirmed'}"
        f"{f'; ended {row.ended_on}' if row.ended_on else ''}"
        for row in rows
    )


COMMANDS = (cover, grant)
