"""How much may be asked in a minute: what is beyond is refused before anything is done, and told once in the log."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.rates import HEAVY, HEAVY_NAMES, Counters, Rates, address
from api.settings import ApiSettings
from domain.ports import Caller, Refused
from kvcase import keys
from tests.api.house import API, HERE, NOTIFICATION, Answer, House, answered, opened


@dataclass
class Door:
    """The house with limits, as somebody comes to it from an address."""

    house: House
    client: FlaskClient

    def ask(
        self, path: str = "/lists", *, key: str = "", at: str = "192.0.2.1", through: str = "", **more: object
    ) -> Answer:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        if through:
            headers["X-Forwarded-For"] = through
        method = "POST" if more else "GET"
        prefix = "" if path.startswith(("/health", "/sign", "/static")) else API
        options = {"headers": headers, "environ_base": {"REMOTE_ADDR": at}, **more}
        response = self.client.open(prefix + path, method=method, **options)  # type: ignore[arg-type]
        told = answered(response)
        response.close()
        return told


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("door")) as found:
        yield found


def door(house: House, rates: Rates) -> Door:
    app = create_app(house.program.ports, settings=ApiSettings(rates=rates))
    return Door(house, app.test_client(use_cookies=False))


def test_reads_beyond_the_limit_are_told_when_to_come_back(house: House) -> None:
    limited, key = door(house, Rates(reads=3)), house.officer.key
    within = [limited.ask(key=key) for _ in range(3)]
    beyond = limited.ask(key=key)

    assert [each.status_code for each in within] == [200] * 3
    assert [each.headers["RateLimit"].partition(";t=")[0] for each in within] == [f'"reads";r={n}' for n in (2, 1, 0)]
    assert within[0].headers["RateLimit-Policy"] == '"reads";q=3;w=60'
    assert beyond.status_code == 429
    assert beyond.problem == "too-many-requests"
    assert 1 <= int(beyond.headers["Retry-After"]) <= 60
    assert beyond.headers["RateLimit"].startswith('"reads";r=0;t=')


def test_another_actor_and_commands_are_counted_apart(house: House) -> None:
    limited = door(house, Rates(reads=1, commands=1))
    assert limited.ask(key=house.officer.key).status_code == 200
    assert limited.ask(key=house.officer.key).status_code == 429
    assert limited.ask(key=house.approver.key).status_code == 200
    assert limited.ask("/collaborations", key=house.officer.key, json=NOTIFICATION).status_code == 201


def test_two_keys_of_one_actor_share_what_it_may(house: House) -> None:
    limited = door(house, Rates(reads=1))
    assert limited.ask(key=house.officer.key).status_code == 200
    assert limited.ask(key=house.program.keys.create(house.officer.actor)).status_code == 429


def test_a_command_beyond_the_limit_writes_nothing_and_is_told_once_in_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    limited, key = door(house, Rates(commands=1)), house.researcher.key
    assert limited.ask("/collaborations", key=key, json=NOTIFICATION).status_code == 201
    before = house.events()
    with caplog.at_level(logging.WARNING, "kvcase.api"):
        beyond = [limited.ask("/collaborations", key=key, json=NOTIFICATION) for _ in range(5)]

    assert {each.status_code for each in beyond} == {429}
    assert house.events() == before
    (line,) = [each.getMessage() for each in caplog.records]
    assert line.startswith(f"denied: {house.researcher.actor.id} at {HERE}, beyond 1 commands of one actor a minute")
    assert NOTIFICATION["title"] not in line


def test_a_read_beyond_the_limit_fills_no_table(house: House) -> None:
    limited, key = door(house, Rates(reads=1)), house.officer.key
    table = house.program.reads.table(HERE)
    assert limited.ask("/collaborations", key=key).status_code == 200
    before = table.head().number
    assert {limited.ask("/collaborations", key=key).status_code for _ in range(3)} == {429}
    assert table.head().number == before


def test_a_search_costs_as_much_as_ten_reads(house: House) -> None:
    limited, key = door(house, Rates(reads=100, commands=HEAVY)), house.officer.key
    asked = {"name": "Noordhaven"}
    assert limited.ask("/screening/match", key=key, json=asked).status_code == 200
    assert limited.ask("/screening/match", key=key, json=asked).status_code == 429


def test_what_is_heavy_is_known_by_its_name_and_what_is_as_of_a_moment_always(house: House) -> None:
    known = {rule.endpoint.rpartition(".")[2] for rule in house.app.url_map.iter_rules()}
    assert known >= HEAVY_NAMES, "each is an address"
    assert known & {"dossier", "register", "portfolio-table", "letter", "bundle"} <= HEAVY_NAMES, "files"
    key = house.officer.key
    for path, cost in (("/collaborations", 1), ("/collaborations?as_of=p1", HEAVY)):
        left = door(house, Rates(reads=100)).ask(path, key=key).headers["RateLimit"]
        assert left.startswith(f'"reads";r={100 - cost};'), path
    for path, cost in ((f"/collaborations/{UUID(int=1)}/verify-mitigation", 1), ("/handouts/registers/none", HEAVY)):
        left = door(house, Rates(commands=100)).ask(path, key=key, json={}).headers["RateLimit"]
        assert left.startswith(f'"commands";r={100 - cost};'), path


def test_guessed_keys_are_soon_not_looked_at_any_more_but_a_good_one_from_there_is(house: House) -> None:
    limited, key = door(house, Rates(refusals=3)), house.officer.key
    assert limited.ask(key=key).status_code == 200
    guesses = [limited.ask(key=f"kv_000000000000_guess{number}") for number in range(5)]

    assert [each.status_code for each in guesses] == [401, 401, 401, 429, 429]
    assert limited.ask(key=key).status_code == 200, "it opened something a moment ago"
    assert limited.ask(key=house.approver.key).status_code == 429, "nobody looks whether it is good"
    assert limited.ask(key=house.approver.key, at="192.0.2.2").status_code == 200
    assert limited.ask().status_code == 401, "who shows nothing guesses nothing"


def test_no_key_is_looked_up_once_too_many_were_guessed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    real = keys.Keys.caller

    def caller(self: keys.Keys, key: str) -> Caller | Refused:
        looked.append(key)
        return real(self, key)

    monkeypatch.setattr(keys.Keys, "caller", caller)
    limited = door(house, Rates(refusals=2))
    for number in range(6):
        limited.ask(key=f"kv_000000000000_guess{number}")
    assert len(looked) == 2


def test_attempts_to_sign_in_are_few(house: House) -> None:
    limited = door(house, Rates(refusals=2))
    statuses = [limited.ask("/sign-in", data={"key": f"guess{number}"}).status_code for number in range(4)]
    assert statuses[2:] == [429, 429]
    assert 429 not in statuses[:2]


def test_setting_out_for_an_issuer_and_coming_back_are_attempts_and_signing_out_is_none(house: House) -> None:
    limited = door(house, Rates(refusals=2))
    statuses = [limited.ask(path).status_code for path in ("/sign-in/at/nobody", "/sign-in/back", "/sign-in/back")]
    assert statuses[2] == 429
    assert 429 not in statuses[:2]
    assert limited.ask("/sign-out", data={}).status_code != 429


def test_a_page_beyond_the_limit_is_a_page(house: House) -> None:
    limited = door(house, Rates(refusals=1))
    limited.ask("/sign-in", data={"key": "guess"})
    beyond = limited.ask("/sign-in", data={"key": "guess"})
    assert beyond.status_code == 429
    assert beyond.headers["Content-Type"].startswith("text/html")
    assert "Retry-After" in beyond.headers


def test_whoever_watches_over_the_program_is_counted_with_nobody_else(house: House) -> None:
    limited = door(house, Rates(1, 1, 1, 1))
    answers = [limited.ask(path) for path in ("/health/live", "/static/kvcase.css") for _ in range(3)]
    assert {each.status_code for each in answers} == {200}
    assert not any("RateLimit" in each.headers for each in answers)
    assert [limited.ask("/nowhere").status_code for _ in range(3)] == [404, 429, 429]
    assert {limited.ask("/health/ready").status_code for _ in range(3)} == {200}


def test_whether_it_can_serve_is_not_asked_of_the_databases_without_end(house: House) -> None:
    limited = door(house, Rates(health=2))
    assert [limited.ask("/health/ready").status_code for _ in range(3)] == [200, 200, 429]
    assert "Retry-After" in limited.ask("/health/ready").headers
    assert limited.ask("/health/ready", at="198.51.100.7").status_code == 200, "a probe from elsewhere"
    assert limited.ask("/health/live").status_code == 200
    assert limited.ask("/nowhere").status_code == 404, "and nothing else was counted"
    a_minute_of_probes = 60 * 10
    assert a_minute_of_probes <= Rates().health


def test_what_comes_from_one_address_is_limited_whoever_sends_it(house: House) -> None:
    limited = door(house, Rates(address=2))
    assert [limited.ask("/nowhere").status_code for _ in range(3)] == [404, 404, 429]
    assert limited.ask(key=house.officer.key).status_code == 429
    assert limited.ask(key=house.officer.key, at="198.51.100.7").status_code == 200


def test_a_client_that_claims_an_address_gains_nothing(house: House) -> None:
    direct = door(house, Rates(address=1))
    assert direct.ask("/nowhere", through="203.0.113.1").status_code == 404
    assert direct.ask("/nowhere", through="203.0.113.2").status_code == 429
    proxied = door(house, Rates(address=1, proxies=1))
    assert proxied.ask("/nowhere", through="203.0.113.1, 198.51.100.1").status_code == 404
    assert proxied.ask("/nowhere", through="203.0.113.2, 198.51.100.1").status_code == 429
    assert proxied.ask("/nowhere", through="203.0.113.2, 198.51.100.2").status_code == 404


@pytest.mark.parametrize(
    ("said", "proxies", "expected"),
    [
        ("", 0, "192.0.2.9"),
        ("203.0.113.1", 0, "192.0.2.9"),
        ("203.0.113.1", 1, "203.0.113.1"),
        ("6.6.6.6, 203.0.113.1", 1, "203.0.113.1"),
        ("6.6.6.6, 203.0.113.1, 10.0.0.1", 2, "203.0.113.1"),
        ("203.0.113.1", 2, "192.0.2.9"),
        ("nonsense\r\nlog", 1, "192.0.2.9"),
        ("", 1, "192.0.2.9"),
        ("2001:db8:1:2:3:4:5:6", 1, "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", 1, "2001:db8:1:2::/64"),
        ("::1", 1, "::/64"),
        ("::ffff:203.0.113.1", 1, "203.0.113.1"),
    ],
)
def test_the_address_is_what_the_outermost_proxy_of_ours_wrote_down(said: str, proxies: int, expected: str) -> None:
    assert address({"REMOTE_ADDR": "192.0.2.9", "HTTP_X_FORWARDED_FOR": said}, proxies) == expected


def test_a_server_on_a_socket_of_the_machine_counts_all_as_one() -> None:
    assert address({"REMOTE_ADDR": ""}, 0) == "here"


@given(st.lists(st.text("abcdef", min_size=1, max_size=3), max_size=200), st.integers(1, 20))
def test_however_many_come_only_so_many_are_counted(keys: list[str], most: int) -> None:
    counters = Counters(most, lambda: 0.0)
    for key in keys:
        counters.incr(key, 60)
    assert counters.reset() == min(most, len(set(keys)))


def test_a_count_ends_with_its_minute() -> None:
    now = 0.0
    counters = Counters(10, lambda: now)
    assert [counters.incr("a", 60), counters.incr("a", 60)] == [1, 2]
    now = 59.9
    assert counters.get("a") == 2
    now = 60.0
    assert (counters.get("a"), counters.incr("a", 60), counters.get_expiry("a")) == (0, 1, 120.0)
