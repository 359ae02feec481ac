"""What the floors lend to each other, as shapes. Source: settled.md 31; architecture.md section 1."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.collaboration.may_share import Answer
from domain.collaboration.sharing import Question
from domain.collaboration.spine import Language
from domain.collaboration.state import Collaboration
from domain.collaboration.support import Marking
from domain.collaboration.then_and_now import ThenAndNow
from domain.gates import Gate
from domain.moments import AsOf, Moment
from domain.rulebook import RuleText
from domain.values import Actor, PersonId, Recorded


class Clock(Protocol):
    """Tells the time in UTC."""

    def __call__(self) -> datetime:
        """Return the present instant, with UTC as its zone."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command caused: its events, the version of the stream after it, and its place in the log.

    `log` is where it was written; `repeated` says that this command was carried out before and this is the
    first answer again (settled.md 10).
    """

    stream_id: UUID
    log: str
    version: int
    position: int
    events: tuple[Recorded, ...]
    gates: tuple[Gate, ...] = ()
    repeated: bool = False


class Execute(Protocol):
    """Carries out one command for one actor."""

    def __call__(
        self,
        command: object,
        *,
        actor: Actor,
        expected_version: int | None = None,
        command_id: UUID | None = None,
    ) -> Outcome:
        """Return what happened. Raises `DomainError` when the rules refuse; then nothing was written."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events of a log a reader wants, and of which of them the personal texts; `None` is all."""

    events: frozenset[type] | None = None
    texts: frozenset[type] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What stands behind a position: `events` are those wanted, of `count` in all, up to `position`.

    `mark` tells the event at `position` from any other; it is empty where that is not known.
    """

    position: int
    count: int
    events: Sequence[Recorded]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Behind:
    """How many events stand behind a position, and when the first of them was recorded; `None` if there is none."""

    count: int
    since: datetime | None


class EventLog(Protocol):
    """One log of events, read in the order in which they were committed."""

    def page(self, position: int, limit: int, wanted: Wanted) -> Page:
        """Return what is wanted of up to `limit` events behind `position`; the rest is passed over unread.

        An event of a name that is not known is always wanted, so that it is met and not passed over; unless nothing is.
        """
        ...

    def after(self, position: int, limit: int) -> Sequence[Recorded]:
        """Return up to `limit` events behind `position`."""
        ...

    def streams(
        self,
        stream_ids: Sequence[UUID],
        upto_position: int | None = None,
        *,
        texts: frozenset[type] | None = None,
    ) -> Mapping[UUID, Sequence[Recorded]]:
        """Return the whole streams named, as they were at `upto_position`; personal texts as in `Wanted`."""
        ...

    def head(self) -> int:
        """Return the position of the newest event; 0 for an empty log."""
        ...

    def behind(self, position: int) -> Behind:
        """Return what stands behind `position`, unread."""
        ...


class History(Protocol):
    """Replays streams, within the log that the actor may read."""

    def moment(self, said: AsOf, *, actor: Actor, stream: UUID | None = None) -> Moment:
        """Return what a version, a position or an instant comes down to; `stream` is what the question is about.

        Raises `UnusableInputError` for what is still to come, `NotFoundError` for a stream that did not exist then.
        """
        ...

    def events(self, stream_id: UUID, *, actor: Actor, at: Moment | None = None) -> Sequence[Recorded]:
        """Return the history of a stream, up to a moment. Raises `NotFoundError` when the actor's log has none."""
        ...

    def first(self, stream_id: UUID, *, actor: Actor) -> Recorded:
        """Return the first event of a stream, sealed texts hidden. Raises `NotFoundError` when there is none."""
        ...

    def gates(self, case_id: UUID, *, actor: Actor, at: Moment | None = None) -> tuple[int, tuple[Gate, ...]]:
        """Return (version, open gates) of a case, now or at a moment: the answer to "why not?"."""
        ...

    def gates_of(self, state: Collaboration, *, actor: Actor, at: Moment | None = None) -> tuple[Gate, ...]:
        """Return the open gates of a case that was read and folded already, as `gates` does."""
        ...

    def may_share(self, case_id: UUID, asked: Question, *, actor: Actor) -> tuple[int, Answer]:
        """Return (version of the case, the answer to "may I share this?"); nothing is recorded."""
        ...


