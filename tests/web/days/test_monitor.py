"""The day of the FWO's monitor: the portfolio, what is due, the figures, and a file to take along."""

import csv
import hashlib
import io
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.web.days.day import Day, House, Way, each_way

EVERYWHERE = "The projects that the FWO funds, at every institution: where each stands, without title, text or person."


@each_way(by_day=Way("nl", script=False))
@pytest.mark.sockets
def test_the_monitor_of_the_fwo_follows_what_it_funds(house: House, way: Way, tmp_path: Path) -> None:
    with house.day("fwo.opvolging", way) as day:
        day.opens("/")
        day.reads(EVERYWHERE)
        day.looks()
        every = day.main.locator("tbody tr").count()
        day.chooses("Institution", "noorderhaven")
        day.chooses("Status", "running")
        day.presses("Show")
        fewer = day.main.locator("tbody tr").count()
        assert 0 < fewer < every
        assert set(day.main.locator("tbody .status").all_inner_texts()) == {day.word("running")}
        day.looks()
        day.types("As known on", "2020-01-01")
        day.presses("Show")
        day.reads("No project fits. Widen the choice above.")
        day.follows("Back to today")
        assert day.main.locator("tbody tr").count() == fewer, "what was chosen stays"

        day.goes_to("Reports")
        day.looks()
        day.follows(day.main.get_by_role("link", name=day.said("Submitted: your answer is awaited")).first)
        day.looks()

        day.goes_to("Figures")
        day.reads("kept back")
        drawn = day.main.locator("img.chart").evaluate_all("all => all.map(each => each.naturalWidth)")
        assert drawn
        assert 0 not in drawn, "each chart is drawn"
        assert day.main.locator("img.chart").count() <= day.main.locator(".beside table").count(), "each has its table"
        day.looks()
        day.follows("year of start")
        day.looks()

        day.goes_to("Files")
        day.reads("You took no file yet.")
        day.looks()
        digests = [_taken(day, kind, tmp_path) for kind in ("xlsx", "csv")]
        day.goes_to("Files")
        day.finds(*digests)
        day.looks()


def _taken(day: Day, kind: str, folder: Path) -> str:
    """Take the portfolio as a file, look into it, and return its digest."""
    day.chooses("Form", kind)
    with day.page.expect_download() as coming:
        day.main.get_by_role("button", name=day.said("Make the file")).click()
    file = folder / f"portfolio.{kind}"
    coming.value.save_as(file)
    assert coming.value.suggested_filename.endswith(f".{kind}")
    content = file.read_bytes()
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert any("KV-NOORDERHAVEN" in cell for row in rows for cell in row)
    else:
        with ZipFile(file) as book:
            assert "xl/workbook.xml" in book.namelist()
    return hashlib.sha256(content).hexdigest()
