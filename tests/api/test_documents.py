"""Documents over HTTP: a file goes in, is kept encrypted, and comes out as it was sent."""

import errno
import hashlib
from pathlib import Path
from typing import Any

import pytest

from kvcase import blobs
from tests.api.house import HERE, House, Notified, Person, identifier

PDF = b"%PDF-1.7\n" + b"Kanariewoord in een bijlage\n" * 9_000 + b"%%EOF"
SHA = hashlib.sha256(PDF).hexdigest()


def sent(by: Person, case: Notified, data: bytes = PDF, name: str = "plan.pdf", **more: Any) -> Any:
    headers = {"If-Match": case.etag, "Content-Type": more.pop("type", "application/pdf"), **more.pop("headers", {})}
    query = "".join(f"&{key}={value}" for key, value in more.items())
    length = headers.pop("Content-Length", None)
    environ = {} if length is None else {"CONTENT_LENGTH": length}
    path = f"/collaborations/{case.id}/documents?file_name={name}{query}"
    answer = by.send("POST", path, data=data, headers=headers, environ_overrides=environ)
    case.etag = answer.headers.get("ETag", case.etag)
    return answer


def folder_of(house: House, case: Notified) -> Path:
    folder = house.program.settings.documents.folder
    assert folder is not None
    return folder / HERE / case.id


def files_of(house: House, case: Notified) -> list[Path]:
    folder = folder_of(house, case)
    return sorted(folder.iterdir()) if folder.exists() else []


def test_a_document_comes_out_as_it_was_sent(house: House) -> None:
    case = house.researcher.notify()
    answer = sent(house.officer, case, title="Het plan: deel 1/2")
    assert answer.status_code == 201, answer.text
    (event,) = answer.json["events"]
    assert event["data"]["sha256"] == SHA
    location = answer.headers["Location"].removeprefix("/api/v1")
    got = house.officer.get(location)
    assert got.status_code == 200
    assert got.data == PDF
    assert got.headers["Content-Type"] == "application/pdf"
    assert got.headers["ETag"] == f'"{SHA}"'
    assert got.headers["Content-Length"] == str(len(PDF))
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert got.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Het%20plan_%20deel%201_2.pdf"
    assert house.officer.get(location, if_none_match=f'"{SHA}"').status_code == 304
    (row,) = house.officer.get(f"/collaborations/{case.id}/documents").json["items"]
    assert (row["title"], row["size"], row["media_type"]) == ("Het plan: deel 1/2", len(PDF), "application/pdf")


def test_nothing_of_it_stands_on_the_disk_and_no_name_tells_its_digest(house: House) -> None:
    case = house.researcher.notify()
    assert sent(house.officer, case).status_code == 201
    (file,) = files_of(house, case)
    assert b"Kanarie" not in file.read_bytes()
    assert SHA not in str(file)
    assert file.stat().st_mode & 0o077 == 0
    assert folder_of(house, case).stat().st_mode & 0o077 == 0


def test_the_same_bytes_are_kept_once_in_a_case_and_apart_in_another(house: House) -> None:
    case, other = house.researcher.notify(), house.researcher.notify()
    for each in (case, case, other):
        assert sent(house.officer, each).status_code == 201
    assert len(files_of(house, case)) == 1
    assert {each.name for each in files_of(house, case)}.isdisjoint(each.name for each in files_of(house, other))
    assert len(house.officer.get(f"/collaborations/{case.id}/documents").json["items"]) == 2


def test_the_same_request_gets_the_first_answer(house: House) -> None:
    case = house.researcher.notify()
    stale, headers = case.etag, {"Idempotency-Key": "an upload"}
    first = sent(house.officer, case, headers=headers)
    case.etag = stale
    again = sent(house.officer, case, headers=headers)
    assert (again.status_code, again.json["events"]) == (201, first.json["events"])
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    case.etag = stale
    other = sent(house.officer, case, b"%PDF-1.7 other", headers=headers)
    assert (other.status_code, other.problem) == (422, "command-reused")


@pytest.mark.parametrize(
    ("more", "status", "field"),
    [
        ({"type": "text/html", "name": "a.html"}, 422, "media_type"),
        ({"name": "a.exe"}, 422, "file_name"),
        ({"data": b"MZ\x90\x00"}, 422, "content"),
        ({"data": b"", "headers": {"Content-Length": "0"}}, 422, "content"),
        ({"marking": "classified"}, 422, "marking"),
        ({"marking": "secret"}, 400, "marking"),
        ({"document_id": "x"}, 400, "document_id"),
        ({"persons": "x"}, 400, "persons"),
        ({"title": "%20"}, 422, "title"),
        ({"tenant": "x"}, 422, "tenant"),
        ({"headers": {"If-Match": "*"}}, 400, "If-Match"),
        ({"headers": {"Content-Length": "60000000"}}, 413, "Content-Length"),
    ],
)
def test_what_cannot_be_used_is_told_and_leaves_nothing(
    house: House, more: dict[str, Any], status: int, field: str
) -> None:
    case = house.researcher.notify()
    before = house.events()
    answer = sent(house.officer, case, **more)
    assert answer.status_code == status, answer.text
    assert answer.fields == [field]
    assert house.events() == before
    assert files_of(house, case) == []


