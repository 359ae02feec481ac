"""What the web is lent of the program and nothing else has."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.collaboration.spine import Language
from domain.ports import Explained, Listed, Match
from kvcase import hit_changes
from kvcase.facts import Facts
from kvcase.lists.table import EntryTable
from kvcase.readmodels import ReadModels
from kvcase.rescreening import Rescreening
from kvcase.screening import beside
from kvcase.screening.engine import Engine
from kvcase.screening.explanations import Language as Spoken
from kvcase.settings import FWO
from projections.shared_queries import FwoQueries


class AdHoc:
    """Answers an ad hoc question about a name or an entry."""

    def __init__(self, engine: Engine, facts: Facts, entries: EntryTable) -> None:
        self._engine = engine
        self._facts = facts
        self._entries = entries

    def match(self, name: str, *, kind: str, country: str | None) -> tuple[Match, ...]:
        """Return the matches on every list in force, best first."""
        return self._engine.match(name, kind, country, self._facts.shared().lists)

    def explain(
        self, explanation: str, list_id: str, *, is_person: bool, language: Language, list_name: str = ""
    ) -> Explained | None:
        """Return a stored explanation in words of this language; None where it was erased or is not ours.

        `list_name` is what a list is called that the shipped register does not know.
        """
        spoken: Spoken = "nl" if language is Language.NL else "en"
        return beside.explained(explanation, list_id, person=is_person, language=spoken, list_name=list_name)

    def listed(self, list_id: str, entry_id: str, since: int, at: datetime | None = None) -> Listed | None:
        """Return what a list says of an entry now, or said then; None when the version in force does not name it."""
        in_force = (self._facts.shared() if at is None else self._facts.shared_at(at)).lists.get(list_id)
        if in_force is None:
            return None
        now = self._entries.some(list_id, in_force.version_no, [entry_id])
        before = self._entries.some(list_id, since, [entry_id])
        return hit_changes.listed(next(iter(before), None), now[0], in_force.version_no) if now else None


class Jobs:
    """Starts what the scheduler otherwise starts by itself."""

    def __init__(self, rescreening: Rescreening) -> None:
        self._rescreening = rescreening

    def rescreen(self, *, institution: str) -> Mapping[str, Any]:
        """Bring every live case of the institution up to the lists in force; return counts by list."""
        results = self._rescreening.reconcile(institution)
        return {
            each.list_id: {
                "from_version": each.from_version,
                "to_version": each.to_version,
                "screened": each.checked,
                "hits": each.hits,
                "lifts": each.lifts,
            }
            for each in results
        }


class FreshFwo(FwoQueries):
    """The FWO's queries, after catching up with the institutions' logs."""

    def __init__(self, read_models: ReadModels) -> None:
        super().__init__(read_models.engine(FWO))
        self._read_models = read_models

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        self._read_models.catch_up_fwo()
        with super()._reading() as connection:
            yield connection
