"""A log that was changed in any way is found out, the first event named, and since when it was good."""

from datetime import timedelta
from uuid import UUID

import pytest

from kvcase import verification
from kvcase.claims import Claim
from kvcase.ledger import leaves
from kvcase.ledger.notes import NoteError, SigningKey
from kvcase.store.database import Backend
from kvcase.store.errors import LedgerDamagedError
from kvcase.store.ledger import Delivery
from kvcase.verification import Finding, Kind
from tests.kvcase.ledger_worlds import SLUG, World

FIRST, SECOND, THIRD = 30, 60, 90


@pytest.fixture
def log(world: World) -> World:
    """Give a log of ninety events, signed at thirty, sixty and ninety, with five more that nobody signed."""
    for _ in range(3):
        world.write(10)
        world.sign()
    world.write(2)
    return world


def found(log: World, *, witnessed: bool = False) -> Finding:
    finding = log.verify(witnessed=witnessed).finding
    assert finding is not None
    return finding


def test_a_log_that_nobody_touched_is_good(log: World) -> None:
    report = log.verify(witnessed=True)
    assert report.is_good
    assert (report.events, report.leaves, report.waiting, report.faults) == (96, 90, 6, 0)
    assert (report.checkpoints, report.witnessed) == (6, 3)
    assert report.good is not None
    assert report.good.size == THIRD


def test_an_empty_log_is_good(world: World) -> None:
    assert world.verify().is_good
    assert world.ledgers.checkpoint(SLUG) is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("state", b"{}"),
        ("topic", "toy.noted.v1"),
        ("originator_id", UUID(int=7)),
        ("originator_version", 9),
        ("recorded_at", 1),
    ],
)
def test_every_part_of_an_event_is_covered(log: World, column: str, value: bytes | str | UUID | int) -> None:
    log.change(f"UPDATE stored_events SET {column} = ? WHERE position = 41", value)
    finding = found(log)
    assert (finding.kind, finding.position, finding.number) == (Kind.ALTERED, 41, 40)
    assert finding.stream == log.stream_at(41)
    report = log.verify()
    assert report.good is not None
    assert report.good.size == FIRST
    assert report.faults == 1


def test_a_stream_written_in_another_way_is_found(log: World) -> None:
    if log.store.database.backend is not Backend.SQLITE:
        pytest.skip("PostgreSQL holds no text there")
    log.change("UPDATE stored_events SET originator_id = upper(originator_id) || ' ' WHERE position = 41")
    assert (found(log).kind, found(log).position) == (Kind.ALTERED, 41)


def test_a_missing_event_is_named_as_far_as_its_stream_tells(log: World) -> None:
    stream = log.stream_at(41)
    log.change("DELETE FROM stored_events WHERE position = 41")
    finding = found(log)
    assert (finding.kind, finding.position) == (Kind.MISSING, 41)
    assert (finding.stream, finding.version) == (stream, 2)


def test_an_inserted_event_is_named(log: World) -> None:
    stream = UUID(int=9)
    log.change(
        "INSERT INTO stored_events (position, originator_id, originator_version, topic, recorded_at, state)"
        " SELECT 0, ?, 1, topic, recorded_at, state FROM stored_events WHERE position = 41",
        stream,
    )
    finding = found(log)
    assert (finding.kind, finding.position, finding.stream, finding.version) == (Kind.INSERTED, 0, stream, 1)
    assert log.verify().good is None


def test_events_that_changed_places_are_named(log: World) -> None:
    there, here = log.stream_at(71), log.stream_at(41)
    for before, after in ((41, -1), (71, 41), (-1, 71)):
        log.change("UPDATE stored_events SET position = ? WHERE position = ?", after, before)
    finding = found(log)
    assert (finding.kind, finding.position, finding.stream) == (Kind.REORDERED, 41, here)
    assert finding.told == "the event that stood at position 41 stands at position 71"
    assert log.stream_at(41) == there


@pytest.mark.parametrize("to", [0, 500])
def test_an_event_that_was_moved_is_named(log: World, to: int) -> None:
    stream = log.stream_at(41)
    log.change("UPDATE stored_events SET position = ? WHERE position = 41", to)
    finding = found(log)
    assert (finding.kind, finding.stream) == (Kind.REORDERED, stream)
    assert {"41", str(to)} <= set(finding.told.split())


def test_the_first_of_many_changes_is_named(log: World) -> None:
    log.change("DELETE FROM stored_events WHERE position IN (80, 50)")
    log.change("UPDATE stored_events SET recorded_at = 1 WHERE position = 12")
    report = log.verify()
    assert report.finding is not None
    assert (report.finding.kind, report.finding.position) == (Kind.ALTERED, 12)
    assert report.faults == 3


