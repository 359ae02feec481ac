"""Who leaves a decided case while a hit of law stands open is let go by two people: one proposes, another confirms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, ClassVar, assert_never
from uuid import UUID

from domain import text
from domain.collaboration import transitions
from domain.collaboration.parties import PartyUnlinked, ResearcherUnlinked, UnlinkParty, UnlinkResearcher
from domain.collaboration.rule import Guard
from domain.context import Context
from domain.errors import NotFoundError
from domain.sentence import say
from domain.values import CaseId, Effect, Metadata, PartyId, PersonId, Sealed

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


@dataclass(frozen=True, slots=True)
class UnlinkingProposed:
    """Somebody proposed that a party or person no longer takes part."""

    stored_name: ClassVar[str] = "collaboration.unlinking-proposed.v1"
    case_id: CaseId
    subject_id: UUID
    reason: Annotated[str, Sealed(persons="about")]
    about: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposeUnlinking:
    """Propose that a party or person no longer takes part; nothing changes until another person confirms."""

    case_id: CaseId
    subject_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class ConfirmUnlinking:
    """Let a party or person go whose leaving another person proposed; `reason` is the confirmer's own."""

    case_id: CaseId
    subject_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Unlinking:
    """Whose leaving is proposed, and by whom."""

    proposals: Mapping[UUID, frozenset[str]] = field(default_factory=dict)

    def without_subject(self, subject_id: UUID) -> "Unlinking":
        """Return the proposals but for one on somebody who left."""
        if subject_id not in self.proposals:
            return self
        return Unlinking({key: by for key, by in self.proposals.items() if key != subject_id})


Command = ProposeUnlinking | ConfirmUnlinking
Event = UnlinkingProposed


def decide(
    state: "Collaboration", command: Command, _context: Context
) -> tuple[UnlinkingProposed | PartyUnlinked | ResearcherUnlinked, ...]:
    """Return what a command about leaving causes. Raises `NotFoundError` for who does not take part."""
    case_id, subject_id, reason = command.case_id, command.subject_id, text.required(command.reason, "reason")
    _refuse_unknown(state, subject_id)
    match command:
        case ProposeUnlinking():
            about = (PersonId(subject_id),) if subject_id in state.parties.persons else ()
            return (UnlinkingProposed(case_id, subject_id, reason, about),)
        case ConfirmUnlinking():
            if subject_id in state.parties.parties:
                return (PartyUnlinked(case_id, PartyId(subject_id), reason),)
            return (ResearcherUnlinked(case_id, PersonId(subject_id), reason),)
        case _:
            assert_never(command)


def evolve(slice_: Unlinking, event: Event, meta: Metadata) -> Unlinking:
    """Return the proposals after `event`; whoever proposes the same again proposes it too."""
    before = slice_.proposals.get(event.subject_id, frozenset())
    return Unlinking({**slice_.proposals, event.subject_id: before | meta.actor.identities})


def nobody_alone_lets_go_of_a_hit_of_law(
    state: "Collaboration", command: UnlinkParty | UnlinkResearcher, _context: Context
) -> str | None:
    """Once decided, who may stand on a list of law leaves by the word of two people. Source: settled.md 13."""
    if state.spine.status not in transitions.LIVE:
        return None
    subject_id = command.party_id if isinstance(command, UnlinkParty) else command.person_id
    cleared = state.legal.cleared_hits
    for hit_id, hit in state.screening.hits.items():
        if hit.subject_id == subject_id and hit.effect is Effect.LEGAL and hit.is_open and hit_id not in cleared:
            return say(
                "an open hit on {list} is about {subject}: propose-unlinking, then confirm-unlinking by another person",
                list=hit.list_id,
                subject=subject_id,
            )
    return None


def leaving_needs_a_second_person(state: "Collaboration", command: ConfirmUnlinking, context: Context) -> str | None:
    """Who proposed the leaving does not confirm it. Source: settled.md 13."""
    _refuse_unknown(state, command.subject_id)
    proposed_by = state.unlinking.proposals.get(command.subject_id)
    if proposed_by is None:
        told = "nobody proposed that {subject} leaves; propose-unlinking comes first, by another person"
        return say(told, subject=command.subject_id)
    if proposed_by & context.actor.identities:
        told = "{actor} proposed that {subject} leaves; another person must confirm it"
        return say(told, actor=context.actor.id, subject=command.subject_id)
    return None


def _refuse_unknown(state: "Collaboration", subject_id: UUID) -> None:
    if subject_id not in state.parties.parties and subject_id not in state.parties.persons:
        raise NotFoundError("linked party or person", subject_id)


GUARDS = (
    Guard("unlink-four-eyes", "settled.md 13", (UnlinkParty, UnlinkResearcher), nobody_alone_lets_go_of_a_hit_of_law),
    Guard("unlink-second-person", "settled.md 13", (ConfirmUnlinking,), leaving_needs_a_second_person),
)
