"""Members: which person of an issuer acts here as whom, in which roles. Who is in no row has no role."""

import json
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
    sa.Column("institution", sa.String, nullable=False),
    sa.Column("roles", sa.String, nullable=False),
    sa.Column("scopes", sa.String, nullable=False),
    sa.Column("since", sa.String, nullable=False),
)
MAX_SUBJECT: Final = 255


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
            connection.execute(MEMBERS.delete().where(_is(issuer, subject)))
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
            access_book.record(connection, now, by, "member-put", actor.id, issuer=issuer, roles=roles, scopes=narrowed)

    def remove(self, issuer: str, subject: str, by: str) -> None:
        """Take all roles from a person at once. Raises `NotFoundError`."""
        with writing(self._engine).begin() as connection:
            found = connection.execute(sa.select(MEMBERS.c.actor).where(_is(issuer, subject))).first()
            if found is None:
                raise NotFoundError("member", subject)
            connection.execute(MEMBERS.delete().where(_is(issuer, subject)))
            access_book.record(connection, self._clock(), by, "member-removed", found[0], issuer=issuer)

    def caller(self, issuer: str, subject: str, institution: str) -> Caller | None:
        """Return whom a person of an issuer stands for at the institution of that issuer, or None for a stranger."""
        with reading(self._engine).connect() as connection:
            row = connection.execute(MEMBERS.select().where(_is(issuer, subject))).mappings().first()
        # A row of another institution is one of before the issuer was moved: its roles were given elsewhere.
        if row is None or row["institution"] != institution:
            return None
        roles = frozenset(Role(each) for each in json.loads(row["roles"]))
        return Caller(Actor(row["actor"], institution, roles), frozenset(json.loads(row["scopes"])))

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


def _is(issuer: str, subject: str) -> sa.ColumnElement[bool]:
    return sa.and_(MEMBERS.c.issuer == issuer, MEMBERS.c.subject == subject)
