"""What a researcher may know of the own case, folded from what the history tells him or her (G21).

From the log and not from the read models, so that a case that was notified a moment ago is there already.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from api.access import About, Access, Realm
from api.ports import Ports
from api.reading import Reading, folded
from api.rest import documents
from api.rest.documents import DocumentTold
from domain.collaboration import (
    appraisal,
    decider,
    disclosure,
    end_use,
    legal,
    mitigation,
    mitigation_after,
    parties,
    questions,
    spine,
    support,
)
from domain.collaboration.questions import RiskAnswer
from domain.collaboration.spine import Status
from domain.collaboration.table import BEFORE_DECISION
from domain.deadlines import State
from domain.errors import NotFoundError
from domain.gates import Blocks, Gate
from domain.values import Actor, Recorded, Role
from projections.deadlines import DeadlineRow

WHO = Access(Realm.INSTITUTION, frozenset({Role.RESEARCHER}), About.CASES)
"""Who has these pages: whoever notifies; nobody else's case is shown on them, whatever other roles one has."""
MAX_DEADLINES = 200


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation that takes part."""

    party_id: UUID
    name: str
    country: str | None
    role: parties.PartyRole


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the contact point; `answer` once there is one."""

    question_id: UUID
    question: str
    due_on: date | None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the case; `is_yours` when the researcher has to take it, and has not yet."""

    mitigation_id: UUID
    code: str
    owner: str
    due_on: date
    is_needed_to_start: bool
    state: str = "set"
    is_yours: bool = False
    is_accepted: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """A case as its researcher knows it; `answers` are those that he or she gave."""

    case_id: UUID
    reference: str
    version: int
    status: Status
    notified: spine.CollaborationNotified
    title: str
    nature: spine.Nature
    places: tuple[str, ...]
    funder_scheme: str | None
    partners: tuple[Partner, ...] = ()
    persons: tuple[UUID, ...] = ()
    answers: Mapping[tuple[str, UUID | None], RiskAnswer] = field(default_factory=dict)
    end_uses: Mapping[end_use.EndUse, end_use.Awareness] = field(default_factory=dict)
    asked: tuple[Asked, ...] = ()
    measures: tuple[Measure, ...] = ()
    shared: tuple[legal.SharingRecorded, ...] = ()
    advice: tuple[spine.AdviceGiven, ...] = ()
    is_appraised: bool = False
    gates: tuple[Gate, ...] = ()

    @property
    def open_questions(self) -> tuple[Asked, ...]:
        """Return what the contact point asked and nobody answered, the first due first."""
        waiting = (each for each in self.asked if each.answer is None)
        return tuple(sorted(waiting, key=lambda each: each.due_on or date.max))

    @property
    def own_measures(self) -> tuple[Measure, ...]:
        """Return the measures that the researcher still has to take, the first due first."""
        return tuple(sorted((each for each in self.measures if each.is_yours), key=lambda each: each.due_on))

    @property
    def is_being_screened(self) -> bool:
        """Say whether a screening is to be completed before a decision: what is asked about risk is asked for that."""
        return self.status in BEFORE_DECISION and any(
            each.kind == "screening" or Blocks.COMPLETE_SCREENING in each.blocks for each in self.gates
        )

    @property
    def asks_appraisal(self) -> bool:
        """Say whether the outcome of the funder's appraisal is waited for."""
        return any(each.gate_id.startswith("policy-review:") for each in self.gates)

    def partner(self, party_id: UUID | None) -> Partner | None:
        """Return an organisation that takes part."""
        return next((each for each in self.partners if each.party_id == party_id), None)


