"""`kvcase export`: dossiers, letters, registers and the file for a licence authority, each recorded when it is made."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from api import access, handouts
from api.handouts import Made
from domain import moments
from domain.collaboration.spine import Language
from domain.errors import NotPermittedError
from domain.handout.words import HandoutFormat
from domain.moments import AsOf
from domain.values import Role
from kvcase.cli import common, reads
from kvcase.cli.common import as_of_option, case_id_of, key_option, let_in, opened, reader_of
from kvcase.exports import registers
from kvcase.store.database import SHARED
from projections.handouts import HandoutRow

EXIT_UNKNOWN = 1
_to_option = click.option(
    "--to", "to", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write."
)
_language_option = click.option(
    "--language", type=click.Choice(["nl", "en"]), default="nl", show_default=True, help="The language of the document."
)


@click.group()
def export() -> None:
    """Hand out files: each is recorded with its digest, and nothing is sent."""


def _options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def with_all(command: Any) -> Any:
        for each in reversed(options):
            command = each(command)
        return command

    return with_all


@export.command("case")
@click.argument("reference")
@_options(_to_option, _language_option, as_of_option, key_option)
def case(reference: str, to: Path, language: str, as_of: str | None, key: str) -> None:
    """Write the dossier of a case as PDF; what you may not read is withheld in it."""
    with opened() as program:
        actor = reader_of(program, key)
        case_id = case_id_of(program, actor, reference)
        made = program.handouts.dossier(case_id, actor=actor, language=Language(language), as_of=_moment(as_of))
        _write(to, made)


@export.command("letter")
@click.argument("reference")
@click.option("--signed-by", required=True, help="The name of the person who is to sign; it is not stored.")
@_options(_to_option, _language_option, as_of_option, key_option)
def letter(reference: str, signed_by: str, to: Path, language: str, as_of: str | None, key: str) -> None:
    """Draft the letter that tells the last decision, for a named person to sign and send."""
    with opened() as program:
        actor = let_in(program, key, handouts.WRITERS, "drafting letters")
        case_id = case_id_of(program, actor, reference)
        at, spoken = _moment(as_of), Language(language)
        _write(to, program.handouts.letter(case_id, actor=actor, language=spoken, signed_by=signed_by, as_of=at))


@export.command("licence")
@click.argument("licence_id", type=click.UUID)
@_options(_to_option, _language_option, as_of_option, key_option)
def licence(licence_id: UUID, to: Path, language: str, as_of: str | None, key: str) -> None:
    """Write the file of a licence for its authority as ZIP, with the checklist of what is missing."""
    with opened() as program:
        actor = let_in(program, key, handouts.LICENSERS, "the file of a licence")
        reads.names("licence", licence_id)
        _write(to, program.handouts.licence(licence_id, actor=actor, language=Language(language), as_of=_moment(as_of)))


@export.command("register")
@click.argument("name", type=click.Choice(sorted(registers.REGISTERS)))
@click.option("--format", "written", type=click.Choice(["csv", "xlsx"]), default="xlsx", show_default=True)
@click.option("--filter", "filters", multiple=True, metavar="FIELD=WORD", help="Only these rows: status=approved.")
@_options(_to_option, _language_option, as_of_option, key_option)
def register(
    name: str, written: str, filters: Sequence[str], to: Path, language: str, as_of: str | None, key: str
) -> None:
    """Write a register as a table; `portfolio` is the FWO's."""
    said = dict(each.partition("=")[::2] for each in filters)
    with opened() as program:
        actor = common.actor_of(program, key)
        if name != registers.PORTFOLIO:
            actor = let_in(program, key, registers.REGISTERS[name].roles, f"the register {name}")
        elif actor.institution != access.FWO:
            raise NotPermittedError("the portfolio", (Role.FWO_MONITOR,), "access")
        form, at = HandoutFormat(written), _moment(as_of)
        made = program.handouts.register(
            name, actor=actor, language=Language(language), written=form, filters=said, as_of=at
        )
        _write(to, made)


def check(file: Path, key: str, as_json: bool) -> None:
    """Say whether a file in hand was made here, when and for whom: `kvcase audit export FILE`."""
    digest = hashlib.sha256()
    with file.open("rb") as source:
        while block := source.read(1 << 20):
            digest.update(block)
    sha256 = digest.hexdigest()
    with opened() as program:
        actor = common.actor_of(program, key)
        is_auditor = bool(actor.roles & (handouts.READERS | {Role.DATA_PROTECTION_OFFICER}))
        if actor.institution == SHARED and Role.AUDITOR in actor.roles:
            slug = SHARED
        elif is_auditor and actor.institution in program.settings.institutions:
            slug = actor.institution
        else:
            let_in(program, key, handouts.READERS | {Role.DATA_PROTECTION_OFFICER}, "the record of exports")
            return
        found = program.read_models.handouts(slug).handouts(sha256=sha256, limit=1_000).items
        common.saw(found)
    if as_json:
        common.show({"sha256": sha256, "made": found})
    elif found:
        common.show_lines(_told(row) for row in found)
    else:
        click.echo(f"not made at {slug}, or changed since: no export has the digest {sha256}")
    if not found:
        raise click.exceptions.Exit(EXIT_UNKNOWN)


def _told(row: HandoutRow) -> str:
    what = " ".join(filter(None, (row.kind, row.name if row.name != row.kind else "", row.reference)))
    behalf = f" on behalf of {row.made_for}" if row.made_for is not None else ""
    withheld = ", personal texts withheld" if row.is_withheld else ""
    place = f"p{row.log_position} " if row.log_position is not None else ""
    return (
        f"made {moments.written(row.made_at)} for {row.made_by} ({row.made_as}){behalf}: {what}, {row.format},"
        f" as known at {place}{moments.written(row.as_of)}{withheld}; handout {row.handout_id}"
    )


def _moment(as_of: str | None) -> AsOf | None:
    return moments.parse(as_of.strip()) if as_of is not None else None


def _write(file: Path, made: Made) -> None:
    """Write a file for its owner alone, once it is recorded who takes it along, and say what it is."""
    common.saw(made.told, {"handout_id": made.handout_id})
    try:
        reads.settle()
    except BaseException:
        made.close()
        raise
    suffix = Path(made.filename).suffix
    common.write_private(file, made.chunks)
    click.echo(f"{file}: {made.size:,} bytes, as known at {made.as_of}")
    click.echo(f"  sha256 {made.sha256}, recorded as handout {made.handout_id}")
    if file.suffix.lower() != suffix:
        click.echo(f"  note: it is a {suffix} file", err=True)


COMMANDS = (export,)
