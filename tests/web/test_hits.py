"""Hits side by side, decided one after the other: by keyboard, without a script, by two people, and by whom not."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from werkzeug.test import TestResponse

from domain.collaboration.screening import AnswerScope, Resolution
from domain.values import Effect, Role
from kvcase import bootstrap, scheduler
from kvcase.demo.installation import Installation
from projections.case_hits import HitRow
from projections.hit_queries import Stage, Wanted
from tests.api import house as houses
from tests.api.house import HERE, House, Person
from tests.api.visitor import Visitor
from tests.rigs.served import Served
from tests.web import hit_worlds
from tests.web.hit_worlds import form_of
from tests.web.site import PHONE, Site, looked_at, shot

SCRIPT = "<script>alert('x')</script>"
NOBODY = "00000000-0000-4000-8000-000000000017"
LAW = "fictional-law"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with houses.opened(tmp_path / "house") as opened:
        yield opened


@pytest.fixture
def desk(house: House, tmp_path: Path) -> House:
    """Give a house where twenty hits wait in four cases, each clearly somebody else."""
    hit_worlds.listed(house.program, tmp_path)
    hit_worlds.screened(house.program, HERE)
    return house


@pytest.fixture
def law(house: House, tmp_path: Path) -> House:
    """Give a house where three hits on a list of law wait in one case."""
    names = hit_worlds.NAMES[:3]
    hit_worlds.listed(house.program, tmp_path, list_id=LAW, effect=Effect.LEGAL, names=names)
    hit_worlds.screened(house.program, HERE, names=names)
    return house


def test_the_queue_shows_every_hit_that_waits_with_what_speaks_against_it(desk: House) -> None:
    page = signed_in(desk, desk.officer).get("/hits").text
    assert "20 hits wait for a first word" in page
    for name in hit_worlds.NAMES:
        assert name in page
    assert "other country: ours Belgium, the list Syria" in page


def test_the_queue_is_narrowed_to_a_list_a_case_and_what_a_hit_means(desk: House) -> None:
    visitor = signed_in(desk, desk.officer)
    one = waiting(desk)[0]
    assert ">5 hits wait for a first word" in visitor.get(f"/hits?case={one.case_id}").text
    assert "0 hits wait for a first word" in visitor.get("/hits?effect=legal").text
    assert "20 hits wait for a first word" in visitor.get("/hits?list=fictional-notes&effect=indicative").text
    for nonsense in ("effect=dreadful", "case=7", "stage=third", "list=%00", "after=forged"):
        assert visitor.get(f"/hits?{nonsense}").status_code == 422, nonsense


def test_a_hit_lies_side_by_side_with_why_it_was_found_and_a_reason_that_is_proposed(desk: House) -> None:
    page = signed_in(desk, desk.officer).get(f"/hits/{waiting(desk)[0].hit_id}").text
    assert re.search(r"Country</th>\s*<td>\s*Belgium.*?Syria.*?differs", page, re.S)
    assert "word for word the main name of an entry" in page
    assert ">Other country: ours Belgium, the list Syria.</textarea>" in page


def test_the_same_page_speaks_dutch(desk: House) -> None:
    page = signed_in(desk, desk.officer).get(f"/hits/{waiting(desk)[0].hit_id}", Accept_Language="nl").text
    assert ">Ander land: bij ons België, op de lijst Syrië.</textarea>" in page
    assert "is woordelijk de hoofdnaam" in page
    assert "Naast elkaar" in page


def test_a_decision_leads_to_the_next_hit_until_there_is_none(desk: House) -> None:
    visitor = signed_in(desk, desk.officer)
    address = f"/hits/{waiting(desk)[0].hit_id}"
    for number in range(20):
        answer = send(visitor, address)
        assert answer.status_code == 303, answer.text
        address = answer.headers["Location"]
        assert ("through=" in address) == (number == 19)
    assert "you have been through to the end" in visitor.get(address).text
    assert waiting(desk) == []
    said = {row.resolution for row in every(desk)}
    assert said == {Resolution.FALSE_POSITIVE}


def test_what_is_wanted_is_kept_from_one_hit_to_the_next(desk: House) -> None:
    visitor = signed_in(desk, desk.officer)
    mine = [row for row in waiting(desk) if row.case_id == waiting(desk)[0].case_id]
    address = f"/hits/{mine[0].hit_id}?case={mine[0].case_id}"
    for _ in mine:
        address = send(visitor, address).headers["Location"]
        assert f"case={mine[0].case_id}" in address
    assert "through=" in address
    assert len(waiting(desk)) == 15


def test_a_double_click_is_one_decision(desk: House) -> None:
    visitor = signed_in(desk, desk.officer)
    address = f"/hits/{waiting(desk)[0].hit_id}"
    form = form_of(visitor.get(address).text)
    first = visitor.post(f"{address}/resolve", **form)
    written = desk.events()
    second = visitor.post(f"{address}/resolve", **form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert desk.events() == written
    assert [row.resolution for row in every(desk)].count(Resolution.FALSE_POSITIVE) == 1


def test_a_form_that_was_sent_and_is_sent_with_another_text_says_so_and_keeps_the_text(desk: House) -> None:
    visitor = signed_in(desk, desk.officer)
    address = f"/hits/{waiting(desk)[0].hit_id}"
    form = form_of(visitor.get(address).text)
    visitor.post(f"{address}/resolve", **form)
    again = visitor.post(f"{address}/resolve", **{**form, "rationale": "On second thought."})
    assert again.status_code == 422
    assert "This form was sent before with another text" in again.text
    assert "On second thought." in again.text


def test_a_decision_without_a_reason_is_refused_and_says_where(desk: House) -> None:
    visitor = signed_in(desk, desk.officer)
    address = f"/hits/{waiting(desk)[0].hit_id}"
    for resolution, field in (("false_positive", "reason-other"), ("true_match", "reason-same")):
        answer = send(visitor, address, rationale="  ", resolution=resolution)
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text
        assert "Write down why" in answer.text
    assert "Choose what it is" in send(visitor, address, resolution="").text
    late = send(visitor, address, until="2031-01-01", rationale="A lasting reason.")
    assert "within 24 months" in late.text
    assert "A lasting reason." in late.text
    assert len(waiting(desk)) == 20


def test_the_second_of_two_officers_sees_what_the_first_said_and_loses_no_text(desk: House) -> None:
    first, second = (signed_in(desk, desk.person(name, Role.CONTACT_POINT_OFFICER)) for name in ("olga", "otis"))
    address = f"/hits/{waiting(desk)[0].hit_id}"
    form = form_of(second.get(address).text)
    send(first, address, rationale="The street is another.")
    late = second.post(f"{address}/resolve", **{**form, "rationale": "I think it is unclear."})
    assert late.status_code == 412
    assert "Somebody said something of this hit" in late.text
    assert "The street is another." in late.text
    assert "olga" in late.text
    assert ">I think it is unclear.</textarea>" in late.text
    assert send(second, address, "Still unclear.", page=late.text, resolution="unclear").status_code == 303
    assert next(row for row in every(desk) if str(row.hit_id) in address).resolution is Resolution.UNCLEAR


def test_a_colleague_at_another_hit_of_the_case_stands_in_nobodys_way(desk: House) -> None:
    first, second = (signed_in(desk, desk.person(name, Role.CONTACT_POINT_OFFICER)) for name in ("olga", "otis"))
    one, other = [row for row in waiting(desk) if row.case_id == waiting(desk)[0].case_id][:2]
    form = form_of(second.get(f"/hits/{other.hit_id}").text)
    assert send(first, f"/hits/{one.hit_id}").status_code == 303
    assert second.post(f"/hits/{other.hit_id}/resolve", **form).status_code == 303


def test_a_word_is_taken_back_from_the_page_of_its_hit(desk: House) -> None:
    visitor = signed_in(desk, desk.officer)
    row = waiting(desk)[0]
    address, form = f"/hits/{row.hit_id}", f"/do/collaborations/{row.case_id}/retract-hit-answer?hit_id={row.hit_id}"
    assert form not in visitor.get(address).text, "nothing was said yet"
    send(visitor, address)
    assert f'href="{form}"' in visitor.get(address).text
    assert form not in signed_in(desk, desk.auditor).get(address).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', visitor.get(form).text))
    hidden.update(hit_id=str(row.hit_id), reason="I was wrong.")
    taken = visitor.post(form.partition("?")[0], **hidden)
    assert taken.status_code == 303, taken.text
    assert row.hit_id in {each.hit_id for each in waiting(desk)}
    assert "answer taken back" in visitor.get(address).text


def test_a_word_on_a_list_of_law_waits_for_another_person(law: House) -> None:
    officer, export = signed_in(law, law.officer), signed_in(law, law.export)
    ids = [row.hit_id for row in waiting(law)]
    assert "It waits for a second person then" in officer.get(f"/hits/{ids[0]}").text
    for hit_id in ids:
        send(officer, f"/hits/{hit_id}")
    told = officer.get(f"/hits/{ids[-1]}?last={ids[0]}").text
    assert "it counts only once a second person confirms it" in told
    assert "Said by you; another confirms" in officer.get("/hits").text
    mine = officer.get(f"/hits/{ids[0]}?stage=second").text
    assert "You said what it is. Another person confirms it." in mine
    own = officer.post(f"/hits/{ids[0]}/confirm?stage=second", **form_of(mine))
    assert own.status_code == 409
    assert "another person must confirm it" in own.text

    address = f"/hits/{ids[0]}?stage=second"
    for _ in ids:
        page = export.get(address).text
        assert "Other country: ours Belgium, the list Syria." in page
        answer = export.post(address.replace("?", "/confirm?"), **form_of(page))
        assert answer.status_code == 303, answer.text
        address = answer.headers["Location"]
    assert "through=" in address
    assert all(row.is_confirmed for row in every(law))


def test_the_answer_of_an_earlier_case_is_shown_and_asks_nothing(house: House, tmp_path: Path) -> None:
    name = hit_worlds.NAMES[:1]
    hit_worlds.listed(house.program, tmp_path, names=name)
    hit_worlds.screened(house.program, HERE, names=name)
    export = signed_in(house, house.export)
    (row,) = waiting(house)
    assert send(export, f"/hits/{row.hit_id}", scope="party", until="2027-03-02").status_code == 303
    case = house.officer.notify()
    house.officer.do(case, "link-party", party_id=str(row.subject_id), role="partner")
    house.officer.do(case, "start-screening", screening_id=houses.identifier("anew"))
    page = signed_in(house, house.officer).get("/hits").text
    assert "Answered by an earlier case" in page
    (adopted,) = (each for each in every(house) if each.adopted_hit is not None)
    told = signed_in(house, house.officer).get(f"/hits/{adopted.hit_id}").text
    assert "It holds here by the answer of" in told
    assert f"/hits/{row.hit_id}" in told


def test_a_hit_that_is_asked_again_shows_what_changed_and_what_was_said(house: House, tmp_path: Path) -> None:
    name = hit_worlds.NAMES[:1]
    hit_worlds.listed(house.program, tmp_path, names=name)
    hit_worlds.screened(house.program, HERE, names=name)
    visitor = signed_in(house, house.officer)
    send(visitor, f"/hits/{waiting(house)[0].hit_id}", rationale="A bakery of that name.")
    hit_worlds.listed(house.program, tmp_path, names=name, alias="Zarqand Winds")
    scheduler.tick(house.program)
    (row,) = waiting(house)
    page = visitor.get(f"/hits/{row.hit_id}").text
    assert "What changed since last time" in page
    assert "Zarqand Winds" in page
    assert "A bakery of that name." in page


def test_a_hit_where_nothing_speaks_for_somebody_else_proposes_no_reason(house: House, tmp_path: Path) -> None:
    name = hit_worlds.NAMES[:1]
    hit_worlds.listed(house.program, tmp_path, names=name, country="BE")
    hit_worlds.screened(house.program, HERE, names=name)
    page = signed_in(house, house.officer).get(f"/hits/{waiting(house)[0].hit_id}").text
    assert re.search(r'<textarea id="reason-other"[^>]*data-key="r n"[^>]*></textarea>', page)


def test_markup_and_strange_names_are_text(house: House, tmp_path: Path) -> None:
    names = (f"Zarqand {SCRIPT}", f"Veltobruk {'Hydraulics ' * 25}".strip(), "يوسف الطرناوي")
    hit_worlds.listed(house.program, tmp_path, names=[name.replace('"', "") for name in names])
    hit_worlds.screened(house.program, HERE, names=names)
    visitor = signed_in(house, house.officer)
    assert SCRIPT not in visitor.get("/hits").text
    for row in waiting(house):
        assert SCRIPT not in visitor.get(f"/hits/{row.hit_id}").text
        assert SCRIPT not in send(visitor, f"/hits/{row.hit_id}", rationale=SCRIPT, until="x").text


def test_whoever_may_not_decide_sees_no_form_and_is_refused(desk: House) -> None:
    hit_id = waiting(desk)[0].hit_id
    form = form_of(signed_in(desk, desk.officer).get(f"/hits/{hit_id}").text)
    for person, sees in ((desk.approver, 200), (desk.auditor, 200), (desk.researcher, 403), (desk.stranger, 404)):
        visitor = signed_in(desk, person)
        page = visitor.get(f"/hits/{hit_id}")
        assert page.status_code == sees
        assert 'name="resolution"' not in page.text
        assert visitor.post(f"/hits/{hit_id}/resolve", **form).status_code in {403, 404}
    assert signed_in(desk, desk.officer).get(f"/hits/{NOBODY}").status_code == 404


def test_an_auditor_reads_that_there_is_a_hit_and_no_text_of_it(desk: House) -> None:
    visitor = signed_in(desk, desk.auditor)
    for path in ("/hits", f"/hits/{waiting(desk)[0].hit_id}"):
        page = visitor.get(path).text
        assert not any(name in page for name in hit_worlds.NAMES)
        assert "may not read" in page or "withheld" in page


def test_a_security_officer_may_say_that_it_holds_for_whoever_is_called_the_same(desk: House) -> None:
    security = desk.person("sara", Role.SECURITY_OFFICER)
    page = signed_in(desk, security).get(f"/hits/{waiting(desk)[0].hit_id}").text
    assert re.findall(r'name="scope" value="(\w+)"', page) == [AnswerScope.PARTY, AnswerScope.INSTITUTION]
    page = signed_in(desk, desk.officer).get(f"/hits/{waiting(desk)[0].hit_id}").text
    assert re.findall(r'name="scope" value="(\w+)"', page) == [AnswerScope.CASE]


@pytest.fixture(scope="module")
def served(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Give an installation of our own, served, where twenty hits wait at each institution."""
    folder = tmp_path_factory.mktemp("hits")
    installation = Installation(folder / "demo")
    installation.begin()
    installation.prepare()
    program = bootstrap.build(installation.settings())
    try:
        hit_worlds.listed(program, folder)
        for institution in ("noorderhaven", "zuidpoort"):
            hit_worlds.screened(program, institution)
    finally:
        program.close()
    with Served(installation) as server:  # type: ignore[arg-type]
        yield Site(installation, server.client, site.browser)


