"""Screen a file of names against lists, in this process or spread over several.

Each hit is one line of JSON, the same whichever way it was found; the lines stand in the order of the rows, and of one
row by rank, so that whoever reads from the top of a row reads what matters first.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from domain.values import Effect
from kvcase.lists.entries import Kind, primary_name
from kvcase.lists.reading import RowError, RowRefusedError
from kvcase.screening import index_files, joining, rank, row_files, sentences
from kvcase.screening.index import ListIndex
from kvcase.screening.matcher import Match, Query
from kvcase.screening.row_files import Row, RowFile

REQUIRED: Final = ("name", "schema")
AT_ONCE: Final = 512
"""Names that are searched together."""


@dataclass(frozen=True, slots=True)
class Searched:
    """Lists to search: what a hit on each means, their joined index, and the lists that look damaged."""

    effects: Mapping[str, Effect]
    index: ListIndex
    in_doubt: tuple[str, ...] = ()


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


def read(path: Path) -> Names:
    """Return the names of a file. Raises `UnusableInputError` when it is no table with a name and a schema."""
    table = row_files.read(path, REQUIRED)
    asked: list[Asked] = []
    told: list[RowError] = []
    for row in table.rows:
        asked += _asked(table, row, told)
    return Names(tuple(asked), len(table.rows) - len(asked), tuple(told))


def screened(names: Sequence[Asked], lists: Searched) -> Iterator[Answer]:
    """Yield what the lists say about the names, some rows at a time, in this process."""
    for some in _chunks(names):
        yield _answer(some, lists)


def screened_by(jobs: int, names: Sequence[Asked], lists: Searched, folder: Path) -> Iterator[Answer]:
    """Yield the same, found by this many processes, which map the index that is left for them in `folder`."""
    file = folder / "shared.index"
    index_files.save(lists.index, file)
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (dict(lists.effects), str(file))) as pool:
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


def _answer(some: Sequence[Asked], lists: Searched) -> Answer:
    found: list[tuple[int, int, int, str, str, str]] = []
    for list_id, answers in joining.search(lists.index, [each.query for each in some]).items():
        for asked, matches in zip(some, answers, strict=True):
            for hit in matches:
                points = rank.rank(hit.explanation, lists.effects[list_id])
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
"""In a worker process: what it searches, opened once."""


def _begin(effects: Mapping[str, Effect], file: str) -> None:
    index = index_files.load(Path(file))
    if index is None:
        raise OSError(f"the index of {', '.join(effects)} is gone")
    _mapped.append(Searched(effects, index))


def _work(some: Sequence[Asked]) -> Answer:
    return _answer(some, _mapped[0])
