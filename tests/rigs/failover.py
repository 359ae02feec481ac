"""Kill the primary under load and promote its synchronous standby: nothing that was answered is lost or done twice.

Clients know both servers and look for the one that takes writes; they are not started again. Nobody but the rig decides
when to promote, so that the gap in writing is what is left of an outage once it was noticed.
"""

import itertools
import random
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from tests.acceptance.installations import NORTH, Installation
from tests.pgrig import PostgresServer
from tests.rigs import clients, history

LONG, SHORT = (5, 2_000), (1, 30)
"""How often, and how many commands are answered before, and a tenth of them after."""

_WRITERS = 3
_MOST_GAP_SECONDS = 10.0
_DEADLINE_SECONDS = 600


def main(seed: int, short: bool) -> str:
    """Return the figures. Raises `AssertionError` if anything was lost or doubled, or writing stood still too long."""
    chance = random.Random(seed)  # noqa: S311  # moments, no secrets
    times, answers = SHORT if short else LONG
    return "; ".join(_run(chance, answers) for _ in range(times))


def _run(chance: random.Random, answers: int) -> str:
    with PostgresServer(durable=True) as primary:
        name = str(psycopg.conninfo.conninfo_to_dict(primary.create_database())["dbname"])
        Installation(primary.url(name)).prepare()
        with PostgresServer(durable=True, behind=primary) as standby, tempfile.TemporaryDirectory() as diaries:
            # Only now, so that the one that is promoted does not wait for a standby of its own.
            primary.execute("ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 (standby)'")
            primary.execute("SELECT pg_reload_conf()")
            installation = Installation(_both(name, primary, standby))
            with clients.Clients(installation, Path(diaries), _WRITERS) as running:
                _until(running, answers)
                time.sleep(chance.uniform(0, 0.5))
                assert _is_synchronous(primary)
                killed = time.monotonic()
                primary.kill()
                standby.execute("SELECT pg_promote(true, 60)")
                promoted = time.monotonic()
                _until(running, running.answered + answers // 10)
                running.end()
                told, refused = running.told, [at for at, _ in running.refused if at >= killed]
            program = Installation(standby.url(name)).open()
            try:
                recorded = clients.whole(program)
                clients.references(recorded)
                verdict = history.check(recorded, told, rows=clients.rows(program)).must_be_good()
                jumps = sum(after.position - before.position - 1 for before, after in itertools.pairwise(recorded))
            finally:
                program.close()
    gap = clients.longest_gap(told, killed, promoted + _MOST_GAP_SECONDS)
    last = max(one.ended for one in told.values() if one.ended is not None)
    assert last > promoted, f"nothing was answered after the promotion in {NORTH}"
    assert gap < _MOST_GAP_SECONDS, f"nobody could write for {gap:.1f} s"
    return (
        f"{verdict}; promoted in {promoted - killed:.2f} s, write gap {gap:.2f} s, {len(refused)} refusals, "
        f"{jumps} positions left out"
    )


def _both(name: str, *servers: PostgresServer) -> str:
    hosts = ",".join(quote(str(server.folder), safe="") for server in servers)
    return f"postgresql://kvcase@/{name}?host={hosts}&port=5432,5432&target_session_attrs=read-write&connect_timeout=2"


def _is_synchronous(primary: PostgresServer) -> bool:
    with psycopg.connect(primary.url("postgres"), autocommit=True) as connection:
        return connection.execute("SELECT sync_state::text FROM pg_stat_replication").fetchall() == [("sync",)]


def _until(running: clients.Clients, answers: int) -> None:
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while running.answered < answers:
        running.must_live()
        assert time.monotonic() < deadline, f"{running.answered} answers, {running.refused[-3:]}"
        time.sleep(0.1)
