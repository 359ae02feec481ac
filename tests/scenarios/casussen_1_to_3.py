"""S1 to S3: the first three casussen of the guideline, each branch."""

from domain.collaboration import approval, factors, legal, spine
from domain.collaboration.checks import CheckOutcome
from domain.collaboration.ethics import Advice
from domain.collaboration.parties import PartyRole, StayType
from domain.collaboration.screening import Resolution
from domain.collaboration.spine import Nature, Status, Trigger
from domain.collaboration.topic import Certainty, ClassifyTopic
from domain.gates import Blocks
from domain.licence.words import Modality
from domain.values import Level, PartyId, PersonId, SubjectKind
from tests.domain import people
from tests.domain.scenario import CASE, FOREIGN_LIST, LEGAL_LIST, POLICY_LIST, hit, identifier
from tests.scenarios import parts
from tests.scenarios.parts import ASK_COMMITTEE, COMPLETE, START, SUBMIT, advice, approve, asserted, check, condition
from tests.scenarios.story import Story, branch, scenario

OFFICER, EXPORT, ETHICS, APPROVER = people.OFFICER, people.EXPORT, people.ETHICS, people.APPROVER
RESEARCHER = people.RESEARCHER
MET, NOT_MET, UNSURE = CheckOutcome.MET, CheckOutcome.NOT_MET, CheckOutcome.UNSURE

# S1 ----------------------------------------------------------------------------------------------------------------

scenario(
    "S1",
    "Een doctorandus met een verleden bij het Iraanse leger: stress en emoties, sensoren, hersenimplantaten.",
    "An Iranian army doctor of engineering, on stress and emotion sensors and brain implants",
    "[004] p. 25, casus 1",
)


def _s1(story: Story) -> PersonId:
    story.given("a doctoral researcher who served in the Iranian army is to be hired, on sensors and brain implants")
    story.given("the last employer is Alborz Technical University (fictional), in Iran")
    case = story.case.notify(nature=Nature.RECRUITMENT, triggers=(Trigger.MISUSE, Trigger.LIST_COUNTRY))
    home = case.link("Alborz Technical University", "IR", PartyRole.HOME_INSTITUTION)
    person = case.link_person("Dr. Parvaneh", StayType.STAFF, home=home)
    case.classify("2.4", "6.1")
    story.does(
        "the earlier service is put down as a factor", asserted("R-AFFIL", "Two years in the army.", person), OFFICER
    )
    return person


@branch("S1", "ordinary service, no ties: approved under conditions")
def _(story: Story) -> None:
    _s1(story)
    story.case.screen()
    story.level_is(Level.ELEVATED, "R-AFFIL", "C-LIST", "T-CTD-2.4", "T-CTD-6.1")
    story.never_gate(
        "the policy on Iran says nothing: it is about agreements with institutions, not a person", "policy"
    )
    story.is_refused("the officer wants to be done without looking at the curriculum", COMPLETE, OFFICER, "casus-check")
    story.does("the curriculum shows ordinary service", check("cv-service", MET, "Conscript, two years."), OFFICER)
    story.does("no tie is left", check("cv-attached", MET, "Discharged in 2019."), OFFICER)
    story.does("the training fits", check("cv-training-and-gaps", MET, "Diplomas seen; no gaps."), OFFICER)
    story.does("the screening is completed", COMPLETE, OFFICER)
    story.does("the dossier goes to the approver", SUBMIT, OFFICER)
    story.is_refused("the screener would approve it", approve(), people.person("olga", *_BOTH), "G6")
    story.does(
        "the approver approves", approve(condition("labs", "No access to the strategic laboratories.")), APPROVER
    )
    story.ends(Status.APPROVED, "nobody was refused for a nationality, which is nowhere stored")


@branch("S1", "an answer points to a risk: the committee is asked first")
def _(story: Story) -> None:
    person = _s1(story)
    story.case.screen()
    story.does(
        "the thesis turns out to be written for the army",
        asserted("P-MIL-TIE", "Thesis for the army's research organisation.", person),
        OFFICER,
    )
    story.does("the service was research on the topic", check("cv-service", NOT_MET, "Signals research."), OFFICER)
    story.does("whether a tie is left is not known", check("cv-attached", UNSURE, "No answer."), OFFICER)
    story.does("the training fits", check("cv-training-and-gaps", MET, "Diplomas seen."), OFFICER)
    story.does("the screening is completed", COMPLETE, OFFICER)
    story.level_is(Level.HIGH, "R-AFFIL", "P-MIL-TIE", "C-LIST")
    story.does("the dossier goes to the approver", SUBMIT, OFFICER)
    story.is_refused("the approver would decide", approve(), APPROVER, "committee")
    story.does("the committee is asked", ASK_COMMITTEE, OFFICER)
    story.is_refused("the approver would not wait", approve(), APPROVER, "ethics")
    story.does("the committee advises against it", advice(Advice.NEGATIVE), ETHICS)
    story.is_refused("the approver would go on", approve(), APPROVER, "ethics")
    story.does(
        "the approver decides that it does not begin", approval.Reject(CASE, "The advice is followed."), APPROVER
    )
    story.ends(Status.REJECTED, "a named person refused it, on the committee's advice")


