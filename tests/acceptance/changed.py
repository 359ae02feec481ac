"""Change the databases of an installation by hand, past the program, as who administers them can."""

import sqlite3
from pathlib import Path

import psycopg

from tests.acceptance.installations import NORTH, Installation


def change(house: Installation, sql: str, log: str = NORTH) -> None:
    """Change a database by hand, past the program."""
    if house.url.startswith("sqlite"):
        with sqlite3.connect(Path(house.url.removeprefix("sqlite:///")) / f"{log}.db") as connection:
            connection.execute(sql)
        connection.close()
    else:
        with psycopg.connect(house.url, autocommit=True) as owner:
            owner.execute(f"SET search_path TO {log}".encode())
            owner.execute(sql.encode())
