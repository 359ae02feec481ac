"""What who keeps an installation asks of the floor that runs it: how it stands, who is let in, which rules are at hand.

Nothing here tells of a case: no reference, no id of one, no name. At an institution one is told of that institution;
at `shared`, where the installation is kept, of all of it. Source: settled.md 4; docs/roles.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.collaboration.dry_run import Change
from domain.collaboration.spine import Language
from domain.values import Actor


class Health(StrEnum):
    """How good a finding is."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found of one thing, in words: what it means and what to do; nothing is to do where all is well.

    `kind` names the check for programs, `check` for people.
    """

    kind: str
    check: str
    where: str
    health: Health
    means: str
    to_do: str


class FeedState(StrEnum):
    """How a read model stands to its log."""

    FOLLOWS = "follows"
    BEHIND = "behind"
    ON_DEMAND = "on-demand"
    AHEAD = "ahead"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Feed:
    """How far a read model has followed a log: `behind` is in events, `seconds` the age of the first one not seen."""

    log: str
    place: str
    model: str
    state: FeedState
    position: int
    head: int
    behind: int
    seconds: float
    parked: int


@dataclass(frozen=True, slots=True)
class Parked:
    """An event that a read model could not take, or that waits behind one (without an error); nothing of what it says.

    It has no id of its stream, which would be that of a case.
    """

    log: str
    place: str
    model: str
    position: int
    event: str
    error: str
    attempts: int
    parked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Retried:
    """What came of applying what was parked: how many events were taken, and how many streams still stand."""

    taken: int
    left: int


class KeyState(StrEnum):
    """Whether a key opens anything."""

    IN_USE = "in-use"
    ENDING = "ending"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Key:
    """A service key without its secret; `last_used_on` is a day, never a moment."""

    key_id: str
    actor: str
    institution: str
    roles: tuple[str, ...]
    scopes: tuple[str, ...]
    state: KeyState
    made_on: date | None
    ends_on: date
    last_used_on: date | None


@dataclass(frozen=True, slots=True)
class Member:
    """A person of an issuer, by whom he or she is here; how the issuer names the person is not told."""

    actor: str
    institution: str
    issuer: str
    roles: tuple[str, ...]
    scopes: tuple[str, ...]
    since: date


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuer whom we believe who somebody is: for which institutions, and for what."""

    name: str
    label: str
    issuer: str
    institutions: tuple[str, ...]
    algorithms: tuple[str, ...]
    signs_in: bool
    has_tokens: bool


class Upkeep(Protocol):
    """Tells how an installation stands, and who is let in."""

    def health(self, language: Language, *, actor: Actor) -> Sequence[Finding]:
        """Return what was found, check by check."""
        ...

    def feeds(self, *, actor: Actor) -> Sequence[Feed]:
        """Return how far each read model has followed its log."""
        ...

    def parked(self, *, actor: Actor) -> Sequence[Parked]:
        """Return the events that read models could not take."""
        ...

    def retry(self, *, actor: Actor) -> Retried:
        """Apply what is parked, stream by stream; what still cannot be taken stays."""
        ...

    def replay(self, message: UUID | None, subscriber: UUID | None, *, actor: Actor) -> int:
        """Let a dead letter of the actor's institution be sent again, or all of a subscriber; return how many.

        It is recorded who did it. Raises `NotFoundError`, `UnusableInputError`.
        """
        ...

    def keys(self, *, actor: Actor) -> Sequence[Key]:
        """Return the service keys, those in use first."""
        ...

    def members(self, *, actor: Actor) -> Sequence[Member]:
        """Return who of which issuer acts as whom, by institution."""
        ...

    def issuers(self, *, actor: Actor) -> Sequence[Issuer]:
        """Return the issuers that are believed."""
        ...


class EditionState(StrEnum):
    """How far an edition has come."""

    AT_HAND = "at-hand"
    PROPOSED = "proposed"
    TO_COME = "to-come"
    IN_FORCE = "in-force"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of the catalogues and rules; `proposed_by` is everybody who had a hand in its proposal.

    `is_here` says whether its files are: one that was published once may be gone from the shelf.
    """

    edition_id: str
    sha256: str
    state: EditionState
    is_here: bool
    files: int
    effective_from: date | None = None
    proposed_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Faulty:
    """An edition of one's own that cannot be used, and why."""

    folder: str
    reason: str


@dataclass(frozen=True, slots=True)
class ListChange:
    """How a policy list of an edition differs from the version in force, in entries."""

    list_id: str
    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """How many cases of an institution an edition would change, and of how many that were looked at in all."""

    institution: str
    live: int
    past: int


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an edition would do, counted; `digest` stands for all that was found, case by case."""

    edition: str
    instead_of: str
    lists: tuple[ListChange, ...]
    live: int
    past: int
    changed: tuple[PlaceChange, ...]
    by_rule: Mapping[str, int]
    digest: str
    seconds: float


@dataclass(frozen=True, slots=True)
class CaseChanged:
    """A case of the asker's institution that an edition would change; `is_past` says that it is over."""

    reference: str
    status: str
    is_past: bool
    change: Change


@dataclass(frozen=True, slots=True)
class OwnDryRun:
    """What an edition would do to the cases of one institution, of so many that were looked at."""

    edition: str
    instead_of: str
    live: int
    past: int
    cases: tuple[CaseChanged, ...]
    by_rule: Mapping[str, int]
    digest: str


class Editions(Protocol):
    """Knows the editions that can be in force, and what each would change."""

    @property
    def policyset(self) -> UUID:
        """Return the policy set to which editions are proposed."""
        ...

    def all(self, *, actor: Actor) -> tuple[int, Sequence[Edition], Sequence[Faulty]]:
        """Return the version of the policy set, every edition (the one in force first), and what cannot be used."""
        ...

    def at_hand(self, *, actor: Actor) -> Sequence[str]:
        """Return the ids of the editions that can be tried on cases, the newest first. Raises `NotPermittedError`."""
        ...

    def try_on_own(self, edition_id: str, *, actor: Actor) -> OwnDryRun:
        """Return which cases of the actor's institution would change. Raises as `dry_run` does."""
        ...

    def dry_run(self, edition_id: str, *, actor: Actor) -> DryRun:
        """Return how many cases would change at each institution. Raises `UnusableInputError`, `NotPermittedError`."""
        ...
