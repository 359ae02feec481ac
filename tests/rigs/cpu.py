"""How long processes have computed, as the kernel counts it: told whatever else the machine is busy with."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_PROCESSES: Final = Path("/proc")
_PARENT, _USER, _CHILDREN = 1, 11, 15
"""Places in a line of `stat`, counted behind the name: the parent, and from where to where its times stand."""


def seconds(first: int) -> float:
    """Return how many seconds a process, those that it started and those that these started have computed so far.

    Those of processes that ended count once whoever started them knows of the end. Raises `OSError` where the kernel
    does not tell (it is Linux that does).
    """
    told = dict(_told())
    children: dict[int, list[int]] = {}
    for pid, line in told.items():
        children.setdefault(int(line[_PARENT]), []).append(pid)
    ticks, waiting = 0, [first]
    while waiting:
        pid = waiting.pop()
        ticks += sum(int(each) for each in told.get(pid, ())[_USER:_CHILDREN])
        waiting += children.get(pid, [])
    return ticks / os.sysconf("SC_CLK_TCK")


def _told() -> Iterator[tuple[int, list[str]]]:
    for entry in _PROCESSES.iterdir():
        if entry.name.isdecimal():
            try:
                line = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
                continue
            yield int(entry.name), line.rpartition(")")[2].split()
