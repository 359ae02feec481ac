"""Is what holds a case back held in measure? Restrictions without a day of review, and outcomes compared by country.

It only tells; a person weighs it. Source: VLIR guideline 2025 [004], proportionality; handbook domain.md 1.2; 4.4, B3.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from domain.collaboration import levels
from domain.collaboration.mitigation import MitigationStatus
from domain.collaboration.spine import ENDED, Status
from domain.collaboration.state import Collaboration
from domain.context import Catalogue
from domain.values import Level

_LOOK_HARDER = "C-LIST"


@dataclass(frozen=True, slots=True)
class Restriction:
    """Something that holds a live case back: what it is, and the day it is looked at again, if there is one."""

    kind: str
    what: str
    review_on: date | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one decided case ended, beside what it was about: `facts` leave out every country."""

    reference: str
    countries: tuple[str, ...]
    facts: tuple[str, ...]
    level: Level
    is_refused: bool


@dataclass(frozen=True, slots=True)
class Disparity:
    """Cases with the same facts whose outcome differs by country: (country, refused, cases), the worst first."""

    facts: tuple[str, ...]
    by_country: tuple[tuple[str, int, int], ...]


def restrictions(state: Collaboration) -> Iterator[Restriction]:
    """Yield what holds a live case back: holds, conditions, measures, a suspension."""
    if state.spine.status in ENDED:
        return
    due = {key: each.due_on for key, each in state.deadlines.by_id.items() if each.is_running}
    for hold_id, hold in state.screening.holds.items():
        yield Restriction("hold", f"{hold.rule_id}: {hold.justification}", due.get(f"hold:{hold_id}"))
    for condition_id, condition in state.approval.conditions.items():
        if condition.blocks is not None:
            yield Restriction("condition", f"{condition_id} blocks {condition.blocks}", condition.due_on)
    for mitigation_id, measure in state.mitigation.measures.items():
        if measure.status is MitigationStatus.WAIVED:
            continue
        stage = "mitigation-review" if measure.status is MitigationStatus.VERIFIED else "mitigation"
        yield Restriction("measure", f"{measure.code} ({measure.status})", due.get(f"{stage}:{mitigation_id}"))
    if state.spine.status is Status.SUSPENDED:
        yield Restriction("suspension", "the case is suspended", due.get("suspension"))


def outcome(reference: str, state: Collaboration, catalogue: Catalogue) -> Outcome | None:
    """Return how a case was decided, with its facts but for every country; None while it is not decided."""
    status = state.spine.status
    is_refused = status is Status.REJECTED
    if not is_refused and status not in {Status.APPROVED, Status.RUNNING, Status.SUSPENDED, Status.COMPLETED}:
        return None
    factors = (f"factor {code}" for code, _ in levels.standing_factors(state, catalogue) if code != _LOOK_HARDER)
    hits = (f"hit {hit.list_id} {hit.resolution or 'undecided'}" for hit in state.screening.hits.values())
    facts = {
        f"nature {state.spine.nature}",
        f"funder {state.spine.funder_owner or 'none'}",
        *factors,
        *hits,
    }
    countries = tuple(sorted(state.parties.countries)) or ("unknown",)
    return Outcome(reference, countries, tuple(sorted(facts)), state.screening.level or Level.NONE, is_refused)


def disparities(outcomes: Iterable[Outcome]) -> tuple[Disparity, ...]:
    """Return the groups of cases with the same facts that were refused more often for one country than for another."""
    groups: dict[tuple[str, ...], dict[str, list[Outcome]]] = defaultdict(lambda: defaultdict(list))
    for each in outcomes:
        for country in each.countries:
            groups[each.facts][country].append(each)
    found = []
    for facts, by_country in sorted(groups.items()):
        rows = _rows(by_country)
        shares = {refused / cases for _, refused, cases in rows}
        if len(shares) > 1:
            found.append(Disparity(facts, rows))
    return tuple(found)


def _rows(by_country: Mapping[str, list[Outcome]]) -> tuple[tuple[str, int, int], ...]:
    rows = [(country, sum(each.is_refused for each in cases), len(cases)) for country, cases in by_country.items()]
    return tuple(sorted(rows, key=lambda row: (-row[1] / row[2], row[0])))
