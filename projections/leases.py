"""Leases: who does a piece of work that one process at a time should do. It lapses when its holder is gone.

Time alone guarantees nothing: a holder may sleep through its own. That an event is applied once rests on the stored
position, and whoever builds tables confirms in each transaction that the lease is still its own.
"""

import secrets
import time
from collections.abc import Iterator
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


class LeaseLostError(Exception):
    """This process was away for so long that another one took its work over."""


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

    def confirm(self, connection: sa.Connection) -> None:
        """Keep the lease from everyone else until this transaction ends. Raises `LeaseLostError` if it is not ours."""
        mine = sa.and_(LEASES.c.name == self._name, LEASES.c.owner == self._owner)
        until = _now(connection) + self._seconds
        if connection.execute(sa.update(LEASES).where(mine).values(until=until)).rowcount != 1:
            raise LeaseLostError(f"{self._name}: another process took this over; nothing was changed")

    def give_back(self) -> None:
        """Let the next one have it at once."""
        self._renew_at = 0.0
        table = LEASES.c
        with self._engine.begin() as connection:
            connection.execute(sa.delete(LEASES).where(table.name == self._name, table.owner == self._owner))

    def _take(self) -> bool:
        with self._engine.execution_options(begin="IMMEDIATE").begin() as connection:
            now = _now(connection)
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            until = now + self._seconds
            wish = insert(LEASES).values(name=self._name, owner=self._owner, until=until)
            # One that lasts longer than any was written before the clock of the database was put back.
            is_over = sa.or_(LEASES.c.until < now, LEASES.c.until > until)
            free = sa.or_(LEASES.c.owner == self._owner, is_over)
            new = {"owner": self._owner, "until": until}
            wish = wish.on_conflict_do_update(index_elements=["name"], set_=new, where=free)
            return connection.execute(wish.returning(LEASES.c.owner)).first() is not None


def seconds(connection: sa.Connection) -> float:
    """Return the time by the clock of the database, in seconds since 1970."""
    return float(connection.execute(sa.select(_now(connection))).scalar_one())


def names(connection: sa.Connection) -> tuple[str, ...]:
    """Return the names of the leases that are held now."""
    held = sa.select(LEASES.c.name).where(LEASES.c.until > _now(connection)).order_by(LEASES.c.name)
    return tuple(connection.scalars(held))


def _now(connection: sa.Connection) -> "sa.ColumnElement[float]":
    return sa.literal_column(_NOW[connection.dialect.name], sa.Float(53))


@contextmanager
def held(engine: sa.Engine, name: str, seconds: float) -> Iterator[Lease]:
    """Hold a lease for a piece of work.

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
        yield lease
    finally:
        lease.give_back()
