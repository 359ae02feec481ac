"""If-Match and Idempotency-Key: no lost update, no doubled command."""

from concurrent.futures import ThreadPoolExecutor
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest

from tests.api.house import HERE, NOTIFICATION, Answer, House, identifier


def test_a_write_without_if_match_is_asked_for_it(house: House) -> None:
    case = house.researcher.notify()
    answer = house.officer.post(f"/collaborations/{case.id}/suspend", {"reason": "Wait."})
    assert answer.status_code == 428
    assert answer.fields == ["If-Match"]


def test_a_write_that_read_an_older_version_is_refused_and_changes_nothing(house: House) -> None:
    case = house.researcher.notify()
    old = case.etag
    assert house.officer.do(case, "withdraw", reason="No money.").status_code == 200
    answer = house.approver.post(f"/collaborations/{case.id}/reopen", {"reason": "Money."}, if_match=old)
    assert answer.status_code == 412
    assert house.officer.get(f"/collaborations/{case.id}").headers["ETag"] == case.etag


@pytest.mark.parametrize(
    "tag", ["*", 'W/"{id}:1"', '"{id}:1", "{id}:2"', "{id}:1", '"{id}:01"', '"1"', '"{id}:-1"', ""]
)
def test_if_match_is_one_strong_tag_of_ours(house: House, tag: str) -> None:
    case = house.researcher.notify()
    answer = house.officer.post(
        f"/collaborations/{case.id}/withdraw", {"reason": "No."}, if_match=tag.replace("{id}", case.id)
    )
    assert answer.status_code == 400
    assert answer.fields == ["If-Match"]


def test_the_tag_of_another_case_is_stale_here(house: House) -> None:
    one, other = house.researcher.notify(), house.researcher.notify()
    answer = house.officer.post(f"/collaborations/{one.id}/withdraw", {"reason": "No."}, if_match=other.etag)
    assert answer.status_code == 412


@pytest.mark.parametrize("key", [identifier("a key"), "a key of my own"])
def test_a_repeated_request_gives_the_first_answer_again_and_writes_nothing(house: House, key: str) -> None:
    first = house.researcher.post("/collaborations", NOTIFICATION, idempotency_key=key)
    written = house.events()
    again = house.researcher.post("/collaborations", NOTIFICATION, idempotency_key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json == first.json
    assert again.headers["ETag"] == first.headers["ETag"]
    assert house.events() == written


def test_a_repeated_command_is_answered_although_its_version_is_stale_by_now(house: House) -> None:
    case = house.researcher.notify()
    path, body = f"/collaborations/{case.id}/withdraw", {"reason": "No money."}
    first = house.researcher.post(path, body, if_match=case.etag, idempotency_key="w1")
    again = house.researcher.post(path, body, if_match=case.etag, idempotency_key="w1")
    assert again.status_code == 200
    assert again.json["version"] == first.json["version"]


def test_a_key_used_for_something_else_is_refused(house: House) -> None:
    house.researcher.post("/collaborations", NOTIFICATION, idempotency_key="once")
    other = house.researcher.post("/collaborations", {**NOTIFICATION, "title": "Other"}, idempotency_key="once")
    assert other.status_code == 422
    assert other.problem == "command-reused"


def test_a_text_key_belongs_to_its_actor_alone(house: House) -> None:
    mine = house.researcher.post("/collaborations", NOTIFICATION, idempotency_key="shared words")
    yours = house.officer.post("/collaborations", NOTIFICATION, idempotency_key="shared words")
    assert mine.json["id"] != yours.json["id"]


def test_a_random_uuid_key_is_the_id_of_the_command(house: House) -> None:
    key = "0b8f3c5e-5a0e-4d0c-9b7e-2f1d3c4b5a69"
    made = house.researcher.post("/collaborations", NOTIFICATION, idempotency_key=key)
    assert house.program.logs.log("noordhaven").command(UUID(key)) is not None
    assert made.status_code == 201


def test_nobody_takes_the_id_of_what_the_program_will_do(house: House) -> None:
    run = uuid5(NAMESPACE_URL, f"urn:kvcase:run:{HERE}:eu-fsf:2:kv-match-3:list_change")
    for name in ("start", "chunk:1"):
        made = house.researcher.post("/collaborations", NOTIFICATION, idempotency_key=str(uuid5(run, name)))
        again = house.researcher.post("/collaborations", NOTIFICATION, idempotency_key=str(uuid5(run, name)))
        assert (made.status_code, again.json["id"]) == (201, made.json["id"])
        assert house.program.logs.log(HERE).command(uuid5(run, name)) is None
        theirs = house.officer.post("/collaborations", NOTIFICATION, idempotency_key=str(uuid5(run, name)))
        assert (theirs.status_code, theirs.json["id"] == made.json["id"]) == (201, False), "another's is not known"


@pytest.mark.parametrize("key", ["", "a" * 201, "caf\u00e9"])
def test_a_key_that_cannot_be_used_is_refused(house: House, key: str) -> None:
    answer = house.researcher.post("/collaborations", NOTIFICATION, idempotency_key=key)
    assert answer.status_code == 422
    assert answer.fields == ["Idempotency-Key"]


def test_equal_requests_in_parallel_write_one_event(house: House) -> None:
    sender = house.researcher
    before = house.events()

    def send(_: int) -> Answer:
        return sender.post("/collaborations", NOTIFICATION, idempotency_key="in parallel")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert {each.status_code for each in answers} == {201}
    assert len({each.json["id"] for each in answers}) == 1
    assert sum("Idempotency-Replayed" not in each.headers for each in answers) == 1
    assert house.events() == before + 1


def test_of_many_writers_on_one_version_one_wins(house: House) -> None:
    case, officer = house.researcher.notify(), house.officer

    def send(_: int) -> int:
        return officer.post(f"/collaborations/{case.id}/withdraw", {"reason": "No."}, if_match=case.etag).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(send, range(12)))
    assert statuses == [200] + [412] * 11
