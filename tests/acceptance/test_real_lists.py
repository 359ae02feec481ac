"""Real list files move under running cases. Runs where KVCASE_TEST_DATA names the folder that holds them.

The deltas are computed here a second time, with a few lines of the standard library. No name is printed.
"""

import csv
import gzip
import os
import re
from collections import Counter
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from domain.collaboration import parties, screening
from domain.person import commands as person
from domain.values import CaseId, PersonId, Role
from kvcase.bootstrap import Kvcase
from kvcase.simulate import simulate
from projections.work_list import TaskKind, TaskRow
from tests.acceptance import sdn_versions
from tests.acceptance.installations import FIRST, NORTH, Installation, actor

DATA = os.environ.get("KVCASE_TEST_DATA", "")
pytestmark = pytest.mark.skipif(not DATA, reason="KVCASE_TEST_DATA is not set: the real list files are not at hand")
SDN = ("2024-02-24", "2024-03-25", "2024-05-01", "2024-05-02", "2024-05-03")


@pytest.mark.nightly
def test_all_deltas_of_the_sdn_list_find_what_one_full_run_finds(installation: Installation) -> None:
    program = installation.open()
    try:
        outcome = sdn_versions.play(program, sdn_versions.versions(Path(DATA)), 1_000)
        assert len(outcome.rows) == 11
        assert outcome.by_deltas == outcome.in_full
        assert outcome.in_full
    finally:
        program.close()


@pytest.mark.by_day("postgres")
def test_sdn_versions_give_the_deltas_of_their_files_and_tasks_without_holds(installation: Installation) -> None:
    program = installation.open()
    try:
        program.list_imports.register_shipped(FIRST, "ofac-sdn")
        first, second = _sdn(SDN[0]), _sdn(SDN[1])
        partner = _only_organisation({key: second[key] for key in second.keys() - first.keys()}, first)
        previous: dict[str, tuple[str, ...]] = {}
        for number, day in enumerate(SDN, start=1):
            rows = _sdn(day)
            result = program.list_imports.import_files(FIRST, "ofac-sdn", "ofac_sdn", {"names": _sdn_file(day)})
            both = rows.keys() & previous.keys()
            changed = sum(rows[key] != previous[key] for key in both)

            assert result.version_no == number
            assert result.entries == len(rows)
            assert result.added == len(rows.keys() - previous.keys())
            assert result.removed == len(previous.keys() - rows.keys())
            assert result.changed + result.changed_info == changed
            print(f"SDN {day}: {len(rows)} entries, +{result.added} ~{changed} -{result.removed}")  # noqa: T201
            if number == 1:
                made = simulate(program, NORTH, 5, partners=(partner, "Bakker Precisie BV", "Delta Rivierkunde NV"))
            program.rescreening.reconcile(NORTH)
            previous = rows
        again = program.list_imports.import_files(FIRST, "ofac-sdn", "ofac_sdn", {"names": _sdn_file(SDN[-1])})

        assert again.outcome == "unchanged"
        case_id = made.case_ids[0]
        events = [each.event for each in program.logs.log(NORTH).read(case_id)]
        assert Counter(type(each).__name__ for each in events)["SharingHeld"] == 0
        assert len(_tasks(program, TaskKind.REVIEW_HITS)) == 2  # cases 0 and 3 have the partner
        assert [each.case_id for each in _tasks(program, TaskKind.REVIEW_HITS)].count(case_id) == 1
    finally:
        program.close()


