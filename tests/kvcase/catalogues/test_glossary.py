"""The glossary names what is in the code, and every row says where its word comes from."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
ROWS = [
    [cell.strip() for cell in line.strip("| ").split("|")]
    for line in (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| Dutch")
]


def test_the_glossary_covers_the_field() -> None:
    assert len(ROWS) >= 50


def test_every_row_has_two_languages_a_name_and_a_source() -> None:
    for row in ROWS:
        assert len(row) == 4, row
        assert all(row), row
        assert re.search(r"\[00[0-4]\]|ours", row[3]), row


def test_no_dutch_word_has_two_rows() -> None:
    dutch = [row[0] for row in ROWS]
    assert len(dutch) == len(set(dutch))


def test_every_name_in_the_glossary_is_in_the_code() -> None:
    """A class renamed in the code is renamed here too."""
    sources = [
        path.read_text("utf-8")
        for floor in ("domain", "kvcase", "projections", "api")
        for path in sorted((ROOT / floor).rglob("*"))
        if path.suffix in {".py", ".toml"}
    ]
    known = set(re.findall(r"[A-Za-z0-9_-]+", " ".join(sources)))
    named = {
        part
        for row in ROWS
        for name in re.findall(r"`([^`]+)`", row[2])
        for part in re.sub(r"^T-CTD-.*", "T-CTD", name.removesuffix("-*")).split(".")
    }
    missing = {name for name in named if name not in known and not any(word.startswith(name) for word in known)}
    assert missing == set()
