"""`kvcase screenings`: run the past screenings of a case again, and see whether they come out the same."""

import click

from api import access
from domain.collaboration import disclosure
from domain.errors import NotPermittedError
from domain.values import Role
from kvcase.cli.common import case_id_of, json_option, key_option, opened, reader_of, show
from kvcase.past_screenings import Replayed


@click.group()
def screenings() -> None:
    """Past screenings, run again exactly."""


@screenings.command("replay")
@click.argument("reference")
@key_option
@json_option
def replay(reference: str, key: str, as_json: bool) -> None:
    """Run every screening of a case again, against the list versions and names of then; nothing is recorded."""
    with opened() as program:
        actor = reader_of(program, key)
        if not disclosure.sees_all(actor.roles):
            raise NotPermittedError("past screenings", tuple(sorted(access.OFFICES | {Role.AUDITOR})), "G21")
        case_id = case_id_of(program, actor, reference)
        found = program.past_screenings.replay(actor.institution, case_id)
    if as_json:
        show(found)
    else:
        for each in found:
            _tell(each)
        if not found:
            click.echo("this case was not screened yet")
    if any(each.is_same_scorer and not each.is_identical and not (each.erased or each.changed) for each in found):
        raise click.exceptions.Exit(1)


def _tell(each: Replayed) -> None:
    lists = ", ".join(f"{name} {version}" for name, version in sorted(each.lists.items())) or "no list"
    outcome = "identical" if each.is_identical else "NOT identical"
    click.echo(
        f"{each.cause:<13} {each.screening_id} against {lists}: {outcome}; {each.subjects} subjects, "
        f"{each.same} hits the same, {each.known} known before"
    )
    for name in each.other:
        click.echo(f"  came out otherwise: {name}")
    for name in each.new:
        click.echo(f"  was not found then: {name}")
    if not each.is_same_scorer:
        click.echo(f"  it was made by {each.scorer_id}, which is not the scorer of this version")
    for subject_id in each.erased:
        click.echo(f"  the names of {subject_id} are erased: what was found about them cannot be worked out again")
    for subject_id in each.changed:
        click.echo(f"  {subject_id} was being amended just then")


COMMANDS = (screenings,)
