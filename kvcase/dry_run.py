"""A dry run of an edition: which live and past cases would change, before two people publish it. It writes nothing.

Source: handbook domain.md 4.4, B2.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid5

from domain.collaboration.dry_run import Change, DraftHits, what_would_change
from domain.collaboration.spine import ENDED
from domain.collaboration.state import Collaboration
from domain.context import Catalogue, Context, ListFact
from domain.ports import Clock
from domain.values import Effect, Role
from kvcase.catalogues import loader, model
from kvcase.facts import Facts
from kvcase.list_imports import policy_list
from kvcase.lists import versions
from kvcase.lists.entries import canonical
from kvcase.lists.table import EntryTable
from kvcase.measure import Cases
from kvcase.plain import plain
from kvcase.reactions import service_actor
from kvcase.readmodels import ReadModels
from kvcase.screening.engine import Delta, Engine
from projections.case_register import CaseRow


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One case that would change; `is_past` says that it has ended, and what would have been asked of it today."""

    institution: str
    reference: str
    status: str
    is_past: bool
    change: Change


@dataclass(frozen=True, slots=True)
class ListChange:
    """How a policy list of the draft differs from the version in force."""

    list_id: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an edition would do: `looked_at` counts (live, past) cases, `seconds` how long it took to find out."""

    edition: str
    instead_of: str
    lists: tuple[ListChange, ...]
    looked_at: tuple[int, int]
    cases: tuple[CaseChange, ...]
    seconds: float

    @property
    def by_rule(self) -> tuple[tuple[str, int], ...]:
        """Return how many cases each rule changes, the most first."""
        counts = Counter(rule for case in self.cases for rule in case.change.rules)
        return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def counted(run: DryRun) -> dict[str, object]:
    """Return how many cases of each institution would change, for who may know of no case."""
    changed = Counter((each.institution, each.is_past) for each in run.cases)
    places = sorted({each.institution for each in run.cases})
    live, past = run.looked_at
    return {
        "edition": run.edition,
        "instead_of": run.instead_of,
        "lists": plain(run.lists),
        "looked_at": {"live": live, "past": past},
        "changed": {slug: {"live": changed[slug, False], "past": changed[slug, True]} for slug in places},
        "by_rule": dict(run.by_rule),
        "digest": digest(run),
    }


def digest(run: DryRun) -> str:
    """Return the digest of what a dry run found: the same for the same draft, cases and day, however long it took."""
    found = json.dumps(plain(replace(run, seconds=0.0)), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(found.encode()).hexdigest()[:16]


class DryRuns:
    """Runs editions against the cases as they stand."""

    def __init__(
        self, cases: Cases, facts: Facts, engine: Engine, entries: EntryTable, read_models: ReadModels, clock: Clock
    ) -> None:
        self._cases = cases
        self._facts = facts
        self._engine = engine
        self._entries = entries
        self._read_models = read_models
        self._clock = clock

    def run(self, draft: model.Editions, institutions: Sequence[str]) -> DryRun:
        """Return every case of these institutions that would change under the draft."""
        begun = self._clock()
        indexes = tuple(self._changed_lists(draft, begun))
        rules = loader.to_domain(draft)
        cases: list[CaseChange] = []
        live = past = 0
        for institution in institutions:
            for rows, states in self._cases.chunks(institution):
                past += sum(row.status in ENDED for row in rows)
                live += sum(row.status not in ENDED for row in rows)
                cases += self._changes(institution, rows, states, rules, indexes, begun)
        took = (self._clock() - begun).total_seconds()
        told = tuple(each for each, _, _ in indexes)
        before = self._facts.edition_today().edition_id
        return DryRun(draft.edition_id, before, told, (live, past), tuple(cases), took)

    def _changes(
        self,
        institution: str,
        rows: Sequence[CaseRow],
        states: Sequence[Collaboration],
        draft: Catalogue,
        indexes: Sequence[tuple[ListChange, ListFact, Delta]],
        now: datetime,
    ) -> Iterator[CaseChange]:
        subjects = self._read_models.subjects(institution, [row.case_id for row in rows])
        context = Context(
            service_actor(institution),
            Role.SERVICE,
            now,
            institution,
            self._facts.calendar(institution),
            self._facts.catalogue(now.date()),
            self._facts.shared().lists,
        )
        removed = frozenset((told.list_id, entry) for told, _, _ in indexes for entry in told.removed)
        for row, state in zip(rows, states, strict=True):
            found = tuple(
                hit
                for _, of, index in indexes
                for hit in self._engine.against_entries(
                    uuid5(row.case_id, draft.edition), subjects.get(row.case_id, ()), of, index
                )
            )
            change = what_would_change(state, context, draft, DraftHits(found, removed))
            if not change.is_none:
                yield CaseChange(institution, row.reference, row.status, row.status in ENDED, change)

    def _changed_lists(self, draft: model.Editions, now: datetime) -> Iterator[tuple[ListChange, ListFact, Delta]]:
        """Yield the policy lists of the draft that differ from the version in force, with an index of what is new."""
        in_force = self._facts.shared().lists
        effects = {entry.list_id: Effect(entry.effect) for entry in draft.lists.entries}
        drafted = {each.list_id for each in draft.policy_lists}
        for list_id in sorted(drafted | {each.list_id for each in self._facts.edition_today().policy_lists}):
            fact = in_force.get(list_id)
            parsed = policy_list(draft, list_id).entries if list_id in drafted else ()
            new = {entry.entry_id: canonical(entry) for entry in parsed}
            prints = versions.of(new.values())
            old = self._entries.fingerprints(list_id, fact.version_no) if fact is not None else {}
            delta = versions.delta(old, prints)
            if not (delta.added or delta.changed_match or delta.removed):
                continue
            version = fact.version_no + 1 if fact is not None else 1
            of = ListFact(list_id, version, versions.digest(prints), effects.get(list_id, Effect.POLICY), now)
            index = self._engine.delta(new[entry_id] for entry_id in (*delta.added, *delta.changed_match))
            yield ListChange(list_id, delta.added, delta.changed_match, delta.removed), of, index
