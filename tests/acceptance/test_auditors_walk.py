"""A walk as an auditor: what was known then, what today would say, that nothing was altered; and then something is."""

import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from api.app import create_app
from api.settings import ApiSettings
from domain.collaboration.spine import Language
from domain.collaboration.then_and_now import Cause, Difference
from domain.errors import RuleRefusedError, UnusableInputError
from domain.party import commands as party
from domain.values import ERASED, Effect, PartyId, Role
from kvcase.cli import looking_back
from kvcase.ledger import checking
from tests.acceptance import auditors_walk
from tests.acceptance.auditors_walk import AUDITOR, CASE, OFFICER, PARTY, RESEARCHER, Walk
from tests.acceptance.installations import NORTH, SOUTH, Installation, actor, import_list, write_list

OPERATOR = actor("beheer", Role.OPERATOR)
PAGE = Path(__file__).parents[2] / "docs" / "auditing.md"


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    return auditors_walk.walked(tmp_path_factory.mktemp("walk"))


@pytest.fixture
def fresh(tmp_path: Path) -> Walk:
    """Return the same house before anybody altered a byte."""
    return auditors_walk.prepared(tmp_path)


def said(walk: Walk, words: str) -> auditors_walk.Step:
    return next(each for each in walk.steps if each.line.startswith(f"kvcase{words}"))


def test_what_was_known_then_is_shown(walk: Walk) -> None:
    shown = said(walk, " case show")
    assert (shown.status, shown.said.splitlines()[0]) == (0, "as known at p11 2027-03-15T23:59:59.999999Z")
    assert "approved, level none, version 9" in shown.said
    hits = said(walk, " case hits").said
    assert "X-7" in hits
    assert "X-99" not in hits


def test_what_today_would_say_stands_beside_it(walk: Walk) -> None:
    told = said(walk, " audit then-and-now").said
    assert "~ list watch" in told
    assert "~ list seven-sons" in told
    assert "~ edition" in told
    assert "+ watch:X-99 (legal), Zarqand Aerodynamics Institute, by the list" in told
    assert "- watch:X-7 (legal), Zarqand Aerodynamics Institute, by the list" in told
    assert "+ G2 " in told
    assert "+ G13 " in told
    dutch = said(walk, " --lang nl").said
    assert "vandaag zou het anders uitkomen; wat toen beslist werd, blijft zoals het was" in dutch
    assert "door de lijst" in dutch


def test_nothing_was_altered_and_then_a_byte_is_and_is_found(walk: Walk) -> None:
    before, after = [each for each in walk.steps if each.line.startswith("kvcase audit verify")]
    assert (before.status, after.status) == (0, 1)
    assert "good: 11 event(s)" in before.said
    assert "altered: the event at position 11 is not as it was written" in after.said
    assert str(CASE) in after.said
    checked = said(walk, "-verify")
    assert checked.status == 0
    assert "covered by 11 events" in checked.said


def test_the_page_of_the_manual_is_what_the_program_says(walk: Walk) -> None:
    """To print it anew: python -m tests.acceptance.auditors_walk > docs/auditing.md."""
    printed = auditors_walk.steady(auditors_walk.page(walk.steps))
    assert auditors_walk.steady(PAGE.read_text("utf-8")) == printed


def test_looking_back_writes_nothing_and_asks_no_network(fresh: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_arguments: object, **_more: object) -> None:
        raise AssertionError("a replay asked the network")

    with fresh.opened() as program:
        heads = [program.logs.log(each).head() for each in (NORTH, "shared")]
        for name in ("connect", "connect_ex", "sendto"):
            monkeypatch.setattr(socket.socket, name, refuses)
        monkeypatch.setattr(socket, "getaddrinfo", refuses)
        found = program.then_and_now.of(CASE, actor=AUDITOR)
        again = program.then_and_now.of(CASE, actor=AUDITOR)
        program.past_screenings.replay(NORTH, CASE)
        assert found == again
        assert not found.is_same
        assert [program.logs.log(each).head() for each in (NORTH, "shared")] == heads


