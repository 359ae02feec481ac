"""Decisions about one re-screening run."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import assert_never

from domain import permission, text
from domain.aggregate import Aggregate, Home
from domain.context import Context
from domain.errors import RuleRefusedError
from domain.rescreening import commands, events
from domain.values import CaseId, Metadata


@dataclass(frozen=True, slots=True)
class RescreeningRun:
    """A run as later decisions depend on it: what it holds against whom, and how far it is."""

    version: int = 0
    list_id: str = ""
    to_version: int = 0
    chunks: int = 0
    covered: frozenset[CaseId] = frozenset()
    hits: int = 0
    lifts: int = 0
    is_completed: bool = False
    shadow_of: str | None = None


_SPECS = {spec.type: spec for spec in commands.COMMANDS.values()}
_SOURCE = "settled.md 19"


def decide(state: RescreeningRun, command: commands.Command, context: Context) -> tuple[events.Event, ...]:
    """Return what happens in the run; a case that was screened is never screened again in it (settled.md 19)."""
    text.refuse_unusable(command)
    spec = _SPECS[type(command)]
    permission.admit(spec, context, exists=bool(state.version), kind="run", identifier=command.run_id)
    match command:
        case commands.StartRun():
            return (
                events.RunStarted(
                    command.run_id,
                    command.list_id,
                    command.effect,
                    command.from_version,
                    command.to_version,
                    command.canonical_sha256,
                    command.scorer_id,
                    context.catalogue.edition,
                    command.added,
                    command.changed,
                    command.removed,
                ),
            )
        case commands.RecordChunk(run_id, cases):
            if state.is_completed or state.shadow_of:
                raise RuleRefusedError("run-completed", _SOURCE, "the run is completed and screens no more")
            named = Counter(each.case_id for each in cases)
            again = sorted(str(each) for each, times in named.items() if each in state.covered or times > 1)
            if again:
                raise RuleRefusedError("exactly-once", _SOURCE, f"screened in this run already: {', '.join(again)}")
            return (events.ChunkScreened(run_id, state.chunks + 1, cases, _digest(cases)),)
        case commands.RecordShadow():
            return (
                events.ShadowCompared(
                    command.run_id,
                    command.scorer_id,
                    command.against_sha256,
                    command.checked,
                    command.same,
                    command.pairs,
                ),
            )
        case commands.ApproveScorer(run_id, reason):
            said = text.required(reason, "reason")
            if state.shadow_of is None:
                raise RuleRefusedError("shadow-first", _SOURCE, "this run compared no scorers")
            return () if state.is_completed else (events.ScorerApproved(run_id, state.shadow_of, said),)
        case commands.CompleteRun(run_id):
            if state.is_completed:
                return ()
            return (events.RunCompleted(run_id, len(state.covered), state.hits, state.lifts),)
        case _:
            assert_never(command)


def evolve(state: RescreeningRun, event: events.Event, _meta: Metadata) -> RescreeningRun:
    """Return the run after `event`."""
    state = replace(state, version=state.version + 1)
    match event:
        case events.RunStarted(list_id=list_id, to_version=to_version):
            return replace(state, list_id=list_id, to_version=to_version)
        case events.ChunkScreened(chunk_no=chunk_no, cases=cases):
            return replace(
                state,
                chunks=chunk_no,
                covered=state.covered | {each.case_id for each in cases},
                hits=state.hits + sum(each.hits for each in cases),
                lifts=state.lifts + sum(each.lifts for each in cases),
            )
        case events.RunCompleted() | events.ScorerApproved():
            return replace(state, is_completed=True)
        case events.ShadowCompared(scorer_id=scorer_id):
            return replace(state, shadow_of=scorer_id)
        case _:
            assert_never(event)


def _digest(cases: tuple[events.ScreenedCase, ...]) -> str:
    rows = [[str(each.case_id), each.subjects_sha256, each.hits, each.lifts] for each in cases]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


AGGREGATE = Aggregate(
    name="rescreening",
    home=Home.INSTITUTION,
    id_field="run_id",
    initial=RescreeningRun(),
    decide=decide,
    evolve=evolve,
    commands=commands.COMMANDS,
    events=events.EVENTS,
)
