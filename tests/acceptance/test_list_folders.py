"""Folders of lists, deltas, mappings and re-linking in a whole installation. All names are fictional."""

from pathlib import Path

import pytest

from domain.errors import UnusableInputError
from domain.values import Effect
from domain.watchlist import commands
from domain.watchlist.words import SourceState
from kvcase import list_folders
from kvcase.bootstrap import Kvcase
from kvcase.list_folders import FolderImport
from kvcase.list_imports import ImportResult
from kvcase.lists.mappings import ColumnMapping
from kvcase.lists.reading import UnusableListError
from tests.acceptance.installations import FIRST, SECOND, Installation
from tests.kvcase.lists import tables
from tests.kvcase.lists.test_formats import ALT, SDN

LIST = "fable-list"
MAPPING = ColumnMapping(None, "naam", aliases="namen")


def folder_of(program: Kvcase, root: Path) -> FolderImport:
    return list_folders.import_folder(program.list_imports, FIRST, root)


def registered(program: Kvcase, list_id: str = LIST) -> None:
    program.list_imports.register(FIRST, list_id, "Fable list", Effect.POLICY, "a fable", "none", "reading aloud")


def taken_in(program: Kvcase, root: Path, text: str | bytes, list_id: str = LIST, format_id: str = "") -> ImportResult:
    file = root / "list.bin"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return program.list_imports.import_files(FIRST, list_id, format_id or "generic_csv", {"list": file})


