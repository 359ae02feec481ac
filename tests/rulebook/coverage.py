"""What the code decides by, what the rulebook says, and which tests hold it: found statically, and compared."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from domain import deadlines
from domain.collaboration.rules import RULES
from kvcase.catalogues.shelf import Shelf
from tests.domain.gate_rows import ROWS

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
LEVEL_RULES = tuple(f"R{number}" for number in range(1, 11))


def decided() -> Mapping[str, str]:
    """Return the id of every rule that the code decides by, with where it was found."""
    found = {gate.rule_id: f"gate {gate.kind}" for gate in RULES.gates}
    found |= {rule_id: f"gate {kind}" for rule_id, kind in _sharing()}
    found |= {guard.rule_id: "guard" for guard in RULES.guards}
    found |= {rule_id: f"refusal in {path}" for path, rule_id in _refusals()}
    found |= dict.fromkeys(LEVEL_RULES, "level rule")
    found |= {each.policy_id: "policy of the edition" for each in Shelf().newest().policies.entries}
    found |= {f"D-{kind}": "deadline" for kind in deadlines.Kind}
    return found


def tests() -> Mapping[str, tuple[str, ...]]:
    """Return for each rule the tests that name it: by a mark, an acceptance, or a row of a gate."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        place = path.relative_to(TESTS).with_suffix("").as_posix()
        marked = _marks(_assigned(tree, "pytestmark"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                for rule_id in _named(node) | (marked if node.name.startswith("test_") else set()):
                    found[rule_id].append(f"{place}:{node.name}")
        for rule_id, function in _table(_assigned(tree, "WRITTEN_OUT")):
            found[rule_id].append(f"{place}:{function}")
    for rule_id, kind in (*((each.rule_id, each.kind) for each in RULES.gates), *_sharing()):
        if kind in ROWS:
            found[rule_id].append(f"domain/gate_rows:{kind}")
    return {rule_id: tuple(sorted(set(names))) for rule_id, names in found.items()}


def _sharing() -> Iterator[tuple[str, str]]:
    """Yield id and kind of each rule on one sharing."""
    for each in RULES.sharing:
        yield each.rule_id, each.kind


def _refusals() -> Iterator[tuple[str, str]]:
    """Yield the rule that each `RuleRefusedError("...")` of the domain names."""
    for path in sorted((ROOT / "domain").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "RuleRefusedError" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield path.relative_to(ROOT).as_posix(), first.value


def _named(function: ast.FunctionDef) -> set[str]:
    named = set()
    for each in function.decorator_list:
        named |= _marks(each)
        if isinstance(each, ast.Call) and getattr(each.func, "id", "") == "accepts":
            named |= _texts(each)
    return named


def _marks(node: ast.AST | None) -> set[str]:
    """Return the rules of every `pytest.mark.rule("...")` within a piece of code."""
    found: set[str] = set()
    for each in ast.walk(node) if node is not None else ():
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr == "rule":
            found |= _texts(each)
    return found


def _texts(call: ast.Call) -> set[str]:
    return {each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def _assigned(tree: ast.Module, name: str) -> ast.expr | None:
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if isinstance(node, ast.Assign | ast.AnnAssign) and any(getattr(each, "id", "") == name for each in targets):
            return node.value
    return None


def _table(node: ast.expr | None) -> Iterator[tuple[str, str]]:
    """Yield (rule, function) of a table whose keys are rules and whose rows begin with their acceptance."""
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(value, ast.Tuple) and isinstance(value.elts[0], ast.Name):
                yield str(key.value), value.elts[0].id
