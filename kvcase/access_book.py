"""The book of access: what whoever is let in must be, and who let whom in or out, and when. Lines are only added."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from api.access import FWO, SHARED, roles_at
from domain import text
from domain.errors import UnusableInputError
from domain.ports import EVERYTHING, READ
from domain.values import Actor

METADATA = sa.MetaData()
CHANGES = sa.Table(
    "access_changes",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("by", sa.String, nullable=False),
    sa.Column("what", sa.String, nullable=False),
    sa.Column("about", sa.String, nullable=False),
    sa.Column("told", sa.String, nullable=False),
)
MAX_ACTOR: Final = 100
MAX_SCOPES: Final = 50
_SCOPE: Final = re.compile(r"[a-z0-9_]+(-[a-z0-9_]+)*/[a-z0-9_]+(-[a-z0-9_]+)*")


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the book: `about` is the id of a key, or the actor of a member; `told` never holds a secret."""

    at: str
    by: str
    what: str
    about: str
    told: Mapping[str, Any] = field(default_factory=dict)


def record(connection: sa.Connection, at: datetime, by: str, what: str, about: str, **told: object) -> None:
    """Write a line, in the transaction of what it tells."""
    connection.execute(
        CHANGES.insert().values(at=at.isoformat(), by=by, what=what, about=about, told=json.dumps(told, sort_keys=True))
    )


def changes(connection: sa.Connection) -> tuple[Change, ...]:
    """Return every line, the oldest first."""
    rows = connection.execute(CHANGES.select().order_by(CHANGES.c.number)).mappings()
    return tuple(Change(row["at"], row["by"], row["what"], row["about"], json.loads(row["told"])) for row in rows)


def checked(actor: Actor, scopes: frozenset[str]) -> None:
    """Refuse whom no key and no token could stand for. Raises `UnusableInputError`."""
    if not actor.roles:
        raise UnusableInputError("roles", "a key without a role opens nothing", "one role or more")
    fitting = roles_at(actor.institution)
    if odd := sorted(actor.roles - fitting):
        rule = f"{', '.join(odd)} has nothing to do at {actor.institution}"
        places = [place for place in ("an institution", SHARED, FWO) if odd[0] in roles_at(place)]
        expected = f"one of {', '.join(sorted(fitting))}, or {odd[0]} at {' or '.join(places)}"
        raise UnusableInputError("roles", rule, expected)
    text.required(actor.id, "actor", MAX_ACTOR)
    if not 1 <= len(scopes) <= MAX_SCOPES:
        raise UnusableInputError("scopes", f"{len(scopes)} scopes cannot be used", f"1 to {MAX_SCOPES}")
    for scope in sorted(scopes - {EVERYTHING, READ}):
        if not _SCOPE.fullmatch(scope):
            expected = f"{EVERYTHING}, {READ}, or an address such as collaborations/notify"
            raise UnusableInputError("scopes", f"{scope!r} is no scope", expected)
