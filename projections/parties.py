"""The register of organisations, as they are known now."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from domain.party.events import PartyAmended, PartyRegistered
from domain.values import Recorded
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.sheets import Draft, Sheet


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


PARTIES = Sheet("parties", PartyRow, ("party_id",))


def _apply(connection: sa.Connection, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    parties = Draft(PARTIES, connection)  # each event holds the whole organisation
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
            case _:
                pass
    parties.save()


MODEL = ReadModel("parties", 1, (PARTIES.table,), _apply)
