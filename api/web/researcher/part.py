"""The pages of a researcher: notifying, the own cases, what is asked in them, and sharing."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from api.ports import Ports
from api.web import page
from api.web.researcher import answering, appraising, cases, notifying, sharing
from api.web.researcher.own import WHO

PLACES: tuple[page.Place, ...] = (
    page.Place("pages.mine", _l("My cases"), WHO),
    page.Place("pages.notify", _l("Notify"), WHO),
)


def install(app: Flask, ports: Ports) -> None:
    """Register the pages of this part, and who may see each."""
    for each in (cases, notifying, answering, appraising, sharing):
        each.install(app, ports)
