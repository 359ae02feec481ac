"""The re-screening runs: which version of which list was held against the cases; and the button that starts one."""

from dataclasses import replace

from flask import Flask, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import access, identity, reads
from api.access import OFFICES, About, Access, Realm
from api.ports import Ports
from api.rest import plain
from api.web import page
from api.web.keeping.common import KEEPING
from domain.values import Role

READERS = Access(Realm.INSTITUTION, OFFICES | KEEPING | {Role.AUDITOR}, About.UPKEEP)
STARTERS = replace(READERS, roles=frozenset({Role.OPERATOR, Role.CONTACT_POINT_OFFICER}))
PLACES = (page.Place("pages.runs", _l("Re-screening"), replace(READERS, roles=KEEPING | {Role.CONTACT_POINT_OFFICER})),)


def install(app: Flask, ports: Ports) -> None:
    """Register the pages, and who may see each."""

    def runs() -> Response:
        actor = identity.required()
        rows = sorted(
            ports.institution_queries(actor.institution).runs(), key=lambda each: each.started_at, reverse=True
        )
        reads.saw([plain.row(each, personal=True) for each in rows])
        return page.show(
            "upkeep/runs.html",
            rows=rows,
            names={each.list_id: each.name for each in ports.shared_queries.lists()},
            may_start=access.lets_in(STARTERS, actor),
            started=request.args.get("started", type=int),
            cases=request.args.get("cases", type=int),
        )

    def start() -> Response:
        done = ports.jobs.rescreen(institution=identity.required().institution)
        checked = max((each["screened"] for each in done.values()), default=0)
        return redirect(url_for("pages.runs", started=len(done), cases=checked), 303)

    page.add(app, "runs", "/runs", runs, READERS)
    page.add(app, "start_run", "/runs", start, STARTERS, "POST")
