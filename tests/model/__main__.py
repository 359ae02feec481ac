"""Print what the exploration saw, as Markdown: `python -m tests.model`."""

import sys
import time

from domain.collaboration.spine import Status
from tests.model.alphabets import ALPHABETS
from tests.model.alphabets_after import ALPHABETS_AFTER
from tests.model.explore import Explored, explore
from tests.model.invariants import INVARIANTS, OF_STATES
from tests.model.invariants_after import remembered


def table(found: list[Explored]) -> str:
    """Return the figures of an exploration."""
    lines = [
        "| alphabet | moves | states | transitions | refusals | all ways |",
        "|---|---|---|---|---|---|",
        *(
            f"| {each.name} | {each.moves} | {each.states:,} | {each.transitions:,} | {each.refusals:,} "
            f"| {'yes' if each.complete else 'cut'} |"
            for each in found
        ),
    ]
    reached = set[Status]().union(*(each.statuses for each in found))
    total = (sum(each.states for each in found), sum(each.transitions for each in found))
    lines += [
        "",
        f"Together {total[0]:,} states and {total[1]:,} transitions.",
        f"Statuses reached: {', '.join(sorted(reached))}.",
        "",
        "Invariants held at every transition, the last three at every state:"
        if not any(each.broken for each in found)
        else "BROKEN:",
        *(f"- {name}: {(check.__doc__ or '').strip()}" for name, check in (*INVARIANTS.items(), *OF_STATES.items())),
        *(f"- {broken}" for each in found for broken in each.broken[:5]),
    ]
    return "\n".join(lines)


def main() -> int:
    """Explore every alphabet to its end and print the figures; 1 when an invariant is broken."""
    found = []
    for alphabet in (*ALPHABETS, *ALPHABETS_AFTER):
        begun = time.perf_counter()
        found.append(explore(alphabet, INVARIANTS, OF_STATES, remembered=remembered))
        print(f"{alphabet.name}: {time.perf_counter() - begun:.1f} s", file=sys.stderr)  # noqa: T201
    print(table(found))  # noqa: T201
    return int(any(each.broken for each in found))


if __name__ == "__main__":
    sys.exit(main())
