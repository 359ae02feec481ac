"""Every command as a form: what it asks, what blocks it, and what it recorded.

Each command has an address of its own, so that it is declared who may see it: `/do/<collection>/<id>/<command>`, and
`/do/<collection>/<command>` for one that begins something. Templates name them `pages.do` and `pages.begin`.
"""

from typing import Any

from flask import Flask, url_for
from flask_babel import lazy_gettext as _l

from api import access
from api.access import About, Access, Realm
from api.ports import Ports
from api.rest import commands
from api.web import page
from api.web.doing import closings, names, things, views
from domain.aggregate import Aggregate
from domain.values import Role

_ANYBODY = Access(Realm.SIGNED_IN, frozenset(Role) - {Role.SERVICE, Role.FWO_MONITOR}, About.PROGRAM)
PLACES = (page.Place("pages.doing", _l("Record something new"), _ANYBODY),)


def install(app: Flask, ports: Ports) -> None:
    """Register the pages of this part, and who may see each."""
    page.add(app, "doing", "/do", views.index, _ANYBODY)
    for aggregate in commands.exposed():
        _install(app, aggregate, ports)
    app.url_build_error_handlers.append(_address)
    told = closings.Closings(ports)
    app.jinja_env.globals["what_closes"], app.jinja_env.filters["reworded"] = told.told, told.reworded
    app.jinja_env.globals.update(own_page=things.own_page, field_name=names.path)
    app.context_processor(lambda: {"may_do": views.may_do, "recorded": views.recorded(ports)})


def _install(app: Flask, aggregate: Aggregate, ports: Ports) -> None:
    collection = commands.COLLECTIONS[aggregate.name]
    given = [each for each in aggregate.commands.values() if commands.is_exposed(each)]
    for spec in given:
        who = commands.access_of(aggregate, spec)
        middle = "" if spec.opens else "<uuid:identifier>/"
        made = views.beginning if spec.opens else views.doing
        name = f"do-{collection}-{spec.name}"
        app.add_url_rule(
            f"/do/{collection}/{middle}{spec.name}",
            f"pages.{name}",
            made(aggregate, spec, ports),
            methods=["GET", "POST"],
        )
        access.declare(app, f"pages.{name}", who)
    if given and collection in things.WITHOUT_PAGE:
        whole = commands.access_of(aggregate, given[0])
        everybody = frozenset().union(*(commands.access_of(aggregate, each).roles for each in given))
        who = Access(whole.realm, everybody, whole.about)
        rule = f"/do/{collection}/<uuid:identifier>"
        page.add(app, f"doable-{collection}", rule, views.doable(aggregate, ports), who)


def _address(error: Exception, endpoint: str, values: dict[str, Any]) -> str:
    """Return the address of a command by its names, `pages.do` and the like. Raises what it was given for any other."""
    told = dict(values)
    match endpoint:
        case "pages.do" | "pages.begin":
            name = f"pages.do-{told.pop('collection', '')}-{told.pop('command', '')}"
        case "pages.doable":
            name = f"pages.doable-{told.pop('collection', '')}"
        case _:
            raise error
    return url_for(name, **told)
