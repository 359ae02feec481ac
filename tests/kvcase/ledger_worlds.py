"""A log with a signed ledger, and ways to change it behind kvcase's back."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kvcase import claims, verification
from kvcase.claims import Claim
from kvcase.ledger.keys import Keyring
from kvcase.ledger.notes import PublicKey
from kvcase.ledgers import Ledgers
from kvcase.settings import LedgerSettings
from kvcase.store import schema
from kvcase.store.database import DatabaseUrl
from kvcase.store.ledger import LedgerTables
from kvcase.store.transaction import Value
from kvcase.verification import Report
from kvcase.witnesses import Witness
from tests.kvcase.store import toys
from tests.kvcase.store.toys import Counted, Opened, to

SLUG = toys.SLUG
KEYS = Keyring.made("test", lambda count: bytes(range(count)))


@dataclass
class World:
    """One log; `now` is the time that checkpoints tell."""

    store: toys.Store
    witnesses: tuple[Witness, ...] = ()
    keys: Keyring = KEYS
    now: datetime = toys.NOW
    every_events: int = 1000
    kept: list[Claim] = field(default_factory=list)

    @property
    def tables(self) -> LedgerTables:
        return self.store.logs.log(SLUG).ledger

    @property
    def ledgers(self) -> Ledgers:
        settings = LedgerSettings(self.keys, None, self.every_events, 5, self.witnesses)
        return Ledgers(self.store.logs, settings, (SLUG,), lambda: self.now)

    def write(self, count: int) -> None:
        """Append streams of three events each."""
        log = self.store.logs.log(SLUG)
        log.append([to(toys.fresh_id(), 0, Opened("t"), Counted(n), Counted(n + 1)) for n in range(count)])

    def sign(self) -> None:
        """Make a checkpoint, and let a witness keep it."""
        made = self.ledgers.checkpoint(SLUG)
        assert made is not None
        note = made.signed(self.keys.signing_for(SLUG))
        kept = claims.of_note(f"witness {made.size}", made.size, note.encode(), self.public, self.origin)
        self.kept.append(kept)

    @property
    def origin(self) -> str:
        return self.keys.origin(SLUG)

    @property
    def public(self) -> tuple[PublicKey, ...]:
        return self.keys.public_for(SLUG)

    def verify(self, *, witnessed: bool = False) -> Report:
        kept = self.kept if witnessed else ()
        return verification.verify(SLUG, self.tables, self.origin, self.public, kept)

    def change(self, sql: str, *parameters: Value) -> int:
        """Change the database behind kvcase's back; return how many rows that met."""
        return change(self.store.database, sql, *parameters)

    def ask(self, sql: str, *parameters: Value) -> list[tuple[object, ...]]:
        datastore = schema.connected(self.store.database, SLUG)
        try:
            with datastore.reading() as transaction:
                return transaction.query(sql, parameters)
        finally:
            datastore.close()

    def stream_at(self, position: int) -> UUID:
        """Return the stream of the event at a position."""
        ((stream,),) = self.ask("SELECT originator_id FROM stored_events WHERE position = ?", position)
        return stream if isinstance(stream, UUID) else UUID(str(stream))


def change(database: DatabaseUrl, sql: str, *parameters: Value) -> int:
    """Change the database of the log behind kvcase's back."""
    datastore = schema.connected(database, SLUG)
    try:
        with datastore.writing() as transaction:
            return transaction.execute(sql, parameters)
    finally:
        datastore.close()
