"""The words by which cases are counted: how they ended, and how closely a partner is tied to what the lists name.

Source: [000], the study of joint publications that the question cites, and the minister's caveat on judging then by
the view of today; handbook domain.md 1.9.
"""

from collections.abc import Iterable
from enum import StrEnum

from domain.values import Effect


class PartnerTie(StrEnum):
    """How closely the partners of a case are tied to what the lists name; the heaviest counts."""

    SANCTIONED = "sanctioned"
    MILITARY = "military"
    POLICY = "policy"
    INDICATIVE = "indicative"
    NONE = "none"
    UNKNOWN = "unknown"
    """Not screened."""


class CaseOutcome(StrEnum):
    """What became of a case, as far as it has been decided."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"
    ADVISED = "advised"


MILITARY_LISTS = frozenset({"seven-sons", "cn-military"})
"""The policy lists whose entries are named for their ties with an army. Source: [004], Chinese partners."""

MILITARY_FACTORS = frozenset({"P-MIL-TIE", "P-MIL-IND", "P-MIL-DEV"})


def tie(hits: Iterable[tuple[str, Effect]], factors: Iterable[str]) -> PartnerTie:
    """Return the class of a screened case: from its hits (list, effect) that nobody found false, and its factors."""
    found = {_of(list_id, effect) for list_id, effect in hits}
    if MILITARY_FACTORS & set(factors):
        found.add(PartnerTie.MILITARY)
    return min(found, key=list(PartnerTie).index, default=PartnerTie.NONE)


def _of(list_id: str, effect: Effect) -> PartnerTie:
    match effect:
        case Effect.LEGAL:
            return PartnerTie.SANCTIONED
        case Effect.POLICY:
            return PartnerTie.MILITARY if list_id in MILITARY_LISTS else PartnerTie.POLICY
        case Effect.INDICATIVE:
            return PartnerTie.INDICATIVE
        case Effect.CONTEXT:
            return PartnerTie.NONE


class Basis(StrEnum):
    """Which day of a case says to which year it belongs: never the day of a publication."""

    NOTIFICATION = "notification"
    START = "start"


LAG_NL = (
    "Geteld naar het jaar van melding of van start, niet van publicatie: gegevens over publicaties komen een tot twee "
    "jaar later, en het schrijven zelf duurt ongeveer een jaar. Wie op publicaties telt, kijkt dus naar beslissingen "
    "van enkele jaren eerder. Daarom staat ook wat toen bekend was naast wat de lijsten van vandaag zeggen."
)
LAG_EN = (
    "Counted by the year of notification or of start, not of publication: data on publications come one to two years "
    "later, and the writing itself takes about a year. Whoever counts publications looks at decisions of some years "
    "before. That is why what was known then stands beside what the lists of today say."
)
"""Why the series are by notification and start. Source: [000], answer 1."""
