"""A folder in the making appears whole or not at all; two makers and a sweeper do not hinder one another."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.errors import UnusableInputError
from kvcase import backup_drafts as drafts


def test_a_draft_that_is_published_is_there_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "below" / "it"
    with drafts.draft(target) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "file").write_text("whole")
        (folder / "file").chmod(0o644)
        (folder / "below").mkdir(mode=0o755)
        assert not target.exists()
        drafts.publish(folder, target)
    assert [each.name for each in target.parent.iterdir()] == ["it"]
    modes = {each.name: each.stat().st_mode & 0o777 for each in target.iterdir()}
    assert modes == {"file": 0o600, "below": 0o700}  # it may be copied to where its folder shuts nobody out
    assert (target / "file").read_text() == "whole"


def test_a_draft_that_fails_is_removed(tmp_path: Path) -> None:
    def fail() -> None:
        with drafts.draft(tmp_path / "it") as folder:
            (folder / "file").write_text("half")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_was_taken_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    with drafts.draft(tmp_path / "it") as folder:
        (folder / "file").touch()
        (tmp_path / "it").mkdir()
        (tmp_path / "it" / "another's").touch()
        with pytest.raises(UnusableInputError, match="cannot be exchanged"):
            drafts.publish(folder, tmp_path / "it")
    assert [each.name for each in (tmp_path / "it").iterdir()] == ["another's"]
    with pytest.raises(UnusableInputError, match="is not empty"):
        drafts.refuse_full(tmp_path / "it", "target", "another")


def test_one_that_was_killed_is_swept_up_and_one_at_work_is_not(tmp_path: Path) -> None:
    code = (
        "import pathlib, time; from kvcase import backup_drafts as drafts\n"
        f"with drafts.draft(pathlib.Path({str(tmp_path / 'killed')!r})): print(flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()  # it holds its lock
        with drafts.draft(tmp_path / "other"):
            assert len(list(tmp_path.iterdir())) == 2
        os.kill(process.pid, signal.SIGKILL)
    with drafts.draft(tmp_path / "other"):
        assert len(list(tmp_path.iterdir())) == 1


def test_many_begin_and_sweep_at_once(tmp_path: Path) -> None:
    def make(number: int) -> None:
        with drafts.draft(tmp_path / str(number)) as folder:
            (folder / "file").touch()
            drafts.publish(folder, tmp_path / str(number))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(make, range(200)))
    assert {each.name for each in tmp_path.iterdir()} == {str(number) for number in range(200)}