def test_while_nothing_changed_today_gives_the_same(tmp_path: Path) -> None:
    walk = auditors_walk.decided(tmp_path)
    with walk.opened() as program:
        found = program.then_and_now.of(CASE, actor=AUDITOR)
        assert found.is_same
        assert [(each.entry_id, each.difference) for each in found.hits] == [("X-7", Difference.SAME)]
        assert found.then.edition == found.now.edition
        row = program.read_models.institution(NORTH).case(CASE)
        assert row is not None
        client = create_app(program.ports, settings=ApiSettings()).test_client()
        headers = {"Authorization": f"Bearer {program.keys.create(AUDITOR)}"}
        answer = client.get(f"/api/v1/collaborations/{CASE}/then-and-now", headers=headers)
        assert json.loads(answer.text)["is_same"] is True
    told = walk.run("", "audit", "then-and-now", row.reference).said
    assert told.splitlines()[-1] == "today would give the same: the same hits, gates and level"
    # Another version of a list, and another edition, that say the same of this case change nothing of it.
    walk.time.now = auditors_walk.JUNE
    with walk.opened() as program:
        rows = (*auditors_walk.FILLER, auditors_walk.NAMESAKE, auditors_walk.SOLD, ("X-50", "Quite Another BV", "AE"))
        import_list(program, "watch", Effect.LEGAL, write_list(tmp_path / "may.csv", *rows))
        found = program.then_and_now.of(CASE, actor=AUDITOR)
        assert found.is_same
        assert found.then.lists != found.now.lists


def test_of_who_was_erased_it_is_not_said_that_today_gives_the_same(tmp_path: Path) -> None:
    walk = auditors_walk.decided(tmp_path)
    with walk.opened() as program:
        found = replace(program.then_and_now.of(CASE, actor=AUDITOR), erased=(CASE,))
    told = list(looking_back.lines_of(found, Language.EN))
    assert "what today would say of them nobody can work out any more" in told[-2]
    assert told[-1] == "for all the rest today would give the same: the same hits, gates and level"


def test_each_difference_has_its_cause_and_the_names_of_then_are_asked(fresh: Walk) -> None:
    with fresh.opened() as program:
        found = program.then_and_now.of(CASE, actor=AUDITOR)
        assert found.decision.version == 9
        assert {(each.entry_id, each.difference, each.cause) for each in found.hits} == {
            ("X-7", Difference.GONE, Cause.LIST),
            ("X-99", Difference.NEW, Cause.LIST),
            ("zarqand", Difference.NEW, Cause.LIST),
        }
        assert (str(found.then.level), str(found.now.level)) == ("none", "blocked")
        # The names of then are asked about, whatever the party is called since.
        program.service(party.AmendParty(PartyId(PARTY), "Hernoemd.", name="Iets Heel Anders"), actor=OFFICER)
        assert program.then_and_now.of(CASE, actor=AUDITOR).hits == found.hits


def test_a_version_that_is_no_decision_is_refused(fresh: Walk) -> None:
    with fresh.opened() as program:
        with pytest.raises(UnusableInputError, match="v3 of this case is no decision on it as a whole; expected 9"):
            program.then_and_now.of(CASE, actor=AUDITOR, decision=3)
        assert program.then_and_now.of(CASE, actor=AUDITOR, decision=9).decision.version == 9


