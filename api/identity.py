"""Who asks: whoever sends a credential with the request, or a person whose browser holds a key in a cookie.

The API never looks at cookies, so no other site can make a browser use it.
"""

import re

from flask import Flask, g, request

from api.rest.errors import RequestRefused
from domain.ports import Authenticate, Caller, Refusal, Refused
from domain.values import Actor

COOKIE = "kvcase_key"
MAX_KEY = 512
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
}
"""What is told of each refusal; nothing of the credential."""


def install(app: Flask, authenticate: Authenticate) -> None:
    """Let requests to `app` be asked who sends them."""
    app.extensions["kvcase.authenticate"] = authenticate

    def find() -> None:
        is_api = request.path.startswith("/api/")
        g.caller = (
            known(authenticate, _bearer(), MAX_CREDENTIAL)
            if is_api
            else known(authenticate, request.cookies.get(COOKIE))
        )

    app.before_request(find)


def known(authenticate: Authenticate, credential: str | None, longest: int = MAX_KEY) -> Caller | Refused | None:
    """Return whom a credential stands for, or why it opens nothing; None when there is none."""
    if not credential:
        return None
    if len(credential) > longest:
        return Refused(Refusal.TOO_LONG)
    return authenticate(credential) if _FORM.fullmatch(credential) else Refused(Refusal.MALFORMED)


def present() -> Actor | None:
    """Return the actor of the request being handled, if it has one."""
    caller = g.get("caller")
    return caller.actor if isinstance(caller, Caller) else None


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
        raise RequestRefused("unauthenticated", _SEND, headers={"WWW-Authenticate": _REALM})
    if caller.why is Refusal.STRANGER:
        raise RequestRefused("unknown-user", WHY[caller.why])
    headers = {"WWW-Authenticate": f'{_REALM}, error="invalid_token"'}
    raise RequestRefused("unauthenticated", f"{WHY[caller.why]} {_SEND}", headers=headers)


def _bearer() -> str | None:
    given = request.authorization
    return given.token if given is not None and given.type == "bearer" else None
