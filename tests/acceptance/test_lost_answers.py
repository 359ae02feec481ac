"""The answer to a commit is lost: whoever asks, or asks again, gets the first answer, and nothing is done twice."""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from domain.collaboration import spine
from domain.values import CaseId, Role
from kvcase.bootstrap import Kvcase
from kvcase.store.errors import AnswerLostError
from kvcase.store.logs import CommandRow
from tests.acceptance.installations import NORTH, Installation, actor
from tests.pgproxy import Proxy

pytestmark = pytest.mark.postgres
RESEARCHER = actor("r.vanhoof", Role.RESEARCHER)
CASE, COMMAND = CaseId(UUID(int=1)), UUID(int=2)
NOTIFY = spine.NotifyCollaboration(CASE, "T", "S", spine.Nature.SERVICE)


@pytest.fixture
def proxy(postgres_url: str) -> Iterator[Proxy]:
    Installation(postgres_url).prepare()
    with tempfile.TemporaryDirectory() as folder, Proxy(postgres_url, Path(folder)) as proxy:
        yield proxy


@contextmanager
def opened(url: str) -> Iterator[Kvcase]:
    program = Installation(url).open()
    try:
        yield program
    finally:
        program.close()


def test_an_answer_lost_on_its_way_is_found_again(proxy: Proxy) -> None:
    with opened(proxy.url) as program:
        log = program.logs.log(NORTH)
        program.vault.ensure(NORTH, [f"collaboration:{CASE}"])  # its commit is another one
        proxy.lose_next()
        first = program.service(NOTIFY, actor=RESEARCHER, command_id=COMMAND)
        assert proxy.lost == 1
        assert [first.version, first.repeated, len(log.read(CASE))] == [1, False, 1]
        again = program.service(NOTIFY, actor=RESEARCHER, command_id=COMMAND)
        assert (again.version, again.position, again.events, again.repeated) == (1, first.position, first.events, True)
        assert program.read_models.institution(NORTH).case(CASE) is not None
        assert log.head() == first.position


def test_a_command_without_an_id_is_found_again_too(proxy: Proxy) -> None:
    with opened(proxy.url) as program:
        program.vault.ensure(NORTH, [f"collaboration:{CASE}"])
        proxy.lose_next()
        assert program.service(NOTIFY, actor=RESEARCHER).version == 1
        assert (proxy.lost, program.logs.log(NORTH).head()) == (1, 1)


def test_a_session_ended_while_it_commits_has_committed(postgres_url: str) -> None:
    """A commit that waits for a standby stands already in the log: who ends its session only loses the answer."""
    Installation(postgres_url).prepare()
    with opened(postgres_url) as program, psycopg.connect(postgres_url, autocommit=True) as admin:
        program.vault.ensure(NORTH, [f"collaboration:{CASE}"])
        with awaiting_a_standby(admin):
            ending = threading.Thread(target=end_the_waiting_commit, args=[postgres_url])
            ending.start()
            first = program.service.execute(NOTIFY, actor=RESEARCHER, command_id=COMMAND)
            ending.join()
        assert first.version == 1
        assert program.service(NOTIFY, actor=RESEARCHER, command_id=COMMAND).repeated
        assert len(program.logs.log(NORTH).read(CASE)) == 1


def test_what_was_not_committed_is_told_as_such(proxy: Proxy) -> None:
    with opened(proxy.url) as program:
        log = program.logs.log(NORTH)
        assert not log.committed(COMMAND)
        proxy.lose_next()
        with pytest.raises(AnswerLostError):
            log.append([], commands=[CommandRow(COMMAND, "a", "b", CASE, 1, 0, "done")])
        assert log.committed(COMMAND)


@contextmanager
def awaiting_a_standby(admin: "psycopg.Connection[tuple[object, ...]]") -> Iterator[None]:
    """Let every commit wait for a standby that there is not."""
    admin.execute("SET synchronous_commit = local")
    admin.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    admin.execute("SELECT pg_reload_conf()")
    try:
        while admin.execute("SHOW synchronous_standby_names").fetchone() != ("nobody",):
            time.sleep(0.01)
        yield
    finally:
        admin.execute("ALTER SYSTEM RESET synchronous_standby_names")
        admin.execute("SELECT pg_reload_conf()")


def end_the_waiting_commit(url: str) -> None:
    waiting = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event = 'SyncRep'"
    )
    with psycopg.connect(url, autocommit=True) as connection:
        deadline = time.monotonic() + 20
        ended = 0
        while time.monotonic() < deadline and not ended:
            ended += len(connection.execute(waiting.encode()).fetchall())
            time.sleep(0.01)
        connection.execute("ALTER SYSTEM RESET synchronous_standby_names")
        connection.execute("SELECT pg_reload_conf()")
