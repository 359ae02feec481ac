"""`kvcase ledger`: the keys that sign, checkpoints, and whether witnesses have them."""

import os
from collections.abc import Iterator
from pathlib import Path

import click

from domain.errors import UnusableInputError
from kvcase import settings
from kvcase.cli.common import json_option, opened, plain, show, show_lines
from kvcase.ledger.keys import Keyring
from kvcase.ledger.notes import NoteError
from kvcase.ledgers import NO_KEY, Status
from kvcase.store import vault
from kvcase.store.database import SHARED


@click.group()
def ledger() -> None:
    """Prove that nothing was changed: keys, checkpoints, witnesses."""


@ledger.command("key")
@click.option("--name", help="The name of this installation in every checkpoint, for ever; made up by default.")
@click.option("--rotate", is_flag=True, help="Let a new key sign from now on; what the old one signed stays good.")
def key(name: str | None, rotate: bool) -> None:
    """Make the signing key if there is none, and print the public key of each log, former ones too."""
    chosen = settings.read()
    file, ring = chosen.ledger.key_file, chosen.ledger.keys
    if file is None:
        raise UnusableInputError("KVCASE_LEDGER_KEY_FILE", "names no file", "a file outside the data directory")
    if ring is not None and name is not None and ring.signing.name != f"kvcase/{name}":
        raise UnusableInputError("name", f"the name is {ring.signing.name} and never changes", "no --name")
    if ring is None:
        ring = create(file, name)
        click.echo(f"{file}: a new signing key; keep a copy of it, apart from the copies of the data", err=True)
    elif rotate:
        ring = ring.rotated(os.urandom)
        _replace(file, ring)
        click.echo(f"{file}: a new key signs from now on", err=True)
    for slug in (*chosen.institutions, SHARED):
        for public in ring.public_for(slug):
            click.echo(str(public))


@ledger.command("checkpoint")
@click.argument("institution", required=False)
def checkpoint(institution: str | None) -> None:
    """Sign what is new in a log, or in every log, and hand it to the witnesses at once."""
    with opened() as program:
        ledgers = program.ledgers
        if institution is not None and institution not in ledgers.slugs:
            raise click.BadParameter("no such log", param_hint="INSTITUTION")
        if ledgers.keys is None:
            raise UnusableInputError("KVCASE_LEDGER_KEY_FILE", NO_KEY, "a signing key")
        for slug in (institution,) if institution is not None else ledgers.slugs:
            signed = ledgers.checkpoint(slug)
            ledgers.publish(slug, at_once=True)
            said = f"{signed.size:,} events signed" if signed is not None else "nothing new"
            click.echo(f"{slug:<14} {said}")
        _warn(ledgers.status())


@ledger.command("status")
@json_option
def status(as_json: bool) -> None:
    """Show how far each log is signed, and what each witness has."""
    with opened() as program:
        found = tuple(program.ledgers.status())
    if as_json:
        show([{**plain(each), "witnesses": [row._asdict() for row in each.witnesses]} for each in found])
        return
    show_lines(line for each in found for line in _lines(each))
    _warn(iter(found))


def create(file: Path, name: str | None = None) -> Keyring:
    """Make the first signing key of an installation. Raises `UnusableInputError`, `FileExistsError`."""
    try:
        ring = Keyring.made(name or os.urandom(4).hex(), os.urandom)
    except NoteError as error:
        raise UnusableInputError("name", str(error), "such as `ugent` or `hub-1`") from error
    vault.create_secret(file, ring.text)
    return ring


def _replace(file: Path, ring: Keyring) -> None:
    """Put new keys in the place of the old ones, whole or not at all."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.draft")
    vault.create_secret(draft, ring.text)
    draft.replace(file)


def _lines(each: Status) -> Iterator[str]:
    when = f", {each.signed_at:%Y-%m-%d %H:%M} UTC" if each.signed_at is not None else ""
    yield f"{each.log:<14} {each.leaves:,} events in the tree, {each.signed:,} signed{when}"
    if each.position < each.head:
        yield f"  the log is at position {each.head}, the tree at {each.position}"
    for row in each.witnesses:
        yield f"  {row.witness}: {row.size:,} events" + (f", failed {row.tries} time(s)" if row.tries else "")


def _warn(found: Iterator[Status]) -> None:
    for warning in dict.fromkeys(warning for each in found for warning in each.warnings):
        click.echo(f"warning: {warning}", err=True)


COMMANDS = (ledger,)
