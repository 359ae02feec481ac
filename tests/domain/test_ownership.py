"""Who owns a party: what is written down, what is refused, and what a case does with it (casus 2, Malta)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.collaboration import factors, legal, policies, screening
from domain.collaboration.spine import Nature, Status
from domain.errors import NotPermittedError, UnusableInputError
from domain.gates import Blocks
from domain.party import commands, decider, ownership
from domain.party.events import NoOwnershipFound, OwnershipRecorded
from domain.party.ownership import OwnerKind, Ownership, OwnershipEdge
from domain.values import PartyId
from tests.domain import people
from tests.domain.scenario import CASE, LEGAL_LIST, PARTNER, TODAY, Case, hit, identifier, walk
from tests.domain.test_aggregates import Stream
from tests.domain.test_policies import shipped

COMPLETE = screening.CompleteScreening(CASE, "All looked at.")
BASTION = OwnershipEdge("Bastion Holding Ltd", OwnerKind.PARENT, 60, "MT")
SEVER = OwnershipEdge("Severnaya Holding", OwnerKind.SHAREHOLDER, 40, "RU")
RECORD = commands.RecordOwnership(PARTNER, (BASTION, SEVER), TODAY, "Extract of the company register.")


def party(name: str = "Valletta Analytics") -> Stream:
    return Stream(decider.AGGREGATE, (commands.RegisterParty(PARTNER, name, "MT"), people.RESEARCHER))


def owned(*edges: OwnershipEdge) -> Ownership:
    return ownership.of(edges, TODAY)


def malta(known: Ownership | None, nature: Nature = Nature.CONSORTIUM) -> tuple[Case, PartyId]:
    """Return a case with a party from Malta, linked as the register knows it."""
    case = Case(catalogue=shipped()).notify(nature=nature)
    partner = case.link("Valletta Analytics", "MT")
    case.parties[partner] = replace(case.parties[partner], ownership=known)
    return case, partner


@pytest.mark.rule("ownership")
def test_owners_are_recorded_once_and_change_the_print_without_telling_a_name() -> None:
    stream = party()
    before = stream.state.fingerprint
    (event,) = stream.do(RECORD, people.OFFICER)
    assert isinstance(event, OwnershipRecorded)
    assert stream.do(RECORD, people.OFFICER) == (), "said twice is said once"
    assert stream.state.ownership == owned(BASTION, SEVER)
    assert stream.state.fingerprint == event.fingerprint != before
    other = party()
    other.do(replace(RECORD, edges=(replace(BASTION, owner="Somebody Else"),)), people.OFFICER)
    assert other.state.fingerprint == event.fingerprint, "a print that knew the name could be guessed"
    stream.do(commands.AmendParty(PARTNER, "Found.", website="valletta.example"), people.OFFICER)
    assert stream.state.fingerprint == event.fingerprint, "a website is not screened, the owners still are"


@pytest.mark.rule("ownership")
def test_owners_that_change_again_give_another_print_and_none_gives_the_first() -> None:
    stream = party()
    prints = [stream.state.fingerprint]
    for edges in ((BASTION,), (BASTION, SEVER)):
        stream.do(replace(RECORD, edges=edges), people.OFFICER)
        prints.append(stream.state.fingerprint)
    assert len(set(prints)) == 3
    looked = commands.RecordNoOwnershipFound(PARTNER, "The company register and two press archives.")
    (event,) = stream.do(looked, people.OFFICER)
    assert isinstance(event, NoOwnershipFound)
    assert (stream.state.fingerprint, stream.state.owners) == (prints[0], ())
    assert stream.state.ownership == Ownership(False, None, None, (), TODAY)
    assert stream.do(looked, people.OFFICER) == ()
    stream.do(RECORD, people.OFFICER)
    assert stream.state.fingerprint not in prints, "no print comes back with other owners"


@pytest.mark.rule("ownership")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"edges": ()}, "edges"),
        ({"edges": (replace(BASTION, percentage=70), SEVER)}, "edges"),
        ({"edges": (replace(BASTION, percentage=-1),)}, "edges.0.percentage"),
        ({"edges": (SEVER, replace(BASTION, percentage=101))}, "edges.1.percentage"),
        ({"edges": (replace(BASTION, percentage=float("nan")),)}, "edges.0.percentage"),
        ({"edges": (replace(BASTION, country="UK"),)}, "edges.0.country"),
        ({"edges": (replace(BASTION, owner=" "),)}, "edges.0.owner"),
        ({"edges": (replace(BASTION, owner="valletta analytics"),)}, "edges.0.owner"),
        ({"edges": (replace(BASTION, owner_party_id=PARTNER),)}, "edges.0.owner"),
        ({"edges": (BASTION, BASTION)}, "edges.1.owner"),
        ({"as_of": TODAY + timedelta(days=1)}, "as_of"),
        ({"source": " "}, "source"),
    ],
)
def test_what_no_register_of_owners_says_is_refused_by_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(UnusableInputError) as caught:
        party().do(replace(RECORD, **changes), people.OFFICER)
    assert caught.value.field == field


@pytest.mark.rule("ownership")
def test_who_benefits_in_the_end_is_counted_apart_from_who_holds_the_shares() -> None:
    ann = OwnershipEdge("Ann Achterberg", OwnerKind.BENEFICIAL_OWNER, 100, "BE")
    stream = party()
    stream.do(replace(RECORD, edges=(BASTION, SEVER, ann)), people.OFFICER)
    assert ownership.totals(stream.state.owners) == (100, 100)


@pytest.mark.rule("ownership")
def test_only_who_looks_owners_up_records_them() -> None:
    stream = party()
    stream.do(RECORD, people.EXPORT)
    stream.refused(NotPermittedError, replace(RECORD, edges=(BASTION,)), people.RESEARCHER)
    stream.refused(NotPermittedError, commands.RecordNoOwnershipFound(PARTNER, "Here."), people.PROGRAM)


@pytest.mark.parametrize(
    ("edges", "foreign", "state"),
    [
        ((), None, None),
        ((BASTION, SEVER), False, False),
        ((replace(SEVER, percentage=60), replace(BASTION, percentage=40)), True, False),
        ((replace(SEVER, percentage=None), BASTION), None, False),
        ((OwnershipEdge("Qatari Fund", OwnerKind.STATE, 51, "QA"),), True, True),
        ((OwnershipEdge("Qatari Fund", OwnerKind.STATE, None, "QA"),), None, None),
    ],
)
def test_what_the_edges_do_not_say_is_unknown(
    edges: tuple[OwnershipEdge, ...], foreign: bool | None, state: bool | None
) -> None:
    known = owned(*edges)
    assert (known.is_foreign_controlled, known.is_state_owned) == (foreign, state)


@pytest.mark.rule("ownership-review")
def test_an_owner_in_a_country_of_a_policy_is_looked_at_and_bans_nothing() -> None:
    case, partner = malta(owned(BASTION, SEVER), Nature.INSTITUTIONAL_AGREEMENT)
    case.screen()
    gate = case.refused_by_gate("ownership-review", COMPLETE, people.OFFICER)
    assert "RU" in gate.reason
    assert not case.kinds & {"policy", "legal-hit", "policy-review"}, "it is of Malta, whoever owns it"
    case.do(policies.AcknowledgePolicy(CASE, policies.OWNERSHIP, "A minority share.", partner), people.OFFICER)
    case.complete()


@pytest.mark.rule("ownership-review")
def test_what_was_considered_about_owners_is_asked_again_of_other_owners() -> None:
    case, partner = malta(owned(SEVER))
    case.screen()
    case.do(policies.AcknowledgePolicy(CASE, policies.OWNERSHIP, "A minority share.", partner), people.OFFICER)
    case.screen()
    assert "ownership-review" not in case.kinds
    case.parties[partner] = replace(case.parties[partner], ownership=owned(replace(SEVER, percentage=90)))
    case.screen()
    assert "ownership-review" in case.kinds


@pytest.mark.rule("ownership-review")
def test_an_owner_that_may_be_listed_is_looked_at_and_a_false_hit_is_none() -> None:
    case, partner = malta(owned(BASTION))
    found = replace(hit(partner, LEGAL_LIST), by_owner=True)
    case.screen(found)
    assert {"ownership-review", "legal-hit", "hit"} <= case.kinds
    case.clear_of_law(found)
    assert not case.kinds & {"ownership-review", "legal-hit"}


@pytest.mark.rule("ownership-review")
@pytest.mark.parametrize("edges", [(), (BASTION,), (OwnershipEdge("Nobody Knows"),)])
def test_without_evidence_nobody_asks_about_an_owner(edges: tuple[OwnershipEdge, ...]) -> None:
    case, _ = malta(owned(*edges))
    case.screen()
    assert not case.kinds & {"ownership-review", "policy", "policy-review"}
    case.complete()


@pytest.mark.rule("R9")
@pytest.mark.rule("sanctions-legality")
def test_malta_waits_for_its_owner_and_then_for_the_word_of_the_law() -> None:
    case, partner = malta(None)
    case.do(factors.AssertRiskFactor(CASE, "P-OPAQUE", "Rumours, no website.", partner), people.OFFICER)
    case.screen()
    assert "record-ownership" in case.refused_by_gate("opaque-party", COMPLETE, people.OFFICER).closed_by
    case.parties[partner] = replace(case.parties[partner], ownership=owned(SEVER))
    case.screen()
    case.do(factors.RebutRiskFactor(CASE, "P-OPAQUE", "The register names the owner."), people.OFFICER)
    assert "ownership-review" in case.kinds
    asked = legal.IdentifyLegalRequirement(
        CASE,
        identifier("legality"),
        legal.Requirement.SANCTIONS_LEGALITY,
        "Regulation (EU) No 269/2014",
        "Is it allowed at all?",
        blocks=(Blocks.START,),
    )
    (event,) = case.do(asked, people.OFFICER)
    assert isinstance(event, legal.LegalRequirementIdentified)
    assert Blocks.APPROVE in event.blocks, "whether it may be at all comes before the approval"
    assert "ownership-review" not in case.kinds
    case.complete()
    assert "legal-requirement" in case.kinds
    assert case.state.spine.status is Status.ASSESSED
    case.do(legal.SatisfyLegalRequirement(CASE, asked.requirement_id, "Opinion of counsel."), people.EXPORT)
    assert "legal-requirement" not in case.kinds


def test_a_walk_without_owners_is_as_before() -> None:
    assert walk(Status.APPROVED).state.screening.ownership == {}
