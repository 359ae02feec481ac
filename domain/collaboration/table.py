"""The table of a case's commands: who may give each, from which status, and which gates refuse it.

Source: handbook domain.md 2.1 (transitions), 2.2 (roles), 2.3 (commands); settled.md 4, 15-17.
"""

from domain.aggregate import CommandSpec
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
from domain.collaboration.spine import Status
from domain.gates import Blocks
from domain.values import Role

RESEARCHER = Role.RESEARCHER
OFFICER = Role.CONTACT_POINT_OFFICER
EXPORT = Role.EXPORT_CONTROL_OFFICER
ETHICS = Role.ETHICS_COMMITTEE
APPROVER = Role.INSTITUTION_APPROVER
SECURITY = Role.SECURITY_OFFICER
SERVICE = Role.SERVICE

OPEN = frozenset(
    {
        Status.NOTIFIED,
        Status.SCREENING,
        Status.ASSESSED,
        Status.IN_REVIEW,
        Status.APPROVED,
        Status.RUNNING,
        Status.SUSPENDED,
    }
)
BEFORE_DECISION = frozenset({Status.NOTIFIED, Status.SCREENING, Status.ASSESSED, Status.IN_REVIEW})
DECIDED = frozenset({Status.APPROVED, Status.RUNNING, Status.SUSPENDED})
EVER = frozenset(Status) - {Status.NEW}
OFFICES = {OFFICER, EXPORT, ETHICS, APPROVER, SECURITY}
ENDED_AFTER_RUN = frozenset({Status.TERMINATED, Status.COMPLETED})
RESTARTABLE = frozenset({Status.REJECTED, Status.WITHDRAWN, Status.TERMINATED, Status.COMPLETED})

SYSTEM_COMMANDS = frozenset(
    {
        screening.StartScreening,
        screening.RecordRescreening,
        hit_answers.AdoptHitAnswers,
        legal.NoteExportLicence,
        incidents.NoteIncident,
        reporting.NoteFwoReport,
        deadlines.RecordReminder,
    }
)
"""What a program may do: record facts and place holds. It never lifts, resolves or decides (G20)."""


def _spec(
    name: str,
    type_: type,
    roles: set[Role],
    statuses: frozenset[Status] | set[Status] = OPEN,
    blocked_by: Blocks | None = None,
    *,
    opens: bool = False,
) -> tuple[str, CommandSpec]:
    return name, CommandSpec(name, type_, frozenset(roles), opens, frozenset(statuses), blocked_by)


