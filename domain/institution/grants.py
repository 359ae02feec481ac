"""Grants: an auditor reads personal texts for a purpose, until a day; two people decide it, and it ends by itself.

Source: settled.md 4, 13.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar, Final, assert_never
from uuid import UUID

from domain import permission, text
from domain.aggregate import Aggregate, CommandSpec, Home
from domain.context import Context
from domain.errors import RuleRefusedError, UnusableInputError
from domain.institution.covers import MAX_ACTOR
from domain.sentence import say
from domain.values import Metadata, Role, SealedText

LONGEST_DAYS: Final = 92
"""How many days, today counted in, a grant may last when it is proposed; our choice."""

SOURCE: Final = "settled.md 4, 13"


@dataclass(frozen=True, slots=True)
class GrantProposed:
    """Somebody proposed to let an auditor read personal texts, for a purpose, up to and with a day."""

    stored_name: ClassVar[str] = "grant.proposed.v1"
    grant_id: UUID
    auditor: str
    purpose: SealedText
    until_on: date


@dataclass(frozen=True, slots=True)
class GrantConfirmed:
    """Another person confirmed it: the auditor reads personal texts from now on."""

    stored_name: ClassVar[str] = "grant.confirmed.v1"
    grant_id: UUID


@dataclass(frozen=True, slots=True)
class GrantEnded:
    """The proposal was taken back, or the grant ended before its day."""

    stored_name: ClassVar[str] = "grant.ended.v1"
    grant_id: UUID
    reason: SealedText


@dataclass(frozen=True, slots=True)
class ProposeGrant:
    """Propose to let an auditor read personal texts; `until_on` is the last day."""

    grant_id: UUID
    auditor: str
    purpose: str
    until_on: date


@dataclass(frozen=True, slots=True)
class ConfirmGrant:
    """Confirm what another person proposed."""

    grant_id: UUID


@dataclass(frozen=True, slots=True)
class EndGrant:
    """End a grant at once, or take its proposal back."""

    grant_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant as later decisions depend on it; `proposers` is every identity that proposed it."""

    version: int = 0
    auditor: str = ""
    until_on: date = date.min
    proposers: frozenset[str] = frozenset()
    is_confirmed: bool = False
    is_ended: bool = False

    def stands(self, day: date) -> bool:
        """Say whether the auditor may read personal texts by it on a day."""
        return self.is_confirmed and not self.is_ended and day <= self.until_on


Command = ProposeGrant | ConfirmGrant | EndGrant
Event = GrantProposed | GrantConfirmed | GrantEnded
_PROPOSERS = frozenset({Role.DATA_PROTECTION_OFFICER})
_DECIDERS = _PROPOSERS | {Role.INSTITUTION_APPROVER}
COMMANDS = {
    "propose": CommandSpec("propose", ProposeGrant, _PROPOSERS, opens=True),
    "confirm": CommandSpec("confirm", ConfirmGrant, _DECIDERS),
    "end": CommandSpec("end", EndGrant, _DECIDERS),
}
_SPECS = {spec.type: spec for spec in COMMANDS.values()}


def standing(grants: Iterable[tuple[UUID, Grant]], auditor: str, day: date) -> UUID | None:
    """Return the id of the grant by which an auditor reads personal texts on a day; None without one."""
    found = [(grant.until_on, grant_id) for grant_id, grant in grants if grant.auditor == auditor and grant.stands(day)]
    return max(found, default=(day, None))[1]


def decide(state: Grant, command: Command, context: Context) -> tuple[Event, ...]:
    """Return what happens to a grant; the same thing again causes nothing.

    Raises `UnusableInputError` (form), `NotPermittedError` (role), `RuleRefusedError` (one person for two, the auditor
    for oneself, nobody who audits, what is over).
    """
    text.refuse_unusable(command)
    spec, grant_id = _SPECS[type(command)], command.grant_id
    permission.admit(spec, context, exists=bool(state.version), kind="grant", identifier=grant_id)
    match command:
        case ProposeGrant(auditor=auditor, purpose=purpose, until_on=until_on):
            if text.required(auditor, "auditor", MAX_ACTOR) != auditor:
                raise UnusableInputError("auditor", "has blanks around it", "the id of an actor, letter for letter")
            said = text.required(purpose, "purpose")
            latest = context.today + timedelta(days=LONGEST_DAYS - 1)
            if not context.today <= until_on <= latest:
                rule = f"{until_on} gives no grant of 1 to {LONGEST_DAYS} days"
                raise UnusableInputError("until_on", rule, f"a day from {context.today} to {latest}")
            _refuse(auditor, context)
            return (GrantProposed(grant_id, auditor, said, until_on),)
        case ConfirmGrant():
            if state.is_ended or context.today > state.until_on:
                raise RuleRefusedError("grant-ended", SOURCE, say(_OVER))
            if state.is_confirmed:
                return ()
            if state.proposers & context.actor.identities:
                raise RuleRefusedError("grant-four-eyes", SOURCE, say(_PROPOSED, actor=context.actor.id))
            _refuse(state.auditor, context)
            return (GrantConfirmed(grant_id),)
        case EndGrant(reason=reason):
            said = text.required(reason, "reason")
            return () if state.is_ended or context.today > state.until_on else (GrantEnded(grant_id, said),)
        case _:
            assert_never(command)


def evolve(state: Grant, event: Event, meta: Metadata) -> Grant:
    """Return the grant after `event`."""
    version = state.version + 1
    match event:
        case GrantProposed(auditor=auditor, until_on=until_on):
            return Grant(version, auditor, until_on, meta.actor.identities)
        case GrantConfirmed():
            return replace(state, version=version, is_confirmed=True)
        case GrantEnded():
            return replace(state, version=version, is_ended=True)
        case _:
            assert_never(event)


def _refuse(auditor: str, context: Context) -> None:
    """Nobody is let in by oneself, and nobody who does not audit here."""
    if auditor in context.actor.identities:
        raise RuleRefusedError("grant-own", SOURCE, say(_OWN, actor=auditor))
    if Role.AUDITOR not in context.people.get(auditor, frozenset()):
        raise RuleRefusedError("grant-auditor", SOURCE, say(_NO_AUDITOR, auditor=auditor))


_PROPOSED = "{actor} proposed this grant; another person must confirm it"
_OWN = "{actor} would read by this grant; others must decide"
_NO_AUDITOR = "{auditor} is no auditor at this institution"
_OVER = "this grant is over; a new one must be proposed"

AGGREGATE = Aggregate(
    name="grant",
    home=Home.INSTITUTION,
    id_field="grant_id",
    initial=Grant(),
    decide=decide,
    evolve=evolve,
    commands=COMMANDS,
    events=(GrantProposed, GrantConfirmed, GrantEnded),
)
