"""docs/rules.md: every rule, where it stands, what decides it, what holds it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from domain.rulebook import RuleText
from kvcase.catalogues import book
from tests.rulebook import coverage

PAGE = coverage.ROOT / "docs" / "rules.md"
_SHOWN = 6

_HEAD = """# The rules

Made by `make rules` from the rulebook (`kvcase/catalogues/rulebook/`), the code and the tests; not written by hand.
Each rule under an id of ours: what it is, where it stands in a source document, what code decides it, which tests
hold it. A rule of the code without an entry, and an entry without code or tests, fail the build. `kvcase policy explain
RULE` tells the whole text, in Dutch or English.

Pages of [004] are counted from the printed numbers; the parliamentary documents print none and are counted from 1.
"""


def page() -> str:
    """Return the page as it should stand."""
    rules, tests = book.load(), coverage.tests()
    return "\n".join((_HEAD, *_counts(rules, tests), *_sections(rules, tests))).rstrip() + "\n"


def _counts(rules: tuple[RuleText, ...], tests: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    kinds = Counter(rule.kind for rule in rules)
    documents = Counter(document for rule in rules for document in {each.document for each in rule.sources})
    held = sum(len(tests.get(rule.rule_id, ())) for rule in rules)
    yield f"## Counts\n\n{len(rules)} rules, held by {held} tests and rows of the acceptance tables.\n"
    yield "| kind | rules |\n|---|---:|"
    yield from (f"| {kind} | {kinds[kind]} |" for kind in book.RuleKind if kinds[kind])
    yield "\n| source | rules that cite it |\n|---|---:|"
    yield from (f"| [{document}] {title} | {documents[document]} |" for document, title in book.DOCUMENTS.items())
    yield ""


def _sections(rules: Iterable[RuleText], tests: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    rules = tuple(rules)
    for kind in book.RuleKind:
        rows = [rule for rule in rules if rule.kind == kind]
        if rows:
            yield f"## {kind.capitalize()}\n\n| rule | what it says | source | code | tests |\n|---|---|---|---|---|"
            yield from (_row(rule, tests.get(rule.rule_id, ())) for rule in rows)
            yield ""


def _row(rule: RuleText, tests: tuple[str, ...]) -> str:
    sources = "; ".join(str(each) for each in rule.sources)
    code = " ".join(f"`{each}`" for each in rule.code)
    shown = " ".join(f"`{each}`" for each in tests[:_SHOWN])
    more = f" and {len(tests) - _SHOWN} more" if len(tests) > _SHOWN else ""
    cells = (rule.rule_id, f"{rule.title_en} ({rule.scope})", sources, code, shown + more)
    return "| " + " | ".join(each.replace("|", "\\|") for each in cells) + " |"


def write(path: Path = PAGE) -> None:
    """Write the page."""
    path.write_text(page(), "utf-8")
