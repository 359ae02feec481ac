"""What operators and administrators look after, and for whom one acts."""

from flask import Flask

from api.ports import Ports
from api.web import page
from api.web.keeping import acting, editions, lists, mandates, people, rules, runs, state, trying

PLACES: tuple[page.Place, ...] = tuple(
    place
    for places in (
        state.PLACES,
        lists.PLACES,
        runs.PLACES,
        people.PLACES,
        mandates.PLACES,
        editions.PLACES,
        rules.PLACES,
    )
    for place in places
)


def install(app: Flask, ports: Ports) -> None:
    """Register the pages of this part, and who may see each."""
    for part in (acting, state, lists, runs, people, mandates, editions, rules, trying):
        part.install(app, ports)
