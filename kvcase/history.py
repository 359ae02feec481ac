"""Replay: whole streams and the gates of a case, within the log that the actor may read."""

from dataclasses import replace
from uuid import UUID

from domain import permission
from domain.collaboration import decider, disclosure, may_share, rules
from domain.collaboration.may_share import Answer
from domain.collaboration.sharing import Question
from domain.collaboration.table import COMMANDS
from domain.errors import NotFoundError
from domain.gates import Gate
from domain.ports import Clock
from domain.values import Actor, Recorded
from kvcase.facts import SHARED, Facts, fold
from kvcase.names import Names
from kvcase.store.logs import Logs


class Replay:
    """Reads histories from the log of the actor's institution; another institution's do not exist for it."""

    def __init__(self, logs: Logs, facts: Facts, clock: Clock, institutions: frozenset[str]) -> None:
        self._logs = logs
        self._facts = facts
        self._clock = clock
        self._institutions = institutions
        self._names = Names(logs)

    def events(self, stream_id: UUID, *, actor: Actor) -> tuple[Recorded, ...]:
        """Return the whole history of a stream. Raises `NotFoundError` when the actor's log has none."""
        if actor.institution not in self._institutions | {SHARED}:
            raise NotFoundError("institution", actor.institution)
        history = self._logs.log(actor.institution).read(stream_id)
        if not history:
            raise NotFoundError("record", stream_id)
        return history

    def gates(self, case_id: UUID, *, actor: Actor) -> tuple[int, tuple[Gate, ...]]:
        """Return (version, open gates) of a case. Raises `NotFoundError`."""
        history = self.events(case_id, actor=actor)
        if not isinstance(history[0].event, decider.AGGREGATE.events):
            raise NotFoundError("collaboration", case_id)
        state = fold(decider.AGGREGATE, history)
        gates = rules.open_gates(state, self._clock().date())
        return state.version, self._names.in_gates(gates, actor.institution, actor)

    def may_share(self, case_id: UUID, asked: Question, *, actor: Actor) -> tuple[int, Answer]:
        """Return (version of the case, the answer as the actor may know it).

        Raises `NotPermittedError` for who could not share either.
        """
        role = permission.acting_role(COMMANDS["record-sharing"], actor)
        history = self.events(case_id, actor=actor)
        if not isinstance(history[0].event, decider.AGGREGATE.events):
            raise NotFoundError("collaboration", case_id)
        state = fold(decider.AGGREGATE, history)
        context = self._facts.context(asked, state, actor, role, actor.institution)
        answer = may_share.may_share(state, asked, context)
        known = disclosure.gates_for(answer.gates, actor.roles)
        return state.version, replace(answer, gates=self._names.in_gates(known, actor.institution, actor))
