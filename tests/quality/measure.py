"""Measure any scorer on the frozen hold-out, and on the development files where KVCASE_TEST_DATA names their folder.

    python -m tests.quality.measure

A scorer says from 0 to 100 how well a name, of which the country may be known, names an entry; 70 or more counts as
found. Prints Markdown with row counts, never a row.
"""

import csv
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kvcase.lists.entries import Entry, Kind, Name, NameKind
from tests.quality import real_lists
from tests.quality.cases import Case
from tests.quality.innocents import innocents
from tests.quality.perturb import perturbed

HERE: Final = Path(__file__).parent
FOUND: Final = 70
SEED: Final = 20261121
SECOND: Final = ("universities", "organisations", "persons")
"""The hold-outs of edition 2, each in a file of this name and a 2."""

_KIND_OF_SCHEMA: Final = {"Person": Kind.PERSON, "Organization": Kind.ORGANISATION}

Scorer = Callable[[str, Entry, str | None], int]
"""Score a name, with the country it comes with if any, against an entry."""

Search = Callable[[str, Kind], Iterable[str]]
"""Return the ids of the entries that a name of this kind finds."""


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled pair. `derivable` says where the knowledge stands that a positive university spelling asks for."""

    left: str
    right: str
    kind: Kind
    match: bool
    group: str
    derivable: str = ""
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of some rows: true pairs and those found, look-alikes and those that were taken for true."""

    true: int
    found: int
    look_alikes: int
    alarms: int

    @property
    def recall(self) -> float:
        """Return the part of the true pairs that was found, 1 when there are none."""
        return self.found / self.true if self.true else 1.0

    @property
    def alarm_rate(self) -> float:
        """Return the part of the look-alikes that was taken for true, 0 when there are none."""
        return self.alarms / self.look_alikes if self.look_alikes else 0.0

    @property
    def precision(self) -> float:
        """Return the part of what was found that is true, 1 when nothing was found."""
        return self.found / (self.found + self.alarms) if self.found + self.alarms else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        together = self.precision + self.recall
        return 2 * self.precision * self.recall / together if together else 0.0


Judged = tuple[Row, bool]
"""A row, and whether the scorer found it."""


