"""Where the organisations of a case are established: what goes by country cannot see one that nobody placed."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from domain.collaboration.rule import GUIDELINE, GateRule
from domain.gates import Blocks, Gate
from domain.sentence import say

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


def where_a_party_is_established_is_known(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """R9: a party whose country nobody knows keeps its screening open until it is said; no country blocks.

    Policies on a country and the list of countries go by it. Source: [004] casus 2; settled.md 30.
    """
    for party_id, party in state.parties.parties.items():
        if party.country is None:
            yield Gate(
                f"party-country:{party_id}",
                "party-country",
                frozenset({Blocks.COMPLETE_SCREENING}),
                "R9-country",
                f"{GUIDELINE}, casus 2: know who your partner is",
                say("nobody knows in which country {party} is established", party=party_id),
                "amend its country in the register and link-party again, by the contact point; or unlink-party",
                subject=str(party_id),
            )


GATES = (GateRule("R9-country", "party-country", where_a_party_is_established_is_known),)
