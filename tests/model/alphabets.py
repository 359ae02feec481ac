"""The small alphabets: a handful of commands about one matter, given by few people, from a few beginnings."""

from dataclasses import replace

from domain.collaboration import (
    approval,
    approval_after,
    ethics,
    factors,
    human_rights,
    legal,
    mitigation,
    screening,
    spine,
    topic,
    unlinking,
    work_packages,
)
from domain.collaboration.parties import LinkParty, PartyRole, UnlinkParty
from domain.collaboration.screening import Resolution
from domain.collaboration.spine import Status
from domain.collaboration.topic import Certainty, ControlCode
from domain.context import LicenceFact, PartyFact
from domain.licence.words import Authority, LicenceKind, Modality
from domain.values import Effect, HitId, PartyId, Role, RunId
from tests.domain import people
from tests.domain.gate_rows import CODE, LICENCE, MEASURE, REQUIREMENT
from tests.domain.scenario import (
    AS_IT_STANDS,
    CASE,
    LATER,
    LEGAL_LIST,
    PARTNER,
    TODAY,
    Case,
    hit,
    identifier,
    party,
    walk,
)
from tests.model.explore import Alphabet, Move

OFFICER, COLLEAGUE, APPROVER, EXPORT = people.OFFICER, people.COLLEAGUE, people.APPROVER, people.EXPORT
RESEARCHER, PROGRAM = people.RESEARCHER, people.PROGRAM
BOTH = people.person("olga", Role.CONTACT_POINT_OFFICER, Role.INSTITUTION_APPROVER)
DELEGATE = people.person("dora", Role.INSTITUTION_APPROVER, for_="olga")
FAR = party("Far Partner")
LAW = hit(PARTNER, LEGAL_LIST, "E1")
CLEARANCE = identifier("clearance")
CODES = (ControlCode(CODE, "2025/2003", Certainty.CONFIRMED),)
SCREEN = screening.StartScreening(CASE, identifier("screening 1"))
COMPLETE = screening.CompleteScreening(CASE, "All looked at.")
SUBMIT = approval.SubmitForReview(CASE, "Approve.")
APPROVE = approval.Approve(CASE, "Weighed.", AS_IT_STANDS)
START = spine.Start(CASE, TODAY)
RESUME = spine.Resume(CASE, "Answered.")


def _rescreen(*removed: str) -> screening.RecordRescreening:
    run = RunId(identifier(f"run {removed}"))
    listed = (LEGAL_LIST, 1, 2, "ab" * 32, Effect.LEGAL)
    return screening.RecordRescreening(CASE, run, identifier(f"rescreening {removed}"), *listed, removed)


def share(*codes: str, to: PartyId = PARTNER, country: str = "CN") -> legal.RecordSharing:
    """Return a sharing of these codes, or of nothing listed."""
    return legal.RecordSharing(
        CASE,
        identifier("share"),
        to,
        country,
        Modality.KNOWLEDGE,
        TODAY,
        "A design.",
        codes,
        None if codes else "None.",
    )


def begun(*statuses: Status) -> tuple[Case, ...]:
    """Return a case in each of these statuses."""
    return tuple(walk(status) for status in statuses)


def _with_far_partner(case: Case) -> None:
    case.parties[FAR] = PartyFact(FAR, 1, "f1", "CN")


def _licence(status: str) -> Move:
    def known(case: Case) -> None:
        codes, there, users = frozenset({CODE}), frozenset({"CN"}), frozenset({PARTNER})
        days = (TODAY, LATER) if status == "granted" else (None, None)
        case.licences[LICENCE] = LicenceFact(LICENCE, 2, status, codes, there, users, frozenset({"knowledge"}), *days)

    return Move(legal.NoteExportLicence(CASE, LICENCE), PROGRAM, prepare=known)


LIFECYCLE = Alphabet(
    "the spine: from the notification to the closing, and back",
    begun(Status.NOTIFIED),
    (
        Move(SCREEN, OFFICER),
        Move(COMPLETE, OFFICER),
        Move(SUBMIT, OFFICER),
        Move(approval.ReturnForWork(CASE, "Who owns it?"), APPROVER),
        Move(approval.Clear(CASE, "No risk."), COLLEAGUE),
        Move(APPROVE, APPROVER),
        Move(APPROVE, BOTH, Role.INSTITUTION_APPROVER),
        Move(approval.Reject(CASE, "Too much."), APPROVER),
        Move(START, RESEARCHER),
        Move(spine.Suspend(CASE, "A question."), OFFICER),
        Move(RESUME, APPROVER),
        Move(spine.Complete(CASE, TODAY), RESEARCHER),
        Move(spine.Withdraw(CASE, "No money."), RESEARCHER),
        Move(spine.ProposeTermination(CASE, "Breach.", LATER, ("Return the data.",)), OFFICER),
        Move(spine.Terminate(CASE), APPROVER),
        Move(spine.Reopen(CASE, "New facts."), APPROVER),
        Move(spine.Close(CASE, "Done."), OFFICER),
        Move(spine.AmendNotification(CASE, "Agreed.", nature=spine.Nature.INSTITUTIONAL_AGREEMENT), RESEARCHER),
    ),
)

