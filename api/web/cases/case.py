"""All that the page of a case tells, now or as it was known at a moment: each event read and folded once.

Parts that the reader may not know of are left out, and personal texts are withheld, as the API does it (G21).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any, Final, overload
from uuid import UUID

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from api import access, overview
from api.reading import Reading, Told, told_of
from api.rest import plain
from api.web import codes, events
from api.web.cases import actions, people, standing
from api.web.doing import things
from api.web.events import Entry, Knowing
from domain.collaboration import decider, disclosure, factors, mitigation, screening, sections, spine, support
from domain.collaboration.sections import Part as About
from domain.collaboration.state import Collaboration
from domain.deadlines import ENDS_WITH_ITS_DAY, State
from domain.values import Actor, Recorded

STEPS: Final = 25
"""How many steps of the history a page shows: the last, or those before a version."""
AT_ONCE: Final = {"gates": 20, "hits": 30, "measures": 12, "deadlines": 20}
"""How many things of a part a page shows, by its anchor; the rest stand on pages of their own."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The things of a part that a page shows, the first of them the one of this number, and how many there are."""

    key: str
    items: tuple[Any, ...]
    first: int
    count: int

    @property
    def following(self) -> int | None:
        """Return the number of the first that is not shown, if there are more."""
        after = self.first + len(self.items)
        return after if after < self.count else None


Places = Mapping[str, int]
"""Which is the first thing that is shown of a part, where it is not the first of all."""


def _shown(key: str, found: Sequence[Any], places: Places) -> Shown:
    first = min(places.get(key, 0), max(len(found) - 1, 0))
    return Shown(key, tuple(found[first : first + AT_ONCE[key]]), first, len(found))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page: its anchor, its title, and how many things stand in it."""

    key: str
    label: LazyString
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A case as one reader may know it: its history, folded, and the names of those who take part."""

    case_id: UUID
    actor: Actor
    reading: Reading
    history: tuple[Told, ...]
    state: Collaboration
    knowing: Knowing

    @property
    def names(self) -> events.Names:
        """Return what those who take part are called."""
        return self.knowing.names

    def entries(self, *parts: About) -> "Entries":
        """Return what happened that is about these things, the last first."""
        kinds = sections.kinds(*parts)
        return Entries([each for each in reversed(self.history) if isinstance(_event(each), kinds)], self.entry)

    def entry(self, told: Told, without: frozenset[str] = frozenset()) -> Entry:
        """Return one event."""
        return events.entry(told, self.knowing, without)

    def last(self, kind: type) -> Told | None:
        """Return the last event of a kind."""
        return next((each for each in reversed(self.history) if isinstance(_event(each), kind)), None)

    def text(self, said: str) -> str:
        """Return what somebody wrote, if the reader may know it."""
        return events.text(said if self.knowing.personal else plain.WITHHELD)

    def code(self, code: str) -> str:
        """Return what a code of a factor or measure stands for, or nothing where the edition does not know it."""
        return codes.called(code, self.knowing.codes)


class Entries(Sequence[Entry]):
    """Entries that are made when they are looked at: a page shows the first of them, and counts all."""

    def __init__(self, found: Sequence[Told], make: Callable[[Told], Entry]) -> None:
        self._found = found
        self._make = make

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, at: int) -> Entry: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Entry, ...]: ...

    def __getitem__(self, at: int | slice) -> Entry | tuple[Entry, ...]:
        if isinstance(at, slice):
            return tuple(self._make(each) for each in self._found[at])
        return self._make(self._found[at])


