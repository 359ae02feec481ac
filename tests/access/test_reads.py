"""Every address and every reading command leaves exactly one row when it tells, and one when it refuses."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from api import access, reads
from api.access import About, Realm
from api.rest import commands
from domain.reads import Answer as Kept
from domain.reads import Asked, Seen
from domain.values import Role
from kvcase.cli import main
from kvcase.cli import reads as line
from kvcase.ledger.keys import Keyring
from kvcase.settings import LedgerSettings
from kvcase.store import schema
from kvcase.store.errors import StoreUnavailableError
from tests.access import cells
from tests.access.cells import ASKERS, AT, Address, Answer, Asker, Seat
from tests.access.test_command_line import READING
from tests.access.world import SECRET, World, collection, furnish
from tests.api.house import opened

Say = Callable[[Asker, str, str], Result]
UPKEEP = {"cover list", "grant list"}
"""Commands that tell who covers and who is granted what, and no content: they leave no row, as their addresses do."""
KIND = {name: kind for kind, name in commands.COLLECTIONS.items()}
SILENT = {About.PROGRAM, About.SHARED, About.UPKEEP}
"""What is told of these leaves no row; who is refused does."""
FILES = {
    "collaborations.dossier",
    "collaborations.letter",
    "fwo.portfolio-table",
    "handouts.register",
    "licences.licence-dossier",
}
"""Addresses that hand out a file by POST: the record of the file is written, and a read is made."""


def _every(group: click.Group, before: str) -> Iterator[tuple[str, click.Command]]:
    for name, each in group.commands.items():
        if isinstance(each, click.Group):
            yield from _every(each, f"{before}{name} ")
        else:
            yield f"{before}{name}", each


def _path(said: str) -> str:
    """Return the command that is said, without its arguments."""
    return max((name for name, _ in _every(main.cli, "") if said.startswith(name)), key=len)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two institutions, served, with one thing of every kind in the first."""
    signed = LedgerSettings(Keyring.made("test", lambda count: bytes(range(count))))
    with opened(tmp_path_factory.mktemp("rows") / "data", signed) as house:
        yield furnish(house)


