"""Licences on both databases: cases follow them, sharings use them, time ends them; and what may be shared is asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.collaboration import legal, parties, spine
from domain.licence import commands as licences
from domain.licence import events
from domain.licence.words import Authority, LicenceKind, LicenceStatus, Modality
from domain.party import commands as party
from domain.values import CaseId, LicenceId, PartyId, Role
from kvcase.bootstrap import Kvcase
from kvcase.store.logs import Append
from tests.acceptance.installations import NORTH, Installation, actor

CASE, PARTY, LICENCE = CaseId(UUID(int=1)), PartyId(UUID(int=2)), LicenceId(UUID(int=3))
RESEARCHER = actor("r.vanhoof", Role.RESEARCHER)
EXPORT = actor("jan.verlinde", Role.EXPORT_CONTROL_OFFICER)


@pytest.fixture
def program(installation: Installation) -> Iterator[Kvcase]:
    """Give the opened installation with a case and a global licence; it is closed after the test."""
    opened = installation.open()
    opened.service(party.RegisterParty(PARTY, "Kustlijn Universiteit", "NO"), actor=RESEARCHER)
    opened.service(spine.NotifyCollaboration(CASE, "Titel", "Tekst", spine.Nature.SERVICE), actor=RESEARCHER)
    opened.service(parties.LinkParty(CASE, PARTY, parties.PartyRole.PARTNER), actor=RESEARCHER)
    yield opened
    opened.close()


def _granted(program: Kvcase, licence_id: LicenceId, begin: date, end: date) -> None:
    ways = (Modality.KNOWLEDGE,)
    draft = licences.DraftLicence(licence_id, Authority.VL, LicenceKind.GLOBAL, ("6A002",), ("NO",), ways, (PARTY,))
    for command in (
        draft,
        licences.ProvideDocument(licence_id, "end_user_certificate", "Ondertekend."),
        licences.SubmitLicence(licence_id, begin),
        licences.GrantLicence(licence_id, "VL-G-1", begin, end),
    ):
        program.service(command, actor=EXPORT)


def _kinds(program: Kvcase, stream: UUID) -> list[type]:
    return [type(each.event) for each in program.logs.log(NORTH).read(stream)]


@pytest.mark.rule("licence-usage")
def test_a_case_follows_the_licence_attached_to_it_and_each_sharing_uses_it_once(program: Kvcase) -> None:
    today = program.clock().date()
    _granted(program, LICENCE, today, today + timedelta(days=700))
    program.service(legal.AttachLicence(CASE, LICENCE), actor=EXPORT)
    assert _kinds(program, LICENCE)[-1] is events.LicenceAttached
    noted = program.logs.log(NORTH).read(CASE)[-1].event
    assert isinstance(noted, legal.ExportLicenceNoted)
    assert (noted.status, noted.kind, noted.end_users) == (LicenceStatus.GRANTED, LicenceKind.GLOBAL, (PARTY,))

    # As a process leaves it that is killed between its append and its reactions.
    share = legal.SharingRecorded(
        CASE, UUID(int=9), ("6A002",), PARTY, "NO", Modality.KNOWLEDGE, today, LICENCE, "Code.", None, value_eur=500
    )
    meta = program.service.metadata(NORTH, RESEARCHER, Role.RESEARCHER, UUID(int=8))
    log = program.logs.log(NORTH)
    log.append([Append(CASE, "collaboration", len(log.read(CASE)), ((share, meta()),))])
    for _ in range(2):
        program.reactions.catch_up(NORTH)
        program.read_models.catch_up(NORTH)
    assert _kinds(program, LICENCE).count(events.LicenceUsageRecorded) == 1
    (row,) = program.read_models.institution(NORTH).licences(CASE)
    assert (row.usages, row.last_used_on, row.value_used_eur, row.cases) == (1, today, 500, (str(CASE),))

    program.service(licences.RevokeLicence(LICENCE, "Omgeleid."), actor=EXPORT)
    noted = program.logs.log(NORTH).read(CASE)[-1].event
    assert isinstance(noted, legal.ExportLicenceNoted)
    assert noted.status is LicenceStatus.REVOKED


@pytest.mark.rule("licence-expiry")
def test_time_ends_a_licence_once_and_announces_it_once(program: Kvcase) -> None:
    today = program.clock().date()
    ending = LicenceId(UUID(int=4))
    _granted(program, LICENCE, today - timedelta(days=30), today - timedelta(days=1))
    _granted(program, ending, today, today + timedelta(days=7))
    program.read_models.catch_up(NORTH)
    queries = program.read_models.institution(NORTH)
    row = queries.licence(LICENCE)
    assert row is not None
    assert (row.status, row.status_on(today)) == (LicenceStatus.GRANTED, LicenceStatus.EXPIRED)
    assert [program.licence_clock.tend(NORTH) for _ in range(3)] == [2, 0, 0]
    assert _kinds(program, LICENCE)[-1] is events.LicenceExpired
    assert _kinds(program, ending)[-1] is events.LicenceExpiryReminded
    program.read_models.catch_up(NORTH)
    assert [replace(each, position=0).reminded_of for each in queries.all_licences()] == [None, "T-7"]


@pytest.mark.rule("G4")
def test_the_command_line_says_yes_or_no_and_why(program: Kvcase, installation: Installation) -> None:
    program.read_models.catch_up(NORTH)
    key = program.keys.create(EXPORT)
    asked = ("case", "may-share", str(CASE), "--modality", "online", "--participant", "JP:Kaigan Lab")
    answer = installation.run(*asked, key=key)
    assert answer.returncode == 1, answer.stderr
    assert "NEE, nog niet: 1 poort(en) open. / NO, not yet: 1 gate(s) open." in answer.stdout
    assert "closed by: approve" in answer.stdout
    wrong = installation.run(*asked[:-1], "Japan", key=key)
    assert wrong.returncode == 2
    assert "participants.0.country" in wrong.stderr
    listed = installation.run("licence", "list", key=key)
    assert (listed.returncode, listed.stdout) == (0, "none\n")
    body = '{"authority": "VL", "kind": "union_general", "codes": ["6A002"], "destinations": ["CN"], "modalities": ["online"], "authorisation_id": "EU001"}'  # noqa: E501
    refused = installation.run("licence", "draft", body, key=key)
    assert refused.returncode == 2
    assert "EU001 does not cover CN" in refused.stderr
