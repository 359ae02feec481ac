"""One checker of histories for every rig: what was promised, held to what the log and the read models hold.

A client writes a line before it sends a command (`sent`) and one when it was answered (`acked`), to a file or a pipe
that outlives it; `told` reads such lines (`read` whole files of them) and passes over a last one that a kill cut short.
`check` then takes what was told, the whole log as it was read in the end, what tailing readers saw, and what read
models hold, and returns a `Verdict`:

- lost: answered, and not (or not wholly) in the log; or in the log, and not seen by a reader or a read model;
- doubled: more events of a command than it makes, an event id twice, an event seen or applied twice;
- out of order: positions that do not rise, versions of a stream that do not count from 1, an answer that named another
  place, a command that was sent after another was answered and yet stands before it;
- unasked: events of a command that nobody sent;
- differing: rows of a read model that are not those of a fresh fold.

A command that was sent and never answered may be there or not, but only once and only whole.
"""

import itertools
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from domain.values import Recorded

_SHOWN = 5


@dataclass(slots=True)
class Told:
    """What clients told of one command: when it was sent, and of its answer, if there was one."""

    events: int
    """How many events it makes."""
    began: float
    ended: float | None = None
    stream_id: UUID | None = None
    version: int = 0
    position: int = 0
    """The version and the position of its last event, by the answer."""


def sent(command_id: UUID, events: int = 1) -> str:
    """Return the line to write before a command that makes so many events is sent."""
    return f"sent {command_id} {events} {time.monotonic()}\n"


def acked(command_id: UUID, stream_id: UUID, version: int, position: int) -> str:
    """Return the line to write once a command was answered with the place of its last event."""
    return f"acked {command_id} {stream_id} {version} {position} {time.monotonic()}\n"


def told(lines: Iterable[str], known: dict[UUID, Told] | None = None) -> dict[UUID, Told]:
    """Return what lines tell, by command id, added to what is `known`. A line without its end is passed over."""
    found = known if known is not None else {}
    for line in lines:
        if not line.endswith("\n"):
            continue
        match line.split():
            case ["sent", command, events, began]:
                found.setdefault(UUID(command), Told(int(events), float(began)))  # sent again: it began then
            case ["acked", command, stream, version, position, ended]:
                one = found[UUID(command)]
                one.ended, one.stream_id = float(ended), UUID(stream)
                one.version, one.position = int(version), int(position)
            case _:
                raise ValueError(f"no line of a diary: {line!r}")
    return found


def read(diaries: Iterable[Path]) -> dict[UUID, Told]:
    """Return what the diaries of clients tell."""
    found: dict[UUID, Told] = {}
    for diary in diaries:
        told(diary.read_text(encoding="ascii").splitlines(keepends=True), found)
    return found


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong, each told in words, and how much was looked at."""

    commands: int
    answered: int
    events: int
    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    out_of_order: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Tell whether nothing is wrong."""
        return not (self.lost or self.doubled or self.out_of_order or self.unasked or self.differing)

    def __str__(self) -> str:
        """Return the figures, and the first of what is wrong of each kind."""
        kinds = ("lost", "doubled", "out_of_order", "unasked", "differing")
        counts = [f"{len(getattr(self, kind))} {kind.replace('_', ' ')}" for kind in kinds]
        examples = [f"\n  {kind}: {each}" for kind in kinds for each in getattr(self, kind)[:_SHOWN]]
        return (
            f"{self.commands:,} commands, {self.answered:,} answered, {self.events:,} events: {', '.join(counts)}"
            f"{''.join(examples)}"
        )

    def must_be_good(self) -> "Verdict":
        """Return itself. Raises `AssertionError` telling what is wrong."""
        assert self.is_good, str(self)
        return self


@dataclass(slots=True)
class _Findings:
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)


