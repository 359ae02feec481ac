"""Re-screening: a new version of a list against every live case, each exactly once, whoever runs it.

A run is an aggregate. A chunk of cases is written with its cases' own events in one transaction, guarded by the
version of the run: a second runner, or the same after a kill, finds the chunk taken and goes on behind it. Only the
entries that changed are searched, and only for those whom they can touch, so the cost follows the delta; of all others
the run records as whom they were known. Source: settled.md 11, 18, 19.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.collaboration import decider as collaboration
from domain.collaboration import screening as words
from domain.collaboration.state import Collaboration
from domain.collaboration.table import OPEN
from domain.context import Context, FoundHit, ListFact, ScreeningFact
from domain.ports import Clock
from domain.rescreening import commands, events
from domain.rescreening import decider as rescreening
from domain.values import Actor, CaseId, Effect, Recorded, Role, RunId
from kvcase.facts import Facts, fold
from kvcase.lists import versions
from kvcase.lists.entries import programmes
from kvcase.lists.table import EntryTable
from kvcase.reactions import service_actor
from kvcase.screening import shards
from kvcase.screening.engine import SCORER_ID, Delta, Engine, Subject, fact, hit_id, subjects_digest
from kvcase.service import Service, body_digest
from kvcase.standing import Standing, Touched
from kvcase.store.errors import VersionConflict
from kvcase.store.logs import Append, CommandRow, Logs
from projections.queries import InstitutionQueries
from projections.rescreening_queries import RescreeningQueries
from projections.rescreening_runs import RunStatus

_TRIES = 20
_UNTOUCHED = 20
"""Of cases that nothing is written on, so many times more are recorded in one transaction."""
_MOST_FILTERED = 5_000
"""A delta of more entries is searched for everybody: asking first whom it touches would not be faster."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did: cases screened here, and over the whole run, with hits and lifts."""

    institution: str
    list_id: str
    from_version: int | None
    to_version: int
    screened_now: int
    checked: int
    hits: int
    lifts: int


