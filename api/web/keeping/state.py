"""How the installation stands, in words; how far its read models are; and what others were not told."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import Flask, redirect, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import access, identity, language
from api.ports import Ports
from api.upkeep import FeedState, Finding, Health
from api.web import page
from api.web.keeping import common, lists
from api.web.keeping.common import KEEPERS, OPERATORS, OUTBOX
from domain.errors import DomainError, UnusableInputError

HEALTH: Final[dict[Health, LazyString]] = {
    Health.OK: _l("in order"),
    Health.WARN: _l("see to it soon"),
    Health.BAD: _l("does not work"),
}
STATES: Final[dict[FeedState, LazyString]] = {
    FeedState.FOLLOWS: _l("up to date"),
    FeedState.BEHIND: _l("behind"),
    FeedState.ON_DEMAND: _l("made when asked for"),
    FeedState.AHEAD: _l("ahead of its log"),
    FeedState.OUTDATED: _l("made by another version"),
}
GIVEN_UP: Final = {
    "the subscriber was turned off": _l("mail or the program was turned off"),
    "restored from a backup: it may have been sent since": _l("from a backup: it may have been sent since"),
    "no address is known": _l("nobody's address is known"),
    "there is no secret to sign with": _l("there is no secret to sign with"),
}
"""Why a message was given up, where the program itself says it; what a receiver answered stays as it came."""
PLACES = (
    page.Place("pages.upkeep", _l("How it stands"), KEEPERS),
    page.Place("pages.read_models", _l("Read models"), KEEPERS),
    page.Place("pages.outbox", _l("Not delivered"), OUTBOX),
)
SEEN_TO_AT: Final = {"lag": PLACES[1], "parked": PLACES[1], "telling": PLACES[2], "lists": lists.PLACES[0]}
"""On which page something is done about what a check found, by the name of the check."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check and the places where it found all well."""

    name: str
    found: tuple[Finding, ...]


def install(app: Flask, ports: Ports) -> None:
    """Register the pages, and who may see each."""

    def upkeep() -> Response:
        found = ports.upkeep.health(language.asked(), actor=identity.required())
        wrong = sorted((each for each in found if each.health is not Health.OK), key=lambda each: each.health != "bad")
        names = dict.fromkeys(each.check for each in found if each.health is Health.OK)
        good = [
            Check(name, tuple(each for each in found if each.check == name and each.health is Health.OK))
            for name in names
        ]
        pages = {each: place for each, place in SEEN_TO_AT.items() if access.lets_in(place.access, identity.required())}
        return page.show("upkeep/state.html", wrong=wrong, good=good, words=HEALTH, pages=pages, at=ports.now())

    def read_models() -> Response:
        actor = identity.required()
        feeds, parked = ports.upkeep.feeds(actor=actor), ports.upkeep.parked(actor=actor)
        good = {FeedState.FOLLOWS, FeedState.ON_DEMAND}
        late = [each for each in feeds if each.state not in good or each.parked]
        return page.show(
            "upkeep/read-models.html",
            feeds=feeds,
            late=late,
            parked=parked,
            states=STATES,
            may_retry=access.lets_in(OPERATORS, actor),
            taken=request.args.get("taken", type=int),
            left=request.args.get("left", type=int),
        )

    def retry() -> Response:
        done = ports.upkeep.retry(actor=identity.required())
        return redirect(url_for("pages.read_models", taken=done.taken, left=done.left), 303)

    def outbox() -> Response:
        return letters()

    def letters(error: DomainError | None = None) -> Response:
        problem = common.refused(error) if error is not None else None
        return page.show(
            "upkeep/outbox.html",
            code=problem.status if problem else 200,
            letters=ports.outbox(identity.required().institution),
            problem=problem,
            given_up_for=GIVEN_UP,
            again=request.args.get("again", type=int),
        )

    def replay() -> Response:
        try:
            message, subscriber = (_id(name) for name in ("message", "subscriber"))
            count = ports.upkeep.replay(message, subscriber, actor=identity.required())
        except DomainError as error:
            return letters(error)
        return redirect(url_for("pages.outbox", again=count), 303)

    page.add(app, "upkeep", "/upkeep", upkeep, KEEPERS)
    page.add(app, "read_models", "/upkeep/read-models", read_models, KEEPERS)
    page.add(app, "retry_parked", "/upkeep/read-models", retry, OPERATORS, "POST")
    page.add(app, "outbox", "/upkeep/outbox", outbox, OUTBOX)
    page.add(app, "replay_letters", "/upkeep/outbox", replay, OUTBOX, "POST")


def _id(name: str) -> UUID | None:
    """Return an id of the form, None without one. Raises `UnusableInputError`."""
    said = request.form.get(name, "")
    try:
        return UUID(said) if said else None
    except ValueError:
        raise UnusableInputError(name, "is no id", "one of the page") from None
