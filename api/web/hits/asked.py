"""Which hits somebody goes through: kept in the address, from one hit to the next."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from flask import request, url_for

from api import access
from api.access import About, Access, Realm
from domain.collaboration.decider import AGGREGATE
from domain.errors import UnusableInputError
from domain.values import Effect, Role
from projections.hit_queries import Stage, Wanted

W = TypeVar("W", bound=StrEnum)

READERS = Access(Realm.INSTITUTION, access.OFFICES | {Role.AUDITOR}, About.CASES)
RESOLVERS, CONFIRMERS = (
    Access(Realm.INSTITUTION, AGGREGATE.commands[name].roles, About.CASES)
    for name in ("resolve-hit", "confirm-hit-resolution")
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted, and for a first or a second word."""

    wanted: Wanted
    stage: Stage = Stage.FIRST

    @property
    def kept(self) -> dict[str, Any]:
        """Return what an address says of it; nothing where everything is wanted."""
        told = {"list": self.wanted.list_id, "case": self.wanted.case_id, "effect": self.wanted.effect}
        named = {name: str(value) for name, value in told.items() if value is not None}
        return named if self.stage is Stage.FIRST else {**named, "stage": str(self.stage)}

    def at(self, stage: Stage) -> "Asked":
        """Return the same hits, for a first or a second word."""
        return Asked(self.wanted, stage)

    def queue(self, **more: Any) -> str:
        """Return the address of the queue with what is wanted."""
        return url_for("pages.hits", **Asked(self.wanted).kept, **more)

    def review(self, hit_id: UUID, **more: Any) -> str:
        """Return the address of one hit, from which these come next."""
        return url_for("pages.hit", identifier=hit_id, **self.kept, **more)


def of_request() -> Asked:
    """Return what the address asks for. Raises `UnusableInputError` for what it cannot mean."""
    said = request.args
    case_id = _id("case", said.get("case"))
    wanted = Wanted(said.get("list") or None, case_id, _word("effect", Effect, said.get("effect")))
    if wanted.list_id is not None and not wanted.list_id.isprintable():
        raise UnusableInputError("list", "holds a control character", "the id of a list")
    return Asked(wanted, _word("stage", Stage, said.get("stage")) or Stage.FIRST)


def last() -> UUID | None:
    """Return the hit that was decided just before, if the address names one."""
    return _id("last", request.args.get("last"))


def _id(name: str, given: str | None) -> UUID | None:
    if not given:
        return None
    try:
        return UUID(given)
    except ValueError as error:
        raise UnusableInputError(name, "is no id", "the id as an address of ours has it") from error


def _word(name: str, words: type[W], given: str | None) -> W | None:
    if not given:
        return None
    if given not in set(words):
        raise UnusableInputError(name, "is none of the words", ", ".join(words))
    return words(given)
