"""Forms: taken only from a page of ours, in the browser to which that page was given."""

from urllib.parse import urlsplit

from flask import Flask, request
from flask_wtf.csrf import CSRFError, CSRFProtect, validate_csrf

from api import browser
from api.rest.errors import RequestRefused
from api.web import multipart

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
STREAMED = frozenset({"pages.upload"})
"""Forms with a file, which their views read piece by piece: Flask would put the file down in clear on the disk.

Each of these views holds its token itself with `refuse_forged`, before it reads the file.
"""


def install(app: Flask, key: bytes) -> None:
    """Refuse forms of other sites and browsers on every page of `app`; templates write `csrf_token()`."""
    app.config.update(
        WTF_CSRF_SECRET_KEY=key,
        WTF_CSRF_CHECK_DEFAULT=False,  # the API takes no cookies, so that it needs no token
        WTF_CSRF_TIME_LIMIT=None,  # it lives as long as the id of the browser, which changes at each sign-in
        WTF_CSRF_SSL_STRICT=False,  # we hold the origin to the host ourselves, also behind a proxy
    )
    protection = CSRFProtect(app)

    def check() -> None:
        if request.endpoint is None or request.method in _SAFE or not browser.is_page(request.path):
            return
        _refuse_cross_site()
        if request.endpoint in STREAMED:
            return
        try:
            protection.protect()
        except CSRFError:
            raise _forged() from None

    app.before_request(check)
    app.context_processor(lambda: {"typed_before": typed_before})


def refuse_forged(token: str) -> None:
    """Hold the token of a form that its view reads itself. Raises `RequestRefused` (403)."""
    try:
        validate_csrf(token)
    except ValueError:
        raise _forged() from None


def typed_before() -> list[tuple[str, str]]:
    """Return what a refused form of ours held, so that it can be sent again after a new sign-in.

    Of a form with a file all but the file, which no page can give back. Nothing of a form of another site, or of one by
    which somebody signs in.
    """
    if request.method in _SAFE or not _is_ours() or request.endpoint in _DOORS:
        return []
    if request.mimetype == "multipart/form-data":
        if request.endpoint not in STREAMED:
            return []
        return [(name, value) for name, value in multipart.fields_of(request).items() if name != "csrf_token"]
    return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]


_DOORS = frozenset({"pages.sign_in", "pages.sign_out", "pages.sit", "pages.break_glass"})


def _forged() -> RequestRefused:
    return RequestRefused(
        "form-refused", "Its page is old, or cookies are refused. Open the page again, and send it anew."
    )


def _is_ours() -> bool:
    fetched_from = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    return fetched_from == "same-origin" if fetched_from else bool(origin) and urlsplit(origin).netloc == request.host


def _refuse_cross_site() -> None:
    """Refuse a form that another site sent. Raises `RequestRefused` (403), also when the browser does not say."""
    if not _is_ours():
        raise RequestRefused("cross-site", "This form must be sent from a page of this site.")
