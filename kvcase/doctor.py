"""What `kvcase doctor` looks at: one pure function for each check, from facts to a finding.

A finding is `ok`, `warn` (see to it soon) or `bad` (something does not work, or what was promised does not hold). What
it means and what to do stand in `doctor_words`, in Dutch and English, under its code.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.watchlist.words import SourceState
from kvcase.store.schema import SAFE_COMMITS

LAG_SECONDS_WARN, LAG_SECONDS_BAD = 60.0, 600.0
SKEW_SECONDS_WARN, SKEW_SECONDS_BAD = 2.0, 30.0
DISK_WARN, DISK_BAD = 0.10, 0.05
BACKUP_HOURS_WARN, BACKUP_HOURS_BAD = 26.0, 24.0 * 7
UNSIGNED_MINUTES_WARN, UNSIGNED_MINUTES_BAD = 15.0, 24.0 * 60
WITNESS_TRIES_BAD: Final = 10
LIST_DAYS_LEFT: Final = 30
TELLING_HOURS_WARN: Final = 2.0
_SHOWN: Final = 3


class State(StrEnum):
    """How good a finding is."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found of one thing, `where`; `code` and `values` say it."""

    check: str
    where: str
    state: State
    code: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def is_good(found: Collection[Finding]) -> bool:
    """Say whether nothing needs to be seen to."""
    return all(each.state is State.OK for each in found)


def encoding(where: str, found: str) -> Finding:
    """Say whether a database holds every script."""
    is_utf8 = found.upper().replace("-", "") == "UTF8"
    return _of("encoding", where, State.OK if is_utf8 else State.BAD, "good" if is_utf8 else "other", found=found)


def schema(where: str, found: int, expected: int) -> Finding:
    """Say whether the tables are those that this kvcase knows; version 0 is none at all."""
    if found == expected:
        return _of("schema", where, State.OK, "good", found=found)
    code = "none" if found == 0 else "older" if found < expected else "newer"
    return _of("schema", where, State.BAD, code, found=found, expected=expected)


def unnamed(where: str) -> Finding:
    """Tell of a log that is there and that the settings do not name."""
    return _of("schema", where, State.BAD, "unnamed")


def privileges(lacks: Sequence[str], exceeds: Sequence[str]) -> Finding:
    """Say whether our login on PostgreSQL may append and read, and can do nothing else to a log."""
    if lacks:
        return _of("privileges", "database", State.BAD, "lacking", told=_few(lacks))
    if exceeds:
        return _of("privileges", "database", State.WARN, "excess", told=_few(exceeds))
    return _of("privileges", "database", State.OK, "good")


def file_rights(where: str, mode: int, *, is_writable: bool) -> Finding:
    """Say whether a file of the data can be written by us, and read by nobody else."""
    if not is_writable:
        return _of("privileges", where, State.BAD, "unwritable")
    if mode & 0o077:
        return _of("privileges", where, State.WARN, "open", mode=f"{mode & 0o777:04o}")
    return _of("privileges", where, State.OK, "own")


def skew(where: str, seconds: float) -> Finding:
    """Compare the clock of this machine with that of the database, in seconds that ours is ahead."""
    off = abs(seconds)
    state = State.BAD if off > SKEW_SECONDS_BAD else State.WARN if off > SKEW_SECONDS_WARN else State.OK
    return _of("clock", where, state, "good" if state is State.OK else "skew", seconds=f"{seconds:+.1f}")


def newest_event(where: str, seconds_ahead: float) -> Finding:
    """Say whether the newest event lies in the future by our clock: then ours goes back, or its writer's was ahead."""
    if seconds_ahead > SKEW_SECONDS_WARN:
        state = State.BAD if seconds_ahead > SKEW_SECONDS_BAD else State.WARN
        return _of("clock", where, state, "future", seconds=f"{seconds_ahead:.1f}")
    return _of("clock", where, State.OK, "past")


def lag(log: str, model: str, events: int, seconds: float) -> Finding:
    """Say how far a read model is behind its log, in events and in seconds."""
    where, values = f"{log} {model}", {"events": events, "seconds": f"{seconds:.1f}"}
    if events < 0:
        return _of("lag", where, State.BAD, "ahead", model=model, **values)
    late = State.BAD if seconds > LAG_SECONDS_BAD else State.WARN if seconds > LAG_SECONDS_WARN else State.OK
    return _of("lag", where, late if events else State.OK, "behind" if events else "good", model=model, **values)


