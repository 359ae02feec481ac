"""What institutions are called on every page, where their profile says it; others by the slug that never changes."""

from datetime import datetime, timedelta
from typing import Final

from flask import g
from flask_babel import gettext as _

from api.ports import Ports

_KEPT: Final = timedelta(minutes=1)
"""How long names are kept, since every page tells one."""


class Institutions:
    """The filter by which templates call an institution, the FWO, and those who keep the installation."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._names: dict[str, str] = {}
        self._read_at: datetime | None = None

    def __call__(self, slug: str) -> str:
        """Return what an institution is called."""
        if slug == "fwo":
            return "FWO"
        if slug == "shared":
            return str(_("the installation"))
        now = self._ports.now()
        is_old = slug not in self._names or self._read_at is None or now - self._read_at > _KEPT
        if is_old and not g.get("asked_for_institutions", False):
            g.asked_for_institutions = True  # once for a page, which may name many that no profile tells of
            self._read(now)
        return self._names.get(slug, slug)

    def _read(self, now: datetime) -> None:
        try:
            self._names = {each.slug: each.name for each in self._ports.shared_queries.institutions()}
        except Exception:  # the page that tells of an outage tells an institution too
            return
        self._read_at = now
