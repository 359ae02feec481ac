"""The personnel track's rules: who works with classified information, or under a defence call, is checked first."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from domain.collaboration.mitigation import MitigationStatus
from domain.collaboration.personnel import (
    Asked,
    Finding,
    Key,
    PersonnelOutcome,
    PersonnelRequirement,
    RecordPersonnelCheck,
    RequirePersonnelCheck,
)
from domain.collaboration.rule import GUIDELINE, GateRule, Guard
from domain.collaboration.topic import ClassificationLevel
from domain.context import Context
from domain.gates import Blocks, Gate, Scope
from domain.sentence import Sentence, say
from domain.values import PersonId

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

DEFRA = "defra"
MEASURES_OF_RESTRICTED = ("M01", "M02")
"""Physical access limits and digital safeguards: what the level beperkt asks instead of a clearance."""

_ORDER = tuple(ClassificationLevel)
_STOPS = frozenset({Blocks.START, Blocks.SHARE})
_SOURCES: Mapping[PersonnelRequirement, tuple[str, str]] = {
    PersonnelRequirement.CLEARANCE: ("NVO", f"{GUIDELINE}: classified information; Law of 11 December 1998"),
    PersonnelRequirement.VERIFICATION: ("NVO", f"{GUIDELINE}: DEFRA, veiligheidsverificatie"),
    PersonnelRequirement.NATIONALITY: ("DEFRA", f"{GUIDELINE}: DEFRA, a condition of the call"),
}


def asked_of(state: "Collaboration") -> Mapping[Key, Asked]:
    """Return what is asked of whom: by the security officer, by the classification, and by a DEFRA call.

    Whoever works elsewhere (`external`) is checked by the security officer of that place; who was once linked as one
    of us stays asked until unlinked.
    """
    ours = [PersonId(key) for key in state.parties.persons if key in state.parties.ours]
    found: dict[Key, Asked] = {}
    level = state.topic.classification_level
    if level is not None and level is not ClassificationLevel.BEPERKT:
        found |= {(each, PersonnelRequirement.CLEARANCE): Asked(level) for each in ours}
    if state.spine.funder_scheme == DEFRA:
        found |= {(each, PersonnelRequirement.NATIONALITY): Asked() for each in ours}
    for key, each in state.personnel.asked.items():
        known = found.get(key)
        if key[0] in state.parties.persons and (known is None or _is_higher(each.level, known.level)):
            found[key] = each
    return found


def persons_are_checked_first(state: "Collaboration", today: date) -> Iterable[Gate]:
    """Nobody begins, and nothing is shared, before each check of a person is met and in date. Source: [004]."""
    for (person_id, requirement), asked in asked_of(state).items():
        missing = _missing(state.personnel.findings.get((person_id, requirement)), asked, today)
        if missing is None:
            continue
        rule_id, source = _SOURCES[requirement]
        yield Gate(
            f"personnel:{requirement}:{person_id}",
            "personnel",
            _STOPS,
            rule_id,
            source,
            _told(requirement, asked, person_id, missing),
            "record-personnel-check, by the security officer, once the authority answered",
            Scope.WHOLE if asked.work_package is None else Scope.WORK_PACKAGE,
            subject=str(person_id),
            legal=requirement is not PersonnelRequirement.NATIONALITY,
            work_package=asked.work_package,
        )


def restricted_information_is_kept_safe(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """X5: beperkt asks no clearance of a person, but physical and digital measures. Source: [004]."""
    if state.topic.classification_level is not ClassificationLevel.BEPERKT:
        return
    verified = {each.code for each in state.mitigation.measures.values() if each.status is MitigationStatus.VERIFIED}
    for code in MEASURES_OF_RESTRICTED:
        if code not in verified:
            yield Gate(
                f"classified-measure:{code}",
                "classified-measure",
                _STOPS,
                "X5",
                f"{GUIDELINE}: classified information, beperkt",
                say("information is classified beperkt, and measure {measure} is not verified", measure=code),
                say(
                    "set-mitigation {measure}, implement-mitigation, then verify-mitigation by somebody else",
                    measure=code,
                ),
                legal=True,
            )


def what_is_recorded_was_asked(state: "Collaboration", command: RecordPersonnelCheck, _context: Context) -> str | None:
    """Nothing about a person is kept that nobody asked. Source: settled.md 27, data protection."""
    is_linked = command.person_id in state.parties.persons
    if is_linked and (command.person_id, command.requirement) not in asked_of(state):
        told = "no {requirement} is asked of {person}; require-personnel-check comes first"
        return say(told, requirement=command.requirement, person=command.person_id)
    return None


def nobody_checks_themselves(
    state: "Collaboration", command: RecordPersonnelCheck | RequirePersonnelCheck, context: Context
) -> str | None:
    """G6: who is checked does not record the check. Source: settled.md 13."""
    linked, fact = state.parties.persons.get(command.person_id), context.persons.get(command.person_id)
    own = {each for each in (linked and linked.identity, fact and fact.identity) if each}
    return (
        "who is checked does not record the check; another security officer must"
        if (own & context.actor.identities)
        else None
    )


def _missing(found: Finding | None, asked: Asked, today: date) -> str | None:
    if found is None:
        return "is not recorded"
    if found.outcome is PersonnelOutcome.FAILED:
        return "is not met"
    if found.expires_on is not None and found.expires_on < today:
        return say("expired on {day}", day=found.expires_on)
    if _is_higher(asked.level, found.level):
        return say("is for {level} only", level=found.level)
    return None


def _told(requirement: PersonnelRequirement, asked: Asked, person_id: PersonId, missing: str) -> Sentence:
    if asked.level is None:
        return say("{requirement} of {person} {missing}", requirement=requirement, person=person_id, missing=missing)
    told = "{requirement} ({level}) of {person} {missing}"
    return say(told, requirement=requirement, level=asked.level, person=person_id, missing=missing)


def _is_higher(one: ClassificationLevel | None, other: ClassificationLevel | None) -> bool:
    return one is not None and (other is None or _ORDER.index(one) > _ORDER.index(other))


GATES = (
    GateRule("NVO", "personnel", persons_are_checked_first),
    GateRule("X5", "classified-measure", restricted_information_is_kept_safe),
)
GUARDS = (
    Guard("personnel-asked", "settled.md 27", (RecordPersonnelCheck,), what_is_recorded_was_asked),
    Guard("G6-personnel", "settled.md 13", (RecordPersonnelCheck,), nobody_checks_themselves),
)
