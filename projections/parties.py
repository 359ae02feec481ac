"""The register of organisations and of who owns them, as they are known now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from domain.party import chain
from domain.party.events import NoOwnershipFound, OwnershipRecorded, PartyAmended, PartyRegistered
from domain.party.ownership import OwnerKind, OwnershipEdge
from domain.values import PartyId, Recorded
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.sheets import Draft, PersonalText, Place, Sheet, chunks


@dataclass(frozen=True, slots=True)
class PartyRow:
    """An organisation; `search` is its names and identifiers in small letters."""

    party_id: UUID
    name: str
    aliases: tuple[str, ...]
    country: str | None
    identifiers: tuple[str, ...]
    website: str | None
    search: str
    fingerprint: str
    version: int
    position: int


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """One owner of an organisation, who may be a person; `share` is in percent, as it was written."""

    party_id: UUID
    number: int
    owner: PersonalText
    kind: OwnerKind
    share: str | None
    country: str | None
    owner_party_id: UUID | None
    as_of: date


PARTIES = Sheet("parties", PartyRow, ("party_id",))
OWNERS = Sheet("owners", OwnerRow, ("party_id", "number"))
_EVENTS = frozenset({PartyRegistered, PartyAmended, OwnershipRecorded, NoOwnershipFound})


def _apply(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    touched = {each.event.party_id for each in batch if isinstance(each.event, OwnershipRecorded | NoOwnershipFound)}
    parties = Draft(PARTIES, place, touched)  # every other event holds the whole organisation
    owners = Draft(OWNERS, place, touched)
    for recorded in batch:
        match recorded.event:
            case PartyRegistered() | PartyAmended() as event:
                parties.put(
                    PartyRow(
                        event.party_id,
                        event.name,
                        event.aliases,
                        event.country,
                        event.identifiers,
                        event.website,
                        "\n".join((event.name, *event.aliases, *event.identifiers)).casefold(),
                        event.fingerprint,
                        recorded.version,
                        recorded.position,
                    )
                )
            case OwnershipRecorded() | NoOwnershipFound() as event:
                row = parties.get(event.party_id)
                assert row is not None, "who owns it is recorded of an organisation of the register"
                parties.put(
                    replace(row, fingerprint=event.fingerprint, version=recorded.version, position=recorded.position)
                )
                for known in owners.of(event.party_id):
                    owners.drop(known)
                for owner in _owners(event):
                    owners.put(owner)
            case _:
                pass
    parties.save()
    owners.save()


def names(connection: sa.Connection) -> tuple[tuple[UUID, str, str | None], ...]:
    """Return (id, name, country) of every organisation of the register."""
    table = PARTIES.table.c
    rows = connection.execute(sa.select(table.party_id, table.name, table.country))
    return tuple((row.party_id, row.name, row.country) for row in rows)


def with_owners(connection: sa.Connection, party_ids: Collection[UUID]) -> chain.Register:
    """Return organisations with whoever owns them, as far as the register knows; two queries for each level."""

    def read(wanted: Collection[UUID]) -> dict[UUID, chain.Registered]:
        edges: dict[UUID, list[OwnershipEdge]] = {}
        found: dict[UUID, chain.Registered] = {}
        for chunk in chunks(wanted):
            owner, party = OWNERS.table.c, PARTIES.table.c
            owned = sa.select(OWNERS.table).where(owner.party_id.in_(chunk)).order_by(owner.party_id, owner.number)
            for row in OWNERS.read(connection, owned):
                owner_id = None if row.owner_party_id is None else PartyId(row.owner_party_id)
                told = OwnershipEdge(row.owner, row.kind, country=row.country, owner_party_id=owner_id)
                edges.setdefault(row.party_id, []).append(told)
            for each in PARTIES.read(connection, sa.select(PARTIES.table).where(party.party_id.in_(chunk))):
                known = tuple(edges.get(each.party_id, ()))
                found[each.party_id] = chain.Registered((each.name, *each.aliases), each.fingerprint, known)
        return found

    return chain.gathered(party_ids, read, chain.owners_of)


def _owners(event: OwnershipRecorded | NoOwnershipFound) -> tuple[OwnerRow, ...]:
    if isinstance(event, NoOwnershipFound):
        return ()
    return tuple(
        OwnerRow(
            event.party_id,
            number,
            each.owner,
            each.kind,
            None if each.percentage is None else f"{each.percentage:g}",
            each.country,
            each.owner_party_id,
            event.as_of,
        )
        for number, each in enumerate(event.edges)
    )


MODEL = ReadModel("parties", 2, (PARTIES.table, OWNERS.table), _apply, events=_EVENTS, texts=_EVENTS)
