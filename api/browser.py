"""What a browser holds of us: one cookie with a random id, on pages only, and on every page the same until it signs in.

The id opens nothing by itself: the server knows whether a session stands behind it. It binds forms, and sign-ins that
are under way, to the browser. Source: handbook reliability-security.md 5; OWASP ASVS 5, V3.
"""

import hashlib
import re
import secrets

from flask import Flask, Request, Response, request
from flask import session as flask_session
from flask.sessions import SessionInterface, SessionMixin

COOKIE = "kvcase"
_FORM = re.compile(r"[A-Za-z0-9_-]{43}")
_NO_PAGES = ("/api/", "/health/", "/static/")


class Browser(dict[str, object], SessionMixin):
    """The id of a browser as it came, and the one that it gets with the answer.

    As Flask's session it holds one thing, the token of forms, which follows from the id.
    """

    def __init__(self, came: str) -> None:
        self.came = came
        self.is_leaving = False
        self.is_wanted = False
        self._id = ""
        self.becomes(came or secrets.token_urlsafe(32))
        self.is_wanted = False

    @property
    def id(self) -> str:
        """Return its id, to which something is bound now, so that the browser has to hold it."""
        self.is_wanted = True
        return self._id

    def __getitem__(self, name: str) -> object:
        """Return the token of forms, which is bound to the id."""
        self.is_wanted = True
        return super().__getitem__(name)

    def becomes(self, changed: str) -> None:
        """Give the browser another id."""
        self._id, self.is_wanted = changed, True
        self.acts_for("")

    def acts_for(self, somebody: str) -> None:
        """Let its forms be of whom it acts for: one that was opened as somebody else is taken no more."""
        said = f"form {self._id} for {somebody}" if somebody else f"form {self._id}"
        self["csrf_token"] = hashlib.sha256(said.encode()).hexdigest()


class _Cookies(SessionInterface):
    def __init__(self, is_secure: bool) -> None:
        self._is_secure = is_secure

    def open_session(self, app: Flask, request: Request) -> Browser:  # Flask's shape
        if not is_page(request.path):
            return Browser("")
        given = request.cookies.get(cookie(self._is_secure), "")
        return Browser(given if _FORM.fullmatch(given) else "")

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not isinstance(session, Browser) or not is_page(request.path):
            return
        name, secure = cookie(self._is_secure), self._is_secure
        if session.is_leaving:
            response.delete_cookie(name, httponly=True, samesite="Lax", secure=secure)
        elif session.is_wanted and session.id != session.came:
            # Lax, not Strict: an issuer sends people back to us, and they are still who left.
            response.set_cookie(name, session.id, httponly=True, samesite="Lax", secure=secure)


def install(app: Flask, *, is_secure: bool) -> None:
    """Let pages of `app` know a browser again."""
    app.session_interface = _Cookies(is_secure)


def cookie(is_secure: bool) -> str:
    """Return the name of the cookie: behind https one that no other host and no plain http can set."""
    return f"__Host-{COOKIE}" if is_secure else COOKIE


def is_page(path: str) -> bool:
    """Tell whether an address is a page: nothing else looks at cookies or sets one."""
    return not path.startswith(_NO_PAGES)


def present() -> Browser:
    """Return the browser of the request being handled."""
    found = flask_session._get_current_object()  # type: ignore[attr-defined]
    assert isinstance(found, Browser)  # noqa: S101  # `install` says so
    return found
