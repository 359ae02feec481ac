"""S4 to S6: the last three casussen of the guideline, each branch."""

from domain.collaboration import approval, human_rights, spine
from domain.collaboration.checks import CheckOutcome
from domain.collaboration.ethics import Advice
from domain.collaboration.parties import PartyRole, StayType
from domain.collaboration.screening import Resolution
from domain.collaboration.spine import CaseType, Nature, Status, Trigger
from domain.collaboration.topic import Interference
from domain.gates import Blocks
from domain.values import Level, PartyId
from tests.domain import people
from tests.domain.scenario import CASE, LATER, POLICY_LIST, hit
from tests.scenarios import parts
from tests.scenarios.parts import ASK_COMMITTEE, COMPLETE, START, SUBMIT, advice, approve, asserted, check
from tests.scenarios.story import Story, branch, scenario

OFFICER, EXPORT, ETHICS, APPROVER = people.OFFICER, people.EXPORT, people.ETHICS, people.APPROVER
RESEARCHER = people.RESEARCHER
MET, NOT_MET, UNSURE = CheckOutcome.MET, CheckOutcome.NOT_MET, CheckOutcome.UNSURE

# S4 ----------------------------------------------------------------------------------------------------------------

scenario(
    "S4",
    "Onderzoek naar diversiteit in opdracht van een buitenlandse overheid met een repressief beleid.",
    "Diversity research commissioned by a foreign government body with a repressive policy",
    "[004] p. 26-27, casus 4",
)
TERMS = ("terms-publication", "terms-no-review", "terms-respondents", "terms-contract")


def _s4(story: Story) -> None:
    story.given("the Ministry of Harmony (fictional) commissions research on diversity and wants to read it first")
    story.given("there is no technology in it at all")
    case = story.case.notify(nature=Nature.COMMISSIONED_RESEARCH, triggers=(Trigger.HUMAN_RIGHTS,))
    ministry = case.link("Ministry of Harmony", "BR", PartyRole.COMMISSIONER)
    case.classify(interference=(Interference.POLITICAL,))
    story.does("the review clause is put down", asserted("F-CENSOR", "They read before we publish.", ministry), OFFICER)
    story.does("so are the reports on minorities", asserted("P-HR", "Reports of two organisations.", ministry), OFFICER)
    case.screen()
    story.does("the screening is completed", COMPLETE, OFFICER)
    story.level_is(Level.ELEVATED, "F-CENSOR", "P-HR", "T-INTERF-POL")
    story.is_refused(
        "a colleague would clear it: no technology", approval.Clear(CASE, "No risk."), people.COLLEAGUE, "G9"
    )
    story.does("the dossier goes to the approver", SUBMIT, OFFICER)
    story.has_gates(Blocks.APPROVE, "human-rights", "check")


def _watch() -> human_rights.RecordHumanRightsTest:
    return parts.rights_test(human_rights.TestOutcome.PASS_WITH_MONITORING, next_review_on=LATER)


@branch("S4", "net positive: it goes on under watch, with the terms in the contract")
def _(story: Story) -> None:
    _s4(story)
    story.does("the test: more good than harm, if it is watched", _watch(), ETHICS)
    story.is_refused("the approver would decide before the contract is read", approve(), APPROVER, "casus-check")
    for each in TERMS:
        story.does(f"{each} is in order", check(each, MET, "Read in the contract."), OFFICER)
    story.does("the approver approves", approve(), APPROVER)
    story.is_refused("the researcher would begin", START, RESEARCHER, "casus-check")
    story.does("respondents and researcher are safe", check("safety", MET, "Interviews at a distance."), OFFICER)
    story.does("the researcher begins", START, RESEARCHER)
    story.ends(Status.RUNNING, "continued under watch")


