"""What the forms of a researcher have in common: reading what was typed into them."""

from datetime import date
from uuid import UUID

from babel import Locale
from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _

from api.rest import preconditions
from api.rest.errors import RequestRefused
from domain import countries
from domain.errors import UnusableInputError
from domain.values import Actor


def keyed(actor: Actor, part: str) -> UUID:
    """Return the id of one of several commands that a form sends: the same each time that the form is sent.

    Raises `RequestRefused` for a form without an id.
    """
    given = request.form.get("command_id", "")
    found = preconditions.keyed(actor, f"{given}:{part}") if given else None
    if found is None:
        raise RequestRefused("form-refused", "Its page is old. Open the page again, and send it anew.")
    return found


def typed(name: str) -> str:
    """Return what somebody typed into a field, without the space around it."""
    return request.form.get(name, "").strip()


def day(said: str, field: str) -> date | None:
    """Return the day of a field, None where it is empty. Raises `UnusableInputError`."""
    if not said.strip():
        return None
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        raise UnusableInputError(field, _("is no day"), _("a day such as 2026-05-01")) from None


def identifier(said: str, field: str) -> UUID:
    """Return the id of a field. Raises `UnusableInputError`."""
    try:
        return UUID(said)
    except ValueError:
        raise UnusableInputError(field, _("is none of those offered"), _("one of the list")) from None


def country(said: str, field: str) -> str | None:
    """Return the code of a country that is named in either language, or by its code; None where nothing is said.

    Raises `UnusableInputError`.
    """
    wanted = said.strip().casefold()
    if not wanted:
        return None
    for language in ("nl", "en"):
        for code, name in country_names(language):
            if wanted in {code.casefold(), name.casefold()}:
                return code
    meant = countries.INSTEAD.get(said.strip().upper())
    if meant is not None:
        return meant
    raise UnusableInputError(field, _("%(said)s is no country that is known", said=said[:60]), _("a country"))


def country_names(language: str | None = None) -> list[tuple[str, str]]:
    """Return (code, name) of every country, by name, in the language of the page or another."""
    locale = get_locale()
    if language is not None:
        locale = Locale(language)
    names = locale.territories if locale is not None else {}
    return sorted(((code, names.get(code, code)) for code in countries.ASSIGNED), key=lambda each: each[1])


def country_name(code: str | None) -> str:
    """Return the name of a country in the language of the page."""
    locale = get_locale()
    names = locale.territories if locale is not None else {}
    return str(names.get(code, code)) if code else ""
