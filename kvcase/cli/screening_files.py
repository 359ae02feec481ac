"""What `kvcase match PAIRS.csv` and `kvcase screen NAMES.csv` do: tables in, tables out, no installation needed."""

import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, TypeVar

import click

from domain.errors import UnusableInputError
from domain.values import Effect
from kvcase.cli.common import opened
from kvcase.lists.reading import RowError
from kvcase.screening import list_files, matcher, name_files, pairs, row_files
from kvcase.screening.name_files import Answer, Names, Searched

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
    with writing(path, out) as file:
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


def screen_names(path: Path, out: Path | None, lists_dir: Path | None, index_dir: Path | None, jobs: int) -> None:
    """Write a line of JSON for each hit. Exits with 2 when a row could not be read."""
    names = name_files.read(_readable(path))
    with writing(path, out) as file, _lists(lists_dir, index_dir) as lists:
        hits = 0
        for answer in _ticking(_answers(names, lists, jobs, index_dir), len(names.asked), "screening"):
            hits += len(answer.lines)
            file.writelines(f"{line}\n" for line in answer.lines)
    tell(names.told)
    doubt = f" ({len(lists.in_doubt)} in doubt: {', '.join(lists.in_doubt)})" if lists.in_doubt else ""
    said = (
        f"{len(names.asked)} names against {len(lists.index)} entries of {len(lists.effects)} lists{doubt}: {hits} hits"
    )
    click.echo(f"{said}, {names.unreadable} rows could not be read ({matcher.SCORER_ID})", err=True)
    if names.unreadable:
        raise click.exceptions.Exit(_EXIT_UNUSABLE)


def tell(rows: Sequence[RowError]) -> None:
    """Tell on stderr which rows could not be read, or not wholly: line, field, rule and what is expected."""
    for line in row_files.faults(rows[:_SHOWN]):
        click.echo(line, err=True)
    if len(rows) > _SHOWN:
        click.echo(f"and {len(rows) - _SHOWN} more", err=True)


@contextmanager
def _lists(lists_dir: Path | None, index_dir: Path | None) -> Iterator[Searched]:
    """Give the lists of the folder, or those in force in the installation."""
    if lists_dir is None:
        with opened() as program:
            in_force = program.facts.shared().lists
            effects = {name: of.effect for name, of in in_force.items() if of.effect is not Effect.CONTEXT}
            yield Searched(effects, program.engine.joined(in_force))
        return
    if index_dir is not None:
        index_dir.mkdir(parents=True, exist_ok=True)
    found, passed = list_files.find(lists_dir)
    for line in passed:
        _say(line)
    yield list_files.searched(found, index_dir, _say, lambda lists: _bar(lists, len(lists), "reading lists"))


def _answers(names: Names, lists: Searched, jobs: int, index_dir: Path | None) -> Iterator[Answer]:
    if jobs == 1:
        yield from name_files.screened(names.asked, lists)
        return
    with tempfile.TemporaryDirectory(prefix="kvcase-", dir=index_dir) as shared:
        yield from name_files.screened_by(jobs, names.asked, lists, Path(shared))


def _ticking(answers: Iterable[Answer], length: int, label: str) -> Iterator[Answer]:
    """Yield the answers; on a terminal, show on stderr how many names are done."""
    with click.progressbar(length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as shown:
        for each in answers:
            yield each
            shown.update(each.rows)


def _say(line: str) -> None:
    click.echo(line, err=True)


def _readable(path: Path) -> Path:
    if not path.is_file():
        raise UnusableInputError("file", f"there is no file {path}", "a CSV file in UTF-8")
    return path


@contextmanager
def writing(source: Path, out: Path | None) -> Iterator[IO[str]]:
    """Give the file for the answers, which is there whole or not at all, also when the run is told to stop."""
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        with _to(source, out) as file:
            yield file
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(number: int, _frame: object) -> None:
    raise click.exceptions.Exit(128 + number)


@contextmanager
def _to(source: Path, out: Path | None) -> Iterator[IO[str]]:
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
