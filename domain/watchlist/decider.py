"""Decisions about one watch list."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain import permission, text
from domain.aggregate import Aggregate, Home
from domain.context import Context
from domain.errors import RuleRefusedError, UnusableInputError
from domain.values import Effect, Metadata
from domain.watchlist import commands, events
from domain.watchlist.words import SourceState

_SOURCE = "settled.md 13, 20; handbook screening.md 6.2"


@dataclass(frozen=True, slots=True)
class WatchList:
    """A list as later decisions depend on it."""

    version: int = 0
    list_id: str = ""
    effect: Effect = Effect.CONTEXT
    policy_ids: tuple[str, ...] = ()
    active_version: int | None = None
    active_sha256: str | None = None
    held: frozenset[str] = frozenset()
    proposed: Mapping[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    released: frozenset[str] = frozenset()
    source_version: str = ""
    source: tuple[SourceState, str] = (SourceState.AVAILABLE, "")
    mapping: tuple[events.MappedField, ...] = ()


_SPECS = {spec.type: spec for spec in commands.COMMANDS.values()}


def decide(state: WatchList, command: commands.Command, context: Context) -> tuple[events.Event, ...]:
    """Return what happens to the list; importing the version in force again causes nothing."""
    text.refuse_unusable(command)
    spec = _SPECS[type(command)]
    permission.admit(spec, context, exists=bool(state.version), kind="list", identifier=command.watchlist_id)
    match command:
        case commands.RegisterList():
            return (
                events.ListRegistered(
                    command.watchlist_id,
                    _checked_id(command.list_id),
                    text.required(command.name, "name", text.MAX_TITLE),
                    command.effect,
                    command.legal_basis,
                    command.licence,
                    command.policy_ids,
                    command.allowed_use,
                    command.source_state,
                ),
            )
        case commands.ImportVersion():
            return _imported(state, command)
        case commands.ProposeRelease(watchlist_id, digest, reason):
            if digest not in state.held:
                raise RuleRefusedError("release", _SOURCE, f"no file set {digest} of {state.list_id} is held")
            why = text.required(reason, "reason")
            return (events.ListReleaseProposed(watchlist_id, state.list_id, digest, why),)
        case commands.ConfirmRelease(watchlist_id, digest):
            if digest not in state.proposed:
                raise RuleRefusedError("release", _SOURCE, f"no release of {digest} is proposed")
            proposer, identities = state.proposed[digest]
            if identities & context.actor.identities:
                reason = f"{context.actor.id} proposed the release; another person must confirm it"
                raise RuleRefusedError("release-four-eyes", _SOURCE, reason)
            return (events.ListReleased(watchlist_id, state.list_id, digest, proposer),)
        case commands.ChangeSource(watchlist_id, source, use, reason):
            why = text.required(reason, "reason")
            if (source, use) == state.source:
                return ()
            return (events.ListSourceChanged(watchlist_id, state.list_id, source, use, why),)
        case commands.SaveMapping(watchlist_id, fields):
            if not fields:
                raise UnusableInputError("fields", "no field is mapped", "the column of the name at least")
            return (events.ListMappingSaved(watchlist_id, state.list_id, fields),) if fields != state.mapping else ()
        case _:
            assert_never(command)


def evolve(state: WatchList, event: events.Event, meta: Metadata) -> WatchList:
    """Return the list after `event`."""
    state = replace(state, version=state.version + 1)
    match event:
        case events.ListRegistered():
            source = (event.source_state, event.allowed_use)
            known = replace(state, list_id=event.list_id, effect=event.effect, policy_ids=event.policy_ids)
            return replace(known, source=source)
        case events.ListVersionActivated(version_no=version_no, canonical_sha256=digest):
            held = state.held - {digest}
            return replace(state, active_version=version_no, active_sha256=digest, held=held)
        case events.ListFileHeld(canonical_sha256=digest):
            return replace(state, held=state.held | {digest})
        case events.ListReleaseProposed(canonical_sha256=digest):
            proposal = (meta.actor.id, meta.actor.identities)
            return replace(state, proposed={**state.proposed, digest: proposal})
        case events.ListReleased(canonical_sha256=digest):
            left = {key: value for key, value in state.proposed.items() if key != digest}
            return replace(state, proposed=left, released=state.released | {digest})
        case events.ListVersionImported(source_version=version):
            return replace(state, source_version=version)
        case events.ListSourceChanged(state=now, allowed_use=use):
            return replace(state, source=(now, use))
        case events.ListMappingSaved(fields=fields):
            return replace(state, mapping=fields)
        case _:
            assert_never(event)


def _checked_id(list_id: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,59}", list_id):
        raise UnusableInputError("list_id", f"{list_id!r} is no list id", "2 to 60 of a-z, 0-9 and -, such as un-sc")
    return list_id


def _imported(state: WatchList, command: commands.ImportVersion) -> tuple[events.Event, ...]:
    digest = command.canonical_sha256
    if digest == state.active_sha256:
        return ()
    if command.held_rule is not None and digest not in state.released:
        if digest in state.held:
            return ()
        return (
            events.ListFileHeld(
                command.watchlist_id,
                state.list_id,
                command.format_id,
                command.parts,
                digest,
                command.held_rule,
                command.held_reason or command.held_rule,
                command.rows_in,
                command.entries,
                command.rejected,
            ),
        )
    version_no = (state.active_version or 0) + 1
    return (
        events.ListVersionImported(
            command.watchlist_id,
            state.list_id,
            version_no,
            command.format_id,
            command.importer_version,
            command.parts,
            digest,
            command.source_date,
            command.rows_in,
            command.entries,
            command.names,
            command.rejected,
            command.source_version,
        ),
        events.ListVersionActivated(
            command.watchlist_id,
            state.list_id,
            version_no,
            digest,
            state.active_version,
            command.added,
            command.changed,
            command.changed_info,
            command.removed,
        ),
    )


AGGREGATE = Aggregate(
    name="watchlist",
    home=Home.SHARED,
    id_field="watchlist_id",
    initial=WatchList(),
    decide=decide,
    evolve=evolve,
    commands=commands.COMMANDS,
    events=events.EVENTS,
)