@pytest.fixture
def say(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Say:
    """Return how somebody says a command."""
    program = world.house.program
    monkeypatch.setattr("kvcase.cli.common.bootstrap.build", lambda _settings: program)
    monkeypatch.setattr("kvcase.cli.common.settings.read", lambda: None)
    monkeypatch.setattr(type(program), "close", lambda _self: None)

    def said(asker: Asker, command: str, identifier: str) -> Result:
        words = command.format(identifier).replace("OUT", str(tmp_path / "out")).split()
        return CliRunner().invoke(main.cli, [*words, "--key", world.key(asker)])

    return said


def rows(world: World, asker: Asker, before: int) -> list[Seen]:
    """Return what the log of the asker keeps since a row."""
    found = world.house.program.reads.page(AT[asker.seat], Asked(), None, 100)
    return [each for each in found if each.number > before]


def head(world: World, asker: Asker) -> int:
    return world.house.program.reads.table(AT[asker.seat]).head().number


def test_every_address_leaves_one_row_when_it_tells_and_one_when_it_refuses(world: World) -> None:
    wrong: list[str] = []
    told = refused = 0
    for address in cells.addresses(world.house.app):
        row = access.table(world.house.app)[address.endpoint]
        if row.realm is Realm.EVERYONE:
            continue
        opens = next(each for each in ASKERS if cells.cell(row, address, each).answer is Answer.ALLOWED)
        shut = next((each for each in ASKERS if cells.cell(row, address, each).answer is Answer.FORBIDDEN), None)
        wrong += [f"{address}: {each}" for each in _told(world, address, opens, row.about)]
        told += 1
        if shut is not None:
            wrong += [f"{address}: {each}" for each in _refused(world, address, shut)]
            refused += 1
    assert wrong == [], "\n".join(wrong)
    assert told > 150
    assert refused > 150


def _told(world: World, address: Address, asker: Asker, about: About) -> Iterator[str]:
    own, before = world.own(address, asker) if address.names_one else "", head(world, asker)
    answer = world.ask(address, asker, own)
    found = rows(world, asker, before)
    asks = address.endpoint in reads.QUESTIONS | FILES
    # A form of a page that was taken leads on (303); one that is shown again tells what the page tells.
    is_form = address.endpoint.startswith("pages.")
    is_written = address.is_command and answer.status_code < 300 and not asks and not is_form
    meant = 0 if is_written or (about in SILENT and not asks) else 1
    if len(found) != meant:
        yield f"{len(found)} rows for {answer.status_code}, not {meant}"
    for each in found:
        yield from _wrong(each, address, asker, own)
        is_told = each.read.answer in {Kept.TOLD, Kept.EXPORTED}
        if is_told is not (answer.status_code < 400):
            yield f"{each.read.answer} for {answer.status_code}"
        if SECRET in str(each.read):
            yield "it holds a personal text"


def _refused(world: World, address: Address, asker: Asker) -> Iterator[str]:
    own, before = world.mine[collection(address)] if address.names_one else "", head(world, asker)
    world.ask(address, asker, own)
    found = rows(world, asker, before)
    if [each.read.answer for each in found] != [Kept.FORBIDDEN]:
        yield f"{[each.read.answer for each in found]} for a refusal"
    for each in found:
        yield from _wrong(each, address, asker, own)
        if each.read.shown or each.read.is_personal:
            yield "a refusal tells"


def _wrong(seen: Seen, address: Address, asker: Asker, own: str) -> Iterator[str]:
    named = f"{KIND.get(collection(address), collection(address))}:{own}" if own else None
    if (seen.read.actor, seen.read.named) != (asker.actor.id, named):
        yield f"{seen.read.actor} read {seen.read.named}, not {named}"
    if seen.read.through != f"{address.method} {address.rule}":
        yield seen.read.through


@pytest.mark.parametrize(("command", "endpoint"), READING.items(), ids=READING)
def test_every_reading_command_leaves_one_row_when_it_tells_and_one_when_it_refuses(
    world: World, say: Say, command: str, endpoint: str
) -> None:
    row = access.table(world.house.app)[endpoint]
    address = next(each for each in cells.addresses(world.house.app) if each.endpoint == endpoint)
    answers = {asker: cells.cell(row, address, asker).answer for asker in ASKERS}
    opens = next(asker for asker in ASKERS if answers[asker] is Answer.ALLOWED)
    shut = next(asker for asker in ASKERS if answers[asker] is Answer.FORBIDDEN and asker.seat is Seat.OWN)
    for asker, kinds in ((opens, {Kept.TOLD, Kept.EXPORTED, Kept.REFUSED}), (shut, {Kept.FORBIDDEN})):
        own, before = world.own(address, asker) if address.names_one else "", head(world, asker)
        said = say(asker, command, own)
        if asker is opens and row.about in SILENT:
            assert rows(world, asker, before) == []
            continue
        (seen,) = rows(world, asker, before)
        assert seen.read.answer in kinds, said.output
        assert seen.read.through == f"kvcase {_path(command)}"
        if own and asker is opens:
            assert seen.read.named == f"{KIND[collection(address)]}:{own}"


@pytest.mark.parametrize("command", [each for each in READING if _path(each) not in UPKEEP])
def test_a_command_that_cannot_be_recorded_prints_nothing(
    world: World, say: Say, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = READING[command]
    row = access.table(world.house.app)[endpoint]
    address = next(each for each in cells.addresses(world.house.app) if each.endpoint == endpoint)
    asker = next(each for each in ASKERS if cells.cell(row, address, each).answer is Answer.ALLOWED)

    def full(*_: object) -> None:
        raise StoreUnavailableError("the disk is full")

    monkeypatch.setattr(type(world.house.program.reads), "record", full)
    said = say(asker, command, world.own(address, asker) if address.names_one else "")
    assert said.exception is not None
    assert said.output == ""


@pytest.mark.usefixtures("say")
@pytest.mark.parametrize("started", ["kvcase", "python -m kvcase"])
def test_a_read_is_recorded_however_the_program_was_started(world: World, started: str) -> None:
    officer = next(each for each in ASKERS if each.role is Role.CONTACT_POINT_OFFICER and each.seat is Seat.OWN)
    before = head(world, officer)
    CliRunner().invoke(main.cli, ["case", "list", "--key", world.key(officer)], prog_name=started)
    assert [each.read.through for each in rows(world, officer, before)] == ["kvcase case list"]


def test_whoever_verifies_the_log_verifies_who_read_it(world: World, say: Say) -> None:
    officer = next(each for each in ASKERS if each.role is Role.CONTACT_POINT_OFFICER and each.seat is Seat.OWN)
    say(officer, "case list", "")
    program, here = world.house.program, AT[Seat.OWN]
    assert program.ledgers.checkpoint(here) is not None
    last = program.reads.table(here).head().number
    good = CliRunner().invoke(main.cli, ["audit", "verify", here])
    assert f"reads good: {last:,} row(s), {last:,} under a checkpoint" in good.output, good.output
    with closing(schema.reads(program.settings.database, here)) as store, store.writing() as transaction:
        transaction.execute("DELETE FROM access_reads WHERE number = ?", (last,))
    bad = CliRunner().invoke(main.cli, ["audit", "verify", here])
    assert bad.exit_code == 1
    assert f"row {last} is missing: a checkpoint tells of {last}" in bad.output


def test_every_command_that_asks_for_a_key_is_known_to_read_or_to_write() -> None:
    keyed = {name for name, each in _every(main.cli, "") if any(one.name == "key" for one in each.params)}
    said = "say in kvcase/cli/reads.py what it is about, or here that it writes"
    assert keyed - line.ABOUT.keys() == WRITING | UPKEEP, said
    assert {_path(each) for each in READING} - UPKEEP <= line.ABOUT.keys()


WRITING = {
    "case attach",
    "case do",
    "case notify",
    "cover end",
    "cover give",
    "cover renew",
    "erase confirm",
    "erase propose",
    "erase withdraw",
    "fwo report do",
    "grant confirm",
    "grant end",
    "grant propose",
    "hold lift",
    "hold place",
    "incident do",
    "incident report",
    "institution adopt",
    "institution amend",
    "licence do",
    "licence draft",
    "lists confirm-release",
    "lists fetch",
    "lists import",
    "lists import-folder",
    "lists import-policy",
    "lists mapping save",
    "lists propose-release",
    "lists register",
    "lists source",
    "party do",
    "party register",
    "person register",
    "policy propose",
    "policy publish",
    "rescreen",
    "screen",
}
"""Commands that ask for a key and write: the log tells of them."""
