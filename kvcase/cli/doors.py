"""How people come in at the pages: `sessions` that are open, and `break-glass` for when no issuer can be reached."""

from pathlib import Path

import click

from domain.errors import UnusableInputError
from kvcase.break_glass import MAX_MINUTES
from kvcase.cli.callers import login
from kvcase.cli.common import json_option, opened, show, show_lines
from kvcase.facts import SHARED


@click.group()
def sessions() -> None:
    """List and end the sessions of people at the pages."""


@sessions.command("list")
@json_option
def list_sessions(as_json: bool) -> None:
    """List the sessions that are open; what is shown of one opens nothing."""
    with opened() as program:
        rows = program.doors.sessions.all()
    if as_json:
        show(rows)
        return
    show_lines(
        f"{each.session_id}  {each.actor or 'chooses an institution':<28} {each.institution:<12} "
        f"{f'{each.way} {each.source}':<24} since {each.started_at[:16]}  until {each.ends_at[:16]}"
        for each in rows
    )


@sessions.command("end")
@click.argument("session_id", required=False)
@click.option("--all", "every", is_flag=True, help="End every session.")
def end_session(session_id: str | None, every: bool) -> None:
    """End the session SESSION_ID at once, or all."""
    if (session_id is None) is not every:
        raise UnusableInputError("session", "says neither one nor all", "a session of `kvcase sessions list`, or --all")
    with opened() as program:
        if session_id is None:
            click.echo(f"{program.doors.sessions.end_all(login())} sessions ended")
        else:
            program.doors.sessions.end_named(session_id, login())
            click.echo(f"{session_id} is ended")


@click.group("break-glass")
def break_glass() -> None:
    """Keep local administrators, and let one in for a while, when no issuer can be reached."""


@break_glass.command("set")
@click.argument("name")
@click.option("--institution", required=True, help="A slug, or `shared`: where the administrator acts.")
@click.option(
    "--password-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A file that holds the password, 0600; without it is asked for it, unseen.",
)
def set_administrator(name: str, institution: str, password_file: Path | None) -> None:
    """Make the local administrator NAME, or give another password."""
    with opened() as program:
        allowed = {*program.settings.institutions, SHARED}
        if institution not in allowed:
            raise click.BadParameter(f"expected one of {', '.join(sorted(allowed))}", param_hint="--institution")
        program.glass.set(name, institution, _password(password_file), login())
    click.echo(f"{name} is a local administrator of {institution}; the glass is whole")


@break_glass.command("remove")
@click.argument("name")
def remove_administrator(name: str) -> None:
    """Let NAME be a local administrator no more; a session of it ends at once."""
    with opened() as program:
        program.glass.remove(name, login())
    click.echo(f"{name} is no local administrator any more")


@break_glass.command("open")
@click.argument("name")
@click.option("--for", "minutes", type=int, required=True, help=f"How many minutes, {MAX_MINUTES} at most.")
@click.option("--reason", required=True, help="Why; it is kept for good, so name no persons.")
def open_glass(name: str, minutes: int, reason: str) -> None:
    """Let NAME sign in with the password for so many minutes; where mail is on, the offices are told."""
    with opened() as program:
        closes_at = program.glass.open(name, minutes, reason, login())
        (where,) = (each.institution for each in program.glass.all() if each.name == name)
        told = program.settings.institutions if where == SHARED else (where,)
        for slug in told:
            program.telling.announce_break_glass(slug, f"{name} {closes_at.isoformat()}")
    click.echo(f"{name} may sign in at /break-glass until {closes_at:%Y-%m-%d %H:%M} UTC")


@break_glass.command("close")
@click.argument("name")
def close_glass(name: str) -> None:
    """Close the glass for NAME before its time; a session of it ends at once."""
    with opened() as program:
        program.glass.close(name, login())
    click.echo(f"the glass is whole again for {name}")


@break_glass.command("list")
@json_option
def list_administrators(as_json: bool) -> None:
    """List the local administrators, and for whom the glass is open."""
    with opened() as program:
        rows = program.glass.all()
    if as_json:
        show(rows)
        return
    for each in rows:
        state = f"open until {each.open_until[:16]}" if each.open_until else "closed"
        click.echo(f"{each.name:<28} {each.institution:<12} {state}")


def _password(file: Path | None) -> str:
    if file is None:
        asked: str = click.prompt("password", hide_input=True, confirmation_prompt=True)
        return asked
    if file.stat().st_mode & 0o077:
        raise UnusableInputError("password-file", f"others may read {file}", "the mode 0600")
    try:
        return file.read_text("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise UnusableInputError(
            "password-file", f"{file} holds no text", "the password in UTF-8, in one line"
        ) from None


COMMANDS = (sessions, break_glass)
