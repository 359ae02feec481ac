"""Several processes, forks, kills, roles: the store among others."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.values import Recorded
from kvcase.store.database import DatabaseUrl
from kvcase.store.errors import ForkedError, StoreUnavailableError
from kvcase.store.logs import EventLog
from kvcase.store.migrate import migrate
from tests.kvcase.store import toys
from tests.kvcase.store.toys import Counted, Opened, to
from tests.pgrig import bury, end_sessions


def start_writer(url: str, count: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.kvcase.store.writer", url, str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def references(recorded: tuple[Recorded, ...]) -> list[str]:
    return [item.event.reference for item in recorded if isinstance(item.event, Opened)]


@pytest.mark.by_day("postgres")
def test_four_processes_start_at_once_and_a_reader_misses_nothing(bare_url: str) -> None:
    writers = [start_writer(bare_url, 40) for _ in range(4)]
    database = DatabaseUrl.parse(bare_url)
    migrate(database, [toys.SLUG])
    with toys.Store(database) as store:
        log = store.logs.log(toys.SLUG)
        followed: list[Recorded] = []
        while len(followed) < 4 * 40 * 3:
            have_ended = all(writer.poll() is not None for writer in writers)
            page = log.after(followed[-1].position if followed else 0, 7)
            if have_ended and not page:
                break
            followed += page
        for writer in writers:
            _, errors = writer.communicate(timeout=300)
            assert writer.returncode == 0, errors
        assert tuple(followed) == log.after(0, 10_000)
        assert references(tuple(followed)) == [f"S-{number:06d}" for number in range(1, 161)]


def test_threads_of_one_process_share_a_log(log: EventLog) -> None:
    def write(thread: int) -> None:
        for number in range(15):
            log.append([to(toys.fresh_id(), 0, Opened("t"), Counted(thread * 100 + number), series="S")])
            log.append([to(toys.fresh_id(), 0, Counted(number))])

    followed: list[Recorded] = []
    with ThreadPoolExecutor(8) as threads:
        done = [threads.submit(write, thread) for thread in range(8)]
        while not all(future.done() for future in done):
            followed += log.after(followed[-1].position if followed else 0, 5)
    for future in done:
        future.result()
    followed += log.after(followed[-1].position, 1000)
    assert tuple(followed) == log.after(0, 1000)
    assert references(tuple(followed)) == [f"S-{number:06d}" for number in range(1, 121)]


@pytest.mark.by_day("postgres")
def test_a_killed_writer_loses_nothing_that_was_answered(database: DatabaseUrl, bare_url: str) -> None:
    answered: dict[str, str] = {}
    for _ in range(3):
        writer = start_writer(bare_url, 100_000)
        assert writer.stdout is not None
        assert writer.stderr is not None
        lines = [writer.stdout.readline() for _ in range(20)]
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.readlines()
        writer.stderr.close()
        writer.wait()
        writer.stdout.close()
        answered.update((line.split()[0], line.split()[1]) for line in lines if line.endswith("\n") and " S-" in line)
    bury(bare_url)
    with toys.Store(database) as store:
        log = store.logs.log(toys.SLUG)
        recorded = log.after(0, 1_000_000)
        stored = {str(item.stream_id): item.event.reference for item in recorded if isinstance(item.event, Opened)}
        assert len(answered) >= 60
        assert answered.items() <= stored.items()
        assert sorted(stored.values()) == [f"S-{number:06d}" for number in range(1, len(stored) + 1)]
        assert len(recorded) == 3 * len(stored)


def test_a_log_is_refused_after_a_fork(store: toys.Store, log: EventLog) -> None:
    log.append([to(toys.fresh_id(), 0, Counted(1))])
    child = os.fork()
    if child == 0:
        refused = 0
        for attempt in (log.head, lambda: store.logs.log("shared"), lambda: log.append([])):
            try:
                attempt()
            except ForkedError:
                refused += 1
        os._exit(refused)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 3
    assert log.head() == 1


def test_a_writer_waits_for_another_and_then_goes_on(store: toys.Store, log: EventLog) -> None:
    entered, leave = threading.Event(), threading.Event()

    def slowly(_: object) -> None:
        entered.set()
        leave.wait(60)

    with toys.Store(store.database) as other:
        append = other.logs.log(toys.SLUG).append
        slow = threading.Thread(target=append, args=[[to(toys.fresh_id(), 0, Counted(1))]], kwargs={"within": slowly})
        slow.start()
        assert entered.wait(60)
        assert log.after(0, 10) == ()
        threading.Timer(0.2, leave.set).start()
        log.append([to(toys.fresh_id(), 0, Counted(2))])
        slow.join()
    assert [item.event for item in log.after(0, 10)] == [Counted(1), Counted(2)]


@pytest.mark.postgres
def test_a_lost_connection_is_replaced(postgres_url: str) -> None:
    database = DatabaseUrl.parse(postgres_url)
    migrate(database, [toys.SLUG])
    with toys.Store(database) as store:
        log = store.logs.log(toys.SLUG)
        log.append([to(toys.fresh_id(), 0, Counted(1))])
        end_sessions(postgres_url)
        assert log.head() == 1

        def end(_: object) -> None:
            end_sessions(postgres_url)

        with pytest.raises(StoreUnavailableError):
            log.append([to(toys.fresh_id(), 0, Counted(2))], within=end)
        assert log.head() == 1
        log.append([to(toys.fresh_id(), 0, Counted(3))])
        assert log.head() > 1
