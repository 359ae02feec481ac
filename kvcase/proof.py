"""Proof for who asks over the web: whether the log is as it was signed, and bundles of cases. Source: settled.md 31."""

import threading
from uuid import UUID

from domain.errors import UnusableInputError
from domain.ports import FirstFault, Verified
from domain.values import Actor
from kvcase import verification
from kvcase.bundles import Bundles
from kvcase.settings import LedgerSettings
from kvcase.store.logs import Logs
from kvcase.verification import Report
from kvcase.witnesses import Folder


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
        if not public and log.ledger.newest() is not None:
            rule = f"there are checkpoints of {slug} and no key to check them with"
            raise UnusableInputError("KVCASE_LEDGER_KEY_FILE", rule, "the key file of this installation")
        folders = [each for each in self._settings.witnesses if isinstance(each, Folder)]
        held = (each for folder in folders for each in verification.claims_in(folder, log.ledger, public, origin))
        claims = sorted(held, key=lambda each: each.size)
        with self._turn:
            return _told(verification.verify(slug, log.ledger, origin, public, claims))

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
    )
