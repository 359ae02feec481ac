"""`kvcase case import`: many notifications at once."""

from collections.abc import Iterator
from pathlib import Path

import click

from api.rest import imports as told
from domain.collaboration.table import COMMANDS as CASE_COMMANDS
from domain.errors import UnusableInputError
from domain.ports import ImportReport
from kvcase import notification_files as files
from kvcase.cli import cases, common
from kvcase.cli.common import json_option, key_option, opened

_TYPES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".jsonl": "application/jsonl",
    ".ndjson": "application/x-ndjson",
}
_SHOWN = 50


@cases.case.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only tell what would happen, row by row.")
@click.option("--partial", is_flag=True, help="Take the good rows, and tell the others.")
@click.option("--mapping", default="", help='Which column holds which field, as JSON: {"title": "Titel"}')
@key_option
@json_option
def import_(file: Path, dry_run: bool, partial: bool, mapping: str, key: str, as_json: bool) -> None:
    """Import notifications from a file of CSV, XLSX or JSON lines; all of it, or nothing unless --partial."""
    media_type = _TYPES.get(file.suffix.lower())
    if media_type is None:
        raise UnusableInputError("file", f"{file.suffix or 'no ending'} is no file of notifications", ", ".join(_TYPES))
    if file.stat().st_size > files.MAX_BYTES:
        raise UnusableInputError("file", f"has {file.stat().st_size:,} bytes", f"at most {files.MAX_BYTES:,}")
    with opened() as program:
        actor = common.let_in(program, key, CASE_COMMANDS["notify"].roles, "importing notifications")
        report = program.case_imports(
            file.read_bytes(),
            media_type,
            actor=actor,
            mapping=told.mapping_of(mapping),
            dry_run=dry_run,
            partial=partial,
        )
        common.saw(told.known(report))
    if as_json:
        common.show(told.told(report))
    else:
        for line in _lines(report):
            click.echo(line)
    if report.count("refused") and not dry_run:
        raise SystemExit(2)


def _lines(report: ImportReport) -> Iterator[str]:
    mistakes = [(row.number, each) for row in report.rows for each in row.mistakes]
    for number, each in mistakes[:_SHOWN]:
        yield f"row {number}  {each.field}: {each.rule}; expected {each.expected}"
    if len(mistakes) > _SHOWN:
        yield f"and {len(mistakes) - _SHOWN} more; --json tells all"
    new = report.count("imported") if report.is_written else report.count("new")
    verb = "imported" if report.is_written else "would be imported"
    parties = sum(row.new_parties for row in report.rows)
    known, refused = report.count("known"), report.count("refused")
    yield f"{new} {verb} with {parties} new organisation(s), {known} known from before, {refused} refused"
    if refused and not report.is_written and not report.is_dry_run:
        yield "nothing was written: mend these rows, or take the others with --partial"


COMMANDS: tuple[click.Command, ...] = ()
"""It stands in the group of cases."""
