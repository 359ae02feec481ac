"""Every command as a form: whoever may give it gets the form, nobody else, and what is sent is recorded once."""

import html
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any, get_args, get_type_hints

import pytest
from werkzeug.test import TestResponse

from api.rest import commands
from api.web.doing import names, shapes
from domain import countries
from domain.aggregate import Aggregate, CommandSpec
from domain.values import Role
from tests.access.cells import Seat
from tests.access.world import World, furnish
from tests.api.house import House, Person, identifier, opened
from tests.api.visitor import Visitor
from tests.web.site import Site, looked_at, shot

EXPOSED = [
    (aggregate, spec)
    for aggregate in commands.exposed()
    for spec in aggregate.commands.values()
    if commands.is_exposed(spec)
]
NAMED = [f"{aggregate.name}/{spec.name}" for aggregate, spec in EXPOSED]
_NOT_AT_SHARED = {"institution"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two institutions with one thing of every kind."""
    with opened(tmp_path_factory.mktemp("doing") / "data") as house:
        yield furnish(house)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two institutions, with nothing in them yet."""
    with opened(tmp_path_factory.mktemp("forms") / "data") as found:
        yield found


def _visitor(house: House, who: Person, lang: str = "en") -> Visitor:
    visitor = Visitor(house.app)
    assert visitor.sign_in(who.key).status_code == 303
    visitor.client.set_cookie("kvcase-language", lang)
    return visitor


def _seat(aggregate: Aggregate) -> Seat:
    return (
        Seat.SHARED
        if commands.access_of(aggregate, next(iter(aggregate.commands.values()))).realm == "shared"
        else Seat.OWN
    )


def _path(world: World, aggregate: Aggregate, spec: CommandSpec, role: Role) -> str:
    collection = commands.COLLECTIONS[aggregate.name]
    if spec.opens:
        return f"/do/{collection}/{spec.name}"
    identifier = (
        world.incidents.get(role, world.mine[collection]) if collection == "incidents" else world.mine[collection]
    )
    return f"/do/{collection}/{identifier}/{spec.name}"


@pytest.fixture(scope="module")
def visitors(world: World) -> dict[tuple[Role, Seat], Visitor]:
    """Everybody, signed in."""
    found: dict[tuple[Role, Seat], Visitor] = {}
    keepers = {Role.ADMIN, Role.OPERATOR, Role.AUDITOR}
    for seat, roles in ((Seat.OWN, set(Role) - {Role.FWO_MONITOR, Role.SERVICE}), (Seat.SHARED, keepers)):
        for role in roles:
            found[(role, seat)] = _visitor(world.house, world.person(role, seat))
    return found


@pytest.mark.parametrize(("aggregate", "spec"), EXPOSED, ids=NAMED)
def test_whoever_may_gets_the_form_and_nobody_else(
    world: World, visitors: dict[tuple[Role, Seat], Visitor], aggregate: Aggregate, spec: CommandSpec
) -> None:
    at = _seat(aggregate)
    for (role, seat), visitor in visitors.items():
        answer = visitor.get(_path(world, aggregate, spec, role))
        if seat is not at or role not in spec.roles:
            assert answer.status_code == 403, f"{role} at {seat}"
        else:
            assert answer.status_code == 200, f"{role} at {seat}: {answer.text[:400]}"
            assert names.book()[f"command {aggregate.name}/{spec.name}"][0] in html.unescape(answer.text)
            for each in shapes.of(spec.type, spec.name, aggregate.id_field):
                assert re.search(rf'(name|id|value)="{each.name}[".]', answer.text), each.name


@pytest.mark.parametrize(("aggregate", "spec"), EXPOSED, ids=NAMED)
def test_an_empty_form_comes_back_with_words_or_is_refused_and_never_fails(
    world: World, visitors: dict[tuple[Role, Seat], Visitor], aggregate: Aggregate, spec: CommandSpec
) -> None:
    role = sorted(spec.roles - {Role.SERVICE})[0]
    at = _seat(aggregate)
    visitor = visitors[(role, at)]
    sent = {"command_id": identifier(f"{aggregate.name}/{spec.name}"), "version": "999"}
    answer = visitor.post(_path(world, aggregate, spec, role), **sent)
    assert answer.status_code in {409, 412, 422}, answer.text[:400]
    assert 'role="alert"' in answer.text


def test_every_command_field_and_word_is_called_something_in_both_languages() -> None:
    wanted = {f"{kind} {aggregate.name}/{spec.name}" for aggregate, spec in EXPOSED for kind in ("command", "sentence")}
    wanted |= {f"event {event.__name__}" for aggregate in commands.exposed() for event in aggregate.events}
    for aggregate, spec in EXPOSED:
        for name, hint in _fields(spec.type):
            if name != aggregate.id_field:
                wanted |= {f"field {name}"} | ({f"field {spec.name}/{name}"} & names.book().keys())
            wanted |= {f"word {each.value}" for each in hint}
    assert sorted(wanted - names.book().keys()) == []
    told = [each for aggregate in commands.exposed() for event in aggregate.events for each in _fields(event)]
    shown = {f"field {name}" for name, _ in told} | {f"word {word.value}" for _, words in told for word in words}
    left = {each for each in names.book() if each.split()[0] not in {"hint", "asked"}} - wanted - shown
    assert left == set(), "nobody says this any more"
    assert all(english and dutch for english, dutch in names.book().values())
    assert not [key for key, (english, _) in names.book().items() if "`" in english or "settled" in english]


def test_every_command_says_what_it_does() -> None:
    assert all(inspect.getdoc(spec.type) for _, spec in EXPOSED)


def _fields(type_: type) -> Iterator[tuple[str, tuple[Enum, ...]]]:
    hints = get_type_hints(type_)
    for each in fields(type_):
        inner = list(_inner(hints[each.name]))
        yield each.name, tuple(word for one in inner if issubclass(one, Enum) for word in one)
        for one in inner:
            if is_dataclass(one):
                yield from _fields(one)


def _inner(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and not get_args(hint):
        yield hint
    for each in get_args(hint):
        yield from _inner(each)


@dataclass
class Page:
    """A form as somebody sees it."""

    visitor: Visitor
    path: str
    answer: TestResponse

    @property
    def hidden(self) -> dict[str, str]:
        found = re.findall(
            r'<input type="hidden" name="([^"]+)" value="([^"]*)">', self.answer.text.split('id="form"')[1]
        )
        return {name: value for name, value in found if name != "csrf_token"}

    def send(self, **typed: Any) -> TestResponse:
        """Send the form with what was typed; what has a point in its name is given with two underscores."""
        told = {name.replace("__", "."): value for name, value in typed.items()}
        return self.visitor.post(self.path, **{**self.hidden, **told})


def _open(visitor: Visitor, path: str) -> Page:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text[:500]
    return Page(visitor, path, answer)


def test_what_is_sent_is_recorded_and_the_page_of_the_thing_says_so(house: House) -> None:
    case = house.researcher.notify()
    visitor = _visitor(house, house.officer)
    answer = _open(visitor, f"/do/collaborations/{case.id}/assign-case").send(assignee="olga", team="Kade")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"/cases/{case.id}?")
    page = visitor.get(answer.headers["Location"]).text
    assert "Recorded" in page
    assert "Case assigned" in page


def test_a_double_click_records_once(house: House) -> None:
    case = house.researcher.notify()
    form = _open(_visitor(house, house.officer), f"/do/collaborations/{case.id}/add-comment")
    before = house.events()
    first, second = form.send(text="Once.", visibility="internal"), form.send(text="Once.", visibility="internal")
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert house.events() == before + 1


def test_whoever_is_overtaken_sees_what_changed_and_loses_no_word(house: House) -> None:
    case = house.researcher.notify()
    form = _open(_visitor(house, house.officer), f"/do/collaborations/{case.id}/amend-notification")
    assert (
        house.researcher.do(
            case, "add-comment", comment_id=identifier("c"), text="Look.", visibility="notifier"
        ).status_code
        == 200
    )
    answer = form.send(reason="The harbour is <b>another</b>.", title="Drones over the quay")
    assert answer.status_code == 412
    assert "Comment added" in answer.text
    assert "rosa" in answer.text
    assert "The harbour is &lt;b&gt;another&lt;/b&gt;." in answer.text
    assert 'value="Drones over the quay"' in answer.text
    anew = Page(form.visitor, form.path, answer)
    assert anew.hidden["version"] == "2"
    assert anew.send(reason="The harbour is another.", title="Drones over the quay").status_code == 303


def test_a_wrong_field_is_told_beside_it_in_the_words_of_the_api_and_in_dutch(house: House) -> None:
    case = house.researcher.notify()
    path = f"/do/collaborations/{case.id}/set-deadline"
    answer = _open(_visitor(house, house.officer), path).send(title="Bellen", due_on="2026-02-30")
    assert answer.status_code == 422
    assert "This cannot be used: is something else. Asked for: a day such as 1 Mar 2026" in answer.text
    assert 'href="#due_on"' in answer.text
    assert 'value="Bellen"' in answer.text
    dutch = _open(_visitor(house, house.officer, "nl"), path).send(title="Bellen")
    assert "Niet bruikbaar: dit ontbreekt. Gevraagd: een dag zoals 1 mrt 2026" in dutch.text


def test_a_deadline_is_offered_to_be_paused_while_it_runs_and_to_be_resumed_while_it_is_paused(house: House) -> None:
    case = house.researcher.notify()
    visitor, mark = _visitor(house, house.officer), identifier("a call")
    set_ = house.officer.do(case, "set-deadline", deadline_id=mark, title="Bellen", due_on="2026-12-01")
    assert set_.status_code == 200, set_.text

    def is_offered(command: str) -> bool:
        return "Bellen" in visitor.get(f"/do/collaborations/{case.id}/{command}").text

    assert (is_offered("pause-deadline"), is_offered("resume-deadline")) == (True, False)
    mine = next(each for each in house.officer.get("/deadlines?limit=200").json["items"] if each["title"] == "Bellen")
    paused = house.officer.do(
        case, "pause-deadline", deadline_id=mine["deadline_id"], waiting_for="notifier", reason="Away."
    )
    assert paused.status_code == 200, paused.text
    assert (is_offered("pause-deadline"), is_offered("resume-deadline")) == (False, True)


def test_the_gates_that_refuse_are_shown_before_the_button_and_after_it(house: House) -> None:
    case = house.researcher.notify()
    assert house.officer.do(case, "start-screening", screening_id=identifier("s")).status_code == 200
    question = {"code": "T-DUAL-USE", "answer": "unsure"}
    requirement = {"requirement_id": identifier("r"), "requirement": "clearance", "basis": "A law.", "rationale": "So."}
    assert house.officer.do(
        case, "identify-legal-requirement", **requirement, blocks=["complete_screening"]
    ).status_code in {
        200,
        422,
        409,
    }, question
    visitor = _visitor(house, house.officer)
    page = _open(visitor, f"/do/collaborations/{case.id}/complete-screening")
    gates = house.officer.get(f"/collaborations/{case.id}/gates").json["items"]
    blocking = [each for each in gates if "complete_screening" in each["blocks"]]
    for gate in blocking:
        assert gate["rule_id"] in page.answer.text
    if blocking:
        answer = page.send(summary="Done.")
        assert answer.status_code == 409
        assert "Done." in answer.text


def test_where_a_case_stands_elsewhere_the_page_says_so(house: House) -> None:
    case = house.researcher.notify()
    page = _open(_visitor(house, house.approver), f"/do/collaborations/{case.id}/approve").answer.text
    assert "It stands elsewhere" in page


def test_one_more_row_is_added_and_taken_away_without_a_script_and_nothing_is_lost(house: House) -> None:
    case = house.researcher.notify()
    form = _open(_visitor(house, house.approver), f"/do/collaborations/{case.id}/approve")
    one = form.send(grounds="Sound.", more="conditions")
    assert one.status_code == 200
    assert 'id="conditions.0.text"' in one.text
    two = form.send(grounds="Sound.", more="conditions", conditions__0__text="Report each spring.")
    assert 'id="conditions.1.text"' in two.text
    assert "Report each spring." in two.text
    assert "Sound." in two.text
    gone = form.send(less="conditions.0", conditions__0__text="First.", conditions__1__text="Second.")
    assert "First." not in gone.text
    assert "Second." in gone.text


def test_a_party_is_chosen_or_its_id_is_typed(house: House) -> None:
    case = house.researcher.notify()
    known = house.officer.post("/parties", {"name": "Instituut Dijk", "country": "NL"}).json["id"]
    form = _open(_visitor(house, house.officer), f"/do/collaborations/{case.id}/link-party")
    assert "Instituut Dijk (Netherlands)" in form.answer.text
    answer = form.send(**{"party_id.typed": known, "role": "partner"})
    assert answer.status_code == 303


def test_what_begins_something_leads_to_it(house: House) -> None:
    form = _open(_visitor(house, house.officer), "/do/parties/register")
    answer = form.send(name="Kustlijn Instituut", country="BE", **{"aliases.typed": "KI\nCoastline"})
    assert answer.status_code == 303, answer.text
    page = form.visitor.get(answer.headers["Location"])
    assert page.status_code == 200
    assert "Kustlijn Instituut" in page.text
    wanted = re.search(r"[0-9a-f-]{36}", answer.headers["Location"])
    assert wanted is not None
    assert house.officer.get(f"/parties/{wanted[0]}").json["aliases"] == ["KI", "Coastline"]


def test_all_that_can_be_done_with_a_case_stands_on_one_page(house: House) -> None:
    case = house.researcher.notify()
    page = _visitor(house, house.officer).get(f"/do/collaborations/{case.id}").text
    assert f"/do/collaborations/{case.id}/start-screening" in page
    assert f"/do/collaborations/{case.id}/approve" not in page
    own = _visitor(house, house.researcher).get(f"/do/collaborations/{case.id}").text
    assert "start-screening" not in own
    assert _visitor(house, house.other_researcher).get(f"/do/collaborations/{case.id}").status_code == 404


def test_a_researcher_is_offered_nothing_of_the_screening(house: House) -> None:
    case = house.researcher.notify()
    visitor = _visitor(house, house.other_researcher)
    assert visitor.get(f"/do/collaborations/{case.id}/withdraw").status_code == 404
    sent = visitor.post(f"/do/collaborations/{case.id}/withdraw", command_id=identifier("x"), version="1")
    assert sent.status_code == 404


@pytest.mark.parametrize(("lang", "called"), [("en", ("Åland Islands", "Sweden")), ("nl", ("Åland", "Zweden"))])
def test_countries_are_chosen_by_their_names_and_sent_as_their_codes(
    house: House, lang: str, called: tuple[str, str]
) -> None:
    visitor = _visitor(house, house.export, lang)
    form = _open(visitor, "/do/licences/draft")
    offered = re.findall(r'name="destinations" value="(\w\w)"> ([^<]+)</label>', form.answer.text)
    assert (("AX", f"{called[0]} · AX") in offered, ("SE", f"{called[1]} · SE") in offered) == (True, True)
    assert len(offered) == len(countries.ASSIGNED)
    assert "AX" in [code for code, _ in offered[:6]], "an accent does not send it to the end"
    again = form.send(authority="VL", kind="global", destinations=["SE"], **{"destinations.typed": "NO"})
    assert again.status_code == 422, "codes and modalities were not told"
    strange = form.send(authority="VL", kind="global", destinations="SE", modalities="by ship")
    assert '<fieldset id="modalities" class="wrong">' in strange.text, "what is wrong is marked"
    ticked = re.findall(r'name="destinations" value="(\w\w)"( checked)?>', again.text)
    assert [code for code, is_ticked in ticked if is_ticked] == ["NO", "SE"], "what was typed is ticked"
    assert {code for code, _ in ticked[:2]} == {"NO", "SE"}, "what was ticked stands first"


def test_a_country_in_a_row_that_repeats_is_typed(house: House) -> None:
    visitor, case = _visitor(house, house.officer), house.researcher.notify()
    form = _open(visitor, f"/do/collaborations/{case.id}/record-sharing")
    more = form.send(more="participants").text
    assert '<input id="participants.0.country"' in more
    assert '<select id="destination"' in more


@pytest.mark.sockets
@pytest.mark.parametrize(("lang", "typed", "found"), [("en", "aland", "Åland"), ("nl", "ZWED", "Zweden")])
def test_a_long_list_shows_only_what_somebody_looks_for_and_what_is_chosen(
    site: Site, lang: str, typed: str, found: str
) -> None:
    with site.visit(site.of(Role.EXPORT_CONTROL_OFFICER), lang) as page:
        page.goto("/do/licences/draft")
        all_of_it = len(countries.ASSIGNED)
        sieve, boxes = (
            page.locator("[id='destinations-sieve']"),
            page.locator("[id='destinations-offered'] label:visible"),
        )
        assert boxes.count() == all_of_it
        page.check("[name=destinations][value=NO]")
        sieve.press_sequentially(typed)
        sieve.press("Enter")
        assert "/do/licences/draft" in page.url
        shown = [each.strip() for each in boxes.all_inner_texts()]
        assert any(each.startswith(found) for each in shown)
        assert any(each.endswith("NO") for each in shown), "what is chosen stays in sight"
        assert len(shown) < 10
        told = page.locator("[id='destinations-count']").inner_text()
        assert told.startswith(f"{len(shown)} ")
        assert str(all_of_it) in told
        looked_at(page)
        shot(page, f"sieve-{lang}")
        sieve.fill("")
        assert boxes.count() == all_of_it
    with site.visit(site.of(Role.EXPORT_CONTROL_OFFICER), lang, script=False) as page:
        page.goto("/do/licences/draft")
        assert page.locator("[id='destinations-sieve']").is_hidden(), "nothing that does nothing"
        assert page.locator("[id='destinations-offered'] input").count() == all_of_it


@pytest.mark.sockets
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_forms_are_well_made(site: Site, lang: str) -> None:
    with site.visit(site.of(Role.CONTACT_POINT_OFFICER), lang) as page:
        page.goto("/do")
        looked_at(page)
        page.goto("/cases")
        first = page.locator('main a[href^="/cases/"]').first.get_attribute("href")
        assert first is not None
        case = first.partition("?")[0].replace("/cases/", "/do/collaborations/")
        page.goto(case)
        looked_at(page)
        for command in ("classify-topic", "link-party", "record-human-rights-test", "complete-screening"):
            page.goto(f"{case}/{command}")
            looked_at(page)
            shot(page, f"command-{command}-{lang}")
        page.locator("button.main").click()
        page.goto(f"{case}/add-comment")
        page.fill("[name=text]", "Spoke with the faculty.")
        page.locator("button.main").dblclick()
        page.locator("main .notice").wait_for()
        looked_at(page)


@pytest.mark.sockets
def test_a_row_is_added_without_a_script(site: Site) -> None:
    with site.visit(site.of(Role.CONTACT_POINT_OFFICER), script=False) as page:
        page.goto("/do/collaborations/notify")
        page.fill("[name=title]", "A sensor on the quay")
        page.goto("/cases")
        first = page.locator('main a[href^="/cases/"]').first.get_attribute("href")
        assert first is not None
        page.goto(f"{first.partition('?')[0].replace('/cases/', '/do/collaborations/')}/classify-topic")
        page.fill("[name=rationale]", "Read beside the annex.")
        page.locator("button[name=more]").first.click()
        assert page.locator("[name='control_codes.0.code']").count() == 1
        assert page.input_value("[name=rationale]") == "Read beside the annex."
