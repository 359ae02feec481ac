"""The service: load, decide, append, catch up. Every change of kvcase goes through here."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from domain import permission, registry
from domain.aggregate import Aggregate, CommandSpec, Home
from domain.collaboration import decider, disclosure, rules
from domain.collaboration.spine import CollaborationNotified
from domain.collaboration.state import Collaboration
from domain.context import Context
from domain.erasure import decider as erasure
from domain.erasure.commands import ConfirmErasure
from domain.errors import (
    CommandReusedError,
    DomainError,
    GatesOpenError,
    NotFoundError,
    RuleRefusedError,
    StaleVersionError,
)
from domain.gates import Gate
from domain.handout import decider as handout
from domain.ports import Clock, Outcome
from domain.values import Actor, ActorRef, Metadata, Recorded, Role
from kvcase import clock as system
from kvcase import erasure_facts
from kvcase.facts import SHARED, Facts, fold
from kvcase.names import Names
from kvcase.settings import FWO
from kvcase.store.errors import SubjectErasedError, VersionConflict
from kvcase.store.logs import Append, CommandRow, EventLog, Logs
from kvcase.store.transaction import Transaction

_TRIES = 4
RULES_VERSION = "rules-2"
"""The version of the rule functions in code; released rules are frozen (settled.md 29)."""

Within = Callable[[Transaction], None]


class Service:
    """Carries out commands for actors: idempotent by command id, guarded by version."""

    def __init__(
        self,
        logs: Logs,
        facts: Facts,
        clock: Clock,
        institutions: Iterable[str],
        after_append: Callable[[str, Sequence[Recorded]], None],
    ) -> None:
        self._logs = logs
        self._facts = facts
        self._clock = clock
        self._institutions = frozenset(institutions)
        self._after_append = after_append
        self._names = Names(logs)

    def __call__(
        self,
        command: object,
        *,
        actor: Actor,
        expected_version: int | None = None,
        command_id: UUID | None = None,
    ) -> Outcome:
        """Return what the command caused. Raises `DomainError` when the rules refuse; then nothing was written."""
        return self.execute(command, actor=actor, expected_version=expected_version, command_id=command_id)

    def execute(
        self,
        command: object,
        *,
        actor: Actor,
        expected_version: int | None = None,
        command_id: UUID | None = None,
        causation_id: UUID | None = None,
        correlation_id: UUID | None = None,
        within: Callable[[Sequence[Any]], Within | None] | None = None,
    ) -> Outcome:
        """Carry out one command; `within` writes more in the transaction of the append, given the events."""
        aggregate = registry.aggregate_of(command)
        spec = next(each for each in aggregate.commands.values() if each.type is type(command))
        role = permission.acting_role(spec, actor)
        slug = self._slug(aggregate, actor)
        log = self._logs.log(slug)
        stream_id: UUID = getattr(command, aggregate.id_field)
        given_id = command_id is not None
        command_id = command_id or system.new_id()
        digest = body_digest(command)
        for _ in range(_TRIES):
            history = log.read(stream_id)
            # Asked after the history is read: an equal request whose event stands in it is always found.
            if given_id and (first := self._first_answer(log, command_id, actor, digest)) is not None:
                return first
            version = len(history)
            if not history and not spec.opens and aggregate.home is Home.INSTITUTION:
                raise NotFoundError(aggregate.name, stream_id)
            if history and not isinstance(history[0].event, aggregate.events):
                raise _of_another_kind(aggregate, spec, stream_id)
            if expected_version is not None and expected_version != version:
                raise StaleVersionError(expected_version, version)
            state = self.folded(aggregate, history)
            place = FWO if actor.institution == FWO else slug
            context = self._facts.context(command, state, actor, role, place)
            try:
                events = aggregate.decide(state, command, context)
            except GatesOpenError as refusal:
                known = GatesOpenError(refusal.blocked, disclosure.gates_for(refusal.gates, actor.roles))
                raise self._names.in_refusal(known, slug, actor) from None
            except RuleRefusedError as refusal:
                raise self._names.in_refusal(refusal, slug, actor) from None
            meta = self.metadata(slug, actor, role, command_id, correlation_id, causation_id)
            append = Append(
                stream_id,
                aggregate.name,
                version,
                tuple((event, meta()) for event in events),
                self._series(slug, events),
            )
            row = CommandRow(command_id, actor.named, digest, stream_id, version + 1, version + len(events), "done")
            if not events and not given_id:
                return Outcome(stream_id, slug, version, 0, (), self._gates(aggregate, state, slug, actor))
            try:
                recorded = log.append(
                    [append] if events else [],
                    commands=[row],
                    within=within(events) if within is not None else _asserted(command, context),
                )
            except VersionConflict:
                continue
            except SubjectErasedError as gone:
                raise erasure.refused_after(gone.subject) from None
            self._after_append(slug, recorded)
            for each in recorded:
                state = aggregate.evolve(state, each.event, each.meta)
            position = recorded[-1].position if recorded else 0
            gates, told = self._gates(aggregate, state, slug, actor), _told(recorded, actor)
            return Outcome(stream_id, slug, version + len(events), position, told, gates)
        raise StaleVersionError(version, len(log.read(stream_id)))

    def folded(self, aggregate: Aggregate, history: tuple[Recorded, ...]) -> Any:
        """Return the state of an aggregate after the whole history of one stream."""
        return fold(aggregate, history)

    def follow(self, slug: str, recorded: Sequence[Recorded]) -> None:
        """Let read models and reactions follow what was appended past this service."""
        self._after_append(slug, recorded)

    def series(self, slug: str) -> str:
        """Return the series in which the cases of an institution are numbered this year."""
        return f"KV-{slug.upper()}-{self._clock().year}"

    def is_done(self, slug: str, command_id: UUID) -> bool:
        """Return whether a command of this id was carried out."""
        return self._logs.log(slug).command(command_id) is not None

    def metadata(
        self,
        slug: str,
        actor: Actor,
        role: Role,
        command_id: UUID,
        correlation_id: UUID | None = None,
        causation_id: UUID | None = None,
    ) -> Callable[[], Metadata]:
        """Return a maker of metadata for the events of one command; each call gives a new event id."""
        now = self._clock()
        policy = f"{self._facts.policy_version(now.date())}+{RULES_VERSION}"
        reference = ActorRef(actor.id, role, actor.on_behalf_of)

        def make() -> Metadata:
            return Metadata(
                system.new_id(), slug, reference, now, command_id, correlation_id or command_id, causation_id, policy
            )

        return make

    def _first_answer(self, log: EventLog, command_id: UUID, actor: Actor, digest: str) -> Outcome | None:
        row = log.command(command_id)
        if row is None:
            return None
        if (row.body_sha256, row.actor) != (digest, actor.named):
            raise CommandReusedError(
                f"command id {command_id} was used before, for another command or by another actor"
            )
        history = log.read(row.stream_id, row.last_version)
        recorded = history[row.first_version - 1 :]
        # The first request may be at it still: who repeats it reads what it wrote all the same.
        self._after_append(log.slug, recorded)
        position = recorded[-1].position if recorded else 0
        gates: tuple[Gate, ...] = ()
        if history and (aggregate := _owner(history[0])) is not None:
            gates = self._gates(aggregate, fold(aggregate, history), log.slug, actor)
        told = _told(recorded, actor)
        return Outcome(row.stream_id, log.slug, row.last_version, position, told, gates, repeated=True)

    def _slug(self, aggregate: Aggregate, actor: Actor) -> str:
        # The FWO has no log of its own: what it is handed is written in the shared one.
        if aggregate.home is Home.SHARED or (aggregate is handout.AGGREGATE and actor.institution == FWO):
            return SHARED
        if actor.institution not in self._institutions:
            raise NotFoundError("institution", actor.institution)
        return actor.institution

    def _series(self, slug: str, events: Sequence[Any]) -> str | None:
        if events and isinstance(events[0], CollaborationNotified):
            return self.series(slug)
        return None

    def _gates(self, aggregate: Aggregate, state: Any, slug: str, actor: Actor) -> tuple[Gate, ...]:
        if isinstance(state, Collaboration) and aggregate.name == "collaboration":
            known = disclosure.gates_for(rules.open_gates(state, self._clock().date()), actor.roles)
            return self._names.in_gates(known, slug, actor)
        return ()


def _of_another_kind(aggregate: Aggregate, spec: CommandSpec, stream_id: UUID) -> DomainError:
    """Return the refusal of an id that names something else: nothing of this kind has it, and nothing new can."""
    if spec.opens:
        return RuleRefusedError("exists", "handbook domain.md 2.1", f"{aggregate.name} {stream_id} exists already")
    return NotFoundError(aggregate.name, stream_id)


def _told(recorded: tuple[Recorded, ...], actor: Actor) -> tuple[Recorded, ...]:
    """Return the events of a case that whoever caused them may know of (G21); those of other records all."""
    return tuple(
        each
        for each in recorded
        if not isinstance(each.event, decider.AGGREGATE.events)
        or disclosure.told_fields(each.event, actor.roles, is_own=True) is not None
    )


def _asserted(command: object, context: Context) -> Within | None:
    """Return what must still be so when an erasure is written: it cannot be undone."""
    if isinstance(command, ConfirmErasure) and context.erasure is not None:
        return erasure_facts.still_so(context.erasure, command.erasure_id)
    return None


def body_digest(command: object) -> str:
    """Return the sha256 of a command's name and fields, by which a repetition is recognised (settled.md 10)."""
    body = msgspec.json.encode([type(command).__module__, type(command).__name__, command])
    return hashlib.sha256(body).hexdigest()


def _owner(recorded: Recorded) -> Aggregate | None:
    return next((each for each in registry.AGGREGATES if isinstance(recorded.event, each.events)), None)
