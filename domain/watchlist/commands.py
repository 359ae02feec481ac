"""What may be asked of a watch list."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.aggregate import CommandSpec
from domain.values import Effect, Role
from domain.watchlist.events import Part


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


@dataclass(frozen=True, slots=True)
class ImportVersion:
    """Take in a file set that was read whole; counts and digests come from the importer.

    `held_rule` and `held_reason` say what looks wrong, if anything does: then nothing comes into force.
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


Command = RegisterList | ImportVersion | ProposeRelease | ConfirmRelease
_KEEPERS = frozenset({Role.OPERATOR, Role.ADMIN})
COMMANDS = {
    "register": CommandSpec("register", RegisterList, _KEEPERS, opens=True),
    "import-version": CommandSpec("import-version", ImportVersion, _KEEPERS | {Role.SERVICE}),
    "propose-release": CommandSpec("propose-release", ProposeRelease, _KEEPERS),
    "confirm-release": CommandSpec("confirm-release", ConfirmRelease, _KEEPERS),
}
