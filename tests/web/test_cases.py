"""The register and the page of a case: where it stands, why not, what closes it, what one may do, and who sees what."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from api import overview
from api.reading import Reading
from api.web import codes, tongues
from api.web.cases import part as cases
from domain.collaboration.spine import Status
from domain.gates import Gate
from domain.policyset import decider as policyset
from domain.sentence import say
from domain.values import Role
from kvcase.facts import POLICY_SET, shipped
from tests.api.house import HERE, NOW, House, Notified, Person, identifier, opened
from tests.api.visitor import Visitor
from tests.domain.gate_rows import ROWS, Row, blocked_commands
from tests.web import hit_worlds
from tests.web.site import MAX_PAGE_BYTES, PHONE, Site, looked_at, shot

SCRIPT = "<script>alert('x')</script>"
RIGHT_TO_LEFT = "\u05ea\u05d5\u05db\u05e0\u05d9\u05ea \u05de\u05d7\u05e7\u05e8"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("house")) as found:
        ships = shipped()
        proposed = policyset.ProposeEdition(POLICY_SET, ships.edition_id, ships.sha256, NOW.date(), "test")
        found.program.service(proposed, actor=found.keeper.actor)
        found.program.service(policyset.PublishEdition(POLICY_SET, ships.edition_id), actor=found.second_keeper.actor)
        yield found


@pytest.fixture(scope="module")
def case(house: House) -> Notified:
    """Return a case in screening with a party, a factor, a measure, a document, a question and a deadline."""
    case = house.researcher.notify(title="Sensors in the harbour", summary="A map of currents.")
    partner = house.officer.post("/parties", {"name": "Instituut Kustlijn", "country": "MT"}).json["id"]
    done(house.officer, case, "link-party", party_id=partner, role="partner")
    done(house.officer, case, "assign-case", assignee="olga")
    done(house.officer, case, "start-screening", screening_id=identifier("page screening"))
    done(house.officer, case, "assert-risk-factor", code="P-OPAQUE", subject_id=partner, evidence="No owners found.")
    measure = {"mitigation_id": identifier("page measure"), "code": "M05", "owner": "rosa", "due_on": "2026-04-01"}
    done(house.officer, case, "set-mitigation", **measure, justification="It is needed.")
    done(house.officer, case, "add-comment", comment_id=identifier("page comment"), text="Called the dean.")
    day = {"deadline_id": identifier("page deadline"), "title": "Call the partner", "due_on": "2026-03-02"}
    done(house.officer, case, "set-deadline", **day)
    return case


def done(who: Person, case: Notified, command: str, **fields: object) -> None:
    answer = who.do(case, command, **fields)
    assert answer.status_code == 200, answer.text


def page(house: House, who: Person, path: str, lang: str = "en") -> str:
    visitor = Visitor(house.app)
    assert visitor.sign_in(who.key).status_code == 303
    answer = visitor.get(path, Accept_Language=lang)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_case_tells_where_it_stands_and_what_it_holds(house: House, case: Notified) -> None:
    told = page(house, house.officer, f"/cases/{case.id}")
    assert 'aria-current="step"' in told
    assert re.search(r'class="here"[^>]*>\s*<span class="stop">screening', told)
    for text in ("Instituut Kustlijn", "No owners found.", "It is needed.", "Called the dean.", "Call the partner"):
        assert text in told
    assert "Ownership or activities" in told or "P-OPAQUE" in told
    assert told.count("<h1>") == 1


def test_every_gate_says_why_and_leads_to_the_form_that_closes_it(house: House, case: Notified) -> None:
    gates = house.officer.get(f"/collaborations/{case.id}/gates").json["items"]
    told = page(house, house.officer, f"/cases/{case.id}").partition('id="gates"')[2].partition("</section>")[0]
    assert gates
    for gate in gates:
        with house.app.test_request_context("/"):
            reason = codes.within(gate["reason"], house.program.ports.rulebook.codes())
        assert reason in told
        assert gate["rule_id"] in told
    assert f"/do/collaborations/{case.id}/complete-screening" in told
    words = re.sub(r"<[^>]+>", "", told)
    assert "“Start the screening” and “Complete the screening”, by the contact point" in words
    assert not re.search(r"\b[a-z]+-(screening|hit|party|mitigation|factor)\b", words), "a name of a command is no word"
    assert f"/do/collaborations/{case.id}/implement-mitigation?mitigation_id={identifier('page measure')}" in told


def test_closed_words_inside_sentences_of_the_rules_are_said_as_words(house: House) -> None:
    frame = "{command} is for a case that is {allowed}; this case is {status}"
    moved = say(frame, command="start", allowed=(Status.IN_REVIEW, Status.APPROVED), status=Status.IN_REVIEW)
    inside = say("{title}: {why}", title="map_of_2026 is what somebody called it", why=moved)
    with house.app.test_request_context("/", headers={"Accept-Language": "en"}):
        assert tongues.said(moved) == "start is for a case that is in review, approved; this case is in review"
        assert tongues.said(inside).startswith("map_of_2026 is what somebody called it: start is for a case that is")
        told = {tongues.said(gate.reason) for row in ROWS.values() for gate in standing(row)}
        assert {each for each in told if re.search(r"\b[a-z]+_[a-z_]+\b", each)} == set()
        assert len(told) > 40
    with house.app.test_request_context("/", headers={"Accept-Language": "nl"}):
        assert tongues.said(moved).endswith("; dit dossier is voorgelegd")


def standing(row: Row) -> tuple[Gate, ...]:
    return row.standing(next(iter(blocked_commands(row)))).gates


def test_only_what_role_and_status_allow_can_be_done(house: House, case: Notified) -> None:
    allowed = page(house, house.officer, f"/cases/{case.id}")
    assert f"/do/collaborations/{case.id}/set-mitigation" in allowed
    assert "/approve" not in allowed, "nor does the role allow it, nor the status"
    assert "/resume?" not in allowed
    notifier = page(house, house.researcher, f"/cases/{case.id}")
    assert f"/do/collaborations/{case.id}/amend-notification" in notifier
    assert "/set-mitigation" not in notifier
    assert "/do/" not in page(house, house.auditor, f"/cases/{case.id}")


def test_codes_of_the_catalogue_are_chosen_by_name(house: House, case: Notified) -> None:
    dutch = page(house, house.officer, f"/do/collaborations/{case.id}/set-mitigation", "nl")
    assert '<option value="M01">Fysieke toegangsbeperking, kluis · M01</option>' in dutch
    assert re.search(r'name="addresses" value="P-OPAQUE"> [^<]* · P-OPAQUE', dutch), "the factors that stand"
    factor = page(house, house.officer, f"/do/collaborations/{case.id}/assert-risk-factor")
    assert re.search(r'<option value="T-DUAL">[A-Z][^<]* · T-DUAL</option>', factor)
    assert 'value="M01"' not in factor
    taken = page(house, house.officer, f"/do/collaborations/{case.id}/implement-mitigation", "nl")
    assert f'<option value="{identifier("page measure")}">Vertrouwelijkheid, intellectuele eigendom' in taken
    assert "1 apr 2026" in taken


@pytest.mark.rule("G21")
def test_a_researcher_reads_the_own_case_without_the_work_on_it(house: House, case: Notified) -> None:
    told = page(house, house.researcher, f"/cases/{case.id}")
    assert "Instituut Kustlijn" in told
    for hidden in ("No owners found.", "Called the dean.", 'id="hits"', 'href="#hits"', 'href="#risk"', "P-OPAQUE"):
        assert hidden not in told


@pytest.mark.rule("G21")
def test_an_auditor_reads_no_personal_text(house: House, case: Notified) -> None:
    told = page(house, house.auditor, f"/cases/{case.id}")
    assert "[withheld]" in told
    for hidden in ("Sensors in the harbour", "A map of currents.", "No owners found.", "Call the partner"):
        assert hidden not in told
    assert "P-OPAQUE" in told


def test_the_page_speaks_dutch(house: House, case: Notified) -> None:
    told = page(house, house.officer, f"/cases/{case.id}", "nl")
    assert "“De screening voltooien”" in told
    for text in ("Stand van zaken", "Wat nog moet gebeuren", "Risicofactor vastgesteld", "Organisatie neemt deel"):
        assert text in told
    assert "What still has to happen" not in told


def test_every_anchor_of_the_navigation_leads_to_a_part(house: House, case: Notified) -> None:
    for who in (house.officer, house.researcher, house.auditor):
        told = page(house, who, f"/cases/{case.id}")
        anchors = re.findall(r'<li><a href="#(\w+)"', told)
        assert anchors
        assert [each for each in anchors if f'id="{each}"' not in told] == []


def test_a_document_is_saved_from_the_page_by_whom_its_address_lets_in(house: House, case: Notified) -> None:
    path = f"/collaborations/{case.id}/documents?file_name=plan.txt&title=Plan"
    headers = {
        "If-Match": house.officer.get(f"/collaborations/{case.id}").headers["ETag"],
        "Content-Type": "text/plain",
    }
    kept = house.officer.raw(path, b"What we plan.", headers)
    assert kept.status_code == 201, kept.text
    address = f"/cases/{case.id}/documents/{kept.headers['Location'].rpartition('/')[2]}"
    assert f'href="{address}"' in page(house, house.officer, f"/cases/{case.id}")
    visitor = Visitor(house.app)
    visitor.sign_in(house.officer.key)
    saved = visitor.get(address)
    assert (saved.status_code, saved.data) == (200, b"What we plan.")
    assert "attachment" in saved.headers["Content-Disposition"]
    assert address not in page(house, house.auditor, f"/cases/{case.id}")
    visitor.sign_in(house.auditor.key)
    assert visitor.get(address).status_code == 403
    assert address not in page(house, house.researcher, f"/cases/{case.id}"), "the marking is internal"
    visitor.sign_in(house.researcher.key)
    assert visitor.get(address).status_code == 404


def test_whoever_may_attach_a_document_sends_its_file_from_the_page_of_the_case(house: House) -> None:
    case = house.researcher.notify(title="Papers", summary="Many.")
    person = house.officer.post("/persons", {"name": "Ada Verzonnen"}).json["id"]
    done(house.officer, case, "link-researcher", person_id=person, stay_type="external")
    address = f"/cases/{case.id}/documents"
    assert f'href="{address}"' in page(house, house.officer, f"/cases/{case.id}")
    visitor = Visitor(house.app)
    visitor.sign_in(house.officer.key)
    form = visitor.get(address).text
    assert "Ada Verzonnen" in form
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.partition('id="form"')[2]))
    told = {**hidden, "title": "Het plan", "marking": "confidential", f"person.{person}": "yes"}
    wrong = visitor.upload(address, told, b"<html>", "plan.html")
    assert (wrong.status_code, "Het plan" in wrong.text, 'href="#file"' in wrong.text) == (422, True, True)
    for _ in range(2):
        sent = visitor.upload(address, told, b"What we plan.", "plan.txt")
        assert sent.status_code == 303, sent.text
    assert "Document attached" in visitor.get(sent.headers["Location"]).text
    (kept,) = house.officer.get(f"/collaborations/{case.id}/documents").json["items"]
    assert (kept["title"], kept["marking"], kept["persons"]) == ("Het plan", "confidential", [person])
    stale = visitor.upload(address, {**told, "command_id": identifier("stale upload")}, b"Another.", "other.txt")
    assert (stale.status_code, "look, send again" in stale.text) == (412, True)
    visitor.sign_in(house.auditor.key)
    assert visitor.get(address).status_code == 403


def test_a_case_is_shown_as_it_was_known_and_nothing_can_be_done_then(house: House, case: Notified) -> None:
    told = page(house, house.officer, f"/cases/{case.id}?as_of=v2")
    assert "as it was known on" in told
    assert "Instituut Kustlijn" in told
    assert "No owners found." not in told
    assert "/do/collaborations" not in told
    visitor = Visitor(house.app)
    visitor.sign_in(house.officer.key)
    assert visitor.get(f"/cases/{case.id}?as_of=yesterday").status_code == 422


def test_deadlines_that_ended_hide_none_that_runs(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "DEADLINES", 1)
    case = house.researcher.notify(title="Deadlines", summary="Some ended.")
    done(house.officer, case, "start-screening", screening_id=identifier("deadlines"))
    done(house.officer, case, "complete-screening", summary="Nothing.")
    measure = {"mitigation_id": identifier("late"), "code": "M05", "owner": "rosa", "justification": "Needed."}
    done(house.officer, case, "set-mitigation", **measure, due_on="2027-04-01")
    ended = [each["state"] for each in house.officer.get(f"/collaborations/{case.id}/deadlines").json["items"]]
    assert ended[0] in {"met", "lapsed"}
    told = page(house, house.officer, f"/cases/{case.id}").partition('<section id="deadlines"')[2]
    assert "1 Apr 2027" in told.partition("</section>")[0]


def test_a_long_case_is_read_step_by_step_and_its_page_stays_light(house: House) -> None:
    case = house.researcher.notify(title="A long story", summary="Told over years.")
    for number in range(60):
        text = f"Remark {number}. " + "It goes on. " * 140
        done(house.officer, case, "add-comment", comment_id=identifier(f"long {number}"), text=text)
    address, seen = f"/cases/{case.id}", set[str]()
    for _ in range(9):
        told = page(house, house.officer, address)
        assert len(told.encode()) < MAX_PAGE_BYTES
        seen |= set(re.findall(r"Remark (\d+)\.", told.partition('id="history"')[2]))
        older = re.search(r'href="([^"]*history=\d+)#history" rel="next"', told)
        if older is None:
            break
        address = older[1]
    assert seen == {str(number) for number in range(60)}
    assert "Those before stand in the history" in told
    visitor = Visitor(house.app)
    visitor.sign_in(house.officer.key)
    assert visitor.get(f"/cases/{case.id}?history=all").status_code == 422


def test_a_case_of_many_hits_shows_those_that_wait_and_leads_to_the_rest(house: House, tmp_path: Path) -> None:
    name = "Zarqand Aerodynamics"
    hit_worlds.listed(house.program, tmp_path, names=[name] * 100)
    (case_id,) = hit_worlds.screened(house.program, HERE, names=[name])
    house.program.read_models.catch_up(HERE)
    case = Notified(str(case_id), house.officer.get(f"/collaborations/{case_id}").headers["ETag"], "")
    for number in range(14):
        measure = {"mitigation_id": identifier(f"many {number}"), "code": "M05", "owner": "rosa"}
        done(house.officer, case, "set-mitigation", **measure, due_on="2026-04-01", justification=f"Needed {number}.")
    for part, found, each in (("hits", 100, r'href="/hits/([0-9a-f-]+)"'), ("measures", 14, r"Needed (\d+)\.")):
        address, seen = f"/cases/{case_id}", set[str]()
        for _ in range(20):
            told = page(house, house.officer, address)
            assert len(told.encode()) < MAX_PAGE_BYTES
            section = told.partition(f'<section id="{part}"')[2].partition("</section>")[0]
            seen |= set(re.findall(each, section))
            following = re.search(rf'href="([^"]*{part}=\d+)#{part}" rel="next"', section)
            if following is None:
                break
            address = following[1].replace("&amp;", "&")
        assert len(seen) == found
    hit = house.officer.get(f"/collaborations/{case_id}/hits").json["items"][50]["hit_id"]
    done(house.officer, case, "resolve-hit", hit_id=hit, resolution="false_positive", rationale="Another country.")
    first = (
        page(house, house.officer, f"/cases/{case_id}").partition('<section id="hits"')[2].partition("</section>")[0]
    )
    assert hit not in first, "it waits no more, and stands behind those that do"
    last = page(house, house.officer, f"/cases/{case_id}?hits=99")
    assert hit in last.partition('<section id="hits"')[2].partition("</section>")[0]
    visitor = Visitor(house.app)
    visitor.sign_in(house.officer.key)
    assert visitor.get(f"/cases/{case_id}?measures=all").status_code == 422


def test_countries_and_funders_are_called_by_their_names(house: House) -> None:
    case = house.researcher.notify(
        title="Far", summary="Away.", places=["NO"], funder_scheme="he-ria", nature="service"
    )
    told = page(house, house.officer, f"/cases/{case.id}", "nl")
    assert "Noorwegen" in told
    assert "Een dienst, zoals een analyse van stalen" in told
    assert "Horizon Europa, onderzoeks" in told
    assert "he-ria" not in told.partition('id="history"')[0]


def test_the_same_is_told_to_other_pages(house: House, case: Notified) -> None:
    with house.app.test_request_context("/"):
        told = cases.told(Reading(house.program.ports), UUID(case.id), house.officer.actor, steps=2)
    assert [each.status for each in told["stops"] if each.is_here] == ["screening"]
    assert (len(told["steps"]), told["steps_in_all"] > 5) == (2, True)
    assert {"case_id": case.id} in told["read"]


def test_what_people_wrote_is_text_whatever_it_holds(house: House) -> None:
    long = "x" * 200
    case = house.researcher.notify(title=RIGHT_TO_LEFT, summary=f"{SCRIPT} {long}")
    name = f"{SCRIPT} {'Naam ' * 40}".strip()
    party = house.officer.post("/parties", {"name": name, "country": "BE"}).json["id"]
    done(house.officer, case, "link-party", party_id=party, role="partner")
    told = page(house, house.officer, f"/cases/{case.id}")
    assert SCRIPT not in told
    assert f"<bdi>{RIGHT_TO_LEFT}</bdi>" in told
    assert f"<bdi>{RIGHT_TO_LEFT}</bdi>" in page(house, house.officer, "/cases")


def test_the_register_is_filtered_by_who_takes_care_and_sorted(house: House, case: Notified) -> None:
    other = house.researcher.notify(title="Another matter")
    mine = page(house, house.officer, "/cases?assignee=olga")
    assert case.reference in mine
    assert other.reference not in mine
    by_reference = page(house, house.officer, "/cases?sort=-reference")
    assert by_reference.index(other.reference) < by_reference.index(case.reference)
    assert 'aria-sort="descending"' in by_reference
    visitor = Visitor(house.app)
    visitor.sign_in(house.officer.key)
    for wrong in ("sort=title", "level=happy", "status=happy", "after=forged", f"q={'x' * 101}"):
        assert visitor.get(f"/cases?{wrong}").status_code == 422, wrong


def test_the_register_finds_words_in_the_texts_within_the_filters(house: House, case: Notified) -> None:
    found = page(house, house.officer, "/cases?q=currents")
    assert case.reference in found
    assert "currents" in found
    assert "No case fits" in page(house, house.officer, "/cases?q=currents&status=running")
    assert case.reference in page(house, house.officer, "/cases?q=currents&status=screening&assignee=olga")
    assert "[withheld]" not in page(house, house.auditor, "/cases", "nl"), "it is said in the language of the page"
    assert 'name="q"' not in page(house, house.auditor, "/cases"), "who reads no texts does not search in them"


def test_the_box_finds_a_case_by_its_reference_its_number_and_the_beginning_of_a_word(
    house: House, case: Notified
) -> None:
    number = case.reference.rpartition("-")[2]
    for question in (case.reference, case.reference.lower(), number, number.lstrip("0"), "sens harb", "rosa+sensors"):
        first = (
            page(house, house.officer, f"/cases?q={question}").partition('<ul class="found">')[2].partition("</li>")[0]
        )
        assert case.reference in first, question
    assert "No case fits" in page(house, house.officer, '/cases?q="sens"'), "a phrase is meant as it stands"
    assert case.reference in page(house, house.researcher, f"/cases?q={number}")


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("%25", "There is no word or number in it."),
        ("a*", "Two letters or more"),
        ("w+" * 11, "too many words: at most 10"),
        ("x" * 101, "too long"),
        ("a%00b", "that nobody can see"),
    ],
)
def test_a_question_of_no_use_stays_on_the_register_with_the_reason_beside_it(
    house: House, question: str, why: str
) -> None:
    visitor = Visitor(house.app)
    visitor.sign_in(house.officer.key)
    answer = visitor.get(f"/cases?q={question}&status=screening", Accept_Language="en")
    assert answer.status_code == 422
    field = answer.text.partition('for="q"')[2].partition("</div>")[0]
    assert why in field
    assert 'aria-describedby=" q-error" aria-invalid="true"' in field
    assert '<option value="screening" selected>' in answer.text
    assert 'class="found"' not in answer.text
    dutch = visitor.get(f"/cases?q={question}", Accept_Language="nl").text
    assert why not in dutch


def test_the_register_opens_on_the_newest_and_a_title_leads_to_its_case(house: House, case: Notified) -> None:
    newest = house.researcher.notify(title="The newest of all")
    told = page(house, house.officer, "/cases")
    assert re.search(rf'<a href="/cases/{newest.id}"><bdi>The newest of all</bdi>', told)
    references = re.findall(r"KV-NOORDHAVEN-2026-\d{6}", told)
    assert references == sorted(references, reverse=True)
    assert "notified last stands first" in told
    assert re.search(r'aria-sort="descending"><a href="/cases\?sort=notified_on">', told)
    oldest = re.findall(r"KV-NOORDHAVEN-2026-\d{6}", page(house, house.officer, "/cases?sort=notified_on"))
    assert oldest == sorted(oldest)
    first = house.officer.get("/collaborations").json["items"][0]["reference"]
    assert first == oldest[0], "a program is told them in the order in which they came"


def test_a_long_register_is_read_page_by_page(house: House) -> None:
    for number in range(51):
        house.researcher.notify(title=f"Paged {number}")
    first = page(house, house.officer, "/cases?sort=-notified_on")
    following = re.search(r'href="(/cases\?[^"]*after=[^"]*)"', first)
    assert following is not None
    second = page(house, house.officer, following[1].replace("&amp;", "&"))
    references = r"KV-NOORDHAVEN-2026-\d{6}"
    assert not set(re.findall(references, first)) & set(re.findall(references, second))


@pytest.mark.sockets
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_an_officer_reads_cases_in_a_browser(site: Site, lang: str) -> None:
    with site.visit(site.of(Role.CONTACT_POINT_OFFICER), lang) as browser:
        browser.goto("/cases?sort=-updated_at")
        looked_at(browser)
        shot(browser, f"cases-{lang}")
        title = browser.locator("td.title").first.bounding_box()
        assert title is not None
        assert title["width"] > 280, "a title has room"
        assert browser.evaluate("document.documentElement.scrollWidth") <= 1280
        browser.locator("td.title a").first.click()
        looked_at(browser)
        shot(browser, f"case-{lang}", whole=True)
        browser.locator(".within a").nth(1).click()
        assert browser.url.endswith("#gates")
        browser.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
        looked_at(browser)
        assert browser.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], "nothing is cut off"
