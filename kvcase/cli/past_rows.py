"""`kvcase projections as-of`: the rows of a read model as they were, folded in memory beside the live ones."""

import csv
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import IO, Any

import click
import sqlalchemy as sa

from api import access
from domain import moments
from domain.errors import UnusableInputError
from domain.moments import AtVersion, Moment
from kvcase import history, past
from kvcase.bootstrap import Kvcase
from kvcase.cli.common import key_option, opened, plain, reader_of
from kvcase.cli.projections import chosen_models, projections
from projections import fold
from projections.memory import Memory
from projections.readmodel import ReadModel

WITHHELD = "[withheld]"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@projections.command("as-of")
@click.argument("model_name", metavar="MODEL")
@click.argument("as_of", metavar="POSITION|INSTANT")
@click.option("--institution", help="Only the model of this institution; or `shared`.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file that ends in .csv or .json.")
@key_option
def as_of(model_name: str, as_of: str, institution: str | None, out: Path | None, key: str) -> None:
    """Tell the rows of a read model as of a position (p3400) or an instant; what is live is left alone.

    Personal texts are withheld, but for whoever may read them and says so with a key.
    """
    said = moments.parse(as_of.strip())
    if isinstance(said, AtVersion):
        raise UnusableInputError(
            "as_of", f"{said} is a version of one thing", "a position such as p3400, or an instant"
        )
    if out is not None and out.suffix not in {".csv", ".json"}:
        raise UnusableInputError("out", f"{out.name} says no format", "a file that ends in .csv or .json")
    with opened() as program:
        model, logs = _place(program, model_name, institution)
        if len(logs) > 1 and not isinstance(said, moments.AtInstant):
            raise UnusableInputError("as_of", f"{said} is a place in one log, and {model.name} has more", "an instant")
        is_told = bool(key) and _may_read(program, key, tuple(logs))
        found: dict[str, Moment] = {}
        for slug in logs:
            log = program.logs.log(slug)
            found[slug] = Moment(*history.point(log, said, program.clock()))
        chosen = model if is_told else replace(model, texts=frozenset())
        memory = fold.folded(
            chosen, {slug: past.Until(program.logs.log(slug), at.position) for slug, at in found.items()}
        )
    if out is None or out.suffix == ".json":
        told = {"model": model.name, "version": model.version, "as_of": {slug: str(at) for slug, at in found.items()}}
        _json(out, told, {table.name: list(_rows(table, memory, is_told=is_told)) for table in model.tables})
    else:
        _csv(out, model, memory, is_told=is_told)
    if out is not None:
        count = sum(len(fold.rows_of(memory, table)) for table in model.tables)
        where = ", ".join(f"{slug} {at}" for slug, at in found.items())
        click.echo(f"{out}: {count:,} row(s) of {model.name} as of {where}")


def _place(program: Kvcase, name: str, institution: str | None) -> tuple[ReadModel, Sequence[str]]:
    """Return the model and its logs. Raises `UnusableInputError` for one that is not there, or in several places."""
    places = [
        (where, logs, model) for where, logs, model in chosen_models(program, (name,)) if institution in {None, where}
    ]
    if not places:
        raise UnusableInputError("institution", f"{name} is not kept at {institution}", "one that has this model")
    if len(places) > 1:
        slugs = ", ".join(where for where, _, _ in places)
        raise UnusableInputError("institution", f"{name} is kept at {slugs}", "--institution with one of them")
    ((_, logs, model),) = places
    return model, logs


def _may_read(program: Kvcase, key: str, logs: Sequence[str]) -> bool:
    actor = reader_of(program, key)
    return (
        logs == (actor.institution,)
        and access.may_read_personal_texts(actor)
        and not access.reads_only_own_cases(actor)
    )


def _rows(table: sa.Table, memory: Memory, *, is_told: bool) -> Iterator[dict[str, object]]:
    """Yield the rows of a table in the order of its key."""
    columns = list(table.columns)
    keys = [number for number, column in enumerate(columns) if column.primary_key]
    for row in sorted(fold.rows_of(memory, table), key=lambda each: [str(each[number]) for number in keys]):
        yield {
            column.name: WITHHELD if column.info.get("personal") and not is_told and value is not None else value
            for column, value in zip(columns, row, strict=True)
        }


def _json(out: Path | None, told: Mapping[str, object], tables: Mapping[str, object]) -> None:
    text = json.dumps(plain({**told, "tables": tables}), ensure_ascii=False, indent=2)
    if out is None:
        click.echo(text)
        return
    with _written(out) as file:
        file.write(f"{text}\n")


def _csv(out: Path, model: ReadModel, memory: Memory, *, is_told: bool) -> None:
    """Write one file for the first table, and one beside it for each other."""
    for number, table in enumerate(model.tables):
        named = out if number == 0 else out.with_name(f"{out.stem}.{table.name}{out.suffix}")
        with _written(named) as file:
            writer = csv.writer(file)
            writer.writerow(table.columns.keys())
            writer.writerows([_cell(each) for each in row.values()] for row in _rows(table, memory, is_told=is_told))


def _cell(value: Any) -> object:
    """Return a value for a cell; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return f"'{value}" if value.startswith(_FORMULA) else value
    said = plain(value)
    return json.dumps(said, ensure_ascii=False) if isinstance(said, list | dict) else said


def _written(file: Path) -> IO[str]:
    """Open a file for its owner alone: it may hold personal texts."""
    return os.fdopen(os.open(file, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8", newline="")


COMMANDS = (projections,)
