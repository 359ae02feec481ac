"""Who comes in at the pages, on both databases: members of several institutions, sessions, sign-ins, the glass."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.doors import Opened, TooManyTriesError
from domain.ports import Caller, Refusal, Refused
from domain.values import Actor, Role
from kvcase import members
from kvcase.bootstrap import Kvcase
from kvcase.break_glass import BreakGlass
from kvcase.sign_ins import SignIns
from projections.positions import creating
from tests.acceptance.installations import NORTH, SOUTH, Installation, actor

OFFICER = actor("els.deprez", Role.CONTACT_POINT_OFFICER)
ISSUER, ALL = "https://login.example", frozenset({"all"})


@pytest.fixture
def program(installation: Installation) -> Iterator[Kvcase]:
    """Give the opened installation; it is closed after the test."""
    opened = installation.open()
    yield opened
    opened.close()


def test_a_member_of_before_keeps_a_role_when_the_table_learns_of_several_institutions(program: Kvcase) -> None:
    engine = program.read_models.engine("shared")
    program.members.put(ISSUER, "one", OFFICER, ALL, "a test")
    columns = "issuer, subject, actor, institution, roles, scopes, since"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE old AS SELECT {columns} FROM access_members")
        connection.exec_driver_sql("DROP TABLE access_members")
        each = ", ".join(f"{name} VARCHAR NOT NULL" for name in columns.split(", "))
        connection.exec_driver_sql(f"CREATE TABLE access_members ({each}, PRIMARY KEY (issuer, subject))")
        connection.exec_driver_sql(f"INSERT INTO access_members ({columns}) SELECT {columns} FROM old")
        connection.exec_driver_sql("DROP TABLE old")
    for _ in range(2):
        with creating(engine) as connection:
            members.create(connection)
    program.members.put(ISSUER, "one", Actor("els.deprez", SOUTH, OFFICER.roles), ALL, "a test")
    seats = program.members.seats(ISSUER, "one", (NORTH, SOUTH))
    assert [each.caller.actor.institution for each in seats] == [NORTH, SOUTH]
    program.members.remove(ISSUER, "one", "a test", NORTH)
    assert program.members.caller(ISSUER, "one", NORTH) is None
    assert program.members.caller(ISSUER, "one", SOUTH) is not None


def test_a_session_is_found_until_it_ends(program: Kvcase) -> None:
    key = program.keys.create(OFFICER)
    opened = program.doors.with_key(key, "")
    assert isinstance(opened, Opened)
    assert program.doors.caller(opened.session, "GET /cases") == Caller(OFFICER)
    program.keys.revoke(key.split("_")[1])
    assert program.doors.caller(opened.session, "GET /cases") == Refused(Refusal.ENDED)
    assert program.doors.caller(opened.session, "GET /cases") is None


def test_of_many_who_finish_a_sign_in_at_once_one_does(program: Kvcase) -> None:
    sign_ins = SignIns(program.read_models.engine("shared"), program.clock)
    begun = sign_ins.begin("a browser", "north", "")
    with ThreadPoolExecutor(4) as pool:
        finished = list(pool.map(lambda _: sign_ins.finish("a browser", begun.state), range(4)))
    assert [each for each in finished if each is not None] == [begun]


def test_behind_glass_tries_are_counted_by_every_process(program: Kvcase) -> None:
    shared, password = program.read_models.engine("shared"), "een heel lang wachtwoord"
    program.glass.set("nood", NORTH, password, "a test")
    for name in ("a\0b", "nood", "nood", "nood"):
        assert BreakGlass(shared, program.clock).knows(name, "wrong") is None
    with pytest.raises(TooManyTriesError):
        BreakGlass(shared, program.clock).knows("nood", password)
    program.glass.open("nood", 5, "Geen uitgever te bereiken.", "a test")
    assert BreakGlass(shared, program.clock).knows("nood", password) == program.glass.opening("nood")
    assert program.glass.opening("nood") is not None
