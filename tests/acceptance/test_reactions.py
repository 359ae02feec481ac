"""What one record learns from another happens once: after a kill, from event 0 again, and in two processes."""

import threading
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from domain.collaboration import incidents, legal, parties, screening, spine
from domain.collaboration.screening import Resolution
from domain.incident import commands as incident
from domain.incident.words import IncidentType, Severity
from domain.licence import commands as licences
from domain.licence.words import Authority, LicenceKind, Modality
from domain.party import commands as party
from domain.values import CaseId, Effect, HitId, IncidentId, LicenceId, PartyId, Recorded, Role
from kvcase.bootstrap import Kvcase
from kvcase.reactions import POSITIONS, service_actor
from tests.acceptance.installations import NORTH, Installation, actor, import_list, write_list

CASE, ENDED, PARTY = CaseId(UUID(int=1)), CaseId(UUID(int=2)), PartyId(UUID(int=3))
LICENCE, INCIDENT = LicenceId(UUID(int=4)), IncidentId(UUID(int=5))
DAY = date(2026, 3, 2)
RESEARCHER = actor("r.vanhoof", Role.RESEARCHER)
OFFICER = actor("els.deprez", Role.CONTACT_POINT_OFFICER)
EXPORT = actor("jan.verlinde", Role.EXPORT_CONTROL_OFFICER)
ASK = (Authority.VL, LicenceKind.INDIVIDUAL, ("6A002",), "NL", PARTY, (Modality.KNOWLEDGE,))
REPORT = incident.ReportIncident(INCIDENT, IncidentType.KV1, DAY, DAY, "A laptop went along.")


@pytest.fixture
def program(installation: Installation) -> Iterator[Kvcase]:
    """Give the opened installation; it is closed after the test."""
    opened = installation.open()
    yield opened
    opened.close()


def begun(program: Kvcase) -> None:
    """Notify two cases and end one of them."""
    program.service(party.RegisterParty(PARTY, "Instituut Dijk", "NL"), actor=OFFICER)
    for one in (CASE, ENDED):
        program.service(spine.NotifyCollaboration(one, "Titel", "Tekst", spine.Nature.SERVICE), actor=RESEARCHER)
        program.service(parties.LinkParty(one, PARTY, parties.PartyRole.PARTNER), actor=RESEARCHER)


def lived(program: Kvcase, folder: Path) -> None:
    """Let every process have something to do, and the ended case things that come too late."""
    begun(program)
    for number, one in enumerate((CASE, ENDED)):
        licence_id = LicenceId(UUID(int=40 + number))
        program.service(legal.RequestExportLicence(one, licence_id, *ASK), actor=EXPORT)
    program.service(spine.Withdraw(ENDED, "Geen geld."), actor=OFFICER)
    for number in range(2):
        program.service(licences.WithdrawLicence(LicenceId(UUID(int=40 + number)), "Niet nodig."), actor=EXPORT)
    screened_by_lists(program, folder)
    program.service(REPORT, actor=RESEARCHER)
    program.service(incident.LinkIncidentToCase(INCIDENT, CASE), actor=OFFICER)
    program.service(incident.TriageIncident(INCIDENT, Severity.LIMITED, "Klein."), actor=OFFICER)
    program.service(incident.LinkIncidentToCase(INCIDENT, ENDED), actor=OFFICER)
    program.service(incident.TriageIncident(INCIDENT, Severity.SERIOUS, "Groter."), actor=OFFICER)


def screened_by_lists(program: Kvcase, folder: Path) -> None:
    """Resolve one hit twice, so that the register of organisations is told two things."""
    file = write_list(folder / "list.csv", ("X-1", "Instituut Dijk", "NL"))
    import_list(program, "fictional-notes", Effect.INDICATIVE, file)
    program.service(screening.StartScreening(CASE, UUID(int=60)), actor=OFFICER)
    (hit,) = program.read_models.institution(NORTH).hits(CASE)
    for resolution in (Resolution.FALSE_POSITIVE, Resolution.UNCLEAR, Resolution.TRUE_MATCH):
        program.service(screening.ResolveHit(CASE, HitId(hit.hit_id), resolution, "Bekeken."), actor=OFFICER)


def forget(program: Kvcase) -> None:
    """Forget how far the processes have come."""
    with program.read_models.engine(NORTH).begin() as connection:
        connection.execute(sa.delete(POSITIONS))


def noted(program: Kvcase, case_id: CaseId) -> list[Severity]:
    history = program.logs.log(NORTH).read(case_id)
    return [each.event.severity for each in history if isinstance(each.event, incidents.IncidentNoted)]


