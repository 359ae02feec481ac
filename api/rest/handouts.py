"""The addresses that hand out files: a POST, for each is recorded before it leaves; and the record of all of them."""

import base64
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

import marshmallow
from flask import Response
from marshmallow import validate

from api import identity, reads
from api.access import CASE_READERS, FWO, About, Access, Realm
from api.handouts import LICENSERS, READERS, WRITERS, Made
from api.ports import Ports
from api.rest import answers, paging
from api.rest import fields as strict
from api.rest.past import HEADER
from api.rest.questions import PageQuery
from api.rest.routes import Route
from domain import moments
from domain.collaboration.spine import Language
from domain.handout.words import HandoutFormat, HandoutKind
from domain.values import Role
from projections.handouts import HandoutRow

_LANGUAGES = (Language.NL, Language.EN)
_TABLES = (HandoutFormat.CSV, HandoutFormat.XLSX)
_SHA256 = validate.Regexp(r"[0-9a-f]{64}\Z", error=strict.words("is no digest", "64 small hexadecimal digits"))


class FileBody(marshmallow.Schema):
    """In which language, as of when: now, if nothing is said."""

    language = strict.Word(
        Language,
        load_default=Language.NL,
        validate=validate.OneOf(_LANGUAGES, error=strict.words("has no documents", "nl or en")),
    )
    as_of = strict.AsOf(load_default=None, metadata={"description": f"As it was known then: {moments.FORMS}."})


class LetterBody(FileBody):
    """Who is to sign the letter, beside its language and moment; the name is not stored."""

    signed_by = strict.Text(
        required=True, validate=validate.Length(1, 300, error=strict.words("is empty or long", "a name of 1-300"))
    )


class TableBody(FileBody):
    """In which form, and which rows."""

    format = strict.Word(
        HandoutFormat,
        load_default=HandoutFormat.XLSX,
        validate=validate.OneOf(_TABLES, error=strict.words("is no form of a table", "csv or xlsx")),
    )
    filters = marshmallow.fields.Dict(
        keys=marshmallow.fields.String(validate=validate.Length(1, 40)),
        values=marshmallow.fields.String(validate=validate.Length(1, 100)),
        load_default=dict,
        metadata={"description": "Closed words by field, such as {status: approved}; see docs/exports.md."},
    )


class HandoutsQuery(PageQuery):
    """Which files."""

    sha256 = strict.Text(validate=_SHA256, metadata={"description": "The digest of a file in hand."})
    kind = strict.Word(HandoutKind)


def of_cases(ports: Ports) -> Iterable[Route]:
    """Return the addresses of dossiers and letters."""

    def dossier(body: dict[str, Any], identifier: UUID) -> Response:
        return sent(ports.handouts.dossier(identifier, actor=identity.required(), **body))

    def letter(body: dict[str, Any], identifier: UUID) -> Response:
        return sent(ports.handouts.letter(identifier, actor=identity.required(), **body))

    who = Access(Realm.INSTITUTION, CASE_READERS, About.CASES)
    what = "The dossier of a case as PDF\nWith its history; what the caller may not read is withheld. It is recorded."
    yield _route("dossier", "/collaborations/<uuid:identifier>/dossier", dossier, who, what, FileBody)
    what = "The letter that tells the last decision, as PDF\nA draft, for a named person to sign; nothing is sent."
    letters = replace(who, roles=WRITERS)
    yield _route("letter", "/collaborations/<uuid:identifier>/letter", letter, letters, what, LetterBody)


def of_licences(ports: Ports) -> Route:
    """Return the address of the file for a licence authority."""

    def licence(body: dict[str, Any], identifier: UUID) -> Response:
        return sent(ports.handouts.licence(identifier, actor=identity.required(), **body))

    what = (
        "The file of a licence for its authority, as ZIP\nApplication, checklist and the documents that are stored; "
        "the checklist says what is missing, and why it matters."
    )
    who = Access(Realm.INSTITUTION, LICENSERS, About.REGISTERS)
    return _route("licence-dossier", "/licences/<uuid:identifier>/dossier", licence, who, what, FileBody)


def record(ports: Ports) -> tuple[Route, ...]:
    """Return the addresses of registers as tables, and of the record of what was handed out."""

    def register(body: dict[str, Any], name: str) -> Response:
        return sent(ports.handouts.register(name, actor=identity.required(), written=body.pop("format"), **body))

    def handouts(query: dict[str, Any]) -> Response:
        queries = ports.handed_out(identity.required().institution)
        return answers.page(queries.handouts(**paging.asked(query)), personal=True)

    who = Access(Realm.INSTITUTION, READERS, About.REGISTERS)
    what = (
        "A register as CSV or XLSX\nCases, decisions, deadlines, fwo-reports, handouts, incidents, licences, parties "
        "or sharings. It is recorded."
    )
    privacy = replace(who, roles=READERS | {Role.DATA_PROTECTION_OFFICER})
    told = "Which files were handed out\nFor whom and when; with `sha256`, whether a file in hand is one of them."
    rows = answers.page_of(HandoutRow)
    return (
        _route("register", "/handouts/registers/<name>", register, who, what, TableBody),
        answers.get("handouts", "/handouts", handouts, privacy, told, rows, HandoutsQuery),
    )


def of_the_fwo(ports: Ports) -> Route:
    """Return the address of the FWO's portfolio as a table."""

    def portfolio(body: dict[str, Any]) -> Response:
        actor = identity.required()
        return sent(ports.handouts.register("portfolio", actor=actor, written=body.pop("format"), **body))

    who = Access(Realm.FWO, frozenset({Role.FWO_MONITOR}), About.FUNDED)
    what = "The cases that the FWO funds, as CSV or XLSX\nNo title, text or person. It is recorded."
    return _route("portfolio-table", f"/{FWO}/portfolio/table", portfolio, who, what, TableBody)


def _route(name: str, rule: str, view: Any, who: Access, what: str, body: type[marshmallow.Schema]) -> Route:
    return Route(name, rule, "POST", view, who, what, body=body, refusals=(400, 404, 413, 415, 422, 503))


def sent(made: Made) -> Response:
    """Answer with a file, its digest after RFC 9530, of when it tells, and under which id it is recorded."""
    reads.saw([made.told, {"handout_id": str(made.handout_id)}])
    headers = {
        "Content-Disposition": f'attachment; filename="{made.filename}"',
        "Content-Length": str(made.size),
        "Repr-Digest": f"sha-256=:{_base64(made.sha256)}:",
        "Kvcase-Handout": str(made.handout_id),
        HEADER: made.as_of,
    }
    return Response(made.chunks, headers=headers, content_type=made.media_type)


def _base64(digest: str) -> str:
    return base64.b64encode(bytes.fromhex(digest)).decode()
