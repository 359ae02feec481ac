"""`kvcase erase`, `hold` and `retention`: forget, hold back, and see whose time is over."""

import json
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click

from api.rest import erasures as rest
from domain import permission
from domain.erasure import commands as erasure
from domain.erasure.words import Ground, Held, Status
from domain.errors import NotFoundError, UnusableInputError
from domain.hold import commands as hold
from domain.values import Actor
from kvcase import clock, person_words
from kvcase import erasure as forgetting
from kvcase.bootstrap import Kvcase
from kvcase.cli import common, reads
from kvcase.cli.common import actor_of, json_option, key_option, opened, show, show_lines, show_outcome
from kvcase.cli.registers import person
from projections.erasures import ErasureRow


@click.group()
def erase() -> None:
    """Forget a person, or the texts of a case or an incident: proposed by one, confirmed by another."""


@click.group("hold")
def holds() -> None:
    """Legal holds: what is held is not forgotten."""


@click.group("retention")
def retained() -> None:
    """How long records are kept, and whose time is over."""


@erase.command("propose")
@click.argument("subject")
@click.option("--ground", required=True, type=click.Choice([each.value for each in Ground]))
@click.option("--reason", required=True, help="Why, in your own words; it is erased too.")
@key_option
def propose(subject: str, ground: str, reason: str, key: str) -> None:
    """Propose to forget SUBJECT: `person:ID`, `incident:ID`, or a case by its reference."""
    with opened() as program:
        actor = actor_of(program, key)
        permission.acting_role(erasure.COMMANDS["propose"], actor)
        kind, subject_id = _subject_of(program, actor, subject)
        command = erasure.ProposeErasure(clock.new_id(), kind, subject_id, Ground(ground), reason)
        outcome = program.service(command, actor=actor)
    click.echo(outcome.stream_id)
    show_outcome(outcome)


@erase.command("confirm")
@click.argument("erasure_id", type=click.UUID)
@key_option
def confirm(erasure_id: UUID, key: str) -> None:
    """Confirm what another person proposed. It is carried out at once and cannot be undone."""
    with opened() as program:
        actor = actor_of(program, key)
        outcome = program.service(erasure.ConfirmErasure(erasure_id), actor=actor)
        left = program.erasures.unfinished(actor.institution)
    show_outcome(outcome)
    if erasure_id in left:
        click.echo("decided, and not carried out to its end yet: the scheduler goes on, or `kvcase erase finish`")


@erase.command("withdraw")
@click.argument("erasure_id", type=click.UUID)
@click.option("--reason", required=True)
@key_option
def withdraw(erasure_id: UUID, reason: str, key: str) -> None:
    """Take a proposal back, or refuse it."""
    with opened() as program:
        show_outcome(program.service(erasure.WithdrawErasure(erasure_id, reason), actor=actor_of(program, key)))


@erase.command("list")
@click.option("--status", type=click.Choice([each.value for each in Status]))
@key_option
@json_option
def list_erasures(status: str | None, key: str, as_json: bool) -> None:
    """List the erasures of your institution."""
    with opened() as program:
        actor = _reader_of(program, key)
        rows = program.read_models.erasures(actor.institution).erasures(Status(status) if status else None)
        common.saw(rows)
    if as_json:
        show(rows)
        return
    show_lines(map(_line, rows))


@erase.command("finish")
def finish() -> None:
    """Carry out what was decided and not finished, at every institution; the scheduler does so by itself."""
    with opened() as program:
        done = sum(program.erasures.tend(slug) for slug in program.settings.institutions)
        left = [each for slug in program.settings.institutions for each in program.erasures.unfinished(slug)]
    click.echo(f"{done} erasure(s) carried out, {len(left)} left")


@erase.command("replay")
@click.option("--register", type=click.Path(dir_okay=False, path_type=Path), help="Default: KVCASE_ERASURES_FILE.")
def replay(register: Path | None) -> None:
    """Forget again in a restored copy, before anybody uses it, what was forgotten before. `restore` does so too."""
    with opened() as program:
        done = forgetting.replay(program, register)
    click.echo(f"{done.recorded} erasure(s) that this copy did not know, {done.carried_out} carried out")
    if done.unknown:
        names = ", ".join(done.unknown)
        click.echo(
            f"not of {names}: the settings do not name them; replay again before anybody uses their logs", err=True
        )


@holds.command("place")
@click.argument("subject")
@click.option("--reason", required=True)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day; without one it stands until lifted.")
@key_option
def place(subject: str, reason: str, until: datetime | None, key: str) -> None:
    """Hold SUBJECT: `person:ID`, `incident:ID`, or a case by its reference, and with it all that tells of it."""
    with opened() as program:
        actor = actor_of(program, key)
        permission.acting_role(hold.COMMANDS["place"], actor)
        kind, subject_id = _subject_of(program, actor, subject)
        last = until.date() if until is not None else None
        outcome = program.service(hold.PlaceHold(clock.new_id(), kind, subject_id, reason, last), actor=actor)
    click.echo(outcome.stream_id)
    show_outcome(outcome)


