"""Setting an installation up: `migrate`, `grants`, `keys`."""

from contextlib import suppress
from pathlib import Path

import click

from domain.values import Actor, Role
from kvcase import bootstrap, settings
from kvcase.cli import ledger
from kvcase.cli.common import json_option, opened, show, show_lines
from kvcase.facts import SHARED
from kvcase.keys import KeyRow
from kvcase.store import roles, vault


@click.command()
@click.option(
    "--new-master-key",
    type=click.Path(path_type=Path),
    help="A new installation: write a master key to this file first, and the signing key of the ledger to its own.",
)
def migrate(new_master_key: Path | None) -> None:
    """Create or bring up to date all that the store needs. Doing it twice, or several at once, changes nothing."""
    if new_master_key is not None and not new_master_key.exists():
        with suppress(FileExistsError):  # another one makes the same installation now
            vault.create_master_key(new_master_key)
    chosen = settings.read()
    file = chosen.ledger.key_file
    if new_master_key is not None and file is not None and chosen.ledger.keys is None:
        with suppress(FileExistsError):
            ledger.create(file)
    bootstrap.migrate(chosen)
    click.echo(f"ready: {len(chosen.institutions)} institution(s), the shared log, the FWO's read side and the vault")


@click.command()
@click.argument("login")
@click.option("--apply", "is_applied", is_flag=True, help="Run them too, as the role in KVCASE_DATABASE.")
def grants(login: str, is_applied: bool) -> None:
    """Tell the statements that let LOGIN run kvcase on PostgreSQL and never change an event.

    Run them, and again after each `kvcase migrate`, as the role that migrates, which may create roles, or as an
    administrator.
    """
    chosen = settings.read()
    logs = (*chosen.institutions, settings.FWO)
    try:
        told = roles.statements(logs, login)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="LOGIN") from error
    if is_applied:
        roles.apply(chosen.database, logs, login)
        click.echo(f"{login} may add to {len(logs) + 1} logs and change none")
        return
    show_lines(f"{statement};" for statement in told)


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
    show_lines(_line(row) for row in rows)


def _line(row: KeyRow) -> str:
    state = "revoked" if row.revoked_at else f"until {row.expires_at[:10]}"
    return f"{row.key_id}  {row.actor:<28} {row.institution:<12} {state:<18} {', '.join(row.roles)}"


@keys.command("revoke")
@click.argument("key_id")
def revoke_key(key_id: str) -> None:
    """Let a key open nothing from now on."""
    with opened() as program:
        program.keys.revoke(key_id)
    click.echo(f"{key_id} is revoked")


COMMANDS = (migrate, grants, keys)
