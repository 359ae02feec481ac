"""What a researcher is told of the own case: what to do or wait for, and nothing of the screening behind it (G21).

What is not named here is not told: a new kind of gate or event is confidential until somebody lists it.
Source: handbook domain.md 2.4, G21; reliability-security.md on need to know.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from domain.collaboration import (
    appraisal,
    approval,
    approval_after,
    approval_conditions,
    approval_institution,
    checks,
    deadlines,
    decontrol,
    end_use,
    ethics,
    human_rights,
    legal,
    mitigation,
    mitigation_after,
    parties,
    policies,
    questions,
    screening,
    spine,
    support,
    topic,
    work_packages,
)
from domain.collaboration.rule import GUIDELINE
from domain.deadlines import Kind
from domain.gates import Gate, Scope
from domain.values import Role

INSIDERS = frozenset(
    {
        Role.CONTACT_POINT_OFFICER,
        Role.EXPORT_CONTROL_OFFICER,
        Role.ETHICS_COMMITTEE,
        Role.INSTITUTION_APPROVER,
        Role.SECURITY_OFFICER,
        Role.AUDITOR,
        Role.SERVICE,
    }
)
"""Who sees the work on a case as it is."""

_WAIT = "contact-point"
_AS_IT_IS = frozenset({"question", "licence-coverage", "catch-all"})
"""What says no more than what was asked or answered: which codes, for whom, where; that somebody is aware."""
_APPRAISAL = f"policy-review:{policies.APPRAISAL}:case"
"""The one question of a policy that a researcher answers: record the outcome of the appraisal."""
_OF_YOURS = frozenset({"mitigation", "mitigation-ineffective", "condition"})
"""What a researcher acts on, and must tell apart."""
_POINT = "the contact point"
_TELL = "the contact point, once you have told how it is arranged"
_TOLD_GATES: Mapping[str, tuple[str, str]] = {
    "screening": ("the screening is not complete", _POINT),
    "suspended": ("the case stands still", "the institution's approver, who resumes it"),
    "classification": ("whether what is shared is listed for export control is not yet clear", _POINT),
    "licence": ("an export licence is needed first", "the export control officer, who asks for it"),
    "work-package-unapproved": ("a work package is not approved yet", "the institution's approver"),
    "work-package-suspended": ("a work package stands still", "the institution's approver, who resumes it"),
    "mitigation": (
        "a measure is not taken and verified",
        "its owner by implement-mitigation; then somebody else verifies",
    ),
    "mitigation-ineffective": (
        "a measure was found not to work",
        "its owner by implement-mitigation anew; then somebody else verifies",
    ),
    "condition": ("a condition of the approval is not met", "you, by meeting it; the contact point then records it"),
    "ex-post-report": ("the ex-post report to the FWO is not submitted or waived", "you, by submitting the report"),
    "ethics": ("the ethics committee has not advised in favour", "the ethics committee"),
    "human-rights": ("the human-rights test is not passed yet", "the contact point and the ethics committee"),
    "institutional-approval": ("the institution's approval is not granted", "the institution's approver"),
}
"""The gates that a researcher may know by kind: what is missing, and who closes it. No other gate is told as it is."""

_ALL = frozenset({"*"})
_TOLD_EVENTS: Mapping[type, frozenset[str]] = {
    spine.CollaborationNotified: _ALL,
    spine.NotificationAmended: _ALL,
    spine.AdviceGiven: _ALL,
    spine.ConvertedToEvaluation: frozenset(),
    spine.CollaborationStarted: _ALL,
    spine.CollaborationCompleted: _ALL,
    spine.CollaborationSuspended: frozenset({"review_due_on"}),
    spine.CollaborationResumed: frozenset(),
    spine.TerminationProposed: frozenset({"conditions", "effective_on"}),
    spine.CollaborationTerminated: frozenset({"effective_on"}),
    spine.CollaborationWithdrawn: frozenset(),
    spine.CollaborationReopened: frozenset({"from_status"}),
    spine.CollaborationClosed: frozenset(),
    topic.TopicClassified: frozenset({"technologies", "control_codes", "trl_min", "trl_max"}),
    parties.PartyLinked: frozenset({"party_id", "role", "country", "since_on"}),
    parties.PartyUnlinked: frozenset({"party_id"}),
    parties.ResearcherLinked: frozenset({"person_id", "stay_type", "is_temporary", "home_party_id", "scholarship"}),
    parties.ResearcherUnlinked: frozenset({"person_id"}),
    screening.ScreeningStarted: frozenset({"due_on"}),
    screening.ScreeningCompleted: frozenset({"level"}),
    screening.SharingHeld: frozenset({"review_on"}),
    screening.SharingReleased: frozenset(),
    human_rights.HumanRightsTestRequested: frozenset(),
    human_rights.HumanRightsTestRecorded: frozenset({"outcome", "next_review_on"}),
    ethics.EthicsAdviceRequested: frozenset({"committee", "due_on"}),
    ethics.EthicsAdviceRecorded: frozenset({"advice", "conditions"}),
    mitigation.MitigationSet: frozenset({"mitigation_id", "code", "owner", "due_on", "is_needed_to_start"}),
    mitigation.MitigationImplemented: frozenset({"mitigation_id"}),
    mitigation.MitigationVerified: frozenset({"mitigation_id"}),
    mitigation_after.MitigationsAccepted: _ALL,
    mitigation_after.MitigationReviewed: frozenset({"mitigation_id", "outcome", "next_review_on"}),
    mitigation_after.MitigationWaived: frozenset({"mitigation_id"}),
    legal.ExportLicenceRequested: _ALL,
    legal.ExportLicenceAttached: _ALL,
    legal.ExportLicenceNoted: _ALL,
    decontrol.DecontrolRecorded: frozenset({"decontrol_id", "ground", "codes", "where", "published_on"}),
    decontrol.DecontrolWithdrawn: frozenset({"decontrol_id"}),
    end_use.EndUseAnswered: frozenset({"end_use", "awareness"}),
    end_use.EndUseDecided: frozenset({"end_use", "answer", "answered_on"}),
    legal.SharingRecorded: _ALL,
    work_packages.WorkPackageDefined: _ALL,
    work_packages.WorkPackageBegun: _ALL,
    work_packages.WorkPackageSuspended: frozenset({"work_package_id", "review_due_on"}),
    work_packages.WorkPackageResumed: frozenset({"work_package_id"}),
    approval_after.WorkPackageApproved: frozenset({"work_package_id", "conditions"}),
    approval_after.ApprovalRenewed: frozenset({"conditions", "valid_until"}),
    appraisal.AppraisalAnswered: _ALL,
    deadlines.ReminderSent: frozenset({"deadline_id", "kind", "rung", "due_on"}),
    deadlines.DeadlineExtended: frozenset({"deadline_id", "kind", "due_on"}),
    appraisal.AppraisalRecorded: _ALL,
    approval.ReviewSubmitted: frozenset(),
    approval.ReviewReturned: frozenset(),
    approval_institution.InstitutionalApprovalRequested: frozenset(),
    approval_institution.InstitutionalApprovalGranted: frozenset({"conditions"}),
    approval_institution.InstitutionalApprovalRefused: frozenset(),
    approval.CollaborationApproved: frozenset(
        {"route", "conditions", "is_subject_to_licence", "valid_until", "work_packages"}
    ),
    approval.CollaborationRejected: frozenset({"appeal_until"}),
    approval_conditions.ConditionMet: frozenset({"condition_id"}),
    support.CaseAssigned: _ALL,
    support.NotifierAsked: _ALL,
    support.NotifierAnswered: _ALL,
}
"""The events that a researcher may know of, and which of their fields; `*` is all of them."""
_REMINDED = frozenset({Kind.NOTIFIER_ANSWER, Kind.CONDITION_DUE, Kind.MITIGATION_DUE, Kind.EX_POST_REPORT})
"""The deadlines of what a researcher has to do: no other reminder is told."""


def sees_all(roles: Collection[Role]) -> bool:
    """Tell whether somebody with these roles sees the work on a case as it is."""
    return bool(INSIDERS.intersection(roles))


def gates_for(gates: Iterable[Gate], roles: Collection[Role]) -> tuple[Gate, ...]:
    """Return the gates as somebody with these roles may know them.

    What the contact point must see to becomes one gate that says so, with all that it blocks and no id of a hit,
    list, entry, party or incident.
    """
    found = tuple(gates)
    if sees_all(roles):
        return found
    told: dict[str, Gate] = {}
    for gate in found:
        plain = _in_plain_words(gate)
        known = told.get(plain.gate_id)
        told[plain.gate_id] = plain if known is None else _joined(known, plain)
    return tuple(told.values())


def told_fields(event: Any, roles: Collection[Role], *, is_own: bool = False) -> frozenset[str] | None:
    """Return the fields of an event that somebody with these roles may read, or None if it is not to be known at all.

    `is_own` says that the event is what the reader caused.
    """
    everything = frozenset(each.name for each in fields(event))
    if sees_all(roles):
        return everything
    match event:
        case questions.RiskQuestionAnswered():
            return everything if is_own else None
        case support.CommentAdded(visibility=visibility):
            return everything if is_own or visibility is support.Visibility.NOTIFIER else None
        case support.DocumentAttached(marking=marking):
            return everything if is_own or marking is support.Marking.OPEN else None
        case checks.CheckRecorded(check_id=check_id):
            return frozenset({"case_id", "check_id", "outcome"}) if checks.is_of_the_plan(check_id) else None
        case deadlines.ReminderSent(kind=kind) if kind not in _REMINDED:
            return None
        case _:
            told = _TOLD_EVENTS.get(type(event))
    if told is None:
        return None
    return everything if told is _ALL else told | {"case_id"}


def _in_plain_words(gate: Gate) -> Gate:
    if gate.kind in _AS_IT_IS or gate.gate_id == _APPRAISAL:
        return gate
    check_id = gate.gate_id.removeprefix("check:")
    if gate.kind == "check" and checks.is_of_the_plan(check_id):
        asked = checks.BY_ID[check_id].question_en
        return Gate(gate.gate_id, gate.kind, gate.blocks, gate.rule_id, gate.source, asked, _TELL, gate.scope)
    if gate.kind not in _TOLD_GATES:
        need = "need to know, handbook domain.md 2.4"
        return Gate(_WAIT, _WAIT, gate.blocks, "G21", need, "the contact point looks into it", _POINT, gate.scope)
    reason, closed_by = _TOLD_GATES[gate.kind]
    if gate.reason == human_rights.FAILED:
        reason = gate.reason
    where = f":{gate.work_package}" if gate.work_package is not None else ""
    gate_id = gate.gate_id if gate.kind in _OF_YOURS else f"{gate.kind}{where}"
    said = Gate(gate_id, gate.kind, gate.blocks, gate.rule_id, GUIDELINE, reason, closed_by, gate.scope)
    return replace(said, work_package=gate.work_package)


def _joined(one: Gate, other: Gate) -> Gate:
    """Return two gates that are told alike as one that blocks all that they block."""
    is_sharing = one.scope is other.scope is Scope.SHARING
    return replace(one, blocks=one.blocks | other.blocks, scope=Scope.SHARING if is_sharing else Scope.WHOLE)


_CONFIDENTIAL_DEADLINES = frozenset(
    {
        Kind.HIT_TRIAGE_LEGAL,
        Kind.HIT_TRIAGE_POLICY,
        Kind.HIT_TRIAGE_INDICATIVE,
        Kind.LIFT_DECISION,
        Kind.HOLD_REVIEW,
        Kind.CLEARANCE_EXPIRY,
        Kind.ASSIGNMENT,
        Kind.EXTERNAL_ADVICE,
    }
)
"""What is due that would tell of hits, of persons, or of whom the institution asked."""


def tells_deadline(kind: Kind) -> bool:
    """Say whether a researcher may see a deadline of this kind on the own case (G21)."""
    return kind not in _CONFIDENTIAL_DEADLINES
