"""Measure kvcase and nomenklatura's logic-v2 side by side: `make bench-peers`, with KVCASE_TEST_DATA set.

Both see the same pairs, entities and names in one run; theirs in an environment of its own, given as argument. Seconds
are CPU time of one process. Prints Markdown: ours beside theirs, with row counts.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from kvcase.lists.entries import Entry, Kind, NameKind
from kvcase.screening import matcher
from kvcase.screening.index import ListIndex
from kvcase.screening.matcher import Query
from tests.quality import measure, real_lists
from tests.quality.innocents import innocents
from tests.quality.measure import HERE, SEED
from tests.quality.perturb import perturbed

THEIRS: Final = 0.7
INNOCENT: Final = 1_500
"""Innocent names that the peer screens too; all 9,500 would take it several minutes."""
_DEVELOPMENT: Final = "development files"

Pair = tuple[str, Entry, bool]


def main(python: str) -> None:
    """Print the tables; `python` is the interpreter of the peer's environment."""
    groups = {name: list(pairs) for name, pairs in _groups()}
    entries = real_lists.newest()
    hidden = perturbed(entries, SEED)
    clean = innocents(entries, SEED)[:: max(1, 9_500 // INNOCENT)]
    cases = [*hidden, *clean]
    task = {
        "pairs": [
            [[text], [name.text for name in entry.names], _schema(entry.kind)]
            for pairs in groups.values()
            for text, entry, _ in pairs
        ],
        "entities": [[entry.entry_id, [name.text for name in entry.names], _schema(entry.kind)] for entry in entries],
        "names": [[case.text, _schema(case.kind)] for case in cases],
    }
    theirs = _asked(python, task)
    scores = iter(theirs["pairs"])
    _say("| pairs | rows | ours P / R / F1 | false alarms | logic-v2 P / R / F1 | false alarms |")
    _say("|---|---|---|---|---|---|")
    begun = time.process_time()
    ours = {
        name: [matcher.score(Query(text, entry.kind), entry).score >= matcher.REVIEW for text, entry, _ in pairs]
        for name, pairs in groups.items()
    }
    seconds = time.process_time() - begun
    for name, pairs in groups.items():
        truth = [true for *_, true in pairs]
        peer = [next(scores) >= THEIRS for _ in pairs]
        _say(f"| {name} | {len(pairs)} | {_told(truth, ours[name])} | {_told(truth, peer)} |")
    count = sum(map(len, groups.values()))
    _say(f"\nPairs a second: ours {count / seconds:,.0f}, logic-v2 {count / theirs['seconds']['pairs']:,.0f}.\n")
    _names(entries, cases, len(hidden), theirs)


def _names(entries: Sequence[Entry], cases: Sequence[Any], hidden: int, theirs: Mapping[str, Any]) -> None:
    begun = time.process_time()
    index = ListIndex.build(entries)
    build = time.process_time() - begun
    begun = time.process_time()
    answers = index.search_many([Query(case.text, case.kind) for case in cases])
    seconds = time.process_time() - begun
    ours = [{match.entry_id for match in answer} for answer in answers]
    names = sum(len(entry.names) for entry in entries)
    _say(f"{len(cases):,} names ({hidden} perturbed list names) against {len(entries):,} entities, {names:,} names:\n")
    _say("| matcher | index (s) | names/s | perturbed found | innocent names with a hit |\n|---|---|---|---|---|")
    for who, found, built, took in (
        ("kvcase", ours, build, seconds),
        ("logic-v2", [set(each) for each in theirs["names"]], theirs["seconds"]["build"], theirs["seconds"]["names"]),
    ):
        hits = sum(case.entry_id in each for case, each in zip(cases[:hidden], found, strict=False))
        alarms = sum(bool(each) for each in found[hidden:])
        rest = len(cases) - hidden
        _say(
            f"| {who} | {built:.1f} | {len(cases) / took:,.0f} | {hits}/{hidden} ({hits / hidden:.1%}) "
            f"| {alarms}/{rest} ({alarms / rest:.2%}) |"
        )


def _groups() -> Iterable[tuple[str, Iterable[Pair]]]:
    listed = real_lists.institutions()
    data = real_lists.folder()
    yield f"universities, {_DEVELOPMENT}", _pairs(data / "universities_dev.csv", listed)
    yield "universities, our hold-out", _pairs(HERE / "universities.csv", listed)
    yield "universities, hold-out edition 2", _pairs(HERE / "universities2.csv", listed)
    yield f"persons and organisations, {_DEVELOPMENT}", _pairs(data / "match_dev.csv", None)
    yield "persons and organisations, our hold-out", _pairs(HERE / "pairs.csv", None)
    yield "organisations, hold-out edition 2", _pairs(HERE / "organisations2.csv", None)
    yield "persons, hold-out edition 2", _pairs(HERE / "persons2.csv", None)
    yield "UN names in their own script", _own_script(real_lists.newest())


def _pairs(file: Path, listed: Mapping[str, Entry] | None) -> Iterable[Pair]:
    for row in measure.read(file):
        yield row.left, measure.entry_of(row, listed), row.match


def _own_script(entries: Sequence[Entry]) -> Iterable[Pair]:
    """Yield names of entries in their own script with the entry as the Latin alphabet names it, all of them true."""
    for entry in entries:
        own = [name for name in entry.names if name.kind is NameKind.ORIGINAL_SCRIPT and not name.text.isascii()]
        latin = tuple(name for name in entry.names if name.text.isascii())
        if own and latin and not any(letter.isascii() and letter.isalpha() for letter in own[0].text):
            yield own[0].text, replace(entry, names=latin), True


def _told(truth: Sequence[bool], found: Sequence[bool]) -> str:
    right = sum(true and hit for true, hit in zip(truth, found, strict=True))
    hits, true, false = sum(found), sum(truth), len(truth) - sum(truth)
    precision, recall = right / max(1, hits), right / max(1, true)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    alarms = f"{hits - right}/{false}" if false else "none to raise"
    return f"{precision:.3f} / {recall:.3f} / {f1:.3f} ({right}/{true}) | {alarms}"


def _schema(kind: Kind) -> str:
    return {Kind.PERSON: "Person", Kind.VESSEL: "Vessel"}.get(kind, "Organization")


def _asked(python: str, task: Mapping[str, Any]) -> Mapping[str, Any]:
    script = Path(__file__).with_name("logic_v2.py")
    with tempfile.TemporaryDirectory() as work:
        done = subprocess.run(
            [python, str(script), work], input=json.dumps(task), capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise SystemExit(f"the peer failed:\n{done.stderr[-2000:]}")
    answer: Mapping[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if not real_lists.are_here():
        raise SystemExit("KVCASE_TEST_DATA is not set, so the published list files are not here")
    main(sys.argv[1])
