"""Whatever fails and however often: in order in each case, nothing invented, nothing lost."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvcase.telling.delivery import NotTakenError
from kvcase.telling.subscribers import Subscriber
from kvcase.telling.table import Message, State
from tests.acceptance.installations import NORTH, Installation
from tests.acceptance.receivers import Teller, telling_of

FAULTS = ("taken", "taken", "taken", "refused", "down", "away", "lost", "killed")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("notify"), st.integers(0, 2)),
        st.tuples(st.just("amend"), st.integers(0, 2)),
        st.tuples(st.just("round"), st.lists(st.sampled_from(FAULTS), max_size=6)),
    ),
    max_size=14,
)


class Killed(BaseException):
    """The sender was killed here."""


class Carrier:
    """Takes what its script says; what it takes it keeps, whatever the sender learns of it."""

    def __init__(self) -> None:
        self.script: list[str] = []
        self.taken: list[Message] = []

    def bring(self, subscriber: Subscriber, message: Message, at: object) -> None:
        match self.script.pop(0) if self.script else "taken":
            case "refused":
                raise NotTakenError("status 500")
            case "down" | "away":
                raise NotTakenError("down", is_down=True)
            case "lost":
                self.taken.append(message)
                raise NotTakenError("the answer was lost", is_down=True)
            case "killed":
                self.taken.append(message)
                raise Killed
            case _:
                self.taken.append(message)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Teller]:
    folder: Path = tmp_path_factory.mktemp("laws")
    made = Installation(f"sqlite:///{folder / 'data'}")
    made.prepare()
    with telling_of(made) as opened:
        yield opened


NUMBERS = iter(range(10**6))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_all_is_told_in_order_and_nothing_else(house: Teller, steps: list[tuple[str, object]]) -> None:
    carrier, number = Carrier(), next(NUMBERS)
    delivery = house.telling.delivery
    delivery._carriers = dict.fromkeys(delivery._carriers, carrier)
    head = house.telling.outbox.head(NORTH)
    url = f"https://receiver.example.org/{number}"
    subscriber, _ = house.telling.subscribers.add_webhook(NORTH, url, ["all"], head, "test")
    cases: dict[int, UUID] = {}
    for what, about in [*steps, *([("round", [])] * 4)]:
        if what == "round":
            assert isinstance(about, list)
            carrier.script = list(about)
            try:
                house.round(hours=1)
            except Killed:
                continue
        elif what == "notify" and about not in cases:
            assert isinstance(about, int)
            cases[about] = house.notify(f"{number} {about}")
        elif about in cases:
            house.amend(cases[about], f"{house.telling.outbox.head(NORTH)}")  # type: ignore[arg-type]
    told: dict[str, list[int]] = defaultdict(list)
    seen: dict[UUID, Message] = {}
    for each in carrier.taken:
        if each.message_id not in seen:
            told[each.subject].append(each.version)
        seen[each.message_id] = each
    log = house.program.logs.log(NORTH)
    assert dict(told) == {str(case): [each.version for each in log.read(case)] for case in cases.values()}
    assert not house.telling.outbox.messages(NORTH, [State.WAITING, State.DEAD], subscriber.subscriber_id)
    house.telling.subscribers.remove(subscriber.subscriber_id, "test")
