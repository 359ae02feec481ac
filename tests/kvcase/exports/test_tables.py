"""No cell becomes a formula, every value comes back as what it was, and memory does not grow with the rows."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from kvcase.exports import tables
from kvcase.exports.tables import About, Cell, Written

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ABOUT = About("About", "rows", (("register", "cases"),), "rows", "SHA-256 of the rows", AT)
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    '=HYPERLINK("https://evil.example","Instituut")',
    "=cmd|' /C calc'!A0",
    "﹦1",
    "−1",
    "  =1",
    "\u200b=1",
    "\ufeff=1",
    "\u00a0@x",
]
HARMLESS = ["Instituut Dijk", "a=b", "'quoted", "1-2", "", "Étoile @ Noord", "大学", "مشروع"]


class Word(StrEnum):
    HIGH = "high"


def content(written: Written) -> bytes:
    return b"".join(written)


def from_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def from_xlsx(data: bytes, sheet: int) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(sheet).to_python()


@pytest.mark.parametrize("text", DANGEROUS, ids=ascii)
def test_what_a_spreadsheet_may_take_for_a_formula_begins_with_an_apostrophe(text: str) -> None:
    assert tables.neutral(text) == f"'{text}"
    assert from_csv(content(tables.as_csv(["name"], [[text]])))[1] == [f"'{text}"]


@pytest.mark.parametrize("text", HARMLESS, ids=ascii)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert tables.neutral(text) == text


@pytest.mark.parametrize("text", [*DANGEROUS, *HARMLESS[:-3]], ids=ascii)
def test_a_text_of_a_workbook_is_a_text_and_no_formula(text: str) -> None:
    written = content(tables.as_xlsx(["name"], [[text]], ABOUT))
    found = from_xlsx(written, 1)
    assert found[1:] == [[text]]
    book = CalamineWorkbook.from_filelike(io.BytesIO(written))
    assert book.sheet_names == ["About", "rows"]
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_a_csv_is_utf_8_with_its_mark_and_every_cell_is_quoted() -> None:
    data = content(tables.as_csv(["name", "n"], [['say "hi"; 大学', 3], [None, True]]))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig") == '"name","n"\r\n"say ""hi""; 大学","3"\r\n"","true"\r\n'


def test_cells_of_a_workbook_have_their_types() -> None:
    row = [tables.cell(each) for each in (3, True, date(2026, 3, 2), AT, Word.HIGH, UUID(int=1), ("a", "b"), {"x": 2})]
    found = from_xlsx(content(tables.as_xlsx(list("abcdefgh"), [row], ABOUT)), 1)[1]
    assert found[0] == 3.0
    assert found[1] is True
    assert found[2] == date(2026, 3, 2)
    assert found[3] == datetime(2026, 3, 2, 10, 0)  # noqa: DTZ001  (a workbook knows no zones: Brussels)
    assert found[4:] == ["high", str(UUID(int=1)), "a; b", "x: 2"]


def test_the_first_sheet_says_what_it_is_and_both_forms_hold_the_same_rows() -> None:
    rows: list[list[Cell]] = [[f"case {n}", n] for n in range(5)]
    sheet, text = tables.as_xlsx(["name", "n"], rows, ABOUT), tables.as_csv(["name", "n"], rows)
    assert sheet.rows_sha256 == text.rows_sha256
    text.close()
    told = dict(from_xlsx(content(sheet), 0))
    assert told == {"register": "cases", "rows": "5", "SHA-256 of the rows": text.rows_sha256}


def test_a_workbook_says_words_where_the_digest_is_of_codes() -> None:
    row = [tables.cell(each) for each in (Word.HIGH, AT.replace(second=7, microsecond=123_456))]
    sheet = tables.as_xlsx("ab", [row], ABOUT, lambda column, value: "hoog" if column == 0 else value)
    text = tables.as_csv("ab", [row])
    text.close()
    assert sheet.rows_sha256 == text.rows_sha256
    assert from_xlsx(content(sheet), 1)[1] == ["hoog", datetime(2026, 3, 2, 10, 0)]  # noqa: DTZ001


def test_a_text_longer_than_a_cell_says_how_much_is_missing_and_the_csv_holds_it_all() -> None:
    long = "x" * 40_000
    (found,) = from_xlsx(content(tables.as_xlsx(["text"], [[long]], ABOUT)), 1)[1]
    assert len(found) == 32_767
    assert found.endswith("[…40000]")
    assert from_csv(content(tables.as_csv(["text"], [[long]])))[1] == [long]


def test_the_same_rows_give_the_same_bytes() -> None:
    rows: list[list[Cell]] = [["a", 1, AT], ["b", None, None]]
    assert content(tables.as_csv("abc", rows)) == content(tables.as_csv("abc", rows))
    assert content(tables.as_xlsx("abc", rows, ABOUT)) == content(tables.as_xlsx("abc", rows, ABOUT))


def test_rows_are_written_as_they_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    alive = 0

    class Row(list[object]):
        def __init__(self, number: int) -> None:
            nonlocal alive
            super().__init__([number, "text"])
            alive += 1

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    most = 0

    def rows() -> Iterator[Any]:
        nonlocal most
        for number in range(2_000):
            yield Row(number)
            most = max(most, alive)

    for written in (tables.as_csv(["n", "text"], rows()), tables.as_xlsx(["n", "text"], rows(), ABOUT)):
        assert written.rows == 2_000
        assert len(content(written)) == written.size
    assert most <= 2
    assert list(tmp_path.iterdir()) == [], "no copy is kept"


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])), st.integers()), max_size=8))
def test_a_csv_reads_back_as_it_was_but_for_the_apostrophes(rows: list[tuple[str, int]]) -> None:
    found = from_csv(content(tables.as_csv(["text", "n"], rows)))[1:]
    assert [[each.removeprefix("'") for each in row] for row in found] == [
        [text.removeprefix("'"), str(number)] for text, number in rows
    ]
    assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell, _ in found)
