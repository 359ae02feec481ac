"""Pairs of names out of a file: every row answered or told, every other column kept, and no installation needed."""

import csv
import gzip
import signal
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import UnusableInputError
from kvcase.cli import screening_files
from kvcase.cli.main import cli
from kvcase.lists.entries import Kind
from kvcase.screening import pairs, row_files

QUARTH = "Quarth Institute of Technology"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder: no database, no master key, no institution."""
    monkeypatch.chdir(tmp_path)
    for name in ("KVCASE_DATABASE", "KVCASE_MASTER_KEY", "KVCASE_MASTER_KEY_FILE", "KVCASE_INSTITUTIONS"):
        monkeypatch.delenv(name, raising=False)


def run(content: str | bytes, *options: str) -> tuple[Result, list[dict[str, str]]]:
    Path("pairs.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    result = CliRunner().invoke(cli, ["match", "pairs.csv", "--out", "out.csv", *options])
    out = Path("out.csv")
    with out.open(encoding="utf-8", newline="") if out.exists() else Path("pairs.csv").open() as file:
        return result, list(csv.DictReader(file)) if out.exists() else []


def refused(content: str | bytes) -> UnusableInputError:
    result, rows = run(content)
    assert isinstance(result.exception, UnusableInputError)
    assert rows == []
    return result.exception


def test_columns_stand_in_any_order_and_others_are_kept() -> None:
    result, rows = run(f'note,schema,right,id,left\n"a, b",Organization,{QUARTH},7,"Qarth Inst Technol, Quarth"\n')
    assert result.exit_code == 0
    assert list(rows[0]) == ["note", "schema", "right", "id", "left", "score", "band", "match"]
    assert (rows[0]["note"], rows[0]["id"]) == ("a, b", "7")
    assert (int(rows[0]["score"]), rows[0]["band"], rows[0]["match"]) == (94, "alert", "true")
    assert not list(Path().glob(".out*"))


def test_the_names_of_columns_may_be_in_capitals_and_stay_as_they_are() -> None:
    result, rows = run("Left;RIGHT;Schema;Country\nAnna Peeters;Anna Peeters;Person;BE\n")
    assert result.exit_code == 0
    assert list(rows[0]) == ["Left;RIGHT;Schema;Country;score;band;match"]
    assert list(rows[0].values()) == ["Anna Peeters;Anna Peeters;Person;BE;100;alert;true"]


def test_an_empty_file_is_told_what_should_be_in_it() -> None:
    assert "expected a header row with the columns left, right, schema" in str(refused(""))


def test_a_match_is_an_alert_or_a_review() -> None:
    _, rows = run(
        "left,right,schema\nQuarth University of Optics,Quarth Institute of Technology,Organization\n"
        "J. Vandervelden,Jonas Vandervelden,Person\nJonas Vandervelden,Vandervelden Jonas,Person\n"
    )
    assert [(row["band"], row["match"]) for row in rows] == [("none", "false"), ("review", "true"), ("alert", "true")]


def test_the_right_name_is_known_by_its_other_names() -> None:
    _, rows = run("left,right,schema\n哈尔滨工业大学,Harbin Institute of Technology,Organization\n")
    assert rows[0]["match"] == "true"


def test_a_label_of_ones_own_is_kept_under_another_name() -> None:
    _, rows = run("left,right,schema,match\nAnna Peeters,Anna Peeters,Person,false\n")
    assert (rows[0]["given_match"], rows[0]["match"]) == ("false", "true")


def test_countries_move_a_score_and_never_hide_a_name() -> None:
    _, rows = run(
        "left,right,schema,left_country,right_country\n"
        f"Quarth Inst Technol,{QUARTH},Organization,IR,Iran\n"
        f"Quarth Inst Technol,{QUARTH},Organization,BE,IR\n"
        f"Quarth Inst Technol,{QUARTH},Organization,,\n"
    )
    assert [int(row["score"]) for row in rows] == [100, 90, 100]
    assert [row["match"] for row in rows] == ["true"] * 3


def test_a_country_that_is_none_is_told_and_the_row_is_scored() -> None:
    result, rows = run("left,right,schema,country\nAnna Peeters,Anna Peeters,Person,Atlantis\n")
    assert (result.exit_code, rows[0]["match"]) == (0, "true")
    assert "pairs.csv line 2: country: 'Atlantis' is no country" in result.stderr


@pytest.mark.parametrize("schema", ["Organization", "Company", "PublicBody", "LegalEntity", "Thing", "company", ""])
def test_an_organisation_goes_by_many_words(schema: str) -> None:
    _, rows = run(f"left,right,schema\nQuarth Inst Technol,{QUARTH},{schema}\n")
    assert rows[0]["match"] == "true"


def test_a_kind_that_is_not_told_is_tried_as_a_person_too() -> None:
    assert pairs.match("J. Vandervelden", "Jonas Vandervelden", None, None, None).entry.kind is Kind.PERSON
    assert pairs.match(QUARTH, QUARTH, None, None, None).entry.kind is Kind.ORGANISATION


def test_rows_that_cannot_be_read_are_kept_and_told() -> None:
    result, rows = run(
        "left,right,schema\nAnna Peeters,Anna Peeters,Person\n,,\nAnna,Anna,Bird\n ,Anna,Person\nAnna,Person\n"
        'Anna,An\x00na,Person\n\nAnna,"two\nlines",Person\nAnna,b"ad"x,Person\n' + "x" * 1001 + ",Anna,Person\n"
        "Anna Peeters,Anna Peeters,Person\n"
    )
    assert result.exit_code == 2
    assert [row["band"] for row in rows] == ["alert", *["unreadable"] * 5, "none", "none", "unreadable", "alert"]
    assert [line.split(";")[0] for line in result.stderr.splitlines()[:-1]] == [
        "pairs.csv line 3: row: is empty",
        "pairs.csv line 4: schema: 'Bird' is no schema",
        "pairs.csv line 5: left: empty",
        "pairs.csv line 6: row: has 2 cells",
        "pairs.csv line 7: right: holds control character U+0000",
        "pairs.csv line 12: left: 1,001 characters long",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        (b"\xff\xfel\x00", "UTF-16"),
        ("left,right,schema\nAndré,Andre,Person\n".encode("latin-1"), "line 2 is not UTF-8"),
        ("left,right\na,b\n", "lacks schema"),
        ("Anna Peeters,Anna Peeters,Person\n", "lacks left, right, schema"),
        ("left,right,schema,left\na,b,Person,c\n", "has 'left' twice"),
        ("left,right,schema,\x00\na,b,Person,c\n", "control character"),
        ("Left,LEFT,right,schema\na,b,c,Person\n", "has 'left' twice"),
        (b"PK\x03\x04sheet", "sheet saved as CSV UTF-8"),
        ("<pairs/>", "is no CSV"),
        (gzip.compress(b"left,right,schema\n" * 9, mtime=0)[:30], "cut off"),
    ],
)
def test_a_file_that_is_no_table_of_pairs_is_refused_whole(content: str | bytes, said: str) -> None:
    assert said in str(refused(content))


def test_a_cell_that_is_never_closed_is_told_by_its_first_line() -> None:
    result, rows = run('left,right,schema\nAnna Peeters,Anna Peeters,Person\n"Anna,Anna,Person\nAnna,Anna,Person\n')
    assert result.exit_code == 2
    assert [row["band"] for row in rows] == ["alert", "unreadable"]
    assert "line 3: row: a cell is not closed" in result.stderr


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_are_read_and_written_as_well(delimiter: str) -> None:
    Path("p.csv").write_text(delimiter.join(["left", "right", "schema"]) + "\n" + delimiter.join("ab") + delimiter)
    table = pairs.read(Path("p.csv"))
    assert (table.delimiter, table.rows[0].cells) == (delimiter, ("a", "b", ""))


def test_a_packed_file_with_a_byte_order_mark_is_read() -> None:
    Path("p.csv.gz").write_bytes(gzip.compress("\ufeffleft,right,schema\r\na,b,Person\r\n".encode()))
    assert pairs.read(Path("p.csv.gz")).columns == ("left", "right", "schema")


def test_an_answer_is_written_whole_or_not_at_all() -> None:
    Path("out.csv").write_text("before")
    with pytest.raises(ZeroDivisionError), row_files.whole(Path("out.csv")) as file:
        file.write(str(1 // 0))
    assert [each.name for each in Path().iterdir()] == ["out.csv"]
    assert Path("out.csv").read_text() == "before"


@pytest.mark.parametrize(("out", "said"), [(".", "is a folder"), ("no/where.csv", "no folder"), ("p.csv", "very file")])
def test_an_answer_that_cannot_be_written_is_refused_before_the_work(out: str, said: str) -> None:
    Path("p.csv").write_text("left,right,schema\na,b,Person\n")
    result = CliRunner().invoke(cli, ["match", "p.csv", "--out", out])
    assert isinstance(result.exception, UnusableInputError)
    assert said in str(result.exception)


def half_an_answer() -> None:
    with screening_files.writing(Path("pairs.csv"), Path("out.csv")) as file:
        file.write("half")
        signal.raise_signal(signal.SIGTERM)


def test_a_run_that_is_told_to_stop_leaves_no_half_answer() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(click.exceptions.Exit) as stopped:
        half_an_answer()
    assert stopped.value.exit_code == 128 + signal.SIGTERM
    assert list(Path().iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_file_that_is_not_there_is_told() -> None:
    result = CliRunner().invoke(cli, ["match", "none.csv", "--out", "out.csv"])
    assert "there is no file none.csv" in str(result.exception)


def test_a_progress_bar_stays_away_where_nobody_looks() -> None:
    result, _ = run("left,right,schema\nAnna Peeters,Anna Peeters,Person\n")
    assert result.stderr == "1 pairs, 1 match, 0 could not be read (kv-match-3)\n"


TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=30)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(TEXTS, TEXTS, st.sampled_from(["Person", "Company", "Thing", "?"]))))
def test_there_is_one_answer_for_each_row(
    rows: list[tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("pairs")
    with (folder / "p.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("left", "right", "schema"), *rows])
    table = pairs.read(folder / "p.csv")
    with row_files.whole(folder / "out.csv") as out:
        answers = list(pairs.write(out, table, pairs.scored(table)))
    assert [each.row.cells for each in answers] == rows
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file, strict=True))) == len(rows) + 1
