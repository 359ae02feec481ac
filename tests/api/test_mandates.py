"""Acting for a colleague, and an auditor's grant, over HTTP and on the command line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.acting import HEADER
from domain.errors import NotPermittedError, RuleRefusedError
from domain.values import Actor, Role
from tests.api.house import HERE, NOTIFICATION, NOW, THERE, Answer, House, Person, identifier, opened
from tests.api.test_command_line import Say, say

__all__ = ["say"]
TODAY = NOW.date()
UNTIL = TODAY + timedelta(days=10)
SECRET = "Kanarietitel"
OFFICER = Role.CONTACT_POINT_OFFICER


@dataclass
class Time:
    """What time it is in the house."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def go(self, day: date) -> None:
        self.now = NOW + (day - TODAY)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def house(tmp_path: Path, time: Time) -> Iterator[House]:
    """The two institutions, at a time that moves on."""
    with opened(tmp_path / "data", clock=time) as found:
        yield found


def cover(by: Person, whom: str, *roles: Role, **changed: Any) -> Answer:
    told = {"absent": by.actor.id, "cover": whom, "roles": list(roles), "reason": "Away."}
    days = {"from_on": TODAY.isoformat(), "until_on": UNTIL.isoformat()}
    return by.post("/covers", {**told, **days, **changed})


def covered(by: Person, whom: Person, *roles: Role, **changed: Any) -> Answer:
    answer = cover(by, whom.actor.id, *roles, **changed)
    assert answer.status_code == 201, answer.text
    return answer


def acting(who: Person, absent: str, path: str, body: Any = None, **headers: str) -> Answer:
    """Send a request as acting for somebody."""
    headers = {HEADER: absent, **{name.replace("_", "-"): each for name, each in headers.items()}}
    return who.send(
        "GET" if body is None else "POST", path, headers=headers, **({} if body is None else {"json": body})
    )


def why(answer: Answer) -> str:
    assert (answer.status_code, answer.problem) == (403, "not-permitted"), answer.text
    return str(answer.json["rule_id"])


def test_who_covers_acts_in_the_covered_roles_and_every_event_names_both(house: House) -> None:
    case = house.other_researcher.notify(title=SECRET)
    covered(house.officer, house.approver, OFFICER)
    told = acting(house.approver, "olga", f"/collaborations/{case.id}")
    assert told.json["title"] == SECRET
    body = {"reason": "Triaged.", "title": "Drones"}
    amended = acting(house.approver, "olga", f"/collaborations/{case.id}/amend-notification", body, If_Match=case.etag)
    assert amended.status_code == 200, amended.text
    (event,) = amended.json["events"]
    assert event["actor"] == {"id": "vera", "role": OFFICER, "on_behalf_of": "olga"}
    history = house.officer.get(f"/collaborations/{case.id}/history").json["items"]
    assert history[-1]["actor"]["on_behalf_of"] == "olga"


def test_without_saying_so_nothing_opens_that_was_closed(house: House) -> None:
    house.other_researcher.notify()
    covered(house.officer, house.researcher, OFFICER)
    assert house.researcher.get("/work-list").status_code == 403
    assert house.researcher.get("/collaborations").json["items"] == []
    assert len(acting(house.researcher, "olga", "/collaborations").json["items"]) == 1


def test_under_a_cover_the_own_roles_are_left_at_the_door(house: House) -> None:
    covered(house.researcher, house.approver, Role.RESEARCHER)
    case = house.other_researcher.notify()
    assert house.approver.get(f"/collaborations/{case.id}").status_code == 200
    assert acting(house.approver, "rosa", f"/collaborations/{case.id}").status_code == 404
    assert acting(house.approver, "rosa", "/work-list").status_code == 403


def test_each_refusal_says_what_is_wrong_with_the_cover(house: House, time: Time) -> None:
    rosa = house.researcher
    assert why(acting(rosa, "olga", "/work-list")) == "cover-none"
    assert why(acting(rosa, "nobody", "/work-list")) == "cover-none"
    assert why(acting(rosa, "rosa", "/work-list")) == "cover-none"
    made = covered(house.officer, rosa, OFFICER, from_on=(TODAY + timedelta(days=1)).isoformat())
    assert why(acting(rosa, "olga", "/work-list")) == "cover-not-begun"
    time.go(UNTIL)
    assert acting(rosa, "olga", "/work-list").status_code == 200
    time.go(UNTIL + timedelta(days=1))
    assert why(acting(rosa, "olga", "/work-list")) == "cover-over"
    time.go(UNTIL)
    ended = rosa.post(f"/covers/{made.json['id']}/end", {"reason": "Too much."}, if_match=made.headers["ETag"])
    assert ended.status_code == 200, ended.text
    assert why(acting(rosa, "olga", "/work-list")) == "cover-ended"


