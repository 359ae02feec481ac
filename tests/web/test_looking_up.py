"""A register that is too long for a list: what is not offered is looked up by its name, and nothing typed is lost."""

import html
import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from api.web.doing import registers
from domain.values import Role
from kvcase.demo.people import NORTH
from tests.api.visitor import Visitor
from tests.web import everything
from tests.web.everything import LOOKERS, Everything
from tests.web.site import Site, looked_at, shot

OFFICER, EXPORT = (
    next(each.name for each in LOOKERS if each.institution == NORTH and each.role is role)
    for role in (Role.CONTACT_POINT_OFFICER, Role.EXPORT_CONTROL_OFFICER)
)
NAMES = (
    *(f"Werkgroep {n:03}" for n in range(registers.SHORT)),
    "Kustlijn Universiteit",
    "Kustwacht Noord",
    "Duinzicht",
)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everything]:
    """A demonstration whose register of organisations is longer than a list."""
    with everything.furnished(tmp_path_factory.mktemp("full")) as whole:
        key = {"Authorization": f"Bearer {whole.keys[OFFICER]}"}
        for name in NAMES:
            sent = whole.app.test_client(use_cookies=False).post(
                "/api/v1/parties", json={"name": name, "country": "NO"}, headers=key
            )
            assert sent.status_code == 201, sent.text
        yield whole


@pytest.fixture(scope="module")
def full_site(full: Everything, browser: Browser) -> Iterator[Site]:
    """The same, served."""
    with everything.opened(full, browser) as found:
        yield found


def _visitor(whole: Everything, lang: str = "en", who: str = OFFICER) -> Visitor:
    visitor = Visitor(whole.app)
    assert visitor.sign_in(whole.keys[who]).status_code == 303
    visitor.client.set_cookie("kvcase-language", lang)
    return visitor


def _case(whole: Everything) -> UUID:
    """Return a case to which an organisation can be linked."""
    rows = whole.program.read_models.institution(NORTH).cases(limit=200).items
    return next(each.case_id for each in rows if each.status.value == "screening")


def _offered(text: str, field: str = "party_id") -> list[str]:
    found = re.search(rf'<select id="{re.escape(field)}".*?</select>', text, re.DOTALL)
    assert found is not None
    return [html.unescape(each) for each in re.findall(r'<option value="[0-9a-f-]{36}"[^>]*>([^<]+)<', found[0])]


def _chosen(text: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r'<option value="[0-9a-f-]{36}" selected>([^<]+)<', text)]


def _id(text: str, name: str) -> str:
    found = re.search(rf'<option value="([0-9a-f-]+)"[^>]*>{name}', text)
    assert found is not None
    return found[1]


def _hidden(text: str) -> dict[str, str]:
    form = text.split('id="form"')[1]
    return dict(re.findall(r'name="(version|command_id|party_id\.looked)" value="([^"]*)"', form))


def test_a_long_register_offers_what_is_newest_and_says_that_there_is_more(full: Everything) -> None:
    text = _visitor(full).get(f"/do/collaborations/{_case(full)}/link-party").text
    offered = _offered(text)
    assert "Duinzicht (Norway)" in offered
    assert "Werkgroep 001 (Norway)" not in offered
    assert f"{registers.AT_ONCE} are, any other can be looked up" in text


@pytest.mark.parametrize(("lang", "said"), [("en", "2 hold “kust”; they are offered."), ("nl", "2 bevatten “kust”")])
def test_something_else_is_looked_up_and_what_was_typed_stays(full: Everything, lang: str, said: str) -> None:
    path, visitor = f"/do/collaborations/{_case(full)}/link-party", _visitor(full, lang)
    text = visitor.get(path).text
    known = _hidden(text)
    before = full.program.read_models.institution(NORTH).case(_case(full))
    back = visitor.post(path, **{**known, "party_id.lookup": " kust ", "look": "party_id", "role": "partner"})
    assert back.status_code == 200
    assert html.unescape(back.text).count(said) == 1
    assert {"Kustlijn Universiteit", "Kustwacht Noord"} <= {each.partition(" (")[0] for each in _offered(back.text)}
    assert "Duinzicht" not in str(_offered(back.text))
    assert re.search(r'name="role" value="partner" checked|value="partner" selected', back.text)
    assert _hidden(back.text) == {**known, "party_id.looked": "kust"}
    assert full.program.read_models.institution(NORTH).case(_case(full)) == before, "nothing was recorded"


