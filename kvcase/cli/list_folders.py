"""`kvcase lists`, what goes beyond one file: a folder of lists, a list in full, mappings of columns."""

import json
import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from domain.errors import NotFoundError, UnusableInputError
from domain.watchlist import commands
from domain.watchlist.words import SourceState
from kvcase import list_folders
from kvcase.cli.common import actor_of, json_option, key_option, opened, show, show_outcome
from kvcase.list_folders import FolderImport, FolderRow
from kvcase.lists import mappings
from kvcase.lists.mappings import ColumnMapping

_SHOWN = 5


@click.command("import-folder")
@click.argument("folder", type=click.Path(path_type=Path))
@key_option
@json_option
def import_folder(folder: Path, key: str, as_json: bool) -> None:
    """Take in every list file of FOLDER, the older versions of a list before the newer.

    Formats are recognised by their contents. Repeating it changes nothing. Exit status 1 when a file waits for people.
    """
    with opened() as program:
        actor = actor_of(program, key)
        told = 0

        def progress(row: FolderRow, of: int) -> None:
            nonlocal told
            told += 1
            bar = ("#" * (20 * told // of)).ljust(20)
            end = "\r" if sys.stderr.isatty() and told < of else "\n"
            if sys.stderr.isatty() or told == of:
                click.echo(f"[{bar}] {told}/{of} {row.list_id:<20} {row.day or ''}".ljust(78), err=True, nl=False)
                click.echo(end, err=True, nl=False)

        made = list_folders.import_folder(program.list_imports, actor, folder, progress)
    if as_json:
        show(made)
    else:
        _tell(made, folder)
    if made.left_out or any(row.outcome in ("held", "refused") for row in made.rows):
        raise click.exceptions.Exit(1)


@click.command("show")
@click.argument("list_id")
@json_option
def show_list(list_id: str, as_json: bool) -> None:
    """Show a list in full: what a hit on it means, on what it rests, what its data may be used for."""
    with opened() as program:
        program.read_models.catch_up("shared")
        row = next((each for each in program.read_models.shared().lists() if each.list_id == list_id), None)
        register = program.list_imports.registered(list_id)
        mapping = program.list_imports.mapping(list_id)
    if row is None and register is None:
        raise NotFoundError("list", list_id)
    if as_json:
        show({"list": row, "register": register, "mapping": mapping})
        return
    if row is None and register is not None:
        facts = {
            "name": register.label.en,
            "effect": register.effect.value,
            "legal basis": str(register.citation),
            "licence": register.licence or "not established",
            "allowed use": register.allowed_use or "not established",
            "source": register.state.value,
            "in force": "nothing; the list was not taken in yet",
        }
    elif row is not None:
        version = f"version {row.active_version}" if row.active_version else "nothing"
        of = f" of {row.source_date.isoformat()}" if row.source_date else ""
        facts = {
            "name": row.name,
            "effect": row.effect.value,
            "legal basis": row.legal_basis or "not given",
            "licence": row.licence or "not established",
            "allowed use": row.allowed_use or (register.allowed_use if register else None) or "not established",
            "source": row.source_state.value,
            "in force": f"{version}{of}, {row.entries:,} entries, {row.names:,} names",
            "last delta": f"+{row.added} ~{row.changed} -{row.removed}",
        }
        if row.held_reason:
            facts["held"] = f"{row.held_reason} (digest {row.held_sha256})"
    if register is not None and register.sentinels:
        facts["must hold"] = ", ".join(register.sentinels)
    if mapping is not None:
        facts["mapping"] = ", ".join(f"{name} = {value}" for name, value in mappings.to_fields(mapping).items())
    click.echo(list_id)
    for name, value in facts.items():
        click.echo(f"  {name:<12} {value}")


@click.command("source")
@click.argument("list_id")
@click.argument("state", type=click.Choice([state.value for state in SourceState]))
@click.option("--use", "allowed_use", default="", help="What its data may be used for.")
@click.option("--reason", required=True, help="Why, or where it says so.")
@key_option
def source(list_id: str, state: str, allowed_use: str, reason: str, key: str) -> None:
    """Note whether the publisher of a list still gives it out. What is in force stays."""
    with opened() as program:
        command = commands.ChangeSource(program.list_imports.known(list_id), SourceState(state), allowed_use, reason)
        show_outcome(program.service(command, actor=actor_of(program, key)))


@click.group("mapping")
def mapping() -> None:
    """Saved mappings of columns: how a table of your own becomes a list."""


@mapping.command("save")
@click.argument("list_id")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@key_option
def save_mapping(list_id: str, file: Path, key: str) -> None:
    """Save for LIST_ID the mapping in FILE, a TOML file: which column is what."""
    with opened() as program:
        actor = actor_of(program, key)
        program.list_imports.register_shipped(actor, list_id)
        show_outcome(program.list_imports.save_mapping(actor, list_id, mapping_in(file)))


@mapping.command("show")
@click.argument("list_id")
@json_option
def show_mapping(list_id: str, as_json: bool) -> None:
    """Show the mapping that was saved for LIST_ID, as the TOML file that saves it."""
    with opened() as program:
        program.list_imports.known(list_id)
        found = program.list_imports.mapping(list_id)
    if found is None:
        raise NotFoundError("mapping", list_id)
    if as_json:
        show(found)
        return
    fields: dict[str, Any] = {**mappings.to_fields(found)}
    if found.identifiers:
        fields["identifiers"] = list(found.identifiers)
    for name, value in fields.items():
        click.echo(f"{name} = {json.dumps(value, ensure_ascii=False)}")


@mapping.command("list")
def list_mappings() -> None:
    """Show for which lists a mapping was saved."""
    with opened() as program:
        saved = program.list_imports.mappings()
    for list_id, found in saved.items():
        click.echo(f"{list_id:<24} {', '.join(found.columns)}")
    if not saved:
        click.echo("no mapping was saved; `kvcase lists mapping save LIST_ID FILE` saves one")


def mapping_in(file: Path) -> ColumnMapping:
    """Return the mapping in a TOML file. Raises `UnusableInputError` naming the field."""
    try:
        value: Any = msgspec.toml.decode(file.read_bytes())
    except (msgspec.DecodeError, ValueError) as error:
        raise UnusableInputError("mapping", str(error), "a TOML file that names the columns") from error
    return mappings.from_fields(value)


def _tell(made: FolderImport, folder: Path) -> None:
    heads = ("list", "version", "of", "rows", "entries", "names", "delta", "outcome")
    rows = [heads, *(_cells(row) for row in made.rows)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(heads))]
    for row in rows:
        cells = (
            cell.rjust(width) if at in (1, 3, 4, 5) else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        click.echo("  ".join(cells).rstrip())
    for left in made.left_out:
        click.echo(f"{left.file.relative_to(folder).as_posix()}: {left.reason}")
    for made_row in made.rows:
        rejected = made_row.result.rejected if made_row.result else ()
        for error in rejected[:_SHOWN]:
            where = f"{made_row.list_id} {made_row.day or ''}".strip()
            said = f"{error.field}: {error.rule}; expected {error.expected}"
            click.echo(f"  left out: {where}, {error.part} line {error.line}: {said}", err=True)
        if len(rejected) > _SHOWN:
            click.echo(f"  left out: {made_row.list_id}: {len(rejected) - _SHOWN} more rows", err=True)


def _cells(row: FolderRow) -> tuple[str, ...]:
    outcome = f"{row.outcome}: {row.reason}" if row.reason else row.outcome
    day = row.day.isoformat() if row.day else "-"
    result = row.result
    if result is None:
        return (row.list_id, "-", day, "-", "-", "-", "-", outcome)
    delta = f"+{result.added} ~{result.changed} i{result.changed_info} -{result.removed}"
    if result.outcome == "held":
        outcome = f"HELD: {row.reason} (digest {result.canonical_sha256})"
    number = str(result.version_no) if result.outcome == "activated" else "-"
    counts = (f"{result.rows_in:,}", f"{result.entries:,}", f"{result.names:,}")
    return (row.list_id, number, day, *counts, delta, outcome)


COMMANDS = (import_folder, show_list, source, mapping)