def test_an_ended_cover_opens_nothing_though_the_read_models_are_behind(house: House) -> None:
    made = covered(house.officer, house.researcher, OFFICER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(house.program.read_models), "after_append", lambda *_: None)
        ended = house.officer.post(f"/covers/{made.json['id']}/end", {"reason": "Back."}, if_match=made.headers["ETag"])
        assert ended.status_code == 200
        assert why(acting(house.researcher, "olga", "/work-list")) == "cover-ended"


def test_a_role_that_was_taken_away_is_not_kept_by_a_cover(house: House) -> None:
    covered(house.officer, house.researcher, OFFICER)
    (key,) = [each for each in house.program.keys.all() if each.actor == "olga"]
    house.program.keys.revoke(key.key_id)
    assert why(acting(house.researcher, "olga", "/work-list")) == "cover-roles-gone"


def test_a_program_and_a_stranger_stand_in_for_nobody(house: House) -> None:
    robot = house.person("robot", Role.SERVICE, OFFICER)
    assert cover(house.officer, "robot", OFFICER).json["rule_id"] == "cover-person"
    assert cover(house.officer, "otto", OFFICER).json["rule_id"] == "cover-person"
    covered(house.officer, house.researcher, OFFICER)
    there = house.person("rosa", Role.RESEARCHER, institution=THERE)
    for each in (robot, there, house.person("rosa", Role.FWO_MONITOR, institution="fwo")):
        assert why(acting(each, "olga", "/work-list")) == "cover-none"


def test_a_key_that_was_narrowed_stays_narrow(house: House) -> None:
    covered(house.officer, house.researcher, OFFICER)
    key = house.program.keys.create(Actor("rosa", HERE, frozenset({Role.RESEARCHER})), scopes=frozenset({"read"}))
    narrow = Person(house.app.test_client(use_cookies=False), house.researcher.actor, key)
    assert acting(narrow, "olga", "/work-list").status_code == 200
    refused = acting(narrow, "olga", "/parties", {"name": "Instituut", "country": "NL"})
    assert why(refused) == "scope"


@pytest.mark.parametrize("said", ["", "  ", "x" * 101, " olga"])
def test_a_header_that_can_name_nobody_is_refused(house: House, said: str) -> None:
    answer = acting(house.officer, said, "/work-list")
    # Blanks around a value are none by the rules of HTTP: it is the value inside that names somebody.
    assert answer.status_code in {403, 422}
    assert answer.status_code == 403 or answer.fields == [HEADER]


def test_the_header_opens_nothing_to_whom_has_no_key(house: House) -> None:
    covered(house.officer, house.researcher, OFFICER)
    nobody = Person(house.app.test_client(use_cookies=False), house.officer.actor, "kv_none_none")
    assert acting(nobody, "olga", "/work-list").status_code == 401


def test_what_is_notified_for_a_colleague_is_the_colleagues(house: House) -> None:
    covered(house.researcher, house.other_researcher, Role.RESEARCHER)
    body = {"title": "For Rosa", "summary": "Swarms.", "nature": "consortium"}
    made = acting(house.other_researcher, "rosa", "/collaborations", body)
    assert made.status_code == 201, made.text
    path = f"/collaborations/{made.json['id']}"
    for each in ("", "/history", "/gates"):
        assert house.researcher.get(path + each).status_code == 200
        assert house.other_researcher.get(path + each).status_code == 404
        assert acting(house.other_researcher, "rosa", path + each).status_code == 200
    assert [each["id"] for each in house.other_researcher.get("/collaborations").json["items"]] == []


def test_one_request_for_two_people_is_two_requests(house: House) -> None:
    covered(house.researcher, house.other_researcher, Role.RESEARCHER)
    body = {"title": "Twice", "summary": "Swarms.", "nature": "consortium"}
    own = house.other_researcher.post("/collaborations", body, Idempotency_Key="the-same")
    for_rosa = acting(house.other_researcher, "rosa", "/collaborations", body, Idempotency_Key="the-same")
    assert (own.status_code, for_rosa.status_code) == (201, 201)
    assert own.json["id"] != for_rosa.json["id"]
    key = "6a3c1f0e-43f7-4b0a-8a0d-1f6c3f2b9d11"
    assert house.other_researcher.post("/collaborations", body, Idempotency_Key=key).status_code == 201
    again = acting(house.other_researcher, "rosa", "/collaborations", body, Idempotency_Key=key)
    assert again.problem == "command-reused"


