"""E1 to E7: the further examples of the guideline."""

from domain.collaboration import approval, human_rights, legal, personnel, screening, spine
from domain.collaboration.checks import CheckOutcome
from domain.collaboration.ethics import Advice
from domain.collaboration.parties import PartyRole, StayType
from domain.collaboration.screening import Resolution
from domain.collaboration.spine import CaseType, Nature, Status, Trigger
from domain.collaboration.topic import ClassificationLevel
from domain.gates import Blocks
from domain.licence.words import Modality
from domain.values import HitId, Level
from tests.domain import people
from tests.domain.scenario import CASE, LATER, LEGAL_LIST, POLICY_LIST, hit, identifier
from tests.scenarios import parts
from tests.scenarios.parts import ASK_COMMITTEE, COMPLETE, START, SUBMIT, advice, approve, asserted, check
from tests.scenarios.story import Story, branch, scenario

OFFICER, EXPORT, ETHICS, APPROVER = people.OFFICER, people.EXPORT, people.ETHICS, people.APPROVER
RESEARCHER = people.RESEARCHER
MET, NOT_MET = CheckOutcome.MET, CheckOutcome.NOT_MET
CV = ("cv-service", "cv-attached", "cv-training-and-gaps")

scenario(
    "E1",
    "Een kandidaat voor een vacature, van een universiteit in het nucleaire programma van Iran.",
    "An applicant from a university in Iran's nuclear programme",
    "[004] p. 9, voorbeelden",
)


@branch("E1", "welcome or not is decided on what the person did, not on where from")
def _(story: Story) -> None:
    story.given("an applicant from Daryacheh Technical University (fictional), which takes part in the programme")
    story.given("the vacancy is on gravity meters (6.4)")
    case = story.case.notify(nature=Nature.RECRUITMENT, triggers=(Trigger.DUAL_USE,))
    home = case.link("Daryacheh Technical University", "IR", PartyRole.HOME_INSTITUTION)
    person = case.link_person("Ms. Shirin", StayType.STAFF, home=home)
    case.classify("6.4")
    story.does("the tie of the university is put down", asserted("P-MIL-TIE", "Named in a UN report.", home), OFFICER)
    story.does("so is the earlier affiliation", asserted("R-AFFIL", "Doctorate at that faculty.", person), OFFICER)
    case.screen()
    story.level_is(Level.HIGH, "P-MIL-TIE", "R-AFFIL", "T-CTD-6.4")
    story.never_gate("the policy on Iran is about agreements with institutions: it does not speak", "policy")
    story.is_refused("the officer would complete the screening", COMPLETE, OFFICER, "casus-check")
    story.does("the doctorate was on the programme's instruments", check(CV[0], NOT_MET, "Thesis read."), OFFICER)
    for each in CV[1:]:
        story.does(f"{each} is in order", check(each, MET, "Seen."), OFFICER)
    story.does("the screening is completed", COMPLETE, OFFICER)
    story.does("the dossier goes to the approver", SUBMIT, OFFICER)
    story.is_refused("the approver would decide", approve(), APPROVER, "committee")


scenario(
    "E2",
    "Genomische data naar een bedrijf dat in het nieuws was om profilering van minderheden.",
    "Genomic data to a firm that profiles ethnic minorities",
    "[004] p. 9, voorbeelden; p. 16, mensenrechtentoets",
)


@branch("E2", "running: the sharing stops until the human-rights test is made, whatever the topic")
def _(story: Story) -> None:
    story.given("a running collaboration sends samples to Helixa Analytics (fictional); no factor stood until now")
    case = story.case.notify(nature=Nature.SERVICE)
    firm = case.link("Helixa Analytics", "BE")
    case.screen()
    case.complete()
    case.do(approval.Clear(CASE, "No factor stands."), people.COLLEAGUE)
    case.start()
    data = parts.share(firm, "BE", Modality.KNOWLEDGE)
    story.does("samples are sent", data, RESEARCHER)
    story.does("the press reports the profiling", asserted("P-HR", "Two newspapers, one NGO report.", firm), OFFICER)
    story.is_refused("the researcher would send more", data, RESEARCHER, "human-rights")
    story.does("the test: it would harm", parts.rights_test(human_rights.TestOutcome.FAIL), ETHICS)
    story.is_refused("the researcher would send more", data, RESEARCHER, "human-rights")
    ending = spine.ProposeTermination(CASE, "The test failed.", LATER, ("The samples come back.",))
    story.does("the officer proposes to end it", ending, OFFICER)
    story.does("another person confirms", spine.Terminate(CASE), APPROVER)
    story.ends(Status.TERMINATED, "unrelated research was no excuse")


