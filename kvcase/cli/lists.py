"""`kvcase lists`: take lists in, look at them, release what was held."""

from pathlib import Path

import click

from domain.errors import UnusableInputError
from domain.values import Effect
from domain.watchlist import commands
from kvcase.cli import list_folders
from kvcase.cli.common import actor_of, json_option, key_option, opened, show, show_lines, show_outcome
from kvcase.list_imports import ImportResult
from kvcase.lists import formats, recognise
from kvcase.screening import aliases
from projections.list_status import ListRow


@click.group()
def lists() -> None:
    """Watch lists: their versions, deltas and what is held."""


@lists.command("import")
@click.argument("list_id")
@click.argument("parts", nargs=-1, required=True)
@click.option(
    "--format",
    "format_id",
    type=click.Choice(sorted(formats.FORMATS)),
    help="The format of the files; without it, it is recognised by their contents.",
)
@click.option(
    "--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A TOML file: which column is what."
)
@key_option
@json_option
def import_list(
    list_id: str, parts: tuple[str, ...], format_id: str | None, mapping: Path | None, key: str, as_json: bool
) -> None:
    """Take a list version in.

    PARTS are files, as NAME=FILE where a format has several: names=sdn.csv aliases=alt.csv. Without --mapping, tables
    of your own are read by the mapping that was saved for the list.
    """
    format_id = format_id or recognise.recognise(_part(parts[0], "")[1]).format_id
    required = sorted(formats.FORMATS[format_id].required)
    files = _files(parts, required[0])
    with opened() as program:
        actor = actor_of(program, key)
        columns = list_folders.mapping_in(mapping) if mapping is not None else None
        program.list_imports.register_shipped(actor, list_id)
        result = program.list_imports.import_files(actor, list_id, format_id, files, columns)
    if as_json:
        show(result)
    else:
        _tell(result)
    if result.outcome == "held":
        raise click.exceptions.Exit(1)


@lists.command("fetch")
@click.argument("list_ids", nargs=-1)
@key_option
@json_option
def fetch_lists(list_ids: tuple[str, ...], key: str, as_json: bool) -> None:
    """Fetch lists from their publishers now: those named, or all that are due, and what lies in the drop folder."""
    with opened() as program:
        actor = actor_of(program, key)
        fetches = program.list_fetches
        for list_id in list_ids:
            program.list_imports.register_shipped(actor, list_id)
        came = tuple(fetches.fetch(actor, each) for each in list_ids) if list_ids else fetches.tend(actor)
    if as_json:
        show(came)
    for each in () if as_json else came:
        if each.result is not None:
            _tell(each.result)
        else:
            click.echo(f"{each.list_id}: {each.outcome}: {each.detail}")
    if not came and not as_json:
        click.echo("nothing is due and nothing was dropped")
    if any(each.outcome in ("failed", "held") for each in came):
        raise click.exceptions.Exit(1)


@lists.command("import-policy")
@click.argument("list_ids", nargs=-1)
@key_option
def import_policy(list_ids: tuple[str, ...], key: str) -> None:
    """Take in the policy lists of the edition in force (all of them, or those named)."""
    with opened() as program:
        actor = actor_of(program, key)
        for list_id in list_ids or program.list_imports.policy_lists():
            _tell(program.list_imports.import_policy_list(actor, list_id))


@lists.command("register")
@click.argument("list_id")
@click.option("--name", required=True)
@click.option("--effect", required=True, type=click.Choice([effect.value for effect in Effect]))
@click.option("--basis", required=True, help="The law, policy or source that it rests on.")
@click.option("--licence", default="", help="Under which terms it may be used.")
@click.option("--use", default="", help="What its data may be used for.")
@key_option
def register(list_id: str, name: str, effect: str, basis: str, licence: str, use: str, key: str) -> None:
    """Make a list of your own known, with what a hit on it means."""
    with opened() as program:
        actor = actor_of(program, key)
        outcome = program.list_imports.register(actor, list_id, name, Effect(effect), basis, licence, use)
        click.echo(f"{list_id} was known already; nothing changed" if outcome is None else f"{list_id} is known")


