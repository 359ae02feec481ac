"""The open gates of each case: "why not?", as of the day of its last event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from uuid import UUID

from domain.collaboration import rules
from domain.collaboration.rule import Rules
from domain.gates import Gate, Scope
from domain.values import Recorded
from projections.folding import CASE_EVENTS, Depth, FoldedLog, Step
from projections.readmodel import ReadModel
from projections.sheets import Draft, Place, Sheet


@dataclass(frozen=True, slots=True)
class GateRow:
    """A gate that stands open since the event at `opened_position`; the rest is as in `domain.gates.Gate`."""

    case_id: UUID
    gate_id: str
    kind: str
    blocks: tuple[str, ...]
    scope: Scope
    rule_id: str
    source: str
    reason: str
    closed_by: str
    subject: str | None
    legal: bool
    work_package: str | None
    opened_position: int


GATES = Sheet("open_gates", GateRow, ("case_id", "gate_id"))


def _apply(place: Place, batch: Sequence[Recorded], log: FoldedLog, _log_name: str) -> None:
    steps = log.steps(batch)
    gates = Draft(GATES, place, steps)
    for case_id, taken in steps.items():
        found = {gate.gate_id: gate for gate in rules.RULES.open_gates(taken[-1].state, _day(taken[-1]))}
        opened = _opened(found, taken, {row.gate_id: row.opened_position for row in gates.of(case_id)})
        for row in gates.of(case_id):
            if row.gate_id not in found:
                gates.drop(row)
        for gate in found.values():
            gates.put(_row(case_id, gate, opened[gate.gate_id]))
    gates.save()


def _opened(found: Mapping[str, Gate], taken: Sequence[Step], before: Mapping[str, int]) -> Mapping[str, int]:
    """Return since which position each of the gates of the last step stands open; `before` tells those of earlier.

    Looked for from the last step back, and no further than to where it last stood closed.
    """
    opened = dict.fromkeys(found, taken[-1].recorded.position)
    asked = _finding(frozenset(gate.kind for gate in found.values()))
    standing = set(found)
    for step in reversed(taken[:-1]):
        if not standing:
            break
        standing &= {gate.gate_id for gate in asked.open_gates(step.state, _day(step))}
        opened |= dict.fromkeys(standing, step.recorded.position)
    return opened | {gate_id: before[gate_id] for gate_id in standing if gate_id in before}


@lru_cache(maxsize=1_024)
def _finding(kinds: frozenset[str]) -> Rules:
    """Return the rules that find gates of these kinds, and no others."""
    return replace(rules.RULES, gates=tuple(rule for rule in rules.RULES.gates if rule.kind in kinds))


def _day(step: Step) -> date:
    return step.recorded.meta.recorded_at.date()


def _row(case_id: UUID, gate: Gate, opened_position: int) -> GateRow:
    return GateRow(
        case_id,
        gate.gate_id,
        gate.kind,
        tuple(sorted(str(each) for each in gate.blocks)),
        gate.scope,
        gate.rule_id,
        gate.source,
        gate.reason,
        gate.closed_by,
        gate.subject,
        gate.legal,
        gate.work_package,
        opened_position,
    )


MODEL = ReadModel("open_gates", 2, (GATES.table,), _apply, events=CASE_EVENTS, texts=frozenset(), depth=Depth.GATED)
