"""The registers: whoever may read a thing finds it on a page, and a second person finds what waits for one."""

import re
from collections.abc import Iterator

import pytest

from domain.values import Role
from tests.access.cells import ASKERS, Asker, Seat
from tests.access.world import SECRET, World, furnish
from tests.api.house import House, Person, opened
from tests.api.visitor import Visitor
from tests.web.site import MAX_PAGE_BYTES, Site, looked_at, shot

REGISTERS = (
    "incidents",
    "licences",
    "fwo-reports",
    "risk-analyses",
    "parties",
    "persons",
    "erasures",
    "holds",
    "institutions",
)
THINGS = REGISTERS[:-1]
PEOPLE = tuple(each for each in ASKERS if each.seat is Seat.OWN and each.role not in {None, Role.SERVICE})


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two institutions, with one thing of every kind in the first."""
    with opened(tmp_path_factory.mktemp("records") / "data") as house:
        yield furnish(house)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two institutions, with nothing in them yet."""
    with opened(tmp_path_factory.mktemp("registers") / "data") as found:
        yield found


def _visitor(house: House, who: Person, lang: str = "en") -> Visitor:
    visitor = Visitor(house.app)
    assert visitor.sign_in(who.key).status_code == 303
    visitor.client.set_cookie("kvcase-language", lang)
    return visitor


def _of(world: World, role: Role, seat: Seat = Seat.OWN) -> Visitor:
    return _visitor(world.house, world.person(role, seat))


def _privacy(house: House) -> Person:
    return house.person("dora", Role.DATA_PROTECTION_OFFICER)


def _links(text: str, begin: str) -> list[str]:
    return list(dict.fromkeys(re.findall(rf'href="({begin}[^"#?]*)"', text)))


def _confirmed(visitor: Visitor, form: str) -> str:
    """Send the form of a command that asks nothing more; return where it led."""
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', visitor.get(form).text))
    answer = visitor.post(form, version=hidden["version"], command_id=hidden["command_id"])
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


@pytest.mark.parametrize("asker", PEOPLE, ids=str)
def test_the_registers_lead_everybody_to_what_he_or_she_may_read_and_nowhere_else(world: World, asker: Asker) -> None:
    visitor = _visitor(world.house, world.person(asker.role or Role.AUDITOR, Seat.OWN))
    page = visitor.get("/registers").text
    assert 'href="/registers" aria-current="page"' in page
    for name in REGISTERS:
        opens = visitor.get(f"/{name}").status_code
        assert (f'href="/{name}"' in page) is (opens == 200), f"{name} answers {opens}"
        assert opens in {200, 403}


@pytest.mark.parametrize("collection", THINGS)
def test_a_list_leads_to_a_thing_its_page_to_what_may_be_done_and_readers_are_offered_nothing(
    world: World, collection: str
) -> None:
    role = Role.EXPORT_CONTROL_OFFICER if collection == "licences" else Role.CONTACT_POINT_OFFICER
    role = Role.INSTITUTION_APPROVER if collection in {"erasures", "holds"} else role
    own = f"/{collection}/{world.mine[collection]}"
    doer, reader = _of(world, role), _of(world, Role.AUDITOR)
    assert own in _links(doer.get(f"/{collection}").text, f"/{collection}/")
    is_done = collection == "risk-analyses"  # it is recorded once, and nothing more becomes of it
    assert bool(_links(doer.get(own).text, f"/do{own}/")) is not is_done
    for each in _links(reader.get(f"/{collection}").text, f"/{collection}/"):
        told = reader.get(each)
        assert told.status_code == 200
        assert "/do/" not in told.text
        assert SECRET not in told.text
    assert _of(world, Role.CONTACT_POINT_OFFICER, Seat.OTHER).get(own).status_code == 404
    assert _of(world, Role.OPERATOR).get(own).status_code == 403


