"""The register: which cases there are, by status, level, who takes care of them, and what one looks for."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

from flask import request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import access, reads
from api.reading import Reading
from api.rest import fields as strict
from api.rest import plain
from api.web import events, page
from domain.collaboration.spine import Status
from domain.errors import UnusableInputError
from domain.values import Actor, Level
from projections.pages import Page, Sort
from projections.search_words import MAX_TERMS, Fault, UnusableQuestionError

PAGE: Final = 50
_SORTS: Final = ("reference", "status", "planned_start_on", "notified_on", "updated_at")
_MAX_TEXT: Final = 100
_FILTERS: Final = ("status", "level", "assignee", "q", "sort")
_NEWEST: Final = Sort("notified_position", descending=True)
_LONG: Final = _l("This is too long to be looked for: at most 100 letters, digits and signs.")
_WHY: Final[Mapping[Fault, LazyString]] = {
    Fault.LONG: _LONG,
    Fault.CONTROL: _l("There is a sign in it that nobody can see. Type it anew."),
    Fault.SHORT_BEGINNING: _l("Two letters or more have to stand before *."),
    Fault.NO_WORD: _l("There is no word or number in it. Type words, a name, or (the end of) a reference."),
    Fault.MANY_WORDS: _l("These are too many words: at most %(number)s.", number=MAX_TERMS),
}
"""Why a question cannot be used, as people are told beside it."""

W = TypeVar("W", bound=StrEnum)


def shown(reading: Reading, actor: Actor) -> Response:
    """Return the page of the register that the request asks for. Raises `UnusableInputError` for what is no filter."""
    personal = access.may_read_personal_texts(actor)
    status, level = _word(Status, "status"), _word(Level, "level")
    assignee, question = _text("assignee"), request.args.get("q", "").strip()
    sort = _sort(request.args.get("sort", ""))
    after = strict.place(request.args["after"]) if request.args.get("after") else None
    wanted = {"status": status, "level": level, "assignee": assignee}
    found: Page[Any] = Page((), None)
    wrong: LazyString | None = _LONG if len(question) > _MAX_TEXT else None
    if wrong is None:
        try:
            found = _found(reading, actor, question, sort, after=after, limit=PAGE, **wanted)
        except UnusableQuestionError as error:
            wrong = _WHY[error.fault]
    rows = [plain.row(each, personal=personal) for each in found.items]
    reads.saw(rows)
    following = url_for("pages.cases", **_said(after=found.next.encode())) if found.next is not None else None
    own = access.reads_only_own_cases(actor)
    return page.show(
        "cases/register.html",
        code=200 if wrong is None else 422,
        rows=[{**row, "title": events.text(row["title"])} for row in rows],
        next=following,
        statuses=tuple(each for each in Status if each is not Status.NEW),
        levels=tuple(Level),
        status=status,
        level=level,
        assignee=assignee,
        question=question if question.isprintable() else "",
        wrong=wrong,
        sort=request.args.get("sort") or "-notified_on",
        is_sorted=bool(request.args.get("sort")),
        may_search=personal,
        is_own=own,
        assignees=() if own else reading.queries(actor).assignees(),
        is_filtered=any(_said()),
        sorted_by=lambda name: url_for("pages.cases", **_said(sort=_turned(name, sort))),
    )


def _found(reading: Reading, actor: Actor, question: str, sort: Sort, **wanted: Any) -> Page[Any]:
    if question:
        return reading.search(actor, question, beginnings=True, **wanted)
    return reading.cases(actor, sort=sort, **wanted)


def _said(**changed: str) -> Mapping[str, Any]:
    """Return the filters as they stand in the address, with these changed."""
    given = {name: request.args.get(name) for name in _FILTERS} | changed
    return {name: value for name, value in given.items() if value}


def _turned(name: str, sort: Sort) -> str:
    """Return how to sort by a column: the other way around where it sorts by it already."""
    return f"-{name}" if sort == Sort(name) else name


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


def _sort(given: str) -> Sort:
    """Return how the register is sorted: the newest first, as long as nobody asks for something else."""
    if not given:
        return _NEWEST
    name = given.removeprefix("-")
    if name not in _SORTS:
        raise UnusableInputError("sort", strict.NOT_LISTED, ", ".join(_SORTS))
    return Sort(name, given.startswith("-"))
