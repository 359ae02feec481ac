"""Score pairs of names out of a file: what a researcher, an auditor or another program asks the matcher itself.

The left name is asked about; the right one stands for an entry of a list that has this one name, and is enriched by
what is known of institutions, as an entry of a list is. Needs no list and no installation.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.lists.reading import RowError, RowRefusedError
from kvcase.screening import aliases, matcher, row_files
from kvcase.screening.matcher import Match, Query
from kvcase.screening.row_files import Row, RowFile, Tell
from kvcase.screening.words import WordClass

REQUIRED: Final = ("left", "right", "schema")
ADDED: Final = ("score", "band", "match")
UNREADABLE: Final = "unreadable"
"""The band of a row that could not be read: it is kept, without a score."""
_TELLING: Final = frozenset({WordClass.BODY, WordClass.FORM})


@dataclass(frozen=True, slots=True)
class Scored:
    """A row and how its names match; nothing where the row could not be read. `told` is what a person must know."""

    row: Row
    match: Match | None
    told: tuple[RowError, ...] = ()


def read(path: Path) -> RowFile:
    """Return the pairs of a file. Raises `UnusableInputError`."""
    return row_files.read(path, REQUIRED)


def scored(pairs: RowFile) -> Iterator[Scored]:
    """Yield each row with its match, in the order of the file."""
    for row in pairs.rows:
        told: list[RowRefusedError] = []
        match: Match | None = None
        try:
            match = _match(row, told.append)
        except RowRefusedError as refused:
            told.append(refused)
        yield Scored(row, match, tuple(each.at(pairs.name, row.line) for each in told))


def columns(pairs: RowFile) -> tuple[str, ...]:
    """Return the columns of the answer: those of the file, its own score, band or match as `given_...`, and ours."""
    taken = set(pairs.columns)
    kept = []
    for column in pairs.columns:
        name = column
        while name in ADDED or (name != column and name in taken):
            name = f"given_{name}"
        kept.append(name)
    return (*kept, *ADDED)


def write(out: IO[str], pairs: RowFile, answers: Iterable[Scored]) -> Iterator[Scored]:
    """Write the answers as CSV in the order of the file, and yield each as it is written."""
    plain = csv.writer(out, delimiter=pairs.delimiter, lineterminator="\n")
    quoted = csv.writer(out, delimiter=pairs.delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    plain.writerow(columns(pairs))
    for each in answers:
        cells = (*each.row.cells, *[""] * len(pairs.columns))[: len(pairs.columns)]
        returns = any("\r" in cell for cell in cells)  # the plain writer would leave these bare: the end of a row
        (quoted if returns else plain).writerow((*cells, *_added(each.match)))
        yield each


def _added(match: Match | None) -> tuple[str, ...]:
    if match is None:
        return ("", UNREADABLE, "")
    return (str(match.score), match.band, "true" if match.score >= matcher.REVIEW else "false")


def match(left: str, right: str, kind: Kind | None, left_country: str | None, right_country: str | None) -> Match:
    """Return how well two names match.

    A kind that is not known is tried as an organisation and, unless a word tells otherwise, as a person.
    """
    return max(
        (_as(each, left, right, kind, left_country, right_country) for each in _kinds(kind, (left, right))),
        key=lambda found: found.score,
    )


def _as(
    kind: Kind, left: str, right: str, told: Kind | None, left_country: str | None, right_country: str | None
) -> Match:
    entry = Entry("right", kind, (Name(right, NameKind.PRIMARY),), (right_country,) if right_country else ())
    known = aliases.recognised(entry)
    if known is not None and not right_country:
        entry = Entry("right", kind, entry.names, (known.country,))
    return matcher.score(Query(left, told, left_country), entry)


def _kinds(kind: Kind | None, names: tuple[str, ...]) -> tuple[Kind, ...]:
    """Return as what to compare: where the kind is not known, a word such as `university` tells it is no person."""
    if kind is not None:
        return (kind,)
    words = (token.word_class for name in names for token in matcher.tokens_of(name, person=False))
    return (Kind.ORGANISATION,) if not _TELLING.isdisjoint(words) else (Kind.ORGANISATION, Kind.PERSON)


def _match(row: Row, tell: Tell) -> Match:
    if row.fault is not None:
        raise row.fault
    left, right = row_files.name_in(row, "left"), row_files.name_in(row, "right")
    left_country = row_files.country_in(row, "left_country", tell) or row_files.country_in(row, "country", tell)
    right_country = row_files.country_in(row, "right_country", tell)
    return match(left, right, row_files.kind_in(row), left_country, right_country)
