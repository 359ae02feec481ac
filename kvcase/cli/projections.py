"""`kvcase projections`: how far the read models are, and building them anew."""

import click

from kvcase.bootstrap import Kvcase
from kvcase.cli.common import json_option, opened, show
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
        for log, runner in _runners(program):
            runner.catch_up()
            for model in runner.positions():
                if not everything and model not in names:
                    continue
                before = runner.digest(model)
                runner.rebuild(model)
                after = runner.digest(model)
                same = before == after
                differs += not same
                told = "rows as before" if same else "ROWS DIFFER from before"
                click.echo(f"{log:<14} {model:<18} {told}  {after[:16]}")
    if differs:
        click.echo(f"{differs} read model(s) had drifted from their log; they are right now", err=True)


def _runners(program: Kvcase) -> list[tuple[str, Runner]]:
    slugs = program.settings.institutions
    own = [(slug, program.read_models.runner(slug)) for slug in (*slugs, "shared")]
    return own + [(slug, program.read_models.fwo_runner(slug)) for slug in slugs]


COMMANDS = (projections,)
