"""The ledger beside a log: every event once, in one dense order, whoever grows it and whatever is killed."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from kvcase.ledger import leaves, proofs
from kvcase.ledger.tree import Tree
from kvcase.store import schema
from kvcase.store.database import Backend, DatabaseUrl
from kvcase.store.errors import LedgerDamagedError, SchemaError
from kvcase.store.ledger import Delivery, Made
from kvcase.store.logs import EventLog
from kvcase.store.migrate import migrate
from tests.kvcase.store import toys
from tests.kvcase.store.toys import Counted, Opened, to
from tests.pgrig import bury


def fill(log: EventLog, count: int) -> None:
    """Append that many events in one transaction."""
    log.append([to(toys.fresh_id(), 0, Counted(number)) for number in range(count)])


def assert_true(log: EventLog) -> Tree:
    """Hold every row of the ledger against the events; return the tree."""
    tree, hashed = Tree(), leaves.hasher(log.slug)
    events = log.ledger.events(0, 100_000)
    kept = log.ledger.leaves(0, 100_000)
    assert [leaf.number for leaf in kept] == list(range(len(events)))
    for event, leaf in zip(events, kept, strict=True):
        assert (leaf.position, leaf.leaf_hash) == (event.position, hashed(event))
        tree.add(leaf.leaf_hash)
    for level in (8, 16):
        full = [(number, found) for of, number, found in tree.full if of == level]
        assert log.ledger.nodes(level, 0, 1000) == full
    return tree


def test_the_tree_takes_every_event_once(log: EventLog) -> None:
    assert log.ledger.head() == (0, 0)
    assert log.ledger.extend() == 0
    fill(log, 3)
    assert log.ledger.extend() == 3
    assert log.ledger.extend() == 0
    fill(log, 700)
    assert log.ledger.extend() == 700
    assert log.ledger.head()[0] == 703
    tree = assert_true(log)
    assert proofs.root(703, log.ledger.subtrees()) == tree.root()


def test_what_the_database_holds_is_what_was_appended(log: EventLog) -> None:
    stream = toys.fresh_id()
    (recorded,) = log.append([to(stream, 0, Counted(1))])
    (event,) = log.ledger.events(0, 10)
    (row,) = log.stored(0, 10)
    assert (event.position, event.stream, event.version) == (recorded.position, stream.bytes, 1)
    assert (event.name, event.state) == (b"toy.counted.v1", row.state)
    assert event.recorded_at == 1_772_442_000_000_000


def test_proofs_are_read_from_the_ledger(log: EventLog) -> None:
    fill(log, 1100)
    log.ledger.extend()
    subtrees = log.ledger.subtrees()
    whole = proofs.root(1100, subtrees)
    kept = log.ledger.leaves(0, 2000)
    for index in (0, 255, 256, 511, 1023, 1024, 1099):
        assert proofs.is_included(
            kept[index].leaf_hash, index, 1100, proofs.inclusion(index, 1100, log.ledger.subtrees()), whole
        )
    for size in (1, 255, 256, 257, 512, 1000, 1099, 1100):
        proof = proofs.consistency(size, 1100, log.ledger.subtrees())
        assert proofs.is_consistent(size, 1100, proofs.root(size, subtrees), whole, proof)
    with pytest.raises(LedgerDamagedError, match="does not hold level 0, index 1100"):
        subtrees(0, 1100)


def test_positions_with_gaps_make_a_dense_index(store: toys.Store, log: EventLog) -> None:
    fill(log, 2)
    skip_positions(store.database, 5)
    fill(log, 2)
    log.ledger.extend()
    assert_true(log)
    first, _, third, _ = (leaf.position for leaf in log.ledger.leaves(0, 10))
    assert third - first > 2
    assert log.ledger.indexes([first, third, 99_999]) == {first: 0, third: 2}


def test_two_sequencers_at_once_leave_nothing_out_and_nothing_twice(database: DatabaseUrl, log: EventLog) -> None:
    fill(log, 500)
    with toys.Store(database) as second, toys.Store(database) as third, ThreadPoolExecutor(4) as threads:
        others = [store.logs.log(toys.SLUG) for store in (second, third)]
        grown = [threads.submit(each.ledger.extend) for each in (log, *others)]
        written = threads.submit(fill, others[0], 500)
        taken = sum(each.result() for each in grown)
        written.result()
    taken += log.ledger.extend()
    assert taken == 1000
    assert_true(log)


def test_a_sequencer_that_is_killed_leaves_a_whole_tree(database: DatabaseUrl, bare_url: str, log: EventLog) -> None:
    program = (
        "import sys; from kvcase.store.database import DatabaseUrl; from tests.kvcase.store import toys\n"
        "log = toys.Store(DatabaseUrl.parse(sys.argv[1])).logs.log(toys.SLUG); print('ready', flush=True)\n"
        "while True: log.ledger.extend()"
    )
    for _ in range(2):
        process = subprocess.Popen([sys.executable, "-c", program, bare_url], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        for _ in range(8):
            fill(log, 150)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        bury(bare_url)
    log.ledger.extend()
    assert log.ledger.head()[0] == 2400
    assert_true(log)


def test_an_event_that_no_kvcase_wrote_is_not_taken(database: DatabaseUrl, log: EventLog) -> None:
    fill(log, 3)
    change(database, "UPDATE stored_events SET topic = CAST(? AS text) WHERE position = 2", (toys.SLUG * 20_000,))
    with pytest.raises(LedgerDamagedError, match="position 2 is none that kvcase wrote"):
        log.ledger.extend()
    assert log.ledger.head() == (0, 0)


def test_a_leaf_that_stands_where_it_cannot_stops_the_tree(database: DatabaseUrl, log: EventLog) -> None:
    fill(log, 300)
    log.ledger.extend()
    change(database, "DELETE FROM ledger_leaves WHERE leaf_index >= ?", (200,))
    with pytest.raises(LedgerDamagedError, match="holds what it cannot"):
        log.ledger.extend()


def test_a_checkpoint_is_kept_once(log: EventLog) -> None:
    assert log.ledger.newest() is None
    assert log.ledger.keep(Made(10, 12, 5, "first"))
    assert not log.ledger.keep(Made(10, 12, 6, "second"))
    assert log.ledger.keep(Made(20, 22, 7, "third"))
    assert log.ledger.newest() == Made(20, 22, 7, "third")
    assert [each.note for each in log.ledger.checkpoints(0, 10)] == ["first", "third"]
    assert log.ledger.checkpoints(10, 10) == [Made(20, 22, 7, "third")]


def test_how_far_a_witness_is_is_kept(log: EventLog) -> None:
    log.ledger.note(Delivery("folder:a", 10))
    log.ledger.note(Delivery("folder:a", 10, 2, 99, "full"))
    assert log.ledger.deliveries() == {"folder:a": Delivery("folder:a", 10, 2, 99, "full")}


def test_a_store_of_the_first_version_is_brought_up_and_its_events_are_taken(bare_url: str) -> None:
    database = DatabaseUrl.parse(bare_url)
    migrate(database, [toys.SLUG])
    with toys.Store(database) as store:
        fill(store.logs.log(toys.SLUG), 20)
    for table in ("ledger_leaves", "ledger_nodes", "ledger_checkpoints", "ledger_witnesses"):
        change(database, f"DROP TABLE {table}")
    change(database, "DELETE FROM store_schema")
    change(database, "INSERT INTO store_schema VALUES (1)")
    with toys.Store(database) as store, pytest.raises(SchemaError, match="has schema 1; expected 4; run `kvcase"):
        store.logs.log(toys.SLUG)
    migrate(database, [toys.SLUG])
    with toys.Store(database) as store:
        log = store.logs.log(toys.SLUG)
        assert log.ledger.extend() == 20
        assert_true(log)


def test_missing_events_are_told_by_their_streams_and_commands(database: DatabaseUrl, log: EventLog) -> None:
    stream = toys.fresh_id()
    log.append([to(stream, 0, Opened("t"), Counted(1), Counted(2))])
    change(database, "DELETE FROM stored_events WHERE originator_version = ?", (2,))
    ((found, version),) = log.ledger.lost(5)
    assert (str(found).replace("-", ""), version) == (stream.hex, 2)


@pytest.mark.parametrize("version", [1, 2])
def test_a_stream_with_a_hole_in_it_is_not_read(database: DatabaseUrl, log: EventLog, version: int) -> None:
    stream = toys.fresh_id()
    log.append([to(stream, 0, Opened("t"), Counted(1), Counted(2))])
    change(database, "DELETE FROM stored_events WHERE originator_version = ?", (version,))
    with pytest.raises(LedgerDamagedError, match=f"version {version} of the stream {stream} is not there; run"):
        log.read(stream)
    assert [each.version for each in log.read(stream, after_version=2)] == [3]


def change(database: DatabaseUrl, sql: str, parameters: tuple[str | int | bytes, ...] = ()) -> None:
    """Change the database of the log behind kvcase's back."""
    datastore = schema.connected(database, toys.SLUG)
    try:
        with datastore.writing() as transaction:
            transaction.execute(sql, parameters)
    finally:
        datastore.close()


def skip_positions(database: DatabaseUrl, count: int) -> None:
    """Leave positions out, as a failure of the server does."""
    if database.backend is Backend.SQLITE:
        change(database, f"UPDATE sqlite_sequence SET seq = seq + {count} WHERE name = 'stored_events'")
    else:
        change(
            database, "SELECT setval('stored_events_position_seq', nextval('stored_events_position_seq') + ?)", (count,)
        )
