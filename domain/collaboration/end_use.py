"""The end-use track: what is controlled though no list names it, because somebody knows what it will be used for.

Source: Regulation (EU) 2021/821, art. 4 (weapons of mass destruction, military end use under an arms embargo, parts of
what was exported unlawfully) and art. 5 (cyber-surveillance); who is aware tells the authority (general knowledge, to
be confirmed by the institution; handbook domain.md 3.2).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, assert_never

from domain import text
from domain.collaboration.rule import GateRule, Guard
from domain.context import Context
from domain.errors import UnusableInputError
from domain.gates import Blocks, Gate, Scope
from domain.sentence import say
from domain.values import CaseId, Metadata, Role, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

CATCH_ALL = "Regulation (EU) 2021/821, art. 4 and 5"


class EndUse(StrEnum):
    """Which use makes something controlled that no list names."""

    MASS_DESTRUCTION = "mass_destruction"
    MILITARY_UNDER_EMBARGO = "military_under_embargo"
    PARTS_OF_UNLAWFUL_EXPORT = "parts_of_unlawful_export"
    CYBER_SURVEILLANCE = "cyber_surveillance"


class Awareness(StrEnum):
    """Whether somebody knows of such a use."""

    AWARE = "aware"
    UNSURE = "unsure"
    NOT_AWARE = "not_aware"


class AuthorityAnswer(StrEnum):
    """What the authority answered to who was aware."""

    NO_LICENCE_NEEDED = "no_licence_needed"
    LICENCE_REQUIRED = "licence_required"
    LICENCE_GRANTED = "licence_granted"
    PROHIBITED = "prohibited"


PERMITTING = frozenset({AuthorityAnswer.NO_LICENCE_NEEDED, AuthorityAnswer.LICENCE_GRANTED})


@dataclass(frozen=True, slots=True)
class EndUseAnswered:
    """Somebody said whether he or she knows of such a use, and what that rests on."""

    stored_name: ClassVar[str] = "collaboration.end-use-answered.v1"
    case_id: CaseId
    end_use: EndUse
    awareness: Awareness
    basis: SealedText


@dataclass(frozen=True, slots=True)
class EndUseDecided:
    """The authority answered what holds for this use."""

    stored_name: ClassVar[str] = "collaboration.end-use-decided.v1"
    case_id: CaseId
    end_use: EndUse
    answer: AuthorityAnswer
    answered_on: date
    reference: SealedText


@dataclass(frozen=True, slots=True)
class AnswerEndUse:
    """Say whether you know of such a use of what this case shares, and what that rests on."""

    case_id: CaseId
    end_use: EndUse
    awareness: Awareness
    basis: str


@dataclass(frozen=True, slots=True)
class RecordEndUseDecision:
    """Record what the authority answered; `reference` says where its answer lies."""

    case_id: CaseId
    end_use: EndUse
    answer: AuthorityAnswer
    answered_on: date
    reference: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one use."""

    awareness: Awareness
    answer: AuthorityAnswer | None = None


@dataclass(frozen=True, slots=True)
class EndUses:
    """What was answered, by use."""

    known: Mapping[EndUse, Known] = field(default_factory=dict)

    def asked_anew(self) -> "EndUses":
        """Return it without what was said of the parties before: nobody's no, and no permission of the authority."""
        return EndUses(
            {
                end_use: replace(each, answer=None) if each.answer in PERMITTING else each
                for end_use, each in self.known.items()
                if each.awareness is not Awareness.NOT_AWARE
            }
        )


Command = AnswerEndUse | RecordEndUseDecision
Event = EndUseAnswered | EndUseDecided


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what was answered; the same again causes nothing, save what was answered by the authority already."""
    known = state.end_use.known.get(command.end_use)
    match command:
        case AnswerEndUse(case_id, end_use, awareness, basis):
            if known is not None and known.awareness is awareness and known.answer is None:
                return ()
            return (EndUseAnswered(case_id, end_use, awareness, text.required(basis, "basis")),)
        case RecordEndUseDecision(case_id, end_use, answer, answered_on, reference):
            if answered_on > context.today:
                raise UnusableInputError("answered_on", f"{answered_on} is yet to come", "today or a day before")
            text.in_order(state.spine.notified_on, answered_on, "answered_on")
            if known is not None and known.answer is answer:
                return ()
            where = text.required(reference, "reference")
            return (EndUseDecided(case_id, end_use, answer, answered_on, where),)
        case _:
            assert_never(command)


def evolve(slice_: EndUses, event: Event, _meta: Metadata) -> EndUses:
    """Return what is known after `event`; who becomes aware anew waits for a new answer of the authority."""
    match event:
        case EndUseAnswered():
            return EndUses({**slice_.known, event.end_use: Known(event.awareness)})
        case EndUseDecided():
            before = slice_.known.get(event.end_use, Known(Awareness.AWARE))
            return EndUses({**slice_.known, event.end_use: replace(before, answer=event.answer)})
        case _:
            assert_never(event)


def who_is_aware_asks_the_authority(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """Catch-all: nothing is shared while somebody is aware of such a use, until the authority has answered."""
    for end_use, known in sorted(state.end_use.known.items()):
        if known.awareness is Awareness.NOT_AWARE or known.answer in PERMITTING:
            continue
        silence = "the authority has not answered"
        said = say("the authority answered: {answer}", answer=known.answer) if known.answer else silence
        is_unsure = known.awareness is Awareness.UNSURE and known.answer is None
        who = "somebody is unsure of" if is_unsure else "somebody is aware of"
        closing = "record-end-use-decision once the authority permits it, by the export control officer"
        yield Gate(
            f"catch-all:{end_use}",
            "catch-all",
            frozenset({Blocks.SHARE}),
            "catch-all",
            CATCH_ALL,
            say("{who} the end use {end_use}, and {said}", who=who, end_use=end_use, said=said),
            say("{closing}; or answer-end-use by that officer who looked into it", closing=closing)
            if is_unsure
            else closing,
            Scope.SHARING,
            legal=True,
        )


def who_was_aware_stays_aware(state: "Collaboration", command: AnswerEndUse, context: Context) -> str | None:
    """Catch-all: awareness is answered by the authority, not unsaid; a doubt is settled by the export officer."""
    known = state.end_use.known.get(command.end_use)
    if known is None or known.awareness is Awareness.NOT_AWARE or command.awareness is Awareness.AWARE:
        return None
    if known.awareness is Awareness.AWARE and known.answer not in PERMITTING:
        aware = "somebody said to be aware of the end use {end_use}: only the authority's answer settles it"
        return say(aware, end_use=command.end_use)
    if context.role is not Role.EXPORT_CONTROL_OFFICER and command.awareness is Awareness.NOT_AWARE:
        doubt = "a doubt about the end use {end_use} is settled by the export control officer"
        return say(doubt, end_use=command.end_use)
    return None


def an_answer_follows_a_question(
    state: "Collaboration", command: RecordEndUseDecision, _context: Context
) -> str | None:
    """Catch-all: the authority answers about a use that somebody was aware or unsure of."""
    known = state.end_use.known.get(command.end_use)
    if known is None or known.awareness is Awareness.NOT_AWARE:
        return say("nobody said to be aware of the end use {end_use}: answer-end-use first", end_use=command.end_use)
    return None


GATES = (GateRule("catch-all", "catch-all", who_is_aware_asks_the_authority),)
GUARDS = (
    Guard("catch-all-aware", CATCH_ALL, (AnswerEndUse,), who_was_aware_stays_aware),
    Guard("catch-all-asked", CATCH_ALL, (RecordEndUseDecision,), an_answer_follows_a_question),
)
