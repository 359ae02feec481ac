"""What happened, for who looks back: a case as it was known on any day, then and now, the proof, and who read what."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from api.ports import Ports
from api.web import page
from api.web.history import beside, case, proving, register, watching

PLACES: tuple[page.Place, ...] = (
    page.Place("pages.audit", _l("Looking back"), register.READERS),
    page.Place("pages.access_reads", _l("Who read what"), watching.READERS),
)


def install(app: Flask, ports: Ports) -> None:
    """Register the pages of this part, and who may see each."""
    for part in (register, case, beside, proving, watching):
        part.install(app, ports)
