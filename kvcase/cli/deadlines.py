"""`kvcase deadlines` and `kvcase remind`: what is due by when, and who is told."""

from collections import Counter
from datetime import datetime

import click

from api import access, work
from api.rest import plain as written
from domain.collaboration import decider
from domain.deadlines import Kind, State
from domain.errors import NotPermittedError
from kvcase.cli.common import (
    as_of_option,
    case_id_of,
    json_option,
    key_option,
    opened,
    reader_of,
    reading_of,
    saw,
    say_moment,
    sees_cases_of,
    show,
    tell,
)
from kvcase.reminders import Reminder

SHOWN = 200


@click.command("deadlines")
@click.option("--case", "reference", help="Of one case, such as KV-UGENT-2026-000001.")
@click.option("--kind", type=click.Choice([each.value for each in Kind]))
@click.option("--state", type=click.Choice([each.value for each in State]), help="Default: open.")
@click.option("--owner", help="Of one person, by actor id.")
@click.option("--mine", "is_mine", is_flag=True, help="What you or those you cover for have to do.")
@click.option("--overdue", is_flag=True, help="Only open ones whose day has passed; due today is not overdue.")
@as_of_option
@key_option
@json_option
def deadlines(
    reference: str | None,
    kind: str | None,
    state: str | None,
    owner: str | None,
    is_mine: bool,
    overdue: bool,
    as_of: str | None,
    key: str,
    as_json: bool,
) -> None:
    """List what is due at your institution, the first due first."""
    with opened() as program:
        actor = reader_of(program, key)
        if access.reads_only_own_cases(actor):
            raise NotPermittedError("deadlines", tuple(sorted(access.OFFICES)), "access")
        case_id = case_id_of(program, actor, reference) if reference else None
        reading = reading_of(program, actor, as_of, decider.AGGREGATE if case_id else None, case_id)
        today = reading.today
        in_force = program.read_models.mandates(actor.institution).covers_on(today)
        covers = work.covers_of(in_force)
        rows = (
            reading.queries(actor)
            .deadlines(
                state=State.OPEN if overdue or state is None else State(state),
                kind=Kind(kind) if kind else None,
                owner=owner,
                case_id=case_id,
                due_before=today if overdue else None,
                mine=work.mine(actor, in_force) if is_mine else None,
                limit=SHOWN,
            )
            .items
        )
        saw(rows)
    if as_json:
        tell(reading, [written.row(row, personal=access.may_read_personal_texts(actor)) for row in rows])
        return
    say_moment(reading)
    for row in rows:
        moved = "" if row.due_on == row.original_due_on else f", first {row.original_due_on}"
        late = f"  {(today - row.due_on).days} day(s) late" if row.state is State.OPEN and row.due_on < today else ""
        who = " or ".join((row.owner or row.owner_role, *covers.get(row.owner or "", ())))
        click.echo(f"{row.due_on}{late}  {row.reference:<26} {row.deadline_id}  {row.state}, {who}{moved}")
    if not rows:
        click.echo("nothing is overdue" if overdue else "nothing is due")


@click.command("remind")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Tell what would be sent on that day instead.")
@key_option
@json_option
def remind(day: datetime | None, key: str, as_json: bool) -> None:
    """Send the reminders that are due, once; what the scheduler does by itself. They are recorded, not mailed.

    Anybody at the machine learns how many; of which cases, those learn with their key who handle them.
    """
    with opened() as program:
        seen = sees_cases_of(program, key)
        slugs = program.settings.institutions
        if day is None:
            reminders = tuple(each for slug in slugs for each in program.reminders.send(slug))
        else:
            reminders = tuple(each for slug in slugs for each in program.reminders.due(slug, day.date()))
        own = [each for each in reminders if each.institution == seen]
        saw(own)
    others = Counter((each.institution, each.kind, each.rung) for each in reminders if each.institution != seen)
    if as_json:
        counts = [
            {"institution": slug, "kind": kind, "rung": rung, "count": n} for (slug, kind, rung), n in others.items()
        ]
        show({"reminders": own, "counts": counts})
        return
    for each in own:
        click.echo(_line(each))
    for (slug, kind, rung), count in others.items():
        click.echo(f"{slug}: {count} of {str(kind).replace('_', '-')}, {rung}")
    told = "sent" if day is None else f"would be sent on {day.date()}; nothing is recorded"
    click.echo(f"{len(reminders)} reminder(s) {told}")


def _line(reminder: Reminder) -> str:
    owner = [*([reminder.owner] if reminder.owner else []), *(f"{each} who covers" for each in reminder.covers)]
    whom = ", ".join([*owner, *(str(role) for role in reminder.roles)])
    return f"{reminder.reference:<26} {reminder.rung:<5} {reminder.deadline_id}, due {reminder.due_on}: to {whom}"


COMMANDS = (deadlines, remind)
