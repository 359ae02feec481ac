"""Decisions about one hold. Source: handbook reliability-security.md 1 and 11: erasure misused to destroy evidence."""

from dataclasses import dataclass, replace
from typing import assert_never

from domain import permission, text
from domain.aggregate import Aggregate, Home
from domain.context import Context
from domain.errors import NotFoundError
from domain.hold import commands, events
from domain.values import Metadata


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold as later decisions depend on it."""

    version: int = 0
    is_lifted: bool = False


_SPECS = {spec.type: spec for spec in commands.COMMANDS.values()}


def decide(state: Hold, command: commands.Command, context: Context) -> tuple[events.Event, ...]:
    """Return what happens to the hold; to lift it again causes nothing.

    Raises `UnusableInputError` (form), `NotPermittedError` (role), `NotFoundError` (nobody of that id, or nobody any
    more).
    """
    text.refuse_unusable(command)
    spec = _SPECS[type(command)]
    permission.admit(spec, context, exists=bool(state.version), kind="hold", identifier=command.hold_id)
    match command:
        case commands.PlaceHold(hold_id=hold_id, kind=kind, subject_id=subject_id, reason=reason, until=until):
            fact = context.erasure
            if fact is None or not fact.exists or fact.is_erased:
                raise NotFoundError(kind, subject_id)
            text.in_order(context.today, until, "until")
            return (events.HoldPlaced(hold_id, kind, subject_id, text.required(reason, "reason"), until),)
        case commands.LiftHold(hold_id=hold_id, reason=reason):
            said = text.required(reason, "reason")
            return () if state.is_lifted else (events.HoldLifted(hold_id, said),)
        case _:
            assert_never(command)


def evolve(state: Hold, event: events.Event, _meta: Metadata) -> Hold:
    """Return the hold after `event`."""
    match event:
        case events.HoldPlaced():
            return Hold(state.version + 1)
        case events.HoldLifted():
            return replace(state, version=state.version + 1, is_lifted=True)
        case _:
            assert_never(event)


AGGREGATE = Aggregate(
    name="hold",
    home=Home.INSTITUTION,
    id_field="hold_id",
    initial=Hold(),
    decide=decide,
    evolve=evolve,
    commands=commands.COMMANDS,
    events=events.EVENTS,
)
