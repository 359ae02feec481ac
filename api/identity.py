"""Who asks: a program with a bearer key, or a person whose browser holds the key in a cookie.

The API never looks at cookies, so no other site can make a browser use it.
"""

from collections.abc import Callable

from flask import Flask, g, request

from api.rest.errors import RequestRefused
from domain.ports import Authenticate
from domain.values import Actor

COOKIE = "kvcase_key"
MAX_KEY = 512
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="kvcase"'}


def install(app: Flask, authenticate: Authenticate) -> None:
    """Let requests to `app` be asked who sends them."""
    app.extensions["kvcase.authenticate"] = authenticate

    def find() -> None:
        key = _bearer_key() if request.path.startswith("/api/") else request.cookies.get(COOKIE)
        g.actor = known(authenticate, key)

    app.before_request(find)


def known(authenticate: Callable[[str], Actor | None], key: str | None) -> Actor | None:
    """Return the actor behind a key, or None for no key or one that nobody could have been given."""
    if not key or len(key) > MAX_KEY or not key.isascii() or not key.isprintable():
        return None
    return authenticate(key)


def present() -> Actor | None:
    """Return the actor of the request being handled, if it has one."""
    actor: Actor | None = g.get("actor")
    return actor


def required() -> Actor:
    """Return the actor of the request being handled. Raises `RequestRefused` (401) when there is none."""
    actor = present()
    if actor is None:
        raise RequestRefused("unauthenticated", "Send a valid key: Authorization: Bearer <key>.", headers=_CHALLENGE)
    return actor


def _bearer_key() -> str | None:
    given = request.authorization
    return given.token if given is not None and given.type == "bearer" else None
