"""Who is at work in a database: the leases that are held now, by the clock of the database itself."""

import sqlalchemy as sa

from projections.leases import LEASES

_SECONDS = {
    "postgresql": "SELECT extract(epoch FROM clock_timestamp())",
    "sqlite": "SELECT (julianday('now') - 2440587.5) * 86400.0",
}


def seconds(connection: sa.Connection) -> float:
    """Return the time by the clock of the database, in seconds since 1970."""
    return float(str(connection.exec_driver_sql(_SECONDS[connection.dialect.name]).scalar()))


def names(connection: sa.Connection) -> tuple[str, ...]:
    """Return the names of the leases that are held now."""
    held = sa.select(LEASES.c.name).where(LEASES.c.until > seconds(connection)).order_by(LEASES.c.name)
    return tuple(connection.scalars(held))
