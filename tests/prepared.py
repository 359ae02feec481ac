"""Stores that are made once in a process of tests, and copied for each test that begins with one.

To create all tables takes longer than most tests take with them. A test that is about just that makes its own.
"""

import atexit
import itertools
import shutil
import tempfile
from collections.abc import Callable, Hashable
from functools import cache
from pathlib import Path

from tests.pgrig import PostgresServer, end_sessions

_NUMBERS = itertools.count(1)
_ORIGINALS: dict[tuple[Path, Hashable], str] = {}


def on_sqlite(folder: Path, what: Hashable, make: Callable[[str], None]) -> str:
    """Put into a folder what `make` makes at an address; return the address. `what` tells it from all else here."""
    place = _originals()
    if (place, what) not in _ORIGINALS:
        original = place / str(next(_NUMBERS))
        make(f"sqlite:///{original}")
        _ORIGINALS[place, what] = str(original)
    shutil.copytree(_ORIGINALS[place, what], folder, dirs_exist_ok=True)
    return f"sqlite:///{folder}"


def on_postgres(server: PostgresServer, what: Hashable, make: Callable[[str], None]) -> str:
    """Return the address of a new database with what `make` makes in an empty one."""
    if (server.folder, what) not in _ORIGINALS:
        original = server.create_database()
        make(original)
        end_sessions(original)  # a database is copied when the last session on it has ended
        _ORIGINALS[server.folder, what] = original
    return server.create_database(like=_ORIGINALS[server.folder, what])


@cache
def _originals() -> Path:
    """Return where the originals on SQLite are; it goes with the process."""
    folder = Path(tempfile.mkdtemp(prefix="kvcase-prepared-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
