"""What may be proposed for erasure: records whose time is over by the rules in force. People propose and confirm it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from uuid import UUID

from domain import text
from domain.collaboration import decider as collaboration
from domain.erasure.words import Held
from domain.ports import Clock
from kvcase.catalogues import model
from kvcase.catalogues.words import RecordKind
from kvcase.erasure_facts import ErasureFacts
from kvcase.store.logs import Logs
from projections.erasure_queries import ErasureQueries


@dataclass(frozen=True, slots=True)
class Proposal:
    """A case or a person whose time is over since the day `due_on`, by a rule and its source.

    `reference` is that of a case. `kept_until` and `held_by` say what still keeps an erasure back, if anything does.
    """

    kind: Held
    subject_id: UUID
    reference: str | None
    ended_on: date
    due_on: date
    years: int | None
    source: str
    kept_until: date | None
    held_by: tuple[UUID, ...]


class Retention:
    """Looks for what is kept longer than its rule says."""

    def __init__(
        self,
        logs: Logs,
        queries: Callable[[str], ErasureQueries],
        fact: ErasureFacts,
        edition: Callable[[], model.Editions],
        clock: Clock,
    ) -> None:
        self._logs = logs
        self._queries = queries
        self._fact = fact
        self._edition = edition
        self._clock = clock

    def rules(self) -> tuple[model.Retention, ...]:
        """Return how long each kind of record is kept; none while the edition in force says nothing of it."""
        edition = self._edition().retention
        return edition.entries if edition is not None else ()

    def proposals(self, institution: str) -> tuple[Proposal, ...]:
        """Return what is due at an institution, the longest overdue first."""
        rules = {rule.kind: rule for rule in self.rules()}
        ended = cache(partial(self._ended_on, institution))
        found = [*self._cases(institution, rules.get(RecordKind.CASE), ended)]
        found += self._persons(institution, rules.get(RecordKind.PERSON), ended)
        return tuple(sorted(found, key=lambda each: (each.due_on, str(each.subject_id))))

    def _cases(
        self, institution: str, rule: model.Retention | None, ended: Callable[[UUID], date]
    ) -> Iterator[Proposal]:
        today = self._clock().date()
        for case_id, reference, notified_on, kept_until in self._queries(institution).ended_cases():
            if kept_until is not None:
                source, years = "the day that was chosen when the case was closed", None
                if kept_until < today:
                    ended_on = ended(case_id)
                    yield from self._due(
                        institution, Held.CASE, case_id, reference, ended_on, kept_until, years, source
                    )
            elif rule is not None and text.years_later(notified_on, rule.years) < today:
                ended_on = ended(case_id)
                due_on, source = text.years_later(ended_on, rule.years), str(rule.citation)
                yield from self._due(institution, Held.CASE, case_id, reference, ended_on, due_on, rule.years, source)

    def _persons(
        self, institution: str, rule: model.Retention | None, ended: Callable[[UUID], date]
    ) -> Iterator[Proposal]:
        """Yield who last took part in a case long ago: up to the day of the unlinking, or else the end of the case."""
        if rule is None:
            return
        today = self._clock().date()
        for person_id, stays in self._queries(institution).idle_persons().items():
            if stays:
                if text.years_later(max(each.unlinked_on or each.linked_on for each in stays), rule.years) >= today:
                    continue
                ended_on = max(each.unlinked_on or ended(each.case_id) for each in stays)
            else:
                ended_on = self._registered_on(institution, person_id)
            due_on, source = text.years_later(ended_on, rule.years), str(rule.citation)
            yield from self._due(institution, Held.PERSON, person_id, None, ended_on, due_on, rule.years, source)

    def _ended_on(self, institution: str, case_id: UUID) -> date:
        """Return the day since which a case that is over stands as it does, whatever was noted in it afterwards."""
        history = self._logs.log(institution).read(case_id, reveal=False)
        state, last = collaboration.AGGREGATE.initial, history[0]
        for each in history:
            before, state = state, collaboration.standing(state, each.event, each.meta)
            if state.spine.status is not before.spine.status:
                last = each
        return last.meta.recorded_at.date()

    def _registered_on(self, institution: str, person_id: UUID) -> date:
        return self._logs.log(institution).read(person_id, reveal=False)[0].meta.recorded_at.date()

    def _due(
        self,
        institution: str,
        kind: Held,
        subject_id: UUID,
        reference: str | None,
        ended_on: date,
        due_on: date,
        years: int | None,
        source: str,
    ) -> Iterator[Proposal]:
        today = self._clock().date()
        if due_on >= today:
            return
        fact = self._fact(institution, kind, subject_id)
        if fact.is_erased or fact.live:
            return
        kept_until = fact.kept_until if fact.kept_until is not None and fact.kept_until >= today else None
        held_by = tuple(each.hold_id for each in fact.holds if each.stands_on(today))
        yield Proposal(kind, subject_id, reference, ended_on, due_on, years, source, kept_until, held_by)
