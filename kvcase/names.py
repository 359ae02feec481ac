"""Names for the ids in what a rule says: of organisations and licences; of a person no more than the initials."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from uuid import UUID

from api import access
from domain.errors import GatesOpenError, RuleRefusedError
from domain.gates import Gate
from domain.hold import decider as hold
from domain.incident import decider as incident
from domain.licence import decider as licence
from domain.party import decider as party
from domain.person import decider as person
from domain.sentence import mark, named
from domain.values import ERASED, Actor, Role
from kvcase.facts import fold
from kvcase.store.logs import Logs

_OFFICES = access.OFFICES | {Role.AUDITOR}


class Names:
    """Puts names in the place of ids, as far as the reader may know them; a short mark where not."""

    def __init__(self, logs: Logs) -> None:
        self._logs = logs

    def in_gates(self, gates: Iterable[Gate], slug: str, actor: Actor, upto: int | None = None) -> tuple[Gate, ...]:
        """Return gates of a case in this log as the actor reads them, with the names of now or of a position."""
        known = cache(lambda identifier: self.of(identifier, slug, actor, upto) or mark(identifier))
        return tuple(
            replace(gate, reason=named(gate.reason, known), closed_by=named(gate.closed_by, known)) for gate in gates
        )

    def in_refusal(
        self, error: GatesOpenError | RuleRefusedError, slug: str, actor: Actor
    ) -> GatesOpenError | RuleRefusedError:
        """Return a refusal as the actor reads it."""
        if isinstance(error, GatesOpenError):
            return GatesOpenError(error.blocked, self.in_gates(error.gates, slug, actor))
        return RuleRefusedError(error.rule_id, error.source, self.in_text(error.reason, slug, actor))

    def in_text(self, text: str, slug: str, actor: Actor, upto: int | None = None) -> str:
        """Return a text as the actor reads it, with the names of now or of a position."""
        return named(text, lambda identifier: self.of(identifier, slug, actor, upto) or mark(identifier))

    def of(self, identifier: UUID, slug: str, actor: Actor, upto: int | None = None) -> str | None:
        """Return what the actor may know by name of an id, now or at a position; nothing if nothing."""
        history = self._logs.log(slug).streams([identifier], upto).get(identifier)
        if not history:
            return None
        first = history[0].event
        if isinstance(first, party.AGGREGATE.events):
            return str(fold(party.AGGREGATE, history).name) or None
        if isinstance(first, licence.AGGREGATE.events) and actor.roles & _OFFICES:
            return fold(licence.AGGREGATE, history).number or None
        if isinstance(first, hold.AGGREGATE.events):
            return str(identifier)  # whoever lifts it has to say which
        if isinstance(first, incident.AGGREGATE.events) and Role.DATA_PROTECTION_OFFICER in actor.roles:
            return str(identifier)  # that it is not over refuses an erasure: who may propose one has to know which
        if isinstance(first, person.AGGREGATE.events) and access.may_read_personal_texts(actor):
            return _initials(fold(person.AGGREGATE, history).name)
        return None


def _initials(name: str) -> str | None:
    return None if name == ERASED else "".join(f"{word[0]}." for word in name.split()) or None
