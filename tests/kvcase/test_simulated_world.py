"""A simulated institution obeys the program's own rules, and looks as if people had worked there for years."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from domain.collaboration import screening, spine
from domain.collaboration.spine import Status
from domain.errors import RuleRefusedError
from domain.party.events import PartyRegistered
from domain.person.events import PersonRegistered
from domain.values import Actor, Recorded, Role
from kvcase import bootstrap
from kvcase.bootstrap import Kvcase
from kvcase.cli.main import cli
from kvcase.demo.installation import Installation
from kvcase.demo.people import NORTH, STAFF
from kvcase.simulation import world
from kvcase.simulation.names import KINDS, SYLLABLES
from projections.work_list import TaskKind

CASES = 150
NOW = datetime(2026, 9, 15, 14, 0, tzinfo=UTC)
_OPERATOR = Actor("beheer.een", "shared", frozenset({Role.ADMIN}))


@dataclass
class Lived:
    """An institution with three years behind it."""

    program: Kvcase
    made: world.Made
    events: tuple[Recorded, ...]
    environment: dict[str, str]


def _lived(folder: Path, cases: int, seed: int = 1) -> Lived:
    installation = Installation(folder)
    installation.begin()
    installation.prepare(clock=lambda: NOW)
    program = bootstrap.build(installation.settings(), clock=lambda: NOW)
    world.import_lists(program, _OPERATOR)
    made = world.make(program, NORTH, cases, STAFF[NORTH], seed)
    return Lived(program, made, program.logs.log(NORTH).after(0, 100_000), installation.environment)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    found = _lived(tmp_path_factory.mktemp("world") / "demo", CASES)
    yield found
    found.program.close()


def test_every_status_occurs_that_a_case_can_have(lived: Lived) -> None:
    rows = lived.program.read_models.institution(NORTH).cases(limit=1_000).items
    assert len(rows) == CASES
    assert {row.status for row in rows} == set(Status) - {Status.NEW}


def test_there_is_work_of_many_kinds_some_of_it_due_this_week(lived: Lived) -> None:
    found = lived.program.read_models.institution(NORTH).work_list(limit=1_000).items
    assert {TaskKind.TRIAGE, TaskKind.REVIEW_HITS, TaskKind.APPROVER_REVIEW, TaskKind.MITIGATION} <= {
        each.kind for each in found
    }
    due = [each.due_on for each in lived.program.read_models.mandates(NORTH).reminders_due(NOW.date())]
    week = NOW.date() + timedelta(days=7)
    assert any(NOW.date() - timedelta(days=7) <= day <= week for day in due)


def test_what_people_do_in_these_years_is_of_every_kind(lived: Lived) -> None:
    seen = Counter(type(each.event).__name__ for each in lived.events)
    expected = {
        "ScreeningHitRecorded",
        "HitResolutionConfirmed",
        "RiskFactorAsserted",
        "MitigationVerified",
        "EthicsAdviceRecorded",
        "HumanRightsTestRecorded",
        "LicenceGranted",
        "SharingRecorded",
        "IncidentClosed",
        "CollaborationRejected",
        "CollaborationTerminated",
        "CollaborationSuspended",
        "AdviceGiven",
        "ConditionMet",
        "InstitutionalApprovalGranted",
        "ReportSubmitted",
        "FwoAnswerRecorded",
        "DocumentAttached",
        "DeadlineSet",
    }
    assert expected - seen.keys() == set()


def test_hits_wait_for_a_person(lived: Lived) -> None:
    found = {each.event.hit_id for each in lived.events if isinstance(each.event, screening.ScreeningHitRecorded)}
    said = {each.event.hit_id for each in lived.events if isinstance(each.event, screening.HitResolved)}
    assert len(found - said) >= 5
    assert said


def test_the_log_stands_in_the_order_of_time_and_ends_before_now(lived: Lived) -> None:
    times = [each.meta.recorded_at for each in lived.events]
    assert times == sorted(times)
    assert times[-1] < NOW
    assert times[0] < NOW - timedelta(days=900)


def test_cases_are_numbered_in_the_order_in_which_they_were_notified(lived: Lived) -> None:
    notified = [each.event.reference for each in lived.events if isinstance(each.event, spine.CollaborationNotified)]
    by_year = Counter(reference.split("-")[2] for reference in notified)
    assert notified == [
        f"KV-NOORDERHAVEN-{year}-{n:06d}" for year in sorted(by_year) for n in range(1, by_year[year] + 1)
    ]


def test_names_are_made_of_syllables_alone(lived: Lived) -> None:
    word = f"(?:{'|'.join(SYLLABLES)})+"
    party = re.compile(rf"{word} {word} (?:{'|'.join(map(re.escape, KINDS))})", re.IGNORECASE)
    person = re.compile(rf"{word} {word}", re.IGNORECASE)
    parties = [each.event.name for each in lived.events if isinstance(each.event, PartyRegistered)]
    persons = [each.event.name for each in lived.events if isinstance(each.event, PersonRegistered)]
    assert parties
    assert persons
    assert [name for name in parties if not party.fullmatch(name)] == []
    assert [name for name in persons if not person.fullmatch(name)] == []
    known = {*STAFF[NORTH].officers, *STAFF[NORTH].approvers, STAFF[NORTH].export, STAFF[NORTH].ethics, "kvcase"}
    actors = {each.meta.actor.id for each in lived.events} - known - set(STAFF[NORTH].researchers)
    assert [name for name in actors if not re.fullmatch(rf"[a-z]\.{word}", name)] == []


def test_the_ledger_verifies(lived: Lived) -> None:
    lived.program.ledgers.checkpoint(NORTH)
    result = CliRunner().invoke(cli, ["audit", "verify", NORTH], env=lived.environment, catch_exceptions=False)
    assert result.exit_code == 0, result.output


def test_read_models_built_anew_say_the_same(lived: Lived) -> None:
    models = lived.program.read_models
    models.catch_up_fwo()
    for where, logs, chosen in models.places():
        for model in chosen:
            before = models.digest(where, model)
            models.rebuild(where, logs, model)
            assert models.digest(where, model) == before, (where, model.name)


def test_the_program_has_nothing_to_react_to_any_more(lived: Lived) -> None:
    head = lived.program.logs.log(NORTH).head()
    lived.program.reactions.catch_up(NORTH)
    assert lived.program.logs.log(NORTH).head() == head


def test_years_come_before_what_stands_in_a_log(lived: Lived) -> None:
    with pytest.raises(RuleRefusedError, match="simulated years come before"):
        world.make(lived.program, NORTH, 1, STAFF[NORTH])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_seed_makes_the_same_years_again(tmp_path: Path, seed: int) -> None:
    told = []
    for name in ("one", "other"):
        found = _lived(tmp_path / name, 6, seed)
        told.append([(each.event, each.meta) for each in found.events])
        found.program.close()
    assert told[0] == told[1]