@pytest.mark.sockets
def test_an_officer_decides_twenty_hits_with_two_keys_each(served: Site) -> None:
    with served.visit("els.deprez") as page:
        page.goto("/hits")
        looked_at(page)
        shot(page, "hits-queue-en")
        page.keyboard.press("j")
        page.wait_for_url("**/hits/*-*")
        looked_at(page)
        shot(page, "hit-review-en")
        for number in range(20):
            here = page.url
            assert page.evaluate("document.activeElement.tagName") == "H1"
            page.keyboard.press("n")
            assert page.evaluate("document.activeElement.textContent").startswith("Somebody else")
            page.keyboard.press("Enter")
            moved_on(page, here)
            assert ("through=" in page.url) == (number == 19)
        assert (
            page.get_by_role("status").inner_text() == "Your word was recorded, and you have been through to the end."
        )
        looked_at(page)


@pytest.mark.sockets
def test_the_keys_rest_in_text_fields_and_can_be_turned_off(served: Site) -> None:
    with served.visit("mia.goossens", "nl") as page:
        page.goto("/hits")
        looked_at(page)
        shot(page, "hits-queue-nl")
        page.keyboard.press("j")
        page.wait_for_url("**/hits/*-*")
        looked_at(page)
        shot(page, "hit-review-nl")
        here = page.url
        page.keyboard.press("r")
        page.keyboard.type(" jnqyu")
        assert page.url == here
        assert page.input_value("#reason-other").endswith(" jnqyu")
        page.keyboard.press("Escape")
        page.keyboard.press("y")
        assert page.is_checked("input[value=true_match]")
        assert page.evaluate("document.activeElement.id") == "reason-same"
        page.get_by_role("button", name="Zet de toetsen uit").click()
        page.reload()
        page.keyboard.press("j")
        page.keyboard.press("n")
        assert page.url == here
        page.get_by_role("button", name="Zet de toetsen aan").click()
        page.keyboard.press("q")
        page.wait_for_url("**/hits")


