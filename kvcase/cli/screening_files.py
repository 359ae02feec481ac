"""What `kvcase match PAIRS.csv` and `kvcase screen NAMES.csv` do: tables in, tables out, no installation needed."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, TypeVar

import click

from domain.errors import UnusableInputError
from kvcase.lists.reading import RowError
from kvcase.screening import matcher, pairs, row_files

T = TypeVar("T")
_SHOWN: Final = 20
_EXIT_UNUSABLE: Final = 2


def is_table(argument: str) -> bool:
    """Tell whether an argument is the path of a table, not a name or a reference."""
    return argument.casefold().endswith((".csv", ".csv.gz"))


def match_pairs(path: Path, out: Path | None) -> None:
    """Write the score, band and match of each pair. Exits with 2 when a row could not be read; it is written too."""
    table = pairs.read(_readable(path))
    told: list[RowError] = []
    unreadable = found = 0
    with _writing(path, out) as file:
        for each in _bar(pairs.write(file, table, pairs.scored(table)), len(table.rows), "matching"):
            told += each.told
            unreadable += each.match is None
            found += each.match is not None and each.match.score >= matcher.REVIEW
    tell(told)
    click.echo(
        f"{len(table.rows)} pairs, {found} match, {unreadable} could not be read ({matcher.SCORER_ID})", err=True
    )
    if unreadable:
        raise click.exceptions.Exit(_EXIT_UNUSABLE)


def tell(rows: list[RowError]) -> None:
    """Tell on stderr which rows could not be read, or not wholly: line, field, rule and what is expected."""
    for line in row_files.faults(rows[:_SHOWN]):
        click.echo(line, err=True)
    if len(rows) > _SHOWN:
        click.echo(f"and {len(rows) - _SHOWN} more", err=True)


def _readable(path: Path) -> Path:
    if not path.is_file():
        raise UnusableInputError("file", f"there is no file {path}", "a CSV file in UTF-8")
    return path


@contextmanager
def _writing(source: Path, out: Path | None) -> Iterator[IO[str]]:
    if out is None or str(out) == row_files.STANDARD_OUTPUT:
        yield sys.stdout
        return
    if out.exists() and out.samefile(source):
        raise UnusableInputError("out", "is the very file that is read", "another file")
    with row_files.whole(out) as file:
        yield file


def _bar(items: Iterable[T], length: int, label: str) -> Iterator[T]:
    """Yield the items; on a terminal, show on stderr how far they are."""
    with click.progressbar(items, length, label, file=sys.stderr, hidden=not sys.stderr.isatty()) as shown:
        yield from shown