def told(
    reading: Reading,
    identifier: UUID,
    actor: Actor,
    *,
    steps: int | None = STEPS,
    before: int | None = None,
    places: Places = MappingProxyType({}),
    recorded: Sequence[Recorded] | None = None,
) -> dict[str, Any]:
    """Return what `cases/_body.html` shows of a case as the actor may know it, with `read` for `reads.saw`.

    `steps` is how many of the last steps of its history are told, all for None; `before` tells those before a version,
    and `places` from which thing on a part is told that has many. `recorded` is its history, where it was read before.
    Raises `NotFoundError`.
    """
    if recorded is None:
        recorded = reading.history(decider.AGGREGATE, identifier, actor)
    state, reached = standing.folded(recorded)
    history = told_of(recorded, actor)
    seen = overview.seen(reading, identifier, actor, history, state)
    personal = access.may_read_personal_texts(actor)
    takings = people.taking_part(reading, history, state, actor, personal=personal)
    names = {each.subject_id: each.name for each in takings}
    known = Known(identifier, actor, reading, history, state, Knowing(names, reading.codes(), personal))
    is_past = reading.moment is not None
    open_ = actions.Open(identifier, actor, state, seen.gates, reading.now, is_past=is_past)
    case = _case(known)
    until = [each for each in history if before is None or each.recorded.version < before]
    last = until[-steps:] if steps else until
    found: dict[str, Any] = {
        "case": {**case, "notified_by": recorded[0].meta.actor.principal, "version": seen.version},
        "stops": standing.stops(state, reached),
        "gates": _with(lambda gate: (gate, open_.closing(gate)), _shown("gates", seen.gates, places)),
        "tracks": open_.tracks(),
        "risk": _risk(known, open_),
        "takings": takings,
        "hits": _hits(known, places) if disclosure.sees_all(actor.roles) else None,
        "measures": _measures(known, open_, places),
        "licences": seen.licences,
        "law": known.entries(About.LAW),
        "sharings": known.entries(About.SHARINGS),
        "advice": known.entries(About.ADVICE),
        "decisions": known.entries(About.DECISIONS, About.CONDITIONS),
        "conditions": [
            (replace(each, text=known.text(each.text)), open_.these("meet-condition", condition_id=each.condition_id))
            for each in seen.conditions
        ],
        "deadlines": _with(partial(_deadline, known, open_), _shown("deadlines", seen.deadlines, places)),
        "packages": [(each, known.text(each.title)) for each in seen.work_packages],
        "incidents": _of_registers(known, About.INCIDENTS),
        "reports": _of_registers(known, About.REPORTS),
        "papers": _papers(known),
        "steps": [known.entry(each) for each in reversed(last)],
        "older": last[0].recorded.version if len(last) < len(until) else None,
        "steps_in_all": len(history),
        "doing": open_,
        "personal": personal,
        "today": reading.today,
        "moment": reading.moment,
    }
    licences = [{"licence_id": str(each.licence_id)} for each in seen.licences]
    subjects = [{"kind": each.kind.value, "subject_id": str(each.subject_id)} for each in takings]
    noted = [{"incident_id": str(each)} for each in (state.incidents.noted if disclosure.sees_all(actor.roles) else ())]
    found["read"] = [{"case_id": str(identifier)}, *licences, *subjects, *noted]
    return {**found, "parts": _parts(found)}


def _event(told: Told) -> Any:
    return told.recorded.event


def _case(known: Known) -> dict[str, Any]:
    """Return the notification as it reads now: what was amended stands in the place of what was said first."""
    notified = next(each for each in known.history if isinstance(_event(each), spine.CollaborationNotified))
    event = sections.as_amended(_event(notified), (_event(each) for each in known.history))
    completed, assignment = known.last(screening.ScreeningCompleted), known.state.support.assignment
    return {
        "case_id": known.case_id,
        "reference": event.reference,
        "title": known.text(event.title),
        "summary": known.text(event.summary),
        "status": known.state.spine.status,
        "level": known.state.screening.level,
        "grounds": _event(completed).grounds if completed is not None and "grounds" in completed.fields else (),
        "screening_status": known.state.screening.status,
        "assignee": assignment.assignee if assignment is not None else None,
        "notified_on": notified.recorded.meta.recorded_at.date(),
        "nature": event.nature,
        "case_type": known.state.spine.case_type,
        "funder_scheme": event.funder_scheme,
        "fwo_reference": event.fwo_reference,
        "places": event.places,
        "planned_start_on": event.planned_start_on,
        "planned_end_on": event.planned_end_on,
        "started_on": known.state.spine.started_on,
    }


