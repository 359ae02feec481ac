"""Names out of a file against the lists of a folder: a line for each hit, the same from one process or several."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from domain.errors import UnusableInputError
from kvcase.cli.main import cli
from kvcase.screening import list_files
from tests.kvcase.lists import tables

RESEARCH = (
    "id,name,aliases,country\n"
    "q1,Quarth Institute of Technology,QIT;Technische Hogeschool Quarth,Iran\n"
    "q2,Zelenograd Optics Works,,Russia\n"
)
SDN = '7,"QUARTH INSTITUTE OF TECHNOLOGY",-0- ,"TEST",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n'
UN = (
    '<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="2026-01-01T00:00:00"><INDIVIDUALS><INDIVIDUAL>'
    "<DATAID>11</DATAID><FIRST_NAME>Jonas</FIRST_NAME><SECOND_NAME>Vandervelden</SECOND_NAME>"
    "<UN_LIST_TYPE>Test</UN_LIST_TYPE><REFERENCE_NUMBER>TEi.001</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS>"
    "<ENTITIES></ENTITIES></CONSOLIDATED_LIST>"
)
NAMES = (
    'note,schema,name,country\nx,Organization,"Quarth Inst Technol, Quarth",IR\ny,Person,Vandervelden Jonas,\n'
    "z,Person,Anna Peeters,BE\n"
)


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with lists and names, and no installation."""
    monkeypatch.chdir(tmp_path)
    for name in ("KVCASE_DATABASE", "KVCASE_MASTER_KEY", "KVCASE_MASTER_KEY_FILE", "KVCASE_INSTITUTIONS"):
        monkeypatch.delenv(name, raising=False)
    lists = Path("lists")
    (lists / "un").mkdir(parents=True)
    (lists / "ca_nro.csv").write_text(RESEARCH)
    (lists / "sdn_2024-01-01.csv").write_text(SDN.replace("QUARTH", "OLD"))
    (lists / "sdn_2024-01-02.csv").write_text(SDN)
    (lists / "un" / "un.xml").write_text(UN)
    (lists / "README.md").write_text("no list")


def run(names: str = NAMES, *options: str) -> tuple[Result, list[dict[str, Any]]]:
    Path("names.csv").write_text(names)
    result = CliRunner().invoke(cli, ["screen", "names.csv", "--lists-dir", "lists", "--out", "h.jsonl", *options])
    out = Path("h.jsonl")
    return result, [json.loads(line) for line in out.read_text().splitlines()] if out.exists() else []


def test_each_hit_is_a_line_in_the_order_of_the_rows_and_of_rank() -> None:
    result, hits = run()
    assert result.exit_code == 0
    assert [(hit["row"], hit["list"], hit["entity_id"]) for hit in hits] == [
        (1, "ca-nro", "q1"),
        (1, "ofac-sdn", "7"),
        (2, "un-sc", "11"),
    ]
    assert hits[0].keys() == {
        *("row", "name", "list", "entity_id", "list_name", "score", "band", "rank", "explanation"),
        *("sentence_nl", "sentence_en"),
    }
    assert hits[0]["name"] == "Quarth Inst Technol, Quarth"
    assert hits[0]["list_name"] == "Quarth Institute of Technology"
    assert (hits[0]["band"], hits[0]["explanation"]["score"]) == ("alert", hits[0]["score"])


def test_a_country_that_agrees_goes_before_one_that_is_not_told() -> None:
    _, hits = run()
    assert hits[0]["rank"] == hits[1]["rank"] + 50


def test_a_list_of_law_goes_before_one_that_only_indicates() -> None:
    _, hits = run()
    assert hits[2]["rank"] > hits[0]["rank"]


def test_files_that_are_not_used_are_told_with_the_reason() -> None:
    Path("lists/other.txt").write_text("no list")
    result, _ = run()
    assert "not used: other.txt: " in result.stderr
    assert "not used: 1 older version(s) of ofac-sdn; sdn_2024-01-02.csv is newer" in result.stderr


def test_of_a_list_whose_newest_file_is_damaged_the_one_before_is_used() -> None:
    Path("lists/un/un_2026-02-02.xml").write_text(UN[:-20].replace("2026-01-01", "2026-02-02"))
    result, hits = run()
    assert [hit["list"] for hit in hits] == ["ca-nro", "ofac-sdn", "un-sc"]
    assert "not used: a version of un-sc: " in result.stderr


