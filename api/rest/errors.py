"""Errors to HTTP: one table from code to status, answered as RFC 9457 problems.

A view never catches: it raises a `DomainError` of the rules or a `RequestRefused` of the protocol, and this module
says it to the caller. Nothing of what the caller sent is logged.
"""

import errno
import json
import logging
import traceback
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from http import HTTPStatus

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import ClientDisconnected, HTTPException, RequestTimeout

from api import language
from api.rest import plain
from domain import speech
from domain.errors import DomainError, GatesOpenError, NotPermittedError, RuleRefusedError, UnusableInputError

STATUS: dict[str, tuple[int, str]] = {
    "malformed-body": (400, "The body is not the JSON it should be"),
    "unusable-precondition": (400, "The If-Match header cannot be used"),
    "unusable-query": (400, "The query cannot be used"),
    "sign-in-refused": (400, "Nobody was signed in"),
    "unauthenticated": (401, "Say who you are"),
    "unknown-user": (403, "You have no role here"),
    "not-permitted": (403, "Not for this role"),
    "cross-site": (403, "The form came from another site"),
    "form-refused": (403, "The form is not of this browser"),
    "signed-in-anew": (403, "Send it once more"),
    "typed-as-another": (403, "The form was typed as somebody else"),
    "not-found": (404, "Not found"),
    "rule-refused": (409, "A rule refuses"),
    "gates-open": (409, "Open gates refuse"),
    "domain-error": (409, "The rules refuse"),
    "length-required": (411, "Say how long the body is"),
    "content-too-large": (413, "The body is too large"),
    "stale-version": (412, "Something happened since you read it"),
    "unsupported-media-type": (415, "Send application/json"),
    "unusable-input": (422, "The input cannot be used"),
    "command-reused": (422, "The idempotency key was used for something else"),
    "precondition-required": (428, "Say which version you have read"),
    "too-many-tries": (429, "Too many tries"),
    "too-many-requests": (429, "Too many requests"),
    "unexpected": (500, "Something went wrong here"),
    "unavailable": (503, "The database cannot serve now"),
    "issuer-away": (503, "Your institution cannot be asked now"),
    "pdf-unavailable": (503, "This installation cannot make PDF"),
}
"""Every code the web may answer with: its HTTP status and its title."""

RETRY_AFTER_SECONDS = 5
_PASSING = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS}
)
_NOWHERE = "There is nothing at this address; /api/v1/docs tells every address, command and field."
_LOG = logging.getLogger("kvcase.api")


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that cannot be used: where it stands, which rule it breaks, what would be right."""

    field: str
    rule: str
    expected: str


class RequestRefused(Exception):  # noqa: N818  (a refusal is an answer, not a fault)
    """A request that breaks the protocol before any rule of the domain is asked."""

    def __init__(
        self,
        code: str,
        detail: str,
        errors: tuple[FieldError, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal as it is told, whatever raised it."""

    code: str
    status: int
    title: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    more: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def register(app: Flask, unavailable: tuple[type[Exception], ...]) -> None:
    """Answer every error of `app`; `unavailable` are those of a database that cannot serve now."""
    app.register_error_handler(DomainError, lambda error: _answer(of_domain(error)))
    app.register_error_handler(RequestRefused, lambda error: _answer(_of_request(error)))
    app.register_error_handler(HTTPException, lambda error: _answer(_of_http(error)))
    app.register_error_handler(Exception, lambda error: _answer(_of_fault(error)))
    app.register_error_handler(OSError, lambda error: _answer(_of_machine(error)))
    for kind in unavailable:
        app.register_error_handler(kind, lambda error: _answer(_of_outage(error)))


def of_domain(error: DomainError) -> Problem:
    """Return a refusal of the rules as a problem, with its gates, rule and source where it has them."""
    more: dict[str, object] = {}
    errors: tuple[FieldError, ...] = ()
    match error:
        case GatesOpenError():
            more = {"blocked": error.blocked, "gates": plain.gates(error.gates)}
        case RuleRefusedError():
            more = {"rule_id": error.rule_id, "source": error.source}
        case NotPermittedError():
            more = {"rule_id": error.rule_id, "source": error.source, "allowed": list(error.allowed)}
        case UnusableInputError():
            errors = (FieldError(error.field, error.rule, error.expected),)
        case _:
            pass
    status, title = STATUS.get(error.code, STATUS["domain-error"])
    return Problem(error.code, status, title, speech.refusal(error, language.asked()), errors, more)


def unrecorded(error: Exception) -> Response:
    """Return the refusal of an answer that could not be recorded; what was asked for is not told."""
    _log("unrecorded", error)
    status, title = STATUS["unavailable"]
    detail = "This could not be recorded, and nobody reads what is not recorded. Try again."
    return _answer(Problem("unavailable", status, title, detail, headers={"Retry-After": str(RETRY_AFTER_SECONDS)}))


def _of_request(error: RequestRefused) -> Problem:
    status, title = STATUS[error.code]
    return Problem(error.code, status, title, error.detail, error.errors, headers=error.headers)


def _of_http(error: HTTPException) -> Problem:
    """Tell an error of the framework, and keep its headers: Allow, Retry-After, WWW-Authenticate."""
    if isinstance(error, ClientDisconnected) and error.__context__ is not None:  # its body came too slowly
        error = RequestTimeout()
    status = error.code or 500
    kept = {
        name: value for name, value in error.get_headers() if name.lower() not in {"content-type", "content-length"}
    }
    title = HTTPStatus(status).phrase
    detail = _NOWHERE if status == HTTPStatus.NOT_FOUND else error.description or title
    return Problem(title.lower().replace(" ", "-"), status, title, detail, headers=kept)


def _of_outage(error: Exception) -> Problem:
    _log("unavailable", error)
    status, title = STATUS["unavailable"]
    detail = "Try again: a command with the same Idempotency-Key is never carried out twice."
    return Problem("unavailable", status, title, detail, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


def _of_machine(error: OSError) -> Problem:
    """Tell a disk that is full, gone or read-only, or too many open files, as what passes; any other as a fault."""
    return _of_outage(error) if error.errno in _PASSING else _of_fault(error)


def _of_fault(error: Exception) -> Problem:
    _log("unexpected", error)
    status, title = STATUS["unexpected"]
    return Problem("unexpected", status, title, "This is a fault of kvcase, not of the request; it was logged.")


def _log(what: str, error: Exception) -> None:
    """Log where it happened, without the error's own words: they may hold personal data."""
    where = "".join(traceback.format_tb(error.__traceback__))
    _LOG.error("%s %s at %s\n%s", what, type(error).__name__, request.endpoint, where)


def _answer(problem: Problem) -> Response:
    if _is_for_programs():
        body = {
            "type": f"urn:kvcase:problem:{problem.code}",
            "title": problem.title,
            "status": problem.status,
            "detail": problem.detail,
            "instance": request.path,
            "errors": [_told(each) for each in problem.errors],
            **problem.more,
        }
        text = json.dumps(body, ensure_ascii=True)
        return Response(text, problem.status, dict(problem.headers), content_type="application/problem+json")
    page = render_template("refused.html", problem=problem, here="")
    return Response(page, problem.status, dict(problem.headers), content_type="text/html; charset=utf-8")


def _told(error: FieldError) -> dict[str, str]:
    asked = language.asked()
    return {**asdict(error), "rule": speech.asked(error.rule, asked), "expected": speech.asked(error.expected, asked)}


def _is_for_programs() -> bool:
    return request.path.startswith(("/api/", "/health/"))
