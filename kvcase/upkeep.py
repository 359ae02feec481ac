"""How the installation stands and who is let in, as those are told who keep it; and the editions they publish."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from api import upkeep
from api.access import FWO, OFFICES, SHARED
from api.upkeep import EditionState, FeedState, Health, KeyState
from domain.collaboration.spine import Language
from domain.errors import NotPermittedError, UnusableInputError
from domain.policyset.decider import PolicySet
from domain.ports import Clock
from domain.values import Actor, Role
from kvcase import doctor, doctor_words, dry_run
from kvcase.catalogues import model
from kvcase.dry_run import DryRuns
from kvcase.facts import POLICY_SET, Facts
from kvcase.issuers import Issuer
from kvcase.keys import KeyRow, Keys
from kvcase.members import Members
from kvcase.readmodels import ReadModels
from kvcase.telling.outbox import Outbox
from projections import parking
from projections.runner import Lag, Runner

ENDS_SOON: Final = timedelta(days=30)


class Upkeep:
    """Tells at an institution what is of that institution, and at `shared` all of the installation."""

    def __init__(
        self,
        examine: Callable[[Sequence[str]], Sequence[doctor.Finding]],
        read_models: ReadModels,
        keys: Keys,
        members: Members,
        believed: Sequence[Issuer],
        clock: Clock,
        outbox: Outbox,
    ) -> None:
        self._outbox = outbox
        self._examine = examine
        self._read_models = read_models
        self._keys = keys
        self._members = members
        self._believed = believed
        self._clock = clock

    def health(self, language: Language, *, actor: Actor) -> Sequence[upkeep.Finding]:
        """Return what was found, check by check."""
        found = self._examine(self._logs(actor))
        order = {check: number for number, check in enumerate(doctor_words.CHECKS)}
        return [_finding(each, language) for each in sorted(found, key=lambda each: order[each.check])]

    def feeds(self, *, actor: Actor) -> Sequence[upkeep.Feed]:
        """Return how far each read model has followed its log."""
        return [each for place, log, runner in self._feeds(actor) for each in _of_lag(place, log, runner.lag())]

    def parked(self, *, actor: Actor) -> Sequence[upkeep.Parked]:
        """Return the events that read models could not take."""
        logs = self._logs(actor)
        return [
            upkeep.Parked(row.log, where, row.model, row.position, row.event, row.error, row.attempts, row.parked_at)
            for where, _, chosen in self._read_models.places()
            for row in parking.parked(self._read_models.engine(where), [each.name for each in chosen])
            if row.log in logs
        ]

    def retry(self, *, actor: Actor) -> upkeep.Retried:
        """Apply what is parked, stream by stream; what still cannot be taken stays."""
        standing = {(each.place, each.log, each.model) for each in self.parked(actor=actor)}
        done = [
            runner.retry(model)
            for where, slug, runner in self._feeds(actor)
            for place, log, model in sorted(standing)
            if (place, log) == (where, slug)
        ]
        return upkeep.Retried(sum(taken for taken, _ in done), sum(len(errors) for _, errors in done))

    def replay(self, message: UUID | None, subscriber: UUID | None, *, actor: Actor) -> int:
        """Let a dead letter of the actor's institution be sent again, or all of a subscriber; return how many.

        It is recorded who did it. Raises `NotFoundError`, `UnusableInputError`.
        """
        if (message is None) is (subscriber is None):
            raise UnusableInputError("message", "is to be one, or a subscriber", "the one or the other")
        return self._outbox.replay(actor.institution, actor.id, message, subscriber)

    def keys(self, *, actor: Actor) -> Sequence[upkeep.Key]:
        """Return the service keys, those in use first."""
        now = self._clock()
        rows = [_key(each, now) for each in self._keys.all() if _is_told(each.institution, actor)]
        states = list(KeyState)
        return sorted(rows, key=lambda each: (states.index(each.state) > 1, each.institution, each.actor, each.ends_on))

    def members(self, *, actor: Actor) -> Sequence[upkeep.Member]:
        """Return who of which issuer acts as whom, by institution."""
        named = {each.issuer: each.name for each in self._believed}
        rows = [
            upkeep.Member(
                each.actor,
                each.institution,
                named.get(each.issuer, each.issuer),
                each.roles,
                each.scopes,
                datetime.fromisoformat(each.since).date(),
            )
            for each in self._members.all()
            if _is_told(each.institution, actor)
        ]
        return sorted(rows, key=lambda each: (each.institution, each.actor))

    def issuers(self, *, actor: Actor) -> Sequence[upkeep.Issuer]:
        """Return the issuers that are believed."""
        return [
            upkeep.Issuer(
                each.name,
                each.login.label if each.login is not None and each.login.label else each.name,
                each.issuer,
                each.institutions,
                each.algorithms,
                each.login is not None,
                bool(each.audience),
            )
            for each in self._believed
            if any(_is_told(place, actor) for place in each.institutions)
        ]

    def _logs(self, actor: Actor) -> tuple[str, ...]:
        here = self._read_models.institutions
        return (*here, SHARED) if actor.institution == SHARED else tuple({actor.institution} & {*here})

    def _feeds(self, actor: Actor) -> Iterator[tuple[str, str, Runner]]:
        logs = self._logs(actor)
        return (each for each in self._read_models.feeds() if each[1] in logs)


class Editions:
    """Knows the editions on the shelf and in the policy set."""

    def __init__(self, facts: Facts, dry_runs: DryRuns, institutions: Sequence[str], clock: Clock) -> None:
        self._facts = facts
        self._dry_runs = dry_runs
        self._institutions = institutions
        self._clock = clock

    @property
    def policyset(self) -> UUID:
        """Return the policy set to which editions are proposed."""
        return POLICY_SET

    def all(self, *, actor: Actor) -> tuple[int, Sequence[upkeep.Edition], Sequence[upkeep.Faulty]]:
        """Return the version of the policy set, every edition (the one in force first), and what cannot be used."""
        _refuse_others(actor, "looking after editions")
        policies, shelf = self._facts.shared().policies, self._facts.shelf
        at_hand = {each.edition_id: each for each in shelf.all()}
        known = dict.fromkeys([*reversed(at_hand), *(each for each, _, _ in policies.published), *policies.proposed])
        today = self._clock().date()
        found = [_edition(each, at_hand.get(each), policies, today) for each in known]
        order = (EditionState.IN_FORCE, EditionState.TO_COME, EditionState.PROPOSED, EditionState.AT_HAND)
        found.sort(key=lambda each: order.index(each.state) if each.state in order else len(order))
        return policies.version, found, [upkeep.Faulty(each.folder, each.reason) for each in shelf.faulty()]

    def at_hand(self, *, actor: Actor) -> Sequence[str]:
        """Return the ids of the editions that can be tried on cases, the newest first. Raises `NotPermittedError`."""
        self._refuse_who_reads_no_cases(actor)
        return sorted((each.edition_id for each in self._facts.shelf.all()), reverse=True)

    def try_on_own(self, edition_id: str, *, actor: Actor) -> upkeep.OwnDryRun:
        """Return which cases of the actor's institution would change. Raises as `dry_run` does."""
        self._refuse_who_reads_no_cases(actor)
        found = self._dry_runs.run(self._facts.shelf.load(edition_id), (actor.institution,))
        cases = (upkeep.CaseChanged(each.reference, each.status, each.is_past, each.change) for each in found.cases)
        live, past = found.looked_at
        told = dry_run.digest(found)
        return upkeep.OwnDryRun(found.edition, found.instead_of, live, past, tuple(cases), dict(found.by_rule), told)

    def _refuse_who_reads_no_cases(self, actor: Actor) -> None:
        readers = OFFICES | {Role.AUDITOR}
        if actor.institution not in self._institutions or not actor.roles & readers:
            raise NotPermittedError("looking at these cases", tuple(sorted(readers)), "access")

    def dry_run(self, edition_id: str, *, actor: Actor) -> upkeep.DryRun:
        """Return how many cases would change at each institution. Raises `UnusableInputError`, `NotPermittedError`."""
        _refuse_others(actor, "looking at these cases")
        # By its id alone: a draft in a folder is for who sits at the machine.
        found = self._dry_runs.run(self._facts.shelf.load(edition_id), self._institutions)
        live, past = found.looked_at
        lists = (
            upkeep.ListChange(each.list_id, len(each.added), len(each.changed), len(each.removed))
            for each in found.lists
        )
        changed = [
            upkeep.PlaceChange(slug, len(cases) - ended, ended)
            for slug in self._institutions
            for cases in [[each for each in found.cases if each.institution == slug]]
            for ended in [sum(each.is_past for each in cases)]
        ]
        told = dry_run.digest(found)
        return upkeep.DryRun(
            found.edition,
            found.instead_of,
            tuple(lists),
            live,
            past,
            tuple(changed),
            dict(found.by_rule),
            told,
            found.seconds,
        )


