"""Mandates: what a caller may do beyond the own roles, by a cover or a grant that stands today.

The read model says which covers and grants there are, and the log how each of them stands: what was ended opens
nothing, however far the read models are behind.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from domain.aggregate import Aggregate
from domain.institution import covers, grants
from domain.ports import Caller, Clock
from domain.values import Actor, Role
from kvcase.facts import fold
from kvcase.people import People
from kvcase.store.logs import Logs
from projections.mandate_queries import MandateQueries


class Mandates:
    """Turns a caller into whom he or she acts as now."""

    def __init__(
        self,
        logs: Logs,
        register: Callable[[str], MandateQueries],
        people: People,
        institutions: Sequence[str],
        clock: Clock,
    ) -> None:
        self._logs = logs
        self._register = register
        self._people = people
        self._institutions = frozenset(institutions)
        self._clock = clock

    def act(self, caller: Caller, on_behalf_of: str | None) -> Caller:
        """Return the caller as acting for somebody, or for oneself with the grant that stands.

        Who acts for somebody has exactly the roles that the covers name, and nothing of the own. Raises
        `NotPermittedError`, naming why, where no cover opens anything today.
        """
        actor = caller.actor
        if on_behalf_of is not None:
            return replace(caller, actor=self._covering(actor, on_behalf_of))
        grant = self._grant(actor) if Role.AUDITOR in actor.roles else None
        return caller if grant is None else replace(caller, actor=replace(actor, grant=grant))

    def _covering(self, actor: Actor, absent: str) -> Actor:
        here = actor.institution
        given: list[covers.Cover] = []
        held: frozenset[Role] = frozenset()
        if here in self._institutions and Role.SERVICE not in actor.roles:
            ids = self._register(here).covers_between(absent, actor.id)
            given = [state for _, state in self._states(here, covers.AGGREGATE, ids)]
            held = self._people.roles(here, absent) if given else held
        roles = covers.roles_under(given, absent, held, self._clock().date())
        return Actor(actor.id, here, roles, absent)

    def _grant(self, actor: Actor) -> UUID | None:
        if actor.institution not in self._institutions:
            return None
        ids = self._register(actor.institution).grants_of(actor.id)
        return grants.standing(self._states(actor.institution, grants.AGGREGATE, ids), actor.id, self._clock().date())

    def _states(self, institution: str, aggregate: Aggregate, ids: Sequence[UUID]) -> list[tuple[UUID, Any]]:
        if not ids:
            return []
        found = self._logs.log(institution).streams(ids, reveal=False)
        return [(each, fold(aggregate, found[each])) for each in ids if each in found]
