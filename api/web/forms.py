"""Forms: taken only from a page of ours, in the browser to which that page was given."""

from urllib.parse import urlsplit

from flask import Flask, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from api import browser
from api.rest.errors import RequestRefused

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


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
        try:
            protection.protect()
        except CSRFError:
            raise RequestRefused(
                "form-refused", "Its page is old, or cookies are refused. Open the page again, and send it anew."
            ) from None

    app.before_request(check)


def _refuse_cross_site() -> None:
    """Refuse a form that another site sent. Raises `RequestRefused` (403), also when the browser does not say."""
    fetched_from = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    is_ours = (
        fetched_from == "same-origin" if fetched_from else bool(origin) and urlsplit(origin).netloc == request.host
    )
    if not is_ours:
        raise RequestRefused("cross-site", "This form must be sent from a page of this site.")
