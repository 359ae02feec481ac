"""Who asks: whoever sends a credential with the request to the API, or the person of a session on the pages.

The API never looks at cookies, so no other site can make a browser use it.
"""

import re

from flask import Flask, g, request

from api import browser
from api.doors import Doors
from api.rest.errors import RequestRefused
from domain.ports import Authenticate, Caller, Refusal, Refused
from domain.values import Actor

MAX_CREDENTIAL = 8_192
_FORM = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_REALM = 'Bearer realm="kvcase"'
_SEND = "Send a valid key: Authorization: Bearer <key>."
WHY = {
    Refusal.MALFORMED: "The credential is none: send one service key, or one signed token, once.",
    Refusal.TOO_LONG: f"The credential is longer than {MAX_CREDENTIAL} characters.",
    Refusal.UNKNOWN: "The key is not known.",
    Refusal.EXPIRED: "The credential has expired.",
    Refusal.REVOKED: "The key was revoked.",
    Refusal.ISSUER: "The token is of an issuer that is not believed here.",
    Refusal.ALGORITHM: "The token is not signed with an algorithm that this issuer may use.",
    Refusal.SIGNING_KEY: "The token names a key that its issuer does not have, or whose issuer cannot be reached.",
    Refusal.SIGNATURE: "The signature of the token is not good.",
    Refusal.AUDIENCE: "The token is meant for another audience.",
    Refusal.NOT_YET: "The token is not valid yet, or was issued in the future.",
    Refusal.CLAIMS: "The token lacks a claim, or one cannot be used: iss, sub, aud and exp within a day.",
    Refusal.STRANGER: "Your institution knows you, but nobody gave you a role here: ask its administrator for one.",
    Refusal.STATE: "This sign-in was not begun in this browser, was finished before, or took too long. Begin anew.",
    Refusal.NONCE: "The answer of your institution is not to this sign-in. Begin anew.",
    Refusal.ISSUER_SAID_NO: "Your institution did not sign you in. Begin anew, or ask its help desk.",
    Refusal.ENDED: "Your session has ended. Sign in again.",
    Refusal.NO_SEAT: "You act at no institution yet, or not at that one: choose one of yours.",
    Refusal.BREAK_GLASS: "The name or the password is not right, or nobody broke the glass for it.",
}
"""What is told of each refusal; nothing of the credential."""


def install(app: Flask, authenticate: Authenticate, doors: Doors) -> None:
    """Let requests to `app` be asked who sends them."""

    def find() -> None:
        g.caller = None
        if request.path.startswith("/api/"):
            g.caller = _known(authenticate, _bearer())
        elif browser.is_page(request.path) and browser.present().came:
            g.caller = doors.caller(browser.present().came, f"{request.method} {request.url_rule or 'nothing'}")

    app.before_request(find)


def _known(authenticate: Authenticate, credential: str | None) -> Caller | Refused | None:
    """Return whom a credential stands for, or why it opens nothing; None when there is none."""
    if not credential:
        return None
    if len(credential) > MAX_CREDENTIAL:
        return Refused(Refusal.TOO_LONG)
    return authenticate(credential) if _FORM.fullmatch(credential) else Refused(Refusal.MALFORMED)


def present() -> Actor | None:
    """Return the actor of the request being handled, if it has one."""
    caller = g.get("caller")
    return caller.actor if isinstance(caller, Caller) else None


def refusal() -> Refusal | None:
    """Return why the credential of the request being handled opens nothing, if there is one that does not."""
    caller = g.get("caller")
    return caller.why if isinstance(caller, Refused) else None


def scopes() -> frozenset[str]:
    """Return what the credential of the request being handled opens: nothing without one."""
    caller = g.get("caller")
    return caller.scopes if isinstance(caller, Caller) else frozenset()


def required() -> Actor:
    """Return the actor of the request being handled.

    Raises `RequestRefused`: 401 without a credential or with one that opens nothing, 403 for a stranger.
    """
    actor = present()
    if actor is not None:
        return actor
    caller = g.get("caller")
    if not isinstance(caller, Refused):
        said = "Sign in first." if browser.is_page(request.path) else _SEND
        raise RequestRefused("unauthenticated", said, headers={"WWW-Authenticate": _REALM})
    if caller.why is Refusal.STRANGER:
        raise RequestRefused("unknown-user", WHY[caller.why])
    headers = {"WWW-Authenticate": f'{_REALM}, error="invalid_token"'}
    send = "" if browser.is_page(request.path) else f" {_SEND}"
    raise RequestRefused("unauthenticated", f"{WHY[caller.why]}{send}", headers=headers)


def _bearer() -> str | None:
    given = request.authorization
    return given.token if given is not None and given.type == "bearer" else None
