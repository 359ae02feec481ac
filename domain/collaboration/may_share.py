"""May I share this? The answer to the question, by the rules that decide the sharing itself."""

from dataclasses import dataclass

from domain import text
from domain.collaboration import sharing
from domain.collaboration.decontrol import Ground
from domain.collaboration.legal import RecordSharing
from domain.collaboration.rule import Rules
from domain.collaboration.rules import RULES
from domain.collaboration.sharing import Question
from domain.collaboration.state import Collaboration
from domain.collaboration.table import COMMANDS
from domain.context import Context
from domain.export_control import Reach
from domain.gates import Blocks, Gate, Scope
from domain.licence.words import Modality
from domain.sentence import say
from domain.values import LicenceId

_SPEC = COMMANDS["record-sharing"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know beside the answer; it blocks nothing."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it may be shared, every gate that stands before it, and the licences it would go under."""

    allowed: bool
    gates: tuple[Gate, ...]
    licences: tuple[LicenceId, ...]
    notes: tuple[Note, ...]


def may_share(state: Collaboration, asked: Question | RecordSharing, context: Context, rules: Rules = RULES) -> Answer:
    """Return the answer. Allowed is exactly what `record-sharing` accepts, once its day has come.

    Raises `UnusableInputError` or `NotFoundError` for a question that no sharing could be recorded for.
    """
    text.refuse_unusable(asked)
    sharing.refuse_form(state, asked)
    gates = (*_status(state), *_guards(state, asked, context, rules), *sharing.gates(state, asked, context, rules))
    return Answer(not gates, gates, sharing.covering(state, asked, context), tuple(_notes(state, asked, context)))


def _status(state: Collaboration) -> tuple[Gate, ...]:
    status = state.spine.status
    if status in _SPEC.statuses:
        return ()
    reason = say("a case that is {status} shares nothing: it is approved first, and not yet ended", status=status)
    closed_by = "approve or clear, by the approver; reopen, if it has ended"
    return (_obstacle("transition", "handbook domain.md 2.1", reason, closed_by),)


def _guards(state: Collaboration, asked: Question | RecordSharing, context: Context, rules: Rules) -> tuple[Gate, ...]:
    found = []
    for guard in rules.guards:
        reason = guard.check(state, asked, context) if RecordSharing in guard.commands else None
        if reason is not None:
            found.append(_obstacle(guard.rule_id, guard.source, reason, "ask again, with what the reason names"))
    return tuple(found)


def _obstacle(rule_id: str, source: str, reason: str, closed_by: str) -> Gate:
    """Return a refusal that no gate of the case stands for, in the form of one."""
    shared = frozenset({Blocks.SHARE})
    return Gate(f"question:{rule_id}", "question", shared, rule_id, source, reason, closed_by, Scope.SHARING)


def _notes(state: Collaboration, asked: Question | RecordSharing, context: Context) -> list[Note]:
    facts = context.catalogue.export_control
    found: list[Note] = []
    if any(each.party_id is None for each in asked.participants):
        found.append(_NOT_SCREENED)
    if asked.modality is Modality.BAGGAGE:
        found.append(_CARRIER)
    decision = state.decontrol.decisions.get(asked.decontrol_id) if asked.decontrol_id is not None else None
    if asked.modality is Modality.PUBLICATION and asked.codes and decision is None:
        found.append(_INTENTION)
    if decision is not None and decision.ground is Ground.PUBLIC_DOMAIN:
        found.append(_ONLY_PUBLISHED)
    leaves = any(facts.reach(hop.country) is Reach.OUTSIDE for hop in sharing.hops(state, asked))
    if asked.codes and leaves:
        years = facts.record_keeping_years
        found.append(
            Note(
                f"Wat de Unie verlaat wordt opgetekend en minstens {years} jaar bewaard.",
                f"What leaves the Union is recorded and kept for at least {years} years.",
            )
        )
    return found


_NOT_SCREENED = Note(
    "Een deelnemer hoort bij geen partij van dit dossier en is dus niet gescreend; koppel de organisatie eerst.",
    "A participant belongs to no party of this case and so was not screened; link the organisation to do that.",
)
_CARRIER = Note(
    "Wie een toestel meeneemt, is zelf de uitvoerder: neem een lege laptop mee (M03).",
    "Who carries a device is the exporter: take a clean laptop (M03).",
)
_INTENTION = Note(
    "Een voornemen om te publiceren is nog geen publiek domein.",
    "The intention to publish is not yet the public domain.",
)
_ONLY_PUBLISHED = Note(
    "Alleen wat gepubliceerd is, is vrij: antwoorden op vragen uit de zaal kunnen meer prijsgeven.",
    "Only what was published is free: answers to questions from the floor may give away more.",
)
