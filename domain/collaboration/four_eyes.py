"""Four eyes on what the law asks, and on what takes it away. Source: settled.md 13."""

from typing import TYPE_CHECKING

from domain.collaboration import legal, parties, screening, topic
from domain.collaboration.legal import EXPORT_LAW, LICENSED, Requirement
from domain.collaboration.rule import GUIDELINE, Guard
from domain.collaboration.topic import Certainty, ClassificationLevel
from domain.context import Context
from domain.gates import Blocks
from domain.sentence import say
from domain.values import Role

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

FOUR_EYES = "settled.md 13"
_WEIGHT = {Certainty.EXCLUDED: 0, Certainty.SUSPECTED: 1, Certainty.CONFIRMED: 2}
_LEVELS = (None, *ClassificationLevel)


def the_law_is_answered_by_another(
    state: "Collaboration", command: legal.SatisfyLegalRequirement | legal.RetractLegalRequirement, context: Context
) -> str | None:
    """O7: who named a requirement of law does not close a weighty one alone. Source: settled.md 13."""
    found = state.legal.requirements.get(command.requirement_id)
    if found is None or found.is_satisfied:
        return None
    is_weighty = found.requirement is Requirement.SANCTIONS_CLEARANCE or (
        Blocks.APPROVE in found.blocks
        if isinstance(command, legal.SatisfyLegalRequirement)
        else found.requirement in LICENSED
    )
    both = sorted(state.hands.named_by.get(command.requirement_id, frozenset()) & context.actor.identities)
    return say(_NAMED_IT, actor=both[0], requirement=found.requirement) if both and is_weighty else None


def who_notified_clears_no_hit_of_law(
    state: "Collaboration", command: screening.ConfirmHitResolution | legal.SatisfyLegalRequirement, context: Context
) -> str | None:
    """G6: who notified may screen, but does not have the last word on a hit of law. Source: settled.md 13."""
    if isinstance(command, legal.SatisfyLegalRequirement):
        found = state.legal.requirements.get(command.requirement_id)
        if found is None or found.requirement is not Requirement.SANCTIONS_CLEARANCE:
            return None
    both = sorted(state.spine.notifiers & context.actor.identities)
    return say("{actor} notified the case; another person must clear a hit of law", actor=both[0]) if both else None


def a_stay_is_changed_by_the_contact_point(
    state: "Collaboration", command: parties.LinkResearcher, context: Context
) -> str | None:
    """What a researcher once said of a stay is changed by the contact point: checks depend on it. Source: [004]."""
    known = state.parties.persons.get(command.person_id)
    if known is None or context.role is not Role.RESEARCHER:
        return None
    if command.home_party_id is not None and command.home_party_id not in state.parties.parties:
        return None  # What is refused here is the home that nobody linked.
    before = (known.stay_type, known.is_temporary, known.home_party_id, known.scholarship)
    if before == (command.stay_type, command.is_temporary, command.home_party_id, command.scholarship):
        return None
    return say(_LINKED, person=command.person_id)


def a_listed_item_is_taken_off_by_export_control(
    state: "Collaboration", command: topic.ClassifyTopic, context: Context
) -> str | None:
    """G4: a confirmed or suspected item is weakened or dropped by export control alone. Source: [004] O4, O5."""
    if context.role is Role.EXPORT_CONTROL_OFFICER:
        return None
    said: dict[str, int] = {}
    for each in command.control_codes:
        said[each.code] = min(_WEIGHT[each.certainty], said.get(each.code, 2))
    weaker = sorted({e.code for e in state.topic.control_codes if said.get(e.code, 0) < _WEIGHT[e.certainty]})
    return say(_LISTED, codes=tuple(weaker)) if weaker else None


def a_classification_is_lowered_by_export_control(
    state: "Collaboration", command: topic.ClassifyTopic, context: Context
) -> str | None:
    """X5: the level of classified information is not lowered by the contact point alone. Source: [004]."""
    if context.role in {Role.EXPORT_CONTROL_OFFICER, Role.SECURITY_OFFICER}:
        return None
    before = state.topic.classification_level
    if _LEVELS.index(command.classification_level) >= _LEVELS.index(before):
        return None
    return say(_CLASSIFIED, level=before)


_NAMED_IT = "{actor} named this {requirement}; another person must close it"
_LINKED = "{person} is linked already; the contact point changes the stay, the home or the scholarship"
_LISTED = "{codes} stands listed; the export control officer must take it off"
_CLASSIFIED = "the information is classified {level}; the export control officer must lower or drop the level"
GUARDS = (
    Guard(
        "O7-four-eyes",
        FOUR_EYES,
        (legal.SatisfyLegalRequirement, legal.RetractLegalRequirement),
        the_law_is_answered_by_another,
    ),
    Guard(
        "G6-notifier",
        FOUR_EYES,
        (screening.ConfirmHitResolution, legal.SatisfyLegalRequirement),
        who_notified_clears_no_hit_of_law,
    ),
    Guard("NVO-stay", f"{GUIDELINE}: DEFRA", (parties.LinkResearcher,), a_stay_is_changed_by_the_contact_point),
    Guard("G4-unlisted", EXPORT_LAW, (topic.ClassifyTopic,), a_listed_item_is_taken_off_by_export_control),
    Guard(
        "X5-lowered",
        f"{GUIDELINE}: classified information",
        (topic.ClassifyTopic,),
        a_classification_is_lowered_by_export_control,
    ),
)