def test_an_event_that_nothing_covered_yet_is_missed_by_its_stream_or_by_its_command(log: World) -> None:
    hole, end = log.stream_at(92), log.stream_at(95)
    log.change("INSERT INTO stored_commands VALUES (?, 'somebody', '', ?, 1, 3, 'done')", UUID(int=5), end)
    assert log.verify(witnessed=True).is_good
    log.change("DELETE FROM stored_events WHERE position = 96")
    assert (found(log).kind, found(log).stream, found(log).version) == (Kind.MISSING, end, 3)
    log.change("DELETE FROM stored_events WHERE position = 92")
    assert (found(log).stream, found(log).version) == (hole, 2)
    report = log.verify()
    assert report.good is not None
    assert report.good.size == THIRD


def test_a_tail_that_is_gone_is_found_by_the_leaves(log: World) -> None:
    log.change("DELETE FROM stored_events WHERE position > 85")
    assert (found(log).kind, found(log).position) == (Kind.MISSING, 86)


def test_a_tail_that_is_gone_with_all_that_told_of_it_is_found_by_a_witness_alone(log: World) -> None:
    log.change("DELETE FROM stored_events WHERE position > 60")
    log.change("DELETE FROM ledger_leaves WHERE position > 60")
    log.change("DELETE FROM ledger_checkpoints WHERE tree_size > 60")
    assert log.verify().is_good
    finding = found(log, witnessed=True)
    assert (finding.kind, finding.position, finding.number) == (Kind.TRUNCATED, 60, 60)
    report = log.verify(witnessed=True)
    assert report.good is not None
    assert report.good.size == SECOND


def test_a_change_that_took_the_leaf_along_is_found_by_the_signed_roots(log: World) -> None:
    forge(log, 41)
    finding = found(log)
    assert (finding.kind, finding.number, finding.position) == (Kind.ALTERED, FIRST, 31)
    assert "positions 31 to 60" in finding.told
    report = log.verify()
    assert report.good is not None
    assert report.good.size == FIRST


def test_the_ledgers_own_index_is_told_apart_from_the_events(log: World) -> None:
    log.change("UPDATE ledger_leaves SET leaf_hash = ? WHERE position = 41", bytes(32))
    finding = found(log)
    assert (finding.kind, finding.position) == (Kind.INDEX, 41)
    assert "all events are as they were signed" in finding.told
    log.change("DELETE FROM ledger_leaves WHERE position = 41")
    assert found(log).kind is Kind.INDEX


def test_a_changed_subtree_is_found(world: World) -> None:
    world.write(100)
    world.sign()
    world.change("UPDATE ledger_nodes SET node_hash = ?", bytes(32))
    assert found(world).kind is Kind.INDEX
    assert "leaves 0 to 255" in found(world).told


def test_a_change_between_the_last_checkpoint_and_now_is_found_by_the_leaves(log: World) -> None:
    log.tables.extend()
    log.change("UPDATE stored_events SET recorded_at = 1 WHERE position = 95")
    assert (found(log).kind, found(log).position) == (Kind.ALTERED, 95)


def test_a_checkpoint_that_was_changed_in_the_database_is_named(log: World) -> None:
    log.change("UPDATE ledger_checkpoints SET note = replace(note, 'position 60', 'position 61')")
    finding = found(log)
    assert finding.kind is Kind.CHECKPOINT
    assert "checkpoint of 60 events: the signature of kvcase/test/ugent does not fit" in finding.told


def test_a_log_rewritten_and_signed_again_is_found_by_a_witness_alone(log: World) -> None:
    rewrite(log)
    assert log.verify().is_good
    finding = found(log, witnessed=True)
    assert (finding.kind, finding.number) == (Kind.ALTERED, FIRST)


def test_a_key_that_was_changed_in_good_order_leaves_all_good(log: World) -> None:
    log.keys = log.keys.rotated(lambda count: bytes(count))
    log.sign()
    report = log.verify(witnessed=True)
    assert report.is_good
    assert report.checkpoints == 8


def test_a_checkpoint_that_a_stranger_signed_is_refused(log: World) -> None:
    stranger = SigningKey(log.origin, bytes(32))
    log.keys = type(log.keys)(SigningKey("kvcase/test", bytes(32)))
    finding = found(log)
    assert finding.kind is Kind.CHECKPOINT
    assert f"{stranger.public.key_id.hex()}" in finding.told


def test_a_file_of_a_witness_that_is_none_is_named(log: World) -> None:
    log.kept = [Claim("a file", 10, NoteError("is no signed note")), *log.kept]
    assert found(log, witnessed=True).told == "a file: is no signed note"


