"""Who is let in: keys, the people of issuers, and the issuers; nothing that opens anything, and nobody's name there."""

from typing import Final

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import identity
from api.ports import Ports
from api.upkeep import KeyState
from api.web import page
from api.web.keeping.common import KEEPERS

STATES: Final[dict[KeyState, LazyString]] = {
    KeyState.IN_USE: _l("opens"),
    KeyState.ENDING: _l("ends within 30 days"),
    KeyState.EXPIRED: _l("expired"),
    KeyState.REVOKED: _l("revoked"),
}
PLACES = (page.Place("pages.let_in", _l("Who is let in"), KEEPERS),)


def install(app: Flask, ports: Ports) -> None:
    """Register the page, and who may see it."""

    def let_in() -> Response:
        actor, upkeep = identity.required(), ports.upkeep
        keys = upkeep.keys(actor=actor)
        open_now = {KeyState.IN_USE, KeyState.ENDING}
        return page.show(
            "upkeep/people.html",
            keys=[each for each in keys if each.state in open_now],
            ended=[each for each in keys if each.state not in open_now],
            states=STATES,
            members=upkeep.members(actor=actor),
            issuers=upkeep.issuers(actor=actor),
        )

    page.add(app, "let_in", "/upkeep/people", let_in, KEEPERS)