SANCTIONS = Alphabet(
    "a hit of law: found, resolved, confirmed, cleared, delisted, at every stage",
    begun(Status.NOTIFIED, Status.IN_REVIEW, Status.RUNNING),
    (
        Move(SCREEN, OFFICER, hits=(LAW,)),
        Move(_rescreen(), PROGRAM, hits=(LAW,)),
        Move(_rescreen("E1"), PROGRAM),
        Move(screening.ResolveHit(CASE, HitId(LAW.hit_id), Resolution.FALSE_POSITIVE, "Another town."), OFFICER),
        Move(screening.ResolveHit(CASE, HitId(LAW.hit_id), Resolution.TRUE_MATCH, "The same."), OFFICER),
        Move(screening.ConfirmHitResolution(CASE, HitId(LAW.hit_id)), EXPORT),
        Move(screening.ConfirmHitResolution(CASE, HitId(LAW.hit_id)), OFFICER),
        Move(
            legal.IdentifyLegalRequirement(
                CASE,
                CLEARANCE,
                legal.Requirement.SANCTIONS_CLEARANCE,
                "The freeze",
                "Asked.",
                hit_id=HitId(LAW.hit_id),
            ),
            EXPORT,
        ),
        Move(legal.SatisfyLegalRequirement(CASE, CLEARANCE, "Cleared in writing."), people.SECURITY),
        Move(legal.RetractLegalRequirement(CASE, CLEARANCE, "Not needed."), people.SECURITY),
        Move(COMPLETE, OFFICER),
        Move(SUBMIT, OFFICER),
        Move(APPROVE, APPROVER),
        Move(START, RESEARCHER),
        Move(RESUME, APPROVER),
        Move(share(country="BE"), RESEARCHER),
    ),
)

LICENCE_TRACK = Alphabet(
    "a listed item: classified, required, asked, granted, revoked, shared",
    begun(Status.IN_REVIEW),
    (
        Move(topic.ClassifyTopic(CASE, "Read.", ("9.1",), control_codes=CODES), EXPORT),
        Move(topic.ClassifyTopic(CASE, "Read again.", ("9.1",)), EXPORT),
        Move(COMPLETE, OFFICER),
        Move(
            legal.IdentifyLegalRequirement(
                CASE, REQUIREMENT, legal.Requirement.EXPORT_LICENCE, "Regulation (EU) 2021/821", "Annex I."
            ),
            EXPORT,
        ),
        Move(
            legal.RequestExportLicence(
                CASE,
                LICENCE,
                Authority.VL,
                LicenceKind.INDIVIDUAL,
                (CODE,),
                "CN",
                PARTNER,
                (Modality.KNOWLEDGE,),
            ),
            EXPORT,
        ),
        _licence("granted"),
        _licence("revoked"),
        Move(APPROVE, APPROVER),
        Move(replace(APPROVE, is_subject_to_licence=True), APPROVER),
        Move(START, RESEARCHER),
        Move(share(CODE), RESEARCHER),
        Move(share(), RESEARCHER),
        Move(share(CODE, country="IR"), RESEARCHER),
    ),
)

RIGHTS = Alphabet(
    "rights, committee and overrides: asked, answered, passed by two people",
    begun(Status.IN_REVIEW),
    (
        Move(factors.AssertRiskFactor(CASE, "P-HR", "A report."), OFFICER),
        Move(factors.RebutRiskFactor(CASE, "P-HR", "Another firm."), OFFICER),
        Move(human_rights.RequestHumanRightsTest(CASE, "A ministry."), OFFICER),
        Move(
            human_rights.RecordHumanRightsTest(
                CASE, human_rights.Answer.NO, human_rights.Answer.NO, human_rights.TestOutcome.PASS, "No ties."
            ),
            people.ETHICS,
        ),
        Move(
            human_rights.RecordHumanRightsTest(
                CASE, human_rights.Answer.YES, human_rights.Answer.YES, human_rights.TestOutcome.FAIL, "Ties."
            ),
            people.ETHICS,
        ),
        Move(ethics.RequestEthicsAdvice(CASE, "Misuse", "May we?"), OFFICER),
        Move(ethics.RecordEthicsAdvice(CASE, ethics.Advice.POSITIVE, "Yes."), people.ETHICS),
        Move(ethics.RecordEthicsAdvice(CASE, ethics.Advice.NEGATIVE, "No."), people.ETHICS),
        Move(spine.ProposeGateOverride(CASE, "ethics:unanswered", "Weighed."), OFFICER),
        Move(spine.ConfirmGateOverride(CASE, "ethics:unanswered"), APPROVER),
        Move(COMPLETE, OFFICER),
        Move(APPROVE, people.DEAN),
        Move(START, RESEARCHER),
    ),
)

