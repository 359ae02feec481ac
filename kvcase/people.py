"""The people of an institution: in which roles somebody may act here now, by whatever key or issuer."""

import json

import sqlalchemy as sa

from domain.ports import Clock
from domain.values import Role
from kvcase.keys import KEYS
from kvcase.members import MEMBERS


class People:
    """Knows the roles of an actor, whichever credentials stand for it."""

    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def roles(self, institution: str, actor: str) -> frozenset[Role]:
        """Return every role that an actor holds at an institution now; none for whom nobody let in."""
        key, member, now = KEYS.c, MEMBERS.c, self._clock().isoformat()
        keys = sa.select(key.roles).where(
            key.actor == actor, key.institution == institution, key.revoked_at.is_(None), key.expires_at > now
        )
        members = sa.select(member.roles).where(member.actor == actor, member.institution == institution)
        with self._engine.connect() as connection:
            found = (*connection.scalars(keys), *connection.scalars(members))
        return frozenset(Role(each) for told in found for each in json.loads(told))
