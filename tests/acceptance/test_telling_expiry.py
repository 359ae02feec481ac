"""What was sent long ago goes; what waits, was given up or was dropped stays, and numbers go on where they were."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from domain.errors import NotFoundError
from kvcase import scheduler
from kvcase.telling.expiry import Expiry
from kvcase.telling.outbox import Backlog
from kvcase.telling.subscribers import Subscriber
from kvcase.telling.table import EXPIRIES, State
from kvcase.telling_settings import SENT_DAYS
from tests.acceptance.installations import NORTH, Installation
from tests.acceptance.receivers import Receiver, Taken, Teller, receiving, telling_of

pytestmark = pytest.mark.sockets


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    folder = tmp_path / "receiver"
    folder.mkdir()
    with receiving(folder) as at:
        yield at


def states(teller: Teller) -> list[tuple[int, State]]:
    """Return the messages that are kept, the oldest first: the number in the lane, and where each stands."""
    kept = reversed(teller.telling.outbox.messages(NORTH, limit=1_000))
    return [(each.sequence, each.state) for each in kept]


def backlog(teller: Teller, of: Subscriber) -> Backlog:
    return next(each for each in teller.telling.outbox.backlogs(NORTH) if each.subscriber == of.subscriber_id)


def test_only_what_was_sent_long_ago_goes_and_a_line_tells_it(installation: Installation, receiver: Receiver) -> None:
    with telling_of(installation, receiver) as teller:
        hook, _ = teller.webhook(receiver)
        case = teller.notify("one")
        teller.amend(case, "Two")
        teller.round()
        gone = teller.telling.outbox.messages(NORTH)[-1].message_id
        teller.clock.forward(days=SENT_DAYS + 1)
        teller.amend(case, "Three")
        teller.amend(case, "Four")
        receiver.answer = lambda taken: (204, {}) if b'"sequence":3' in taken.body.replace(b" ", b"") else (400, {})
        teller.round()
        teller.telling.outbox.give_up(NORTH, hook.subscriber_id, "given up")
        assert states(teller) == [(1, State.SENT), (2, State.SENT), (3, State.SENT), (4, State.DEAD)]

        assert teller.telling.expiry.delete(NORTH) == 2
        assert states(teller) == [(3, State.SENT), (4, State.DEAD)]
        assert (backlog(teller, hook).sent, backlog(teller, hook).dead) == (3, 1), "what went was sent all the same"
        with pytest.raises(NotFoundError):
            teller.telling.outbox.one(NORTH, gone)
        with teller.program.read_models.engine(NORTH).connect() as connection:
            lines = connection.execute(sa.select(EXPIRIES.c.subscriber, EXPIRIES.c.removed, EXPIRIES.c.at)).all()
        assert lines == [(hook.subscriber_id, 2, teller.clock.now)]
        assert teller.telling.expiry.delete(NORTH) == 0, "and nothing twice"


@pytest.mark.parametrize("state", [State.WAITING, State.DEAD, State.DROPPED])
def test_what_nobody_took_stays_however_old(installation: Installation, receiver: Receiver, state: State) -> None:
    def refuses(_: Taken) -> tuple[int, dict[str, str]]:
        return 400, {}

    with telling_of(installation, receiver) as teller:
        hook, _ = teller.webhook(receiver)
        case = teller.notify("one")
        receiver.answer = refuses
        teller.round()
        if state is not State.WAITING:
            teller.telling.outbox.give_up(NORTH, hook.subscriber_id, "nobody took it", state)
        teller.amend(case, "Two")
        teller.telling.outbox.collect(NORTH)
        before = states(teller)
        assert before[0] == (1, state)
        teller.clock.forward(days=10 * SENT_DAYS)
        assert teller.telling.expiry.delete(NORTH) == 0
        assert states(teller) == before


def test_the_newest_of_a_case_stays_so_that_the_next_is_numbered_after_it(
    installation: Installation, receiver: Receiver
) -> None:
    with telling_of(installation, receiver) as teller:
        teller.webhook(receiver)
        case = teller.notify("one")
        teller.amend(case, "Two")
        teller.round()
        teller.clock.forward(days=SENT_DAYS + 1)
        teller.telling.expiry.delete(NORTH)
        teller.amend(case, "Three")
        teller.round()
        assert [each.json["sequence"] for each in receiver.taken] == [f"{n:010}" for n in (1, 2, 3)]
        assert len({each.id for each in receiver.taken}) == 3, "and what went is sent to nobody again"


def test_the_scheduler_looks_once_a_day(installation: Installation, receiver: Receiver) -> None:
    with telling_of(installation, receiver) as teller:
        teller.webhook(receiver)
        case = teller.notify("one")
        teller.amend(case, "Two")
        teller.round()
        engine = teller.program.read_models.engine
        looking = Expiry(engine, SENT_DAYS, teller.clock)
        assert looking.tend(NORTH) == 0
        teller.clock.forward(days=SENT_DAYS, seconds=-1)
        assert looking.tend(NORTH) == 0, "a second too early"
        teller.clock.forward(hours=2)
        assert looking.tend(NORTH) == 0, "looked at today"
        teller.clock.forward(days=1)
        scheduler.tick(teller.program)
        assert states(teller) == [(2, State.SENT)]
