"""What a log promises, on either database."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import pytest

from domain.values import Recorded
from kvcase.store import logs
from kvcase.store.errors import (
    AnswerLostError,
    DuplicateRowError,
    StoreUnavailableError,
    UnknownEventError,
    UnreadableEventError,
    VersionConflict,
)
from kvcase.store.logs import Append, CommandRow, EventLog, Transaction
from kvcase.store.transaction import Datastore, DatedEvent, Row
from tests.kvcase.store import toys
from tests.kvcase.store.toys import Counted, Noted, Opened, to


def events_of(recorded: tuple[Recorded, ...]) -> list[object]:
    return [item.event for item in recorded]


def test_what_is_appended_is_read_again(log: EventLog) -> None:
    stream = toys.fresh_id()
    written = log.append([to(stream, 0, Opened("Quantum sensors", "x"), Counted(1))])
    written += log.append([to(stream, 2, Counted(2))])
    assert log.read(stream) == written
    assert [item.version for item in written] == [1, 2, 3]


def test_a_stream_is_read_as_of_a_version(log: EventLog) -> None:
    stream = toys.fresh_id()
    log.append([to(stream, 0, *(Counted(number) for number in range(5)))])
    assert events_of(log.read(stream, 2)) == [Counted(0), Counted(1)]


def test_an_unknown_stream_is_empty(log: EventLog) -> None:
    assert log.read(toys.fresh_id()) == ()


def test_many_streams_are_read_at_once(log: EventLog) -> None:
    streams = [toys.fresh_id() for _ in range(1100)]
    log.append([to(stream, 0, Counted(number), Counted(-number)) for number, stream in enumerate(streams)])
    found = log.streams([*streams, toys.fresh_id()])
    assert {stream: events_of(events) for stream, events in found.items()} == {
        stream: [Counted(number), Counted(-number)] for number, stream in enumerate(streams)
    }


@pytest.mark.parametrize("after_version", [0, 1, 3])
def test_an_append_that_does_not_follow_is_a_conflict(log: EventLog, after_version: int) -> None:
    stream = toys.fresh_id()
    log.append([to(stream, 0, Counted(1), Counted(2))])
    with pytest.raises(VersionConflict):
        log.append([to(stream, after_version, Counted(3))])
    assert events_of(log.read(stream)) == [Counted(1), Counted(2)]


def test_a_conflict_in_one_stream_keeps_all_others_out(log: EventLog) -> None:
    taken, other = toys.fresh_id(), toys.fresh_id()
    log.append([to(taken, 0, Counted(1))])
    with pytest.raises(VersionConflict):
        log.append([to(other, 0, Counted(1)), to(taken, 0, Counted(2))])
    assert log.read(other) == ()


def test_an_error_within_the_transaction_undoes_everything(log: EventLog) -> None:
    streams = [toys.fresh_id(), toys.fresh_id()]

    def fail(transaction: Transaction) -> None:
        transaction.execute("INSERT INTO stored_counters VALUES (?, ?)", ("mine", 7))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        log.append([to(stream, 0, Opened("t"), series="S") for stream in streams], commands=[_command()], within=fail)
    assert log.streams(streams) == {}
    assert log.head() == 0
    log.append([to(streams[0], 0, Opened("t"), series="mine")])
    assert events_of(log.read(streams[0])) == [Opened("t", "mine-000001")]


def test_rows_of_the_caller_are_written_with_the_events(log: EventLog) -> None:
    def count(transaction: Transaction) -> None:
        assert transaction.execute("INSERT INTO stored_counters VALUES (?, ?)", ("100%", 7)) == 1
        assert transaction.query("SELECT last FROM stored_counters WHERE series = ?", ("100%",)) == [(7,)]

    log.append([to(toys.fresh_id(), 0, Counted(1))], within=count)
    with pytest.raises(DuplicateRowError):
        log.append([to(toys.fresh_id(), 0, Counted(1))], within=count)
    assert log.head() == 1


def test_a_command_is_found_by_its_id(log: EventLog) -> None:
    command = _command()
    assert log.command(command.command_id) is None
    log.append([to(command.stream_id, 0, Counted(1))], commands=[command])
    assert log.command(command.command_id) == command


def test_a_command_id_is_recorded_once(log: EventLog) -> None:
    command = _command()
    log.append([to(command.stream_id, 0, Counted(1))], commands=[command])
    with pytest.raises(VersionConflict):
        log.append([to(command.stream_id, 1, Counted(2))], commands=[_command(), replace(command, outcome="again")])
    assert log.head() == 1
    assert log.command(command.command_id) == command


def test_a_command_that_changes_nothing_is_recorded_too(log: EventLog) -> None:
    command = _command()
    assert log.append([], commands=[command]) == ()
    assert log.command(command.command_id) == command


def test_a_new_stream_gets_the_next_reference_of_its_series(log: EventLog) -> None:
    written = [
        log.append([to(toys.fresh_id(), 0, Opened("t"), Counted(1), series=series)])[0].event
        for series in ("KV-UGENT-2026", "KV-UGENT-2026", "KV-UGENT-2027")
    ]
    references = [event.reference for event in written if isinstance(event, Opened)]
    assert references == ["KV-UGENT-2026-000001", "KV-UGENT-2026-000002", "KV-UGENT-2027-000001"]


def test_a_reference_that_is_given_is_kept(log: EventLog) -> None:
    stream = toys.fresh_id()
    log.append([to(stream, 0, Opened("t", "KV-OLD-2019-000007"), series="S")])
    assert events_of(log.read(stream)) == [Opened("t", "KV-OLD-2019-000007")]


def test_a_refused_append_leaves_no_gap_in_the_series(log: EventLog) -> None:
    stream = toys.fresh_id()
    log.append([to(stream, 0, Opened("t"), series="S")])
    with pytest.raises(VersionConflict):
        log.append([to(toys.fresh_id(), 0, Opened("t"), series="S"), to(stream, 0, Counted(1))])
    (second,) = log.append([to(toys.fresh_id(), 0, Opened("t"), series="S")])
    assert second.event == Opened("t", "S-000002")


def test_the_log_is_followed_in_commit_order(log: EventLog) -> None:
    written = log.append([to(toys.fresh_id(), 0, Counted(number)) for number in range(5)])
    assert log.after(0, 100) == written
    assert log.after(written[1].position, 2) == written[2:4]
    assert log.head() == written[-1].position
    assert log.after(log.head(), 10) == ()


def test_the_stored_bytes_are_given_as_they_are(log: EventLog) -> None:
    log.append([to(toys.fresh_id(), 0, Counted(1))])
    (row,) = log.stored(0, 10)
    assert row.name == "toy.counted.v1"
    assert row.state.endswith(b'"data":{"number":1}}')


def test_an_instant_is_a_position(log: EventLog) -> None:
    positions = [
        log.append([to(toys.fresh_id(), 0, Counted(number), at=toys.NOW + toys.minutes(number))])[0].position
        for number in range(3)
    ]
    assert log.position_at(toys.NOW - toys.minutes(1)) == 0
    assert log.position_at(toys.NOW) == positions[0]
    assert log.position_at(toys.NOW + toys.minutes(1)) == positions[1]
    assert log.position_at(toys.NOW + toys.minutes(90)) == positions[2]


def test_what_a_clock_that_is_behind_puts_later_belongs_to_what_was_known(log: EventLog) -> None:
    ahead, behind = (
        log.append([to(toys.fresh_id(), 0, Counted(1), at=toys.NOW + toys.minutes(at))])[0].position for at in (10, 5)
    )
    assert ahead < behind
    assert log.position_at(toys.NOW + toys.minutes(10)) == behind, "all that was recorded by then"
    assert log.position_at(toys.NOW + toys.minutes(5)) == behind, "the cut follows the order of the log"
    assert log.position_at(toys.NOW + toys.minutes(4)) == 0


def test_waiting_ends_when_the_log_grows(log: EventLog) -> None:
    assert not log.wait(0, 0.02)
    timer = threading.Timer(0.05, lambda: log.append([to(toys.fresh_id(), 0, Counted(1))]))
    timer.start()
    begin = time.monotonic()
    assert log.wait(0, 60)
    assert time.monotonic() - begin < 50
    timer.join()


def test_an_event_of_another_aggregate_is_refused(log: EventLog) -> None:
    with pytest.raises(TypeError, match="event of toy"):
        log.append([Append(toys.fresh_id(), "party", 0, ((Counted(1), toys.metadata()),))])


def test_an_event_whose_types_are_wrong_is_refused(log: EventLog) -> None:
    wrong: list[object] = [
        Counted("1"),  # type: ignore[arg-type]
        Noted("text", [toys.fresh_id()]),  # type: ignore[arg-type]
    ]
    for event in wrong:
        with pytest.raises(UnreadableEventError):
            log.append([to(toys.fresh_id(), 0, event)])
    assert log.head() == 0


def test_an_event_without_a_stored_name_is_refused(log: EventLog) -> None:
    with pytest.raises(UnknownEventError):
        log.append([to(toys.fresh_id(), 0, object())])


def test_an_unknown_stored_name_stops_the_reader(store: toys.Store, log: EventLog) -> None:
    stream = toys.fresh_id()
    log.append([to(stream, 0, Counted(1), Noted("x"))])
    with toys.Store(store.database, toys.aggregate(Counted)) as older:
        older_log = older.logs.log(toys.SLUG)
        with pytest.raises(UnknownEventError, match=r"toy\.noted\.v1' at position 2 of the log ugent"):
            older_log.after(0, 10)


def test_an_older_version_of_an_event_is_read_as_the_newer(store: toys.Store, log: EventLog) -> None:
    stream = toys.fresh_id()
    with toys.Store(store.database, toys.aggregate(toys.HaltedFirst)) as older:
        older.logs.log(toys.SLUG).append([to(stream, 0, toys.HaltedFirst("new sanctions"))])
    assert events_of(log.read(stream)) == [toys.Halted("manual", "new sanctions")]


def test_logs_do_not_see_each_other(store: toys.Store, log: EventLog) -> None:
    stream = toys.fresh_id()
    log.append([to(stream, 0, Counted(1))])
    assert store.logs.log("shared").head() == 0
    assert store.logs.log("shared").read(stream) == ()


def _command() -> CommandRow:
    return CommandRow(toys.fresh_id(), "officer-1", "ab" * 32, toys.fresh_id(), 1, 1, '{"outcome":"notified"}')


class _Away:
    """A datastore that takes an append, loses the answer and goes away: as a writer it cannot be asked."""

    def __init__(self, real: Datastore, comes_back_for: int = 0) -> None:
        self._real = real
        self._left = comes_back_for
        self.asked = 0

    def append(self, events: Sequence[DatedEvent], commands: Sequence[Row]) -> list[int]:
        self._real.append(events, commands)
        raise AnswerLostError("the answer was lost")

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        self.asked += 1
        if self.asked > self._left:
            raise StoreUnavailableError("nobody is there")
        with self._real.writing() as transaction:
            yield transaction

    def reading(self) -> AbstractContextManager[Transaction]:
        if self._left:
            raise StoreUnavailableError("nobody is there")
        return self._real.reading()


def counted(log: EventLog) -> tuple[list[Append], list[CommandRow]]:
    stream, command = toys.fresh_id(), toys.fresh_id()
    return [to(stream, 0, Counted(1))], [CommandRow(command, "a", "0" * 64, stream, 1, 1, "done")]


def test_who_lost_an_answer_waits_once_for_a_database_that_stays_away(
    log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = _Away(log._recorder.datastore)
    monkeypatch.setattr(log._recorder, "datastore", away)
    monkeypatch.setattr(logs, "_LOST_PAUSES", (2 * logs.LOST_SECONDS,))  # so that one wait is one question
    appends, commands = counted(log)
    with pytest.raises(AnswerLostError, match="nobody can tell yet"):
        log.append(appends, commands=commands)
    assert away.asked == 1


def test_an_append_that_happened_is_not_said_to_have_failed(log: EventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    appends, commands = counted(log)
    with monkeypatch.context() as lost:
        lost.setattr(log._recorder, "datastore", _Away(log._recorder.datastore, comes_back_for=1))
        with pytest.raises(AnswerLostError, match="it was recorded, and"):
            log.append(appends, commands=commands)
    assert events_of(log.read(appends[0].stream_id)) == [Counted(1)]
