"""The contents of documents in a backup: files that are written once, are encrypted, and are named by what they hold.

They are copied after the logs that name them. One that goes meanwhile was erased, or nothing named it.
"""

import contextlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kvcase import backup_drafts as drafts

FOLDER: Final = "documents"


def files(folder: Path | None, slugs: Iterable[str]) -> Iterator[Path]:
    """Give the files of these institutions, without those that are being written."""
    for slug in slugs:
        if folder is not None and (folder / slug).is_dir():
            yield from sorted(each for each in (folder / slug).glob("*/[!.]*") if each.is_file())


def copy(folder: Path | None, slugs: Iterable[str], target: Path) -> None:
    """Copy the contents of documents to a folder of a backup. Raises `OSError` when the disk is full."""
    for each in files(folder, slugs):
        assert folder is not None  # noqa: S101  (it has files)
        place = target / FOLDER / each.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(each, place)


@contextmanager
def unpacked(source: Path, folder: Path | None) -> Iterator[tuple[Path | None, Callable[[], None]]]:
    """Give a folder in which the contents of a backup stand, and what puts them where they are to be.

    What fails after that takes them away again. Raises `OSError` when the disk is full.
    """
    if folder is None or not (source / FOLDER).is_dir():
        yield None if folder is None else folder.with_name(f".{folder.name}.none"), lambda: None
        return
    with drafts.draft(folder.resolve()) as aside:
        shutil.copytree(source / FOLDER, aside, dirs_exist_ok=True)
        place, slugs = folder.resolve(), tuple(each.name for each in (source / FOLDER).iterdir())
        is_put = False

        def put() -> None:
            nonlocal is_put
            is_put = True
            _put(aside, place)

        try:
            yield aside, put
        except BaseException:
            for slug in slugs if is_put else ():
                shutil.rmtree(place / slug, ignore_errors=True)
            raise


def _put(aside: Path, folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in sorted(aside.glob("*/*/[!.]*")):
        place = folder / each.relative_to(aside)
        for parent in (place.parent.parent, place.parent):
            parent.mkdir(mode=0o700, exist_ok=True)
        each.chmod(0o600)
        drafts.synced(each)
        each.replace(place)
    for each in (*folder.glob("*/*"), *folder.glob("*"), folder):
        drafts.synced(each)
