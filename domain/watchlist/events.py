"""What can have happened to a watch list. Entries never stand in events. Stored for ever: add, never edit."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.values import Effect


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a list version, such as the names or the aliases."""

    name: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class ListRegistered:
    """A list is known, with what a hit on it means."""

    stored_name: ClassVar[str] = "watchlist.registered.v1"
    watchlist_id: UUID
    list_id: str
    name: str
    effect: Effect
    legal_basis: str
    licence: str
    policy_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListVersionImported:
    """A file set was read whole; its entries lie in the content-addressed table."""

    stored_name: ClassVar[str] = "watchlist.version-imported.v1"
    watchlist_id: UUID
    list_id: str
    version_no: int
    format_id: str
    importer_version: str
    parts: tuple[Part, ...]
    canonical_sha256: str
    source_date: date | None
    rows_in: int
    entries: int
    names: int
    rejected: int


@dataclass(frozen=True, slots=True)
class ListVersionActivated:
    """A version is in force; the delta says what changed against the one before."""

    stored_name: ClassVar[str] = "watchlist.version-activated.v1"
    watchlist_id: UUID
    list_id: str
    version_no: int
    canonical_sha256: str
    from_version: int | None
    added: int
    changed: int
    changed_info: int
    removed: int


@dataclass(frozen=True, slots=True)
class ListFileHeld:
    """A file set looks wrong and is not in force; the version before stays."""

    stored_name: ClassVar[str] = "watchlist.file-held.v1"
    watchlist_id: UUID
    list_id: str
    format_id: str
    parts: tuple[Part, ...]
    canonical_sha256: str
    rule: str
    reason: str
    rows_in: int
    entries: int
    rejected: int


@dataclass(frozen=True, slots=True)
class ListReleaseProposed:
    """A first person proposed to let a held file set in."""

    stored_name: ClassVar[str] = "watchlist.release-proposed.v1"
    watchlist_id: UUID
    list_id: str
    canonical_sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class ListReleased:
    """A second person confirmed: the held file set may be imported as it is."""

    stored_name: ClassVar[str] = "watchlist.released.v1"
    watchlist_id: UUID
    list_id: str
    canonical_sha256: str
    proposed_by: str


Event = ListRegistered | ListVersionImported | ListVersionActivated | ListFileHeld | ListReleaseProposed | ListReleased
EVENTS = (
    ListRegistered,
    ListVersionImported,
    ListVersionActivated,
    ListFileHeld,
    ListReleaseProposed,
    ListReleased,
)
