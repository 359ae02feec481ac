"""A new scorer is compared in shadow and approved by a person before it holds running cases against whole lists."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from domain.errors import NotPermittedError, RuleRefusedError
from domain.rescreening.events import Difference
from domain.values import Effect, Role
from kvcase import bootstrap, shadow
from kvcase.bootstrap import Kvcase
from kvcase.simulate import simulate
from tests.acceptance.installations import NORTH, Installation, actor, import_list, write_list

PARTNER = "Zarqand Aerodynamics Institute"
APPROVER = actor("beslisser", Role.INSTITUTION_APPROVER)
OFFICER = actor("contactpunt", Role.CONTACT_POINT_OFFICER)


@pytest.fixture
def program(installation: Installation, tmp_path: Path) -> Iterator[Kvcase]:
    """Give an installation that keeps its indexes in files."""
    opened = bootstrap.build(replace(installation.settings, indexes=tmp_path / "indexes"))
    yield opened
    opened.close()


def test_no_case_is_touched_before_a_person_approves(
    program: Kvcase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filler = tuple((f"X-{n}", f"Fictional Trading House {n}", "AE") for n in range(10))
    import_list(program, "law", Effect.LEGAL, write_list(tmp_path / "1.csv", *filler, ("X-99", PARTNER, "SY")))
    program.rescreening.reconcile(NORTH)
    made = simulate(program, NORTH, 2, partners=(PARTNER, "Bakker Precisie BV"))
    program.shadows.refuse_unapproved(NORTH)  # the scorer that was used all along needs nobody
    monkeypatch.setattr(shadow, "SCORER_ID", "kv-match-of-tomorrow")
    before = [program.logs.log(NORTH).read(case_id) for case_id in made.case_ids]

    with pytest.raises(RuleRefusedError, match="nobody approved kv-match-of-tomorrow"):
        program.shadows.refuse_unapproved(NORTH)
    with ThreadPoolExecutor(2) as executor:
        found = program.shadows.compare(NORTH, executor)
        assert program.shadows.compare(NORTH, executor) == found

    (pair,) = found.pairs
    assert (pair.case_id, pair.entry_id, pair.difference) == (made.case_ids[0], "X-99", Difference.NEW)
    assert (found.checked, found.same) == (2, 0)
    assert [program.logs.log(NORTH).read(case_id) for case_id in made.case_ids] == before
    with pytest.raises(NotPermittedError):
        program.shadows.approve(found.run_id, "Gelezen.", OFFICER)
    program.shadows.approve(found.run_id, "Gelezen: de nieuwe treffer klopt.", APPROVER)
    program.read_models.catch_up(NORTH)
    program.shadows.refuse_unapproved(NORTH)
    (row,) = [each for each in program.read_models.rescreening(NORTH).scorers() if each.approved_by]
    assert (row.scorer_id, row.approved_by) == ("kv-match-of-tomorrow", "beslisser")

    monkeypatch.setattr(shadow, "SCORER_ID", "kv-match-of-the-day-after")
    with pytest.raises(RuleRefusedError, match="compared another scorer"):
        program.shadows.approve(found.run_id, "Nog eens.", APPROVER)


def test_a_pair_is_new_or_gone_or_of_another_band_or_not_told() -> None:
    keys = [(UUID(int=1), UUID(int=2), "law", f"E{number}") for number in range(5)]
    before = {keys[0]: 90, keys[1]: 84, keys[2]: 72, keys[3]: 99}
    after = {keys[0]: 86, keys[1]: 85, keys[2]: 84, keys[4]: 70}

    found = [(each.entry_id, each.difference, each.before, each.after) for each in shadow.differences(before, after)]

    assert found == [
        ("E1", Difference.OTHER_BAND, 84, 85),
        ("E3", Difference.GONE, 99, None),
        ("E4", Difference.NEW, None, 70),
    ]
