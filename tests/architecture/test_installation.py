"""What is built and installed: the four floors with their data, and nothing beside them."""

import subprocess
import sys
import zipfile
from importlib import import_module, metadata
from pathlib import Path

import pytest

from tests.architecture.repository import FLOORS, ROOT


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """Build the wheel with the backend of this environment, offline, and return the names of its files."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    (wheel,) = folder.glob("kvcase-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


def test_the_wheel_holds_the_four_floors_and_nothing_else(wheel_names: frozenset[str]) -> None:
    """No tests, no deploy folder, no stray file at the top."""
    tops = {name.partition("/")[0] for name in wheel_names}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(FLOORS)


def test_the_wheel_holds_every_file_of_the_floors(wheel_names: frozenset[str]) -> None:
    """Code, catalogues, templates and py.typed markers all travel."""
    files = {
        path.relative_to(ROOT).as_posix()
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files - wheel_names == set()
    assert {f"{floor}/py.typed" for floor in FLOORS} <= wheel_names


def test_the_wheel_carries_the_licence_notice(wheel_names: frozenset[str]) -> None:
    """The notice lies with the metadata, where installers look for it."""
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel_names)


def test_the_installed_floors_lie_side_by_side_and_belong_to_kvcase_alone() -> None:
    """Names such as `api` are common: another distribution that brings one would shadow ours."""
    folders = {Path(str(import_module(floor).__file__)).parents[1] for floor in FLOORS}
    assert len(folders) == 1
    owners = metadata.packages_distributions()
    assert {owner for floor in FLOORS for owner in owners.get(floor, [])} <= {"kvcase"}
