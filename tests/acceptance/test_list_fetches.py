"""Lists come by themselves: fetched when due and changed, or dropped, each version once and never by halves."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import UnusableInputError
from domain.values import Effect
from kvcase import scheduler
from kvcase.bootstrap import Kvcase
from kvcase.demo.installation import MAPPING
from kvcase.list_fetches import ListFetches
from kvcase.lists.fetching import Fetched, FetchFailedError, Rules, Seen
from kvcase.lists.sources import ListSource
from kvcase.reactions import service_actor
from kvcase.store.database import SHARED
from tests.acceptance.installations import FIRST, NORTH, SECOND, Installation, write_list

LIST = "fictional-list"
URL = "https://lists.example.org/list.csv"
SERVICE = service_actor(SHARED)
ROWS = tuple((f"q{number}", f"Quarth Works {number}", "IR") for number in range(10))


@dataclass
class Publisher:
    """What stands at the address: its bytes and ETag, or why nothing comes."""

    body: bytes = b""
    down: bool = False
    asked: list[Seen | None] = field(default_factory=list)

    def __call__(self, url: str, into: Path, rules: Rules, seen: Seen | None) -> Fetched | None:
        self.asked.append(seen)
        if self.down:
            raise FetchFailedError(f"{url}: status 500")
        digest = hashlib.sha256(self.body).hexdigest()
        if seen is not None and seen.etag == digest:
            return None
        into.write_bytes(self.body)
        return Fetched(url, digest, len(self.body), Seen(digest, None))


@dataclass
class World:
    program: Kvcase
    folder: Path
    publisher: Publisher
    fetches: ListFetches
    ahead: timedelta = timedelta()

    def publish(self, *rows: tuple[str, str, str]) -> None:
        self.publisher.body = write_list(self.folder / "made.csv", *rows).read_bytes()

    def drop(self, name: str, *rows: tuple[str, str, str]) -> Path:
        place = self.folder / "dropped" / LIST / name
        place.parent.mkdir(parents=True, exist_ok=True)
        write_list(place, *rows)
        return place

    def tend(self) -> list[str]:
        return [each.outcome for each in self.fetches.tend(SERVICE)]


@pytest.fixture
def world(installation: Installation, tmp_path: Path) -> Iterator[World]:
    program = installation.open()
    publisher = Publisher()
    source = ListSource(LIST, "generic_csv", {"list": URL}, 24, MAPPING)
    (tmp_path / "dropped").mkdir()
    found: list[World] = []
    fetches = ListFetches(
        program.read_models.engine(SHARED),
        program.list_imports,
        (source,),
        Rules(frozenset()),
        tmp_path / "kept",
        tmp_path / "dropped",
        lambda: program.clock() + found[0].ahead,
        publisher,
    )
    program.list_imports.register(FIRST, LIST, "Fictional list", Effect.INDICATIVE, "a fictional rule", "fictional")
    found.append(World(program, tmp_path, publisher, fetches))
    found[0].publish(*ROWS)
    yield found[0]
    program.close()


def test_a_list_comes_by_itself_and_again_only_when_it_is_due_and_changed(world: World) -> None:
    assert world.tend() == ["activated"]
    assert world.tend() == []
    world.ahead = timedelta(hours=25)
    assert world.tend() == ["unchanged"]
    assert [seen is not None for seen in world.publisher.asked] == [False, True]
    world.publish(*ROWS, ("q99", "Quarth Optics", "IR"))
    world.ahead = timedelta(hours=50)
    assert world.tend() == ["activated"]


def test_a_publisher_that_is_down_is_asked_again_within_the_hour_and_hinders_nothing(world: World) -> None:
    world.publisher.down = True
    assert world.tend() == ["failed"]
    assert world.tend() == []
    world.ahead = timedelta(minutes=61)
    world.publisher.down = False
    assert world.tend() == ["activated"]


def test_a_list_that_lost_its_rows_is_held_and_the_old_version_stays(world: World) -> None:
    world.tend()
    world.publish(ROWS[0])
    world.ahead = timedelta(hours=25)
    came = world.fetches.tend(SERVICE)
    assert [each.outcome for each in came] == ["held"]
    assert came[0].detail


def test_what_the_publisher_said_of_a_bad_file_is_not_believed(world: World) -> None:
    world.publisher.body = b"no list at all"
    assert world.tend() == ["failed"]
    world.ahead = timedelta(minutes=61)
    assert world.tend() == ["failed"]
    assert world.publisher.asked == [None, None]


def test_what_the_publisher_said_of_a_file_that_is_gone_is_not_believed(world: World) -> None:
    world.tend()
    (world.folder / "kept" / LIST / "list").write_bytes(b"another")
    world.ahead = timedelta(hours=25)
    assert world.tend() == ["unchanged"]
    assert world.publisher.asked == [None, None]


def test_a_list_that_nobody_made_known_is_told(world: World) -> None:
    source = ListSource("unknown-list", "generic_csv", {"list": URL}, 24, MAPPING)
    engine = world.program.read_models.engine(SHARED)
    kept = world.folder / "kept"
    imports, clock = world.program.list_imports, world.program.clock
    fetches = ListFetches(engine, imports, (source,), Rules(frozenset()), kept, None, clock, world.publisher)
    assert [each.outcome for each in fetches.tend(SERVICE)] == ["failed"]
    assert world.publisher.asked == []
    with pytest.raises(UnusableInputError, match="has no address"):
        fetches.fetch(SERVICE, LIST)


def test_a_dropped_file_is_taken_once_and_one_that_is_being_copied_waits(world: World) -> None:
    world.publisher.down = True
    world.tend()
    file = world.drop("2026-11-21.csv", *ROWS)
    world.drop("2026-11-22.csv.part", *ROWS)
    assert world.tend() == ["waiting"]
    world.ahead = timedelta(seconds=70)
    assert world.tend() == ["activated"]
    assert world.tend() == []
    write_list(file, *ROWS, ("q99", "Quarth Optics", "IR"))
    later = file.stat().st_mtime + 1
    os.utime(file, (later, later))
    world.ahead = timedelta(seconds=140)
    assert world.tend() == ["activated"]


def test_a_dropped_file_that_is_no_list_is_told_once(world: World) -> None:
    world.publisher.down = True
    world.tend()
    world.drop("list.csv", *ROWS).write_text("half a li")
    world.ahead = timedelta(seconds=70)
    came = world.fetches.tend(SERVICE)
    assert [(each.outcome, "list.csv" in each.detail) for each in came] == [("failed", True)]
    assert world.tend() == []


def test_the_format_of_a_dropped_file_is_recognised_where_nobody_told_it(world: World) -> None:
    world.program.list_imports.register(FIRST, "other-list", "Other", Effect.INDICATIVE, "a rule", "fictional")
    folder = world.folder / "dropped" / "other-list"
    folder.mkdir()
    write_list(folder / "a.csv", *ROWS)
    (folder / "b.txt").write_text("no list")
    world.ahead = timedelta(seconds=70)
    came = world.fetches.take_dropped(SERVICE)
    assert [each.outcome for each in came] == ["activated", "failed"]


def test_a_dropped_file_of_a_list_that_nobody_made_known_is_told(world: World) -> None:
    place = world.folder / "dropped" / "other-list" / "a.csv"
    place.parent.mkdir()
    write_list(place, *ROWS)
    world.ahead = timedelta(seconds=70)
    assert [each.outcome for each in world.fetches.take_dropped(SERVICE)] == ["failed"]


def test_without_sources_the_clock_fetches_nothing(installation: Installation) -> None:
    program = installation.open()
    try:
        assert scheduler.fetch(program) == ()
    finally:
        program.close()


def test_the_command_line_tells_that_nothing_is_due_and_refuses_who_may_not(installation: Installation) -> None:
    program = installation.open()
    keeper, stranger = program.keys.create(SECOND), ""
    program.close()
    said = installation.run("lists", "fetch", key=keeper)
    assert (said.returncode, said.stdout) == (0, "nothing is due and nothing was dropped\n")
    assert installation.run("lists", "fetch", key=stranger).returncode == 2
    unknown = installation.run("lists", "fetch", "un-sc", key=keeper)
    assert (unknown.returncode, "has no address" in unknown.stderr) == (2, True)
    assert NORTH not in unknown.stderr
