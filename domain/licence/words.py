"""The closed words of export licences. Source: Reg. (EU) 2021/821; handbook domain.md 2.3."""

from enum import StrEnum


class Authority(StrEnum):
    """Who grants licences: Flanders, or Brussels. Source: [004] O4."""

    VL = "VL"
    BRU = "BRU"


class LicenceKind(StrEnum):
    """Which kind of licence is asked for."""

    INDIVIDUAL = "individual"
    GLOBAL = "global"
    UNION_GENERAL = "union_general"
    INTRA_EU = "intra_eu"


class LicenceStatus(StrEnum):
    """Where a licence stands."""

    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Modality(StrEnum):
    """In which way something is shared; speech and screen count as export. Source: [004] O5."""

    GOODS = "goods"
    SOFTWARE = "software"
    KNOWLEDGE = "knowledge"
    LECTURE = "lecture"
    ONLINE = "online"
    BAGGAGE = "baggage"
    PUBLICATION = "publication"
