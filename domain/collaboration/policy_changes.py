"""When policies are asked: at a screening, and again when what they look at changes between two screenings."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from domain import deadlines
from domain.collaboration import policies, policy_functions, screening, spine, topic, transitions
from domain.collaboration.policy_functions import Hits, ListHit
from domain.collaboration.screening import PolicyFinding, ScreeningStatus
from domain.context import Context
from domain.deadlines import Kind
from domain.values import CaseId, HitId

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


def applied(
    state: "Collaboration", case_id: CaseId, screening_id: UUID, hits: Hits, context: Context
) -> tuple[screening.PolicyApplied, ...]:
    """Return what every policy says about a case with these hits."""
    found = policy_functions.evaluate(state, hits, context)
    return tuple(_as_event(case_id, screening_id, each) for each in found)


def follow(state: "Collaboration", events: tuple[Any, ...], context: Context) -> tuple[Any, ...]:
    """Return what changes in the word of the policies by events that no screening comes with.

    An amendment that brings a case into the scope of a policy holds the sharing of a case that is decided; one that
    leaves the scope leaves no gate behind, but a person releases the hold. Source: settled.md 15 and 18.
    """
    after = state
    for event in events:
        match event:
            case spine.NotificationAmended():
                after = replace(
                    after, spine=transitions.amended(after.spine, event), reviews=after.reviews.after(event)
                )
            case topic.TopicClassified():
                after = replace(after, topic=topic.classified(event))
            case policies.PolicyReviewed():
                after = replace(after, reviews=policies.reviewed(after.reviews, event))
            case _:
                pass
    known = state.screening
    if after is state or known.status is ScreeningStatus.NONE or known.screening_id is None:
        return ()
    hits = tuple(
        ListHit(hit_id, hit.list_id, hit.subject_id, hit.subject_kind, hit.by_owner)
        for hit_id, hit in known.hits.items()
        if not hit.is_lifted
    )
    before = {each.key: each for each in known.policies}
    now = {each.key: each for each in policy_functions.evaluate(after, hits, context)}
    case_id = CaseId(events[0].case_id)
    said = [each for key, each in now.items() if _other(each, before.get(key))]
    gone = [replace(each, in_scope=False) for key, each in before.items() if key not in now and each.in_scope]
    changed = tuple(_as_event(case_id, known.screening_id, each) for each in (*said, *gone))
    return (*changed, *holds(state, case_id, now.values(), context))


def holds(
    state: "Collaboration",
    case_id: CaseId,
    findings: Iterable[PolicyFinding | screening.PolicyApplied],
    context: Context,
) -> tuple[screening.SharingHeld, ...]:
    """Return a hold for what a policy now blocks on a decided case and did not block before. Source: settled.md 18."""
    if state.spine.status not in transitions.LIVE:
        return ()
    blocked = {each.key for each in state.screening.policies if each.blocks}
    standing = {hold.hit_id for hold in state.screening.holds.values()}
    held: dict[UUID | None, screening.SharingHeld] = {}
    review_on = deadlines.due_day(Kind.SCREENING, context.today, context.calendar)
    for each in findings:
        if not each.blocks or (each.policy_id, each.subject_id, each.hit_id) in blocked:
            continue
        hit = state.screening.hits.get(each.hit_id) if each.hit_id is not None else None
        if hit is not None and not hit.is_open:
            continue
        if each.hit_id is not None and each.hit_id in standing:
            continue
        cause = each.hit_id or each.subject_id
        held.setdefault(
            cause,
            screening.SharingHeld(
                case_id,
                uuid5(case_id, f"policy hold:{cause}:{state.version}"),
                "R4",
                f"{each.owner}: {each.source}",
                f"{each.title} (scope: {each.scope})",
                each.subject_id,
                HitId(each.hit_id) if each.hit_id is not None else None,
                review_on,
            ),
        )
    return tuple(held.values())


def _other(now: PolicyFinding, before: PolicyFinding | None) -> bool:
    return before is None or (now.effect, now.in_scope, now.reason) != (before.effect, before.in_scope, before.reason)


def _as_event(case_id: CaseId, screening_id: UUID, found: PolicyFinding) -> screening.PolicyApplied:
    return screening.PolicyApplied(
        case_id,
        screening_id,
        found.policy_id,
        found.owner,
        found.source,
        found.scope,
        found.title,
        found.blocks,
        found.subject_id,
        HitId(found.hit_id) if found.hit_id is not None else None,
        found.effect,
        found.in_scope,
        found.reason,
    )
