"""A log of reads, and ways to change it behind kvcase's back."""

from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from domain.reads import Answer, Asked, Read, Seen
from kvcase.read_logs import ReadLogs
from kvcase.store import schema
from kvcase.store.database import DatabaseUrl
from kvcase.store.transaction import Value
from kvcase.store.vault import Vault

SLUG = "noordhaven"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EVERY = Asked()


@dataclass
class World:
    """One log of reads; `now` is the time that its rows tell."""

    url: str
    database: DatabaseUrl
    vault: Vault
    now: datetime = NOW
    reads: ReadLogs = field(init=False)

    def clock(self) -> datetime:
        return self.now

    def read(self, case: int = 1, actor: str = "olga", **more: object) -> None:
        """Record that somebody read a case."""
        self.reads.record(SLUG, made(case, actor, **more))

    def seen(self, asked: Asked = EVERY) -> list[Seen]:
        return list(self.reads.page(SLUG, asked, None, 1_000))

    def change(self, sql: str, *parameters: Value) -> int:
        """Change the rows behind kvcase's back; return how many that met."""
        with closing(schema.reads(self.database, SLUG)) as datastore, datastore.writing() as transaction:
            return transaction.execute(sql, parameters)


def made(case: int, actor: str = "olga", **more: object) -> Read:
    """Return a read of a case."""
    told = {
        "actor": actor,
        "institution": SLUG,
        "roles": ("contact_point_officer",),
        "on_behalf_of": None,
        "through": "GET /api/v1/collaborations/<uuid:identifier>",
        "about": "cases",
        "answer": Answer.TOLD,
        "named": f"collaboration:{UUID(int=case)}",
        **more,
    }
    return Read(**told)  # type: ignore[arg-type]
