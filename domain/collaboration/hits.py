"""Hits as the questions that they are: when two ask the same, when an answer has run out, when one weighs heavier.

An answer is bound to what the subject and the entry are called, and not to how a program scored them.
Source: settled.md 11; handbook screening.md 6.3 and 6.4.
"""

from datetime import date
from typing import Protocol
from uuid import UUID, uuid5

from domain import deadlines
from domain.collaboration import screening
from domain.collaboration.rule import GUIDELINE
from domain.collaboration.screening import Hit, Screening
from domain.context import Context, FoundHit
from domain.hit_changes import Change, Side, What, between
from domain.values import CaseId, Effect, HitId, PersonId, SubjectKind

_WEIGHT = {Effect.CONTEXT: 0, Effect.INDICATIVE: 1, Effect.POLICY: 2, Effect.LEGAL: 3}


class Pair(Protocol):
    """A subject and an entry that it may be, however it was found."""

    @property
    def subject_kind(self) -> SubjectKind:
        """Return whether it is a party or a person."""

    @property
    def subject_id(self) -> UUID:
        """Return the party or person."""

    @property
    def subject_fingerprint(self) -> str:
        """Return the print of all that screening looks at in the subject."""

    @property
    def list_id(self) -> str:
        """Return the list."""

    @property
    def entry_id(self) -> str:
        """Return the entry."""

    @property
    def entry_fingerprint(self) -> str:
        """Return the print of all that matching looks at in the entry."""

    @property
    def effect(self) -> Effect:
        """Return what a hit on the list means."""

    @property
    def programmes(self) -> tuple[str, ...] | None:
        """Return the programmes under which the entry was listed, None where nobody kept them."""

    @property
    def by_owner(self) -> bool:
        """Say whether an owner of the subject was found, and not the subject itself."""


class Answered(Protocol):
    """What holds up to a day."""

    @property
    def expires_on(self) -> date | None:
        """Return the last day on which it holds; None when it holds for good."""


def pair(hit: Pair) -> tuple[UUID, str, str, str]:
    """Return what makes two hits the same question about the same subject."""
    return (hit.subject_id, hit.subject_fingerprint, hit.list_id, hit.entry_fingerprint)


def names(hit: Pair) -> tuple[SubjectKind, str, str, str, str]:
    """Return what makes two hits the same question about subjects that are called exactly the same."""
    return (hit.subject_kind, hit.subject_fingerprint, hit.list_id, hit.entry_id, hit.entry_fingerprint)


def about(hit: Pair) -> tuple[PersonId, ...]:
    """Return the person whose hit it is: what is said of it names that person."""
    return (PersonId(hit.subject_id),) if hit.subject_kind is SubjectKind.PERSON else ()


def has_expired(answered: Answered, today: date) -> bool:
    """Say whether an answer holds no more."""
    return answered.expires_on is not None and answered.expires_on < today


def is_heavier(now: Pair, before: Pair) -> bool:
    """Say whether being listed means more than before: the list weighs heavier, or names a programme more.

    Any other change beside what matching looks at re-opens nothing. Source: handbook screening.md 6.3 C.
    """
    if _WEIGHT[now.effect] > _WEIGHT[before.effect]:
        return True
    return before.programmes is not None and bool(set(now.programmes or ()) - set(before.programmes))


def last_met(known: Screening, hit: Pair) -> UUID | None:
    """Return the last hit on the same entry about the same subject, if there was one."""
    about = (hit.subject_id, hit.list_id, hit.entry_id)
    earlier = [key for key, each in known.hits.items() if (each.subject_id, each.list_id, each.entry_id) == about]
    return earlier[-1] if earlier else None


def changes(before: Hit, now: FoundHit, today: date) -> tuple[Change, ...]:
    """Return what is otherwise than when an earlier hit was met, and why it is asked again."""
    told: list[Change] = []
    if before.expires_on is not None and has_expired(before, today):
        told.append(Change(Side.ANSWER, What.LAST_DAY, (), (before.expires_on.isoformat(),)))
    if before.is_lifted:
        told.append(Change(Side.LIST, What.LISTED))
    told += between(Side.LIST, What.EFFECT, (before.effect,), (now.effect,))
    if before.programmes is not None:
        told += between(Side.LIST, What.PROGRAMME, before.programmes, now.programmes or ())
    told += now.changes
    for side, is_other in (
        (Side.LIST, before.entry_fingerprint != now.entry_fingerprint),
        (Side.REGISTER, before.subject_fingerprint != now.subject_fingerprint),
    ):
        if is_other and not any(each.side is side for each in now.changes):
            told.append(Change(side, What.UNTOLD))
    told += between(Side.LIST, What.VERSION, (str(before.list_version),), (str(now.list_version),))
    told += between(Side.PROGRAM, What.SCORER, (before.scorer_id,), (now.scorer_id,))
    return tuple(told)


def due_on(hit: Pair, context: Context) -> date:
    """Return by when a person looks at a hit that is open from today on."""
    return deadlines.due_day(deadlines.HIT_TRIAGE[hit.effect], context.today, context.calendar)


def hold(case_id: CaseId, hit_id: UUID, hit: Pair, review_on: date) -> screening.SharingHeld:
    """Return the hold on sharing that an open hit of law asks for. Source: settled.md 18."""
    return screening.SharingHeld(
        case_id,
        uuid5(hit_id, "hold"),
        "R3",
        f"{GUIDELINE}; list {hit.list_id}",
        f"{'an owner of a subject' if hit.by_owner else 'a subject'} may stand on {hit.list_id} (entry {hit.entry_id})",
        hit.subject_id,
        HitId(hit_id),
        review_on,
    )