def test_un_versions_hold_sharing_for_the_added_and_give_lift_work_for_the_removed(installation: Installation) -> None:
    program = installation.open()
    try:
        old, new = _un("2025-04-19"), _un("2026-02-27")
        entities = _entities("2026-02-27") - old.keys()
        added = _only_organisation({key: (new[key],) for key in entities}, {})
        removed = next(old[key] for key in sorted(old.keys() - new.keys()) if len(old[key].split()) >= 3)
        program.list_imports.register_shipped(FIRST, "un-sc")
        _import_un(program, "2025-04-19")
        made = simulate(program, NORTH, 3, partners=(added, "Bakker Precisie BV", "Delta Rivierkunde NV"))
        # All that the new version removes are persons; so one takes part in the second case.
        person_id = PersonId(UUID(int=77))
        researcher = actor("sim.researcher", Role.RESEARCHER)
        program.service(person.RegisterPerson(person_id, removed), actor=researcher)
        link = parties.LinkResearcher(CaseId(made.case_ids[1]), person_id, parties.StayType.EXTERNAL)
        program.service(link, actor=researcher)
        program.rescreening.reconcile(NORTH)
        result = _import_un(program, "2026-02-27")
        program.rescreening.reconcile(NORTH)

        assert result == (len(new.keys() - old.keys()), len(old.keys() - new.keys()))
        for_added = [each.event for each in program.logs.log(NORTH).read(made.case_ids[0])]
        holds = [each for each in for_added if isinstance(each, screening.SharingHeld)]
        triggered = [each for each in for_added if isinstance(each, screening.RescreeningTriggered)]
        assert len(holds) == 1
        assert [each.to_version for each in triggered] == [2]
        assert [each.case_id for each in _tasks(program, TaskKind.REVIEW_HITS)].count(made.case_ids[0]) == 1
        assert [each.case_id for each in _tasks(program, TaskKind.LIFT)] == [made.case_ids[1]]
    finally:
        program.close()


def _tasks(program: Kvcase, kind: TaskKind) -> tuple[TaskRow, ...]:
    return program.read_models.institution(NORTH).work_list(kind=kind, limit=200).items


def _import_un(program: Kvcase, day: str) -> tuple[int, int]:
    file = Path(DATA) / "lists" / "un_sc" / f"un_consolidated_{day}.xml.gz"
    result = program.list_imports.import_files(FIRST, "un-sc", "un_xml", {"list": file})
    assert result.outcome == "activated"
    return result.added, result.removed


def _sdn_file(day: str) -> Path:
    return Path(DATA) / "lists" / "us_ofac_sdn" / f"sdn_{day}.csv.gz"


def _sdn(day: str) -> dict[str, tuple[str, ...]]:
    with gzip.open(_sdn_file(day), "rt", encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.reader(lines) if len(row) > 1]
    return {row[0].strip(): tuple(re.sub(r"\s+", " ", field).strip() for field in row[1:]) for row in rows}


def _entities(day: str) -> set[str]:
    with gzip.open(Path(DATA) / "lists" / "un_sc" / f"un_consolidated_{day}.xml.gz") as file:
        root = ET.parse(file).getroot()  # noqa: S314  # likewise
    return {(entry.findtext("DATAID") or "").strip() for entry in root.iter("ENTITY")}


def _un(day: str) -> dict[str, str]:
    with gzip.open(Path(DATA) / "lists" / "un_sc" / f"un_consolidated_{day}.xml.gz") as file:
        root = ET.parse(file).getroot()  # noqa: S314  # a file of ours, read for the comparison only
    names = {}
    for kind in ("INDIVIDUAL", "ENTITY"):
        for entry in root.iter(kind):
            key = (entry.findtext("DATAID") or "").strip()
            parts = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
            names[key] = " ".join((entry.findtext(part) or "").strip() for part in parts).strip()
    return names


def _only_organisation(rows: dict[str, tuple[str, ...]], before: dict[str, tuple[str, ...]]) -> str:
    """Return a telling name among these rows that no row before shares a long word with."""
    words = {word for row in before.values() for word in re.findall(r"[A-Z]{6,}", row[0])}
    for key in sorted(rows):
        name, kind = rows[key][0], rows[key][1] if len(rows[key]) > 1 else "-0-"
        own = set(re.findall(r"[A-Z]{6,}", name.upper()))
        if kind.startswith("-0-") and len(own) >= 2 and not own & words:
            return name
    pytest.fail("no organisation among the rows has a name of its own")