def outdated(log: str, model: str) -> Finding:
    """Tell of a read model whose rows another version of kvcase made."""
    return _of("lag", f"{log} {model}", State.BAD, "outdated", model=model)


def parked(log: str, counts: Mapping[str, int]) -> Finding:
    """Say whether read models have put events aside, by model."""
    waiting = {model: count for model, count in counts.items() if count}
    if not waiting:
        return _of("parked", log, State.OK, "good")
    told = ", ".join(f"`{model}` {count}" for model, count in sorted(waiting.items()))
    return _of("parked", log, State.WARN, "some", count=sum(waiting.values()), models=told)


def watch_list(list_id: str, days: int | None, most: int, source: SourceState, *, is_held: bool) -> Finding:
    """Say whether a list may be screened with, and for how long; `days` is the age of the version in force."""
    values = {"days": days if days is not None else 0, "most": most}
    if days is None:
        return _of("lists", list_id, State.WARN, "empty", **values)
    if days > most:
        return _of("lists", list_id, State.BAD, "old", **values)
    if source is not SourceState.AVAILABLE:
        return _of("lists", list_id, State.WARN, source.value, **values)
    if is_held:
        return _of("lists", list_id, State.WARN, "held", **values)
    if days > most - LIST_DAYS_LEFT:
        return _of("lists", list_id, State.WARN, "ageing", **values)
    return _of("lists", list_id, State.OK, "good", **values)


def no_lists() -> Finding:
    """Tell that there is no list to screen with."""
    return _of("lists", "shared", State.WARN, "none")


def checkpoint(log: str, unsigned: int, minutes: float | None, *, has_key: bool, every_minutes: int) -> Finding:
    """Say whether a log is signed up to now: `unsigned` events are not, and the oldest of them is `minutes` old."""
    if not has_key:
        return _of("checkpoint", log, State.WARN, "no_key")
    if unsigned < 0:
        return _of("checkpoint", log, State.BAD, "cut", count=-unsigned)
    if not unsigned or minutes is None:
        return _of("checkpoint", log, State.OK, "good")
    warn, bad = max(3.0 * every_minutes, UNSIGNED_MINUTES_WARN), max(3.0 * every_minutes, UNSIGNED_MINUTES_BAD)
    state = State.BAD if minutes > bad else State.WARN if minutes > warn else State.OK
    return _of("checkpoint", log, state, "waits" if state is State.OK else "late", count=unsigned, minutes=int(minutes))


def no_witness() -> Finding:
    """Tell that nobody else keeps the checkpoints."""
    return _of("witness", "", State.WARN, "none")


def witness(log: str, name: str, behind: int, tries: int, error: str) -> Finding:
    """Say whether a witness has the newest checkpoint, or one that is not here any more."""
    if behind < 0:
        return _of("witness", f"{log} {name}", State.BAD, "ahead", count=-behind, log=log)
    if tries:
        state = State.BAD if tries >= WITNESS_TRIES_BAD else State.WARN
        return _of("witness", f"{log} {name}", state, "failing", tries=tries, error=error)
    if behind:
        return _of("witness", f"{log} {name}", State.OK, "waits", count=behind)
    return _of("witness", f"{log} {name}", State.OK, "good")


def disk(where: str, free: int, total: int) -> Finding:
    """Say whether a disk has room; sizes in bytes."""
    share = free / total if total else 0.0
    state = State.BAD if share < DISK_BAD else State.WARN if share < DISK_WARN else State.OK
    code = "good" if state is State.OK else "little"
    return _of("disk", where, state, code, free=f"{free / 1e9:.1f}", share=f"{100 * share:.0f}")


def durability(where: str, settings: Mapping[str, str]) -> Finding:
    """Say whether what is committed survives a power cut, by the settings of PostgreSQL."""
    wrong = {name: value for name, value in settings.items() if name != "synchronous_commit" and value != "on"}
    if (commit := settings.get("synchronous_commit", "on")) not in SAFE_COMMITS:
        wrong["synchronous_commit"] = commit
    told = ", ".join(f"{name} = {value}" for name, value in sorted((wrong or settings).items()))
    return _of("durability", where, State.BAD if wrong else State.OK, "weak" if wrong else "good", settings=told)