class Owner:
    """Reads a researcher's own cases."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self.reading = Reading(ports)

    def case(self, identifier: UUID, actor: Actor) -> Own:
        """Return one own case. Raises `NotFoundError` for what is none, also to who may see it in another role."""
        recorded = self.reading.history(decider.AGGREGATE, identifier, actor)
        if recorded[0].meta.actor.principal != actor.principal:
            raise NotFoundError(decider.AGGREGATE.name, identifier)
        gates = self._ports.history.gates_of(folded(decider.AGGREGATE, recorded), actor=actor)
        row = self.reading.queries(actor).case(identifier)
        begun = _begun(recorded, Status.NOTIFIED if row is None else row.status)
        own = replace(begun, gates=disclosure.gates_for(gates, {Role.RESEARCHER}))
        for each in recorded[1:]:
            own = self._after(own, each, actor)
        return replace(own, version=recorded[-1].version)

    def deadlines(self, own: Own, actor: Actor) -> tuple[DeadlineRow, ...]:
        """Return what is due on the case and may be known, the first due first."""
        page = self.reading.queries(actor).deadlines(case_id=own.case_id, state=State.OPEN, limit=MAX_DEADLINES)
        return tuple(each for each in page.items if disclosure.tells_deadline(each.kind))

    def documents(self, own: Own, actor: Actor) -> tuple[DocumentTold, ...]:
        """Return the documents of the case that the researcher may know of."""
        return documents.told(self.reading, self._ports, own.case_id, actor)

    def _after(self, own: Own, recorded: Recorded, actor: Actor) -> Own:
        """Return the case after an event, by those of its fields alone that a researcher is told."""
        event = recorded.event
        is_own = bool(recorded.meta.actor.identities & actor.identities)
        if disclosure.told_fields(event, {Role.RESEARCHER}, is_own=is_own) is None:
            return own
        match event:
            case spine.NotificationAmended():
                return replace(
                    own,
                    title=event.title or own.title,
                    nature=event.nature or own.nature,
                    places=own.places if event.places is None else event.places,
                    funder_scheme=event.funder_scheme or own.funder_scheme,
                )
            case parties.PartyLinked():
                row = self.reading.queries(actor).party(event.party_id)
                name = row.name if row is not None else str(event.party_id)
                joined = Partner(event.party_id, name, event.country, event.role)
                others = (each for each in own.partners if each.party_id != event.party_id)
                return replace(own, partners=(*others, joined))
            case parties.PartyUnlinked(party_id=gone):
                return replace(own, partners=tuple(each for each in own.partners if each.party_id != gone))
            case parties.ResearcherLinked(person_id=person_id):
                return replace(own, persons=(*(each for each in own.persons if each != person_id), person_id))
            case parties.ResearcherUnlinked(person_id=person_id):
                return replace(own, persons=tuple(each for each in own.persons if each != person_id))
            case questions.RiskQuestionAnswered():
                return replace(own, answers={**own.answers, (event.code, event.subject_id): event.answer})
            case end_use.EndUseAnswered():
                return replace(own, end_uses={**own.end_uses, event.end_use: event.awareness})
            case support.NotifierAsked(question_id=question_id, question=question, due_on=due_on):
                return replace(own, asked=(*own.asked, Asked(question_id, question, due_on)))
            case support.NotifierAnswered(question_id=question_id, answer=answer):
                return replace(own, asked=tuple(_answered(own.asked, question_id, answer)))
            case legal.SharingRecorded():
                return replace(own, shared=(*own.shared, event))
            case spine.AdviceGiven():
                return replace(own, advice=(*own.advice, event))
            case appraisal.AppraisalAnswered() | appraisal.AppraisalRecorded():
                return replace(own, is_appraised=True)
            case _:
                return replace(own, measures=tuple(_measures(own.measures, event, actor)))


def _begun(recorded: Iterable[Recorded], status: Status) -> Own:
    first = next(iter(recorded))
    event = first.event
    if not isinstance(event, spine.CollaborationNotified):
        raise NotFoundError(decider.AGGREGATE.name, first.stream_id)
    return Own(
        event.case_id,
        event.reference,
        first.version,
        status,
        event,
        event.title,
        event.nature,
        event.places,
        event.funder_scheme,
    )


def _answered(asked: Iterable[Asked], question_id: UUID, answer: str) -> Iterable[Asked]:
    for each in asked:
        yield replace(each, answer=answer) if each.question_id == question_id else each


def _measures(known: Iterable[Measure], event: object, actor: Actor) -> Iterable[Measure]:
    match event:
        case mitigation.MitigationSet():
            is_yours = event.owner in actor.identities
            yield from known
            yield Measure(
                event.mitigation_id,
                event.code,
                event.owner,
                event.due_on,
                event.is_needed_to_start,
                is_yours=is_yours,
            )
        case mitigation.MitigationImplemented(mitigation_id=taken):
            yield from _changed(known, taken, "implemented", actor)
        case mitigation.MitigationVerified(mitigation_id=seen):
            yield from _changed(known, seen, "verified", actor)
        case mitigation_after.MitigationWaived(mitigation_id=gone):
            yield from _changed(known, gone, "waived", actor)
        case mitigation_after.MitigationReviewed(mitigation_id=seen, outcome=outcome):
            yield from _changed(known, seen, outcome.value, actor)
        case mitigation_after.MitigationsAccepted(mitigation_ids=bound):
            for each in known:
                yield replace(each, is_accepted=True) if each.mitigation_id in bound else each
        case _:
            yield from known


def _changed(known: Iterable[Measure], mitigation_id: UUID, state: str, actor: Actor) -> Iterable[Measure]:
    for each in known:
        if each.mitigation_id != mitigation_id:
            yield each
        else:
            again = state == mitigation_after.ReviewOutcome.INEFFECTIVE and each.owner in actor.identities
            yield replace(each, state=state, is_yours=again)