def read(path: Path) -> tuple[Row, ...]:
    """Return the rows of a file with the columns left, right, schema, match, and perhaps kind, derivable, country."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Row(
                left=row["left"],
                right=row["right"],
                kind=_KIND_OF_SCHEMA[row["schema"]],
                match=row["match"] == "true",
                group=row.get("kind") or row["schema"].lower(),
                derivable=row.get("derivable") or "",
                country=row.get("country") or None,
            )
            for row in csv.DictReader(file)
        )


def judge(rows: Iterable[Row], scorer: Scorer, listed: Mapping[str, Entry] | None = None) -> tuple[Judged, ...]:
    """Score each row against the entry that is listed under its right side, or against that name alone."""
    return tuple((row, scorer(row.left, entry_of(row, listed), row.country) >= FOUND) for row in rows)


def tally(judged: Iterable[Judged]) -> Tally:
    """Count what became of the rows."""
    judged = tuple(judged)
    true = [found for row, found in judged if row.match]
    look_alikes = [found for row, found in judged if not row.match]
    return Tally(len(true), sum(true), len(look_alikes), sum(look_alikes))


def by_group(judged: Sequence[Judged]) -> str:
    """Return a Markdown table: a line for each kind of row, then by derivability, then all."""
    parts = {row.group: [each for each in judged if each[0].group == row.group] for row, _ in judged}
    derivable = {
        f"*derivable: {origin}*": [each for each in judged if each[0].match and each[0].derivable == origin]
        for origin in ("string", "listed", "knowledge")
    }
    lines = _head("kind")
    lines += [_line(name, tally(parts[name])) for name in sorted(parts)]
    lines += [_line(name, tally(part)) for name, part in derivable.items() if part]
    return "\n".join((*lines, _line("**all**", tally(judged))))


def summary(measured: Mapping[str, Tally]) -> str:
    """Return a Markdown table with a line for each measurement."""
    return "\n".join((*_head("what"), *(_line(name, each) for name, each in measured.items())))


def counts(rows: Sequence[Row]) -> str:
    """Return a Markdown table of how many rows there are of each kind."""
    lines = ["| kind | true | look-alikes |", "|---|---|---|"]
    for group in (*sorted({row.group for row in rows}), None):
        part = [row.match for row in rows if group in (None, row.group)]
        lines.append(f"| {group or '**all**'} | {sum(part)} | {len(part) - sum(part)} |")
    return "\n".join(lines)


def screened(cases: Iterable[Case], search: Search) -> tuple[tuple[Case, bool], ...]:
    """Search each name: True where the entry meant is found, or where an innocent name finds anything at all."""
    done = []
    for case in cases:
        hits = set(search(case.text, case.kind))
        done.append((case, case.entry_id in hits if case.entry_id is not None else bool(hits)))
    return tuple(done)


def by_way(done: Sequence[tuple[Case, bool]]) -> str:
    """Return a Markdown table of screened names: a line for each way they were made, then all."""
    lines = ["| made by | names | found | false alarms |", "|---|---|---|---|"]
    ways = sorted({(case.entry_id is None, case.way) for case, _ in done})
    for innocent, way in ways:
        part = [hit for case, hit in done if case.way == way and (case.entry_id is None) is innocent]
        lines.append(_screened_line(way, part, innocent=innocent))
    for innocent, title in ((False, "**all perturbed**"), (True, "**all innocent**")):
        part = [hit for case, hit in done if (case.entry_id is None) is innocent]
        lines.append(_screened_line(title, part, innocent=innocent))
    return "\n".join(lines)


def second(scorer: Scorer, listed: Mapping[str, Entry] | None = None) -> str:
    """Return what the scorer does on edition 2, written by authors who had not seen it: all, then by kind."""
    measured: dict[str, Sequence[Judged]] = {}
    detailed = []
    for name in SECOND:
        rows = read(HERE / f"{name}2.csv")
        title = f"Edition 2, {name}"
        if name == "universities":
            measured[f"{title}, bare name"] = judge(rows, scorer)
            if listed is not None:
                measured[f"{title}, entry with its listed aliases"] = judge(rows, scorer, listed)
        else:
            measured[title] = judge(rows, scorer)
        detailed.append(list(measured)[-1])
    whole = f"### Edition 2\n\n{summary({name: tally(judged) for name, judged in measured.items()})}"
    return "\n\n".join((whole, *(f"### {name}\n\n{by_group(measured[name])}" for name in detailed)))


def report(scorer: Scorer, searcher: Callable[[Sequence[Entry]], Search]) -> str:
    """Return the whole report; what needs KVCASE_TEST_DATA is said to be not run when it is unset."""
    universities, pairs = read(HERE / "universities.csv"), read(HERE / "pairs.csv")
    listed = real_lists.institutions() if real_lists.are_here() else None
    measured = {"hold-out universities, bare name": judge(universities, scorer)}
    if listed is not None:
        measured["hold-out universities, entry with its listed aliases"] = judge(universities, scorer, listed)
    measured["hold-out pairs"] = judge(pairs, scorer)
    detailed = list(measured)[-2:]
    other_script = [each for each in measured["hold-out pairs"] if each[0].group.startswith("script")]
    measured["hold-out pairs, original script only"] = tuple(other_script)
    if listed is not None:
        folder = Path(os.environ["KVCASE_TEST_DATA"])
        measured["development universities"] = judge(read(folder / "universities_dev.csv"), scorer, listed)
        measured["development pairs"] = judge(read(folder / "match_dev.csv"), scorer)
    parts = [summary({name: tally(judged) for name, judged in measured.items()})]
    parts += [f"### {name[0].upper()}{name[1:]}\n\n{by_group(measured[name])}" for name in detailed]
    parts.append(second(scorer, listed))
    if not real_lists.are_here():
        return "\n\n".join((*parts, "Not run: the rest needs KVCASE_TEST_DATA, the folder with the real files."))
    every = real_lists.every()
    parts += [
        _among("Perturbed list names among innocents", real_lists.TITLE, real_lists.newest(), searcher),
        _among(
            "The same on all lists at hand",
            real_lists.counted(every),
            [entry for entries in every.values() for entry in entries],
            searcher,
        ),
    ]
    return "\n\n".join(parts)


def _among(title: str, lists: str, entries: Sequence[Entry], searcher: Callable[[Sequence[Entry]], Search]) -> str:
    """Return the part of the report on perturbed and innocent names, both made from these entries."""
    cases = (*perturbed(entries, SEED), *innocents(entries, SEED))
    about = f"{len(entries):,} entries, {sum(len(entry.names) for entry in entries):,} names: {lists}."
    return f"### {title}\n\n{about}\n\n{by_way(screened(cases, searcher(entries)))}"


def entry_of(row: Row, listed: Mapping[str, Entry] | None) -> Entry:
    return listed[row.right] if listed else Entry("1", row.kind, (Name(row.right, NameKind.PRIMARY),))


def _head(first: str) -> list[str]:
    return [
        f"| {first} | true | found | recall | look-alikes | false alarms | precision | F1 |",
        "|---|---|---|---|---|---|---|---|",
    ]


def _line(name: str, counted: Tally) -> str:
    alarms = f"{counted.alarms} ({counted.alarm_rate:.1%})" if counted.look_alikes else ""
    found, recall = (str(counted.found), f"{counted.recall:.1%}") if counted.true else ("", "")
    both = counted.true and counted.look_alikes
    precision, f1 = (f"{counted.precision:.3f}", f"{counted.f1:.3f}") if both else ("", "")
    return f"| {name} | {counted.true} | {found} | {recall} | {counted.look_alikes} | {alarms} | {precision} | {f1} |"


def _screened_line(name: str, hits: Sequence[bool], *, innocent: bool) -> str:
    figure = f"{sum(hits)} ({sum(hits) / max(1, len(hits)):.2%})"
    return f"| {name} | {len(hits)} | | {figure} |" if innocent else f"| {name} | {len(hits)} | {figure} | |"


if __name__ == "__main__":
    from tests.quality import present

    sys.stdout.write(report(present.scorer, present.searcher) + "\n")
