"""House style that no linter keeps: small modules, docstrings, a tidy top level, nothing of one machine."""

import ast
import re
from pathlib import Path

from tests.architecture.repository import FLOORS, ROOT, TOP_FILES, modules, texts

MAX_LINES = 500
# What tools make at the top level; .gitignore keeps it out of the repository.
MADE_BY_TOOLS = {
    ".bench-peers",
    ".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache",
    "__pycache__", "build", "dist", "var", "demo-data", "kvcase.egg-info", ".coverage", ".idea", ".vscode",
}  # fmt: skip
FOREIGN = {
    "a path of one machine": re.compile(r"(?<![\w.})*])/(?:work|root|Users|home/(?!kvcase)\w+)/\w"),
    "the address of a package index": re.compile(
        r"\b(?:pypi|pythonhosted|npmjs)\.(?:org|com)\b|/simple/?[\s\"']", re.I
    ),
    "an index option": re.compile(r"(?:^|\s)--?(?:extra-)?index-url[= ]|(?:^|\s)--find-links[= ]"),
}


def test_no_module_is_longer_than_one_can_read_at_a_sitting() -> None:
    """Hold the four floors to the limit; tests may be longer, and data is not code."""
    lengths = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(*FLOORS)}
    assert {path: length for path, length in lengths.items() if length > MAX_LINES} == {}


def test_every_module_says_what_it_is() -> None:
    """Ask for a module docstring, in tests too."""
    silent = [path.relative_to(ROOT) for path in modules(*FLOORS, "tests") if not _docstring(path)]
    assert silent == []


def test_an_init_file_is_one_docstring() -> None:
    """A package re-exports nothing, so that a name has one place."""
    talkative = [
        path.relative_to(ROOT)
        for path in modules(*FLOORS, "tests")
        if path.name == "__init__.py" and len(ast.parse(path.read_text(encoding="utf-8")).body) != 1
    ]
    assert talkative == []


def test_no_file_names_one_machine_or_a_package_index() -> None:
    """Paths and indexes of whoever wrote a file are of no use to whoever reads it."""
    faults = [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1} holds {what}: {match.group().strip()!r}"
        for path, text in texts()
        for what, pattern in FOREIGN.items()
        for match in pattern.finditer(text)
    ]
    assert faults == []


def test_the_locks_hold_versions_and_hashes_and_no_address() -> None:
    """Every pin has a hash; no line is an option, a path or an address, wherever the lock was made."""
    locks = sorted((ROOT / "deploy").glob("*.txt"))
    assert [lock.name for lock in locks] == ["requirements-build.txt", "requirements-dev.txt", "requirements.txt"]
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        for pin in text.replace("\\\n", "").splitlines():
            assert re.fullmatch(r"[a-z0-9-]+==\S+( ; [^:/@]+?)?( +--hash=sha256:[0-9a-f]{64})+", pin), pin


def test_the_three_locks_agree_on_every_version() -> None:
    """They are installed into one environment, so a package has one version in all of them (for one Python)."""
    pins: dict[tuple[str, str], set[str]] = {}
    for lock in (ROOT / "deploy").glob("*.txt"):
        found = re.findall(r"^([a-z0-9-]+)==(\S+)(?: ; (.*?))? \\$", lock.read_text(encoding="utf-8"), re.M)
        for name, version, marker in found:
            pins.setdefault((name, marker), set()).add(version)
    assert pins
    assert {pin: versions for pin, versions in pins.items() if len(versions) > 1} == {}


def test_the_top_level_holds_only_the_usual() -> None:
    """Architecture section 1: six folders, pyproject.toml and the usual files. A uv.lock is full of addresses."""
    usual = {*FLOORS, *TOP_FILES, *MADE_BY_TOOLS, "tests", "deploy", "docs", ".ci"}
    assert {path.name for path in ROOT.iterdir()} - usual == set()


def _docstring(path: Path) -> str | None:
    """Return the module's docstring, if it has one."""
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
