"""A history as a person reads it: one line an event."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import fields
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from domain.values import Recorded

_WIDTH = 100
_PASSED_OVER = {"case_id", "explanation", "catalogue_edition", "evidence"}
_PASSED_OVER |= {"fingerprint", "subject_fingerprint", "scorer_id"}  # what a program compares, and nobody reads


def lines_of(history: Sequence[Recorded], only: Sequence[Set[str]] | None = None) -> Iterator[str]:
    """Give one line for each event: version, when, who in which role, what, and its telling fields (`only` these)."""
    for number, recorded in enumerate(history):
        meta = recorded.meta
        acted_for = f", for {meta.actor.on_behalf_of}" if meta.actor.on_behalf_of is not None else ""
        who = f"{meta.actor.id} ({meta.actor.role}{acted_for})"
        said = summary(recorded.event, only[number] if only is not None else None)
        when = f"{meta.recorded_at:%Y-%m-%d %H:%M}"
        yield f"{recorded.version:>4}  {when}  {who:<44} {type(recorded.event).__name__}{f': {said}' if said else ''}"


def summary(event: Any, only: Set[str] | None = None) -> str:
    """Return the telling fields of an event in one line, ids left out."""
    told = []
    for each in fields(event):
        value = getattr(event, each.name)
        if each.name in _PASSED_OVER or value in (None, (), "", False) or isinstance(value, UUID):
            continue
        if only is not None and each.name not in only:
            continue
        shown = _shown(value)
        if shown:
            told.append(f"{each.name.replace('_', ' ')} {shown}")
    line = ", ".join(told)
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str | int | date):
        return str(value)
    if isinstance(value, tuple) and all(isinstance(each, str | int | Enum) for each in value):
        return " ".join(_shown(each) for each in value)
    return f"{len(value)}" if isinstance(value, tuple) and value and not isinstance(value[0], UUID) else ""