def test_an_edition_that_is_gone_is_named(fresh: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    with fresh.opened() as program:

        def gone(edition: str) -> object:
            raise UnusableInputError("edition", f"there is no edition {edition!r}", "another")

        monkeypatch.setattr(program.facts.shelf, "load", gone)
        with pytest.raises(RuleRefusedError, match=r"the decision was made under edition .*, which is not here"):
            program.then_and_now.of(CASE, actor=AUDITOR)


def test_what_is_erased_stays_erased_in_the_past(fresh: Walk) -> None:
    with fresh.opened() as program:
        client = create_app(program.ports, settings=ApiSettings()).test_client()
        key = program.keys.create(OFFICER)

        def title(as_of: str) -> str:
            headers = {"Authorization": f"Bearer {key}"}
            answer = client.get(f"/api/v1/collaborations/{CASE}{as_of}", headers=headers)
            assert answer.status_code == 200, answer.text
            return str(json.loads(answer.text)["title"])

        def listed(as_of: str) -> str:
            headers = {"Authorization": f"Bearer {key}"}
            return client.get(f"/api/v1/collaborations?as_of={as_of}", headers=headers).get_data(as_text=True)

        assert title("?as_of=v1") == "Windtunnels"
        assert "Windtunnels" in listed("2027-03-31")
        program.vault.destroy(NORTH, f"collaboration:{CASE}")
        assert title("?as_of=v1") == title("?as_of=2027-03-31") == ERASED
        assert "Windtunnels" not in listed("2027-03-31")


def test_who_may_look_back(fresh: Walk) -> None:
    with fresh.opened() as program:
        client = create_app(program.ports, settings=ApiSettings()).test_client()
        address = f"/api/v1/collaborations/{CASE}/then-and-now"
        for who, status in (
            (AUDITOR, 200),
            (OFFICER, 200),
            (RESEARCHER, 403),
            (OPERATOR, 403),
            (actor("vreemde", Role.AUDITOR, SOUTH), 404),
        ):
            headers = {"Authorization": f"Bearer {program.keys.create(who)}", "Accept-Language": "nl"}
            answer = client.get(address, headers=headers)
            assert answer.status_code == status, answer.text
            if who is AUDITOR:
                told = json.loads(answer.text)
                assert told["is_same"] is False
                assert {each["difference"] for each in told["gates"]} == {"new"}
                assert "wacht op een oordeel van een mens" in answer.text
        headers = {"Authorization": f"Bearer {program.keys.create(AUDITOR)}"}
        refused = client.get(f"{address}?decision=3", headers=headers)
        assert refused.status_code == 422
        assert json.loads(refused.text)["errors"][0]["field"] == "decision"


def test_the_proof_is_given_over_http_too(fresh: Walk) -> None:
    with fresh.opened() as program:
        client = create_app(program.ports, settings=ApiSettings()).test_client()
        keys = {
            who.id: program.keys.create(who)
            for who in (AUDITOR, OFFICER, RESEARCHER, OPERATOR, actor("vreemde", Role.AUDITOR, SOUTH))
        }

        def asked(who: str, path: str) -> TestResponse:
            return client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {keys[who]}"})

        verified = asked("beheer", "/ledger/verification")
        assert verified.status_code == 200, verified.text
        assert verified.json is not None
        assert (verified.json["log"], verified.json["is_good"], verified.json["first"]) == (NORTH, True, None)
        assert verified.json["witnessed"] > 0
        assert asked("onderzoeker", "/ledger/verification").status_code == 403
        address = f"/collaborations/{CASE}/bundle"
        made = asked("contactpunt", address)
        assert (made.status_code, made.content_type) == (200, "application/zip")
        assert 'attachment; filename="KV-NOORDERHAVEN-2027-000001.zip"' in made.headers["Content-Disposition"]
        for who, path in (("auditor", address), ("contactpunt", f"{address}?sealed=true")):
            sealed = asked(who, path)
            assert sealed.status_code == 200
            checked = checking.check(
                sealed.data, program.ledgers.keys.public_for(NORTH) if program.ledgers.keys else ()
            )
            assert (checked.case_id, checked.is_sealed) == (CASE, True)
        assert asked("vreemde", address).status_code == 404
        assert asked("onderzoeker", address).status_code == 403
        assert asked("beheer", address).status_code == 403
        position = auditors_walk.altered(fresh.folder / "data" / f"{NORTH}.db")
        verified = asked("auditor", "/ledger/verification")
        assert verified.json is not None
        assert (verified.json["is_good"], verified.json["first"]["position"]) == (False, position)


def test_where_nothing_is_signed_there_is_nothing_to_prove_with(tmp_path: Path) -> None:
    bare = Installation(f"sqlite:///{tmp_path / 'data'}")
    bare.prepare()
    program = bare.open()
    try:
        client = create_app(program.ports, settings=ApiSettings()).test_client()
        headers = {"Authorization": f"Bearer {program.keys.create(AUDITOR)}"}
        verified = client.get("/api/v1/ledger/verification", headers=headers)
        assert verified.json is not None
        assert (verified.json["is_good"], verified.json["checkpoints"]) == (True, 0)
    finally:
        program.close()
