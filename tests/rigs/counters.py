"""What the processes of a rig that counts do: write and tell of it in a diary, follow the log, build models anew."""

import random
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid5

from kvcase.store.database import DatabaseUrl
from kvcase.store.logs import Append, CommandRow, EventLog
from projections import swapping
from projections.runner import Runner
from tests.kvcase.store import toys
from tests.rigs import history, places


def write(url: str, writer: int, commands: int, seed: int, diary: Path) -> None:
    """Carry out commands of one to three events on streams of one's own, and tell of each in a diary."""
    chance = random.Random(f"{seed} {writer}")  # noqa: S311  # made-up events, no secrets
    versions: dict[UUID, int] = {}
    with toys.Store(DatabaseUrl.parse(url)) as store, diary.open("a", encoding="ascii", buffering=1) as told:
        log = store.logs.log(toys.SLUG)
        for number in range(commands):
            command_id = uuid5(UUID(int=seed), f"{writer} {number}")
            stream_id = uuid5(UUID(int=seed), f"stream {writer} {chance.randrange(1 + commands // 4)}")
            events = [toys.Counted(number) for _ in range(chance.randint(1, 3))]
            told.write(history.sent(command_id, len(events)))
            last, position = command(log, command_id, stream_id, versions.get(stream_id, 0), *events)
            versions[stream_id] = last
            told.write(history.acked(command_id, stream_id, last, position))


def command(log: EventLog, command_id: UUID, stream_id: UUID, after: int, *events: object) -> tuple[int, int]:
    """Append events of one command behind a version; return the version and the position of the last of them."""
    metas = (
        replace(toys.metadata(), command_id=command_id, event_id=uuid5(command_id, str(place)))
        for place, _ in enumerate(events)
    )
    append = Append(stream_id, "toy", after, tuple(zip(events, metas, strict=True)))
    row = CommandRow(command_id, "rig", "", stream_id, after + 1, after + len(events), "done")
    last = log.append([append], commands=[row])[-1]
    return last.version, last.position


def follow(url: str, seed: int, upto: int | None = None) -> None:
    """Catch the read models up in batches of any size, until they are at a position, or for ever."""
    chance = random.Random(seed)  # noqa: S311
    database = DatabaseUrl.parse(url)
    with toys.Store(database) as store:
        log, engine = store.logs.log(toys.SLUG), database.engine(toys.SLUG)
        runner = Runner(engine, log, toys.SLUG, places.MODELS)
        while upto is None or runner.least_position() < upto:
            runner.catch_up(chance.randint(1, 12))
            log.wait(runner.reached, 0.05)
        engine.dispose()


def rebuild(url: str, seed: int, lease_seconds: float) -> None:
    """Build read models anew, again and again."""
    chance, swapping.LEASE_SECONDS = random.Random(seed), lease_seconds  # noqa: S311
    database = DatabaseUrl.parse(url)
    with toys.Store(database) as store:
        runner = Runner(database.engine(toys.SLUG), store.logs.log(toys.SLUG), toys.SLUG, places.MODELS)
        while True:
            runner.rebuild(chance.choice(places.MODELS).name)
