"""The pages by which people come in and go: an issuer, a key, behind glass a password; and where one acts.

A sign-in at an issuer, and a sign-out there, begins with a link and not with a form: browsers hold a form, and all that
its answer leads to, to the addresses of `form-action`, and an issuer may lead on to others that nobody can list.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import unquote

from flask import Flask, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from api import access, browser, identity, language, rates
from api.access import About, Access, Realm
from api.doors import Doors, IssuerAwayError, NotOpened, Opened, Played, TooManyTriesError
from api.rest.errors import RequestRefused
from api.web import demonstration, words
from domain.ports import Refusal
from domain.values import Actor, Role

RETRY_AFTER_SECONDS = 30
_WATCHERS = Access(Realm.INSTITUTION, frozenset({Role.DATA_PROTECTION_OFFICER, Role.AUDITOR}), About.UPKEEP)
_SOMEBODY = Access(Realm.SIGNED_IN, frozenset(), About.PROGRAM)
_PATH = re.compile(r"/[A-Za-z0-9_.~%/-]*(\?[A-Za-z0-9_.~%=&+-]*)?")
_MAX_PATH = 500


def install(app: Flask, doors: Doors) -> None:
    """Register the pages, and who may see each."""

    def home() -> Response:
        actor = identity.present()
        if actor is not None:
            return redirect(_landing(actor), 303)
        if identity.refusal() is Refusal.NO_SEAT:
            return redirect(url_for("pages.seats"), 303)
        return _page("sign-in.html", next=following(request.args.get("next")), issuers=doors.issuers, cast=cast())

    def cast() -> Sequence[tuple[str, Sequence[Played]]]:
        """Return whom a demonstration offers to be, by institution: to this machine alone."""
        return demonstration.by_institution(doors.cast) if demonstration.is_asked_here() else ()

    def play() -> Response:
        demonstration.refuse_unless_here()
        opened = doors.as_cast(request.form.get("person", ""), browser.present().id)
        if isinstance(opened, NotOpened):
            return _page("sign-in.html", 401, next="", issuers=doors.issuers, cast=cast(), refused=opened.why)
        return _entered(opened, following(request.form.get("next")))

    def sign_in() -> Response:
        wanted = following(request.form.get("next"))
        opened = doors.with_key(request.form.get("key", "").strip(), browser.present().id)
        if isinstance(opened, NotOpened):
            told = {"next": wanted, "issuers": doors.issuers, "cast": cast(), "refused": opened.why}
            return _page("sign-in.html", 401, **told)
        return _entered(opened, wanted)

    def leave_for(issuer: str) -> Response:
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise RequestRefused("cross-site", "A sign-in begins at a page of this site.")
        wanted = following(request.args.get("next"))
        with _asking():
            return redirect(doors.leave_for(issuer, browser.present().id, wanted), 303)

    def come_back() -> Response:
        with _asking():
            opened = doors.come_back(browser.present().id, request.args.to_dict())
        if isinstance(opened, Opened):
            return _entered(opened, opened.following)
        if opened.why is Refusal.STRANGER:
            return _page("stranger.html", 403, issuer=opened.issuer, subject=opened.subject)
        raise RequestRefused("sign-in-refused", words.why(opened.why, language.asked()))

    def sign_out() -> Response:
        issuer = doors.leave(browser.present().id)
        browser.present().is_leaving = True
        return redirect(url_for("pages.signed_out", at=issuer) if issuer else url_for("pages.home"), 303)

    def signed_out() -> Response:
        way = doors.way_out(request.args.get("at", ""))
        return _page("signed-out.html", way=way) if way is not None else redirect(url_for("pages.home"), 303)

    def seats() -> Response:
        found = doors.seats(browser.present().id)
        if not found:
            return redirect(url_for("pages.home"), 303)
        return _page("seats.html", actor=identity.present(), seats=found)

    def sit() -> Response:
        if not doors.seats(browser.present().id):
            return redirect(url_for("pages.home"), 303)
        opened = doors.sit(browser.present().id, request.form.get("institution", ""))
        if isinstance(opened, NotOpened):
            raise RequestRefused("sign-in-refused", words.why(opened.why, language.asked()))
        return _entered(opened, "")

    def account() -> Response:
        found = doors.seats(browser.present().id)
        return _page("account.html", actor=identity.required(), seats=found)

    def glass() -> Response:
        return _page("break-glass.html", actor=identity.present())

    def break_glass() -> Response:
        try:
            given = request.form.get("name", "").strip(), request.form.get("password", "")
            opened = doors.with_password(*given, browser.present().id, rates.place())
        except TooManyTriesError as error:
            headers = {"Retry-After": str(error.seconds)}
            said = words.of(language.asked())["too_many"].format(seconds=error.seconds)
            raise RequestRefused("too-many-tries", said, headers=headers) from None
        if isinstance(opened, NotOpened):
            return _page("break-glass.html", 401, actor=identity.present(), refused=opened.why)
        return _entered(opened, "")

    def glass_book() -> Response:
        actor = identity.required()
        return _page("glass-book.html", actor=actor, lines=doors.glass(actor.institution))

    views: tuple[tuple[str, str, str, Callable[..., Response], Access], ...] = (
        ("home", "/", "GET", home, access.EVERYONE),
        ("sign_in", "/sign-in", "POST", sign_in, access.EVERYONE),
        ("play", "/sign-in/demonstration", "POST", play, access.EVERYONE),
        ("leave_for", "/sign-in/at/<issuer>", "GET", leave_for, access.EVERYONE),
        ("come_back", "/sign-in/back", "GET", come_back, access.EVERYONE),
        ("sign_out", "/sign-out", "POST", sign_out, access.EVERYONE),
        ("signed_out", "/signed-out", "GET", signed_out, access.EVERYONE),
        ("seats", "/institution", "GET", seats, access.EVERYONE),
        ("sit", "/institution", "POST", sit, access.EVERYONE),
        ("account", "/account", "GET", account, _SOMEBODY),
        ("glass", "/break-glass", "GET", glass, access.EVERYONE),
        ("break_glass", "/break-glass", "POST", break_glass, access.EVERYONE),
        ("glass_book", "/break-glass/book", "GET", glass_book, _WATCHERS),
    )
    for name, rule, method, view, who in views:
        app.add_url_rule(rule, f"pages.{name}", view, methods=[method])
        access.declare(app, f"pages.{name}", who)


def following(said: str | None) -> str:
    """Return the page that is wanted after the sign-in, if any is. Raises `RequestRefused` for what is none of ours."""
    if not said:
        return ""
    if len(said) <= _MAX_PATH and _PATH.fullmatch(said) and not said.startswith("//"):
        try:
            endpoint, _ = current_app.url_map.bind("localhost").match(unquote(said.partition("?")[0]), "GET")
        except (HTTPException, RequestRedirect):
            endpoint = ""
        if endpoint.startswith("pages.") and endpoint not in {"pages.leave_for", "pages.come_back"}:
            return said
    raise RequestRefused("unusable-query", "`next` is the path of a page of this site.")


def _landing(actor: Actor) -> str:
    """Return the page on which somebody begins: by role where one is named, else the first of those that let in."""
    known = access.table(current_app)
    begins = [page for role, page in _OF_ROLE.items() if role in actor.roles]
    found = (each for each in (*begins, *_BEGINS) if each in known and access.lets_in(known[each], actor))
    return url_for(next(found, "pages.account"))


_OF_ROLE: Final = {Role.CONTACT_POINT_OFFICER: "pages.morning", Role.RESEARCHER: "pages.mine"}
_BEGINS: Final = (
    *("pages.committee", "pages.audit", "pages.morning", "pages.mine", "pages.cases"),
    *("pages.portfolio", "pages.access_reads", "pages.upkeep"),
)
"""Where people begin, by what they are let in to: who decides at what waits, who keeps the house at how it stands."""


def _entered(opened: Opened, wanted: str) -> Response:
    browser.present().becomes(opened.session)
    if opened.caller is None:
        return redirect(url_for("pages.seats"), 303)
    return redirect(wanted or _landing(opened.caller.actor), 303)


class _asking:  # noqa: N801  # reads as the statement that it is
    """Tells of an issuer that cannot be asked now (503)."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, IssuerAwayError):
            headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
            raise RequestRefused("issuer-away", words.of(language.asked())["away"], headers=headers) from None


def _page(template: str, status: int = 200, **told: object) -> Response:
    asked = language.asked()
    refused = told.pop("refused", None)
    if isinstance(refused, Refusal):
        told["refused"] = words.why(refused, asked)
    told["what_they_do"] = demonstration.ROLES
    return make_response(render_template(template, lang=asked.value, say=words.of(asked), **told), status)
