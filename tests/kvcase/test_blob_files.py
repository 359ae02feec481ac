"""A file of encrypted bytes gives back what was written, and nothing when a byte of it is otherwise."""

import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvcase import blob_files
from kvcase.blob_files import CHUNK, DamagedBlobError, Reader, Writer

SECRET, PLACE = bytes(range(32)), "noordhaven|collaboration:1"
HEAD, TAG = 46, 16


def written(file: Path, content: bytes, piece: int = 10_000) -> str:
    with file.open("wb") as target:
        writer = Writer(target, SECRET, PLACE)
        for start in range(0, len(content), piece):
            writer.write(content[start : start + piece])
        writer.finish()
    assert writer.size == len(content)
    return writer.sha256


def content_of(size: int) -> bytes:
    return hashlib.shake_128(b"content").digest(size)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])
def test_what_was_written_is_read(tmp_path: Path, size: int) -> None:
    content = content_of(size)
    sha256 = written(tmp_path / "blob", content)
    assert sha256 == hashlib.sha256(content).hexdigest()
    reader = Reader(tmp_path / "blob", SECRET, PLACE)
    assert reader.size == size
    reader.verified(sha256)
    assert b"".join(reader.chunks()) == content


def test_nothing_of_it_stands_in_the_file(tmp_path: Path) -> None:
    written(tmp_path / "blob", b"Kanariewoord" * 10_000)
    assert b"Kanarie" not in (tmp_path / "blob").read_bytes()


@given(place=st.integers(0, 3 * CHUNK), length=st.integers(0, 2 * CHUNK))
def test_it_is_read_from_anywhere(tmp_path_factory: pytest.TempPathFactory, place: int, length: int) -> None:
    file = tmp_path_factory.getbasetemp() / "anywhere"
    content = content_of(3 * CHUNK - 5)
    if not file.exists():
        written(file, content)
    with io.BufferedReader(Reader(file, SECRET, PLACE)) as reader:
        reader.seek(place)
        assert reader.read(length) == content[place : place + length]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw[: HEAD + CHUNK + TAG],  # the last chunk is gone, at its edge
        lambda raw: raw[:-1],
        lambda raw: raw + b"x",
        lambda raw: raw[:HEAD] + raw[HEAD + CHUNK + TAG :],  # the first chunk is gone
        lambda raw: raw[:HEAD] + raw[HEAD + CHUNK + TAG : HEAD + 2 * (CHUNK + TAG)] + raw[HEAD : HEAD + CHUNK + TAG],
        lambda raw: raw[:20] + bytes([raw[20] ^ 1]) + raw[21:],  # the salt
        lambda raw: raw[:100] + bytes([raw[100] ^ 1]) + raw[101:],
        lambda raw: raw[:HEAD],
        lambda raw: raw[:10],
        lambda raw: b"",
    ],
)
def test_what_was_changed_moved_or_cut_off_is_noticed(tmp_path: Path, spoil: object) -> None:
    file = tmp_path / "blob"
    sha256 = written(file, content_of(2 * CHUNK + 9))
    file.write_bytes(spoil(file.read_bytes()))  # type: ignore[operator]
    with pytest.raises(DamagedBlobError):
        Reader(file, SECRET, PLACE).verified(sha256)


def test_it_opens_at_its_own_place_with_its_own_secret_only(tmp_path: Path) -> None:
    sha256 = written(tmp_path / "blob", b"content")
    for secret, place in ((bytes(32), PLACE), (SECRET, "noordhaven|collaboration:2")):
        with pytest.raises(DamagedBlobError):
            Reader(tmp_path / "blob", secret, place).verified(sha256)
    with pytest.raises(DamagedBlobError, match="not as it was"):
        Reader(tmp_path / "blob", SECRET, PLACE).verified("0" * 64)
    with pytest.raises(DamagedBlobError, match="is gone"):
        Reader(tmp_path / "none", SECRET, PLACE)


def test_a_name_tells_nothing_without_the_secret() -> None:
    sha256 = hashlib.sha256(b"content").hexdigest()
    name = blob_files.name_of(sha256, SECRET, PLACE)
    assert name == blob_files.name_of(sha256, SECRET, PLACE)
    assert (
        len({sha256, name, blob_files.name_of(sha256, bytes(32), PLACE), blob_files.name_of(sha256, SECRET, "x")}) == 4
    )