def _risk(known: Known, open_: actions.Open) -> tuple[Entry, ...]:
    """Return the factors with their grounds, those that facts show by themselves, and what else the level rests on."""
    asserted = tuple(_asserted(known))
    completed = known.last(screening.ScreeningCompleted)
    shown = _event(completed).factors if completed is not None and "factors" in completed.fields else ()
    named = {each.code for each in asserted}
    derived = tuple(
        Entry(known.code(code) or code, mark="from_facts", code=code, key=code) for code in shown if code not in named
    )
    return (*asserted, *derived, *known.entries(About.GROUNDS))


def _asserted(known: Known) -> Iterator[Entry]:
    rebutted = {
        _event(each).code: each for each in known.history if isinstance(_event(each), factors.RiskFactorRebutted)
    }
    for each in known.history:
        event = _event(each)
        if not isinstance(event, factors.RiskFactorAsserted):
            continue
        entry = known.entry(each, frozenset({"code"}))
        is_gone = event.code in known.state.factors.rebutted_codes and event.code in rebutted
        after = (known.entry(rebutted[event.code], frozenset({"code"})),) if is_gone else ()
        name = known.code(event.code) or event.code
        yield replace(
            entry, title=name, code=event.code, mark="rebutted" if is_gone else "stands", after=after, key=event.code
        )


def _papers(known: Known) -> Entries:
    """Return what was attached, asked and said, the last first; a document with its id, by which it is handed out."""
    papers = sections.kinds(About.PAPERS)

    def paper(each: Told) -> Entry:
        event = _event(each)
        if isinstance(event, support.DocumentAttached):
            return replace(known.entry(each, frozenset({"sha256"})), key=event.document_id)
        return known.entry(each)

    return Entries([each for each in reversed(known.history) if isinstance(_event(each), papers)], paper)


def _of_registers(known: Known, part: About) -> Entries:
    """Return what incidents or reports to the FWO meant for the case, each leading to its page for who may know it."""
    kinds = sections.kinds(part)

    def led(each: Told) -> Entry:
        event, url = _event(each), None
        if part is About.REPORTS:
            url = things.own_page("fwo-reports", event.report_id)
        elif known.reading.knows_incident(event.incident_id, known.actor):
            url = things.own_page("incidents", event.incident_id)
        return replace(known.entry(each), url=url)

    return Entries([each for each in reversed(known.history) if isinstance(_event(each), kinds)], led)


def _with(told: Callable[[Any], Any], shown: Shown) -> Shown:
    """Return what is shown as it is told: what nobody sees is not worked out."""
    return replace(shown, items=tuple(map(told, shown.items)))


def _hits(known: Known, places: Places) -> Shown:
    """Return the hits: those that wait for a person first, as they are due, then the last that was found first."""

    def told(each: tuple[UUID, screening.Hit, date | None]) -> dict[str, Any]:
        hit_id, hit, due_on = each
        subject = known.names.get(hit.subject_id, "")
        return {"hit": hit, "subject": subject, "due_on": due_on, "url": url_for("pages.hit", identifier=hit_id)}

    every = [
        (hit_id, hit, known.state.deadlines.due_on(f"hit:{hit_id}") if hit.is_undecided else None)
        for hit_id, hit in reversed(list(known.state.screening.hits.items()))
    ]
    every.sort(key=lambda each: (not each[1].is_undecided, each[2] or date.max))
    return _with(told, _shown("hits", every, places))


