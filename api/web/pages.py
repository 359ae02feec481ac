"""Pages for people: the register of cases, and one case with its gates and history.

No script, no inline style, nothing from elsewhere.
"""

from collections.abc import Callable
from uuid import UUID

from flask import Flask, Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from api import access, identity, reads
from api.access import About, Access, Realm
from api.ports import Ports
from api.reading import Reading, Told
from api.rest import fields as strict
from api.rest import plain
from domain.collaboration import decider
from domain.collaboration.spine import Status
from domain.errors import UnusableInputError

PAGE = 50
READERS = Access(Realm.INSTITUTION, access.CASE_READERS, About.CASES)
_NOT_TOLD = frozenset({"case_id", "reference"})


def install(app: Flask, ports: Ports) -> None:
    """Register the pages, and who may see each."""
    reading = Reading(ports)

    def cases() -> Response:
        actor = identity.required()
        status = _status(request.args.get("status"))
        after = request.args.get("after")
        page = reading.cases(actor, status=status, after=strict.place(after) if after else None, limit=PAGE)
        rows = [plain.row(each, personal=access.may_read_personal_texts(actor)) for each in page.items]
        reads.saw(rows)
        following = page.next.encode() if page.next is not None else None
        return make_response(
            render_template("cases.html", actor=actor, rows=rows, next=following, status=status, statuses=Status)
        )

    def case(identifier: UUID) -> Response:
        actor = identity.required()
        personal = access.may_read_personal_texts(actor)
        row = reading.case(identifier, actor)
        _, gates = reading.gates(identifier, actor)
        _, told = reading.story(decider.AGGREGATE, identifier, actor)
        steps = [_step(each, personal=personal) for each in told]
        reads.saw(steps)
        return make_response(
            render_template(
                "case.html",
                actor=actor,
                case=plain.row(row, personal=personal),
                gates=plain.gates(gates),
                steps=steps,
            )
        )

    views: tuple[tuple[str, str, str, Callable[..., AnyResponse], Access], ...] = (
        ("cases", "/cases", "GET", cases, READERS),
        ("case", "/cases/<uuid:identifier>", "GET", case, READERS),
    )
    for name, rule, method, view, who in views:
        app.add_url_rule(rule, f"pages.{name}", view, methods=[method])
        access.declare(app, f"pages.{name}", who)


def _step(step: Told, *, personal: bool) -> dict[str, object]:
    """Return one event as a line of the timeline: what, who, when, and what was said."""
    told = plain.event(step.recorded, personal=personal, only=step.fields)
    what = told["name"].split(".")[1].replace("-", " ")
    said = {name: _words(value) for name, value in told["data"].items() if name not in _NOT_TOLD}
    return {**told, "what": what.capitalize(), "said": {name: value for name, value in said.items() if value}}


def _words(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(filter(None, map(_words, value)))
        case dict():
            return ", ".join(f"{name}: {_words(each)}" for name, each in value.items() if _words(each))
        case _:
            return str(value)


def _status(given: str | None) -> Status | None:
    if not given:
        return None
    if given not in set(Status):
        raise UnusableInputError("status", "is no status of a case", ", ".join(Status))
    return Status(given)