@holds.command("lift")
@click.argument("hold_id", type=click.UUID)
@click.option("--reason", required=True)
@key_option
def lift(hold_id: UUID, reason: str, key: str) -> None:
    """Lift a hold."""
    with opened() as program:
        show_outcome(program.service(hold.LiftHold(hold_id, reason), actor=actor_of(program, key)))


@holds.command("list")
@key_option
@json_option
def list_holds(key: str, as_json: bool) -> None:
    """List the holds of your institution."""
    with opened() as program:
        actor = _reader_of(program, key)
        rows = program.read_models.erasures(actor.institution).holds()
        common.saw(rows)
    if as_json:
        show(rows)
        return
    show_lines(
        f"{row.hold_id}  {row.kind}:{row.subject_id}  since {row.placed_on} by {row.placed_by}  "
        f"{f'lifted {row.lifted_on}' if row.lifted_on else f'until {row.until}' if row.until else 'stands'}"
        for row in rows
    )


@retained.command("proposals")
@key_option
@json_option
def proposals(key: str, as_json: bool) -> None:
    """List the cases and persons whose time is over; two people erase them (`kvcase erase`)."""
    with opened() as program:
        found = program.retention.proposals(_reader_of(program, key).institution)
        common.saw(found)
    if as_json:
        show(found)
        return
    show_lines(
        f"{each.reference or f'{each.kind}:{each.subject_id}'}  due {each.due_on}  ended {each.ended_on}  {each.source}"
        f"{f'  kept until {each.kept_until}' if each.kept_until else ''}{'  held' if each.held_by else ''}"
        for each in found
    )


@retained.command("rules")
@json_option
def rules(as_json: bool) -> None:
    """Tell how long each kind of record is kept, and where that stands."""
    with opened() as program:
        found = program.retention.rules()
    if as_json:
        show(found)
        return
    show_lines(
        f"{each.kind:<8} {each.years:>3} years  {each.note.en}  [{each.citation}]"
        f"{'  to be confirmed by the institution' if each.confirm else ''}"
        for each in found
    )


@person.command("find")
@click.argument("name")
@key_option
@json_option
def find(name: str, key: str, as_json: bool) -> None:
    """Find whom a request is about: a person by the whole NAME, or a case by its reference."""
    with opened() as program:
        actor = common.let_in(program, key, rest.PRIVACY.roles, "looking up whom a request is about")
        rows = rest.called(program.read_models.erasures(actor.institution), name)
        common.saw(rows)
    if as_json:
        show(rows)
        return
    show_lines(
        f"{row.kind}:{row.subject_id}  {row.reference or row.name}"
        f"{f'  born {row.birth_year}' if row.birth_year else ''}{f'  {row.identity}' if row.identity else ''}"
        f"{'  in ' + ', '.join(row.cases) if row.cases else ''}{'  erased' if row.is_erased else ''}"
        for row in rows
    )


@person.command("report")
@click.argument("person_id", type=click.UUID)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A file for the data.")
@click.option("--purpose", help="What it is for; an access request (GDPR art. 15) unless told.")
@key_option
def report(person_id: UUID, out: Path, purpose: str | None, key: str) -> None:
    """Write all that is held about a person: OUT in JSON, and beside it in Dutch and English. It is recorded."""
    with opened() as program:
        actor = actor_of(program, key)
        reads.names("person", person_id)
        told = program.person_reports(person_id, actor, purpose)
    common.write_private(out, (json.dumps(common.plain(dict(told)), ensure_ascii=False, indent=2) + "\n").encode())
    for language in ("nl", "en"):
        file = out.with_name(f"{out.stem}.{language}.md")
        common.write_private(file, person_words.in_words(told, language).encode())
    click.echo(f"{out}, and beside it {out.stem}.nl.md and {out.stem}.en.md: keep them no longer than you need them")


def _subject_of(program: Kvcase, actor: Actor, subject: str) -> tuple[Held, UUID]:
    """Return whom somebody means: `person:<id>`, `case:<id>`, `incident:<id>` or the reference of a case."""
    kind, colon, name = subject.partition(":")
    if colon:
        kinds = {"person": Held.PERSON, "case": Held.CASE, Held.CASE.value: Held.CASE, "incident": Held.INCIDENT}
        try:
            return kinds[kind], UUID(name)
        except (KeyError, ValueError) as error:
            expected = "person:ID, case:ID, incident:ID or the reference of a case"
            raise UnusableInputError("subject", f"{subject!r} is nobody", expected) from error
    if actor.institution in program.settings.institutions:
        row = program.read_models.institution(actor.institution).case_by_reference(subject.strip().upper())
        if row is not None:
            return Held.CASE, row.case_id
    raise NotFoundError("case", subject)


def _reader_of(program: Kvcase, key: str) -> Actor:
    return common.let_in(program, key, rest.READERS.roles, "reading erasures")


def _line(row: ErasureRow) -> str:
    return (
        f"{row.erasure_id}  {row.status:<9}  {row.kind}:{row.subject_id}  {row.ground:<16}  {row.proposed_on} by "
        + ", ".join(row.proposed_by)
        + (f"; confirmed by {', '.join(row.confirmed_by)}" if row.confirmed_by else "")
    )


COMMANDS = (erase, holds, retained)
