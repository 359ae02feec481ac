"""Screen a file of names against lists, in this process or spread over several.

Each hit is one line of JSON, the same whichever way it was found; the lines stand in the order of the rows, and of one
row by rank, so that whoever reads from the top of a row reads what matters first.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from domain.values import Effect
from kvcase.lists.entries import Entry, Kind, primary_name
from kvcase.lists.reading import RowError, RowRefusedError
from kvcase.screening import index_files, rank, row_files, sentences
from kvcase.screening.index import ListIndex
from kvcase.screening.matcher import Match, Query
from kvcase.screening.row_files import Row, RowFile

REQUIRED: Final = ("name", "schema")
AT_ONCE: Final = 512
"""Names that are searched together."""
_BEHIND_LIST: Final = "\x1f"
"""Stands between the id of a list and that of an entry; no id of a list holds it."""


@dataclass(frozen=True, slots=True)
class Searched:
    """An index to search: of one list, or as `joined` makes it, and what a hit on each of its lists means."""

    effects: Mapping[str, Effect]
    index: ListIndex

    def origin(self, match: Match) -> tuple[str, Match]:
        """Return the list of a match, and the match with the id that its entry has there."""
        if len(self.effects) == 1:
            return next(iter(self.effects)), match
        list_id, _, entry_id = match.entry_id.partition(_BEHIND_LIST)
        entry, explanation = replace(match.entry, entry_id=entry_id), replace(match.explanation, entry_id=entry_id)
        return list_id, Match(entry, match.score, explanation)


@dataclass(frozen=True, slots=True)
class Asked:
    """A row to screen: its number in the file (from 1, without the header) and what is asked."""

    row: int
    query: Query


@dataclass(frozen=True, slots=True)
class Names:
    """The rows of a file that can be screened, and what is to be told of the others."""

    asked: tuple[Asked, ...]
    unreadable: int
    told: tuple[RowError, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of some rows: how many they were, and a line of JSON for each hit."""

    rows: int
    lines: tuple[str, ...]


def joined(lists: Mapping[str, Iterable[Entry]]) -> ListIndex:
    """Return one index of several lists: the id of an entry begins with that of its list."""
    if len(lists) == 1:
        return ListIndex.build(next(iter(lists.values())))
    return ListIndex.build(
        replace(entry, entry_id=f"{list_id}{_BEHIND_LIST}{entry.entry_id}")
        for list_id, entries in lists.items()
        for entry in entries
    )


def read(path: Path) -> Names:
    """Return the names of a file. Raises `UnusableInputError` when it is no table with a name and a schema."""
    table = row_files.read(path, REQUIRED)
    asked: list[Asked] = []
    told: list[RowError] = []
    for row in table.rows:
        asked += _asked(table, row, told)
    return Names(tuple(asked), len(table.rows) - len(asked), tuple(told))


def screened(names: Sequence[Asked], lists: Sequence[Searched]) -> Iterator[Answer]:
    """Yield what the lists say about the names, some rows at a time, in this process."""
    for some in _chunks(names):
        yield _answer(some, lists)


def screened_by(jobs: int, names: Sequence[Asked], lists: Sequence[Searched], folder: Path) -> Iterator[Answer]:
    """Yield the same, found by this many processes, which map the indexes that are left for them in `folder`."""
    files: list[tuple[Mapping[str, Effect], str]] = []
    for number, each in enumerate(lists):
        file = folder / f"{number}.shared.index"
        index_files.save(each.index, file)
        files.append((dict(each.effects), str(file)))
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (files,)) as pool:
        yield from pool.map(_work, _chunks(names))


def _asked(table: RowFile, row: Row, told: list[RowError]) -> Iterator[Asked]:
    notes: list[RowRefusedError] = []
    try:
        if row.fault is not None:
            raise row.fault
        name, kind = row_files.name_in(row, "name"), row_files.kind_in(row)
        yield Asked(row.number, Query(name, kind, row_files.country_in(row, "country", notes.append)))
    except RowRefusedError as refused:
        notes.append(refused)
    told += [each.at(table.name, row.line) for each in notes]


def _chunks(names: Sequence[Asked]) -> Iterator[Sequence[Asked]]:
    return (names[begin : begin + AT_ONCE] for begin in range(0, len(names), AT_ONCE))


def _answer(some: Sequence[Asked], lists: Iterable[Searched]) -> Answer:
    found: list[tuple[int, int, int, str, str, str]] = []
    queries = [each.query for each in some]
    for of in lists:
        for asked, matches in zip(some, of.index.search_many(queries), strict=True):
            for match in matches:
                list_id, hit = of.origin(match)
                points = rank.rank(hit.explanation, of.effects[list_id])
                line = _line(asked, list_id, hit, points)
                found.append((asked.row, -points, -hit.score, list_id, hit.entry_id, line))
    return Answer(len(some), tuple(line for *_, line in sorted(found)))


def _line(asked: Asked, list_id: str, match: Match, points: int) -> str:
    person = match.entry.kind is Kind.PERSON
    return json.dumps(
        {
            "row": asked.row,
            "name": asked.query.text,
            "list": list_id,
            "entity_id": match.entry_id,
            "list_name": primary_name(match.entry),
            "score": match.score,
            "band": match.band,
            "rank": points,
            "explanation": match.explanation.as_mapping(),
            "sentence_nl": sentences.sentence(match.explanation, "nl", list_id, person=person),
            "sentence_en": sentences.sentence(match.explanation, "en", list_id, person=person),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


_mapped: list[Searched] = []
"""In a worker process: the lists it searches, opened once."""


def _begin(files: Sequence[tuple[Mapping[str, Effect], str]]) -> None:
    for effects, file in files:
        index = index_files.load(Path(file))
        if index is None:
            raise OSError(f"the index of {', '.join(effects)} is gone")
        _mapped.append(Searched(effects, index))


def _work(some: Sequence[Asked]) -> Answer:
    return _answer(some, _mapped)
