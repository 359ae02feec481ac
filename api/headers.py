"""Headers that every answer carries: nothing is cached, framed, sniffed, scripted or told to other sites."""

from flask import Flask, Response

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
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
        for name, value in ALWAYS.items():
            response.headers[name] = value
        response.vary.add("Accept-Language")
        return response

    app.after_request(protect)
