"""Faults that people make, planted in the running program: each turns a check red that real tests rest on.

The checks are those of `rescreening_checks`; each story is played twice, as the program is and with one function of it
spoiled. All names are fictional, but for a public institution of the shipped aliases.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from domain.collaboration import screening
from domain.party import commands as party
from domain.values import CaseId, Effect, PartyId, Role
from kvcase import bootstrap, clock
from kvcase.bootstrap import Kvcase
from kvcase.lists.entries import Entry, NameKind
from kvcase.lists.table import EntryTable
from kvcase.lists.versions import Delta
from kvcase.screening import aliases, side
from kvcase.screening.index import ListIndex
from kvcase.screening.parties import PartyIndex
from kvcase.simulate import Simulated, simulate
from projections.rescreening_queries import Registered, RescreeningQueries
from tests.acceptance import rescreening_checks as checks
from tests.acceptance.installations import NORTH, Installation, actor, import_list, write_list

Story = Callable[["Stage"], None]
Plant = Callable[[pytest.MonkeyPatch], None]
PARTNER, SECOND, THIRD = "Zarqand Aerodynamics Institute", "Orsolo Rekenkamer", "Delta Rivierkunde NV"
FILLER = tuple((f"X-{n}", f"Fictional Trading House {n}", "AE") for n in range(10))
LIST = "fictional"
OFFICER = actor("contactpunt", Role.CONTACT_POINT_OFFICER)


class Stage:
    """A program with three running cases, a list that moves under them, and a clock that can be put forward."""

    def __init__(self, installation: Installation, folder: Path) -> None:
        self._ahead = timedelta()
        self._folder = folder
        self._versions = 0
        self.program: Kvcase = bootstrap.build(installation.settings, lambda: clock.now() + self._ahead)
        self.made = Simulated((), ())

    def begin(self, *partners: str) -> None:
        """Let the cases run, screened against the first version of the list."""
        self.comes()
        self.made = simulate(self.program, NORTH, 3, partners=partners)

    def comes(self, *rows: tuple[str, str, str], **alias_of: str) -> None:
        """Take in the next version of the list, and let the scheduler's run follow."""
        self._versions += 1
        file = write_list(self._folder / f"{self._versions}.csv", *FILLER, *rows, alias_of=alias_of)
        assert import_list(self.program, LIST, Effect.INDICATIVE, file).outcome == "activated"
        self.program.rescreening.reconcile(NORTH)

    def passes(self, time: timedelta) -> None:
        """Put the clock forward, and let the scheduler look at what is due."""
        self._ahead += time
        self.program.party_changes.tend(NORTH)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    Installation(f"sqlite:///{folder / 'data'}").prepare()
    return folder


@pytest.fixture
def stage(prepared: Path, tmp_path: Path) -> Iterator[Stage]:
    shutil.copytree(prepared, tmp_path / "made")
    opened = Stage(Installation(f"sqlite:///{tmp_path / 'made' / 'data'}"), tmp_path)
    yield opened
    opened.program.close()


def an_entry_comes_changes_and_goes(stage: Stage) -> None:
    stage.begin(PARTNER, SECOND, THIRD)
    stage.comes(("X-99", PARTNER, "SY"), ("X-98", SECOND, "IR"))
    checks.each_case_once(stage.program, LIST, 2, expected_hits=2)
    stage.comes(("X-99", f"The {PARTNER} Ltd", "SY"), ("X-98", SECOND, "IR"))
    checks.deltas_find_what_a_full_search_finds(stage.program, LIST)
    stage.comes(("X-99", f"The {PARTNER} Ltd", "SY"))
    checks.lifting_is_asked_of(stage.program, stage.made.case_ids[1])


def sixty_entries_have_one_name(stage: Stage) -> None:
    stage.begin(PARTNER, SECOND, THIRD)
    crowd = tuple((f"Y-{number}", PARTNER, "SY") for number in range(60))
    stage.comes(*crowd)
    checks.found_in(stage.program, stage.made.case_ids[0], [key for key, _, _ in crowd])


def an_institution_is_listed_by_another_name_than_the_case_has(stage: Stage) -> None:
    stage.begin("北京航空航天大学", SECOND, THIRD)
    stage.comes(("X-99", "Beihang University", "CN"))
    checks.found_in(stage.program, stage.made.case_ids[0], ["X-99"])


def the_list_itself_gives_the_name_as_an_alias(stage: Stage) -> None:
    stage.begin(PARTNER, SECOND, THIRD)
    stage.comes(("X99", "Ministry of Tides", "SY"), X99=PARTNER)
    checks.found_in(stage.program, stage.made.case_ids[0], ["X99"])


def a_party_is_called_otherwise_before_it_is_listed(stage: Stage) -> None:
    stage.begin("Bakker Precisie BV", SECOND, THIRD)
    stage.comes(("X-98", SECOND, "IR"))
    amend = party.AmendParty(PartyId(stage.made.party_ids[0]), "Zij heet ook zo.", aliases=(PARTNER,))
    stage.program.service(amend, actor=OFFICER)
    stage.comes(("X-98", SECOND, "IR"), ("X-99", PARTNER, "SY"))
    checks.deltas_find_what_a_full_search_finds(stage.program, LIST)


