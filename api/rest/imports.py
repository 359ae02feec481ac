"""The address that takes in a file of notifications: all of it or nothing, unless the good rows alone are asked for."""

from itertools import islice
from typing import Any

from flask import Response, request
from marshmallow import Schema, fields

from api import identity
from api.access import About, Access, Realm
from api.ports import Ports
from api.rest import answers, body, plain
from api.rest import fields as strict
from api.rest.errors import FieldError, RequestRefused
from api.rest.routes import Route
from domain.collaboration.table import COMMANDS
from domain.errors import UnusableInputError
from domain.ports import ImportedRow, ImportReport

MAX_BYTES = 10_000_000
TYPES = (
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/jsonl",
    "application/x-ndjson",
)
_SHOWN = 1_000
_MAPPING = 'a JSON object from fields to columns, such as {"title": "Titel"}'


class ImportQuery(Schema):
    """How a file is taken in."""

    dry_run = strict.QueryFlag(load_default=False, metadata={"description": "Only tell what would happen."})
    partial = strict.QueryFlag(  # type: ignore[assignment]  # a field of the address, no attribute of the schema
        load_default=False, metadata={"description": "Take the good rows and tell the others."}
    )
    mapping = strict.QueryText(1_000, load_default="", metadata={"description": _MAPPING})


class ImportSchema(Schema):
    """What became of a file: how many rows of each outcome, and each row."""

    written = fields.Boolean(required=True)
    dry_run = fields.Boolean(required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    rows = fields.List(fields.Nested(answers.row_of(ImportedRow)), required=True)


def route(ports: Ports) -> Route:
    """Return the address of the import."""

    def view(query: dict[str, Any]) -> Response:
        actor = identity.required()
        if request.mimetype not in TYPES:
            raise RequestRefused("unsupported-media-type", f"The body must be {' or '.join(TYPES)}.")
        data = _body()
        report = ports.import_cases(
            data,
            request.mimetype,
            actor=actor,
            mapping=mapping_of(query["mapping"]),
            dry_run=query["dry_run"],
            partial=query["partial"],
        )
        refused = report.count("refused")
        if refused and not (report.is_dry_run or report.is_written):
            detail = f"{refused} row(s) cannot be used, so none was imported."
            raise RequestRefused("unusable-input", detail, mistakes_of(report))
        return plain.response(told(report), tells=plain.of(known(report)))

    return Route(
        "import-cases",
        "/collaborations/import",
        "POST",
        view,
        Access(Realm.INSTITUTION, COMMANDS["notify"].roles, About.CASES),
        "Import notifications from a file\nCSV, XLSX or JSON lines, each row a case. A row that was imported before is "
        "told and not made again. With `dry_run` nothing is written; with `partial` the good rows are.",
        query=ImportQuery,
        answer=ImportSchema,
        refusals=(400, 409, 411, 413, 415, 422, 503),
        content="text/csv",
    )


def told(report: ImportReport) -> dict[str, Any]:
    """Return a report as JSON can say it."""
    return {
        "written": report.is_written,
        "dry_run": report.is_dry_run,
        "counts": {each: report.count(each) for each in ("new", "imported", "known", "refused")},
        "rows": plain.of(report.rows),
    }


def known(report: ImportReport) -> tuple[ImportedRow, ...]:
    """Return the rows that tell of a case that was there before; of those that are made the log of events tells."""
    return tuple(row for row in report.rows if row.outcome in {"known", "refused"})


def mistakes_of(report: ImportReport) -> tuple[FieldError, ...]:
    """Return the first mistakes of a file, each with the number of its row: `12.title`."""
    every = ((row.number, each) for row in report.rows for each in row.mistakes)
    return tuple(
        FieldError(f"{number}.{each.field}", each.rule, each.expected) for number, each in islice(every, _SHOWN)
    )


def mapping_of(said: str) -> dict[str, str]:
    """Return which column holds which field. Raises `UnusableInputError`."""
    if not said:
        return {}
    try:
        value = body.parse(said.encode("utf-8", "surrogatepass"))
    except RequestRefused as refused:
        raise UnusableInputError("mapping", refused.errors[0].rule, _MAPPING) from refused
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise UnusableInputError("mapping", "is no such object", _MAPPING)
    return value


def _body() -> bytes:
    """Return the file. Raises `RequestRefused` (400, 411, 413, 415)."""
    body.announced(request, MAX_BYTES, "file")
    data = request.get_data(cache=False)
    body.refuse_cut_off(request, len(data))
    return data
