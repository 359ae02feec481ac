"""A process that migrates, opens the store and appends: `python -m tests.kvcase.store.writer <url> <count>`.

It prints one line for each append that was answered, so that a killed writer can be held to its word.
"""

import os
import sys
from uuid import UUID

from kvcase.store.database import DatabaseUrl
from kvcase.store.migrate import migrate
from tests.kvcase.store import toys


def main(url: str, count: int) -> None:
    """Append `count` numbered streams of three events each."""
    database = DatabaseUrl.parse(url)
    migrate(database, [toys.SLUG])
    with toys.Store(database) as store:
        log = store.logs.log(toys.SLUG)
        for number in range(count):
            stream = UUID(int=(os.getpid() << 64) + number)
            opened, counted = toys.Opened("title"), toys.Counted(number)
            written = log.append([toys.to(stream, 0, opened, counted, series="S"), toys.to(stream, 2, counted)])
            (first, *_) = written
            assert isinstance(first.event, toys.Opened)
            sys.stdout.write(f"{stream} {first.event.reference}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
