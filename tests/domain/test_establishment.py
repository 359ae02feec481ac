"""A partner whose country nobody knows: it is asked first, for what goes by country could not see it."""

from dataclasses import replace

import pytest

from domain.collaboration import parties, screening, spine
from domain.collaboration.parties import LinkParty, PartyRole
from domain.collaboration.spine import Language, Status
from domain.sentence import named
from domain.speech import told
from tests.domain import people
from tests.domain.scenario import CASE, Case, name_of, party, walk

COMPLETE = screening.CompleteScreening(CASE, "All looked at.")


def _placeless() -> Case:
    case = walk(Status.NOTIFIED)
    case.link("Placeless Labs", None)
    case.screen()
    return case


@pytest.mark.rule("R9-country")
def test_where_a_party_is_established_is_known_before_its_screening_ends() -> None:
    case = _placeless()
    gate = case.refused_by_gate("party-country", COMPLETE, people.OFFICER)
    assert named(gate.reason, name_of) == "nobody knows in which country Placeless Labs is established"
    assert named(told(gate.reason, Language.NL), name_of) == "niemand weet in welk land Placeless Labs gevestigd is"
    assert told(gate.closed_by, Language.NL) != gate.closed_by
    assert not gate.legal, "two people may go on all the same"


@pytest.mark.rule("R9-country")
@pytest.mark.parametrize("country", ["BE", "IR", "RU", "US"])
def test_any_country_answers_the_question(country: str) -> None:
    case, party_id = _placeless(), party("Placeless Labs")
    case.parties[party_id] = replace(case.parties[party_id], version=2, fingerprint="f2", country=country)
    case.do(LinkParty(CASE, party_id, PartyRole.PARTNER), people.OFFICER)
    assert "party-country" not in case.kinds
    case.screen()
    case.complete()


@pytest.mark.rule("R9-country")
def test_a_party_that_leaves_is_asked_nothing() -> None:
    case, party_id = _placeless(), party("Placeless Labs")
    case.do(parties.UnlinkParty(CASE, party_id, "It withdrew."), people.OFFICER)
    assert "party-country" not in case.kinds


@pytest.mark.rule("R9-country")
def test_a_running_collaboration_is_not_stopped_by_it() -> None:
    case = walk(Status.RUNNING)
    party_id = case.link("Placeless Labs", None)
    assert {str(gate.subject) for gate in case.gates if gate.kind == "party-country"} == {str(party_id)}
    case.do(spine.Complete(CASE, case.now.date()), people.RESEARCHER)
