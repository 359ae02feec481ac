"""What must hold of re-screening, as checks that tests share: with the real lists, with made-up ones, and with faults.

`test_planted_faults` shows of each that a fault in the program breaks it.
"""

from collections import Counter
from collections.abc import Collection
from typing import Any
from uuid import UUID

from domain.collaboration import screening
from domain.rescreening import events as run_events
from kvcase.bootstrap import Kvcase
from kvcase.lists.entries import match_fingerprint
from projections.rescreening_runs import RunStatus
from projections.work_list import TaskKind
from tests.acceptance.installations import NORTH

Pairs = frozenset[tuple[str, str]]
"""Pairs (subject, entry)."""


def by_deltas(program: Kvcase, list_id: str) -> Pairs:
    """Return the pairs that were recorded, of entries that are still on the list as they were."""
    version = program.facts.shared().lists[list_id].version_no
    prints = {each.entry_id: match_fingerprint(each) for each in program.entries.entries(list_id, version)}
    log, position, found = program.logs.log(NORTH), 0, set()
    while batch := log.after(position, 5_000):
        for each in batch:
            event = each.event
            if (
                isinstance(event, screening.ScreeningHitRecorded)
                and event.list_id == list_id
                and prints.get(event.entry_id) == event.entry_fingerprint
            ):
                found.add((str(event.subject_id), event.entry_id))
        position = batch[-1].position
    return frozenset(found)


def in_full(program: Kvcase, list_id: str) -> Pairs:
    """Return the pairs that one search of the whole list finds for everyone in a live case."""
    of = program.facts.shared().lists[list_id]
    case_ids = program.read_models.institution(NORTH).live_case_ids()
    taking_part = program.read_models.subjects(NORTH, case_ids)
    index = program.engine.whole(of)
    return frozenset(
        (str(hit.subject_id), hit.entry_id)
        for case_id, subjects in taking_part.items()
        for hit in program.engine.against_entries(case_id, subjects, of, index)
    )


def deltas_find_what_a_full_search_finds(program: Kvcase, list_id: str) -> None:
    """Assert that the runs over every delta recorded what one full search finds, and that it finds anything."""
    found = by_deltas(program, list_id)
    assert found == in_full(program, list_id)
    assert found


def found_in(program: Kvcase, case_id: UUID, entry_ids: Collection[str]) -> None:
    """Assert that a case has a hit on each of these entries, and on no other."""
    hits = events_of(program, case_id, screening.ScreeningHitRecorded)
    assert sorted(each.entry_id for each in hits) == sorted(entry_ids)


def lifting_is_asked_of(program: Kvcase, case_id: UUID) -> None:
    """Assert that the work list asks to lift what rests on an entry that was removed, in this case alone."""
    tasks = program.read_models.institution(NORTH).work_list(limit=200).items
    assert [each.case_id for each in tasks if each.kind is TaskKind.LIFT] == [case_id]


def each_case_once(program: Kvcase, list_id: str, version: int, *, expected_hits: int) -> None:
    """Assert that the run of a version screened each live case once, and told so many of them of it, once."""
    log = program.logs.log(NORTH).after(0, 1_000_000, reveal=False)
    program.read_models.catch_up(NORTH)
    (run,) = [each for each in program.read_models.institution(NORTH).runs(list_id) if each.to_version == version]
    screened = Counter(
        case.case_id
        for each in log
        if isinstance(each.event, run_events.ChunkScreened) and each.stream_id == run.run_id
        for case in each.event.cases
    )
    told = Counter(
        each.stream_id
        for each in log
        if isinstance(each.event, screening.RescreeningTriggered) and each.event.to_version == version
    )
    assert set(screened.values()) == {1}
    assert len(screened) == len(program.read_models.institution(NORTH).live_case_ids())
    assert len(told) == expected_hits
    assert set(told.values()) == {1}
    assert run.status is RunStatus.COMPLETED


def asked_again_after(program: Kvcase, case_id: UUID, hit_id: UUID) -> None:
    """Assert that a hit was found anew that says after which answered one it asks."""
    hits = events_of(program, case_id, screening.ScreeningHitRecorded)
    assert [each.follows for each in hits if each.hit_id != hit_id] == [hit_id]


def events_of(program: Kvcase, case_id: UUID, type_: type) -> list[Any]:
    """Return the events of a case of one type."""
    return [each.event for each in program.logs.log(NORTH).read(case_id) if isinstance(each.event, type_)]
