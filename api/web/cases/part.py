"""The register of cases, and the page of one case: where it stands, why not, and what can be done."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Flask, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import access, identity, reads
from api.access import About, Access, Realm
from api.ports import Ports
from api.reading import Reading
from api.rest import documents
from api.web import asking, attaching, page
from api.web.cases import register
from api.web.cases.case import AT_ONCE, told
from domain import moments
from domain.collaboration import decider
from domain.values import Actor, Role

__all__ = ["PLACES", "READERS", "install", "told"]

READERS = Access(Realm.INSTITUTION, access.CASE_READERS, About.CASES)
DOWNLOADERS = documents.READERS
_OTHERS = Access(Realm.INSTITUTION, access.CASE_READERS - {Role.RESEARCHER}, About.CASES)
PLACES = (page.Place("pages.cases", _l("Cases"), _OTHERS),)
"""A researcher finds the own cases at `/mine`, and there the way to a search in them."""


def install(app: Flask, ports: Ports) -> None:
    """Register the pages, and who may see each."""
    reading = Reading(ports)

    def cases() -> Response:
        return register.shown(reading, identity.required())

    def case(identifier: UUID) -> Response:
        actor, as_of = identity.required(), request.args.get("as_of")
        then = reading.at(moments.parse(as_of), actor, decider.AGGREGATE, identifier) if as_of else reading
        places = {key: asking.version(key) or 0 for key in AT_ONCE}
        found = told(then, identifier, actor, before=asking.version("history"), places=places)
        reads.saw(found["read"])
        return page.show("cases/case.html", **found, **shown(identifier, actor))

    def shown(identifier: UUID, actor: Actor) -> Mapping[str, Any]:
        """Return the documents whose content is kept here, for whom their address lets in, and where one came from."""
        may_read = access.lets_in(DOWNLOADERS, actor) and access.may_read_personal_texts(actor)
        files = ports.blobs.kept(identifier, actor=actor) if may_read else {}
        return {"files": files, "is_own": access.reads_only_own_cases(actor)}

    page.add(app, "cases", "/cases", cases, READERS)
    page.add(app, "case", "/cases/<uuid:identifier>", case, READERS)
    content = documents.handing_out(ports, reading)
    attaching.install(app, ports)
    page.add(app, "case_document", "/cases/<uuid:identifier>/documents/<uuid:document>", content, DOWNLOADERS)