def of(found: Sequence[doctor.Finding], logs: Sequence[str]) -> Sequence[doctor.Finding]:
    """Return what was found of these logs, and of the lists, which are everybody's; all of it where `shared` is one."""
    return [each for each in found if SHARED in logs or each.check == "lists" or _place(each.where) in logs]


def _place(where: str) -> str:
    """Return the log that a finding is about: `log model`, `log->place model` and `log channel id` begin with it."""
    return where.partition(" ")[0].partition("->")[0]


def _refuse_others(actor: Actor, what: str) -> None:
    if actor.institution != SHARED or not actor.roles & {Role.ADMIN, Role.OPERATOR, Role.AUDITOR}:
        raise NotPermittedError(what, (Role.ADMIN,), "access")


def _is_told(institution: str, actor: Actor) -> bool:
    return actor.institution in {SHARED, institution}


def _finding(found: doctor.Finding, language: Language) -> upkeep.Finding:
    means, to_do = doctor_words.means(found, language), doctor_words.to_do(found, language)
    name, health = doctor_words.check(found, language), Health(found.state.value)
    return upkeep.Finding(found.check, name, found.where, health, means, to_do)


def _of_lag(place: str, log: str, lag: Lag) -> Iterator[upkeep.Feed]:
    for model_name, behind in lag.by_model.items():
        state = FeedState.AHEAD if behind < 0 else FeedState.BEHIND if behind else FeedState.FOLLOWS
        position, seconds = lag.positions[model_name], lag.seconds_by_model[model_name]
        if place == FWO and state is FeedState.BEHIND:  # made when the FWO asks: that they are behind is no fault
            state, seconds = FeedState.ON_DEMAND, 0.0
        count = lag.parked.get(model_name, 0)
        yield upkeep.Feed(log, place, model_name, state, position, lag.head, behind, seconds, count)
    for model_name in lag.outdated:
        yield upkeep.Feed(log, place, model_name, FeedState.OUTDATED, 0, lag.head, lag.head, 0.0, 0)


