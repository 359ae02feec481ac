"""Forms: taken only from a page of ours, in the browser to which that page was given, and of whom it was made for."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_wtf.csrf import generate_csrf, validate_csrf
from itsdangerous import BadData, URLSafeSerializer

from api import acting, browser, identity
from api.rest.errors import RequestRefused
from api.web import multipart
from domain.values import Actor

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
STREAMED = frozenset({"pages.upload"})
"""Forms with a file, which their views read piece by piece: Flask would put the file down in clear on the disk.

Each of these views holds its token itself with `refuse_unless_ours`, before it reads the file.
"""
TOKEN: Final = "csrf_token"  # noqa: S105  # the name of a field
_KEY = "WTF_CSRF_SECRET_KEY"
_BETWEEN = "~"
"""Stands between whom a form was made for and the token of its browser; neither holds one."""
_DOORS = frozenset({"pages.sign_in", "pages.sign_out", "pages.sit", "pages.break_glass", "pages.play"})
"""Forms by which somebody comes in or leaves: of nobody, and never sent again."""


@dataclass(frozen=True, slots=True)
class Maker:
    """For whom a form was made: who was signed in then, where, and acting for whom."""

    institution: str
    id: str
    acts_for: str | None = None


def install(app: Flask, key: bytes) -> None:
    """Refuse forms of other sites, browsers and people on every page of `app`; templates write `csrf_token()`."""
    app.config.update({_KEY: key, "WTF_CSRF_TIME_LIMIT": None})  # it lives as long as the id of the browser
    app.before_request(_check)
    app.jinja_env.globals[TOKEN] = token


def token() -> str:
    """Return what a form carries: for whom it is made, and what binds it to this browser."""
    return _joined(present())


def token_again() -> str:
    """Return what the form that was sent carries when it is sent again: whom it was made for, in this browser."""
    return _joined(maker())


def present() -> Maker | None:
    """Return for whom a form is made now; None while nobody is signed in."""
    actor = identity.present()
    return _of(actor) if actor is not None else None


def maker() -> Maker | None:
    """Return for whom the form that was sent was made, as far as it says so in our own hand."""
    signed, between, _ = _sent().get(TOKEN, "").rpartition(_BETWEEN)
    if not between:
        return None
    try:
        institution, name, acts_for = _signer().loads(signed)
    except (BadData, TypeError, ValueError):
        return None
    return Maker(institution, name, acts_for)


def is_anothers() -> bool:
    """Tell whether the form that was sent was made for somebody else than who is signed in now."""
    if not _is_bound():
        return False
    made, now = maker(), present()
    return made is not None and now is not None and made != now


def refuse_anothers() -> None:
    """Refuse a form that was made for somebody else, before it is asked who may send it. Raises `RequestRefused` (403).

    Of a form with a file that is asked where its view reads it.
    """
    if request.mimetype != "multipart/form-data" and is_anothers():
        raise _of_another()


def refuse_unless_ours(given: str) -> None:
    """Hold the token of a form that its view reads itself. Raises `RequestRefused` (403)."""
    if is_anothers():
        raise _of_another()
    try:
        validate_csrf(given.rpartition(_BETWEEN)[2])
    except ValueError:
        # The session is another one and its person the same: all that is left is to send it once more.
        is_own = _is_bound() and maker() is not None and maker() == present()
        raise (_anew() if is_own else _forged()) from None


def typed_before() -> list[tuple[str, str]]:
    """Return what a refused form of ours held, so that it can be sent again after a new sign-in.

    Of a form with a file all but the file, which no page can give back. Nothing of a form of another site, or of one by
    which somebody signs in.
    """
    if not _is_bound():
        return []
    if request.mimetype == "multipart/form-data":
        return [(name, value) for name, value in _sent().items() if name != TOKEN]
    return [(name, value) for name, value in request.form.items(multi=True) if name != TOKEN]


def _check() -> None:
    if request.endpoint is None or request.method in _SAFE or not browser.is_page(request.path):
        return
    if not _is_ours():
        # Also when the browser does not say where it got the form.
        raise RequestRefused("cross-site", "This form must be sent from a page of this site.")
    if request.endpoint not in STREAMED:
        refuse_unless_ours(request.form.get(TOKEN, ""))


def _is_bound() -> bool:
    """Tell whether the request is a form of ours that only whom it was made for may send.

    Whoever comes in, leaves or chooses for whom to act is understood by an old page too.
    """
    if request.method in _SAFE or not browser.is_page(request.path) or not _is_ours():
        return False
    return request.endpoint not in _DOORS | acting.AS_ONESELF


def _sent() -> dict[str, str]:
    """Return the fields of the form that was sent; of one that is not read piece by piece no file is looked at."""
    if request.mimetype != "multipart/form-data":
        return request.form.to_dict()
    return dict(multipart.fields_of(request)) if request.endpoint in STREAMED else {}


def _of(actor: Actor) -> Maker:
    return Maker(actor.institution, actor.id, actor.on_behalf_of)


def _joined(made: Maker | None) -> str:
    bound: str = generate_csrf()
    if made is None:
        return bound
    return f"{_signer().dumps([made.institution, made.id, made.acts_for])}{_BETWEEN}{bound}"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config[_KEY], salt="for whom a form was made")


def _of_another() -> RequestRefused:
    return RequestRefused("typed-as-another", "This form was made for somebody else than who is signed in now.")


def _anew() -> RequestRefused:
    return RequestRefused("signed-in-anew", "You signed in anew since this form was made. Send it again.")


def _forged() -> RequestRefused:
    return RequestRefused(
        "form-refused", "Its page is old, or cookies are refused. Open the page again, and send it anew."
    )


def _is_ours() -> bool:
    fetched_from = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    return fetched_from == "same-origin" if fetched_from else bool(origin) and urlsplit(origin).netloc == request.host
