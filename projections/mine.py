"""Whose work is asked for: what names a person, and what falls to a role where nobody is named."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from domain.values import Role


@dataclass(frozen=True, slots=True)
class Mine:
    """The work of these people, and of these roles as long as nobody is named for it."""

    people: frozenset[str]
    roles: frozenset[Role]

    def is_named(self, person: "sa.Column[Any]", role: "sa.Column[Any]") -> "sa.ColumnElement[bool]":
        """Return what is so of a row of this work; the columns say who is named in it, and to which role it falls."""
        return sa.or_(person.in_(sorted(self.people)), sa.and_(person.is_(None), role.in_(sorted(self.roles, key=str))))