def test_a_workbook_that_is_no_list_is_passed_over_and_told() -> None:
    Path("lists/notes.xlsx").write_bytes(b"PK\x03\x04notes")
    result, hits = run()
    assert result.exit_code == 0
    assert [hit["list"] for hit in hits] == ["ca-nro", "ofac-sdn", "un-sc"]
    assert "not used: notes.xlsx: a table whose columns are not known" in result.stderr


def test_a_list_of_which_no_file_can_be_used_stops_the_run_and_is_named() -> None:
    Path("lists/un/un.xml").write_text(UN[:-20])
    result, hits = run()
    assert hits == []
    assert "un.xml: no file of un-sc can be used: the file is cut off" in str(result.exception)


def test_a_file_that_is_cut_off_is_used_and_told_each_time_with_what_was_done() -> None:
    Path("lists/us_csl.csv").write_text(tables.CSL + f'cc3,{tables.SDN},"3')
    for _ in range(2):
        result, hits = run(NAMES, "--index-dir", "kept")
        assert [hit["list"] for hit in hits] == ["ca-nro", "ofac-sdn", "un-sc"]
        assert "not used: 1 of " in result.stderr
        assert " rows of us_csl.csv; list line " in result.stderr
        assert "in doubt: us_csl.csv of us-csl: the last row is cut off: what followed it is missing" in result.stderr
        assert "the 3 entries that could be read are used" in result.stderr
        assert "4 lists (1 in doubt: us-csl): 3 hits" in result.stderr


def test_a_folder_of_one_list_gives_the_hits_it_gives_among_others() -> None:
    _, among = run()
    shutil.rmtree("lists/un")
    for each in Path("lists").glob("sdn*"):
        each.unlink()
    _, alone = run()
    assert alone == [hit for hit in among if hit["list"] == "ca-nro"]
    assert alone[0]["explanation"]["entry_id"] == alone[0]["entity_id"] == "q1"


def test_several_processes_find_the_very_same() -> None:
    _, alone = run()
    before = Path("h.jsonl").read_bytes()
    result, together = run(NAMES, "--jobs", "2")
    assert result.exit_code == 0
    assert (together, Path("h.jsonl").read_bytes()) == (alone, before)


def test_indexes_are_kept_for_the_next_run_and_a_changed_file_is_read_anew() -> None:
    _, first = run(NAMES, "--index-dir", "kept")
    kept = {each.name for each in Path("kept").iterdir()}
    assert {Path(each).suffix for each in kept} == {".index", ".told"}
    assert run(NAMES, "--index-dir", "kept")[1] == first
    Path("lists/ca_nro.csv").write_text(RESEARCH.replace("Quarth", "Brightwater"))
    assert len(run(NAMES, "--index-dir", "kept")[1]) == 2
    assert len({each.name for each in Path("kept").iterdir()} - kept) == 2


def test_a_damaged_index_is_built_anew() -> None:
    _, first = run(NAMES, "--index-dir", "kept")
    for each in Path("kept").glob("*.index"):
        each.write_bytes(each.read_bytes()[:-10])
    assert run(NAMES, "--index-dir", "kept")[1] == first


def test_rows_that_cannot_be_read_are_told_and_the_others_screened() -> None:
    result, hits = run(NAMES.replace("Anna Peeters", "") + "q,Bird,Quarth,\nr,Person,Jonas Vandervelden,Atlantis\n")
    assert result.exit_code == 2
    assert [hit["row"] for hit in hits] == [1, 1, 2, 5]
    assert "names.csv line 4: name: empty; expected a name" in result.stderr
    assert "names.csv line 5: schema: 'Bird' is no schema" in result.stderr
    assert "names.csv line 6: country: 'Atlantis' is no country; the row is used without it" in result.stderr
    assert "2 rows could not be read" in result.stderr


@pytest.mark.parametrize(("folder", "said"), [("none", "there is no folder none"), ("empty", "no list is recognised")])
def test_a_folder_without_lists_is_refused(folder: str, said: str) -> None:
    Path("empty").mkdir()
    with pytest.raises(UnusableInputError, match=said):
        list_files.find(Path(folder))


def test_a_spreadsheet_to_screen_is_told_to_be_saved_as_csv_and_is_no_case() -> None:
    Path("names.xlsx").write_bytes(b"PK\x03\x04sheet")
    result = CliRunner().invoke(cli, ["screen", "names.xlsx", "--out", "h.jsonl"])
    assert "the sheet saved as CSV UTF-8" in str(result.exception)
    assert not Path("h.jsonl").exists()
