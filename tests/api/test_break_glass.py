"""Breaking the glass: a password that opens nothing until somebody at the machine says so, and is written down."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from api.doors import TooManyTriesError
from domain.errors import NotFoundError, UnusableInputError
from domain.values import Actor, Role
from kvcase import break_glass
from kvcase.break_glass import TRIES, BreakGlass
from tests.api import tokens
from tests.api.house import API, HERE, THERE
from tests.api.tokens import Gate
from tests.api.visitor import Visitor

NAME, PASSWORD = "noodbeheer", "een lang wachtwoord voor nood"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    with tokens.opened(tmp_path_factory.mktemp("glass")) as gate:
        yield gate


@pytest.fixture
def gate(shared: Gate) -> Iterator[Gate]:
    """A house with a local administrator, behind whole glass."""
    shared.later(days=2)
    shared.house.program.glass.set(NAME, HERE, PASSWORD, "a test")
    yield shared
    shared.house.program.doors.sessions.end_all("a test")


def tries(gate: Gate, name: str = NAME, password: str = PASSWORD, visitor: Visitor | None = None) -> Any:
    return (visitor or Visitor(gate.house.app)).post("/break-glass", name=name, password=password)


def opens(gate: Gate, minutes: int = 30) -> None:
    gate.house.program.glass.open(NAME, minutes, "The issuer cannot be reached.", "a test")


def watcher(gate: Gate, role: Role, at: str = HERE) -> FlaskClient | Visitor:
    visitor = Visitor(gate.house.app)
    visitor.sign_in(gate.house.program.keys.create(Actor(f"one-{role}", at, frozenset({role}))))
    return visitor


def test_the_right_password_opens_nothing_while_the_glass_is_whole(gate: Gate) -> None:
    answer = tries(gate)
    assert (answer.status_code, "nobody broke the glass" in answer.text) == (401, True)


def test_behind_broken_glass_an_administrator_sees_no_content_of_cases(gate: Gate) -> None:
    opens(gate)
    visitor = Visitor(gate.house.app)
    assert tries(gate, visitor=visitor).headers["Location"] == "/upkeep"
    told = visitor.get("/account").text
    assert "break-glass:noodbeheer" in told
    assert "<dd>admin</dd>" in told
    assert visitor.get("/cases").status_code == 403
    assert visitor.get("/break-glass/book").status_code == 403
    assert visitor.get(f"{API}/collaborations").status_code == 401


def test_the_glass_closes_by_itself_and_takes_the_session_along(gate: Gate) -> None:
    opens(gate, minutes=10)
    visitor = Visitor(gate.house.app)
    tries(gate, visitor=visitor)
    gate.later(minutes=9)
    assert visitor.get("/account").status_code == 200
    gate.later(minutes=1)
    assert visitor.get("/account").status_code == 401
    assert tries(gate).status_code == 401


@pytest.mark.parametrize("end", ["closed", "removed", "given another password", "opened again"])
def test_a_session_behind_glass_ends_with_what_it_stands_on(gate: Gate, end: str) -> None:
    opens(gate)
    visitor, glass = Visitor(gate.house.app), gate.house.program.glass
    tries(gate, visitor=visitor)
    match end:
        case "closed":
            glass.close(NAME, "a test")
        case "removed":
            glass.remove(NAME, "a test")
        case "opened again":
            opens(gate)
        case _:
            glass.set(NAME, HERE, PASSWORD + "!", "a test")
    assert visitor.get("/account").status_code == 401


def test_wrong_passwords_and_unknown_names_are_answered_alike(gate: Gate) -> None:
    opens(gate)
    wrong, unknown, closed = (
        tries(gate, password="wrong"),
        tries(gate, name="nobody"),
        tries(gate, name="", password=""),
    )
    assert (wrong.status_code, unknown.status_code, closed.status_code) == (401, 401, 401)
    first = wrong.text.partition("<form class")[0]
    assert all(each.text.partition("<form class")[0] == first for each in (unknown, closed))


class _Counting(PasswordHasher):
    looked = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> Any:  # noqa: A002  # the library's name
        self.looked += 1
        return super().verify(hash, password)


def test_an_unknown_name_is_as_much_work_as_a_known_one(gate: Gate) -> None:
    hasher = _Counting()
    glass = BreakGlass(gate.house.program.read_models.engine("shared"), lambda: gate.now, hasher)
    for name in (NAME, "nobody", "\ud800", "a\0b", "x" * 100_000):
        before = hasher.looked
        assert glass.knows(name, "wrong") is None
        assert hasher.looked == before + 1


def test_tries_that_come_fast_are_not_looked_at(gate: Gate) -> None:
    opens(gate)
    for _ in range(3):
        assert tries(gate, password="wrong").status_code == 401
    for wait in (2, 4, 8):
        refused = tries(gate)
        assert (refused.status_code, "Too many tries" in refused.text) == (429, True)
        assert int(refused.headers["Retry-After"]) <= wait + 1
        gate.later(seconds=wait)
        assert tries(gate, password="wrong").status_code == 401
    assert tries(gate, name="somebody else").status_code == 401, "who knows no name holds up nobody"
    gate.later(seconds=16)
    assert tries(gate).status_code == 303
    assert tries(gate).status_code == 303


def test_a_stranger_who_fails_again_and_again_does_not_keep_the_right_one_out(gate: Gate) -> None:
    opens(gate)
    stranger, right = (Visitor(gate.house.app, address) for address in ("198.51.100.9", "192.0.2.1"))
    answers = [tries(gate, password="wrong", visitor=stranger).status_code for _ in range(5)]
    assert answers == [401, 401, 401, 429, 429]
    assert tries(gate, visitor=stranger).status_code == 429, "not from there"
    assert tries(gate, visitor=right).status_code == 303
    assert tries(gate, visitor=stranger).status_code == 429, "and who gets in elsewhere clears nothing there"


def test_the_tries_of_an_older_kvcase_are_forgotten_when_it_is_brought_up_to_date() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE access_break_glass_tries (name_sha256, failures, last_at)")
        connection.exec_driver_sql("INSERT INTO access_break_glass_tries VALUES ('x', 30, 'y')")
        break_glass.create(connection)
        break_glass.create(connection)
        assert connection.execute(sa.select(TRIES)).all() == []


def test_while_others_are_looked_at_a_try_counts_for_nothing(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    opens(gate)
    monkeypatch.setattr(break_glass, "LONGEST_QUEUE", 0)
    with break_glass._one_at_a_time():
        answers = [tries(gate).status_code for _ in range(4)]
    assert answers == [429] * 4
    assert tries(gate).status_code == 303


def test_a_try_is_counted_before_it_is_looked_at_so_that_tries_at_once_are_no_way_around(gate: Gate) -> None:
    engine, counted = gate.house.program.read_models.engine("shared"), []

    class Looking(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Any:  # noqa: A002  # the library's name
            with engine.connect() as connection:
                counted.append(connection.execute(sa.select(sa.func.max(TRIES.c.failures))).scalar())
            return super().verify(hash, password)

    glass = BreakGlass(engine, lambda: gate.now, Looking())
    for _ in range(3):
        assert glass.knows(NAME, "wrong") is None
    with pytest.raises(TooManyTriesError):
        glass.knows(NAME, PASSWORD)
    assert counted == [1, 2, 3]


def test_a_new_opening_begins_with_a_clean_slate(gate: Gate) -> None:
    for _ in range(3):
        tries(gate, password="wrong")
    with pytest.raises(TooManyTriesError):
        gate.house.program.glass.knows(NAME, PASSWORD, "127.0.0.1")
    opens(gate)
    assert tries(gate).status_code == 303


def test_every_opening_try_and_use_is_told_to_who_watches(gate: Gate) -> None:
    start = len(gate.house.program.keys.changes())
    opens(gate)
    tries(gate, password="a secret that was typed wrong")
    tries(gate, name="a-password-typed-as-name")
    visitor = Visitor(gate.house.app)
    tries(gate, visitor=visitor)
    visitor.get("/account")
    visitor.post("/sign-out")
    book = gate.house.program.keys.changes()[start:]
    assert [each.what for each in book if each.what != "break-glass-used"] == [
        "break-glass-opened", "break-glass-refused", "break-glass-refused", "signed-in", "signed-out",
    ]  # fmt: skip
    assert "GET /account" in [each.told.get("address") for each in book]
    assert [each.told["why"] for each in book if each.what == "break-glass-refused"] == [
        "wrong password",
        "unknown name",
    ]
    for role in (Role.DATA_PROTECTION_OFFICER, Role.AUDITOR):
        page = watcher(gate, role).get("/break-glass/book").text
        assert "The issuer cannot be reached." in page
        assert "break glass used" in page
        for secret in (PASSWORD, "typed wrong", "a-password-typed-as-name", "argon2"):
            assert secret not in page + str(book)


def test_another_institution_and_other_roles_learn_nothing_of_it(gate: Gate) -> None:
    opens(gate)
    assert "cannot be reached" not in watcher(gate, Role.AUDITOR, at=THERE).get("/break-glass/book").text
    assert watcher(gate, Role.CONTACT_POINT_OFFICER).get("/break-glass/book").status_code == 403
    gate.house.program.glass.set("allen", "shared", PASSWORD, "a test")
    gate.house.program.glass.open("allen", 5, "All are told of this.", "a test")
    assert "All are told of this." in watcher(gate, Role.AUDITOR, at=THERE).get("/break-glass/book").text


def test_what_cannot_be_is_refused_with_what_would_be_right(gate: Gate) -> None:
    glass = gate.house.program.glass
    with pytest.raises(UnusableInputError, match="15 to 200"):
        glass.set("kort", HERE, "too short", "a test")
    for minutes in (0, -1, 241):
        with pytest.raises(UnusableInputError, match="1 to 240"):
            glass.open(NAME, minutes, "why", "a test")
    with pytest.raises(UnusableInputError, match="reason"):
        glass.open(NAME, 5, " ", "a test")
    with pytest.raises(NotFoundError):
        glass.open("nobody", 5, "why", "a test")
    with pytest.raises(UnusableInputError, match="roles"):
        glass.set("fwo", "fwo", PASSWORD, "a test")
    assert glass.opening(NAME) is None


def test_the_time_of_an_opening_is_told(gate: Gate) -> None:
    closes_at = gate.house.program.glass.open(NAME, 30, "why", "a test")
    assert closes_at - gate.now == timedelta(minutes=30)
    told = {each.name: each.open_until for each in gate.house.program.glass.all()}
    assert told[NAME] == closes_at.isoformat()
