"""`kvcase`: the command line. Exit status 0 done, 1 refused by a rule, 2 unusable input (settled.md 5)."""

import json
import logging
import sys
from collections.abc import Sequence

import click

from domain import reads as known_reads
from domain import speech
from domain.collaboration.spine import Language
from domain.errors import DomainError, GatesOpenError, UnusableInputError
from kvcase import bootstrap, keys, memory
from kvcase.cli import (
    audit,
    backup,
    bench,
    callers,
    cases,
    common,
    deadlines,
    demo,
    doctor,
    documents,
    doors,
    erasure,
    exports,
    figures,
    fwo,
    imports,
    incidents,
    installation,
    institutions,
    ledger,
    licences,
    lists,
    mandates,
    operations,
    past_rows,
    policy,
    reads,
    registers,
    screening,
    screenings,
    search,
    sharing,
    telling,
    watching,
)
from kvcase.store.errors import StoreError

EXIT_REFUSED = 1
EXIT_UNUSABLE = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kvcase")
@click.option("-v", "--verbose", is_flag=True, help="Tell more while working.")
@click.option(
    "--lang",
    type=click.Choice([Language.NL.value, Language.EN.value]),
    default=Language.EN.value,
    show_default=True,
    envvar="KVCASE_LANG",
    help="The language in which the rules answer (or KVCASE_LANG).",
)
@click.option(
    "--on-behalf-of",
    "absent",
    envvar="KVCASE_ON_BEHALF_OF",
    help="Act for this colleague, by a cover that stands (or KVCASE_ON_BEHALF_OF); every event names both.",
)
@click.option(
    "--purpose",
    envvar="KVCASE_PURPOSE",
    help="What you read it for, kept sealed beside the record of the read (KVCASE_PURPOSE, if it names somebody).",
)
def cli(verbose: bool, lang: str, absent: str | None, purpose: str | None) -> None:
    """Keep the cases of a research-security contact point, from notification to termination."""
    common.ON_BEHALF_OF.set(absent or None)
    common.LANGUAGE.set(Language(lang))
    reads.PURPOSE.set(None if purpose is None else known_reads.purpose(purpose))
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s"
    )


for group in (
    installation,
    callers,
    doors,
    licences,
    policy,
    lists,
    screening,
    screenings,
    registers,
    erasure,
    mandates,
    exports,
    cases,
    incidents,
    deadlines,
    institutions,
    fwo,
    figures,
    audit,
    ledger,
    past_rows,
    operations,
    backup,
    doctor,
    bench,
    demo,
    sharing,
    watching,
    documents,
    imports,
    search,
    telling,
):
    for command in group.COMMANDS:
        cli.add_command(command)


def main() -> None:
    """Run the command line and turn refusals into messages and exit statuses."""
    memory.collect_seldom()
    try:
        refuse_key_in_sight(sys.argv)
        sys.exit(cli(standalone_mode=False) or 0)  # click hands the status of an `Exit` back; it does not raise it
    except click.Abort:
        click.echo("aborted", err=True)
        sys.exit(EXIT_UNUSABLE)
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_UNUSABLE)
    except DomainError as error:
        click.echo(message_of(error), err=True)
        sys.exit(EXIT_UNUSABLE if isinstance(error, UnusableInputError) else EXIT_REFUSED)
    except StoreError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(EXIT_UNUSABLE)
    except bootstrap.UNAVAILABLE as error:
        click.echo(f"error: the database refuses: {getattr(error, 'orig', error)}", err=True)
        sys.exit(EXIT_UNUSABLE)
    except OSError as error:  # a file or folder that cannot be used, a disk that is full
        place = f"{error.filename}: " if error.filename else ""
        click.echo(f"error: {place}{error.strerror or error}", err=True)
        sys.exit(EXIT_UNUSABLE)


def refuse_key_in_sight(arguments: Sequence[str]) -> None:
    """Refuse a credential among the arguments, which every user of the machine reads. Raises `UnusableInputError`."""
    if any(each == "--key" or each.startswith(("--key=", keys.PREFIX)) for each in arguments):
        raise UnusableInputError("key", "stands on the command line, for all to see", "KVCASE_KEY or KVCASE_KEY_FILE")


def message_of(error: DomainError) -> str:
    """Return what a person reads of a refusal: which rule, from which source, and what closes each gate."""
    language = common.LANGUAGE.get()
    if isinstance(error, GatesOpenError):
        lines = [f"refused: {error.blocked} waits for {len(error.gates)} open gate(s)"]
        for gate in (speech.gate(each, language) for each in error.gates):
            lines += [
                f"  {gate.rule_id}  {gate.reason}",
                f"      source: {gate.source}",
                f"      closed by: {gate.closed_by}",
                f"      gate: {common.id_of(gate)}",
            ]
        return "\n".join(lines)
    if isinstance(error, UnusableInputError):
        return f"unusable input: {error}"
    return f"refused: {speech.refusal(error, language)}"


def as_json(value: object) -> str:
    """Return a value as JSON for a program to read."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


if __name__ == "__main__":
    main()
