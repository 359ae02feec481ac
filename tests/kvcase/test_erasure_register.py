"""The register of erasures: lines that are only added, and read for ever; what is cut short does no harm."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from domain.erasure.words import Ground, Held
from domain.errors import UnusableInputError
from kvcase.erasure_register import Entry, Register

FIRST = Entry(
    "noorderhaven",
    UUID(int=1),
    Held.PERSON,
    UUID(int=2),
    Ground.REQUEST,
    ("gegevens.een",),
    ("gegevens.twee",),
    date(2026, 3, 2),
    ("person:2", "erasure:1"),
)
SECOND = replace(FIRST, erasure_id=UUID(int=3), subject_id=UUID(int=4), keys=("person:4",))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "erasures.jsonl"


def test_what_is_added_is_read_and_stands_there_once(file: Path) -> None:
    for entry in (FIRST, SECOND, FIRST, replace(FIRST, decided_on=date(2026, 4, 1))):
        Register(file).add(entry)
    assert Register(file).entries() == (FIRST, SECOND)
    assert file.stat().st_mode & 0o077 == 0


def test_keys_that_came_later_are_added(file: Path) -> None:
    more = replace(FIRST, keys=(*FIRST.keys, "hold:9"))
    for entry in (FIRST, more):
        Register(file).add(entry)
    assert Register(file).entries() == (FIRST, more)


@pytest.mark.parametrize("cut", [1, 20, 80])
def test_a_line_whose_writer_was_killed_hides_none(file: Path, cut: int) -> None:
    for entry in (FIRST, SECOND):
        Register(file).add(entry)
    file.write_bytes(file.read_bytes()[: -cut - 1])
    assert Register(file).entries() == (FIRST,)
    Register(file).add(SECOND)
    assert Register(file).entries() == (FIRST, SECOND)


def test_a_register_that_is_absent_is_lost_and_not_empty(file: Path) -> None:
    with pytest.raises(UnusableInputError, match="there is no file"):
        Register(file).entries()
    Register(file).create()
    assert Register(file).entries() == ()
    Register(file).create()


@pytest.mark.parametrize(
    ("old", "new"), [('"person"', '"partij"'), ('"keys": [', '"sleutels": ['), ("2026-03-02", "2026-02-30"), ("{", "[")]
)
def test_a_line_that_was_changed_is_named(file: Path, old: str, new: str) -> None:
    for entry in (SECOND, FIRST):
        Register(file).add(entry)
    first, second = file.read_text("utf-8").splitlines()
    file.write_text(f"{first}\n{second.replace(old, new, 1)}\n", "utf-8")
    with pytest.raises(UnusableInputError, match="line 2 cannot be read"):
        Register(file).entries()
