"""`kvcase webhooks`, `mail` and `outbox`: who is told, what waits, and what was given up."""

from pathlib import Path
from typing import TextIO
from uuid import UUID

import click

from domain.errors import UnusableInputError
from kvcase.bootstrap import Kvcase
from kvcase.cli.callers import login
from kvcase.cli.common import json_option, opened, show, show_lines, write_private
from kvcase.store import vault
from kvcase.telling import subscribers as known
from kvcase.telling import webhooks as hooks
from kvcase.telling.delivery import NotTakenError
from kvcase.telling.subscribers import Channel, Standing, Subscriber
from kvcase.telling.table import Message, State

_institution = click.option("--institution", required=True, help="A slug.")
_to = click.option(
    "--to", type=click.Path(path_type=Path, dir_okay=False), help="Write the secret to this file for you alone (0600)."
)
_secret = click.option(
    "--secret-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A file (0600) that holds the secret, `whsec_…`; one is made unless told.",
)


_TURNED_OFF = "the subscriber was turned off"


@click.group()
def webhooks() -> None:
    """Say which programs of an institution are told what happened in cases, and never of their content."""


@webhooks.command("add")
@_institution
@click.option("--url", required=True, help="https only, at a host in KVCASE_WEBHOOK_HOSTS.")
@click.option("--kind", "kinds", multiple=True, required=True, help="`collaboration.approved`, …, or `all`; repeated.")
@click.option("--after", type=click.IntRange(min=0), help="Begin behind this position of the log; its end unless told.")
@_secret
@_to
def add_webhook(
    institution: str, url: str, kinds: tuple[str, ...], after: int | None, secret_file: Path | None, to: Path | None
) -> None:
    """Tell a program from now on; its secret is shown this once."""
    with opened() as program:
        _refuse_unknown(program, institution)
        program.telling.webhooks.refuse(url)
        given = _given(program, secret_file)
        head = program.telling.outbox.head(institution)
        if after is not None and after > head:
            raise UnusableInputError("after", f"the log ends at {head}", f"0 to {head}")
        starts = head if after is None else after
        made, secret = program.telling.subscribers.add_webhook(institution, url, kinds, starts, login(), given)
    click.echo(f"{made.subscriber_id}  {institution}  {made.host}  behind position {starts}")
    if given is None:
        _hand_out(secret, to)


@webhooks.command("list")
@json_option
def list_webhooks(as_json: bool) -> None:
    """List who is told, without secrets and without the paths of addresses."""
    with opened() as program:
        rows = program.telling.subscribers.all()
    if as_json:
        show([_shown(each) for each in rows])
        return
    show_lines(
        f"{each.subscriber_id}  {each.institution:<12} {each.channel:<8} {each.state:<5} {each.host:<32} "
        f"{', '.join(each.kinds)}"
        for each in rows
    )


@webhooks.command("remove")
@click.argument("subscriber", type=click.UUID)
def remove_webhook(subscriber: UUID) -> None:
    """Tell a program nothing any more, and forget its secret; what waited for it is dropped."""
    with opened() as program:
        found = _webhook(program, subscriber)
        program.telling.subscribers.remove(subscriber, login())
        dropped = program.telling.outbox.give_up(
            found.institution, subscriber, "the subscriber was removed", State.DROPPED
        )
    click.echo(f"{subscriber} is removed; {dropped} message(s) dropped")


@webhooks.command("rotate")
@click.argument("subscriber", type=click.UUID)
@click.option("--grace-days", default=known.GRACE_DAYS, show_default=True, help="How long the old one signs too.")
@_secret
@_to
def rotate_webhook(subscriber: UUID, grace_days: int, secret_file: Path | None, to: Path | None) -> None:
    """Sign with a new secret, shown this once; the old one signs beside it for a while."""
    with opened() as program:
        given = _given(program, secret_file)
        secret, until = program.telling.subscribers.rotate(subscriber, login(), grace_days, given)
    click.echo(f"{subscriber}: the old secret signs too until {until:%Y-%m-%d %H:%M} UTC")
    if given is None:
        _hand_out(secret, to)


@webhooks.command("switch")
@click.argument("subscriber", type=click.UUID)
@click.argument("to", type=click.Choice(["on", "off"]))
def switch_webhook(subscriber: UUID, to: str) -> None:
    """Let a program be told, or not; turned on it is told of what happens from then on."""
    with opened() as program:
        _switch(program, _webhook(program, subscriber), Standing(to))
    click.echo(f"{subscriber} is {to}")


