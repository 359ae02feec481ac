"""The open gates of each case: "why not?", as of the day of its last event."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.collaboration import rules
from domain.gates import Gate, Scope
from domain.values import Recorded
from projections.folding import CASE_EVENTS, FoldedLog
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
        opened = {row.gate_id: row.opened_position for row in gates.of(case_id)}
        found: dict[str, Gate] = {}
        for step in taken:  # each step, so that a gate that opens and closes in one batch leaves no trace
            today = step.recorded.meta.recorded_at.date()
            found = {gate.gate_id: gate for gate in rules.open_gates(step.state, today)}
            opened = {gate_id: opened.get(gate_id, step.recorded.position) for gate_id in found}
        for row in gates.of(case_id):
            if row.gate_id not in found:
                gates.drop(row)
        for gate in found.values():
            gates.put(_row(case_id, gate, opened[gate.gate_id]))
    gates.save()


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


MODEL = ReadModel("open_gates", 2, (GATES.table,), _apply, events=CASE_EVENTS, texts=frozenset())
