"""What an erasure takes along and what holds it back: incidents, people who are held, digests, a second proposal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from domain.collaboration import factors, legal, parties, questions, spine, support
from domain.collaboration.incidents import IncidentNoted
from domain.context import ErasureFact
from domain.erasure import commands as erasure
from domain.erasure.events import PersonalDataErased
from domain.erasure.words import Ground, Held, Status
from domain.errors import NotFoundError, RuleRefusedError, UnusableInputError
from domain.hold import commands as hold
from domain.incident import commands as incident
from domain.incident import events as incident_events
from domain.incident.words import IncidentOutcome, IncidentType, Severity
from domain.institution import covers, grants
from domain.licence.words import Modality
from domain.person import commands as person
from domain.person.events import PersonRegistered
from domain.values import ERASED, Actor, CaseId, IncidentId, PersonId, Role
from kvcase import erasure as forgetting
from kvcase.bootstrap import Kvcase
from kvcase.erasure import Erasures
from kvcase.erasure_facts import ErasureFacts
from kvcase.erasure_register import Entry, Register
from kvcase.store.logs import Append
from tests.acceptance.installations import NORTH, Installation, actor

CASE, PERSON, OTHER = CaseId(UUID(int=61)), PersonId(UUID(int=62)), PersonId(UUID(int=63))
INCIDENT, HOLD = IncidentId(UUID(int=64)), UUID(int=65)
NAME = "Kanarina Persoonsmans"
RESEARCHER = actor("onderzoeker", Role.RESEARCHER)
OFFICER = actor("officier", Role.CONTACT_POINT_OFFICER)
PRIVACY = actor("gegevens.een", Role.DATA_PROTECTION_OFFICER)
PRIVACY_TOO = actor("gegevens.twee", Role.DATA_PROTECTION_OFFICER)
HEAD = actor("rector", Role.INSTITUTION_APPROVER)


def proposal(number: int, kind: Held, subject_id: UUID) -> erasure.ProposeErasure:
    return erasure.ProposeErasure(UUID(int=number), kind, subject_id, Ground.REQUEST, f"{NAME} vroeg het")


FIRST, SECOND = proposal(71, Held.PERSON, PERSON), proposal(72, Held.PERSON, PERSON)
COVER, GRANT = UUID(int=75), UUID(int=76)
OF_CASE, OF_INCIDENT = proposal(73, Held.CASE, CASE), proposal(74, Held.INCIDENT, INCIDENT)


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


def ended_case(program: Kvcase) -> None:
    """A case with two people that was withdrawn."""
    program.service(person.RegisterPerson(PERSON, NAME), actor=RESEARCHER)
    program.service(person.RegisterPerson(OTHER, "Iemand Anders"), actor=RESEARCHER)
    program.service(spine.NotifyCollaboration(CASE, "Een titel", "Een tekst", spine.Nature.SERVICE), actor=RESEARCHER)
    for each in (PERSON, OTHER):
        program.service(parties.LinkResearcher(CASE, each, parties.StayType.STAFF), actor=RESEARCHER)
    program.service(spine.Withdraw(CASE, "Gaat niet door"), actor=OFFICER)


def reported_incident(program: Kvcase) -> None:
    """An incident about a person that touches a case, with a measure and its evidence."""
    report = incident.ReportIncident(
        INCIDENT, IncidentType.KV1, date(2026, 1, 5), date(2026, 1, 6), f"{NAME} nam iets mee", (PERSON,), True
    )
    program.service(report, actor=RESEARCHER)
    program.service(incident.LinkIncidentToCase(INCIDENT, CASE), actor=OFFICER)
    triage = incident.TriageIncident(INCIDENT, Severity.SERIOUS, f"{NAME} wist het")
    program.service(triage, actor=OFFICER)


def closed_incident(program: Kvcase) -> None:
    reported_incident(program)
    close = incident.CloseIncident(INCIDENT, IncidentOutcome.RESOLVED, f"Vraag {NAME} om een verslag")
    program.service(close, actor=OFFICER)


def forget(program: Kvcase, propose: erasure.ProposeErasure) -> None:
    program.service(propose, actor=PRIVACY)
    program.service(erasure.ConfirmErasure(propose.erasure_id), actor=PRIVACY_TOO)


def digests_left(program: Kvcase) -> set[tuple[UUID, str]]:
    """Return the first event of each command whose body a digest still tells of, with its stream."""
    rows = sa.text(
        "SELECT stream_id, topic FROM stored_commands LEFT JOIN stored_events"
        " ON originator_id = stream_id AND originator_version = first_version WHERE body_sha256 <> ''"
    ).columns(stream_id=sa.Uuid())
    with program.read_models.engine(NORTH).connect() as connection:
        return {(stream, topic or "nothing") for stream, topic in connection.execute(rows)}


def test_of_two_proposals_that_are_confirmed_at_once_one_is_carried_out(
    program: Kvcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended_case(program)
    for each in (FIRST, SECOND):
        program.service(each, actor=PRIVACY)
    look = ErasureFacts.__call__

    def looked(facts: ErasureFacts, institution: str, kind: Held, subject_id: UUID) -> ErasureFact:
        found = look(facts, institution, kind, subject_id)
        monkeypatch.undo()
        program.service(erasure.ConfirmErasure(SECOND.erasure_id), actor=HEAD)
        return found

    monkeypatch.setattr(ErasureFacts, "__call__", looked)
    with pytest.raises(NotFoundError, match="erased already"):
        program.service(erasure.ConfirmErasure(FIRST.erasure_id), actor=PRIVACY_TOO)
    erased = program.read_models.erasures(NORTH).erasures(Status.ERASED)
    assert [row.erasure_id for row in erased] == [SECOND.erasure_id]


@pytest.mark.rule("erasure-hold")
def test_a_hold_on_a_person_holds_the_cases_that_tell_of_the_person(program: Kvcase) -> None:
    ended_case(program)
    program.service(hold.PlaceHold(HOLD, Held.PERSON, PERSON, "Een klacht"), actor=OFFICER)
    with pytest.raises(RuleRefusedError, match=str(HOLD)):
        program.service(OF_CASE, actor=PRIVACY)
    program.service(hold.LiftHold(HOLD, "Voorbij"), actor=HEAD)
    forget(program, OF_CASE)


@pytest.mark.rule("erasure-live")
def test_an_incident_that_is_not_over_keeps_the_case_that_it_touches(program: Kvcase) -> None:
    ended_case(program)
    reported_incident(program)
    with pytest.raises(RuleRefusedError, match=f"erasure-live.*incident {INCIDENT}"):
        program.service(OF_CASE, actor=PRIVACY)


@pytest.mark.rule("erasure-live")
def test_an_incident_is_forgotten_once_it_is_over(program: Kvcase) -> None:
    ended_case(program)
    reported_incident(program)
    with pytest.raises(RuleRefusedError, match=f"erasure-live.*incident {INCIDENT}"):
        program.service(OF_INCIDENT, actor=PRIVACY)
    close = incident.CloseIncident(INCIDENT, IncidentOutcome.RESOLVED, f"Vraag {NAME} om een verslag")
    program.service(close, actor=OFFICER)
    forget(program, OF_INCIDENT)
    told = [each.event for each in program.logs.log(NORTH).read(INCIDENT)]
    texts = [getattr(each, name, ERASED) for each in told for name in ("description", "rationale", "lessons")]
    assert set(texts) == {ERASED}
    assert isinstance(told[0], incident_events.IncidentReported)
    known = program.read_models.institution(NORTH).person(PERSON)
    assert known is not None
    assert known.name == NAME
    assert digests_left(program) & {(INCIDENT, each.stored_name) for each in incident_events.EVENTS} == set()


@pytest.mark.rule("erasure-hold")
@pytest.mark.parametrize(("kind", "subject_id"), [(Held.PERSON, PERSON), (Held.CASE, CASE), (Held.INCIDENT, INCIDENT)])
def test_an_incident_is_held_with_whom_and_what_it_tells_of(program: Kvcase, kind: Held, subject_id: UUID) -> None:
    ended_case(program)
    closed_incident(program)
    program.service(hold.PlaceHold(HOLD, kind, subject_id, "Een klacht"), actor=OFFICER)
    with pytest.raises(RuleRefusedError, match=str(HOLD)):
        program.service(OF_INCIDENT, actor=PRIVACY)


@pytest.mark.rule("erasure-own")
@pytest.mark.parametrize("propose", [FIRST, OF_CASE, OF_INCIDENT])
def test_nobody_decides_about_texts_that_tell_of_oneself(program: Kvcase, propose: erasure.ProposeErasure) -> None:
    ended_case(program)
    closed_incident(program)
    for identity in (HEAD.id, None):  # who logged in under a name once is the same person afterwards
        amend = person.AmendPerson(PERSON, "Andere gebruiker", NAME, identity=identity)
        program.service(amend, actor=OFFICER)
    program.service(propose, actor=PRIVACY)
    with pytest.raises(RuleRefusedError, match="erasure-own"):
        program.service(erasure.ConfirmErasure(propose.erasure_id), actor=HEAD)
    program.service(erasure.ConfirmErasure(propose.erasure_id), actor=PRIVACY_TOO)


def test_no_digest_is_left_of_any_text_about_who_is_erased(program: Kvcase) -> None:
    ended_case(program)
    closed_incident(program)
    said = support.AddComment(CASE, UUID(int=66), f"{NAME} is ziek", persons=(PERSON,))
    for command_id in (UUID(int=81), UUID(int=82)):  # the second causes nothing, and has a digest of its own
        program.service(said, actor=OFFICER, command_id=command_id)
    program.service(support.AddComment(CASE, UUID(int=67), "Over niemand"), actor=OFFICER)
    program.service(hold.PlaceHold(HOLD, Held.PERSON, PERSON, NAME), actor=OFFICER)
    program.service(hold.LiftHold(HOLD, NAME), actor=HEAD)
    program.service(SECOND, actor=PRIVACY)
    program.service(erasure.WithdrawErasure(SECOND.erasure_id, NAME), actor=HEAD)
    forget(program, FIRST)
    assert digests_left(program) == {
        (CASE, spine.CollaborationNotified.stored_name),
        (CASE, parties.ResearcherLinked.stored_name),
        (CASE, spine.CollaborationWithdrawn.stored_name),
        (CASE, support.CommentAdded.stored_name),
        (CASE, IncidentNoted.stored_name),
        (INCIDENT, incident_events.IncidentLinkedToCase.stored_name),
        (INCIDENT, incident_events.IncidentTriaged.stored_name),
        (INCIDENT, incident_events.IncidentClosed.stored_name),
        (FIRST.erasure_id, PersonalDataErased.stored_name),
        (OTHER, PersonRegistered.stored_name),
    }


def test_what_is_said_of_a_risk_goes_with_the_person_whom_it_is_about(program: Kvcase) -> None:
    program.service(person.RegisterPerson(PERSON, NAME), actor=RESEARCHER)
    program.service(person.RegisterPerson(OTHER, "Iemand Anders"), actor=RESEARCHER)
    program.service(spine.NotifyCollaboration(CASE, "Een titel", "Een tekst", spine.Nature.SERVICE), actor=RESEARCHER)
    for each, name in ((PERSON, NAME), (OTHER, "Iemand Anders")):
        program.service(parties.LinkResearcher(CASE, each, parties.StayType.STAFF), actor=RESEARCHER)
        said = f"{name} zwijgt over de opdrachtgever"
        answer = questions.AnswerRiskQuestion(CASE, "P-OPAQUE", questions.RiskAnswer.YES, said, each)
        program.service(answer, actor=OFFICER)
    program.service(spine.Withdraw(CASE, "Gaat niet door"), actor=OFFICER)
    forget(program, FIRST)
    told = [each.event for each in program.logs.log(NORTH).read(CASE)]
    answers = {each.subject_id: each.explanation for each in told if isinstance(each, questions.RiskQuestionAnswered)}
    evidence = {each.subject_id: each.evidence for each in told if isinstance(each, factors.RiskFactorAsserted)}
    kept = "Iemand Anders zwijgt over de opdrachtgever"
    assert answers == evidence == {PERSON: ERASED, OTHER: kept}


def shared(program: Kvcase, share: int, on: date, *codes: str) -> None:
    """Put on record what was shared in a case long ago, however that was allowed then."""
    log = program.logs.log(NORTH)
    event = legal.SharingRecorded(
        CASE, UUID(int=share), codes, None, "CN", Modality.GOODS, on, None, "Een meetkop", None
    )
    meta = program.service.metadata(NORTH, OFFICER, Role.CONTACT_POINT_OFFICER, UUID(int=share))
    log.append([Append(CASE, "collaboration", len(log.read(CASE, reveal=False)), ((event, meta()),))])
    program.read_models.catch_up(NORTH)


@pytest.mark.rule("erasure-export-floor")
@pytest.mark.parametrize("propose", [FIRST, OF_CASE])
def test_the_record_of_an_export_keeps_the_case_and_who_took_part(
    program: Kvcase, propose: erasure.ProposeErasure
) -> None:
    year = program.clock().year
    ended_case(program)
    shared(program, 91, date(year - 6, 5, 1), "6A002.a.1")
    program.service(propose, actor=PRIVACY)
    shared(program, 92, date(year - 1, 5, 1))
    program.service(replace(propose, erasure_id=UUID(int=75)), actor=PRIVACY)
    shared(program, 93, date(year - 5, 5, 1), "6A002.a.1")
    with pytest.raises(RuleRefusedError, match=f"kept until {year}-12-31.*art. 27.3.") as refused:
        program.service(erasure.ConfirmErasure(propose.erasure_id), actor=PRIVACY_TOO)
    assert refused.value.rule_id == "erasure-export-floor"


def test_who_lost_the_answer_to_a_confirmation_asks_again_and_gets_it(program: Kvcase) -> None:
    ended_case(program)
    program.service(FIRST, actor=PRIVACY)
    confirm, command_id = erasure.ConfirmErasure(FIRST.erasure_id), UUID(int=83)
    first = program.service(confirm, actor=HEAD, command_id=command_id)
    again = program.service(confirm, actor=HEAD, command_id=command_id)
    assert (again.version, again.repeated) == (first.version, True)


def test_a_replay_carries_an_erasure_out_once_and_names_whose_it_could_not(
    program: Kvcase, house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended_case(program)
    assert house.erasures is not None
    entry = Entry(
        NORTH,
        FIRST.erasure_id,
        Held.PERSON,
        PERSON,
        Ground.REQUEST,
        ("gegevens.een",),
        ("gegevens.twee",),
        date(2026, 3, 2),
        (f"person:{PERSON}",),
    )
    for each in (entry, replace(entry, log="verdwenen")):
        Register(house.erasures).add(each)
    carry_out, carried = Erasures._carry_out, []

    def carried_out(self: Erasures, slug: str, row: object) -> None:
        carried.append(row)
        carry_out(self, slug, row)  # type: ignore[arg-type]

    monkeypatch.setattr(Erasures, "_carry_out", carried_out)
    assert forgetting.replay(program) == forgetting.Replayed(recorded=1, carried_out=1, unknown=("verdwenen",))
    assert len(carried) == 1
    assert program.read_models.institution(NORTH).person(PERSON) is None


def test_a_replay_that_no_register_is_named_for_is_refused(installation: Installation) -> None:
    program = installation.open()
    try:
        with pytest.raises(UnusableInputError, match="KVCASE_ERASURES_FILE"):
            forgetting.replay(program)
    finally:
        program.close()


@pytest.mark.rule("erased")
def test_why_somebody_was_covered_for_or_let_in_goes_with_the_person(program: Kvcase) -> None:
    login, today = "kanarina", program.clock().date()
    absent = Actor(login, NORTH, frozenset({Role.CONTACT_POINT_OFFICER, Role.AUDITOR}))
    for each in (absent, OFFICER):
        program.keys.create(each)
    program.service(person.RegisterPerson(PERSON, NAME, (), login), actor=RESEARCHER)
    give = covers.GiveCover(COVER, login, OFFICER.id, (Role.CONTACT_POINT_OFFICER,), today, today, f"{NAME} verhuist")
    program.service(give, actor=absent)
    program.service(grants.ProposeGrant(GRANT, login, f"{NAME} kijkt na", today), actor=PRIVACY)
    with pytest.raises(RuleRefusedError) as refused:
        program.service(FIRST, actor=PRIVACY)
    assert refused.value.rule_id == "erasure-live"
    assert "cover #" in str(refused.value), "whoever ends it has to say why"
    program.service(covers.EndCover(COVER, f"{NAME} is terug"), actor=absent)
    program.service(grants.EndGrant(GRANT, f"{NAME} is klaar"), actor=PRIVACY)
    forget(program, FIRST)
    for stream in (COVER, GRANT):
        told = [each.event for each in program.logs.log(NORTH).read(stream)]
        assert not any(NAME in str(each) for each in told)
        assert str(told[0].until_on) == str(today), "who, in which role and when stays"  # type: ignore[attr-defined]
        assert stream not in {each for each, _ in digests_left(program)}
