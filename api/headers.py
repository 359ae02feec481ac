"""Headers that every answer carries: nothing is cached, framed, sniffed, scripted or told to other sites."""

from flask import Flask, Response

_POLICY = "Content-Security-Policy"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    _POLICY: (
        "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; "
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
        response.vary.add("Accept-Language")
        return response

    app.after_request(protect)
