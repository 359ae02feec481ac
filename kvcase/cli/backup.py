"""`kvcase backup` and `kvcase restore`: copies of an installation, and an installation from a copy."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import click

from domain.errors import UnusableInputError
from kvcase import backup as backups
from kvcase import clock, settings
from kvcase import restore as restoring
from kvcase.backup_manifest import Part
from kvcase.cli.common import json_option, show
from kvcase.restore import Restored
from kvcase.restore_ledgers import Log

_EXIT_NOT_GOOD = 1


@click.command("backup")
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.option(
    "--part",
    type=click.Choice([each.value for each in Part]),
    default=Part.ALL.value,
    show_default=True,
    help="The vault may be copied by itself, more often, and kept for a shorter time.",
)
@click.option(
    "--keep-days",
    type=click.IntRange(1, 3650),
    help="Then remove those in KVCASE_BACKUPS that are older: what was erased since can still be read in them.",
)
@click.option("--with-keys", is_flag=True, help="Put the master key and the signing key in too: whoever has it reads.")
@json_option
def backup(target: Path | None, part: str, keep_days: int | None, with_keys: bool, as_json: bool) -> None:
    """Copy the whole installation to the folder TARGET while others go on writing.

    Without TARGET it is a new folder in KVCASE_BACKUPS. It appears whole or not at all.
    """
    chosen = settings.read()
    if keep_days is not None and chosen.backups is None:
        raise UnusableInputError("keep-days", "no folder of backups is named", "a folder in KVCASE_BACKUPS")
    with _ended_in_order():
        place, made = backups.make(chosen, target, clock.now, clock.new_id, part=Part(part), with_keys=with_keys)
    old: tuple[Path, ...] = ()
    if keep_days is not None and chosen.backups is not None:
        old = backups.expire(chosen.backups, made.made_at - timedelta(days=keep_days), chosen.ledger.keys)
    if chosen.ledger.keys is None:
        click.echo("warning: no signing key, so it is not signed; a restore asks for --though-unsigned", err=True)
    if as_json:
        show(
            {
                "path": str(place),
                "removed": [str(each) for each in old],
                **{name: getattr(made, name) for name in made.__slots__},
            }
        )
        return
    for log in made.logs:
        click.echo(f"{log.log:<14} {log.events:,} event(s), up to position {log.position}")
    click.echo(f"{place}: {made.size:,} bytes in {len(made.files)} file(s)")
    for each in old:
        click.echo(f"{each}: removed, older than {keep_days} day(s)")
    if with_keys:
        click.echo("the keys are in it: keep it as you keep them", err=True)


@click.command("restore")
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--vault",
    "vault_source",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A backup of the vault by itself, as old as the logs or newer; what was erased before it stays erased.",
)
@click.option(
    "--checkpoint",
    "given",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A checkpoint that somebody kept, or a folder of a witness: what it has seen beyond the backup is told.",
)
@click.option("--check", is_flag=True, help="Do all of it aside, verify, and throw it away: a drill.")
@click.option("--without-register", is_flag=True, help="The register of erasures is lost: what it held comes back.")
@click.option("--though-damaged", is_flag=True, help="Put it in place even if its ledger is not good.")
@click.option("--though-unsigned", is_flag=True, help="Trust it even if we did not sign it as it is.")
@json_option
def restore(
    source: Path,
    vault_source: Path | None,
    given: tuple[Path, ...],
    check: bool,
    without_register: bool,
    though_damaged: bool,
    though_unsigned: bool,
    as_json: bool,
) -> None:
    """Make an installation of the backup SOURCE, in the place that the settings name and that holds nothing yet.

    What was erased after the backup is erased again, as the register of erasures (KVCASE_ERASURES_FILE) tells. Exit
    status 1: a ledger is not good, and nothing was put in place.
    """
    try:
        with _ended_in_order():
            done = restoring.restore(
                settings.read(),
                source,
                vault_source,
                given=given,
                check_only=check,
                though_damaged=though_damaged,
                though_unsigned=though_unsigned,
                without_register=without_register,
            )
    except restoring.NotGoodError as error:
        click.echo(f"refused: {error}", err=True)
        raise click.exceptions.Exit(_EXIT_NOT_GOOD) from error
    if as_json:
        show(_plain(done))
        return
    for log in done.logs:
        click.echo(_told(log))
        if log.lost is not None:
            click.echo(f"  {log.lost_told}", err=True)
    click.echo(
        f"erasures carried out again: {done.erased.carried_out}, {done.erased.recorded} of them made after the backup"
    )
    click.echo(f"read models made anew: {done.rebuilt}; all others brought up to their logs")
    for warning in done.warnings:
        click.echo(f"warning: {warning}", err=True)
    made = f"{done.manifest.made_at:%Y-%m-%d %H:%M} UTC"
    click.echo(f"the backup of {made} {'can be restored; nothing was put in place' if check else 'is in place'}")


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let SIGTERM end the work as Ctrl-C does, so that no copy of the data is left behind."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _told(log: Log) -> str:
    report = log.report
    word = "good" if report.is_good else "NOT GOOD"
    return (
        f"{log.slug:<14} {word}: {report.events:,} event(s), restored to position {log.position}, "
        f"{report.checkpoints:,} checkpoint(s), {report.witnessed:,} of a witness"
    )


def _plain(done: Restored) -> dict[str, object]:
    return {
        "backup_id": done.manifest.backup_id,
        "made_at": done.manifest.made_at,
        "logs": [
            {
                "log": each.slug,
                "events": each.report.events,
                "position": each.position,
                "is_good": each.report.is_good,
                "checkpoints": each.report.checkpoints,
                "witnessed": each.report.witnessed,
                "lost": each.lost,
            }
            for each in done.logs
        ],
        "erased": done.erased,
        "rebuilt": done.rebuilt,
        "warnings": done.warnings,
    }


COMMANDS = (backup, restore)
