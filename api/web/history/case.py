"""One case as it was known on any day: its timeline, and the page of the case as of then."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask import Flask, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api import access, identity, reads
from api.ports import Ports
from api.reading import Reading, Told, told_of
from api.rest import past, plain
from api.web import events, page
from api.web.cases import part as cases
from api.web.codes import Codes
from api.web.events import Entry, Knowing
from api.web.history import beside, proving, timeline, watching
from api.web.history.timeline import Step, Wanted
from domain import moments
from domain.collaboration import decider
from domain.errors import NotFoundError, UnusableInputError
from domain.moments import Moment
from domain.values import Actor, Recorded


@dataclass(frozen=True, slots=True)
class Way:
    """Where the page stands among the steps that are shown, and where one can go from there.

    `number` counts from 0, the last of them is now. `before`, `after` and `now` are addresses; none leads nowhere.
    """

    number: int
    before: str | None
    after: str | None
    now: str


AROUND: Final = 150
"""How many steps of a long case the timeline tells in words: those about where one stands, to keep the page light."""


@dataclass(frozen=True, slots=True)
class Window:
    """The steps that the timeline tells, how many stand before and after them, and the nearest version of those."""

    steps: Sequence[Step]
    earlier: int
    later: int
    before: int | None
    after: int | None


def install(app: Flask, ports: Ports) -> None:
    """Register the page."""
    reading = Reading(ports)

    def history(identifier: UUID) -> Response:
        actor = identity.required()
        row = reading.case(identifier, actor)
        recorded = reading.history(decider.AGGREGATE, identifier, actor)
        known = told_of(recorded, actor)
        every = timeline.steps(recorded, known, actor)
        wanted = _wanted()
        shown = tuple(each for each in every if wanted.fits(each))
        said = request.args.get("as_of", "").strip()
        then, wrong = _then(reading, said, actor, identifier)
        upto = _version(then.moment, recorded)
        told: dict[str, Any] = {"case": {"case_id": row.case_id, "reference": row.reference}, "moment": None}
        if not wrong:
            told = cases.told(then, identifier, actor, steps=1, recorded=_until(then.moment, recorded))
            reads.saw(told["read"])
        reads.saw([plain.event(each.recorded, personal=False) for each in known])
        answer = page.show(
            "history/case.html",
            code=422 if wrong else 200,
            **{**told, "steps": (), "steps_in_all": 0},
            line=_window(shown, upto),
            shown=shown,
            count=len(every),
            current=next((each for each in reversed(every) if upto is not None and each.version <= upto), None),
            event=_event(known, upto, told, reading.codes(), actor) if not wrong else None,
            upto=upto,
            way=_way(identifier, shown, upto, wanted),
            choices=timeline.choices(every),
            wanted=wanted,
            said=said,
            wrong=wrong,
            first=every[0].at.date(),
            last=reading.today,
            may=_may(actor),
        )
        if then.moment is not None:
            answer.headers[past.HEADER] = str(then.moment)
        return answer

    page.add(app, "case_history", "/cases/<uuid:identifier>/history", history, cases.READERS)


def _then(reading: Reading, said: str, actor: Actor, identifier: UUID) -> tuple[Reading, str]:
    """Return what reads as it was then, and what is wrong with what was asked for, if anything is."""
    if not said:
        return reading, ""
    try:
        return reading.at(moments.parse(said), actor, decider.AGGREGATE, identifier), ""
    except UnusableInputError:
        return reading, _("%(said)s is no day that has been, and no event of this case.", said=said)
    except NotFoundError:
        return reading, _("On %(said)s there was no such case yet.", said=said)


def _until(moment: Moment | None, recorded: Sequence[Recorded]) -> Sequence[Recorded]:
    """Return what had happened at a moment; all of it for now."""
    return recorded if moment is None else [each for each in recorded if each.position <= moment.position]


def _version(moment: Moment | None, recorded: Sequence[Recorded]) -> int | None:
    """Return the version at which a case stood at a moment; None for now."""
    if moment is None:
        return None
    return max((each.version for each in recorded if each.position <= moment.position), default=None)


def _event(known: Sequence[Told], upto: int | None, told: dict[str, Any], codes: Codes, actor: Actor) -> Entry | None:
    """Return the last event that the actor may know of at a version, with what it says and names of then."""
    names = {each.subject_id: each.name for each in told["takings"]}
    passed = [each for each in known if upto is not None and each.recorded.version <= upto]
    return events.entry(passed[-1], Knowing(names, codes, access.may_read_personal_texts(actor))) if passed else None


def _wanted() -> Wanted:
    asked = request.args
    return Wanted(asked.get("who", ""), asked.get("rule", ""), asked.get("list", ""), asked.get("kind", ""))


def _way(identifier: UUID, shown: Sequence[Step], upto: int | None, wanted: Wanted) -> Way:
    """Return the way on from after the event of version `upto`; from now, where that is none."""

    def to(step: Step | None) -> str:
        said: dict[str, Any] = {**wanted.said, **({"as_of": f"v{step.version}"} if step is not None else {})}
        return url_for("pages.case_history", identifier=identifier, **said)

    if upto is None:
        return Way(len(shown), to(shown[-1]) if shown else None, None, to(None))
    passed = sum(each.version <= upto for each in shown)
    is_on = passed > 0 and shown[passed - 1].version == upto
    behind = passed - 1 if is_on else passed
    return Way(
        max(passed - 1, 0),
        to(shown[behind - 1]) if behind > 0 else None,
        to(shown[passed] if passed < len(shown) else None),
        to(None),
    )


def _window(shown: Sequence[Step], upto: int | None) -> Window:
    """Return the steps about version `upto`; of now, the last."""
    passed = len(shown) if upto is None else sum(each.version <= upto for each in shown)
    begin = max(min(passed - AROUND // 2, len(shown) - AROUND), 0)
    end = min(begin + AROUND, len(shown))
    return Window(
        shown[begin:end],
        begin,
        len(shown) - end,
        shown[begin - 1].version if begin else None,
        shown[end].version if end < len(shown) else None,
    )


def _may(actor: Actor) -> dict[str, bool]:
    return {
        "look_back": access.lets_in(beside.READERS, actor),
        "prove": access.lets_in(proving.PROVERS, actor),
        "reveal": access.may_read_personal_texts(actor),
        "watch": access.lets_in(watching.READERS, actor),
    }