def test_a_stale_writer_is_refused_before_the_bytes(house: House) -> None:
    case = house.researcher.notify()
    stale = case.etag
    assert sent(house.officer, case).status_code == 201
    case.etag = stale
    assert sent(house.officer, case, b"%PDF-1.7 other").status_code == 412
    assert len(files_of(house, case)) == 1


def test_a_length_that_is_not_told_is_asked_for(house: House) -> None:
    case = house.researcher.notify()
    answer = sent(house.officer, case, b"")
    assert (answer.status_code, answer.problem, answer.fields) == (411, "length-required", ["Content-Length"])


def test_a_body_that_breaks_off_leaves_nothing(house: House) -> None:
    case, before = house.researcher.notify(), house.events()
    assert sent(house.officer, case, headers={"Content-Length": str(len(PDF) + 1)}).status_code == 400
    assert files_of(house, case) == []
    assert house.events() == before


def test_who_notified_reads_what_is_open_or_own_and_nobody_elsewhere_anything(house: House) -> None:
    case = house.researcher.notify()
    internal = sent(house.officer, case).headers["Location"].removeprefix("/api/v1")
    shown = sent(house.officer, case, marking="open").headers["Location"].removeprefix("/api/v1")
    own = sent(house.researcher, case).headers["Location"].removeprefix("/api/v1")
    assert [house.researcher.get(each).status_code for each in (internal, shown, own)] == [404, 200, 200]
    assert [house.other_researcher.get(each).status_code for each in (internal, shown, own)] == [404, 404, 404]
    assert house.stranger.get(shown).status_code == 404
    assert house.auditor.get(shown).status_code == 403


def test_a_document_of_another_case_is_not_found_by_its_id(house: House) -> None:
    case, other = house.researcher.notify(), house.researcher.notify()
    made = sent(house.officer, case).headers["Location"].rpartition("/")[2]
    assert house.officer.get(f"/collaborations/{other.id}/documents/{made}").status_code == 404


def test_a_document_that_is_kept_elsewhere_has_no_content_here_until_it_is_sent(house: House) -> None:
    case, made = house.researcher.notify(), identifier("kept elsewhere")
    assert house.officer.do(case, "attach-document", document_id=made, sha256=SHA, title="Elders").status_code == 200
    assert house.officer.get(f"/collaborations/{case.id}/documents/{made}").status_code == 404
    assert sent(house.officer, case, b"%PDF-1.7 other", document_id=made).status_code == 422
    assert sent(house.officer, case, document_id=made).status_code == 201
    assert house.officer.get(f"/collaborations/{case.id}/documents/{made}").data == PDF


def test_a_full_disk_is_told_and_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    case, before = house.researcher.notify(), house.events()

    def full(_self: object, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("kvcase.blob_files.Writer.write", full)
    answer = sent(house.officer, case)
    assert (answer.status_code, answer.problem) == (503, "unavailable")
    assert answer.headers["Retry-After"]
    assert files_of(house, case) == []
    assert house.events() == before


def test_who_is_killed_before_the_event_leaves_a_file_that_is_swept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = house.researcher.notify()
    assert sent(house.officer, case).status_code == 201
    with monkeypatch.context() as patch:
        patch.setattr("kvcase.service.Service.execute", _killed)
        with pytest.raises(SystemExit):
            sent(house.officer, case, b"%PDF-1.7 an orphan")
    (folder_of(house, case) / f"{blobs.DRAFT}x").write_bytes(b"half")
    stray = folder_of(house, case).with_name(identifier("a case of another database"))
    stray.mkdir()
    (stray / "file").write_bytes(b"kept: nobody knows of this case here")
    assert len(files_of(house, case)) == 3
    assert house.program.documents.sweep(HERE) >= 2, "and those of other tests"
    assert len(files_of(house, case)) == 1
    assert (stray / "file").exists()
    assert house.program.documents.sweep(HERE) == 0
    assert house.program.blobs.missing(HERE) == ()


def _killed(*_: object, **__: object) -> None:
    raise SystemExit


def test_a_file_that_is_damaged_is_not_handed_out(house: House) -> None:
    case = house.researcher.notify()
    made = sent(house.officer, case).headers["Location"].removeprefix("/api/v1")
    (file,) = files_of(house, case)
    file.write_bytes(file.read_bytes()[: 46 + 64 * 1024 + 16])
    assert house.officer.get(made).status_code == 500
    assert sent(house.officer, case).status_code == 201, "sent once more, it is whole again"
    assert house.officer.get(made).data == PDF
    file.unlink()
    ((case_id, _), _) = house.program.blobs.missing(HERE)
    assert str(case_id) == case.id
