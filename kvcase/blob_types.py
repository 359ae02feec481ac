"""Which documents are kept: what one says it is, its name and its bytes have to agree.

What a browser would run (HTML, SVG, scripts), what a machine would (programs), and office files with macros are none of
them. An office file is an archive: it and any other archive is looked into, and never unpacked. What a PDF runs inside
its reader is not looked for.
"""

import codecs
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath
from typing import IO, Final

import puremagic

from domain import text
from domain.errors import UnusableInputError


class Form(Enum):
    """What the bytes of a type are."""

    BINARY = "binary"
    TEXT = "text"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Type:
    """One type of document: the endings of its names, and the part that an archive of this type holds."""

    media_type: str
    endings: tuple[str, ...]
    form: Form
    part: str = ""


_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_OPEN: Final = "application/vnd.oasis.opendocument"
TYPES: Final[Mapping[str, Type]] = {
    each.media_type: each
    for each in (
        Type("application/pdf", ("pdf",), Form.BINARY),
        Type("image/png", ("png",), Form.BINARY),
        Type("image/jpeg", ("jpg", "jpeg"), Form.BINARY),
        Type("image/tiff", ("tif", "tiff"), Form.BINARY),
        Type("text/plain", ("txt",), Form.TEXT),
        Type("text/csv", ("csv",), Form.TEXT),
        Type(f"{_OFFICE}.wordprocessingml.document", ("docx",), Form.ARCHIVE, "word/document.xml"),
        Type(f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",), Form.ARCHIVE, "xl/workbook.xml"),
        Type(f"{_OFFICE}.presentationml.presentation", ("pptx",), Form.ARCHIVE, "ppt/presentation.xml"),
        Type(f"{_OPEN}.text", ("odt",), Form.ARCHIVE, "content.xml"),
        Type(f"{_OPEN}.spreadsheet", ("ods",), Form.ARCHIVE, "content.xml"),
        Type(f"{_OPEN}.presentation", ("odp",), Form.ARCHIVE, "content.xml"),
        Type("application/zip", ("zip",), Form.ARCHIVE),
    )
}
"""Every type that is kept."""

MAX_MEMBERS: Final = 2_000
MAX_UNPACKED: Final = 500_000_000
MAX_RATIO: Final = 100
_MAX_DIRECTORY: Final = 1 << 20
_HEAD: Final = 4_096
_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_LONG_END: Final = b"PK\x06\x07"
_MACROS: Final = re.compile(r"vbaproject\.bin$|/macrosheets/|^basic/|^scripts/|activex", re.IGNORECASE)
_RUNS: Final = frozenset(
    """
    apk app bat chm cmd com cpl dll dmg docm dotm elf exe hta htm html iso jar js jse lnk msi ps1 pptm py reg scr sh so
    svg swf vb vbe vbs wsf xhtml xlsm xltm
    """.split()  # noqa: SIM905
)
_PACKED: Final = frozenset(("7z", "bz2", "cab", "gz", "rar", "tar", "tgz", "xz", "zip", "zst"))
_MARKUP: Final = re.compile(rb"\s*(<[!?/a-z]|#!|%!ps)", re.IGNORECASE)
_MARKED_UP: Final = frozenset({"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/xml"})


def of(media_type: str, file_name: str) -> Type:
    """Return the type that a document says it is. Raises `UnusableInputError` for one not kept or not named so."""
    said = media_type.partition(";")[0].strip().lower()
    known = TYPES.get(said)
    if known is None:
        raise UnusableInputError(
            "media_type", f"{said[:80] or 'nothing'} is not kept", text.one_of(sorted(TYPES), said)
        )
    ending = PurePosixPath(file_name).suffix.removeprefix(".").lower()
    if ending not in known.endings:
        right = " or ".join(f".{each}" for each in known.endings)
        raise UnusableInputError(
            "file_name", f"a name that ends so is not one of {said}", f"a name that ends in {right}"
        )
    return known


def by_name(file_name: str) -> str:
    """Return the media type of the documents that are named so. Raises `UnusableInputError` for a name of none."""
    ending = PurePosixPath(file_name).suffix.removeprefix(".").lower()
    found = next((each.media_type for each in TYPES.values() if ending in each.endings), None)
    if found is None:
        endings = sorted(end for each in TYPES.values() for end in each.endings)
        raise UnusableInputError(
            "file_name", f".{ending[:20]} is the ending of no type that is kept", text.one_of(endings)
        )
    return found


def check(kind: Type, content: IO[bytes]) -> None:
    """Hold the bytes of a document to its type. Raises `UnusableInputError`; `content` can be read from anywhere."""
    match kind.form:
        case Form.BINARY:
            _check_magic(kind, content)
        case Form.TEXT:
            _check_text(kind, content)
        case Form.ARCHIVE:
            _check_archive(kind, content)


def _check_magic(kind: Type, content: IO[bytes]) -> None:
    content.seek(0)
    head = content.read(_HEAD)
    if kind.media_type not in _magic(head) or _MARKUP.match(head):
        raise _other(kind)


def _check_text(kind: Type, content: IO[bytes]) -> None:
    content.seek(0)
    head = content.read(_HEAD)
    if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8)) or _magic(head) & _MARKED_UP:
        raise UnusableInputError("content", "holds markup or a script", f"{kind.media_type} without")
    decoder = codecs.getincrementaldecoder("utf-8")()
    content.seek(0)
    try:
        while piece := content.read(1 << 16):
            if "\0" in decoder.decode(piece):
                raise _other(kind)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise UnusableInputError("content", "is no UTF-8", f"{kind.media_type} in UTF-8") from error


