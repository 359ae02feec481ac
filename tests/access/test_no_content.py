"""Who keeps the machine, the rules or the accounts learns of no case: no reference, no id, no name, by any command."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

import click
import pytest
from click.testing import CliRunner

from domain.collaboration.dry_run import Change
from domain.collaboration.proportionality import Restriction
from domain.errors import NotPermittedError
from domain.rescreening.events import Difference, ShadowPair
from domain.values import CaseId, Level, Role, RunId
from kvcase import dry_run
from kvcase.cli import dry_runs, linting, main, screening
from kvcase.dry_run import CaseChange, DryRun
from kvcase.measure import HeldCase, Measured
from kvcase.shadow import Shadow
from tests.access.cells import ASKERS, Seat
from tests.access.world import SECRET, World, furnish
from tests.api.house import HERE, House, identifier, opened
from tests.domain.scenario import CASE

Say = Callable[..., str]
REFERENCE = "KV-NOORDHAVEN-2026-000001"
LEAF = CaseId(CASE)
KEEPERS = {Role.ADMIN, Role.OPERATOR, Role.SERVICE}
APART = {
    "serve",
    "worker",
    "scheduler",
    "simulate",
    "demo",
    "bench",
    "restore",
    "backup",
    "migrate",
    "grants",
    "doctor",
}
"""Commands that open an installation of their own, or run on; what they print is told by their own tests."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two institutions with one thing of every kind in the first."""
    with opened(tmp_path_factory.mktemp("content") / "data") as house:
        yield furnish(house)


@pytest.fixture
def say(world: World, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Return how somebody says a command at the machine; the answer is all that is printed."""
    program = world.house.program
    monkeypatch.setattr("kvcase.cli.common.bootstrap.build", lambda _settings: program)
    monkeypatch.setattr("kvcase.cli.common.settings.read", lambda: None)
    monkeypatch.setattr(type(program), "close", lambda _self: None)

    def said(*words: str, key: str = "") -> str:
        answer = CliRunner().invoke(main.cli, [*words, *(("--key", key) if key else ())])
        if isinstance(answer.exception, NotPermittedError):
            raise answer.exception
        return f"{answer.output}{answer.exception or ''}"

    return said


def keyless(group: click.Group = main.cli, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield every command that asks for no key."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from keyless(command, (*path, name))
        elif not any(each.name == "key" for each in command.params) and name not in APART and path != ("ledger",):
            yield (*path, name)


def tells(world: World, told: str) -> list[str]:
    """Return what of cases stands in a text."""
    references = [row.reference for row in world.house.program.read_models.institution(HERE).cases().items]
    harmless = {world.mine[name] for name in ("runs", "covers", "grants")}
    return [each for each in (SECRET, "Instituut Dijk", *references, *sorted(world.ids - harmless)) if each in told]


@pytest.mark.parametrize("words", sorted(keyless()), ids=" ".join)
def test_no_command_without_a_key_tells_of_a_case(world: World, say: Say, words: tuple[str, ...]) -> None:
    parameters = {"show": [HERE], "route": [HERE], "explain": ["G1"]}
    for more in ([], ["--json"]):
        told = say(*words, *parameters.get(words[-1], []), *more)
        assert tells(world, told) == [], words


def test_reminders_are_counted_for_whom_reads_no_case_and_told_to_the_office(world: World, say: Say) -> None:
    someday = ("remind", "--on", "2026-06-01")
    for key in (
        "",
        world.person(Role.OPERATOR, Seat.OWN).key,
        world.person(Role.CONTACT_POINT_OFFICER, Seat.OTHER).key,
    ):
        told = say(*someday, key=key)
        assert tells(world, told) == []
        assert f"{HERE}: " in told
        assert tells(world, say(*someday, "--json", key=key)) == []
    assert REFERENCE in say(*someday, key=world.person(Role.CONTACT_POINT_OFFICER, Seat.OWN).key)


def test_the_log_of_an_institution_is_for_its_auditors_and_its_contact_point(world: World, say: Say) -> None:
    for asker in ASKERS:
        if asker.role is None:
            continue
        may = asker.role in {Role.AUDITOR, Role.CONTACT_POINT_OFFICER}
        if may and asker.seat is Seat.OWN:
            assert REFERENCE in say("audit", "log", HERE, key=world.key(asker))
        elif may and asker.seat is Seat.OTHER:
            assert "no such log" in say("audit", "log", HERE, key=world.key(asker))
        else:
            with pytest.raises(NotPermittedError):
                say("audit", "log", HERE, key=world.key(asker))


def test_a_dry_run_is_counted_by_institution_for_who_keeps_the_rules() -> None:
    none = Change(Level.NONE, Level.HIGH, Level.HIGH, (), (), (), (), (), (), (), ())
    cases = (CaseChange(HERE, REFERENCE, "running", False, none), CaseChange(HERE, "KV-2", "closed", True, none))
    run = DryRun("2026-2", "2026-1", (), (5, 3), cases, 0.1)
    told = "\n".join(dry_runs.counts_told(dry_run.counted(run)))
    assert f"{HERE}: 1 live and 1 past case(s) would change" in told
    assert "looked at 5 live and 3 past case(s)" in told
    assert dry_run.digest(run) in told
    assert "KV-" not in told + json.dumps(dry_run.counted(run))


def test_what_holds_cases_back_is_counted_by_institution_for_who_keeps_the_rules() -> None:
    held = HeldCase(HERE, REFERENCE, Restriction("hold", "P-1: Kanarie", date(2026, 1, 1)), True)
    found = Measured(4, 2, (held,), ())
    told = "\n".join(linting.measured(found, names_cases=False))
    assert f"{HERE}: 1 without a day of review or past it" in told
    counted = linting.counted(found)
    assert counted["held"] == Counter({HERE: 1})
    assert not any(each in told + str(counted) for each in ("KV-", "Kanarie"))
    assert REFERENCE in "\n".join(linting.measured(found))


def test_a_shadow_run_names_its_pairs_to_the_institution_alone(capsys: pytest.CaptureFixture[str]) -> None:
    pair = ShadowPair(LEAF, LEAF, "example", "E1", next(iter(Difference)), 80, 90)
    shadow = Shadow(RunId(CASE), HERE, "scorer-2", 3, 2, (pair,))
    for as_json in (False, True):
        screening._tell_shadows([shadow], None, as_json)
        told = capsys.readouterr().out
        assert "entry E1" not in told
        assert "entry_id" not in told
        assert str(next(iter(Difference))) in told
        screening._tell_shadows([shadow], HERE, as_json)
        assert "E1" in capsys.readouterr().out


def test_no_address_of_content_opens_to_an_administrator_an_operator_or_a_program(world: World) -> None:
    house: House = world.house
    for role in KEEPERS:
        for seat in (Seat.OWN, Seat.SHARED):
            who = world.person(role, seat)
            for path in ("/collaborations", f"/collaborations/{identifier('nowhere')}", "/work-list", "/deadlines"):
                assert who.get(path).status_code == 403
            for path in ("/runs", "/institutions", "/lists", "/policies/rules", "/covers", "/grants"):
                assert tells(world, who.get(path).text) == [] or who.get(path).status_code == 403
    assert house.events() > 0
