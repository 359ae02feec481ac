"""May I share this? Asked of casus 3 (drones) before and after its licence: a talk, a workshop, a trip, a paper."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain import speech
from domain.collaboration import decontrol, legal
from domain.collaboration.legal import Participant
from domain.collaboration.may_share import Answer, may_share
from domain.collaboration.sharing import Question
from domain.collaboration.spine import Language, Trigger
from domain.collaboration.topic import Certainty, ControlCode
from domain.context import LicenceFact
from domain.licence.words import Authority, LicenceKind, Modality
from domain.sentence import named
from domain.values import LicenceId
from tests.domain import people
from tests.domain.scenario import CASE, LATER, TODAY, Case, identifier, name_of, party

DRONE = "9A012"
UNIVERSITY = party("Jinhai University of Coastal Engineering")
LICENCE = LicenceId(identifier("licence of the drones"))
PAPER = identifier("the published paper")
LAB = Participant("JP", organisation="Kaigan Robotics Laboratory")
AT_THE_UNIVERSITY = Participant("CN", UNIVERSITY)

LECTURE = Question(Modality.LECTURE, TODAY, (DRONE,), destination="BE")
WORKSHOP = Question(Modality.ONLINE, TODAY, (DRONE,), participants=(AT_THE_UNIVERSITY, LAB))
PARTNERS_ONLY = replace(WORKSHOP, participants=(AT_THE_UNIVERSITY, AT_THE_UNIVERSITY))
LAPTOP = Question(Modality.BAGGAGE, TODAY, (DRONE,), destination="CN")
CLEAN_LAPTOP = Question(Modality.BAGGAGE, TODAY, destination="CN", nothing_listed_because="A clean laptop (M03).")
PAPER_TO_COME = Question(Modality.PUBLICATION, TODAY, (DRONE,))
PUBLISHED = replace(PAPER_TO_COME, decontrol_id=PAPER)

QUESTIONS: tuple[tuple[str, Question], ...] = (
    ("Een lezing in Brussel / a lecture in Brussels", LECTURE),
    ("Een online workshop: de partner en een lab in Japan / online: the partner and a lab in Japan", WORKSHOP),
    ("Een online workshop met twee mensen van de partner / online with two people of the partner", PARTNERS_ONLY),
    ("Een bezoek met een laptop / a visit with a laptop", LAPTOP),
    ("Een bezoek met een lege laptop / a visit with a clean laptop", CLEAN_LAPTOP),
    ("Een artikel dat nog moet verschijnen / a paper still to be published", PAPER_TO_COME),
    ("Een artikel dat verschenen is / a paper that was published", PUBLISHED),
)


@dataclass(frozen=True)
class Told:
    """One question and its answer."""

    title: str
    question: Question
    answer: Answer


def drones() -> Case:
    """Return casus 3, approved subject to its licence: a listed item, a Chinese university, nothing shared yet."""
    case = Case().notify(triggers=(Trigger.DUAL_USE,))
    case.link("Jinhai University of Coastal Engineering", "CN")
    confirmed = ControlCode(DRONE, "2025/2003", Certainty.CONFIRMED)
    case.classify("9.1", trl_min=4, trl_max=6, control_codes=(confirmed,))
    case.screen()
    required, law = legal.Requirement.EXPORT_LICENCE, "Regulation (EU) 2021/821, Annex I, 9A012"
    asked = legal.IdentifyLegalRequirement(CASE, identifier("drone requirement"), required, law, "To a third country.")
    case.do(asked, people.EXPORT)
    case.complete().submit().approve(is_subject_to_licence=True, accepted_factors=case.accepting())
    free = decontrol.Ground.PUBLIC_DOMAIN
    paper = decontrol.RecordDecontrol(CASE, PAPER, free, (DRONE,), "Read it.", "doi:10.0000/example", TODAY)
    case.do(paper, people.EXPORT)
    return case


def licensed() -> Case:
    """Return the same case once the authority granted an individual licence for knowledge and online meetings."""
    case = drones()
    ways = (Modality.KNOWLEDGE, Modality.ONLINE)
    individual = (Authority.VL, LicenceKind.INDIVIDUAL, (DRONE,), "CN", UNIVERSITY, ways)
    case.do(legal.RequestExportLicence(CASE, LICENCE, *individual), people.EXPORT)
    users, names = frozenset({UNIVERSITY}), frozenset(str(each) for each in ways)
    fact = (frozenset({DRONE}), frozenset({"CN"}), users, names, TODAY, LATER)
    case.licences[LICENCE] = LicenceFact(LICENCE, 2, "granted", *fact)
    case.do(legal.NoteExportLicence(CASE, LICENCE), people.PROGRAM)
    return case


def ask(case: Case, question: Question) -> Answer:
    """Ask as the researcher of the case."""
    role = next(iter(people.RESEARCHER.roles))
    return may_share(case.state, question, case.context(people.RESEARCHER, role, None))


def asked(case: Case) -> tuple[Told, ...]:
    """Ask every question of a case."""
    return tuple(Told(title, question, ask(case, question)) for title, question in QUESTIONS)


def narrate() -> Iterator[str]:
    """Yield the transcript: every question before and after the licence."""
    moments = (("Voor de vergunning / before the licence", drones()), ("Na de vergunning / after it", licensed()))
    for title, case in moments:
        yield f"## {title}"
        for told in asked(case):
            yield ""
            yield f"{told.title}?"
            yield "  JA / YES" if told.answer.allowed else "  NEE / NO"
            for licence_id in told.answer.licences:
                yield f"    onder vergunning / under licence {name_of(licence_id)}"
            for gate in told.answer.gates:
                reason = named(gate.reason, name_of)
                dutch = speech.gate(gate, Language.NL)
                yield f"    {gate.rule_id}: {named(dutch.reason, name_of)}"
                yield f"        {reason}"
                yield f"        bron / source: {gate.source}"
                yield f"        sluit met: {dutch.closed_by}"
                yield f"        closed by: {gate.closed_by}"
            for note in told.answer.notes:
                yield f"    let op: {note.nl} / {note.en}"
        yield ""
