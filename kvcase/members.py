"""Members: which person of an issuer acts here as whom, in which roles. Who is in no row has no role."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from domain.errors import NotFoundError, UnusableInputError
from domain.ports import Caller, Clock
from domain.values import Actor, Role
from kvcase import access_book
from projections.positions import reading, writing

METADATA = sa.MetaData()
MEMBERS = sa.Table(
    "access_members",
    METADATA,
    sa.Column("issuer", sa.String, primary_key=True),
    sa.Column("subject", sa.String, primary_key=True),
    sa.Column("actor", sa.String, nullable=False),
    sa.Column("institution", sa.String, primary_key=True),
    sa.Column("roles", sa.String, nullable=False),
    sa.Column("scopes", sa.String, nullable=False),
    sa.Column("since", sa.String, nullable=False),
)
MAX_SUBJECT: Final = 255


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a person of an issuer may act, as whom, and since when; every change of a seat begins it anew."""

    caller: Caller
    since: str


@dataclass(frozen=True, slots=True)
class Member:
    """A person of an issuer, as the operator sees it."""

    issuer: str
    subject: str
    actor: str
    institution: str
    roles: tuple[str, ...]
    scopes: tuple[str, ...]
    since: str


def is_subject(said: object) -> bool:
    """Tell whether this can be how an issuer names a person."""
    return isinstance(said, str) and 1 <= len(said) <= MAX_SUBJECT and said.isprintable()


def create(connection: sa.Connection) -> None:
    """Create the table, or let that of an older kvcase hold a person at several institutions."""
    before = f"{MEMBERS.name}__before"
    is_there = sa.inspect(connection).has_table(MEMBERS.name)
    keyed = sa.inspect(connection).get_pk_constraint(MEMBERS.name)["constrained_columns"] if is_there else ()
    is_old = is_there and "institution" not in keyed
    if is_old:
        connection.exec_driver_sql(f"ALTER TABLE {MEMBERS.name} RENAME TO {before}")
    METADATA.create_all(connection)
    if is_old:
        columns = ", ".join(MEMBERS.c.keys())
        connection.exec_driver_sql(f"INSERT INTO {MEMBERS.name} ({columns}) SELECT {columns} FROM {before}")  # noqa: S608
        connection.exec_driver_sql(f"DROP TABLE {before}")


class Members:
    """Says in which roles a person of an issuer acts; identity is issuer and subject, never an address of mail."""

    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def put(self, issuer: str, subject: str, actor: Actor, scopes: frozenset[str], by: str) -> None:
        """Let a person act as `actor` from now on, in these roles and no others. Raises `UnusableInputError`."""
        access_book.checked(actor, scopes)
        if subject != subject.strip() or not is_subject(subject):
            expected = f"`sub` letter for letter, 1 to {MAX_SUBJECT} characters"
            raise UnusableInputError("subject", "cannot be how an issuer names a person", expected)
        now = self._clock()
        roles, narrowed = sorted(actor.roles), sorted(scopes)
        with writing(self._engine).begin() as connection:
            connection.execute(MEMBERS.delete().where(_is(issuer, subject, actor.institution)))
            connection.execute(
                MEMBERS.insert().values(
                    issuer=issuer,
                    subject=subject,
                    actor=actor.id,
                    institution=actor.institution,
                    roles=json.dumps(roles),
                    scopes=json.dumps(narrowed),
                    since=now.isoformat(),
                )
            )
            # The book forgets nothing, so it names the actor, as every log does, and never the subject.
            told = {"issuer": issuer, "institution": actor.institution, "roles": roles, "scopes": narrowed}
            access_book.record(connection, now, by, "member-put", actor.id, **told)

    def remove(self, issuer: str, subject: str, by: str, institution: str | None = None) -> None:
        """Take all roles from a person at once, at one institution or at every one. Raises `NotFoundError`."""
        with writing(self._engine).begin() as connection:
            seats = _is(issuer, subject, institution)
            found = connection.execute(sa.select(MEMBERS.c.actor, MEMBERS.c.institution).where(seats)).all()
            if not found:
                raise NotFoundError("member", subject)
            connection.execute(MEMBERS.delete().where(seats))
            for actor, place in found:
                access_book.record(
                    connection, self._clock(), by, "member-removed", actor, issuer=issuer, institution=place
                )

    def caller(self, issuer: str, subject: str, institution: str) -> Caller | None:
        """Return whom a person of an issuer stands for at an institution, or None for a stranger there."""
        found = self.seats(issuer, subject, (institution,))
        return found[0].caller if found else None

    def seats(self, issuer: str, subject: str, institutions: Sequence[str]) -> tuple[Seat, ...]:
        """Return where a person of an issuer may act, of these institutions; what was given elsewhere counts not."""
        here = sa.and_(_is(issuer, subject), MEMBERS.c.institution.in_(institutions))
        with reading(self._engine).connect() as connection:
            rows = connection.execute(MEMBERS.select().where(here).order_by(MEMBERS.c.institution)).mappings().all()
        return tuple(_seat(row) for row in rows)

    def all(self) -> tuple[Member, ...]:
        """Return every member."""
        with self._engine.connect() as connection:
            rows = connection.execute(MEMBERS.select().order_by(MEMBERS.c.issuer, MEMBERS.c.actor)).mappings().all()
        return tuple(
            Member(
                row["issuer"],
                row["subject"],
                row["actor"],
                row["institution"],
                tuple(json.loads(row["roles"])),
                tuple(json.loads(row["scopes"])),
                row["since"],
            )
            for row in rows
        )


def _seat(row: sa.RowMapping) -> Seat:
    roles = frozenset(Role(each) for each in json.loads(row["roles"]))
    caller = Caller(Actor(row["actor"], row["institution"], roles), frozenset(json.loads(row["scopes"])))
    return Seat(caller, row["since"])


def _is(issuer: str, subject: str, institution: str | None = None) -> sa.ColumnElement[bool]:
    place = sa.true() if institution is None else MEMBERS.c.institution == institution
    return sa.and_(MEMBERS.c.issuer == issuer, MEMBERS.c.subject == subject, place)
