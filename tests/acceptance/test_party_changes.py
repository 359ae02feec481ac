"""Whoever changed is screened again in each live case, by the clock alone. All names are fictional."""

from pathlib import Path
from typing import Any
from uuid import UUID

from domain.collaboration import screening
from domain.party import commands as party
from domain.party.ownership import OwnerKind, OwnershipEdge
from domain.values import Effect, PartyId, Role
from kvcase import scheduler
from kvcase.bootstrap import Kvcase
from kvcase.simulate import Simulated, simulate
from tests.acceptance.installations import NORTH, Installation, actor, import_list, write_list

OFFICER = actor("contactpunt", Role.CONTACT_POINT_OFFICER)
LISTED = "Zarqand Aerodynamics Institute"


def test_a_party_that_is_called_otherwise_is_screened_again_in_its_live_cases(
    installation: Installation, tmp_path: Path
) -> None:
    program = installation.open()
    try:
        made = _two_cases(program, tmp_path)
        amend = party.AmendParty(PartyId(made.party_ids[0]), "Zij heet ook zo.", aliases=(LISTED,))
        program.service(amend, actor=OFFICER)

        first, second = scheduler.tick(program), scheduler.tick(program)

        assert first.screened_anew == (made.case_ids[0],)
        assert second.screened_anew == ()
        (started,) = [each for each in _screenings(program, made.case_ids[0]) if each.cause == "party_change"]
        assert [each.version_no for each in started.list_versions] == [1]
        assert len(_events(program, made.case_ids[0], screening.ScreeningHitRecorded)) == 1
        assert len(_events(program, made.case_ids[0], screening.SharingHeld)) == 1
        case = program.read_models.institution(NORTH).case(made.case_ids[0])
        assert case is not None
        assert case.screening_status is screening.ScreeningStatus.IN_PROGRESS
        assert len(_screenings(program, made.case_ids[1])) == 1
    finally:
        program.close()


def test_owners_that_are_written_down_are_screened_too(installation: Installation, tmp_path: Path) -> None:
    program = installation.open()
    try:
        made = _two_cases(program, tmp_path)
        edge = OwnershipEdge(LISTED, OwnerKind.SHAREHOLDER, 60.0, "SY")
        day = program.clock().date()
        owned = party.RecordOwnership(PartyId(made.party_ids[1]), (edge,), day, "Handelsregister")
        program.service(owned, actor=OFFICER)

        assert scheduler.tick(program).screened_anew == (made.case_ids[1],)
        (hit,) = _events(program, made.case_ids[1], screening.ScreeningHitRecorded)
        assert hit.by_owner
    finally:
        program.close()


def test_an_owner_behind_an_owner_is_screened_and_asks_once(installation: Installation, tmp_path: Path) -> None:
    program = installation.open()
    try:
        made = _two_cases(program, tmp_path)
        near, far = PartyId(UUID(int=11)), PartyId(UUID(int=12))
        for owner, name in ((near, "Holding Dorsteen NV"), (far, "Beheer Windhoek NV")):
            program.service(party.RegisterParty(owner, name), actor=OFFICER)
        day = program.clock().date()
        for owned, owner in ((PartyId(made.party_ids[0]), near), (near, far)):
            edge = OwnershipEdge("Een vennootschap", OwnerKind.SHAREHOLDER, 60.0, "BE", owner)
            program.service(party.RecordOwnership(owned, (edge,), day, "Handelsregister"), actor=OFFICER)
        assert scheduler.tick(program).screened_anew == (made.case_ids[0],)
        assert scheduler.tick(program).screened_anew == ()

        program.service(party.AmendParty(far, "Nieuwe naam.", name=LISTED), actor=OFFICER)

        assert scheduler.tick(program).screened_anew == (made.case_ids[0],)
        assert scheduler.tick(program).screened_anew == ()
        (hit,) = _events(program, made.case_ids[0], screening.ScreeningHitRecorded)
        assert hit.by_owner
        other = ("X-1", "Fictional Trading House 1", "AE")
        for number, name in enumerate((LISTED, f"{LISTED} Ltd")):
            file = write_list(tmp_path / f"other-{number}.csv", other, ("X-97", name, "SY"))
            import_list(program, "other-law", Effect.LEGAL, file)
            runs = scheduler.tick(program).runs
        run = next(each for each in runs if each.institution == NORTH)
        assert (run.from_version, run.checked, run.hits) == (1, 2, 1)
    finally:
        program.close()


def test_a_website_is_no_reason_to_screen(installation: Installation, tmp_path: Path) -> None:
    program = installation.open()
    try:
        made = _two_cases(program, tmp_path)
        amend = party.AmendParty(PartyId(made.party_ids[0]), "Nieuw adres.", website="https://bakker.example")
        program.service(amend, actor=OFFICER)

        assert scheduler.tick(program).screened_anew == ()
    finally:
        program.close()


def _two_cases(program: Kvcase, folder: Path) -> Simulated:
    filler = tuple((f"X-{n}", f"Fictional Trading House {n}", "AE") for n in range(10))
    import_list(program, "law", Effect.LEGAL, write_list(folder / "1.csv", *filler, ("X-99", LISTED, "SY")))
    made = simulate(program, NORTH, 2, partners=("Bakker Precisie BV", "Delta Rivierkunde NV"))
    assert scheduler.tick(program).screened_anew == ()
    return made


def _events(program: Kvcase, case_id: UUID, type_: type) -> list[Any]:
    return [each.event for each in program.logs.log(NORTH).read(case_id) if isinstance(each.event, type_)]


def _screenings(program: Kvcase, case_id: UUID) -> list[screening.ScreeningStarted]:
    return _events(program, case_id, screening.ScreeningStarted)
