"""What closes a gate is told with the words of the forms, and leads there for whom they are."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from markupsafe import Markup

from domain.dutch import gates
from domain.registry import AGGREGATES
from tests.api.house import House, identifier, opened
from tests.api.visitor import Visitor

CASE = UUID(identifier("closing"))
NAMES = re.compile(r"(?<![\w-])[a-z]+(?:-[a-z]+)+(?![\w-])|\b[a-z]+_[a-z_]+\b")
COMMANDS = frozenset(name for each in AGGREGATES for name in each.commands)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("house")) as found:
        yield found


def told(house: House, text: str, lang: str = "en", gate_id: str = "x", case_id: UUID | None = None) -> Markup:
    """Return what a page says closes a gate, to an officer who looks."""
    visitor = Visitor(house.app)
    visitor.sign_in(house.officer.key)
    headers = {"Accept-Language": lang, "Cookie": f"kvcase={visitor.cookie}"}
    with house.app.test_request_context("/morning", headers=headers):
        house.app.preprocess_request()
        what_closes: Any = house.app.jinja_env.globals["what_closes"]
        words: Markup = what_closes({"gate_id": gate_id, "closed_by": text}, case_id)
        return words


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_no_gate_names_a_command_or_a_word_of_the_program(house: House, lang: str) -> None:
    values = {"policy": "fwo-rsa", "measure": "M10", "check": "X1", "closing": "x"}
    for english in gates.CLOSINGS:
        words = told(house, english.format_map(values), lang)
        left = {each for each in NAMES.findall(words.striptags()) if each in COMMANDS or "_" in each}
        assert not left, words


def test_the_words_are_those_of_the_form_and_the_catalogue(house: House) -> None:
    assert told(house, "set-mitigation M10, implement-mitigation, then verify-mitigation by somebody else").startswith(
        "“Set a measure” ("
    )
    assert told(house, "record-check X1, by the contact point") == "“Record a check”, by the contact point"
    dutch = told(house, gates.CLOSINGS["approve or clear, by the approver; reopen, if it has ended"], "nl")
    assert dutch == (
        "“Goedkeuren” of “Vrijgeven langs de snelle route”, door de goedkeurder; “Heropenen”, als het beëindigd is"
    )


def test_a_command_is_a_link_for_whom_it_is_with_what_the_gate_names(house: House) -> None:
    hit = identifier("closing hit")
    link = told(house, "resolve-hit, by the contact point", gate_id=f"hit:{hit}", case_id=CASE)
    assert f'<a href="/hits/{hit}">Decide a hit</a>' in link
    measure = identifier("closing measure")
    text = "implement-mitigation by its owner, then verify-mitigation by somebody else"
    link = told(house, text, gate_id=f"mitigation:{measure}", case_id=CASE)
    assert f'/do/collaborations/{CASE}/verify-mitigation?mitigation_id={measure}"' in link
    assert "<a" not in told(house, "approve-work-package, by the approver", case_id=CASE), "that is no officer's"


def test_what_a_rule_says_is_text_whatever_it_holds(house: House) -> None:
    assert "<script>" not in told(house, "<script>alert(1)</script> and resolve-hit")
