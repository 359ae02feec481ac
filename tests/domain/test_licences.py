"""An export licence from its draft to its last day, and every way in which it is not one."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.errors import NotPermittedError, RuleRefusedError, UnusableInputError
from domain.licence import commands as licences
from domain.licence import decider as licence
from domain.licence import events
from domain.licence.words import Authority, LicenceKind, LicenceStatus, Modality
from domain.values import CaseId, LicenceId
from tests.domain import people
from tests.domain.gate_rows import LICENCE
from tests.domain.scenario import CASE, LATER, PARTNER, TODAY, identifier, party
from tests.domain.test_aggregates import Stream

UNTIL = date(2029, 3, 1)
SECOND = party("Second Partner")
OTHER_CASE = CaseId(identifier("other case"))
ASK = licences.RequestLicence(
    LICENCE, CASE, Authority.VL, LicenceKind.INDIVIDUAL, ("6A002",), ("CN",), (PARTNER,), (Modality.KNOWLEDGE,)
)
CERTIFICATE = licences.ProvideDocument(LICENCE, "end_user_certificate", "Signed on paper, file 12.")
SUBMIT = licences.SubmitLicence(LICENCE, TODAY)
GRANT = licences.GrantLicence(LICENCE, "VL-2026-1", TODAY, UNTIL)
REFUSE = licences.RefuseLicence(LICENCE, "Military end use.")
REVOKE = licences.RevokeLicence(LICENCE, "Diverted.")
QUESTION = licences.NoteInformationRequest(LICENCE, TODAY, "Who owns the partner?")
ANSWER = licences.AnswerInformationRequest(LICENCE, TODAY, "The province.")
GENERAL = licences.DraftLicence(
    LicenceId(LICENCE),
    Authority.VL,
    LicenceKind.UNION_GENERAL,
    ("6A002",),
    ("NO", "US"),
    (Modality.ONLINE, Modality.BAGGAGE),
    authorisation_id="EU001",
)
REGISTER = licences.RegisterAuthorisation(LICENCE, "REG-7", TODAY, ("first_use_notified",))
USE = licences.RecordUsage(LICENCE, CASE, identifier("share"), TODAY, ("6A002",), Modality.KNOWLEDGE, 2, 900)


def requested() -> Stream:
    return Stream(licence.AGGREGATE, (ASK, people.PROGRAM))


def submitted() -> Stream:
    stream = requested()
    for command in (CERTIFICATE, SUBMIT):
        stream.do(command, people.EXPORT)
    return stream


def granted() -> Stream:
    stream = submitted()
    stream.do(GRANT, people.EXPORT)
    return stream


@pytest.mark.rule("licence-transition")
def test_a_licence_is_asked_for_documented_submitted_explained_granted_and_revoked() -> None:
    stream = requested()
    statuses = [stream.state.status]
    for command in (CERTIFICATE, SUBMIT, QUESTION, ANSWER, GRANT, REVOKE):
        stream.do(command, people.EXPORT)
        statuses.append(stream.state.status)
    assert statuses == ["drafted", "drafted", "submitted", "info_requested", "submitted", "granted", "revoked"]
    assert (stream.state.valid_from, stream.state.valid_until) == (TODAY, UNTIL)


@pytest.mark.rule("licence-transition")
def test_a_licence_follows_its_course_and_no_other() -> None:
    stream = requested()
    for command in (GRANT, REFUSE, REVOKE, QUESTION, ANSWER, licences.RenewLicence(LICENCE, UNTIL)):
        stream.refused(RuleRefusedError, command, people.EXPORT, "licence-transition")
    stream = submitted()
    stream.do(REFUSE, people.EXPORT)
    late = licences.WithdrawLicence(LICENCE, "Late.")
    for again in (CERTIFICATE, SUBMIT, GRANT, REFUSE, REVOKE, late):
        stream.refused(RuleRefusedError, again, people.EXPORT, "licence-transition")


def test_an_application_is_taken_back_before_the_answer_and_not_after() -> None:
    withdraw = licences.WithdrawLicence(LICENCE, "The partner left.")
    for stream in (requested(), submitted()):
        stream.do(withdraw, people.EXPORT)
        assert stream.state.status is LicenceStatus.WITHDRAWN
    granted().refused(RuleRefusedError, withdraw, people.EXPORT, "licence-transition")


@pytest.mark.rule("licence-checklist")
def test_no_file_goes_to_the_authority_while_its_checklist_has_a_gap() -> None:
    stream = requested()
    with pytest.raises(RuleRefusedError, match=r"VL starts no file without end_user_certificate.*\[fdfa.be\]"):
        stream.do(SUBMIT, people.EXPORT)
    stream.do(CERTIFICATE, people.EXPORT)
    assert stream.do(CERTIFICATE, people.EXPORT) == ()
    stream.do(SUBMIT, people.EXPORT)


@pytest.mark.parametrize(
    ("stream", "command", "field", "said"),
    [
        (submitted, replace(GRANT, valid_until=TODAY - timedelta(1)), "valid_until", "lies before its begin"),
        (submitted, replace(GRANT, valid_from=TODAY - timedelta(1)), "valid_from", "lies before its begin"),
        (submitted, replace(GRANT, valid_until=date(2029, 3, 3)), "valid_until", "at most 3 years [fdfa.be]"),
        (submitted, replace(GRANT, number=" "), "number", "is empty"),
        (submitted, replace(QUESTION, asked_on=TODAY - timedelta(1)), "asked_on", "lies before"),
        (requested, replace(CERTIFICATE, document=" "), "document", "is empty"),
        (granted, licences.RenewLicence(LICENCE, UNTIL), "valid_until", "is no later than 2029-03-01"),
        (granted, licences.RenewLicence(LICENCE, date(2032, 3, 2)), "valid_until", "at most 3 years [fdfa.be]"),
        (granted, licences.AmendLicence(LICENCE, "Two.", end_users=(PARTNER, SECOND)), "end_users", "2 named"),
        (granted, licences.AmendLicence(LICENCE, "Two.", destinations=("CN", "US")), "destinations", "2 named"),
        (granted, licences.AmendLicence(LICENCE, "None.", codes=()), "codes", "is empty"),
    ],
)
@pytest.mark.rule("licence-form")
def test_what_no_licence_can_be_is_refused_with_its_field_and_rule(
    stream: Any, command: Any, field: str, said: str
) -> None:
    with pytest.raises(UnusableInputError) as refusal:
        stream().do(command, people.EXPORT)
    assert refusal.value.field == field
    assert said in refusal.value.rule


def test_a_day_that_is_yet_to_come_is_no_day_of_submission() -> None:
    stream = requested()
    stream.do(CERTIFICATE, people.EXPORT)
    with pytest.raises(UnusableInputError, match="submitted_on: 2026-09-01 is yet to come"):
        stream.do(replace(SUBMIT, submitted_on=LATER), people.EXPORT)


DRAFT = licences.DraftLicence(
    LICENCE, Authority.VL, LicenceKind.GLOBAL, ("6A002",), ("CN", "US"), (Modality.ONLINE,), (PARTNER, SECOND)
)


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (replace(DRAFT, kind=LicenceKind.INDIVIDUAL), "end_users"),
        (replace(DRAFT, kind=LicenceKind.INTRA_EU), "destinations.0"),
        (replace(DRAFT, end_users=()), "end_users"),
        (replace(DRAFT, authorisation_id="EU001"), "authorisation_id"),
        (replace(DRAFT, authority=Authority.BRU), "authority"),
        (replace(DRAFT, destinations=("China",)), "destinations.0"),
        (replace(GENERAL, authorisation_id="EU009"), "authorisation_id"),
        (replace(GENERAL, authorisation_id=None), "authorisation_id"),
        (replace(GENERAL, destinations=("CN", "US")), "destinations"),
        (replace(GENERAL, end_users=(PARTNER,)), "end_users"),
        (replace(GENERAL, modalities=()), "modalities"),
    ],
)
@pytest.mark.rule("licence-form")
def test_a_draft_has_the_form_of_its_kind(command: licences.DraftLicence, field: str) -> None:
    with pytest.raises(UnusableInputError) as refusal:
        Stream(licence.AGGREGATE, (command, people.EXPORT))
    assert refusal.value.field == field


@pytest.mark.rule("authorisation-conditions")
def test_a_union_general_authorisation_is_registered_for_on_its_conditions_and_never_granted() -> None:
    stream = Stream(licence.AGGREGATE, (GENERAL, people.EXPORT))
    stream.refused(RuleRefusedError, SUBMIT, people.EXPORT, "licence-transition")
    bare = replace(REGISTER, conditions_met=())
    stream.refused(RuleRefusedError, bare, people.EXPORT, "authorisation-conditions")
    stream.do(REGISTER, people.EXPORT)
    assert (stream.state.status, stream.state.valid_until) == (LicenceStatus.GRANTED, None)
    requested().refused(RuleRefusedError, REGISTER, people.EXPORT, "licence-transition")


@pytest.mark.rule("authorisation-conditions")
def test_the_authorisation_within_a_group_needs_a_compliance_programme() -> None:
    group = replace(GENERAL, authorisation_id="EU007", destinations=("IN",))
    stream = Stream(licence.AGGREGATE, (group, people.EXPORT))
    with pytest.raises(RuleRefusedError, match="internal_compliance_programme"):
        stream.do(REGISTER, people.EXPORT)
    stream.do(replace(REGISTER, conditions_met=("internal_compliance_programme",)), people.EXPORT)


def test_a_licence_is_amended_as_a_whole_or_not_at_all() -> None:
    stream = granted()
    bare = licences.AmendLicence(LICENCE, "Online too.", modalities=(Modality.ONLINE,))
    for own, field in ((bare, "number"), (replace(bare, number="VL-2"), "amended_on")):
        with pytest.raises(UnusableInputError) as refusal:
            stream.do(own, people.EXPORT)
        assert refusal.value.field == field, "what was granted is amended by the authority alone"
    (event,) = stream.do(replace(bare, number="VL-2", amended_on=TODAY), people.EXPORT)
    assert isinstance(event, events.LicenceAmended)
    assert (event.codes, event.modalities) == (("6A002",), (Modality.ONLINE,))
    assert stream.do(licences.AmendLicence(LICENCE, "Same.", codes=("6A002",)), people.EXPORT) == ()


@pytest.mark.rule("licence-usage")
def test_each_sharing_is_used_once_and_never_outside_the_time_of_the_licence() -> None:
    stream = granted()
    assert len(stream.do(USE, people.PROGRAM)) == 1
    assert stream.do(USE, people.PROGRAM) == ()
    for day in (TODAY - timedelta(1), UNTIL + timedelta(1)):
        another = replace(USE, share_id=identifier("another"), used_on=day)
        stream.refused(RuleRefusedError, another, people.PROGRAM, "licence-usage")
    submitted().refused(RuleRefusedError, USE, people.PROGRAM, "licence-usage")


@pytest.mark.rule("licence-expiry")
def test_a_licence_past_its_last_day_is_expired_by_date_and_recorded_so_once() -> None:
    stream = granted()
    expire = licences.ExpireLicence(LICENCE)
    stream.now += UNTIL - TODAY
    assert stream.state.status_on(UNTIL) is LicenceStatus.GRANTED
    assert stream.do(expire, people.PROGRAM) == ()
    stream.now += timedelta(days=1)
    assert stream.state.status_on(stream.now.date()) is LicenceStatus.EXPIRED
    assert [type(each) for each in stream.do(expire, people.PROGRAM)] == [events.LicenceExpired]
    assert stream.do(expire, people.PROGRAM) == ()
    late = licences.RenewLicence(LICENCE, UNTIL + timedelta(365))
    stream.refused(RuleRefusedError, late, people.EXPORT, "licence-transition")


@pytest.mark.rule("D-licence_expiry")
def test_the_last_day_is_announced_once_for_each_rung_and_anew_after_a_renewal() -> None:
    stream = Stream(licence.AGGREGATE, (DRAFT, people.EXPORT))
    for command in (CERTIFICATE, SUBMIT, GRANT):
        stream.do(command, people.EXPORT)
    remind = licences.RemindOfExpiry(LICENCE)
    said = []
    for days in (91, 90, 60, 30, 29, 7, 6):
        stream.now = stream.now.replace(year=2029, month=3, day=1) - timedelta(days=days)
        for event in (*stream.do(remind, people.PROGRAM), *stream.do(remind, people.PROGRAM)):
            assert isinstance(event, events.LicenceExpiryReminded)
            said.append((days, event.rung))
    assert said == [(90, "T-90"), (30, "T-30"), (7, "T-7")]
    stream.do(licences.RenewLicence(LICENCE, date(2031, 3, 1)), people.EXPORT)
    assert stream.do(remind, people.PROGRAM) == ()
    assert stream.state.reminded == frozenset()
    asked_by_a_case = granted()
    asked_by_a_case.now = stream.now
    assert asked_by_a_case.do(remind, people.PROGRAM) == (), "the deadline of the case reminds"


def test_a_licence_serves_further_cases_each_once() -> None:
    stream = granted()
    attach = licences.AttachCase(LICENCE, OTHER_CASE)
    assert len(stream.do(attach, people.PROGRAM)) == 1
    assert stream.do(attach, people.PROGRAM) == ()
    assert stream.do(replace(attach, case_id=CASE), people.PROGRAM) == ()
    assert stream.state.cases == (CASE, OTHER_CASE)


def test_a_program_asks_for_a_licence_and_does_not_grant_it() -> None:
    for decision in (GRANT, SUBMIT, REVOKE):
        submitted().refused(NotPermittedError, decision, people.PROGRAM)
    for fact in (USE, licences.ExpireLicence(LICENCE)):
        granted().refused(NotPermittedError, fact, people.EXPORT)
