"""Whose hands the case went through: who did what on it, as four-eyes rules ask it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from domain.collaboration import ethics, human_rights, legal
from domain.values import Metadata

_PARTS: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("named a requirement of law", (legal.LegalRequirementIdentified,)),
    ("satisfied or retracted a requirement of law", (legal.LegalRequirementSatisfied, legal.LegalRequirementRetracted)),
    ("gave the committee's advice", (ethics.EthicsAdviceRecorded,)),
    ("made the human-rights test", (human_rights.HumanRightsTestRecorded,)),
)
"""What one does on a case that somebody else decides on; a person acted for did it too."""


@dataclass(frozen=True, slots=True)
class Hands:
    """Who did which part, and who named each requirement of law."""

    by_part: Mapping[str, frozenset[str]] = field(default_factory=dict)
    named_by: Mapping[UUID, frozenset[str]] = field(default_factory=dict)

    def after(self, event: Any, meta: Metadata) -> "Hands":
        """Return who did what once `event` happened."""
        part = next((name for name, types in _PARTS if isinstance(event, types)), None)
        if part is None:
            return self
        who = meta.actor.identities
        by_part = {**self.by_part, part: self.by_part.get(part, frozenset()) | who}
        if isinstance(event, legal.LegalRequirementIdentified):
            return Hands(by_part, {**self.named_by, event.requirement_id: who})
        return replace(self, by_part=by_part)
