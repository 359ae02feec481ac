"""Decisions about one person of the register."""

from dataclasses import dataclass, replace
from typing import assert_never

from domain import permission, text
from domain.aggregate import Aggregate, Home
from domain.context import Context
from domain.errors import UnusableInputError
from domain.person import commands, events
from domain.values import Metadata, PartyId


@dataclass(frozen=True, slots=True)
class Person:
    """A person as later decisions, and the screening, depend on them."""

    version: int = 0
    name: str = ""
    aliases: tuple[str, ...] = ()
    identity: str | None = None
    home_party_id: PartyId | None = None
    birth_year: int | None = None
    fingerprint: str = ""
    decided: frozenset[tuple[str, str, str, str, str]] = frozenset()


_SPECS = {spec.type: spec for spec in commands.COMMANDS.values()}


def decide(state: Person, command: commands.Command, context: Context) -> tuple[events.Event, ...]:
    """Return what happens to the person. Raises `DomainError` when form, role or rule refuses."""
    text.refuse_unusable(command)
    spec = _SPECS[type(command)]
    permission.admit(spec, context, exists=bool(state.version), kind="person", identifier=command.person_id)
    fingerprint = f"person:{state.version + 1}"
    match command:
        case commands.RegisterPerson():
            return (events.PersonRegistered(command.person_id, *_checked(command), fingerprint),)
        case commands.AmendPerson():
            reason = text.required(command.reason, "reason")
            return (events.PersonAmended(command.person_id, *_checked(command), fingerprint, reason),)
        case commands.RecordMatchDecision():
            about = (command.entry_fingerprint, command.person_fingerprint, command.scorer_id)
            key = (*about, command.resolution, command.scope)
            if key in state.decided:
                return ()
            return (
                events.MatchDecided(
                    command.person_id,
                    command.list_id,
                    command.entry_id,
                    command.entry_fingerprint,
                    command.person_fingerprint,
                    command.scorer_id,
                    command.resolution,
                    command.case_id,
                    command.hit_id,
                    command.scope,
                ),
            )
        case commands.RecordReport(person_id=person_id, purpose=purpose):
            return (events.ReportGiven(person_id, text.required(purpose, "purpose")),)
        case _:
            assert_never(command)


def evolve(state: Person, event: events.Event, _meta: Metadata) -> Person:
    """Return the person after `event`."""
    version = state.version + 1
    match event:
        case events.PersonRegistered() | events.PersonAmended():
            year = event.birth_year
            return replace(
                state,
                version=version,
                name=event.name,
                aliases=event.aliases,
                identity=event.identity,
                home_party_id=event.home_party_id,
                birth_year=int(year) if year is not None and year.isdigit() else None,
                fingerprint=event.fingerprint,
            )
        case events.MatchDecided():
            key = (event.entry_fingerprint, event.person_fingerprint, event.scorer_id, event.resolution, event.scope)
            return replace(state, version=version, decided=state.decided | {key})
        case events.ReportGiven():
            return replace(state, version=version)
        case _:
            assert_never(event)


def _checked(
    command: commands.RegisterPerson | commands.AmendPerson,
) -> tuple[str, tuple[str, ...], str | None, PartyId | None, str | None, str | None]:
    year, purpose = command.birth_year, command.birth_year_purpose
    if year is not None and not 1900 <= year <= 2200:
        raise UnusableInputError("birth_year", f"{year} is out of range", "a year from 1900 to 2200")
    if year is not None and not (purpose or "").strip():
        raise UnusableInputError(
            "birth_year_purpose", "a birth year has no purpose", "why namesakes must be told apart"
        )
    return (
        text.name(command.name, "name"),
        tuple(text.name(alias, f"aliases.{n}") for n, alias in enumerate(command.aliases)),
        command.identity,
        command.home_party_id,
        None if year is None else str(year),
        purpose,
    )


AGGREGATE = Aggregate(
    name="person",
    home=Home.INSTITUTION,
    id_field="person_id",
    initial=Person(),
    decide=decide,
    evolve=evolve,
    commands=commands.COMMANDS,
    events=events.EVENTS,
)
