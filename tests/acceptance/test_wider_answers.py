"""What is said of a party in one case holds in its others, until a list or a person changes it. Names are fictional."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from api import hits as api
from api.reading import Reading
from domain.collaboration import hit_answers, parties, screening, spine
from domain.collaboration.screening import AnswerScope, Resolution
from domain.party import commands as party
from domain.values import Actor, CaseId, Effect, HitId, PartyId, Role
from kvcase import scheduler
from kvcase.bootstrap import Kvcase
from kvcase.store.logs import Append
from projections.case_hits import HitRow
from tests.acceptance.installations import NORTH, SOUTH, Installation, actor, import_list, write_list

OFFICER = actor("contactpunt", Role.CONTACT_POINT_OFFICER)
EXPORT = actor("exportcontrole", Role.EXPORT_CONTROL_OFFICER)
AUDITOR = actor("auditor", Role.AUDITOR)
RESEARCHER = actor("r.vanhoof", Role.RESEARCHER)
SECURITY = actor("veiligheid", Role.SECURITY_OFFICER)
FILLER = tuple((f"X-{n}", f"Fictional Trading House {n}", "AE") for n in range(10))
LISTED = "Zarqand Aerodynamics Institute"
PARTY, TWIN = PartyId(UUID(int=1)), PartyId(UUID(int=2))
FIRST, SECOND = CaseId(UUID(int=11)), CaseId(UUID(int=12))


@pytest.fixture
def program(installation: Installation, tmp_path: Path) -> Iterator[Kvcase]:
    """Give the opened installation, with a list of law and one of notes that name nobody here yet."""
    opened = installation.open()
    for name, effect in (("law", Effect.LEGAL), ("notes", Effect.INDICATIVE)):
        import_list(opened, name, effect, write_list(tmp_path / f"{name}-1.csv", *FILLER))
    for party_id in (PARTY, TWIN):
        opened.service(party.RegisterParty(party_id, LISTED, "BE"), actor=OFFICER)
    yield opened
    opened.close()


def test_an_answer_for_the_party_holds_in_another_case_and_is_taken_back_in_both(
    program: Kvcase, tmp_path: Path
) -> None:
    begun(program, FIRST, PARTY)
    begun(program, SECOND, PARTY)
    name_it(program, "law", Effect.LEGAL, tmp_path)
    answer(program, FIRST, AnswerScope.PARTY, EXPORT)
    assert the_hit(program, SECOND).resolution is None
    program.service(screening.ConfirmHitResolution(FIRST, the_id(program, FIRST)), actor=OFFICER)

    told = the_hit(program, SECOND)
    assert told.resolution is Resolution.FALSE_POSITIVE
    assert (told.adopted_case, told.adopted_hit) == (FIRST, the_id(program, FIRST))
    assert told.decided_by == ("contactpunt", "exportcontrole")
    assert "legal-hit" not in gates(program, SECOND)

    retract = hit_answers.RetractHitAnswer(FIRST, the_id(program, FIRST), "Het register was fout.")
    program.service(retract, actor=EXPORT)

    for case_id in (FIRST, SECOND):
        assert the_hit(program, case_id).resolution is None
        assert "legal-hit" in gates(program, case_id)
    assert scheduler.tick(program).runs == ()


def test_a_case_that_meets_the_party_later_adopts_the_answer_with_its_first_screening(
    program: Kvcase, tmp_path: Path
) -> None:
    begun(program, FIRST, PARTY)
    name_it(program, "notes", Effect.INDICATIVE, tmp_path)
    answer(program, FIRST, AnswerScope.PARTY, EXPORT)
    begun(program, SECOND, PARTY)

    assert the_hit(program, SECOND).adopted_case == FIRST
    assert len(events(program, SECOND, screening.ScreeningHitRecorded)) == 1


def test_an_answer_that_came_between_is_adopted_at_the_next_tick(program: Kvcase, tmp_path: Path) -> None:
    begun(program, FIRST, PARTY)
    begun(program, SECOND, PARTY)
    name_it(program, "notes", Effect.INDICATIVE, tmp_path)
    (row,) = program.read_models.rescreening(NORTH).hits(FIRST)
    last, other = date(9999, 1, 1), Resolution.FALSE_POSITIVE
    said = screening.HitResolved(FIRST, HitId(row.hit_id), other, "Elders.", False, last, AnswerScope.PARTY)
    append(program, FIRST, said)

    assert the_hit(program, SECOND).adopted_case is None
    scheduler.tick(program)
    assert the_hit(program, SECOND).adopted_case == FIRST


def test_an_answer_by_name_holds_for_a_second_record_of_the_same_name(program: Kvcase, tmp_path: Path) -> None:
    begun(program, FIRST, PARTY)
    begun(program, SECOND, TWIN)
    name_it(program, "notes", Effect.INDICATIVE, tmp_path)
    answer(program, FIRST, AnswerScope.PARTY, EXPORT)
    assert the_hit(program, SECOND).resolution is None
    answer(program, FIRST, AnswerScope.INSTITUTION, SECURITY)
    assert the_hit(program, SECOND).adopted_case == FIRST
    program.service(party.AmendParty(TWIN, "Toch een ander.", country="NL"), actor=OFFICER)
    scheduler.tick(program)
    assert [each.resolution for each in hits(program, SECOND)] == [None, Resolution.FALSE_POSITIVE]


def test_who_leaves_the_case_takes_the_answer_along(program: Kvcase, tmp_path: Path) -> None:
    begun(program, FIRST, PARTY)
    begun(program, SECOND, PARTY)
    name_it(program, "notes", Effect.INDICATIVE, tmp_path)
    answer(program, FIRST, AnswerScope.PARTY, EXPORT)
    program.service(parties.UnlinkParty(FIRST, PARTY, "Was een vergissing."), actor=OFFICER)
    assert the_hit(program, SECOND).resolution is None


def test_that_it_is_the_one_informs_other_cases_and_decides_nothing_there(
    installation: Installation, program: Kvcase, tmp_path: Path
) -> None:
    begun(program, FIRST, PARTY)
    begun(program, SECOND, PARTY)
    name_it(program, "notes", Effect.INDICATIVE, tmp_path)
    command = screening.ResolveHit(FIRST, the_id(program, FIRST), Resolution.TRUE_MATCH, "Dezelfde.")
    program.service(command, actor=OFFICER)
    scheduler.tick(program)

    (told,) = api.of_case(Reading(program.ports), SECOND, OFFICER)
    assert (told.resolution, told.confirmed_in) == (None, (FIRST,))
    rows = [program.read_models.institution(NORTH).case(each) for each in (FIRST, SECOND)]
    first, second = (row.reference for row in rows if row is not None)
    for by, status, shown in ((OFFICER, 0, True), (AUDITOR, 0, True), (RESEARCHER, 1, False)):
        ran = installation.run("case", "hits", second, key=program.keys.create(by))
        assert ran.returncode == status, ran.stderr
        assert (f"confirmed in another case: {first}" in ran.stdout) is shown


def test_an_answer_never_leaves_its_institution(program: Kvcase, tmp_path: Path) -> None:
    far = CaseId(UUID(int=13))
    begun(program, FIRST, PARTY)
    neighbour = actor("contact", Role.CONTACT_POINT_OFFICER, SOUTH)
    program.service(party.RegisterParty(PARTY, LISTED, "BE"), actor=neighbour)
    begun(program, far, PARTY, neighbour)
    name_it(program, "notes", Effect.INDICATIVE, tmp_path)
    answer(program, FIRST, AnswerScope.INSTITUTION, SECURITY)
    scheduler.tick(program)
    (hit,) = program.read_models.institution(SOUTH).hits(far)
    assert hit.resolution is None


def begun(program: Kvcase, case_id: CaseId, party_id: PartyId, by: Actor = OFFICER) -> None:
    """Notify a case with one partner, and screen it."""
    notify = spine.NotifyCollaboration(case_id, "Titel", "Tekst", spine.Nature.SERVICE)
    program.service(notify, actor=replace(RESEARCHER, institution=by.institution))
    program.service(parties.LinkParty(case_id, party_id, parties.PartyRole.PARTNER), actor=by)
    program.service(screening.StartScreening(case_id, UUID(int=case_id.int + 100)), actor=by)


def name_it(program: Kvcase, list_id: str, effect: Effect, folder: Path, name: str = LISTED) -> None:
    """Let a new version of a list name the party, and hold it against the cases."""
    import_list(program, list_id, effect, write_list(folder / f"{list_id}.csv", *FILLER, ("X-99", name, "SY")))
    scheduler.tick(program)


def answer(program: Kvcase, case_id: CaseId, scope: AnswerScope, by: Actor) -> None:
    other = Resolution.FALSE_POSITIVE
    command = screening.ResolveHit(case_id, the_id(program, case_id), other, "Een andere stad.", scope)
    program.service(command, actor=by)


def append(program: Kvcase, case_id: CaseId, event: Any) -> None:
    """Write an event as another process would that is killed before anything follows from it."""
    meta = program.service.metadata(NORTH, EXPORT, Role.EXPORT_CONTROL_OFFICER, UUID(int=999))
    log = program.logs.log(NORTH)
    log.append([Append(case_id, "collaboration", len(log.read(case_id)), ((event, meta()),))])


def hits(program: Kvcase, case_id: CaseId) -> tuple[HitRow, ...]:
    return tuple(sorted(program.read_models.institution(NORTH).hits(case_id), key=lambda row: row.follows is None))


def the_hit(program: Kvcase, case_id: CaseId) -> HitRow:
    (found,) = hits(program, case_id)
    return found


def the_id(program: Kvcase, case_id: CaseId) -> HitId:
    return HitId(the_hit(program, case_id).hit_id)


def gates(program: Kvcase, case_id: CaseId) -> set[str]:
    return {gate.kind for gate in program.replay.gates(case_id, actor=OFFICER)[1]}


def events(program: Kvcase, case_id: CaseId, type_: type) -> list[Any]:
    return [each.event for each in program.logs.log(NORTH).read(case_id) if isinstance(each.event, type_)]