def an_answer_expires(stage: Stage) -> None:
    stage.begin(PARTNER, SECOND, THIRD)
    stage.comes(("X-99", PARTNER, "SY"))
    case_id = CaseId(stage.made.case_ids[0])
    (hit,) = checks.events_of(stage.program, case_id, screening.ScreeningHitRecorded)
    answer = screening.ResolveHit(case_id, hit.hit_id, screening.Resolution.FALSE_POSITIVE, "Iemand anders.")
    stage.program.service(answer, actor=OFFICER)
    stage.passes(timedelta(days=700))
    checks.found_in(stage.program, case_id, ["X-99"])
    stage.passes(timedelta(days=60))
    checks.asked_again_after(stage.program, case_id, hit.hit_id)


def deltas_without(field: str) -> Plant:
    """Plant that what changed between two versions is told without one kind of change."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        delta = EntryTable.delta

        def spoiled(table: EntryTable, list_id: str, from_version: int | None, to_version: int) -> Delta:
            return replace(delta(table, list_id, from_version, to_version), **{field: ()})

        patch.setattr(EntryTable, "delta", spoiled)

    return plant


def removed_entries_lead_to_no_case(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(RescreeningQueries, "hits_on_entries", lambda *_: ())


def fifty_candidates_are_enough(patch: pytest.MonkeyPatch) -> None:
    candidates = side.Side.candidates

    def spoiled(*of: Any) -> Iterator[tuple[int, int]]:
        return islice(candidates(*of), 50)

    patch.setattr(side.Side, "candidates", spoiled)


def what_we_know_of_institutions_is_left_out(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(aliases, "enriched", lambda entry, *_: entry)


def aliases_of_the_list_are_left_out(patch: pytest.MonkeyPatch) -> None:
    build = ListIndex.build

    def first_only(entry: Entry) -> Entry:
        return replace(entry, names=tuple(name for name in entry.names if name.kind is NameKind.PRIMARY))

    def spoiled(entries: Iterable[Entry]) -> ListIndex:
        return build(first_only(each) for each in entries)

    patch.setattr(ListIndex, "build", spoiled)


def the_party_index_finds_nobody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(PartyIndex, "touched", lambda *_: frozenset())


def the_party_index_forgets_updates(patch: pytest.MonkeyPatch) -> None:
    registered = RescreeningQueries.registered

    def spoiled(queries: RescreeningQueries, after: int) -> Registered:
        told = registered(queries, after)
        return replace(told, changed=()) if after else told

    patch.setattr(RescreeningQueries, "registered", spoiled)


def parties_lead_to_no_case(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(RescreeningQueries, "live_cases_of", lambda *_: frozenset())


def an_answer_holds_for_ever(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(RescreeningQueries, "expired", lambda *_: {})


FAULTS: Mapping[str, tuple[Plant, Story, Callable[..., None]]] = {
    "removals are skipped": (
        deltas_without("removed"), an_entry_comes_changes_and_goes, checks.lifting_is_asked_of
    ),
    "removed entries lead to no case": (
        removed_entries_lead_to_no_case, an_entry_comes_changes_and_goes, checks.lifting_is_asked_of
    ),
    "additions are skipped": (
        deltas_without("added"), an_entry_comes_changes_and_goes, checks.each_case_once
    ),
    "changes are skipped": (
        deltas_without("changed_match"), an_entry_comes_changes_and_goes, checks.deltas_find_what_a_full_search_finds
    ),
    "the party index finds nobody": (
        the_party_index_finds_nobody, an_entry_comes_changes_and_goes, checks.each_case_once
    ),
    "parties lead to no case": (
        parties_lead_to_no_case, an_entry_comes_changes_and_goes, checks.each_case_once
    ),
    "the party index forgets updates": (
        the_party_index_forgets_updates,
        a_party_is_called_otherwise_before_it_is_listed,
        checks.deltas_find_what_a_full_search_finds,
    ),
    "candidates are cut at fifty": (
        fifty_candidates_are_enough, sixty_entries_have_one_name, checks.found_in
    ),
    "what we know of institutions is ignored": (
        what_we_know_of_institutions_is_left_out,
        an_institution_is_listed_by_another_name_than_the_case_has,
        checks.found_in,
    ),
    "the aliases of the list are ignored": (
        aliases_of_the_list_are_left_out, the_list_itself_gives_the_name_as_an_alias, checks.found_in
    ),
    "an answer holds for ever": (
        an_answer_holds_for_ever, an_answer_expires, checks.asked_again_after
    ),
}  # fmt: skip
"""By what is wrong: how it is planted, the story that meets it, and the check that finds it."""


@pytest.mark.parametrize("story", dict.fromkeys(each for _, each, _ in FAULTS.values()), ids=lambda each: each.__name__)
def test_the_program_as_it_is_passes(stage: Stage, story: Story) -> None:
    story(stage)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_turns_the_check_red(stage: Stage, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    plant, story, check = FAULTS[fault]
    plant(monkeypatch)

    with pytest.raises(AssertionError) as caught:
        story(stage)

    assert caught.traceback[-1].name == check.__name__
