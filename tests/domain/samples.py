"""One command of every kind, in good form; for the tests that ask who may give it, and when."""

from typing import Any

from domain.collaboration import (
    approval,
    ethics,
    factors,
    human_rights,
    legal,
    mitigation,
    parties,
    screening,
    spine,
    topic,
)
from domain.licence.words import Authority, LicenceKind, Modality
from domain.values import Effect, HitId, RunId
from tests.domain.gate_rows import LICENCE, MEASURE, REQUIREMENT, sharing
from tests.domain.scenario import CASE, LATER, PARTNER, SCREENING, TODAY, identifier, somebody

HIT = HitId(identifier("hit"))
LIFT = identifier("lift")
HOLD = identifier("hold")
NO = human_rights.Answer.NO
SAMPLES: tuple[Any, ...] = (
    spine.NotifyCollaboration(CASE, "Drones", "Swarms over water.", spine.Nature.CONSORTIUM),
    spine.AmendNotification(CASE, "Moved.", places=("NL",)),
    spine.AnswerAsAdvice(CASE, "Go ahead, with care."),
    spine.ConvertToEvaluation(CASE, "It is a real plan now."),
    spine.Start(CASE, TODAY),
    spine.Complete(CASE, LATER),
    spine.Suspend(CASE, "A question."),
    spine.Resume(CASE, "Answered."),
    spine.ProposeTermination(CASE, "Breach.", LATER, ("Return the data.",)),
    spine.Terminate(CASE),
    spine.Withdraw(CASE, "No money."),
    spine.Reopen(CASE, "New facts."),
    spine.Close(CASE, "Done."),
    spine.ProposeGateOverride(CASE, "ethics:unanswered", "Weighed."),
    spine.ConfirmGateOverride(CASE, "ethics:unanswered"),
    topic.ClassifyTopic(CASE, "Read the proposal.", ("9.1",)),
    parties.LinkParty(CASE, PARTNER, parties.PartyRole.FUNDER),
    parties.UnlinkParty(CASE, PARTNER, "Left."),
    parties.LinkResearcher(CASE, somebody("Rosa"), parties.StayType.STAFF),
    parties.UnlinkResearcher(CASE, somebody("Rosa"), "Left."),
    screening.StartScreening(CASE, SCREENING),
    screening.ResolveHit(CASE, HIT, screening.Resolution.FALSE_POSITIVE, "Another town."),
    screening.ConfirmHitResolution(CASE, HIT),
    screening.CompleteScreening(CASE, "All looked at."),
    screening.RecordRescreening(CASE, RunId(identifier("run")), SCREENING, "eu-fsf", 1, 2, "ab" * 32, Effect.LEGAL),
    screening.DecideLift(CASE, LIFT, screening.LiftDecision.LIFTED, "Delisted."),
    screening.ReleaseSharingHold(CASE, HOLD, "Somebody else."),
    factors.AssertRiskFactor(CASE, "P-OPAQUE", "No website."),
    factors.RebutRiskFactor(CASE, "P-OPAQUE", "Owners found."),
    human_rights.RequestHumanRightsTest(CASE, "A ministry."),
    human_rights.RecordHumanRightsTest(CASE, NO, NO, human_rights.TestOutcome.PASS, "No ties."),
    ethics.RequestEthicsAdvice(CASE, "Misuse", "May we?"),
    ethics.RecordEthicsAdvice(CASE, ethics.Advice.POSITIVE, "Yes."),
    mitigation.SetMitigation(CASE, MEASURE, "M05", "rosa", LATER, "IP."),
    mitigation.ImplementMitigation(CASE, MEASURE, "Signed."),
    mitigation.VerifyMitigation(CASE, MEASURE, "Seen."),
    legal.IdentifyLegalRequirement(CASE, REQUIREMENT, legal.Requirement.CLEARANCE, "The law", "It says so."),
    legal.SatisfyLegalRequirement(CASE, REQUIREMENT, "Certificate seen."),
    legal.RetractLegalRequirement(CASE, REQUIREMENT, "Not needed."),
    legal.RequestExportLicence(
        CASE,
        LICENCE,
        Authority.VL,
        LicenceKind.INDIVIDUAL,
        ("6A002.a.1",),
        "BE",
        PARTNER,
        (Modality.KNOWLEDGE,),
    ),
    legal.NoteExportLicence(CASE, LICENCE),
    sharing(),
    approval.RecordAppraisal(CASE, "FWO", "2026", approval.AppraisalOutcome.MODERATE),
    approval.SubmitForReview(CASE, "Approve."),
    approval.ReturnForWork(CASE, "Who owns it?"),
    approval.RequestInstitutionalApproval(CASE, "High by FWO."),
    approval.GrantInstitutionalApproval(CASE, "We stand behind it."),
    approval.RefuseInstitutionalApproval(CASE, "We do not."),
    approval.Clear(CASE, "No risk."),
    approval.Approve(CASE, "The risk is small."),
    approval.Reject(CASE, "Too much."),
    approval.MeetCondition(CASE, "c1", "Signed."),
)