COMMANDS: dict[str, CommandSpec] = dict(
    (
        _spec("notify", spine.NotifyCollaboration, {RESEARCHER, OFFICER}, set(), opens=True),
        _spec("amend-notification", spine.AmendNotification, {RESEARCHER, OFFICER}),
        _spec("link-party", parties.LinkParty, {RESEARCHER, OFFICER}),
        _spec("unlink-party", parties.UnlinkParty, {OFFICER}),
        _spec("link-researcher", parties.LinkResearcher, {RESEARCHER, OFFICER}),
        _spec("unlink-researcher", parties.UnlinkResearcher, {OFFICER}),
        _spec("propose-unlinking", unlinking.ProposeUnlinking, {OFFICER}, DECIDED),
        _spec("confirm-unlinking", unlinking.ConfirmUnlinking, {OFFICER, EXPORT, APPROVER}, DECIDED),
        _spec("classify-topic", topic.ClassifyTopic, {OFFICER, EXPORT, SECURITY}),
        _spec("start-screening", screening.StartScreening, {OFFICER, SERVICE}),
        _spec("resolve-hit", screening.ResolveHit, {OFFICER, EXPORT, SECURITY}, OPEN | ENDED_AFTER_RUN),
        _spec(
            "confirm-hit-resolution",
            screening.ConfirmHitResolution,
            {OFFICER, EXPORT, APPROVER},
            OPEN | ENDED_AFTER_RUN,
        ),
        # Other cases may rest on an answer, whatever became of the case in which it was given.
        _spec("retract-hit-answer", hit_answers.RetractHitAnswer, {OFFICER, EXPORT, SECURITY}, EVER),
        _spec("adopt-hit-answers", hit_answers.AdoptHitAnswers, {SERVICE}),
        _spec("assert-risk-factor", factors.AssertRiskFactor, {OFFICER, EXPORT, ETHICS}),
        _spec("rebut-risk-factor", factors.RebutRiskFactor, {OFFICER, EXPORT, ETHICS}),
        _spec("answer-risk-question", questions.AnswerRiskQuestion, {RESEARCHER, OFFICER, EXPORT, ETHICS}),
        _spec(
            "complete-screening",
            screening.CompleteScreening,
            {OFFICER},
            OPEN - {Status.NOTIFIED},
            Blocks.COMPLETE_SCREENING,
        ),
        _spec("acknowledge-policy", policies.AcknowledgePolicy, {OFFICER}),
        _spec("record-rescreening", screening.RecordRescreening, {SERVICE}),
        _spec("decide-lift", screening.DecideLift, {OFFICER, APPROVER}),
        _spec("release-sharing-hold", screening.ReleaseSharingHold, {OFFICER, EXPORT}),
        _spec("record-check", checks.RecordCheck, {OFFICER, EXPORT, ETHICS, SECURITY}),
        _spec("request-human-rights-test", human_rights.RequestHumanRightsTest, {OFFICER, ETHICS}),
        _spec("record-human-rights-test", human_rights.RecordHumanRightsTest, {OFFICER, ETHICS}),
        _spec("reevaluate-human-rights", human_rights.ReevaluateHumanRights, {OFFICER, ETHICS}),
        _spec("request-ethics-advice", ethics.RequestEthicsAdvice, {OFFICER}),
        _spec("record-ethics-advice", ethics.RecordEthicsAdvice, {ETHICS}),
        _spec("answer-as-advice", spine.AnswerAsAdvice, {OFFICER}, BEFORE_DECISION),
        _spec("convert-to-evaluation", spine.ConvertToEvaluation, {OFFICER}, BEFORE_DECISION),
        _spec("set-mitigation", mitigation.SetMitigation, {OFFICER}),
        _spec("implement-mitigation", mitigation.ImplementMitigation, {RESEARCHER, OFFICER, EXPORT, SECURITY}),
        _spec("verify-mitigation", mitigation.VerifyMitigation, {OFFICER, EXPORT, SECURITY}),
        _spec("accept-mitigations", mitigation_after.AcceptMitigations, {RESEARCHER}),
        _spec("review-mitigation", mitigation_after.ReviewMitigation, {OFFICER, EXPORT, SECURITY}),
        _spec("waive-mitigation", mitigation_after.WaiveMitigation, {OFFICER, APPROVER}),
        _spec("identify-legal-requirement", legal.IdentifyLegalRequirement, {OFFICER, EXPORT, SECURITY}),
        # What blocks the closing of an ended case can still be done then.
        _spec("satisfy-legal-requirement", legal.SatisfyLegalRequirement, {EXPORT, SECURITY}, OPEN | RESTARTABLE),
        _spec("retract-legal-requirement", legal.RetractLegalRequirement, {EXPORT, SECURITY}, OPEN | RESTARTABLE),
        _spec("request-export-licence", legal.RequestExportLicence, {EXPORT}),
        # A fact is noted whatever became of the case; one that is reopened then knows it.
        _spec("note-export-licence", legal.NoteExportLicence, {SERVICE}, EVER),
        _spec("record-decontrol", decontrol.RecordDecontrol, {EXPORT}),
        _spec("withdraw-decontrol", decontrol.WithdrawDecontrol, {EXPORT}),
        _spec("answer-end-use", end_use.AnswerEndUse, {RESEARCHER, OFFICER, EXPORT}),
        _spec("record-end-use-decision", end_use.RecordEndUseDecision, {EXPORT}),
        _spec("attach-licence", legal.AttachLicence, {EXPORT}),
        _spec("note-fwo-report", reporting.NoteFwoReport, {SERVICE}, EVER),
        _spec(
            "record-sharing",
            legal.RecordSharing,
            {RESEARCHER, OFFICER, EXPORT},
            DECIDED,
            Blocks.SHARE,
        ),
        _spec("record-appraisal", appraisal.RecordAppraisal, {RESEARCHER, OFFICER}),
        _spec("answer-appraisal", appraisal.AnswerAppraisal, {RESEARCHER, OFFICER}),
        _spec("submit-for-review", approval.SubmitForReview, {OFFICER}, {Status.ASSESSED}),
        _spec("return-for-work", approval.ReturnForWork, {APPROVER}, {Status.IN_REVIEW}),
        _spec("request-institutional-approval", approval_institution.RequestInstitutionalApproval, {OFFICER}),
        _spec("grant-institutional-approval", approval_institution.GrantInstitutionalApproval, {APPROVER}),
        _spec("refuse-institutional-approval", approval_institution.RefuseInstitutionalApproval, {APPROVER}),
        _spec("clear", approval.Clear, {OFFICER, APPROVER}, {Status.ASSESSED}, Blocks.APPROVE),
        _spec("approve", approval.Approve, {APPROVER}, {Status.IN_REVIEW}, Blocks.APPROVE),
        _spec("renew-approval", approval_after.RenewApproval, {APPROVER}, DECIDED, Blocks.APPROVE),
        _spec(
            "record-condition-breach",
            approval_conditions.RecordConditionBreach,
            {OFFICER, EXPORT, SECURITY, APPROVER},
            DECIDED,
        ),
        _spec(
            "approve-work-package",
            approval_after.ApproveWorkPackage,
            {APPROVER},
            DECIDED,
            Blocks.APPROVE,
        ),
        _spec("reject", approval.Reject, {APPROVER}, {Status.ASSESSED, Status.IN_REVIEW}),
        _spec("meet-condition", approval_conditions.MeetCondition, {OFFICER, EXPORT, SECURITY}, DECIDED | RESTARTABLE),
        _spec("start", spine.Start, {RESEARCHER, OFFICER}, {Status.APPROVED}, Blocks.START),
        _spec("suspend", spine.Suspend, {OFFICER, APPROVER}, {Status.APPROVED, Status.RUNNING}),
        _spec("resume", spine.Resume, {APPROVER}, {Status.SUSPENDED}, Blocks.RESUME),
        _spec("require-personnel-check", personnel.RequirePersonnelCheck, {SECURITY}),
        _spec("record-personnel-check", personnel.RecordPersonnelCheck, {SECURITY}),
        _spec("define-work-package", work_packages.DefineWorkPackage, {RESEARCHER, OFFICER}),
        _spec(
            "begin-work-package",
            work_packages.BeginWorkPackage,
            {RESEARCHER, OFFICER},
            {Status.RUNNING},
            Blocks.START,
        ),
        _spec("suspend-work-package", work_packages.SuspendWorkPackage, {OFFICER, APPROVER}, DECIDED),
        _spec("resume-work-package", work_packages.ResumeWorkPackage, {APPROVER}, DECIDED, Blocks.RESUME),
        _spec("propose-termination", spine.ProposeTermination, {OFFICER, APPROVER}, DECIDED),
        _spec("terminate", spine.Terminate, {APPROVER}, DECIDED),
        _spec("complete", spine.Complete, {RESEARCHER, OFFICER}, {Status.RUNNING}),
        _spec("withdraw", spine.Withdraw, {RESEARCHER, OFFICER}, OPEN),
        _spec("reopen", spine.Reopen, {APPROVER}, frozenset(Status) - {Status.NEW}),
        _spec("close", spine.Close, {OFFICER}, RESTARTABLE, Blocks.CLOSE),
        _spec("propose-gate-override", spine.ProposeGateOverride, {OFFICER, APPROVER}),
        _spec("set-deadline", deadlines.SetDeadline, {OFFICER}, OPEN | RESTARTABLE),
        # Which of these roles depends on the kind of deadline: the guard deadline-keeper.
        _spec("extend-deadline", deadlines.ExtendDeadline, {OFFICER, EXPORT, APPROVER}, OPEN | RESTARTABLE),
        _spec("pause-deadline", deadlines.PauseDeadline, {OFFICER, EXPORT, APPROVER}, OPEN | RESTARTABLE),
        _spec("resume-deadline", deadlines.ResumeDeadline, {OFFICER, EXPORT, APPROVER}, OPEN | RESTARTABLE),
        _spec("meet-deadline", deadlines.MeetDeadline, {OFFICER}, OPEN | RESTARTABLE),
        _spec("record-reminder", deadlines.RecordReminder, {SERVICE}, frozenset(Status) - {Status.NEW}),
        _spec("confirm-gate-override", spine.ConfirmGateOverride, {APPROVER}),
        # A file is talked about and kept in order after its end too.
        _spec("add-comment", support.AddComment, {RESEARCHER, *OFFICES}, EVER),
        _spec("attach-document", support.AttachDocument, {RESEARCHER, *OFFICES}, EVER),
        _spec("assign-case", support.AssignCase, {OFFICER}, OPEN | RESTARTABLE),
        _spec("ask-notifier", support.AskNotifier, OFFICES),
        _spec("answer-question", support.AnswerQuestion, {RESEARCHER, OFFICER}),
        _spec("request-external-advice", external_advice.RequestExternalAdvice, {OFFICER, EXPORT, SECURITY}),
        _spec("record-external-advice", external_advice.RecordExternalAdvice, {OFFICER, EXPORT, SECURITY}),
        _spec("note-incident", incidents.NoteIncident, {SERVICE}, EVER),
        _spec("answer-incident", incidents.AnswerIncident, {OFFICER}),
    )
)