scenario(
    "E3",
    "Copromotor aan een Russische universiteit die op de Europese sanctielijst staat.",
    "Co-supervision at a Russian university on the EU sanctions list",
    "[004] p. 9, voorbeelden; p. 22, juridische verplichtingen",
)


@branch("E3", "a match of law: cleared in writing, or not at all")
def _(story: Story) -> None:
    story.given("a co-supervision at Severny Polytechnic (fictional), which is on the EU list in this story")
    case = story.case.notify(nature=Nature.CO_SUPERVISION)
    school = case.link("Severny Polytechnic", "RU", PartyRole.HOME_INSTITUTION)
    found = hit(school, LEGAL_LIST)
    case.screen(found)
    story.does(
        "the officer finds it is the same", parts.resolved(found, Resolution.TRUE_MATCH, "Same number."), OFFICER
    )
    story.does("the screening is completed", COMPLETE, OFFICER)
    story.level_is(Level.BLOCKED)
    story.does("the dossier goes to the approver", SUBMIT, OFFICER)
    story.is_refused("the approver would approve", approve(), APPROVER, "legal-hit")
    clearance = legal.IdentifyLegalRequirement(
        CASE,
        identifier("clearance"),
        legal.Requirement.SANCTIONS_CLEARANCE,
        "Regulation (EU) 269/2014",
        "What may not be shared, and does it touch the project?",
        hit_id=HitId(found.hit_id),
    )
    story.does("the export officer asks what the law forbids", clearance, EXPORT)
    story.does(
        "the answer: supervision without funds or goods is outside it",
        legal.SatisfyLegalRequirement(CASE, identifier("clearance"), "Written opinion of the treasury."),
        people.SECURITY,
    )
    story.never_gate("the law is satisfied; the case is judged as any other", "legal-hit")


@branch("E3", "a namesake: two people say so")
def _(story: Story) -> None:
    story.given("a co-supervision at Severny Polytechnic (fictional); the EU list names another school of that name")
    case = story.case.notify(nature=Nature.CO_SUPERVISION)
    school = case.link("Severny Polytechnic", "RU", PartyRole.HOME_INSTITUTION)
    found = hit(school, LEGAL_LIST)
    case.screen(found)
    story.does(
        "the officer finds it is another", parts.resolved(found, Resolution.FALSE_POSITIVE, "Other town."), OFFICER
    )
    story.is_refused(
        "the same officer would confirm it",
        screening.ConfirmHitResolution(CASE, HitId(found.hit_id)),
        OFFICER,
        "G7-confirm",
    )
    story.does("the export officer confirms it", screening.ConfirmHitResolution(CASE, HitId(found.hit_id)), EXPORT)
    story.does("the screening is completed", COMPLETE, OFFICER)
    story.level_is(Level.ATTENTION, "C-LIST")


scenario(
    "E4",
    "Een Chinese topuniversiteit vraagt een gastonderzoeker te ontvangen over autonome schepen.",
    "A Chinese top university sends a visiting researcher on autonomous ships",
    "[004] p. 10, voorbeelden",
)


