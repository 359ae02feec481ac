"""`kvcase match`, `screen` and `rescreen`."""

import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import fields
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import click

from domain import text
from domain.collaboration.screening import ScreeningCause, StartScreening
from domain.errors import UnusableInputError
from domain.values import CaseId, RunId
from kvcase import clock, executors, scheduler
from kvcase.bootstrap import Kvcase
from kvcase.cli import common, screening_files
from kvcase.cli.common import actor_of, case_id_of, json_option, key_option, opened, show, show_outcome
from kvcase.lists import countries
from kvcase.rescreening import RunResult
from kvcase.screening.index_files import NoIndexError
from kvcase.shadow import Shadow
from kvcase.store.database import SHARED

MAX_NAME = 1_000
T = TypeVar("T")


@click.command()
@click.argument("name", metavar="NAME|PAIRS.csv")
@click.option("--out", type=click.Path(path_type=Path), help="Where the answers on PAIRS.csv go; - prints them.")
@click.option("--kind", type=click.Choice(["organisation", "person", "any"]), default="any", show_default=True)
@click.option("--country", help="Where it is established, as ISO 3166-1 alpha-2; it moves the score, never hides.")
@click.option("--language", type=click.Choice(["nl", "en"]), default="en", show_default=True)
@json_option
def match(name: str, out: Path | None, kind: str, country: str | None, language: str, as_json: bool) -> None:
    """Ask what the lists in force say about NAME, or how well the names of each pair match. Nothing is recorded.

    PAIRS.csv has the columns left, right and schema in any order, perhaps country, left_country and right_country; all
    columns are kept, and score, band and match added. It needs no installation.
    """
    if out is not None or screening_files.is_table(name):
        screening_files.match_pairs(Path(name), out)
        return
    text.refuse_unusable(name, "name")
    if not name.strip() or len(name) > MAX_NAME:
        raise UnusableInputError("name", "is empty or too long", f"1 to {MAX_NAME} characters")
    code = countries.iso2(country) if country else None
    if country and code is None:
        raise UnusableInputError("country", f"{country!r} is no country", "ISO 3166-1 alpha-2, such as BE")
    with opened() as program:
        found = program.engine.match(name, kind, code, program.facts.shared().lists)
    if as_json:
        show(found)
        return
    for each in found:
        click.echo(f"{each.score:>3} {each.band:<7} {each.list_id:<16} {each.name}")
        click.echo(f"    {each.sentence_nl if language == 'nl' else each.sentence_en}")
    if not found:
        click.echo("no match on any list in force")


@click.command()
@click.argument("reference", metavar="REFERENCE|NAMES.csv")
@click.option("--cause", type=click.Choice([cause.value for cause in ScreeningCause]), default="manual")
@click.option("--out", type=click.Path(path_type=Path), help="Where the hits on NAMES.csv go; - prints them.")
@click.option("--lists-dir", type=click.Path(path_type=Path), help="A folder with list files, formats recognised.")
@click.option("--index-dir", type=click.Path(path_type=Path), help="Where to keep indexes for the next run.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to search in.")
@key_option
def screen(
    reference: str, cause: str, out: Path | None, lists_dir: Path | None, index_dir: Path | None, jobs: int, key: str
) -> None:
    """Screen everyone who takes part in a case, or each name of a file, against lists.

    NAMES.csv has the columns name and schema in any order, and perhaps country. OUT gets one line of JSON for each hit:
    row, name, list, entity_id, list_name, score, band, rank, explanation and a sentence in Dutch and English. With
    --lists-dir it needs no installation; without, the lists in force are searched. Of a file nothing is recorded.
    """
    if lists_dir is not None or out is not None or screening_files.is_table(reference):
        screening_files.screen_names(Path(reference), out, lists_dir, index_dir, jobs)
        return
    with opened() as program:
        actor = actor_of(program, key)
        case_id = CaseId(case_id_of(program, actor, reference))
        command = StartScreening(case_id, clock.new_id(), ScreeningCause(cause))
        show_outcome(program.service(command, actor=actor))


