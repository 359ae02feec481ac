"""Whose hands the case went through: who did what on it, as four-eyes rules ask it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from domain.collaboration import ethics, factors, human_rights, legal, parties, spine, topic
from domain.collaboration.topic import ClassificationLevel
from domain.values import Metadata

_PARTS: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("named a requirement of law", (legal.LegalRequirementIdentified,)),
    ("satisfied or retracted a requirement of law", (legal.LegalRequirementSatisfied, legal.LegalRequirementRetracted)),
    ("gave the committee's advice", (ethics.EthicsAdviceRecorded,)),
    ("asked to pass a gate", (spine.GateOverrideProposed,)),
    ("rebutted a risk factor", (factors.RiskFactorRebutted,)),
    ("made the human-rights test", (human_rights.HumanRightsTestRecorded,)),
)
"""What one does on a case that somebody else decides on; a person acted for did it too."""
_PART_OF = {kind: name for name, kinds in _PARTS for kind in kinds}


@dataclass(frozen=True, slots=True)
class Hands:
    """Who did which part, named each requirement of law, linked each person, and gave the level of classification."""

    by_part: Mapping[str, frozenset[str]] = field(default_factory=dict)
    named_by: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    linked_by: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    level: ClassificationLevel | None = None
    classified_by: frozenset[str] = frozenset()

    def after(self, event: Any, meta: Metadata) -> "Hands":
        """Return who did what once `event` happened."""
        if isinstance(event, parties.ResearcherLinked) and event.person_id not in self.linked_by:
            return replace(self, linked_by={**self.linked_by, event.person_id: meta.actor.identities})
        if isinstance(event, parties.ResearcherUnlinked):
            return replace(self, linked_by={key: v for key, v in self.linked_by.items() if key != event.person_id})
        if isinstance(event, topic.TopicClassified) and event.classification_level is not self.level:
            return replace(self, level=event.classification_level, classified_by=meta.actor.identities)
        part = _PART_OF.get(type(event))
        if part is None:
            return self
        who = meta.actor.identities
        by_part = {**self.by_part, part: self.by_part.get(part, frozenset()) | who}
        if isinstance(event, legal.LegalRequirementIdentified):
            return replace(self, by_part=by_part, named_by={**self.named_by, event.requirement_id: who})
        return replace(self, by_part=by_part)
