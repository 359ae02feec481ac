"""The web as one Flask application, made from the ports that it is handed."""

from flask import Flask

from api import access, acting, browser, headers, identity, rates, reads
from api.ports import Ports
from api.rest import commands, errors, health, openapi, queries, routes
from api.settings import ApiSettings
from api.web import forms, parts, refusals, signing_in, tables, tongues, unsent


def create_app(ports: Ports, *, settings: ApiSettings) -> Flask:
    """Return the application; it holds no state of its own, so any number of processes may serve it."""
    app = Flask("api", static_folder="web/static", template_folder="web/templates")
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_body_bytes,
        KVCASE_MAX_QUERY_BYTES=settings.max_query_bytes,
        KVCASE_CURSOR_KEY=settings.cursor_key,
    )
    headers.install(app)
    errors.register(app, ports.unavailable)
    limits = rates.Limits(settings.rates)
    app.before_request(limits.admit)
    browser.install(app, is_secure=settings.secure_cookies)
    identity.install(app, ports.authenticate, ports.doors)
    app.before_request(limits.charge)
    app.after_request(limits.tell)
    acting.install(app, ports.act)
    app.before_request(forms.refuse_anothers)
    app.before_request(access.guard)
    reads.install(app, ports)
    forms.install(app, ports.doors.form_key)
    access.declare(app, "static", access.EVERYONE)

    specification = openapi.install(app)
    queried = queries.routes(ports)
    for aggregate in commands.exposed():
        name = commands.COLLECTIONS[aggregate.name]
        routes.install(app, specification, name, (*commands.routes(aggregate, ports), *queried.pop(name, ())))
    for name, rest in queried.items():
        routes.install(app, specification, name, rest)
    health.install(app, ports)
    signing_in.install(app, ports.doors)
    parts.install(app, ports)
    tables.install(app)
    tongues.install(app, is_secure=settings.secure_cookies)
    refusals.install(app)
    unsent.install(app)
    return app