def test_a_folder_is_taken_in_in_order_and_again_changes_nothing(installation: Installation, tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    lists.mkdir()
    program = installation.open()
    try:
        registered(program)
        program.list_imports.save_mapping(FIRST, LIST, MAPPING)
        (lists / "fable-list-2026-01-02.csv").write_text("naam,namen\nSol Works,SW Yard\nQuarth Yard,\n")
        (lists / "fable-list-2025-01-02.csv").write_text("naam,namen\nSol Works,\n")
        (lists / "letter.csv").write_text("Dear all\n")
        first, second = folder_of(program, lists), folder_of(program, lists)

        assert [(str(row.day), row.outcome, row.result and row.result.entries) for row in first.rows] == [
            ("2025-01-02", "activated", 1),
            ("2026-01-02", "activated", 2),
        ]
        assert [row.outcome for row in second.rows] == ["known", "known"]
        assert [left.file.name for left in second.left_out] == ["letter.csv"]
    finally:
        program.close()


def test_a_file_that_is_older_than_what_is_in_force_is_left_alone(installation: Installation, tmp_path: Path) -> None:
    program = installation.open()
    try:
        registered(program)
        program.list_imports.save_mapping(FIRST, LIST, MAPPING)
        (tmp_path / "fable-list-2026-01-02.csv").write_text("naam,namen\nSol Works,\nQuarth Yard,\n")
        folder_of(program, tmp_path)
        (tmp_path / "fable-list-2025-01-02.csv").write_text("naam,namen\nSol Works,\nQuarth Yard,\nFable Yard,\n")
        rows = folder_of(program, tmp_path).rows

        assert [row.outcome for row in rows] == ["known", "known"]
        assert "older than the version in force, of 2026-01-02" in rows[0].reason
    finally:
        program.close()


def test_a_list_that_nobody_registered_is_refused_with_what_to_do(installation: Installation, tmp_path: Path) -> None:
    program = installation.open()
    try:
        (tmp_path / "others.csv").write_text("id,name\n1,Sol Works\n")
        (row,) = folder_of(program, tmp_path).rows
        assert (row.outcome, row.list_id) == ("refused", "others")
        assert "kvcase lists register" in row.reason
    finally:
        program.close()


def test_an_entry_without_an_id_that_is_renamed_is_changed_and_not_removed(
    installation: Installation, tmp_path: Path
) -> None:
    program = installation.open()
    try:
        registered(program)
        program.list_imports.save_mapping(FIRST, LIST, MAPPING)
        taken_in(program, tmp_path, "naam,namen\nSol Works,Sol Yard\nQuarth Star,\n")
        result = taken_in(program, tmp_path, "naam,namen\nSol Yards,Sol Yard\nQuarth Star,\n")
        again = taken_in(program, tmp_path, "naam,namen\nQuarth Star,\nSol Yards,Sol Yard\n")

        assert (result.added, result.changed, result.removed) == (0, 1, 0)
        assert again.outcome == "unchanged"
    finally:
        program.close()


def test_a_list_without_its_sentinel_is_held_until_two_people_release_it(
    installation: Installation, tmp_path: Path
) -> None:
    program = installation.open()
    try:
        program.list_imports.register_shipped(FIRST, "ca-sema")
        held = taken_in(program, tmp_path, tables.SEMA, "ca-sema", "ca_sema")
        assert (held.outcome, held.held_rule) == ("held", "missing-sentinel")
        stream = program.list_imports.known("ca-sema")
        program.service(commands.ProposeRelease(stream, held.canonical_sha256, "it was delisted"), actor=FIRST)
        program.service(commands.ConfirmRelease(stream, held.canonical_sha256), actor=SECOND)
        assert taken_in(program, tmp_path, tables.SEMA, "ca-sema", "ca_sema").outcome == "activated"
    finally:
        program.close()


def test_a_cut_file_is_held_and_the_old_version_stays(installation: Installation, tmp_path: Path) -> None:
    program = installation.open()
    try:
        registered(program)
        whole = taken_in(program, tmp_path, tables.DPL, LIST, "us_bis_dpl")
        cut = taken_in(program, tmp_path, tables.DPL[:-60], LIST, "us_bis_dpl")
        assert (whole.outcome, cut.outcome, cut.version_no) == ("activated", "held", 1)
        assert "cut off" in (cut.held_reason or "")
    finally:
        program.close()


def test_deltas_are_applied_to_the_version_they_name_and_no_other(installation: Installation, tmp_path: Path) -> None:
    program = installation.open()
    try:
        program.list_imports.register_shipped(FIRST, "opensanctions")
        (tmp_path / "entities.ftm.json").write_bytes(tables.FTM)
        (tmp_path / "index.json").write_text(f'{{"version": "{tables.FIRST_VERSION}"}}')
        delta = tmp_path / "delta"
        delta.mkdir()
        (delta / "entities.delta.json").write_bytes(
            tables.lines(
                {"op": "ADD", "entity": tables.entity("NK-4", "Sol Works")},
                {"op": "MOD", "entity": tables.entity("NK-2", "Grey Harbour Yards")},
            )
        )
        (delta / "delta.json").write_bytes(tables.delta_index(tables.FIRST_VERSION, tables.SECOND_VERSION))
        parts = {"delta": delta / "entities.delta.json", "index": delta / "delta.json"}
        with pytest.raises(UnusableListError, match="no version is in force"):
            program.list_imports.import_files(FIRST, "opensanctions", "opensanctions_delta", parts)
        made = folder_of(program, tmp_path)
        again = program.list_imports.import_files(FIRST, "opensanctions", "opensanctions_delta", parts)

        assert [row.outcome for row in made.rows] == ["activated", "activated"]
        result = made.rows[1].result
        assert result is not None
        assert (result.added, result.changed, result.removed, result.entries) == (1, 1, 0, 3)
        assert again.outcome == "unchanged"
        (delta / "delta.json").write_bytes(tables.delta_index("20240503100000-abe", "20240504100000-abf"))
        with pytest.raises(UnusableListError, match="changes version 20240503100000-abe, and version 2024050210"):
            program.list_imports.import_files(FIRST, "opensanctions", "opensanctions_delta", parts)
    finally:
        program.close()


def test_what_a_list_may_be_used_for_and_its_source_are_shown(installation: Installation) -> None:
    program = installation.open()
    try:
        program.list_imports.register_shipped(FIRST, "opensanctions")
        command = commands.ChangeSource(
            program.list_imports.known("opensanctions"), SourceState.STALE, "reading aloud", "no file since May"
        )
        program.service(command, actor=FIRST)
        program.read_models.catch_up("shared")
        (row,) = [each for each in program.read_models.shared().lists() if each.list_id == "opensanctions"]
        assert (row.source_state, row.allowed_use) == (SourceState.STALE, "reading aloud")
        assert "CC BY-NC" in row.licence
        assert not program.service(command, actor=FIRST).events
    finally:
        program.close()


def test_a_mapping_is_saved_once_and_a_wrong_one_is_refused(installation: Installation) -> None:
    program = installation.open()
    try:
        registered(program)
        assert program.list_imports.save_mapping(FIRST, LIST, MAPPING).events
        assert not program.list_imports.save_mapping(FIRST, LIST, MAPPING).events
        assert program.list_imports.mappings() == {LIST: MAPPING}
        with pytest.raises(UnusableInputError, match="no list 'nothing' is known"):
            program.list_imports.save_mapping(FIRST, "nothing", MAPPING)
    finally:
        program.close()


def test_the_command_line_takes_a_folder_in_and_tells_what_is_held(installation: Installation, tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "sdn_2024-05-03.csv").write_bytes(SDN)
    (lists / "alt_2025-12-24.csv").write_bytes(ALT)
    (tmp_path / "mapping.toml").write_text('name = "naam"\nidentifiers = ["KBO"]\n')
    program = installation.open()
    try:
        key = program.keys.create(FIRST)
    finally:
        program.close()
    folder = installation.run("lists", "import-folder", str(lists), key=key)
    saved = installation.run("lists", "mapping", "save", "nbim", str(tmp_path / "mapping.toml"), key=key)
    mapping = installation.run("lists", "mapping", "show", "nbim")
    shown = installation.run("lists", "show", "opensanctions")

    assert folder.returncode == 1
    assert "Second Academy of Natural Sciences should be on this list" in folder.stdout
    assert "held: the part names of 2025-12-24 is not in the folder" in folder.stdout
    assert "1/1" in folder.stderr
    assert (saved.returncode, mapping.stdout) == (0, 'name = "naam"\nidentifiers = ["KBO"]\n')
    assert "CC BY-NC 4.0" in shown.stdout
