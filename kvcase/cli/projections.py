"""`kvcase projections`: how far the read models are, and building them anew."""

import contextlib

import click

from domain import text
from domain.errors import UnusableInputError
from kvcase.bootstrap import Kvcase
from kvcase.cli.common import json_option, opened, show
from kvcase.settings import FWO
from projections.positions import OutdatedReadModelError
from projections.runner import Runner


@click.group()
def projections() -> None:
    """Read models: status and rebuild."""


@projections.command("status")
@json_option
def status(as_json: bool) -> None:
    """Show the lag of each read model, in events."""
    with opened() as program:
        rows = [
            {"log": log, "model": model, "position": position, "head": head, "lag_events": head - position}
            for log, runner in _runners(program)
            for head in [program.logs.log(log).head()]
            for model, position in runner.positions().items()
        ]
    if as_json:
        show(rows)
        return
    for row in rows:
        click.echo(f"{row['log']:<14} {row['model']:<18} at {row['position']:>8} of {row['head']:>8}")


@projections.command("rebuild")
@click.option("--all", "everything", is_flag=True, help="Every model of every log.")
@click.option("--model", "names", multiple=True)
def rebuild(everything: bool, names: tuple[str, ...]) -> None:
    """Build read models from the first event on, beside the live ones, and compare the rows."""
    if not everything and not names:
        raise click.UsageError("name a --model, or say --all")
    differs = 0
    with opened() as program:
        known = {model.name for _, _, chosen in program.read_models.places() for model in chosen}
        if unknown := sorted(set(names) - known):
            raise UnusableInputError(
                "model", f"there is no {', '.join(unknown)}", text.one_of(sorted(known), unknown[0])
            )
        for where, logs, chosen in program.read_models.places():
            for model in chosen:
                if not everything and model.name not in names:
                    continue
                with contextlib.suppress(OutdatedReadModelError):  # the very thing that a rebuild mends
                    for slug in logs:
                        runner = (
                            program.read_models.fwo_runner(slug) if where == FWO else program.read_models.runner(slug)
                        )
                        runner.catch_up()
                before = program.read_models.digest(where, model)
                program.read_models.rebuild(where, logs, model)
                after = program.read_models.digest(where, model)
                same = before == after
                differs += not same
                told = "rows as before" if same else "ROWS DIFFER from before"
                click.echo(f"{where:<14} {model.name:<18} {told}  {after[:16]}")
    if differs:
        click.echo(f"{differs} read model(s) had drifted from their log; they are right now", err=True)


def _runners(program: Kvcase) -> list[tuple[str, Runner]]:
    slugs = program.settings.institutions
    own = [(slug, program.read_models.runner(slug)) for slug in (*slugs, "shared")]
    return own + [(slug, program.read_models.fwo_runner(slug)) for slug in slugs]


COMMANDS = (projections,)
