"""The command line opens to whom the address that tells the same opens, and to nobody else."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from api import access
from domain.errors import DomainError, NotFoundError, NotPermittedError
from kvcase.cli import main
from tests.access import cells
from tests.access.cells import ASKERS, Answer, Asker, Seat
from tests.access.world import DOCUMENT, World, furnish
from tests.api.house import opened

Say = Callable[..., BaseException | None]
READING: dict[str, str] = {
    "case list": "collaborations.collaborations",
    "case show {}": "collaborations.overview",
    "case history {}": "collaborations.collaborations-history",
    "case appraisal {}": "collaborations.collaborations-history",
    "case hits {}": "collaborations.hits",
    "case may-share {} --modality lecture --on 2026-03-02 --destination BE": "collaborations.check-sharing",
    "case documents {}": "collaborations.documents",
    f"case document {{}} {DOCUMENT} --to OUT": "collaborations.document",
    "case search iets": "collaborations.search",
    "screenings replay {}": "collaborations.hits",
    "audit bundle {} --out OUT": "collaborations.bundle",
    "audit then-and-now {}": "collaborations.then-and-now",
    "deadlines": "deadlines.deadlines",
    "fwo report list {}": "fwo-reports.case-fwo-reports",
    "fwo report prefill {}": "collaborations.hits",
    "fwo portfolio": "fwo.portfolio",
    "licence list": "licences.licences",
    "licence show {}": "licences.licence",
    "party list": "parties.parties",
    "party show {}": "parties.party",
    "incident list": "incidents.incidents",
    "incident show {}": "incidents.incident",
    "erase list": "erasures.erasures",
    "hold list": "holds.holds",
    "cover list": "covers.covers",
    "grant list": "grants.grants",
    "retention proposals": "retention.retention",
    "access report": "access.access-reads",
    "access unusual": "access.access-unusual",
    "export case {} --to OUT": "collaborations.dossier",
    "export licence {} --to OUT": "licences.licence-dossier",
    "export register cases --to OUT": "handouts.register",
    "export register portfolio --to OUT": "fwo.portfolio-table",
    "person find Nobody": "data-subjects.data-subjects",
    "person report {} --out OUT": "persons.person-report",
}
"""Each reading command, and the address that tells the same."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two institutions, served, with one thing of every kind in the first."""
    with opened(tmp_path_factory.mktemp("line") / "data") as house:
        yield furnish(house)


@pytest.fixture
def say(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Say:
    """Return how somebody says a command; the answer is what refuses it, if anything does."""
    program = world.house.program
    monkeypatch.setattr("kvcase.cli.common.bootstrap.build", lambda _settings: program)
    monkeypatch.setattr("kvcase.cli.common.settings.read", lambda: None)
    monkeypatch.setattr(type(program), "close", lambda _self: None)

    def said(asker: Asker, command: str, identifier: str) -> BaseException | None:
        words = command.format(identifier).replace("OUT", str(tmp_path / "out")).split()
        return CliRunner().invoke(main.cli, [*words, "--key", world.key(asker)]).exception

    return said


@pytest.mark.parametrize(("command", "endpoint"), READING.items(), ids=READING)
def test_a_command_opens_to_whom_the_address_opens(world: World, say: Say, command: str, endpoint: str) -> None:
    row = access.table(world.house.app)[endpoint]
    address = next(each for each in cells.addresses(world.house.app) if each.endpoint == endpoint)
    wrong = []
    for asker in ASKERS:
        meant = cells.cell(row, address, asker)
        refusal = say(asker, command, world.own(address, asker) if address.names_one else "")
        if not _is_as_meant(meant.answer, refusal, asker):
            wrong.append(f"{asker}: {refusal!r}, and {meant.answer} is declared of {address}")
    assert wrong == [], "\n".join(wrong)


def _is_as_meant(meant: Answer, refusal: BaseException | None, asker: Asker) -> bool:
    """Tell whether a command was refused where the address is closed, and else by a rule or its input at most."""
    match meant:
        case Answer.FORBIDDEN if asker.seat is Seat.OWN:
            return isinstance(refusal, NotPermittedError)
        case Answer.FORBIDDEN:
            return isinstance(refusal, NotPermittedError | NotFoundError)
        case Answer.UNKNOWN:
            return isinstance(refusal, NotFoundError)
        case _:
            is_told = refusal is None or isinstance(refusal, DomainError | SystemExit)
            return is_told and not isinstance(refusal, NotPermittedError | NotFoundError)
