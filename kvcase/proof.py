"""Proof for who asks over the web: whether the log is as it was signed, and bundles of cases. Source: settled.md 31."""

import base64
import threading
from uuid import UUID

from domain.ports import FirstFault, Verified
from domain.values import Actor
from kvcase import claims, verification
from kvcase.bundles import Bundles
from kvcase.settings import LedgerSettings
from kvcase.store.logs import Logs
from kvcase.verification import Report


class Proof:
    """Verifies the log of the actor's institution, and makes bundles of its cases."""

    def __init__(self, logs: Logs, settings: LedgerSettings, bundles: Bundles) -> None:
        self._logs = logs
        self._settings = settings
        self._bundles = bundles
        self._turn = threading.Lock()

    def verify(self, *, actor: Actor) -> Verified:
        """Return what came of working the whole ledger out anew; one at a time in a process, for it reads everything.

        Raises `UnusableInputError` when something was signed and there is no key to check it with.
        """
        slug, keys = actor.institution, self._settings.keys
        log = self._logs.log(slug)
        public, origin = (keys.public_for(slug), keys.origin(slug)) if keys is not None else ((), "")
        kept = claims.witnessed(slug, log.ledger, public, origin, self._settings.witnesses)
        with self._turn:
            return _told(verification.verify(slug, log.ledger, origin, public, kept))

    def bundle(self, case_id: UUID, *, actor: Actor, reveal: bool) -> bytes:
        """Return one file that proves the history of a case. Raises `NotFoundError`, `UnusableInputError`."""
        return self._bundles.make(actor.institution, case_id, reveal=reveal)


def _told(report: Report) -> Verified:
    found, good = report.finding, report.good
    first = None
    if found is not None:
        first = FirstFault(str(found.kind), found.told, found.position, found.stream, found.version, found.name)
    return Verified(
        report.log,
        report.is_good,
        report.events,
        report.waiting,
        report.checkpoints,
        report.witnessed,
        report.faults,
        first,
        good.position if good is not None else None,
        good.at if good is not None else None,
        good.origin if good is not None else None,
        good.size if good is not None else None,
        base64.b64encode(good.root).decode() if good is not None else None,
    )