def _key(row: KeyRow, now: datetime) -> upkeep.Key:
    ends = datetime.fromisoformat(row.expires_at)
    if row.revoked_at is not None:
        state = KeyState.REVOKED
    elif ends <= now:
        state = KeyState.EXPIRED
    else:
        state = KeyState.ENDING if ends - now < ENDS_SOON else KeyState.IN_USE
    made = datetime.fromisoformat(row.created_at).date() if row.created_at else None
    last = date.fromisoformat(row.last_used_on) if row.last_used_on else None
    return upkeep.Key(row.key_id, row.actor, row.institution, row.roles, row.scopes, state, made, ends.date(), last)


def _edition(edition_id: str, here: model.Editions | None, policies: PolicySet, today: date) -> upkeep.Edition:
    files = len(here.files) if here is not None else 0
    published = {name: (sha256, effective) for name, sha256, effective in policies.published}
    if edition_id in published:
        sha256, effective = published[edition_id]
        in_force = policies.in_force(today)
        is_in_force = in_force is not None and in_force[0] == edition_id
        state = EditionState.TO_COME if effective > today else EditionState.PAST
        state = EditionState.IN_FORCE if is_in_force else state
        return upkeep.Edition(edition_id, sha256, state, here is not None, files, effective)
    if edition_id in policies.proposed:
        _, identities, sha256, effective = policies.proposed[edition_id]
        return upkeep.Edition(edition_id, sha256, EditionState.PROPOSED, here is not None, files, effective, identities)
    sha256 = here.sha256 if here is not None else ""
    return upkeep.Edition(edition_id, sha256, EditionState.AT_HAND, here is not None, files)
