"""The parts of the pages, in the order in which they stand in the navigation."""

from flask import Flask

from api.ports import Ports
from api.web import codes, institutions, mistakes, monitor, morning, notified, page, upkeep, waiting
from api.web.cases import part as cases
from api.web.committee import part as committee
from api.web.doing import part as doing
from api.web.history import part as history
from api.web.hits import part as hits
from api.web.records import part as records
from api.web.researcher import part as researcher

_PARTS = (morning, waiting, researcher, cases, hits, committee, history, records, monitor, upkeep, doing)


def install(app: Flask, ports: Ports) -> None:
    """Register the pages of every part."""
    app.jinja_env.filters.update(nature=notified.nature, funder=notified.funder, coded=codes.Coded(ports))
    app.jinja_env.filters["listed"] = codes.Listed(ports)
    mistakes.install(app)
    app.jinja_env.filters["institution"] = institutions.Institutions(ports)
    for part in _PARTS:
        part.install(app, ports)
    page.know(app, tuple(place for part in _PARTS for place in part.PLACES), ports.new_id)
