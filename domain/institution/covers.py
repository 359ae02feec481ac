"""Covers: somebody does the work of a colleague who is away, or who hands it over, for a while.

Whoever acts under a cover says so; every event then names both, and four eyes count both as one. What a cover opens
is never more than what the person covered for may do on that day. Source: domain.md 2.4 (G6), 2.6; settled.md 4, 13.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import ClassVar, Final, assert_never
from uuid import UUID

from domain import permission, text
from domain.aggregate import Aggregate, CommandSpec, Home
from domain.context import Context
from domain.errors import NotPermittedError, RuleRefusedError, UnusableInputError
from domain.sentence import say
from domain.values import Metadata, Role, SealedText

LONGEST_DAYS: Final = 92
"""How many days, today or the first day counted in, a cover may still last when it is given or renewed; our choice."""

MAX_ACTOR: Final = 100
SOURCE: Final = "settled.md 4, 13; handbook domain.md 2.6"
COVERED: Final = frozenset(Role) - {Role.SERVICE, Role.FWO_MONITOR}
"""The roles of persons at an institution; a program and the FWO have nobody who stands in for them."""


@dataclass(frozen=True, slots=True)
class CoverGiven:
    """Somebody may act for a colleague, in these of the colleague's roles, from one day up to and with another."""

    stored_name: ClassVar[str] = "cover.given.v1"
    cover_id: UUID
    absent: str
    cover: str
    roles: tuple[Role, ...]
    from_on: date
    until_on: date
    reason: SealedText


@dataclass(frozen=True, slots=True)
class CoverRenewed:
    """A cover lasts longer."""

    stored_name: ClassVar[str] = "cover.renewed.v1"
    cover_id: UUID
    until_on: date
    reason: SealedText


@dataclass(frozen=True, slots=True)
class CoverEnded:
    """A cover is over before its day."""

    stored_name: ClassVar[str] = "cover.ended.v1"
    cover_id: UUID
    reason: SealedText


@dataclass(frozen=True, slots=True)
class GiveCover:
    """Let `cover` act for `absent`: for yourself, or as an administrator for a colleague.

    `until_on` is the last day. Say in `reason` why, and nothing of anybody's health.
    """

    cover_id: UUID
    absent: str
    cover: str
    roles: tuple[Role, ...]
    from_on: date
    until_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class RenewCover:
    """Let a cover that is not over last longer."""

    cover_id: UUID
    until_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class EndCover:
    """End a cover at once: the person covered for, whoever covers, or an administrator."""

    cover_id: UUID
    reason: str


