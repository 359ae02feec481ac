"""`kvcase serve`, `worker` and `scheduler`: the processes of an installation."""

import signal
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click

from domain.values import Actor, Role
from kvcase import bootstrap, demonstration, scheduler, server, settings, worker
from kvcase import simulate as simulation
from kvcase.cli.common import opened
from kvcase.simulation import world

_SIMULATOR = Actor("simulator", "shared", frozenset({Role.OPERATOR}))
"""Who takes the fictional lists in on which simulated partners stand."""


@click.command()
@click.option("--host", help="Default: KVCASE_HOST, 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, 65_535), help="Default: KVCASE_PORT, 8080.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Processes; more than one wants PostgreSQL.",
)
@click.option("--embedded/--no-embedded", default=True, show_default=True, help="Run the scheduler in here too.")
@click.option("--with-parent", is_flag=True, hidden=True, help="Stop when standard input closes.")
@click.option(
    "--demonstration", "demo_folder", type=click.Path(path_type=Path), hidden=True, help="Given by `kvcase demo` alone."
)
def serve(
    host: str | None, port: int | None, workers: int, embedded: bool, with_parent: bool, demo_folder: Path | None
) -> None:
    """Serve the API and the pages."""

    def say(address: str) -> None:
        if not with_parent:  # who started us has its own words
            click.echo(f"serving the pages at {address}/ and the API, described at {address}/api/v1/docs; Ctrl-C stops")

    if with_parent:
        server.end_with_parent()
    chosen = replace(settings.read(), demonstration=demo_folder)
    demonstration.refuse_unless_here(chosen, host or chosen.host)
    with closing(bootstrap.build(chosen)) as program:
        program.begin()  # says at once what is wrong, before any worker starts
    server.serve(chosen, host or chosen.host, port or chosen.port, workers=workers, embedded=embedded, said=say)


@click.command("scheduler")
@click.option("--once", is_flag=True, help="Do what is due and stop.")
def run_scheduler(once: bool) -> None:
    """Hold new list versions against live cases, as often as KVCASE_RESCREEN_SECONDS says."""
    with opened() as program:
        program.begin()  # a log that is not migrated is an error now, not at every tick
        if once:
            done = scheduler.tick(program)
            signed = scheduler.sign(program)
            others = scheduler.tell(program)
            told = f"{len(done.runs)} run(s), {len(done.reminders)} reminder(s), {len(signed)} checkpoint(s)"
            told += f", {others.sent} message(s)"
            click.echo(told)
            done.refuse_unfinished()
            return
        stop = _until_told()
        click.echo(f"scheduler: every {program.settings.rescreen_seconds} s")
        scheduler.run(program, stop)


@click.command("worker")
def run_worker() -> None:
    """Keep read models and reactions up with the logs; a second one stands by."""
    with opened() as program:
        program.begin()
        stop = _until_told()
        click.echo("worker: following the logs")
        worker.run(program, stop)


def _until_told() -> threading.Event:
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    return stop


@click.command()
@click.option("--institution", required=True)
@click.option("--cases", type=click.IntRange(1, 100_000), default=100, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--partner", "partners", multiple=True, help="Name the partners in turn; made up by default.")
@click.option("--mixed", is_flag=True, help="Some are agreements, some paid by the FWO, some have ended.")
@click.option("--years", is_flag=True, help="Three years of cases in every state, into a log that is empty as yet.")
@click.option("--notes", type=click.IntRange(0, 50), default=0, help="With --years: so many more events in a quarter.")
def simulate(
    institution: str, cases: int, seed: int, partners: tuple[str, ...], mixed: bool, years: bool, notes: int
) -> None:
    """Make cases with fictional names, for trying things out on real sizes; running ones, unless --years."""
    with opened() as program:
        if institution not in program.settings.institutions:
            raise click.BadParameter("no such institution", param_hint="--institution")
        if years:
            world.import_lists(program, _SIMULATOR, seed=seed)
            found = world.make(program, institution, cases, world.staff(institution), seed, notes)
            click.echo(f"{found.cases} cases of three years at {institution}, {found.events} events")
            return
        made = simulation.simulate(program, institution, cases, seed=seed, partners=partners, mixed=mixed)
    click.echo(f"{len(made.case_ids)} {'cases' if mixed else 'running cases'} at {institution}")


COMMANDS = (serve, run_scheduler, run_worker, simulate)
