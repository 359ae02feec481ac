"""Why an input cannot be used, and what is asked instead, is told in Dutch whatever rule refuses it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import domain
from domain import control_codes, speech, text
from domain.collaboration.spine import Language
from domain.dutch.inputs import INPUTS
from domain.errors import UnusableInputError
from domain.sentence import Sentence

ROOT = Path(domain.__file__).parents[1]
HOLE = "7"
SOURCES = [
    *sorted((ROOT / "domain").rglob("*.py")),
    ROOT / "kvcase" / "blob_types.py",
    ROOT / "kvcase" / "documents.py",
    ROOT / "kvcase" / "history.py",
    ROOT / "kvcase" / "read_reports.py",
    ROOT / "kvcase" / "reminders.py",
    ROOT / "projections" / "search_words.py",
]
MADE_OF_VALUES = {
    "7 7",  # a code and what it looks like: `test_what_a_wrong_code_looks_like_is_told`
    "7",  # words or ids that stand there alone
    "is 7",  # the size of a file, which no page asks for
    "1 to 9",
    "v1 to v7",
    "p1 to p7",
}
"""What has no words of its own."""


def _texts(node: ast.expr, scopes: list[ast.AST]) -> Iterator[str]:
    """Yield each text that an expression may be, with a hole for each value in it."""
    match node:
        case ast.Constant(value=str() as value):
            yield value
        case ast.JoinedStr(values=values):
            found = [""]
            for each in values:
                told = [str(each.value)] if isinstance(each, ast.Constant) else list(_filled(each, scopes))
                found = [before + after for before in found for after in told]
            yield from found
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts(body, scopes)
            yield from _texts(orelse, scopes)
        case ast.BoolOp(values=values):
            for each in values:
                yield from _texts(each, scopes)
        case ast.Name(id=name):
            yield from next((found for scope in scopes if (found := list(_assigned(name, scope, scopes)))), [])
        case _:
            return


def _filled(node: ast.AST, scopes: list[ast.AST]) -> Iterator[str]:
    """Yield what a place in a text may hold: a text that is known, or a hole."""
    value = node.value if isinstance(node, ast.FormattedValue) else None
    known = list(_texts(value, scopes)) if isinstance(value, ast.Name | ast.IfExp) else []
    yield from known or [HOLE]


def _assigned(name: str, scope: ast.AST, scopes: list[ast.AST]) -> Iterator[str]:
    for each in ast.walk(scope):
        if not isinstance(each, ast.Assign):
            continue
        for target in each.targets:
            if isinstance(target, ast.Name) and target.id == name:
                yield from _texts(each.value, scopes)
            elif isinstance(target, ast.Tuple) and isinstance(each.value, ast.Tuple):
                for one, value in zip(target.elts, each.value.elts, strict=False):
                    if isinstance(one, ast.Name) and one.id == name:
                        yield from _texts(value, scopes)


def _raised() -> dict[str, str]:
    """Return what the code says of an input that cannot be used, with where it says so."""
    found: dict[str, str] = {}
    for file in SOURCES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            if call.func.id != "UnusableInputError" or len(call.args) < 3:
                continue
            around: list[ast.AST] = [each for each in functions if call in ast.walk(each)]
            for part in call.args[1:3]:
                for said in _texts(part, [*around, tree]):
                    found.setdefault(said, f"{file.relative_to(ROOT)}:{call.lineno}")
    return found


def test_everything_that_the_rules_say_of_an_input_has_its_dutch() -> None:
    raised = _raised()
    assert len(raised) > 300
    lacking = {
        said: where
        for said, where in raised.items()
        if said not in MADE_OF_VALUES and not isinstance(speech.unusable(said), Sentence)
    }
    assert lacking == {}


def test_no_dutch_is_left_in_english() -> None:
    same = {english for english, dutch in INPUTS.items() if english == dutch}
    assert same <= {"a webhook"}


@pytest.mark.parametrize(
    "code", ["EAR99", "3A991", "3A611", "ITAR", "ML4", "9.1", "3A", "8542.31", "9a012", "9A0 12", "x"]
)
def test_what_a_wrong_code_looks_like_is_told(code: str) -> None:
    with pytest.raises(UnusableInputError) as refused:
        control_codes.refuse_code(code, "codes.0")
    told = speech.refusal(refused.value, Language.NL)
    assert isinstance(speech.unusable(refused.value.rule), Sentence)
    assert "bijlage I, Verordening (EU) 2021/821" in told
    assert not [each for each in (" a ", " the ", " such as ", " of the ") if each in told]
    assert repr(code) in told


@pytest.mark.parametrize(
    ("rule", "dutch"),
    [
        ("has 319 characters", "dit telt 319 tekens"),
        ("holds U+202E", "er staat een teken in dat de leesrichting omkeert of geen tekst is (U+202E)"),
        ("'China' is no country code", "'China' is geen landcode"),
        ("2026-11-01 lies before its begin 2026-12-01", "2026-11-01 ligt voor het begin, 2026-12-01"),
        (
            "a conditional advice names none ([004], human-rights test)",
            "een advies onder voorwaarden noemt er geen ([004], mensenrechtentoets)",
        ),
        (".html is the ending of no type that is kept", "bestanden die eindigen op .html worden niet bewaard"),
        (text.one_of(["approve", "start"], "aprove"), "een van deze: approve, start (bedoelde u approve?)"),
        ("what nobody says", "what nobody says"),
    ],
)
def test_a_rule_is_told_in_dutch_with_what_was_typed(rule: str, dutch: str) -> None:
    assert speech.asked(rule, Language.NL) == dutch
    assert speech.asked(rule, Language.EN) == rule


def test_a_refused_input_is_one_dutch_sentence() -> None:
    error = UnusableInputError("title", "is empty", "a text that says something")
    assert speech.refusal(error, Language.NL) == "title: dit is leeg; gevraagd: een tekst die iets zegt"
    assert speech.refusal(error, Language.EN) == "title: is empty; expected a text that says something"