@click.command()
@click.option("--full", is_flag=True, help="Hold every live case against the whole of each list, not only its changes.")
@click.option("--shadow", is_flag=True, help="Tell what the scorer of this version changes; no case is touched.")
@click.option("--approve", type=click.UUID, help="Let that scorer be used: the id of the shadow run that you read.")
@click.option("--reason", default="", help="Why it may be used.")
@click.option(
    "--executor", "where", help="Where a full run is worked out: processes:N, or dask:tcp://HOST:PORT for a cluster."
)
@key_option
@json_option
def rescreen(
    full: bool, shadow: bool, approve: UUID | None, reason: str, where: str | None, key: str, as_json: bool
) -> None:
    """Hold new list versions against every live case, once; what the scheduler does by itself."""
    if sum((full, shadow, approve is not None)) > 1:
        raise UnusableInputError("full", "one thing at a time", "--full, --shadow or --approve")
    if where is not None and not (full or shadow):
        raise UnusableInputError("executor", "is for a full or a shadow run only", "--full --executor ...")
    chosen = where or f"processes:{os.cpu_count() or 1}"
    with opened() as program:
        if approve is not None:
            show_outcome(program.shadows.approve(RunId(approve), reason, actor_of(program, key)))
            return
        if shadow:
            seen = common.sees_cases_of(program, key)
            _tell_shadows(_over_all(program, chosen, program.shadows.compare), seen, as_json)
            return
        done = scheduler.Tick(_fully(program, chosen)) if full else scheduler.tick(program)
    _tell_runs(done.runs, as_json)
    done.refuse_unfinished()


def _tell_runs(runs: tuple[RunResult, ...], as_json: bool) -> None:
    if as_json:
        show(runs)
        return
    for run in runs:
        click.echo(
            f"{run.institution} {run.list_id}: version {run.from_version or 'none'} to {run.to_version}, "
            f"{run.checked} cases, {run.hits} hits, {run.lifts} to lift"
        )
    if not runs:
        click.echo("nothing to do: every live case was held against every list in force")


def _fully(program: Kvcase, where: str) -> tuple[RunResult, ...]:
    def run(slug: str, executor: Executor) -> tuple[RunResult, ...]:
        program.read_models.catch_up(slug)
        program.shadows.refuse_unapproved(slug)
        return program.rescreening.full(slug, executor)

    return tuple(each for runs in _over_all(program, where, run) for each in runs)


def _over_all(program: Kvcase, where: str, run: Callable[[str, Executor], T]) -> list[T]:
    program.read_models.catch_up(SHARED)
    with executors.opened(where) as executor:
        try:
            return [run(slug, executor) for slug in program.settings.institutions]
        except NoIndexError as error:
            raise UnusableInputError("executor", str(error), "the folder of KVCASE_INDEXES at the same path") from error


def _tell_shadows(found: list[Shadow], seen: str | None, as_json: bool) -> None:
    """Tell what differs at each institution: counted, and pair by pair of the one whose cases the reader sees."""
    if as_json:
        show([_counted(each) if each.institution != seen else each for each in found])
        return
    for each in found:
        click.echo(f"{each.institution}: {each.checked} cases by {each.scorer_id}, {each.same} hits the same")
        if each.institution != seen:
            counts = ", ".join(f"{count} {word}" for word, count in _differences(each).items()) or "none otherwise"
            click.echo(f"  {counts}; which ones, its own people read with their key")
        for pair in each.pairs if each.institution == seen else ():
            was, now = (score if score is not None else "-" for score in (pair.before, pair.after))
            about = f"case {pair.case_id}, subject {pair.subject_id}, {pair.list_id} entry {pair.entry_id}"
            click.echo(f"  {pair.difference:<10} {was:>3} to {now:>3}  {about}")
        click.echo(f"  approve it with: kvcase rescreen --approve {each.run_id} --reason ...")


def _differences(shadow: Shadow) -> dict[str, int]:
    return dict(Counter(str(pair.difference) for pair in shadow.pairs))


def _counted(shadow: Shadow) -> dict[str, object]:
    told = {each.name: getattr(shadow, each.name) for each in fields(shadow) if each.name != "pairs"}
    return {**told, "differences": _differences(shadow)}


COMMANDS = (match, screen, rescreen)
