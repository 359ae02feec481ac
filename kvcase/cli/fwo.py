"""`kvcase case appraisal` and `kvcase fwo`: the appraisal, the reports, and what the FWO sees."""

import click

from api import access
from api.reading import Reading
from domain.collaboration import appraisal, decider
from kvcase.catalogues import forms
from kvcase.cli.cases import case
from kvcase.cli.common import case_id_of, json_option, key_option, opened, reader_of, show


@case.command("appraisal")
@click.argument("reference")
@key_option
@json_option
def case_appraisal(reference: str, key: str, as_json: bool) -> None:
    """Show every appraisal of a case, and which answer flipped its class."""
    with opened() as program:
        actor = reader_of(program, key)
        reading = Reading(program.ports)
        case_id = case_id_of(program, actor, reference)
        recorded = reading.history(decider.AGGREGATE, case_id, actor)
        if not access.may_read_personal_texts(actor):
            recorded = program.logs.log(actor.institution).read(case_id, reveal=False)
    found = appraisal.history(recorded, forms.shipped().values())
    if as_json:
        show(found)
        return
    if not found:
        click.echo("no appraisal was recorded")
    for each in found:
        because = f", because of {', '.join(each.causes)}" if each.causes else ""
        click.echo(f"{each.at:%Y-%m-%d}  {each.questionnaire} {each.version}  {each.outcome}{because}")
        for change in each.changes:
            mark = "  <- flipped the class" if change.flips else ""
            click.echo(f"    {change.question}: {change.before or '-'} -> {change.after or '-'}{mark}")


@click.group()
def fwo() -> None:
    """The FWO: questionnaires, reports, and the portfolio of what it funds."""


@fwo.command("questionnaires")
@click.option("--language", type=click.Choice(["nl", "en"]), default="nl")
def questionnaires(language: str) -> None:
    """Print the questionnaires that `answer-appraisal` takes, with what each answer may be and why it is asked."""
    for form in forms.shipped().values():
        click.echo(f"{form.questionnaire_id} {form.version} ({form.owner})\n  {getattr(form.notice, language)}")
        for each in form.questions:
            only = f" [{each.shown_if.question} = {' / '.join(each.shown_if.words)}]" if each.shown_if else ""
            click.echo(f"  {each.question_id}: {getattr(each.label, language)}{only}")
            click.echo(f"      {' / '.join(each.answers) or '…'}; {getattr(each.reason, language)}")


COMMANDS = (fwo,)
