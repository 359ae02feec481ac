"""Decisions about one organisation of the register."""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import assert_never

from domain import permission, text
from domain.aggregate import Aggregate, Home
from domain.context import Context
from domain.party import commands, events
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
    decided: frozenset[tuple[str, str, str, str]] = frozenset()


_SPECS = {spec.type: spec for spec in commands.COMMANDS.values()}


def decide(state: Party, command: commands.Command, context: Context) -> tuple[events.Event, ...]:
    """Return what happens to the organisation. Raises `DomainError` when form, role or rule refuses."""
    text.refuse_unusable(command)
    spec = _SPECS[type(command)]
    permission.admit(spec, context, exists=bool(state.version), kind="party", identifier=command.party_id)
    match command:
        case commands.RegisterParty(party_id, name, country, aliases, identifiers, website):
            known = _checked(name, aliases, country, identifiers)
            return (events.PartyRegistered(party_id, *known, website, _fingerprint(*known)),)
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
            return (events.PartyAmended(command.party_id, *known, website, _fingerprint(*known), reason),)
        case commands.RecordMatchDecision():
            key = (command.entry_fingerprint, command.party_fingerprint, command.scorer_id, command.resolution)
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
        case events.MatchDecided():
            key = (event.entry_fingerprint, event.party_fingerprint, event.scorer_id, event.resolution)
            return replace(state, version=version, decided=state.decided | {key})
        case _:
            assert_never(event)


def _checked(
    name: str, aliases: tuple[str, ...], country: str | None, identifiers: tuple[str, ...]
) -> tuple[str, tuple[str, ...], str | None, tuple[str, ...]]:
    return (
        text.required(name, "name", text.MAX_TITLE),
        tuple(text.required(alias, f"aliases.{n}", text.MAX_TITLE) for n, alias in enumerate(aliases)),
        None if country is None else text.country(country, "country"),
        tuple(text.required(one, f"identifiers.{n}", 100) for n, one in enumerate(identifiers)),
    )


def _fingerprint(name: str, aliases: tuple[str, ...], country: str | None, identifiers: tuple[str, ...]) -> str:
    known = [name, sorted(aliases), country, sorted(identifiers)]
    return hashlib.sha256(json.dumps(known, ensure_ascii=False).encode()).hexdigest()


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
