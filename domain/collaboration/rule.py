"""What a rule of the case looks like: a named function with its source, listed where it is in force."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from domain.collaboration.spine import ENDED, Status
from domain.context import Context
from domain.gates import Blocks, Gate

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

GUIDELINE = "VLIR guideline on kennisveiligheid 2025 [004]"
DESIGN = "kvcase design, handbook domain.md 2.4"


@dataclass(frozen=True, slots=True)
class GateRule:
    """A rule that keeps a gate open while something is missing.

    `check(state, today)` returns the open gates; it looks at the state alone, so that the list of gates
    is the same on screen, in the API and in a decision.
    """

    rule_id: str
    kind: str
    check: "Callable[[Collaboration, date], Iterable[Gate]]"


@dataclass(frozen=True, slots=True)
class SharingRule:
    """A rule that keeps a gate open for one sharing: it looks at what goes to whom, where and in which way."""

    rule_id: str
    kind: str
    check: "Callable[[Collaboration, Any, Context], Iterable[Gate]]"


@dataclass(frozen=True, slots=True)
class Guard:
    """A rule that refuses some commands: `check` returns the reason, or None to let the command pass.

    One that `comes_last` is asked once no gate is open any more, so that it hides none of them.
    """

    rule_id: str
    source: str
    commands: tuple[type, ...]
    check: "Callable[[Collaboration, Any, Context], str | None]"
    comes_last: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules in force for a case."""

    gates: tuple[GateRule, ...]
    guards: tuple[Guard, ...]
    sharing: tuple[SharingRule, ...] = ()

    def without(self, name: str) -> "Rules":
        """Return the rules but for those with this id (a guard) or kind (a gate); to show what each is good for."""
        return replace(
            self,
            gates=tuple(rule for rule in self.gates if rule.kind != name),
            guards=tuple(rule for rule in self.guards if rule.rule_id != name),
            sharing=tuple(rule for rule in self.sharing if rule.kind != name),
        )

    def open_gates(self, state: "Collaboration", today: date) -> tuple[Gate, ...]:
        """Return every gate that stands open, but for those overridden by two named people."""
        overridden = state.spine.overridden_gates
        # Of an ended case only its closing can still be waited for.
        has_ended = state.spine.status in ENDED
        return tuple(
            _since_the_approval(gate, state)
            for rule in self.gates
            for gate in rule.check(state, today)
            if gate.gate_id not in overridden and (not has_ended or Blocks.CLOSE in gate.blocks)
        )


def _since_the_approval(gate: Gate, state: "Collaboration") -> Gate:
    """Return a gate as it stands now: what would refuse an approval refuses the start of what was approved before."""
    spine = state.spine
    status = spine.before_suspension if spine.status is Status.SUSPENDED else spine.status
    outlives = status is Status.APPROVED and Blocks.APPROVE in gate.blocks and Blocks.START not in gate.blocks
    return replace(gate, blocks=gate.blocks | {Blocks.START}) if outlives else gate
