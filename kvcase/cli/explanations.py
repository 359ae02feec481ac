"""How the command line tells a rule to a person."""

import ast
from collections.abc import Iterator
from pathlib import Path

from domain.collaboration.rules import RULES
from domain.rulebook import PolicyText, RuleText

_WORDS = {
    "nl": ("soort", "reikwijdte", "eigenaar", "herzien vóór", "bron", "editie", "code", "tests"),
    "en": ("kind", "scope", "owner", "review by", "source", "edition", "code", "tests"),
}
_POLICY_WORDS = {
    "nl": ("effect", "sinds", "schema's", "landen", "lijst", "op de lijst", "niemand: de gebruiker vult ze aan"),
    "en": ("effect", "since", "schemes", "countries", "list", "on the list", "nobody: the user fills it"),
}
_TESTS = Path(__file__).parents[2] / "tests"


def of(rule: RuleText, language: str) -> Iterator[str]:
    """Yield the lines that tell a rule, in Dutch or English."""
    kind, scope, owner, review, source, edition, code, tests = _WORDS[language]
    dutch = language == "nl"
    yield f"{rule.rule_id}  {rule.title_nl if dutch else rule.title_en}"
    yield ""
    yield rule.text_nl if dutch else rule.text_en
    yield ""
    yield _line(kind, rule.kind)
    yield _line(scope, rule.scope)
    yield _line(owner, rule.owner)
    if rule.review_on is not None:
        yield _line(review, rule.review_on.isoformat())
    for each in rule.sources:
        yield _line(source, f"{each.title}: {each.place}" + (f", p. {each.page}" if each.page is not None else ""))
    yield _line(edition, rule.edition)
    if rule.policy is not None:
        yield from _policy(rule.policy, language)
    for path in rule.code:
        yield _line(code, path)
    for name in held_by(rule.rule_id):
        yield _line(tests, name)


def held_by(rule_id: str, folder: Path = _TESTS) -> tuple[str, ...]:
    """Return the tests that name a rule, if the tests are at hand; they are no part of an installed kvcase."""
    found: list[str] = []
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text("utf-8")
        if f'"{rule_id}"' not in text:
            continue
        found += [
            f"{path.relative_to(folder.parent)}:{node.name}"
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef) and any(_names(each, rule_id) for each in node.decorator_list)
        ]
    rows = folder / "domain" / "gate_rows.py"  # each kind of gate has a row there: how it opens, who closes it
    kinds = [gate.kind for gate in RULES.gates if gate.rule_id == rule_id] if rows.is_file() else []
    return (*found, *(f"{rows.relative_to(folder.parent)}:{kind}" for kind in kinds))


def _names(decorator: ast.expr, rule_id: str) -> bool:
    """Say whether a decorator is `@pytest.mark.rule("...")` or `@accepts("...")` of this rule."""
    if not isinstance(decorator, ast.Call):
        return False
    called = decorator.func.attr if isinstance(decorator.func, ast.Attribute) else getattr(decorator.func, "id", "")
    told = {each.value for each in decorator.args if isinstance(each, ast.Constant)}
    return called in {"rule", "accepts"} and rule_id in told


def _policy(policy: PolicyText, language: str) -> Iterator[str]:
    effect, since, schemes, countries, list_id, listed, nobody = _POLICY_WORDS[language]
    yield _line(effect, policy.effect)
    if policy.since:
        yield _line(since, policy.since)
    if policy.schemes:
        yield _line(schemes, ", ".join(policy.schemes))
    if policy.countries:
        yield _line(countries, ", ".join(policy.countries))
    if policy.list_id:
        yield _line(list_id, policy.list_id)
        for name in policy.listed or (nobody,):
            yield _line(listed, name)


def _line(name: str, value: str) -> str:
    return f"  {name:<13} {value}"
