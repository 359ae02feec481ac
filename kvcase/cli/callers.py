"""Who is let in: `keys` for programs and people, `members` for the people of an issuer, `access-changes` for both."""

import os
import pwd
from pathlib import Path
from typing import TextIO

import click

from api import access
from api.app import create_app
from api.settings import ApiSettings
from domain import text
from domain.errors import UnusableInputError
from domain.ports import EVERYTHING, READ
from domain.values import Actor, Role
from kvcase import keys as service_keys
from kvcase import settings
from kvcase.bootstrap import Kvcase
from kvcase.cli.common import json_option, opened, show, show_lines, write_private
from kvcase.facts import SHARED
from kvcase.keys import KeyRow
from kvcase.telling import addresses

_role_option = click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role])
)
_scope_option = click.option(
    "--scope",
    "scopes",
    multiple=True,
    default=(EVERYTHING,),
    show_default=True,
    help="What of the roles it opens: `all`, `read`, or an address such as `collaborations/notify`; may be repeated.",
)
_to_option = click.option(
    "--to", type=click.Path(path_type=Path, dir_okay=False), help="Write the key to this file for you alone (0600)."
)


@click.group()
def keys() -> None:
    """Make, list, rotate and revoke service keys."""


@keys.command("create")
@click.option("--actor", required=True, help="Who the key stands for; the same person, the same actor.")
@click.option("--institution", required=True, help="A slug, or `shared`, or `fwo`.")
@_role_option
@_scope_option
@click.option(
    "--days",
    default=service_keys.DEFAULT_DAYS,
    show_default=True,
    help=f"How long it opens anything, {service_keys.MAX_DAYS} at most.",
)
@_to_option
def create_key(
    actor: str, institution: str, roles: tuple[str, ...], scopes: tuple[str, ...], days: int, to: Path | None
) -> None:
    """Make a key; it is shown this once."""
    with opened() as program:
        allowed = {*program.settings.institutions, SHARED, settings.FWO}
        if institution not in allowed:
            raise click.BadParameter(f"expected one of {', '.join(sorted(allowed))}", param_hint="--institution")
        whom = Actor(actor, institution, frozenset(map(Role, roles)))
        _hand_out(program.keys.create(whom, days, _scopes(program, scopes), login()), to)


@keys.command("rotate")
@click.argument("key_id")
@click.option(
    "--grace-days", default=service_keys.GRACE_DAYS, show_default=True, help="How long the old key still opens."
)
@click.option("--days", type=int, help="How long the new key opens anything; as long as the old one, unless told.")
@_to_option
def rotate_key(key_id: str, grace_days: int, days: int | None, to: Path | None) -> None:
    """Make a key that opens the same as KEY_ID; it is shown this once, and the old one ends after the grace."""
    with opened() as program:
        _hand_out(program.keys.rotate(key_id, grace_days, days, login()), to)


@keys.command("list")
@json_option
def list_keys(as_json: bool) -> None:
    """List the keys, without their secrets."""
    with opened() as program:
        rows = program.keys.all()
    if as_json:
        show(rows)
        return
    show_lines(_line(row) for row in rows)


@keys.command("revoke")
@click.argument("key_id")
def revoke_key(key_id: str) -> None:
    """Let a key open nothing from now on."""
    with opened() as program:
        program.keys.revoke(key_id, login())
    click.echo(f"{key_id} is revoked")


@click.group()
def members() -> None:
    """Say who of an issuer in KVCASE_ISSUERS acts here, and in which roles."""