def own_durability(where: str, error: str | None) -> Finding:
    """Say the same of an SQLite file, which kvcase sets up and asserts at each connection."""
    if error is not None:
        return _of("durability", where, State.BAD, "unusable", error=error)
    return _of("durability", where, State.OK, "good", settings="journal_mode = wal, synchronous = full")


def master_key(error: str | None) -> Finding:
    """Say whether the wrapping key opens the vault; that it lies outside the data the settings assert."""
    if error is not None:
        return _of("master-key", "vault", State.BAD, "wrong", error=error)
    return _of("master-key", "vault", State.OK, "good")


def leases(log: str, *, wants_worker: bool, has_worker: bool) -> Finding:
    """Say whether a worker follows a log, where requests wait for one."""
    if has_worker:
        return _of("leases", log, State.OK, "held")
    return _of("leases", log, State.WARN, "away") if wants_worker else _of("leases", log, State.OK, "inline")


def backup(hours: float | None, *, folder: str | None, has_keys: bool = True, is_apart: bool = True) -> Finding:
    """Say how old the newest whole backup of the logs is, whether there are keys to it, and whether it lies apart."""
    if folder is None:
        return _of("backup", "", State.WARN, "no_folder")
    if hours is None:
        return _of("backup", folder, State.BAD, "none")
    if not has_keys:
        return _of("backup", folder, State.BAD, "no_keys")
    if not is_apart:
        return _of("backup", folder, State.BAD, "inside")
    if hours * 3600 < -SKEW_SECONDS_BAD:
        return _of("backup", folder, State.WARN, "future", hours=f"{-hours:.1f}")
    state = State.BAD if hours > BACKUP_HOURS_BAD else State.WARN if hours > BACKUP_HOURS_WARN else State.OK
    return _of("backup", folder, state, "good" if state is State.OK else "old", hours=f"{hours:.0f}")


def left(where: str) -> Finding:
    """Tell of a folder or schema that a killed backup or restore left."""
    return _of("backup", where, State.WARN, "left")


def register(file: str | None, *, is_there: bool, is_apart: bool, error: str | None = None) -> Finding:
    """Say whether the register of erasures is there, whole and apart from the data: by it a restore erases again."""
    if file is None:
        return _of("register", "", State.WARN, "no_file")
    if not is_there:
        return _of("register", file, State.BAD, "missing")
    if error is not None:
        return _of("register", file, State.BAD, "unusable", error=error)
    return _of("register", file, State.OK if is_apart else State.WARN, "good" if is_apart else "inside")


def documents(where: str, folder: str | None, missing: int) -> Finding:
    """Say whether every document whose content is kept has its file."""
    if missing:
        return _of("documents", where, State.BAD, "missing", count=missing, folder=folder or "KVCASE_BLOBS")
    return _of(
        "documents", where, State.WARN if folder is None else State.OK, "no_folder" if folder is None else "good"
    )


def telling(where: str, dead: int, waiting_hours: float, *, has_carrier: bool = True) -> Finding:
    """Say whether a subscriber takes what it is told; `waiting_hours` is how long the oldest message waits."""
    if not has_carrier:
        return _of("telling", where, State.WARN, "no_mail")
    if dead:
        return _of("telling", where, State.WARN, "dead", count=dead)
    if waiting_hours > TELLING_HOURS_WARN:
        return _of("telling", where, State.WARN, "waits", hours=f"{waiting_hours:.0f}")
    return _of("telling", where, State.OK, "good")


def gone(where: str) -> Finding:
    """Tell of a subscriber that said itself that it is gone."""
    return _of("telling", where, State.WARN, "gone")


def unusable(check: str, where: str, error: str) -> Finding:
    """Tell that something could not be looked at."""
    return _of(check, where, State.BAD, "unusable", error=error)


def _few(told: Sequence[str]) -> str:
    more = len(told) - _SHOWN
    return "; ".join(told[:_SHOWN]) + (f" (+ {more})" if more > 0 else "")


def _of(check: str, where: str, state: State, code: str, **values: object) -> Finding:
    return Finding(check, where, state, code, MappingProxyType(values))