def test_what_was_told_stands_on_the_page_for_who_may_read_it(world: World) -> None:
    person = f"/persons/{world.mine['persons']}"
    assert SECRET in _of(world, Role.CONTACT_POINT_OFFICER).get(person).text
    erasure = f"/erasures/{world.mine['erasures']}"
    assert f"{SECRET} Voorbeeld" in _of(world, Role.INSTITUTION_APPROVER).get(erasure).text
    privacy = _of(world, Role.DATA_PROTECTION_OFFICER).get(erasure).text
    assert SECRET not in privacy
    assert f'href="{person}/report"' in privacy, "whoever reports on a person is led there, unnamed"
    assert _of(world, Role.AUDITOR).get(f"/persons?text={SECRET}").status_code == 403


def test_an_address_that_somebody_typed_tells_nothing_of_what_others_did(house: House) -> None:
    party = house.officer.post("/parties", {"name": "Instituut Kade", "country": "NO"}).json["id"]
    person = house.officer.post("/persons", {"name": "Ilse Vandaele"}).json["id"]
    asked = ((f"/parties/{party}?of=parties&since=0", 200), (f"/persons/{person}?of=persons&since=0", 403))
    for address, status in asked:
        assert "Recorded" in _visitor(house, house.officer).get(address).text
        answer = _visitor(house, house.researcher).get(address)
        assert (answer.status_code, "Recorded" in answer.text) == (status, False)


def test_who_is_a_researcher_too_reads_no_reason_of_an_erasure_as_over_the_api(house: House) -> None:
    person = house.officer.post("/persons", {"name": "Joke Desmet"}).json["id"]
    both = house.person("roos", Role.RESEARCHER, Role.DATA_PROTECTION_OFFICER)
    body = {"kind": "person", "subject_id": person, "ground": "request", "reason": "Asked in a letter."}
    own = f"/erasures/{_privacy(house).post('/erasures', body).json['id']}"
    assert "Asked in a letter." in _visitor(house, house.approver).get(own).text
    assert "Asked in a letter." not in both.get(f"{own}/history").text
    assert "Asked in a letter." not in _visitor(house, both).get(own).text


def test_a_second_person_finds_an_erasure_that_waits_and_the_first_cannot_confirm_it(house: House) -> None:
    person = house.officer.post("/persons", {"name": "Ilse Vandaele"}).json["id"]
    body = {"kind": "person", "subject_id": person, "ground": "request", "reason": "Asked for."}
    own = f"/erasures/{_privacy(house).post('/erasures', body).json['id']}"
    first, second = _visitor(house, _privacy(house)), _visitor(house, house.approver)
    assert f"/do{own}/confirm" not in first.get(own).text
    assert "another person has to confirm it" in first.get(own).text
    waits = second.get("/committee").text
    assert f'href="{own}"' in waits
    assert "Ilse Vandaele" in waits
    assert f"/do{own}/confirm" in second.get(own).text
    after = second.get(_confirmed(second, f"/do{own}/confirm"))
    assert after.status_code == 200
    assert "Recorded" in after.text
    assert "Ilse Vandaele" not in after.text
    assert f"/do{own}" not in after.text
    assert own not in second.get("/committee").text


def test_a_grant_waits_for_the_approver_who_did_not_propose_it(house: House) -> None:
    told = {"auditor": house.auditor.actor.id, "purpose": "The yearly audit.", "until_on": "2026-03-20"}
    assert _privacy(house).post("/grants", told).status_code == 201
    waits = _visitor(house, house.approver).get("/committee").text
    assert 'href="/covers#grants"' in waits
    assert house.auditor.actor.id in waits


def test_a_list_is_never_longer_than_a_page_and_leads_on(house: House) -> None:
    for number in range(53):
        told = {"name": f"Instituut {number:02} {'van de lange naam ' * 12}", "country": "BE"}
        assert house.officer.post("/parties", told).status_code == 201
    visitor = _visitor(house, house.officer)
    answer = visitor.get("/parties")
    assert len(answer.data) < MAX_PAGE_BYTES
    first = _links(answer.text, "/parties/")
    following = re.search(r'href="(/parties\?after=[^"]+)" rel="next"', answer.text)
    assert following is not None
    rest = _links(visitor.get(following[1]).text, "/parties/")
    assert len(first) == 50
    assert not set(first) & set(rest)
    assert len(_links(visitor.get("/parties?text=instituut 07").text, "/parties/")) == 1
    assert "Nothing fits what you asked for." in visitor.get("/parties?text=zzz").text
    assert visitor.get("/parties?limit=900").status_code == 400


