"""An owner's owner is asked about in the program itself, before an agreement is signed."""

from datetime import date
from pathlib import Path
from uuid import UUID

from domain.collaboration import parties, screening, spine
from domain.party import commands as party
from domain.party.ownership import OwnershipEdge
from domain.values import CaseId, Effect, PartyId, Role
from tests.acceptance.installations import NORTH, Installation, actor, import_list, write_list

CASE, PARTNER, HOLDING = CaseId(UUID(int=41)), PartyId(UUID(int=42)), PartyId(UUID(int=43))
LISTED = ("X-1", "Zarqand Aerodynamics University", "CN")


def test_an_agreement_with_a_firm_owned_through_another_asks_who_is_behind_it(
    installation: Installation, tmp_path: Path
) -> None:
    """The owner of the owner is in a country that a named policy speaks of, and is on a list of a policy."""
    officer = actor("olga", Role.CONTACT_POINT_OFFICER)
    program = installation.open()
    try:
        import_list(program, "seven-sons", Effect.POLICY, write_list(tmp_path / "list.csv", LISTED))
        program.service(party.RegisterParty(HOLDING, "Bastion Holding", "MT"), actor=officer)
        program.service(party.RegisterParty(PARTNER, "Delta Instruments", "NL"), actor=officer)
        for owned, owner in (
            (HOLDING, OwnershipEdge(LISTED[1], percentage=100, country="CN")),
            (PARTNER, OwnershipEdge("Bastion Holding", percentage=100, country="MT", owner_party_id=HOLDING)),
        ):
            program.service(party.RecordOwnership(owned, (owner,), date(2020, 1, 2), "The register."), actor=officer)
        agreement = spine.NotifyCollaboration(CASE, "Agreement", "Of sensors.", spine.Nature.INSTITUTIONAL_AGREEMENT)
        program.service(agreement, actor=officer)
        program.service(parties.LinkParty(CASE, PARTNER, parties.PartyRole.PARTNER), actor=officer)
        outcome = program.service(screening.StartScreening(CASE, UUID(int=44)), actor=officer)
        asked = [gate for gate in outcome.gates if gate.kind == "ownership-review"]
        assert {gate.subject for gate in asked} == {str(PARTNER)}
        assert "hit" in {gate.kind for gate in outcome.gates}
        found = [each.event for each in program.logs.log(NORTH).read(CASE)]
        (hit,) = (each for each in found if isinstance(each, screening.ScreeningHitRecorded))
        assert (hit.by_owner, hit.subject_id, hit.entry_id) == (True, PARTNER, LISTED[0])
    finally:
        program.close()