@members.command("put")
@click.option("--issuer", required=True, help="The name of its table in the file of issuers.")
@click.option("--subject", required=True, help="The person as the issuer names it (`sub`), never an address of mail.")
@click.option("--actor", required=True, help="Who that is here; the same person, the same actor.")
@click.option("--institution", help="Where, if not the one of the issuer: another that its table names in `also`.")
@_role_option
@_scope_option
@click.option(
    "--mail",
    type=click.File("r", encoding="utf-8"),
    help="A file that holds where this person is mailed, `-` for standard input: arguments can be seen by all.",
)
def put_member(
    issuer: str,
    subject: str,
    actor: str,
    institution: str | None,
    roles: tuple[str, ...],
    scopes: tuple[str, ...],
    mail: TextIO | None,
) -> None:
    """Let a person act in these roles, and no others, from now on; with `--mail`, be mailed there too."""
    with opened() as program:
        known = {each.name: each for each in program.settings.issuers}
        if issuer not in known:
            raise UnusableInputError("issuer", f"{issuer!r} stands in no file", text.one_of(sorted(known), issuer))
        place = institution or known[issuer].institution
        if place not in known[issuer].institutions:
            expected = text.one_of(sorted(known[issuer].institutions), place)
            raise UnusableInputError("institution", f"{issuer} is no issuer of {place!r}", expected)
        whom = Actor(actor, place, frozenset(map(Role, roles)))
        address = _address(program, whom, mail)
        program.members.put(known[issuer].issuer, subject, whom, _scopes(program, scopes), login())
        if address is not None:
            program.telling.addresses.put(place, actor, address, login())
    told = ", and is mailed" if address is not None else ""
    click.echo(f"{actor} acts at {whom.institution} as {', '.join(sorted(whom.roles))}{told}")


@members.command("remove")
@click.option("--issuer", required=True, help="The issuer as its tokens say it (`iss`), or the name of its table.")
@click.option("--subject", required=True, help="The person as the issuer names it (`sub`).")
@click.option("--institution", help="Where; at every institution, unless told.")
def remove_member(issuer: str, subject: str, institution: str | None) -> None:
    """Take every role from a person at once, and end the sessions that stand on them."""
    with opened() as program:
        named = {each.name: each.issuer for each in program.settings.issuers}
        program.members.remove(named.get(issuer, issuer), subject, login(), institution)
    click.echo("no role any more")


@members.command("list")
@json_option
def list_members(as_json: bool) -> None:
    """List who of which issuer acts as whom."""
    with opened() as program:
        rows = program.members.all()
    if as_json:
        show(rows)
        return
    show_lines(
        f"{row.actor:<28} {row.institution:<12} {row.issuer}  {row.subject}  {_opens(row.roles, row.scopes)}"
        for row in rows
    )


@click.command("access-changes")
@json_option
def access_changes(as_json: bool) -> None:
    """Tell who let whom in or out, and when."""
    with opened() as program:
        changes = program.keys.changes()
    if as_json:
        show(changes)
        return
    show_lines(f"{each.at[:19]}  {each.by:<20} {each.what:<22} {each.about}" for each in changes)


def login() -> str:
    """Return who is at the machine, as the machine knows it; it is no credential of kvcase."""
    try:
        return f"login {pwd.getpwuid(os.getuid()).pw_name}"
    except KeyError:
        return f"login {os.getuid()}"


def _hand_out(key: str, to: Path | None) -> None:
    if to is None:
        click.echo(key)
        return
    write_private(to, f"{key}\n".encode())
    click.echo(f"{key.split('_')[1]} stands in {to}")


def _scopes(program: Kvcase, given: tuple[str, ...]) -> frozenset[str]:
    """Return the scopes, each the name of something. Raises `UnusableInputError`."""
    named = frozenset(given) - {EVERYTHING, READ}
    if named:
        known = access.scopes(create_app(program.ports, settings=ApiSettings()))
        for each in sorted(named - known):
            raise UnusableInputError("scope", f"{each!r} is no address", text.one_of(sorted(known), each))
    return frozenset(given)


def _address(program: Kvcase, whom: Actor, mail: TextIO | None) -> str | None:
    """Return where somebody is to be mailed, if that is told. Raises `UnusableInputError` before anything is done."""
    if mail is None:
        return None
    if whom.institution not in program.settings.institutions:
        expected = f"--institution with one of {', '.join(program.settings.institutions)}"
        raise UnusableInputError("mail", f"nobody is mailed for {whom.institution}", expected)
    address = mail.read().strip()
    addresses.refuse(whom.id, address)
    return address


def _line(row: KeyRow) -> str:
    state = "revoked" if row.revoked_at else f"until {row.expires_at[:10]}"
    used = f"used {row.last_used_on}" if row.last_used_on else "never used"
    told = _opens(row.roles, row.scopes)
    return f"{row.key_id}  {row.actor:<28} {row.institution:<12} {state:<18} {used:<16} {told}"


def _opens(roles: tuple[str, ...], scopes: tuple[str, ...]) -> str:
    told = ", ".join(roles)
    return told if scopes == (EVERYTHING,) else f"{told}; only {', '.join(scopes)}"


COMMANDS = (keys, members, access_changes)
