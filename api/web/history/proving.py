"""Proof for who trusts nobody: whether the log is as it was signed, and the file that proves one case."""

from typing import Final
from uuid import UUID

from flask import Flask, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import access, identity
from api.access import OFFICES, About, Access, Realm
from api.ports import Ports
from api.reading import Reading
from api.rest import proof
from api.web import page
from domain.values import Role

VERIFIERS = Access(Realm.INSTITUTION, frozenset({Role.AUDITOR, Role.OPERATOR}), About.UPKEEP)
PROVERS = Access(Realm.INSTITUTION, OFFICES | {Role.AUDITOR}, About.CASES)
FAULTS: Final = {
    "altered": _l("An event is not as it was written."),
    "missing": _l("An event that was signed is gone."),
    "inserted": _l("An event stands here that nobody signed."),
    "reordered": _l("Events stand in another order than they were signed in."),
    "truncated": _l("The log ends before what was signed of it."),
    "checkpoint": _l("A signed checkpoint does not agree with the log."),
    "index": _l("The index of the ledger does not agree with the events, which are as they were signed."),
}
"""What can be wrong, by the kind of the first fault."""


def install(app: Flask, ports: Ports) -> None:
    """Register the pages."""
    reading = Reading(ports)

    def verification() -> Response:
        actor = identity.required()
        found = ports.proof.verify(actor=actor) if request.args.get("verify") == "yes" else None
        can_open = found is not None and access.lets_in(PROVERS, actor)
        return page.show("history/verification.html", found=found, faults=FAULTS, can_open=can_open)

    def bundle(identifier: UUID) -> Response:
        return proof.file_of(ports, reading, identifier, sealed=request.args.get("sealed") == "yes")

    page.add(app, "verification", "/verification", verification, VERIFIERS)
    page.add(app, "bundle", "/cases/<uuid:identifier>/bundle", bundle, PROVERS)
