"""The fictional parties, persons and commands that the scenarios have in common."""

from datetime import date
from uuid import UUID

from domain.collaboration import (
    approval,
    checks,
    ethics,
    factors,
    human_rights,
    legal,
    mitigation,
    policies,
    screening,
    spine,
)
from domain.collaboration.approval_conditions import ConditionInput
from domain.collaboration.screening import Resolution
from domain.collaboration.topic import Certainty, ControlCode
from domain.context import FoundHit, LicenceFact
from domain.gates import Blocks
from domain.licence.words import Authority, LicenceKind, Modality
from domain.values import HitId, PartyId
from tests.domain import people
from tests.domain.gate_rows import LICENCE
from tests.domain.scenario import AS_IT_STANDS, CASE, LATER, TODAY, identifier
from tests.scenarios.story import Story

COMPLETE = screening.CompleteScreening(CASE, "All looked at.")
SUBMIT = approval.SubmitForReview(CASE, "Approve under conditions.")
START = spine.Start(CASE, TODAY)
ASK_COMMITTEE = ethics.RequestEthicsAdvice(CASE, "Ethics Committee Misuse", "May this go on, and how?")
DRONE_CODE = "9A012"
NAVIGATION_CODE = "7A103"
ANNEX = "2025/2003"


def approve(*conditions: ConditionInput, **fields: object) -> approval.Approve:
    """Return an approval under conditions."""
    return approval.Approve(CASE, "Weighed; the measures serve.", AS_IT_STANDS, conditions, **fields)  # type: ignore[arg-type]


def condition(key: str, words: str, blocks: Blocks | None = None) -> ConditionInput:
    """Return a condition of an approval."""
    return ConditionInput(key, words, LATER, blocks)


def check(check_id: str, outcome: checks.CheckOutcome, finding: str) -> checks.RecordCheck:
    """Return what a step of a casus found."""
    return checks.RecordCheck(CASE, check_id, outcome, finding)


def asserted(code: str, evidence: str, subject: UUID | None = None) -> factors.AssertRiskFactor:
    """Return that a factor stands, with its evidence."""
    return factors.AssertRiskFactor(CASE, code, evidence, subject)


def resolved(hit: FoundHit, what: Resolution, why: str) -> screening.ResolveHit:
    """Return what a person makes of a hit."""
    return screening.ResolveHit(CASE, HitId(hit.hit_id), what, why)


def advice(what: ethics.Advice, *conditions: str) -> ethics.RecordEthicsAdvice:
    """Return the committee's advice."""
    return ethics.RecordEthicsAdvice(CASE, what, "Weighed by the committee.", conditions)


def code(certainty: Certainty, item: str = DRONE_CODE) -> ControlCode:
    """Return a control code with its annex."""
    return ControlCode(item, ANNEX, certainty)


def measures(story: Story, *codes: str, owner: str = people.RESEARCHER.id, **fields: object) -> None:
    """Let the officer set measures of the catalogue."""
    for each in codes:
        command = mitigation.SetMitigation(
            CASE,
            identifier(each),
            each,
            owner,
            LATER,
            "Strictly needed here.",
            ("R-TEMP",),
            **fields,  # type: ignore[arg-type]
        )
        story.does(f"measure {each} is set, to be taken by {owner}", command, people.OFFICER)


def carried_out(story: Story, *codes: str) -> None:
    """Let the owner take the measures and somebody else verify them."""
    for each in codes:
        story.does(
            f"the owner takes measure {each}",
            mitigation.ImplementMitigation(CASE, identifier(each), "Done; evidence in the file."),
            people.RESEARCHER,
        )
        story.does(
            f"somebody else verifies measure {each}",
            mitigation.VerifyMitigation(CASE, identifier(each), "Seen."),
            people.SECURITY,
        )


def share(to: PartyId, country: str, modality: Modality, *codes: str, on: date = TODAY) -> legal.RecordSharing:
    """Return a sharing of listed codes, or of nothing listed."""
    because = None if codes else "Nothing of it stands on a control list."
    return legal.RecordSharing(CASE, identifier("share"), to, country, modality, on, "The design.", codes, because)


def licence_asked(to: PartyId, country: str, *codes: str) -> legal.RequestExportLicence:
    """Return a request for an individual licence."""
    ways = (Modality.KNOWLEDGE, Modality.ONLINE, Modality.BAGGAGE)
    return legal.RequestExportLicence(CASE, LICENCE, Authority.VL, LicenceKind.INDIVIDUAL, codes, country, to, ways)


def licence_needed(*codes: str) -> legal.IdentifyLegalRequirement:
    """Return that the law asks for a licence."""
    return legal.IdentifyLegalRequirement(
        CASE,
        identifier("requirement"),
        legal.Requirement.EXPORT_LICENCE,
        "Regulation (EU) 2021/821, Annex I",
        "Knowledge of a listed item goes outside the Union.",
        codes,
    )


def licence_granted(story: Story, to: PartyId, country: str, *codes: str) -> None:
    """Let the authority grant the licence, and the program note it on the case."""
    story.when("the authority grants it, for six months")
    ways = frozenset({"knowledge", "online", "baggage"})
    story.case.licences[LICENCE] = LicenceFact(
        LICENCE, 2, "granted", frozenset(codes), frozenset({country}), frozenset({to}), ways, TODAY, LATER
    )
    story.case.do(legal.NoteExportLicence(CASE, LICENCE), people.PROGRAM)


def rights_test(
    outcome: human_rights.TestOutcome, next_review_on: date | None = None
) -> human_rights.RecordHumanRightsTest:
    """Return a human-rights test with this outcome."""
    fails = outcome is human_rights.TestOutcome.FAIL
    return human_rights.RecordHumanRightsTest(
        CASE,
        human_rights.Answer.YES if fails else human_rights.Answer.NO,
        human_rights.Answer.YES,
        outcome,
        "Weighed with the committee's guidance.",
        90 if next_review_on else None,
        next_review_on,
        involvement=human_rights.Involvement.SERIOUS,
        positive_impact=None if fails else "The respondents' position is made known.",
        balance=human_rights.Balance.NEGATIVE if fails else human_rights.Balance.POSITIVE,
    )


def consider(story: Story) -> None:
    """Let the officer write down what was considered, where a named policy asks to look."""
    open_reviews = {(each.policy_id, each.subject_id): each for each in policies.open_reviews(story.case.state)}
    for (policy_id, subject), finding in open_reviews.items():
        # The call of these stories bars nobody by owner; the question is about the case as a whole.
        applies = False if policy_id == "horizon-article-22-5" and subject is None else None
        story.does(
            f"what was considered is written down: {finding.title} ({policy_id})",
            policies.AcknowledgePolicy(CASE, policy_id, "Looked at with the contact point.", subject, applies),
            people.OFFICER,
        )
