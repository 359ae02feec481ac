"""`kvcase doctor`: whether an installation is as it must be, what each fault means and what to do about it."""

from collections.abc import Iterator, Sequence

import click

from domain.collaboration.spine import Language
from kvcase import clock, doctor_facts, doctor_words, settings
from kvcase import doctor as checks
from kvcase.cli.common import LANGUAGE, json_option, show
from kvcase.doctor import Finding, State
from kvcase.settings import SettingsError

_EXIT_FOUND = 1


@click.command("doctor")
@click.option("--all", "everything", is_flag=True, help="Show each thing that is good too, and not one line a check.")
@json_option
def doctor(everything: bool, as_json: bool) -> None:
    """Look at databases, keys, clocks, read models, lists, ledgers, disks and backups; it changes nothing.

    Exit status 0: all is ok. 1: something needs to be seen to.
    """
    try:
        found = doctor_facts.examine(settings.read(), clock.now)
    except SettingsError as error:
        found = (checks.unusable("settings", "", str(error)),)
    if as_json:
        show([_plain(each) for each in found])
    else:
        for line in _lines(found, LANGUAGE.get(), everything=everything):
            click.echo(line)
    if not checks.is_good(found):
        raise click.exceptions.Exit(_EXIT_FOUND)


def _lines(found: Sequence[Finding], language: Language, *, everything: bool) -> Iterator[str]:
    """Yield the findings in the order of the checks; what is good in one line a check, unless all is asked for."""
    for check in doctor_words.CHECKS:
        of = [each for each in found if each.check == check]
        good = [each for each in of if each.state is State.OK]
        if good and not everything:
            more = f"  (x {len(good)})" if len(good) > 1 else ""
            yield _line(good[0], language, "" if len(good) > 1 else good[0].where) + more
        for each in of:
            if everything or each.state is not State.OK:
                yield _line(each, language, each.where)
                if do := doctor_words.to_do(each, language):
                    yield f"{'':<9}-> {do}"


def _line(each: Finding, language: Language, where: str) -> str:
    place = f" {where}" if where else ""
    told = doctor_words.means(each, language)
    return f"{doctor_words.state(each, language):<8} {doctor_words.check(each, language)}{place}: {told}"


def _plain(each: Finding) -> dict[str, object]:
    language = LANGUAGE.get()
    return {
        "check": each.check,
        "where": each.where,
        "state": each.state,
        "code": each.code,
        "values": dict(each.values),
        "means": doctor_words.means(each, language),
        "do": doctor_words.to_do(each, language),
    }


COMMANDS = (doctor,)
