"""`kvcase demo`: an embedded installation in a folder that plays the six casussen over HTTP and serves them."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import click

from kvcase import bootstrap
from kvcase.cli.story import lines_of
from kvcase.demo.casussen import CASUSSEN
from kvcase.demo.client import Play, Server, Told, UnexpectedError, case_of
from kvcase.demo.installation import LIST, Installation, import_version
from kvcase.demo.people import INSTITUTIONS, NAMES, NORTH
from kvcase.server import refuse_taken

_START_SECONDS = 60


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), default=Path("demo-data"), show_default=True)
@click.option("--port", type=click.IntRange(1, 65_535), default=8080, show_default=True)
@click.option(
    "--cases",
    type=click.IntRange(0, 5_000),
    default=300,
    show_default=True,
    help="Simulated cases of the three years before, at all institutions together.",
)
@click.option("--no-serve", is_flag=True, help="Play, print the story, and stop.")
def demo(folder: Path, port: int, cases: int, no_serve: bool) -> None:
    """Play the six casussen of the guideline, with fictional names, and serve the result."""
    begun = time.monotonic()
    installation = Installation(folder.resolve())
    refuse_taken("127.0.0.1", port)
    click.echo(f"kvcase demo in {folder}: every institution, person, partner and list entry is fictional\n")
    if installation.begin():
        click.echo("the last run was broken off while playing; it is played anew\n")
    installation.prepare(0 if installation.played_file.exists() else cases)
    server = Server("127.0.0.1", port)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    process = _start(installation, server)
    try:
        _await(process, server)
        if installation.played_file.exists():
            click.echo("played before; this is what the log keeps\n")
        else:
            _play(installation, server)
            installation.finish()
        _tell(installation)
        seconds = time.monotonic() - begun
        if no_serve:
            click.echo(f"played in {seconds:.1f} s; without --no-serve it is served, to be looked at")
        else:
            _say_serving(installation, server, seconds)
            _wait(process)
    except UnexpectedError as error:
        raise click.ClickException(str(error)) from error
    finally:
        process.terminate()
        process.communicate(timeout=40)


def _play(installation: Installation, server: Server) -> None:
    people = installation.people()
    program = bootstrap.build(installation.settings())
    today = program.clock().date()
    try:
        for name, casus in CASUSSEN:
            told = Told()
            play = Play(server, told, name)
            click.echo((casus.__doc__ or name).splitlines()[0])
            casus(play, people, today)
            for line in told.lines:
                click.echo(f"  {line}")
            officer = people["els.deprez"] if NORTH.upper() in play.reference else people["mia.goossens"]
            status, level, gates = play.stands(officer)
            click.echo(f"  => {status}, level {level or 'not assessed'}, {len(gates)} gate(s) open")
            for gate in gates:
                click.echo(f"     {gate['rule_id']}: {gate['reason']} [{gate['source']}]")
            click.echo()
        result = import_version(program, 2)
        click.echo(
            f"The fictional list moves to version {result.version_no}: added {result.added}, "
            f"changed {result.changed}, removed {result.removed}"
        )
        answer = server.send("POST", "/api/v1/jobs/rescreen", people["els.deprez"].key, {})
        run = answer.body["lists"].get(LIST)
        said = (
            f"{run['screened']} screened, {run['hits']} hit(s), {run['lifts']} to lift" if run else "done by the clock"
        )
        click.echo(f"Re-screening of the live cases of {NAMES[NORTH]}: {said}\n")
    finally:
        program.close()


def _tell(installation: Installation) -> None:
    program = bootstrap.build(installation.settings())
    try:
        for slug in INSTITUTIONS:
            program.read_models.catch_up(slug)
            queries = program.read_models.institution(slug)
            click.echo(f"{NAMES[slug]}: the story of each case, from the log")
            casussen = {name: queries.case(case_of(name)) for name, _ in CASUSSEN}
            for row in filter(None, casussen.values()):
                gates = queries.gates(row.case_id)
                click.echo(f"\n  {row.reference}  {row.title}")
                for line in lines_of(program.logs.log(slug).read(row.case_id)):
                    click.echo(f"    {line}")
                click.echo(f"    => {row.status}, level {row.level or 'not assessed'}")
                for gate in gates:
                    click.echo(f"      open: {gate.rule_id} {gate.reason}")
                for task in (each for each in queries.work_list(limit=500).items if each.case_id == row.case_id):
                    click.echo(f"      task: {task.kind} by {task.due_on} ({task.role})")
            click.echo()
    finally:
        program.close()


def _say_serving(installation: Installation, server: Server, seconds: float) -> None:
    click.echo(f"serving at {_url(server)}/ after {seconds:.1f} s: choose there as whom you look around, in any role")
    for actor in ("els.deprez", "vicerector.maes", "mia.goossens", "auditor.noorderhaven"):
        key = installation.people()[actor].key
        click.echo(f"  {actor:<22} {key}")
    key = installation.people()["els.deprez"].key
    click.echo("with such a key programs ask too; the cases, and the open gates of one that the list caught up with:")
    click.echo(f"  curl -s -H 'Authorization: Bearer {key}' {_url(server)}/api/v1/collaborations")
    gates = f"{_url(server)}/api/v1/collaborations/{case_of('casus 2')}/gates"
    click.echo(f"  curl -s -H 'Authorization: Bearer {key}' {gates}")
    click.echo(f"the mail that would be sent stands in {installation.mail.path}; stop with Ctrl-C")


def _start(installation: Installation, server: Server) -> "subprocess.Popen[bytes]":
    where = ("--host", server.host, "--port", str(server.port), "--demonstration", str(installation.folder))
    return subprocess.Popen(  # noqa: S603  # our own program, our own arguments
        [sys.executable, "-m", "kvcase", "serve", "--with-parent", *where],
        stdin=subprocess.PIPE,  # closes when this process ends, however it ends; the server sees that and stops
        env=installation.environment,
    )


def _await(process: "subprocess.Popen[bytes]", server: Server) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise UnexpectedError(f"the server stopped with status {process.returncode} before it served")
        try:
            if server.send("GET", "/health/ready", "").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise UnexpectedError(f"the server did not answer within {_START_SECONDS} s")


def _wait(process: "subprocess.Popen[bytes]") -> None:
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    while not stop.is_set() and process.poll() is None:
        stop.wait(0.5)
    if process.poll() is not None and not stop.is_set():
        raise UnexpectedError(f"the server stopped with status {process.returncode}")


def _url(server: Server) -> str:
    return f"http://{server.host}:{server.port}"


COMMANDS = (demo,)
