"""Four eyes on what the law asks, and on what takes it away. Source: settled.md 13."""

from typing import TYPE_CHECKING

from domain.collaboration import legal, parties, screening, topic
from domain.collaboration.legal import EXPORT_LAW, LICENSED, Requirement
from domain.collaboration.rule import GUIDELINE, Guard
from domain.collaboration.topic import Certainty, ClassificationLevel
from domain.context import Context
from domain.gates import Blocks
from domain.sentence import say
from domain.values import Level, Role

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

FOUR_EYES = "settled.md 13"
_WEIGHT = {Certainty.EXCLUDED: 0, Certainty.SUSPECTED: 1, Certainty.CONFIRMED: 2}
_OF_SANCTIONS = frozenset({Requirement.SANCTIONS_CLEARANCE, Requirement.SANCTIONS_LEGALITY})
_LEVELS = (None, *ClassificationLevel)


def the_law_is_answered_by_another(
    state: "Collaboration", command: legal.SatisfyLegalRequirement | legal.RetractLegalRequirement, context: Context
) -> str | None:
    """O7: who named a requirement of law does not close a weighty one alone. Source: settled.md 13."""
    found = state.legal.requirements.get(command.requirement_id)
    if found is None or found.is_satisfied:
        return None
    is_weighty = found.requirement in _OF_SANCTIONS or (
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


def a_classification_is_lowered_by_another_security_officer(
    state: "Collaboration", command: topic.ClassifyTopic, context: Context
) -> str | None:
    """X5: who keeps classified information lowers its level, and not the person who gave it. Source: [004]."""
    before = state.topic.classification_level
    if _LEVELS.index(command.classification_level) >= _LEVELS.index(before):
        return None
    if context.role is not Role.SECURITY_OFFICER:
        return say(_CLASSIFIED, level=before)
    both = sorted(state.hands.classified_by & context.actor.identities)
    return say(_LEVEL_GIVEN, actor=both[0], level=before) if both else None


def a_security_officer_says_the_level_alone(
    state: "Collaboration", command: topic.ClassifyTopic, context: Context
) -> str | None:
    """X5: of a topic the security officer changes the level, and leaves what others classified. Source: [004]."""
    if context.role is not Role.SECURITY_OFFICER:
        return None
    said, known = command, state.topic
    trl = said.trl_max if said.trl_max is not None else said.trl_min
    changed = {
        "technologies": set(said.technologies) != set(known.technologies),
        "interference": set(said.interference) != set(known.interference),
        "control_codes": set(said.control_codes) != set(known.control_codes),
        "trl_max": trl != known.trl_max,
        "is_military": said.is_military is not known.is_military,
    }
    others = tuple(name for name, is_changed in changed.items() if is_changed)
    return say(_NOT_THE_LEVEL, fields=others) if others else None


def who_joined_a_sensitive_case_is_considered_by_another(
    state: "Collaboration", command: screening.ReleaseSharingHold, context: Context
) -> str | None:
    """G19: on a sensitive case, who linked a person after the decision does not release the hold that came along.

    Sensitive is a critical, dual-use, military or classified topic, or a high level. Source: [004], onderzoeker.
    """
    hold = state.screening.holds.get(command.hold_id)
    is_about_person = hold is not None and hold.rule_id == "G19" and hold.subject_id in state.parties.persons
    if hold is None or hold.subject_id is None or not is_about_person or not is_sensitive(state):
        return None
    both = sorted(state.hands.linked_by.get(hold.subject_id, frozenset()) & context.actor.identities)
    return say(_LINKED_BY, actor=both[0], person=hold.subject_id) if both else None


def is_sensitive(state: "Collaboration") -> bool:
    """Say whether it matters who joins: by the topic, its classification, or a high level; never by a country."""
    is_high = state.screening.level in {Level.HIGH, Level.BLOCKED}
    return state.topic.is_technical or state.topic.classification_level is not None or is_high


_NAMED_IT = "{actor} named this {requirement}; another person must close it"
_LINKED = "{person} is linked already; the contact point changes the stay, the home or the scholarship"
_LISTED = "{codes} stands listed; the export control officer must take it off"
_CLASSIFIED = "the information is classified {level}; the security officer must lower or drop the level"
_LEVEL_GIVEN = "{actor} gave the level {level}; another security officer must lower or drop it"
_NOT_THE_LEVEL = "{fields} would change, which the contact point or export control classifies"
_LINKED_BY = "{actor} linked {person}; another person must consider who joined"
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
        a_classification_is_lowered_by_another_security_officer,
    ),
    Guard(
        "X5-level",
        f"{GUIDELINE}: classified information",
        (topic.ClassifyTopic,),
        a_security_officer_says_the_level_alone,
    ),
    Guard(
        "G19-person", FOUR_EYES, (screening.ReleaseSharingHold,), who_joined_a_sensitive_case_is_considered_by_another
    ),
)
