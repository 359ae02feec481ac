"""A process that records reads: `python -m tests.kvcase.reads.reader <url> <actor> <count>`."""

import sys

from kvcase import clock
from kvcase.read_logs import ReadLogs
from kvcase.store.database import DatabaseUrl
from kvcase.store.vault import Vault
from tests.kvcase.reads import worlds


def main(url: str, actor: str, count: int) -> None:
    """Record so many reads."""
    database = DatabaseUrl.parse(url)
    vault = Vault(database, bytes(range(32)))
    reads = ReadLogs(database, vault, clock.now, clock.new_id)
    for number in range(count):
        reads.record(worlds.SLUG, worlds.made(number, actor))
    reads.close()
    vault.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
