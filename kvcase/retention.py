"""What may be proposed for erasure: records whose time is over by the rules in force. People propose and confirm it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain import text
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
        found = [*self._cases(institution, rules.get(RecordKind.CASE))]
        found += self._persons(institution, rules.get(RecordKind.PERSON))
        return tuple(sorted(found, key=lambda each: (each.due_on, str(each.subject_id))))

    def _cases(self, institution: str, rule: model.Retention | None) -> Iterator[Proposal]:
        for case_id, reference, ended_on, kept_until in self._queries(institution).ended_cases():
            if kept_until is not None:
                source = "the day that was chosen when the case was closed"
                yield from self._due(institution, Held.CASE, case_id, reference, ended_on, kept_until, None, source)
            elif rule is not None:
                due_on = text.years_later(ended_on, rule.years)
                source = str(rule.citation)
                yield from self._due(institution, Held.CASE, case_id, reference, ended_on, due_on, rule.years, source)

    def _persons(self, institution: str, rule: model.Retention | None) -> Iterator[Proposal]:
        if rule is None:
            return
        queries = self._queries(institution)
        for person_id, last_on in queries.idle_persons():
            ended_on = last_on or self._registered_on(institution, person_id)
            due_on, source = text.years_later(ended_on, rule.years), str(rule.citation)
            yield from self._due(institution, Held.PERSON, person_id, None, ended_on, due_on, rule.years, source)

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