@lists.command("status")
@json_option
def status(as_json: bool) -> None:
    """Show each list: effect, version in force, size, last delta, and what is held and why."""
    with opened() as program:
        program.read_models.catch_up("shared")
        rows = program.read_models.shared().lists()
    if as_json:
        show(rows)
        return
    show_lines(_line(row) for row in rows)


@lists.command("propose-release")
@click.argument("list_id")
@click.argument("digest")
@click.option("--reason", required=True)
@key_option
def propose_release(list_id: str, digest: str, reason: str, key: str) -> None:
    """Propose to let a held file in as it is; another person confirms, then import it again."""
    with opened() as program:
        command = commands.ProposeRelease(program.list_imports.known(list_id), digest, reason)
        show_outcome(program.service(command, actor=actor_of(program, key)))


@lists.command("confirm-release")
@click.argument("list_id")
@click.argument("digest")
@key_option
def confirm_release(list_id: str, digest: str, key: str) -> None:
    """Confirm the release of a held file."""
    with opened() as program:
        command = commands.ConfirmRelease(program.list_imports.known(list_id), digest)
        show_outcome(program.service(command, actor=actor_of(program, key)))


@lists.command("aliases")
@click.argument("name", required=False)
def show_aliases(name: str | None) -> None:
    """Show by which other names the institution NAME is known, and from which source; without NAME all institutions."""
    edition = aliases.edition()
    if name is None:
        click.echo(f"{edition.edition_id}: {len(edition.institutions)} institutions")
        for each in edition.institutions:
            click.echo(f"  {each.institution_id:<40} {each.name} ({len(each.aliases)})")
        return
    found = aliases.named(name)
    if not found:
        click.echo(f"nothing is known of {name}; a list may have it all the same")
        raise click.exceptions.Exit(1)
    for institution in found:
        click.echo(f"{institution.name}, {institution.city}, {institution.country} ({institution.institution_id})")
        for alias in institution.names:
            source = edition.source(alias.source)
            where = f"{source.title} {source.address}".strip()
            click.echo(f"  {alias.strength:<6} {alias.kind:<10} {alias.language:<7} {alias.text}  [{where}]")


def _line(row: ListRow) -> str:
    version = f"version {row.active_version}" if row.active_version else "no version"
    delta = f"+{row.added} ~{row.changed} -{row.removed}"
    held = f"\n    held: {row.held_reason} (digest {row.held_sha256})" if row.held_reason else ""
    return f"{row.list_id:<24} {row.effect:<11} {version:<11} {row.entries:>7} entries  last delta {delta}{held}"


def _files(parts: tuple[str, ...], only: str) -> dict[str, Path]:
    files: dict[str, Path] = {}
    for each in parts:
        name, path = _part(each, only)
        if name in files:
            raise UnusableInputError("parts", f"the part {name} is given twice", "one file for each part")
        files[name] = path
    return files


def _part(text: str, only: str) -> tuple[str, Path]:
    name, found, file = text.partition("=")
    path = Path(file if found else text)
    if not path.is_file():
        raise UnusableInputError("parts", f"there is no file {path.name}", "NAME=FILE or FILE")
    return (name if found else only), path


def _tell(result: ImportResult) -> None:
    if result.outcome == "held":
        click.echo(f"{result.list_id}: HELD, not in force: {result.held_reason} ({result.held_rule})")
        click.echo(f"  digest {result.canonical_sha256}; two people may release it")
    elif result.outcome == "unchanged":
        click.echo(f"{result.list_id}: unchanged, version {result.version_no} stays in force")
    else:
        click.echo(
            f"{result.list_id}: version {result.version_no} in force, {result.entries} entries, {result.names} names; "
            f"added {result.added}, changed {result.changed} (+{result.changed_info} in details only), "
            f"removed {result.removed}"
        )
    for row in result.rejected[:10]:
        click.echo(
            f"  left out: {row.part} line {row.line}: {row.field}: {row.rule}; expected {row.expected}", err=True
        )
    if len(result.rejected) > 10:
        click.echo(f"  left out: {len(result.rejected) - 10} more rows", err=True)


for command in list_folders.COMMANDS:
    lists.add_command(command)

COMMANDS = (lists,)
