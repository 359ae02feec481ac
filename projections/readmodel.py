"""What a read model is: its tables, and how a batch of events changes them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from domain.values import Recorded
from projections.folding import FoldedLog

Apply = Callable[[sa.Connection, Sequence[Recorded], FoldedLog, str], None]


@dataclass(frozen=True, slots=True)
class ReadModel:
    """One read model.

    `version` is raised whenever `tables` or what `apply` makes of events changes; it is rebuilt then.
    `apply(connection, batch, log, log_name)` changes the rows for events that follow each other in one log, in any
    size of batch to the same effect. It reads no clock and no network, for it runs again at every rebuild.
    """

    name: str
    version: int
    tables: tuple[sa.Table, ...]
    apply: Apply
