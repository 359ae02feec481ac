"""Who waits is woken, by a bell or, when nobody rings it, by looking."""

import threading
import time
from collections.abc import Callable

import pytest

from kvcase.store import bells
from kvcase.store.bells import Bells
from kvcase.store.database import DatabaseUrl
from kvcase.store.migrate import migrate
from tests.kvcase.store import toys
from tests.kvcase.store.toys import Counted, to
from tests.pgrig import end_sessions


def until(condition: Callable[[], bool], seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def waited(wait: Callable[[], object]) -> float:
    begun = time.monotonic()
    wait()
    return time.monotonic() - begun


def test_a_bell_that_rang_before_one_waits_is_not_missed() -> None:
    rung = Bells()
    count = rung.count("a")
    rung.ring("b")
    assert waited(lambda: rung.wait("a", count, 0.05)) >= 0.05
    rung.ring("a")
    assert waited(lambda: rung.wait("a", count, 60)) < 50
    count = rung.count("never rung")
    rung.ring_all()
    assert waited(lambda: rung.wait("never rung", count, 60)) < 50


def test_a_waiter_sees_what_another_process_appends(store: toys.Store) -> None:
    """On PostgreSQL it is woken, and on SQLite it looks; here the other process is another store on the same place."""
    log = store.logs.log(toys.SLUG)
    store.logs.listen()
    with toys.Store(store.database) as other:
        there = other.logs.log(toys.SLUG)
        for _ in range(3):
            head = log.head()
            later = threading.Timer(0.2, lambda: there.append([to(toys.fresh_id(), 0, Counted(1))]))
            later.start()
            assert log.wait(head, 60)
            later.join()
    assert not log.wait(log.head(), 0.05)


@pytest.mark.postgres
def test_notifications_that_are_lost_cost_half_a_second_and_no_event(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = DatabaseUrl.parse(postgres_url)
    migrate(database, [toys.SLUG])
    with toys.Store(database) as store, toys.Store(database) as other:
        log, there = store.logs.log(toys.SLUG), other.logs.log(toys.SLUG)
        store.logs.listen()
        heard = store.logs._listeners[bells.LOG_CHANNEL]
        until(lambda: heard.hears)
        monkeypatch.setattr(heard._bells, "ring", lambda *_told: None)
        there.append([to(toys.fresh_id(), 0, Counted(1))])
        assert waited(lambda: log.wait(0, 60)) < 50
        monkeypatch.undo()
        monkeypatch.setattr(bells, "_FIRST_PAUSE_SECONDS", 0.01)
        assert end_sessions(postgres_url, "query LIKE 'LISTEN%%'") > 0
        head = log.head()
        there.append([to(toys.fresh_id(), 0, Counted(2))])
        assert log.wait(head, 60)
        until(lambda: heard.hears)
