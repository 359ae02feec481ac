"""What may be asked of a watch list."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.aggregate import CommandSpec
from domain.values import Effect, Role
from domain.watchlist.events import MappedField, Part
from domain.watchlist.words import SourceState


@dataclass(frozen=True, slots=True)
class RegisterList:
    """Make a list known, with what a hit on it means."""

    watchlist_id: UUID
    list_id: str
    name: str
    effect: Effect
    legal_basis: str
    licence: str
    policy_ids: tuple[str, ...] = ()
    allowed_use: str = ""
    source_state: SourceState = SourceState.AVAILABLE


@dataclass(frozen=True, slots=True)
class ImportVersion:
    """Take in a file set that was read whole; counts and digests come from the importer.

    `held_rule` and `held_reason` say what looks wrong, if anything does: then nothing comes into force.
    `source_version` is the name that the source gives the version.
    """

    watchlist_id: UUID
    format_id: str
    importer_version: str
    parts: tuple[Part, ...]
    canonical_sha256: str
    source_date: date | None
    rows_in: int
    entries: int
    names: int
    rejected: int
    added: int
    changed: int
    changed_info: int
    removed: int
    held_rule: str | None = None
    held_reason: str | None = None
    source_version: str = ""


@dataclass(frozen=True, slots=True)
class ProposeRelease:
    """Propose to let a held file set in; another person confirms."""

    watchlist_id: UUID
    canonical_sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class ConfirmRelease:
    """Confirm that a held file set may be imported as it is."""

    watchlist_id: UUID
    canonical_sha256: str


@dataclass(frozen=True, slots=True)
class ChangeSource:
    """Note whether the publisher still gives the list out, and what its data may be used for."""

    watchlist_id: UUID
    state: SourceState
    allowed_use: str
    reason: str


@dataclass(frozen=True, slots=True)
class SaveMapping:
    """Save what each field of a list is read from, for tables of one's own."""

    watchlist_id: UUID
    fields: tuple[MappedField, ...]


Command = RegisterList | ImportVersion | ProposeRelease | ConfirmRelease | ChangeSource | SaveMapping
_KEEPERS = frozenset({Role.OPERATOR, Role.ADMIN})
COMMANDS = {
    "register": CommandSpec("register", RegisterList, _KEEPERS, opens=True),
    "import-version": CommandSpec("import-version", ImportVersion, _KEEPERS | {Role.SERVICE}),
    "propose-release": CommandSpec("propose-release", ProposeRelease, _KEEPERS),
    "confirm-release": CommandSpec("confirm-release", ConfirmRelease, _KEEPERS),
    "change-source": CommandSpec("change-source", ChangeSource, _KEEPERS),
    "save-mapping": CommandSpec("save-mapping", SaveMapping, _KEEPERS),
}
