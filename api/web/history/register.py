"""Where an auditor begins: the cases that moved last, a case by its reference, and what else there is to look at."""

from flask import Flask, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api import access, identity, reads
from api.access import About, Access, Realm
from api.ports import Ports
from api.reading import Reading
from api.rest import paging, plain
from api.web import page
from domain.values import Role
from projections.pages import Sort

READERS = Access(Realm.INSTITUTION, frozenset({Role.AUDITOR}), About.CASES)
_SHOWN = 25
_MAX_REFERENCE = 80


def install(app: Flask, ports: Ports) -> None:
    """Register the page."""
    reading = Reading(ports)

    def audit() -> Response:
        actor = identity.required()
        asked = request.args.get("reference", "").strip()[:_MAX_REFERENCE]
        if asked and (found := reading.queries(actor).case_by_reference(asked.upper())) is not None:
            return redirect(url_for("pages.case_history", identifier=found.case_id), 303)
        after = paging.asked(request.args.to_dict())["after"]
        listed = reading.cases(actor, after=after, limit=_SHOWN, sort=Sort("updated_at", descending=True))
        rows = [plain.row(each, personal=access.may_read_personal_texts(actor)) for each in listed.items]
        reads.saw(rows)
        place = None if asked else listed.next
        following = url_for("pages.audit", after=paging.encode(place)) if place is not None else None
        wrong = _("There is no case %(reference)s here.", reference=asked) if asked else ""
        decided = {str(each) for each in reading.queries(actor).decided([each.case_id for each in listed.items])}
        return page.show("history/audit.html", rows=rows, decided=decided, next=following, asked=asked, wrong=wrong)

    page.add(app, "audit", "/audit", audit, READERS)
