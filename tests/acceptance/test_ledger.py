"""The ledger at the real command line: signed, witnessed, verified; one byte altered by hand and found."""

import json
import os
import signal
import time
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from domain.values import Effect
from kvcase import scheduler
from kvcase.ledger.keys import Keyring
from kvcase.simulate import simulate
from kvcase.store import vault
from tests.acceptance.changed import change
from tests.acceptance.installations import NORTH, SOUTH, Installation, import_list, write_list


@pytest.fixture
def house(installation: Installation, tmp_path: Path) -> Installation:
    """Give an installation with a signing key, a witness, and some cases that were signed."""
    made = replace(installation, ledger_key=tmp_path / "ledger.key", witness=tmp_path / "witness")
    program = made.open()
    try:
        simulate(program, NORTH, 5)
        scheduler.sign(program)
    finally:
        program.close()
    return made


def one_byte_of(house: Installation, position: int) -> str:
    """Return the SQL that changes the last byte but one of an event's state."""
    if house.url.startswith("sqlite"):
        changed = "CAST(substr(state, 1, length(state) - 2) || X'20' || substr(state, -1) AS blob)"
    else:
        changed = "set_byte(state, length(state) - 2, 32)"
    return f"UPDATE stored_events SET state = {changed} WHERE position = {position}"


def test_a_log_is_signed_witnessed_and_good(house: Installation) -> None:
    told = house.run("audit", "verify", "--json")
    assert told.returncode == 0, told.stderr
    reports = {each["log"]: each for each in json.loads(told.stdout)}
    assert set(reports) == {NORTH, SOUTH, "shared"}
    assert reports[NORTH]["is_good"]
    assert (reports[NORTH]["checkpoints"], reports[NORTH]["witnessed"]) == (2, 1)
    assert reports[NORTH]["good"]["size"] == reports[NORTH]["events"] > 0
    status = house.run("ledger", "status")
    assert status.returncode == 0
    assert f"folder:{house.witness}" in status.stdout
    assert status.stderr == ""


def test_one_byte_altered_by_hand_is_named(house: Installation) -> None:
    change(house, one_byte_of(house, 7))
    told = house.run("audit", "verify", NORTH)
    assert told.returncode == 1
    assert f"{NORTH:<14} NOT GOOD" in told.stdout
    assert "first: altered: the event at position 7 is not as it was written" in told.stdout
    program = house.open()
    try:
        row = program.logs.log(NORTH).stored(6, 1)[0]
    finally:
        program.close()
    assert f"stream {row.stream_id}, version {row.version}, {row.name}" in told.stdout
    (report,) = json.loads(house.run("audit", "verify", NORTH, "--json").stdout)
    assert (report["finding"]["kind"], report["finding"]["position"]) == ("altered", 7)


def test_a_log_cut_off_with_its_ledger_is_found_by_the_witness(house: Installation) -> None:
    change(house, "DELETE FROM stored_events WHERE position > 20")
    for table in ("ledger_leaves", "ledger_nodes", "ledger_checkpoints", "ledger_witnesses", "stored_commands"):
        change(house, f"DELETE FROM {table}")
    told = house.run("audit", "verify", NORTH)
    assert told.returncode == 1
    assert "truncated: the log ends after position 20 with 20 events" in told.stdout
    without = replace(house, witness=None)
    blind = without.run("audit", "verify", NORTH)
    assert blind.returncode == 0
    assert "no witness: whoever holds the database can rewrite all of it unseen" in blind.stderr
    assert house.witness is not None
    assert without.run("audit", "verify", NORTH, "--checkpoint", str(house.witness)).returncode == 1


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (
            "UPDATE list_entries SET payload = replace(payload, 'Zarqand', 'Quarth') WHERE entry_id = 'X-99'",
            "law, version 2: the entry X-99 is not as it was brought in",
        ),
        ("UPDATE list_entries SET payload = '{' WHERE entry_id = 'X-1'", "law, version 1: the entry X-1 is not"),
        ("DELETE FROM list_entries WHERE entry_id = 'X-99'", "law, version 2: its 2 entries have the digest"),
        ("UPDATE list_entries SET valid_from = 3 WHERE entry_id = 'X-2'", "law, version 1: its 1 entries have the"),
        ("UPDATE list_entries SET valid_to = 2 WHERE entry_id = 'X-1'", "law, version 2: its 2 entries have the"),
    ],
)
def test_an_entry_of_a_list_that_was_changed_by_hand_is_found(
    house: Installation, tmp_path: Path, sql: str, told: str
) -> None:
    program = house.open()
    rows = tuple((f"X-{n}", f"Fictional Trading House {n}", "AE") for n in (1, 2))
    try:
        import_list(program, "law", Effect.LEGAL, write_list(tmp_path / "1.csv", *rows))
        last = ("X-99", "Zarqand Aerodynamics Institute", "SY")
        import_list(program, "law", Effect.LEGAL, write_list(tmp_path / "2.csv", *rows, last))
    finally:
        program.close()
    good = house.run("audit", "verify")
    assert good.returncode == 0, good.stdout
    change(house, sql, "shared")
    found = house.run("audit", "verify")
    assert found.returncode == 1
    assert f"lists          NOT GOOD: {told}" in found.stdout
    assert house.run("audit", "verify", NORTH).returncode == 0
    reports = json.loads(house.run("audit", "verify", "shared", "--json").stdout)
    assert [each["list_id"] for each in reports[0]["lists"]] == ["law"]


