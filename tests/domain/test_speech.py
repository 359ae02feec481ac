"""What the rules say can be told in Dutch and in English, with names in the place of ids."""

import ast
import copy
import re
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path
from string import Formatter
from uuid import UUID

import pytest

import domain
from domain import speech
from domain.collaboration import level_rules, policies
from domain.collaboration.rules import RULES
from domain.collaboration.spine import Language
from domain.collaboration.table import COMMANDS
from domain.dutch import gates, guards, sources
from domain.errors import GatesOpenError, RuleRefusedError
from domain.gates import Blocks, Gate, Scope
from domain.sentence import Sentence, mark, named, recalled, say
from domain.values import Level
from tests.domain.gate_rows import ROWS, Row, blocked_commands

ROOT = Path(domain.__file__).parent
MODULES = [*sorted((ROOT / "collaboration").glob("*.py")), ROOT / "deadlines.py"]
GUARDS = {guard.check.__name__ for guard in RULES.guards}
ENGLISH = re.compile(
    r"\b(the|and|guideline|design|Regulation|Law|law|handbook|your|with|first|all|answer|question|test)\b"
)
AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
SOMEBODY = UUID("3cb980be-8a9e-4d0c-b105-2a89f7156ded")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def outcomes(value: ast.expr, module: ast.Module) -> Iterator[ast.expr]:
    """Yield what an expression may come to, looking through choices and names of constants."""
    match value:
        case ast.IfExp(body=one, orelse=other):
            yield from (*outcomes(one, module), *outcomes(other, module))
        case ast.BoolOp(values=values):
            for each in values:
                yield from outcomes(each, module)
        case ast.Name(id=name):
            for node in ast.walk(module):
                if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
                    yield from outcomes(node.value, module)
        case _:
            yield value


def reasons(module: ast.Module) -> Iterator[ast.expr]:
    """Yield every expression by which a rule says why: of gates, what closes them, guards and refusals."""
    for each in ast.walk(module):
        match each:
            case ast.Call(func=ast.Name(id="Gate"), args=args) if len(args) > 6:
                yield from (args[5], args[6])
            case ast.Call(func=ast.Name(id="RuleRefusedError"), args=[_, _, reason]):
                yield reason
            case ast.FunctionDef(name=name) if name in GUARDS:
                yield from (r.value for r in ast.walk(each) if isinstance(r, ast.Return) and r.value is not None)
            case _:
                pass


def said() -> Iterator[tuple[str, str]]:
    """Yield (module, sentence or template) of all that the rules say."""
    for path in MODULES:
        module = parsed(path)
        for reason in reasons(module):
            for each in outcomes(reason, module):
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield path.stem, each.value
        for call in ast.walk(module):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "say":
                for each in outcomes(call.args[0], module):
                    if isinstance(each, ast.Constant):
                        yield path.stem, str(each.value)


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_reason_is_glued_together_so_that_it_could_not_be_told_otherwise(path: Path) -> None:
    module = parsed(path)
    glued = [each for reason in reasons(module) for each in outcomes(reason, module) if isinstance(each, ast.JoinedStr)]
    assert not [ast.unparse(each) for each in glued], "use domain.sentence.say, and give it its Dutch in domain/dutch"


@pytest.mark.parametrize(("module", "english"), sorted(set(said())))
def test_every_sentence_of_the_rules_has_its_dutch(module: str, english: str) -> None:
    assert english in speech.DUTCH, f"{module}: give it its Dutch in domain/dutch"
    assert fields(english) == fields(speech.DUTCH[english])


def test_no_dutch_is_kept_for_what_no_rule_says() -> None:
    modules = (parsed(path) for path in ROOT.rglob("*.py") if path.parent.name != "dutch")
    sources = {each.value for one in modules for each in ast.walk(one) if isinstance(each, ast.Constant)}
    kept = {*gates.REASONS, *gates.CLOSINGS, *guards.REFUSALS}
    assert kept <= sources


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_the_source_of_an_open_gate_is_told_in_dutch(row: Row) -> None:
    spec = next(iter(blocked_commands(row)))
    for gate in row.standing(spec).gates:
        dutch = speech.source(gate.source, Language.NL)
        assert not ENGLISH.search(dutch), dutch
        assert speech.gate(gate, Language.NL).source == dutch
        assert speech.gate(gate, Language.EN).source == gate.source


def test_a_law_is_called_by_its_official_name() -> None:
    told = speech.source("Regulation (EU) 2021/821, art. 4 and 5; Law of 11 December 1998", Language.NL)
    assert told == "Verordening (EU) 2021/821, art. 4 en 5; wet van 11 december 1998"


def test_no_dutch_is_kept_for_what_no_source_says() -> None:
    kept = (ROOT.parent / "kvcase" / "catalogues").rglob("*.toml")
    texts = [path.read_text("utf-8") for path in (*ROOT.rglob("*.py"), *kept) if path.parent.name != "dutch"]
    assert [each for each in sources.SOURCES if not any(each in text for text in texts)] == []


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_an_open_gate_says_why_and_what_closes_it_in_dutch_without_ids(row: Row) -> None:
    spec = next(iter(blocked_commands(row)))
    for gate in (each for each in row.standing(spec).gates if each.kind == row.kind):
        dutch = speech.gate(gate, Language.NL)
        assert dutch.closed_by != gate.closed_by
        assert isinstance(gate.reason, Sentence) or dutch.reason != gate.reason
        assert not AN_ID.search(named(dutch.reason, mark))


