"""Lists move under running cases: each case is screened exactly once for each version, whoever runs it."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from domain.collaboration import screening, spine
from domain.rescreening import events as run_events
from domain.values import Effect
from kvcase.bootstrap import Kvcase
from kvcase.simulate import simulate
from kvcase.store.logs import EventLog
from projections.work_list import TaskKind
from tests.acceptance import rescreening_checks
from tests.acceptance.installations import NORTH, Installation, import_list, write_list

PARTNER = "Zarqand Aerodynamics Institute"
OTHER = ("X-1", "Orsolo Trading House", "AE")
CASES = 300
"""So many that a scheduler in chunks of a few is caught in the middle, twice over."""


@pytest.mark.by_day("postgres")
def test_a_killed_scheduler_screens_each_case_exactly_once(
    installation: Installation, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    installation = replace(installation, chunk=4)
    before, after = _list_that_names_the_partner(tmp_path)
    program = installation.open()
    try:
        import_list(program, "fictional-law", Effect.LEGAL, before)
        simulate(program, NORTH, CASES, partners=(PARTNER,))
        program.rescreening.reconcile(NORTH)
        import_list(program, "fictional-law", Effect.LEGAL, after)
        counts = [_kill_in_the_middle(installation, program) for _ in range(2)]
        record_property("screened when killed", str(counts))
        print(f"screened of {CASES} when the scheduler was killed: {counts}")  # noqa: T201
        assert counts == sorted(counts)
        assert all(0 < count < CASES for count in counts)

        finished = installation.run("scheduler", "--once")

        assert finished.returncode == 0, finished.stderr
        rescreening_checks.each_case_once(program, "fictional-law", 2, expected_hits=CASES)
    finally:
        program.close()


@pytest.mark.by_day("postgres")
def test_two_schedulers_at_once_screen_each_case_exactly_once(installation: Installation, tmp_path: Path) -> None:
    installation = replace(installation, chunk=10)
    before, after = _list_that_names_the_partner(tmp_path)
    program = installation.open()
    try:
        import_list(program, "fictional-law", Effect.LEGAL, before)
        simulate(program, NORTH, 120, partners=(PARTNER,))
        program.rescreening.reconcile(NORTH)
        import_list(program, "fictional-law", Effect.LEGAL, after)

        rivals = [installation.begin("scheduler", "--once") for _ in range(2)]
        ends = [(rival.wait(timeout=120), rival.stderr.read() if rival.stderr else b"") for rival in rivals]
        for rival in rivals:
            if rival.stderr:
                rival.stderr.close()

        assert [status for status, _ in ends] == [0, 0], ends
        rescreening_checks.each_case_once(program, "fictional-law", 2, expected_hits=120)
    finally:
        program.close()


@pytest.mark.parametrize(("effect", "holds"), [(Effect.INDICATIVE, 0), (Effect.LEGAL, 1)], ids=["indicative", "legal"])
def test_a_new_hit_is_answered_by_what_the_list_means(
    installation: Installation, tmp_path: Path, effect: Effect, holds: int
) -> None:
    before, after = _list_that_names_the_partner(tmp_path)
    program = installation.open()
    try:
        import_list(program, "fictional", effect, before)
        made = simulate(program, NORTH, 3, partners=(PARTNER, "Bakker Precisie BV", "Delta Rivierkunde NV"))
        program.rescreening.reconcile(NORTH)
        import_list(program, "fictional", effect, after)
        program.rescreening.reconcile(NORTH)
        case_id = made.case_ids[0]
        events = [each.event for each in program.logs.log(NORTH).read(case_id)]
        queries = program.read_models.institution(NORTH)
        reviews = [each for each in queries.work_list(limit=200).items if each.kind is TaskKind.REVIEW_HITS]

        assert len([each for each in events if isinstance(each, screening.SharingHeld)]) == holds
        assert [each.case_id for each in reviews] == [case_id]
        assert not any(isinstance(each, spine.CollaborationSuspended) for each in events)

        again = import_list(program, "fictional", effect, after)
        assert again.outcome == "unchanged"
        assert program.rescreening.reconcile(NORTH) == ()

        import_list(program, "fictional", effect, before)
        program.rescreening.reconcile(NORTH)
        rescreening_checks.lifting_is_asked_of(program, case_id)
    finally:
        program.close()


def _list_that_names_the_partner(folder: Path) -> tuple[Path, Path]:
    filler = tuple((f"X-{n}", f"Fictional Trading House {n}", "AE") for n in range(2, 12))
    before = write_list(folder / "before.csv", OTHER, *filler)
    return before, write_list(folder / "after.csv", OTHER, *filler, ("X-99", PARTNER, "SY"))


def _kill_in_the_middle(installation: Installation, program: Kvcase) -> int:
    """Kill a scheduler right behind its first chunks, and return how many cases have been screened."""
    log = program.logs.log(NORTH)
    begun = log.head()
    process = installation.begin("scheduler", "--once")
    deadline = time.monotonic() + 120
    while not _is_screened_behind(log, begun) and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    process.wait()
    if process.stderr:
        process.stderr.close()
    return _covered(program)


def _is_screened_behind(log: EventLog, position: int) -> bool:
    """Tell whether a chunk was written behind a position; it stands behind the events of its cases."""
    if log.head() <= position:
        return False
    return any(isinstance(each.event, run_events.ChunkScreened) for each in log.after(position, 100, reveal=False))


def _covered(program: Kvcase) -> int:
    program.read_models.catch_up(NORTH)
    runs = program.read_models.institution(NORTH).runs("fictional-law")
    return sum(each.checked for each in runs if each.to_version == 2)
