"""The closed words of export licences. Source: Reg. (EU) 2021/821; handbook domain.md 2.3."""

from enum import StrEnum


class Authority(StrEnum):
    """Who grants licences: Flanders, or Brussels. Source: [004] O4."""

    VL = "VL"
    BRU = "BRU"


class LicenceKind(StrEnum):
    """Which kind of licence it is.

    An individual one is for one end user in one country, a global one for several. For a Union general authorisation
    the institution registers: it has no end users. Source: Reg. (EU) 2021/821, art. 2 and 12.
    """

    INDIVIDUAL = "individual"
    GLOBAL = "global"
    UNION_GENERAL = "union_general"
    INTRA_EU = "intra_eu"


class LicenceStatus(StrEnum):
    """Where a licence stands. `requested` is what a case knows of it until the authority has answered."""

    REQUESTED = "requested"
    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    INFO_REQUESTED = "info_requested"
    GRANTED = "granted"
    REFUSED = "refused"
    EXPIRED = "expired"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


AT_THE_AUTHORITY = frozenset({LicenceStatus.SUBMITTED, LicenceStatus.INFO_REQUESTED})
BEFORE_ANSWER = AT_THE_AUTHORITY | {LicenceStatus.DRAFTED}


ENDED_LICENCES = frozenset(
    {LicenceStatus.REFUSED, LicenceStatus.REVOKED, LicenceStatus.EXPIRED, LicenceStatus.WITHDRAWN}
)


class Unit(StrEnum):
    """What a quantity counts."""

    PIECES = "pieces"
    GRAM = "gram"
    KILOGRAM = "kilogram"
    LITRE = "litre"
    METRE = "metre"


class Modality(StrEnum):
    """In which way something is shared; speech and screen count as export. Source: [004] O5."""

    GOODS = "goods"
    SOFTWARE = "software"
    KNOWLEDGE = "knowledge"
    LECTURE = "lecture"
    ONLINE = "online"
    BAGGAGE = "baggage"
    PUBLICATION = "publication"
