"""`kvcase case may-share`: ask before a talk, a meeting, a trip or a paper; nothing is recorded."""

from collections.abc import Iterator

import click

from domain import permission, speech
from domain.collaboration.may_share import Answer
from domain.collaboration.sharing import Question
from domain.collaboration.spine import Language
from domain.collaboration.table import COMMANDS as CASE_COMMANDS
from domain.errors import NotFoundError
from domain.licence.words import Modality, Unit
from kvcase.catalogues import book
from kvcase.cli import common
from kvcase.cli.cases import case
from kvcase.cli.common import actor_of, case_id_of, json_option, key_option, opened, show
from kvcase.names import Names


@case.command("may-share")
@click.argument("reference")
@click.option("--modality", required=True, type=click.Choice([each.value for each in Modality]))
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day, such as 2026-05-01; else today.")
@click.option("--code", "codes", multiple=True, help="A code of Annex I that goes along, such as 6A002.a.1.")
@click.option("--destination", help="The country where it takes place or goes, such as BE.")
@click.option("--party", "recipient", help="The id of a party of the case that receives it.")
@click.option(
    "--participant",
    "participants",
    multiple=True,
    help="Who takes part: the country of the place of work, with :organisation or =party id behind it (JP:Kaigan Lab).",
)
@click.option("--decontrol", help="The id of the decision that the knowledge is not controlled.")
@click.option("--work-package", help="The part of the collaboration that it belongs to.")
@click.option("--quantity", type=int, help="How much goes along, where its licence sets a limit.")
@click.option("--unit", type=click.Choice([each.value for each in Unit]), default=Unit.PIECES.value, show_default=True)
@click.option("--value-eur", type=int, help="What it is worth in euro, where its licence sets a limit.")
@click.option("--nothing-listed-because", help="Why nothing of what goes along is listed.")
@key_option
@json_option
def may_share(
    reference: str,
    modality: str,
    day: object,
    codes: tuple[str, ...],
    destination: str | None,
    recipient: str | None,
    participants: tuple[str, ...],
    decontrol: str | None,
    work_package: str | None,
    quantity: int | None,
    unit: str,
    value_eur: int | None,
    nothing_listed_because: str | None,
    key: str,
    as_json: bool,
) -> None:
    """Ask whether something may be shared: yes, or every gate that stands before it. Exit status 0 yes, 1 no."""
    with opened() as program:
        actor = actor_of(program, key)
        permission.acting_role(CASE_COMMANDS["record-sharing"], actor)
        case_id = case_id_of(program, actor, reference)
        values = {
            "modality": modality,
            "shared_on": str(day or program.clock())[:10],
            "codes": list(codes),
            "destination": destination,
            "recipient_id": recipient,
            "participants": [_participant(each) for each in participants],
            "decontrol_id": decontrol,
            "work_package": work_package,
            "quantity": quantity,
            "unit": unit,
            "value_eur": value_eur,
            "nothing_listed_because": nothing_listed_because,
        }
        asked = common.command_from(Question, values)
        version, answer = program.ports.history.may_share(case_id, asked, actor=actor)
        names = Names(program.logs)
        licences = tuple(names.in_text(str(each), actor.institution, actor) for each in answer.licences)
    if as_json:
        show({"version": version, "answer": answer})
    else:
        for line in told(answer, licences):
            click.echo(line)
    if not answer.allowed:
        raise click.exceptions.Exit(1)


def told(answer: Answer, licences: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines in which a person reads an answer, in Dutch and English."""
    if answer.allowed:
        yield "JA, dit mag gedeeld worden. / YES, this may be shared."
    else:
        count = len(answer.gates)
        yield f"NEE, nog niet: {count} poort(en) open. / NO, not yet: {count} gate(s) open."
    for number in licences:
        yield f"  onder vergunning / under licence {number}"
    for gate in answer.gates:
        title_nl, title_en = _titles(gate.rule_id)
        yield f"  {gate.rule_id}  {title_nl} / {title_en}"
        dutch = speech.gate(gate, Language.NL)
        yield from dict.fromkeys((f"      {dutch.reason}", f"      {gate.reason}"))
        yield f"      bron / source: {gate.source}"
        yield f"      sluit met: {dutch.closed_by}"
        yield f"      closed by: {gate.closed_by}"
    for note in answer.notes:
        yield f"  let op: {note.nl}"
        yield f"  note:   {note.en}"


def _titles(rule_id: str) -> tuple[str, str]:
    """Return what the rulebook calls a rule; its id where it stands in no rulebook."""
    try:
        rule = book.explained(book.shipped(), rule_id)
    except NotFoundError:
        return rule_id, rule_id
    return rule.title_nl, rule.title_en


def _participant(said: str) -> dict[str, str]:
    """Return a participant from `JP`, `JP:an organisation` or `JP=the id of a party`."""
    country, mark, rest = said[:2], said[2:3], said[3:]
    match mark:
        case ":":
            return {"country": country, "organisation": rest}
        case "=":
            return {"country": country, "party_id": rest}
        case _:
            return {"country": said}


COMMANDS: tuple[click.Command, ...] = ()
