"""Decisions about one erasure. Source: GDPR art. 17; settled.md 4, 13; handbook reliability-security.md 1."""

from dataclasses import dataclass, replace
from typing import assert_never
from uuid import UUID

from domain import permission, text
from domain.aggregate import Aggregate, Home
from domain.context import Context, ErasureFact
from domain.erasure import commands, events
from domain.erasure.words import Ground, Held, Status
from domain.errors import NotFoundError, RuleRefusedError
from domain.sentence import say
from domain.values import ERASED, Metadata

_GDPR = "GDPR art. 17(3); handbook reliability-security.md 1, 11"


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure as later decisions depend on it; `proposers` is every identity that proposed it."""

    version: int = 0
    kind: Held = Held.PERSON
    subject_id: UUID = UUID(int=0)
    ground: Ground = Ground.REQUEST
    status: Status = Status.PROPOSED
    proposers: frozenset[str] = frozenset()


_SPECS = {spec.type: spec for spec in commands.COMMANDS.values()}


def decide(state: Erasure, command: commands.Command, context: Context) -> tuple[events.Event, ...]:
    """Return what happens to the erasure; the same thing again causes nothing.

    Raises `UnusableInputError` (form), `NotPermittedError` (role), `NotFoundError` (nobody of that id, or nobody any
    more), `RuleRefusedError` (a hold, the law on exports, a case that is not over, one person for two).
    """
    text.refuse_unusable(command)
    spec, erasure_id = _SPECS[type(command)], command.erasure_id
    is_told_anew = isinstance(command, commands.RecordErasure)
    exists = bool(state.version) and not is_told_anew
    permission.admit(spec, context, exists=exists, kind="erasure", identifier=erasure_id)
    match command:
        case commands.ProposeErasure(kind=kind, subject_id=subject_id, ground=ground, reason=reason):
            _refuse(kind, subject_id, context)
            said = text.required(reason, "reason")
            return (events.ErasureProposed(erasure_id, kind, subject_id, ground, said),)
        case commands.RecordErasure(kind=kind, subject_id=subject_id):
            if state.status is Status.ERASED:
                return ()
            both = (command.proposed_by, command.confirmed_by)
            return (_erased(erasure_id, kind, subject_id, command.ground, *both, context.erasure),)
        case commands.ConfirmErasure():
            if state.status is Status.ERASED:
                return ()
            _refuse_ended(state)
            if state.proposers & context.actor.identities:
                reason = say("{actor} proposed this erasure; another person must confirm it", actor=context.actor.id)
                raise RuleRefusedError("erasure-four-eyes", "settled.md 13", reason)
            _refuse(state.kind, state.subject_id, context)
            both = (tuple(sorted(state.proposers)), tuple(sorted(context.actor.identities)))
            return (_erased(erasure_id, state.kind, state.subject_id, state.ground, *both, context.erasure),)
        case commands.WithdrawErasure(reason=reason):
            if state.status is Status.WITHDRAWN:
                return ()
            _refuse_ended(state)
            return (events.ErasureWithdrawn(erasure_id, text.required(reason, "reason")),)
        case _:
            assert_never(command)


def evolve(state: Erasure, event: events.Event, meta: Metadata) -> Erasure:
    """Return the erasure after `event`."""
    version = state.version + 1
    match event:
        case events.ErasureProposed(kind=kind, subject_id=subject_id, ground=ground):
            return Erasure(version, kind, subject_id, ground, Status.PROPOSED, meta.actor.identities)
        case events.ErasureWithdrawn():
            return replace(state, version=version, status=Status.WITHDRAWN)
        case events.PersonalDataErased(kind=kind, subject_id=subject_id, ground=ground, proposed_by=proposed_by):
            return Erasure(version, kind, subject_id, ground, Status.ERASED, frozenset(proposed_by))
        case _:
            assert_never(event)


def refused_after(subject: str) -> RuleRefusedError:
    """Return the refusal of a text about a subject that was forgotten."""
    reason = say(
        "the texts of {subject} are erased and nothing new is written about it; where a command must go on without "
        "one, give {nothing} as its text",
        subject=subject,
        nothing=ERASED,
    )
    return RuleRefusedError("erased", "decision 0005; settled.md 24", reason)


def _refuse_ended(state: Erasure) -> None:
    if state.status is not Status.PROPOSED:
        reason = say("the erasure is {status} already; propose a new one", status=state.status)
        raise RuleRefusedError("erasure-ended", "kvcase design, docs/forgetting.md", reason)


def _refuse(kind: Held, subject_id: UUID, context: Context) -> None:
    """Refuse to forget who is not there, and whoever must not be forgotten yet."""
    fact = context.erasure
    if fact is None or not fact.exists or fact.is_erased:
        raise NotFoundError(kind, subject_id, "" if fact is None or not fact.is_erased else "erased already")
    if fact.identities & context.actor.identities:
        what = "{actor} is the person to be forgotten; others must decide"
        if kind is not Held.PERSON:
            what = "{actor} is one of those whom this {kind} tells of; others must decide"
        reason = say(what, actor=context.actor.id, kind=kind)
        raise RuleRefusedError("erasure-own", "settled.md 13", reason)
    standing = tuple(each for each in fact.holds if each.stands_on(context.today))
    if standing:
        told = tuple(
            say("hold {hold} on {kind} {subject}", hold=each.hold_id, kind=each.kind, subject=each.subject_id)
            if each.until is None
            else say(
                "hold {hold} on {kind} {subject} until {until}",
                hold=each.hold_id,
                kind=each.kind,
                subject=each.subject_id,
                until=each.until,
            )
            for each in standing
        )
        reason = say("a legal hold stands: {holds}; whoever may lifts it first (hold lift)", holds=told)
        raise RuleRefusedError("erasure-hold", _GDPR, reason)
    if fact.kept_until is not None and context.today <= fact.kept_until:
        reason = say(
            "records of exports name this {kind} (the last of {exported}); they are kept until {until}, so propose it "
            "again after that day",
            kind=kind,
            exported=fact.exported_on,
            until=fact.kept_until,
        )
        raise RuleRefusedError("erasure-export-floor", fact.floor.source, reason)
    if fact.live:
        reason = say(
            "what is not over yet needs the texts: {live}; unlink the person where that is right, or end it first",
            live=fact.live,
        )
        raise RuleRefusedError("erasure-live", _GDPR, reason)


def _erased(
    erasure_id: UUID,
    kind: Held,
    subject_id: UUID,
    ground: Ground,
    proposed_by: tuple[str, ...],
    confirmed_by: tuple[str, ...],
    fact: ErasureFact | None,
) -> events.PersonalDataErased:
    cases = sorted(fact.cases.items()) if fact is not None else []
    return events.PersonalDataErased(
        erasure_id,
        kind,
        subject_id,
        ground,
        proposed_by,
        confirmed_by,
        tuple(case_id for case_id, _ in cases),
        tuple(version for _, version in cases),
    )


AGGREGATE = Aggregate(
    name="erasure",
    home=Home.INSTITUTION,
    id_field="erasure_id",
    initial=Erasure(),
    decide=decide,
    evolve=evolve,
    commands=commands.COMMANDS,
    events=events.EVENTS,
)