def test_checkpoints_that_somebody_kept_are_held_against_the_log_they_are_of(
    house: Installation, tmp_path: Path
) -> None:
    assert house.witness is not None
    without = replace(house, witness=None)
    mail = next(house.witness.rglob(f"{NORTH}/latest.checkpoint"))
    told = without.run("audit", "verify", "--checkpoint", str(mail))
    assert told.returncode == 0, told.stderr
    assert "shared         good: " in told.stdout
    (tmp_path / "empty").mkdir()
    told = without.run("audit", "verify", NORTH, "--checkpoint", str(tmp_path / "empty"))
    assert told.returncode == 2
    assert f"empty holds none of {NORTH}; expected a folder of a witness" in told.stderr


def test_a_witness_that_lost_what_it_was_given_is_told(house: Installation) -> None:
    assert house.witness is not None
    change(house, "DELETE FROM ledger_checkpoints")
    for file in house.witness.rglob(f"{NORTH}/*.checkpoint"):
        file.unlink()
    told = house.run("audit", "verify", NORTH)
    assert told.returncode == 1
    assert f"first: checkpoint: folder:{house.witness}: was given a checkpoint of" in told.stdout
    assert "to do: hold the log against what the witnesses kept" in told.stdout
    status = house.run("ledger", "status")
    assert f"events of {NORTH} and 0 are signed here; run `kvcase audit verify {NORTH}`" in status.stderr
    without = replace(house, witness=None).run("audit", "verify", NORTH)
    assert without.returncode == 1
    assert "the database holds none of more than 0" in without.stdout


def test_a_note_that_is_no_text_is_named_and_stops_no_verification(house: Installation) -> None:
    broken = "CAST(x'ff00' AS text)" if house.url.startswith("sqlite") else "'nothing'"
    change(house, f"UPDATE ledger_checkpoints SET note = {broken}")
    told = house.run("audit", "verify", NORTH)
    assert told.returncode == 1
    assert "first: checkpoint: checkpoint of" in told.stdout
    assert "events: is no " in told.stdout


def test_an_index_that_was_changed_is_made_anew_as_it_says(house: Installation) -> None:
    change(house, "DELETE FROM ledger_leaves WHERE leaf_index = 4")
    told = house.run("audit", "verify", NORTH)
    assert told.returncode == 1
    assert "the owner of the database empties ledger_leaves and ledger_nodes" in told.stdout
    change(house, "DELETE FROM ledger_leaves")
    change(house, "DELETE FROM ledger_nodes")
    assert house.run("ledger", "checkpoint", NORTH).returncode == 0
    assert house.run("audit", "verify", NORTH).returncode == 0


def test_a_checkpoint_by_another_key_is_unusable_and_says_so(house: Installation, tmp_path: Path) -> None:
    assert house.witness is not None
    latest = next(house.witness.rglob(f"{NORTH}/latest.checkpoint"))
    stranger = Keyring.made("test", os.urandom)
    key = tmp_path / "stranger.pub"
    key.write_text(str(stranger.public_for(NORTH)[0]))
    told = house.run("audit", "verify", NORTH, "--public-key", str(key), "--checkpoint", str(latest))
    assert told.returncode == 2
    assert "signed by kvcase/test/noorderhaven+" in told.stderr
    assert "expected one of the known keys" in told.stderr
    other = next(house.witness.rglob("shared/latest.checkpoint"))
    told = house.run("audit", "verify", NORTH, "--checkpoint", str(other))
    assert told.returncode == 2
    nonsense = tmp_path / "nonsense"
    nonsense.write_bytes(b"\xff\x00")
    assert house.run("audit", "verify", NORTH, "--checkpoint", str(nonsense)).returncode == 2
    assert house.run("audit", "verify", "nowhere").returncode == 2