class Standing(StrEnum):
    """How a cover stands on a day; the values that refuse are the ids of their rules."""

    IN_FORCE = "in-force"
    NOT_BEGUN = "cover-not-begun"
    OVER = "cover-over"
    ENDED = "cover-ended"


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover as later decisions depend on it."""

    version: int = 0
    absent: str = ""
    cover: str = ""
    roles: tuple[Role, ...] = ()
    from_on: date = date.max
    until_on: date = date.min
    is_ended: bool = False

    def stands(self, day: date) -> Standing:
        """Return how it stands on a day."""
        if self.is_ended:
            return Standing.ENDED
        if day < self.from_on:
            return Standing.NOT_BEGUN
        return Standing.IN_FORCE if day <= self.until_on else Standing.OVER


Command = GiveCover | RenewCover | EndCover
Event = CoverGiven | CoverRenewed | CoverEnded
COMMANDS = {
    "give": CommandSpec("give", GiveCover, COVERED, opens=True),
    "renew": CommandSpec("renew", RenewCover, COVERED),
    "end": CommandSpec("end", EndCover, COVERED),
}
_SPECS = {spec.type: spec for spec in COMMANDS.values()}


def roles_under(covers: Iterable[Cover], absent: str, held: frozenset[Role], day: date) -> frozenset[Role]:
    """Return the roles in which somebody acts for `absent`, who holds `held`, by the covers between the two.

    Raises `NotPermittedError` naming why none stands: none was given, it has not begun, is over, was ended, or the
    person covered for lost the roles.
    """
    known = {each: each.stands(day) for each in covers if each.absent == absent}
    given = frozenset(role for each, stands in known.items() if stands is Standing.IN_FORCE for role in each.roles)
    if given & held:
        return given & held
    for stands in (Standing.IN_FORCE, Standing.NOT_BEGUN, Standing.ENDED, Standing.OVER):
        if stands in known.values():
            why = "cover-roles-gone" if stands is Standing.IN_FORCE else str(stands)
            raise NotPermittedError(f"acting for {absent}", (_WHY[why],), why)
    raise NotPermittedError(f"acting for {absent}", (_WHY["cover-none"],), "cover-none")


def decide(state: Cover, command: Command, context: Context) -> tuple[Event, ...]:
    """Return what happens to a cover; to end it again causes nothing.

    Raises `UnusableInputError` (form), `NotPermittedError` (a program), `RuleRefusedError` (who gives it, to whom, of
    what, and what is over).
    """
    text.refuse_unusable(command)
    spec, cover_id = _SPECS[type(command)], command.cover_id
    permission.admit(spec, context, exists=bool(state.version), kind="cover", identifier=cover_id)
    said = text.required(command.reason, "reason")
    if context.actor.on_behalf_of is not None:
        raise RuleRefusedError(
            "cover-chain", SOURCE, say(_CHAIN, actor=context.actor.id, absent=context.actor.on_behalf_of)
        )
    match command:
        case GiveCover(absent=absent, cover=cover, from_on=from_on, until_on=until_on):
            roles = _in_form(command, context.today)
            _refuse_giver(absent, cover, context)
            _refuse_whom(absent, cover, roles, context)
            return (CoverGiven(cover_id, absent, cover, roles, from_on, until_on, said),)
        case RenewCover(until_on=until_on):
            _refuse_stranger(state, context, (state.absent,))
            if context.actor.id == state.cover:
                raise RuleRefusedError("cover-of-another", SOURCE, say(_OWN, actor=context.actor.id))
            if state.stands(context.today) in {Standing.ENDED, Standing.OVER}:
                raise RuleRefusedError("cover-over", SOURCE, say(_PAST))
            if until_on == state.until_on:
                return ()
            _refuse_days(max(state.from_on, context.today), until_on, state.until_on)
            _refuse_whom(state.absent, state.cover, state.roles, context)
            return (CoverRenewed(cover_id, until_on, said),)
        case EndCover():
            _refuse_stranger(state, context, (state.absent, state.cover))
            return (
                () if state.stands(context.today) in {Standing.ENDED, Standing.OVER} else (CoverEnded(cover_id, said),)
            )
        case _:
            assert_never(command)


def evolve(state: Cover, event: Event, _meta: Metadata) -> Cover:
    """Return the cover after `event`."""
    version = state.version + 1
    match event:
        case CoverGiven(absent=absent, cover=cover, roles=roles, from_on=from_on, until_on=until_on):
            return Cover(version, absent, cover, roles, from_on, until_on)
        case CoverRenewed(until_on=until_on):
            return replace(state, version=version, until_on=until_on)
        case CoverEnded():
            return replace(state, version=version, is_ended=True)
        case _:
            assert_never(event)


def _in_form(command: GiveCover, today: date) -> tuple[Role, ...]:
    """Return the roles, each once. Raises `UnusableInputError`."""
    for name in ("absent", "cover"):
        value = getattr(command, name)
        if text.required(value, name, MAX_ACTOR) != value:
            raise UnusableInputError(name, "has blanks around it", "the id of an actor, letter for letter")
    if command.cover == command.absent:
        raise UnusableInputError("cover", "is the person who is covered for", "somebody else")
    if not command.roles:
        raise UnusableInputError("roles", "names none", "one role or more of the person covered for")
    if odd := sorted(set(command.roles) - COVERED):
        raise UnusableInputError("roles", f"{', '.join(odd)} is covered by nobody", ", ".join(sorted(COVERED)))
    if command.from_on < today:
        raise UnusableInputError("from_on", f"{command.from_on} has passed", f"a day from {today} on")
    _refuse_days(command.from_on, command.until_on, None)
    return tuple(sorted(set(command.roles)))


def _refuse_days(first: date, last: date, before: date | None) -> None:
    latest = date.fromordinal(min(first.toordinal() + LONGEST_DAYS - 1, date.max.toordinal()))
    earliest = first if before is None else max(first, before)
    if not earliest <= last <= latest:
        rule = f"{last} gives no cover of 1 to {LONGEST_DAYS} days"
        raise UnusableInputError("until_on", rule, f"a day from {earliest} to {latest}; renew it then")


def _refuse_giver(absent: str, cover: str, context: Context) -> None:
    """The person itself or an administrator gives a cover; nobody takes one, nor does an administrator from another."""
    actor = context.actor
    if actor.id != absent and Role.ADMIN not in actor.roles:
        raise RuleRefusedError("cover-of-another", SOURCE, say(_OF_ANOTHER, actor=actor.id, absent=absent))
    administers = Role.ADMIN in context.people.get(cover, frozenset())
    if actor.id == cover or (actor.id != absent and administers):
        raise RuleRefusedError("cover-of-another", SOURCE, say(_TAKES, cover=cover, absent=absent))


def _refuse_stranger(state: Cover, context: Context, concerned: tuple[str, ...]) -> None:
    if context.actor.id not in concerned and Role.ADMIN not in context.actor.roles:
        raise RuleRefusedError(
            "cover-of-another", SOURCE, say(_OF_ANOTHER, actor=context.actor.id, absent=state.absent)
        )


def _refuse_whom(absent: str, cover: str, roles: Iterable[Role], context: Context) -> None:
    """A cover goes to a person of the institution, in roles that the person covered for has."""
    who = context.people.get(cover, frozenset())
    if not who or Role.SERVICE in who:
        raise RuleRefusedError("cover-person", SOURCE, say(_NO_COLLEAGUE, cover=cover))
    missing = tuple(sorted(set(roles) - context.people.get(absent, frozenset())))
    if missing:
        raise RuleRefusedError("cover-roles", SOURCE, say(_NOT_HELD, absent=absent, roles=missing))


_CHAIN = "{actor} acts for {absent} now; a cover is given, renewed or ended by oneself"
_OF_ANOTHER = "{actor} is not {absent}; the person itself or an administrator must do it"
_TAKES = "{cover} cannot take over from {absent} by the word of an administrator, or the own; {absent} must give it"
_OWN = "{actor} covers; the person covered for or an administrator must renew it"
_PAST = "this cover is over; a new one must be given"
_NO_COLLEAGUE = "{cover} is no person with a role at this institution"
_NOT_HELD = "{absent} is not {roles}, and cannot hand that over"
_WHY = {
    "cover-none": "whom a cover names; none names you",
    "cover-not-begun": "whom a cover names from its first day on; yours has not begun",
    "cover-over": "whom a cover names up to its last day; yours is over",
    "cover-ended": "whom a cover names; yours was ended",
    "cover-roles-gone": "whom a cover names, in roles that the person covered for still has; these were taken away",
}


AGGREGATE = Aggregate(
    name="cover",
    home=Home.INSTITUTION,
    id_field="cover_id",
    initial=Cover(),
    decide=decide,
    evolve=evolve,
    commands=COMMANDS,
    events=(CoverGiven, CoverRenewed, CoverEnded),
)
