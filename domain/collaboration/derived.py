"""Which risk factors the facts of a case show by themselves: its topic, its parties, and the hits people confirmed.

Source: VLIR guideline 2025 [004]; the factor catalogue. Every other factor stands when a person asserts it.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from domain.collaboration import spine
from domain.collaboration.screening import Hit, Resolution
from domain.collaboration.topic import Certainty, Interference
from domain.context import Catalogue
from domain.values import Effect, SubjectKind

if TYPE_CHECKING:
    from domain.collaboration.parties import LinkedPerson
    from domain.collaboration.state import Collaboration

APPLIED_FROM_TRL = 3
"""From this readiness level research is in principle applied (X1). Source: [004], maturity of the technology."""
MATURING = frozenset({"T-DUAL", "T-MIL"})
SANCTIONS_BY_LIST: Mapping[str, str] = {
    "eu-fsf": "P-SANC-EU",
    "un-sc": "P-SANC-UN",
    "flemish-measures": "P-SANC-VL",
}
"""Whose law a list of law is; any other counts as the Union's, through which sanctions bind here."""
MILITARY_LISTS = frozenset({"seven-sons", "cn-military", "aspi-unitracker", "ca-nro"})
"""Lists that name institutions for their ties with an army."""
_INTERFERENCE = {
    Interference.POLITICAL: "T-INTERF-POL",
    Interference.COMMERCIAL: "T-INTERF-COM",
    Interference.DEPENDENCE: "T-INTERF-DEP",
}

Derived = tuple[str, str]
"""A code of the factor catalogue and its dimension."""


def factors(state: "Collaboration", catalogue: Catalogue) -> Iterator[Derived]:
    """Yield (code, dimension) of every factor that the facts of the case show."""
    yield from _of_topic(state)
    yield from _of_people_and_places(state, catalogue)
    for hit in state.screening.hits.values():
        if hit.resolution is Resolution.TRUE_MATCH and not hit.is_lifted:
            yield _of_hit(hit)
    if state.spine.nature is spine.Nature.MILITARY_PROGRAMME:
        # The one nature that a rule asks for; the others stand when a person says that they matter.
        yield "N-MILITARY-PROGRAMME", "nature"


def about(state: "Collaboration", subject_id: UUID) -> Iterator[Derived]:
    """Yield (code, dimension) of every factor that the facts show of this party or person."""
    for hit in state.screening.hits.values():
        if hit.subject_id == subject_id and hit.resolution is Resolution.TRUE_MATCH and not hit.is_lifted:
            yield _of_hit(hit)
    person = state.parties.persons.get(subject_id)
    if person is not None:
        yield from _of_person(person)


def maturity(state: "Collaboration", standing: frozenset[Derived]) -> frozenset[Derived]:
    """Return `T-TRL` where it makes a technology that stands riskier: shown beside it, never a factor alone."""
    is_applied = (state.topic.trl_max or 0) >= APPLIED_FROM_TRL
    is_technical = any(code.startswith("T-CTD-") or code in MATURING for code, _ in standing)
    return frozenset({("T-TRL", "topic")}) if is_applied and is_technical else frozenset()


def _of_topic(state: "Collaboration") -> Iterator[Derived]:
    topic = state.topic
    for technology in topic.technologies:
        yield f"T-CTD-{technology}", "topic"
    for each in topic.interference:
        yield _INTERFERENCE[each], "topic"
    if any(each.certainty is not Certainty.EXCLUDED for each in topic.control_codes):
        yield "T-DUAL", "topic"
    if topic.is_military:
        yield "T-MIL", "topic"
    if topic.classification_level is not None:
        yield "T-CLASS", "topic"


def _of_people_and_places(state: "Collaboration", catalogue: Catalogue) -> Iterator[Derived]:
    if (state.parties.countries | set(state.spine.places)) & catalogue.look_harder_countries:
        yield "C-LIST", "country"
    for person in state.parties.persons.values():
        yield from _of_person(person)


def _of_person(person: "LinkedPerson") -> Iterator[Derived]:
    if person.is_temporary:
        yield "R-TEMP", "researcher"
    if person.scholarship is not None:
        yield "R-SCHOLARSHIP", "researcher"


def _of_hit(hit: Hit) -> Derived:
    """Return what a confirmed hit means: by whose list it is, and whether a person or an organisation stands on it."""
    if hit.list_id in MILITARY_LISTS:
        is_person = hit.subject_kind is SubjectKind.PERSON
        return ("R-AFFIL", "researcher") if is_person else ("P-MIL-TIE", "partner")
    if hit.effect is Effect.POLICY:
        return "P-REPUT", "partner"
    if hit.subject_kind is SubjectKind.PERSON:
        return "R-SANC", "researcher"
    if hit.effect is Effect.LEGAL:
        return SANCTIONS_BY_LIST.get(hit.list_id, "P-SANC-EU"), "partner"
    return "P-SANC-FOREIGN", "partner"
