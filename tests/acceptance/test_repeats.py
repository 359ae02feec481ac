"""A repeated command adds no event, whatever was done in between and in whatever order it is repeated."""

from datetime import date
from random import Random
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.collaboration import approval, factors, mitigation, parties, screening, spine, topic
from domain.errors import DomainError
from domain.party import commands as party
from domain.values import Actor, CaseId, PartyId, Role
from kvcase.bootstrap import Kvcase
from tests.acceptance.installations import NORTH, Installation, actor

NAMES = UUID(int=11)
_DAY = date(2027, 1, 4)
RESEARCHER = actor("r.vanhoof", Role.RESEARCHER)
OFFICER = actor("els.deprez", Role.CONTACT_POINT_OFFICER)
EXPORT = actor("jan.verlinde", Role.EXPORT_CONTROL_OFFICER)
APPROVER = actor("vicerector.maes", Role.INSTITUTION_APPROVER)


def _story(case: CaseId, partner: PartyId) -> tuple[tuple[object, Actor], ...]:
    return (
        (spine.NotifyCollaboration(case, "Titel", "Samenvatting", spine.Nature.CONSORTIUM), RESEARCHER),
        (party.RegisterParty(partner, f"Firma {partner}", "BE"), RESEARCHER),
        (parties.LinkParty(case, partner, parties.PartyRole.PARTNER), RESEARCHER),
        (topic.ClassifyTopic(case, "Gelezen.", ("9.1",)), EXPORT),
        (screening.StartScreening(case, uuid5(case, "screening")), OFFICER),
        (factors.AssertRiskFactor(case, "F-CENSOR", "Het contract."), OFFICER),
        (screening.CompleteScreening(case, "Nagezien."), OFFICER),
        (factors.RebutRiskFactor(case, "F-CENSOR", "Geschrapt."), OFFICER),
        (mitigation.SetMitigation(case, uuid5(case, "m"), "M05", "r.vanhoof", _DAY, "Nodig."), OFFICER),
        (approval.SubmitForReview(case, "Goedkeuren."), OFFICER),
        (approval.Reject(case, "Nee."), APPROVER),
        (spine.Reopen(case, "Toch."), APPROVER),
        (spine.Withdraw(case, "Geen geld."), RESEARCHER),
    )


@pytest.mark.by_day("postgres")
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**16))
def test_repeating_any_command_at_any_time_adds_no_event(installation: Installation, seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # a walk, no secret
    program = installation.open()
    try:
        _walk(program, chance, CaseId(uuid5(NAMES, f"case {seed}")), PartyId(uuid5(NAMES, f"party {seed}")))
    finally:
        program.close()


def _walk(program: Kvcase, chance: Random, case: CaseId, partner: PartyId) -> None:
    log = program.logs.log(NORTH)
    done: list[tuple[object, Actor, UUID]] = []
    for number, (command, by) in enumerate(_story(case, partner)):
        command_id = uuid5(case, str(number))
        try:
            program.service(command, actor=by, command_id=command_id)
        except DomainError:
            continue
        done.append((command, by, command_id))
        for again, again_by, again_id in chance.sample(done, min(len(done), 2)):
            head = log.head()
            outcome = program.service(again, actor=again_by, command_id=again_id)
            assert outcome.repeated
            assert log.head() == head
    assert len(done) > 8
