"""`kvcase projections`: how far the read models are, what they could not take, and building them anew."""

import contextlib
from collections.abc import Iterator, Sequence
from uuid import UUID

import click

from domain import text
from domain.errors import UnusableInputError
from kvcase.bootstrap import Kvcase
from kvcase.cli.common import json_option, opened, show
from projections import parking
from projections.positions import OutdatedReadModelError
from projections.readmodel import ReadModel
from projections.runner import AheadOfLogError
from projections.swapping import NothingKeptError

_model = click.option("--model", "names", multiple=True, help="A read model; may be given more than once.")


@click.group()
def projections() -> None:
    """Read models: status, rebuild and rollback, and what is parked."""


@projections.command("status")
@json_option
def status(as_json: bool) -> None:
    """Show how far each read model is behind its log, in events and in seconds."""
    rows: list[dict[str, object]] = []
    with opened() as program:
        for where, log, runner in program.read_models.feeds():
            lag = runner.lag()
            rows += [
                {
                    "database": where,
                    "log": log,
                    "model": model,
                    "position": lag.positions[model],
                    "head": lag.head,
                    "lag_events": behind,
                    "lag_seconds": round(lag.seconds_by_model[model], 3),
                    "parked": lag.parked.get(model, 0),
                    "state": "ahead of its log" if behind < 0 else "follows",
                }
                for model, behind in lag.by_model.items()
            ]
            rows += [
                {"database": where, "log": log, "model": model, "head": lag.head, "state": "outdated"}
                for model in lag.outdated
            ]
    if as_json:
        show(rows)
        return
    for row in rows:
        click.echo(f"{row['log']:<14} {row['model']:<18} {_told(row)}")


def _told(row: dict[str, object]) -> str:
    """Return how a read model stands, in words."""
    if row["state"] == "outdated":
        return "made by another version of kvcase: run `kvcase projections rebuild --outdated`"
    told = f"at {row['position']:>8} of {row['head']:>8}"
    if row["state"] != "follows":
        return f"{told}  AHEAD of its log, which was restored from an older copy: restore the newer one, or rebuild"
    if row["lag_events"]:
        told += f"  {row['lag_events']} events, {row['lag_seconds']} s behind"
    return f"{told}  {row['parked']} PARKED" if row["parked"] else told


@projections.command("rebuild")
@click.option("--all", "everything", is_flag=True, help="Every model of every log.")
@click.option("--outdated", is_flag=True, help="Those whose rows another version of kvcase made.")
@click.option("--park", is_flag=True, help="Park what a model cannot take, and go on.")
@_model
def rebuild(everything: bool, outdated: bool, park: bool, names: tuple[str, ...]) -> None:
    """Build read models from the first event on, beside the live ones, and compare the rows."""
    if not everything and not names and not outdated:
        raise click.UsageError("name a --model, or say --outdated or --all")
    differs = 0
    with opened() as program:
        models = program.read_models
        for where, logs, model in _chosen(program, names, everything=everything or outdated):
            is_old = any(each is model for _, _, each in models.outdated(where))
            if outdated and not everything and not is_old and model.name not in names:
                continue
            before = None if is_old else _digest(program, where, logs, model)
            models.rebuild(where, logs, model, park=park)
            after = models.digest(where, model)
            same = before in {None, after}
            differs += not same
            told = "rows as before" if before == after else "made anew" if same else "ROWS DIFFER from before"
            click.echo(f"{where:<14} {model.name:<18} {told}  {after[:16]}")
    if differs:
        click.echo(f"{differs} read model(s) had drifted from their log; they are right now", err=True)


def _digest(program: Kvcase, where: str, logs: Sequence[str], model: ReadModel) -> str | None:
    """Return the digest of the rows that serve once they are caught up."""
    for place, slug, runner in program.read_models.feeds():
        if place == where and slug in logs:
            with contextlib.suppress(OutdatedReadModelError, AheadOfLogError):  # the very things that a rebuild mends
                runner.catch_up()
    return program.read_models.digest(where, model)


@projections.command("rollback")
@click.argument("model")
@click.option("--institution", "where", help="Only the model of this institution; or `shared`, or `fwo`.")
def rollback(model: str, where: str | None) -> None:
    """Let the rows that the last rebuild replaced serve again; a second time undoes it."""
    with opened() as program:
        done = 0
        for place, _, chosen in _chosen(program, (model,)):
            if where in {None, place}:
                try:
                    program.read_models.rollback(place, chosen)
                except NothingKeptError as error:
                    raise UnusableInputError("model", str(error), "one that was rebuilt by this kvcase") from error
                done += 1
                click.echo(f"{place:<14} {model:<18} serves the rows from before its last rebuild")
        if not done:
            raise UnusableInputError("institution", f"{model} is not kept at {where}", "one that has this model")


@projections.command("parked")
@json_option
def parked(as_json: bool) -> None:
    """Show the events that read models could not take, with those of the same case that wait behind them."""
    with opened() as program:
        rows = [
            {"database": where, **_plain(row)}
            for where, _, chosen in program.read_models.places()
            for row in parking.parked(program.read_models.engine(where), [model.name for model in chosen])
        ]
    if as_json:
        show(rows)
        return
    for row in rows:
        why = f"{row['error']}, {row['attempts']} attempts" if row["error"] else "waits behind it"
        click.echo(f"{row['log']:<14} {row['model']:<18} {row['position']:>8} {row['stream_id']} {row['event']}  {why}")
    click.echo(f"{len(rows)} event(s) parked")


@projections.command("retry")
@click.argument("model", required=False)
@click.option("--stream", type=click.UUID, help="Only the events of this stream, as `parked` shows it.")
def retry(model: str | None, stream: UUID | None) -> None:
    """Apply what is parked, stream by stream; exit status 1 if something still cannot be taken."""
    failed = 0
    with opened() as program:
        names = () if model is None else (model,)
        chosen = {(where, each.name) for where, _, each in _chosen(program, names, everything=model is None)}
        for where, log, runner in program.read_models.feeds():
            for name in sorted(each for place, each in chosen if place == where):
                taken, errors = runner.retry(name, stream)
                failed += len(errors)
                if taken:
                    click.echo(f"{log:<14} {name:<18} {taken} event(s) applied")
                for error in errors:
                    click.echo(f"still parked: {error}", err=True)
    if failed:
        raise SystemExit(1)


def _chosen(
    program: Kvcase, names: Sequence[str], *, everything: bool = False
) -> Iterator[tuple[str, tuple[str, ...], ReadModel]]:
    """Yield (database, logs, model) of the models that are named, or of all. Raises `UnusableInputError`."""
    places = program.read_models.places()
    known = {model.name for _, _, chosen in places for model in chosen}
    if unknown := sorted(set(names) - known):
        raise UnusableInputError("model", f"there is no {', '.join(unknown)}", text.one_of(sorted(known), unknown[0]))
    for where, logs, chosen in places:
        for model in chosen:
            if everything or model.name in names:
                yield where, logs, model


def _plain(row: parking.ParkedRow) -> dict[str, object]:
    return {
        "log": row.log,
        "model": row.model,
        "position": row.position,
        "stream_id": str(row.stream_id),
        "version": row.version,
        "event": row.event,
        "error": row.error,
        "attempts": row.attempts,
        "parked_at": None if row.parked_at is None else row.parked_at.isoformat(),
    }


COMMANDS = (projections,)
