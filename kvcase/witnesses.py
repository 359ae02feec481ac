"""Witnesses: whoever keeps our checkpoints where we cannot change them, so that not even we can rewrite the past.

A folder keeps every checkpoint, an address on the web and a mailbox are sent the newest. Giving one twice is harmless.
"""

import os
import re
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from domain.errors import UnusableInputError
from kvcase.ledger import checkpoints
from kvcase.ledger.notes import NoteError
from kvcase.lists import fetching
from kvcase.lists.fetching import FetchFailedError, Rules

SUFFIX: Final = ".checkpoint"
LATEST: Final = f"latest{SUFFIX}"
_SIZE: Final = re.compile(r"[0-9]{1,18}")
_SECONDS: Final = 15.0
_PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class WitnessError(Exception):
    """A witness did not take a checkpoint; it is tried again. The message says why."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint to hand over: the log, its size, and the note."""

    origin: str
    size: int
    note: str


class Witness(Protocol):
    """Somebody who keeps checkpoints. `takes_all` says that those in between are wanted too."""

    @property
    def name(self) -> str:
        """Return how the settings name it, without a secret."""

    @property
    def takes_all(self) -> bool:
        """Say whether it is given every checkpoint, or the newest."""

    def give(self, signed: Sequence[Signed]) -> None:
        """Hand checkpoints of one log over, the smallest first. Raises `WitnessError`."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder, best on a machine or medium of somebody else: a file for each checkpoint, and the latest."""

    path: Path
    takes_all: bool = True

    @property
    def name(self) -> str:
        """Return how the settings name it."""
        return f"folder:{self.path}"

    def give(self, signed: Sequence[Signed]) -> None:
        """Write a file for each checkpoint; one that stands is never written over."""
        try:
            for each in signed:
                self._keep(each)
        except OSError as error:
            raise WitnessError(f"{error.filename or self.path}: {error.strerror or error}") from error

    def kept(self, origin: str) -> Iterator[tuple[int, Path]]:
        """Give (size, file) of every checkpoint of a log that lies here, the smallest first."""
        folder = self._of(origin)
        found = [(int(file.stem), file) for file in folder.glob(f"*{SUFFIX}") if _SIZE.fullmatch(file.stem)]
        yield from sorted(found)

    def newest(self, origin: str) -> tuple[int, bytes] | None:
        """Return (size, note) of the checkpoint of the largest tree of a log that lies here. Raises `OSError`."""
        kept = tuple(self.kept(origin))
        return (kept[-1][0], kept[-1][1].read_bytes()) if kept else None

    def _keep(self, signed: Signed) -> None:
        folder = self._of(signed.origin)
        folder.mkdir(parents=True, exist_ok=True)
        newest = max((size for size, _ in self.kept(signed.origin)), default=0)
        if newest > signed.size:
            raise WitnessError(
                f"holds a checkpoint of {newest:,} events and is given one of {signed.size:,}: "
                "was the end of the log lost? run `kvcase audit verify`"
            )
        file = folder / f"{signed.size:012}{SUFFIX}"
        if file.exists():
            _assert_same(file, signed)
        else:
            self._write(file, signed.note)
        self._write(folder / LATEST, signed.note)

    def _of(self, origin: str) -> Path:
        return self.path.joinpath(*origin.split("/"))

    def _write(self, file: Path, note: str) -> None:
        """Write a file whole or not at all."""
        draft = file.with_name(f".{file.name}.{os.getpid()}.draft")
        try:
            with draft.open("w", encoding="utf-8", newline="") as out:
                out.write(note)
                out.flush()
                os.fsync(out.fileno())
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
        with suppress(OSError):  # not every system lets a folder be opened
            folder = os.open(file.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


@dataclass(frozen=True, slots=True)
class Address:
    """An address on the web that takes a note by POST; the rules of what we may reach are those of list fetching."""

    url: str
    rules: Rules
    takes_all: bool = False

    @property
    def name(self) -> str:
        """Return how the settings name it."""
        return self.url

    def give(self, signed: Sequence[Signed]) -> None:
        """Send the newest."""
        try:
            fetching.post(self.url, signed[-1].note.encode(), self.rules)
        except (FetchFailedError, UnusableInputError) as error:
            raise WitnessError(str(error)) from error


@dataclass(frozen=True, slots=True, repr=False)
class Post:
    """How mail is sent: `scheme` is smtp, smtp+starttls or smtps."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""
    authorities: Path | None = None

    @classmethod
    def parse(cls, text: str) -> "Post":
        """Return what an address such as smtp+starttls://user:password@host:587 tells. Raises `ValueError`."""
        try:
            parts = urlsplit(text)
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            parts, port = urlsplit(""), 0
        if not port or not parts.hostname or parts.path.strip("/"):
            raise ValueError(f"cannot be read; expected {', '.join(f'{each}://host' for each in _PORTS)}")
        return cls(parts.scheme, parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""))


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox; its owner keeps the mail."""

    address: str
    sender: str
    post: Post
    takes_all: bool = False

    @property
    def name(self) -> str:
        """Return how the settings name it."""
        return f"mailto:{self.address}"

    def give(self, signed: Sequence[Signed]) -> None:
        """Send the newest."""
        newest = signed[-1]
        mail = EmailMessage()
        mail["From"], mail["To"] = self.sender, self.address
        mail["Subject"] = f"Checkpoint of {newest.origin}: {newest.size} events"
        mail.set_content(
            "Bewaar deze mail: zo kan later blijken dat niets aan dit logboek veranderd is.\n"
            "Keep this mail: it can show later that nothing in this log was changed.\n"
        )
        mail.add_attachment(
            newest.note.encode(), maintype="application", subtype="octet-stream", filename=f"{newest.size}{SUFFIX}"
        )
        try:
            with self._connected() as server:
                server.send_message(mail)
        except (smtplib.SMTPException, OSError) as error:
            raise WitnessError(f"{self.post.host}:{self.post.port}: {str(error)[:200]}") from error

    def _connected(self) -> smtplib.SMTP:
        post = self.post
        context = ssl.create_default_context(cafile=str(post.authorities) if post.authorities else None)
        if post.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(post.host, post.port, timeout=_SECONDS, context=context)
        else:
            server = smtplib.SMTP(post.host, post.port, timeout=_SECONDS)
        try:
            if post.scheme == "smtp+starttls":
                server.starttls(context=context)
            if post.user:
                server.login(post.user, post.password)
        except BaseException:
            server.close()
            raise
        return server


def parse(text: str, sender: str, smtp: Post | None) -> Witness:
    """Return the witness that a setting names. Raises `ValueError`."""
    kind, _, rest = text.strip().partition(":")
    if kind == "folder" and rest:
        return Folder(Path(rest))
    if kind == "mailto" and "@" in rest:
        if smtp is None or not sender:
            raise ValueError(f"{text}: wants KVCASE_LEDGER_SMTP and KVCASE_LEDGER_MAIL_FROM")
        return Mailbox(rest, sender, smtp)
    if kind == "https":
        parts = urlsplit(text.strip())
        host = parts.netloc.rpartition("@")[2]
        if parts.username is not None:
            raise ValueError("an address of a witness holds no name or password")
        return Address(text.strip(), Rules(frozenset({fetching.checked_host(host)})))
    raise ValueError(f"{text!r} is no witness; expected folder:<path>, https://<…> or mailto:<address>")


def _assert_same(file: Path, signed: Signed) -> None:
    """Refuse to pass over another checkpoint of the same size: that one of them is false is what a witness is for."""
    try:
        kept = checkpoints.parse(file.read_text(encoding="utf-8").rpartition("\n\n")[0] + "\n")
    except (NoteError, UnicodeDecodeError) as error:
        raise WitnessError(f"{file} holds no checkpoint: {error}") from error
    ours = checkpoints.parse(signed.note.rpartition("\n\n")[0] + "\n")
    if (kept.origin, kept.size, kept.root) != (ours.origin, ours.size, ours.root):
        raise WitnessError(f"{file} holds another root of the same size: run `kvcase audit verify`")
