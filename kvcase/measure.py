"""Whether cases are held in measure: restrictions of live cases, and outcomes compared by country. It writes nothing.

Source: VLIR guideline 2025 [004], proportionality and country neutrality; handbook domain.md 4.4, B3.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.collaboration import decider as collaboration
from domain.collaboration import proportionality
from domain.collaboration.proportionality import Disparity, Outcome, Restriction
from domain.collaboration.state import Collaboration
from domain.ports import Clock
from kvcase.facts import Facts, fold
from kvcase.readmodels import ReadModels
from kvcase.store.logs import Logs
from projections.case_register import CaseRow

_CHUNK = 200


@dataclass(frozen=True, slots=True)
class HeldCase:
    """A restriction of one live case that has no day of review, or whose day has passed."""

    institution: str
    reference: str
    restriction: Restriction
    is_past: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found in the cases of some institutions, all of them looked at."""

    cases: int
    restrictions: int
    held: tuple[HeldCase, ...]
    disparities: tuple[Disparity, ...]


class Cases:
    """Reads every case of an institution as it stands, many at a time."""

    def __init__(self, logs: Logs, read_models: ReadModels) -> None:
        self._logs = logs
        self._read_models = read_models

    def chunks(self, institution: str) -> Iterator[tuple[Sequence[CaseRow], Sequence[Collaboration]]]:
        """Yield rows and states, case by case in the order of their notification; personal texts stay sealed."""
        self._read_models.catch_up(institution)
        queries, after = self._read_models.institution(institution), None
        while True:
            page = queries.cases(after=after, limit=_CHUNK)
            if page.items:
                streams = self._logs.log(institution).streams([row.case_id for row in page.items], reveal=False)
                yield page.items, [fold(collaboration.AGGREGATE, streams[row.case_id]) for row in page.items]
            if page.next is None:
                return
            after = page.next


class Measures:
    """Looks at what holds cases back."""

    def __init__(self, cases: Cases, facts: Facts, clock: Clock) -> None:
        self._cases = cases
        self._facts = facts
        self._clock = clock

    def of(self, institutions: Sequence[str]) -> Measured:
        """Return the restrictions without a day of review or past it, and the outcomes that differ by country."""
        today = self._clock().date()
        catalogue = self._facts.catalogue(today)
        held: list[HeldCase] = []
        outcomes: list[Outcome] = []
        cases = restrictions = 0
        for institution in institutions:
            for rows, states in self._cases.chunks(institution):
                for row, state in zip(rows, states, strict=True):
                    cases += 1
                    found = tuple(proportionality.restrictions(state))
                    restrictions += len(found)
                    held += _held(institution, row.reference, found, today)
                    decided = proportionality.outcome(row.reference, state, catalogue)
                    outcomes += [decided] if decided is not None else []
        return Measured(cases, restrictions, tuple(held), proportionality.disparities(outcomes))


def _held(institution: str, reference: str, found: Sequence[Restriction], today: date) -> Iterator[HeldCase]:
    for each in found:
        if each.review_on is None or each.review_on < today:
            yield HeldCase(institution, reference, each, each.review_on is not None)
