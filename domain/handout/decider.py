"""Decisions about one file that is handed out. Source: issue 6 point 5; ISO 27001 A.8.15: exports are audit events."""

import re
from dataclasses import dataclass, fields

from domain import permission, text
from domain.aggregate import Aggregate, Home
from domain.context import Context
from domain.errors import UnusableInputError
from domain.handout import commands, events
from domain.values import Metadata

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Handout:
    """A handout as later decisions depend on it: there are none."""

    version: int = 0


def decide(state: Handout, command: commands.Command, context: Context) -> tuple[events.Event, ...]:
    """Return that the file was handed out. Raises `UnusableInputError` (form), `NotPermittedError` (role)."""
    text.refuse_unusable(command)
    spec = commands.COMMANDS["record-handout"]
    permission.admit(spec, context, exists=bool(state.version), kind="handout", identifier=command.handout_id)
    if not _SHA256.fullmatch(command.sha256):
        raise UnusableInputError("sha256", f"is {command.sha256!r}", "64 small hexadecimal digits")
    if command.size < 1:
        raise UnusableInputError("size", f"is {command.size}", "the number of bytes, 1 or more")
    text.required(command.name, "name", text.MAX_TITLE)
    return (events.FileHandedOut(*(getattr(command, each.name) for each in fields(command))),)


def evolve(state: Handout, _event: events.Event, _meta: Metadata) -> Handout:
    """Return the handout after `event`."""
    return Handout(state.version + 1)


AGGREGATE = Aggregate(
    name="handout",
    home=Home.INSTITUTION,
    id_field="handout_id",
    initial=Handout(),
    decide=decide,
    evolve=evolve,
    commands=commands.COMMANDS,
    events=events.EVENTS,
)
