"""What can have happened to a watch list. Entries never stand in events. Stored for ever: add, never edit."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.values import Effect
from domain.watchlist.words import SourceState


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a list version, such as the names or the aliases."""

    name: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class MappedField:
    """What a field of a list is read from: a column of the file, or a fixed value."""

    field: str
    value: str


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
    allowed_use: str = ""
    source_state: SourceState = SourceState.AVAILABLE


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
    source_version: str = ""


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


@dataclass(frozen=True, slots=True)
class ListSourceChanged:
    """The publisher gives the list out in another way, or no more; what is in force stays."""

    stored_name: ClassVar[str] = "watchlist.source-changed.v1"
    watchlist_id: UUID
    list_id: str
    state: SourceState
    allowed_use: str
    reason: str


@dataclass(frozen=True, slots=True)
class ListMappingSaved:
    """The columns of a table of one's own are known: what each field of the list is read from."""

    stored_name: ClassVar[str] = "watchlist.mapping-saved.v1"
    watchlist_id: UUID
    list_id: str
    fields: tuple[MappedField, ...]


Event = (
    ListRegistered
    | ListVersionImported
    | ListVersionActivated
    | ListFileHeld
    | ListReleaseProposed
    | ListReleased
    | ListSourceChanged
    | ListMappingSaved
)
EVENTS = (
    ListRegistered,
    ListVersionImported,
    ListVersionActivated,
    ListFileHeld,
    ListReleaseProposed,
    ListReleased,
    ListSourceChanged,
    ListMappingSaved,
)