@branch("E4", "the stay is temporary and the topic critical: weighed, with agreements")
def _(story: Story) -> None:
    story.given("Mr. Wen (fictional) of Haiyang University (fictional), in China, comes for six months (9.1)")
    case = story.case.notify(nature=Nature.VISITING_RESEARCHER)
    home = case.link("Haiyang University", "CN", PartyRole.HOME_INSTITUTION)
    case.link_person("Mr. Wen", StayType.VISITING_RESEARCHER, temporary=True, home=home)
    case.classify("9.1")
    case.screen()
    story.level_is(Level.ELEVATED, "R-TEMP", "T-CTD-9.1", "C-LIST")
    story.is_refused("the officer would complete the screening", COMPLETE, OFFICER, "casus-check")
    story.does("the home institution was looked up", check("home-institution", MET, "On no list."), OFFICER)
    story.does("the screening is completed", COMPLETE, OFFICER)
    story.does("the dossier goes to the approver", SUBMIT, OFFICER)


scenario(
    "E5",
    "Een onderzoeker in een ziekenhuis met nauwe banden met het leger van een autoritair regime.",
    "A researcher at a hospital with army ties in an authoritarian state",
    "[004] p. 10, voorbeelden",
)


@branch("E5", "one dimension alone asks attention, and no more")
def _(story: Story) -> None:
    story.given("a publication on wound care with a hospital (fictional) that is closely tied to an army")
    case = story.case.notify(nature=Nature.CO_PUBLICATION)
    hospital = case.link("Central Garrison Hospital", "BR")
    story.does("the tie is put down", asserted("P-MIL-TIE", "The ministry of defence runs it.", hospital), OFFICER)
    case.screen()
    story.level_is(Level.ATTENTION, "P-MIL-TIE")
    story.never_gate("a military partner alone is never a block", "policy", "legal-hit", "committee")


@branch("E5", "with a sensitive topic it is high")
def _(story: Story) -> None:
    story.given("the same hospital, now on brain-computer interfaces (2.4) with a military purpose in reach")
    case = story.case.notify(nature=Nature.CO_PUBLICATION, triggers=(Trigger.MILITARY,))
    hospital = case.link("Central Garrison Hospital", "BR")
    case.classify("2.4")
    case.do(asserted("P-MIL-TIE", "The ministry of defence runs it.", hospital), OFFICER)
    case.screen()
    story.level_is(Level.HIGH, "P-MIL-TIE", "T-CTD-2.4")
    story.does("the committee is asked", ASK_COMMITTEE, OFFICER)
    story.does("the screening is completed", COMPLETE, OFFICER)
    story.does("the dossier goes to the approver", SUBMIT, OFFICER)
    story.is_refused("the approver would not wait", approve(), APPROVER, "ethics")
    story.does("the committee advises against it", advice(Advice.NEGATIVE), ETHICS)
    story.does("it does not begin", approval.Reject(CASE, "The advice is followed."), APPROVER)
    story.ends(Status.REJECTED, "a named person decided")


scenario(
    "E6",
    "Metingen voor een Europese universiteit; bij de publicatie verschijnen coauteurs van Seven Sons.",
    "A measurement for a European university; Seven Sons co-authors appear at publication",
    "[004] p. 10, voorbeelden",
)


@branch("E6", "who appears late is held and screened, while the project runs on")
def _(story: Story) -> None:
    story.given("a measurement service for Haven Instituut (fictional), in Belgium, is running")
    case = story.case.notify(nature=Nature.SERVICE)
    haven = case.link("Haven Instituut", "BE")
    case.screen()
    case.complete()
    case.do(approval.Clear(CASE, "No factor stands."), people.COLLEAGUE)
    case.start()
    story.when("at publication a co-author of Longjiang University (fictional, on the Seven Sons list here) appears")
    late = case.link("Longjiang University", "CN", PartyRole.COAUTHOR)
    story.has_gates(Blocks.SHARE, "sharing-hold")
    story.is_refused(
        "the data would go to the co-author", parts.share(late, "CN", Modality.KNOWLEDGE), RESEARCHER, "sharing-hold"
    )
    story.does("the others are not held up", parts.share(haven, "BE", Modality.KNOWLEDGE), RESEARCHER)
    found = hit(late, POLICY_LIST)
    case.screen(found)
    story.does("the officer finds it is the same", parts.resolved(found, Resolution.TRUE_MATCH, "Listed."), OFFICER)
    parts.consider(story)
    story.does("the screening is completed anew", COMPLETE, OFFICER)
    story.never_gate("no policy blocks it: no agreement, no FWO money", "policy")
    story.ends(Status.RUNNING, "the case runs on; what is shared with the co-author is decided by a person")


