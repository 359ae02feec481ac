"""The page on security names tests that exist, and says openly where there is none."""

import re

from tests.architecture.repository import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
CASES = range(1, 20)
"""The abuse cases of reliability-security.md section 11; ours follow."""


def test_every_test_that_the_page_names_exists() -> None:
    gone = [
        f"{file}::{name}"
        for file, name in NAMED.findall(PAGE)
        if not (ROOT / file).exists() or f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert gone == []


def test_every_abuse_case_has_its_row_once() -> None:
    numbers = [int(number) for number in re.findall(r"^\| \((\d+)\) \|", PAGE, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert set(CASES) <= set(numbers)


def test_every_row_names_a_test_or_says_that_there_is_none() -> None:
    rows = [line for line in _part("## Abuse cases").splitlines() if line.startswith("| (")]
    rows += [line for line in _part("## ASVS").partition("### Not met")[0].splitlines() if re.match(r"\| \d", line)]
    bare = [row for row in rows if not NAMED.search(row) and "At the merge: " not in row and "none possible" not in row]
    assert len(rows) > len(CASES)
    assert bare == []


def _part(heading: str) -> str:
    return PAGE.partition(heading)[2].partition("\n## ")[0]
