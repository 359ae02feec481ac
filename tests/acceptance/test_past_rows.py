"""`kvcase projections as-of` tells the rows of any read model as they were, and touches none that serve."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.values import Role
from kvcase.bootstrap import Kvcase
from kvcase.simulate import simulate
from tests.acceptance.installations import NORTH, SOUTH, Installation, actor

PARTNERS = ("Bakker Precisie BV", "=1+1 Ander Huis BV")


@pytest.fixture
def key(installation: Installation) -> str:
    program = installation.open()
    try:
        simulate(program, NORTH, 3, partners=PARTNERS, mixed=True)
        program.read_models.catch_up_fwo()
        return program.keys.create(actor("contactpunt", Role.CONTACT_POINT_OFFICER))
    finally:
        program.close()


@pytest.fixture
def opened(installation: Installation) -> Iterator[Kvcase]:
    program = installation.open()
    try:
        yield program
    finally:
        program.close()


def test_every_read_model_has_a_past(installation: Installation, key: str, opened: Kvcase) -> None:
    day = opened.clock().date().isoformat()
    for where, _, some in opened.read_models.places():
        if where == SOUTH:
            continue
        for model in some:
            told = installation.run("projections", "as-of", model.name, day, "--institution", where, key=key)
            assert told.returncode == 0, told.stderr
            tables = json.loads(told.stdout)["tables"]
            with opened.read_models.engine(where).begin() as connection:
                counts = {table.name: len(connection.execute(table.select()).all()) for table in model.tables}
            assert {name: len(rows) for name, rows in tables.items()} == counts


def test_rows_go_to_a_file_with_personal_texts_for_who_may_read_them(
    installation: Installation, key: str, tmp_path: Path
) -> None:
    def rows(*more: str, key: str = "") -> list[dict[str, str]]:
        out = tmp_path / "cases.csv"
        done = installation.run(
            "projections", "as-of", "case_register", *more, "--institution", NORTH, "--out", str(out), key=key
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(f"{out}: ")
        assert out.stat().st_mode & 0o777 == 0o600
        with out.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    head = _head(installation)
    assert {row["title"] for row in rows(f"p{head}")} == {"[withheld]"}
    assert "[withheld]" not in {row["title"] for row in rows(f"p{head}", key=key)}
    assert len(rows("p1")) <= 1 < len(rows(f"p{head}")) == 3
    assert rows("2020-01-01") == []


def test_what_cannot_be_used_is_refused(installation: Installation, key: str, tmp_path: Path) -> None:
    for arguments, said in (
        (("case_register", "p1"), f"institution: case_register is kept at {NORTH}, {SOUTH}"),
        (("case_registr", "p1"), "did you mean case_register or"),
        (("case_register", "v1", "--institution", NORTH), "v1 is a version of one thing"),
        (("case_register", "2999-01-01", "--institution", NORTH), "2999-01-01 is still to come"),
        (("case_register", "p99999", "--institution", NORTH), "p99999 is still to come: the log ends at p"),
        (("case_register", "p1", "--institution", "shared"), "is not kept at shared"),
        (("case_register", "p1", "--institution", NORTH, "--out", str(tmp_path / "rows.txt")), "says no format"),
        (("fwo_portfolio", "p1"), "p1 is a place in one log, and fwo_portfolio has more"),
    ):
        told = installation.run("projections", "as-of", *arguments)
        assert told.returncode == 2, arguments
        assert said in told.stderr, told.stderr
        assert "Traceback" not in told.stderr


def test_a_text_that_a_spreadsheet_would_run_begins_with_an_apostrophe(
    installation: Installation, key: str, tmp_path: Path
) -> None:
    out = tmp_path / "parties.csv"
    head = _head(installation)
    done = installation.run("projections", "as-of", "parties", f"p{head}", "--institution", NORTH, "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert "'=1+1 Ander Huis BV" in out.read_text(encoding="utf-8")


def _head(installation: Installation) -> int:
    program = installation.open()
    try:
        return program.logs.log(NORTH).head()
    finally:
        program.close()