def test_a_sentence_is_told_in_dutch_with_its_words_and_days() -> None:
    told = say("the level is {level}, and the approval was given on {before}", level="high", before="none")
    assert told == "the level is high, and the approval was given on none"
    assert speech.told(told, Language.NL) == "het niveau is hoog, en de goedkeuring werd gegeven bij geen"
    assert speech.told(told, Language.EN) == told


def test_what_has_no_dutch_is_told_in_english_whole() -> None:
    told = say("a {status} thing nobody translated", status="high")
    assert speech.told(told, Language.NL) == "a high thing nobody translated"
    assert speech.told("a thing that a person wrote", Language.NL) == "a thing that a person wrote"


def test_an_id_is_told_by_its_name_in_either_language() -> None:
    told = say("licence {licence} fails on {gaps}", licence=SOMEBODY, gaps=("code", "date"))
    with_name = named(told, lambda _: "VL-2026-7")
    assert with_name == "licence VL-2026-7 fails on code, date"
    assert speech.told(with_name, Language.NL) == "vergunning VL-2026-7 schiet tekort op code, datum"
    assert named(f"see {SOMEBODY}", mark) == "see #3cb980be"


def test_a_name_with_braces_is_told_as_it_is() -> None:
    told = named(say("licence {licence} is {status}", licence=SOMEBODY, status="granted"), lambda _: "{odd} name")
    assert told == "licence {odd} name is granted"
    assert speech.told(told, Language.NL) == "vergunning {odd} name is toegekend"


def test_what_was_stored_as_text_is_recalled_as_the_sentence_it_was() -> None:
    told = recalled("an owner is in IR, RU, which a named policy speaks of", "no {such} thing", *policies.OWNERS)
    assert speech.told(told, Language.NL) == "een eigenaar is gevestigd in IR, RU, waarover een genoemd beleid spreekt"
    assert recalled("as a person wrote it", *policies.OWNERS) == "as a person wrote it"


def test_a_sentence_can_be_copied() -> None:
    told = say("licence {licence} is {status}", licence=SOMEBODY, status="granted")
    assert copy.deepcopy(told) == told
    gate = Gate("g", "k", frozenset({Blocks.SHARE}), "G4", "law", told, "the contact point", Scope.WHOLE)
    assert asdict(gate)["reason"] == told


def test_a_refusal_is_told_whole_in_dutch() -> None:
    gate = Gate("g", "k", frozenset({Blocks.APPROVE}), "G1", "[004]", "no screening was made", "the contact point")
    assert speech.refusal(GatesOpenError("approve", (gate,)), Language.NL) == (
        "approve wacht op 1 open poort(en): G1: er is nog niet gescreend [[004]]"
    )
    assert speech.refusal(GatesOpenError("approve", (gate,)), Language.EN) == str(GatesOpenError("approve", (gate,)))
    closed = RuleRefusedError("G16", "design", "a reopening needs its reason")
    assert speech.refusal(closed, Language.NL) == "G16: een heropening vraagt een reden [design]"
    assert speech.refusal(closed, Language.EN) == str(closed)


def test_a_command_in_the_wrong_status_is_refused_in_dutch() -> None:
    statuses = tuple(sorted(COMMANDS["start"].statuses))
    frame = "{command} is for a case that is {allowed}; this case is {status}"
    told = say(frame, command="start", allowed=statuses, status="running")
    assert speech.told(told, Language.NL).endswith("; dit dossier is lopend")


@pytest.mark.parametrize(
    ("stored", "dutch"),
    [
        (
            "R1: factors come together from partner, topic (P-OPAQUE, T-DUAL); the level is elevated",
            "R1: er komen factoren samen van partner, onderwerp (P-OPAQUE, T-DUAL); het niveau is verhoogd",
        ),
        (
            "R3: a hit on a list of law is open: eu-fsf, un-sc; the level is blocked",
            "R3: een treffer op een wettelijke lijst staat open: eu-fsf, un-sc; het niveau is geblokkeerd",
        ),
        ("as a person (or a program) wrote it", "as a person (or a program) wrote it"),
    ],
)
def test_why_a_level_is_what_it_is_is_told_in_dutch_and_as_it_was_stored(stored: str, dutch: str) -> None:
    assert speech.told(speech.ground(stored), Language.NL) == dutch
    assert speech.told(speech.ground(stored), Language.EN) == stored


def test_every_rule_of_the_level_has_its_dutch() -> None:
    path = ROOT / "collaboration" / "level_rules.py"
    said = [each for each in ast.walk(parsed(path)) if isinstance(each, ast.Call) and _is_said(each)]
    assert len(said) >= len(level_rules.RULES)
    for call in said:
        for each in outcomes(call.args[1], parsed(path)):
            parts = each.values if isinstance(each, ast.JoinedStr) else [each]
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in parts)
            told = speech.ground(
                str(level_rules.Reason("R1", text.replace("flaggedX", "flagged"), ("T-DUAL",), Level.HIGH))
            )
            assert "the " not in speech.told(told, Language.NL), text


def _is_said(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "_said"