@branch("S1", "the person is on a sanctions list of the European Union: blocked by law")
def _(story: Story) -> None:
    person = _s1(story)
    found = hit(person, LEGAL_LIST, kind=SubjectKind.PERSON)
    story.when("the screening finds a possible match with an entry of the EU list")
    story.case.screen(found)
    for each in ("cv-service", "cv-attached", "cv-training-and-gaps"):
        story.case.do(check(each, MET, "Looked into."), OFFICER)
    story.is_refused("the officer would complete the screening", COMPLETE, OFFICER, "hit-undecided")
    story.does(
        "the officer finds it is the same person", parts.resolved(found, Resolution.TRUE_MATCH, "Born alike."), OFFICER
    )
    story.does("the screening is completed", COMPLETE, OFFICER)
    story.level_is(Level.BLOCKED, "R-SANC")
    story.does("the dossier goes to the approver", SUBMIT, OFFICER)
    story.is_refused("the approver would approve", approve(), APPROVER, "legal-hit")
    story.is_refused(
        "two people would pass the gate",
        spine.ProposeGateOverride(CASE, f"legal-hit:{found.hit_id}", "It is urgent."),
        OFFICER,
        "G22",
    )
    story.ends(Status.IN_REVIEW, "it waits for the law, not for anybody's opinion")


_BOTH = (*people.OFFICER.roles, *people.APPROVER.roles)

# S2 ----------------------------------------------------------------------------------------------------------------

scenario(
    "S2",
    "Een bedrijf op Malta over geluid van vliegtuigmotoren, waarover weinig te vinden is.",
    "A Maltese company on aircraft-engine noise, of which little is known",
    "[004] p. 25-26, casus 2",
)


def _s2(story: Story) -> PartyId:
    story.given("Quiet Wing Ltd (fictional), in Malta, commissions research; its website is one page")
    story.given("Malta is in the Union and on no list of countries; that changes nothing: everybody is screened")
    case = story.case.notify(nature=Nature.COMMISSIONED_RESEARCH)
    company = case.link("Quiet Wing Ltd", "MT", PartyRole.COMMISSIONER)
    story.does("the officer finds no owner named", asserted("P-OPAQUE", "No owner, no register.", company), OFFICER)
    case.screen()
    return company


@branch("S2", "until the owner is known")
def _(story: Story) -> None:
    _s2(story)
    story.level_is(Level.ATTENTION, "P-OPAQUE", never=("C-LIST",))
    story.is_refused("the officer would complete the screening", COMPLETE, OFFICER, "R9")
    story.never_gate("nobody treats it as Russian without evidence", "legal-hit", "policy", "legal-requirement")


@branch("S2", "A: Russian owners; a question of law, then of the institution, not a ban")
def _(story: Story) -> None:
    _s2(story)
    story.when("the register names Neva Holding (fictional), in Russia, as the owner")
    story.case.link("Neva Holding", "RU")
    story.case.screen()
    story.does(
        "what was opaque is clear now",
        factors.RebutRiskFactor(CASE, "P-OPAQUE", "Neva Holding owns it all; extract of the register."),
        OFFICER,
    )
    story.does(
        "the export officer asks whether the Russia sanctions allow it",
        legal.IdentifyLegalRequirement(
            CASE,
            identifier("requirement"),
            legal.Requirement.VERIFICATION,
            "Regulation (EU) 833/2014",
            "Is it legally possible?",
        ),
        EXPORT,
    )
    story.does("the committee is asked about the shareholders", ASK_COMMITTEE, OFFICER)
    story.does("the screening is completed", COMPLETE, OFFICER)
    story.does("the dossier goes to the approver", SUBMIT, OFFICER)
    story.is_refused("the approver would decide", approve(), APPROVER, "legal-requirement", "ethics")
    story.does(
        "the law allows it",
        legal.SatisfyLegalRequirement(CASE, identifier("requirement"), "Outside the scope; written opinion."),
        people.SECURITY,
    )
    story.does("the committee agrees", advice(Advice.POSITIVE), ETHICS)
    story.does("the approver approves", approve(), APPROVER)
    story.ends(Status.APPROVED, "evidence decided, not a country")


@branch("S2", "B: a clean owner; the normal way")
def _(story: Story) -> None:
    _s2(story)
    story.does(
        "the register names two engineers of Gozo",
        factors.RebutRiskFactor(CASE, "P-OPAQUE", "Two engineers own it; extract of the register."),
        OFFICER,
    )
    story.does("the screening is completed", COMPLETE, OFFICER)
    story.level_is(Level.NONE)
    story.does("a colleague clears it on the fast route", approval.Clear(CASE, "No factor stands."), people.COLLEAGUE)
    story.ends(Status.APPROVED, "openness: one step where nothing stands")


# S3 ----------------------------------------------------------------------------------------------------------------

scenario(
    "S3",
    "Dronetechnologie met een universiteit in China.",
    "Drone technology with a Chinese university",
    "[004] p. 26, casus 3",
)


