"""The legal track's rules: what the law requires comes first, and listed items go only under a licence."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from domain.collaboration import legal
from domain.collaboration.legal import EXPORT_LAW, LICENSED, RecordSharing, Requirement
from domain.collaboration.rule import GateRule, Guard
from domain.context import Context
from domain.gates import Gate, Scope
from domain.licence.mirror import Licence
from domain.licence.words import LicenceKind
from domain.sentence import say

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


def a_licence_comes_first(state: "Collaboration", today: date) -> Iterable[Gate]:
    """G3: an export licence that is required must exist first. Source: [004] O4, O6; Reg. (EU) 2021/821."""
    in_force = [each for each in state.legal.licences.values() if each.is_in_force(today) and _serves(each, state)]
    for requirement_id, each in state.legal.requirements.items():
        if each.requirement not in LICENSED:
            continue
        needed = frozenset(each.codes) or state.topic.listed_codes
        within_union = each.requirement is Requirement.INTRA_EU_TRANSFER
        counting = [licence for licence in in_force if within_union or licence.kind is not LicenceKind.INTRA_EU]
        granted = frozenset(code for licence in counting for code in licence.codes)
        if not counting or needed - granted:
            yield Gate(
                f"licence:{requirement_id}",
                "licence",
                frozenset(each.blocks),
                "G3",
                each.basis,
                say("{requirement} is required and not granted", requirement=each.requirement),
                "request-export-licence and the authority's grant, by the export control officer",
                _scope(each),
                legal=True,
                work_package=each.work_package,
            )


def _serves(licence: Licence, state: "Collaboration") -> bool:
    """Say whether a licence is for this case: for an end user linked here, or else for a country that it reaches."""
    if licence.end_users or licence.kind is LicenceKind.INDIVIDUAL:
        return bool(licence.end_users & frozenset(state.parties.parties))
    return bool(licence.destinations & (state.parties.countries | frozenset(state.spine.places)))


def law_is_satisfied_first(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """What else the law requires comes first too. Source: [004] O7; the basis that the requirement names."""
    for requirement_id, each in state.legal.requirements.items():
        if each.requirement not in LICENSED and not each.is_satisfied:
            yield Gate(
                f"requirement:{requirement_id}",
                "legal-requirement",
                frozenset(each.blocks),
                "O7",
                each.basis,
                say("{requirement} is required and not satisfied", requirement=each.requirement),
                "satisfy-legal-requirement, by the export control officer or the security officer",
                _scope(each),
                legal=True,
                work_package=each.work_package,
            )


def _scope(each: legal.OpenRequirement) -> Scope:
    return Scope.WHOLE if each.work_package is None else Scope.WORK_PACKAGE


def declared_codes_include_the_classified(
    state: "Collaboration", command: RecordSharing, _context: Context
) -> str | None:
    """G4: who shares from a case with listed items says which of them go, or that the topic was reclassified."""
    unknown = sorted(set(command.codes) - state.topic.listed_codes)
    if unknown:
        told = "{codes} is not confirmed in the classification of this case; classify-topic first"
        return say(told, codes=tuple(unknown))
    if state.topic.listed_codes and not command.codes and not (command.nothing_listed_because or "").strip():
        told = "the case has listed items ({codes}): name those shared in codes, or say in nothing_listed_because"
        return say(told, codes=tuple(sorted(state.topic.listed_codes)))
    return None


GATES = (
    GateRule("G3", "licence", a_licence_comes_first),
    GateRule("O7", "legal-requirement", law_is_satisfied_first),
)


def a_licence_is_granted_not_declared(
    state: "Collaboration", command: legal.SatisfyLegalRequirement, _context: Context
) -> str | None:
    """G3: what asks for a licence is closed by the authority's grant, by nobody's word. Source: [004] O4."""
    found = state.legal.requirements.get(command.requirement_id)
    if found is not None and found.requirement in LICENSED:
        told = "{requirement} is closed by a granted licence; retract-legal-requirement if the law does not ask"
        return say(told, requirement=found.requirement)
    return None


GUARDS = (
    Guard("G3-granted", EXPORT_LAW, (legal.SatisfyLegalRequirement,), a_licence_is_granted_not_declared),
    Guard("G4-codes", EXPORT_LAW, (RecordSharing,), declared_codes_include_the_classified),
)
