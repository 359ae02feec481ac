"""All that the page of a case tells, now or as it was known at a moment: each event read and folded once.

Parts that the reader may not know of are left out, and personal texts are withheld, as the API does it (G21).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from api import access, language, overview
from api.reading import Reading, Told, told_of
from api.rest import plain
from api.web.cases import actions, events, people, standing
from api.web.cases.events import Entry, Names
from api.web.doing import things
from domain.collaboration import decider, disclosure, factors, mitigation, screening, sections, spine, support
from domain.collaboration.sections import Part as About
from domain.collaboration.spine import Language
from domain.collaboration.state import Collaboration
from domain.deadlines import State
from domain.values import Actor

STEPS: Final = 25
"""How many steps of the history a page shows: the last, or those before a version."""


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
    names: Names
    codes: Mapping[str, tuple[str, str]]
    personal: bool

    def entries(self, *parts: About) -> tuple[Entry, ...]:
        """Return what happened that is about these things, the last first."""
        kinds = sections.kinds(*parts)
        return tuple(self.entry(each) for each in reversed(self.history) if isinstance(_event(each), kinds))

    def entry(self, told: Told, without: frozenset[str] = frozenset()) -> Entry:
        """Return one event."""
        return events.entry(told, self.names, personal=self.personal, without=without)

    def last(self, kind: type) -> Told | None:
        """Return the last event of a kind."""
        return next((each for each in reversed(self.history) if isinstance(_event(each), kind)), None)

    def text(self, said: str) -> str:
        """Return what somebody wrote, if the reader may know it."""
        return events.text(said if self.personal else plain.WITHHELD)

    def code(self, code: str) -> str:
        """Return what a code of a factor or measure stands for, or nothing where the edition does not know it."""
        dutch, english = self.codes.get(code) or self.codes.get(code.rpartition("-")[0], ("", ""))
        return dutch if language.asked() is Language.NL else english


def told(
    reading: Reading, identifier: UUID, actor: Actor, *, steps: int | None = STEPS, before: int | None = None
) -> dict[str, Any]:
    """Return what `cases/_body.html` shows of a case as the actor may know it, with `read` for `reads.saw`.

    `steps` is how many of the last steps of its history are told, all for None; `before` tells those before a version.
    Raises `NotFoundError`.
    """
    recorded = reading.history(decider.AGGREGATE, identifier, actor)
    state, reached = standing.folded(recorded)
    history = told_of(recorded, actor)
    seen = overview.seen(reading, identifier, actor, history, state)
    personal = access.may_read_personal_texts(actor)
    takings = people.taking_part(reading, history, state, actor, personal=personal)
    names = {each.subject_id: each.name for each in takings}
    known = Known(identifier, actor, reading, history, state, names, reading.codes(), personal)
    open_ = actions.Open(identifier, actor, state.spine.status, is_past=reading.moment is not None)
    case = _case(known)
    until = [each for each in history if before is None or each.recorded.version < before]
    last = until[-steps:] if steps else until
    found: dict[str, Any] = {
        "case": {**case, "notified_by": recorded[0].meta.actor.principal, "version": seen.version},
        "stops": standing.stops(state, reached),
        "gates": [(each, open_.closing(each)) for each in seen.gates],
        "tracks": open_.tracks(),
        "risk": _risk(known, open_),
        "takings": takings,
        "hits": _hits(known) if disclosure.sees_all(actor.roles) else None,
        "measures": _measures(known, open_),
        "licences": seen.licences,
        "law": known.entries(About.LAW),
        "sharings": known.entries(About.SHARINGS),
        "advice": known.entries(About.ADVICE),
        "decisions": known.entries(About.DECISIONS, About.CONDITIONS),
        "conditions": [
            (replace(each, text=known.text(each.text)), open_.these("meet-condition", condition_id=each.condition_id))
            for each in seen.conditions
        ],
        "deadlines": list(_deadlines(known, seen, open_)),
        "packages": [(each, known.text(each.title)) for each in seen.work_packages],
        "incidents": tuple(_of_registers(known, About.INCIDENTS)),
        "reports": tuple(_of_registers(known, About.REPORTS)),
        "papers": tuple(_papers(known)),
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


def _papers(known: Known) -> Iterator[Entry]:
    """Yield what was attached, asked and said, the last first; a document with its id, by which it is handed out."""
    papers = sections.kinds(About.PAPERS)
    for each in reversed(known.history):
        event = _event(each)
        if isinstance(event, support.DocumentAttached):
            yield replace(known.entry(each, frozenset({"sha256"})), key=event.document_id)
        elif isinstance(event, papers):
            yield known.entry(each)


def _of_registers(known: Known, part: About) -> Iterator[Entry]:
    """Yield what incidents or reports to the FWO meant for the case, each leading to its page for who may know it."""
    kinds = sections.kinds(part)
    for each in reversed(known.history):
        if not isinstance(_event(each), kinds):
            continue
        event, url = _event(each), None
        if part is About.REPORTS:
            url = things.own_page("fwo-reports", event.report_id)
        elif known.reading.knows_incident(event.incident_id, known.actor):
            url = things.own_page("incidents", event.incident_id)
        yield replace(known.entry(each), url=url)


def _hits(known: Known) -> list[dict[str, Any]]:
    """Return the hits, those that wait for a person first."""
    found = []
    for hit_id, hit in known.state.screening.hits.items():
        due = known.state.deadlines.due_on(f"hit:{hit_id}") if hit.is_undecided else None
        subject = known.names.get(hit.subject_id, "")
        found.append({"hit": hit, "subject": subject, "due_on": due, "url": url_for("pages.hit", identifier=hit_id)})
    return sorted(found, key=lambda each: (not each["hit"].is_undecided, each["due_on"] or date.max))


_NEXT: Final[Mapping[mitigation.MitigationStatus, tuple[str, ...]]] = {
    mitigation.MitigationStatus.SET: ("implement-mitigation", "waive-mitigation"),
    mitigation.MitigationStatus.IMPLEMENTED: ("verify-mitigation", "waive-mitigation"),
    mitigation.MitigationStatus.VERIFIED: ("review-mitigation", "waive-mitigation"),
    mitigation.MitigationStatus.INEFFECTIVE: ("implement-mitigation", "waive-mitigation"),
    mitigation.MitigationStatus.WAIVED: (),
}


def _measures(known: Known, open_: actions.Open) -> list[tuple[Entry, Sequence[actions.Doable]]]:
    found: list[tuple[Entry, Sequence[actions.Doable]]] = []
    steps = sections.kinds(About.MEASURE_STEPS)
    for each in known.history:
        event = _event(each)
        if not isinstance(event, mitigation.MitigationSet):
            continue
        status = known.state.mitigation.measures[event.mitigation_id].status
        after = tuple(
            known.entry(later)
            for later in known.history
            if isinstance(_event(later), steps) and _event(later).mitigation_id == event.mitigation_id
        )
        entry = known.entry(each, frozenset({"code", "mitigation_id"}))
        name = known.code(event.code) or event.code
        shown = replace(entry, title=name, code=event.code, mark=status, after=after, key=event.mitigation_id)
        found.append((shown, open_.these(*_NEXT[status], mitigation_id=event.mitigation_id)))
    return found


def _deadlines(known: Known, seen: overview.Overview, open_: actions.Open) -> Iterator[dict[str, Any]]:
    for row in seen.deadlines:
        names = ["extend-deadline", "resume-deadline" if row.state is State.PAUSED else "pause-deadline"]
        names += ["meet-deadline"] if row.title is not None else []
        yield {
            "row": row,
            "title": known.text(row.title) if row.title is not None else None,
            "is_late": row.state is State.OPEN and row.due_on < known.reading.today,
            "doables": open_.these(*names, deadline_id=row.deadline_id),
        }


def _parts(found: Mapping[str, Any]) -> tuple[Part, ...]:
    """Return the parts that the page has, in their order."""
    parts = [
        Part("where", _l("Where it stands")),
        Part("gates", _l("What still has to happen"), len(found["gates"])),
        Part("do", _l("What you can do")) if found["tracks"] else None,
        Part("risk", _l("Risk factors and their grounds"), len(found["risk"])) if found["hits"] is not None else None,
        Part("parties", _l("Who takes part"), len(found["takings"])),
        Part("hits", _l("Hits on lists"), len(found["hits"])) if found["hits"] is not None else None,
        Part("measures", _l("Measures"), len(found["measures"])),
        Part("law", _l("Law and licences"), len(found["law"]) + len(found["licences"])),
        Part("sharings", _l("What was shared"), len(found["sharings"])),
        Part("advice", _l("Advice, tests and checks"), len(found["advice"])),
        Part("decisions", _l("Decisions and conditions"), len(found["decisions"])),
        Part("deadlines", _l("Deadlines"), len(found["deadlines"])),
        Part("packages", _l("Work packages"), len(found["packages"])) if found["packages"] else None,
        Part("incidents", _l("Incidents"), len(found["incidents"])) if found["hits"] is not None else None,
        Part("papers", _l("Documents, questions and comments"), len(found["papers"])),
        Part("history", _l("History"), found["steps_in_all"]),
    ]
    return tuple(each for each in parts if each is not None)
