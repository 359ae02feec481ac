"""What a list file that is held would change, entry by entry, and the port that tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class EntryChange(StrEnum):
    """What a file would do to an entry; what would be gone weighs most, and is told first."""

    REMOVED = "removed"
    CHANGED = "changed"
    ADDED = "added"


class EntryPart(StrEnum):
    """What of an entry a file tells otherwise."""

    NAMES = "names"
    KIND = "kind"
    COUNTRIES = "countries"
    BIRTH_YEARS = "birth_years"
    IDENTIFIERS = "identifiers"
    PROGRAMME = "programme"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """An entry that a held file would change: as the file tells it, or as it is in force where it would be gone.

    `countries` are ISO 3166-1 alpha-2 codes. `differs` says what of a changed entry is otherwise, `name_before` under
    which name it is in force where the file tells another.
    """

    entry_id: str
    change: EntryChange
    kind: str
    name: str
    countries: tuple[str, ...]
    programme: str
    differs: tuple[EntryPart, ...] = ()
    name_before: str | None = None


@dataclass(frozen=True, slots=True)
class HeldPart:
    """Some of what a held file would change against `version_no`, the version in force, and how many of each in all.

    `next` is the place behind which the next part begins; none on the last.
    """

    canonical_sha256: str
    version_no: int | None
    counts: Mapping[EntryChange, int]
    items: tuple[HeldEntry, ...]
    next: tuple[int, str] | None


class HeldFiles(Protocol):
    """Tells what the file of a list that is held would change."""

    def part(
        self, list_id: str, *, change: EntryChange | None, after: tuple[int, str] | None, limit: int
    ) -> HeldPart | None:
        """Return a part of what the held file would change, gone before changed before new and each by id.

        Nothing where no file is held, or none of which it was kept.
        """
        ...
