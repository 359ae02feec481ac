"""May I share this? The answer, and that it is the decision."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from domain.collaboration import decontrol, end_use, legal
from domain.collaboration.legal import Participant, RecordSharing
from domain.collaboration.may_share import may_share
from domain.collaboration.sharing import Question, hops
from domain.collaboration.spine import Language, Status
from domain.collaboration.topic import Certainty, ControlCode
from domain.context import LicenceFact
from domain.errors import DomainError, GatesOpenError, NotFoundError, UnusableInputError
from domain.gates import Blocks
from domain.licence.words import LicenceKind, LicenceStatus, Modality
from domain.speech import told
from domain.values import LicenceId, Role
from tests.domain import people
from tests.domain.gate_rows import CODE, LICENCE, grant_licence, require, sharing
from tests.domain.random_walks import SECOND, Dice, Move, begun, dice, play
from tests.domain.scenario import CASE, LATER, PARTNER, TODAY, Case, identifier, party, walk
from tests.scenarios import may_share as scenario

KNOWLEDGE = Question(Modality.KNOWLEDGE, TODAY, (CODE,), PARTNER, "CN")


def confirmed(*codes: str, trl: int = 4) -> Case:
    case = walk(Status.RUNNING)
    items = tuple(ControlCode(code, "2025/2003", Certainty.CONFIRMED) for code in codes or (CODE,))
    return case.classify(control_codes=items, trl_min=1, trl_max=trl)


def kinds(case: Case, question: Question) -> set[str]:
    return {gate.kind for gate in scenario.ask(case, question).gates}


def recorded(question: Question) -> RecordSharing:
    """Return the sharing that the question asks about."""
    values: dict[str, Any] = {each.name: getattr(question, each.name) for each in fields(Question)}
    return RecordSharing(CASE, identifier(f"share {question}"), what="As asked.", **values)


# The drone case.

BEFORE = [True, False, False, False, True, False, True]
AFTER = [True, False, True, False, True, False, True]


@pytest.mark.rule("G4")
@pytest.mark.rule("O5")
def test_the_drone_case_before_and_after_its_licence() -> None:
    for line in scenario.narrate():
        print(line)  # noqa: T201
    assert [told.answer.allowed for told in scenario.asked(scenario.drones())] == BEFORE
    assert [told.answer.allowed for told in scenario.asked(scenario.licensed())] == AFTER


def test_each_no_says_what_of_the_licence_fails() -> None:
    case = scenario.licensed()
    (gate,) = scenario.ask(case, scenario.WORKSHOP).gates
    assert gate.reason.endswith("fails on recipient, destination")
    (gate,) = scenario.ask(case, scenario.LAPTOP).gates
    assert gate.reason.endswith("fails on modality")
    late = replace(scenario.PARTNERS_ONLY, shared_on=LATER + timedelta(days=1))
    (gate,) = (each for each in scenario.ask(case, late).gates if each.kind == "licence-coverage")
    assert gate.reason.endswith("fails on date")
    assert scenario.ask(case, scenario.PARTNERS_ONLY).licences == (scenario.LICENCE,)


def test_a_no_in_dutch_names_somebody_and_everywhere_in_dutch() -> None:
    case = confirmed()
    published = replace(KNOWLEDGE, modality=Modality.PUBLICATION, recipient_id=None, destination=None)
    (gate,) = (each for each in scenario.ask(case, published).gates if each.kind == "licence-coverage")
    assert "to somebody who is no party of this case in the whole world as publication" in gate.reason
    dutch = told(gate.reason, Language.NL)
    assert "naar iemand die geen partij van dit dossier is in de hele wereld (publicatie)" in dutch
    assert told(gate.closed_by, Language.NL) != gate.closed_by


# Where it goes decides.


@pytest.mark.parametrize(
    ("codes", "destination", "needs"),
    [
        ((CODE,), "BE", False),
        ((CODE,), "NL", False),
        ((CODE,), "DE", False),
        ((CODE,), "US", True),
        (("1C001.a",), "DE", True),
        (("1C001.a",), "NL", False),
        (("5A004",), "FR", True),
        (("0C001",), "MT", True),
    ],
)
@pytest.mark.rule("X7")
@pytest.mark.rule("O6")
def test_a_licence_is_needed_out_of_the_union_and_within_it_for_some_technology(
    codes: tuple[str, ...], destination: str, needs: bool
) -> None:
    case = confirmed(*codes)
    question = replace(KNOWLEDGE, codes=codes, destination=destination)
    assert ("licence-coverage" in kinds(case, question)) is needs


@pytest.mark.rule("O3")
def test_what_is_said_to_a_party_outside_the_union_leaves_it_wherever_it_is_said() -> None:
    case = walk(Status.NOTIFIED)
    far = case.link("Far University", "CN")
    case.screen()
    case.complete().submit().approve().start()
    case.classify(control_codes=(ControlCode(CODE, "2025/2003", Certainty.CONFIRMED),))
    for modality in (Modality.LECTURE, Modality.KNOWLEDGE, Modality.ONLINE):
        question = Question(modality, TODAY, (CODE,), far, "BE")
        assert kinds(case, question) == {"licence-coverage"}
    assert kinds(case, Question(Modality.LECTURE, TODAY, (CODE,), destination="BE")) == set()


@pytest.mark.rule("O5")
def test_online_everyone_is_where_he_or_she_works_and_nationality_is_not_asked() -> None:
    case = confirmed()
    at_home = Question(Modality.ONLINE, TODAY, (CODE,), participants=(Participant("BE"), Participant("DE")))
    assert kinds(case, at_home) == set()
    (gate,) = scenario.ask(case, replace(at_home, participants=(Participant("BE"), Participant("JP")))).gates
    assert "JP" in gate.reason
    assert {each.name for each in fields(Participant)} == {"country", "party_id", "organisation"}


@pytest.mark.rule("G19")
def test_a_late_party_among_the_participants_holds_the_meeting() -> None:
    case = confirmed()
    late = case.link("Late Partner")
    meeting = Question(Modality.ONLINE, TODAY, participants=(Participant("BE", late),), nothing_listed_because="Talk.")
    assert "sharing-hold" in kinds(case, meeting)
    assert kinds(case, replace(meeting, participants=(Participant("BE"),))) == set()


def test_a_required_licence_waits_only_before_what_it_is_required_for() -> None:
    case = confirmed()
    case.do(require(legal.Requirement.EXPORT_LICENCE, Blocks.SHARE), people.EXPORT)
    assert kinds(case, KNOWLEDGE) == {"licence", "licence-coverage"}
    assert kinds(case, replace(KNOWLEDGE, destination="BE")) == set()
    assert kinds(case, replace(KNOWLEDGE, codes=(), nothing_listed_because="The agenda.")) == set()
    blind = walk(Status.RUNNING)
    blind.do(require(legal.Requirement.EXPORT_LICENCE, Blocks.SHARE), people.EXPORT)
    assert kinds(blind, replace(KNOWLEDGE, codes=(), nothing_listed_because="The agenda.")) == {"licence"}


@pytest.mark.parametrize(
    ("kind", "status", "day", "fails"),
    [
        (LicenceKind.UNION_GENERAL, LicenceStatus.GRANTED, TODAY, None),
        (LicenceKind.GLOBAL, LicenceStatus.GRANTED, TODAY, "recipient"),
        (LicenceKind.UNION_GENERAL, LicenceStatus.REVOKED, TODAY, "status (revoked)"),
        (LicenceKind.UNION_GENERAL, LicenceStatus.SUBMITTED, TODAY, "status (submitted)"),
        (LicenceKind.UNION_GENERAL, LicenceStatus.GRANTED, LATER + timedelta(1), "date"),
    ],
)
@pytest.mark.rule("G4")
def test_an_attached_licence_covers_by_its_kind_status_and_day(
    kind: LicenceKind, status: LicenceStatus, day: date, fails: str | None
) -> None:
    case = confirmed()
    other = LicenceId(identifier("other licence"))
    codes, there, ways = frozenset({CODE}), frozenset({"US"}), frozenset({"knowledge"})
    fact = LicenceFact(other, 3, "granted", codes, there, frozenset(), ways, TODAY, LATER, kind)
    case.licences[other] = fact
    case.do(legal.AttachLicence(CASE, other), people.EXPORT)
    assert case.do(legal.AttachLicence(CASE, other), people.EXPORT) == ()
    case.licences[other] = replace(fact, status=status)
    case.do(legal.NoteExportLicence(CASE, other), people.PROGRAM)
    answer = scenario.ask(case, replace(KNOWLEDGE, destination="US", shared_on=day))
    assert [gate.reason.rpartition("fails on ")[2] for gate in answer.gates] == ([fails] if fails else [])
    assert answer.licences == (() if fails else (other,))


@pytest.mark.rule("licence-attach")
def test_a_licence_that_ended_is_attached_to_nothing() -> None:
    case = confirmed()
    grant_licence(case)
    gone = LicenceId(identifier("gone"))
    known = replace(case.licences[LICENCE], licence_id=gone)
    for ended in (replace(known, status="revoked"), replace(known, valid_until=TODAY - timedelta(1))):
        case.licences[gone] = ended
        case.refused_by_rule("licence-attach", legal.AttachLicence(CASE, gone), people.EXPORT)
    unknown = LicenceId(identifier("unknown"))
    case.refused(legal.AttachLicence(CASE, unknown), people.EXPORT, NotFoundError)


# What is not controlled, and what is though no list names it.


@pytest.mark.rule("GTN-published")
@pytest.mark.rule("X1")
def test_a_decision_frees_knowledge_and_never_goods_and_ends_with_what_it_rests_on() -> None:
    free = identifier("free")
    case = confirmed(trl=2)
    ground = decontrol.Ground.BASIC_RESEARCH
    assert "licence-coverage" in kinds(case, KNOWLEDGE), "TRL 2 alone frees nothing: a person decides"
    case.do(decontrol.RecordDecontrol(CASE, free, ground, (CODE,), "Fundamental."), people.EXPORT)
    named = replace(KNOWLEDGE, decontrol_id=free)
    assert kinds(case, named) == set()
    for way in (Modality.GOODS, Modality.SOFTWARE):
        assert "licence-coverage" in kinds(case, replace(named, modality=way))
    assert "licence-coverage" in kinds(case, KNOWLEDGE), "who rests on a decision names it"
    risen = case.copy()
    risen.classify(control_codes=(ControlCode(CODE, "2025/2003", Certainty.CONFIRMED),), trl_min=3, trl_max=5)
    assert "licence-coverage" in kinds(risen, named)
    case.do(decontrol.WithdrawDecontrol(CASE, free, "It was applied."), people.EXPORT)
    with pytest.raises(NotFoundError, match="decontrol"):
        scenario.ask(case, named)


@pytest.mark.parametrize(
    ("answer", "is_open"),
    [
        (end_use.AuthorityAnswer.NO_LICENCE_NEEDED, False),
        (end_use.AuthorityAnswer.LICENCE_GRANTED, False),
        (end_use.AuthorityAnswer.LICENCE_REQUIRED, True),
        (end_use.AuthorityAnswer.PROHIBITED, True),
    ],
)
@pytest.mark.rule("catch-all")
def test_who_is_aware_of_an_end_use_waits_for_the_authority(answer: end_use.AuthorityAnswer, is_open: bool) -> None:
    case = walk(Status.RUNNING)
    use = end_use.EndUse.CYBER_SURVEILLANCE
    aware = end_use.AnswerEndUse(CASE, use, end_use.Awareness.AWARE, "The partner said so.")
    case.do(aware, people.RESEARCHER)
    assert case.do(aware, people.RESEARCHER) == ()
    case.refused_by_gate("catch-all", sharing(), people.RESEARCHER)
    decided = end_use.RecordEndUseDecision(CASE, use, answer, TODAY, "Letter 7.")
    late = case.refused(replace(decided, answered_on=LATER), people.EXPORT, UnusableInputError)
    assert late.field == "answered_on"
    early = case.refused(replace(decided, answered_on=TODAY - timedelta(1)), people.EXPORT, UnusableInputError)
    assert early.field == "answered_on", "nobody had asked before the case was notified"
    case.do(decided, people.EXPORT)
    assert ("catch-all" in case.kinds) is is_open


@pytest.mark.rule("catch-all")
def test_who_is_aware_anew_or_of_a_new_party_waits_for_a_new_answer() -> None:
    case = walk(Status.RUNNING)
    use = end_use.EndUse.CYBER_SURVEILLANCE
    aware = end_use.AnswerEndUse(CASE, use, end_use.Awareness.AWARE, "The partner said so.")
    no_need = end_use.RecordEndUseDecision(CASE, use, end_use.AuthorityAnswer.NO_LICENCE_NEEDED, TODAY, "Letter 7.")
    for _ in range(2):
        assert len(case.do(aware, people.RESEARCHER)) == 1
        assert "catch-all" in case.kinds
        case.do(no_need, people.EXPORT)
        assert "catch-all" not in case.kinds
    case.link("New Partner")
    assert "catch-all" in case.kinds


@pytest.mark.rule("G4")
def test_a_participant_of_a_party_is_where_the_party_is_and_goods_go_to_nobody_unnamed() -> None:
    case = scenario.drones()
    at_home = Question(
        Modality.ONLINE, TODAY, (scenario.DRONE,), participants=(Participant("BE", scenario.UNIVERSITY),)
    )
    assert "licence-coverage" in kinds(case, at_home)
    for way in (Modality.GOODS, Modality.SOFTWARE, Modality.KNOWLEDGE, Modality.BAGGAGE):
        with pytest.raises(UnusableInputError) as refusal:
            hops(case.state, replace(at_home, modality=way, participants=(Participant("BE"),)))
        assert refusal.value.field == "participants.0.party_id"


@pytest.mark.rule("licence-attach")
def test_an_individual_licence_of_another_case_serves_nobody_here() -> None:
    case = confirmed()
    grant_licence(case)
    alien = LicenceId(identifier("alien"))
    case.licences[alien] = replace(case.licences[LICENCE], licence_id=alien, end_users=frozenset({party("Stranger")}))
    case.refused_by_rule("licence-attach", legal.AttachLicence(CASE, alien), people.EXPORT)


# Questions that no sharing answers to.


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (Question(Modality.LECTURE, TODAY), "destination"),
        (Question(Modality.BAGGAGE, TODAY), "destination"),
        (Question(Modality.ONLINE, TODAY), "participants"),
        (Question(Modality.GOODS, TODAY, destination="CN"), "recipient_id"),
        (Question(Modality.ONLINE, TODAY, participants=(Participant("Japan"),)), "participants.0.country"),
        (Question(Modality.LECTURE, TODAY, destination="belgium"), "destination"),
    ],
)
def test_a_question_says_where_it_goes(question: Question, field: str) -> None:
    with pytest.raises(UnusableInputError) as refusal:
        hops(walk(Status.RUNNING).state, question)
    assert refusal.value.field == field


def test_a_participant_of_a_party_that_is_not_linked_is_not_there() -> None:
    stranger = Question(Modality.ONLINE, TODAY, participants=(Participant("JP", party("Stranger")),))
    with pytest.raises(NotFoundError):
        scenario.ask(walk(Status.RUNNING), stranger)


def test_before_the_approval_the_answer_is_no_and_says_why() -> None:
    answer = scenario.ask(walk(Status.ASSESSED), replace(KNOWLEDGE, codes=()))
    assert not answer.allowed
    assert [gate.rule_id for gate in answer.gates if gate.kind == "question"] == ["transition"]


# The answer is the decision.

ASKED = tuple(
    Question(modality, TODAY, codes, recipient, destination, participants, because)
    for modality in (Modality.KNOWLEDGE, Modality.ONLINE, Modality.LECTURE, Modality.PUBLICATION)
    for codes, because in (((), None), ((), "Nothing of it is listed."), ((CODE,), None), (("1C350",), None))
    for recipient, destination, participants in (
        (PARTNER, "CN", ()),
        (PARTNER, "BE", ()),
        (SECOND, None, ()),
        (None, "BE", (Participant("JP"),)),
    )
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(dice(moves=20))
@pytest.mark.rule("G4")
def test_what_may_be_shared_is_exactly_what_is_recorded(thrown: Dice) -> None:
    def check(case: Case, _move: Move, _accepted: bool) -> None:
        context = case.context(people.EXPORT, Role.EXPORT_CONTROL_OFFICER, None)
        for question in ASKED:
            try:
                allowed: object = may_share(case.state, question, context, case.rules).allowed
            except DomainError as refusal:
                allowed = type(refusal)
            tried = case.copy().attempt(recorded(question), people.EXPORT)
            if isinstance(allowed, bool):
                assert allowed is (tried is None), (question, tried)
            else:
                assert tried is not None
                assert not isinstance(tried, GatesOpenError)

    play(thrown, begun(thrown.status), check)