def test_words_that_wait_are_looked_up_before_anything_is_recorded(full: Everything) -> None:
    path, visitor = f"/do/collaborations/{_case(full)}/link-party", _visitor(full)
    text = visitor.get(path).text
    told = {**_hidden(text), "role": "partner", "party_id": _id(text, "Duinzicht")}
    waits = visitor.post(path, **{**told, "party_id.lookup": "kustlijn"})
    assert waits.status_code == 200, "Enter in the box sends the form, and only looks up"
    assert _chosen(waits.text) == ["Duinzicht (Norway)"], "what was chosen before stays"
    again = {**told, **_hidden(waits.text), "party_id.lookup": "kustlijn", "party_id": _id(waits.text, "Kustlijn")}
    sent = visitor.post(path, **again)
    assert sent.status_code == 303, "the same words are looked up once"
    assert "Kustlijn" in visitor.get(f"/cases/{_case(full)}").text


def test_nothing_found_says_so_and_keeps_the_box(full: Everything) -> None:
    path, visitor = f"/do/collaborations/{_case(full)}/link-party", _visitor(full)
    back = visitor.post(
        path, **_hidden(visitor.get(path).text), **{"party_id.lookup": "x\u0000%<b>", "look": "party_id"}
    )
    assert back.status_code == 200
    assert "None holds “x %&lt;b&gt;”" in back.text
    assert 'name="party_id.lookup" value="x %&lt;b&gt;"' in back.text


def test_more_than_fit_says_so(full: Everything) -> None:
    path, visitor = f"/do/collaborations/{_case(full)}/link-party", _visitor(full)
    known = _hidden(visitor.get(path).text)
    back = visitor.post(path, **{**known, "party_id.lookup": "werkgroep", "look": "party_id"})
    assert f"More than {registers.AT_ONCE} hold “werkgroep”" in back.text
    found = [each for each in _offered(back.text) if each.startswith("Werkgroep")]
    assert len(found) == registers.AT_ONCE
    assert "Werkgroep 199 (Norway)" in found, "those that were written about last"


def test_what_is_ticked_is_looked_up_too(full: Everything) -> None:
    path, visitor = "/do/licences/draft", _visitor(full, who=EXPORT)
    known = _hidden(visitor.get(path).text)
    back = visitor.post(path, **{**known, "end_users.lookup": "kustwacht", "look": "end_users"})
    assert re.search(r'name="end_users" value="[0-9a-f-]{36}"> Kustwacht Noord \(Norway\)', back.text)


def test_a_list_that_is_not_long_has_nothing_to_look_up_in(whole: Everything) -> None:
    text = _visitor(whole).get(f"/do/collaborations/{_case(whole)}/link-party").text
    assert ".lookup" not in text


@pytest.mark.sockets
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_enter_looks_up_with_and_without_scripts(full_site: Site, full: Everything, lang: str, script: bool) -> None:
    with full_site.visit(OFFICER, lang, script=script) as page:
        page.goto(f"/do/collaborations/{_case(full)}/link-party")
        page.fill("[name='party_id.lookup']", "duinz")
        page.press("[name='party_id.lookup']", "Enter")
        page.wait_for_selector("[name='party_id.looked'][value=duinz]", state="attached")
        if script:
            looked_at(page)
            shot(page, f"lookup-{lang}")
        options = page.locator("[id=party_id] option").all_inner_texts()
        assert [each for each in options if each.startswith("Duinzicht")]
        assert page.locator("[id=party_id]:focus").count() == 1, "the list that was looked up has the focus"
