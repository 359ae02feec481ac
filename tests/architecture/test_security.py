"""The page on security names tests that exist, and says openly where there is none."""

import re
from collections.abc import Iterator

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


ITEMS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4,
    "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5,
    "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4,
    "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4,
    "17.3": 2,
}  # fmt: skip
"""How many items of level 1 or 2 each section of OWASP ASVS 5.0.0 has; they are its first ones."""
HIGHER = {"1.2.10", "1.5.3", "2.3.5", "4.1.4", "14.2.7", "15.4.1", "15.4.2", "15.4.3"}
"""Those of level 3 that the page names beside them."""


def test_every_item_of_the_standard_stands_in_one_table() -> None:
    wanted = [f"{section}.{number}" for section, count in ITEMS.items() for number in range(1, count + 1)]
    rows = re.findall(r"^\| (\d+\.\d[\d., to]*) \|", _part("## ASVS"), re.MULTILINE)
    named = [item for row in rows for item in _items(row)]
    assert len(wanted) == 253
    assert sorted(named) == sorted([*wanted, *HIGHER])


def _items(told: str) -> Iterator[str]:
    """Give the items of such as `1.1.1, 2.3.1 to 2.3.4`."""
    for part in told.split(", "):
        first, _, last = part.partition(" to ")
        section, _, number = first.rpartition(".")
        for each in range(int(number), int((last or first).rpartition(".")[2]) + 1):
            yield f"{section}.{each}"


def _part(heading: str) -> str:
    return PAGE.partition(heading)[2].partition("\n## ")[0]
