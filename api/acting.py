"""As whom the sender of a request acts: for somebody, if the request or its session says so, or for oneself."""

from dataclasses import replace
from typing import Final

from flask import Flask, g, request

from api import browser
from api.rest.errors import FieldError, RequestRefused
from domain.errors import NotPermittedError
from domain.ports import Act, Caller

HEADER = "Kvcase-On-Behalf-Of"
OPENED_AS = "opened_as"
"""The field that tells as whom a form was opened."""
MAX_NAMED = 100
AS_ONESELF: Final = frozenset({"pages.act_for", "pages.sign_out", "pages.language_nl", "pages.language_en", "static"})
"""Where a session is its own person's, whoever it acts for: to choose anew, and to leave."""


class ActingOverError(Exception):
    """The session acts for `absent`, and nothing lets it do so any more: nothing is done until its person was told."""

    def __init__(self, absent: str, why: NotPermittedError) -> None:
        super().__init__(absent)
        self.absent = absent
        self.why = why


def install(app: Flask, act: Act) -> None:
    """Let each request to `app` be of whom its sender acts as: after the sender is known, before access is asked.

    For whom a session acts is asked anew with each request. Where it acts for nobody any more, the request is refused
    (`ActingOverError`): it was meant as another's, and is not carried out as one's own.
    """

    def become() -> None:
        caller = g.get("caller")
        if not isinstance(caller, Caller):
            return
        named, is_free = _named(), request.endpoint in AS_ONESELF
        chosen = None if is_free else caller.acts_for
        if browser.is_page(request.path):
            # Who chooses twice, or leaves by an old page, is understood; any other form must be of whom one acts for.
            opened_as = request.form.get(OPENED_AS) if is_free else None
            browser.present().acts_for(opened_as if opened_as is not None else caller.acts_for or "")
        try:
            acting = act(caller, named or chosen)
        except NotPermittedError as why:
            if named is not None or chosen is None:
                raise
            g.caller = replace(caller, actor=act(caller, None).actor)
            raise ActingOverError(chosen, why) from why
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
