"""How the cost of screening grows: with the entities on the lists, and with the parties that are screened.

Entities are made of the words of the real lists, drawn anew, so that rare words stay rare and common ones common.
Parties are names of the innocent and one in twenty a perturbed list name. One process, fixed seed, CPU time. Writes
the plot `docs/growth.svg` when `GROWTH_PLOT` names a file.
"""

import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening.index import ListIndex
from kvcase.screening.matcher import Query
from tests.quality import real_lists
from tests.quality.innocents import innocents
from tests.quality.perturb import perturbed

SEED: Final = 20261121
ENTITIES: Final = (1_000, 10_000, 40_000, 100_000, 300_000)
PARTIES: Final = (1_000, 10_000, 100_000, 1_000_000)
FIXED_PARTIES: Final = 10_000
FIXED_ENTITIES: Final = 40_000


@dataclass(frozen=True, slots=True)
class Point:
    """One measurement: seconds of CPU, and megabytes of the arrays of the index."""

    size: int
    names: int
    build: float
    megabytes: float
    screen: float


def main() -> str:
    """Return the two tables, or say that the published files are not here."""
    if not real_lists.are_here():
        return "Not run: KVCASE_TEST_DATA is not set, so the published list files are not here."
    real = real_lists.newest()
    parties = tuple(queries(real))
    by_entities = [_entities(real, size, parties[:FIXED_PARTIES]) for size in ENTITIES]
    index = ListIndex.build(simulated(real, FIXED_ENTITIES))
    by_parties = [_screened(index, parties, size) for size in PARTIES]
    if os.environ.get("GROWTH_PLOT"):
        _plot(by_entities, by_parties, Path(os.environ["GROWTH_PLOT"]))
    return "\n".join(
        [
            f"| entities | names | build (s) | arrays (MB) | screening {FIXED_PARTIES:,} parties (s) |",
            "|---|---|---|---|---|",
            *(
                f"| {each.size:,} | {each.names:,} | {each.build:.2f} | {each.megabytes:.0f} | {each.screen:.2f} |"
                for each in by_entities
            ),
            "",
            f"| parties against {FIXED_ENTITIES:,} entities | seconds | parties/s |",
            "|---|---|---|",
            *(f"| {size:,} | {seconds:.2f} | {size / seconds:,.0f} |" for size, seconds in by_parties),
        ]
    )


def _entities(real: Sequence[Entry], size: int, parties: Sequence[Query]) -> Point:
    entries = list(simulated(real, size))
    begun = time.process_time()
    index = ListIndex.build(entries)
    build = time.process_time() - begun
    arrays = [array.nbytes for side in (index.persons, index.others) for array in side.arrays.values()]
    _, seconds = _screened(index, parties, len(parties))
    names = sum(len(entry.names) for entry in entries)
    return Point(size, names, build, sum(arrays) / 2**20, seconds)


def _screened(index: ListIndex, parties: Sequence[Query], size: int) -> tuple[int, float]:
    """Return how long it takes to screen so many parties; beyond those at hand they come again with another word."""
    source = random.Random(SEED)  # noqa: S311  a benchmark wants the same names each time
    begun = time.process_time()
    for first in range(0, size, len(parties)):
        some = parties[: size - first]
        if first:
            shift = source.randrange(len(parties))
            some = [crossed(each, parties[(at + shift) % len(parties)]) for at, each in enumerate(some)]
        index.search_many(some)
    return size, time.process_time() - begun


def crossed(one: Query, other: Query) -> Query:
    """Return a party with the beginning of one name and the end of another: new to whatever is remembered."""
    return Query(" ".join((*one.text.split()[:-1], other.text.split()[-1])), one.kind)


def queries(real: Sequence[Entry]) -> Iterator[Query]:
    """Yield the names of parties, most of them innocent and some on these lists, as nobody quite writes them."""
    cases = [*innocents(real, SEED), *perturbed(real, SEED)]
    random.Random(SEED).shuffle(cases)  # noqa: S311
    return (Query(case.text, case.kind) for case in cases)


def simulated(real: Sequence[Entry], size: int) -> Iterator[Entry]:
    """Yield the real entries first, then entries made of their words."""
    source = random.Random(SEED)  # noqa: S311
    words = {
        kind: [word for entry in real if (entry.kind is Kind.PERSON) is kind for word in entry.names[0].text.split()]
        for kind in (True, False)
    }
    for number in range(size):
        if number < len(real):
            yield real[number]
            continue
        like = source.choice(real)
        names = tuple(
            Name(
                " ".join(source.choice(words[like.kind is Kind.PERSON]) for _ in name.text.split()),
                NameKind.PRIMARY if at == 0 else NameKind.STRONG,
            )
            for at, name in enumerate(like.names)
        )
        yield Entry(f"s{number}", like.kind, names, like.countries)


def _plot(entities: Sequence[Point], parties: Sequence[tuple[int, float]], file: Path) -> None:
    from matplotlib import pyplot as plt

    plt.switch_backend("svg")
    plt.rcParams["svg.hashsalt"] = "kvcase"
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(13, 4), layout="constrained")
    sizes = [each.size for each in entities]
    left.loglog(sizes, [each.screen for each in entities], "o-", label=f"screening {FIXED_PARTIES:,} parties")
    left.loglog(sizes, [each.build for each in entities], "s--", label="building the index")
    left.set(xlabel="entities on the lists", ylabel="seconds of CPU", title="Time by entities")
    left.legend()
    middle.loglog([size for size, _ in parties], [seconds for _, seconds in parties], "o-")
    middle.set(xlabel="parties", ylabel="seconds of CPU", title=f"Time by parties ({FIXED_ENTITIES:,} entities)")
    right.loglog(sizes, [each.megabytes for each in entities], "o-")
    right.set(xlabel="entities on the lists", ylabel="MB", title="Memory of the index")
    for axes in (left, middle, right):
        axes.grid(visible=True, which="major", alpha=0.3)
    figure.savefig(file, metadata={"Date": None})
