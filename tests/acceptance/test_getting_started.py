"""The page for who begins is true: every command on it is typed, in its order, and answered as it says."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kvcase.cli import main
from tests.acceptance import getting_started
from tests.acceptance.getting_started import PAGE, ROOT, Step

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_LINE = re.compile(r"^(?:    |\$ |> )(?:[A-Z_]+=\S+ +)*kvcase +(?P<words>.+)$", re.MULTILINE)
_BEHIND = re.compile(r"^[|&<>;)]|^\d?>")


@pytest.mark.nightly
@pytest.mark.sockets
def test_every_step_of_the_page_is_answered_as_it_says(tmp_path: Path) -> None:
    """To print it anew: python -m tests.acceptance.getting_started."""
    begun = tmp_path / "begun"
    begun.mkdir()
    otherwise = []
    with getting_started.somebody(begun) as who:
        for step in getting_started.every_step(PAGE.read_text("utf-8")):
            answered = who.does(step)
            if not who.is_as_told(step, answered):
                otherwise.append(f"$ {step.typed}\n{answered}\n-- and the page says:\n{step.answer}")
    assert otherwise == [], "\n\n".join(otherwise)


def test_steps_are_found_with_what_is_typed_over_several_lines() -> None:
    page = (
        "Words.\n\n```console\n$ one <<END\n> two\n>\n> END\nanswer\nmore\n$ three\n```\n\n```browser\nopen it\n```\n"
    )
    assert list(getting_started.every_step(page)) == [
        Step(False, "one <<END\ntwo\n\nEND", "answer\nmore"),
        Step(False, "three", ""),
        Step(True, "open it", ""),
    ]


def said(page: Path) -> Iterator[list[str]]:
    """Give the words of each command that stands on a page, without what a shell does with them."""
    for found in _LINE.finditer(page.read_text("utf-8").replace("\\\n", " ")):
        line = re.sub(r"(?<=\s)#.*$", "", found["words"])
        try:
            words = shlex.split(re.sub(r"\$\([^)]*\)", "X", line))
        except ValueError:  # a text over several lines; its page is held to the program by another test
            continue
        end = next((at for at, word in enumerate(words) if _BEHIND.match(word)), len(words))
        yield words[:end]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_on_a_page_is_one_with_options_that_it_has_and_words_that_it_takes(page: Path) -> None:
    wrong = [f"kvcase {' '.join(words)}: {why}" for words in said(page) for why in refused(words)]
    assert wrong == [], "\n".join(wrong)


def refused(words: list[str]) -> Iterator[str]:
    """Tell what the command line would say to these words, without doing anything."""
    found: click.Command = main.cli
    rest = list(words)
    try:
        while isinstance(found, click.Group):
            context = click.Context(found)
            _, left, _ = found.make_parser(context).parse_args(list(rest))
            if not left or left[0] == "…":
                return
            name, *rest = left
            known = found.get_command(context, name)
            if known is None:
                yield f"there is no {name!r}"
                return
            found = known
        context = click.Context(found)
        given, _, _ = found.make_parser(context).parse_args(rest)
        for each in found.params:
            if isinstance(each.type, click.Choice) and (value := given.get(each.name or "")):
                for one in value if isinstance(value, list | tuple) else [value]:
                    each.type.convert(one, each, context)
    except click.UsageError as error:
        yield error.format_message()
