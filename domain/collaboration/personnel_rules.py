"""The personnel track's rules: who works with classified information, or under a defence call, is checked first."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from domain.collaboration import policy_functions
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
from domain.collaboration.screening import PolicyFinding
from domain.collaboration.topic import ClassificationLevel
from domain.context import Context
from domain.gates import Blocks, Gate, Scope
from domain.sentence import Sentence, say
from domain.values import PersonId, PolicyEffect

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

    Who works elsewhere (`external`) is asked the same: the law looks at who handles the information, not at who employs
    them. The security officer then writes down what the one of that place confirmed.
    """
    everyone = [PersonId(key) for key in state.parties.persons]
    found: dict[Key, Asked] = {}
    level = state.topic.classification_level
    if level is not None and level is not ClassificationLevel.BEPERKT:
        found |= {Key(each, PersonnelRequirement.CLEARANCE): Asked(level) for each in everyone}
    if state.spine.funder_scheme == DEFRA:
        found |= {Key(each, PersonnelRequirement.NATIONALITY): Asked() for each in everyone}
    for key, each in state.personnel.asked.items():
        known = found.get(key)
        if key.person_id in state.parties.persons and (known is None or _is_higher(each.level, known.level)):
            found[key] = each
    return found


def persons_are_checked_first(state: "Collaboration", today: date) -> Iterable[Gate]:
    """Nobody begins, and nothing is shared, before each check of a person is met and in date. Source: [004]."""
    for key, asked in asked_of(state).items():
        person_id, requirement = key.person_id, key.requirement
        missing = _missing(state.personnel.findings.get(key), asked, today)
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


def policies_of_ones_own_ask_each_person(state: "Collaboration", today: date) -> Iterable[Gate]:
    """R4: what a policy of the institution asks of persons is met by each before the work. Source: the policy named."""
    for finding in _own_policies(state):
        for person_id in _persons_meant(state, finding):
            key = Key(person_id, PersonnelRequirement.POLICY, finding.policy_id)
            missing = _missing(state.personnel.findings.get(key), Asked(), today)
            if missing is not None:
                yield Gate(
                    f"personnel-policy:{finding.policy_id}:{person_id}",
                    "personnel-policy",
                    _STOPS,
                    "R4-personnel",
                    f"{finding.owner}: {finding.source}",
                    say(
                        "{title}: what it asks of {person} {missing}",
                        title=finding.title,
                        person=person_id,
                        missing=missing,
                    ),
                    say(
                        "record-personnel-check policy with policy_id {policy}, by the security officer",
                        policy=finding.policy_id,
                    ),
                    subject=str(person_id),
                )


def who_works_on_classified_information_is_known(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """A clearance is of a person: while nobody is linked, nobody can have one. Source: [004]."""
    level = state.topic.classification_level
    if level is None or level is ClassificationLevel.BEPERKT or state.parties.persons:
        return
    yield Gate(
        "personnel-unknown",
        "personnel-unknown",
        _STOPS,
        "NVO-who",
        _SOURCES[PersonnelRequirement.CLEARANCE][1],
        say("information is classified {level}, and it is not known who works on it: nobody is linked", level=level),
        "link-researcher, for each who works on it; then record-personnel-check, by the security officer",
        legal=True,
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
    if command.person_id not in state.parties.persons:
        return None
    if command.requirement is PersonnelRequirement.POLICY:
        own = [each for each in _own_policies(state) if command.person_id in _persons_meant(state, each)]
        if command.policy_id is None or any(each.policy_id == command.policy_id for each in own):
            return None
        asking = tuple(sorted({each.policy_id for each in own})) or ("-",)
        told = "{policy} asks nothing of {person}; what asks something: {asking}"
        return say(told, policy=command.policy_id, person=command.person_id, asking=asking)
    if Key(command.person_id, command.requirement) not in asked_of(state):
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


def _own_policies(state: "Collaboration") -> Iterable[PolicyFinding]:
    """Yield what policies without code of their own ask of persons here; a hit that is nobody asks nothing."""
    for finding in state.screening.policies:
        hit = state.screening.hits.get(finding.hit_id) if finding.hit_id is not None else None
        is_asked = finding.in_scope and finding.effect is PolicyEffect.PERSONNEL
        if is_asked and finding.policy_id not in policy_functions.NAMED and (hit is None or hit.is_open):
            yield finding


def _persons_meant(state: "Collaboration", finding: PolicyFinding) -> tuple[PersonId, ...]:
    """Return of whom a policy asks: who it names, who comes from the organisation it names, or else all of ours.

    An organisation that is the home of somebody whom nobody told is taken for that of all of ours.
    """
    persons, about = state.parties.persons, finding.subject_id
    if about is not None and about in persons:
        return (PersonId(about),)
    ours = tuple(PersonId(key) for key in persons if key in state.parties.ours)
    if about is None:
        return ours
    from_there = tuple(PersonId(key) for key, each in persons.items() if each.home_party_id == about)
    return from_there or ours


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
    GateRule("R4-personnel", "personnel-policy", policies_of_ones_own_ask_each_person),
    GateRule("NVO-who", "personnel-unknown", who_works_on_classified_information_is_known),
    GateRule("X5", "classified-measure", restricted_information_is_kept_safe),
)
GUARDS = (
    Guard("personnel-asked", "settled.md 27", (RecordPersonnelCheck,), what_is_recorded_was_asked),
    Guard("G6-personnel", "settled.md 13", (RecordPersonnelCheck,), nobody_checks_themselves),
)
