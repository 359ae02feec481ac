"""What a page says when it refuses: words for people, where the answer to a program names codes and addresses."""

from typing import Final

from flask import Flask, request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from api import identity, language
from api.rest.errors import STATUS, Problem
from api.web import forms, mistakes, tongues, unsent, words
from api.web.doing import names
from domain.values import Role

TITLES: Final[dict[str, LazyString]] = {
    "sign-in-refused": _l("Nobody was signed in"),
    "unauthenticated": _l("Say who you are"),
    "unknown-user": _l("You have no role here"),
    "not-permitted": _l("Not for this role"),
    "cross-site": _l("The form came from another site"),
    "form-refused": _l("The form is not of this browser"),
    "signed-in-anew": _l("Send it once more"),
    "typed-as-another": _l("The form was typed as somebody else"),
    "unusable-precondition": _l("The page of this form is old"),
    "not-found": _l("Not found"),
    "rule-refused": _l("A rule refuses"),
    "gates-open": _l("Open gates refuse"),
    "domain-error": _l("The rules refuse"),
    "content-too-large": _l("This is too large"),
    "stale-version": _l("Something happened since you read it"),
    "unusable-query": _l("The question cannot be used"),
    "unusable-input": _l("What was sent cannot be used"),
    "command-reused": _l("This form was sent before"),
    "too-many-tries": _l("Too many tries"),
    "too-many-requests": _l("Too many requests"),
    "unexpected": _l("Something went wrong here"),
    "unavailable": _l("The database cannot serve now"),
    "issuer-away": _l("Your institution cannot be asked now"),
    "pdf-unavailable": _l("This installation cannot make PDF"),
    "malformed-body": _l("What was sent cannot be used"),
    "length-required": _l("What was sent cannot be used"),
    "unsupported-media-type": _l("What was sent cannot be used"),
    "precondition-required": _l("The page of this form is old"),
}
"""What each refusal is called, by its code; one that is not named here is called as programs are told."""
_AFTER: Final = _l(
    "A fault of kvcase and not yours; it was written down. Look first whether it was recorded; if not, send it anew."
)
_NOWHERE: Final = _l("No page is asked for in this way. Begin at the first page.")
_OLD: Final = _l("Its page is old, or cookies are refused. Open the page again, and send it anew.")
_NOT_SO: Final = _l("The form did not come as a browser sends it, or not whole. Open the page again, and send it anew.")
_UNFIT: Final = _l("Something in the address or the form cannot be used: %(fields)s. Begin at the page again.")
EXPLAINED: Final[dict[str, LazyString]] = {
    "not-found": _l("There is nothing at this address, or nothing that you may know of."),
    "form-refused": _OLD,
    "signed-in-anew": _l(
        "You signed in anew since you opened this form. Nothing that you typed is lost, and nothing was recorded yet: "
        "look it over, and send it again."
    ),
    "unusable-precondition": _OLD,
    "precondition-required": _OLD,
    "cross-site": _l("It has to be sent from a page of kvcase. Open the page here, and send it again."),
    "content-too-large": _l(
        "Nothing was recorded. Go back: the browser still has what you typed. Choose a smaller file, or say it shorter."
    ),
    "malformed-body": _NOT_SO,
    "length-required": _NOT_SO,
    "unsupported-media-type": _NOT_SO,
    "too-many-requests": _l("Wait a moment, and try again."),
    "unexpected": _l("This is a fault of kvcase and not yours; it was written down. Nothing was recorded."),
    "unavailable": _l("Wait a moment, and send it again: nothing is recorded twice."),
}
"""What is told beside it, where that stands in the words of programs."""


def install(app: Flask) -> None:
    """Let the page of refusals say what is refused, and why."""
    app.jinja_env.filters.update(refused=_title, explained=_detail)


def _title(problem: Problem) -> str:
    if problem.code not in STATUS:  # an error of the framework, which speaks English
        return str(_("This cannot be answered"))
    return str(TITLES.get(problem.code, problem.title))


def _detail(problem: Problem) -> str:
    told = problem.more.get("allowed")
    allowed = [each for each in told if each in set(Role)] if isinstance(told, list) else []
    if problem.code == "not-permitted" and allowed:
        who = ", ".join(tongues.word(each) for each in allowed)
        return str(_("What you asked for is not for your role. It is for: %(who)s.", who=who))
    if problem.code == "not-permitted":
        return str(_("What you asked for is not for your role."))
    if problem.code == "unauthenticated":
        why = identity.refusal()
        return words.why(why, language.asked()) if why is not None else str(_("Sign in first."))
    if problem.code == "typed-as-another":
        return _typed_as(forms.maker(), forms.present())
    if problem.code == "unexpected" and request.method not in {"GET", "HEAD"}:
        return str(_AFTER)
    if problem.code in {"unusable-query", "unusable-input"} and problem.errors:
        fields = "; ".join(f"{names.path(each.field)}, {mistakes.wrong(each.rule)}" for each in problem.errors)
        return str(_UNFIT) % {"fields": fields}
    if problem.code not in STATUS:
        return str(_NOWHERE)
    return str(EXPLAINED.get(problem.code, problem.detail))


def _typed_as(made: forms.Maker | None, now: forms.Maker | None) -> str:
    """Return as whom a form was typed, and who is signed in."""
    assert made is not None and now is not None, "it was refused for that"  # noqa: PT018, S101
    people = {"one": unsent.said(made, now), "other": unsent.said(now, made)}
    return str(
        _("This form was typed as %(one)s, and %(other)s is signed in now. Nothing of it was recorded.", **people)
    )
