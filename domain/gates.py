"""Gates: the open obligations that refuse commands and answer "why not?"."""

from dataclasses import dataclass
from enum import StrEnum


class Blocks(StrEnum):
    """What an open gate refuses. Source: settled.md 16."""

    COMPLETE_SCREENING = "complete_screening"
    APPROVE = "approve"
    START = "start"
    SHARE = "share"
    RESUME = "resume"
    CLOSE = "close"


class Scope(StrEnum):
    """How far a gate or a hold reaches; the mildest that serves is the right one (proportionality)."""

    WHOLE = "whole"
    WORK_PACKAGE = "work_package"
    SHARING = "sharing"


@dataclass(frozen=True, slots=True)
class Gate:
    """One open obligation: what it blocks, by which rule, from which source, and what closes it.

    A `legal` gate rests on law and cannot be overridden by anyone (G22). One with a `work_package` refuses only what
    is done in that package.
    """

    gate_id: str
    kind: str
    blocks: frozenset[Blocks]
    rule_id: str
    source: str
    reason: str
    closed_by: str
    scope: Scope = Scope.WHOLE
    subject: str | None = None
    legal: bool = False
    work_package: str | None = None
