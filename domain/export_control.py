"""Facts of export control that rules rest on: territories, the intra-EU list, authorisations, authorities.

They are data, not code: what the text of the law was not read for again is confirmed, or replaced, by the institution.
Source: Regulation (EU) 2021/821; [004] Dual use exportcontrolewetgeving; handbook domain.md 3.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Reach(StrEnum):
    """How far something goes: not out of the Benelux, to another member state, or out of the customs territory."""

    BENELUX = "benelux"
    UNION = "union"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A Union general export authorisation that an institution may register for, such as EU001.

    `destinations` empty: none ship, the institution fills them in. `conditions` are met before its first use.
    """

    authorisation_id: str
    destinations: frozenset[str]
    conditions: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class AuthorityRules:
    """What a licence authority asks: the documents of a file, and how long a licence lasts at most, in years by kind.

    A licence may be renewed for as long again.
    """

    authority: str
    documents: tuple[str, ...]
    years: Mapping[str, int]
    source: str


@dataclass(frozen=True, slots=True)
class ExportControl:
    """The facts in force. With none at hand every country counts as outside the Union: when in doubt, a licence."""

    customs_territory: frozenset[str] = frozenset()
    free_transfer: frozenset[str] = frozenset()
    intra_eu_codes: frozenset[str] = frozenset()
    authorisations: Mapping[str, Authorisation] = field(default_factory=dict)
    authorities: Mapping[str, AuthorityRules] = field(default_factory=dict)
    record_keeping_years: int = 5

    def reach(self, country: str) -> Reach:
        """Return how far a country lies for export control."""
        if country in self.free_transfer:
            return Reach.BENELUX
        return Reach.UNION if country in self.customs_territory else Reach.OUTSIDE

    def needs_licence(self, code: str, country: str) -> bool:
        """Say whether an item of Annex I needs a licence to go to this country. Source: [004] O3-O6; X7."""
        match self.reach(country):
            case Reach.OUTSIDE:
                return True
            case Reach.UNION:
                return self.is_intra_eu(code)
            case Reach.BENELUX:
                return False

    def is_intra_eu(self, code: str) -> bool:
        """Say whether an item needs a licence even to another member state.

        A heading counts for its entries, and an entry for a heading that holds it: 5A004 may hold 5A004.a.
        """
        return any(code.startswith(listed) or listed.startswith(code) for listed in self.intra_eu_codes)
