"""The factor track: risk factors that people assert, and rebut with a written justification."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar, assert_never
from uuid import UUID

from domain import text
from domain.collaboration import levels
from domain.collaboration.rule import GUIDELINE, GateRule
from domain.context import Context
from domain.errors import NotFoundError, RuleRefusedError, UnusableInputError
from domain.gates import Blocks, Gate
from domain.sentence import say
from domain.slices import replace
from domain.values import CaseId, Metadata, PersonId, Sealed, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

OPAQUE = "P-OPAQUE"
HUMAN_RIGHTS = "P-HR"
_DIMENSIONS = {"T": "topic", "P": "partner", "R": "researcher", "F": "funder", "C": "country", "N": "nature"}


@dataclass(frozen=True, slots=True)
class RiskFactorAsserted:
    """A person says that a risk factor holds, with the evidence."""

    stored_name: ClassVar[str] = "collaboration.risk-factor-asserted.v1"
    case_id: CaseId
    code: str
    dimension: str
    subject_id: UUID | None
    evidence: Annotated[str, Sealed(persons="about")]
    catalogue_edition: str
    about: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class RiskFactorRebutted:
    """A person says in writing why a risk factor does not hold here. Source: [004], accountability."""

    stored_name: ClassVar[str] = "collaboration.risk-factor-rebutted.v1"
    case_id: CaseId
    code: str
    justification: SealedText


@dataclass(frozen=True, slots=True)
class AssertRiskFactor:
    """Say that a risk factor of the catalogue holds; `subject_id` names the party or person, if one."""

    case_id: CaseId
    code: str
    evidence: str
    subject_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RebutRiskFactor:
    """Say in writing why a risk factor, asserted or derived, does not hold here."""

    case_id: CaseId
    code: str
    justification: str


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor as asserted."""

    code: str
    dimension: str
    subject_id: UUID | None


@dataclass(frozen=True, slots=True)
class Factors:
    """The factors asserted and the codes rebutted."""

    asserted: tuple[Factor, ...] = ()
    rebutted_codes: frozenset[str] = frozenset()

    @property
    def standing(self) -> tuple[Factor, ...]:
        """Return the factors that were asserted and not rebutted."""
        return tuple(each for each in self.asserted if each.code not in self.rebutted_codes)

    def without_subject(self, subject_id: UUID) -> "Factors":
        """Return the factors when this party or person takes part no more."""
        return replace(self, asserted=tuple(each for each in self.asserted if each.subject_id != subject_id))

    def with_rebuttals_dropped(self, *prefixes: str) -> "Factors":
        """Return the factors when new facts ask those of these dimensions anew; what was rebutted may stand again."""
        return replace(self, rebutted_codes=frozenset(c for c in self.rebutted_codes if not c.startswith(prefixes)))

    def stands(self, *codes: str) -> bool:
        """Say whether a factor of one of these codes was asserted and not rebutted."""
        return any(each.code in codes and each.code not in self.rebutted_codes for each in self.asserted)


Command = AssertRiskFactor | RebutRiskFactor
Event = RiskFactorAsserted | RiskFactorRebutted


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what a command about factors causes. Raises `UnusableInputError` for a code not in the catalogue."""
    match command:
        case AssertRiskFactor(case_id, code, evidence, subject_id):
            refuse_unknown(code, context)
            linked = {each for _, each in state.parties.subjects}
            if subject_id is not None and subject_id not in linked:
                raise NotFoundError("linked party or person", subject_id)
            if is_asserted(state, code, subject_id):
                return ()
            why = text.required(evidence, "evidence")
            return (asserted(state, case_id, code, subject_id, why, context.catalogue.edition),)
        case RebutRiskFactor(case_id, code, justification):
            refuse_unknown(code, context)
            if code not in {each for each, _ in levels.standing_factors(state, context.catalogue)}:
                raise RuleRefusedError(
                    "rebuttal", f"{GUIDELINE}, accountability", say("factor {factor} does not stand here", factor=code)
                )
            return (RiskFactorRebutted(case_id, code, text.required(justification, "justification")),)
        case _:
            assert_never(command)


def evolve(slice_: Factors, event: Event, _meta: Metadata) -> Factors:
    """Return the factors after `event`; what is asserted again stands again."""
    match event:
        case RiskFactorAsserted(code=code, dimension=dimension, subject_id=subject_id):
            asserted = Factor(code, dimension, subject_id)
            others = tuple(each for each in slice_.asserted if each != asserted)
            return Factors((*others, asserted), slice_.rebutted_codes - {code})
        case RiskFactorRebutted(code=code):
            return replace(slice_, rebutted_codes=slice_.rebutted_codes | {code})
        case _:
            assert_never(event)


def an_opaque_partner_is_cleared_up_first(state: "Collaboration", _today: date) -> Iterable[Gate]:
    """R9: a partner whose owner or aim is unclear stops the screening until it is known. Source: [004] casus Malta."""
    if state.factors.stands(OPAQUE):
        yield Gate(
            "opaque-party",
            "opaque-party",
            frozenset({Blocks.COMPLETE_SCREENING}),
            "R9",
            f"{GUIDELINE}, casus 2: know who your partner is",
            "the activities, aims or ownership of a party are unclear",
            "record-ownership, rebut-risk-factor P-OPAQUE with what was found, by the contact point; or unlink-party",
        )


def is_asserted(state: "Collaboration", code: str, subject_id: UUID | None) -> bool:
    """Say whether somebody asserted this factor of this subject, and nobody rebutted it since."""
    return Factor(code, _dimension(code), subject_id) in state.factors.standing


def asserted(
    state: "Collaboration", case_id: CaseId, code: str, subject_id: UUID | None, evidence: str, edition: str
) -> RiskFactorAsserted:
    """Return the event that makes a factor of the catalogue stand."""
    about = state.parties.about(subject_id)
    return RiskFactorAsserted(case_id, code, _dimension(code), subject_id, evidence, edition, about)


def refuse_unknown(code: str, context: Context) -> None:
    """Raise `UnusableInputError` for a code that is not in the catalogue in force."""
    if code not in context.catalogue.factors and not _is_technology(code, context):
        near = text.meant(sorted(context.catalogue.factors), code)
        expected = f"a factor of edition {context.catalogue.edition}, such as P-OPAQUE{near}"
        raise UnusableInputError("code", f"{code!r} is not in the catalogue", expected)


def _dimension(code: str) -> str:
    return _DIMENSIONS[code.split("-", 1)[0]]


def _is_technology(code: str, context: Context) -> bool:
    return code.startswith("T-CTD-") and code.removeprefix("T-CTD-") in context.catalogue.subtechnologies


GATES = (GateRule("R9", "opaque-party", an_opaque_partner_is_cleared_up_first),)
