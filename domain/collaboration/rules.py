"""Every rule in force for a case, in one list."""

from datetime import date
from typing import TYPE_CHECKING

from domain.collaboration import (
    approval,
    approval_rules,
    checks,
    deadline_rules,
    decontrol,
    end_use,
    establishment,
    ethics,
    external_advice,
    factors,
    four_eyes,
    hit_answers,
    human_rights,
    incidents,
    legal,
    legal_rules,
    mitigation,
    mitigation_after,
    parties,
    personnel_rules,
    policies,
    questions,
    reporting,
    screening_rules,
    sharing,
    spine,
    topic,
    transitions,
    unlinking,
    work_package_rules,
)
from domain.collaboration.rule import DESIGN, Guard, Rules
from domain.context import Context
from domain.gates import Blocks, Gate
from domain.sentence import say

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

_GATES = (
    *transitions.GATES,
    *topic.GATES,
    *screening_rules.GATES,
    *policies.GATES,
    *factors.GATES,
    *establishment.GATES,
    *questions.GATES,
    *human_rights.GATES,
    *ethics.GATES,
    *mitigation.GATES,
    *mitigation_after.GATES,
    *work_package_rules.GATES,
    *personnel_rules.GATES,
    *legal_rules.GATES,
    *end_use.GATES,
    *approval_rules.GATES,
    *reporting.GATES,
    *external_advice.GATES,
    *incidents.GATES,
    *checks.GATES,
)


def open_gates(state: "Collaboration", today: date) -> tuple[Gate, ...]:
    """Return every gate that stands open on this day: the answer to "why not?"."""
    return RULES.open_gates(state, today)


def override_names_an_open_gate(
    state: "Collaboration", command: spine.ProposeGateOverride | spine.ConfirmGateOverride, context: Context
) -> str | None:
    """An override passes one gate that stands open, when proposed and when confirmed. Source: domain.md 2.3."""
    is_open = any(gate.gate_id == command.gate_id for gate in open_gates(state, context.today))
    return None if is_open else "no gate of this id stands open"


def law_is_not_overridden(state: "Collaboration", command: spine.ProposeGateOverride, context: Context) -> str | None:
    """G22: a gate of law cannot be overridden by anyone. Source: handbook domain.md 2.4."""
    for gate in open_gates(state, context.today):
        if gate.gate_id == command.gate_id and gate.legal:
            return say(
                "gate {rule} rests on law ({source}) and cannot be overridden", rule=gate.rule_id, source=gate.source
            )
    return None


def a_decision_is_not_overridden(
    state: "Collaboration", command: spine.ProposeGateOverride, context: Context
) -> str | None:
    """G6: what waits for an approval is passed by that approval, not around it. Source: domain.md 2.4."""
    for gate in open_gates(state, context.today):
        if gate.gate_id == command.gate_id and gate.kind in DECIDED_ANEW:
            told = "gate {rule} waits for a decision of its own: {closing}"
            return say(told, rule=gate.rule_id, closing=gate.closed_by)
    return None


def a_share_names_its_package(state: "Collaboration", command: legal.RecordSharing, context: Context) -> str | None:
    """While a package is held, a sharing says in which package it is. Source: domain.md 2.1, scope matters."""
    if command.work_package is not None:
        return None
    gates = (gate for gate in open_gates(state, context.today) if Blocks.SHARE in gate.blocks)
    held = sorted({gate.work_package for gate in gates if gate.work_package is not None})
    told = "{packages} is held: name in work_package in which package this is shared"
    return say(told, packages=tuple(held)) if held else None


DECIDED_ANEW = frozenset({"approval-expired", "approval-outlived", "work-package-unapproved"})
RULES = Rules(
    gates=_GATES,
    guards=(
        *transitions.GUARDS,
        Guard("G22", DESIGN, (spine.ProposeGateOverride,), law_is_not_overridden),
        Guard(
            "override-open-gate",
            DESIGN,
            (spine.ProposeGateOverride, spine.ConfirmGateOverride),
            override_names_an_open_gate,
        ),
        Guard(
            "G14-parties",
            DESIGN,
            (parties.LinkParty, parties.LinkResearcher),
            transitions.a_suspended_case_takes_no_new_party,
        ),
        Guard(
            "advice-decision",
            DESIGN,
            (approval.SubmitForReview, approval.Clear, approval.Approve),
            transitions.advice_is_not_a_decision,
        ),
        Guard("G6-override", DESIGN, (spine.ProposeGateOverride,), a_decision_is_not_overridden),
        Guard("WP-named", DESIGN, (legal.RecordSharing,), a_share_names_its_package),
        *screening_rules.GUARDS,
        *hit_answers.GUARDS,
        *questions.GUARDS,
        *human_rights.GUARDS,
        *policies.GUARDS,
        *ethics.GUARDS,
        *mitigation.GUARDS,
        *mitigation_after.GUARDS,
        *legal_rules.GUARDS,
        *four_eyes.GUARDS,
        *decontrol.GUARDS,
        *end_use.GUARDS,
        *approval_rules.GUARDS,
        *personnel_rules.GUARDS,
        *external_advice.GUARDS,
        *incidents.GUARDS,
        *checks.GUARDS,
        *deadline_rules.GUARDS,
        *unlinking.GUARDS,
    ),
    sharing=sharing.SHARING,
)
