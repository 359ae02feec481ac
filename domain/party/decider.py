"""Decisions about one organisation of the register."""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import assert_never

from domain import permission, text
from domain.aggregate import Aggregate, Home
from domain.context import Context
from domain.errors import UnusableInputError
from domain.party import commands, events, ownership
from domain.party.ownership import Ownership, OwnershipEdge
from domain.values import Metadata


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation as later decisions, and the screening, depend on it."""

    version: int = 0
    name: str = ""
    aliases: tuple[str, ...] = ()
    country: str | None = None
    identifiers: tuple[str, ...] = ()
    website: str | None = None
    fingerprint: str = ""
    decided: frozenset[tuple[str, str, str, str, str]] = frozenset()
    owners: tuple[OwnershipEdge, ...] = ()
    ownership: Ownership | None = None
    times_owned: int = 0


_Known = tuple[str, tuple[str, ...], str | None, tuple[str, ...]]
_SPECS = {spec.type: spec for spec in commands.COMMANDS.values()}


def decide(state: Party, command: commands.Command, context: Context) -> tuple[events.Event, ...]:
    """Return what happens to the organisation. Raises `DomainError` when form, role or rule refuses."""
    text.refuse_unusable(command)
    spec = _SPECS[type(command)]
    permission.admit(spec, context, exists=bool(state.version), kind="party", identifier=command.party_id)
    match command:
        case commands.RegisterParty(party_id, name, country, aliases, identifiers, website):
            known = _checked(name, aliases, country, identifiers)
            return (events.PartyRegistered(party_id, *known, website, _fingerprint(known)),)
        case commands.AmendParty():
            name, aliases, country, identifiers = known = _checked(
                state.name if command.name is None else command.name,
                state.aliases if command.aliases is None else command.aliases,
                state.country if command.country is None else command.country,
                state.identifiers if command.identifiers is None else command.identifiers,
            )
            website = state.website if command.website is None else command.website
            same = (name, aliases, country, identifiers) == (
                state.name,
                state.aliases,
                state.country,
                state.identifiers,
            )
            if same and website == state.website:
                return ()
            reason = text.required(command.reason, "reason")
            told = _fingerprint(known, state.times_owned if state.owners else 0)
            return (events.PartyAmended(command.party_id, *known, website, told, reason),)
        case commands.RecordOwnership(party_id, edges, as_of, source):
            edges = ownership.checked(edges, as_of, party_id, state.name, context.today)
            for number, each in enumerate(edges):
                if each.owner_party_id is not None and each.owner_party_id not in context.parties:
                    field, rule = f"edges.{number}.owner_party_id", "is no organisation of the register"
                    raise UnusableInputError(field, rule, "the id of one that is, or nothing")
            if (edges, as_of) == (state.owners, state.ownership.as_of if state.ownership is not None else None):
                return ()
            said = text.required(source, "source")
            told = _fingerprint(_known(state), state.times_owned + 1)
            return (events.OwnershipRecorded(party_id, edges, as_of, said, told),)
        case commands.RecordNoOwnershipFound(party_id, where_looked):
            looked = text.required(where_looked, "where_looked")
            nothing = ownership.of((), context.today)
            if state.ownership == nothing:
                return ()
            return (events.NoOwnershipFound(party_id, looked, context.today, _fingerprint(_known(state))),)
        case commands.RecordMatchDecision():
            about = (command.entry_fingerprint, command.party_fingerprint, command.scorer_id)
            key = (*about, command.resolution, command.scope)
            if key in state.decided:
                return ()
            return (
                events.MatchDecided(
                    command.party_id,
                    command.list_id,
                    command.entry_id,
                    command.entry_fingerprint,
                    command.party_fingerprint,
                    command.scorer_id,
                    command.resolution,
                    command.case_id,
                    command.hit_id,
                    command.scope,
                ),
            )
        case _:
            assert_never(command)


def evolve(state: Party, event: events.Event, _meta: Metadata) -> Party:
    """Return the organisation after `event`."""
    version = state.version + 1
    match event:
        case events.PartyRegistered() | events.PartyAmended():
            return replace(
                state,
                version=version,
                name=event.name,
                aliases=event.aliases,
                country=event.country,
                identifiers=event.identifiers,
                website=event.website,
                fingerprint=event.fingerprint,
            )
        case events.OwnershipRecorded():
            return replace(
                state,
                version=version,
                owners=event.edges,
                ownership=ownership.of(event.edges, event.as_of),
                times_owned=state.times_owned + 1,
                fingerprint=event.fingerprint,
            )
        case events.NoOwnershipFound():
            nothing = ownership.of((), event.looked_on)
            return replace(state, version=version, owners=(), ownership=nothing, fingerprint=event.fingerprint)
        case events.MatchDecided():
            key = (event.entry_fingerprint, event.party_fingerprint, event.scorer_id, event.resolution, event.scope)
            return replace(state, version=version, decided=state.decided | {key})
        case _:
            assert_never(event)


def _checked(name: str, aliases: tuple[str, ...], country: str | None, identifiers: tuple[str, ...]) -> _Known:
    return (
        text.name(name, "name"),
        tuple(text.name(alias, f"aliases.{n}") for n, alias in enumerate(aliases)),
        None if country is None else text.country(country, "country"),
        tuple(text.required(one, f"identifiers.{n}", 100) for n, one in enumerate(identifiers)),
    )


def _known(state: Party) -> _Known:
    return (state.name, state.aliases, state.country, state.identifiers)


def _fingerprint(known: _Known, times_owned: int = 0) -> str:
    """Return the print of what screening looks at; owners, who may be persons, are told by a count and no name."""
    name, aliases, country, identifiers = known
    told = [name, sorted(aliases), country, sorted(identifiers), *([times_owned] if times_owned else [])]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


AGGREGATE = Aggregate(
    name="party",
    home=Home.INSTITUTION,
    id_field="party_id",
    initial=Party(),
    decide=decide,
    evolve=evolve,
    commands=commands.COMMANDS,
    events=events.EVENTS,
)
