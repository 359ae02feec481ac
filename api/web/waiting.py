"""All that waits: the open tasks and the running deadlines, by kind, late or not, one's own or everybody's."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from flask import Flask, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import access, hits, identity, reads, work
from api.ports import Ports
from api.reading import Reading
from api.rest import fields as strict
from api.rest import paging, plain
from api.rest.questions import PageQuery
from api.web import asking, events, morning, page
from domain.deadlines import ENDS_WITH_ITS_DAY, Kind, State
from domain.values import Actor
from projections.mandates import CoverRow
from projections.mine import Mine
from projections.pages import Cursor, Page
from projections.work_list import TaskKind

PLACES: tuple[page.Place, ...] = ()
"""None: the morning leads here."""
PAGE: Final = 50


class When(StrEnum):
    """By when it is due: a day before today, from today to the end of a week, or one of these."""

    LATE = "late"
    SOON = "soon"
    DUE = "due"


class Whose(StrEnum):
    """Whose work is asked for."""

    MINE = "mine"
    ALL = "all"


WHEN: Final[Mapping[When, LazyString]] = {
    When.LATE: _l("late"),
    When.SOON: _l("within a week"),
    When.DUE: _l("late, or within a week"),
}


class TasksQuery(PageQuery):
    """Which tasks."""

    kind = strict.Word(TaskKind)
    when = strict.Word(When)
    whose = strict.Word(Whose, load_default=Whose.MINE)


class DeadlinesQuery(PageQuery):
    """Which deadlines."""

    kind = strict.Word(Kind)
    when = strict.Word(When)
    whose = strict.Word(Whose, load_default=Whose.MINE)


def install(app: Flask, ports: Ports) -> None:
    """Register the pages, and who may see them."""
    reading = Reading(ports)

    def tasks() -> Response:
        actor = identity.required()
        asked = asking.asked_for(TasksQuery(exclude=("limit",)))
        in_force, mine, after = _wanted(actor, asked)
        first, last = between(asked.get("when"), reading.today)
        found = reading.queries(actor).work_list(
            kind=asked.get("kind"), mine=mine, due_from=first, due_before=last, after=after, limit=PAGE
        )
        rows = work.tasks(hits.tasks(found.items), in_force)
        return shown("tasks", actor, asked, Page(rows, found.next), TaskKind)

    def deadlines() -> Response:
        actor = identity.required()
        asked = asking.asked_for(DeadlinesQuery(exclude=("limit",)))
        in_force, mine, after = _wanted(actor, asked)
        first, last = between(asked.get("when"), reading.today)
        # What ends with its day is told until the next morning and is never late, as the morning counts it.
        ended = reading.today if asked.get("when") is When.LATE else morning.evening_before(ports.now()).date()
        found = reading.queries(actor).deadlines(
            state=State.OPEN,
            kind=asked.get("kind"),
            mine=mine,
            due_from=first,
            due_before=last,
            ended_since=ended,
            after=after,
            limit=PAGE,
        )
        return shown("deadlines", actor, asked, Page(work.deadlines(found.items, in_force), found.next), Kind)

    def _wanted(actor: Actor, asked: Mapping[str, Any]) -> tuple[Collection[CoverRow], Mine | None, Cursor | None]:
        in_force = ports.mandate_queries(actor.institution).covers_on(reading.today)
        mine = work.mine(actor, in_force) if asked["whose"] is Whose.MINE else None
        return in_force, mine, paging.asked(asked)["after"] if asked.get("after") else None

    def shown(
        what: str, actor: Actor, asked: Mapping[str, Any], found: Page[Any], kinds: type[TaskKind] | type[Kind]
    ) -> Response:
        personal = access.may_read_personal_texts(actor)
        known = reading.queries(actor).cases_by_id({each.case_id for each in found.items})
        cases: dict[UUID, Any] = {key: plain.row(row, personal=personal) for key, row in known.items()}
        reads.saw([*(plain.row(each, personal=personal) for each in found.items), *cases.values()])
        return page.show(
            "morning/waiting.html",
            what=what,
            rows=found.items,
            cases={key: {**row, "title": events.text(row["title"])} for key, row in cases.items()},
            next=asking.following(paging.encode(found.next)) if found.next is not None else None,
            kinds=tuple(kinds),
            asked=asked,
            ways=WHEN,
            others={name: request.args[name] for name in ("when", "whose") if request.args.get(name)},
            is_filtered=bool(asked.get("kind") or asked.get("when")),
            is_mine=asked["whose"] is Whose.MINE,
            today=reading.today,
            ending=ENDS_WITH_ITS_DAY,
        )

    page.add(app, "waiting_deadlines", "/waiting/deadlines", deadlines, morning.READERS)
    page.add(app, "waiting_tasks", "/waiting/tasks", tasks, morning.READERS)


def between(when: When | None, today: date) -> tuple[date | None, date | None]:
    """Return the first day that is asked for, and the day before which the last one lies."""
    end = today + morning.WEEK + timedelta(days=1)
    match when:
        case When.LATE:
            return None, today
        case When.SOON:
            return today, end
        case When.DUE:
            return None, end
        case None:
            return None, None