@branch("S4", "the watch runs out: the gate opens again by itself")
def _(story: Story) -> None:
    _s4(story)
    story.does("the test: more good than harm, if it is watched", _watch(), ETHICS)
    for each in (*TERMS, "safety"):
        story.case.do(check(each, MET, "Read in the contract."), OFFICER)
    story.does("the approver approves", approve(), APPROVER)
    story.does("the researcher begins", START, RESEARCHER)
    story.when("the day of the next review comes")
    story.case.wait((LATER - story.case.now.date()).days)
    story.never_gate("due today is not overdue", "human-rights")
    story.when("a day more passes")
    story.case.wait(1)
    story.has_gates(Blocks.SHARE, "human-rights")


@branch("S4", "the terms are not met: not approvable")
def _(story: Story) -> None:
    _s4(story)
    story.does("the test: more good than harm, if it is watched", _watch(), ETHICS)
    story.does("the ministry keeps its review", check("terms-no-review", NOT_MET, "Clause 7 stays."), OFFICER)
    for each in ("terms-publication", "terms-respondents", "terms-contract"):
        story.case.do(check(each, MET, "Read in the contract."), OFFICER)
    story.is_refused("the approver would decide", approve(), APPROVER, "casus-check")
    story.does("the approver decides that it does not begin", approval.Reject(CASE, "No free publication."), APPROVER)
    story.ends(Status.REJECTED, "the contract decided")


@branch("S4", "the terms are broken later: ended under conditions, by two people")
def _(story: Story) -> None:
    _s4(story)
    story.does("the test: more good than harm, if it is watched", _watch(), ETHICS)
    for each in (*TERMS, "safety"):
        story.case.do(check(each, MET, "Read in the contract."), OFFICER)
    story.does("the approver approves", approve(), APPROVER)
    story.does("the researcher begins", START, RESEARCHER)
    story.is_refused(
        "the officer would end it without saying how",
        spine.ProposeTermination(CASE, "They chose the respondents.", LATER),
        OFFICER,
        "G17-conditions",
    )
    ending = spine.ProposeTermination(CASE, "They chose the respondents.", LATER, ("The interviews are destroyed.",))
    story.does("the officer proposes the ending, with its conditions", ending, OFFICER)
    story.does("another person confirms it", spine.Terminate(CASE), APPROVER)
    story.ends(Status.TERMINATED, "the right to leave was in the contract")


@branch("S4", "the test fails: not approvable")
def _(story: Story) -> None:
    _s4(story)
    story.does("the test: it would harm", parts.rights_test(human_rights.TestOutcome.FAIL), ETHICS)
    for each in TERMS:
        story.case.do(check(each, MET, "Read in the contract."), OFFICER)
    story.is_refused("the approver would decide", approve(), APPROVER, "human-rights")


# S5 ----------------------------------------------------------------------------------------------------------------

scenario(
    "S5",
    "Een Belgische doctorandus over minderheidstalen in China: foto's, video, interviews.",
    "A Belgian doctoral student on minority languages in China: photographs, video, interviews",
    "[004] p. 27-28, casus 5",
)


def _s5(story: Story) -> None:
    story.given("fieldwork in China on the use of minority languages; there is no partner")
    case = story.case.notify(case_type=CaseType.ADVICE, nature=Nature.FIELDWORK, places=("CN",))
    case.classify(interference=(Interference.POLITICAL,))
    case.screen()
    story.does("the screening is completed; no partner is demanded", COMPLETE, OFFICER)
    story.level_is(Level.ELEVATED, "T-INTERF-POL", "C-LIST")


@branch("S5", "a question is answered: proceed with measures")
def _(story: Story) -> None:
    _s5(story)
    story.never_gate("no committee is forced, nothing is approved", "ethics", "committee", "check")
    answer = "Go, with care. For the participants a risk always remains."
    story.does(
        "the contact point answers",
        spine.AnswerAsAdvice(CASE, answer, ("No recognisable faces.", "A clean phone.", "Read the travel advice.")),
        OFFICER,
    )
    story.ends(Status.COMPLETED, "advice was given")


