"""Hits on lists, side by side, decided one after the other."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from api.ports import Ports
from api.web import page
from api.web.hits import asked, deciding, queue, review

PLACES = (page.Place("pages.hits", _l("Hits"), asked.READERS),)


def install(app: Flask, ports: Ports) -> None:
    """Register the pages of this part, and who may see each."""
    queue.install(app, ports)
    review.install(app, ports)
    deciding.install(app, ports)
