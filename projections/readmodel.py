"""What a read model is: its tables, and how a batch of events changes them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from domain.ports import EventLog, Wanted
from domain.values import Recorded
from projections import folding
from projections.sheets import Place

Apply = Callable[[Place, Sequence[Recorded], folding.FoldedLog, str], None]


@dataclass(frozen=True, slots=True)
class ReadModel:
    """One read model.

    `version` is raised whenever `tables` or what `apply` makes of events changes; it is rebuilt then.
    `apply(place, batch, log, log_name)` changes the rows for events that follow each other in one log, in any size of
    batch to the same effect. It reads no clock and no network, for it runs again at every rebuild.
    `events` are those that `apply` looks at, and `texts` those of them whose personal texts it takes; `None` is all.
    What it does not look at is not even decoded, and yet moves its position. `depth` is how much it reads of the cases
    that it is given.
    """

    name: str
    version: int
    tables: tuple[sa.Table, ...]
    apply: Apply
    events: frozenset[type] | None = None
    texts: frozenset[type] | None = None
    depth: folding.Depth = folding.Depth.TOLD


def followed(log: EventLog, models: Sequence[ReadModel], kept_cases: int = folding.KEPT_CASES) -> folding.FoldedLog:
    """Return a log as some read models follow it: with what they want of it, and no more."""
    return folding.FoldedLog(
        log, wanted(models), kept_cases, depth=max((each.depth for each in models), default=folding.Depth.TOLD)
    )


def wanted(models: Iterable[ReadModel]) -> Wanted:
    """Return what some read models want of a log, all together."""
    chosen = tuple(models)
    return Wanted(_union(each.events for each in chosen), _union(each.texts for each in chosen))


def _union(kinds: "Iterable[frozenset[type] | None]") -> frozenset[type] | None:
    found: frozenset[type] = frozenset()
    for each in kinds:
        if each is None:
            return None
        found |= each
    return found
