"""A folder in the making: it appears under its name whole, or not at all; what a killed process left is swept up."""

import contextlib
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from domain.errors import UnusableInputError

_SUFFIX: Final = ".kvcase-draft"


@contextmanager
def draft(target: Path) -> Iterator[Path]:
    """Give an empty folder beside `target` that only its owner may read; it is removed unless it is published.

    Raises `OSError` if there can be none.
    """
    parent = target.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    _sweep(parent)
    folder, held = _held(parent, f".{target.name}.")
    try:
        yield folder
    finally:
        os.close(held)
        shutil.rmtree(folder, ignore_errors=True)


def refuse_full(target: Path, what: str, instead: str) -> None:
    """Refuse a target that holds anything already, or that no folder can take the place of.

    Raises `UnusableInputError`.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UnusableInputError(what, f"{target} is not empty", instead)
    if target.is_mount():
        rule = f"{target} is a disk of its own, whose place no folder can take"
        raise UnusableInputError(what, rule, f"a folder on it, such as {target / 'kvcase'}")


def publish(folder: Path, target: Path) -> None:
    """Give a folder its name, once all that is in it is on the disk and for its owner alone, wherever it is copied.

    Raises `UnusableInputError` if somebody put something there meanwhile, or if the place cannot be exchanged.
    """
    for each in (*sorted(folder.rglob("*"), reverse=True), folder):
        each.chmod(0o700 if each.is_dir() else 0o600)
        synced(each)
    try:
        folder.rename(target)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.EBUSY, errno.EXDEV, errno.ENOTDIR):
            rule = f"{target} cannot be exchanged: {error.strerror}"
            raise UnusableInputError("target", rule, "a folder that is not there yet, below that of a disk") from error
        raise
    synced(target.absolute().parent)


def remove(folder: Path) -> None:
    """Remove a folder; one that was begun to be removed is no more under its name, and is swept up if we are killed."""
    away = folder.with_name(f".{folder.name}.{os.getpid()}{_SUFFIX}")
    folder.rename(away)
    shutil.rmtree(away, ignore_errors=True)


def left(parent: Path) -> Iterator[Path]:
    """Give the drafts in a folder whose makers are gone: nobody holds their locks."""
    for each in parent.glob(f".*{_SUFFIX}"):
        try:
            handle = os.open(each, os.O_RDONLY)
        except OSError:
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield each
        except OSError:
            continue  # its maker is at work
        finally:
            os.close(handle)


def synced(path: Path) -> None:
    """Bring a file or folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _held(parent: Path, prefix: str) -> tuple[Path, int]:
    """Return a new folder and the descriptor that holds its lock."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, suffix=_SUFFIX, dir=parent))
        with contextlib.suppress(FileNotFoundError):
            held = os.open(folder, os.O_RDONLY)
            fcntl.flock(held, fcntl.LOCK_EX)
            if folder.exists():
                return folder, held
            os.close(held)  # somebody swept it up before we held it


def _sweep(parent: Path) -> None:
    for each in left(parent):
        shutil.rmtree(each, ignore_errors=True)