def test_everybody_knows_who_stands_in_for_whom_and_few_know_why(house: House) -> None:
    made = covered(house.officer, house.researcher, OFFICER, reason=SECRET)
    listed = house.export.get("/covers")
    assert [(each["absent"], each["cover"], each["roles"]) for each in listed.json["items"]] == [
        ("olga", "rosa", [OFFICER])
    ]
    assert SECRET not in listed.text
    path = f"/covers/{made.json['id']}/history"
    admin = house.person("ada", Role.ADMIN)
    privacy = house.person("dina", Role.DATA_PROTECTION_OFFICER)
    assert house.export.get(path).status_code == 403
    assert SECRET in privacy.get(path).text
    for each in (admin, house.auditor):
        assert each.get(path).status_code == 200
        assert SECRET not in each.get(path).text
    assert house.stranger.get("/covers").json["items"] == []
    assert house.person("dirk", Role.ADMIN, institution=THERE).get(path).status_code == 404


def test_an_administrator_gives_a_cover_and_reads_no_case_by_it(house: House) -> None:
    admin, case = house.person("ada", Role.ADMIN), house.researcher.notify()
    house.officer.get("/covers")
    assert cover(admin, "rosa", OFFICER, absent="olga").status_code == 201
    assert cover(admin, "ada", OFFICER, absent="olga").json["rule_id"] == "cover-of-another"
    for path in ("/collaborations", f"/collaborations/{case.id}", "/work-list"):
        assert admin.get(path).status_code == 403
        assert why(acting(admin, "olga", path)) == "cover-none"


def test_four_eyes_are_not_one_person_and_the_cover(house: House) -> None:
    first, second = (house.person(name, Role.DATA_PROTECTION_OFFICER) for name in ("dina", "dora"))
    person = house.researcher.post("/persons", {"name": "Somebody"}).json["id"]
    asked = {"kind": "person", "subject_id": person, "ground": "request", "reason": "Asked."}
    covered(first, house.export, Role.DATA_PROTECTION_OFFICER)
    covered(second, house.export, Role.DATA_PROTECTION_OFFICER)
    made = acting(house.export, "dina", "/erasures", asked)
    path, tag = f"/erasures/{made.json['id']}/confirm", made.headers["ETag"]
    for answer in (first.post(path, {}, if_match=tag), acting(house.export, "dora", path, {}, If_Match=tag)):
        assert answer.json["rule_id"] == "erasure-four-eyes", answer.text
    assert second.post(path, {}, if_match=tag).status_code == 200


def granted(house: House, until: date = UNTIL) -> str:
    privacy = house.person("dina", Role.DATA_PROTECTION_OFFICER)
    body = {"auditor": "anna", "purpose": f"{SECRET} van het jaar", "until_on": until.isoformat()}
    made = privacy.post("/grants", body)
    assert made.status_code == 201, made.text
    confirmed = house.approver.post(f"/grants/{made.json['id']}/confirm", {}, if_match=made.headers["ETag"])
    assert confirmed.status_code == 200, confirmed.text
    return str(made.json["id"])


def test_an_auditor_reads_personal_texts_only_while_a_grant_stands(house: House, time: Time) -> None:
    _ = house.auditor
    case = house.researcher.notify(title=SECRET)
    paths = [f"/collaborations/{case.id}", f"/collaborations/{case.id}/history"]
    assert not any(SECRET in house.auditor.get(each).text for each in paths)
    grant = granted(house)
    assert all(SECRET in house.auditor.get(each).text for each in paths)
    assert len(house.auditor.get(f"/collaborations?text={SECRET}").json["items"]) == 1
    assert house.auditor.post("/parties", {"name": "Instituut", "country": "NL"}).status_code == 403
    time.go(UNTIL + timedelta(days=1))
    assert not any(SECRET in house.auditor.get(each).text for each in paths)
    time.go(TODAY)
    house.approver.post(f"/grants/{grant}/end", {"reason": "Done."}, if_match=f'"{grant}:2"')
    assert not any(SECRET in house.auditor.get(each).text for each in paths)


