"""What the documents say and what the code does stay the same thing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.repository import FLOORS, ROOT, modules, texts

PREFIX = "KVCASE_"
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)")


def test_every_setting_that_is_read_is_documented() -> None:
    """Each environment variable that the code names stands in README.md, CONTRIBUTING.md or docs/."""
    documented = "\n".join(text for path, text in texts() if path.suffix == ".md")
    read = {name for path in modules(*FLOORS, "tests") for name in _settings_read(path)}
    missing = [name for name in sorted(read) if not re.search(rf"\b{name}\b", documented)]
    assert missing == [], "describe these in docs/settings.md"


def test_every_link_between_documents_leads_somewhere() -> None:
    """Follow the relative links of every Markdown file."""
    broken = [
        f"{path}: {target}"
        for path, text in texts()
        if path.suffix == ".md"
        for target in LINK.findall(text)
        if not (ROOT / path.parent / target).exists()
    ]
    assert broken == []


def test_every_decision_is_in_the_index_once() -> None:
    """docs/decisions/README.md lists each page by its file name."""
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    pages = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert sorted(re.findall(r"\]\(([0-9]{4}-[^)]+)\)", index)) == pages


def _settings_read(path: Path) -> Iterator[str]:
    """Yield the settings a module names: in full, or as `env.str("DATABASE")` under `env.prefixed("KVCASE_")`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    flask = {id(node.slice) for node in ast.walk(tree) if isinstance(node, ast.Subscript) and _is_config(node.value)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in flask]
    literals = [node.value for node in constants if isinstance(node.value, str)]
    yield from (text for text in literals if re.fullmatch(rf"{PREFIX}[A-Z0-9_]*[A-Z0-9]", text))
    if PREFIX not in literals:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            first = node.args[0]
            name = first.value if isinstance(first, ast.Constant) else None
            if isinstance(name, str) and re.fullmatch(r"[A-Z][A-Z0-9_]*[A-Z0-9]", name):
                yield PREFIX + name


def _is_config(node: ast.expr) -> bool:
    """True of `app.config`: its keys are between our own modules, and no setting of an operator."""
    return isinstance(node, ast.Attribute) and node.attr == "config"