def test_keys_are_made_turned_over_and_told(house: Installation) -> None:
    first = house.run("ledger", "key")
    assert first.returncode == 0, first.stderr
    assert len(first.stdout.splitlines()) == 3
    assert house.ledger_key is not None
    assert house.ledger_key.stat().st_mode & 0o777 == 0o600
    turned = house.run("ledger", "key", "--rotate")
    assert len(turned.stdout.splitlines()) == 6
    assert set(first.stdout.splitlines()) < set(turned.stdout.splitlines())
    assert house.ledger_key.stat().st_mode & 0o777 == 0o600
    made = house.run("ledger", "checkpoint", NORTH)
    assert (made.returncode, made.stdout) == (0, f"{NORTH:<14} nothing new\n")
    program = house.open()
    simulate(program, NORTH, 1, seed=2)
    program.close()
    assert "events signed" in house.run("ledger", "checkpoint", NORTH).stdout
    assert house.run("audit", "verify").returncode == 0
    assert house.run("ledger", "key", "--name", "another").returncode == 2


def test_a_key_file_that_others_may_read_or_that_lies_with_the_data_is_refused(house: Installation) -> None:
    assert house.ledger_key is not None
    house.ledger_key.chmod(0o644)
    told = house.run("ledger", "status")
    assert told.returncode == 2
    assert "KVCASE_LEDGER_KEY_FILE: ledger key: others may read" in told.stderr


def test_without_a_key_nothing_is_signed_and_it_is_said(installation: Installation) -> None:
    told = installation.run("ledger", "checkpoint")
    assert told.returncode == 2
    assert "no signing key" in told.stderr
    assert "no signing key" in installation.run("ledger", "status").stderr
    verified = installation.run("audit", "verify")
    assert verified.returncode == 0
    assert "no checkpoint yet" in verified.stdout


def test_a_new_installation_has_both_keys_outside_its_data(tmp_path: Path) -> None:
    fresh = Installation(f"sqlite:///{tmp_path / 'data'}", ledger_key=tmp_path / "secrets" / "ledger.key")
    told = fresh.run("migrate", "--new-master-key", str(tmp_path / "secrets" / "master.key"))
    assert told.returncode == 0, told.stderr
    assert fresh.ledger_key is not None
    text = vault.read_secret(fresh.ledger_key, fresh.settings.database, "ledger key")
    assert Keyring.parse(text).signing.name.startswith("kvcase/")


@pytest.mark.by_day("postgres")
def test_a_kill_between_append_and_checkpoint_is_harmless(house: Installation) -> None:
    for seed in (11, 12):
        process = house.begin("scheduler")
        program = house.open()
        try:
            simulate(program, NORTH, 20, seed=seed)
            time.sleep(0.5 * (seed - 10))
        finally:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            program.close()
    made = [house.run("scheduler", "--once") for _ in range(2)]
    assert all(each.returncode == 0 for each in made), made
    told = house.run("audit", "verify", "--json")
    assert told.returncode == 0, told.stdout
    assert all(each["waiting"] == 0 for each in json.loads(told.stdout) if each["log"] == NORTH)


@pytest.mark.by_day("postgres")
def test_two_who_sign_at_once_agree(house: Installation) -> None:
    program = house.open()
    simulate(program, NORTH, 30, seed=3)
    program.close()
    both = [house.begin("ledger", "checkpoint") for _ in range(2)]
    for process in both:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    assert house.run("audit", "verify").returncode == 0


def test_the_scheduler_signs_by_itself(installation: Installation, tmp_path: Path) -> None:
    house = replace(installation, ledger_key=tmp_path / "ledger.key", witness=tmp_path / "witness")
    program = house.open()
    running = scheduler.start(program)
    try:
        deadline = time.monotonic() + 120
        while not list((tmp_path / "witness").rglob("shared/latest.checkpoint")) and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        running.shutdown(wait=True)
        program.close()
    assert list((tmp_path / "witness").rglob("shared/latest.checkpoint"))


def test_an_event_erased_leaves_the_ledger_good(house: Installation) -> None:
    program = house.open()
    try:
        case_id = program.read_models.institution(NORTH).cases(limit=1).items[0].case_id
        program.vault.destroy(NORTH, f"collaboration:{UUID(str(case_id))}")
    finally:
        program.close()
    assert house.run("audit", "verify").returncode == 0