@pytest.mark.rule("processes")
def test_from_event_0_on_again_nothing_happens_twice(program: Kvcase, tmp_path: Path) -> None:
    lived(program, tmp_path)
    head = program.logs.log(NORTH).head()
    for _ in range(2):
        forget(program)
        assert program.reactions.catch_up(NORTH) > 0
        assert program.logs.log(NORTH).head() == head
    assert noted(program, CASE) == [Severity.LIMITED, Severity.SERIOUS]
    assert noted(program, ENDED) == [Severity.LIMITED, Severity.SERIOUS]


@pytest.mark.rule("processes")
def test_what_a_killed_process_left_undone_is_done_once_and_as_things_stand(
    program: Kvcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(program)
    with monkeypatch.context() as patched:
        patched.setattr(program.reactions, "handle", lambda *_: None)
        program.service(REPORT, actor=RESEARCHER)
        program.service(incident.LinkIncidentToCase(INCIDENT, CASE), actor=OFFICER)
        program.service(incident.TriageIncident(INCIDENT, Severity.SERIOUS, "Groot."), actor=OFFICER)
        program.service(incident.TriageIncident(INCIDENT, Severity.LIMITED, "Toch niet."), actor=OFFICER)
    assert noted(program, CASE) == []
    program.reactions.catch_up(NORTH)
    assert noted(program, CASE) == [Severity.LIMITED]
    forget(program)
    program.reactions.catch_up(NORTH)
    assert noted(program, CASE) == [Severity.LIMITED]


@pytest.mark.rule("processes")
def test_who_asked_for_a_licence_reads_it_though_another_process_was_first_to_make_it(
    installation: Installation, program: Kvcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(program)
    scheduler, caught_up = installation.open(), program.read_models.after_append
    monkeypatch.setattr(scheduler.read_models, "after_append", lambda *_: None)  # its rows are not there yet

    def overtaken(slug: str, recorded: Sequence[Recorded]) -> None:
        """Catch up, and let the scheduler come between that and the reactions."""
        caught_up(slug, recorded)
        if isinstance(recorded[0].event, legal.ExportLicenceRequested):
            scheduler.reactions.catch_up(NORTH)

    try:
        monkeypatch.setattr(program.read_models, "after_append", overtaken)
        program.service(legal.RequestExportLicence(CASE, LICENCE, *ASK), actor=EXPORT)
    finally:
        scheduler.close()
    assert program.read_models.institution(NORTH).licence(LICENCE) is not None


def test_who_repeats_a_request_that_is_under_way_reads_what_it_wrote(
    program: Kvcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A double click: the second is answered from the log while the rows of the first are still to be made."""
    register = party.RegisterParty(PARTY, "Instituut Dijk", "NL")
    with monkeypatch.context() as patched:
        patched.setattr(program.read_models, "after_append", lambda *_: None)
        program.service(register, actor=OFFICER, command_id=UUID(int=70))
    assert program.service(register, actor=OFFICER, command_id=UUID(int=70)).repeated
    assert program.read_models.institution(NORTH).party(PARTY) is not None


@pytest.mark.rule("processes")
def test_what_the_rules_refuse_does_not_hold_up_what_comes_behind(program: Kvcase) -> None:
    """A licence that another case asked for under the same id is refused, and the incident behind it is noted."""
    lived_incident(program)
    licence = (LICENCE, CASE, *ASK[:3], (ASK[3],), (ASK[4],), ASK[5])
    program.service(licences.RequestLicence(*licence), actor=service_actor(NORTH))
    handle = program.reactions.handle
    program.reactions.handle = lambda *_: None  # type: ignore[method-assign]
    program.service(legal.RequestExportLicence(CASE, LICENCE, *ASK), actor=EXPORT)
    program.service(incident.LinkIncidentToCase(INCIDENT, ENDED), actor=OFFICER)
    program.reactions.handle = handle  # type: ignore[method-assign]
    program.reactions.catch_up(NORTH)
    assert noted(program, ENDED) == [Severity.SERIOUS]


def test_two_processes_at_once_note_an_incident_once(installation: Installation, program: Kvcase) -> None:
    lived_incident(program)
    others = [installation.open() for _ in range(2)]
    try:
        forget(program)
        threads = [threading.Thread(target=other.reactions.catch_up, args=(NORTH,)) for other in others]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        for other in others:
            other.close()
    assert noted(program, CASE) == [Severity.SERIOUS]


def lived_incident(program: Kvcase) -> None:
    """Report and weigh an incident while no process reacts."""
    begun(program)
    handle = program.reactions.handle
    program.reactions.handle = lambda *_: None  # type: ignore[method-assign]
    program.service(REPORT, actor=RESEARCHER)
    program.service(incident.LinkIncidentToCase(INCIDENT, CASE), actor=OFFICER)
    program.service(incident.TriageIncident(INCIDENT, Severity.SERIOUS, "Groot."), actor=OFFICER)
    program.reactions.handle = handle  # type: ignore[method-assign]
