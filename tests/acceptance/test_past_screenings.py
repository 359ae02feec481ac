"""Past screenings come out as they were, whatever became of lists and parties since. All names are fictional."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from domain.party import commands as party
from domain.values import Effect, PartyId, Role
from kvcase import past_screenings, scheduler
from kvcase.simulate import simulate
from tests.acceptance.installations import NORTH, Installation, actor, import_list, write_list

OFFICER = actor("contactpunt", Role.CONTACT_POINT_OFFICER)
PARTNER = "Zarqand Aerodynamics Institute"
FILLER = tuple((f"X-{n}", f"Fictional Trading House {n}", "AE") for n in range(10))


def test_every_screening_comes_out_as_it_was(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = installation.open()
    try:
        import_list(program, "law", Effect.LEGAL, write_list(tmp_path / "1.csv", *FILLER))
        made = simulate(program, NORTH, 1, partners=("Bakker Precisie BV",))
        amend = party.AmendParty(PartyId(made.party_ids[0]), "Zij heet ook zo.", aliases=(PARTNER,))
        import_list(program, "law", Effect.LEGAL, write_list(tmp_path / "2.csv", *FILLER, ("X-99", PARTNER, "SY")))
        scheduler.tick(program)
        program.service(amend, actor=OFFICER)
        scheduler.tick(program)
        more = (*FILLER, ("X-98", "Bakker Precisie", "SY"))
        import_list(program, "law", Effect.LEGAL, write_list(tmp_path / "3.csv", *more))
        scheduler.tick(program)
        program.service(replace(amend, aliases=("Iets Heel Anders",)), actor=OFFICER)

        found = program.past_screenings.replay(NORTH, made.case_ids[0])

        assert [(each.cause, dict(each.lists)) for each in found] == [
            ("initial", {"law": 1}),
            ("party_change", {"law": 2}),
            ("list_change", {"law": 3}),
        ]
        assert [(each.same, each.other, each.new) for each in found] == [(0, (), ()), (1, (), ()), (1, (), ())]
        assert all(each.is_same_scorer and not each.erased and not each.changed for each in found)

        monkeypatch.setattr(past_screenings, "SCORER_ID", "kv-match-of-tomorrow")
        assert not any(each.is_same_scorer for each in program.past_screenings.replay(NORTH, made.case_ids[0]))
    finally:
        program.close()


def test_a_hit_that_was_left_out_then_is_told(installation: Installation, tmp_path: Path) -> None:
    program = installation.open()
    try:
        import_list(program, "law", Effect.LEGAL, write_list(tmp_path / "1.csv", *FILLER, ("X-99", PARTNER, "SY")))
        made = simulate(program, NORTH, 1, partners=(PARTNER,))  # whose screening is said to have found nothing

        (found,) = program.past_screenings.replay(NORTH, UUID(str(made.case_ids[0])))

        assert found.new == ("law:X-99",)
        assert not found.is_identical
    finally:
        program.close()