@webhooks.command("test")
@click.argument("subscriber", type=click.UUID)
def test_webhook(subscriber: UUID) -> None:
    """Send a message that tells nothing, at once, and say whether it was taken."""
    with opened() as program:
        found, now = _webhook(program, subscriber), program.clock()
        name = program.ports.new_id()
        trial = Message(
            name, subscriber, "", "", 0, hooks.TEST, "", name, 0, now, "", State.WAITING, 0, now, now, now, None, None
        )
        try:
            program.telling.webhooks.bring(found, trial, now)
        except NotTakenError as error:
            raise UnusableInputError("subscriber", f"not taken: {error}", "a receiver that answers 2xx") from error
    click.echo(f"{found.host} took {name}")


@click.group()
def mail() -> None:
    """Say which institutions send mail, and where their people read it."""


@mail.command("on")
@_institution
def mail_on(institution: str) -> None:
    """Send the mail of an institution, about what happens from now on."""
    with opened() as program:
        _refuse_unknown(program, institution)
        if program.settings.telling.mail is None:
            raise UnusableInputError("KVCASE_MAIL", "names no mail server", "one (docs/settings.md)")
        found = _mail_of(program, institution)
        if found is not None:
            _switch(program, found, Standing.ON)
        else:
            program.telling.subscribers.add_mail(institution, program.telling.outbox.head(institution), login())
    click.echo(f"mail of {institution} is on")


@mail.command("off")
@_institution
def mail_off(institution: str) -> None:
    """Send no mail of an institution any more; what waited is a dead letter."""
    with opened() as program:
        _refuse_unknown(program, institution)
        if (found := _mail_of(program, institution)) is not None:
            _switch(program, found, Standing.OFF)
    click.echo(f"mail of {institution} is off")


@mail.command("put")
@_institution
@click.option("--actor", required=True, help="Who acts; never known by an address.")
@click.option(
    "--address-file",
    type=click.File("r", encoding="utf-8"),
    default="-",
    help="A file that holds the address; standard input unless told, for arguments can be seen by all.",
)
def put_address(institution: str, actor: str, address_file: TextIO) -> None:
    """Mail an actor at an address from now on. It is kept sealed, and goes when the person is erased."""
    with opened() as program:
        _refuse_unknown(program, institution)
        program.telling.addresses.put(institution, actor, address_file.read().strip(), login())
    click.echo(f"{actor} is mailed")


@mail.command("remove")
@_institution
@click.option("--actor", required=True)
def remove_address(institution: str, actor: str) -> None:
    """Forget where an actor is mailed."""
    with opened() as program:
        _refuse_unknown(program, institution)
        program.telling.addresses.remove(institution, actor, login())
    click.echo(f"{actor} is not mailed any more")


@mail.command("list")
@_institution
@json_option
def list_addresses(institution: str, as_json: bool) -> None:
    """List who can be mailed, without the addresses."""
    with opened() as program:
        _refuse_unknown(program, institution)
        rows = program.telling.addresses.all(institution)
    if as_json:
        show(rows)
        return
    show_lines(f"{each.actor:<40} since {each.since:%Y-%m-%d}" for each in rows)


@click.group()
def outbox() -> None:
    """Look at what is told to others, and send again what was given up."""


@outbox.command("status")
@json_option
def outbox_status(as_json: bool) -> None:
    """Say for each subscriber what waits, was sent and was given up."""
    with opened() as program:
        rows = {slug: program.telling.outbox.backlogs(slug) for slug in program.settings.institutions}
    if as_json:
        show(rows)
        return
    show_lines(
        f"{slug:<12} {each.subscriber}  {each.channel:<8} {each.state:<8} {each.waiting} waiting, {each.sent} sent, "
        f"{each.dead} dead, {each.dropped} dropped"
        + (f"; the oldest since {each.oldest:%Y-%m-%d %H:%M}" if each.oldest else "")
        for slug, backlogs in rows.items()
        for each in backlogs
    )


@outbox.command("list")
@_institution
@click.option("--state", "states", multiple=True, type=click.Choice([each.value for each in State]))
@click.option("--subscriber", type=click.UUID)
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@json_option
def list_messages(
    institution: str, states: tuple[str, ...], subscriber: UUID | None, limit: int, as_json: bool
) -> None:
    """List messages, the newest first, without what they are about."""
    with opened() as program:
        _refuse_unknown(program, institution)
        chosen = [State(each) for each in states]
        rows = program.telling.outbox.messages(institution, chosen, subscriber, limit)
    if as_json:
        show([_told(each) for each in rows])
        return
    show_lines(
        f"{each.message_id}  {each.created_at:%Y-%m-%d %H:%M}  {each.state:<8} {each.tries} tries  "
        f"{each.last_error or ''}"
        for each in rows
    )


