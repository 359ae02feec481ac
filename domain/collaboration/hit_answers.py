"""Answers to hits that hold beyond their case: whose word counts for more, who adopts it, and what ends that.

That a hit is somebody else may hold for the party in every case, or for whoever is called the same, at one institution.
The hit is recorded in each case all the same; there it adopts the answer and says whose it is. Nothing else is ever
adopted: that somebody is the one on the list is said in each case anew. Source: handbook screening.md 6.4.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar, assert_never

from domain import text
from domain.collaboration import hits, screening, transitions
from domain.collaboration.rule import Guard
from domain.collaboration.screening import AnswerScope, Hit, Resolution, Screening
from domain.context import Context, StandingAnswer
from domain.errors import NotFoundError, UnusableInputError
from domain.sentence import say
from domain.values import CaseId, Effect, HitId, Metadata, PersonId, Role, Sealed, SubjectKind

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

SOURCE = "handbook screening.md 6.4"
MAY_ANSWER = {
    AnswerScope.CASE: frozenset({Role.CONTACT_POINT_OFFICER, Role.EXPORT_CONTROL_OFFICER}),
    AnswerScope.PARTY: frozenset({Role.EXPORT_CONTROL_OFFICER, Role.SECURITY_OFFICER}),
    AnswerScope.INSTITUTION: frozenset({Role.SECURITY_OFFICER}),
}
"""Who may say that a hit is somebody else, by where that holds. Our own choice: the wider, the fewer."""


@dataclass(frozen=True, slots=True)
class HitAnswerAdopted:
    """A hit is somebody else, as `decided_by` said about the same pair in another case, for more than that case."""

    stored_name: ClassVar[str] = "collaboration.hit-answer-adopted.v1"
    case_id: CaseId
    hit_id: HitId
    of_case: CaseId
    of_hit: HitId
    scope: AnswerScope
    decided_by: tuple[str, ...]
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class HitAnswerDropped:
    """An answer that was adopted from another case holds no more: the hit is open again."""

    stored_name: ClassVar[str] = "collaboration.hit-answer-dropped.v1"
    case_id: CaseId
    hit_id: HitId
    of_case: CaseId
    of_hit: HitId
    due_on: date


@dataclass(frozen=True, slots=True)
class HitAnswerRetracted:
    """A person took back what was said of a hit: it is open again, here and wherever the answer was adopted."""

    stored_name: ClassVar[str] = "collaboration.hit-answer-retracted.v1"
    case_id: CaseId
    hit_id: HitId
    reason: Annotated[str, Sealed(persons="about")]
    due_on: date
    about: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class RetractHitAnswer:
    """Take back what was said of a hit, also in a case that ended: other cases may rest on it."""

    case_id: CaseId
    hit_id: HitId
    reason: str


@dataclass(frozen=True, slots=True)
class AdoptHitAnswers:
    """Bring the hits of the case in line with the answers that hold beyond their case (given by the program)."""

    case_id: CaseId


Event = HitAnswerAdopted | HitAnswerDropped | HitAnswerRetracted
Command = RetractHitAnswer | AdoptHitAnswers


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event | screening.SharingHeld, ...]:
    """Return what a command about answers causes. Raises `NotFoundError` for a hit that is not of this case."""
    case_id = command.case_id
    match command:
        case RetractHitAnswer(hit_id=hit_id, reason=reason):
            hit = _known(state, hit_id)
            said = text.required(reason, "reason")
            if hit.resolution is None:
                return ()
            due = hits.due_on(hit, context)
            retracted = HitAnswerRetracted(case_id, hit_id, said, due, hits.about(hit))
            return (retracted, *_held(state, case_id, {hit_id: hit}, context))
        case AdoptHitAnswers():
            return _in_line(state, case_id, context)
        case _:
            assert_never(command)


def evolve(slice_: Screening, event: Event, _meta: Metadata) -> Screening:
    """Return the screening track after `event`. Never refuses."""
    hit = slice_.hits[event.hit_id]
    match event:
        case HitAnswerAdopted(of_case=of_case, of_hit=of_hit, scope=scope, decided_by=decided_by, expires_on=until):
            by = frozenset(decided_by)
            hit = replace(
                hit,
                resolution=Resolution.FALSE_POSITIVE,
                is_confirmed=True,
                resolved_by=by,
                expires_on=until,
                scope=scope,
                adopted=screening.AnswerOf(of_hit, of_case),
            )
            slice_ = replace(slice_, resolvers=slice_.resolvers | by)
        case HitAnswerDropped() | HitAnswerRetracted():
            hit = replace(
                hit,
                resolution=None,
                is_confirmed=False,
                resolved_by=frozenset(),
                expires_on=None,
                scope=AnswerScope.CASE,
                adopted=None,
            )
        case _:
            assert_never(event)
    return replace(slice_, hits={**slice_.hits, event.hit_id: hit})


def adopted(
    state: "Collaboration", case_id: CaseId, asked: Iterable[tuple[HitId, hits.Pair]], context: Context
) -> tuple[HitAnswerAdopted, ...]:
    """Return for each of these hits, which nobody answered here, the answer of another case that holds for it."""
    found = ((hit_id, _answer_to(state, case_id, hit, context)) for hit_id, hit in asked)
    return tuple(
        HitAnswerAdopted(
            case_id,
            hit_id,
            CaseId(answer.case_id),
            HitId(answer.hit_id),
            AnswerScope(answer.scope),
            tuple(sorted(answer.decided_by)),
            answer.expires_on,
        )
        for hit_id, answer in found
        if answer is not None
    )


def _in_line(
    state: "Collaboration", case_id: CaseId, context: Context
) -> tuple[HitAnswerAdopted | HitAnswerDropped | screening.SharingHeld, ...]:
    """Return what is adopted by hits that nobody answered, and what is dropped as it holds no more.

    One that has expired is not dropped: the scheduler screens the case, which asks anew. What was asked again since is
    left as it was.
    """
    open_: dict[HitId, Hit] = {}
    dropped: list[HitAnswerDropped] = []
    reopened: dict[HitId, Hit] = {}
    standing = {answer.hit_id: answer for answer in context.answers}
    for key, hit in state.screening.hits.items():
        hit_id = HitId(key)
        if hit.is_lifted or hits.last_met(state.screening, hit) != key:
            continue
        if hit.resolution is None:
            open_[hit_id] = hit
        elif hit.adopted is not None and not hits.has_expired(hit, context.today):
            answer = standing.get(hit.adopted.hit_id)
            if answer is not None and _holds_for(state, case_id, answer, hit, context):
                continue
            if _answer_to(state, case_id, hit, context) is not None:
                open_[hit_id] = hit
                continue
            due = hits.due_on(hit, context)
            dropped.append(HitAnswerDropped(case_id, hit_id, hit.adopted.case_id, hit.adopted.hit_id, due))
            reopened[hit_id] = hit
    return (*adopted(state, case_id, open_.items(), context), *dropped, *_held(state, case_id, reopened, context))


def _answer_to(state: "Collaboration", case_id: CaseId, hit: hits.Pair, context: Context) -> StandingAnswer | None:
    """Return the answer that holds longest of those that hold for a hit."""
    found = [each for each in context.answers if _holds_for(state, case_id, each, hit, context)]
    return max(found, key=lambda each: (each.expires_on or date.max, str(each.hit_id)), default=None)


def _holds_for(
    state: "Collaboration", case_id: CaseId, answer: StandingAnswer, hit: hits.Pair, context: Context
) -> bool:
    """Say whether an answer of another case holds for a hit of this one.

    What is asked of four eyes in this case counts: who notified it or takes part in it has no word on a hit of law.
    """
    if answer.case_id == case_id or hits.has_expired(answer, context.today):
        return False
    if hits.names(answer) != hits.names(hit) or hits.is_heavier(hit, answer):
        return False
    own = state.spine.notifiers | state.parties.identities
    if hit.effect is Effect.LEGAL and answer.decided_by & own:
        return False
    if answer.scope == AnswerScope.INSTITUTION:
        return hit.subject_kind is SubjectKind.PARTY and not hit.by_owner and not answer.by_owner
    return answer.subject_id == hit.subject_id


def _held(
    state: "Collaboration", case_id: CaseId, reopened: Mapping[HitId, Hit], context: Context
) -> tuple[screening.SharingHeld, ...]:
    """Return the hold that each hit of law asks for that is open again in a decided case. Source: settled.md 18."""
    if state.spine.status not in transitions.LIVE:
        return ()
    held = {hold.hit_id for hold in state.screening.holds.values()}
    return tuple(
        hits.hold(case_id, hit_id, hit, hits.due_on(hit, context))
        for hit_id, hit in reopened.items()
        if hit.effect is Effect.LEGAL and hit_id not in held
    )


def refuse_form(command: screening.ResolveHit, latest: date, today: date) -> None:
    """Raise `UnusableInputError` for a scope or a last day that the answer cannot have."""
    is_other = command.resolution is Resolution.FALSE_POSITIVE
    if command.scope is not AnswerScope.CASE and not is_other:
        rule = f"{command.resolution} holds in its own case alone ({SOURCE})"
        raise UnusableInputError("scope", rule, "case; or false_positive, which may hold beyond it")
    if command.until is not None and not is_other:
        raise UnusableInputError("until", f"{command.resolution} does not end by itself", "no day")
    if command.until is not None and not today <= command.until <= latest:
        raise UnusableInputError("until", f"{command.until} is not within 24 months", f"a day from {today} to {latest}")


def who_may_answer_for_more_than_a_case(
    state: "Collaboration", command: screening.ResolveHit, context: Context
) -> str | None:
    """A hit is answered by the contact point; for more than its case by an office that answers for more.

    Nobody is answered for by name alone who is a person: namesakes are told apart by no print that is kept, and an
    owner who was found is not the party. Source: handbook screening.md 6.4; our own choice of offices.
    """
    hit = _known(state, command.hit_id)
    may = MAY_ANSWER[command.scope]
    if not may & context.actor.roles:
        return say(_WIDER, scope=command.scope, roles=tuple(sorted(may)))
    if command.scope is AnswerScope.INSTITUTION and (hit.subject_kind is SubjectKind.PERSON or hit.by_owner):
        return _BY_NAME
    return None


def an_adopted_answer_is_retracted_where_it_was_given(
    state: "Collaboration", command: RetractHitAnswer, _context: Context
) -> str | None:
    """Who doubts an answer of another case takes it back there, or answers the hit here. Source: screening.md 6.4."""
    hit = _known(state, command.hit_id)
    return None if hit.adopted is None else say(_ELSEWHERE, case=hit.adopted.case_id)


def _known(state: "Collaboration", hit_id: HitId) -> Hit:
    if hit_id not in state.screening.hits:
        raise NotFoundError("hit", hit_id)
    return state.screening.hits[hit_id]


_WIDER = "an answer that holds for {scope} is given by {roles}"
_BY_NAME = "by its name alone only an organisation is answered for, and not a person or an owner; answer for the party"
_ELSEWHERE = "the answer was given in {case}: retract it there, or say by resolve-hit what the hit is here"
GUARDS = (
    Guard("answer-scope", SOURCE, (screening.ResolveHit,), who_may_answer_for_more_than_a_case),
    Guard("answer-adopted", SOURCE, (RetractHitAnswer,), an_adopted_answer_is_retracted_where_it_was_given),
)
