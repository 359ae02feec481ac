"""Leases: who does a piece of work that one process at a time should do. It lapses when its holder is gone.

A lease spares work and waiting; it guarantees nothing. That an event is applied once rests on the stored position.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from projections.sheets import METADATA

LEASES = sa.Table(
    "read_model_leases",
    METADATA,
    sa.Column("name", sa.Text(), primary_key=True),
    sa.Column("owner", sa.Text(), nullable=False),
    sa.Column("until", sa.Float(53), nullable=False),
)
"""`until` is in seconds since 1970 by the clock of the database, which all who ask share."""

_NOW = {
    "postgresql": "extract(epoch FROM clock_timestamp())",
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
}
_PAUSE_SECONDS = 0.1


class LeaseHeldError(Exception):
    """Another process does this work now."""


class Lease:
    """A lease that this process may hold; `name` says what for."""

    def __init__(self, engine: sa.Engine, name: str, seconds: float) -> None:
        self._engine = engine
        self._name = name
        self._seconds = seconds
        self._owner = secrets.token_hex(8)
        self._renew_at = 0.0

    def hold(self) -> bool:
        """Take the lease, or keep it; False while another process holds it. It is renewed at a third of its time."""
        now = time.monotonic()
        if now < self._renew_at:
            return True
        taken = self._take()
        self._renew_at = now + self._seconds / 3 if taken else 0.0
        return taken

    def give_back(self) -> None:
        """Let the next one have it at once."""
        self._renew_at = 0.0
        table = LEASES.c
        with self._engine.begin() as connection:
            connection.execute(sa.delete(LEASES).where(table.name == self._name, table.owner == self._owner))

    def _take(self) -> bool:
        with self._engine.execution_options(begin="IMMEDIATE").begin() as connection:
            now: sa.ColumnElement[float] = sa.literal_column(_NOW[connection.dialect.name])
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            wish = insert(LEASES).values(name=self._name, owner=self._owner, until=now + self._seconds)
            free = sa.or_(LEASES.c.owner == self._owner, LEASES.c.until < now)
            new = {"owner": self._owner, "until": now + self._seconds}
            wish = wish.on_conflict_do_update(index_elements=["name"], set_=new, where=free)
            return connection.execute(wish.returning(LEASES.c.owner)).first() is not None


@contextmanager
def held(engine: sa.Engine, name: str, seconds: float) -> Iterator[Callable[[], bool]]:
    """Hold a lease for a piece of work, and give what renews it.

    Waits while another process holds it, as long as the lease of one that was killed may last, and then raises
    `LeaseHeldError`.
    """
    lease = Lease(engine, name, seconds)
    deadline = time.monotonic() + seconds + 1
    while not lease.hold():
        if time.monotonic() > deadline:
            raise LeaseHeldError(f"{name}: another process is at it; wait until it is done")
        time.sleep(_PAUSE_SECONDS)
    try:
        yield lease.hold
    finally:
        lease.give_back()
