"""`kvcase case search`: look for words in the texts of cases."""

import click

from api.access import OFFICES
from api.reading import Reading
from domain.values import Role
from kvcase.cli import cases, common
from kvcase.cli.common import json_option, key_option, opened
from projections.asking import PAGE


@cases.case.command("search")
@click.argument("question")
@click.option("--all", "is_all", is_flag=True, help=f"All that is found, and not the newest {PAGE} alone.")
@key_option
@json_option
def search(question: str, is_all: bool, key: str, as_json: bool) -> None:
    """Search the texts of cases: words, a "phrase", or a beginning such as kwantum*; the newest case first."""
    with opened() as program:
        actor = common.let_in(program, key, OFFICES | {Role.RESEARCHER}, "searching texts")
        program.read_models.catch_up(actor.institution)
        reading = Reading(program.ports)
        if is_all:
            found = tuple(common.every(lambda after: reading.search(actor, question, after=after, limit=200)))
        else:
            found = reading.search(actor, question, after=None, limit=PAGE).items
        common.saw(found)
    if as_json:
        common.show(list(found))
        return
    common.show_lines(f"{row.reference}  {row.title}\n  {row.what} {row.field}: {row.snippet}" for row in found)


COMMANDS: tuple[click.Command, ...] = ()
"""It stands in the group of cases."""
