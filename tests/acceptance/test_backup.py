"""Backup and restore at the real command line, on both databases: the drill, and everything that is refused."""

import base64
import hashlib
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import psycopg
import pytest

from api.doors import Opened
from domain.erasure import commands as erasing
from domain.erasure.words import Ground, Held
from domain.person import commands as person
from domain.values import ERASED, Actor, Effect, PersonId, Role
from kvcase import backup
from kvcase import backup_manifest as manifests
from kvcase.backup_manifest import NAME as MANIFEST
from kvcase.backup_manifest import SIGNATURE
from kvcase.ledger.keys import Keyring
from kvcase.simulate import simulate
from kvcase.store.database import Backend
from tests.acceptance.changed import change
from tests.acceptance.installations import KEY, NORTH, SOUTH, Installation, actor, import_list, write_list
from tests.pgrig import PostgresServer, binaries, sql_of

OLD_STATE = (
    "SELECT (SELECT count(*) FROM stored_events), (SELECT coalesce(max(position), 0) FROM stored_events),"
    " (SELECT max(recorded_at) FROM stored_events), 0, NULL"
)
PERSON, ERASURE, NAME = PersonId(UUID(int=81)), UUID(int=82), "Kanarina Persoonsmans"


@pytest.fixture
def house(installation: Installation, tmp_path: Path) -> Installation:
    """Give an installation with cases, a list, a signed ledger and a witness."""
    made = replace(
        installation,
        ledger_key=tmp_path / "ledger.key",
        witness=tmp_path / "witness",
        backups=tmp_path / "backups",
    )
    fill(made, 4)
    program = made.open()
    file = write_list(tmp_path / "list.csv", ("X-1", "Fictional Institute of Waves", "RU"))
    import_list(program, "fictional", Effect.INDICATIVE, file)
    program.close()
    return made


