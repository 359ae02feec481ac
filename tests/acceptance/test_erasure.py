"""A person is forgotten: by two people, everywhere, for good; and after a restore once more."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from domain.collaboration import deadlines, parties, screening, spine, support
from domain.context import ErasureFact
from domain.erasure import commands as erasure
from domain.erasure.words import Ground, Held, Status
from domain.errors import NotFoundError, RuleRefusedError, UnusableInputError
from domain.hold import commands as hold
from domain.person import commands as person
from domain.values import ERASED, Actor, CaseId, Effect, PersonId, Role
from kvcase import bootstrap
from kvcase import erasure as forgetting
from kvcase.bootstrap import Kvcase
from kvcase.erasure_facts import ErasureFacts
from kvcase.erasure_register import Register
from kvcase.readmodels import ReadModels
from kvcase.store import scrub
from kvcase.store.database import Backend
from kvcase.store.errors import StoreUnavailableError
from kvcase.store.vault import Vault
from projections import persons
from projections.case_hits import HITS
from projections.erasures import ErasureRow
from projections.models import INSTITUTION_MODELS
from projections.swapping import NothingKeptError
from tests.acceptance.installations import NORTH, Installation, actor, import_list

CASE, PERSON, OTHER = CaseId(UUID(int=21)), PersonId(UUID(int=23)), PersonId(UUID(int=24))
COMMENT = support.CommentAdded
ERASURE, HOLD = UUID(int=25), UUID(int=26)
LISTED = "Kanarina Persoonsman"
NAME, ALIAS = "Kanarina Persoonsmans", "Kanarina Schuilnaam"
WHY = "Kanarina Persoonsmans vroeg het"
RESEARCHER = actor("onderzoeker", Role.RESEARCHER)
OFFICER = actor("officier", Role.CONTACT_POINT_OFFICER)
PRIVACY = actor("gegevens.een", Role.DATA_PROTECTION_OFFICER)
PRIVACY_TOO = actor("gegevens.twee", Role.DATA_PROTECTION_OFFICER)
HEAD = actor("rector", Role.INSTITUTION_APPROVER)
PROPOSE = erasure.ProposeErasure(ERASURE, Held.PERSON, PERSON, Ground.REQUEST, WHY)


@pytest.fixture
def house(installation: Installation, tmp_path: Path) -> Installation:
    return replace(installation, erasures=tmp_path / "elsewhere" / "erasures.jsonl")


@pytest.fixture
def program(house: Installation) -> Iterator[Kvcase]:
    opened = house.open()
    try:
        yield opened
    finally:
        opened.close()


def ended_case(program: Kvcase, tmp_path: Path) -> None:
    """A person with a hit on a list in a case that was withdrawn."""
    entries = tmp_path / "list.csv"
    entries.write_text(f'id,name,aliases,country,kind\nx-1,"{LISTED}","",BE,person\n', encoding="utf-8")
    import_list(program, "fictional-list", Effect.INDICATIVE, entries)
    program.service(person.RegisterPerson(PERSON, NAME, (ALIAS,)), actor=RESEARCHER)
    program.service(person.RegisterPerson(OTHER, "Iemand Anders"), actor=RESEARCHER)
    program.service(spine.NotifyCollaboration(CASE, "Een titel", "Een tekst", spine.Nature.SERVICE), actor=RESEARCHER)
    for each in (PERSON, OTHER):
        program.service(parties.LinkResearcher(CASE, each, parties.StayType.STAFF), actor=RESEARCHER)
    program.service(screening.StartScreening(CASE, UUID(int=27)), actor=OFFICER)
    program.service(spine.Withdraw(CASE, "Gaat niet door"), actor=OFFICER)


def forget(program: Kvcase, by: Actor = PRIVACY_TOO) -> None:
    program.service(PROPOSE, actor=PRIVACY)
    program.service(erasure.ConfirmErasure(ERASURE), actor=by)


def rows_of(program: Kvcase) -> dict[str, str]:
    return {model.name: program.read_models.digest(NORTH, model) for model in INSTITUTION_MODELS}


def test_two_people_forget_a_person(program: Kvcase, tmp_path: Path) -> None:
    ended_case(program, tmp_path)
    queries = program.read_models.institution(NORTH)
    (hit,) = queries.hits(CASE)
    assert hit.subject_id == PERSON
    assert "kanarina persoonsmans" in hit.explanation.casefold()
    forget(program)
    assert queries.person(PERSON) is None
    assert [row.explanation for row in queries.hits(CASE)] == [ERASED]
    assert program.logs.log(NORTH).read(PERSON)[0].event.name == ERASED  # type: ignore[attr-defined]
    other = queries.person(OTHER)
    assert other is not None
    assert other.name == "Iemand Anders"


def test_who_else_is_named_in_a_text_loses_it_too(program: Kvcase, tmp_path: Path) -> None:
    ended_case(program, tmp_path)
    both = support.AddComment(CASE, UUID(int=31), f"{NAME} en Iemand Anders", persons=(PERSON, OTHER))
    program.service(both, actor=OFFICER)
    program.service(support.AddComment(CASE, UUID(int=32), "Over niemand"), actor=OFFICER)
    forget(program)
    told = [each.event.text for each in program.logs.log(NORTH).read(CASE) if isinstance(each.event, COMMENT)]
    assert told == [ERASED, "Over niemand"]


@pytest.mark.rule("erased")
def test_nothing_new_is_written_about_whoever_is_erased(program: Kvcase, tmp_path: Path) -> None:
    ended_case(program, tmp_path)
    forget(program)
    with pytest.raises(RuleRefusedError) as refused:
        program.service(person.AmendPerson(PERSON, "toch", NAME), actor=OFFICER)
    assert refused.value.rule_id == "erased"
    again = CaseId(UUID(int=33))
    program.service(spine.NotifyCollaboration(again, "Nieuw", "Nieuw", spine.Nature.SERVICE), actor=RESEARCHER)
    with pytest.raises(NotFoundError):
        program.service(parties.LinkResearcher(again, PERSON, parties.StayType.STAFF), actor=RESEARCHER)
    with pytest.raises(NotFoundError):
        program.service(replace(PROPOSE, erasure_id=UUID(int=34)), actor=PRIVACY)
    with pytest.raises(NotFoundError):
        program.service(hold.PlaceHold(HOLD, Held.PERSON, PERSON, "te laat"), actor=OFFICER)


def test_the_rows_are_those_that_a_rebuild_makes(program: Kvcase, tmp_path: Path) -> None:
    ended_case(program, tmp_path)
    program.service(deadlines.SetDeadline(CASE, UUID(int=36), "Kanariedeadline", date(2030, 1, 1)), actor=OFFICER)
    forget(program)
    case = erasure.ProposeErasure(UUID(int=35), Held.CASE, CASE, Ground.NO_LONGER_NEEDED, "Voorbij")
    program.service(case, actor=PRIVACY)
    program.service(erasure.ConfirmErasure(case.erasure_id), actor=HEAD)
    row = program.read_models.institution(NORTH).case(CASE)
    assert row is not None
    assert row.title == ERASED
    assert "een titel" not in row.search
    before = rows_of(program)
    for model in INSTITUTION_MODELS:
        program.read_models.rebuild(NORTH, (NORTH,), model)
    assert rows_of(program) == before


def test_rows_kept_for_a_rollback_are_dropped(program: Kvcase, tmp_path: Path) -> None:
    ended_case(program, tmp_path)
    program.read_models.rebuild(NORTH, (NORTH,), persons.MODEL)
    forget(program)
    with pytest.raises(NothingKeptError):
        program.read_models.rollback(NORTH, persons.MODEL)


@pytest.mark.rule("erasure-hold")
def test_a_hold_on_a_case_holds_who_took_part(program: Kvcase, tmp_path: Path) -> None:
    ended_case(program, tmp_path)
    program.service(hold.PlaceHold(HOLD, Held.CASE, CASE, "Een klacht"), actor=OFFICER)
    with pytest.raises(RuleRefusedError, match=str(HOLD)):
        program.service(PROPOSE, actor=PRIVACY)
    program.service(hold.LiftHold(HOLD, "De klacht is voorbij"), actor=HEAD)
    forget(program)


def test_a_hold_that_comes_between_proposal_and_confirmation_wins(program: Kvcase, tmp_path: Path) -> None:
    ended_case(program, tmp_path)
    program.service(PROPOSE, actor=PRIVACY)
    program.service(hold.PlaceHold(HOLD, Held.PERSON, PERSON, "Een klacht", date(2099, 1, 1)), actor=OFFICER)
    with pytest.raises(RuleRefusedError, match="2099-01-01"):
        program.service(erasure.ConfirmErasure(ERASURE), actor=PRIVACY_TOO)


@pytest.mark.rule("erasure-live")
def test_a_live_case_keeps_who_takes_part_until_unlinked(program: Kvcase) -> None:
    program.service(person.RegisterPerson(PERSON, NAME), actor=RESEARCHER)
    program.service(spine.NotifyCollaboration(CASE, "Een titel", "Een tekst", spine.Nature.SERVICE), actor=RESEARCHER)
    program.service(parties.LinkResearcher(CASE, PERSON, parties.StayType.STAFF), actor=RESEARCHER)
    with pytest.raises(RuleRefusedError, match="KV-NOORDERHAVEN"):
        program.service(PROPOSE, actor=PRIVACY)
    program.service(parties.UnlinkResearcher(CASE, PERSON, "Vertrokken"), actor=OFFICER)
    forget(program)


STEPS = ("register", "destroy", "scrub", "rows", "note")


@pytest.mark.by_day("postgres")
@pytest.mark.parametrize("step", STEPS)
def test_who_is_killed_between_two_steps_leaves_the_rest_to_the_next_tick(
    house: Installation, tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = house.open()
    try:
        ended_case(program, tmp_path)
        with monkeypatch.context() as killed:
            _kill_at(killed, step)
            forget(program)
        assert program.erasures.unfinished(NORTH) == (ERASURE,)
    finally:
        program.close()
    assert house.erasures is not None
    after = house.open()
    try:
        assert after.erasures.tend(NORTH) == 1
        assert after.erasures.unfinished(NORTH) == ()
        assert after.erasures.tend(NORTH) == 0
        assert len(house.erasures.read_text().splitlines()) == 1
        assert after.logs.log(NORTH).read(PERSON)[0].event.name == ERASED  # type: ignore[attr-defined]
        assert after.read_models.institution(NORTH).person(PERSON) is None
    finally:
        after.close()


def _kill_at(patch: pytest.MonkeyPatch, step: str) -> None:
    def killed(*_: object, **__: object) -> None:
        raise StoreUnavailableError("killed here")

    owner, name = {
        "register": (Register, "add"),
        "destroy": (Vault, "destroy"),
        "scrub": (scrub, "scrub"),
        "rows": (ReadModels, "forget"),
        "note": (forgetting.Erasures, "_note"),
    }[step]
    patch.setattr(owner, name, killed)


def test_a_second_look_comes_after_the_longest_time_that_a_key_is_remembered(house: Installation) -> None:
    now = [datetime(2026, 3, 2, 9, 0, tzinfo=UTC)]
    program = bootstrap.build(house.settings, lambda: now[0])
    try:
        program.service(person.RegisterPerson(PERSON, NAME), actor=RESEARCHER)
        forget(program)
        assert program.erasures.tend(NORTH) == 0
        now[0] += forgetting.AGAIN_AFTER
        assert [program.erasures.tend(NORTH) for _ in range(2)] == [1, 0]
    finally:
        program.close()


def test_what_another_process_made_readable_meanwhile_goes_at_the_second_look(
    house: Installation, tmp_path: Path
) -> None:
    now = [datetime(2026, 3, 2, 9, 0, tzinfo=UTC)]
    program = bootstrap.build(house.settings, lambda: now[0])
    try:
        ended_case(program, tmp_path)
        forget(program)
        with program.read_models.engine(NORTH).begin() as connection:
            connection.execute(sa.update(HITS.table).values(explanation=NAME))
        now[0] += forgetting.AGAIN_AFTER
        program.erasures.tend(NORTH)
        assert [row.explanation for row in program.read_models.institution(NORTH).hits(CASE)] == [ERASED]
    finally:
        program.close()


def test_a_register_that_cannot_be_written_destroys_nothing(house: Installation, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    program = replace(house, erasures=blocked / "erasures.jsonl").open()
    try:
        program.service(person.RegisterPerson(PERSON, NAME), actor=RESEARCHER)
        forget(program)
        assert program.vault.key(NORTH, f"person:{PERSON}") is not None
        assert program.erasures.unfinished(NORTH) == (ERASURE,)
    finally:
        program.close()


def test_the_ledger_stays_good(house: Installation, tmp_path: Path) -> None:
    house = replace(house, ledger_key=tmp_path / "ledger.key", witness=tmp_path / "witness")
    program = house.open()
    try:
        ended_case(program, tmp_path)
        program.ledgers.tend()
        forget(program)
    finally:
        program.close()
    assert house.run("audit", "verify").returncode == 0


def test_a_restored_copy_forgets_again(house: Installation, tmp_path: Path) -> None:
    if not house.url.startswith("sqlite"):
        pytest.skip("the copy of files stands for any backup")
    data = Path(house.url.removeprefix("sqlite:///"))
    program = house.open()
    try:
        ended_case(program, tmp_path)
    finally:
        program.close()
    shutil.copytree(data, tmp_path / "backup")
    program = house.open()
    try:
        forget(program)
    finally:
        program.close()
    shutil.rmtree(data)
    shutil.copytree(tmp_path / "backup", data)
    restored = house.open()
    try:
        assert restored.read_models.institution(NORTH).person(PERSON) is not None
        assert forgetting.replay(restored) == forgetting.Replayed(recorded=1, carried_out=1)
        assert restored.read_models.institution(NORTH).person(PERSON) is None
        assert restored.logs.log(NORTH).read(PERSON)[0].event.name == ERASED  # type: ignore[attr-defined]
        (row,) = restored.read_models.erasures(NORTH).erasures()
        assert (row.proposed_by, row.confirmed_by) == (("gegevens.een",), ("gegevens.twee",))
        assert forgetting.replay(restored) == forgetting.Replayed(recorded=0, carried_out=1)
    finally:
        restored.close()
    assert NAME.encode() not in b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file())


def test_a_restore_without_its_register_is_refused(house: Installation, tmp_path: Path) -> None:
    program = house.open()
    try:
        with pytest.raises(UnusableInputError, match="no file"):
            forgetting.replay(program, tmp_path / "lost.jsonl")
    finally:
        program.close()


@pytest.mark.rule("erasure-hold")
def test_a_hold_that_is_placed_while_somebody_confirms_wins(
    program: Kvcase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended_case(program, tmp_path)
    program.service(PROPOSE, actor=PRIVACY)
    look, placed = ErasureFacts.__call__, hold.PlaceHold(HOLD, Held.CASE, CASE, "Een klacht")

    def looked(facts: ErasureFacts, institution: str, kind: Held, subject_id: UUID) -> ErasureFact:
        found = look(facts, institution, kind, subject_id)
        monkeypatch.undo()
        program.service(placed, actor=OFFICER)
        return found

    monkeypatch.setattr(ErasureFacts, "__call__", looked)
    with pytest.raises(RuleRefusedError, match=str(HOLD)):
        program.service(erasure.ConfirmErasure(ERASURE), actor=PRIVACY_TOO)
    assert program.read_models.institution(NORTH).person(PERSON) is not None


def test_no_digest_is_left_by_which_a_name_could_be_guessed(program: Kvcase) -> None:
    program.service(person.RegisterPerson(PERSON, NAME), actor=RESEARCHER)
    forget(program)
    rows = sa.text("SELECT body_sha256 FROM stored_commands WHERE body_sha256 <> '' AND stream_id = :stream")
    with program.read_models.engine(NORTH).connect() as connection:
        found = connection.execute(rows.bindparams(sa.bindparam("stream", PERSON, sa.Uuid()))).all()
    assert found == []


def test_what_a_program_with_few_rights_cannot_do_is_left_to_the_owner_and_named(program: Kvcase) -> None:
    if program.settings.database.backend is Backend.SQLITE:
        pytest.skip("SQLite knows no rights")
    program.service(person.RegisterPerson(PERSON, NAME), actor=RESEARCHER)
    engine = program.read_models.engine(NORTH)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE ROLE few")
        connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {NORTH} TO few")
        connection.exec_driver_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA {NORTH} TO few")
        connection.exec_driver_sql("SET ROLE few")
        connection.commit()  # the session keeps the role, and its pool has no other
    row = ErasureRow(ERASURE, Held.PERSON, PERSON, Ground.REQUEST, Status.ERASED, (), date.min, (), None, 1, 1)
    try:
        assert program.erasures._forget_bodies(NORTH, row) == (f"{NORTH}.stored_commands",)
    finally:
        with engine.begin() as connection:
            for statement in ("RESET ROLE", "DROP OWNED BY few", "DROP ROLE few"):
                connection.exec_driver_sql(statement)