def test_a_grant_is_recorded_with_its_purpose_and_is_for_one_auditor(house: House) -> None:
    _ = house.auditor
    case = house.researcher.notify(title="Kanariedossier")
    grant = granted(house)
    privacy, admin = house.person("dina", Role.DATA_PROTECTION_OFFICER), house.person("ada", Role.ADMIN)
    history = privacy.get(f"/grants/{grant}/history").json["items"]
    assert [each["name"] for each in history] == ["grant.proposed.v1", "grant.confirmed.v1"]
    assert SECRET in history[0]["data"]["purpose"]
    assert SECRET not in admin.get(f"/grants/{grant}/history").text
    (row,) = house.auditor.get("/grants").json["items"]
    assert (row["proposed_by"], row["confirmed_by"]) == (["dina"], ["vera"])
    other = house.person("aline", Role.AUDITOR)
    assert "Kanariedossier" not in other.get(f"/collaborations/{case.id}").text
    covered(house.auditor, other, Role.AUDITOR)
    assert "Kanariedossier" not in acting(other, "anna", f"/collaborations/{case.id}").text
    assert house.researcher.get("/grants").status_code == 403
    assert house.person("dirk", Role.AUDITOR, institution=THERE).get(f"/grants/{grant}/history").status_code == 404


def test_one_person_grants_nothing(house: House) -> None:
    _ = house.auditor
    privacy = house.person("dina", Role.DATA_PROTECTION_OFFICER)
    body = {"auditor": "anna", "purpose": "Audit.", "until_on": UNTIL.isoformat()}
    made = privacy.post("/grants", body)
    refused = privacy.post(f"/grants/{made.json['id']}/confirm", {}, if_match=made.headers["ETag"])
    assert (refused.status_code, refused.json["rule_id"]) == (409, "grant-four-eyes")


def test_on_the_command_line_one_says_for_whom(house: House, say: Say) -> None:
    case, rosa = house.other_researcher.notify(title=SECRET), house.researcher
    role = ("--role", "contact_point_officer")  # as it is typed
    made = say(house.officer.key, "cover", "give", "rosa", *role, "--until", str(UNTIL), "--reason", "Away.")
    assert SECRET in say(rosa.key, "--on-behalf-of", "olga", "case", "show", case.reference)
    assert "rosa for olga as contact_point_officer" in say(rosa.key, "cover", "list")
    say(rosa.key, "cover", "end", made.splitlines()[0], "--reason", "Back.")
    with pytest.raises(NotPermittedError, match="cover-ended"):
        say(rosa.key, "--on-behalf-of", "olga", "case", "show", case.reference)
    with pytest.raises(NotPermittedError, match="cover-none"):
        say(rosa.key, "--on-behalf-of", "vera", "case", "show", case.reference)


def test_on_the_command_line_a_grant_opens_texts_to_the_auditor(house: House, say: Say) -> None:
    case, auditor = house.researcher.notify(title=SECRET), house.auditor
    privacy = house.person("dina", Role.DATA_PROTECTION_OFFICER)
    assert SECRET not in say(auditor.key, "case", "show", case.reference)
    made = say(privacy.key, "grant", "propose", "anna", "--purpose", "Audit.", "--until", str(UNTIL)).splitlines()[0]
    with pytest.raises(RuleRefusedError, match="grant-four-eyes"):
        say(privacy.key, "grant", "confirm", made)
    say(house.approver.key, "grant", "confirm", made)
    assert SECRET in say(auditor.key, "case", "show", case.reference)
    assert "anna until" in say(auditor.key, "grant", "list")
    say(privacy.key, "grant", "end", made, "--reason", "Done.")
    assert SECRET not in say(auditor.key, "case", "show", case.reference)


def named(house: House, owner: str, title: str) -> Answer:
    """Notify a case with a deadline of its own that names somebody, who also takes care of the case."""
    case = house.other_researcher.notify()
    officer = house.person("otis", OFFICER)
    assert officer.get("/covers").status_code == 200
    assigned = officer.do(case, "assign-case", assignee=owner)
    assert assigned.status_code == 200, assigned.text
    due = {"deadline_id": identifier(title), "title": title, "due_on": UNTIL.isoformat(), "owner": owner}
    answer = officer.do(case, "set-deadline", **due)
    assert answer.status_code == 200, answer.text
    return answer


