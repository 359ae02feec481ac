"""The steps that the guideline's casussen ask for: checks that a person makes, opened by what is known of the case.

A check never asks by country: for equal facts it is asked of a partner from anywhere (settled.md 30).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, ClassVar

from domain import text
from domain.collaboration.rule import DESIGN, GUIDELINE, GateRule, Guard
from domain.collaboration.spine import CaseType, Nature
from domain.collaboration.topic import Interference
from domain.context import Context
from domain.errors import UnusableInputError
from domain.gates import Blocks, Gate
from domain.sentence import say
from domain.values import CaseId, Metadata, PersonId, Sealed

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


class CheckOutcome(StrEnum):
    """What a person found; not knowing is an answer of its own, and points to a risk."""

    MET = "met"
    NOT_MET = "not_met"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Check:
    """One step of a casus.

    `applies` says from the facts of a case whether it is asked. `blocks` waits for it. `must_be_met`: an answer other
    than met goes on blocking; otherwise any answer closes the check, and one that points to a risk takes the case to
    the committee (O13). `about_people`: it is asked again when somebody joins. One of these `measures`,
    once set for the whole, takes the place of the check: the start then waits for the measure to be verified (O8).
    """

    check_id: str
    question_nl: str
    question_en: str
    place: str
    blocks: Blocks
    about_people: bool
    applies: "Callable[[Collaboration], bool]"
    measures: tuple[str, ...] = ()

    @property
    def must_be_met(self) -> bool:
        """Say whether only `met` closes the check: a screening ends with any answer, a decision or a start does not."""
        return self.blocks is not Blocks.COMPLETE_SCREENING


def is_of_the_plan(check_id: str) -> bool:
    """Say whether a check is of how the work is arranged: a researcher may know it; looking into people is not told."""
    check = BY_ID.get(check_id)
    return check is not None and check.must_be_met


def is_asked(check: Check, state: "Collaboration") -> bool:
    """Say whether a check is asked of this case: of an evaluation that it applies to, and no measure took its place."""
    if state.spine.case_type is CaseType.ADVICE or not check.applies(state):
        return False
    if not check.measures:
        return True
    # A measure in one package says nothing of the others.
    measures = (each for each in state.mitigation.measures.values() if each.is_needed_to_start and each.stands)
    taken = {each.code for each in measures if each.work_package is None}
    return not taken & set(check.measures)


def _stands(state: "Collaboration", *codes: str) -> bool:
    return state.factors.stands(*codes)


def _has_career_questions(state: "Collaboration") -> bool:
    return bool(state.parties.persons) and _stands(state, "R-AFFIL", "R-CVGAP", "R-PRESSURE")


def _is_sensitive(state: "Collaboration") -> bool:
    return Interference.POLITICAL in state.topic.interference or _stands(state, "T-INTERF-POL")


def _is_sensitive_commission(state: "Collaboration") -> bool:
    commissioned = state.spine.nature in {Nature.COMMISSIONED_RESEARCH, Nature.DONATION}
    return commissioned and (_is_sensitive(state) or _stands(state, "F-CENSOR", "F-MOTIVE", "P-HR"))


def _is_sensitive_fieldwork(state: "Collaboration") -> bool:
    return state.spine.nature is Nature.FIELDWORK and _is_sensitive(state)


def _asks_about_people(state: "Collaboration") -> bool:
    return _is_sensitive_fieldwork(state) or (
        state.spine.nature is Nature.COMMISSIONED_RESEARCH and _is_sensitive(state)
    )


def _is_technical(state: "Collaboration") -> bool:
    return state.topic.is_technical


def _is_temporary_stay(state: "Collaboration") -> bool:
    return any(each.is_temporary for each in state.parties.persons.values()) and _is_technical(state)


def _has_home(state: "Collaboration") -> bool:
    return _is_temporary_stay(state) and any(each.home_party_id for each in state.parties.persons.values())


CHECKS: tuple[Check, ...] = (
    Check(
        "cv-service",
        "Wat deed de persoon bij het leger of de eerdere werkgever: gewone dienst, of onderzoek op dit onderwerp?",
        "What did the person do for the army or the former employer: ordinary service, or research on this topic?",
        "casus 1",
        Blocks.COMPLETE_SCREENING,
        True,
        _has_career_questions,
    ),
    Check(
        "cv-attached",
        "Is de persoon nog verbonden aan het leger of de eerdere werkgever? Met ja is de controle niet voldaan.",
        "Is the person still attached to the army or the former employer? With yes the check is not met.",
        "casus 1",
        Blocks.COMPLETE_SCREENING,
        True,
        _has_career_questions,
    ),
    Check(
        "cv-training-and-gaps",
        "Klopt de vooropleiding en zijn er geen gaten in het curriculum?",
        "Does the training fit, and are there no gaps in the curriculum vitae?",
        "casus 1",
        Blocks.COMPLETE_SCREENING,
        True,
        _has_career_questions,
    ),
    Check(
        "terms-publication",
        "Mogen de resultaten vrij gepubliceerd worden?",
        "May the results be published freely?",
        "casus 4",
        Blocks.APPROVE,
        False,
        _is_sensitive_commission,
    ),
    Check(
        "terms-no-review",
        "Heeft de opdrachtgever geen recht om de resultaten te herzien of tegen te houden?",
        "Has the commissioner no right to review or hold back the results?",
        "casus 4",
        Blocks.APPROVE,
        False,
        _is_sensitive_commission,
    ),
    Check(
        "terms-respondents",
        "Is de onderzoeker vrij om de respondenten te kiezen?",
        "Is the researcher free to choose the respondents?",
        "casus 4",
        Blocks.APPROVE,
        False,
        _is_sensitive_commission,
    ),
    Check(
        "terms-contract",
        "Staan die voorwaarden in het contract, met het recht om te beëindigen bij niet-naleving?",
        "Are these terms in the contract, with the right to end it on a breach?",
        "casus 4",
        Blocks.APPROVE,
        False,
        _is_sensitive_commission,
    ),
    Check(
        "safety",
        "Zijn de respondenten en de onderzoeker veilig?",
        "Are the respondents and the researcher safe?",
        "casus 4 en 5",
        Blocks.START,
        False,
        _asks_about_people,
    ),
    Check(
        "fieldwork-design",
        "Is het ontwerp zo klein mogelijk gehouden: alleen nodig beeldmateriaal, zo weinig mogelijk respondenten?",
        "Was the design kept as small as possible: only the images needed, as few respondents as possible?",
        "casus 5",
        Blocks.START,
        False,
        _is_sensitive_fieldwork,
        ("M15",),
    ),
    Check(
        "fieldwork-anonymity",
        "Zijn de deelnemers onherkenbaar, en ingelicht over het risico dat altijd blijft?",
        "Are the participants beyond recognition, and told of the risk that always remains?",
        "casus 5",
        Blocks.START,
        False,
        _is_sensitive_fieldwork,
        ("M16",),
    ),
    Check(
        "fieldwork-data-transport",
        "Is geregeld hoe de data het land verlaten, zonder dat iemand meekijkt?",
        "Is it arranged how the data leave the country without anybody looking in?",
        "casus 5",
        Blocks.START,
        False,
        _is_sensitive_fieldwork,
        ("M17",),
    ),
    Check(
        "fieldwork-travel-advice",
        "Is het reisadvies van Diplomatie en van de Veiligheid van de Staat gelezen en gevolgd?",
        "Was the travel advice of the foreign ministry and of State Security read and followed?",
        "casus 5",
        Blocks.START,
        False,
        _is_sensitive_fieldwork,
        ("M18",),
    ),
    Check(
        "home-institution",
        "Is de thuisinstelling nagekeken op lijsten, militair onderzoek en banden met het regime?",
        "Was the home institution looked up for lists, military research and ties to the regime?",
        "casus 6",
        Blocks.COMPLETE_SCREENING,
        True,
        _has_home,
    ),
    Check(
        "ip-agreement",
        "Is er een overeenkomst over intellectuele eigendom, met de persoon én met de thuisinstelling?",
        "Is there an agreement on intellectual property, with the person and with the home institution?",
        "casus 6",
        Blocks.START,
        True,
        _is_temporary_stay,
        ("M11",),
    ),
    Check(
        "access-scope",
        "Is bepaald waartoe de persoon toegang heeft, en zijn strategische projecten afgeschermd?",
        "Is it settled what the person has access to, and are strategic projects shielded?",
        "casus 6",
        Blocks.START,
        True,
        _is_temporary_stay,
        ("M12",),
    ),
)
"""Every check of the casussen. Source: [004], casussen 1 to 6."""
BY_ID: Mapping[str, Check] = {each.check_id: each for each in CHECKS}


@dataclass(frozen=True, slots=True)
class CheckRecorded:
    """A person made a check of a casus and wrote down what was found."""

    stored_name: ClassVar[str] = "collaboration.check-recorded.v1"
    case_id: CaseId
    check_id: str
    outcome: CheckOutcome
    finding: Annotated[str, Sealed(persons="about")]
    about: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """Write down what a check found; it may be made again."""

    case_id: CaseId
    check_id: str
    outcome: CheckOutcome
    finding: str


@dataclass(frozen=True, slots=True)
class Checks:
    """What was found, by check."""

    outcomes: Mapping[str, CheckOutcome] = field(default_factory=dict)

    def asked_anew(self) -> "Checks":
        """Return the checks when somebody joined: what was found about people is asked again."""
        return Checks({key: value for key, value in self.outcomes.items() if not BY_ID[key].about_people})


Command = RecordCheck
Event = CheckRecorded


def decide(state: "Collaboration", command: Command, _context: Context) -> tuple[Event, ...]:
    """Return the check as recorded; one about people is about all who take part.

    Raises `UnusableInputError` for a check that the guideline does not know.
    """
    if command.check_id not in BY_ID:
        expected = text.one_of(sorted(BY_ID), command.check_id)
        raise UnusableInputError("check_id", f"{command.check_id!r} is no check of the casussen", expected)
    persons = sorted(state.parties.persons) if BY_ID[command.check_id].about_people else []
    finding = text.required(command.finding, "finding")
    about = tuple(PersonId(each) for each in persons)
    return (CheckRecorded(command.case_id, command.check_id, command.outcome, finding, about),)


def evolve(slice_: Checks, event: Event, _meta: Metadata) -> Checks:
    """Return the checks after `event`."""
    return replace(slice_, outcomes={**slice_.outcomes, event.check_id: event.outcome})


def what_a_casus_asks_is_checked(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """A step of a casus that applies is taken first; where it must be met, only met lets it pass. Source: [004]."""
    outcomes = state.checks.outcomes
    for check in CHECKS:
        outcome = outcomes.get(check.check_id)
        if outcome is CheckOutcome.MET or (outcome is not None and not check.must_be_met) or not is_asked(check, state):
            continue
        found = "not answered" if outcome is None else str(outcome).replace("_", " ")
        yield Gate(
            f"check:{check.check_id}",
            "check",
            frozenset({check.blocks}),
            "casus-check",
            f"{GUIDELINE}, {check.place}",
            say("{question} ({check}: {found})", question=check.question_en, check=check.check_id, found=found),
            say("record-check {check}, by the contact point", check=check.check_id),
        )


_POINTING = frozenset({CheckOutcome.NOT_MET, CheckOutcome.UNSURE})


def what_points_to_a_risk_goes_to_the_committee(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """O13: when the steps point to a risk, the competent committee is asked. Source: [004], casussen 1-4 and 6."""
    if state.ethics.is_requested:
        return
    pointing = {check_id for check_id, outcome in state.checks.outcomes.items() if outcome in _POINTING}
    risky = sorted(
        check.check_id
        for check in CHECKS
        if check.check_id in pointing and not check.must_be_met and is_asked(check, state)
    )
    if risky:
        yield Gate(
            "committee",
            "committee",
            frozenset({Blocks.APPROVE}),
            "O13-committee",
            f"{GUIDELINE}, casussen: where the questions point to a risk, an application at the competent committee",
            say("these checks point to a risk: {checks}", checks=tuple(risky)),
            "request-ethics-advice, by the contact point",
        )


def only_what_is_asked_is_checked(state: "Collaboration", command: RecordCheck, _context: Context) -> str | None:
    """A check is made where it applies: the file holds no more than the case asks. Source: domain.md 1.2, openness."""
    check = BY_ID.get(command.check_id)
    if check is None or is_asked(check, state) or command.check_id in state.checks.outcomes:
        return None
    return say("check {check} is not asked of this case", check=command.check_id)


GATES = (
    GateRule("casus-check", "check", what_a_casus_asks_is_checked),
    GateRule("O13-committee", "committee", what_points_to_a_risk_goes_to_the_committee),
)
GUARDS = (Guard("check-asked", DESIGN, (RecordCheck,), only_what_is_asked_is_checked),)
