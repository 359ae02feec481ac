"""The work-package track: the parts of a collaboration that may wait, go on or stand still by themselves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar, assert_never

from domain import text
from domain.collaboration import transitions
from domain.context import Context
from domain.errors import UnusableInputError
from domain.values import CaseId, Metadata, SealedText

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,19}")


@dataclass(frozen=True, slots=True)
class WorkPackageDefined:
    """A part of the collaboration got a name of its own."""

    stored_name: ClassVar[str] = "collaboration.work-package-defined.v1"
    case_id: CaseId
    work_package_id: str
    title: SealedText
    what: SealedText


@dataclass(frozen=True, slots=True)
class WorkPackageBegun:
    """The work of one package began."""

    stored_name: ClassVar[str] = "collaboration.work-package-begun.v1"
    case_id: CaseId
    work_package_id: str
    begun_on: date


@dataclass(frozen=True, slots=True)
class WorkPackageSuspended:
    """One package stands still while the others go on."""

    stored_name: ClassVar[str] = "collaboration.work-package-suspended.v1"
    case_id: CaseId
    work_package_id: str
    reason: SealedText
    review_due_on: date


@dataclass(frozen=True, slots=True)
class WorkPackageResumed:
    """A person let a package go on."""

    stored_name: ClassVar[str] = "collaboration.work-package-resumed.v1"
    case_id: CaseId
    work_package_id: str
    basis: SealedText


@dataclass(frozen=True, slots=True)
class DefineWorkPackage:
    """Name a part of the collaboration, so that it can wait by itself; the id is short, such as WP1."""

    case_id: CaseId
    work_package_id: str
    title: str
    what: str


@dataclass(frozen=True, slots=True)
class BeginWorkPackage:
    """Record that the work of one package begins, in a collaboration that runs."""

    case_id: CaseId
    work_package_id: str
    begun_on: date


@dataclass(frozen=True, slots=True)
class SuspendWorkPackage:
    """Make one package stand still, the mildest hold that serves."""

    case_id: CaseId
    work_package_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class ResumeWorkPackage:
    """Let a suspended package go on."""

    case_id: CaseId
    work_package_id: str
    basis: str


@dataclass(frozen=True, slots=True)
class Package:
    """A work package as later decisions depend on it."""

    begun_on: date | None = None
    is_suspended: bool = False


@dataclass(frozen=True, slots=True)
class WorkPackages:
    """The parts of the collaboration, by their ids; none for a case that is taken as a whole."""

    packages: Mapping[str, Package] = field(default_factory=dict)


Command = DefineWorkPackage | BeginWorkPackage | SuspendWorkPackage | ResumeWorkPackage
Event = WorkPackageDefined | WorkPackageBegun | WorkPackageSuspended | WorkPackageResumed


def known(state: "Collaboration", work_package: str, name: str = "work_package") -> str:
    """Return the id of a package of this case. Raises `UnusableInputError` for field `name` unless it is one."""
    packages = state.work_packages.packages
    if work_package not in packages:
        defined = f"one of: {', '.join(sorted(packages))}" if packages else "no package, for this case has none"
        expected = f"{defined}; define-work-package adds one"
        raise UnusableInputError(name, f"{work_package!r} is no work package of this case", expected)
    return work_package


def within(state: "Collaboration", work_package: str | None) -> str | None:
    """Return the package of this case that a command names, if it names one. Raises `UnusableInputError`."""
    return None if work_package is None else known(state, work_package)


def decide(state: "Collaboration", command: Command, context: Context) -> tuple[Event, ...]:
    """Return what a command about a package causes. Raises `UnusableInputError` for an id that cannot be used."""
    case_id, one = command.case_id, command.work_package_id
    match command:
        case DefineWorkPackage(title=title, what=what):
            _refuse_id(state, one)
            named = text.required(title, "title", text.MAX_TITLE)
            return (WorkPackageDefined(case_id, one, named, text.required(what, "what")),)
        case BeginWorkPackage(begun_on=begun_on):
            if _package(state, one).begun_on is not None:
                return ()
            text.happened(begun_on, context.today, "begun_on")
            text.in_order(state.spine.started_on, begun_on, "begun_on")
            return (WorkPackageBegun(case_id, one, begun_on),)
        case SuspendWorkPackage(reason=reason):
            if _package(state, one).is_suspended:
                return ()
            review = transitions.review_due(context.today)
            return (WorkPackageSuspended(case_id, one, text.required(reason, "reason"), review),)
        case ResumeWorkPackage(basis=basis):
            if not _package(state, one).is_suspended:
                return ()
            return (WorkPackageResumed(case_id, one, text.required(basis, "basis")),)
        case _:
            assert_never(command)


def evolve(slice_: WorkPackages, event: Event, _meta: Metadata) -> WorkPackages:
    """Return the packages after `event`."""
    before = slice_.packages.get(event.work_package_id, Package())
    match event:
        case WorkPackageDefined():
            after = before
        case WorkPackageBegun(begun_on=begun_on):
            after = replace(before, begun_on=begun_on)
        case WorkPackageSuspended():
            after = replace(before, is_suspended=True)
        case WorkPackageResumed():
            after = replace(before, is_suspended=False)
        case _:
            assert_never(event)
    return WorkPackages({**slice_.packages, event.work_package_id: after})


def _refuse_id(state: "Collaboration", one: str) -> None:
    if not _ID.fullmatch(one):
        expected = "a letter, then up to 19 letters, digits, - or _, such as WP1"
        raise UnusableInputError("work_package_id", f"{one!r} is no short id", expected)
    if one in state.work_packages.packages:
        raise UnusableInputError("work_package_id", f"{one} is defined already", "an id that this case does not use")


def _package(state: "Collaboration", one: str) -> Package:
    return state.work_packages.packages[known(state, one, "work_package_id")]
