"""What is said of a hit: a first word, and on a list of law the second. Each leads to the hit that comes next."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from api import identity
from api.ports import Ports
from api.reading import Reading
from api.rest import errors
from api.web import page
from api.web.hits import asked, review
from domain.collaboration import decider
from domain.collaboration.screening import AnswerScope, ConfirmHitResolution, Resolution, ResolveHit
from domain.errors import (
    CommandReusedError,
    GatesOpenError,
    RuleRefusedError,
    StaleVersionError,
    UnusableInputError,
)
from domain.values import Actor, CaseId, HitId
from projections.case_hits import HitRow

_REFUSALS = (UnusableInputError, RuleRefusedError, GatesOpenError, StaleVersionError, CommandReusedError)
"""What is said on the page itself, with all that was typed."""


def install(app: Flask, ports: Ports) -> None:
    """Register the two decisions."""
    reading = Reading(ports)

    def decided(identifier: UUID, command: Callable[[HitRow], ResolveHit | ConfirmHitResolution]) -> Response:
        actor, now = identity.required(), asked.of_request()
        row, _case = review.found(reading, identifier, actor)
        try:
            _give(ports, reading, command(row), row, actor)
        except _REFUSALS as error:
            status, _title = errors.STATUS[error.code]
            return review.show(ports, identifier, actor, review.Refused(error, review.typed(), status))
        last = str(identifier)
        following = review.onward(reading.queries(actor), row, now, actor, last=last)
        return redirect(following or now.queue(through=last), 303)

    def resolve(identifier: UUID) -> Response:
        return decided(identifier, _resolution)

    def confirm(identifier: UUID) -> Response:
        return decided(identifier, lambda row: ConfirmHitResolution(CaseId(row.case_id), HitId(row.hit_id)))

    page.add(app, "resolve_hit", "/hits/<uuid:identifier>/resolve", resolve, asked.RESOLVERS, "POST")
    page.add(app, "confirm_hit", "/hits/<uuid:identifier>/confirm", confirm, asked.CONFIRMERS, "POST")


def _resolution(row: HitRow) -> ResolveHit:
    """Return the command of the form. Raises `UnusableInputError`."""
    form = request.form
    resolution, scope = form.get("resolution", ""), form.get("scope") or AnswerScope.CASE.value
    if resolution not in set(Resolution):
        raise UnusableInputError("resolution", "nothing was chosen", ", ".join(Resolution))
    if scope not in set(AnswerScope):
        raise UnusableInputError("scope", "is none of the words", ", ".join(AnswerScope))
    until = form.get("until", "").strip()
    last_day = _day(until) if until else None
    # A browser sends the end of a line as two characters.
    rationale = form.get("rationale", "").replace("\r\n", "\n")
    return ResolveHit(
        CaseId(row.case_id), HitId(row.hit_id), Resolution(resolution), rationale, AnswerScope(scope), last_day
    )


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise UnusableInputError("until", "is no day", "a day as YYYY-MM-DD") from error


def _give(
    ports: Ports, reading: Reading, command: ResolveHit | ConfirmHitResolution, row: HitRow, actor: Actor
) -> None:
    """Carry a decision out on what its maker saw of this hit.

    That the case moved on elsewhere, as when a colleague decides its other hits, stands in nobody's way. Raises what
    the rules refuse, and `StaleVersionError` when something was said of this hit meanwhile.
    """
    seen, command_id = page.expected_version(), page.command_id(actor)
    try:
        ports.execute(command, actor=actor, expected_version=seen, command_id=command_id)
    except StaleVersionError as stale:
        if _has_moved(reading, row, actor, seen, stale.actual):
            raise
        ports.execute(command, actor=actor, expected_version=stale.actual, command_id=command_id)


def _has_moved(reading: Reading, row: HitRow, actor: Actor, seen: int, now: int) -> bool:
    """Tell whether something since a version is about this hit, or about whom it may be."""
    if seen > now:
        return True
    since = [
        each.event for each in reading.history(decider.AGGREGATE, row.case_id, actor) if seen < each.version <= now
    ]
    about = {row.hit_id, row.subject_id}
    names = ("hit_id", "subject_id", "party_id", "person_id")
    return any(getattr(event, name, None) in about for event in since for name in names)
