"""An owner of a party is screened with it: when the case is screened, and again when a list moves."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from domain.collaboration import parties, screening, spine
from domain.errors import UnusableInputError
from domain.party import commands as party
from domain.party.ownership import OwnershipEdge
from domain.values import CaseId, Effect, PartyId, Role
from kvcase.bootstrap import Kvcase
from tests.acceptance.installations import NORTH, Installation, actor, import_list, write_list

CASE, PARTY = CaseId(UUID(int=21)), PartyId(UUID(int=22))
FIRST = ("X-1", "Orsolo Trading House", "AE")
LATER = ("X-2", "Zarqand Aerodynamics Institute", "AE")


def test_owners_are_screened_with_their_party_now_and_when_a_list_moves(
    installation: Installation, tmp_path: Path
) -> None:
    researcher = actor("rosa", Role.RESEARCHER)
    officer = actor("olga", Role.CONTACT_POINT_OFFICER)
    program = installation.open()
    try:
        import_list(program, "fictional-law", Effect.LEGAL, write_list(tmp_path / "before.csv", FIRST))
        program.service(party.RegisterParty(PARTY, "Valletta Analytics", "MT"), actor=researcher)
        owners = (OwnershipEdge(FIRST[1], percentage=60), OwnershipEdge(LATER[1], percentage=40))
        program.service(party.RecordOwnership(PARTY, owners, date(2020, 1, 2), "The register."), actor=officer)
        program.service(spine.NotifyCollaboration(CASE, "Data", "Of ships.", spine.Nature.SERVICE), actor=researcher)
        program.service(parties.LinkParty(CASE, PARTY, parties.PartyRole.PARTNER), actor=researcher)
        outcome = program.service(screening.StartScreening(CASE, UUID(int=23)), actor=officer)
        assert {"ownership-review", "hit"} <= {gate.kind for gate in outcome.gates}
        assert _by_owner(program) == [FIRST[0]]
        import_list(program, "fictional-law", Effect.LEGAL, write_list(tmp_path / "after.csv", FIRST, LATER))
        program.rescreening.reconcile(NORTH)
        assert _by_owner(program) == [FIRST[0], LATER[0]]
        queries = program.read_models.institution(NORTH)
        assert [each.owner for each in queries.owners(PARTY)] == [FIRST[1], LATER[1]]
        program.service(party.RecordNoOwnershipFound(PARTY, "The register was wrong."), actor=officer)
        assert program.read_models.institution(NORTH).owners(PARTY) == ()
    finally:
        program.close()


def test_an_owner_of_an_owner_is_screened_now_and_when_a_list_moves(installation: Installation, tmp_path: Path) -> None:
    """A partner owned by a company that somebody on a list owns: nobody named the listed one beside the partner."""
    researcher = actor("rosa", Role.RESEARCHER)
    officer = actor("olga", Role.CONTACT_POINT_OFFICER)
    holding, behind = PartyId(UUID(int=31)), PartyId(UUID(int=32))
    program = installation.open()
    try:
        import_list(program, "fictional-law", Effect.LEGAL, write_list(tmp_path / "before.csv", FIRST))
        for party_id, name in ((PARTY, "Valletta Analytics"), (holding, "Bastion Holding"), (behind, "Sliema Trust")):
            program.service(party.RegisterParty(party_id, name, "MT"), actor=researcher)
        for owned, owner in (
            (PARTY, OwnershipEdge("Bastion Holding", percentage=100, country="MT", owner_party_id=holding)),
            (holding, OwnershipEdge("Sliema Trust", percentage=100, country="MT", owner_party_id=behind)),
            (behind, OwnershipEdge(FIRST[1], percentage=100, country="AE")),
        ):
            program.service(party.RecordOwnership(owned, (owner,), date(2020, 1, 2), "The register."), actor=officer)
        # Owners that own each other end nowhere.
        ring = (
            OwnershipEdge(FIRST[1], percentage=60, country="AE"),
            OwnershipEdge("Valletta Analytics", percentage=40, country="MT", owner_party_id=PARTY),
        )
        program.service(party.RecordOwnership(behind, ring, date(2020, 1, 2), "The register."), actor=officer)
        program.service(spine.NotifyCollaboration(CASE, "Data", "Of ships.", spine.Nature.SERVICE), actor=researcher)
        program.service(parties.LinkParty(CASE, PARTY, parties.PartyRole.PARTNER), actor=researcher)
        outcome = program.service(screening.StartScreening(CASE, UUID(int=33)), actor=officer)
        assert {"ownership-review", "hit"} <= {gate.kind for gate in outcome.gates}
        assert _by_owner(program) == [FIRST[0]]
        (linked,) = (
            each.event for each in program.logs.log(NORTH).read(CASE) if isinstance(each.event, parties.PartyLinked)
        )
        assert linked.ownership is not None
        assert (linked.ownership.is_foreign_controlled, linked.ownership.countries) == (True, ("AE", "MT"))
        late = ("X-9", "Sliema Trust", "MT")
        import_list(program, "fictional-law", Effect.LEGAL, write_list(tmp_path / "after.csv", FIRST, late))
        program.rescreening.reconcile(NORTH)
        assert _by_owner(program) == [FIRST[0], late[0]], "the first is found again and not raised again"
        stranger = OwnershipEdge("Nobody", owner_party_id=PartyId(UUID(int=99)))
        with pytest.raises(UnusableInputError) as refused:
            program.service(party.RecordOwnership(PARTY, (stranger,), date(2020, 1, 2), "The register."), actor=officer)
        assert refused.value.field == "edges.0.owner_party_id"
    finally:
        program.close()


def _by_owner(program: Kvcase) -> list[str]:
    events = [each.event for each in program.logs.log(NORTH).read(CASE)]
    return [each.entry_id for each in events if isinstance(each, screening.ScreeningHitRecorded) and each.by_owner]
