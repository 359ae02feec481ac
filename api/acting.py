"""As whom the sender of a request acts: for somebody, if the request says so, or for oneself."""

from dataclasses import replace

from flask import Flask, g, request

from api.rest.errors import FieldError, RequestRefused
from domain.ports import Act, Caller

HEADER = "Kvcase-On-Behalf-Of"
MAX_NAMED = 100


def install(app: Flask, act: Act) -> None:
    """Let each request to `app` be of whom its sender acts as: after the sender is known, before access is asked."""

    def become() -> None:
        caller = g.get("caller")
        if isinstance(caller, Caller):
            acting = act(caller, _named())
            g.caller = replace(caller, actor=acting.actor)

    app.before_request(become)


def _named() -> str | None:
    """Return for whom the request is made. Raises `RequestRefused` for what can be nobody's id."""
    told = request.headers.getlist(HEADER)
    if not told:
        return None
    name = _as_sent(told[0])
    if len(told) > 1 or not 1 <= len(name) <= MAX_NAMED or name != name.strip() or not name.isprintable():
        wrong = FieldError(HEADER, "is not one id of an actor", f"the id of one person, 1 to {MAX_NAMED} characters")
        raise RequestRefused("unusable-input", f"{HEADER} cannot be used.", (wrong,))
    return name


def _as_sent(value: str) -> str:
    """Return a header as its sender meant it: the server reads bytes as Latin-1, and ids are sent in UTF-8."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
