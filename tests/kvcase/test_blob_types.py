"""Which documents are kept: what one says it is, its name and its bytes have to agree."""

import io
import zipfile

import pytest

from domain.errors import UnusableInputError
from kvcase import blob_types

PDF, PNG, TXT, ZIP = "application/pdf", "image/png", "text/plain", "application/zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


def packed(*members: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


WORD = (("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<document/>"))
GOOD = {
    (PDF, "a.pdf"): b"%PDF-1.7\n%%EOF",
    (PNG, "a.PNG"): b"\x89PNG\r\n\x1a\n" + bytes(20),
    ("image/jpeg", "a.jpeg"): b"\xff\xd8\xff\xe0" + bytes(20),
    ("image/tiff", "a.tif"): b"II*\x00" + bytes(20),
    (TXT, "a.txt"): "Vrije tekst, één regel.".encode(),
    ("text/csv; charset=utf-8", "a.csv"): b"\xef\xbb\xbfa;b\n1;2\n",
    (DOCX, "a.docx"): packed(*WORD),
    (ODT, "a.odt"): packed(("mimetype", ODT.encode()), ("content.xml", b"<x/>")),
    (ZIP, "a.zip"): packed(("report.pdf", b"%PDF-1.7")),
}
BAD = {
    "a page as text": (TXT, "a.txt", b"<!DOCTYPE html><html></html>"),
    "a page after blanks": (TXT, "a.txt", b"\xef\xbb\xbf  \n<HTML>"),
    "a drawing as text": (TXT, "a.txt", b"<svg onload=x>"),
    "a script as text": (TXT, "a.txt", b"#!/bin/sh\nrm"),
    "bytes as text": (TXT, "a.txt", b"abc\0def"),
    "latin as text": (TXT, "a.txt", "één".encode("latin-1")),
    "a text cut inside a sign": (TXT, "a.txt", "é".encode()[:1]),
    "a page as PDF": (PDF, "a.pdf", b"<html>%PDF-1.7"),
    "a program as PDF": (PDF, "a.pdf", b"MZ\x90\x00" + bytes(60)),
    "a picture as PDF": (PDF, "a.pdf", b"\x89PNG\r\n\x1a\n" + bytes(20)),
    "a PDF as a picture": (PNG, "a.png", b"%PDF-1.7\n%%EOF"),
    "an archive as an office file": (DOCX, "a.docx", packed(("x.txt", b"x"))),
    "a text as an office file": (DOCX, "a.docx", b"text"),
    "an office file as an archive": (ZIP, "a.zip", packed(*WORD)),
    "one office file as another": (ODT, "a.odt", packed(*WORD)),
    "macros": (DOCX, "a.docx", packed(*WORD, ("word/vbaProject.bin", b"x"))),
    "macros that are told": (DOCX, "a.docx", packed(("[Content_Types].xml", b"macroEnabled.main+xml"), WORD[1])),
    "macros of a free office": (
        ODT,
        "a.odt",
        packed(("mimetype", ODT.encode()), ("content.xml", b""), ("Basic/x", b"")),
    ),
    "an archive in an archive": (ZIP, "a.zip", packed(("in.zip", packed(("x.txt", b"x"))))),
    "a program in an archive": (ZIP, "a.zip", packed(("setup.EXE", b"MZ"))),
    "a page in an archive": (ZIP, "a.zip", packed(("index.html", b"x"))),
    "a way out": (ZIP, "a.zip", packed(("../../x.txt", b"x"))),
    "a way out by Windows": (ZIP, "a.zip", packed(("..\\x.txt", b"x"))),
    "an absolute place": (ZIP, "a.zip", packed(("/etc/x.txt", b"x"))),
    "a bomb": (ZIP, "a.zip", packed(("zeros.txt", bytes(20_000_000)))),
    "too many files": (ZIP, "a.zip", packed(*((f"{n}.txt", b"") for n in range(2_001)))),
    "cut off": (ZIP, "a.zip", packed(("x.txt", b"x"))[:-10]),
    "a long directory": (ZIP, "a.zip", b"PK\x03\x04" + b"PK\x05\x06" + bytes(8) + b"\xff" * 4 + bytes(6)),
}


@pytest.mark.parametrize(("said", "content"), GOOD.items(), ids=[each[1] for each in GOOD])
def test_what_agrees_is_kept(said: tuple[str, str], content: bytes) -> None:
    blob_types.check(blob_types.of(*said), io.BytesIO(content))


@pytest.mark.parametrize(("media_type", "name", "content"), BAD.values(), ids=BAD)
def test_what_does_not_agree_is_refused(media_type: str, name: str, content: bytes) -> None:
    with pytest.raises(UnusableInputError) as refused:
        blob_types.check(blob_types.of(media_type, name), io.BytesIO(content))
    assert refused.value.field == "content"
    assert refused.value.expected


@pytest.mark.parametrize(
    ("media_type", "name", "field"),
    [
        ("text/html", "a.html", "media_type"),
        ("image/svg+xml", "a.svg", "media_type"),
        ("application/x-msdownload", "a.exe", "media_type"),
        ("", "a.pdf", "media_type"),
        (PDF, "a.exe", "file_name"),
        (PDF, "a.pdf.exe", "file_name"),
        (PDF, "a", "file_name"),
        (PDF, "pdf", "file_name"),
    ],
)
def test_a_type_or_name_that_is_not_kept_is_refused_before_its_bytes(media_type: str, name: str, field: str) -> None:
    with pytest.raises(UnusableInputError) as refused:
        blob_types.of(media_type, name)
    assert refused.value.field == field
