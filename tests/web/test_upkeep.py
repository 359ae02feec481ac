"""What who keeps an installation sees and does on the pages: never a case, and never alone where two are asked."""

import inspect
import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from api.upkeep import EditionState, FeedState, Health, KeyState
from api.web.keeping import editions, lists, mandates, people, state
from domain.collaboration.spine import Language
from domain.errors import NotPermittedError, UnusableInputError
from domain.values import Actor, Effect, Role
from domain.watchlist.commands import ImportVersion, RegisterList
from domain.watchlist.events import Part
from domain.watchlist.words import SourceState
from kvcase.facts import watchlist_id
from kvcase.lists import versions
from projections import parking
from tests.access.world import SECRET
from tests.api.house import HERE, NOW, THERE, House, Person, opened
from tests.api.visitor import OURS, Visitor

TODAY = NOW.date()
HELD = "cd" * 32
LIST = "example"


@pytest.fixture(scope="module")
def shared_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two institutions, with a case, a list in force and a file of it that is held back."""
    with opened(tmp_path_factory.mktemp("upkeep") / "data") as house:
        house.researcher.notify(title=SECRET, summary=SECRET)
        execute = house.program.service
        identifier = watchlist_id(LIST)
        execute(
            RegisterList(identifier, LIST, "Example list", Effect.INDICATIVE, "A law.", "CC BY"),
            actor=house.keeper.actor,
        )
        for digest, rule in (("ab" * 32, None), (HELD, "shrinks")):
            part = (Part("whole", digest, 100),)
            reason = "Half of the entries are gone." if rule else None
            command = ImportVersion(identifier, "csv", "1", part, digest, TODAY, 3, 3, 5, 0, 3, 0, 0, 0, rule, reason)
            execute(command, actor=house.keeper.actor)
        yield house


@pytest.fixture
def house(shared_house: House) -> House:
    return shared_house


def administrator(house: House) -> Person:
    return house.person("adam", Role.ADMIN)


def signed_in(house: House, who: Person) -> Visitor:
    visitor = Visitor(house.app)
    assert visitor.sign_in(who.key).status_code == 303
    return visitor


def sent(visitor: Visitor, page: str, to: str, **typed: str) -> tuple[int, str]:
    """Send a form of a page as it stands there, with what was typed; return the status and the page."""
    text = visitor.get(page).text
    forms = re.findall(rf'<form[^>]*action="{re.escape(to)}"[^>]*>.*?</form>', text, re.DOTALL)
    assert forms, f"no form to {to} on {page}"
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', forms[0]))
    answer = visitor.client.post(to, data={**hidden, **typed}, headers=OURS)
    return answer.status_code, answer.text


KEEPING = ("/upkeep", "/upkeep/read-models", "/upkeep/people")


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_no_page_of_who_keeps_an_installation_tells_of_a_case(house: House, lang: str) -> None:
    reference = next(iter(house.program.read_models.institution(HERE).cases().items)).reference
    for who in (house.operator, administrator(house), house.keeper):
        visitor = signed_in(house, who)
        for path in (*KEEPING, "/upkeep/outbox", "/lists", "/runs", "/covers", "/rules", "/policies"):
            answer = visitor.get(path, Accept_Language=lang)
            assert answer.status_code in {200, 403}, answer.text
            assert not any(each in answer.text for each in (SECRET, reference))


def test_who_handles_cases_is_shown_no_page_of_upkeep(house: House) -> None:
    visitor = signed_in(house, house.officer)
    for path in (*KEEPING, "/upkeep/outbox", "/policies"):
        assert visitor.get(path).status_code == 403
        assert f'href="{path}"' not in visitor.get("/account").text


def test_the_state_is_told_in_words_with_what_to_do(house: House) -> None:
    text = signed_in(house, house.keeper).get("/upkeep").text
    assert "To be seen to" in text
    assert "What to do:" in text
    assert "Te verhelpen" in signed_in(house, house.keeper).get("/upkeep", Accept_Language="nl").text


def test_an_institution_is_told_of_itself_alone(house: House) -> None:
    upkeep, actor = house.program.ports.upkeep, house.operator.actor
    assert {each.log for each in upkeep.feeds(actor=actor)} == {HERE}
    assert not any(THERE in each.where for each in upkeep.health(Language.EN, actor=actor))
    house.person("otto", Role.CONTACT_POINT_OFFICER, institution=THERE)
    assert {each.institution for each in upkeep.keys(actor=actor)} == {HERE}
    everywhere = {each.log for each in upkeep.feeds(actor=house.keeper.actor)}
    assert everywhere == {HERE, THERE, "shared"}
    assert THERE in {each.institution for each in upkeep.keys(actor=house.keeper.actor)}


def test_read_models_are_told_with_their_lag(house: House) -> None:
    feeds = house.program.ports.upkeep.feeds(actor=house.operator.actor)
    assert all(each.state is not FeedState.OUTDATED for each in feeds)
    text = signed_in(house, house.operator).get("/upkeep/read-models").text
    assert "No event is parked." in text
    assert all(each.model in text for each in feeds)


def test_a_parked_event_is_told_without_its_case_and_tried_again_by_an_operator(house: House) -> None:
    engine = house.program.read_models.engine(HERE)
    case = next(iter(house.program.read_models.institution(HERE).cases().items))
    log = house.program.logs.log(HERE)
    recorded = log.after(0, 1)[0]
    with engine.begin() as connection:
        parking.park(connection, [parking.row("case_register", HERE, recorded, "ValueError at sheets.py:1", NOW)])
    visitor = signed_in(house, house.operator)
    text = visitor.get("/upkeep/read-models").text
    assert "ValueError at sheets.py:1" in text
    assert str(case.case_id) not in text
    assert "Try them again" not in signed_in(house, administrator(house)).get("/upkeep/read-models").text
    status, _ = sent(visitor, "/upkeep/read-models", "/upkeep/read-models")
    assert status == 303
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM read_model_parked")


def test_keys_are_told_with_scopes_and_end_and_without_what_opens(house: House) -> None:
    program = house.program
    narrow = Actor("pia", HERE, frozenset({Role.SERVICE}))
    key = program.keys.create(narrow, 10, frozenset({"collaborations/notify"}))
    revoked = program.keys.create(narrow, 10)
    program.keys.revoke(revoked.split("_")[1], "a test")
    told = {each.key_id: each for each in program.ports.upkeep.keys(actor=administrator(house).actor)}
    assert told[key.split("_")[1]].state is KeyState.ENDING
    assert told[key.split("_")[1]].ends_on == TODAY + timedelta(days=10)
    assert told[revoked.split("_")[1]].state is KeyState.REVOKED
    text = signed_in(house, administrator(house)).get("/upkeep/people").text
    assert "collaborations/notify" in text
    assert "kvcase keys revoke" in text
    assert not any(each.split("_", 2)[2] in text for each in (key, revoked))


def test_members_are_told_by_actor_and_never_by_how_the_issuer_names_them(house: House) -> None:
    actor = Actor("mila", HERE, frozenset({Role.RESEARCHER}))
    house.program.members.put("https://idp.example", "subject-of-mila", actor, frozenset({"all"}), "a test")
    text = signed_in(house, administrator(house)).get("/upkeep/people").text
    assert "mila" in text
    assert "subject-of-mila" not in text


def test_a_list_is_told_with_version_age_delta_and_why_a_file_is_held(house: House) -> None:
    for who in (house.keeper, house.officer):
        visitor = signed_in(house, who)
        assert "Half of the entries are gone." in visitor.get("/lists").text
        text = visitor.get(f"/lists/{LIST}").text
        assert "3 new, 0 changed, 0 gone" in text
        assert "Half of the entries are gone." in text
    assert "Propose to let it in" not in signed_in(house, house.officer).get(f"/lists/{LIST}").text
    assert signed_in(house, house.keeper).get("/lists/nowhere").status_code == 404


def test_two_people_let_a_held_file_in(house: House) -> None:
    first, second = signed_in(house, house.keeper), signed_in(house, house.second_keeper)
    page = f"/lists/{LIST}"
    status, text = sent(first, page, f"{page}/propose-release", reason=" ")
    assert status == 422
    assert "reason" in text
    status, _ = sent(first, page, f"{page}/propose-release", reason="The publisher says so.")
    assert status == 303
    assert "another person must confirm it" in first.get(page).text
    told = {"csrf_token": token_of(first, page), "command_id": str(UUID(int=77)), "held": HELD}
    refused = first.client.post(f"{page}/confirm-release", data=told, headers=OURS)
    assert refused.status_code in {409, 422}
    status, _ = sent(second, page, f"{page}/confirm-release")
    assert status == 303


def token_of(visitor: Visitor, page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get(page).text)
    assert found is not None
    return found[1]


def test_runs_are_told_and_an_operator_starts_one(house: House) -> None:
    visitor = signed_in(house, house.operator)
    status, _ = sent(visitor, "/runs", "/runs")
    assert status == 303
    told = "1 list was held against the live cases. There were 2 live cases."
    assert told in visitor.get("/runs?started=1&cases=2").text
    assert "Hold the lists" not in signed_in(house, administrator(house)).get("/runs").text


def test_two_people_publish_an_edition_after_a_dry_run(house: House) -> None:
    first, second = signed_in(house, house.keeper), signed_in(house, house.second_keeper)
    edition = house.program.facts.shelf.newest().edition_id
    assert 'action="/policies/dry-run"' in first.get("/policies").text
    tried = first.get(f"/policies/dry-run?edition={edition}")
    assert tried.status_code == 200, "an address of its own, to come back to"
    assert "Nothing was written." in tried.text
    assert house.program.facts.shared().policies.version == 0
    status, text = sent_edition(first, "/policies/propose", edition, effective_from="never", reason="Kept words.")
    assert status == 422
    assert "Kept words." in text, "what was typed is not lost"
    told = {"effective_from": str(TODAY), "reason": "The newest."}
    assert sent_edition(first, "/policies/propose", edition, **told)[0] == 303
    text = first.get("/policies").text
    assert "You proposed it, so another person must publish it." in text
    assert 'action="/policies/publish"' not in text
    forged = {"csrf_token": token_of(first, "/policies"), "command_id": str(UUID(int=78)), "version": "1"}
    answer = first.client.post("/policies/publish", data={**forged, "edition": edition}, headers=OURS)
    assert answer.status_code == 409 or "another person" in answer.text
    assert house.program.facts.shared().policies.published == ()
    assert sent_edition(second, "/policies/publish", edition)[0] == 303
    editions = house.program.ports.editions.all(actor=house.keeper.actor)[1]
    assert editions[0].edition_id == edition
    assert editions[0].state is EditionState.IN_FORCE
    text = second.get("/policies").text
    assert "Published by" in text
    assert house.second_keeper.actor.id in text.partition("Published by")[2].partition("</dd>")[0]
    assert "The newest." in text, "why it was proposed stays"


def sent_edition(visitor: Visitor, to: str, edition: str, **typed: str) -> tuple[int, str]:
    text = visitor.get("/policies").text
    forms = re.findall(rf'<form[^>]*action="{to}".*?</form>', text, re.DOTALL)
    form = next(each for each in forms if f'value="{edition}"' in each)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    answer = visitor.client.post(to, data={**hidden, **typed}, headers=OURS)
    return answer.status_code, answer.text


def test_a_dry_run_is_of_an_edition_on_the_shelf_and_for_who_publishes(house: House) -> None:
    editions = house.program.ports.editions
    for name in ("../../etc", "/", "nothing"):
        with pytest.raises(UnusableInputError):
            editions.dry_run(name, actor=house.keeper.actor)
    for who in (administrator(house), house.officer):
        with pytest.raises(NotPermittedError):
            editions.dry_run(house.program.facts.shelf.newest().edition_id, actor=who.actor)
        with pytest.raises(NotPermittedError):
            editions.all(actor=who.actor)


def test_a_rule_is_told_with_source_scope_and_owner_and_found_by_its_words(house: House) -> None:
    visitor = signed_in(house, house.researcher)
    rule = house.program.rulebook.explain("G25")
    text = visitor.get("/rules/G25").text
    assert rule.title_en in text.replace("&#39;", "'")
    assert rule.owner in text
    assert rule.sources[0].document in text
    assert rule.title_nl in visitor.get("/rules/G25", Accept_Language="nl").text.replace("&#39;", "'")
    assert 'href="/rules/G25"' in visitor.get("/rules?q=G25").text
    assert "No rule has these words." in visitor.get("/rules?q=kanariewoord").text
    assert visitor.get("/rules/G999").status_code == 404


def test_a_cover_is_given_and_ended_on_the_pages(house: House) -> None:
    olga = signed_in(house, house.officer)
    assert house.export.actor.id == "xenia"
    typed = {"cover": "xenia", "roles": Role.CONTACT_POINT_OFFICER.value, "reason": "A course."}
    days = {"from_on": str(TODAY), "until_on": str(TODAY + timedelta(days=400))}
    status, text = sent(olga, "/covers", "/covers", **typed, **days)
    assert status == 422
    assert "A course." in text, "what was typed is not lost"
    assert sent(olga, "/covers", "/covers", **typed, **{**days, "until_on": str(TODAY)})[0] == 303
    row = house.program.ports.mandate_queries(HERE).covers()[0]
    assert (row.absent, row.cover) == ("olga", "xenia")
    assert "A course." not in olga.get("/covers").text, "nobody learns here why"
    assert sent(olga, "/covers", f"/covers/{row.cover_id}", what="end", reason="Back.")[0] == 303
    assert house.program.ports.mandate_queries(HERE).covers()[0].ended_by == "olga"


def test_two_people_grant_an_auditor_personal_texts(house: House) -> None:
    dina = signed_in(house, house.person("dina", Role.DATA_PROTECTION_OFFICER))
    assert house.auditor.actor.id == "anna"
    typed = {"auditor": "anna", "purpose": "The yearly audit.", "until_on": str(TODAY)}
    assert sent(dina, "/covers", "/grants", **typed)[0] == 303
    row = house.program.ports.mandate_queries(HERE).grants()[0]
    assert "another person must confirm it" in dina.get("/covers").text
    vera = signed_in(house, house.approver)
    assert "The yearly audit." in vera.get("/covers").text, "who confirms it has to know what for"
    assert "The yearly audit." not in signed_in(house, house.auditor).get("/covers").text
    assert sent(vera, "/covers", f"/grants/{row.grant_id}", what="confirm")[0] == 303
    assert house.program.ports.mandate_queries(HERE).grants()[0].confirmed_by == ("vera",)
    assert "The yearly audit." not in vera.get("/covers").text
    assert "Auditors who may read" not in signed_in(house, house.officer).get("/covers").text


def test_who_reads_cases_tries_another_edition_on_the_own_ones(house: House) -> None:
    editions = house.program.ports.editions
    edition = house.program.facts.shelf.newest().edition_id
    for who in (house.officer, house.auditor):
        tried = signed_in(house, who).get(f"/rules/other-edition?edition={edition}")
        assert tried.status_code == 200
        assert "cases would change" in tried.text
        assert SECRET not in tried.text
    assert signed_in(house, house.officer).get("/rules/other-edition?edition=../etc").status_code == 422
    for who in (house.keeper, house.researcher):
        assert signed_in(house, who).get("/rules/other-edition").status_code == 403
        assert "/rules/other-edition" not in signed_in(house, who).get("/rules").text
        with pytest.raises(NotPermittedError):
            editions.try_on_own(edition, actor=who.actor)


def test_what_was_not_delivered_is_sent_again_by_an_operator(house: House) -> None:
    visitor = signed_in(house, house.operator)
    assert "Everything was delivered" in visitor.get("/upkeep/outbox").text
    telling = house.program.telling
    mail = telling.subscribers.add_mail(HERE, telling.outbox.head(HERE), "a test")
    assert telling.outbox.announce(HERE, "break-glass", "once", ["actor:olga", "actor:vera"]) == 2
    telling.outbox.give_up(HERE, mail.subscriber_id, "nobody answers")
    page = visitor.get("/upkeep/outbox").text
    assert "nobody answers" in page
    assert "Send all of these again" in page
    (heading,) = re.findall(r'<h2 id="to-[^>]*>(.*?)</h2>', page)
    assert heading.startswith("Mail of the institution <span"), "and the id beside it"
    assert str(mail.subscriber_id)[:8] in heading
    told = {"csrf_token": token_of(visitor, "/upkeep/outbox")}
    one = str(telling.outbox.dead(HERE)[0].message_id)
    for wrong, status in (({}, 422), ({"message": "x"}, 422), ({"message": str(UUID(int=5))}, 404)):
        assert visitor.client.post("/upkeep/outbox", data={**told, **wrong}, headers=OURS).status_code == status
    assert visitor.client.post("/upkeep/outbox", data={**told, "message": one}, headers=OURS).status_code == 303
    again = visitor.client.post("/upkeep/outbox", data={**told, "message": one}, headers=OURS)
    assert again.status_code == 422, "a second click sends it once"
    rest = {**told, "subscriber": str(mail.subscriber_id)}
    assert visitor.client.post("/upkeep/outbox", data=rest, headers=OURS).status_code == 303
    assert telling.outbox.dead(HERE) == ()
    assert [by for _, by in telling.outbox.replays(HERE, UUID(one))] == [house.operator.actor.id]


def test_every_word_of_a_closed_set_is_said() -> None:
    assert set(state.HEALTH) == set(Health)
    assert set(state.STATES) == set(FeedState)
    assert set(people.STATES) == set(KeyState)
    assert set(editions.STATES) == set(EditionState)
    assert set(lists.SOURCES) == set(SourceState)
    assert set(lists.HELD) == set(re.findall(r'Held\(\s*"([a-z-]+)"', inspect.getsource(versions)))
    assert set(mandates.STATES) == set(mandates.Stands)


def test_a_system_that_took_nothing_is_called_by_its_host_and_not_by_its_path(house: House) -> None:
    visitor, telling = signed_in(house, house.operator), house.program.telling
    to = "https://siem.example.org/in/s3cret"
    hook, _ = telling.subscribers.add_webhook(HERE, to, ("all",), telling.outbox.head(HERE), "a test")
    telling.outbox.collect(HERE)
    house.researcher.notify(title="A wind tunnel")
    telling.outbox.collect(HERE)
    telling.outbox.give_up(HERE, hook.subscriber_id, "nobody answers")
    page = visitor.get("/upkeep/outbox").text
    assert re.findall(r'<h2 id="to-[^>]*>(.*?) <span', page) == ["siem.example.org"]
    told = house.operator.get("/outbox/dead-letters")
    assert {(each["channel"], each["host"]) for each in told.json["items"]} == {("webhook", "siem.example.org")}
    assert "s3cret" not in page + told.text
    telling.subscribers.remove(hook.subscriber_id, "a test")
    assert "A subscriber that was removed" in visitor.get("/upkeep/outbox").text
