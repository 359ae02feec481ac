"""Bells: whoever waits for a log, or for the rows that are made of it, is woken at once and need not look.

In one process they are rung by hand. Across processes PostgreSQL rings them (`NOTIFY`); SQLite has nothing of the
kind, so that there a waiter looks, see `EventLog.wait`.
"""

import logging
import threading
from collections import Counter

import psycopg

from projections.positions import ROWS_CHANNEL

LOG_CHANNEL = "kvcase_log"
"""Rung at each append, with the schema of the log, and its head where one event was appended."""

_LOG = logging.getLogger("kvcase.store")
_LISTEN_SECONDS = 1.0
_FIRST_PAUSE_SECONDS = 0.1
_LAST_PAUSE_SECONDS = 5.0


def rows_of(log: str) -> str:
    """Return the name of the bell for the rows made of a log."""
    return f"{ROWS_CHANNEL}:{log}"


class Bells:
    """A bell for each name. It counts, so that a bell that rang before one began to wait is not missed."""

    def __init__(self) -> None:
        self._rung: Counter[str] = Counter()
        self._told: dict[str, int] = {}
        self._rung_all = 0
        self._condition = threading.Condition()

    def count(self, name: str) -> int:
        """Return how often a bell rang so far; ask before you look, and wait with the answer."""
        with self._condition:
            return self._rung[name] + self._rung_all

    def told(self, name: str) -> int:
        """Return the position that this bell told last, or 0: who waits for it need not look."""
        with self._condition:
            return self._told.get(name, 0)

    def ring(self, name: str, position: int | None = None) -> None:
        """Wake everyone who waits for this name, and tell them how far it is, if that is known."""
        with self._condition:
            self._rung[name] += 1
            if position is not None:
                self._told[name] = position
            self._condition.notify_all()

    def ring_all(self) -> None:
        """Wake everyone: something may have been missed."""
        with self._condition:
            self._rung_all += 1
            self._condition.notify_all()

    def wait(self, name: str, count: int, seconds: float) -> None:
        """Wait until a bell rang more often than `count`, or so many seconds."""
        with self._condition:
            self._condition.wait_for(lambda: self._rung[name] + self._rung_all != count, seconds)


class Listener:
    """Rings the bells of this process when another one notifies. It connects anew for as long as it is not stopped.

    It hears one channel: who waits for rows need not be woken at each append, nor who makes them when they are made.
    """

    def __init__(self, conninfo: str, bells: Bells, channel: str) -> None:
        self._conninfo = conninfo
        self._bells = bells
        self._channel = channel
        self._stop = threading.Event()
        self._hears = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)
        self._thread.start()

    @property
    def hears(self) -> bool:
        """Say whether it is connected: while it is not, whoever waits has to look."""
        return self._hears.is_set()

    def close(self) -> None:
        """Stop listening."""
        self._stop.set()
        self._thread.join(timeout=2 * _LISTEN_SECONDS)

    def _run(self) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while not self._stop.is_set():
            try:
                with psycopg.connect(self._conninfo, autocommit=True) as connection:
                    connection.execute(f"LISTEN {self._channel}")
                    self._hears.set()
                    self._bells.ring_all()
                    pause = _FIRST_PAUSE_SECONDS
                    self._listen(connection)
            except psycopg.Error as error:
                _LOG.warning("no notifications from the database, looking instead: %s", type(error).__name__)
            finally:
                self._hears.clear()
            self._stop.wait(pause)
            pause = min(2 * pause, _LAST_PAUSE_SECONDS)

    def _listen(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        while not self._stop.is_set():
            for notify in connection.notifies(timeout=_LISTEN_SECONDS):
                log, _, position = notify.payload.partition(" ")
                name = log if notify.channel == LOG_CHANNEL else rows_of(log)
                self._bells.ring(name, int(position) if position.isdigit() else None)
