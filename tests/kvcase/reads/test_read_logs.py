"""Who read what, on SQLite and PostgreSQL: rows stay in order, whoever adds them, and no change goes unseen."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest

from domain.reads import Answer, Asked, Read
from kvcase import read_proof
from kvcase.ledger.checkpoints import Checkpoint, parse
from kvcase.read_proof import Signed
from kvcase.store import schema
from kvcase.store.database import Backend
from kvcase.store.errors import SchemaError, StoreUnavailableError
from kvcase.store.transaction import WriteTransaction
from tests.kvcase.reads.worlds import NOW, SLUG, World, made


def proved(world: World, *heads: Signed) -> str | None:
    """Return what is wrong."""
    return read_proof.verify(SLUG, world.reads.table(SLUG), heads).finding


def test_what_is_recorded_is_given_back_as_it_was(world: World) -> None:
    whole = Read(
        "olga",
        "fwo",
        ("auditor", "contact_point_officer"),
        "otto",
        "kvcase case show",
        "cases",
        Answer.EXPORTED,
        f"collaboration:{UUID(int=1)}",
        (f"party:{UUID(int=2)}",),
        is_personal=True,
        purpose="een klacht",
    )
    world.reads.record(SLUG, whole)
    (seen,) = world.seen()
    assert (seen.number, seen.at, seen.read) == (1, NOW, whole)


def test_reads_are_found_by_instant_actor_answer_and_what_they_are_about(world: World) -> None:
    for number in range(1, 5):
        world.now = NOW + timedelta(hours=number)
        world.read(number, "olga" if number % 2 else "otto")
    world.read(9, answer=Answer.FORBIDDEN, shown=(f"person:{UUID(int=3)}",))
    assert [each.number for each in world.seen()] == [5, 4, 3, 2, 1]
    assert [each.number for each in world.seen(Asked(actor="otto"))] == [4, 2]
    assert [each.number for each in world.seen(Asked(about=str(UUID(int=3))))] == [5, 3]
    assert [each.number for each in world.seen(Asked(about=f"person:{UUID(int=3)}"))] == [5]
    assert [each.number for each in world.seen(Asked(answer=Answer.FORBIDDEN))] == [5]
    between = Asked(since=NOW + timedelta(hours=2), until=NOW + timedelta(hours=4))
    assert [each.number for each in world.seen(between)] == [3, 2]
    assert [each.number for each in world.reads.page(SLUG, Asked(), 4, 2)] == [3, 2]
    assert world.seen(Asked(about="%")) == world.seen(Asked(actor="_____")) == []


def test_threads_and_processes_give_no_number_twice_and_leave_none_out(world: World) -> None:
    command = [sys.executable, "-m", "tests.kvcase.reads.reader", world.url]
    readers = [subprocess.Popen([*command, actor, "30"]) for actor in ("one", "two")]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(world.read, range(40)))
    assert [each.wait(timeout=120) for each in readers] == [0, 0]
    assert sorted(each.number for each in world.seen()) == list(range(1, 101))
    assert proved(world) is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE access_reads SET told = replace(told, 'olga', 'otto'), actor = 'otto' WHERE number = 2", "row 2"),
        ("UPDATE access_reads SET actor = 'otto' WHERE number = 2", "row 2"),
        ("UPDATE access_reads SET at = at - 1 WHERE number = 2", "row 2"),
        ("DELETE FROM access_reads WHERE number = 2", "row 2 is missing"),
        ("DELETE FROM access_reads WHERE number = 1", "row 1 is missing"),
        ("UPDATE access_reads SET number = 9 WHERE number = 4", "row 4 is missing"),
    ],
)
def test_a_row_that_was_altered_removed_or_moved_is_found(world: World, change: str, told: str) -> None:
    for number in range(1, 5):
        world.read(number)
    assert proved(world) is None
    assert world.change(change) == 1
    found = proved(world)
    assert found is not None
    assert told in found


def test_who_hashes_the_rest_anew_is_found_by_what_was_signed(world: World) -> None:
    for number in range(1, 4):
        world.read(number)
    told = f"test/x\n1\n{'A' * 43}=\nposition 1\ntime 2026-03-02T09:00:00Z\nreads {world.reads.newest(SLUG)}\n"
    heads = read_proof.signed([parse(told)])
    assert [each.number for each in heads] == [3]
    world.read(4)
    assert proved(world, *heads) is None
    world.change("DELETE FROM access_reads WHERE number >= 3")
    assert proved(world) is None, "a chain alone does not tell that its end is gone"
    assert proved(world, *heads) == "row 3 is missing: a checkpoint tells of 3"
    world.read(8)
    assert proved(world, *heads) == "row 3 is not the one that was signed"


def test_a_checkpoint_tells_the_newest_row_and_is_read_back(world: World) -> None:
    world.read()
    made_now = Checkpoint("test/x", 1, bytes(32), 1, NOW, world.reads.newest(SLUG))
    assert parse(made_now.text) == made_now
    assert parse(Checkpoint("test/x", 1, bytes(32), 1, NOW).text).reads == ""


def test_a_purpose_is_sealed_for_what_was_asked_for_and_an_id_that_is_tried_gets_no_key(world: World) -> None:
    case = f"collaboration:{UUID(int=1)}"
    world.read(1, purpose="Vraag van Ann")
    world.read(2, purpose="Vraag van Ann", answer=Answer.UNKNOWN)
    assert [each.read.purpose for each in world.seen()] == ["Vraag van Ann"] * 2
    assert not any("Ann" in row.told for row in world.reads.table(SLUG).every())
    assert world.vault.key(SLUG, case) is not None
    assert world.vault.key(SLUG, f"collaboration:{UUID(int=2)}") is None
    world.vault.destroy(SLUG, case)
    assert [each.read.purpose for each in world.seen()] == ["Vraag van Ann", "[erased]"]
    assert proved(world) is None


def test_a_place_that_is_not_migrated_records_nothing(world: World) -> None:
    if world.database.backend is Backend.SQLITE:
        world.database.file(f"{SLUG}{schema.READS}").unlink()
        with pytest.raises(SchemaError, match="kvcase migrate"):
            world.read()
    with pytest.raises(ValueError, match="slug"):
        world.reads.record("../else", made(1))


def test_those_who_are_written_together_are_refused_together(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.read()
    table = world.reads.table(SLUG)
    begun, go_on = threading.Event(), threading.Event()
    writing = table._datastore.writing

    @contextmanager
    def slow() -> Iterator[WriteTransaction]:
        begun.set()
        assert go_on.wait(60)
        with writing() as transaction:
            yield transaction
            if transaction.query("SELECT 1 FROM access_reads WHERE actor = 'broken'"):
                raise StoreUnavailableError("the disk is full")

    monkeypatch.setattr(table._datastore, "writing", slow)
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(world.read, 2)
        assert begun.wait(60)
        told = ((3, "olga"), (4, "broken"), (5, "otto"))
        others = [threads.submit(world.read, number, actor) for number, actor in told]
        while len(table._waiting) < len(others):
            assert not first.done()
        go_on.set()
        assert first.result(60) is None
        assert {type(each.exception(60)) for each in others} == {StoreUnavailableError}
    monkeypatch.undo()
    assert [each.number for each in world.seen()] == [2, 1]
    world.read()
    assert proved(world) is None
