"""A past decision beside what the lists, the scorer and the rules of today would make of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Flask, request
from werkzeug.wrappers import Response

from api import access, identity, language, reads
from api.access import OFFICES, About, Access, Realm
from api.ports import Ports
from api.reading import Reading
from api.rest import plain
from api.web import events, page
from domain import speech
from domain.collaboration import decider, then_and_now
from domain.collaboration.then_and_now import ListSeen, ThenAndNow
from domain.errors import RuleRefusedError
from domain.values import Role

READERS = Access(Realm.INSTITUTION, OFFICES | {Role.AUDITOR}, About.CASES)


@dataclass(frozen=True, slots=True)
class Made:
    """A decision that can be looked back at."""

    version: int
    at: datetime
    what: str
    by: str


@dataclass(frozen=True, slots=True)
class ListBeside:
    """A list on both sides: its version then and today, where it was used."""

    list_id: str
    then: ListSeen | None
    now: ListSeen | None

    @property
    def is_same(self) -> bool:
        """Say whether both sides used the same version."""
        return self.then == self.now


def install(app: Flask, ports: Ports) -> None:
    """Register the page."""
    reading = Reading(ports)

    def look_back(identifier: UUID) -> Response:
        actor = identity.required()
        row = reading.case(identifier, actor)
        recorded = reading.history(decider.AGGREGATE, identifier, actor)
        decisions = tuple(
            Made(each.version, each.meta.recorded_at, events.happened(each.event), each.meta.actor.id)
            for each in reversed(recorded)
            if isinstance(each.event, then_and_now.DECISIONS)
        )
        chosen = _chosen(decisions)
        found, refused, code = None, "", 200
        if chosen is not None:
            try:
                found = ports.look_back(identifier, actor=actor, decision=chosen.version)
            except RuleRefusedError as error:
                refused, code = speech.refusal(error, language.asked()), 409
        reads.saw([{"case_id": str(identifier)}, plain.of(found)])
        return page.show(
            "history/then_and_now.html",
            code=code,
            case=plain.row(row, personal=access.may_read_personal_texts(actor)),
            decisions=decisions,
            chosen=chosen,
            found=found,
            lists=_lists(found) if found is not None else (),
            refused=refused,
        )

    page.add(app, "then-and-now", "/cases/<uuid:identifier>/then-and-now", look_back, READERS)


def _chosen(decisions: tuple[Made, ...]) -> Made | None:
    """Return the decision that is asked for, or the last one where none of these is."""
    asked = request.args.get("decision", "")
    named = (each for each in decisions if str(each.version) == asked)
    return next(named, decisions[0] if decisions else None)


def _lists(found: ThenAndNow) -> tuple[ListBeside, ...]:
    then = {each.list_id: each for each in found.then.lists}
    now = {each.list_id: each for each in found.now.lists}
    return tuple(ListBeside(name, then.get(name), now.get(name)) for name in sorted(then.keys() | now.keys()))
