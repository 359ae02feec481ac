"""Nobody learns from a refusal whether a case is there: "not yours" and "not there" are told in the same words."""

from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

import click
import pytest
from click.testing import CliRunner
from flask import Flask

from api import access
from domain.errors import DomainError, NotFoundError
from domain.values import Role
from kvcase.cli import main
from tests.api.house import API, House, Person, identifier

ABSENT = "KV-NOORDHAVEN-2026-999999"
MORE: Mapping[str, tuple[str, ...]] = {
    "audit bundle": ("--out", "never-written.zip"),
    "case attach": (__file__,),
    "case do": ("withdraw", '{"reason": "x"}'),
    "case document": (identifier("no document"), "--to", "never-written"),
    "case may-share": ("--modality", "lecture"),
    "export case": ("--to", "never-written.pdf"),
    "export letter": ("--to", "never-written.pdf", "--signed-by", "Olga Voorbeeld"),
}
"""What a command needs besides the reference."""
pytestmark = pytest.mark.rule("G21")


def commands_with_a_reference() -> Iterator[tuple[str, bool]]:
    """Yield each command of the command line that takes a reference, and whether it is an option there."""
    waiting: list[tuple[str, click.Command]] = [("", main.cli)]
    while waiting:
        name, command = waiting.pop()
        if isinstance(command, click.Group):
            waiting += [(f"{name} {each}".strip(), one) for each, one in command.commands.items()]
        for parameter in command.params:
            if parameter.name == "reference":
                yield name, isinstance(parameter, click.Option)


TAKING = dict(sorted(commands_with_a_reference()))


@pytest.fixture
def answer(house: House, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, type]]:
    """Return what a command answers when it is refused: the message and the kind."""
    monkeypatch.setattr("kvcase.cli.common.bootstrap.build", lambda _settings: house.program)
    monkeypatch.setattr("kvcase.cli.common.settings.read", lambda: None)
    monkeypatch.setattr(type(house.program), "close", lambda _self: None)

    def answered(who: Person, name: str, reference: str) -> tuple[str, type]:
        given = ("--case", reference) if TAKING[name] else (reference,)
        said = CliRunner().invoke(main.cli, [*name.split(), *given, *MORE.get(name, ()), "--key", who.key])
        assert isinstance(said.exception, DomainError), said.output
        return main.message_of(said.exception).replace(reference, "…"), type(said.exception)

    return answered


@pytest.mark.parametrize("name", TAKING)
@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.DATA_PROTECTION_OFFICER, Role.OPERATOR])
def test_a_command_says_the_same_of_a_case_of_another_and_of_none(
    house: House, answer: Callable[..., tuple[str, type]], name: str, role: Role
) -> None:
    case = house.researcher.notify()
    colleague = house.person(f"colleague-{role}", role)
    assert answer(colleague, name, case.reference) == answer(colleague, name, ABSENT)
    assert answer(colleague, name, case.id) == answer(colleague, name, identifier("absent"))


@pytest.mark.parametrize("name", TAKING)
def test_a_command_says_the_same_at_another_institution(
    house: House, answer: Callable[..., tuple[str, type]], name: str
) -> None:
    case = house.researcher.notify()
    said = answer(house.stranger, name, case.reference)
    assert said == answer(house.stranger, name, ABSENT)
    assert said[1] is NotFoundError


def test_the_own_case_is_found_by_reference_and_by_id(house: House, answer: Callable[..., tuple[str, type]]) -> None:
    case = house.researcher.notify()
    for reference in (case.reference, case.reference.lower(), f" {case.reference} ", case.id):
        message, _ = answer(house.researcher, "screen", reference)
        assert "start-screening is for" in message


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """Yield the method and path of each address of one case, to which a researcher is let in."""
    for rule in app.url_map.iter_rules():
        row = access.table(app)[rule.endpoint]
        if rule.rule.startswith(f"{API}/collaborations/<uuid:identifier>") and Role.RESEARCHER in row.roles:
            yield "POST" if "POST" in (rule.methods or ()) else "GET", rule.rule.removeprefix(API)


def test_an_address_says_the_same_of_a_case_of_another_and_of_none(house: House) -> None:
    case = house.researcher.notify()
    tried = 0
    for method, path in addresses(house.app):
        told = [_told(house.other_researcher, method, path, each) for each in (case.id, identifier("absent"))]
        assert told[0] == told[1], (method, path)
        tried += told[0][0] == 404
    assert tried > 5


def _told(who: Person, method: str, path: str, each: str) -> tuple[int, str]:
    headers = {"If-Match": f'"{UUID(each)}:1"', "Content-Type": "application/json"}
    body = _body(path) if method == "POST" else None
    answer = who.send(method, path.replace("<uuid:identifier>", each), headers=headers, json=body)
    return answer.status_code, answer.text.replace(each, "…")


def _body(path: str) -> Mapping[str, object]:
    command = path.rpartition("/")[2]
    return {"withdraw": {"reason": "x"}}.get(command, {})
