"""The screening track's decisions: what a screening finds, what people resolve, what holds and lifts."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, assert_never
from uuid import UUID, uuid5

from domain import deadlines, hit_changes, text
from domain.collaboration import hit_answers, hits, levels, policy_changes, screening, spine, transitions
from domain.collaboration.policy_functions import Hits, ListHit
from domain.collaboration.screening import Command, Event, Hit, Resolution, Screening, ScreeningStatus
from domain.collaboration.spine import Status
from domain.context import Context, FoundHit
from domain.deadlines import Kind
from domain.errors import NotFoundError
from domain.party.ownership import Ownership
from domain.slices import replace
from domain.values import CaseId, Effect, HitId, Metadata, PersonId, PolicyEffect, SubjectKind

DISMISSED_FOR: Final = timedelta(days=730)
"""How long it holds that a hit is somebody else, unless a name changes before: 24 months (our own choice)."""

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


def decide(
    state: "Collaboration", command: Command, context: Context
) -> tuple[Event | hit_answers.HitAnswerAdopted | spine.CollaborationSuspended, ...]:
    """Return what a screening command causes. Raises `NotFoundError` for a hit, lift or hold not of this case."""
    case_id = command.case_id
    found = state.screening
    match command:
        case screening.StartScreening():
            return _started(command, context, state)
        case screening.ResolveHit():
            return _resolved(state, command, context)
        case screening.ConfirmHitResolution(hit_id=hit_id):
            _hit(found, hit_id)
            return (screening.HitResolutionConfirmed(case_id, hit_id),)
        case screening.CompleteScreening(summary=summary):
            assert found.screening_id is not None, "G1-anew lets nobody complete before a start"
            finding = levels.assess(state, context.catalogue)
            said = text.required(summary, "summary")
            return (
                screening.ScreeningCompleted(
                    case_id, found.screening_id, finding.level, finding.factors, finding.grounds, said
                ),
            )
        case screening.RecordRescreening():
            return _rescreened(state, command, context)
        case screening.DecideLift(lift_id=lift_id, decision=decision, reason=reason):
            if lift_id not in found.lifts:
                raise NotFoundError("lift", lift_id)
            why, hit = text.required(reason, "reason"), _hit(found, HitId(found.lifts[lift_id]))
            return (
                screening.LiftDecided(case_id, lift_id, HitId(found.lifts[lift_id]), decision, why, hits.about(hit)),
            )
        case screening.ReleaseSharingHold(hold_id=hold_id, reason=reason):
            if hold_id not in found.holds:
                raise NotFoundError("hold on sharing", hold_id)
            return (screening.SharingReleased(case_id, hold_id, text.required(reason, "reason")),)
        case _:
            assert_never(command)


def evolve(slice_: Screening, event: Event, meta: Metadata) -> Screening:
    """Return the screening track after `event`. Never refuses."""
    match event:
        case screening.ScreeningStarted():
            return replace(
                slice_,
                status=ScreeningStatus.IN_PROGRESS,
                screening_id=event.screening_id,
                list_versions={each.list_id: each.version_no for each in event.list_versions},
                screened=frozenset((each.kind, each.subject_id) for each in event.subjects),
                screened_by=slice_.screened_by | meta.actor.identities,
                policies=(),
                ownership=_ownership(event.subjects),
            )
        case screening.ScreeningHitRecorded():
            hit = Hit(
                event.screening_id,
                event.subject_kind,
                event.subject_id,
                event.subject_fingerprint,
                event.list_id,
                event.entry_id,
                event.entry_fingerprint,
                event.scorer_id,
                event.effect,
                by_owner=event.by_owner,
                list_version=event.list_version,
                programmes=event.programmes,
            )
            return replace(slice_, hits={**slice_.hits, event.hit_id: hit})
        case screening.PolicyApplied():
            policy = screening.PolicyFinding(
                event.policy_id,
                event.owner,
                event.source,
                event.scope,
                event.title,
                # Before an effect was stored, what did not block opened nothing.
                event.effect or (PolicyEffect.BLOCK if event.blocks else PolicyEffect.CONTEXT),
                event.in_scope,
                event.subject_id,
                event.hit_id,
                event.reason,
            )
            others = tuple(each for each in slice_.policies if each.key != policy.key)
            return replace(slice_, policies=(*others, policy))
        case screening.HitResolved(hit_id=hit_id, resolution=resolution):
            resolved = replace(
                slice_.hits[hit_id],
                resolution=resolution,
                is_confirmed=False,
                resolved_by=meta.actor.identities,
                expires_on=event.expires_on,
                scope=event.scope,
                adopted=None,
            )
            resolvers = slice_.resolvers | meta.actor.identities
            return replace(slice_, hits={**slice_.hits, hit_id: resolved}, resolvers=resolvers)
        case screening.HitResolutionConfirmed(hit_id=hit_id):
            confirmed = replace(slice_.hits[hit_id], is_confirmed=True)
            return replace(slice_, hits={**slice_.hits, hit_id: confirmed})
        case screening.ScreeningCompleted(level=level):
            by = slice_.screened_by | meta.actor.identities
            return replace(slice_, status=ScreeningStatus.COMPLETE, level=level, screened_by=by)
        case screening.RescreeningTriggered(list_id=list_id, to_version=to_version):
            return replace(slice_, list_versions={**slice_.list_versions, list_id: to_version})
        case screening.DelistingNoted(lift_id=lift_id, hit_id=hit_id):
            return replace(slice_, lifts={**slice_.lifts, lift_id: hit_id})
        case screening.LiftDecided(lift_id=lift_id, hit_id=hit_id, decision=decision):
            lifted = replace(slice_.hits[hit_id], is_lifted=decision is screening.LiftDecision.LIFTED)
            lifts = {key: value for key, value in slice_.lifts.items() if key != lift_id}
            return replace(slice_, lifts=lifts, hits={**slice_.hits, hit_id: lifted})
        case screening.SharingHeld():
            hold = screening.Hold(event.rule_id, event.source, event.justification, event.subject_id, event.hit_id)
            return replace(slice_, holds={**slice_.holds, event.hold_id: hold})
        case screening.SharingReleased(hold_id=hold_id):
            return replace(slice_, holds={key: value for key, value in slice_.holds.items() if key != hold_id})
        case screening.NoHitRecorded():
            return slice_
        case _:
            assert_never(event)


def _started(
    command: screening.StartScreening, context: Context, state: "Collaboration"
) -> tuple[Event | hit_answers.HitAnswerAdopted, ...]:
    facts = context.screening
    assert facts is not None, "the service hands the engine's findings in"
    due = deadlines.due_day(Kind.SCREENING, context.today, context.calendar)
    started = screening.ScreeningStarted(
        command.case_id,
        command.screening_id,
        command.cause,
        facts.scorer_id,
        tuple(screening.ListVersion(name, facts.list_versions[name]) for name in sorted(facts.list_versions)),
        tuple(
            screening.Subject(each.kind, each.subject_id, each.fingerprint, each.ownership) for each in facts.subjects
        ),
        due,
    )
    fresh = _unseen(state.screening, facts.hits, context.today)
    found = tuple(_recorded(state.screening, command.case_id, command.screening_id, hit, context) for hit in fresh)
    adopted, open_ = _adopted(state, command.case_id, fresh, context)
    struck = {(hit.subject_kind, hit.subject_id) for hit in facts.hits}
    clean = tuple(
        screening.NoHitRecorded(command.case_id, command.screening_id, each.kind, each.subject_id, each.fingerprint)
        for each in facts.subjects
        if (each.kind, each.subject_id) not in struck
    )
    known = state.changed(screening=replace(state.screening, ownership=_ownership(started.subjects)))
    seen = _for_policies(state.screening, facts.hits)
    policies = policy_changes.applied(known, command.case_id, command.screening_id, seen, context)
    holds = _holds(state, command.case_id, open_, _of_open(policies, adopted), due, context)
    return (started, *found, *adopted, *clean, *policies, *holds)


def _resolved(
    state: "Collaboration", command: screening.ResolveHit, context: Context
) -> tuple[Event | spine.CollaborationSuspended, ...]:
    case_id, hit_id, resolution = command.case_id, command.hit_id, command.resolution
    hit = _hit(state.screening, hit_id)
    latest = context.today + DISMISSED_FOR
    rationale = text.required(command.rationale, "rationale")
    hit_answers.refuse_form(command, latest, context.today)
    is_same = hit.resolution is resolution and hit.scope is command.scope and hit.adopted is None
    is_same = is_same and command.until in {None, hit.expires_on}
    if is_same and not hit.is_undecided and not hits.has_expired(hit, context.today):
        return ()
    is_law = hit.effect is Effect.LEGAL
    waits = is_law and resolution is Resolution.FALSE_POSITIVE
    until = command.until or latest if resolution is Resolution.FALSE_POSITIVE else None
    in_force = context.lists.get(hit.list_id)
    version_no = in_force.version_no if in_force is not None else None
    resolved = screening.HitResolved(
        case_id, hit_id, resolution, rationale, waits, until, command.scope, version_no, hits.about(hit)
    )
    running = state.spine.status in {Status.APPROVED, Status.RUNNING}
    if not (is_law and resolution is Resolution.TRUE_MATCH and running):
        return (resolved,)
    # settled.md 15: a person's confirmation of a hit of law is what suspends.
    suspended = spine.CollaborationSuspended(
        case_id,
        spine.SuspensionCause.LEGAL_HIT,
        f"a hit on {hit.list_id} was confirmed",
        hit_id,
        transitions.review_due(context.today),
    )
    return (resolved, suspended)


def _rescreened(
    state: "Collaboration", command: screening.RecordRescreening, context: Context
) -> tuple[Event | hit_answers.HitAnswerAdopted, ...]:
    facts = context.screening
    case_id = command.case_id
    fresh = _unseen(state.screening, facts.hits, context.today) if facts is not None else ()
    gone = tuple(
        (hit_id, hit)
        for hit_id, hit in state.screening.hits.items()
        if hit.list_id == command.list_id
        and hit.entry_id in command.removed_entries
        and hit.resolution is not Resolution.FALSE_POSITIVE
        and not hit.is_lifted
        and hit_id not in state.screening.lifts.values()
    )
    if not fresh and not gone:
        return ()
    due = deadlines.due_day(deadlines.HIT_TRIAGE[command.effect], context.today, context.calendar)
    triggered = screening.RescreeningTriggered(
        case_id,
        command.run_id,
        command.screening_id,
        command.list_id,
        command.from_version,
        command.to_version,
        command.canonical_sha256,
        command.effect,
        tuple(HitId(hit.hit_id) for hit in fresh),
        due if fresh else None,
    )
    found = tuple(_recorded(state.screening, case_id, command.screening_id, hit, context) for hit in fresh)
    adopted, open_ = _adopted(state, case_id, fresh, context)
    # A rule on a country was applied when the case was screened; a new list version says nothing new about it.
    policies = tuple(
        each
        for each in policy_changes.applied(
            state, case_id, command.screening_id, _for_policies(state.screening, fresh), context
        )
        if each.hit_id is not None
    )
    holds = _holds(state, case_id, open_, _of_open(policies, adopted), due, context)
    lift_due = deadlines.due_day(Kind.LIFT_DECISION, context.today, context.calendar)
    lifts = tuple(
        screening.DelistingNoted(
            case_id,
            uuid5(command.screening_id, f"lift:{hit_id}"),
            HitId(hit_id),
            hit.list_id,
            hit.entry_id,
            command.to_version,
            lift_due,
        )
        for hit_id, hit in gone
    )
    return (triggered, *found, *adopted, *policies, *holds, *lifts)


def _adopted(
    state: "Collaboration", case_id: CaseId, fresh: tuple[FoundHit, ...], context: Context
) -> tuple[tuple[hit_answers.HitAnswerAdopted, ...], tuple[FoundHit, ...]]:
    """Return which new hits adopt an answer of another case, and those that a person of this one has to look at."""
    adopted = hit_answers.adopted(state, case_id, ((HitId(hit.hit_id), hit) for hit in fresh), context)
    answered = {each.hit_id for each in adopted}
    return adopted, tuple(hit for hit in fresh if hit.hit_id not in answered)


def _of_open(
    policies: Iterable[screening.PolicyApplied], adopted: Iterable[hit_answers.HitAnswerAdopted]
) -> tuple[screening.PolicyApplied, ...]:
    """Return what policies say but for that about hits which are answered."""
    answered = {each.hit_id for each in adopted}
    return tuple(each for each in policies if each.hit_id not in answered)


def _unseen(known: Screening, found: tuple[FoundHit, ...], today: date) -> tuple[FoundHit, ...]:
    """Return the hits that are new: the same pair is not raised twice, by whatever scorer, while its answer holds.

    It is raised again when being listed means more than when it was answered.
    Source: settled.md 11; handbook screening.md 6.3, 6.4.
    """
    seen: dict[tuple[UUID, str, str, str], list[Hit]] = {}
    for hit in known.hits.values():
        if not hit.is_lifted and not hits.has_expired(hit, today):
            seen.setdefault(hits.pair(hit), []).append(hit)
    return tuple(
        hit
        for hit in found
        if all(not known.is_undecided and hits.is_heavier(hit, known) for known in seen.get(hits.pair(hit), ()))
    )


def _recorded(
    known: Screening, case_id: CaseId, screening_id: UUID, hit: FoundHit, context: Context
) -> screening.ScreeningHitRecorded:
    is_person = hit.subject_kind is SubjectKind.PERSON
    follows = hits.last_met(known, hit)
    changes = hits.changes(known.hits[follows], hit, context.today) if follows is not None else ()
    return screening.ScreeningHitRecorded(
        case_id,
        HitId(hit.hit_id),
        screening_id,
        hit.subject_kind,
        hit.subject_id,
        hit.subject_fingerprint,
        hit.list_id,
        hit.list_version,
        hit.entry_id,
        hit.entry_fingerprint,
        hit.effect,
        hit.policy_id,
        hit.score,
        hit.scorer_id,
        hit.explanation,
        (PersonId(hit.subject_id),) if is_person else (),
        deadlines.due_day(deadlines.HIT_TRIAGE[hit.effect], context.today, context.calendar),
        hit.by_owner,
        HitId(follows) if follows is not None else None,
        hit.rank,
        hit.programmes,
        tuple(dict.fromkeys(each.code for each in changes)),
        hit_changes.encode(changes) if changes else None,
    )


def _holds(
    state: "Collaboration",
    case_id: CaseId,
    fresh: Iterable[FoundHit],
    policies: Iterable[screening.PolicyApplied],
    review_on: date,
    context: Context,
) -> tuple[screening.SharingHeld, ...]:
    """Return a hold for each new hit of law, and for what a policy newly blocks. Source: settled.md 18."""
    if state.spine.status not in transitions.LIVE:
        return ()
    of_law = tuple(hits.hold(case_id, hit.hit_id, hit, review_on) for hit in fresh if hit.effect is Effect.LEGAL)
    return (*of_law, *policy_changes.holds(state, case_id, policies, context))


def _for_policies(known: Screening, found: Iterable[FoundHit]) -> Hits:
    """Return hits as policies look at them, under the id by which the case knows each."""
    ids = {hits.pair(hit): hit_id for hit_id, hit in known.hits.items() if not hit.is_lifted}
    return tuple(
        ListHit(ids.get(hits.pair(hit), hit.hit_id), hit.list_id, hit.subject_id, hit.subject_kind, hit.by_owner)
        for hit in found
    )


def _ownership(subjects: Iterable[screening.Subject]) -> Mapping[UUID, Ownership]:
    return {each.subject_id: each.ownership for each in subjects if each.ownership is not None}


def _hit(found: Screening, hit_id: UUID) -> Hit:
    if hit_id not in found.hits:
        raise NotFoundError("hit", hit_id)
    return found.hits[hit_id]
