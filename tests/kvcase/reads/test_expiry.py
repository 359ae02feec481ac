"""Reads whose time is over are deleted, a row tells so, and what a hold keeps stays; on both databases."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kvcase import clock, read_proof
from kvcase.ledger.checkpoints import Checkpoint
from kvcase.read_reports import ReadExpiry
from projections.erasure_queries import ErasureQueries
from tests.kvcase.reads.worlds import NOW, SLUG, World

DAY = timedelta(days=1)


def expiry(world: World, held: set[str] | None = None, days: int = 90) -> ReadExpiry:
    """Return what deletes, at an institution where a hold keeps these."""

    class Holding(ReadExpiry):
        def _held(self, log: str) -> frozenset[str]:
            return frozenset(held or ())

    def none(_: str) -> ErasureQueries:
        raise AssertionError("asked for nothing")

    return Holding(world.reads, none, (SLUG,), days, world.clock, clock.new_id)


def filled(world: World, count: int = 6) -> None:
    """Record a read a day, and go on for a hundred days."""
    for number in range(1, count + 1):
        world.read(number)
        world.now += DAY
    world.now = NOW + 91 * DAY + DAY


def finding(world: World, *checkpoints: Checkpoint) -> str | None:
    return read_proof.verify(SLUG, world.reads.table(SLUG), read_proof.signed(checkpoints)).finding


def test_what_is_older_goes_and_a_row_tells_so(world: World) -> None:
    filled(world)
    assert expiry(world).delete(SLUG, "somebody") == 2
    assert [each.number for each in world.seen()] == [7, 6, 5, 4, 3]
    assert world.seen()[0].read.actor == "somebody"
    assert world.seen()[0].read.through == "deletion"
    assert finding(world) is None
    assert expiry(world).delete(SLUG, "somebody") == 0
    world.read(9)
    assert [each.number for each in world.seen()][:2] == [8, 7]


def test_all_of_them_may_go_and_numbers_go_on(world: World) -> None:
    filled(world)
    world.now += 900 * DAY
    assert expiry(world).delete(SLUG, "x") == 6
    assert [each.number for each in world.seen()] == [7]
    world.now += 900 * DAY
    assert expiry(world).delete(SLUG, "x") == 1, "the row that told of the first"
    world.read()
    assert [each.number for each in world.seen()] == [9, 8]
    assert finding(world) is None


def test_what_a_hold_keeps_stays_until_it_is_lifted(world: World) -> None:
    filled(world)
    held = {str(UUID(int=1))}
    assert expiry(world, held).delete(SLUG, "x") == 1
    assert [each.number for each in world.seen()] == [7, 6, 5, 4, 3, 1]
    assert finding(world) is None
    assert expiry(world).delete(SLUG, "x") == 1
    assert [each.number for each in world.seen()] == [8, 7, 6, 5, 4, 3]
    assert finding(world) is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE access_reads SET told = replace(told, 'olga', 'otto') WHERE number = 1", "row 1 is not the one"),
        ("DELETE FROM access_reads WHERE number = 1", "row 1 is missing, which was kept"),
        ("DELETE FROM access_reads WHERE number = 3", "row 3 is missing"),
        ("DELETE FROM access_reads WHERE number = 7", "row 2 is missing"),
    ],
)
def test_what_goes_without_the_row_that_tells_is_found(world: World, change: str, told: str) -> None:
    filled(world)
    expiry(world, {str(UUID(int=1))}).delete(SLUG, "x")
    world.change(change)
    found = finding(world)
    assert found is not None
    assert told in found


def deleted(world: World, through: int, age: timedelta) -> None:
    """Delete rows as a hand would that holds the database and writes a row that seems to tell of it."""
    head = world.reads.table(SLUG).hash_of(through)
    assert head is not None
    told = {"through": through, "hash": head.hex(), "before": (world.now - age).isoformat(), "kept": {}}
    row: dict[str, Any] = {
        "id": str(UUID(int=9)),
        "at": world.now.isoformat(),
        "actor": "x",
        "institution": SLUG,
        "roles": [],
    }
    row |= {"through": "deletion", "about": "who read what", "answer": "told", read_proof.EXPIRED: told}
    world.reads.append(SLUG, "x", row, removing=range(1, through + 1))


def test_a_deletion_of_what_is_young_is_found(world: World) -> None:
    world.read(1)
    world.now += 89 * DAY
    deleted(world, 1, 89 * DAY)
    assert finding(world) == "rows were deleted that were not 90 days old, and no setting allows that"


def test_a_deletion_of_what_was_written_later_than_it_says_is_found_by_what_was_signed(world: World) -> None:
    world.read(1)
    early = Checkpoint("test/x", 1, bytes(32), 1, world.now + DAY, world.reads.newest(SLUG))
    world.now += 2 * DAY
    world.read(2)
    deleted(world, 2, 90 * DAY)
    assert finding(world) is None, "it says that both are old"
    assert finding(world, early) == "rows after 1 were deleted before their time: they were written later"


def test_the_scheduler_looks_once_a_day(world: World) -> None:
    filled(world)
    job = expiry(world)
    assert [job.tend(SLUG), job.tend(SLUG)] == [2, 0]
    world.now += DAY
    assert job.tend(SLUG) == 1
