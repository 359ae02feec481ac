"""Webhooks to a real receiver over https: what is told, in which order, how often, and signed how."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from domain.errors import NotFoundError, UnusableInputError
from kvcase.lists.fetching import FetchRefusedError, Rules
from kvcase.telling import webhooks
from kvcase.telling.subscribers import Standing, Subscriber
from kvcase.telling.table import MESSAGES, Message, State
from tests.acceptance.installations import NORTH, Installation
from tests.acceptance.receivers import PUBLIC, Receiver, Taken, Teller, receiving, telling_of

pytestmark = pytest.mark.sockets


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    folder = tmp_path / "receiver"
    folder.mkdir()
    with receiving(folder) as at:
        yield at


@pytest.fixture
def teller(installation: Installation, receiver: Receiver) -> Iterator[Teller]:
    with telling_of(installation, receiver) as opened:
        yield opened


def is_signed(taken: Taken, secret: str) -> bool:
    """Verify a signature from the text of the specification alone: an HMAC-SHA256 of `id.timestamp.body`."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{taken.headers['webhook-id']}.{taken.headers['webhook-timestamp']}.".encode() + taken.body
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    given = [each.split(",", 1) for each in taken.headers["webhook-signature"].split(" ")]
    return any(version == "v1" and hmac.compare_digest(value, expected) for version, value in given)


def test_the_signature_is_that_of_the_test_vector_of_the_specification() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = webhooks.signed("msg_p5jXN8AQM9LWM0D4loKWxJek", at, body, (secret,))
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    by_hand = hmac.new(key, b"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330." + body, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(by_hand).decode()}"


def test_what_happens_to_a_case_is_told_in_order_and_says_nothing_of_it(teller: Teller, receiver: Receiver) -> None:
    _, secret = teller.webhook(receiver)
    case = teller.notify("one", "Kanarietitel", "Kanariesamenvatting")
    teller.amend(case, "Kanarietitel twee")
    teller.round()
    first, second = receiver.taken
    assert first.headers["content-type"] == "application/cloudevents+json"
    reference = first.json["data"]["reference"]
    assert first.json == {
        "specversion": "1.0",
        "id": first.id,
        "source": f"urn:kvcase:{NORTH}",
        "type": "be.kvcase.collaboration.notified.v1",
        "subject": str(case),
        "time": "2026-03-02T09:00:00Z",
        "datacontenttype": "application/json",
        "sequence": "0000000001",
        "data": {
            "institution": NORTH,
            "reference": reference,
            "case_id": str(case),
            "event_id": first.json["data"]["event_id"],
            "version": 1,
            "sequence": 1,
            "kind": "collaboration.notified.v1",
            "link": f"{PUBLIC}/cases/{case}",
        },
    }
    assert reference.startswith("KV-NOORDERHAVEN-2026-")
    assert (second.json["data"]["sequence"], second.json["data"]["version"]) == (2, 2)
    assert is_signed(first, secret)
    assert is_signed(second, secret)
    assert not is_signed(first, webhooks_secret_of_another())
    assert all(b"Kanarie" not in each.body and b"rosa" not in each.body for each in receiver.came)
    teller.round(hours=1)
    assert len(receiver.came) == 2, "what was taken is not told again"


def webhooks_secret_of_another() -> str:
    return "whsec_" + base64.b64encode(bytes(32)).decode()


def test_a_receiver_chooses_its_kinds(teller: Teller, receiver: Receiver) -> None:
    teller.webhook(receiver, "collaboration.notification-amended")
    case = teller.notify("one")
    teller.amend(case, "two")
    teller.round()
    assert [each.json["type"] for each in receiver.taken] == ["be.kvcase.collaboration.notification-amended.v1"]
    with pytest.raises(UnusableInputError, match="is none"):
        teller.webhook(receiver, "collaboration.notifed")


def test_a_new_subscriber_is_told_of_what_comes_unless_it_asks_for_more(teller: Teller, receiver: Receiver) -> None:
    teller.notify("before")
    new, _ = teller.webhook(receiver)
    old, _ = teller.webhook(receiver, after=0)
    teller.round()
    assert len(receiver.taken) == 1
    case = teller.notify("after")
    teller.round()
    told = teller.telling.outbox.messages(NORTH, [State.SENT])
    assert {each.subject for each in told if each.subscriber == new.subscriber_id} == {str(case)}
    assert len([each for each in told if each.subscriber == old.subscriber_id]) == 2


def test_a_message_that_is_refused_holds_back_its_case_and_no_other(teller: Teller, receiver: Receiver) -> None:
    teller.webhook(receiver)
    one, two = teller.notify("one"), teller.notify("two")
    teller.amend(one, "more of one")
    teller.amend(two, "more of two")
    receiver.answer = lambda taken: (500 if taken.json["subject"] == str(one) else 204, {})
    teller.round()
    assert [each.json["subject"] for each in receiver.taken] == [str(two), str(two)]
    teller.round(seconds=5)
    assert len([each for each in receiver.came if each.status == 500]) == 1, "it is not tried before its time"
    receiver.answer = lambda taken: (204, {})
    teller.round(seconds=10)
    told = [each.json["data"]["sequence"] for each in receiver.taken if each.json["subject"] == str(one)]
    assert told == [1, 2]


