"""Then and now: a past decision worked out again with the lists, the scorer and the rules of today. It writes nothing.

It reads the log, the entries of both versions of each list, and the editions on the shelf; it asks no network.
"""

from collections.abc import Mapping
from uuid import UUID, uuid5

from domain.collaboration import decider as collaboration
from domain.collaboration import then_and_now
from domain.collaboration.screening import ScreeningHitRecorded, ScreeningStarted
from domain.collaboration.spine import CollaborationNotified
from domain.collaboration.state import Collaboration
from domain.collaboration.then_and_now import Basis, Decision, Found, ListSeen, ThenAndNow
from domain.context import Catalogue, Context, FoundHit, ListFact
from domain.errors import NotFoundError, RuleRefusedError, UnusableInputError
from domain.ports import Clock
from domain.values import ERASED, Actor, Effect, Recorded, SubjectKind
from kvcase.facts import Facts, fold
from kvcase.names import Names
from kvcase.past_screenings import PastScreenings
from kvcase.screening.engine import SCORER_ID, Engine, Subject
from kvcase.store.logs import Logs


class ThenAndNows:
    """Puts past decisions of the actor's institution beside what today would make of them."""

    def __init__(self, logs: Logs, facts: Facts, engine: Engine, past: PastScreenings, clock: Clock) -> None:
        self._logs = logs
        self._facts = facts
        self._engine = engine
        self._past = past
        self._clock = clock
        self._names = Names(logs)

    def of(self, case_id: UUID, *, actor: Actor, decision: int | None = None) -> ThenAndNow:
        """Return both sides of the decision at this version of the case, or of its last one.

        Raises `NotFoundError`, `UnusableInputError` for a version that is no decision, and `RuleRefusedError` where the
        edition of one side is not here.
        """
        history = self._logs.log(actor.institution).read(case_id)
        if not history or not isinstance(notified := history[0].event, CollaborationNotified):
            raise NotFoundError("collaboration", case_id)
        made = _chosen(history, decision)
        before = tuple(each for each in history if each.version < made.version)
        state: Collaboration = fold(collaboration.AGGREGATE, before)
        evidence = then_and_now.evidence_of(made)
        versions = evidence.list_versions
        then_lists = {each.list_id: self._past.version(each.list_id, each.version_no) for each in versions}
        now_lists = self._facts.shared().lists
        rules, sha256 = self._rules(evidence.catalogue_edition)
        found, subjects = self._found(actor.institution, case_id, state, made, then_lists, now_lists)
        context = Context(
            actor,
            made.meta.actor.role,
            made.meta.recorded_at,
            actor.institution,
            self._facts.calendar(actor.institution),
            rules,
            now_lists,
        )
        in_force = self._facts.catalogue(self._clock().date())
        judged = then_and_now.judged(state, context, in_force, found)
        recorded: dict[UUID, ScreeningHitRecorded] = {
            each.event.hit_id: each.event for each in before if isinstance(each.event, ScreeningHitRecorded)
        }
        standing = [recorded[each] for each in state.screening.hits if each in recorded]
        scorers = tuple(sorted({each.scorer_id for each in standing} | _screened_by(before)))
        beside = then_and_now.hits_beside(state, recorded, found, self._named(subjects, made, actor))
        told = ThenAndNow(
            notified.reference,
            case_id,
            _told(made),
            Basis(evidence.catalogue_edition, sha256, scorers, _seen(then_lists), state.screening.level),
            Basis(in_force.edition, self._sha256(in_force.edition), (SCORER_ID,), _seen(now_lists), judged.level),
            judged.level_if_confirmed,
            beside,
            judged.gates,
            judged.policies,
            tuple(sorted(found.erased)),
        )
        gates = (each.gate for each in judged.gates)
        return then_and_now.spoken(told, self._names.in_gates(gates, actor.institution, actor, made.position))

    def _found(
        self,
        institution: str,
        case_id: UUID,
        state: Collaboration,
        made: Recorded,
        then: Mapping[str, ListFact],
        now: Mapping[str, ListFact],
    ) -> tuple[Found, tuple[Subject, ...]]:
        """Return what today's scorer finds of those who took part then, by their names of then."""
        subjects = self._facts.subjects(institution, state, made.position)
        erased = frozenset(each.subject_id for each in subjects if ERASED in (*each.names, *each.owners))
        readable = tuple(each for each in subjects if each.subject_id not in erased)
        purpose = uuid5(case_id, f"then and now {made.version}")
        in_then: list[FoundHit] = []
        for of in (each for each in then.values() if each.effect is not Effect.CONTEXT):
            in_then += self._engine.against_entries(purpose, readable, of, self._engine.whole(of))
        in_now = self._engine.screen(purpose, readable, now).hits
        return Found(tuple(in_then), in_now, erased), subjects

    def _named(self, subjects: tuple[Subject, ...], made: Recorded, actor: Actor) -> Mapping[UUID, str]:
        """Return what organisations were called then; of persons what the actor may know."""
        found = {
            each.subject_id: each.names[0]
            if each.kind is SubjectKind.PARTY
            else self._names.of(each.subject_id, actor.institution, actor, made.position)
            for each in subjects
        }
        return {subject_id: name for subject_id, name in found.items() if name is not None}

    def _rules(self, edition: str) -> tuple[Catalogue, str]:
        """Return the rules that a decision was made under. Raises `RuleRefusedError` when they are not here."""
        if edition == Catalogue().edition:
            return Catalogue(), ""
        try:
            held = self._facts.shelf.load(edition)
        except UnusableInputError as error:
            reason = f"the decision was made under edition {edition}, which is not here: {error}"
            raise RuleRefusedError("policy-edition", "settled.md 29", reason) from error
        published = self._sha256(edition)
        if published and held.sha256 != published:
            reason = f"edition {edition} was published as {published}, and the files here are {held.sha256}"
            raise RuleRefusedError("policy-edition", "settled.md 29", reason)
        return self._facts.shelf.rules(edition), held.sha256

    def _sha256(self, edition: str) -> str:
        published = {each: sha256 for each, sha256, _ in self._facts.shared().policies.published}
        return published.get(edition, "")


def _chosen(history: tuple[Recorded, ...], version: int | None) -> Recorded:
    decisions = [each for each in history if isinstance(each.event, then_and_now.DECISIONS)]
    if not decisions:
        raise UnusableInputError("decision", "nothing was decided on this case yet", "a case with a decision")
    for each in decisions:
        if each.version == version:
            return each
    if version is not None:
        versions = ", ".join(str(each.version) for each in decisions)
        raise UnusableInputError("decision", f"v{version} of this case is no decision on it as a whole", versions)
    return decisions[-1]


def _screened_by(history: tuple[Recorded, ...]) -> set[str]:
    """Return the scorer of the last screening, if it says which it was."""
    begun = [each.event.scorer_id for each in history if isinstance(each.event, ScreeningStarted)]
    return set(begun[-1:])


def _told(made: Recorded) -> Decision:
    name = str(getattr(type(made.event), "stored_name", ""))
    who = made.meta.actor
    return Decision(name, made.version, made.position, made.meta.recorded_at, who.id, who.role)


def _seen(lists: Mapping[str, ListFact]) -> tuple[ListSeen, ...]:
    return tuple(ListSeen(name, lists[name].version_no, lists[name].canonical_sha256) for name in sorted(lists))
