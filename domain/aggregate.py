"""The shape that every aggregate has in common: names, commands, events, decide, evolve."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.context import Context
from domain.gates import Blocks
from domain.values import Metadata, Role


class Home(StrEnum):
    """Which log an aggregate lives in. Source: settled.md 6."""

    INSTITUTION = "institution"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """What the outside may know of a command before it is decided.

    `name` is the command in kebab-case, as in the address of its REST resource. `roles` may give it.
    `opens` says that it begins a new stream. `statuses` are the spine states that allow it (empty: all).
    `blocked_by` is the kind of gate that refuses it.
    """

    name: str
    type: type
    roles: frozenset[Role]
    opens: bool = False
    statuses: frozenset[str] = frozenset()
    blocked_by: Blocks | None = None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One kind of consistency boundary, as the floors above handle it.

    `id_field` is the field of every command that names the stream. `decide(state, command, context)`
    returns events or raises a `DomainError`; `evolve(state, event, meta)` never refuses. The functions
    are typed in their own modules; here, where all kinds meet, states and events are opaque.
    """

    name: str
    home: Home
    id_field: str
    initial: Any
    decide: Callable[[Any, Any, Context], tuple[Any, ...]]
    evolve: Callable[[Any, Any, Metadata], Any]
    commands: Mapping[str, CommandSpec]
    events: tuple[type, ...]
