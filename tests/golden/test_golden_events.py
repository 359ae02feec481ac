"""Every event that was ever stored can be read for ever."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from kvcase.store.upcasters import UPCASTERS
from tests.golden.examples import FOLDER, GROWN, LOG, Example, codec, example, stored_names

FILES = sorted(FOLDER.glob("*.json"))


def test_every_event_has_a_golden_file() -> None:
    missing = (stored_names() | set(GROWN)) - {file.stem for file in FILES}
    assert not missing, f"run `python -m tests.golden.make` and commit what it adds: {sorted(missing)}"


def test_every_older_version_has_a_golden_file_and_leads_to_the_newest() -> None:
    names = {Example.read(file).name for file in FILES}
    for newest in stored_names():
        base, _, number = newest.rpartition(".v")
        older = {f"{base}.v{each}" for each in range(1, int(number))}
        assert older <= names, f"never stored, or its example was removed: {sorted(older - names)}"
        assert older <= set(UPCASTERS), f"no upcaster leads on from {sorted(older - set(UPCASTERS))}"
    assert names == stored_names() | set(UPCASTERS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_was_stored_is_read_as_it_was_meant(file: Path) -> None:
    golden = Example.read(file)
    event, _ = codec().decode(LOG, golden.name, golden.state.encode())
    found = _leaves(msgspec.to_builtins(event, order="deterministic", str_keys=True))
    lost = [leaf for leaf in _leaves(golden.expected) if leaf not in found]
    assert not lost, f"{golden.name}: stored once and no longer read; give the change a new version and an upcaster"


def test_an_example_is_always_the_same() -> None:
    for name in sorted(stored_names())[:5]:
        assert example(name) == example(name)


def test_a_golden_file_is_never_rewritten(tmp_path: Path) -> None:
    golden = example(min(stored_names()))
    golden.write(tmp_path)
    with pytest.raises(FileExistsError):
        golden.write(tmp_path)


def test_an_older_event_is_read_as_the_newer() -> None:
    golden = Example.read(FOLDER / "collaboration.suspended.v1.json")
    event, _ = codec().decode(LOG, golden.name, golden.state.encode())
    assert getattr(type(event), "stored_name", "") == "collaboration.suspended.v2"


@pytest.mark.parametrize("stem", GROWN)
def test_an_event_that_grew_is_read_without_and_with_what_it_gained(stem: str) -> None:
    first, grown = (Example.read(FOLDER / f"{name}.json") for name in (GROWN[stem], stem))
    assert first.name == grown.name
    assert first.expected.keys() < grown.expected.keys()
    events = [codec().decode(LOG, each.name, each.state.encode())[0] for each in (first, grown)]
    gained = grown.expected.keys() - first.expected.keys()
    assert all(getattr(events[0], name) != getattr(events[1], name) for name in gained)


def _leaves(data: Any, path: str = "") -> list[tuple[str, Any]]:
    if isinstance(data, dict):
        return [leaf for key, value in data.items() for leaf in _leaves(value, f"{path}.{key}")]
    if isinstance(data, list | tuple):
        return [leaf for place, value in enumerate(data) for leaf in _leaves(value, f"{path}.{place}")]
    return [(path, data)]
