"""A committee and an approver: what waits for them, the dossier in one go, and a decision bound to what they read."""

import re
from collections.abc import Iterator

import pytest
from markupsafe import escape

from domain.collaboration.spine import Language
from domain.policyset import decider as policyset
from domain.values import Role
from kvcase.facts import POLICY_SET, shipped
from tests.api.house import NOW, House, Notified, Person, identifier, opened
from tests.api.visitor import Visitor
from tests.web.site import PHONE, Site, looked_at, shot


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two institutions, with the edition that is shipped in force and no case yet."""
    with opened(tmp_path_factory.mktemp("committee") / "data") as found:
        ships = shipped()
        proposed = policyset.ProposeEdition(POLICY_SET, ships.edition_id, ships.sha256, NOW.date(), "test")
        found.program.service(proposed, actor=found.keeper.actor)
        found.program.service(policyset.PublishEdition(POLICY_SET, ships.edition_id), actor=found.second_keeper.actor)
        yield found


def _committee(house: House) -> Person:
    return house.person("eva", Role.ETHICS_COMMITTEE)


def _asked(house: House, question: str = "May this go on?") -> Notified:
    """Return a case about which the committee is asked."""
    case = house.researcher.notify(title="A sensor in the <harbour>", summary="It listens & learns.")
    asked = house.officer.do(case, "request-ethics-advice", committee="Raad", question=question)
    assert asked.status_code == 200, asked.text
    return case


def _visitor(house: House, who: Person) -> Visitor:
    visitor = Visitor(house.app)
    assert visitor.sign_in(who.key).status_code == 303
    return visitor


def _hidden(text: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text.split('id="form"')[1])
    return {name: value for name, value in found if name != "csrf_token"}


def test_what_waits_for_the_committee_leads_to_its_dossier(house: House) -> None:
    case = _asked(house)
    visitor = _visitor(house, _committee(house))
    page = visitor.get("/committee").text
    assert case.reference in page
    assert f"/committee/{case.id}" in page
    assert "Advise on it" in page
    assert case.reference not in _visitor(house, house.approver).get("/committee").text


def test_the_dossier_holds_all_that_was_said_and_the_form_below_it(house: House) -> None:
    case = _asked(house, "Whom could it harm?")
    page = _visitor(house, _committee(house)).get(f"/committee/{case.id}").text
    assert "A sensor in the &lt;harbour&gt;" in page
    assert "It listens &amp; learns." in page
    assert "Whom could it harm?" in page
    assert page.index("Whom could it harm?") < page.index('name="rationale"')
    for gate in _committee(house).get(f"/collaborations/{case.id}/gates").json["items"]:
        assert gate["rule_id"] in page


def test_the_dossier_says_what_a_code_stands_for_in_the_language_of_the_page(house: House) -> None:
    case = _asked(house)
    asserted = house.officer.do(case, "assert-risk-factor", code="T-DUAL", evidence="It can steer a drone.")
    assert asserted.status_code == 200, asserted.text
    topic = house.officer.do(case, "classify-topic", technologies=["9.1"], rationale="By its title.")
    assert topic.status_code == 200, topic.text
    for lang in Language:
        visitor = _visitor(house, _committee(house))
        page = visitor.get(f"/committee/{case.id}", Accept_Language=lang).text
        known = house.program.ports.rulebook.codes()
        for code in ("T-DUAL", "T-CTD-9.1"):
            name = escape(known[code][0 if lang is Language.NL else 1])
            assert f'{name} <small class="code">{code}</small>' in page


def test_advice_is_recorded_and_no_longer_waits(house: House) -> None:
    case = _asked(house)
    visitor = _visitor(house, _committee(house))
    page = visitor.get(f"/committee/{case.id}").text
    path = f"/committee/{case.id}/record-ethics-advice"
    told = {"advice": "conditional", "rationale": "Under a watch.", "conditions.typed": "Report each spring."}
    answer = visitor.post(path, **_hidden(page), **told)
    assert answer.status_code == 303, answer.text
    after = visitor.get(answer.headers["Location"]).text
    assert "Ethics advice recorded" in after
    assert "Report each spring." in after
    assert case.reference not in visitor.get("/committee").text


def test_the_human_rights_test_is_recorded_on_the_dossier_where_it_is_asked_for(house: House) -> None:
    case = _asked(house)
    visitor = _visitor(house, _committee(house))
    path = f"/committee/{case.id}/record-human-rights-test"
    assert path not in visitor.get(f"/committee/{case.id}").text, "nobody asked for it"
    assert house.officer.do(case, "request-human-rights-test", reason="By its place.").status_code == 200
    assert f'href="{path}#part-decide"' in visitor.get(f"/committee/{case.id}").text
    form = visitor.get(path)
    told = {"activities_contribute": "no", "partner_violates": "no", "outcome": "pass", "rationale": "Looked into."}
    sent = visitor.post(path, **_hidden(form.text), **told)
    assert sent.status_code == 303, sent.text
    after = visitor.get(sent.headers["Location"]).text
    assert "Looked into." in after
    assert path not in after
    assert _visitor(house, house.approver).get(path).status_code == 403


def test_a_decision_is_refused_when_the_dossier_moved_and_shows_what_moved(house: House) -> None:
    case = _asked(house)
    visitor = _visitor(house, _committee(house))
    page = visitor.get(f"/committee/{case.id}").text
    amended = house.officer.do(
        case, "amend-notification", reason="It is another harbour.", title="A sensor on the quay"
    )
    assert amended.status_code == 200
    before = house.events()
    path = f"/committee/{case.id}/record-ethics-advice"
    answer = visitor.post(path, **_hidden(page), advice="positive", rationale="Nothing speaks against it.")
    assert answer.status_code == 412
    assert house.events() == before
    assert "This changed while you were writing" in answer.text
    assert "Notification amended" in answer.text
    assert "new since you read it" in answer.text
    assert "It is another harbour." in answer.text
    assert "Nothing speaks against it." in answer.text
    anew = visitor.post(path, **_hidden(answer.text), advice="positive", rationale="Nothing speaks against it.")
    assert anew.status_code == 303


def test_an_approver_decides_on_the_version_that_was_read(house: House) -> None:
    case = house.researcher.notify()
    visitor = _visitor(house, house.approver)
    page = visitor.get(f"/committee/{case.id}/approve").text
    hidden = _hidden(page)
    assert hidden["dossier_version"] == hidden["version"] == "1"
    assert "It stands elsewhere" in page
    refused = visitor.post(f"/committee/{case.id}/approve", **hidden, grounds="Sound.")
    assert refused.status_code == 409
    assert "Sound." in refused.text


def test_a_proposal_waits_for_its_second_person_and_not_for_the_first(house: House) -> None:
    case = _asked(house)
    gates = house.approver.get(f"/collaborations/{case.id}/gates").json["items"]
    gate = next(each["gate_id"] for each in gates if not each["legal"])
    proposed = house.approver.do(case, "propose-gate-override", gate_id=gate, justification="Weighed.")
    assert proposed.status_code == 200, proposed.text
    second = house.person("rik", Role.INSTITUTION_APPROVER)
    assert case.reference not in _visitor(house, house.approver).get("/committee").text
    page = _visitor(house, second).get("/committee").text
    assert case.reference in page
    assert "Confirm that a gate is passed, as a second person" in page
    assert second.do(case, "confirm-gate-override", gate_id=gate).status_code == 200
    assert case.reference not in _visitor(house, second).get("/committee").text


def test_the_word_of_the_institution_waits_until_it_is_given(house: House) -> None:
    case = house.researcher.notify()
    asked = house.officer.do(case, "request-institutional-approval", reason="High risk.")
    assert asked.status_code == 200, asked.text
    visitor = _visitor(house, house.approver)
    assert "Say whether the institution stands behind it" in visitor.get("/committee").text
    assert house.approver.do(case, "refuse-institutional-approval", grounds="Too near.").status_code == 200
    assert case.reference not in visitor.get("/committee").text


def test_nobody_else_is_let_in(house: House) -> None:
    case = _asked(house)
    for who in (house.officer, house.researcher, house.auditor):
        visitor = _visitor(house, who)
        assert visitor.get("/committee").status_code == 403
        assert visitor.get(f"/committee/{case.id}").status_code == 403
    assert _visitor(house, _committee(house)).get(f"/committee/{case.id}/approve").status_code == 403
    assert _visitor(house, _committee(house)).get(f"/committee/{identifier('none')}").status_code == 404


@pytest.mark.sockets
@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("role", [Role.ETHICS_COMMITTEE, Role.INSTITUTION_APPROVER])
def test_the_pages_are_well_made_for_who_decides(site: Site, role: Role, lang: str) -> None:
    with site.visit(site.of(role), lang, script=lang == "en") as page:
        page.goto("/committee")
        if lang == "en":
            looked_at(page)
        shot(page, f"committee-{role}-{lang}")
        page.goto("/cases")
        first = page.locator('main a[href^="/cases/"]').first.get_attribute("href")
        assert first is not None
        page.goto(first.partition("?")[0].replace("/cases/", "/committee/"))
        if lang == "en":
            looked_at(page)
        shot(page, f"dossier-{role}-{lang}", whole=True)
        page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
        wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"
        assert lang == "nl" or page.evaluate(wide)
