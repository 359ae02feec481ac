"""The topic track: critical technologies, dual-use codes, maturity, military purpose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from domain import control_codes, text
from domain.collaboration.rule import GUIDELINE, GateRule
from domain.context import Context
from domain.errors import UnusableInputError
from domain.gates import Blocks, Gate, Scope
from domain.sentence import say
from domain.values import CaseId, Metadata, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


class Certainty(StrEnum):
    """How sure it is that an item stands on a control list."""

    CONFIRMED = "confirmed"
    SUSPECTED = "suspected"
    EXCLUDED = "excluded"


class Interference(StrEnum):
    """Why a topic may draw interference. Source: [004]; handbook domain.md 1.3."""

    POLITICAL = "political"
    COMMERCIAL = "commercial"
    DEPENDENCE = "dependence"


class ClassificationLevel(StrEnum):
    """The four Belgian levels of classified information. Source: [004]."""

    BEPERKT = "beperkt"
    VERTROUWELIJK = "vertrouwelijk"
    GEHEIM = "geheim"
    ZEER_GEHEIM = "zeer_geheim"


@dataclass(frozen=True, slots=True)
class ControlCode:
    """One item of Annex I of Regulation (EU) 2021/821; a code means nothing without the version of its annex."""

    code: str
    annex_version: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class TopicClassified:
    """Someone said what the research is about, in the terms of the lists."""

    stored_name: ClassVar[str] = "collaboration.topic-classified.v1"
    case_id: CaseId
    technologies: tuple[str, ...]
    interference: tuple[Interference, ...]
    control_codes: tuple[ControlCode, ...]
    trl_min: int | None
    trl_max: int | None
    is_military: bool
    classification_level: ClassificationLevel | None
    rationale: SealedText
    catalogue_edition: str
    trl_method: SealedText | None = None


@dataclass(frozen=True, slots=True)
class ClassifyTopic:
    """Say what the research is about; the whole classification is given each time.

    `technologies` are sub-technology codes such as `9.1`; `trl_min` and `trl_max` run from 1 to 9, and `trl_method`
    says how they were found (a checklist, a proof of concept).
    """

    case_id: CaseId
    rationale: str
    technologies: tuple[str, ...] = ()
    interference: tuple[Interference, ...] = ()
    control_codes: tuple[ControlCode, ...] = ()
    trl_min: int | None = None
    trl_max: int | None = None
    is_military: bool = False
    classification_level: ClassificationLevel | None = None
    trl_method: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """What later decisions need to know of the topic."""

    is_classified: bool = False
    technologies: tuple[str, ...] = ()
    interference: tuple[Interference, ...] = ()
    control_codes: tuple[ControlCode, ...] = ()
    trl_max: int | None = None
    is_military: bool = False
    classification_level: ClassificationLevel | None = None

    @property
    def is_technical(self) -> bool:
        """Say whether it is about a critical technology, an item that may be listed, or a military purpose."""
        has_codes = any(each.certainty is not Certainty.EXCLUDED for each in self.control_codes)
        return bool(self.technologies) or has_codes or self.is_military

    @property
    def listed_codes(self) -> frozenset[str]:
        """Return the codes of items confirmed to stand on the control list."""
        return frozenset(each.code for each in self.control_codes if each.certainty is Certainty.CONFIRMED)


Command = ClassifyTopic
Event = TopicClassified


def decide(_state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return the classification. Raises `UnusableInputError` for codes and levels that do not exist."""
    for number, code in enumerate(command.technologies):
        if code not in context.catalogue.subtechnologies:
            known = f"a sub-technology of edition {context.catalogue.edition}, such as 9.1"
            raise UnusableInputError(f"technologies.{number}", f"{code!r} is not in the catalogue", known)
    control_codes.refuse_unusable(command.control_codes, context.today)
    for name, level in (("trl_min", command.trl_min), ("trl_max", command.trl_max)):
        if level is not None and not 1 <= level <= 9:
            raise UnusableInputError(name, f"{level} is no technology readiness level", "1 to 9")
    if command.trl_min is not None and command.trl_max is not None and command.trl_max < command.trl_min:
        raise UnusableInputError("trl_max", "lies below trl_min", f"{command.trl_min} to 9")
    if command.trl_method is not None and command.trl_min is None and command.trl_max is None:
        raise UnusableInputError("trl_method", "says how no level was found", "trl_min or trl_max, 1 to 9, with it")
    return (
        TopicClassified(
            command.case_id,
            tuple(sorted(set(command.technologies))),
            tuple(sorted(set(command.interference))),
            command.control_codes,
            command.trl_min,
            command.trl_max,
            command.is_military,
            command.classification_level,
            text.required(command.rationale, "rationale"),
            context.catalogue.edition,
            None if command.trl_method is None else text.required(command.trl_method, "trl_method"),
        ),
    )


def evolve(_slice: Topic, event: Event, _meta: Metadata) -> Topic:
    """Return the topic as classified last."""
    return classified(event)


def classified(event: TopicClassified) -> Topic:
    """Return the topic as one classification says: each replaces the one before."""
    trl = event.trl_max if event.trl_max is not None else event.trl_min
    return Topic(
        True,
        event.technologies,
        event.interference,
        event.control_codes,
        trl,
        event.is_military,
        event.classification_level,
    )


def suspected_items_are_not_shared(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """A suspected dual-use item is classified before it is shared. Source: [004] casus 3; Reg. (EU) 2021/821."""
    for item in state.topic.control_codes:
        if item.certainty is Certainty.SUSPECTED:
            yield Gate(
                f"classification:{item.code}",
                "classification",
                frozenset({Blocks.SHARE}),
                "G4-classification",
                f"{GUIDELINE}, casus 3; Regulation (EU) 2021/821, Annex I",
                say("{code} is suspected to be a dual-use item, and neither confirmed nor excluded", code=item.code),
                "classify-topic, by the export control officer",
                Scope.SHARING,
                legal=True,
            )


GATES = (GateRule("G4-classification", "classification", suspected_items_are_not_shared),)
