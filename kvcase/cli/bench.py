"""`kvcase bench`: what this machine does, on an installation made for the occasion and thrown away."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click

from domain.values import Actor, Effect, Role
from kvcase import bootstrap
from kvcase.demo.installation import Installation, import_version
from kvcase.demo.people import NORTH
from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.lists.reading import ParsedList
from kvcase.simulate import simulate

_PARTNER = "Zarqand Aerodynamics Institute"
_LIST = "bench-list"


@click.command()
@click.option("--cases", default=500, show_default=True)
@click.option("--entries", default=5_000, show_default=True)
def bench(cases: int, entries: int) -> None:
    """Measure importing a list, and re-screening cases after it moved, on SQLite in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Path(folder))
        installation.prepare()
        program = bootstrap.build(installation.settings())
        operator = Actor("bench.operator", "shared", frozenset({Role.OPERATOR}))
        try:
            import_version(program, 2)
            program.list_imports.register(operator, _LIST, "Bench", Effect.INDICATIVE, "made up", "made up")
            before = _list(entries)
            _timed(
                "entries imported",
                entries,
                lambda: program.list_imports.import_parsed(operator, _LIST, "b", before, ()),
            )
            _timed("cases simulated", cases, lambda: simulate(program, NORTH, cases, partners=(_PARTNER,)))
            _timed("cases re-screened, none hit", cases, lambda: program.rescreening.reconcile(NORTH))
            after = _list(entries, _PARTNER)
            program.list_imports.import_parsed(operator, _LIST, "b", after, ())
            _timed("cases re-screened, every one hit", cases, lambda: program.rescreening.reconcile(NORTH))
        finally:
            program.close()


def _timed(what: str, count: int, work: Callable[[], object]) -> None:
    begun = time.perf_counter()
    work()
    seconds = time.perf_counter() - begun
    click.echo(f"{what:<34} {count:>7} in {seconds:>6.2f} s = {count / seconds:>8,.0f} a second")


def _list(entries: int, *more: str) -> ParsedList:
    names = [*(f"Fictional Trading House {number}" for number in range(entries)), *more]
    rows = tuple(
        Entry(f"B-{number}", Kind.ORGANISATION, (Name(name, NameKind.PRIMARY),)) for number, name in enumerate(names)
    )
    return ParsedList(rows, len(rows), (), None, ("list",), "bench")


COMMANDS = (bench,)
