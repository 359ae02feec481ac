"""Where the contents of documents are kept: one folder for each case, files encrypted, a row for each in the database.

A file is on the disk before the event that names it: who is killed between the two leaves a file that nothing names,
and nothing else; `sweep` removes it. It is sealed under the keys of its case and of the persons whom it is about, so
that each destroyed key makes it unreadable; its name tells nothing of its content without them.
"""

import contextlib
import errno
import fcntl
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from domain.erasure.words import Held, subject_of
from domain.errors import UnusableInputError
from domain.ports import Clock
from kvcase import backup_drafts as drafts
from kvcase import blob_files, blob_types
from kvcase.settings import DocumentSettings
from kvcase.store.errors import StoreUnavailableError, SubjectErasedError
from kvcase.store.transaction import Transaction
from kvcase.store.vault import Vault

METADATA = sa.MetaData()
KEPT = sa.Table(
    "kept_documents",
    METADATA,
    sa.Column("case_id", sa.Uuid, primary_key=True),
    sa.Column("document_id", sa.Uuid, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("subjects", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
)
"""The documents whose content is kept here; `subjects` are those whose keys it takes to read one."""

DRAFT: Final = ".draft-"
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_SWEEP_EVERY: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """A document whose content is kept: its file, by the digest and size of its plaintext."""

    name: str
    subjects: tuple[str, ...]
    media_type: str
    size: int
    sha256: str = ""


class Blobs:
    """Writes, reads, and forgets the contents of documents."""

    def __init__(
        self, settings: DocumentSettings, vault: Vault, engine: Callable[[str], sa.Engine], clock: Clock
    ) -> None:
        self._settings = settings
        self._vault = vault
        self._engine = engine
        self._clock = clock
        self._swept: dict[str, datetime] = {}

    @property
    def max_bytes(self) -> int:
        """Return how many bytes a document may have."""
        return self._settings.max_bytes

    @contextmanager
    def keeping(
        self, slug: str, case_id: UUID, persons: Iterable[UUID], kind: blob_types.Type, chunks: Iterable[bytes]
    ) -> Iterator[Kept]:
        """Write the content of a document durably, and hold it against `sweep` until its event is written.

        Raises `UnusableInputError` for bytes that are not of the type or too many, `SubjectErasedError`,
        `StoreUnavailableError` when the disk is full or refuses. Nothing is left of what is refused.
        """
        subjects = (subject_of(Held.CASE, case_id), *sorted(subject_of(Held.PERSON, each) for each in set(persons)))
        self._vault.ensure(slug, subjects)
        secret, bound_to = self._secret(slug, subjects), _bound(slug, subjects)
        folder = self._folder(slug) / str(case_id)
        with self._held(folder), _told_as_outage(folder):
            handle, name = tempfile.mkstemp(prefix=DRAFT, dir=folder)
            draft = Path(name)
            try:
                with os.fdopen(handle, "wb") as target:
                    writer = blob_files.Writer(target, secret, bound_to)
                    for chunk in chunks:
                        writer.write(chunk)
                        if writer.size > self._settings.max_bytes:
                            raise _too_large(self._settings.max_bytes)
                    writer.finish()
                if not writer.size:
                    raise UnusableInputError("content", "is empty", "the bytes of the document")
                self._refuse_full_case(slug, case_id, writer.size)
                with io.BufferedReader(blob_files.Reader(draft, secret, bound_to)) as content:
                    blob_types.check(kind, content)
                kept = blob_files.name_of(writer.sha256, secret, bound_to)
                draft.replace(folder / kept)
                drafts.synced(folder)
            finally:
                draft.unlink(missing_ok=True)
            yield Kept(kept, subjects, kind.media_type, writer.size, writer.sha256)

    def note(self, case_id: UUID, document_id: UUID, kept: Kept) -> Callable[[Transaction], None]:
        """Return what notes, in the transaction of the event, that the content of a document is kept."""
        row = (case_id, document_id, kept.name, ",".join(kept.subjects), kept.media_type, kept.size)

        def within(transaction: Transaction) -> None:
            transaction.execute(
                "INSERT INTO kept_documents (case_id, document_id, name, subjects, media_type, size)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (case_id, document_id) DO NOTHING",
                row,
            )

        return within

    def of_case(self, slug: str, case_id: UUID) -> dict[UUID, Kept]:
        """Return the documents of a case whose content is kept."""
        select = sa.select(KEPT).where(KEPT.c.case_id == case_id)
        with self._engine(slug).connect() as connection:
            return {
                row.document_id: Kept(row.name, tuple(row.subjects.split(",")), row.media_type, row.size)
                for row in connection.execute(select)
            }

    def read(self, slug: str, case_id: UUID, kept: Kept, sha256: str) -> Iterator[bytes] | None:
        """Return the content of a document, once all of it is found to be as it was written; `None` if it is erased.

        Raises `DamagedBlobError`.
        """
        self._vault.load(slug, kept.subjects)
        if any(self._vault.key(slug, each) is None for each in kept.subjects):
            return None
        file = self._folder(slug) / str(case_id) / kept.name
        reader = blob_files.Reader(file, self._secret(slug, kept.subjects), _bound(slug, kept.subjects))
        try:
            reader.verified(sha256)
        except BaseException:
            reader.close()
            raise
        return reader.chunks()

    def forget(self, slug: str, kind: Held, subject_id: UUID) -> None:
        """Remove the documents of a case, or those about a person, whatever was removed before. Raises `OSError`."""
        subject = subject_of(kind, subject_id)
        select = sa.select(KEPT).where(KEPT.c.subjects.contains(subject, autoescape=True))
        with self._engine(slug).begin() as connection:
            for row in connection.execute(select).all():
                if self._settings.folder is not None:
                    (self._folder(slug) / str(row.case_id) / row.name).unlink(missing_ok=True)
                gone = (KEPT.c.case_id == row.case_id) & (KEPT.c.document_id == row.document_id)
                connection.execute(KEPT.delete().where(gone))
        if kind is Held.CASE and self._settings.folder is not None:
            shutil.rmtree(self._folder(slug) / str(subject_id), ignore_errors=True)

    def sweep(self, slug: str, is_known: Callable[[UUID], bool]) -> int:
        """Remove at most once an hour what uploads that came to nothing left in known cases; return how many files."""
        now = self._clock()
        if now - self._swept.get(slug, now - _SWEEP_EVERY) < _SWEEP_EVERY:
            return 0
        self._swept[slug] = now
        return sum(self._swept_case(slug, folder) for case_id, folder in self._cases(slug) if is_known(case_id))

    def missing(self, slug: str) -> tuple[tuple[UUID, UUID], ...]:
        """Return the documents, as (case, document), whose file is not where it should be."""
        with self._engine(slug).connect() as connection:
            rows = connection.execute(sa.select(KEPT.c.case_id, KEPT.c.document_id, KEPT.c.name)).all()
        return tuple(
            (row.case_id, row.document_id)
            for row in rows
            if self._settings.folder is None or not (self._folder(slug) / str(row.case_id) / row.name).is_file()
        )

    def _folder(self, slug: str) -> Path:
        if self._settings.folder is None:
            raise UnusableInputError(
                "KVCASE_BLOBS", "no folder is named for documents", "a folder, set by the operator"
            )
        return self._settings.folder / slug

    def _cases(self, slug: str) -> Iterator[tuple[UUID, Path]]:
        if self._settings.folder is None or not self._folder(slug).is_dir():
            return
        for each in self._folder(slug).iterdir():
            with contextlib.suppress(ValueError):
                yield UUID(each.name), each

    def _swept_case(self, slug: str, folder: Path) -> int:
        """Remove from one case what no row names; while somebody keeps something there, nothing."""
        with contextlib.suppress(FileNotFoundError, BlockingIOError), _lock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB):
            named = {each.name for each in self.of_case(slug, UUID(folder.name)).values()}
            left = [each for each in folder.iterdir() if each.name not in named]
            for each in left:
                each.unlink()
            return len(left)
        return 0

    def _secret(self, slug: str, subjects: tuple[str, ...]) -> bytes:
        self._vault.load(slug, subjects)
        found: list[bytes] = []
        for subject in subjects:
            key = self._vault.key(slug, subject)
            if key is None:
                raise SubjectErasedError(subject)
            found.append(key)
        return b"".join(found)

    def _refuse_full_case(self, slug: str, case_id: UUID, size: int) -> None:
        held = sum(each.size for each in self.of_case(slug, case_id).values())
        if held + size > self._settings.max_case_bytes:
            rule = f"the documents of this case would have {held + size:,} bytes"
            raise UnusableInputError("content", rule, f"at most {self._settings.max_case_bytes:,} together")

    @contextmanager
    def _held(self, folder: Path) -> Iterator[None]:
        """Make the folder of a case, and keep `sweep` out of it."""
        with _told_as_outage(folder):
            for each in (folder.parent.parent, folder.parent, folder):
                if not each.is_dir():
                    each.mkdir(mode=0o700, parents=True, exist_ok=True)
                    drafts.synced(each.parent)
        with _lock(folder, fcntl.LOCK_SH):
            yield


def _bound(slug: str, subjects: tuple[str, ...]) -> str:
    return "|".join((slug, *subjects))


def _too_large(most: int) -> UnusableInputError:
    return UnusableInputError("content", f"has more than {most:,} bytes", f"at most {most:,}")


@contextmanager
def _lock(folder: Path, how: int) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


@contextmanager
def _told_as_outage(folder: Path) -> Iterator[None]:
    """Say what a disk refuses as an outage: nothing was written, and it may be tried again."""
    try:
        yield
    except OSError as error:
        what = "is full" if error.errno in _FULL else f"refuses: {error.strerror}"
        raise StoreUnavailableError(f"the disk of documents ({folder.parent.parent}) {what}") from error
