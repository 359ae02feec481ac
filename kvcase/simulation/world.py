"""Whole institutions of fictional people: three years of cases in every state, relative to today and by a seed."""

import csv
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

from domain.values import Actor, Effect
from kvcase.bootstrap import Kvcase
from kvcase.list_imports import ImportResult
from kvcase.lists.importers.generic_csv import ColumnMapping
from kvcase.simulation.names import COUNTRIES, Names
from kvcase.simulation.office import Moment, Office, Staff
from kvcase.simulation.stories import Fate, Plan, Story, Theme

T = TypeVar("T")
YEARS = 3
LISTS = {
    "simulated-sanctions": ("Simulated sanctions list", Effect.LEGAL),
    "simulated-signals": ("Simulated list of organisations to look at", Effect.INDICATIVE),
}
"""The lists on which simulated partners are found, each with what a hit on it means."""

_ENTRIES, _LATER = 40, 10
"""Names of the first version of each list, and those that the second adds."""

_LATE_DAYS = 75
"""What was notified in these last days is under way: hits wait for a person, advice for an answer."""

_MAPPING = ColumnMapping(entry_id="id", name="name", aliases="aliases", country="country", kind="kind")
_FATES = (
    (Fate.ORDINARY, 58),
    (Fate.ADVICE, 9),
    (Fate.WAITS, 12),
    (Fate.REJECTED, 7),
    (Fate.WITHDRAWN, 4),
    (Fate.SUSPENDED, 6),
    (Fate.TERMINATED, 4),
)
_THEMES = ((Theme.PLAIN, 38), (Theme.CRITICAL, 24), (Theme.GUEST, 16), (Theme.DUAL_USE, 12), (Theme.RIGHTS, 10))


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: cases and events, who notified, and what those wait for that nobody moves on."""

    cases: int
    events: int
    researchers: tuple[str, ...]
    waiting: Counter[str]


def staff(institution: str, researchers: Sequence[str] = (), **people: str) -> Staff:
    """Return the people of an institution; who is not named has a name that says the function."""
    of = {name: f"{name}.{institution}" for name in ("first", "second", "export", "ethics", "approver", "director")}
    of |= people
    return Staff(
        tuple(researchers) or (f"researcher.{institution}",),
        (of["first"], of["second"]),
        of["export"],
        of["ethics"],
        (of["approver"], of["director"]),
    )


def import_lists(program: Kvcase, operator: Actor, version: int = 1, seed: int = 1) -> None:
    """Take a version of the fictional lists in, each once; the second names partners that the first did not."""
    for list_id, (name, effect) in LISTS.items():
        known = program.facts.shared().lists.get(list_id)
        if known is None:
            program.list_imports.register(operator, list_id, name, effect, "a fictional regulation", "fictional")
        if known is not None and known.version_no >= version:
            continue
        _import(program, operator, list_id, _entries(list_id, seed)[: None if version > 1 else _ENTRIES])


def offer_half(program: Kvcase, operator: Actor, seed: int = 1) -> ImportResult:
    """Offer a file of one of the fictional lists that lost most of its names: it is held until two people let it in."""
    list_id = next(reversed(LISTS))
    return _import(program, operator, list_id, _entries(list_id, seed)[:_LATER])


def _import(program: Kvcase, operator: Actor, list_id: str, entries: Sequence[tuple[str, str]]) -> ImportResult:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.csv"
        with file.open("w", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream)
            rows.writerow(("id", "name", "aliases", "country", "kind"))
            for number, (entry, country) in enumerate(entries, start=1):
                rows.writerow((f"{list_id.upper()}-{number:03d}", entry, "", country, "organisation"))
        return program.list_imports.import_files(operator, list_id, "generic_csv", {"list": file}, _MAPPING)


def make(program: Kvcase, institution: str, count: int, people: Staff, seed: int = 1, notes: int = 0) -> Made:
    """Write three years of cases of an institution into its log, which must be empty; `notes` makes them longer.

    Raises `RuleRefusedError` for a log that holds something.
    """
    end = program.clock()
    office = Office(program, institution, people, seed, Moment(end, end), notes)
    chance = office.random
    listed = [name for list_id in LISTS for name, _ in _entries(list_id, seed)]
    waiting: Counter[str] = Counter()
    extra = [office.names.login() for _ in range(max(3, min(40, count // 8)))]
    fates, themes = _dealt(_FATES, count, chance), _dealt(_THEMES, count, chance)
    for number, begun in enumerate(_beginnings(end, count, chance)):
        is_late = begun > end - timedelta(days=_LATE_DAYS)
        plan = Plan(
            number,
            fates[number],
            themes[number],
            is_fwo=chance.random() < 0.3,
            is_late=is_late,
            listed=chance.choice(listed) if chance.random() < (0.75 if is_late else 0.2) else None,
        )
        office.begin(begun)
        # Who signs in at the demonstration has a good share of the cases.
        researcher = people.researchers[0] if number % 6 == 0 else chance.choice((*people.researchers, *extra))
        if (stuck := Story(office, plan, researcher).tell()) is not None:
            waiting[stuck] += 1
    events = office.drafts.draft.write(program.logs.log(institution))
    program.read_models.catch_up(institution)
    return Made(count, events, (*people.researchers, *extra), waiting)


def _beginnings(end: datetime, count: int, chance: random.Random) -> list[datetime]:
    """Return when cases are notified, in order: over three years, more of late, some in these days."""
    found = []
    for number in range(count):
        days = chance.uniform(1, 75) if number % 4 == 0 else chance.uniform(60, YEARS * 365)
        day = (end - timedelta(days=days)).date()
        while day.weekday() > 4:
            day -= timedelta(days=1)
        at = time(chance.randint(7, 16), chance.randint(0, 59), chance.randint(0, 59), tzinfo=UTC)
        found.append(datetime.combine(day, at))
    return sorted(found)


def _entries(list_id: str, seed: int) -> list[tuple[str, str]]:
    chance = random.Random(f"{seed} {list_id}")  # noqa: S311  # made-up names, no secrets
    names = Names(chance)
    return [(names.party(), chance.choice(COUNTRIES)) for _ in range(_ENTRIES + _LATER)]


def _dealt(weights: Sequence[tuple[T, int]], count: int, chance: random.Random) -> list[T]:
    """Return so many of each as its weight asks, in any order: what is rare occurs too."""
    whole = sum(weight for _, weight in weights)
    found = [each for each, weight in weights for _ in range(round(count * weight / whole))]
    found += [weights[0][0]] * (count - len(found))
    chance.shuffle(found)
    return found[:count]