def test_a_repeat_has_the_same_id_and_the_same_bytes(teller: Teller, receiver: Receiver) -> None:
    _, secret = teller.webhook(receiver)
    teller.notify("one")
    receiver.answer = lambda taken: (500, {})
    teller.round()
    receiver.answer = lambda taken: (200, {})
    teller.round(hours=1)
    first, second = receiver.came
    assert (first.id, first.body) == (second.id, second.body)
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert is_signed(second, secret)


def test_retry_after_is_honoured(teller: Teller, receiver: Receiver) -> None:
    teller.webhook(receiver)
    teller.notify("one")
    teller.notify("two")
    for said, status in (("3600", 503), ("Mon, 02 Mar 2026 12:00:00 GMT", 429)):
        receiver.answer = lambda taken, said=said, status=status: (status, {"Retry-After": said})  # type: ignore[misc]
        before = len(receiver.came)
        teller.round()
        assert len(receiver.came) == before + 1, "nothing else is sent to who asks for rest"
        teller.round(minutes=59)
        assert len(receiver.came) == before + 1
        teller.clock.forward(minutes=1)
    receiver.answer = lambda taken: (204, {})
    teller.round(minutes=59)
    assert not receiver.taken
    teller.round(minutes=1)
    assert len(receiver.taken) == 2


def test_what_nobody_takes_is_a_dead_letter_and_a_person_replays_it(teller: Teller, receiver: Receiver) -> None:
    subscriber, _ = teller.webhook(receiver)
    case = teller.notify("one")
    receiver.answer = lambda taken: (404, {})
    for _ in range(80):
        teller.round(hours=1)
    (dead,) = teller.telling.dead(NORTH)
    assert dead.last_error == "status 404"
    tries = len(receiver.came)
    assert dead.tries == tries
    teller.round(hours=100)
    assert len(receiver.came) == tries, "a dead letter is not tried any more"
    receiver.answer = lambda taken: (204, {})
    teller.amend(case, "what comes behind a dead letter is told")
    teller.round()
    assert [each.json["data"]["sequence"] for each in receiver.taken] == [2]
    box = teller.telling.outbox
    assert box.replay(NORTH, "login piet", dead.message_id) == 1
    teller.round()
    assert [each.json["data"]["sequence"] for each in receiver.taken] == [2, 1]
    assert [by for _, by in box.replays(NORTH, dead.message_id)] == ["login piet"]
    with pytest.raises(UnusableInputError, match="is sent"):
        box.replay(NORTH, "login piet", dead.message_id)
    with pytest.raises(NotFoundError):
        box.replay(NORTH, "login piet", UUID(int=1))
    assert box.replay(NORTH, "login piet", subscriber=subscriber.subscriber_id) == 0


def test_a_receiver_that_says_it_is_gone_is_told_no_more(teller: Teller, receiver: Receiver) -> None:
    subscriber, _ = teller.webhook(receiver)
    teller.notify("one")
    teller.notify("two")
    receiver.answer = lambda taken: (410, {})
    teller.round()
    teller.notify("three")
    teller.round(hours=1)
    assert len(receiver.came) == 1
    assert teller.telling.subscribers.one(subscriber.subscriber_id).state is Standing.GONE
    assert len(teller.telling.dead(NORTH)) == 2
    changes = teller.program.keys.changes()
    assert [(each.what, each.by) for each in changes][-2:] == [
        ("webhook-added", "test"),
        ("webhook-gone", "the program"),
    ]


def test_redirects_are_not_followed(teller: Teller, receiver: Receiver) -> None:
    teller.webhook(receiver)
    teller.notify("one")
    receiver.answer = lambda taken: (302, {"Location": receiver.url})
    teller.round()
    assert len(receiver.came) == 1
    (waiting,) = teller.telling.outbox.messages(NORTH)
    assert (waiting.state, waiting.last_error) == (State.WAITING, "status 302")


@pytest.mark.parametrize(
    "url",
    ["http://receiver.example.org/", "https://elsewhere.example.org/", "https://a:b@receiver.example.org/",
     "https://169.254.169.254/", "https://[::1]/", "https://receiver.example.org:22/", "file:///etc/passwd"],
)  # fmt: skip
def test_only_an_allowed_address_over_https_can_be_added(teller: Teller, url: str) -> None:
    with pytest.raises(FetchRefusedError):
        teller.telling.webhooks.refuse(url)


def test_an_allowed_name_that_leads_inside_is_not_gone_to(installation: Installation, receiver: Receiver) -> None:
    with telling_of(installation, receiver) as teller:
        teller.webhook(receiver)
        teller.notify("one")
        inside = Rules(receiver.rules.hosts, resolve=lambda host, port: ("127.0.0.1",))
        teller.telling.webhooks._rules = inside
        teller.round()
        (waiting,) = teller.telling.outbox.messages(NORTH)
    assert not receiver.came
    assert waiting.last_error == "the address is not allowed; see KVCASE_WEBHOOK_HOSTS"