@pytest.mark.sockets
def test_everything_goes_without_javascript_and_on_a_telephone(served: Site) -> None:
    with served.visit("koen.segers", script=False, size=PHONE) as page:
        page.goto("/hits")
        page.get_by_role("link", name="Begin with the first").click()
        for _ in range(3):
            here = page.url
            assert no_wider_than(page, PHONE["width"])
            page.get_by_role("button", name="Somebody else").click()
            moved_on(page, here)
        assert "Recorded: somebody else" in page.inner_text("main")
        page.get_by_label("Unclear: it needs a further look").check()
        page.get_by_label("Why", exact=True).fill("The address is not known yet.")
        page.get_by_role("button", name="Record this").click()
        page.wait_for_url("**last=**")
        assert "Recorded: unclear" in page.inner_text("main")


def moved_on(page: Page, here: str) -> None:
    """Wait until another page than the one at this address is there."""

    def is_another(url: str) -> bool:
        return url != here

    page.wait_for_url(is_another)


def no_wider_than(page: Page, width: int) -> bool:
    page.locator("main").wait_for()  # a page that only begins to come has no width
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


def signed_in(house: House, who: Person) -> Visitor:
    visitor = Visitor(house.app)
    assert visitor.sign_in(who.key).status_code == 303
    return visitor


def send(
    visitor: Visitor, address: str, rationale: str | None = None, *, page: str = "", **fields: str
) -> TestResponse:
    """Send the first form of a hit, with other values in these fields."""
    path, _, query = address.partition("?")
    form = form_of(page or visitor.get(address).text)
    more = {**fields, **({"rationale": rationale} if rationale is not None else {})}
    return visitor.post(f"{path}/resolve?{query}", **{**form, **more})


def waiting(house: House) -> list[HitRow]:
    """Return the hits that wait for a first word, in the order of the queue."""
    found = house.program.read_models.institution(HERE).hits_at(Stage.FIRST, Wanted())
    return [each.hit for each in found.items]


def every(house: House) -> list[HitRow]:
    """Return the hits of all cases."""
    queries = house.program.read_models.institution(HERE)
    return [row for case in queries.cases().items for row in queries.hits(case.case_id)]