def _check_archive(kind: Type, content: IO[bytes]) -> None:
    _refuse_long_directory(kind, content)
    try:
        with zipfile.ZipFile(content) as archive:
            members = archive.infolist()
            names = {each.filename for each in members}
            _refuse_members(kind, members, content)
            if kind.part:
                _check_office(kind, archive, names)
            elif "[Content_Types].xml" in names or "mimetype" in names:
                raise _other(kind)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise UnusableInputError("content", "is an archive that is damaged", "one that opens") from error


def _refuse_long_directory(kind: Type, content: IO[bytes]) -> None:
    """Refuse an archive whose directory would fill the memory, before anybody reads it."""
    content.seek(0)
    if content.read(4) != b"PK\x03\x04":
        raise _other(kind)
    size = content.seek(0, 2)
    content.seek(max(0, size - (1 << 16) - _END_SIZE))
    tail = content.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_SIZE:
        raise UnusableInputError("content", "is an archive that is cut off", "a whole one")
    if _LONG_END in tail or int.from_bytes(tail[place + 12 : place + 16], "little") > _MAX_DIRECTORY:
        raise UnusableInputError("content", "is an archive of too many files", f"at most {MAX_MEMBERS:,} files")
    content.seek(0)


def _refuse_members(kind: Type, members: list[zipfile.ZipInfo], content: IO[bytes]) -> None:
    size = content.seek(0, 2)
    if len(members) > MAX_MEMBERS:
        raise UnusableInputError("content", f"holds {len(members):,} files", f"at most {MAX_MEMBERS:,} files")
    unpacked = sum(each.file_size for each in members)
    if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(size, 1 << 16):
        raise UnusableInputError(
            "content", f"unpacks to {unpacked:,} bytes", f"at most {MAX_UNPACKED:,}, and {MAX_RATIO} times its size"
        )
    for each in members:
        path = PurePosixPath(each.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or (each.external_attr >> 28) == 0xA:
            raise UnusableInputError("content", "holds a file that leads out of it", "an archive of plain files")
        if each.flag_bits & 1:
            raise UnusableInputError("content", "holds a file that is encrypted", "one that can be looked into")
        ending = path.suffix.removeprefix(".").lower()
        if _MACROS.search(str(path)):
            raise UnusableInputError("content", "holds macros", "the same file, saved without macros")
        if not kind.part and (ending in _RUNS or ending in _PACKED):  # an office file holds pictures and objects
            what = "an archive" if ending in _PACKED else "a file that runs"
            raise UnusableInputError("content", f"holds {what} (.{ending})", "documents only")


def _check_office(kind: Type, archive: zipfile.ZipFile, names: set[str]) -> None:
    if kind.part not in names:
        raise _other(kind)
    is_open = kind.media_type.startswith(_OPEN)
    teller = "mimetype" if is_open else "[Content_Types].xml"
    if teller not in names:
        raise _other(kind)
    with archive.open(teller) as file:
        told = file.read(_MAX_DIRECTORY)
    if b"macroEnabled" in told:
        raise UnusableInputError("content", "holds macros", "the same file, saved without macros")
    if is_open and told.strip().decode("ascii", "replace") != kind.media_type:
        raise _other(kind)


def _magic(head: bytes) -> frozenset[str]:
    if not head:
        return frozenset()
    try:
        return frozenset(each.mime_type for each in puremagic.magic_string(head))
    except puremagic.PureError:
        return frozenset()


def _other(kind: Type) -> UnusableInputError:
    return UnusableInputError("content", f"is no {kind.media_type}", f"the bytes of {kind.media_type}, or its own type")
