"""A full run holds every live case against whole lists, once for each new hit, wherever it is worked out."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from domain.collaboration import screening
from domain.values import Effect
from kvcase import bootstrap
from kvcase.bootstrap import Kvcase
from kvcase.simulate import simulate
from tests.acceptance.installations import NORTH, Installation, import_list, write_list

PARTNER = "Zarqand Aerodynamics Institute"


@pytest.fixture
def program(installation: Installation, tmp_path: Path) -> Iterator[Kvcase]:
    """Give an installation that keeps its indexes in files."""
    opened = bootstrap.build(replace(installation.settings, indexes=tmp_path / "indexes"))
    yield opened
    opened.close()


def test_a_full_run_finds_what_is_there_and_raises_it_once(program: Kvcase, tmp_path: Path) -> None:
    filler = tuple((f"X-{n}", f"Fictional Trading House {n}", "AE") for n in range(10))
    import_list(program, "law", Effect.LEGAL, write_list(tmp_path / "1.csv", *filler, ("X-99", PARTNER, "SY")))
    program.rescreening.reconcile(NORTH)
    made = simulate(program, NORTH, 3, partners=(PARTNER, "Bakker Precisie BV", "Delta Rivierkunde NV"))
    assert program.rescreening.reconcile(NORTH) == ()

    with ThreadPoolExecutor(2) as executor:
        (first,) = program.rescreening.full(NORTH, executor)
        (again,) = program.rescreening.full(NORTH, executor)

    assert (first.checked, first.hits) == (3, 1)
    assert (again.checked, again.hits) == (3, 0)
    events = [each.event for each in program.logs.log(NORTH).read(made.case_ids[0])]
    (hit,) = [each for each in events if isinstance(each, screening.ScreeningHitRecorded)]
    assert (hit.list_version, hit.entry_id) == (1, "X-99")
    assert program.rescreening.reconcile(NORTH) == ()
