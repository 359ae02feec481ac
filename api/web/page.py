"""What every page of people has in common: how it is registered and shown, and what its forms carry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Flask, current_app, make_response, render_template, request, url_for
from flask_babel import LazyString
from werkzeug.wrappers import Response

from api import access, browser, identity, language
from api.access import Access
from api.rest import preconditions
from api.rest.errors import FieldError, RequestRefused
from api.web import words
from domain.values import Actor

View = Callable[..., Response]


@dataclass(frozen=True, slots=True)
class Place:
    """A page that stands in the navigation of whom its address lets in."""

    endpoint: str
    label: LazyString
    access: Access

    @property
    def url(self) -> str:
        """Return its address."""
        return url_for(self.endpoint)

    @property
    def is_here(self) -> bool:
        """Tell whether the page being shown is this place."""
        return request.endpoint == self.endpoint


def add(app: Flask, name: str, rule: str, view: View, who: Access, method: str = "GET") -> None:
    """Register the page `pages.<name>`, and who may see it."""
    app.add_url_rule(rule, f"pages.{name}", view, methods=[method])
    access.declare(app, f"pages.{name}", who)


def know(app: Flask, places: Sequence[Place], new_id: Callable[[], UUID]) -> None:
    """Let every template know the way around: the places of whoever looks, the language, and ids for forms."""

    def told() -> dict[str, object]:
        actor = identity.present()
        asked = language.asked()
        return {
            "actor": actor,
            "places": places_of(places, actor) if actor is not None else (),
            "lang": asked.value,
            "say": words.of(asked),
            "here": _here(),
            "new_id": new_id,
            "may_leave": actor is not None and bool(browser.present().came),
        }

    app.context_processor(told)


def places_of(places: Sequence[Place], actor: Actor) -> tuple[Place, ...]:
    """Return the places whose pages let the actor in."""
    return tuple(each for each in places if access.lets_in(each.access, actor))


def show(template: str, /, *, code: int = 200, **told: object) -> Response:
    """Return a page, answered with a status of HTTP."""
    return make_response(render_template(template, **told), code)


def command_id(actor: Actor) -> UUID:
    """Return the id of the command that a form sends: the same for a double click, a reload and a repetition.

    It belongs to this actor alone. Raises `RequestRefused` for a form without one.
    """
    found = preconditions.keyed(actor, request.form.get("command_id", ""))
    if found is None:
        raise RequestRefused("form-refused", "Its page is old. Open the page again, and send it anew.")
    return found


def expected_version() -> int:
    """Return the version that the sender of a form saw. Raises `RequestRefused`."""
    given = request.form.get("version", "")
    if not given.isdecimal() or not given.isascii() or len(given) > 18:
        wrong = FieldError("version", "is not the version of what was shown", "the number that the page came with")
        raise RequestRefused("unusable-precondition", "The form does not say which version it was made from.", (wrong,))
    return int(given)


def _here() -> str:
    """Return the address of the page, to come back to after another language was chosen."""
    if request.method != "GET" or request.endpoint is None or request.endpoint not in current_app.view_functions:
        return ""
    return request.full_path.rstrip("?")