@outbox.command("show")
@_institution
@click.argument("message", type=click.UUID)
def show_message(institution: str, message: UUID) -> None:
    """Show all that is kept of a message but what it is about, and who had it sent again."""
    with opened() as program:
        _refuse_unknown(program, institution)
        found = program.telling.outbox.one(institution, message)
        replays = program.telling.outbox.replays(institution, message)
    show({**_told(found), "replays": [{"at": at, "by": by} for at, by in replays]})


@outbox.command("replay")
@_institution
@click.argument("message", type=click.UUID, required=False)
@click.option("--subscriber", type=click.UUID, help="All dead letters of a subscriber.")
def replay(institution: str, message: UUID | None, subscriber: UUID | None) -> None:
    """Let a dead letter wait again, or all of a subscriber; it is recorded who did it."""
    if (message is None) is (subscriber is None):
        raise UnusableInputError("message", "is to be one, or --subscriber", "the one or the other")
    with opened() as program:
        _refuse_unknown(program, institution)
        count = program.telling.outbox.replay(institution, login(), message, subscriber)
    click.echo(f"{count} message(s) wait again")


@outbox.command("deliver")
def deliver() -> None:
    """Send once what is due, as the scheduler does."""
    with opened() as program:
        done = program.telling.tend(program.settings.institutions)
    click.echo(f"{done.made} new, {done.sent} sent, {done.failed} not taken")


@outbox.command("expire")
def expire() -> None:
    """Delete what was sent more than KVCASE_OUTBOX_DAYS ago, as the scheduler does once a day."""
    with opened() as program:
        for slug in program.settings.institutions:
            click.echo(f"{slug:<14} {program.telling.expiry.delete(slug):,} message(s) deleted")


def _switch(program: Kvcase, found: Subscriber, to: Standing) -> None:
    """Turn a subscriber on, behind the end of the log, or off: then what waits is a dead letter."""
    box = program.telling.outbox
    if to is Standing.ON:
        if found.state is not Standing.ON:
            box.give_up(found.institution, found.subscriber_id, _TURNED_OFF)  # what was written down just then
            box.begin(found.institution, found, box.head(found.institution))
        program.telling.subscribers.switch(found.subscriber_id, to, login())
        return
    program.telling.subscribers.switch(found.subscriber_id, to, login())
    box.give_up(found.institution, found.subscriber_id, _TURNED_OFF)


def _mail_of(program: Kvcase, institution: str) -> Subscriber | None:
    every = program.telling.subscribers.of(institution)
    return next((each for each in every if each.channel is Channel.MAIL), None)


def _webhook(program: Kvcase, subscriber: UUID) -> Subscriber:
    found = program.telling.subscribers.one(subscriber)
    if found.channel is not Channel.WEBHOOK:
        raise UnusableInputError("subscriber", f"{subscriber} is the mail of {found.institution}", "a webhook")
    return found


def _refuse_unknown(program: Kvcase, institution: str) -> None:
    if institution not in program.settings.institutions:
        expected = f"one of {', '.join(program.settings.institutions)}"
        raise UnusableInputError("institution", f"{institution!r} has no log here", expected)


def _given(program: Kvcase, file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        return vault.read_secret(file, program.settings.database, "secret").strip()
    except (ValueError, OSError) as error:
        raise UnusableInputError("secret-file", str(error), "a file with the mode 0600, outside the data") from error


def _hand_out(secret: str, to: Path | None) -> None:
    if to is None:
        click.echo(secret)
        return
    write_private(to, f"{secret}\n".encode())
    click.echo(f"the secret stands in {to}")


def _shown(each: Subscriber) -> dict[str, object]:
    return {
        "subscriber": each.subscriber_id,
        "institution": each.institution,
        "channel": each.channel,
        "state": each.state,
        "host": each.host,
        "kinds": each.kinds,
        "since": each.since,
    }


def _told(each: Message) -> dict[str, object]:
    """Return what an operator may know of a message: nothing of the case that it is about."""
    return {
        "message": each.message_id,
        "subscriber": each.subscriber,
        "state": each.state,
        "tries": each.tries,
        "created_at": each.created_at,
        "next_try_at": each.next_try_at if each.state is State.WAITING else None,
        "sent_at": each.sent_at,
        "last_error": each.last_error,
    }


COMMANDS = (webhooks, mail, outbox)
