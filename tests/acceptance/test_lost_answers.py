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
from domain.party import commands as party
from domain.values import CaseId, PartyId, Role
from kvcase.bootstrap import Kvcase
from kvcase.store.database import DatabaseUrl
from kvcase.store.errors import AnswerLostError
from kvcase.store.migrate import migrate
from tests.acceptance.installations import NORTH, Installation, actor
from tests.kvcase.store import toys
from tests.pgproxy import ONE_EVENT, Proxy
from tests.pgrig import end_sessions

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


def test_an_answer_to_one_statement_is_found_again_too(proxy: Proxy) -> None:
    register = party.RegisterParty(PartyId(UUID(int=3)), "Fictional Works", "BE")
    with opened(proxy.url) as program:
        proxy.lose_next(ONE_EVENT)
        first = program.service(register, actor=RESEARCHER, command_id=COMMAND)
        again = program.service(register, actor=RESEARCHER, command_id=COMMAND)
        assert (proxy.lost, first.position, first.repeated, again.repeated) == (1, 1, False, True)
        assert again.events == first.events
        assert program.logs.log(NORTH).head() == 1


def test_an_append_without_commands_cannot_be_told_of(proxy: Proxy) -> None:
    migrate(DatabaseUrl.parse(proxy.url), [toys.SLUG])
    with toys.Store(DatabaseUrl.parse(proxy.url)) as store:
        log = store.logs.log(toys.SLUG)
        assert not log.committed(COMMAND)
        proxy.lose_next(ONE_EVENT)
        with pytest.raises(AnswerLostError):
            log.append([toys.to(toys.fresh_id(), 0, toys.Counted(1))])
        assert log.head() == 1


def test_an_append_on_a_dead_connection_is_made_on_another(postgres_url: str) -> None:
    Installation(postgres_url).prepare()
    with opened(postgres_url) as program:
        for number in range(5):
            register = party.RegisterParty(PartyId(UUID(int=number)), "Fictional Works", "BE")
            end_sessions(postgres_url)
            assert program.logs.log(NORTH).head() == number  # this connection is a new one, and given back
            assert program.service(register, actor=RESEARCHER).position == number + 1


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
    with psycopg.connect(url, autocommit=True) as connection:
        deadline = time.monotonic() + 60
        while not end_sessions(url, "wait_event = 'SyncRep'") and time.monotonic() < deadline:
            time.sleep(0.01)
        connection.execute("ALTER SYSTEM RESET synchronous_standby_names")
        connection.execute("SELECT pg_reload_conf()")