def check(
    log: Sequence[Recorded],
    commands: Mapping[UUID, Told] | None = None,
    *,
    seen: Mapping[str, Sequence[int]] | None = None,
    rows: Mapping[str, tuple[object, object]] | None = None,
) -> Verdict:
    """Hold a history to its log, which was read from first to last when all was over.

    `commands` are what was told, by id; `None` when nobody kept a diary. `seen` are the positions that each reader
    saw, or that each read model applied, in their order. `rows` are by read model (what serves, a fresh fold), rows or
    digests, whatever can be compared.
    """
    found = _Findings()
    _log_itself(log, found)
    if commands is not None:
        _commands(log, commands, found)
    positions = [each.position for each in log]
    for name, saw in (seen or {}).items():
        _seen(name, saw, positions, found)
    found.differing += [name for name, (serves, fresh) in (rows or {}).items() if serves != fresh]
    answered = sum(each.ended is not None for each in (commands or {}).values())
    return Verdict(
        len(commands or {}),
        answered,
        len(log),
        tuple(found.lost),
        tuple(found.doubled),
        tuple(found.out_of_order),
        tuple(found.unasked),
        tuple(found.differing),
    )


def _log_itself(log: Sequence[Recorded], found: _Findings) -> None:
    last, versions, ids = 0, defaultdict[UUID, int](int), Counter[UUID]()
    for each in log:
        if each.position <= last:
            found.out_of_order.append(f"position {each.position} behind {last}")
        if each.version != versions[each.stream_id] + 1:
            found.out_of_order.append(
                f"stream {each.stream_id} has version {each.version} behind {versions[each.stream_id]}"
            )
        last, versions[each.stream_id] = each.position, each.version
        ids[each.meta.event_id] += 1
    found.doubled += [f"event id {key} stands {count} times in the log" for key, count in ids.items() if count > 1]


def _commands(log: Sequence[Recorded], commands: Mapping[UUID, Told], found: _Findings) -> None:
    made: dict[UUID, list[Recorded]] = defaultdict(list)
    for each in log:
        made[each.meta.command_id].append(each)
    found.unasked += [f"command {key} at position {made[key][0].position}" for key in made.keys() - commands.keys()]
    for key, one in commands.items():
        events = made.get(key, [])
        if len(events) > one.events:
            found.doubled.append(f"command {key} makes {one.events} event(s), and the log has {len(events)}")
        elif len(events) < one.events and (events or one.ended is not None):
            found.lost.append(f"command {key}: {len(events)} of {one.events} event(s) are in the log")
        elif events and one.ended is not None:
            last = events[-1]
            if (last.stream_id, last.version, last.position) != (one.stream_id, one.version, one.position):
                found.out_of_order.append(
                    f"command {key} was told version {one.version} at position {one.position}, and stands as version "
                    f"{last.version} at position {last.position}"
                )
    _real_time(made, commands, found)


def _real_time(made: Mapping[UUID, Sequence[Recorded]], commands: Mapping[UUID, Told], found: _Findings) -> None:
    """What was sent after another was answered stands behind it. Walked from the end: each before all later ones."""
    placed = sorted((made[key][0].position, key) for key in made.keys() & commands.keys())
    earliest, whose = float("inf"), None
    for position, key in reversed(placed):
        one = commands[key]
        if one.began > earliest:
            found.out_of_order.append(f"command {key} at position {position} was sent after {whose} was answered")
        if one.ended is not None and one.ended < earliest:
            earliest, whose = one.ended, key


def _seen(name: str, saw: Sequence[int], positions: Sequence[int], found: _Findings) -> None:
    counted = Counter(saw)
    missing = [each for each in positions if each not in counted]
    found.lost += [f"{name} has not seen position {each}" for each in missing]
    found.doubled += [f"{name} saw position {each} {count} times" for each, count in counted.items() if count > 1]
    found.unasked += [
        f"{name} saw position {each}, which is not in the log" for each in counted.keys() - set(positions)
    ]
    found.out_of_order += [
        f"{name} saw position {after} behind {before}" for before, after in itertools.pairwise(saw) if after < before
    ]
