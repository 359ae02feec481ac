"""The register: which cases there are, by status, level, who takes care of them, and the words in their texts."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

from flask import request, url_for
from werkzeug.wrappers import Response

from api import access, reads
from api.reading import Reading
from api.rest import fields as strict
from api.rest import plain
from api.web import page
from domain.collaboration.spine import Status
from domain.errors import UnusableInputError
from domain.values import Actor, Level
from projections.pages import Sort

PAGE: Final = 50
_SORTS: Final = ("reference", "status", "planned_start_on", "notified_on", "updated_at")
_MAX_TEXT: Final = 100
_FILTERS: Final = ("status", "level", "assignee", "q", "sort")

W = TypeVar("W", bound=StrEnum)


def shown(reading: Reading, actor: Actor) -> Response:
    """Return the page of the register that the request asks for. Raises `UnusableInputError` for what is no filter."""
    personal = access.may_read_personal_texts(actor)
    status, level = _word(Status, "status"), _word(Level, "level")
    assignee, question = _text("assignee"), _text("q")
    sort = _sort(request.args.get("sort", ""))
    after = strict.place(request.args["after"]) if request.args.get("after") else None
    wanted = {"status": status, "level": level, "assignee": assignee}
    if question:
        found: Any = reading.search(actor, question, after=after, limit=PAGE, **wanted)
    else:
        found = reading.cases(actor, after=after, limit=PAGE, sort=sort, **wanted)
    rows = [plain.row(each, personal=personal) for each in found.items]
    reads.saw(rows)
    following = url_for("pages.cases", **_said(after=found.next.encode())) if found.next is not None else None
    own = access.reads_only_own_cases(actor)
    return page.show(
        "cases/register.html",
        rows=rows,
        next=following,
        statuses=tuple(each for each in Status if each is not Status.NEW),
        levels=tuple(Level),
        status=status,
        level=level,
        assignee=assignee,
        question=question,
        sort=request.args.get("sort", ""),
        may_search=personal,
        is_own=own,
        assignees=() if own else reading.queries(actor).assignees(),
        is_filtered=any(_said()),
        sorted_by=lambda name: url_for("pages.cases", **_said(sort=_turned(name))),
    )


def _said(**changed: str) -> Mapping[str, Any]:
    """Return the filters as they stand in the address, with these changed."""
    given = {name: request.args.get(name) for name in _FILTERS} | changed
    return {name: value for name, value in given.items() if value}


def _turned(name: str) -> str:
    """Return how to sort by a column: the other way around where it sorts by it already."""
    return f"-{name}" if request.args.get("sort") == name else name


def _word(words: type[W], name: str) -> W | None:
    given = request.args.get(name)
    if not given:
        return None
    if given not in set(words):
        raise UnusableInputError(name, "is no word that a case has there", ", ".join(words))
    return words(given)


def _text(name: str) -> str | None:
    given = request.args.get(name, "").strip()
    if len(given) > _MAX_TEXT or not given.isprintable():
        raise UnusableInputError(name, "cannot be looked for", f"at most {_MAX_TEXT} letters, digits and signs")
    return given or None


def _sort(given: str) -> Sort | None:
    if not given:
        return None
    name = given.removeprefix("-")
    if name not in _SORTS:
        raise UnusableInputError("sort", strict.NOT_LISTED, ", ".join(_SORTS))
    return Sort(name, given.startswith("-"))
