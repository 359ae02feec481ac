"""The screening track in words: what was screened, what was found, what people made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from domain.gates import Blocks
from domain.party.ownership import Ownership
from domain.values import (
    CaseId,
    Effect,
    HitId,
    Level,
    PersonId,
    PolicyEffect,
    RunId,
    Sealed,
    SealedText,
    SubjectKind,
)


class ScreeningCause(StrEnum):
    """Why a screening was made."""

    INITIAL = "initial"
    LIST_CHANGE = "list_change"
    PARTY_CHANGE = "party_change"
    PERIODIC = "periodic"
    INCIDENT = "incident"
    MANUAL = "manual"


class Resolution(StrEnum):
    """What a person makes of a hit."""

    TRUE_MATCH = "true_match"
    FALSE_POSITIVE = "false_positive"
    UNCLEAR = "unclear"


class AnswerScope(StrEnum):
    """Where it holds that a hit is somebody else: this case, this party, whoever is called the same. Screening 6.4."""

    CASE = "case"
    PARTY = "party"
    INSTITUTION = "institution"


class LiftDecision(StrEnum):
    """What a person decides when a list no longer names a party."""

    LIFTED = "lifted"
    KEPT = "kept"


class ScreeningStatus(StrEnum):
    """Where the screening track stands."""

    NONE = "none"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class ListVersion:
    """One version of one list."""

    list_id: str
    version_no: int


@dataclass(frozen=True, slots=True)
class Subject:
    """One party or person as it was screened; of a party, what was known of its owners."""

    kind: SubjectKind
    subject_id: UUID
    fingerprint: str
    ownership: Ownership | None = None


@dataclass(frozen=True, slots=True)
class ScreeningStarted:
    """The parties and persons of the case were screened against these list versions."""

    stored_name: ClassVar[str] = "collaboration.screening-started.v1"
    case_id: CaseId
    screening_id: UUID
    cause: ScreeningCause
    scorer_id: str
    list_versions: tuple[ListVersion, ...]
    subjects: tuple[Subject, ...]
    due_on: date


@dataclass(frozen=True, slots=True)
class ScreeningHitRecorded:
    """A subject may be an entry of a list; `explanation` is canonical JSON that says why.

    `by_owner` says that not the subject itself but somebody who owns it was found. `follows` is the earlier hit on the
    same entry that this one asks again about: a name, country or the like changed since, or its answer expired.
    `rank` says what to look at first, higher first; 0 where it was found before there were ranks. `programmes` are
    those under which the entry was listed, None where that was not yet kept. `changed` names what is otherwise than
    when the earlier hit was answered, and `changes` says it in full (canonical JSON), see `hit_changes`.
    """

    stored_name: ClassVar[str] = "collaboration.screening-hit-recorded.v1"
    case_id: CaseId
    hit_id: HitId
    screening_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    subject_fingerprint: str
    list_id: str
    list_version: int
    entry_id: str
    entry_fingerprint: str
    effect: Effect
    policy_id: str | None
    score: int
    scorer_id: str
    explanation: Annotated[str, Sealed(persons="about")]
    about: tuple[PersonId, ...]
    due_on: date
    by_owner: bool = False
    follows: HitId | None = None
    rank: int = 0
    programmes: tuple[str, ...] | None = None
    changed: tuple[str, ...] = ()
    changes: Annotated[str | None, Sealed(persons="about")] = None


@dataclass(frozen=True, slots=True)
class NoHitRecorded:
    """A subject matched no entry of the lists of this screening: negative evidence is evidence."""

    stored_name: ClassVar[str] = "collaboration.no-hit-recorded.v1"
    case_id: CaseId
    screening_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    subject_fingerprint: str


@dataclass(frozen=True, slots=True)
class PolicyApplied:
    """A named policy speaks about this case: what it does, and whether the case is in its scope.

    Recorded again when that changes; one that speaks no longer is recorded as out of scope.
    """

    stored_name: ClassVar[str] = "collaboration.policy-applied.v1"
    case_id: CaseId
    screening_id: UUID
    policy_id: str
    owner: str
    source: str
    scope: str
    title: str
    blocks: bool
    subject_id: UUID | None
    hit_id: HitId | None
    effect: PolicyEffect | None = None
    in_scope: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HitResolved:
    """A person said what a hit is. That it is somebody else holds up to and with the day `expires_on`.

    `scope` says where it holds, `list_version` which version of the list was in force when it was said; `about` is the
    person whose hit it is.
    """

    stored_name: ClassVar[str] = "collaboration.hit-resolved.v1"
    case_id: CaseId
    hit_id: HitId
    resolution: Resolution
    rationale: Annotated[str, Sealed(persons="about")]
    needs_confirmation: bool
    expires_on: date | None = None
    scope: AnswerScope = AnswerScope.CASE
    list_version: int | None = None
    about: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class HitResolutionConfirmed:
    """A second person confirmed that a hit on a list of law is a false positive."""

    stored_name: ClassVar[str] = "collaboration.hit-resolution-confirmed.v1"
    case_id: CaseId
    hit_id: HitId


@dataclass(frozen=True, slots=True)
class ScreeningCompleted:
    """An officer finished the screening; the level and the factors that cause it stand together."""

    stored_name: ClassVar[str] = "collaboration.screening-completed.v1"
    case_id: CaseId
    screening_id: UUID
    level: Level
    factors: tuple[str, ...]
    grounds: tuple[str, ...]
    summary: SealedText


@dataclass(frozen=True, slots=True)
class RescreeningTriggered:
    """A new version of a list touches this case: it names new hits, or no longer names old ones."""

    stored_name: ClassVar[str] = "collaboration.rescreening-triggered.v1"
    case_id: CaseId
    run_id: RunId
    screening_id: UUID
    list_id: str
    from_version: int | None
    to_version: int
    canonical_sha256: str
    effect: Effect
    hit_ids: tuple[HitId, ...]
    due_on: date | None


@dataclass(frozen=True, slots=True)
class DelistingNoted:
    """A list no longer names an entry that this case had a hit on: a person decides whether to lift."""

    stored_name: ClassVar[str] = "collaboration.delisting-noted.v1"
    case_id: CaseId
    lift_id: UUID
    hit_id: HitId
    list_id: str
    entry_id: str
    version_no: int
    due_on: date


@dataclass(frozen=True, slots=True)
class LiftDecided:
    """A person decided whether what rested on a removed entry is lifted."""

    stored_name: ClassVar[str] = "collaboration.lift-decided.v1"
    case_id: CaseId
    lift_id: UUID
    hit_id: HitId
    decision: LiftDecision
    reason: Annotated[str, Sealed(persons="about")]
    about: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class SharingHeld:
    """Nothing is shared until a person releases this hold."""

    stored_name: ClassVar[str] = "collaboration.sharing-held.v1"
    case_id: CaseId
    hold_id: UUID
    rule_id: str
    source: str
    justification: str
    subject_id: UUID | None
    hit_id: HitId | None
    review_on: date


@dataclass(frozen=True, slots=True)
class SharingReleased:
    """A person released a hold on sharing."""

    stored_name: ClassVar[str] = "collaboration.sharing-released.v1"
    case_id: CaseId
    hold_id: UUID
    reason: SealedText


@dataclass(frozen=True, slots=True)
class StartScreening:
    """Screen the parties and persons of the case against the lists in force."""

    case_id: CaseId
    screening_id: UUID
    cause: ScreeningCause = ScreeningCause.INITIAL


@dataclass(frozen=True, slots=True)
class ResolveHit:
    """Say what a hit is; a false positive on a list of law waits for a second person.

    That it is somebody else may hold in other cases too (`scope`), and `until` a day within 24 months; said again with
    a later day, it holds longer.
    """

    case_id: CaseId
    hit_id: HitId
    resolution: Resolution
    rationale: str
    scope: AnswerScope = AnswerScope.CASE
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ConfirmHitResolution:
    """Confirm that a hit on a list of law is a false positive, as another person said."""

    case_id: CaseId
    hit_id: HitId


@dataclass(frozen=True, slots=True)
class CompleteScreening:
    """Finish the screening; the program proposes the level from the factors."""

    case_id: CaseId
    summary: str


@dataclass(frozen=True, slots=True)
class RecordRescreening:
    """Record what a new version of a list means for this case (given by the scheduler)."""

    case_id: CaseId
    run_id: RunId
    screening_id: UUID
    list_id: str
    from_version: int | None
    to_version: int
    canonical_sha256: str
    effect: Effect
    removed_entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecideLift:
    """Decide whether what rested on a removed entry is lifted."""

    case_id: CaseId
    lift_id: UUID
    decision: LiftDecision
    reason: str


@dataclass(frozen=True, slots=True)
class ReleaseSharingHold:
    """Release a hold on sharing."""

    case_id: CaseId
    hold_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerOf:
    """A hit of another case, whose answer holds for one of this case too."""

    hit_id: HitId
    case_id: CaseId


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit as later decisions depend on it; `adopted` is whose answer it took over, if it did."""

    screening_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    subject_fingerprint: str
    list_id: str
    entry_id: str
    entry_fingerprint: str
    scorer_id: str
    effect: Effect
    resolution: Resolution | None = None
    is_confirmed: bool = False
    resolved_by: frozenset[str] = frozenset()
    is_lifted: bool = False
    by_owner: bool = False
    expires_on: date | None = None
    scope: AnswerScope = AnswerScope.CASE
    list_version: int = 0
    programmes: tuple[str, ...] | None = None
    adopted: AnswerOf | None = None

    @property
    def is_open(self) -> bool:
        """Say whether the hit still stands in the way of a decision that rests on law or policy."""
        if self.is_lifted:
            return False
        if self.resolution is Resolution.FALSE_POSITIVE:
            return self.effect is Effect.LEGAL and not self.is_confirmed
        return True

    @property
    def is_undecided(self) -> bool:
        """Say whether a person still has to say what the hit is."""
        if self.is_lifted:
            return False
        if self.resolution is Resolution.FALSE_POSITIVE:
            return self.effect is Effect.LEGAL and not self.is_confirmed
        return self.resolution is None or self.resolution is Resolution.UNCLEAR


