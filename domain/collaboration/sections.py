"""What each event of a case is about: pages and documents that tell a case in parts take the parts from here."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final

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
    external_advice,
    factors,
    hit_answers,
    human_rights,
    incidents,
    legal,
    mitigation,
    mitigation_after,
    parties,
    personnel,
    policies,
    questions,
    reporting,
    screening,
    spine,
    support,
    topic,
    unlinking,
    work_packages,
)


class Part(StrEnum):
    """What an event is about."""

    NOTIFICATION = "notification"
    FACTORS = "factors"
    GROUNDS = "grounds"
    SCREENING = "screening"
    HITS = "hits"
    LAW = "law"
    LICENCES = "licences"
    SHARINGS = "sharings"
    MEASURES = "measures"
    MEASURE_STEPS = "measure-steps"
    ADVICE = "advice"
    DECISIONS = "decisions"
    CONDITIONS = "conditions"
    PARTIES = "parties"
    PACKAGES = "packages"
    INCIDENTS = "incidents"
    REPORTS = "reports"
    PAPERS = "papers"
    HANDLING = "handling"
    DEADLINES = "deadlines"


KINDS: Final[Mapping[Part, tuple[type, ...]]] = {
    Part.NOTIFICATION: (
        spine.CollaborationNotified,
        spine.NotificationAmended,
        spine.ConvertedToEvaluation,
        spine.CollaborationStarted,
        spine.CollaborationCompleted,
    ),
    Part.FACTORS: (factors.RiskFactorAsserted, factors.RiskFactorRebutted),
    Part.GROUNDS: (
        topic.TopicClassified,
        questions.RiskQuestionAnswered,
        policies.PolicyReviewed,
        screening.PolicyApplied,
    ),
    Part.SCREENING: (
        screening.ScreeningStarted,
        screening.ScreeningCompleted,
        screening.RescreeningTriggered,
        screening.DelistingNoted,
        screening.LiftDecided,
    ),
    Part.HITS: (
        screening.ScreeningHitRecorded,
        screening.NoHitRecorded,
        screening.HitResolved,
        screening.HitResolutionConfirmed,
        hit_answers.HitAnswerAdopted,
        hit_answers.HitAnswerDropped,
        hit_answers.HitAnswerRetracted,
    ),
    Part.LAW: (
        legal.LegalRequirementIdentified,
        legal.LegalRequirementSatisfied,
        legal.LegalRequirementRetracted,
        decontrol.DecontrolRecorded,
        decontrol.DecontrolWithdrawn,
        end_use.EndUseAnswered,
        end_use.EndUseDecided,
    ),
    Part.LICENCES: (legal.ExportLicenceRequested, legal.ExportLicenceAttached, legal.ExportLicenceNoted),
    Part.SHARINGS: (legal.SharingRecorded, screening.SharingHeld, screening.SharingReleased),
    Part.MEASURES: (mitigation.MitigationSet, mitigation_after.MitigationsAccepted),
    Part.MEASURE_STEPS: (
        mitigation.MitigationImplemented,
        mitigation.MitigationVerified,
        mitigation_after.MitigationReviewed,
        mitigation_after.MitigationWaived,
    ),
    Part.ADVICE: (
        appraisal.AppraisalRecorded,
        appraisal.AppraisalAnswered,
        checks.CheckRecorded,
        ethics.EthicsAdviceRequested,
        ethics.EthicsAdviceRecorded,
        external_advice.ExternalAdviceRequested,
        external_advice.ExternalAdviceReceived,
        human_rights.HumanRightsTestRequested,
        human_rights.HumanRightsTestRecorded,
        human_rights.HumanRightsReevaluated,
        personnel.PersonnelCheckRequired,
        personnel.PersonnelCheckRecorded,
        spine.AdviceGiven,
    ),
    Part.DECISIONS: (
        approval.ReviewSubmitted,
        approval.ReviewReturned,
        approval.CollaborationApproved,
        approval.CollaborationRejected,
        approval_after.ApprovalRenewed,
        approval_after.WorkPackageApproved,
        approval_conditions.ConditionBreached,
        approval_institution.InstitutionalApprovalRequested,
        approval_institution.InstitutionalApprovalGranted,
        approval_institution.InstitutionalApprovalRefused,
        spine.CollaborationSuspended,
        spine.CollaborationResumed,
        spine.TerminationProposed,
        spine.CollaborationTerminated,
        spine.CollaborationWithdrawn,
        spine.CollaborationReopened,
        spine.CollaborationClosed,
        spine.GateOverrideProposed,
        spine.GateOverridden,
    ),
    Part.CONDITIONS: (approval_conditions.ConditionMet,),
    Part.PARTIES: (
        parties.PartyLinked,
        parties.PartyUnlinked,
        parties.ResearcherLinked,
        parties.ResearcherUnlinked,
        unlinking.UnlinkingProposed,
    ),
    Part.PACKAGES: (
        work_packages.WorkPackageDefined,
        work_packages.WorkPackageBegun,
        work_packages.WorkPackageSuspended,
        work_packages.WorkPackageResumed,
    ),
    Part.INCIDENTS: (incidents.IncidentNoted, incidents.IncidentAnswered),
    Part.REPORTS: (reporting.FwoReportNoted,),
    Part.PAPERS: (support.DocumentAttached, support.NotifierAsked, support.NotifierAnswered, support.CommentAdded),
    Part.HANDLING: (support.CaseAssigned,),
    Part.DEADLINES: (
        deadlines.DeadlineSet,
        deadlines.DeadlineExtended,
        deadlines.DeadlinePaused,
        deadlines.DeadlineResumed,
        deadlines.DeadlineMet,
        deadlines.ReminderSent,
    ),
}
"""Every event of a case stands in one part."""

_AMENDABLE: Final = (
    *("title", "summary", "nature", "direction", "funder_scheme", "funder_owner", "places"),
    *("planned_start_on", "planned_end_on"),
)


def kinds(*parts: Part) -> tuple[type, ...]:
    """Return the events that some parts hold."""
    return tuple(kind for part in parts for kind in KINDS[part])


def as_amended(notified: spine.CollaborationNotified, events: Iterable[object]) -> Any:
    """Return a notification with what was amended in the place of what was said first."""
    for each in events:
        if isinstance(each, spine.NotificationAmended):
            given = {name: getattr(each, name) for name in _AMENDABLE}
            notified = replace(notified, **{name: value for name, value in given.items() if value is not None})
    return notified
