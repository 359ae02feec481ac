"""The personnel track: clearance, verification and call conditions of persons, as met or not met only.

Source: [004] classified information, DEFRA. No nationality and no clearance file is ever stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, ClassVar, NamedTuple, assert_never
from uuid import UUID

from domain import text
from domain.collaboration import work_packages
from domain.collaboration.topic import ClassificationLevel
from domain.context import Context
from domain.errors import NotFoundError, UnusableInputError
from domain.values import CaseId, Metadata, PersonId, Sealed

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration


class PersonnelRequirement(StrEnum):
    """What is asked of a person before the work; a nationality is a condition of a call, met or not met.

    `policy` is what a policy of the institution itself asks; it is told apart by the id of the policy.
    """

    CLEARANCE = "clearance"
    VERIFICATION = "verification"
    NATIONALITY = "nationality"
    POLICY = "policy"


class PersonnelOutcome(StrEnum):
    """What the security officer found."""

    MET = "met"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PersonnelCheckRequired:
    """The security officer asks something of a person; `level` for a clearance."""

    stored_name: ClassVar[str] = "collaboration.personnel-check-required.v1"
    case_id: CaseId
    person_id: PersonId
    requirement: PersonnelRequirement
    level: ClassificationLevel | None
    basis: Annotated[str, Sealed(persons="person_id")]
    work_package: str | None


@dataclass(frozen=True, slots=True)
class PersonnelCheckRecorded:
    """The security officer found a requirement met or not; `evidence` says where that can be seen, not what it says."""

    stored_name: ClassVar[str] = "collaboration.personnel-check-recorded.v1"
    case_id: CaseId
    person_id: PersonId
    requirement: PersonnelRequirement
    outcome: PersonnelOutcome
    level: ClassificationLevel | None
    expires_on: date | None
    evidence: Annotated[str, Sealed(persons="person_id")]
    policy_id: str | None = None


@dataclass(frozen=True, slots=True)
class RequirePersonnelCheck:
    """Ask a clearance (with its level), a verification or a call's nationality condition of a linked person."""

    case_id: CaseId
    person_id: PersonId
    requirement: PersonnelRequirement
    basis: str
    level: ClassificationLevel | None = None
    work_package: str | None = None


@dataclass(frozen=True, slots=True)
class RecordPersonnelCheck:
    """Say that a requirement is met or not; `evidence` is a reference, never a file or a nationality.

    `expires_on` is the last day on which the finding holds. The requirement `policy` names its policy.
    """

    case_id: CaseId
    person_id: PersonId
    requirement: PersonnelRequirement
    outcome: PersonnelOutcome
    evidence: str
    level: ClassificationLevel | None = None
    expires_on: date | None = None
    policy_id: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one person: up to which level, in which package."""

    level: ClassificationLevel | None = None
    work_package: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found last about one person and requirement."""

    outcome: PersonnelOutcome
    level: ClassificationLevel | None
    expires_on: date | None

    @property
    def is_met(self) -> bool:
        """Say whether the requirement was met, however long that holds."""
        return self.outcome is PersonnelOutcome.MET


class Key(NamedTuple):
    """Of whom what is asked; `policy_id` tells apart what policies of the institution ask."""

    person_id: PersonId
    requirement: PersonnelRequirement
    policy_id: str | None = None


@dataclass(frozen=True, slots=True)
class Personnel:
    """What is asked of whom, and what was found."""

    asked: Mapping[Key, Asked] = field(default_factory=dict)
    findings: Mapping[Key, Finding] = field(default_factory=dict)

    def without_subject(self, person_id: UUID) -> "Personnel":
        """Return the track when this person takes part no more: nothing asked or found is kept at hand."""
        if not any(key.person_id == person_id for key in (*self.asked, *self.findings)):
            return self
        return Personnel(
            {key: each for key, each in self.asked.items() if key.person_id != person_id},
            {key: each for key, each in self.findings.items() if key.person_id != person_id},
        )


Command = RequirePersonnelCheck | RecordPersonnelCheck
Event = PersonnelCheckRequired | PersonnelCheckRecorded

_NEEDS_CLEARANCE = frozenset(ClassificationLevel) - {ClassificationLevel.BEPERKT}


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what a command about a person's requirement causes. Raises `NotFoundError` or `UnusableInputError`."""
    if command.person_id not in state.parties.persons:
        raise NotFoundError("linked person", command.person_id)
    level = _level(command)
    match command:
        case RequirePersonnelCheck():
            if command.requirement is PersonnelRequirement.POLICY:
                expected = "clearance, verification or nationality"
                raise UnusableInputError("requirement", "a policy itself says of whom it asks something", expected)
            key = Key(command.person_id, command.requirement)
            package = work_packages.within(state, command.work_package)
            if state.personnel.asked.get(key) == Asked(level, package):
                return ()
            basis = text.required(command.basis, "basis")
            return (
                PersonnelCheckRequired(command.case_id, command.person_id, command.requirement, level, basis, package),
            )
        case RecordPersonnelCheck(outcome=outcome, expires_on=expires_on):
            if outcome is PersonnelOutcome.MET:
                text.in_order(context.today, expires_on, "expires_on")
            if (command.requirement is PersonnelRequirement.POLICY) is (command.policy_id is None):
                rule = "a finding under a policy of the institution names it, and no other does"
                raise UnusableInputError("policy_id", rule, "the id of the policy beside the requirement policy")
            shown = text.required(command.evidence, "evidence")
            return (
                PersonnelCheckRecorded(
                    command.case_id,
                    command.person_id,
                    command.requirement,
                    outcome,
                    level,
                    expires_on,
                    shown,
                    command.policy_id,
                ),
            )
        case _:
            assert_never(command)


def evolve(slice_: Personnel, event: Event, _meta: Metadata) -> Personnel:
    """Return the personnel track after `event`."""
    match event:
        case PersonnelCheckRequired():
            key = Key(event.person_id, event.requirement)
            return Personnel({**slice_.asked, key: Asked(event.level, event.work_package)}, slice_.findings)
        case PersonnelCheckRecorded():
            key = Key(event.person_id, event.requirement, event.policy_id)
            found = Finding(event.outcome, event.level, event.expires_on)
            return Personnel(slice_.asked, {**slice_.findings, key: found})
        case _:
            assert_never(event)


def _level(command: Command) -> ClassificationLevel | None:
    is_clearance = command.requirement is PersonnelRequirement.CLEARANCE
    if is_clearance and command.level not in _NEEDS_CLEARANCE:
        expected = "vertrouwelijk, geheim or zeer_geheim; beperkt asks no clearance of a person ([004])"
        raise UnusableInputError("level", "a clearance has a level", expected)
    if not is_clearance and command.level is not None:
        raise UnusableInputError("level", f"{command.requirement} has no level", "nothing; only a clearance has one")
    return command.level
