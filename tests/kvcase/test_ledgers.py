"""Ledgers are signed when that is due and handed to witnesses, and a witness that is down hinders nothing."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from kvcase.ledger import checkpoints
from kvcase.ledgers import NO_KEY, NO_WITNESS, Ledgers
from kvcase.settings import LedgerSettings
from kvcase.store.errors import LedgerDamagedError
from kvcase.witnesses import Folder, Signed, WitnessError
from tests.kvcase.ledger_worlds import SLUG, World


@dataclass
class Fickle:
    """A witness that is down while told so."""

    name: str = "folder:fickle"
    takes_all: bool = False
    is_down: bool = True
    given: list[int] = field(default_factory=list)

    def give(self, signed: Sequence[Signed]) -> None:
        if self.is_down:
            raise WitnessError("nobody there")
        self.given += [each.size for each in signed]


def sizes(world: World) -> list[int]:
    return [each.size for each in world.tables.checkpoints(0, 1000)]


def test_a_checkpoint_is_made_after_so_many_events_or_so_many_minutes(world: World) -> None:
    world.every_events = 30
    assert world.ledgers.tend() == ()
    world.write(1)
    assert [each.size for each in world.ledgers.tend()] == [3]
    world.write(9)
    assert world.ledgers.tend() == ()
    world.write(1)
    assert [each.size for each in world.ledgers.tend()] == [33]
    world.write(1)
    world.now += timedelta(minutes=4)
    assert world.ledgers.tend() == ()
    world.now += timedelta(minutes=1)
    assert [each.size for each in world.ledgers.tend()] == [36]
    world.now += timedelta(days=1)
    assert world.ledgers.tend() == ()
    assert sizes(world) == [3, 33, 36]


def test_another_past_than_a_folder_holds_is_not_signed_though_no_checkpoint_is_left(
    world: World, tmp_path: Path
) -> None:
    world.witnesses = (Folder(tmp_path / "witness"),)
    world.write(10)
    world.ledgers.tend()
    world.write(1)
    world.change("UPDATE stored_events SET recorded_at = 1 WHERE position = 3")
    for table in ("ledger_leaves", "ledger_nodes", "ledger_checkpoints", "ledger_witnesses"):
        world.change(f"DELETE FROM {table}")
    with pytest.raises(
        LedgerDamagedError, match=r"the first 30 events are not those that folder:.*; run .*audit verify"
    ):
        world.ledgers.checkpoint(SLUG)
    assert sizes(world) == []


def test_a_folder_that_holds_the_same_past_or_none_of_ours_hinders_no_signature(world: World, tmp_path: Path) -> None:
    world.witnesses = (Folder(tmp_path / "witness"), Folder(tmp_path / "elsewhere"))
    world.write(10)
    world.ledgers.tend()
    world.change("DELETE FROM ledger_checkpoints")
    nonsense = tmp_path / "elsewhere" / world.origin / "000000000031.checkpoint"
    nonsense.parent.mkdir(parents=True, exist_ok=True)
    nonsense.write_bytes(b"\xff")
    world.write(1)
    world.ledgers.checkpoint(SLUG)
    assert sizes(world) == [33]


def test_what_is_signed_can_be_checked(world: World) -> None:
    world.write(100)
    world.sign()
    (made,) = world.tables.checkpoints(0, 10)
    found = checkpoints.opened(made.note.encode(), world.public, world.origin)
    assert (found.size, found.position, found.at) == (300, 300, world.now)
    assert found.origin == "kvcase/test/ugent"


def test_without_a_key_the_tree_grows_and_nothing_is_signed(world: World) -> None:
    world.write(1)
    keyless = Ledgers(world.store.logs, LedgerSettings(), (SLUG,), lambda: world.now)
    assert keyless.tend() == ()
    assert world.tables.head()[0] == 3
    (status,) = keyless.status()
    assert status.warnings == (NO_KEY, NO_WITNESS)


def test_a_folder_keeps_every_checkpoint_and_the_latest(world: World, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "witness")
    for _ in range(3):
        world.write(1)
        world.sign()
    world.witnesses = (folder,)
    world.ledgers.publish(SLUG)
    assert [size for size, _ in folder.kept(world.origin)] == [3, 6, 9]
    place = tmp_path / "witness" / "kvcase" / "test" / "ugent"
    assert (place / "latest.checkpoint").read_bytes() == (place / "000000000009.checkpoint").read_bytes()
    (status,) = world.ledgers.status()
    assert (status.leaves, status.signed, status.warnings) == (9, 9, ())
    assert status.witnesses[0].size == 9
    world.ledgers.publish(SLUG)
    assert len(list(place.iterdir())) == 4


def test_a_folder_is_not_written_over(world: World, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    world.write(1)
    world.sign()
    (made,) = world.tables.checkpoints(0, 10)
    folder.give([Signed(world.origin, 3, made.note)])
    other = checkpoints.Checkpoint(world.origin, 3, bytes(32), 3, world.now).signed(world.keys.signing_for(SLUG))
    with pytest.raises(WitnessError, match="another root of the same size"):
        folder.give([Signed(world.origin, 3, other)])
    with pytest.raises(WitnessError, match="holds a checkpoint of 3 events and is given one of 2"):
        folder.give([Signed(world.origin, 2, other)])
    assert [file.read_text() for _, file in folder.kept(world.origin)] == [made.note]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, world: World) -> None:
    tmp_path.chmod(0o500)
    world.write(1)
    world.witnesses = (Folder(tmp_path / "witness"),)
    world.sign()
    world.ledgers.publish(SLUG)
    (status,) = world.ledgers.status()
    assert "ermission" in status.warnings[0]


def test_a_witness_that_is_down_is_tried_again_ever_later_and_the_status_tells(world: World) -> None:
    witness = Fickle()
    world.witnesses = (witness,)
    world.write(1)
    world.sign()
    tries = []
    for _ in range(40):
        world.ledgers.publish(SLUG)
        tries.append(world.tables.deliveries()[witness.name].tries)
        world.now += timedelta(seconds=30)
    assert tries[-1] == 6  # after 0, 30, 90, 210, 450 and 930 seconds
    (status,) = world.ledgers.status()
    assert status.warnings == ("witness folder:fickle did not take the last checkpoint, 6 time(s): nobody there",)
    witness.is_down = False
    world.write(1)
    world.sign()
    world.ledgers.publish(SLUG, at_once=True)
    assert witness.given == [6]
    (status,) = world.ledgers.status()
    assert status.warnings == ()


def test_a_log_that_cannot_be_signed_does_not_stop_the_others(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.write(2)
    world.sign()
    world.change("DELETE FROM stored_events WHERE position > 3")
    world.change("DELETE FROM ledger_leaves WHERE position > 3")
    settings = LedgerSettings(world.keys, None, 1, 1)
    both = Ledgers(world.store.logs, settings, (SLUG, "shared"), lambda: world.now)
    both.tend()
    assert "6 events were signed and 3 are there" in caplog.text


def test_two_who_sign_at_once_make_one_checkpoint(world: World) -> None:
    world.write(1)
    first, second = world.ledgers, world.ledgers
    assert first.checkpoint(SLUG) is not None
    assert second.checkpoint(SLUG) is None
    assert sizes(world) == [3]
