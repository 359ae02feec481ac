"""The generated client against a real server: a case, refusals as typed problems, versions and repetitions."""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.values import Role
from tests.access.cells import Seat
from tests.contract import client
from tests.contract.served import Served, served

pytestmark = pytest.mark.sockets


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the client, made once."""
    return client.write(tmp_path_factory.mktemp("client")).parent


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A furnished installation, served by a process of its own."""
    with served(tmp_path_factory.mktemp("served")) as found:
        yield found


@pytest.fixture(scope="module")
def walk(generated: Path) -> Iterator[Any]:
    """The program that uses the client; without types, for the client is made only now."""
    sys.path.insert(0, str(generated))
    try:
        yield importlib.import_module("tests.contract.walk")
    finally:
        sys.path.remove(str(generated))


@pytest.fixture
def of(walk: Any, server: Served) -> Iterator[Callable[..., Any]]:
    """Return how to get the client of somebody; each is closed at the end."""
    made: list[Any] = []

    def client_of(role: Role, seat: Seat = Seat.OWN) -> Any:
        made.append(walk.client_of(server.url, server.world.person(role, seat).key))
        return made[-1]

    yield client_of
    for each in made:
        each.get_httpx_client().close()


def test_a_case_is_notified_screened_decided_and_read(walk: Any, of: Callable[..., Any]) -> None:
    researcher = of(Role.RESEARCHER)
    officer = of(Role.CONTACT_POINT_OFFICER)
    approver = of(Role.INSTITUTION_APPROVER)
    case, _ = walk.notify(researcher, "Getijden meten", "Sensoren langs de kust.", "walk-1")
    assert walk.read(officer, case).title == "Getijden meten"
    case = walk.screen(officer, case, UUID(int=0xA1))
    assert walk.read(officer, case).status == "in_review"
    assert walk.is_unchanged(officer, case)
    decided = walk.approve(approver, case, "Geen bezwaar.")
    assert not walk.is_unchanged(officer, case)
    assert walk.read(officer, decided).status == "approved"


def test_a_refusal_is_a_typed_problem(walk: Any, of: Callable[..., Any]) -> None:
    researcher = of(Role.RESEARCHER)
    officer = of(Role.CONTACT_POINT_OFFICER)
    stranger = of(Role.CONTACT_POINT_OFFICER, Seat.OTHER)
    case, _ = walk.notify(researcher, "Golven", "Metingen.", "refused-1")
    with pytest.raises(walk.RefusedError) as not_his:
        walk.approve(researcher, case, "Zelf.")
    assert (not_his.value.problem.status, not_his.value.problem.type_) == (403, "urn:kvcase:problem:not-permitted")
    with pytest.raises(walk.RefusedError) as elsewhere:
        walk.read(stranger, case)
    assert elsewhere.value.problem.status == 404
    with pytest.raises(walk.RefusedError) as empty:
        walk.notify(researcher, "   ", "Metingen.", "refused-2")
    assert [each.field for each in empty.value.problem.errors] == ["title"]
    assert isinstance(walk.gates(officer, case), list)


def test_a_version_that_is_old_writes_nothing(walk: Any, of: Callable[..., Any]) -> None:
    researcher = of(Role.RESEARCHER)
    case, _ = walk.notify(researcher, "Stroming", "Metingen.", "old-1")
    withdrawn = walk.withdraw(researcher, case)
    with pytest.raises(walk.RefusedError) as stale:
        walk.withdraw(researcher, case)
    assert stale.value.problem.status == 412
    assert walk.is_unchanged(researcher, withdrawn)


def test_a_repeated_request_gives_the_first_answer(walk: Any, of: Callable[..., Any]) -> None:
    researcher = of(Role.RESEARCHER)
    first, repeated = walk.notify(researcher, "Zout", "Metingen.", "once-1")
    again, repeated_again = walk.notify(researcher, "Zout", "Metingen.", "once-1")
    assert (first, repeated, repeated_again) == (again, False, True)
    with pytest.raises(walk.RefusedError) as other:
        walk.notify(researcher, "Iets anders", "Metingen.", "once-1")
    assert (other.value.problem.status, other.value.problem.type_) == (422, "urn:kvcase:problem:command-reused")


def test_pages_lead_to_every_case(walk: Any, of: Callable[..., Any]) -> None:
    officer = of(Role.CONTACT_POINT_OFFICER)
    rows = walk.every(officer, 2)
    assert len({row.case_id for row in rows}) == len(rows) >= 2
    assert [row.case_id for row in rows] == [row.case_id for row in walk.every(officer, 100)]


@pytest.mark.nightly
def test_our_use_of_the_client_is_typed(generated: Path) -> None:
    """The generated code need not be strict; what we write with it is."""
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--config-file=",
               str(Path(__file__).with_name("walk.py"))]  # fmt: skip
    environment = {**os.environ, "MYPYPATH": str(generated)}
    ended = subprocess.run(command, env=environment, cwd=generated, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout
