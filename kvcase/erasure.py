"""Carry out what two people decided: destroy keys, empty read models, leave no trace, and do it again after a restore.

The event is the decision; everything here follows from it and may be repeated without harm. Who is killed between two
steps, or had somebody in the way, leaves the rest to the next tick, which looks for erasures that are not finished.
Each is carried out once more after the longest time that another process may go on reading with a key that it knows.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid5

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from domain.erasure import commands
from domain.erasure.events import PersonalDataErased
from domain.erasure.words import Held, Status, subject_of
from domain.errors import UnusableInputError
from domain.ports import Clock
from domain.values import Recorded
from kvcase import erasure_facts
from kvcase.erasure_register import Entry, Register
from kvcase.reactions import Carry, service_actor
from kvcase.readmodels import ReadModels
from kvcase.screening import remembered
from kvcase.store import schema, scrub
from kvcase.store.database import DatabaseUrl
from kvcase.store.logs import Logs
from kvcase.store.vault import CACHE_SECONDS, Vault
from projections import positions
from projections.erasures import ErasureRow
from projections.mandates import CoverRow
from projections.sheets import Instant, chunks

METADATA = sa.MetaData()
DONE = sa.Table(
    "erasures_done",
    METADATA,
    sa.Column("erasure_id", sa.Uuid, primary_key=True),
    sa.Column("done_at", Instant, nullable=False),
    sa.Column("is_final", sa.Boolean, nullable=False),
)
_COMMANDS = sa.table(
    "stored_commands",
    sa.column("command_id", sa.Uuid),
    sa.column("stream_id", sa.Uuid),
    sa.column("first_version", sa.Integer),
    sa.column("last_version", sa.Integer),
    sa.column("body_sha256", sa.Text),
)
_TOLD = ("mail_addresses", "outbox_messages")
"""What telling others keeps of somebody; see `telling.table`."""
AGAIN_AFTER = timedelta(seconds=2 * CACHE_SECONDS)

_LOG = logging.getLogger("kvcase.erasure")


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did: how many erasures the logs did not know, and how many were carried out, old and new.

    `unknown` are institutions of the register that the settings do not name: nothing of them was forgotten.
    """

    recorded: int
    carried_out: int
    unknown: tuple[str, ...] = ()


class Program(Protocol):
    """What `replay` needs of the whole program."""

    @property
    def erasures(self) -> "Erasures":
        """Return what carries erasures out."""


def replay(program: Program, register: Path | None = None) -> Replayed:
    """Forget again, in a restored installation and before anybody uses it, what was forgotten before.

    `register` is the register of erasures that outlived the loss; unless told, the one that the settings name. Doing
    it twice changes nothing. Raises `UnusableInputError` when there is no register, none is named or a line of it
    cannot be read, and what a store raises that cannot serve; then call it again.
    """
    place = register or program.erasures.register
    if place is None:
        expected = "the file that stood beside the lost installation: --register FILE or KVCASE_ERASURES_FILE"
        raise UnusableInputError("register of erasures", "none is named", expected)
    return program.erasures.replay(place)


class Erasures:
    """Carries erasures out in the logs of an installation."""

    def __init__(
        self,
        logs: Logs,
        vault: Vault,
        read_models: ReadModels,
        database: DatabaseUrl,
        register: Path | None,
        carry: Carry,
        clock: Clock,
        untell: Callable[[str, Held, UUID], None] = lambda slug, kind, subject: None,
        forget: Callable[[], None] = remembered.forget,
        forget_documents: Callable[[str, Held, UUID], None] = lambda slug, kind, subject_id: None,
    ) -> None:
        self._logs = logs
        self._vault = vault
        self._read_models = read_models
        self._database = database
        self.register = register
        self._carry = carry
        self._clock = clock
        self._untell = untell
        self._forget = forget
        self._forget_documents = forget_documents

    def handle(self, slug: str, batch: Sequence[Recorded]) -> None:
        """Carry out the erasures among these events of a log."""
        if any(isinstance(each.event, PersonalDataErased) for each in batch):
            self.tend(slug)

    def tend(self, slug: str) -> int:
        """Carry out what is not finished in a log; return how many erasures that were.

        One that fails holds up no other: it is told, and is due again. Raises at the end what the first raised.
        """
        self._read_models.catch_up(slug)
        rows = self._read_models.erasures(slug).erasures(Status.ERASED)
        done = self._done(slug)
        due = [row for row in rows if self._is_due(done.get(row.erasure_id))]
        failed: list[Exception] = []
        for row in due:
            try:
                self._carry_out(slug, row)
            except Exception as error:
                _LOG.error("log %s: erasure %s is not carried out yet: %s", slug, row.erasure_id, error)
                failed.append(error)
        if failed:
            raise failed[0]
        return len(due)

    def unfinished(self, slug: str) -> tuple[UUID, ...]:
        """Return the erasures that are decided and not carried out yet."""
        done = self._done(slug)
        rows = self._read_models.erasures(slug).erasures(Status.ERASED)
        return tuple(row.erasure_id for row in rows if row.erasure_id not in done)

    def _carry_out(self, slug: str, row: ErasureRow) -> None:
        """Carry out one erasure, whatever was done of it before.

        The log of the program names the tables that only an owner of the database can clean. Raises `OSError` when the
        register cannot be written; nothing is destroyed then.
        """
        keys = self._keys(slug, row)
        if self.register is not None:
            Register(self.register).add(_entry(slug, row, keys, self._clock().date()))
        for key in keys:
            self._vault.destroy(slug, key)
        self._forget_documents(slug, row.kind, row.subject_id)
        left = self._forget_bodies(slug, row) + self._cleaned(schema.VAULT, ["data_keys"])
        self._read_models.forget(slug, row.position)
        self._untell(slug, row.kind, row.subject_id)
        self._forget()
        left += self._cleaned(slug, (*self._read_models.personal_tables(), _COMMANDS.name, *_TOLD))
        self._note(slug, row.erasure_id)
        if left:
            told = ", ".join(dict.fromkeys(left))
            _LOG.warning("erasure %s: the owner has to clean %s; see docs/forgetting.md", row.erasure_id, told)

    def replay(self, register: Path | None) -> Replayed:
        """Forget again what a register says was forgotten, and what each log itself says.

        `None` where the register is lost for good. Raises as `replay` of this module does.
        """
        entries = Register(register).entries() if register is not None else ()
        known = frozenset(self._read_models.institutions)
        recorded: set[UUID] = set()
        for entry in entries:
            if entry.log in known:
                for key in entry.keys:
                    self._vault.destroy(entry.log, key)
                if self._record(entry):
                    recorded.add(entry.erasure_id)
        carried_out = 0
        for slug in self._read_models.institutions:
            self._read_models.catch_up(slug)
            # What was recorded just now is carried out as any erasure is, unless something was in the way.
            done = recorded & self._done(slug).keys()
            for row in self._read_models.erasures(slug).erasures(Status.ERASED):
                carried_out += 1
                if row.erasure_id not in done:
                    self._carry_out(slug, row)
        unknown = {entry.log for entry in entries} - known
        return Replayed(len(recorded), carried_out, tuple(sorted(unknown)))

    def _record(self, entry: Entry) -> bool:
        """Record an erasure that the log does not know; say whether it did not."""
        self._read_models.catch_up(entry.log)
        if self._read_models.erasures(entry.log).is_erased(entry.subject_id):
            return False
        command = commands.RecordErasure(
            entry.erasure_id, entry.kind, entry.subject_id, entry.ground, entry.proposed_by, entry.confirmed_by
        )
        command_id = uuid5(entry.erasure_id, f"replay:{self._logs.log(entry.log).head()}")
        self._carry(command, actor=service_actor(entry.log), command_id=command_id)
        return True

    def _keys(self, slug: str, row: ErasureRow) -> tuple[str, ...]:
        """Return what the texts about a subject are sealed for: itself, and the reasons of what is about it."""
        return (subject_of(row.kind, row.subject_id), *sorted(f"{name}:{each}" for name, each in self._told(slug, row)))

    def _told(self, slug: str, row: ErasureRow) -> list[tuple[str, UUID]]:
        """Return the erasures, the holds, and of a person the covers and grants, whose reasons tell of a subject."""
        queries = self._read_models.erasures(slug)
        found = [("erasure", each.erasure_id) for each in queries.erasures_of(row.subject_id)]
        found += [("hold", each.hold_id) for each in queries.holds([row.subject_id])]
        if row.kind is Held.PERSON:
            actors = erasure_facts.identities([self._logs.log(slug).read(row.subject_id, reveal=False)])
            mandates = self._read_models.mandates(slug).naming(actors)
            found += [
                ("cover", each.cover_id) if isinstance(each, CoverRow) else ("grant", each.grant_id)
                for each in mandates
            ]
        return found

    def _forget_bodies(self, slug: str, row: ErasureRow) -> tuple[str, ...]:
        """Forget the digests of the commands that told of the subject: a short text could be guessed by one.

        The decision keeps its own, which covers no text, so that whoever lost its answer may ask again. A program with
        fewer rights than `kvcase grants` gives leaves this to the owner, and says so.
        """
        table = _COMMANDS.c
        log, about = self._logs.log(slug), [stream for _, stream in self._told(slug, row)]
        decisions = [each for one in about for each in _commands(log.read(one, reveal=False), PersonalDataErased)]
        own = table.stream_id.in_([row.subject_id, *about])
        gone = [sa.and_(own, table.command_id.not_in(decisions))]
        if row.kind is Held.PERSON:  # whose cases and incidents live on, and may tell of others
            around = self._read_models.erasures(slug).around(row.kind, row.subject_id)
            histories = [log.read(each, reveal=False) for each in around.every]
            told = [each for one in histories for each in _commands(one, object, row.subject_id)]
            gone += [table.command_id.in_(each) for each in chunks(told)]
            # A command that caused nothing left no event that says whom it was about.
            gone.append(sa.and_(table.stream_id.in_(around.every), table.last_version < table.first_version))
        try:
            with positions.writing(self._read_models.engine(slug)).begin() as connection:
                for each in gone:
                    update = _COMMANDS.update().where(each, table.body_sha256 != "")
                    connection.execute(update.values(body_sha256=""))
        except sa.exc.ProgrammingError:
            return (f"{slug}.{_COMMANDS.name}",)
        return ()

    def _cleaned(self, name: str, tables: Sequence[str]) -> tuple[str, ...]:
        left = scrub.scrub(self._database, name, tables)
        return tuple(f"{name}.{table}" for table in left)

    def _is_due(self, done: "sa.Row[tuple[UUID, object, bool]] | None") -> bool:
        return done is None or (not done.is_final and self._clock() >= done.done_at + AGAIN_AFTER)

    def _done(self, slug: str) -> "dict[UUID, sa.Row[tuple[UUID, object, bool]]]":
        with self._read_models.engine(slug).connect() as connection:
            return {row.erasure_id: row for row in connection.execute(sa.select(DONE))}

    def _note(self, slug: str, erasure_id: UUID) -> None:
        """Note that an erasure was carried out; the second time, after a while, it is finished."""
        engine, now = self._read_models.engine(slug), self._clock()
        insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        first = insert(DONE).values(erasure_id=erasure_id, done_at=now, is_final=False).on_conflict_do_nothing()
        again = DONE.update().where(DONE.c.erasure_id == erasure_id, DONE.c.done_at <= now - AGAIN_AFTER)
        with engine.begin() as connection:
            if not connection.execute(again.values(is_final=True)).rowcount:
                connection.execute(first)


def _commands(history: Sequence[Recorded], kind: type, about: UUID | None = None) -> list[UUID]:
    """Return the commands that caused the events of a class, or those among them that tell of a subject."""
    return [
        each.meta.command_id
        for each in history
        if isinstance(each.event, kind) and (about is None or str(about).encode() in msgspec.json.encode(each.event))
    ]


def _entry(slug: str, row: ErasureRow, keys: tuple[str, ...], today: date) -> Entry:
    return Entry(
        slug,
        row.erasure_id,
        row.kind,
        row.subject_id,
        row.ground,
        row.proposed_by,
        row.confirmed_by,
        row.decided_on or today,
        keys,
    )