@dataclass(frozen=True, slots=True)
class Upload:
    """A document that somebody sends: what it says of itself. Without a title it is called as its file is."""

    case_id: UUID
    document_id: UUID
    file_name: str
    media_type: str
    size: int
    title: str | None = None
    marking: Marking = Marking.INTERNAL
    persons: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptContent:
    """What is known of a content that is kept: its type, the ending of a file of that type, and its size in bytes."""

    media_type: str
    ending: str
    size: int


class Blobs(Protocol):
    """Keeps the contents of documents, each under the keys of its case and of whom it is about."""

    @property
    def max_bytes(self) -> int:
        """Return how many bytes a document may have."""
        ...

    def media_type(self, file_name: str) -> str:
        """Return the type of a document by the ending of its name. Raises `UnusableInputError` for one of none."""
        ...

    def attach(
        self,
        upload: Upload,
        chunks: Iterable[bytes],
        *,
        actor: Actor,
        expected_version: int | None = None,
        command_id: UUID | None = None,
    ) -> Outcome:
        """Keep a content, and then attach its document to the case. Raises `DomainError`; nothing is attached then."""
        ...

    def kept(self, case_id: UUID, *, actor: Actor) -> Mapping[UUID, KeptContent]:
        """Return of which documents of a case the content is kept here."""
        ...

    def content(self, case_id: UUID, document_id: UUID, sha256: str, *, actor: Actor) -> Iterator[bytes] | None:
        """Return a content in pieces, once it is found to be as it was sent; `None` where none is kept, or no more."""
        ...


@dataclass(frozen=True, slots=True)
class RowMistake:
    """Something wrong with a row of a file: the field, the rule, and what would be right."""

    field: str
    rule: str
    expected: str


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What became of a row: it is `new` (and would be imported), `imported`, `known` from before, or `refused`.

    `number` is its line in a text, or its row in a sheet; `new_parties` are organisations that came with it.
    """

    number: int
    outcome: str
    case_id: UUID | None = None
    reference: str | None = None
    new_parties: int = 0
    mistakes: tuple[RowMistake, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file, row by row; where nothing is written, what would become of it."""

    rows: tuple[ImportedRow, ...]
    is_written: bool
    is_dry_run: bool

    def count(self, outcome: str) -> int:
        """Return of how many rows this became."""
        return sum(each.outcome == outcome for each in self.rows)


class ImportCases(Protocol):
    """Takes in a file of notifications."""

    def __call__(
        self,
        data: bytes,
        media_type: str,
        *,
        actor: Actor,
        mapping: Mapping[str, str] | None = None,
        dry_run: bool = False,
        partial: bool = False,
    ) -> ImportReport:
        """Return what became of each row; unless `partial`, a row that cannot be used lets nothing be written."""
        ...


class LookBack(Protocol):
    """Puts a past decision beside what today would make of it."""

    def __call__(self, case_id: UUID, *, actor: Actor, decision: int | None = None) -> ThenAndNow:
        """Return both sides of the decision at this version of the case, or of its last one.

        Raises `NotFoundError`, `UnusableInputError` for a version that is no decision, `RuleRefusedError` where the
        edition of then is not here.
        """
        ...


@dataclass(frozen=True, slots=True)
class FirstFault:
    """The first event that is not as it was signed: where it stands, which it is, and what is wrong."""

    kind: str
    told: str
    position: int
    stream: UUID | None
    version: int | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of working the ledger of a log out anew.

    `waiting` events are not in the tree yet; `witnessed` counts the checkpoints that somebody else kept. The log was
    good up to `good_position`, signed at `good_at`: by the checkpoint of the first `good_size` events of `origin`,
    whose tree has the root `good_root` (base64).
    """

    log: str
    is_good: bool
    events: int
    waiting: int
    checkpoints: int
    witnessed: int
    faults: int
    first: FirstFault | None
    good_position: int | None
    good_at: datetime | None
    origin: str | None = None
    good_size: int | None = None
    good_root: str | None = None


class Proof(Protocol):
    """Proves to who trusts nobody that nothing was altered."""

    def verify(self, *, actor: Actor) -> Verified:
        """Return whether the log of the actor's institution is as it was signed, worked out from the stored bytes."""
        ...

    def bundle(self, case_id: UUID, *, actor: Actor, reveal: bool) -> bytes:
        """Return one file that proves the history of a case, to be checked offline with the public key alone."""
        ...


EVERYTHING = "all"
"""The scope of whom nothing narrows: all that the actor's roles may."""

