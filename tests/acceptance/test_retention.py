"""What is kept longer than its rule says is proposed; what law or a hold keeps says so; a report tells a person all."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from domain import retention
from domain.collaboration import external_advice, parties, screening, spine, support
from domain.erasure import commands as erasure
from domain.erasure.words import Ground, Held
from domain.handout.commands import RecordHandout
from domain.handout.words import HandoutFormat, HandoutKind
from domain.hold import commands as hold
from domain.institution import covers
from domain.person import commands as person
from domain.values import Actor, CaseId, Effect, HitId, PersonId, Role
from kvcase import bootstrap, erasure_facts, person_words
from kvcase.bootstrap import Kvcase
from kvcase.catalogues import loader, shelf
from tests.acceptance.installations import NORTH, Installation, actor, import_list

CASE, ANN, BOB = CaseId(UUID(int=41)), PersonId(UUID(int=42)), PersonId(UUID(int=43))
RESEARCHER = actor("onderzoeker", Role.RESEARCHER)
OFFICER = actor("officier", Role.CONTACT_POINT_OFFICER)
PRIVACY = actor("gegevens.een", Role.DATA_PROTECTION_OFFICER)
PRIVACY_TOO = actor("gegevens.twee", Role.DATA_PROTECTION_OFFICER)
ANN_NAME, BOB_NAME = "Annelore Verzonnen", "Bobbejan Bedacht"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def program(installation: Installation, clock: Clock) -> Iterator[Kvcase]:
    opened = bootstrap.build(installation.settings, clock)
    try:
        yield opened
    finally:
        opened.close()


def ended_case(program: Kvcase, kept_until: date | None = None) -> None:
    for person_id, name in ((ANN, ANN_NAME), (BOB, BOB_NAME)):
        program.service(person.RegisterPerson(person_id, name), actor=RESEARCHER)
    program.service(spine.NotifyCollaboration(CASE, "Een titel", "Een tekst", spine.Nature.SERVICE), actor=RESEARCHER)
    for person_id in (ANN, BOB):
        program.service(parties.LinkResearcher(CASE, person_id, parties.StayType.STAFF), actor=RESEARCHER)
    program.service(spine.Withdraw(CASE, "Gaat niet door"), actor=OFFICER)
    if kept_until is not None:
        program.service(spine.Close(CASE, "Klaar", kept_until), actor=OFFICER)


def due(program: Kvcase) -> dict[UUID, date]:
    return {each.subject_id: each.due_on for each in program.retention.proposals(NORTH)}


@pytest.mark.rule("retention")
def test_what_is_kept_too_long_is_proposed_by_its_rule(program: Kvcase, clock: Clock) -> None:
    ended_case(program)
    assert due(program) == {}
    clock.now = datetime(2028, 3, 3, 9, 0, tzinfo=UTC)
    assert due(program) == {ANN: date(2028, 3, 2), BOB: date(2028, 3, 2)}
    clock.now = datetime(2036, 3, 3, 9, 0, tzinfo=UTC)
    assert due(program)[CASE] == date(2036, 3, 2)
    propose = erasure.ProposeErasure(UUID(int=44), Held.CASE, CASE, Ground.NO_LONGER_NEEDED, "De tijd is om")
    program.service(propose, actor=PRIVACY)
    program.service(erasure.ConfirmErasure(propose.erasure_id), actor=PRIVACY_TOO)
    assert set(due(program)) == {ANN, BOB}


@pytest.mark.rule("retention")
def test_the_day_that_was_chosen_at_the_closing_goes_before_the_rule(program: Kvcase, clock: Clock) -> None:
    ended_case(program, date(2027, 1, 1))
    clock.now = datetime(2027, 1, 1, 9, 0, tzinfo=UTC)
    assert CASE not in due(program)
    clock.now = datetime(2027, 1, 2, 9, 0, tzinfo=UTC)
    assert due(program)[CASE] == date(2027, 1, 1)


@pytest.mark.rule("retention")
def test_what_is_held_is_proposed_and_says_so(program: Kvcase, clock: Clock) -> None:
    ended_case(program, date(2027, 1, 1))
    program.service(hold.PlaceHold(UUID(int=45), Held.CASE, CASE, "Een klacht"), actor=OFFICER)
    clock.now = datetime(2027, 1, 2, 9, 0, tzinfo=UTC)
    (found,) = program.retention.proposals(NORTH)
    assert found.held_by == (UUID(int=45),)


@pytest.mark.rule("retention")
def test_what_is_noted_in_a_case_after_its_end_keeps_nobody_longer(program: Kvcase, clock: Clock) -> None:
    ended_case(program)
    clock.now = datetime(2027, 6, 1, 9, 0, tzinfo=UTC)
    program.service(support.AddComment(CASE, UUID(int=51), "Nog een woord"), actor=OFFICER)
    clock.now = datetime(2028, 3, 3, 9, 0, tzinfo=UTC)
    assert due(program) == {ANN: date(2028, 3, 2), BOB: date(2028, 3, 2)}
    clock.now = datetime(2036, 3, 3, 9, 0, tzinfo=UTC)
    assert due(program)[CASE] == date(2036, 3, 2)


@pytest.mark.rule("retention")
def test_who_left_a_case_is_due_by_that_day_however_long_the_case_goes_on(program: Kvcase, clock: Clock) -> None:
    program.service(person.RegisterPerson(ANN, ANN_NAME), actor=RESEARCHER)
    program.service(spine.NotifyCollaboration(CASE, "Een titel", "Een tekst", spine.Nature.SERVICE), actor=RESEARCHER)
    program.service(parties.LinkResearcher(CASE, ANN, parties.StayType.STAFF), actor=RESEARCHER)
    program.service(parties.UnlinkResearcher(CASE, ANN, "Vertrokken"), actor=OFFICER)
    clock.now = datetime(2028, 3, 3, 9, 0, tzinfo=UTC)
    program.service(support.AddComment(CASE, UUID(int=49), "Het dossier loopt nog"), actor=OFFICER)
    (found,) = program.retention.proposals(NORTH)
    assert (found.subject_id, found.ended_on, found.due_on) == (ANN, date(2026, 3, 2), date(2028, 3, 2))


@pytest.mark.rule("erasure-export-floor")
def test_records_of_exports_are_kept_as_long_as_the_edition_in_force_says(
    installation: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "editions" / "longer"
    folder.mkdir(parents=True)
    (folder / shelf.OWN).write_text(f'base = "{shelf.Shelf().newest().edition_id}"\n', "utf-8")
    text = (loader.DATA / "retention.2026-11-21.toml").read_text("utf-8")
    own = text.replace("2026-11-21", "2026-12-01").replace("years = 5", "years = 7")
    (folder / "retention.2026-12-01.toml").write_text(own, "utf-8")
    floor = erasure_facts.export_floor(shelf.draft(folder))
    assert floor.kept_until(date(2021, 5, 1)) == date(2028, 12, 31)
    assert retention.EXPORT_LAW in floor.source
    opened = installation.open()
    try:
        assert erasure_facts.export_floor(opened.facts.edition_today()) == retention.ExportFloor()
    finally:
        opened.close()


@pytest.mark.rule("access-report")
def test_a_report_tells_a_person_all_and_nothing_of_others(program: Kvcase, clock: Clock, tmp_path: Path) -> None:
    entries = tmp_path / "list.csv"
    entries.write_text(f'id,name,aliases,country,kind\nx-1,"{ANN_NAME}","",BE,person\n', encoding="utf-8")
    import_list(program, "fictional-list", Effect.INDICATIVE, entries)
    for person_id, name in ((ANN, ANN_NAME), (BOB, BOB_NAME)):
        program.service(person.RegisterPerson(person_id, name), actor=RESEARCHER)
    program.service(spine.NotifyCollaboration(CASE, "Een titel", "Een tekst", spine.Nature.SERVICE), actor=RESEARCHER)
    for person_id in (ANN, BOB):
        program.service(parties.LinkResearcher(CASE, person_id, parties.StayType.STAFF), actor=RESEARCHER)
    program.service(screening.StartScreening(CASE, UUID(int=46)), actor=OFFICER)
    (hit,) = program.read_models.institution(NORTH).hits(CASE)
    resolve = screening.ResolveHit(CASE, HitId(hit.hit_id), screening.Resolution.FALSE_POSITIVE, "Een naamgenoot")
    program.service(resolve, actor=OFFICER)
    both = support.AddComment(CASE, UUID(int=47), f"{ANN_NAME} kent {BOB_NAME}", persons=(ANN, BOB))
    program.service(both, actor=OFFICER)
    ask = external_advice.RequestExternalAdvice(
        CASE,
        UUID(int=48),
        external_advice.AdviceBody.LOKET,
        "Is zij bekend?",
        date(2030, 1, 2),
        (external_advice.SharedField.PERSONS,),
        persons=(ANN,),
    )
    program.service(ask, actor=OFFICER)

    told = program.person_reports(ANN, PRIVACY, "Vraag 12")
    text = json.dumps(told)
    (case,) = told["cases"]
    assert "Een naamgenoot" in text
    assert "Is zij bekend?" in text
    assert case["lists_screened"] == [{"list_id": "fictional-list", "version": 1}]
    assert case["told_to"] == [{"body": "loket", "on": "2026-03-02"}]
    assert str(BOB) not in text
    assert BOB_NAME not in text
    assert person_words.WITHHELD in text
    assert told["retention"]["needed_for"] == [case["reference"]]
    assert [each["years"] for each in told["retention"]["rules"]] == [2]
    for language in ("nl", "en"):
        said = person_words.in_words(told, language)
        assert "Een naamgenoot" in said
        assert BOB_NAME not in said
        assert not re.search(r"\.v\d|[0-9a-f]{8}-[0-9a-f]{4}", said), "nothing that only a machine reads"
        assert "GDPR art. 77" in said or "AVG art. 77" in said
        assert f"2026-03-02 {clock.now:%H:%M} UTC" in said.splitlines()[2]
        assert re.search(r": Fictional fictional-list, 1$", said, re.MULTILINE), "lists by their names"
        assert not re.search(r": fictional-list\b", said)
    assert "u bent niet wie op de lijst staat" in person_words.in_words(told, "nl")


@pytest.mark.rule("access-report")
def test_a_report_knows_what_is_kept_beside_the_cases_and_names_nobody_else(program: Kvcase, clock: Clock) -> None:
    ann, today = Actor("ann.login", NORTH, OFFICER.roles), clock.now.date()
    for each in (ann, OFFICER):
        program.keys.create(each)
    program.service(person.RegisterPerson(ANN, ANN_NAME, (), ann.id), actor=RESEARCHER)
    program.service(spine.NotifyCollaboration(CASE, "Een titel", "Een tekst", spine.Nature.SERVICE), actor=RESEARCHER)
    program.service(parties.LinkResearcher(CASE, ANN, parties.StayType.STAFF), actor=RESEARCHER)
    document = support.AttachDocument(CASE, UUID(int=61), "a" * 64, "Levensloop", support.Marking.INTERNAL, (ANN,))
    program.service(document, actor=OFFICER)
    handout = RecordHandout(
        UUID(int=62), HandoutKind.DOSSIER, HandoutFormat.PDF, "dossier", CASE, "KV-1", "nl", clock.now, 5, "b" * 64, 9
    )
    program.service(handout, actor=OFFICER)
    give = covers.GiveCover(UUID(int=63), ann.id, OFFICER.id, tuple(OFFICER.roles), today, today, "Een cursus")
    program.service(give, actor=ann)
    told = program.person_reports(ANN, PRIVACY)
    assert told["handed_out"] == [
        {"what": "dossier", "reference": "KV-1", "on": today.isoformat(), "to": "contact_point_officer"}
    ]
    (mandate,) = told["mandates"]
    assert (mandate["as"], mandate["since"], mandate["until"]) == ("covered_for", today.isoformat(), today.isoformat())
    assert "collaboration.document-attached.v1" in {each["what"] for each in told["cases"][0]["events"]}
    assert OFFICER.id not in json.dumps(told), "roles, and not who it was"
    said = {language: person_words.in_words(told, language) for language in ("nl", "en")}
    assert "u werd vervangen" in said["nl"]
    assert "Een document over u werd toegevoegd" in said["nl"]
    assert "you were covered for" in said["en"]
    assert "Reading is not recorded" not in said["en"], "it is, and the report tells of it"
