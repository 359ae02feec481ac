"""Telling others through its commands, and what becomes of it when somebody is forgotten or a copy is restored."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid5

import pytest
import sqlalchemy as sa

from domain.collaboration import spine
from domain.erasure import commands as erasure
from domain.erasure.words import Ground, Held
from domain.person import commands as person
from domain.values import PersonId, Role
from kvcase import doctor_facts
from kvcase import restore as restoring
from kvcase.telling.outbox import RESTORED
from kvcase.telling.subscribers import Standing
from kvcase.telling.table import State
from projections.leases import Lease
from tests.acceptance.installations import NORTH, Installation, actor
from tests.acceptance.receivers import NAMES, OLGA, ROSA, Clock, Receiver, Teller, receiving, telling_of
from tests.pgrig import PostgresServer

pytestmark = pytest.mark.sockets
PRIVACY, SECOND = actor("pia", Role.DATA_PROTECTION_OFFICER), actor("vera", Role.INSTITUTION_APPROVER)
PERSON = PersonId(UUID(int=91))
ADDRESS = "kanariesma@noorderhaven.example"


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    folder = tmp_path / "receiver"
    folder.mkdir()
    with receiving(folder) as at:
        yield at


def erase(teller: Teller, kind: Held, subject: UUID) -> None:
    """Let two people decide that a person or a case is forgotten."""
    name = uuid5(NAMES, f"erasure {subject}")
    teller.program.service(erasure.ProposeErasure(name, kind, subject, Ground.REQUEST, "asked"), actor=PRIVACY)
    teller.program.service(erasure.ConfirmErasure(name), actor=SECOND)


def test_an_erased_person_is_mailed_no_more_and_no_trace_of_the_address_is_left(
    installation: Installation,
) -> None:
    with telling_of(installation) as teller:
        teller.telling.subscribers.add_mail(NORTH, teller.telling.outbox.head(NORTH), "test")
        teller.program.service(person.RegisterPerson(PERSON, "Rosa Kanarie", (), ROSA.id), actor=OLGA)
        teller.telling.addresses.put(NORTH, ROSA.id, ADDRESS, "a test")
        teller.telling.addresses.put(NORTH, OLGA.id, "office@noorderhaven.example", "a test")
        teller.notify("one")
        teller.telling.outbox.collect(NORTH)
        erase(teller, Held.PERSON, PERSON)
        assert [each.actor for each in teller.telling.addresses.all(NORTH)] == [OLGA.id]
        assert teller.telling.addresses.of(NORTH, ROSA.id) is None
        states = {each.recipient: each.state for each in teller.telling.outbox.messages(NORTH)}
        assert states == {"actor:rosa": State.DROPPED, "office:contact_point": State.WAITING}
        teller.program.erasures.tend(NORTH)
        engine = teller.program.read_models.engine(NORTH)
        with engine.connect() as connection:
            for table in ("mail_addresses", "outbox_messages"):
                assert ADDRESS not in str(connection.execute(sa.text(f"SELECT * FROM {table}")).all())


def test_who_asks_what_is_held_about_a_person_is_told_of_the_address(installation: Installation) -> None:
    with telling_of(installation) as teller:
        teller.program.service(person.RegisterPerson(PERSON, "Rosa Kanarie", (), ROSA.id), actor=OLGA)
        report = teller.program.person_reports
        assert report(PERSON, PRIVACY)["person"]["mail_address"] is None
        teller.telling.addresses.put(NORTH, ROSA.id, ADDRESS, "a test")
        assert report(PERSON, PRIVACY)["person"]["mail_address"] == ADDRESS


def test_an_address_stands_in_no_file_in_clear(installation: Installation) -> None:
    with telling_of(installation) as teller:
        teller.telling.addresses.put(NORTH, ROSA.id, ADDRESS, "a test")
        assert teller.telling.addresses.of(NORTH, ROSA.id) == ADDRESS
        teller.telling.addresses.put(NORTH, ROSA.id, "new@noorderhaven.example", "a test")
        assert teller.telling.addresses.of(NORTH, ROSA.id) == "new@noorderhaven.example"
        with teller.program.read_models.engine(NORTH).connect() as connection:
            for row in connection.execute(sa.text("SELECT * FROM mail_addresses")):
                assert "noorderhaven.example" not in str(row)
    if installation.url.startswith("sqlite"):
        for file in Path(installation.url.removeprefix("sqlite:///")).iterdir():
            assert b"kanariesma" not in file.read_bytes(), file.name


def test_what_waits_about_an_erased_case_is_dropped(installation: Installation, receiver: Receiver) -> None:
    with telling_of(installation, receiver) as teller:
        teller.webhook(receiver)
        one, two = teller.notify("one"), teller.notify("two")
        teller.program.service(spine.Withdraw(one, "done"), actor=ROSA)
        teller.telling.outbox.collect(NORTH)
        erase(teller, Held.CASE, one)
        left = teller.telling.outbox.messages(NORTH, [State.WAITING])
        assert {each.subject for each in left} == {str(two)}


@pytest.fixture
def elsewhere(installation: Installation, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """Give an empty place of the same kind."""
    if installation.url.startswith("sqlite"):
        yield replace(installation, url=f"sqlite:///{tmp_path / 'elsewhere'}")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.create_database()
    yield replace(installation, url=url)
    server.drop_database(url)


def test_a_restored_copy_tells_nobody_anything_by_itself(
    installation: Installation, elsewhere: Installation, tmp_path: Path, receiver: Receiver
) -> None:
    made = replace(installation, backups=tmp_path / "backups")
    with telling_of(made, receiver) as teller:
        subscriber, _ = teller.webhook(receiver)
        case = teller.notify("sent before the backup")
        teller.round()
        waiting = teller.notify("waits at the backup")
        teller.telling.outbox.collect(NORTH)
        teller.notify("happened before the backup and not looked at yet")
    backed_up = made.run("backup")
    assert backed_up.returncode == 0, backed_up.stderr
    with telling_of(made, receiver) as teller:
        teller.round()
        teller.amend(case, "after the backup")
        teller.round()
    before = len(receiver.came)
    assert before == 4
    (source,) = (tmp_path / "backups").iterdir()
    done = restoring.restore(elsewhere.settings, source, without_register=True)
    assert any("nobody is told" in each for each in done.warnings)
    with telling_of(elsewhere, receiver) as teller:
        teller.round(days=1)
        assert teller.telling.subscribers.one(subscriber.subscriber_id).state is Standing.OFF
        dead = teller.telling.outbox.messages(NORTH, [State.DEAD])
        assert len(dead) == 2
        assert {each.last_error for each in dead} == {RESTORED}
        box = teller.telling.outbox
        box.begin(NORTH, subscriber, box.head(NORTH))
        teller.telling.subscribers.switch(subscriber.subscriber_id, Standing.ON, "test")
        new = teller.notify("after the restore")
        teller.round()
        assert len(receiver.came) == before + 1
        assert receiver.came[-1].json["subject"] == str(new)
        first = next(each for each in dead if each.subject == str(waiting))
        box.replay(NORTH, "login piet", first.message_id)
        teller.round()
        repeated = [each.id for each in receiver.taken if each.json["subject"] == str(waiting)]
        assert len(repeated) == 2
        assert len(set(repeated)) == 1, "what is sent again has the id that it had"


def test_a_rebuild_tells_nothing_again(installation: Installation, receiver: Receiver) -> None:
    with telling_of(installation, receiver) as teller:
        teller.webhook(receiver)
        teller.notify("one")
        teller.round()
        models = teller.program.read_models
        for where, logs, chosen in models.places():
            if where == NORTH:
                for model in chosen[:2]:
                    models.rebuild(where, logs, model)
        teller.round(hours=1)
    assert len(receiver.came) == 1


def test_one_process_at_a_time_sends_to_a_subscriber(installation: Installation, receiver: Receiver) -> None:
    with telling_of(installation, receiver) as teller:
        subscriber, _ = teller.webhook(receiver)
        teller.notify("one")
        rival = Lease(teller.program.read_models.engine(NORTH), f"telling {subscriber.subscriber_id}", 60)
        assert rival.hold()
        teller.round()
        assert not receiver.came
        rival.give_back()
        teller.round()
    assert len(receiver.came) == 1


def test_the_commands_add_show_and_replay(tmp_path: Path, receiver: Receiver) -> None:
    hosts = (("KVCASE_WEBHOOK_HOSTS", f"receiver.example.org:{receiver.port}"),)
    made = Installation(f"sqlite:///{tmp_path / 'data'}", more=hosts)
    made.prepare()
    add = ("webhooks", "add", "--institution", NORTH, "--url", receiver.url, "--kind", "collaboration.notified")
    secret = tmp_path / "secret"
    done = made.run(*add, "--to", str(secret))
    assert done.returncode == 0, done.stderr
    subscriber = done.stdout.split()[0]
    assert "geheim-kanarie" not in done.stdout
    assert secret.stat().st_mode & 0o077 == 0
    assert secret.read_text("ascii").startswith("whsec_")
    assert made.run(*add[:5], "https://elsewhere.example.org/", *add[6:]).returncode == 2
    given = tmp_path / "given"
    given.write_text("whsec_" + "A" * 32, "ascii")
    assert "others may read" in made.run(*add, "--secret-file", str(given)).stderr
    given.chmod(0o600)
    assert made.run("webhooks", "rotate", subscriber, "--secret-file", str(given)).returncode == 0
    given.write_text("whsec_short", "ascii")
    assert made.run("webhooks", "rotate", subscriber, "--secret-file", str(given)).returncode == 2
    (listed,) = json.loads(made.run("webhooks", "list", "--json").stdout)
    assert (listed["subscriber"], listed["host"]) == (subscriber, "receiver.example.org")
    with telling_of(made, receiver) as teller:
        teller.notify("one")
        receiver.answer = lambda taken: (404, {})
        for _ in range(80):
            teller.round(hours=1)
    (dead,) = json.loads(made.run("outbox", "list", "--institution", NORTH, "--state", "dead", "--json").stdout)
    assert "1 dead" in made.run("outbox", "status").stdout
    found = {each.check: each for each in doctor_facts.examine(made.settings, Clock()) if each.check == "telling"}
    assert found["telling"].code == "dead"
    told = made.run("outbox", "replay", "--institution", NORTH, dead["message"])
    assert told.stdout == "1 message(s) wait again\n"
    shown = json.loads(made.run("outbox", "show", "--institution", NORTH, dead["message"]).stdout)
    assert shown["state"] == "waiting"
    assert shown["replays"][0]["by"].startswith("login ")
    assert "KV-" not in json.dumps(shown)
    assert made.run("outbox", "replay", "--institution", NORTH).returncode == 2
    assert made.run("webhooks", "switch", subscriber, "off").returncode == 0
    removed = made.run("webhooks", "remove", subscriber)
    assert removed.stdout.endswith("0 message(s) dropped\n"), "turned off, what waited is a dead letter"
    changes = json.loads(made.run("access-changes", "--json").stdout)
    assert [each["what"] for each in changes][-4:] == [
        "webhook-added", "webhook-rotated", "webhook-off", "webhook-removed",
    ]  # fmt: skip


def test_mail_is_off_until_an_operator_turns_it_on(tmp_path: Path) -> None:
    made = Installation(f"sqlite:///{tmp_path / 'data'}")
    made.prepare()
    assert made.run("mail", "on", "--institution", NORTH).returncode == 2
    folder = tmp_path / "mail"
    mailed = (("KVCASE_MAIL", f"folder:{folder}"), ("KVCASE_MAIL_FROM", "kvcase@noorderhaven.example"))
    made = replace(made, more=mailed)
    with telling_of(made) as teller:
        teller.notify("old news")
    assert made.run("mail", "on", "--institution", NORTH).returncode == 0
    address = tmp_path / "address"
    address.write_text(ADDRESS, "utf-8")
    put = ("mail", "put", "--institution", NORTH, "--actor", "rosa", "--address-file", str(address))
    assert made.run(*put).returncode == 0
    listed = made.run("mail", "list", "--institution", NORTH).stdout
    assert listed.startswith("rosa")
    assert "@" not in listed
    with telling_of(made) as teller:
        teller.notify("news", by=ROSA)
    told = made.run("outbox", "deliver")
    assert told.stdout == "2 new, 1 sent, 1 not taken\n", "the institution has no profile, so no mailbox either"
    (file,) = folder.iterdir()
    assert ADDRESS in file.read_text("utf-8")
    assert made.run("mail", "off", "--institution", NORTH).returncode == 0
    with telling_of(made) as teller:
        teller.notify("more")
    assert made.run("outbox", "deliver").stdout == "0 new, 0 sent, 0 not taken\n"
    assert made.run("mail", "remove", "--institution", NORTH, "--actor", "rosa").returncode == 0
    assert made.run("mail", "remove", "--institution", NORTH, "--actor", "rosa").returncode == 1
