"""Laws that hold on any walk through a case."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings

from domain.collaboration import (
    approval,
    approval_institution,
    incidents,
    legal,
    mitigation,
    parties,
    reporting,
    screening,
    spine,
    unlinking,
)
from domain.collaboration.spine import Status
from domain.values import Effect, Role
from tests.domain import people
from tests.domain.random_walks import CAST, LEGAL_HIT, PLAIN, Dice, Move, begun, dice, play, roles_of
from tests.domain.scenario import CASE, Case, Step, fold

WALKS = settings(max_examples=300, deadline=None, derandomize=True)


class OpenLaw:
    """What stands open by law, told from the events alone: independent of the gates."""

    def __init__(self) -> None:
        self.hits: dict[UUID, UUID] = {}
        self.confirmed: set[UUID] = set()
        self.lifted: set[UUID] = set()
        self.clearances: dict[UUID, tuple[UUID, bool]] = {}

    def see(self, event: Any) -> None:
        match event:
            case screening.ScreeningHitRecorded(effect=Effect.LEGAL):
                self.hits[event.hit_id] = event.subject_id
                self.confirmed.discard(event.hit_id)
                self.lifted.discard(event.hit_id)
            case screening.HitResolved():
                self.confirmed.discard(event.hit_id)
            case screening.HitResolutionConfirmed():
                self.confirmed.add(event.hit_id)
            case screening.LiftDecided(decision=screening.LiftDecision.LIFTED):
                self.lifted.add(event.hit_id)
            case screening.LiftDecided():
                self.lifted.discard(event.hit_id)
            case legal.LegalRequirementIdentified(requirement=legal.Requirement.SANCTIONS_CLEARANCE):
                assert event.hit_id is not None
                self.clearances[event.requirement_id] = (event.hit_id, False)
            case legal.LegalRequirementSatisfied() if event.requirement_id in self.clearances:
                self.clearances[event.requirement_id] = (self.clearances[event.requirement_id][0], True)
            case legal.LegalRequirementRetracted():
                self.clearances.pop(event.requirement_id, None)
            case parties.PartyUnlinked():
                self.hits = {key: who for key, who in self.hits.items() if who != event.party_id}
            case _:
                pass

    @property
    def open(self) -> set[UUID]:
        cleared = {hit_id for hit_id, is_satisfied in self.clearances.values() if is_satisfied}
        return self.hits.keys() - self.confirmed - self.lifted - cleared


FORBIDDEN = (
    approval.CollaborationApproved,
    spine.CollaborationStarted,
    spine.CollaborationResumed,
    legal.SharingRecorded,
)


def _law_was_kept(steps: tuple[Step, ...]) -> None:
    law = OpenLaw()
    for step in steps:
        assert not (isinstance(step.event, FORBIDDEN) and law.open), step
        law.see(step.event)


@WALKS
@given(dice())
def test_what_was_decided_can_always_be_folded(thrown: Dice) -> None:
    def check(case: Case, _move: Move, _accepted: bool) -> None:
        assert case.state.version == len(case.steps)
        ids = [gate.gate_id for gate in case.gates]
        assert len(ids) == len(set(ids)), "two open gates share an id"
        for gate in case.gates:
            assert gate.rule_id
            assert gate.source
            assert gate.reason
            assert gate.blocks

    case = play(thrown, begun(thrown.status), check)
    assert fold(case.steps) == case.state


@WALKS
@given(dice())
@pytest.mark.rule("G2", "G22")
def test_nothing_is_approved_begun_resumed_or_shared_while_law_stands_in_the_way(thrown: Dice) -> None:
    case = play(thrown, begun(thrown.status))
    _law_was_kept(case.steps)


@WALKS
@given(dice())
@pytest.mark.rule("G6")
def test_who_notified_screened_resolved_owned_or_led_never_approves(thrown: Dice) -> None:
    case = play(thrown, begun(thrown.status))
    did: set[str] = set()
    leads: dict[UUID, str] = {}
    working = (
        spine.CollaborationNotified,
        screening.ScreeningStarted,
        screening.ScreeningCompleted,
        screening.HitResolved,
        approval.ReviewSubmitted,
        approval_institution.InstitutionalApprovalRequested,
    )
    for step in case.steps:
        match step.event:
            case approval.CollaborationApproved():
                assert not step.actor.identities & (did | set(leads.values())), step
            case parties.ResearcherLinked(person_id=person_id, identity=str(identity)):
                leads[person_id] = identity
            case parties.ResearcherUnlinked(person_id=person_id):
                leads.pop(person_id, None)
            case mitigation.MitigationSet(owner=owner):
                did.add(owner)
            case event if isinstance(event, working):
                did |= step.actor.identities
            case _:
                pass


@WALKS
@given(dice())
@pytest.mark.rule("G20")
def test_a_program_leaves_nothing_but_facts_and_holds(thrown: Dice) -> None:
    case = play(thrown, begun(thrown.status))
    facts = (
        screening.ScreeningStarted,
        screening.ScreeningHitRecorded,
        screening.NoHitRecorded,
        screening.PolicyApplied,
        screening.RescreeningTriggered,
        screening.DelistingNoted,
        screening.SharingHeld,
        legal.ExportLicenceNoted,
        incidents.IncidentNoted,
        reporting.FwoReportNoted,
    )
    for step in case.steps:
        if Role.SERVICE in step.actor.roles:
            assert isinstance(step.event, facts), step


@WALKS
@given(dice())
def test_a_refused_command_changes_nothing(thrown: Dice) -> None:
    case = begun(thrown.status)
    seen = [case.state]

    def check(after: Case, _move: Move, accepted: bool) -> None:
        assert accepted or after.state == seen[-1]
        seen.append(after.state)

    play(thrown, case, check)


@WALKS
@given(dice(Status.TERMINATED))
@pytest.mark.rule("G16")
def test_a_reopened_case_rests_on_no_screening_of_before(thrown: Dice) -> None:
    case = begun(Status.TERMINATED)
    case.do(spine.Reopen(CASE, "New facts."), people.DEAN)
    reopened = len(case.steps)
    play(thrown, case)
    screened = False
    for step in case.steps[reopened:]:
        screened = screened or isinstance(step.event, screening.ScreeningStarted)
        assert screened or not isinstance(step.event, screening.ScreeningCompleted | approval.CollaborationApproved)


@pytest.mark.parametrize("commands", [2, pytest.param(3, marks=pytest.mark.nightly)])
def test_every_way_of_a_few_commands_keeps_the_law(commands: int) -> None:
    """Try all short ways on from a case in review, approved or suspended, with a hit of law open."""
    closing = (
        screening.ConfirmHitResolution,
        screening.DecideLift,
        legal.SatisfyLegalRequirement,
        unlinking.ConfirmUnlinking,
    )
    alphabet = [
        command
        for command in PLAIN
        if not isinstance(command, closing)
        and getattr(command, "hit_id", LEGAL_HIT.hit_id) == LEGAL_HIT.hit_id
        and getattr(command, "party_id", None) is None
        and getattr(command, "person_id", None) is None
    ]
    for status in (Status.IN_REVIEW, Status.APPROVED, Status.SUSPENDED, Status.RUNNING):
        case = begun(status)
        case.rescreen(LEGAL_HIT)
        begin = len(case.steps)
        seen, edge = {repr(case.state)}, [case]
        for _ in range(commands):
            following = []
            for before in edge:
                for command in alphabet:
                    after = before.copy()
                    actor = next((one for one in (people.DEAN, *CAST) if one.roles & roles_of(command)), people.DEAN)
                    if after.attempt(command, actor, found=after.found()) is not None:
                        continue
                    assert not any(isinstance(step.event, FORBIDDEN) for step in after.steps[begin:])
                    if repr(after.state) not in seen:
                        seen.add(repr(after.state))
                        following.append(after)
            edge = following
        assert len(seen) > 50
