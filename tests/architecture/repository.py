"""The repository as the architecture tests see it: its own text files, and nothing that tools left behind."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOORS = ("kvcase", "api", "projections", "domain")
FOLDERS = (*FLOORS, "tests", "deploy", "docs", ".ci")
TOP_FILES = ("pyproject.toml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", ".gitignore")
TEXT_SUFFIXES = {"", ".conf", ".css", ".csv", ".html", ".ini", ".json", ".md", ".py", ".service", ".sh", ".sql", ".svg"}
TEXT_SUFFIXES |= {".timer", ".toml", ".txt", ".typed", ".xml", ".yaml", ".yml"}


def modules(*folders: str) -> Iterator[Path]:
    """Yield the Python files below these folders of the repository."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def texts() -> Iterator[tuple[Path, str]]:
    """Yield every text file of the repository, as a path from the root, with what it says."""
    found = [ROOT / name for name in TOP_FILES if (ROOT / name).exists()]
    for folder in FOLDERS:
        found += [path for path in sorted((ROOT / folder).rglob("*")) if path.is_file()]
    for path in found:
        if path.suffix in TEXT_SUFFIXES and "__pycache__" not in path.parts:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def imported_modules(path: Path) -> set[str]:
    """Return the dotted names that a Python file imports, wherever in the file the import stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names
