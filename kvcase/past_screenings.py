"""Past screenings, run again exactly: the same list versions, the same people as they were called, the same reasons.

Nothing that a screening rested on is overwritten: entries stand by version, parties and persons by their history. What
cannot be run again is said: another scorer, a text that was erased.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from domain.collaboration import decider as collaboration
from domain.collaboration import screening
from domain.collaboration.state import Collaboration
from domain.context import FoundHit, ListFact
from domain.errors import NotFoundError
from domain.values import ERASED, Recorded
from domain.watchlist import decider as watchlist
from domain.watchlist import events as watchlist_events
from kvcase.facts import SHARED, Facts, fold, watchlist_id
from kvcase.lists.entries import Entry
from kvcase.lists.table import EntryTable
from kvcase.screening.engine import SCORER_ID, Engine, Subject
from kvcase.store.logs import Logs


@dataclass(frozen=True, slots=True)
class Replayed:
    """A past screening and what came of running it again.

    `same` hits came out byte for byte, `known` were on record before; `other` name a hit that came out otherwise and
    `new` one that nobody recorded. `erased` are subjects whose names are gone, `changed` those that a person was just
    amending; with them or with another scorer a difference says nothing.
    """

    screening_id: UUID
    cause: str
    lists: Mapping[str, int]
    scorer_id: str
    subjects: int
    same: int
    known: int
    other: tuple[str, ...]
    new: tuple[str, ...]
    erased: tuple[UUID, ...]
    changed: tuple[UUID, ...]

    @property
    def is_same_scorer(self) -> bool:
        """Say whether it was made by the scorer that runs now."""
        return self.scorer_id == SCORER_ID

    @property
    def is_identical(self) -> bool:
        """Say whether all came out as it was recorded."""
        return not (self.other or self.new)


@dataclass(frozen=True, slots=True)
class _Past:
    """A screening as it was recorded."""

    at: Recorded
    screening_id: UUID
    cause: str
    lists: Mapping[str, int]
    scorer_id: str | None
    prints: Mapping[UUID, str] | None


class PastScreenings:
    """Runs the screenings of a case again."""

    def __init__(self, logs: Logs, facts: Facts, engine: Engine, entries: EntryTable) -> None:
        self._logs = logs
        self._facts = facts
        self._engine = engine
        self._entries = entries

    def replay(self, institution: str, case_id: UUID) -> tuple[Replayed, ...]:
        """Return each screening of a case beside what it gives now. Raises `NotFoundError`."""
        history = self._logs.log(institution).read(case_id)
        if not history or not isinstance(history[0].event, collaboration.AGGREGATE.events):
            raise NotFoundError("collaboration", case_id)
        recorded = [each for each in history if isinstance(each.event, screening.ScreeningHitRecorded)]
        return tuple(self._again(institution, history, recorded, past) for past in _pasts(history))

    def entry(self, list_id: str, version_no: int, entry_id: str) -> Entry | None:
        """Return an entry as a version has it."""
        return next(iter(self._entries.some(list_id, version_no, [entry_id])), None)

    def _again(
        self, institution: str, history: tuple[Recorded, ...], recorded: list[Recorded], past: _Past
    ) -> Replayed:
        before = tuple(each for each in history if each.version < past.at.version)
        case: Collaboration = fold(collaboration.AGGREGATE, before)
        subjects = self._facts.subjects(institution, case, past.at.position)
        found: dict[UUID, FoundHit] = {}
        for list_id, version_no in past.lists.items():
            of = self.version(list_id, version_no)
            index = self._engine.whole(of)
            found |= {hit.hit_id: hit for hit in self._engine.against_entries(past.screening_id, subjects, of, index)}
        mine = {
            each.event.hit_id: each.event
            for each in recorded
            if isinstance(each.event, screening.ScreeningHitRecorded) and each.event.screening_id == past.screening_id
        }
        earlier = {_pair(each.event) for each in recorded if each.version < past.at.version}
        fresh = {key: hit for key, hit in found.items() if key not in mine and _pair(hit) not in earlier}
        if past.prints is None:  # a run over a delta searched what had changed, and no more
            fresh = {}
        same = [key for key, event in mine.items() if key in found and _is_same(event, found[key])]
        erased = tuple(each.subject_id for each in subjects if ERASED in (*each.names, *each.owners))
        prints = past.prints or {}
        return Replayed(
            past.screening_id,
            past.cause,
            past.lists,
            past.scorer_id or next((event.scorer_id for event in mine.values()), SCORER_ID),
            len(subjects),
            len(same),
            sum(key not in mine and key not in fresh for key in found) if past.prints is not None else 0,
            tuple(f"{event.list_id}:{event.entry_id}" for key, event in mine.items() if key not in same),
            tuple(f"{hit.list_id}:{hit.entry_id}" for hit in fresh.values()),
            erased,
            tuple(each.subject_id for each in subjects if _is_other(each, prints)),
        )

    def version(self, list_id: str, version_no: int) -> ListFact:
        """Return a version of a list as it came into force. Raises `NotFoundError`."""
        history = self._logs.log(SHARED).read(watchlist_id(list_id))
        effect = fold(watchlist.AGGREGATE, history).effect
        for each in history:
            event = each.event
            if isinstance(event, watchlist_events.ListVersionActivated) and event.version_no == version_no:
                known = self._facts.shared().lists[list_id]
                at = each.meta.recorded_at
                return replace(
                    known,
                    version_no=version_no,
                    canonical_sha256=event.canonical_sha256,
                    effect=effect,
                    activated_at=at,
                )
        raise NotFoundError("list version", f"{list_id} {version_no}")


def _pasts(history: tuple[Recorded, ...]) -> Iterator[_Past]:
    for each in history:
        match each.event:
            case screening.ScreeningStarted() as event:
                versions = {of.list_id: of.version_no for of in event.list_versions}
                prints = {of.subject_id: of.fingerprint for of in event.subjects}
                yield _Past(each, event.screening_id, str(event.cause), versions, event.scorer_id, prints)
            case screening.RescreeningTriggered() as event:
                versions = {event.list_id: event.to_version}
                yield _Past(each, event.screening_id, str(screening.ScreeningCause.LIST_CHANGE), versions, None, None)
            case _:
                pass


def _pair(hit: object) -> tuple[UUID, str, str, str]:
    assert isinstance(hit, screening.ScreeningHitRecorded | FoundHit), "hits are compared"  # noqa: S101
    return (hit.subject_id, hit.subject_fingerprint, hit.list_id, hit.entry_fingerprint)


def _is_same(event: screening.ScreeningHitRecorded, hit: FoundHit) -> bool:
    return (event.explanation, event.score, *_pair(event)) == (hit.explanation, hit.score, *_pair(hit))


def _is_other(subject: Subject, prints: Mapping[UUID, str]) -> bool:
    return bool(prints) and prints.get(subject.subject_id) != subject.fingerprint
