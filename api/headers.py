"""Headers that every answer carries: nothing is cached, framed, sniffed or told to other sites.

A page may run our own scripts, which stand in files, and nothing else; what is no page runs none.
"""

from flask import Flask, Response, request

from api import browser

_POLICY = "Content-Security-Policy"
_NO_SCRIPT, _OWN_SCRIPT = "script-src 'none'", "script-src 'self'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    _POLICY: (
        f"default-src 'self'; {_NO_SCRIPT}; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def install(app: Flask) -> None:
    """Set the headers on every answer of `app`, problems too."""

    def protect(response: Response) -> Response:
        own = response.headers.get(_POLICY)  # of a document of somebody's, which may do less still
        for name, value in ALWAYS.items():
            response.headers[name] = value
        if own is not None:
            response.headers[_POLICY] = own
        elif browser.is_page(request.path):
            response.headers[_POLICY] = ALWAYS[_POLICY].replace(_NO_SCRIPT, _OWN_SCRIPT)
        response.vary.add("Accept-Language")
        return response

    app.after_request(protect)
