"""A process that follows the log of the real store: `python -m tests.projections.follower <url> catch-up|rebuild`."""

import sys
import time
from collections.abc import Sequence
from dataclasses import replace

from domain.registry import AGGREGATES
from domain.values import Recorded
from kvcase.store.codec import Codec
from kvcase.store.database import DatabaseUrl
from kvcase.store.logs import Logs
from kvcase.store.vault import Vault
from projections.folding import FoldedLog
from projections.models import INSTITUTION_MODELS
from projections.runner import Runner
from projections.sheets import Place
from tests.projections import tally
from tests.projections.world import SLUG

MASTER_KEY = bytes(range(32))


def main(url: str, what: str) -> None:
    """Catch up in batches of three and print the count, or stop half-way through a rebuild and wait to be killed."""
    database = DatabaseUrl.parse(url)
    vault = Vault(database, MASTER_KEY)
    logs = Logs(database, Codec(AGGREGATES, vault))
    engine = database.engine(SLUG)
    log = logs.log(SLUG)
    if what == "catch-up":
        sys.stdout.write(f"{Runner(engine, log, SLUG, (*INSTITUTION_MODELS, tally.SLOW)).catch_up(3)}\n")
    else:
        Runner(engine, log, SLUG, [replace(tally.MODEL, apply=_stuck)]).rebuild("tally")
    engine.dispose()
    logs.close()
    vault.close()


def _stuck(place: Place, batch: Sequence[Recorded], log: FoldedLog, log_name: str) -> None:
    tally.MODEL.apply(place, batch[: len(batch) // 2], log, log_name)
    sys.stdout.write("half-way\n")
    sys.stdout.flush()
    time.sleep(300)


if __name__ == "__main__":
    main(*sys.argv[1:])
