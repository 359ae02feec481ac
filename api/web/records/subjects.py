"""Whom a request is about: looked up by name or reference, reported on, forgotten or held; and whose time is over."""

import json
from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from flask import Flask, request
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from api import identity, language, reads
from api.ports import Ports
from api.reading import Reading
from api.rest import erasures, plain
from api.rest.erasures import PRIVACY
from api.rest.errors import FieldError
from api.web import asking, mistakes, page
from api.web.records.look import Look, short
from api.web.records.register import cut
from domain.errors import NotFoundError, UnusableInputError

PLACES = (page.Place("pages.data_subjects", _l("Data subjects"), PRIVACY),)
WRITTEN: Final[Mapping[str, str]] = {"words": "text/markdown; charset=utf-8", "data": "application/json"}
"""In which forms a report is given, and as which type of file."""
_ASKED: Final = erasures.ProposalsQuery(exclude=("limit", "sort", "kind"))


def install(app: Flask, ports: Ports) -> None:
    """Register the pages, and who may see each."""
    one = "/persons/<uuid:identifier>/report"
    page.add(app, "data_subjects", "/data-subjects", _looking_up(ports), PRIVACY)
    page.add(app, "person_report", one, _asking_for_report(ports), PRIVACY)
    page.add(app, "give_person_report", one, _giving_report(ports), PRIVACY, "POST")
    page.add(app, "retention", "/retention", _overdue(ports), erasures.READERS)


def _looking_up(ports: Ports) -> Callable[[], Response]:
    """Return the view that looks somebody up."""

    def view() -> Response:
        asked, error = request.args.get("text", "").strip()[:200], ""
        found: tuple[erasures.SubjectRow, ...] = ()
        if asked:
            try:
                found = erasures.called(ports.erasure_queries(identity.required().institution), asked)
            except UnusableInputError as wrong:
                error = mistakes.sentence(FieldError(wrong.field, wrong.rule, wrong.expected))
        rows = [plain.row(each, personal=True) for each in found]
        reads.saw(rows)
        return page.show("records/subjects.html", code=422 if error else 200, asked=asked, error=error, rows=rows)

    return view


def _asking_for_report(ports: Ports) -> Callable[[UUID], Response]:
    """Return the view that asks in which form a report is wanted and what it is for, and makes none."""

    def view(identifier: UUID) -> Response:
        queries = ports.erasure_queries(identity.required().institution)
        row = queries.person(identifier)
        if row is None and not queries.is_erased(identifier):
            raise NotFoundError("person", identifier)
        name = row.name if row is not None else short(identifier)
        return page.show("records/report.html", name=name, identifier=identifier, is_erased=row is None)

    return view


def _giving_report(ports: Ports) -> Callable[[UUID], Response]:
    """Return the view that gives a report as a file; that it was given is recorded before."""

    def view(identifier: UUID) -> Response:
        form = request.form.get("form", "words")
        if form not in WRITTEN:
            raise BadRequest(f"form: one of {', '.join(WRITTEN)}")
        told = ports.person_report(identifier, identity.required(), request.form.get("purpose", "").strip() or None)
        tongue = language.asked().value
        data = plain.of(told)
        reads.saw(data)
        if form == "data":
            end, content = "json", json.dumps(data, ensure_ascii=False, indent=2)
        else:
            end, content = f"{tongue}.md", ports.report_in_words(told, tongue)
        headers = {"Content-Disposition": f'attachment; filename="person-{str(identifier)[:8]}.{end}"'}
        return Response(content.rstrip("\n") + "\n", content_type=WRITTEN[form], headers=headers)

    return view


def _overdue(ports: Ports) -> Callable[[], Response]:
    """Return the view of the records whose time is over, the longest overdue first."""
    reading = Reading(ports)

    def view() -> Response:
        look = Look(ports, reading, identity.required())
        found = cut(ports.retention(look.actor.institution), lambda _: 0, asking.asked_for(_ASKED), "subject_id")
        reads.saw(found.rows)
        whom = {row["subject_id"]: look.subject(row["kind"], UUID(row["subject_id"])) for row in found.rows}
        return page.show("records/retention.html", rows=found.rows, whom=whom, next=asking.following(found.following))

    return view
