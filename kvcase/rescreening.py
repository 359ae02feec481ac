"""Re-screening: a new version of a list against every live case, each exactly once, whoever runs it.

A run is an aggregate. A chunk of cases is written with its cases' own events in one transaction, guarded by the
version of the run: a second runner, or the same after a kill, finds the chunk taken and goes on behind it. Only the
entries that changed are searched, so the cost follows the delta, not the list. Source: settled.md 11, 18, 19.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.collaboration import decider as collaboration
from domain.collaboration import screening as words
from domain.context import Context, ListFact
from domain.ports import Clock
from domain.rescreening import commands, events
from domain.rescreening import decider as rescreening
from domain.values import CaseId, Effect, Role, RunId
from kvcase.facts import Facts, fold
from kvcase.lists import versions
from kvcase.lists.table import EntryTable
from kvcase.reactions import service_actor
from kvcase.screening.engine import SCORER_ID, Delta, Engine, Subject, fact, subjects_digest
from kvcase.service import Service, body_digest
from kvcase.store.errors import VersionConflict
from kvcase.store.logs import Append, CommandRow, Logs
from projections.queries import InstitutionQueries
from projections.rescreening_runs import RunStatus

_TRIES = 20


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
        register: Callable[[str], InstitutionQueries],
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

    def reconcile(self, institution: str) -> tuple[RunResult, ...]:
        """Run what is left of begun runs, then each list whose version in force no run has held against the cases."""
        self._catch_up(institution)
        register = self._register(institution)
        results = []
        for _, of in sorted(self._facts.shared().lists.items()):
            if of.effect is Effect.CONTEXT:
                continue
            for from_version, to_version in self._due(register, of):
                results.append(self._run(institution, of, from_version, to_version))
                self._catch_up(institution)
        return tuple(results)

    def _due(self, register: InstitutionQueries, of: ListFact) -> Iterator[tuple[int | None, int]]:
        runs = register.runs(of.list_id)
        done = max((each.to_version for each in runs if each.status is RunStatus.COMPLETED), default=0)
        for each in sorted(runs, key=lambda run: run.to_version):
            if each.status is not RunStatus.COMPLETED:
                yield each.from_version, each.to_version
                done = max(done, each.to_version)
        if done < of.version_no:
            yield done or None, of.version_no

    def _run(self, institution: str, of: ListFact, from_version: int | None, to_version: int) -> RunResult:
        of = replace(of, version_no=to_version)
        delta = self._entries.delta(of.list_id, from_version, to_version)
        changed = (*delta.added, *delta.changed_match)
        index = self._engine.delta(self._entries.some(of.list_id, to_version, changed))
        begun = self._begun(institution, of, from_version, to_version, delta)
        now_screened = 0
        for _ in iter(int, 1):
            done = self._chunk_of(institution, of, begun, index, delta)
            if done == 0:
                break
            now_screened += done
        state = self._state(institution, begun.run_id)
        return RunResult(
            institution,
            of.list_id,
            from_version,
            to_version,
            now_screened,
            len(state.covered),
            state.hits,
            state.lifts,
        )

    def _begun(
        self, institution: str, of: ListFact, from_version: int | None, to_version: int, delta: versions.Delta
    ) -> commands.StartRun:
        run_id = RunId(
            uuid5(NAMESPACE_URL, f"urn:kvcase:run:{institution}:{of.list_id}:{to_version}:{SCORER_ID}:list_change")
        )
        command = commands.StartRun(
            run_id,
            of.list_id,
            of.effect,
            from_version,
            to_version,
            of.canonical_sha256,
            SCORER_ID,
            len(delta.added),
            len(delta.changed_match),
            len(delta.removed),
        )
        history = self._logs.log(institution).read(run_id)
        if not history:
            self._service(command, actor=service_actor(institution), command_id=uuid5(run_id, "start"))
        return command

    def _chunk_of(
        self, institution: str, of: ListFact, run: commands.StartRun, index: Delta, delta: versions.Delta
    ) -> int:
        for _ in range(_TRIES):
            history = self._logs.log(institution).read(run.run_id)
            state: rescreening.RescreeningRun = fold(rescreening.AGGREGATE, history)
            if state.is_completed:
                return 0
            self._catch_up(institution)
            left = sorted(set(self._register(institution).live_case_ids()) - state.covered)
            try:
                if not left:
                    self._service(
                        commands.CompleteRun(run.run_id),
                        actor=service_actor(institution),
                        command_id=uuid5(run.run_id, f"complete:{state.version}"),
                        expected_version=state.version,
                    )
                    return 0
                self._write(institution, of, run, state, left[: self._chunk], index, delta)
                return len(left[: self._chunk])
            except VersionConflict:
                continue  # another runner took the chunk, or a person wrote on one of its cases: look again
        raise RuntimeError(f"run {run.run_id} was overtaken {_TRIES} times in a row")

    def _write(
        self,
        institution: str,
        of: ListFact,
        run: commands.StartRun,
        state: rescreening.RescreeningRun,
        case_ids: Sequence[UUID],
        index: Delta,
        delta: versions.Delta,
    ) -> None:
        log = self._logs.log(institution)
        actor = service_actor(institution)
        now = self._clock()
        gone = set(self._register(institution).hits_on_entries(of.list_id, delta.removed)) if delta.removed else set()
        subjects = self._subjects(institution, case_ids)
        found = {
            case_id: self._engine.against_entries(uuid5(run.run_id, str(case_id)), subjects.get(case_id, ()), of, index)
            for case_id in case_ids
        }
        touched = [case_id for case_id in case_ids if found[case_id] or case_id in gone]
        streams = log.streams(touched)
        appends, rows, screened = [], [], []
        for case_id in case_ids:
            hits = lifts = 0
            if case_id in touched:
                history = streams[case_id]
                case = fold(collaboration.AGGREGATE, history)
                command = words.RecordRescreening(
                    CaseId(case_id),
                    run.run_id,
                    uuid5(run.run_id, str(case_id)),
                    of.list_id,
                    run.from_version,
                    run.to_version,
                    run.canonical_sha256,
                    of.effect,
                    delta.removed,
                )
                context = Context(
                    actor,
                    Role.SERVICE,
                    now,
                    institution,
                    self._facts.calendar(institution),
                    self._facts.catalogue(now.date()),
                    screening=fact(subjects.get(case_id, ()), {of.list_id: run.to_version}, found[case_id]),
                )
                new = collaboration.decide(case, command, context)
                hits = sum(isinstance(each, words.ScreeningHitRecorded) for each in new)
                lifts = sum(isinstance(each, words.DelistingNoted) for each in new)
                if new:
                    command_id = uuid5(run.run_id, f"case:{case_id}")
                    meta = self._service.metadata(institution, actor, Role.SERVICE, command_id, run.run_id)
                    appends.append(
                        Append(case_id, "collaboration", len(history), tuple((event, meta()) for event in new))
                    )
                    rows.append(_row(command_id, command, case_id, len(history), len(new)))
            screened.append(
                events.ScreenedCase(CaseId(case_id), subjects_digest(subjects.get(case_id, ())), hits, lifts)
            )
        chunk = commands.RecordChunk(run.run_id, tuple(screened))
        context = Context(actor, Role.SERVICE, now, institution)
        recorded = rescreening.decide(state, chunk, context)
        command_id = uuid5(run.run_id, f"chunk:{state.chunks + 1}")
        meta = self._service.metadata(institution, actor, Role.SERVICE, command_id, run.run_id)
        appends.append(Append(run.run_id, "rescreening", state.version, tuple((event, meta()) for event in recorded)))
        rows.append(_row(command_id, chunk, run.run_id, state.version, len(recorded)))
        log.append(appends, commands=rows)

    def _state(self, institution: str, run_id: UUID) -> rescreening.RescreeningRun:
        state: rescreening.RescreeningRun = fold(rescreening.AGGREGATE, self._logs.log(institution).read(run_id))
        return state


def _row(command_id: UUID, command: object, stream_id: UUID, version: int, count: int) -> CommandRow:
    return CommandRow(command_id, "kvcase", body_digest(command), stream_id, version + 1, version + count, "done")