class Rescreening:
    """Brings the live cases of an institution up to the lists in force."""

    def __init__(
        self,
        logs: Logs,
        service: Service,
        facts: Facts,
        engine: Engine,
        entries: EntryTable,
        clock: Clock,
        register: Callable[[str], RescreeningQueries],
        subjects: Callable[[str, Sequence[UUID]], Mapping[UUID, tuple[Subject, ...]]],
        catch_up: Callable[[str], None],
        chunk: int,
    ) -> None:
        self._logs = logs
        self._service = service
        self._facts = facts
        self._engine = engine
        self._entries = entries
        self._clock = clock
        self._register = register
        self._subjects = subjects
        self._catch_up = catch_up
        self._chunk = chunk
        self._standing = Standing(register)

    def reconcile(self, institution: str) -> tuple[RunResult, ...]:
        """Run what is left of begun runs, then each list whose version in force no run has held against the cases."""
        self._catch_up(institution)
        register = self._register(institution)
        results = []
        for _, of in sorted(self._facts.shared().lists.items()):
            if of.effect is Effect.CONTEXT:
                continue
            for from_version, to_version in self._due(institution, register, of):
                results.append(self._run(institution, of, from_version, to_version))
                self._catch_up(institution)
        return tuple(results)

    def full(self, institution: str, executor: Executor) -> tuple[RunResult, ...]:
        """Hold every live case against the whole of each list in force, worked out by the executor.

        One that was killed is gone on with; one that was completed is made anew. Raises `NoIndexError` when a worker
        has not the indexes.
        """
        self._catch_up(institution)
        register = self._register(institution)
        case_ids = register.live_case_ids()
        known = {each.subject_id: each for found in self._subjects(institution, case_ids).values() for each in found}
        subjects = [known[subject_id] for subject_id in sorted(known)]
        results = []
        for _, of in sorted(self._facts.shared().lists.items()):
            if of.effect is Effect.CONTEXT:
                continue
            hits = shards.search(executor, self._engine.file(of), of, subjects)
            number = 1
            while (ran := register.run(self._run_id(institution, of, f"full:{number}"))) and ran.completed_at:
                number += 1
            begun = self._begun(institution, of, None, versions.Delta(), f"full:{number}")
            run = _Run(institution, of, begun, versions.Delta(), self._engine.whole(of), is_whole=True, hits=hits)
            results.append(self._finish(run))
        return tuple(results)

    def _due(self, institution: str, register: InstitutionQueries, of: ListFact) -> Iterator[tuple[int | None, int]]:
        runs = register.runs(of.list_id)
        done = max((each.to_version for each in runs if each.status is RunStatus.COMPLETED), default=0)
        for each in sorted(runs, key=lambda run: run.to_version):
            is_left = each.status is not RunStatus.COMPLETED
            if is_left and each.run_id == self._run_id(institution, replace(of, version_no=each.to_version)):
                yield each.from_version, each.to_version
                done = max(done, each.to_version)
        if done < of.version_no:
            yield done or None, of.version_no

    def _run(self, institution: str, of: ListFact, from_version: int | None, to_version: int) -> RunResult:
        of = replace(of, version_no=to_version)
        delta = self._entries.delta(of.list_id, from_version, to_version)
        changed = (*delta.added, *delta.changed_match, *self._heavier(of.list_id, from_version, to_version, delta))
        is_new = from_version is None
        index = (
            self._engine.whole(of)
            if is_new
            else self._engine.delta(self._entries.some(of.list_id, to_version, changed))
        )
        begun = self._begun(institution, of, from_version, delta)
        return self._finish(_Run(institution, of, begun, delta, index, is_new or len(changed) > _MOST_FILTERED))

    def _heavier(self, list_id: str, from_version: int | None, to_version: int, delta: versions.Delta) -> Iterator[str]:
        """Yield the entries named under a programme more; of what else changed beside the match nobody is asked."""
        if from_version is None or not delta.changed_info:
            return
        before = {each.entry_id: each for each in self._entries.some(list_id, from_version, delta.changed_info)}
        for each in self._entries.some(list_id, to_version, delta.changed_info):
            if set(programmes(each)) - set(programmes(before[each.entry_id])):
                yield each.entry_id

    def _finish(self, run: "_Run") -> RunResult:
        """Screen chunk by chunk until no live case is left."""
        now_screened = 0
        while done := self._chunk_of(run):
            now_screened += done
        assert run.state is not None, "the last look at the run was kept"  # noqa: S101
        counts = (len(run.state.covered), run.state.hits, run.state.lifts)
        began, ended = run.begun.from_version, run.begun.to_version
        return RunResult(run.institution, run.of.list_id, began, ended, now_screened, *counts)

    def _begun(
        self,
        institution: str,
        of: ListFact,
        from_version: int | None,
        delta: versions.Delta,
        cause: str = "list_change",
    ) -> commands.StartRun:
        run_id = self._run_id(institution, of, cause)
        command = commands.StartRun(
            run_id,
            of.list_id,
            of.effect,
            from_version,
            of.version_no,
            of.canonical_sha256,
            SCORER_ID,
            len(delta.added),
            len(delta.changed_match),
            len(delta.removed),
        )
        if not self._logs.log(institution).read(run_id):
            self._service(command, actor=service_actor(institution), command_id=uuid5(run_id, "start"))
        return command

    def _run_id(self, institution: str, of: ListFact, cause: str = "list_change") -> RunId:
        """Return the id of the run of a version for a cause: the same in every process. Source: settled.md 11.

        Whoever names a thing may choose its id, and this one can be worked out before its time. Where another thing
        stands there, the run has an id that nobody could know before.
        """
        run_id = _run_id(institution, of, cause)
        first = self._logs.log(institution).read(run_id, 1, reveal=False)
        if first and not isinstance(first[0].event, rescreening.AGGREGATE.events):
            return RunId(uuid5(run_id, str(first[0].meta.event_id)))
        return run_id

    def _chunk_of(self, run: "_Run") -> int:
        """Screen the next cases and return how many; 0 when the run is completed."""
        for _ in range(_TRIES):
            if run.state is None:
                run.state = fold(rescreening.AGGREGATE, self._logs.log(run.institution).read(run.run_id))
            if run.state.is_completed:
                return 0
            if not run.left:
                self._look(run)
            try:
                if not run.left:
                    self._service(
                        commands.CompleteRun(run.run_id),
                        actor=service_actor(run.institution),
                        command_id=uuid5(run.run_id, f"complete:{run.state.version}"),
                        expected_version=run.state.version,
                    )
                    return 0
                case_ids = self._next(run)
                self._write(run, case_ids)
                run.left = run.left[len(case_ids) :]
                return len(case_ids)
            except VersionConflict:
                # Another runner took the chunk, or a person wrote on one of its cases: look again.
                run.state, run.left = None, ()
        raise RuntimeError(f"run {run.run_id} was overtaken {_TRIES} times in a row")

    def _look(self, run: "_Run") -> None:
        """See which live cases are left, those that the delta touches first."""
        assert run.state is not None, "the state was read"  # noqa: S101
        self._catch_up(run.institution)
        register = self._register(run.institution)
        live = frozenset(register.live_case_ids())
        left = live - run.state.covered
        if run.hits is not None:
            run.cases = register.live_cases_of(run.hits)
        elif run.is_whole:
            run.cases = live
        else:
            self._find_touched(run)
        run.left = tuple(sorted(left, key=lambda case_id: (case_id not in run.cases, case_id)))

    def _find_touched(self, run: "_Run") -> None:
        """Bring up to the registers which cases the delta touches; of all others it is known that it hits nobody."""
        register = self._register(run.institution)
        touched = self._standing.touched(run.institution, run.index, run.touched)
        if touched is not run.touched:
            gone = register.hits_on_entries(run.of.list_id, run.delta.removed) if run.delta.removed else ()
            run.touched, run.gone = touched, frozenset(gone)
            run.cases = register.live_cases_of(touched.subjects) | run.gone

    def _next(self, run: "_Run") -> Sequence[UUID]:
        """Return the next cases of one kind: a chunk of those touched, or many of those of which nothing is written."""
        is_touched = run.left[0] in run.cases
        most = self._chunk if is_touched else self._chunk * _UNTOUCHED
        return tuple(takewhile(lambda case_id: (case_id in run.cases) is is_touched, run.left[:most]))

    def _write(self, run: "_Run", case_ids: Sequence[UUID]) -> None:
        assert run.state is not None, "the state was read"  # noqa: S101
        log = self._logs.log(run.institution)
        actor = service_actor(run.institution)
        prints = self._register(run.institution).prints_of(case_ids)
        if not run.is_whole:
            self._find_touched(run)  # somebody may be called otherwise since
        touched = [case_id for case_id in case_ids if case_id in run.cases]
        subjects = self._subjects(run.institution, touched) if touched else {}
        found = self._found(run, subjects)
        moved = [case_id for case_id in touched if found.get(case_id) or case_id in run.gone]
        streams = log.streams(moved)
        answers = self._facts.answers(run.institution, (hit for case_id in moved for hit in found[case_id]))
        context = replace(self._context(run.institution, actor), answers=answers)
        appends, rows, screened = [], [], []
        for case_id in case_ids:
            hits = lifts = 0
            if case_id in streams:
                screened_now = fact(subjects[case_id], {run.of.list_id: run.of.version_no}, found[case_id])
                command, new = self._decided(run, case_id, streams[case_id], screened_now, context)
                hits = sum(isinstance(each, words.ScreeningHitRecorded) for each in new)
                lifts = sum(isinstance(each, words.DelistingNoted) for each in new)
                if new:
                    version, command_id = len(streams[case_id]), uuid5(run.run_id, f"case:{case_id}")
                    meta = self._service.metadata(run.institution, actor, Role.SERVICE, command_id, run.run_id)
                    appends.append(Append(case_id, "collaboration", version, tuple((each, meta()) for each in new)))
                    rows.append(_row(command_id, command, case_id, version, len(new)))
            screened.append(events.ScreenedCase(CaseId(case_id), subjects_digest(prints[case_id]), hits, lifts))
        chunk = commands.RecordChunk(run.run_id, tuple(screened))
        recorded = rescreening.decide(run.state, chunk, context)
        command_id = uuid5(run.run_id, f"chunk:{run.state.chunks + 1}")
        meta = self._service.metadata(run.institution, actor, Role.SERVICE, command_id, run.run_id)
        events_ = tuple((event, meta()) for event in recorded)
        appends.append(Append(run.run_id, "rescreening", run.state.version, events_))
        rows.append(_row(command_id, chunk, run.run_id, run.state.version, len(recorded)))
        log.append(appends, commands=rows)
        for event, its in events_:
            run.state = rescreening.evolve(run.state, event, its)

    def _found(self, run: "_Run", subjects: Mapping[UUID, tuple[Subject, ...]]) -> Mapping[UUID, tuple[FoundHit, ...]]:
        """Return what was found about those who take part in each case, as hits of the screening of that case."""
        hits = run.hits
        if hits is None:
            everyone = {each.subject_id: each for those in subjects.values() for each in those}
            asked = tuple(everyone.values())
            hits = shards.by_subject(self._engine.against_entries(run.run_id, asked, run.of, run.index))
        return {
            case_id: tuple(
                replace(hit, hit_id=hit_id(uuid5(run.run_id, str(case_id)), hit.list_id, hit.entry_id, hit.subject_id))
                for each in those
                for hit in hits.get(each.subject_id, ())
                if hit.subject_fingerprint == each.fingerprint  # whoever changed meanwhile is screened on that account
            )
            for case_id, those in subjects.items()
        }

    def _context(self, institution: str, actor: Actor) -> Context:
        """Return the context of all decisions of a chunk, but for what was found in each case."""
        now = self._clock()
        calendar, catalogue = self._facts.calendar(institution), self._facts.catalogue(now.date())
        return Context(actor, Role.SERVICE, now, institution, calendar, catalogue)

    def _decided(
        self, run: "_Run", case_id: UUID, history: tuple[Recorded, ...], found: ScreeningFact, context: Context
    ) -> tuple[words.RecordRescreening, tuple[Any, ...]]:
        """Return the command for a case that the delta moves, and what it causes."""
        case: Collaboration = fold(collaboration.AGGREGATE, history)
        begun = run.begun
        command = words.RecordRescreening(
            CaseId(case_id),
            begun.run_id,
            uuid5(begun.run_id, str(case_id)),
            begun.list_id,
            begun.from_version,
            begun.to_version,
            begun.canonical_sha256,
            begun.effect,
            run.delta.removed,
        )
        if case.spine.status not in OPEN:
            return command, ()  # it ended since the cases were looked up
        told = self._facts.changes.told(run.institution, case_id, case, found)
        return command, collaboration.decide(case, command, replace(context, screening=told))


@dataclass(slots=True)
class _Run:
    """A run as one runner goes through it: what is held against the cases, whom it touches, and who is left."""

    institution: str
    of: ListFact
    begun: commands.StartRun
    delta: versions.Delta
    index: Delta
    is_whole: bool
    hits: Mapping[UUID, tuple[FoundHit, ...]] | None = None
    state: rescreening.RescreeningRun | None = None
    touched: Touched | None = None
    cases: frozenset[UUID] = frozenset()
    gone: frozenset[UUID] = frozenset()
    left: tuple[UUID, ...] = ()

    @property
    def run_id(self) -> RunId:
        """Return the id of the run."""
        return self.begun.run_id


def _run_id(institution: str, of: ListFact, cause: str = "list_change") -> RunId:
    """Return the id that the run of a version for a cause has unless something else has it."""
    return RunId(uuid5(NAMESPACE_URL, f"urn:kvcase:run:{institution}:{of.list_id}:{of.version_no}:{SCORER_ID}:{cause}"))


def _row(command_id: UUID, command: object, stream_id: UUID, version: int, count: int) -> CommandRow:
    return CommandRow(command_id, "kvcase", body_digest(command), stream_id, version + 1, version + count, "done")
