"""What can have happened to a file that is handed out. Stored for ever: add, never edit."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from domain.handout.words import HandoutFormat, HandoutKind


@dataclass(frozen=True, slots=True)
class FileHandedOut:
    """A file was made for somebody; who it was, and when, stands in the metadata.

    `sha256` is that of its bytes. It tells what was known `as_of` that instant, up to the `position` of the log, where
    it tells of one log. `about` is the case or licence; `name` the register, or which decision a letter tells;
    `filters` what was asked for, in words. Personal texts were left out if `is_withheld`. It holds none of its words.
    """

    stored_name: ClassVar[str] = "handout.file-handed-out.v1"
    handout_id: UUID
    kind: HandoutKind
    format: HandoutFormat
    name: str
    about: UUID | None
    reference: str | None
    language: str
    as_of: datetime
    position: int | None
    sha256: str
    size: int
    rows: int | None
    filters: tuple[str, ...]
    is_withheld: bool


Event = FileHandedOut
EVENTS = (FileHandedOut,)
