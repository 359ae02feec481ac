"""Histories that nobody has written yet: decided one after the other in memory, then appended in the order of time.

The service and its facts see them as they see a log, so that every rule, reaction and refusal is the program's own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.errors import RuleRefusedError
from domain.values import Recorded
from kvcase.store.errors import VersionConflict
from kvcase.store.logs import Append, CommandRow, EventLog, Logs

_BATCH = 1_000
"""Commands in one transaction."""


@dataclass(slots=True)
class DraftLog:
    """The log of an institution that is empty as yet, held in memory."""

    slug: str
    _streams: dict[UUID, list[Recorded]] = field(default_factory=dict)
    _commands: dict[UUID, CommandRow] = field(default_factory=dict)
    _written: list[tuple[datetime, Append, tuple[CommandRow, ...]]] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)
    _count: int = 0

    def read(
        self, stream_id: UUID, upto_version: int | None = None, *, after_version: int = 0, reveal: bool = True
    ) -> tuple[Recorded, ...]:
        """Return the events of a stream behind a version, up to and with another."""
        return tuple(self._streams.get(stream_id, ())[after_version:upto_version])

    def streams(
        self,
        stream_ids: Iterable[UUID],
        upto_position: int | None = None,
        *,
        reveal: bool = True,
        texts: frozenset[type] | None = None,
    ) -> Mapping[UUID, tuple[Recorded, ...]]:
        """Return the events of many streams; one that does not exist is left out."""
        return {each: tuple(self._streams[each]) for each in dict.fromkeys(stream_ids) if each in self._streams}

    def command(self, command_id: UUID) -> CommandRow | None:
        """Return what is kept of a command, or `None` if it was never recorded."""
        return self._commands.get(command_id)

    def head(self) -> int:
        """Return the last position, or 0."""
        return self._count

    def append(
        self,
        appends: Sequence[Append],
        *,
        commands: Sequence[CommandRow] = (),
        within: Callable[[Any], None] | None = None,
    ) -> tuple[Recorded, ...]:
        """Append to streams and record the commands. Raises `VersionConflict` where a stream moved on."""
        if within is not None:
            raise TypeError("a draft has no transaction in which more could be written")
        self._commands |= {each.command_id: each for each in commands}
        recorded: list[Recorded] = []
        for append in appends:
            stream = self._streams.setdefault(append.stream_id, [])
            if len(stream) != append.after_version:
                raise VersionConflict(f"stream {append.stream_id} is at version {len(stream)}")
            first, meta = append.events[0]
            told = append.events
            if append.series is not None and getattr(first, "reference", None) == "":
                number = self._numbers[append.series] = self._numbers.get(append.series, 0) + 1
                told = ((replace(first, reference=f"{append.series}-{number:06d}"), meta), *told[1:])
            for event, each in told:
                self._count += 1
                stream.append(Recorded(append.stream_id, len(stream) + 1, self._count, event, each))
                recorded.append(stream[-1])
            # The log gives the number anew; cases are notified in the order of time, so that it is the same one.
            self._written.append((meta.recorded_at, append, tuple(commands)))
        return tuple(recorded)

    def write(self, log: EventLog) -> int:
        """Append all of it to a log in the order of time; return how many events there were.

        Raises `RuleRefusedError` for a log that holds something already: what is older cannot stand behind it.
        """
        if log.head():
            reason = f"the log of {self.slug} holds {log.head()} event(s) already, and simulated years come before"
            raise RuleRefusedError("simulated-first", "handbook settled.md 8", reason)
        # A sort keeps the order of equal instants, and each stream was written in its own order of time.
        written = sorted(self._written, key=lambda each: each[0])
        for begin in range(0, len(written), _BATCH):
            batch = written[begin : begin + _BATCH]
            log.append([append for _, append, _ in batch], commands=[each for *_, rows in batch for each in rows])
        self._written.clear()
        return self._count


class Drafts(Logs):
    """The logs of an installation, with one institution's in memory."""

    def __init__(self, real: Logs, slug: str) -> None:
        """Let the log of an institution be a draft; the shared one is the real one."""
        self._real = real
        self.draft = DraftLog(slug)

    def log(self, slug: str) -> EventLog:
        """Return the draft, or the real log of anybody else."""
        return self.draft if slug == self.draft.slug else self._real.log(slug)  # type: ignore[return-value]
