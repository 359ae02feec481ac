"""The floors hold: the import contracts of pyproject.toml are kept, and each of them bites."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.architecture.repository import FLOORS, ROOT, imported_modules, modules

# One fault for each contract of pyproject.toml, hidden inside a function as a hurried hand would.
PLANTED = {
    "Four floors, arrows down only": ("api", "kvcase"),
    "The domain knows no framework, no store, no network, no machine": ("domain", "socket"),
    "Read models know no event store, no driver, no web": ("projections", "psycopg"),
    "The web knows no store and no database": ("api", "sqlite3"),
    "Only the store imports eventsourcing": ("kvcase", "eventsourcing.domain"),
    "Who verifies needs nothing but cryptography": ("kvcase/ledger", "msgspec"),
    "Inside kvcase": ("kvcase/store", "kvcase.cli.main"),
}


def test_every_import_contract_is_kept() -> None:
    """Run lint-imports over the repository as it stands."""
    done = _lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_contract_catches_the_fault_planted_for_it(tmp_path: Path) -> None:
    """Plant all faults in a copy of the four floors: each contract must report itself broken."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for floor in FLOORS:
        shutil.copytree(ROOT / floor, tmp_path / floor, ignore=shutil.ignore_patterns("__pycache__"))
    for number, (floor, imported) in enumerate(PLANTED.values()):
        fault = f'"""A planted fault."""\n\n\ndef _hidden() -> None:\n    import {imported}\n'
        (tmp_path / floor / f"planted_{number}.py").write_text(fault)
    done = _lint_imports(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    kept = [name for name in PLANTED if f"{name} BROKEN" not in done.stdout]
    assert kept == [], done.stdout


def test_the_domain_imports_only_itself_and_the_standard_library() -> None:
    """An allow-list beside the deny-list of the contract: a library that nobody thought of is refused too."""
    allowed = sys.stdlib_module_names | {"domain"}
    roots = {
        path.relative_to(ROOT): {name.partition(".")[0] for name in imported_modules(path)}
        for path in modules("domain")
    }
    assert {path: names - allowed for path, names in roots.items() if names - allowed} == {}


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the linter with this folder's pyproject.toml on this folder's packages."""
    program = Path(sys.executable).parent / "lint-imports"
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(
        [program, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