@dataclass(frozen=True, slots=True)
class PolicyFinding:
    """What a policy says about this case, or about one subject or hit of it."""

    policy_id: str
    owner: str
    source: str
    scope: str
    title: str
    effect: PolicyEffect
    in_scope: bool = True
    subject_id: UUID | None = None
    hit_id: UUID | None = None
    reason: str = ""

    @property
    def blocks(self) -> bool:
        """Say whether the policy refuses this case, inside its scope."""
        return self.in_scope and self.effect is PolicyEffect.BLOCK

    @property
    def key(self) -> tuple[str, UUID | None, UUID | None]:
        """Return what the finding is about: a later one about the same takes its place."""
        return (self.policy_id, self.subject_id, self.hit_id)


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold on sharing: what it rests on."""

    rule_id: str
    source: str
    justification: str
    subject_id: UUID | None
    hit_id: UUID | None


@dataclass(frozen=True, slots=True)
class Screening:
    """The screening track, as far as later decisions depend on it."""

    status: ScreeningStatus = ScreeningStatus.NONE
    screening_id: UUID | None = None
    list_versions: Mapping[str, int] = field(default_factory=dict)
    screened: frozenset[tuple[SubjectKind, UUID]] = frozenset()
    screened_by: frozenset[str] = frozenset()
    resolvers: frozenset[str] = frozenset()
    hits: Mapping[UUID, Hit] = field(default_factory=dict)
    policies: tuple[PolicyFinding, ...] = ()
    holds: Mapping[UUID, Hold] = field(default_factory=dict)
    lifts: Mapping[UUID, UUID] = field(default_factory=dict)
    ownership: Mapping[UUID, Ownership] = field(default_factory=dict)
    level: Level | None = None

    def without_subject(self, subject_id: UUID) -> "Screening":
        """Return the track when this party or person takes part no more: nothing of it stands in the way."""
        gone = {hit_id for hit_id, hit in self.hits.items() if hit.subject_id == subject_id}
        return replace(
            self,
            hits={key: hit for key, hit in self.hits.items() if key not in gone},
            policies=tuple(each for each in self.policies if each.subject_id != subject_id),
            holds={key: hold for key, hold in self.holds.items() if hold.subject_id != subject_id},
            lifts={key: hit_id for key, hit_id in self.lifts.items() if hit_id not in gone},
        )


BLOCKED_BY_LAW = frozenset({Blocks.APPROVE, Blocks.START, Blocks.SHARE, Blocks.RESUME})

Event = (
    ScreeningStarted
    | ScreeningHitRecorded
    | NoHitRecorded
    | PolicyApplied
    | HitResolved
    | HitResolutionConfirmed
    | ScreeningCompleted
    | RescreeningTriggered
    | DelistingNoted
    | LiftDecided
    | SharingHeld
    | SharingReleased
)
Command = (
    StartScreening
    | ResolveHit
    | ConfirmHitResolution
    | CompleteScreening
    | RecordRescreening
    | DecideLift
    | ReleaseSharingHold
)
