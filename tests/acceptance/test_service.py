"""The service on both databases: repeated, raced and interrupted commands; reactions; runs that were overtaken."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from domain.collaboration import legal, parties, screening, spine, topic
from domain.errors import CommandReusedError, NotFoundError, NotPermittedError, StaleVersionError
from domain.licence import events as licence_events
from domain.licence.words import Authority, LicenceKind, Modality
from domain.party import commands as party
from domain.ports import Caller, Outcome, Refusal, Refused
from domain.values import Actor, CaseId, Effect, LicenceId, PartyId, Recorded, Role
from kvcase.bootstrap import Kvcase
from kvcase.reactions import service_actor
from kvcase.rescreening import Rescreening
from kvcase.screening.engine import Subject
from kvcase.simulate import simulate
from kvcase.store.logs import Append
from projections.rescreening_runs import RunStatus
from tests.acceptance.installations import NORTH, SOUTH, Installation, actor, import_list, write_list

CASE, PARTY, LICENCE, COMMAND = CaseId(UUID(int=1)), PartyId(UUID(int=2)), LicenceId(UUID(int=3)), UUID(int=4)
RESEARCHER = actor("r.vanhoof", Role.RESEARCHER)
OFFICER = actor("els.deprez", Role.CONTACT_POINT_OFFICER)
EXPORT = actor("jan.verlinde", Role.EXPORT_CONTROL_OFFICER)
NOTIFY = spine.NotifyCollaboration(CASE, "Titel", "Samenvatting", spine.Nature.SERVICE)


@pytest.fixture
def program(installation: Installation) -> Iterator[Kvcase]:
    """Give the opened installation; it is closed after the test."""
    opened = installation.open()
    yield opened
    opened.close()


@pytest.mark.rule("G24")
def test_the_same_command_twice_gets_the_first_answer(program: Kvcase) -> None:
    first = program.service(NOTIFY, actor=RESEARCHER, command_id=COMMAND)
    again = program.service(NOTIFY, actor=RESEARCHER, command_id=COMMAND)

    assert (again.repeated, again.version, again.position) == (True, first.version, first.position)
    assert again.events == first.events
    assert len(program.logs.log(NORTH).read(CASE)) == 1


@pytest.mark.rule("G24")
def test_an_equal_command_that_came_first_at_the_last_moment_gives_its_answer(
    program: Kvcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, firsts = program.logs.log(NORTH), list[Outcome]()
    read = log.read

    def overtaken(stream_id: UUID, upto_version: int | None = None) -> tuple[Recorded, ...]:
        monkeypatch.undo()
        firsts.append(program.service(NOTIFY, actor=RESEARCHER, command_id=COMMAND))
        return read(stream_id, upto_version)

    monkeypatch.setattr(log, "read", overtaken)
    second = program.service(NOTIFY, actor=RESEARCHER, command_id=COMMAND)
    assert (second.repeated, second.version, second.events) == (True, firsts[0].version, firsts[0].events)


@pytest.mark.rule("G24")
def test_a_command_id_serves_one_body_and_one_actor(program: Kvcase) -> None:
    program.service(NOTIFY, actor=RESEARCHER, command_id=COMMAND)
    other = spine.NotifyCollaboration(CASE, "Andere titel", "Samenvatting", spine.Nature.SERVICE)

    with pytest.raises(CommandReusedError):
        program.service(other, actor=RESEARCHER, command_id=COMMAND)
    with pytest.raises(CommandReusedError):
        program.service(NOTIFY, actor=OFFICER, command_id=COMMAND)


def test_a_stale_version_writes_nothing(program: Kvcase) -> None:
    program.service(NOTIFY, actor=RESEARCHER)
    with pytest.raises(StaleVersionError):
        program.service(topic.ClassifyTopic(CASE, "Reden"), actor=OFFICER, expected_version=7)
    assert len(program.logs.log(NORTH).read(CASE)) == 1


def test_another_institution_has_no_such_case(program: Kvcase) -> None:
    program.service(NOTIFY, actor=RESEARCHER)
    stranger = Actor("x", SOUTH, frozenset({Role.CONTACT_POINT_OFFICER}))
    with pytest.raises(NotFoundError):
        program.service(topic.ClassifyTopic(CASE, "Reden"), actor=stranger)
    with pytest.raises(NotFoundError):
        program.replay.events(CASE, actor=stranger)


def test_writers_on_one_case_all_get_through_in_some_order(program: Kvcase) -> None:
    program.service(NOTIFY, actor=RESEARCHER)
    failures: list[Exception] = []

    def write(number: int) -> None:
        try:
            program.service(topic.ClassifyTopic(CASE, f"Reden {number}"), actor=OFFICER)
        except StaleVersionError:
            pass  # overtaken too often; the caller is told
        except Exception as error:  # whatever else happens in a thread must reach the assertion
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    versions = [each.version for each in program.logs.log(NORTH).read(CASE)]
    assert failures == []
    assert versions == list(range(1, len(versions) + 1))
    assert len(versions) >= 2


def test_a_reaction_that_was_lost_is_made_up_for_once(program: Kvcase) -> None:
    program.service(party.RegisterParty(PARTY, "Kustlijn Universiteit", "NO"), actor=RESEARCHER)
    program.service(NOTIFY, actor=RESEARCHER)
    program.service(parties.LinkParty(CASE, PARTY, parties.PartyRole.PARTNER), actor=RESEARCHER)
    asked = legal.ExportLicenceRequested(
        CASE, LICENCE, Authority.VL, LicenceKind.INDIVIDUAL, ("6A002",), "NO", PARTY, (Modality.KNOWLEDGE,)
    )
    # As a process leaves it that is killed between its append and its reactions.
    meta = program.service.metadata(NORTH, EXPORT, Role.EXPORT_CONTROL_OFFICER, COMMAND)
    program.logs.log(NORTH).append([Append(CASE, "collaboration", 2, ((asked, meta()),))])
    assert program.logs.log(NORTH).read(LICENCE) == ()

    program.reactions.catch_up(NORTH)
    program.reactions.catch_up(NORTH)

    events = [type(each.event) for each in program.logs.log(NORTH).read(LICENCE)]
    assert events == [licence_events.LicenceRequested]


def test_what_was_appended_is_acknowledged_although_a_read_model_fails(
    program: Kvcase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(slug: str) -> None:
        raise OSError(f"no space for {slug}")

    with monkeypatch.context() as broken:
        broken.setattr(program.read_models, "catch_up", refuse)
        outcome = program.service(NOTIFY, actor=RESEARCHER)

    assert outcome.version == 1
    assert "the scheduler makes up for it" in caplog.text
    assert program.read_models.institution(NORTH).case(CASE) is None
    program.read_models.catch_up(NORTH)
    assert program.read_models.institution(NORTH).case(CASE) is not None


def test_a_run_that_was_begun_is_finished_before_the_next_version(program: Kvcase, tmp_path: Path) -> None:
    partner = "Zarqand Aerodynamics Institute"
    filler = tuple((f"X-{n}", f"Fictional Trading House {n}", "AE") for n in range(10))
    import_list(program, "law", Effect.LEGAL, write_list(tmp_path / "1.csv", *filler))
    made = simulate(program, NORTH, 6, partners=(partner, "Bakker Precisie BV"))
    program.rescreening.reconcile(NORTH)
    import_list(program, "law", Effect.LEGAL, write_list(tmp_path / "2.csv", *filler, ("X-99", partner, "SY")))
    with pytest.raises(_KilledError):
        _one_chunk_of_two(program).reconcile(NORTH)
    import_list(program, "law", Effect.LEGAL, write_list(tmp_path / "3.csv", *filler[1:], ("X-99", partner, "SY")))

    program.rescreening.reconcile(NORTH)

    runs = sorted(program.read_models.institution(NORTH).runs("law"), key=lambda run: run.to_version)
    assert [(run.from_version, run.to_version, run.status) for run in runs] == [
        (None, 1, RunStatus.COMPLETED),
        (1, 2, RunStatus.COMPLETED),
        (2, 3, RunStatus.COMPLETED),
    ]
    for number, case_id in enumerate(made.case_ids):
        hits = [
            each.event.hit_id
            for each in program.logs.log(NORTH).read(case_id)
            if isinstance(each.event, screening.ScreeningHitRecorded)
        ]
        assert len(hits) == (1 if number % 2 == 0 else 0)


def test_an_unreadable_row_is_no_delisting_and_lost_names_are_held(program: Kvcase, tmp_path: Path) -> None:
    filler = [(f"X-{n}", f"Fictional Trading House {n}", "AE") for n in range(300)]
    assert import_list(program, "law", Effect.LEGAL, write_list(tmp_path / "1.csv", *filler)).outcome == "activated"
    broken = write_list(tmp_path / "2.csv", *filler)
    broken.write_text(broken.read_text(encoding="utf-8").replace('House 7"', 'House \x07"'), encoding="utf-8")

    held = import_list(program, "law", Effect.LEGAL, broken)

    assert (held.outcome, held.held_rule) == ("held", "unreadable-and-gone")
    assert program.facts.shared().lists["law"].version_no == 1
    fewer = write_list(tmp_path / "3.csv", *filler[1:])
    others = {key: f"Other Name {key};Third Name {key}" for key, _, _ in filler}
    named = write_list(tmp_path / "4.csv", *filler, alias_of=others)
    assert import_list(program, "law", Effect.LEGAL, named).outcome == "activated"
    assert import_list(program, "law", Effect.LEGAL, fewer).held_rule == "fewer-names"


def test_a_program_cannot_decide(program: Kvcase) -> None:
    program.service(NOTIFY, actor=RESEARCHER)
    with pytest.raises(NotPermittedError):
        program.service(spine.Withdraw(CASE, "Reden"), actor=service_actor(NORTH))


def test_a_key_opens_until_it_expires_or_is_revoked(program: Kvcase) -> None:
    key = program.keys.create(OFFICER, days=1)
    assert program.keys.caller(key) == Caller(OFFICER)
    assert program.keys.caller(key[:-1] + ("a" if key[-1] != "a" else "b")) == Refused(Refusal.UNKNOWN)
    assert program.keys.caller("kv_nobody_secret") == Refused(Refusal.UNKNOWN)
    later = type(program.keys)(program.read_models.engine("shared"), lambda: program.clock() + timedelta(days=2))
    assert later.caller(key) == Refused(Refusal.EXPIRED)
    program.keys.revoke(key.split("_")[1])
    assert program.keys.caller(key) == Refused(Refusal.REVOKED)
    assert all(key.split("_", 2)[2] not in str(row) for row in program.keys.all())


def test_a_key_is_followed_by_another_and_the_book_tells_who_is_let_in(program: Kvcase) -> None:
    old = program.keys.create(OFFICER, scopes=frozenset({"read"}), by="a test")
    new = program.keys.rotate(old.split("_")[1], by="a test")
    assert program.keys.caller(old) == program.keys.caller(new) == Caller(OFFICER, frozenset({"read"}))
    program.members.put("https://login.example", "one", OFFICER, frozenset({"all"}), "a test")
    program.members.put("https://login.example", "one", EXPORT, frozenset({"all"}), "a test")
    assert program.members.caller("https://login.example", "one", NORTH) == Caller(EXPORT)
    program.members.remove("https://login.example", "one", "a test")
    assert program.members.caller("https://login.example", "one", NORTH) is None
    told = [each.what for each in program.keys.changes() if each.by == "a test"]
    assert told == ["key-created", "key-made-by-rotation", "key-rotated", "member-put", "member-put", "member-removed"]


class _KilledError(Exception):
    """Stands for the end of a process."""


def _one_chunk_of_two(program: Kvcase) -> Rescreening:
    """Return a re-screening that dies after its first chunk of two cases."""
    chunks = 0

    def subjects(slug: str, case_ids: Sequence[UUID]) -> Mapping[UUID, tuple[Subject, ...]]:
        nonlocal chunks
        chunks += 1
        if chunks > 1:
            raise _KilledError
        return program.read_models.subjects(slug, case_ids)

    return Rescreening(
        program.logs,
        program.service,
        program.facts,
        program.engine,
        program.entries,
        program.clock,
        program.read_models.rescreening,
        subjects,
        program.read_models.catch_up,
        2,
    )