READ = "read"
"""The scope of who only reads, whatever the roles may write."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom a credential stands for, and what of the actor's roles it opens: `all`, `read`, or addresses by name.

    `acts_for` is the person for whom a session is to act; whether that still stands is asked anew each time (`Act`).
    """

    actor: Actor
    scopes: frozenset[str] = frozenset({EVERYTHING})
    acts_for: str | None = None


class Refusal(StrEnum):
    """Why a credential opens nothing."""

    MALFORMED = "malformed"
    TOO_LONG = "too-long"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ISSUER = "issuer"
    ALGORITHM = "algorithm"
    SIGNING_KEY = "signing-key"
    SIGNATURE = "signature"
    AUDIENCE = "audience"
    NOT_YET = "not-yet"
    CLAIMS = "claims"
    STRANGER = "stranger"
    STATE = "state"
    NONCE = "nonce"
    ISSUER_SAID_NO = "issuer-said-no"
    ENDED = "ended"
    NO_SEAT = "no-seat"
    BREAK_GLASS = "break-glass"


@dataclass(frozen=True, slots=True)
class Refused:
    """A credential that opens nothing, and why. A stranger is known to the issuer, and has no role here."""

    why: Refusal


class Authenticate(Protocol):
    """Turns a credential into whom it stands for: a service key or a token now, a session later."""

    def __call__(self, credential: str) -> Caller | Refused:
        """Return the caller, or why the credential opens nothing."""
        ...


class Act(Protocol):
    """Says as whom a caller acts: for somebody by a cover, or for oneself with what was granted."""

    def __call__(self, caller: Caller, on_behalf_of: str | None) -> Caller:
        """Return the caller as he or she acts now. Raises `NotPermittedError` when no cover opens that today."""
        ...


@dataclass(frozen=True, slots=True)
class Match:
    """A possible match of a name that somebody asks about, with its explanation."""

    list_id: str
    entry_id: str
    name: str
    score: int
    band: str
    explanation: Mapping[str, Any] = field(default_factory=dict)
    sentence_nl: str = ""
    sentence_en: str = ""
    rank: int = 0
    """What to look at first, higher first."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says of an entry in the version in force, beside what matching looks at, as (name, value) pairs.

    `changed` names what is otherwise than in the version that was asked about. `kind`, `names` as (what sort of name,
    name) pairs, `countries`, `birth_years` and `identifiers` are what matching looks at.
    """

    version_no: int
    facts: tuple[tuple[str, str], ...]
    changed: frozenset[str]
    kind: str = ""
    names: tuple[tuple[str, str], ...] = ()
    countries: tuple[str, ...] = ()
    birth_years: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """The stored explanation of a hit in words: the whole sentence, and its parts to lay side by side.

    `against` are the facts that speak for somebody else, none where nothing does. `asked` is the name that was held
    beside `listed`, a name of `entry`; `words` are (ours, theirs, how they agree), and `facts` are (what, ours, theirs,
    points).
    """

    sentence: str
    against: tuple[str, ...]
    asked: str
    listed: str
    entry: str
    words: tuple[tuple[str, str, str], ...]
    facts: tuple[tuple[str, str, str, int], ...]


class Screening(Protocol):
    """Answers an ad hoc question about a name or an entry; nothing is recorded on a case."""

    def listed(self, list_id: str, entry_id: str, since: int, at: datetime | None = None) -> Listed | None:
        """Return what a list says of an entry now, or said then; None when the version in force does not name it."""
        ...

    def explain(
        self, explanation: str, list_id: str, *, is_person: bool, language: Language, list_name: str = ""
    ) -> Explained | None:
        """Return a stored explanation in words of this language; None where it was erased or is not ours.

        `list_name` is what a list is called that the shipped register does not know.
        """
        ...

    def match(self, name: str, *, kind: str, country: str | None) -> Sequence[Match]:
        """Return the matches on every list in force, best first."""
        ...


class Jobs(Protocol):
    """Runs of the scheduler."""

    def rescreen(self, *, institution: str) -> Mapping[str, Any]:
        """Bring every live case of the institution up to the lists in force; return counts by list."""
        ...


class Rulebook(Protocol):
    """Tells what the rules say, with the edition that is in force."""

    def rules(self) -> Sequence[RuleText]:
        """Return every rule, by kind and id."""
        ...

    def explain(self, rule_id: str) -> RuleText:
        """Return one rule. Raises `NotFoundError` when there is none of this id."""
        ...

    def codes(self) -> Mapping[str, tuple[str, str]]:
        """Return what the codes of factors, technologies, measures and lists stand for, in Dutch and in English."""
        ...
