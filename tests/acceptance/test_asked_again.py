"""An answered hit is asked again when it means another question, and says which. All names are fictional.

One walk: answered for the party, adopted by a second case, asked again in both when a list names it otherwise, left
alone when a list changes what nobody is matched by, asked again for a programme more.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from api import hits as api
from api.hits import HitTold
from api.reading import Reading
from domain import hit_changes
from domain.collaboration import parties, screening, spine
from domain.collaboration.screening import AnswerScope, Resolution
from domain.deadlines import Kind
from domain.party import commands as party
from domain.person import commands as person
from domain.values import CaseId, Effect, HitId, PartyId, PersonId, Role
from kvcase import bootstrap, scheduler
from kvcase.bootstrap import Kvcase
from kvcase.demo.installation import MAPPING
from projections.work_list import TaskKind
from tests.acceptance.installations import FIRST as KEEPER
from tests.acceptance.installations import NORTH, Installation, actor

OFFICER = actor("contactpunt", Role.CONTACT_POINT_OFFICER)
EXPORT = actor("exportcontrole", Role.EXPORT_CONTROL_OFFICER)
PARTY, PERSON = PartyId(UUID(int=1)), PersonId(UUID(int=2))
FIRST, SECOND = CaseId(UUID(int=11)), CaseId(UUID(int=12))
NAME = "Zarqand Aerodynamics Institute"
HEAD = "id,name,aliases,country,kind,programme,title"
COLUMNS = replace(MAPPING, programme="programme")


@pytest.fixture
def program(installation: Installation) -> Iterator[Kvcase]:
    """Give the opened installation; it is closed after the test."""
    opened = installation.open()
    yield opened
    opened.close()


def test_an_answer_is_asked_again_where_the_question_is_another_one(
    installation: Installation, program: Kvcase, tmp_path: Path
) -> None:
    version(program, tmp_path, 1, f'X-99,"{NAME}",,SY,organisation,WAPENS,instituut')
    program.service(party.RegisterParty(PARTY, NAME, "BE"), actor=OFFICER)
    begun(program, FIRST)
    begun(program, SECOND)
    (asked,) = told(program, FIRST)
    answer = screening.ResolveHit(
        FIRST, HitId(asked.hit_id), Resolution.FALSE_POSITIVE, "Een ander.", AnswerScope.PARTY
    )
    program.service(answer, actor=EXPORT)
    (adopted,) = told(program, SECOND)
    assert (adopted.resolution, adopted.adopted_case) == (Resolution.FALSE_POSITIVE, FIRST)

    # A name more: another question, in both cases, and in words.
    version(program, tmp_path, 2, f'X-99,"{NAME}",Zarqand Aero Works,SY,organisation,WAPENS,instituut')
    for case_id in (FIRST, SECOND):
        again, before = newest(program, case_id)
        assert (again.resolution, again.follows) == (None, before.hit_id)
        assert again.changed == ("list:alias", "list:version")
        assert again.changed_en == (
            "asked again: the list now also gives the alias Zarqand Aero Works; the version of the list is 2 and was 1"
        )
        assert again.changed_nl == (
            "opnieuw gevraagd: de lijst geeft nu ook de alias Zarqand Aero Works; de versie van de lijst is 2 en was 1"
        )
    recomputed(program, FIRST)
    (task,) = [each for each in tasks(program) if each.case_id == SECOND and each.changed]
    assert (task.kind, task.changed_nl) == (TaskKind.REVIEW_HITS, "opnieuw gevraagd: een naam op de lijst")

    # What nobody is matched by: nothing is asked, and it is shown as it stands now.
    again, _ = newest(program, FIRST)
    program.service(replace(answer, hit_id=HitId(again.hit_id)), actor=EXPORT)
    version(program, tmp_path, 3, f'X-99,"{NAME}",Zarqand Aero Works,SY,organisation,WAPENS,academie')
    for case_id in (FIRST, SECOND):
        known, _ = newest(program, case_id)
        assert known.resolution is Resolution.FALSE_POSITIVE
        assert (known.listed_version, known.is_changed_since) == (3, True)
        assert {(fact.name, fact.value, fact.is_changed) for fact in known.listed} == {
            ("programme", "WAPENS", False),
            ("title", "academie", True),
        }

    # A programme more weighs heavier; one less does not.
    version(program, tmp_path, 4, f'X-99,"{NAME}",Zarqand Aero Works,SY,organisation,,academie')
    assert newest(program, SECOND)[0].resolution is Resolution.FALSE_POSITIVE
    version(program, tmp_path, 5, f'X-99,"{NAME}",Zarqand Aero Works,SY,organisation,WAPENS;DROHNEN,academie')
    for case_id in (FIRST, SECOND):
        heavier, _ = newest(program, case_id)
        assert heavier.resolution is None
        assert heavier.changed_nl == (
            "opnieuw gevraagd: de lijst geeft nu ook het programma DROHNEN; de versie van de lijst is 5 en was 2"
        )
    as_the_command_line_tells(installation, program)


def test_a_party_that_is_called_otherwise_says_so(program: Kvcase, tmp_path: Path) -> None:
    version(program, tmp_path, 1, f'X-99,"{NAME}",,SY,organisation,,')
    program.service(party.RegisterParty(PARTY, NAME, "BE", identifiers=("BE 0123",)), actor=OFFICER)
    begun(program, FIRST)
    (asked,) = told(program, FIRST)
    answer = screening.ResolveHit(FIRST, HitId(asked.hit_id), Resolution.FALSE_POSITIVE, "Een ander.")
    program.service(answer, actor=OFFICER)
    amend = party.AmendParty(PARTY, "Beter.", country="NL", aliases=("ZAI",), identifiers=("BE 0124",))
    program.service(amend, actor=OFFICER)
    scheduler.tick(program)

    again, _ = newest(program, FIRST)
    assert again.changed_en == (
        "asked again: the register now also gives the alias ZAI; the register now also gives the country NL; the "
        "register no longer gives the country BE; the register now also gives the identifier BE 0124; the register no "
        "longer gives the identifier BE 0123"
    )


def test_what_changed_of_a_person_is_stored_sealed(program: Kvcase, tmp_path: Path) -> None:
    version(program, tmp_path, 1, 'X-98,"Rosalind Verbrugghe Zarqan",,SY,person,,')
    program.service(person.RegisterPerson(PERSON, "Rosalind Verbrugghe Zarqan"), actor=OFFICER)
    begun(program, FIRST, with_person=True)
    (asked,) = told(program, FIRST)
    answer = screening.ResolveHit(FIRST, HitId(asked.hit_id), Resolution.FALSE_POSITIVE, "Een ander.")
    program.service(answer, actor=OFFICER)
    program.service(person.AmendPerson(PERSON, "Ook zo.", "Rosalind Verbrugghe Zarqan", ("R. Zarqan",)), actor=OFFICER)
    scheduler.tick(program)

    again, _ = newest(program, FIRST)
    assert again.changed_en == "asked again: the register now also gives the alias R. Zarqan"
    stored = [each for each in program.logs.log(NORTH).read(FIRST, reveal=False) if changes_of(each.event)]
    assert [changes_of(each.event) for each in stored]
    assert not [each for each in stored if "Zarqan" in str(changes_of(each.event))]
    assert [each.event.changed for each in stored] == [("register:alias",)]  # type: ignore[attr-defined]  # a hit


def test_an_answer_that_expires_reminds_and_is_then_asked_again_in_each_case(
    installation: Installation, tmp_path: Path
) -> None:
    now = [datetime(2026, 3, 2, 9, 0, tzinfo=UTC)]
    program = bootstrap.build(installation.settings, lambda: now[0])
    try:
        version(program, tmp_path, 1, f'X-99,"{NAME}",,SY,organisation,,')
        program.service(party.RegisterParty(PARTY, NAME, "BE"), actor=OFFICER)
        begun(program, FIRST)
        begun(program, SECOND)
        (asked,) = told(program, FIRST)
        hit_id, other, last = HitId(asked.hit_id), Resolution.FALSE_POSITIVE, date(2026, 5, 29)
        answer = screening.ResolveHit(FIRST, hit_id, other, "Een ander.", AnswerScope.PARTY, last)
        program.service(answer, actor=EXPORT)

        now[0] = datetime(2026, 5, 22, 9, 0, tzinfo=UTC)
        sent = [each for each in scheduler.tick(program).reminders if each.kind is Kind.ANSWER_EXPIRY]
        assert [(each.case_id, each.rung, each.due_on) for each in sent] == [(FIRST, "T-7", last)]
        now[0] = datetime(2026, 5, 29, 9, 0, tzinfo=UTC)
        scheduler.tick(program)
        assert len(told(program, SECOND)) == 1

        now[0] = datetime(2026, 5, 30, 9, 0, tzinfo=UTC)
        assert set(scheduler.tick(program).screened_anew) == {FIRST, SECOND}
        for case_id in (FIRST, SECOND):
            again, _ = newest(program, case_id)
            assert again.resolution is None
            assert again.changed_nl == "opnieuw gevraagd: het antwoord gold tot en met 2026-05-29"
        assert scheduler.tick(program).screened_anew == ()
    finally:
        program.close()


def changes_of(event: object) -> str | None:
    return event.changes if isinstance(event, screening.ScreeningHitRecorded) else None


def version(program: Kvcase, folder: Path, number: int, row: str) -> None:
    """Take a version of a list in, and hold it against the cases."""
    file = folder / f"list-{number}.csv"
    filler = [f"X-{n},Fictional Trading House {n},,AE,organisation,," for n in range(10)]
    file.write_text("\n".join((HEAD, *filler, row)) + "\n", encoding="utf-8")
    lists = program.list_imports
    if number == 1:
        lists.register(KEEPER, "notes", "Fictional notes", Effect.INDICATIVE, "a fictional note", "fictional")
    assert lists.import_files(KEEPER, "notes", "generic_csv", {"list": file}, COLUMNS).outcome == "activated"
    scheduler.tick(program)


def begun(program: Kvcase, case_id: CaseId, *, with_person: bool = False) -> None:
    """Notify a case with one party or person, and screen it."""
    notify = spine.NotifyCollaboration(case_id, "Titel", "Tekst", spine.Nature.SERVICE)
    program.service(notify, actor=actor("r.vanhoof", Role.RESEARCHER))
    partner = parties.LinkParty(case_id, PARTY, parties.PartyRole.PARTNER)
    researcher = parties.LinkResearcher(case_id, PERSON, parties.StayType.STAFF)
    program.service(researcher if with_person else partner, actor=OFFICER)
    program.service(screening.StartScreening(case_id, UUID(int=case_id.int + 100)), actor=OFFICER)


def told(program: Kvcase, case_id: CaseId) -> tuple[HitTold, ...]:
    return api.of_case(Reading(program.ports), case_id, OFFICER)


def newest(program: Kvcase, case_id: CaseId) -> tuple[HitTold, HitTold]:
    """Return the hit that was asked last, and the one that it follows."""
    found = {each.hit_id: each for each in told(program, case_id)}
    (last,) = found.keys() - {each.follows for each in found.values()}
    before = found[last].follows
    assert before is not None
    return found[last], found[before]


def tasks(program: Kvcase) -> tuple[api.TaskTold, ...]:
    return api.tasks(program.read_models.institution(NORTH).work_list(limit=200).items)


def recomputed(program: Kvcase, case_id: CaseId) -> None:
    """Work the change out again from the two versions of the list, which nothing overwrites."""
    again, before = newest(program, case_id)
    entries = [program.entries.some(each.list_id, each.list_version, [each.entry_id])[0] for each in (before, again)]
    names = [{name.text for name in each.names} for each in entries]
    assert again.changes is not None
    assert set(hit_changes.decode(again.changes)[0].added) == names[1] - names[0]


def as_the_command_line_tells(installation: Installation, program: Kvcase) -> None:
    row = program.read_models.institution(NORTH).case(SECOND)
    first = program.read_models.institution(NORTH).case(FIRST)
    assert row is not None
    assert first is not None
    key = program.keys.create(OFFICER)
    ran = installation.run("--lang", "nl", "case", "hits", row.reference, key=key)
    assert ran.returncode == 0, ran.stderr
    assert "opnieuw gevraagd: de lijst geeft nu ook het programma DROHNEN" in ran.stdout
    assert f"iemand anders, overgenomen van {first.reference}" in ran.stdout
    assert "versie 5 zegt: programme WAPENS; DROHNEN; title academie" in ran.stdout
