"""`kvcase audit`: what happened, for somebody who trusts nobody."""

import click

from kvcase.cli.common import json_option, opened, show, show_lines
from kvcase.cli.story import lines_of


@click.group()
def audit() -> None:
    """Read the log itself."""


@audit.command("log")
@click.argument("institution")
@click.option(
    "--after", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True, help="Begin behind this position."
)
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True)
@json_option
def log(institution: str, after: int, limit: int, as_json: bool) -> None:
    """Print the log of an institution in the order in which it was written, personal texts left sealed."""
    with opened() as program:
        if institution not in (*program.settings.institutions, "shared"):
            raise click.BadParameter("no such log", param_hint="INSTITUTION")
        recorded = program.logs.log(institution).after(after, limit, reveal=False)
    if as_json:
        show(recorded)
        return
    show_lines(f"{each.position:>8}  {line}" for line, each in zip(lines_of(recorded), recorded, strict=True))


COMMANDS = (audit,)
