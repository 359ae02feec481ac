"""Setting an installation up: `migrate`, `keys`, `policies`."""

from datetime import date
from pathlib import Path

import click

from domain.policyset import decider as policyset
from domain.values import Actor, Role
from kvcase import bootstrap, settings
from kvcase.cli.common import actor_of, json_option, key_option, opened, show, show_outcome
from kvcase.facts import POLICY_SET, SHARED, fold, shipped
from kvcase.store import vault


@click.command()
@click.option("--new-master-key", type=click.Path(path_type=Path), help="Write a new master key to this file first.")
def migrate(new_master_key: Path | None) -> None:
    """Create or bring up to date all that the store needs. Doing it twice changes nothing."""
    if new_master_key is not None and not new_master_key.exists():
        vault.create_master_key(new_master_key)
    chosen = settings.read()
    bootstrap.migrate(chosen)
    click.echo(f"ready: {len(chosen.institutions)} institution(s), the shared log, the FWO's read side and the vault")


@click.group()
def keys() -> None:
    """Make, list and revoke bearer keys."""


@keys.command("create")
@click.option("--actor", required=True, help="Who the key stands for; the same person, the same actor.")
@click.option("--institution", required=True, help="A slug, or `shared`, or `fwo`.")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role]))
@click.option("--days", default=365, show_default=True, help="How long it opens anything.")
def create_key(actor: str, institution: str, roles: tuple[str, ...], days: int) -> None:
    """Make a key; it is shown this once."""
    with opened() as program:
        allowed = {*program.settings.institutions, SHARED, settings.FWO}
        if institution not in allowed:
            raise click.BadParameter(f"expected one of {', '.join(sorted(allowed))}", param_hint="--institution")
        click.echo(program.keys.create(Actor(actor, institution, frozenset(map(Role, roles))), days))


@keys.command("list")
@json_option
def list_keys(as_json: bool) -> None:
    """List the keys, without their secrets."""
    with opened() as program:
        rows = program.keys.all()
    if as_json:
        show(rows)
        return
    for row in rows:
        state = "revoked" if row.revoked_at else f"until {row.expires_at[:10]}"
        click.echo(f"{row.key_id}  {row.actor:<28} {row.institution:<12} {state:<18} {', '.join(row.roles)}")


@keys.command("revoke")
@click.argument("key_id")
def revoke_key(key_id: str) -> None:
    """Let a key open nothing from now on."""
    with opened() as program:
        program.keys.revoke(key_id)
    click.echo(f"{key_id} is revoked")


@click.group()
def policies() -> None:
    """Which edition of the catalogues and rules is in force: one person proposes, another publishes."""


@policies.command("show")
@json_option
def show_policies(as_json: bool) -> None:
    """Show the edition that ships with this version, and the one in force."""
    with opened() as program:
        state = fold(policyset.AGGREGATE, program.logs.log(SHARED).read(POLICY_SET))
        in_force = state.in_force(program.clock().date())
    editions = shipped()
    if as_json:
        show({"shipped": editions.edition_id, "sha256": editions.sha256, "in_force": in_force and in_force[0]})
        return
    click.echo(f"shipped   {editions.edition_id}")
    click.echo(f"in force  {in_force[0] if in_force else 'none: propose and publish one'}")


@policies.command("propose")
@click.option("--from", "effective_from", type=click.DateTime(["%Y-%m-%d"]), help="The day it comes into force.")
@click.option("--reason", default="the edition that ships with this version", show_default=True)
@key_option
def propose_policies(effective_from: object, reason: str, key: str) -> None:
    """Propose the shipped edition."""
    with opened() as program:
        actor = actor_of(program, key)
        day = effective_from.date() if hasattr(effective_from, "date") else program.clock().date()
        show_outcome(program.service(_proposal(day, reason), actor=actor))


@policies.command("publish")
@key_option
def publish_policies(key: str) -> None:
    """Publish the shipped edition that another person proposed."""
    with opened() as program:
        command = policyset.PublishEdition(POLICY_SET, shipped().edition_id)
        show_outcome(program.service(command, actor=actor_of(program, key)))


def _proposal(day: date, reason: str) -> policyset.ProposeEdition:
    editions = shipped()
    return policyset.ProposeEdition(POLICY_SET, editions.edition_id, editions.sha256, day, reason)


COMMANDS = (migrate, keys, policies)