_NEXT: Final[Mapping[mitigation.MitigationStatus, tuple[str, ...]]] = {
    mitigation.MitigationStatus.SET: ("implement-mitigation", "waive-mitigation"),
    mitigation.MitigationStatus.IMPLEMENTED: ("verify-mitigation", "waive-mitigation"),
    mitigation.MitigationStatus.VERIFIED: ("review-mitigation", "waive-mitigation"),
    mitigation.MitigationStatus.INEFFECTIVE: ("implement-mitigation", "waive-mitigation"),
    mitigation.MitigationStatus.WAIVED: (),
}


_DONE: Final = frozenset({mitigation.MitigationStatus.VERIFIED, mitigation.MitigationStatus.WAIVED})


def _measures(known: Known, open_: actions.Open, places: Places) -> Shown:
    """Return the measures with what became of each: those to be taken or verified first, then the last set first."""
    kinds = sections.kinds(About.MEASURE_STEPS)
    steps: dict[UUID, list[Told]] = {}
    every: list[Told] = []
    for each in known.history:
        event = _event(each)
        if isinstance(event, mitigation.MitigationSet):
            every.append(each)
        elif isinstance(event, kinds):
            steps.setdefault(_event(each).mitigation_id, []).append(each)

    def status(each: Told) -> mitigation.MitigationStatus:
        return known.state.mitigation.measures[_event(each).mitigation_id].status

    def told(each: Told) -> tuple[Entry, Sequence[actions.Doable]]:
        event, now = _event(each), status(each)
        after = tuple(known.entry(later) for later in steps.get(event.mitigation_id, ()))
        entry = known.entry(each, frozenset({"code", "mitigation_id"}))
        name = known.code(event.code) or event.code
        shown = replace(entry, title=name, code=event.code, mark=now, after=after, key=event.mitigation_id)
        return shown, open_.these(*_NEXT[now], mitigation_id=event.mitigation_id)

    every.reverse()
    every.sort(key=lambda each: status(each) in _DONE)
    return _with(told, _shown("measures", every, places))


def _deadline(known: Known, open_: actions.Open, row: Any) -> dict[str, Any]:
    names = ["extend-deadline", "resume-deadline" if row.state is State.PAUSED else "pause-deadline"]
    names += ["meet-deadline"] if row.title is not None else []
    is_past = row.due_on < known.reading.today
    return {
        "row": row,
        "title": known.text(row.title) if row.title is not None else None,
        "is_late": row.state is State.OPEN and is_past and row.kind not in ENDS_WITH_ITS_DAY,
        "doables": open_.these(*names, deadline_id=row.deadline_id),
    }


def _parts(found: Mapping[str, Any]) -> tuple[Part, ...]:
    """Return the parts that the page has, in their order."""
    parts = [
        Part("where", _l("Where it stands")),
        Part("gates", _l("What still has to happen"), found["gates"].count),
        Part("do", _l("What you can do")) if found["tracks"] else None,
        Part("risk", _l("Risk factors and their grounds"), len(found["risk"])) if found["hits"] is not None else None,
        Part("parties", _l("Who takes part"), len(found["takings"])),
        Part("hits", _l("Hits on lists"), found["hits"].count) if found["hits"] is not None else None,
        Part("measures", _l("Measures"), found["measures"].count),
        Part("law", _l("Law and licences"), len(found["law"]) + len(found["licences"])),
        Part("sharings", _l("What was shared"), len(found["sharings"])),
        Part("advice", _l("Advice, tests and checks"), len(found["advice"])),
        Part("decisions", _l("Decisions and conditions"), len(found["decisions"])),
        Part("deadlines", _l("Deadlines"), found["deadlines"].count),
        Part("packages", _l("Work packages"), len(found["packages"])) if found["packages"] else None,
        Part("incidents", _l("Incidents"), len(found["incidents"])) if found["hits"] is not None else None,
        Part("papers", _l("Documents, questions and comments"), len(found["papers"])),
        Part("history", _l("History"), found["steps_in_all"]),
    ]
    return tuple(each for each in parts if each is not None)