@branch("S5", "the faculty wants a decision: the plan comes before the journey")
def _(story: Story) -> None:
    _s5(story)
    story.does(
        "the question becomes an evaluation", spine.ConvertToEvaluation(CASE, "The faculty asks a decision."), OFFICER
    )
    story.does("the dossier goes to the approver", SUBMIT, OFFICER)
    story.does("the approver approves", approve(), APPROVER)
    story.is_refused("the student would leave", START, RESEARCHER, "casus-check")
    parts.measures(story, "M15", "M16", "M17")
    story.is_refused("the student would leave now", START, RESEARCHER, "O8")
    parts.carried_out(story, "M15", "M16", "M17")
    story.does("the travel advice was read", check("fieldwork-travel-advice", MET, "Level 2; followed."), OFFICER)
    story.does("the participants and the student are safe", check("safety", MET, "As safe as can be."), OFFICER)
    story.does("the student leaves", START, RESEARCHER)
    story.ends(Status.RUNNING, "with its measures taken")


@branch("S5", "the participants cannot be kept safe: not feasible")
def _(story: Story) -> None:
    _s5(story)
    answer = "Not in this form: the speakers cannot be protected. Redesign it with published recordings."
    story.does("the contact point answers", spine.AnswerAsAdvice(CASE, answer), OFFICER)
    story.ends(Status.COMPLETED, "the answer was no, and how else")


# S6 ----------------------------------------------------------------------------------------------------------------

scenario(
    "S6",
    "Een gastdoctoranda met een CSC-beurs: efficiëntie van netten voor elektriciteitstransport.",
    "A visiting doctoral student with a CSC scholarship, on power-transport networks",
    "[004] p. 28, casus 6",
)


def _s6(story: Story) -> PartyId:
    story.given(
        "Ms. Lian (fictional) comes for a year; her doctorate runs at Longjiang University (fictional), in China"
    )
    case = story.case.notify(nature=Nature.VISITING_RESEARCHER)
    home = case.link("Longjiang University", "CN", PartyRole.HOME_INSTITUTION)
    case.link_person("Ms. Lian", StayType.VISITING_RESEARCHER, temporary=True, home=home, scholarship="CSC")
    case.classify("8.4")
    return home


@branch("S6", "nothing against the home institution: approved, with agreements before the start")
def _(story: Story) -> None:
    _s6(story)
    story.case.screen()
    story.is_refused("the officer would complete the screening", COMPLETE, OFFICER, "casus-check")
    story.does("the home institution was looked up", check("home-institution", MET, "On no list."), OFFICER)
    story.does("the screening is completed", COMPLETE, OFFICER)
    story.level_is(Level.ELEVATED, "R-TEMP", "C-LIST", "T-CTD-8.4")
    story.then("the scholarship alone makes it no higher")
    story.does("the dossier goes to the approver", SUBMIT, OFFICER)
    story.does("the approver approves", approve(), APPROVER)
    story.has_gates(Blocks.START, "check")
    parts.measures(story, "M11", "M12")
    parts.carried_out(story, "M11", "M12")
    story.does("the stay begins", START, RESEARCHER)
    story.ends(Status.RUNNING, "the rights are agreed with her and with her home institution")


@branch("S6", "the home institution is a Seven Sons university: high, and looked at; not refused for it")
def _(story: Story) -> None:
    home = _s6(story)
    story.given("the home institution stands on the list of the Seven Sons in this story")
    found = hit(home, POLICY_LIST)
    story.case.screen(found)
    story.does("the officer finds it is the same", parts.resolved(found, Resolution.TRUE_MATCH, "Listed."), OFFICER)
    story.does("the check points to a risk", check("home-institution", NOT_MET, "Defence research."), OFFICER)
    parts.consider(story)
    story.does("the screening is completed", COMPLETE, OFFICER)
    story.level_is(Level.HIGH, "R-TEMP", "T-CTD-8.4")
    story.never_gate("no policy blocks a person: the rule is about agreements and FWO money", "policy")
    story.does("the dossier goes to the approver", SUBMIT, OFFICER)
    story.is_refused("the approver would decide", approve(), APPROVER, "committee")
    story.does("the committee is asked", ASK_COMMITTEE, OFFICER)
    story.does("it agrees under a condition", advice(Advice.CONDITIONAL, "No access to grid control."), ETHICS)
    story.is_refused("the approver would forget the committee's condition", approve(), APPROVER, "O13-conditions")
