"""`kvcase case attach`, `documents` and `document`: what belongs to a case, in files."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import click

from api.access import OFFICES
from api.reading import Reading
from api.rest import documents as told
from domain.collaboration.support import Marking
from domain.collaboration.table import COMMANDS as CASE_COMMANDS
from domain.ports import Upload
from domain.values import PersonId, Role
from kvcase import blob_types, clock
from kvcase.cli import cases, common, reads
from kvcase.cli.common import json_option, key_option, opened

_READERS = OFFICES | {Role.RESEARCHER}
_PIECE = 64 * 1024


@cases.case.command("attach")
@click.argument("reference")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", help="What it is called in the case; the name of the file, if nothing is said.")
@click.option("--marking", type=click.Choice([each.value for each in Marking]), default=Marking.INTERNAL.value)
@click.option("--type", "media_type", help="Its type, such as application/pdf; by its ending, if nothing is said.")
@click.option("--person", "persons", multiple=True, type=click.UUID, help="Somebody of the case whom it is about.")
@key_option
def attach(
    reference: str,
    file: Path,
    title: str | None,
    marking: str,
    media_type: str | None,
    persons: tuple[UUID, ...],
    key: str,
) -> None:
    """Attach a file to a case, and keep what it holds."""
    with opened() as program:
        actor = common.let_in(program, key, CASE_COMMANDS["attach-document"].roles, "attaching documents")
        case_id = common.case_id_of(program, actor, reference)
        upload = Upload(
            case_id,
            clock.new_id(),
            file.name,
            media_type or blob_types.by_name(file.name),
            file.stat().st_size,
            title,
            Marking(marking),
            tuple(map(PersonId, persons)),
        )
        outcome = program.documents.attach(upload, _pieces(file), actor=actor)
    click.echo(str(upload.document_id))
    common.show_outcome(outcome)


@cases.case.command("documents")
@click.argument("reference")
@key_option
@json_option
def documents(reference: str, key: str, as_json: bool) -> None:
    """List the documents of a case."""
    with opened() as program:
        actor = common.let_in(program, key, _READERS, "reading documents")
        case_id = common.case_id_of(program, actor, reference)
        found = told.told(Reading(program.ports), program.ports, case_id, actor)
        common.saw(found)
    if as_json:
        common.show(list(found))
        return
    common.show_lines(
        f"{each.document_id}  {each.marking:<12} {'elsewhere' if each.size is None else each.size:>12}  {each.title}"
        for each in found
    )


@cases.case.command("document")
@click.argument("reference")
@click.argument("document_id", type=click.UUID)
@click.option("--to", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
@key_option
def document(reference: str, document_id: UUID, file: Path, key: str) -> None:
    """Write what a document holds to a file, for its owner alone."""
    with opened() as program:
        actor = common.let_in(program, key, _READERS, "reading documents")
        case_id = common.case_id_of(program, actor, reference)
        found, content = told.opened(Reading(program.ports), program.ports, case_id, document_id, actor)
        common.saw(found)
        reads.settle()
        common.write_private(file, content)
    click.echo(f"{found.size:,} bytes, {found.media_type}, to {file}")


COMMANDS: tuple[click.Command, ...] = ()
"""They stand in the group of cases."""


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while piece := source.read(_PIECE):
            yield piece
