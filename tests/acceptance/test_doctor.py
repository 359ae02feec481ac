"""The doctor at the real command line: a healthy installation, and faults planted in a real one."""

import json
import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from domain.values import Effect
from kvcase.simulate import simulate
from tests.acceptance.installations import KEY, NORTH, SOUTH, Installation, import_list, write_list
from tests.pgrig import PostgresServer

Found = Mapping[tuple[str, str], Mapping[str, Any]]


@pytest.fixture
def house(installation: Installation, tmp_path: Path) -> Installation:
    """Give an installation in which all is as it must be, as far as a test can have it."""
    made = replace(
        installation,
        ledger_key=tmp_path / "ledger.key",
        witness=tmp_path / "witness",
        backups=tmp_path / "backups",
        erasures=tmp_path / "erasures.jsonl",
        blobs=tmp_path / "blobs",
    )
    assert made.run("migrate").returncode == 0
    program = made.open()
    simulate(program, NORTH, 2)
    file = write_list(tmp_path / "list.csv", ("X-1", "Fictional Institute of Waves", "RU"))
    import_list(program, "fictional", Effect.INDICATIVE, file)
    program.close()
    assert made.run("ledger", "checkpoint").returncode == 0
    assert made.run("backup").returncode == 0
    return made


def doctor(house: Installation) -> tuple[int, Found]:
    """Return the exit status and what is not ok, by check and place."""
    done = house.run("doctor", "--json")
    assert done.stderr == ""
    found = {(each["check"], each["where"]): each for each in json.loads(done.stdout)}
    return done.returncode, {key: each for key, each in found.items() if each["state"] != "ok"}


def is_sqlite(house: Installation) -> bool:
    return house.url.startswith("sqlite")


def change(house: Installation, where: str, sql: str) -> None:
    if is_sqlite(house):
        with sqlite3.connect(Path(house.url.removeprefix("sqlite:///")) / f"{where}.db") as connection:
            connection.execute(sql)
        connection.close()
    else:
        with psycopg.connect(house.url, autocommit=True, options=f"-c search_path={where}") as owner:
            owner.execute(sql.encode())


def test_a_healthy_installation_is_well(house: Installation) -> None:
    status, found = doctor(house)
    told = house.run("doctor")
    if is_sqlite(house):
        assert (status, found) == (0, {})
        assert all(line.startswith("ok ") for line in told.stdout.splitlines()), told.stdout
    else:  # the server of the tests runs without fsync, and we are its superuser
        assert set(found) == {("durability", "database"), ("privileges", "database")}
        assert status == 1
    assert len(house.run("doctor", "--all").stdout.splitlines()) > len(told.stdout.splitlines())
    assert house.run("audit", "verify").returncode == 0


def test_it_speaks_dutch(house: Installation) -> None:
    shutil.rmtree(house.backups or "")
    done = house.run("--lang", "nl", "doctor")
    assert done.returncode == 1
    assert "fout     back-up" in done.stdout
    assert "-> draai `kvcase backup`, voortaan elke nacht" in done.stdout


def test_faults_of_the_data_are_found(house: Installation) -> None:
    change(house, "shared", "UPDATE list_status SET active_version = NULL, activated_at = NULL")
    change(house, NORTH, "UPDATE read_model_positions SET position = position + 100 WHERE model = 'case_register'")
    change(house, NORTH, "UPDATE read_model_positions SET version = version + 1 WHERE model = 'work_list'")
    change(house, SOUTH, "UPDATE store_schema SET version = version + 1")
    status, found = doctor(house)
    assert status == 1
    assert found["schema", SOUTH]["code"] == "newer"
    assert "newer kvcase" in found["program", ""]["means"]
    change(house, SOUTH, "UPDATE store_schema SET version = version - 1")
    _, found = doctor(house)
    assert found["lag", f"{NORTH} case_register"]["code"] == "ahead"
    assert found["lag", f"{NORTH} work_list"]["do"] == "run `kvcase projections rebuild --model work_list`"
    assert found["lists", "fictional"]["code"] == "empty"


def test_a_key_that_is_not_the_vaults_is_found(house: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.acceptance.installations.KEY", KEY.replace("A", "B", 1))
    _, found = doctor(house)
    assert found["master-key", "vault"]["code"] == "wrong"
    monkeypatch.setattr("tests.acceptance.installations.KEY", "no key")
    status, found = doctor(house)
    assert status == 1
    assert "KVCASE_MASTER_KEY: master key" in found["settings", ""]["means"]


def test_a_witness_that_is_away_and_events_that_nobody_signed_are_found(house: Installation, tmp_path: Path) -> None:
    program = house.open()
    simulate(program, NORTH, 1, seed=2)
    program.close()
    (tmp_path / "file").touch()
    away = replace(house, witness=tmp_path / "file")
    assert away.run("ledger", "checkpoint").returncode == 0
    _, found = doctor(away)
    assert found["witness", f"{NORTH} folder:{away.witness}"]["code"] == "failing"
    nobody = replace(house, witness=None, ledger_key=None)
    _, found = doctor(nobody)
    assert found["checkpoint", NORTH]["code"] == "no_key"


def test_a_file_that_others_may_read_is_found(tmp_path: Path) -> None:
    house = Installation(f"sqlite:///{tmp_path / 'data'}")
    house.prepare()
    (tmp_path / "data" / f"{NORTH}.db").chmod(0o644)
    (tmp_path / "data" / f"{SOUTH}.db").unlink()
    (tmp_path / "data" / "vergeten.db").touch()
    inside = replace(house, backups=tmp_path / "data" / "backups", erasures=tmp_path / "erasures.jsonl")
    (tmp_path / "erasures.jsonl").write_text('{"log": }\n')
    _, found = doctor(inside)
    assert found["schema", "vergeten"]["code"] == "unnamed"
    assert found["backup", str(inside.backups)]["code"] == "none"
    assert found["register", str(inside.erasures)]["code"] == "unusable"
    assert found["privileges", str(tmp_path / "data" / f"{NORTH}.db")]["code"] == "open"
    assert found["schema", SOUTH]["code"] == "none"


def test_what_cannot_be_looked_at_is_told_and_hides_nothing_else(tmp_path: Path) -> None:
    house = Installation(f"sqlite:///{tmp_path / 'data'}")
    house.prepare()
    closed = tmp_path / ("x" * 300)  # a name that no system takes: of root nothing can be shut away
    status, found = doctor(replace(house, backups=closed, erasures=closed / "erasures.jsonl"))
    assert status == 1
    assert {found[check, where]["code"] for check, where in found if check in ("disk", "backup")} == {"unusable"}
    assert found["register", str(closed / "erasures.jsonl")]["code"] in ("missing", "unusable")
    assert found["lists", "shared"]["code"] == "none"


@pytest.mark.postgres
def test_a_database_in_another_encoding_is_found(postgres_server: PostgresServer) -> None:
    url = postgres_server.create_database(encoding="LATIN1")
    status, found = doctor(Installation(url))
    postgres_server.drop_database(url)
    assert status == 1
    assert found["encoding", "database"]["values"] == {"found": "LATIN1"}
    assert found["schema", NORTH]["code"] == "none"


@pytest.mark.postgres
def test_a_server_that_is_away_is_found() -> None:
    status, found = doctor(Installation("postgresql://nobody@/nothing?host=%2Fnowhere&connect_timeout=1"))
    assert status == 1
    assert found["schema", "database"]["code"] == "unusable"
    assert {where for check, where in found if check in ("schema", "program")} == {"database"}  # each log: ten seconds
