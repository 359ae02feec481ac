"""How the installation stands, in words; how far its read models are; and what others were not told."""

from dataclasses import dataclass
from typing import Final

from flask import Flask, redirect, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import access, identity, language
from api.ports import Ports
from api.upkeep import FeedState, Finding, Health
from api.web import page
from api.web.keeping.common import KEEPERS, OPERATORS, OUTBOX

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
PLACES = (
    page.Place("pages.upkeep", _l("How it stands"), KEEPERS),
    page.Place("pages.read_models", _l("Read models"), KEEPERS),
    page.Place("pages.outbox", _l("Not delivered"), OUTBOX),
)


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
        return page.show("upkeep/state.html", wrong=wrong, good=good, words=HEALTH, at=ports.now())

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
        return page.show("upkeep/outbox.html", letters=ports.outbox(identity.required().institution))

    page.add(app, "upkeep", "/upkeep", upkeep, KEEPERS)
    page.add(app, "read_models", "/upkeep/read-models", read_models, KEEPERS)
    page.add(app, "retry_parked", "/upkeep/read-models", retry, OPERATORS, "POST")
    page.add(app, "outbox", "/upkeep/outbox", outbox, OUTBOX)
