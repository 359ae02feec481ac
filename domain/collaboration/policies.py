"""The policy track: what a person of the contact point considered where a named policy asks to look.

What each policy says stands in `policy_functions`, when it is asked in `policy_changes`; a policy that blocks is a gate
of `screening_rules`. Source: handbook domain.md 1.5; [004], "Beleid van financiers".
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar, assert_never
from uuid import UUID

from domain import text
from domain.collaboration import legal, spine
from domain.collaboration.rule import DESIGN, GUIDELINE, GateRule, Guard
from domain.collaboration.screening import PolicyFinding
from domain.context import Context
from domain.errors import UnusableInputError
from domain.gates import Blocks, Gate
from domain.sentence import recalled, say
from domain.values import CaseId, Metadata, PersonId, PolicyEffect, Sealed

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

APPRAISAL = "fwo-rsa"
HUMAN_RIGHTS = "human-rights-test"
CONTROLLED_CALL = "horizon-article-22-5"
"""The policy that first asks whether it speaks about this call at all. Source: Regulation (EU) 2021/695, art. 22(5)."""

NEW_AGREEMENT = "seven-sons-agreements"
"""The policy on new agreements alone: of each partner a person says whether it speaks about this one. Source: X4."""

OWNERSHIP = "ownership-review"
"""No policy of anybody: a look at the owners of a party that are in a country of a policy, or may be on a list."""

Asked = tuple[str, UUID | None]
"""What is asked: a policy, about a party or person or (None) about the case as a whole."""


@dataclass(frozen=True, slots=True)
class PolicyReviewed:
    """A person of the contact point wrote down what was considered under a policy.

    `applies` answers whether the policy speaks about this call, where that is the question.
    """

    stored_name: ClassVar[str] = "collaboration.policy-reviewed.v1"
    case_id: CaseId
    policy_id: str
    subject_id: UUID | None
    consideration: Annotated[str, Sealed(persons="about")]
    applies: bool | None
    about: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class AcknowledgePolicy:
    """Write down what was considered where a named policy asks to look; `subject_id` names whom it is about, if anyone.

    For `horizon-article-22-5` about the case as a whole, `applies` says whether the call bars such entities; for
    `seven-sons-agreements` about a partner, false says that the agreement with it is shown to have run before.
    """

    case_id: CaseId
    policy_id: str
    consideration: str
    subject_id: UUID | None = None
    applies: bool | None = None


@dataclass(frozen=True, slots=True)
class PolicyReviews:
    """What was considered: for each policy and subject, whether the policy applies, where that was the question."""

    answered: Mapping[Asked, bool | None] = field(default_factory=dict)

    def applies(self, policy_id: str, subject_id: UUID | None = None) -> bool | None:
        """Say whether a person found that a policy speaks about this call, or this partner; None while nobody said."""
        return self.answered.get((policy_id, subject_id))

    def without_subject(self, subject_id: UUID) -> "PolicyReviews":
        """Return the reviews when this party or person changed or left: what was considered was the old one."""
        return PolicyReviews({asked: said for asked, said in self.answered.items() if asked[1] != subject_id})

    def without_owners_of(self, party_ids: Iterable[UUID]) -> "PolicyReviews":
        """Return the reviews when others own these parties: what was considered about the owners was the old ones."""
        gone = {(policy_id, each) for each in party_ids for policy_id in (OWNERSHIP, CONTROLLED_CALL)}
        return PolicyReviews({asked: said for asked, said in self.answered.items() if asked not in gone})

    def after(self, event: object) -> "PolicyReviews":
        """Return the reviews that an event leaves: none outlives the nature and the funder it was made for."""
        if isinstance(event, spine.CollaborationReopened):
            return PolicyReviews()
        is_other_case = isinstance(event, spine.NotificationAmended) and (
            event.nature is not None or event.funder_scheme is not None
        )
        return PolicyReviews() if is_other_case else self


Command = AcknowledgePolicy
Event = PolicyReviewed


def decide(state: "Collaboration", command: Command, _context: Context) -> tuple[Event, ...]:
    """Return the consideration as written. Raises `UnusableInputError` for a question of yes or no left open."""
    asked = (command.policy_id, command.subject_id)
    is_new_agreement = command.policy_id == NEW_AGREEMENT
    is_question = asked == (CONTROLLED_CALL, None) or is_new_agreement
    if is_new_agreement and command.applies is None:
        rule = "the policy binds new agreements only ([004] Seven Sons)"
        raise UnusableInputError("applies", rule, "true, or false once it is shown that the agreement ran before")
    if is_question and command.applies is None:
        rule = "the first question is whether the call bars foreign-controlled entities ([004] footnote 5)"
        raise UnusableInputError("applies", rule, "true or false, as the text of the call says")
    if not is_question and command.applies is not None:
        rule = f"{command.policy_id} asks what was considered, and no yes or no"
        raise UnusableInputError("applies", rule, "nothing")
    said = text.required(command.consideration, "consideration")
    if asked in state.reviews.answered and state.reviews.answered[asked] is command.applies:
        return ()
    about = state.parties.about(command.subject_id)
    return (PolicyReviewed(command.case_id, command.policy_id, command.subject_id, said, command.applies, about),)


def evolve(slice_: PolicyReviews, event: Event, _meta: Metadata) -> PolicyReviews:
    """Return the reviews after `event`."""
    match event:
        case PolicyReviewed():
            return reviewed(slice_, event)
        case _:
            assert_never(event)


def reviewed(slice_: PolicyReviews, event: PolicyReviewed) -> PolicyReviews:
    """Return the reviews with one more, or with one said anew."""
    return replace(slice_, answered={**slice_.answered, (event.policy_id, event.subject_id): event.applies})


def what_was_considered_is_written_down(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """R4: where a policy asks to look, a person writes down what was considered. Source: [004], accountability."""
    asked: dict[Asked, PolicyFinding] = {}
    for finding in open_reviews(state):
        if finding.policy_id != OWNERSHIP:
            asked.setdefault((finding.policy_id, finding.subject_id), finding)
    for (policy_id, subject_id), finding in asked.items():
        yield Gate(
            f"policy-review:{policy_id}:{subject_id or 'case'}",
            "policy-review",
            frozenset({Blocks.COMPLETE_SCREENING}),
            "R4-review",
            f"{finding.owner}: {finding.source}",
            say("{title}: {why}", title=finding.title, why=finding.reason) if finding.reason else finding.title,
            _CLOSED_BY.get(policy_id, say("acknowledge-policy {policy}, by the contact point", policy=policy_id)),
            subject=str(subject_id) if subject_id is not None else None,
        )


_LOOKED_AT = "acknowledge-policy {policy}, by the contact point; or identify-legal-requirement sanctions_legality"


OWNERS = ("an owner is in {countries}, which a named policy speaks of", "an owner may stand on {list}")
"""How the policy functions tell of owners; what they tell is stored in the event."""


def owners_are_looked_at(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """Who owns a party is looked at, and is no ban: it stays of its own country. Source: [004] casus 2 and 3."""
    reasons: dict[UUID | None, list[str]] = {}
    for finding in open_reviews(state):
        if finding.policy_id == OWNERSHIP:
            reasons.setdefault(finding.subject_id, []).append(finding.reason)
    for party_id, said in reasons.items():
        yield Gate(
            f"{OWNERSHIP}:{party_id}",
            OWNERSHIP,
            frozenset({Blocks.COMPLETE_SCREENING}),
            OWNERSHIP,
            f"{GUIDELINE}, casussen 2 and 3",
            say("{reasons}", reasons=tuple(recalled(each, *OWNERS) for each in said)),
            say(_LOOKED_AT, policy=OWNERSHIP),
            subject=str(party_id),
        )


def open_reviews(state: "Collaboration") -> Iterable[PolicyFinding]:
    """Return what policies ask a person to look at and nobody has answered, here or on a track of its own."""
    for finding in state.screening.policies:
        if not finding.in_scope or finding.effect is not PolicyEffect.REVIEW:
            continue
        hit = state.screening.hits.get(finding.hit_id) if finding.hit_id is not None else None
        if hit is not None and not hit.is_open:
            continue
        elsewhere = _ANSWERED_ELSEWHERE.get(finding.policy_id)
        is_answered = (finding.policy_id, finding.subject_id) in state.reviews.answered
        if not is_answered and not (elsewhere is not None and elsewhere(state)):
            yield finding


_ANSWERED_ELSEWHERE: "Mapping[str, Callable[[Collaboration], bool]]" = {
    APPRAISAL: lambda state: state.approval.appraisal is not None,
    # Its own track asks for it, and blocks the approval and not the screening (G8).
    HUMAN_RIGHTS: lambda _state: True,
    OWNERSHIP: lambda state: any(
        each.requirement is legal.Requirement.SANCTIONS_LEGALITY for each in state.legal.requirements.values()
    ),
}
_CLOSED_BY = {
    APPRAISAL: "record-appraisal, by the researcher or the contact point; or acknowledge-policy fwo-rsa",
}


def a_policy_that_asks_is_answered(state: "Collaboration", command: AcknowledgePolicy, _context: Context) -> str | None:
    """What is written down answers a policy that asks to look, here and about this subject. Source: domain.md 1.5."""
    asked = (command.policy_id, command.subject_id)
    asks = any(
        (each.policy_id, each.subject_id) == asked
        and each.in_scope
        and (each.effect is PolicyEffect.REVIEW or each.policy_id == NEW_AGREEMENT)
        for each in state.screening.policies
    )
    if asks or asked in state.reviews.answered:
        return None
    about = "the case as a whole" if command.subject_id is None else command.subject_id
    return say("no policy {policy} asks to look at {about}", policy=command.policy_id, about=about)


GATES = (
    GateRule("R4-review", "policy-review", what_was_considered_is_written_down),
    GateRule(OWNERSHIP, OWNERSHIP, owners_are_looked_at),
)
GUARDS = (Guard("policy-asked", f"{GUIDELINE}; {DESIGN}", (AcknowledgePolicy,), a_policy_that_asks_is_answered),)