scenario(
    "E7",
    "Een oproep van het Europees Defensiefonds: kan ik hier zomaar op intekenen?",
    "A call of the European Defence Fund: may I just apply?",
    "[004] voorblad; p. 20, militaire onderzoeksfinanciering",
)


@branch("E7", "the question is answered: you are free, within the frame")
def _(story: Story) -> None:
    story.given("a researcher asks about an EDF call; nothing is decided yet")
    case = story.case.notify(
        case_type=CaseType.ADVICE, nature=Nature.MILITARY_PROGRAMME, funder_scheme="edf", triggers=(Trigger.MILITARY,)
    )
    case.classify(is_military=True)
    case.screen()
    parts.consider(story)
    story.does("the screening is completed", COMPLETE, OFFICER)
    answer = "You are free to take part; weigh it for yourself, keep to the house's policy and the funder's terms."
    story.does("the contact point answers", spine.AnswerAsAdvice(CASE, answer), OFFICER)
    story.ends(Status.COMPLETED, "military research is allowed, within the ethical frame")


@branch("E7", "a DEFRA project: the call's condition on persons is met or not met, and no nationality is stored")
def _(story: Story) -> None:
    story.given("a DEFRA project with Haven Instituut (fictional); Dr. Ost (fictional) works on it here")
    case = story.case.notify(nature=Nature.MILITARY_PROGRAMME, funder_scheme="defra", triggers=(Trigger.MILITARY,))
    case.link("Haven Instituut", "BE")
    person = case.link_person("Dr. Ost", StayType.STAFF)
    case.screen()
    parts.consider(story)
    story.does("the screening is completed", COMPLETE, OFFICER)
    story.does("the dossier goes to the approver", SUBMIT, OFFICER)
    story.does("the approver approves: taking part is free within the frame", approve(), APPROVER)
    story.is_refused("the researcher would begin", START, RESEARCHER, "personnel")
    met = personnel.RecordPersonnelCheck(
        CASE,
        person,
        personnel.PersonnelRequirement.NATIONALITY,
        personnel.PersonnelOutcome.MET,
        "Identity card seen by the security officer.",
    )
    story.does("the security officer finds the condition met", met, people.SECURITY)
    story.does("the researcher begins", START, RESEARCHER)
    story.ends(Status.RUNNING, "only met or not met stands in the file")


@branch("E7", "classified work: no clearance, no start")
def _(story: Story) -> None:
    story.given("an EDF project with information classified `geheim`; Dr. Ost (fictional) is to work on it")
    case = story.case.notify(nature=Nature.MILITARY_PROGRAMME, funder_scheme="edf", triggers=(Trigger.MILITARY,))
    case.link("Haven Instituut", "BE")
    person = case.link_person("Dr. Ost", StayType.STAFF)
    case.classify(is_military=True, classification_level=ClassificationLevel.GEHEIM)
    case.screen()
    parts.consider(story)
    story.does("the screening is completed", COMPLETE, OFFICER)
    story.does("the dossier goes to the approver", SUBMIT, OFFICER)
    story.does("the approver approves", approve(accepted_factors=case.accepting()), APPROVER)
    story.is_refused("the researcher would begin", START, RESEARCHER, "personnel")
    refused = personnel.RecordPersonnelCheck(
        CASE,
        person,
        personnel.PersonnelRequirement.CLEARANCE,
        personnel.PersonnelOutcome.FAILED,
        "The authority's letter.",
        ClassificationLevel.GEHEIM,
    )
    story.does("the clearance is refused", refused, people.SECURITY)
    story.is_refused("the researcher would begin nevertheless", START, RESEARCHER, "personnel")
