"""For whom one acts in a browser: chosen on the account page, told on every page, and ended with session or cover."""

from dataclasses import dataclass
from datetime import date

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response

from api import access, browser, identity, language
from api.access import About, Access, Realm
from api.acting import ActingOverError
from api.ports import Ports
from api.web import forms, page, unsent
from domain import speech
from domain.ports import Caller
from domain.values import Actor, Role

_SOMEBODY = Access(Realm.SIGNED_IN, frozenset(), About.PROGRAM)


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody for whom a person may act today: in which roles, and up to and with which day."""

    absent: str
    roles: tuple[Role, ...]
    until_on: date


def install(app: Flask, ports: Ports) -> None:
    """Register the choice, and the page that says that it is over."""

    def choices(actor: Actor) -> tuple[Choice, ...]:
        if actor.institution in {access.SHARED, access.FWO}:
            return ()
        in_force = ports.mandate_queries(actor.institution).covers_on(ports.now().date())
        mine = [each for each in in_force if each.cover == actor.id]
        return tuple(
            Choice(
                absent, tuple(sorted({Role(role) for each in of for role in each.roles})), max(e.until_on for e in of)
            )
            for absent in dict.fromkeys(each.absent for each in mine)
            for of in [[each for each in mine if each.absent == absent]]
        )

    def act_for() -> Response:
        actor, absent = identity.required(), request.form.get("absent") or None
        if absent is not None:
            ports.act(Caller(actor, identity.scopes()), absent)  # a cover must stand now; later requests ask again
        ports.doors.act_for(browser.present().id, absent)
        return redirect(url_for("pages.home"), 303)

    def over(error: ActingOverError) -> Response:
        typed = tuple(unsent.told(forms.typed_before()))
        why = speech.refusal(error.why, language.asked())
        return page.show("upkeep/acting-over.html", code=403, absent=error.absent, why=why, typed=typed)

    app.jinja_env.globals["may_act_for"] = choices
    app.register_error_handler(ActingOverError, over)
    page.add(app, "act_for", "/account/acting", act_for, _SOMEBODY, "POST")