def test_lists_of_work_show_what_one_covers_for_and_who_covers(house: House, say: Say) -> None:
    named(house, "olga", "of-olga")
    named(house, "vera", "of-vera")
    covered(house.officer, house.export, OFFICER)
    own = house.export.get("/deadlines?mine=true&kind=own").json["items"]
    assert [(each["deadline_id"], each["owner"], each["covered_by"]) for each in own] == [
        (f"own:{identifier('of-olga')}", "olga", ["xenia"])
    ]
    every = house.auditor.get("/deadlines?kind=own").json["items"]
    assert {(each["owner"], *each["covered_by"]) for each in every} == {("olga", "xenia"), ("vera",)}
    tasks = house.export.get("/work-list?mine=true").json["items"]
    assert {(each["assignee"], *each["covered_by"]) for each in tasks} == {("olga", "xenia")}
    acting_for = acting(house.export, "olga", "/work-list?mine=true").json["items"]
    assert {each["assignee"] for each in acting_for} == {"olga"}
    assert house.person("erik", Role.ETHICS_COMMITTEE).get("/work-list?mine=true").json["items"] == []
    told = say(house.export.key, "deadlines", "--mine", "--kind", "own")
    assert "olga or xenia" in told
    assert identifier("of-vera") not in told


def test_a_reminder_of_who_is_away_goes_to_whoever_covers_too(house: House, time: Time, say: Say) -> None:
    named(house, "olga", "of-olga")
    covered(house.officer, house.export, OFFICER)
    due = [each for each in house.program.reminders.due(HERE, UNTIL) if each.owner == "olga"]
    assert {each.covers for each in due} == {("xenia",)}
    after = house.program.reminders.due(HERE, UNTIL + timedelta(days=20))
    assert {each.covers for each in after} == {()}
    assert "olga, xenia who covers" in say(house.officer.key, "remind", "--on", str(UNTIL))


def test_an_id_is_sent_in_utf_8(house: House) -> None:
    zoe = house.person("zoë", OFFICER)
    covered(zoe, house.researcher, OFFICER)
    assert acting(house.researcher, "zoë".encode().decode("latin-1"), "/work-list").status_code == 200


def test_what_somebody_writes_as_an_officer_stays_so_though_he_notified_for_a_colleague(house: House) -> None:
    covered(house.researcher, house.officer, Role.RESEARCHER)
    notified = acting(house.officer, "rosa", "/collaborations", NOTIFICATION)
    case = notified.json["id"]
    comment = {"comment_id": identifier("a rumour"), "text": f"Een gerucht over {SECRET}"}
    told = house.officer.post(f"/collaborations/{case}/add-comment", comment, if_match=notified.headers["ETag"])
    assert told.status_code == 200, told.text
    assert [row["case_id"] for row in house.officer.get("/collaborations/search?q=gerucht").json["items"]] == [case]
    assert SECRET not in house.researcher.get(f"/collaborations/{case}/history").text
    assert house.researcher.get("/collaborations/search?q=gerucht").json["items"] == []
    assert house.researcher.get("/collaborations/search?q=drones").json["items"] != []


def test_under_a_cover_one_searches_the_cases_of_whom_one_covers_for_alone(house: House) -> None:
    mine = house.officer.notify(title="Zeldzame vlinders")
    theirs = house.researcher.notify(title="Zeldzame kevers")
    covered(house.researcher, house.officer, Role.RESEARCHER)
    for path in ("/collaborations/search?q=zeldzame", "/collaborations"):
        found = {row["case_id"] for row in acting(house.officer, "rosa", path).json["items"]}
        assert (theirs.id in found, mine.id in found) == (True, False), path


def test_a_file_that_somebody_imported_is_known_to_who_covers_for_him_and_to_no_other(house: House) -> None:
    for each in (house.researcher, house.other_researcher):
        covered(each, house.approver, Role.RESEARCHER)
    file, table = b"key,title,summary,nature\nA1,Drones,Swarms,service\n", {"Content-Type": "text/csv"}
    mine = house.researcher.raw("/collaborations/import", file, table).json["rows"][0]
    own, other = (
        house.approver.raw("/collaborations/import", file, {**table, HEADER: each}).json["rows"][0]
        for each in ("rosa", "ruben")
    )
    assert (own["outcome"], own["case_id"]) == ("known", mine["case_id"])
    assert (other["outcome"], other["case_id"] == mine["case_id"]) == ("imported", False)