def test_what_is_due_or_new_stands_first(world: World) -> None:
    house = world.house
    case = house.researcher.notify(funder_scheme="fwo")
    for begins in ("2026-01-01", "2025-01-01"):
        opened = {"case_id": case.id, "kind": "interim", "period_begins_on": begins}
        assert house.officer.post("/fwo-reports", opened).status_code == 201
    page = _visitor(house, house.officer).get("/fwo-reports").text
    days = re.findall(r'<time datetime="([0-9-]+)"', page)
    assert len(days) == 4
    assert days == sorted(days)
    assert page.count("too late") == 1
    told = {"kv_type": "KV1", "happened_on": "2026-02-20", "discovered_on": "2026-03-01", "description": "A laptop."}
    made = [house.officer.post("/incidents", told).json["id"] for _ in range(2)]
    listed = _links(_visitor(house, house.officer).get("/incidents").text, "/incidents/")
    assert listed[:2] == [f"/incidents/{each}" for each in reversed(made)]


def test_a_case_leads_to_its_registers_for_who_may_read_them(house: House) -> None:
    case = house.researcher.notify()
    told = {"kv_type": "KV1", "happened_on": "2026-02-20", "discovered_on": "2026-03-01", "description": "A laptop."}
    party = house.officer.post("/parties", {"name": "Instituut Dijk", "country": "NL"}).json["id"]
    incident = house.officer.post("/incidents", told).json["id"]
    assert house.officer.do(case, "link-party", party_id=party, role="partner").status_code == 200
    touched = house.officer.post(
        f"/incidents/{incident}/link-to-case", {"case_id": case.id}, if_match=f'"{incident}:1"'
    )
    assert touched.status_code == 200, touched.text
    triaged = {"severity": "serious", "rationale": "It held the designs."}
    assert house.officer.post(f"/incidents/{incident}/triage", triaged, if_match=f'"{incident}:2"').status_code == 200
    page = _visitor(house, house.officer).get(f"/cases/{case.id}").text
    assert f'href="/parties/{party}"' in page
    assert f'href="/incidents/{incident}"' in page
    assert f'href="/incidents/{incident}"' not in _visitor(house, house.export).get(f"/cases/{case.id}").text
    back = _visitor(house, house.officer).get(f"/parties/{party}").text
    assert f'href="/cases/{case.id}"' in back


@pytest.mark.sockets
def test_a_second_person_finds_and_confirms_an_erasure(site: Site) -> None:
    made = site.server.send("POST", "/api/v1/persons", site.keys["els.deprez"], {"name": "Wannes Ockerman"})
    with site.visit("fg.noorderhaven", "nl") as page:
        page.get_by_role("link", name="Registers").click()
        looked_at(page)
        page.get_by_role("link", name="Een wissing voorstellen").click()
        page.check("input[name=kind][value=person]")
        page.fill("input[name=subject_id]", made.body["id"])
        page.check("input[name=ground][value=request]")
        page.fill("[name=reason]", "Gevraagd door wie het aangaat.")
        page.locator("button.main").click()
        page.get_by_text("moet iemand anders ze bevestigen").wait_for()
        looked_at(page)
    with site.visit("vicerector.maes", "nl", script=False) as page:
        page.goto("/")
        page.get_by_role("link", name="Te beslissen").click()
        page.get_by_role("link", name="Wannes Ockerman").click()
        shot(page, "erasure-nl")
        page.get_by_role("link", name="Een wissing bevestigen").click()
        page.locator("button.main").click()
        page.locator("main .notice").filter(has_text="Opgetekend").wait_for()
        assert "gewist" in page.locator("main .badges").inner_text()
        assert "Wannes Ockerman" not in page.content()
