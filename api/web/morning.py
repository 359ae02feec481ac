"""The morning page: what is due, what changed overnight, which lists moved and which cases they touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from flask import Flask, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import access, hits, identity, reads, work
from api.access import About, Access, Realm
from api.ports import Ports
from api.reading import Reading
from api.rest import plain
from api.web import page
from api.web.tongues import ZONE
from domain.deadlines import ENDS_WITH_ITS_DAY
from domain.errors import UnusableInputError
from domain.moments import AtInstant
from projections.list_status import ListRow
from projections.mornings import Night, RunFound
from projections.work_list import TaskKind

READERS = Access(Realm.INSTITUTION, access.OFFICES, About.CASES)
PLACES: tuple[page.Place, ...] = (page.Place("pages.morning", _l("Morning"), READERS),)

SHOWN: Final = 12
"""How many tasks, deadlines and cases a block tells in full; it counts all of them."""
WEEK: Final = timedelta(days=7)
EVENING: Final = time(17, 30)
NIGHTS: Final = (1, 3, 7, 30)
"""How many days back somebody may look."""
_WEEKEND: Final = frozenset({5, 6})
_TASKS: Final[Mapping[TaskKind, LazyString]] = {
    TaskKind.TRIAGE: _l("to weigh first"),
    TaskKind.COMPLETE_SCREENING: _l("screening to complete"),
    TaskKind.REVIEW_HITS: _l("hits to review"),
    TaskKind.LIFT: _l("delisting to decide on"),
    TaskKind.ETHICS_ADVICE: _l("ethics advice to give"),
    TaskKind.HUMAN_RIGHTS_TEST: _l("human-rights test to make"),
    TaskKind.MITIGATION: _l("measure to take or verify"),
    TaskKind.SUSPENSION_REVIEW: _l("suspension to look at again"),
    TaskKind.APPROVER_REVIEW: _l("decision to take"),
    TaskKind.LICENCE_DECISION: _l("licence to follow"),
    TaskKind.INCIDENT: _l("incident to answer"),
    TaskKind.EXTERNAL_ADVICE: _l("external advice to come"),
    TaskKind.INSTITUTIONAL_APPROVAL: _l("word of the institution to give"),
    TaskKind.CONFIRM_TERMINATION: _l("end to confirm"),
    TaskKind.CONFIRM_OVERRIDE: _l("passing of a gate to confirm"),
    TaskKind.CONFIRM_UNLINKING: _l("leaving of a partner to confirm"),
}
_KINDS: Final[Mapping[TaskKind, LazyString]] = {
    TaskKind.TRIAGE: _l("cases to weigh first"),
    TaskKind.COMPLETE_SCREENING: _l("screenings to complete"),
    TaskKind.REVIEW_HITS: _l("hits to review"),
    TaskKind.LIFT: _l("delistings to decide on"),
    TaskKind.ETHICS_ADVICE: _l("pieces of ethics advice to give"),
    TaskKind.HUMAN_RIGHTS_TEST: _l("human-rights tests to make"),
    TaskKind.MITIGATION: _l("measures to take or verify"),
    TaskKind.SUSPENSION_REVIEW: _l("suspensions to look at again"),
    TaskKind.APPROVER_REVIEW: _l("decisions to take"),
    TaskKind.LICENCE_DECISION: _l("licences to follow"),
    TaskKind.INCIDENT: _l("incidents to answer"),
    TaskKind.EXTERNAL_ADVICE: _l("pieces of external advice to come"),
    TaskKind.INSTITUTIONAL_APPROVAL: _l("approvals of the institution to give"),
    TaskKind.CONFIRM_TERMINATION: _l("ends to confirm"),
    TaskKind.CONFIRM_OVERRIDE: _l("gates to confirm the passing of"),
    TaskKind.CONFIRM_UNLINKING: _l("partners to confirm the leaving of"),
}
"""The same of many; a number behind it may be one too."""


@dataclass(frozen=True, slots=True)
class ListMoved:
    """A list with a version that came since, and what the runs against that version found here."""

    row: ListRow
    runs: tuple[RunFound, ...]


def install(app: Flask, ports: Ports) -> None:
    """Register the page, and who may see it."""
    reading = Reading(ports)

    def morning() -> Response:
        actor = identity.required()
        in_force = ports.mandate_queries(actor.institution).covers_on(reading.today)
        is_mine = request.args.get("whose", "mine") != "all"
        queries = reading.queries(actor)
        days = _days(request.args.get("days"))
        since = evening_before(ports.now(), days)
        whose = work.mine(actor, in_force) if is_mine else None
        due = queries.due(whose, reading.today, reading.today + WEEK, since.date(), limit=SHOWN)
        position = ports.history.moment(AtInstant(since), actor=actor).position
        night = queries.night(since, position, limit=SHOWN)
        lists = ports.shared_queries.lists()
        personal = access.may_read_personal_texts(actor)
        tasks, deadlines = work.tasks(hits.tasks(due.tasks), in_force), work.deadlines(due.deadlines, in_force)
        names = queries.references({each.case_id for each in tasks})
        rows = [plain.row(each, personal=personal) for each in (*tasks, *deadlines)]
        cases = [plain.row(each.case, personal=personal) for each in night.cases]
        touched = [{"case_id": str(each.case_id)} for run in night.runs for each in run.touched]
        reads.saw([*rows, *cases, *touched])
        return page.show(
            "morning/morning.html",
            due=due,
            tasks=tasks,
            deadlines=deadlines,
            names=names,
            night=night,
            cases=list(zip(cases, night.cases, strict=True)),
            moved=moved(lists, night, since),
            held=[each for each in lists if each.held_sha256 is not None],
            is_mine=is_mine,
            days=days,
            nights=NIGHTS,
            since=since,
            today=reading.today,
            ending=ENDS_WITH_ITS_DAY,
        )

    app.jinja_env.filters.update(
        task=lambda kind: _TASKS[TaskKind(kind)], task_kinds=lambda kind: _KINDS[TaskKind(kind)]
    )
    page.add(app, "morning", "/morning", morning, READERS)


def moved(lists: Sequence[ListRow], night: Night, since: datetime) -> tuple[ListMoved, ...]:
    """Return the lists with a version that came since, or a run against them, the last first."""
    found = [
        ListMoved(each, tuple(run for run in night.runs if run.run.list_id == each.list_id))
        for each in lists
        if (each.activated_at is not None and each.activated_at >= since)
        or any(run.run.list_id == each.list_id for run in night.runs)
    ]
    return tuple(sorted(found, key=lambda each: each.row.activated_at or since, reverse=True))


def evening_before(now: datetime, days: int = 1) -> datetime:
    """Return the end of the last working day before today, in UTC; of more `days`, the evening so many days ago."""
    here = now.astimezone(ZoneInfo(ZONE))
    day = here.date() - timedelta(days=days)
    while days == 1 and day.weekday() in _WEEKEND:
        day -= timedelta(days=1)
    return datetime.combine(day, EVENING, ZoneInfo(ZONE)).astimezone(UTC)


def _days(given: str | None) -> int:
    if not given:
        return NIGHTS[0]
    if given not in {str(each) for each in NIGHTS}:
        raise UnusableInputError("days", "is not so far back as the page looks", ", ".join(map(str, NIGHTS)))
    return int(given)