PEOPLE = Alphabet(
    "four eyes: the same people in several roles, and a delegate",
    begun(Status.ASSESSED),
    (
        Move(SCREEN, BOTH, Role.CONTACT_POINT_OFFICER),
        Move(COMPLETE, BOTH, Role.CONTACT_POINT_OFFICER),
        Move(SUBMIT, BOTH, Role.CONTACT_POINT_OFFICER),
        Move(SUBMIT, COLLEAGUE),
        Move(mitigation.SetMitigation(CASE, MEASURE, "M05", APPROVER.id, LATER, "The rights stay here."), COLLEAGUE),
        Move(mitigation.ImplementMitigation(CASE, MEASURE, "Signed."), RESEARCHER),
        Move(mitigation.VerifyMitigation(CASE, MEASURE, "Seen."), people.SECURITY),
        Move(APPROVE, BOTH, Role.INSTITUTION_APPROVER),
        Move(APPROVE, DELEGATE),
        Move(APPROVE, APPROVER),
        Move(APPROVE, people.DEAN),
        Move(approval.Clear(CASE, "No risk."), BOTH, Role.CONTACT_POINT_OFFICER),
        Move(approval.Clear(CASE, "No risk."), COLLEAGUE),
        Move(START, RESEARCHER),
    ),
)

LATECOMERS = Alphabet(
    "somebody joins late: the hold, the screening, the release, the sharing",
    begun(Status.APPROVED, Status.RUNNING),
    (
        Move(LinkParty(CASE, FAR, PartyRole.COAUTHOR), RESEARCHER, prepare=_with_far_partner),
        Move(UnlinkParty(CASE, FAR, "Left."), OFFICER),
        Move(unlinking.ProposeUnlinking(CASE, FAR, "Left."), OFFICER),
        Move(unlinking.ConfirmUnlinking(CASE, FAR, "Seen."), OFFICER),
        Move(unlinking.ConfirmUnlinking(CASE, FAR, "Seen."), COLLEAGUE),
        Move(SCREEN, OFFICER, hits=(hit(FAR, LEGAL_LIST, "E2"),)),
        Move(COMPLETE, OFFICER),
        Move(share(to=FAR, country="BE"), RESEARCHER),
        Move(share(country="BE"), RESEARCHER),
        Move(START, RESEARCHER),
        Move(spine.Suspend(CASE, "A question."), OFFICER),
        Move(RESUME, APPROVER),
        Move(
            screening.ResolveHit(CASE, HitId(hit(FAR, LEGAL_LIST, "E2").hit_id), Resolution.TRUE_MATCH, "The same."),
            OFFICER,
        ),
    ),
)

_ONE, _TWO = "WP1", "WP2"
_IN_ONE = replace(share(country="BE"), work_package=_ONE)
_IN_TWO = replace(share(country="BE"), work_package=_TWO, share_id=identifier("share two"))


def _of_two_packages(status: Status) -> Case:
    case = walk(status)
    for each in (_ONE, _TWO):
        case.do(work_packages.DefineWorkPackage(CASE, each, f"Part {each}", "Its share of the work."), OFFICER)
    return case


PACKAGES = Alphabet(
    "work packages: one waits for the law or for an answer, the other goes on",
    (_of_two_packages(Status.IN_REVIEW),),
    (
        Move(
            legal.IdentifyLegalRequirement(
                CASE,
                REQUIREMENT,
                legal.Requirement.CLEARANCE,
                "The law on classification",
                "Only in one part.",
                work_package=_ONE,
            ),
            EXPORT,
        ),
        Move(legal.SatisfyLegalRequirement(CASE, REQUIREMENT, "Seen."), people.SECURITY),
        Move(APPROVE, APPROVER),
        Move(replace(APPROVE, work_packages=(_TWO,)), APPROVER),
        Move(approval_after.ApproveWorkPackage(CASE, _ONE, "It is in order now.", AS_IT_STANDS), APPROVER),
        Move(START, RESEARCHER),
        Move(work_packages.BeginWorkPackage(CASE, _ONE, TODAY), RESEARCHER),
        Move(work_packages.BeginWorkPackage(CASE, _TWO, TODAY), RESEARCHER),
        Move(work_packages.SuspendWorkPackage(CASE, _TWO, "A question."), OFFICER),
        Move(work_packages.ResumeWorkPackage(CASE, _TWO, "Answered."), APPROVER),
        Move(_IN_ONE, RESEARCHER),
        Move(_IN_TWO, RESEARCHER),
        Move(spine.Suspend(CASE, "A question."), OFFICER),
        Move(RESUME, APPROVER),
    ),
)

ALPHABETS = (LIFECYCLE, SANCTIONS, LICENCE_TRACK, RIGHTS, PEOPLE, LATECOMERS, PACKAGES)
