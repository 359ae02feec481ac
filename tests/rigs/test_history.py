"""The checker of histories itself: each kind of fault is found, and a good history is good."""

from dataclasses import replace
from uuid import UUID

from domain.values import Recorded
from tests.kvcase.store import toys
from tests.rigs import history
from tests.rigs.history import Told, Verdict


def command(number: int) -> UUID:
    return UUID(int=number)


def recorded(stream: int, version: int, position: int, by: int) -> Recorded:
    meta = replace(toys.metadata(), command_id=command(by))
    return Recorded(UUID(int=stream), version, position, toys.Counted(position), meta)


LOG = (recorded(1, 1, 2, by=1), recorded(1, 2, 3, by=1), recorded(2, 1, 5, by=2), recorded(1, 3, 9, by=3))
TOLD = {
    command(1): Told(2, 1.0, 2.0, UUID(int=1), 2, 3),
    command(2): Told(1, 1.5, 2.5, UUID(int=2), 1, 5),
    command(3): Told(1, 3.0),
    command(4): Told(1, 3.0),  # never answered, and not there
}


def kinds(verdict: Verdict) -> set[str]:
    names = ("lost", "doubled", "out_of_order", "unasked", "differing")
    return {name for name in names if getattr(verdict, name)}


def test_a_good_history_is_good() -> None:
    verdict = history.check(LOG, TOLD, seen={"reader": [2, 3, 5, 9]}, rows={"model": (1, 1)})
    assert verdict.must_be_good() is verdict
    assert "4 commands, 2 answered, 4 events: 0 lost, 0 doubled" in str(verdict)


def test_what_was_answered_and_is_not_there_is_lost() -> None:
    assert kinds(history.check(LOG[:2], TOLD)) == {"lost"}
    assert kinds(history.check((LOG[0], *LOG[2:3]), TOLD)) == {"lost"}  # half of a command


def test_what_stands_twice_is_doubled() -> None:
    again = recorded(2, 2, 11, by=2)
    assert kinds(history.check((*LOG, again), TOLD)) == {"doubled"}
    same = replace(again, meta=LOG[2].meta)
    assert len(history.check((*LOG, same), TOLD).doubled) == 2  # the command, and the id of its event


def test_what_stands_elsewhere_is_out_of_order() -> None:
    assert kinds(history.check((LOG[2], *LOG[:2], LOG[3]))) == {"out_of_order"}
    assert kinds(history.check((*LOG, recorded(1, 5, 10, by=3)))) == {"out_of_order"}
    elsewhere = {**TOLD, command(2): replace(TOLD[command(2)], position=4)}
    assert kinds(history.check(LOG, elsewhere)) == {"out_of_order"}
    too_late = {**TOLD, command(1): replace(TOLD[command(1)], began=2.7, ended=2.8)}
    assert kinds(history.check(LOG, too_late)) == {"out_of_order"}


def test_what_nobody_sent_is_unasked() -> None:
    assert kinds(history.check((*LOG, recorded(7, 1, 12, by=99)), TOLD)) == {"unasked"}


def test_a_reader_is_held_to_the_log() -> None:
    for saw, kind in (([2, 3, 9], "lost"), ([2, 3, 5, 5, 9], "doubled"), ([2, 5, 3, 9], "out_of_order")):
        assert kinds(history.check(LOG, seen={"reader": saw})) == {kind}
    assert kinds(history.check(LOG, rows={"model": (1, 2)})) == {"differing"}


def test_a_diary_is_read_though_its_writer_was_killed() -> None:
    lines = [
        history.sent(command(1), 2),
        history.acked(command(1), UUID(int=1), 2, 3),
        history.sent(command(2)),
        history.acked(command(2), UUID(int=2), 1, 5)[:-9],
    ]
    found = history.told(lines)
    assert (found[command(1)].position, found[command(1)].events) == (3, 2)
    assert found[command(2)].ended is None
