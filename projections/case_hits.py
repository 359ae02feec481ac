"""The hits of each case, and the screenings that found them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from domain.collaboration import hit_answers, parties, screening
from domain.collaboration.screening import AnswerScope, LiftDecision, Resolution
from domain.erasure.events import PersonalDataErased
from domain.erasure.words import Held
from domain.values import ERASED, Effect, Recorded, SubjectKind
from projections import erasures
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.sheets import Draft, PersonalText, Place, Sheet


@dataclass(frozen=True, slots=True)
class ScreeningRow:
    """A screening of a case: begun by a person (`cause`), or by a re-screening run (`run_id`)."""

    case_id: UUID
    screening_id: UUID
    cause: str
    run_id: UUID | None
    started_on: date


@dataclass(frozen=True, slots=True)
class HitRow:
    """A hit, what people made of it, and why it was found (`explanation`, canonical JSON).

    `is_unlinked` says that its subject takes part no more; `expires_on` is the last day of an answer that still counts,
    `follows` the earlier hit that this one asks again about. `rank` says what to look at first, higher first.
    `scope` says where the answer holds, `decided_by` who gave and confirmed it, `decided_version` which version of the
    list was in force then; `adopted_case` and `adopted_hit` whose answer of another case it is, if it is one.
    `changed` and `changes` say what is otherwise than when the earlier hit was met, without and with values.
    """

    case_id: UUID
    hit_id: UUID
    screening_id: UUID
    run_id: UUID | None
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
    resolution: Resolution | None
    is_confirmed: bool
    is_lifted: bool
    is_unlinked: bool
    found_on: date
    due_on: date
    explanation: PersonalText
    expires_on: date | None
    follows: UUID | None
    rank: int = 0
    by_owner: bool = False
    programmes: tuple[str, ...] | None = None
    scope: AnswerScope = AnswerScope.CASE
    decided_by: tuple[str, ...] = ()
    decided_version: int | None = None
    adopted_case: UUID | None = None
    adopted_hit: UUID | None = None
    changed: tuple[str, ...] = ()
    changes: PersonalText | None = None


SCREENINGS = Sheet("case_screenings", ScreeningRow, ("case_id", "screening_id"))
HITS = Sheet(
    "case_hits", HitRow, ("case_id", "hit_id"), indexes=(("hit_id",), ("list_id", "entry_id", "subject_id"), ("scope",))
)
_EVENTS = (
    screening.ScreeningStarted,
    screening.RescreeningTriggered,
    screening.ScreeningHitRecorded,
    screening.HitResolved,
    screening.HitResolutionConfirmed,
    screening.LiftDecided,
    hit_answers.HitAnswerAdopted,
    hit_answers.HitAnswerDropped,
    hit_answers.HitAnswerRetracted,
    parties.PartyUnlinked,
    parties.ResearcherUnlinked,
)


def confirmed_elsewhere(connection: sa.Connection, case_id: UUID) -> Mapping[UUID, tuple[UUID, ...]]:
    """Return by hit of a case the other cases in which its subject was said to be that very entry."""
    here, there = HITS.table.c, HITS.table.alias("there").c
    is_same = sa.and_(
        there.subject_id == here.subject_id, there.list_id == here.list_id, there.entry_id == here.entry_id
    )
    stands = (there.resolution == Resolution.TRUE_MATCH, there.is_lifted.is_(False), there.is_unlinked.is_(False))
    select = sa.select(here.hit_id, there.case_id).distinct().where(is_same, there.case_id != here.case_id, *stands)
    found: dict[UUID, list[UUID]] = {}
    for hit_id, other in connection.execute(select.where(here.case_id == case_id).order_by(there.case_id)):
        found.setdefault(hit_id, []).append(other)
    return {hit_id: tuple(cases) for hit_id, cases in found.items()}


def _apply(connection: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    mine = [each for each in batch if isinstance(each.event, _EVENTS)]
    cases = {each.stream_id for each in mine}
    texts, persons = list(erasures.erased(batch, Held.CASE)), list(erasures.erased(batch, Held.PERSON))
    cases.update(each.subject_id for each in texts)
    cases.update(case_id for each in persons for case_id in each.cases)
    screenings = Draft(SCREENINGS, connection, cases)
    hits = Draft(HITS, connection, cases)
    for recorded in mine:
        _note_screening(screenings, recorded)
        _note_hit(hits, screenings, recorded)
    _forget(hits, texts, persons)
    screenings.save()
    hits.save()


def _forget(hits: Draft[HitRow], texts: Sequence[PersonalDataErased], persons: Sequence[PersonalDataErased]) -> None:
    """Empty what was said of a person, and all that was said in a case."""
    gone = [row for each in texts for row in hits.of(each.subject_id)]
    gone += [
        row
        for each in persons
        for case_id in each.cases
        for row in hits.of(case_id)
        if row.subject_id == each.subject_id
    ]
    for row in gone:
        hits.put(replace(row, explanation=ERASED, changes=ERASED if row.changes is not None else None))


def _note_screening(screenings: Draft[ScreeningRow], recorded: Recorded) -> None:
    today = recorded.meta.recorded_at.date()
    match recorded.event:
        case screening.ScreeningStarted(screening_id=screening_id, cause=cause):
            screenings.put(ScreeningRow(recorded.stream_id, screening_id, str(cause), None, today))
        case screening.RescreeningTriggered(screening_id=screening_id, run_id=run_id):
            cause = screening.ScreeningCause.LIST_CHANGE
            screenings.put(ScreeningRow(recorded.stream_id, screening_id, str(cause), run_id, today))
        case _:
            pass


def _note_hit(hits: Draft[HitRow], screenings: Draft[ScreeningRow], recorded: Recorded) -> None:
    case_id = recorded.stream_id
    match recorded.event:
        case screening.ScreeningHitRecorded() as event:
            hits.put(_found(event, screenings.get(case_id, event.screening_id), recorded))
            if event.follows is not None:  # the answer to that one is asked no more
                hits.put(replace(_known(hits, case_id, event.follows), expires_on=None))
        case screening.HitResolved(hit_id=hit_id) as event:
            hits.put(_answered(_known(hits, case_id, hit_id), event, recorded))
        case screening.HitResolutionConfirmed(hit_id=hit_id):
            known = _known(hits, case_id, hit_id)
            both = tuple(sorted({*known.decided_by, *recorded.meta.actor.identities}))
            hits.put(replace(known, is_confirmed=True, decided_by=both))
        case hit_answers.HitAnswerAdopted(hit_id=hit_id) as event:
            hits.put(_adopted(_known(hits, case_id, hit_id), event))
        case hit_answers.HitAnswerDropped() | hit_answers.HitAnswerRetracted() as event:
            hits.put(_reopened(_known(hits, case_id, event.hit_id), event.due_on))
        case screening.LiftDecided(hit_id=hit_id, decision=decision):
            hits.put(replace(_known(hits, case_id, hit_id), is_lifted=decision is LiftDecision.LIFTED))
        case parties.PartyUnlinked(party_id=subject_id) | parties.ResearcherUnlinked(person_id=subject_id):
            for row in hits.of(case_id):
                if row.subject_id == subject_id:
                    hits.put(replace(row, is_unlinked=True))
        case _:
            pass


def _known(hits: Draft[HitRow], case_id: UUID, hit_id: UUID) -> HitRow:
    row = hits.get(case_id, hit_id)
    if row is None:
        raise LookupError(f"case {case_id} has no hit {hit_id}")
    return row


def _answered(known: HitRow, event: screening.HitResolved, recorded: Recorded) -> HitRow:
    return replace(
        known,
        resolution=event.resolution,
        is_confirmed=False,
        expires_on=event.expires_on,
        scope=event.scope,
        decided_by=tuple(sorted(recorded.meta.actor.identities)),
        decided_version=event.list_version,
        adopted_case=None,
        adopted_hit=None,
    )


def _adopted(known: HitRow, event: hit_answers.HitAnswerAdopted) -> HitRow:
    """Return a hit with the answer of another case; that case alone answers for more than itself."""
    return replace(
        known,
        resolution=Resolution.FALSE_POSITIVE,
        is_confirmed=True,
        expires_on=event.expires_on,
        scope=AnswerScope.CASE,
        decided_by=event.decided_by,
        decided_version=None,
        adopted_case=event.of_case,
        adopted_hit=event.of_hit,
    )


def _reopened(known: HitRow, due_on: date) -> HitRow:
    return replace(
        known,
        resolution=None,
        is_confirmed=False,
        due_on=due_on,
        expires_on=None,
        scope=AnswerScope.CASE,
        decided_by=(),
        decided_version=None,
        adopted_case=None,
        adopted_hit=None,
    )


def _found(event: screening.ScreeningHitRecorded, screened: ScreeningRow | None, recorded: Recorded) -> HitRow:
    return HitRow(
        case_id=recorded.stream_id,
        hit_id=event.hit_id,
        screening_id=event.screening_id,
        run_id=screened.run_id if screened is not None else None,
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        subject_fingerprint=event.subject_fingerprint,
        list_id=event.list_id,
        list_version=event.list_version,
        entry_id=event.entry_id,
        entry_fingerprint=event.entry_fingerprint,
        effect=event.effect,
        policy_id=event.policy_id,
        score=event.score,
        scorer_id=event.scorer_id,
        resolution=None,
        is_confirmed=False,
        is_lifted=False,
        is_unlinked=False,
        found_on=recorded.meta.recorded_at.date(),
        due_on=event.due_on,
        explanation=event.explanation,
        expires_on=None,
        follows=event.follows,
        rank=event.rank,
        by_owner=event.by_owner,
        programmes=event.programmes,
        changed=event.changed,
        changes=event.changes,
    )


MODEL = ReadModel(
    "case_hits",
    4,
    (SCREENINGS.table, HITS.table),
    _apply,
    events=frozenset({*_EVENTS, PersonalDataErased}),
    texts=frozenset({screening.ScreeningHitRecorded}),
)