def test_a_rotated_secret_signs_beside_the_old_one_for_a_while(teller: Teller, receiver: Receiver) -> None:
    subscriber, old = teller.webhook(receiver)
    new, _ = teller.telling.subscribers.rotate(subscriber.subscriber_id, "test", grace_days=7)
    teller.notify("one")
    teller.round()
    assert is_signed(receiver.came[0], old)
    assert is_signed(receiver.came[0], new)
    teller.clock.forward(days=8)
    teller.notify("two")
    teller.round()
    assert not is_signed(receiver.came[1], old)
    assert is_signed(receiver.came[1], new)


def test_no_secret_and_no_path_stands_in_clear_or_in_an_error(
    teller: Teller, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    _, secret = teller.webhook(receiver)
    teller.notify("one", "Kanarietitel", "Kanariesamenvatting")
    receiver.answer = lambda taken: (500, {})
    teller.round()
    assert "status 500" in caplog.text
    for kept in (secret.removeprefix("whsec_"), "geheim-kanarie", "Kanarie", "rosa"):
        assert kept not in caplog.text
    for slug in (NORTH, "shared"):
        engine = teller.program.read_models.engine(slug)
        tables = sa.MetaData()
        tables.reflect(engine)
        with engine.connect() as connection:
            for table in tables.tables.values():
                for row in connection.execute(sa.select(table)):
                    assert secret.removeprefix("whsec_") not in str(row), table.name
                    if table.name.startswith("outbox_m"):
                        assert "Kanarie" not in str(row)
                        assert "geheim-kanarie" not in str(row)


def test_who_is_turned_on_again_is_told_no_old_news(teller: Teller, receiver: Receiver) -> None:
    subscriber, _ = teller.webhook(receiver)
    teller.telling.subscribers.switch(subscriber.subscriber_id, Standing.OFF, "test")
    teller.notify("meanwhile")
    teller.round()
    box = teller.telling.outbox
    box.begin(NORTH, subscriber, box.head(NORTH))
    teller.telling.subscribers.switch(subscriber.subscriber_id, Standing.ON, "test")
    case = teller.notify("after")
    teller.round()
    assert [each.json["subject"] for each in receiver.taken] == [str(case)]


def test_two_processes_write_each_message_once(installation: Installation, receiver: Receiver) -> None:
    with telling_of(installation, receiver) as one, telling_of(installation, receiver) as two:
        one.webhook(receiver)
        for number in range(20):
            one.notify(f"case {number}")
        one.telling.outbox.collect(NORTH)
        assert two.telling.outbox.collect(NORTH) == 0
        with one.program.read_models.engine(NORTH).connect() as connection:
            count = connection.execute(sa.select(sa.func.count()).select_from(MESSAGES)).scalar()
        assert count == 20
        one.round()
        two.round()
    assert len(receiver.came) == 20


def test_a_sender_that_breaks_holds_up_no_other_subscriber(installation: Installation, receiver: Receiver) -> None:
    with telling_of(installation, receiver) as teller:
        first, _ = teller.webhook(receiver)
        teller.clock.forward(seconds=1)
        teller.webhook(receiver)
        teller.notify("one")
        bring = teller.telling.webhooks.bring

        def breaking(subscriber: Subscriber, message: Message, at: datetime) -> None:
            if subscriber.subscriber_id == first.subscriber_id:
                raise RuntimeError("broken")
            bring(subscriber, message, at)

        teller.telling.webhooks.bring = breaking  # type: ignore[method-assign]
        with pytest.raises(RuntimeError):
            teller.round()
    assert len(receiver.taken) == 1


def test_what_was_given_up_is_not_replayed_to_who_is_told_nothing(teller: Teller, receiver: Receiver) -> None:
    subscriber, _ = teller.webhook(receiver)
    teller.notify("one")
    box = teller.telling.outbox
    box.collect(NORTH)
    teller.telling.subscribers.switch(subscriber.subscriber_id, Standing.OFF, "test")
    box.give_up(NORTH, subscriber.subscriber_id, "turned off")
    with pytest.raises(UnusableInputError, match="told nothing now"):
        box.replay(NORTH, "login piet", subscriber=subscriber.subscriber_id)


def test_a_subscriber_that_is_removed_while_it_is_sent_to_ends_nothing(teller: Teller, receiver: Receiver) -> None:
    subscriber, _ = teller.webhook(receiver)
    teller.notify("one")
    teller.telling.outbox.collect(NORTH)
    stale = teller.telling.subscribers.of(NORTH)
    teller.telling.subscribers.remove(subscriber.subscriber_id, "test")
    teller.telling.delivery._subscribers.of = lambda institution: stale  # type: ignore[method-assign]
    teller.round()
    assert not receiver.came
    assert not teller.telling.outbox.messages(NORTH, [State.WAITING])