def _s3(story: Story, nature: Nature = Nature.CONSORTIUM, scheme: str | None = None) -> PartyId:
    words = {None: "no outside money", "fwo": "FWO money", "he-ria": "Horizon Europe money"}[scheme]
    story.given(f"drones (9.1) at TRL 4 to 6 with Longjiang University (fictional), in China; {nature}, {words}")
    case = story.case.notify(nature=nature, funder_scheme=scheme, triggers=(Trigger.DUAL_USE,))
    return case.link("Longjiang University", "CN")


def _drone(certainty: Certainty) -> ClassifyTopic:
    codes = (parts.code(certainty),)
    return ClassifyTopic(CASE, "Compared with Annex I.", ("9.1",), control_codes=codes, trl_min=4, trl_max=6)


@branch("S3", "the four checks, then the licence, then the sharing")
def _(story: Story) -> None:
    partner = _s3(story)
    story.does("1. a dual-use item is suspected", _drone(Certainty.SUSPECTED), EXPORT)
    american = hit(partner, FOREIGN_LIST)
    story.when("2. and 3. the screening finds the partner on an American list, and on no list of law")
    story.case.screen(american)
    story.is_refused("the officer would complete the screening", COMPLETE, OFFICER, "hit-undecided")
    story.does(
        "the officer finds it is the same", parts.resolved(american, Resolution.TRUE_MATCH, "Same address."), OFFICER
    )
    story.never_gate("a foreign list is an indication, not law: nothing is blocked by it", "legal-hit", "sharing-hold")
    story.level_is(Level.HIGH, "T-CTD-9.1", "T-DUAL", "C-LIST", "P-SANC-FOREIGN")
    story.does("4. and the committee is asked about the reputation", ASK_COMMITTEE, OFFICER)
    story.does("the item is confirmed on Annex I", _drone(Certainty.CONFIRMED), EXPORT)
    story.does("so a licence is needed", parts.licence_needed(parts.DRONE_CODE), EXPORT)
    story.does("the screening is completed", COMPLETE, OFFICER)
    story.does("the dossier goes to the approver", SUBMIT, OFFICER)
    parts.measures(story, "M05", is_needed_to_start=False)
    story.is_refused("the approver would decide", approve(), APPROVER, "licence", "ethics")
    story.does("the committee agrees", advice(Advice.POSITIVE), ETHICS)
    story.is_refused(
        "the approver would approve a high risk without a word on its factors",
        approve(is_subject_to_licence=True),
        APPROVER,
        "G10",
    )
    accepted = story.case.accepting()
    story.does(
        "the approver approves subject to the licence",
        approve(is_subject_to_licence=True, accepted_factors=accepted),
        APPROVER,
    )
    design = parts.share(partner, "CN", Modality.KNOWLEDGE, parts.DRONE_CODE)
    story.is_refused("the researcher would send the design", design, RESEARCHER, "G3", "G4")
    story.is_refused("the researcher would begin", START, RESEARCHER, "G3")
    story.does("a licence is asked", parts.licence_asked(partner, "CN", parts.DRONE_CODE), EXPORT)
    parts.licence_granted(story, partner, "CN", parts.DRONE_CODE)
    story.does("the researcher begins", START, RESEARCHER)
    story.does("and sends the design", design, RESEARCHER)
    story.is_refused(
        "but not to another country",
        parts.share(partner, "PK", Modality.KNOWLEDGE, parts.DRONE_CODE),
        RESEARCHER,
        "G4",
    )
    story.ends(Status.RUNNING, "the licence came before the sharing")


def _seven_sons(story: Story, nature: Nature, scheme: str | None, is_blocked: bool) -> None:
    partner = _s3(story, nature, scheme)
    story.given("the university stands on the list of the Seven Sons in this story")
    story.case.classify("9.1", trl_min=4, trl_max=6)
    found = hit(partner, POLICY_LIST)
    story.case.screen(found)
    story.does("the officer finds it is the same", parts.resolved(found, Resolution.TRUE_MATCH, "Listed."), OFFICER)
    parts.consider(story)
    story.does("the screening is completed", COMPLETE, OFFICER)
    story.does("the dossier goes to the approver", SUBMIT, OFFICER)
    if is_blocked:
        story.has_gates(Blocks.APPROVE, "policy")
    else:
        story.never_gate("no policy blocks it: it is looked at with the contact point", "policy")
    story.ends(Status.IN_REVIEW, "nothing was rejected by itself")


@branch("S3", "a Seven Sons university and FWO money: blocked for that money")
def _(story: Story) -> None:
    _seven_sons(story, Nature.CONSORTIUM, "fwo", True)


@branch("S3", "a Seven Sons university and an institutional agreement: blocked as an agreement")
def _(story: Story) -> None:
    _seven_sons(story, Nature.INSTITUTIONAL_AGREEMENT, None, True)


@branch("S3", "a Seven Sons university in a consortium without such money: high, to be weighed")
def _(story: Story) -> None:
    _seven_sons(story, Nature.CONSORTIUM, "he-ria", False)