@pytest.fixture
def elsewhere(house: Installation, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """Give the same installation in a place that holds nothing."""
    if house.url.startswith("sqlite"):
        yield replace(house, url=f"sqlite:///{tmp_path / 'other' / 'data'}")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.create_database()
    yield replace(house, url=url)
    server.drop_database(url)


def fill(house: Installation, cases: int, seed: int = 1) -> None:
    program = house.open()
    try:
        simulate(program, NORTH, cases, seed=seed)
        for slug in program.ledgers.slugs:
            program.ledgers.checkpoint(slug)
            program.ledgers.publish(slug, at_once=True)
    finally:
        program.close()


def backed_up(house: Installation, *options: str) -> Path:
    done = house.run("backup", "--json", *options)
    assert done.returncode == 0, done.stderr
    return Path(json.loads(done.stdout)["path"])


def digests(house: Installation) -> dict[tuple[str, str], str]:
    """Return the digest of the rows of every read model, once they are caught up."""
    program = house.open()
    try:
        for _, _, runner in program.read_models.feeds():
            runner.catch_up()
        models = program.read_models
        return {
            (where, model.name): models.digest(where, model) for where, _, chosen in models.places() for model in chosen
        }
    finally:
        program.close()


def test_the_drill(house: Installation, elsewhere: Installation) -> None:
    source = backed_up(house)
    done = elsewhere.run("restore", str(source), "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    before, after = house.open(), elsewhere.open()
    try:
        for slug in (NORTH, SOUTH, "shared"):
            assert after.logs.log(slug).stored(0, 10_000) == before.logs.log(slug).stored(0, 10_000)
            assert after.logs.log(slug).after(0, 10_000) == before.logs.log(slug).after(0, 10_000)  # texts opened
        assert list(after.entries.entries("fictional", 1)) == list(before.entries.entries("fictional", 1))
    finally:
        before.close()
        after.close()
    assert all(log["is_good"] and log["lost"] is None for log in told["logs"])
    assert {log["log"]: log["witnessed"] for log in told["logs"]}[NORTH] == 1
    assert digests(elsewhere) == digests(house)
    assert elsewhere.run("audit", "verify").returncode == 0
    rebuilt = elsewhere.run("projections", "rebuild", "--all")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert rebuilt.stdout
    assert all("rows as before" in line for line in rebuilt.stdout.splitlines()), rebuilt.stdout
    fill(elsewhere, 1, seed=2)  # and work goes on


def test_nobody_is_signed_in_after_a_restore(house: Installation, elsewhere: Installation) -> None:
    before = house.open()
    before.glass.set("nood", NORTH, "een heel lang wachtwoord", "a test")
    before.glass.open("nood", 200, "Geen uitgever te bereiken.", "a test")
    opened = before.doors.with_key(before.keys.create(Actor("els", NORTH, frozenset({Role.AUDITOR}))), "")
    before.close()
    assert isinstance(opened, Opened)
    assert elsewhere.run("restore", str(backed_up(house))).returncode == 0
    after = elsewhere.open()
    try:
        assert after.doors.sessions.all() == ()
        assert after.doors.caller(opened.session, "GET /cases") is None
        assert [each.open_until for each in after.glass.all()] == [""]
    finally:
        after.close()


def test_what_the_backup_does_not_hold_is_named_as_lost(house: Installation, elsewhere: Installation) -> None:
    source = backed_up(house)
    fill(house, 2, seed=2)
    program = house.open()
    seen = program.logs.log(NORTH).head()
    program.close()
    done = elsewhere.run("restore", str(source))
    assert done.returncode == 0, done.stderr
    assert f"{NORTH}: restored to position" in done.stderr
    assert f"has seen {seen}: " in done.stderr
    assert "event(s) are lost" in done.stderr


def test_a_checkpoint_that_came_by_mail_tells_what_is_lost_too(
    house: Installation, elsewhere: Installation, tmp_path: Path
) -> None:
    source = backed_up(house)
    fill(house, 2, seed=2)
    assert house.witness is not None
    (mail,) = house.witness.rglob(f"{NORTH}/latest.checkpoint")
    without = replace(elsewhere, witness=None)
    told = without.run("restore", str(source), "--check", "--checkpoint", str(mail))
    assert told.returncode == 0, told.stderr
    assert f"the witness {mail} has seen" in told.stderr
    whole = without.run("restore", str(source), "--check", "--checkpoint", str(house.witness))
    assert "event(s) are lost" in whole.stderr
    forged = tmp_path / "forged.checkpoint"
    forged.write_text(mail.read_text().replace("position ", "position 1"))
    (tmp_path / "nothing").write_text("nothing")
    for file in (forged, tmp_path / "nothing"):
        refused = without.run("restore", str(source), "--check", "--checkpoint", str(file))
        assert (refused.returncode, f"checkpoint: {file}" in refused.stderr) == (2, True), refused.stderr


def test_a_witness_that_was_lost_with_the_rest_hinders_no_restore(house: Installation, elsewhere: Installation) -> None:
    source = backed_up(house)
    assert house.witness is not None
    shutil.rmtree(house.witness)
    done = elsewhere.run("restore", str(source))
    assert done.returncode == 0, done.stderr
    assert "0 of a witness" in done.stdout


@pytest.mark.by_day("postgres")
def test_nothing_is_restored_over_a_living_installation(house: Installation) -> None:
    source = backed_up(house)
    worker = house.begin("worker")
    try:
        deadline = time.monotonic() + 120
        while f"worker {NORTH}" not in (refused := house.run("restore", str(source))).stderr:
            assert time.monotonic() < deadline, refused.stderr
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=300)
    assert refused.returncode == 2
    assert "processes are at work in it now" in refused.stderr
    assert "stop all processes and move it away" in refused.stderr


def test_a_drill_puts_nothing_in_place(house: Installation, elsewhere: Installation) -> None:
    source = backed_up(house)
    place = elsewhere if house.url.startswith("postgres") else house  # a drill beside the living one, where that can be
    drill = place.run("restore", str(source), "--check")
    assert drill.returncode == 0, drill.stderr
    assert "nothing was put in place" in drill.stdout
    assert elsewhere.run("restore", str(source)).returncode == 0  # it is still empty
    assert "nothing is restored over it" in house.run("restore", str(source)).stderr.lower()


def test_what_was_erased_after_the_backup_stays_erased(
    house: Installation, elsewhere: Installation, tmp_path: Path
) -> None:
    kept = replace(house, erasures=tmp_path / "register" / "erasures.jsonl")
    assert kept.run("migrate").returncode == 0
    program = kept.open()
    program.service(person.RegisterPerson(PERSON, NAME), actor=actor("r.vanhoof", Role.RESEARCHER))
    program.close()
    source = backed_up(kept)
    program = kept.open()
    officers = [actor(f"gegevens.{each}", Role.DATA_PROTECTION_OFFICER) for each in ("een", "twee")]
    propose = erasing.ProposeErasure(ERASURE, Held.PERSON, PERSON, Ground.REQUEST, "op verzoek")
    program.service(propose, actor=officers[0])
    program.service(erasing.ConfirmErasure(ERASURE), actor=officers[1])
    program.close()
    lost = replace(elsewhere, erasures=tmp_path / "nowhere.jsonl")
    refused = lost.run("restore", str(source))
    assert (refused.returncode, "register of erasures" in refused.stderr) == (2, True), refused.stderr
    assert not (tmp_path / "nowhere.jsonl").exists()
    assert "--without-register" in refused.stderr
    back = lost.run("restore", str(source), "--check", "--without-register")
    assert back.returncode == 0, back.stderr
    assert "what was erased after the backup can be read again" in back.stderr
    place = replace(elsewhere, erasures=kept.erasures)
    done = place.run("restore", str(source), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["erased"] == {"recorded": 1, "carried_out": 1, "unknown": []}
    restored = place.open()
    assert restored.read_models.institution(NORTH).person(PERSON) is None
    (first, *_) = restored.logs.log(NORTH).read(PERSON)
    assert getattr(first.event, "name", "") == ERASED
    restored.close()
    assert place.run("audit", "verify").returncode == 0
    if place.url.startswith("sqlite"):
        files = Path(place.url.removeprefix("sqlite:///")).rglob("*")
        assert not [each for each in files if NAME.encode() in each.read_bytes()]


def test_a_damaged_backup_is_refused_and_nothing_is_left(house: Installation, elsewhere: Installation) -> None:
    source = backed_up(house)
    file = next((source / "data").glob(f"{NORTH}.*"))
    whole = file.read_bytes()
    changed = bytearray(whole)
    changed[len(changed) // 2] ^= 1
    for content, told in ((bytes(changed), "was changed"), (whole[:-1], "bytes; expected"), (None, "is missing")):
        if content is None:
            file.unlink()
        else:
            file.write_bytes(content)
        done = elsewhere.run("restore", str(source))
        assert done.returncode == 2
        assert f"data/{file.name}" in done.stderr
        assert told in done.stderr
    file.write_bytes(whole)
    manifest = source / MANIFEST
    text = manifest.read_text()
    for changed_text, told in (
        (text.replace('"schema": ', '"schema": 9'), "newer than this one"),
        (text[:-5], "cannot be read"),
        (text.replace(f'"{NORTH}"', '"x; DROP SCHEMA y"'), "expected a letter a-z"),
        (text.replace('"path": "data/', '"path": "../data/', 1), "lies outside it"),
    ):
        manifest.write_text(changed_text)
        done = elsewhere.run("restore", str(source))
        assert (done.returncode, told in done.stderr) == (2, True), done.stderr
    manifest.unlink()
    assert "it is no backup, or not a whole one" in elsewhere.run("restore", str(source)).stderr
    manifest.write_text(text)
    assert elsewhere.run("restore", str(source)).returncode == 0


def test_a_backup_that_somebody_changed_with_its_digests_is_refused_before_it_is_read(
    house: Installation, elsewhere: Installation
) -> None:
    source = backed_up(house)
    file = next((source / "data").glob("shared.*"))
    manifest, signature = source / MANIFEST, source / SIGNATURE
    whole, text, signed = file.read_bytes(), manifest.read_text(), signature.read_text()
    file.write_bytes(whole + b"\0")  # he would rather put a key of his own among those of the API
    told = json.loads(text)
    for each in told["files"]:
        if each["path"] == f"data/{file.name}":
            each.update(size=file.stat().st_size, sha256=hashlib.sha256(file.read_bytes()).hexdigest())
    manifest.write_text(json.dumps(told))
    refused = elsewhere.run("restore", str(source))
    assert (refused.returncode, "was changed after it was signed" in refused.stderr) == (2, True), refused.stderr
    signature.unlink()
    assert "is not signed" in elsewhere.run("restore", str(source)).stderr
    stranger = Keyring.made("another", os.urandom)
    manifests.sign(source, stranger)
    assert "signed by kvcase/another/" in elsewhere.run("restore", str(source)).stderr
    file.write_bytes(whole)
    manifest.write_text(text)
    signature.write_text(signed)
    assert house.ledger_key is not None
    rotated = Keyring.parse(house.ledger_key.read_text()).rotated(os.urandom)
    house.ledger_key.write_text(rotated.text)
    done = elsewhere.run("restore", str(source), "--check")  # what a former key signed stays good
    assert done.returncode == 0, done.stderr
    signature.unlink()
    trusted = elsewhere.run("restore", str(source), "--though-unsigned")
    assert trusted.returncode == 0, trusted.stderr


def test_without_a_signing_key_a_restore_says_that_nothing_showed_whose_backup_it_is(
    house: Installation, elsewhere: Installation, tmp_path: Path
) -> None:
    source, without = backed_up(house), replace(house, ledger_key=None)
    assert "so it is not signed" in without.run("backup", str(tmp_path / "unsigned")).stderr
    done = replace(elsewhere, ledger_key=tmp_path / "nowhere.key").run("restore", str(source), "--check")
    assert done.returncode == 0, done.stderr
    assert "nothing showed that the backup is as kvcase made it" in done.stderr


def test_a_backup_of_an_older_kvcase_is_brought_up_to_date(house: Installation, elsewhere: Installation) -> None:
    before = ("fwo", NORTH, SOUTH, "shared", "vault")
    for name in before:  # of schema 1, before there were ledgers, and reads
        tables = ["ledger_leaves", "ledger_nodes", "ledger_checkpoints", "ledger_witnesses"]
        tables += ["access_reads"] if house.url.startswith("postgres") else []
        for table in tables if name != "vault" else ():
            change(house, f"DROP TABLE {table}", name)
        change(house, "UPDATE store_schema SET version = 1", name)
    with pytest.MonkeyPatch.context() as patch:  # it knew neither the tables nor how many leaves they hold
        patch.setattr("kvcase.store.schema.VERSION", 1)
        patch.setattr("kvcase.backup.order", lambda _institutions, _backend: before)
        patch.setattr("kvcase.backup_sqlite.STATE", OLD_STATE)
        patch.setattr("kvcase.backup_postgres.STATE", OLD_STATE)
        source = backed_up(replace(house, ledger_key=None))
    refused = elsewhere.run("restore", str(source))
    assert (refused.returncode, "is not signed" in refused.stderr) == (2, True), refused.stderr
    done = elsewhere.run("restore", str(source), "--though-unsigned")
    assert done.returncode == 0, done.stderr
    assert elsewhere.run("ledger", "checkpoint").returncode == 0
    assert elsewhere.run("audit", "verify").returncode == 0


def test_a_backup_whose_log_was_altered_before_is_not_put_in_place(
    house: Installation, elsewhere: Installation
) -> None:
    sql = "UPDATE stored_events SET recorded_at = recorded_at + 1 WHERE position = 7"
    change(house, sql, NORTH)
    source = backed_up(house)
    done = elsewhere.run("restore", str(source))
    assert done.returncode == 1
    assert "position 7 is not as it was written" in done.stderr
    again = elsewhere.run("restore", str(source), "--though-damaged")
    assert again.returncode == 0, again.stderr
    assert "NOT GOOD" in again.stdout


def test_the_wrong_master_key_opens_no_backup(
    house: Installation, elsewhere: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = backed_up(house)
    monkeypatch.setattr("tests.acceptance.installations.KEY", KEY.replace("A", "B", 1))
    done = elsewhere.run("restore", str(source))
    assert done.returncode == 2
    assert "the master key given is not the one of this vault" in done.stderr
    monkeypatch.undo()
    assert elsewhere.run("restore", str(source)).returncode == 0


def test_the_vault_may_be_copied_by_itself_and_newer(house: Installation, elsewhere: Installation) -> None:
    logs = backed_up(house, "--part", "logs")
    program = house.open()
    case = program.read_models.institution(NORTH).cases(limit=1).items[0].case_id
    program.vault.destroy(NORTH, f"collaboration:{case}")
    program.close()
    keys = backed_up(house, "--part", "vault")
    assert "holds no keys" in elsewhere.run("restore", str(logs)).stderr
    assert "holds the vault alone" in elsewhere.run("restore", str(keys)).stderr
    done = elsewhere.run("restore", str(logs), "--vault", str(keys))
    assert done.returncode == 0, done.stderr
    restored = elsewhere.open()
    assert restored.vault.key(NORTH, f"collaboration:{case}") is None
    restored.close()
    newer = backed_up(house, "--part", "logs")
    older = elsewhere.run("restore", str(newer), "--vault", str(keys), "--check")
    assert older.returncode == 2
    assert "lacks the keys that were made since" in older.stderr


def test_keys_are_in_a_backup_only_when_asked(house: Installation) -> None:
    without = backed_up(house)
    assert house.ledger_key is not None
    signing = Keyring.parse(house.ledger_key.read_text()).signing
    seeds = [base64.b64decode(KEY), signing.seed]
    forms = [KEY.encode(), str(signing).encode(), *seeds, *(seed.hex().encode() for seed in seeds)]  # hex: of bytea
    for file in (each for each in without.rglob("*") if each.is_file()):
        content = sql_of(file) if file.suffix == ".dump" else file.read_bytes()
        assert (b"store_schema" in content) == (file.parent.name == "data"), "the search is blind"
        assert not [form for form in forms if form in content], file
    with_keys = backed_up(house, "--with-keys")
    assert (with_keys / "keys" / "master.key").read_text().strip() == KEY
    assert (with_keys / "keys" / "ledger.key").stat().st_mode & 0o777 == 0o600
    assert with_keys.stat().st_mode & 0o777 == 0o700


def test_old_backups_are_removed_and_never_the_last_one(house: Installation) -> None:
    old = backed_up(house)
    manifest = old / MANIFEST
    aged = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**aged, "made_at": "2020-01-01T00:00:00Z"}))
    (old.parent / "somebody's").mkdir()
    shutil.copytree(old, old.parent / "another's")
    named = {**aged, "made_at": "2020-01-01T00:00:00Z", "public_keys": ["kvcase/another/vub+00000000+AA=="]}
    (old.parent / "another's" / MANIFEST).write_text(json.dumps(named))
    logs = json.loads(house.run("backup", "--json", "--part", "logs", "--keep-days", "30").stdout)
    assert logs["removed"] == []  # the keys in it are the only ones
    keys = json.loads(house.run("backup", "--json", "--part", "vault", "--keep-days", "30").stdout)
    assert keys["removed"] == [str(old)]
    names = {each.name for each in old.parent.iterdir()}
    assert names == {"somebody's", "another's", Path(logs["path"]).name, Path(keys["path"]).name}
    assert house.run("restore", logs["path"], "--vault", keys["path"]).returncode == 2  # it lives


def test_a_target_that_is_not_empty_is_refused(house: Installation, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "somebody's").touch()
    done = house.run("backup", str(full))
    assert done.returncode == 2
    assert "is not empty" in done.stderr
    assert [each.name for each in full.iterdir()] == ["somebody's"]
    full.joinpath("somebody's").unlink()
    (tmp_path / "link").symlink_to(full)  # an empty place, wherever the way to it leads
    assert house.run("backup", str(tmp_path / "link")).returncode == 0
    assert (full / MANIFEST).exists()
    (tmp_path / "file").touch()
    no_folder = replace(house, backups=tmp_path / "file").run("backup")
    assert (no_folder.returncode, "is no folder" in no_folder.stderr) == (2, True), no_folder.stderr
    bare = replace(house, backups=None)
    assert "KVCASE_BACKUPS" in bare.run("backup").stderr


def test_two_backups_at_once_are_two(house: Installation) -> None:
    both = [house.begin("backup") for _ in range(2)]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    for process in both:
        process.communicate()
    assert house.backups is not None
    assert len(backup.found(house.backups, None)) == 2


def test_a_log_that_the_settings_do_not_name_is_not_left_out_unsaid(
    house: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.acceptance.installations.SOUTH", NORTH)  # the settings of a nightly job
    done = house.run("backup", str(tmp_path / "it"))
    assert done.returncode == 2
    assert f"that would not be in the backup: {SOUTH}" in done.stderr
    assert "KVCASE_INSTITUTIONS" in done.stderr
    assert house.run("backup", str(tmp_path / "keys"), "--part", "vault").returncode == 0
    doctor = {each["where"]: each["code"] for each in json.loads(house.run("doctor", "--json").stdout)}
    assert doctor[SOUTH] == "unnamed"


def test_no_backup_is_made_where_it_would_be_lost_with_the_data(house: Installation) -> None:
    if not house.url.startswith("sqlite"):
        pytest.skip("of files")
    data = Path(house.url.removeprefix("sqlite:///"))
    before = sorted(data.iterdir())
    done = replace(house, backups=data / "backups").run("backup")
    assert (done.returncode, "would be lost with it" in done.stderr) == (2, True), done.stderr
    assert [each for each in sorted(data.rglob("*.db*")) if each.parent != data] == []
    assert {each.name for each in before} <= {each.name for each in data.iterdir()}


def test_a_store_without_tables_is_told_and_not_backed_up(house: Installation, tmp_path: Path) -> None:
    for name in ("vault", NORTH):
        if house.url.startswith("sqlite"):
            file = Path(house.url.removeprefix("sqlite:///")) / f"{name}.db"
            file.write_bytes(b"")
        else:
            with psycopg.connect(house.url, autocommit=True) as owner:
                owner.execute(f"DROP TABLE {name}.store_schema".encode())
        done = house.run("backup", str(tmp_path / "it"))
        assert (done.returncode, f"{name}: the store has schema 0" in done.stderr) == (2, True), done.stderr
        assert not (tmp_path / "it").exists()


def test_a_key_that_does_not_open_the_vault_is_not_put_beside_it(
    house: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.acceptance.installations.KEY", KEY.replace("A", "B", 1))
    done = house.run("backup", str(tmp_path / "it"), "--with-keys")
    assert done.returncode == 2
    assert "the master key given is not the one of this vault" in done.stderr
    assert not (tmp_path / "it").exists()


@pytest.mark.by_day("postgres")
def test_a_killed_backup_leaves_nothing_that_looks_whole(house: Installation, tmp_path: Path) -> None:
    target = tmp_path / "killed" / "it"
    for reached in ("data/*", "data/vault.*", MANIFEST):  # each killed once so much of it stands
        process = house.begin("backup", str(target))
        while process.poll() is None and not any(target.parent.glob(f".it.*/{reached}")):
            time.sleep(0.001)
        process.kill()
        process.communicate()
        if target.exists():
            assert (target / MANIFEST).exists()
            shutil.rmtree(target)
    assert house.run("backup", str(target)).returncode == 0
    assert [each.name for each in target.parent.iterdir()] == ["it"]  # what the killed ones left is swept up


@pytest.mark.by_day("postgres")
def test_a_killed_restore_leaves_nothing_and_the_next_one_goes_through(
    house: Installation, elsewhere: Installation
) -> None:
    source = backed_up(house)
    backend = Backend.POSTGRESQL if house.url.startswith("postgres") else Backend.SQLITE
    for unpacked in (1, len(backup.order((NORTH, SOUTH), backend))):  # at the first of them, and when all stand
        process = elsewhere.begin("restore", str(source))
        while process.poll() is None and begun(elsewhere) < unpacked:
            time.sleep(0.001)
        process.kill()
        process.communicate()
        if elsewhere.run("keys", "list").returncode == 0:  # it was done before it was killed
            break
        told = json.loads(elsewhere.run("doctor", "--json").stdout)
        assert begun(elsewhere) == 0 or "left" in {each["code"] for each in told if each["check"] == "backup"}
    else:
        done = elsewhere.run("restore", str(source))
        assert done.returncode == 0, done.stderr
    assert elsewhere.run("audit", "verify").returncode == 0
    assert begun(elsewhere) == 0


@pytest.mark.by_day("postgres")
def test_what_is_told_to_end_cleans_up_after_itself(
    house: Installation, elsewhere: Installation, tmp_path: Path
) -> None:
    source, aside = backed_up(house), tmp_path / "aside"
    aside.mkdir()
    for process, is_of_backup in (
        (house.begin("backup", str(aside / "it")), True),
        (elsewhere.begin("restore", str(source), "--check"), False),
    ):
        while process.poll() is None and not (any(aside.glob(".it.*/data/*")) if is_of_backup else begun(elsewhere)):
            time.sleep(0.001)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=300)
        assert (process.returncode, b"aborted" in said) in ((2, True), (0, False)), said  # or it was done already
    assert list(aside.iterdir()) in ([], [aside / "it"])
    assert begun(elsewhere) == 0


def begun(place: Installation) -> int:
    """Return how many databases stand where a restore prepares what it will put in place."""
    if place.url.startswith("sqlite"):
        folder = Path(place.url.removeprefix("sqlite:///")).parent
        return len(list(folder.glob(".data.*/*.db")))
    with psycopg.connect(place.url) as connection:
        prepared = "SELECT count(*) FROM pg_namespace WHERE starts_with(nspname, 'restoring_')"
        ((count,),) = connection.execute(prepared).fetchall()
        return int(count)


@pytest.mark.skipif(os.geteuid() != 0, reason="files can be given away by root alone")
def test_a_restore_by_root_says_whose_the_files_are_now(house: Installation, elsewhere: Installation) -> None:
    if not house.url.startswith("sqlite"):
        pytest.skip("of files")
    source, data = backed_up(house), Path(elsewhere.url.removeprefix("sqlite:///"))
    data.parent.mkdir()
    os.chown(data.parent, 65534, 65534)
    done = elsewhere.run("restore", str(source))
    assert done.returncode == 0, done.stderr
    assert f"{data} belongs to user 0" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk can be made by root alone")
def test_a_full_disk_is_told_and_cleaned_up(
    house: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = backed_up(house)
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(small)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("no small disk can be mounted here")
    try:
        done = house.run("backup", str(small / "it"))
        assert done.returncode == 2
        assert "is full" in done.stderr or "MB free" in done.stderr
        assert list(small.iterdir()) == []
        assert "is a disk of its own" in house.run("backup", str(small)).stderr
        if house.url.startswith("sqlite"):
            for place in (small, small / "data"):
                refused = replace(house, url=f"sqlite:///{place}").run("restore", str(source))
                assert refused.returncode == 2
                assert ("is a disk of its own" if place == small else "MB free and about") in refused.stderr
        monkeypatch.setattr("kvcase.backup_sqlite._ROOM", 0.0)  # nobody foresaw it
        done = house.run("backup", str(small / "it"))
        assert (done.returncode, "is full; nothing is left of the try" in done.stderr) == (2, True), done.stderr
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


@pytest.mark.postgres
def test_without_the_programs_of_postgresql_it_is_said(postgres_url: str, tmp_path: Path) -> None:
    made = Installation(postgres_url, backups=tmp_path / "backups")
    made.prepare()
    (tmp_path / "empty").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.acceptance.installations.binaries", lambda: tmp_path / "empty")
        done = made.run("backup")
    assert done.returncode == 2
    assert "there is no pg_dump" in done.stderr
    assert "KVCASE_PG_BIN" in done.stderr
    assert list((tmp_path / "backups").iterdir()) == []


@pytest.mark.postgres
def test_no_secret_is_shown_to_others_nor_handed_on(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, other = "ge heim'word", "zeergeheim"
    url = postgres_url.replace("//kvcase@", f"//kvcase:{quote(secret)}@")
    made = Installation(url, backups=tmp_path / "backups")
    made.prepare()
    shown = tmp_path / "shown"
    for name in ("pg_dump", "pg_restore", "psql"):
        script = tmp_path / "programs" / name
        script.parent.mkdir(exist_ok=True)
        script.write_text(f'#!/bin/sh\necho "$@" >>{shown}.words\nenv >>{shown}.env\nexec {binaries() / name} "$@"\n')
        script.chmod(0o700)
    monkeypatch.setattr("tests.acceptance.installations.binaries", lambda: tmp_path / "programs")
    backed_up(made)
    words, environment = (shown.with_suffix(each).read_text() for each in (".words", ".env"))
    assert "--snapshot=" in words  # what anybody sees who asks for the processes of the machine
    assert secret not in words
    assert f"PGPASSWORD={secret}" in environment
    assert KEY not in environment
    refused = replace(made, url=f"{url}&sslpassword={other}").run("backup")
    assert (refused.returncode, "sslpassword in KVCASE_DATABASE" in refused.stderr) == (2, True), refused.stderr
    assert other not in refused.stderr + shown.with_suffix(".words").read_text()


@pytest.fixture
def logins(postgres_server: PostgresServer) -> Iterator[tuple[str, str, str, str]]:
    """Give an owner, who is no superuser, a login for the program, and two databases of the owner."""
    owner, program = f"owner_{os.getpid()}", f"program_{os.getpid()}"
    urls = [postgres_server.create_database() for _ in range(2)]
    with psycopg.connect(urls[0], autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {owner} LOGIN CREATEROLE; CREATE ROLE {program} LOGIN NOINHERIT".encode())
        for url in urls:
            name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
            admin.execute(f"ALTER DATABASE {name} OWNER TO {owner}".encode())
    yield owner, program, urls[0], urls[1]
    for url in urls:
        postgres_server.drop_database(url)
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as admin:
        found = admin.execute("SELECT rolname::text FROM pg_roles WHERE starts_with(rolname, %s)", (program,))
        everyone = ", ".join([*(str(name) for (name,) in found), owner])
        admin.execute(f"DROP OWNED BY {everyone} CASCADE; DROP ROLE {everyone}".encode())


@pytest.mark.postgres
def test_the_owner_backs_up_and_restores_and_gives_the_rights_again(
    logins: tuple[str, str, str, str], tmp_path: Path
) -> None:
    owner, program, url, other = logins
    house = Installation(url.replace("//kvcase@", f"//{owner}@"), backups=tmp_path / "backups")
    house.prepare()
    assert house.run("grants", program, "--apply").returncode == 0
    running = replace(house, url=url.replace("//kvcase@", f"//{program}@"))
    opened = running.open()
    simulate(opened, NORTH, 2)
    opened.close()
    refused = running.run("backup")
    assert refused.returncode == 2
    assert f"{program} may not read" in refused.stderr
    assert "as the owner of the logs" in refused.stderr
    assert list((tmp_path / "backups").iterdir()) == []
    source = backed_up(house)
    place = replace(house, url=other.replace("//kvcase@", f"//{owner}@"))
    done = place.run("restore", str(source))
    assert done.returncode == 0, done.stderr
    assert "run `kvcase grants` again" in done.stderr
    assert place.run("grants", program, "--apply").returncode == 0
    opened = replace(place, url=other.replace("//kvcase@", f"//{program}@")).open()
    opened.begin()
    simulate(opened, NORTH, 1, seed=2)
    opened.close()
