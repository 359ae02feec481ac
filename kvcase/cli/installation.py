"""Setting an installation up: `migrate`, `grants`."""

from contextlib import suppress
from pathlib import Path

import click

from kvcase import bootstrap, settings
from kvcase.cli import ledger
from kvcase.cli.common import show_lines
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
    show_lines(f"{statement};" for statement in ("BEGIN", *told, "COMMIT"))


COMMANDS = (migrate, grants)
