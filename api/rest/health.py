"""Whether this process lives, and whether it can serve."""

from flask import Flask, Response

from api import access
from api.ports import Ports
from api.rest import plain


def install(app: Flask, ports: Ports) -> None:
    """Answer `/health/live` from this process alone, and `/health/ready` from what it rests on (503 if not ready)."""

    def live() -> Response:
        return plain.response({"status": "live"})

    def ready() -> Response:
        found = plain.of(ports.ready())
        return plain.response(found, 200 if found.get("ready", True) else 503)

    for name, view in (("live", live), ("ready", ready)):
        app.add_url_rule(f"/health/{name}", f"health.{name}", view)
        access.declare(app, f"health.{name}", access.EVERYONE)