@pytest.mark.parametrize("size", [30, 60])
@pytest.mark.parametrize("column", ["position", "made_at"])
def test_a_row_that_tells_of_a_checkpoint_otherwise_than_its_note_is_found(log: World, column: str, size: int) -> None:
    log.change(f"UPDATE ledger_checkpoints SET {column} = {column} + 9000000 WHERE tree_size = ?", size)
    finding = found(log)
    assert finding.kind is Kind.CHECKPOINT
    assert finding.told == f"checkpoint of {size} events: its row tells another position or time than was signed"


def test_subtrees_that_belong_to_no_tree_are_found(log: World) -> None:
    log.change("INSERT INTO ledger_nodes VALUES (8, 0, ?)", bytes(32))
    assert found(log).kind is Kind.INDEX
    assert found(log).told == "the index holds 1 full subtrees; 90 leaves make 0"


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("UPDATE ledger_checkpoints SET note = CAST(note AS blob) WHERE tree_size = 60", Kind.CHECKPOINT),
        ("UPDATE ledger_checkpoints SET note = CAST(x'ff00' AS text) WHERE tree_size = 60", Kind.CHECKPOINT),
        ("UPDATE ledger_checkpoints SET made_at = 'soon', position = x'00' WHERE tree_size = 60", Kind.CHECKPOINT),
        ("INSERT INTO ledger_checkpoints VALUES (-4, 1, 1, 'x')", Kind.CHECKPOINT),
        ("UPDATE ledger_leaves SET position = 'x' WHERE leaf_index = 40", Kind.INDEX),
        ("UPDATE ledger_leaves SET leaf_hash = 'x' WHERE leaf_index = 40", Kind.INDEX),
        ("INSERT INTO ledger_nodes VALUES (8, 'x', 'y')", Kind.INDEX),
        ("INSERT INTO ledger_leaves VALUES (9223372036854775807, 9223372036854775807, x'00')", Kind.INSERTED),
        ("INSERT INTO ledger_witnesses VALUES ('folder:x', 'many', 0, 0, '')", None),
    ],
)
def test_what_no_column_should_hold_is_named_and_stops_no_verification(log: World, sql: str, kind: Kind | None) -> None:
    if log.store.database.backend is not Backend.SQLITE:
        pytest.skip("PostgreSQL holds nothing but the type of the column")
    log.change(sql)
    finding = log.verify(witnessed=True).finding
    assert (finding.kind if finding is not None else None) is kind


def test_what_a_witness_was_given_and_the_database_does_not_hold_is_told(log: World) -> None:
    log.tables.note(Delivery("mailto:somebody", 90))
    assert log.verify().is_good
    assert log.verify().given == 90
    log.change("DELETE FROM ledger_checkpoints WHERE tree_size > 60")
    assert found(log).kind is Kind.CHECKPOINT
    assert found(log).told == (
        "the witness mailto:somebody was given a checkpoint of 90 events; the database holds none of more than 60"
    )
    log.change("DELETE FROM stored_events WHERE position > 60")
    log.change("DELETE FROM ledger_leaves WHERE position > 60")
    assert (found(log).kind, found(log).position) == (Kind.TRUNCATED, 60)
    assert "the witness mailto:somebody was given a checkpoint of 90" in found(log).told


def test_nothing_is_signed_over_a_change(log: World) -> None:
    forge(log, 41)
    with pytest.raises(LedgerDamagedError, match="the first 90 events are not those that were signed"):
        log.ledgers.checkpoint(SLUG)
    log.change("DELETE FROM ledger_leaves WHERE position > 60")
    log.change("DELETE FROM stored_events WHERE position > 60")
    with pytest.raises(LedgerDamagedError, match="90 events were signed and 60 are there"):
        log.ledgers.checkpoint(SLUG)


def test_writing_and_signing_go_on_while_a_log_is_verified(log: World) -> None:
    taken = []

    def meanwhile(count: int) -> None:
        taken.append(count)
        if len(taken) == 1:
            log.write(5)
            log.now += timedelta(minutes=10)
            log.sign()

    report = verification.verify(SLUG, log.tables, log.origin, log.public, (), meanwhile)
    assert report.is_good
    assert sum(taken) == report.events


def forge(log: World, position: int) -> None:
    """Change an event, and its leaf so that it fits."""
    log.change("UPDATE stored_events SET recorded_at = 1 WHERE position = ?", position)
    (event,) = log.tables.events(position - 1, 1)
    log.change("UPDATE ledger_leaves SET leaf_hash = ? WHERE position = ?", leaves.hasher(SLUG)(event), position)


def rewrite(log: World) -> None:
    """Change an event, throw the ledger away and sign all of it again, as one can who holds database and key."""
    log.change("UPDATE stored_events SET recorded_at = 1 WHERE position = 41")
    for table in ("ledger_leaves", "ledger_nodes", "ledger_checkpoints"):
        log.change(f"DELETE FROM {table}")
    log.ledgers.checkpoint(SLUG)
