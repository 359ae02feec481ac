"""Issuers as an administrator writes them, and their public keys as they come, change and stay away."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kvcase import issuers, key_sets
from kvcase.issuers import Issuer
from kvcase.key_sets import KeySets
from kvcase.lists.fetching import Fetched, FetchFailedError, Rules, Seen
from tests.api.tokens import published, signing

ADDRESS = "https://login.example.org/jwks"
ISSUER = Issuer("north", "https://login.example.org", "kvcase", "north", ADDRESS, "login.example.org")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GOOD = {"issuer": "https://login.example.org", "audience": "kvcase", "institution": "north", "jwks": ADDRESS}


@dataclass
class Publisher:
    """What the issuer publishes, or why nothing comes, and how often it was asked."""

    body: str = published("rsa-1")
    down: bool = False
    asked: list[tuple[str, frozenset[str], int]] = field(default_factory=list)

    def __call__(self, url: str, into: Path, rules: Rules) -> Fetched:
        self.asked.append((url, rules.hosts, rules.max_bytes))
        if self.down:
            raise FetchFailedError(f"{url}: status 500")
        into.write_text(self.body)
        return Fetched(url, "", len(self.body), Seen())


@dataclass
class World:
    publisher: Publisher = field(default_factory=Publisher)
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.sets = KeySets((ISSUER,), lambda: self.now, self.publisher)

    def has(self, key_id: str, algorithm: str = "RS256") -> bool:
        return self.sets.key(ISSUER, key_id, algorithm) is not None


def test_the_keys_of_an_issuer_are_fetched_once_from_its_host_alone() -> None:
    world = World()
    assert [world.has("rsa-1") for _ in range(3)] == [True, True, True]
    assert world.publisher.asked == [(ADDRESS, frozenset({"login.example.org"}), key_sets.MAX_BYTES)]


def test_a_new_key_is_found_and_nonsense_asks_the_issuer_once_a_minute() -> None:
    world = World()
    assert world.has("rsa-1")
    world.publisher.body = published("rsa-1", "rsa-3")
    assert not world.has("rsa-3"), "a minute after we looked at the earliest"
    world.now += timedelta(minutes=1)
    assert world.has("rsa-3")
    assert [world.has(f"nonsense-{number}") for number in range(50)] == [False] * 50
    assert len(world.publisher.asked) == 2


def test_a_key_that_the_issuer_withdrew_is_gone_within_an_hour() -> None:
    world = World()
    assert world.has("rsa-1")
    world.publisher.body = published("rsa-3")
    world.now += timedelta(minutes=59)
    assert world.has("rsa-1")
    world.now += timedelta(minutes=1)
    assert (world.has("rsa-1"), world.has("rsa-3")) == (False, True)


def test_while_an_issuer_is_away_its_keys_are_good_for_a_day_and_no_longer() -> None:
    world = World()
    assert world.has("rsa-1")
    world.publisher.down = True
    world.now += timedelta(hours=23)
    assert world.has("rsa-1")
    world.now += timedelta(hours=1)
    assert not world.has("rsa-1")
    world.publisher.down = False
    world.now += timedelta(minutes=1)
    assert world.has("rsa-1")


BODIES = {
    "no JSON": "{",
    "no set": "[]",
    "keys that are no list": '{"keys": {}}',
    "too many": json.dumps({"keys": [{}] * 101}),
    "too deep": "[" * 100_000,
    "too large": json.dumps({"keys": [], "more": "x" * key_sets.MAX_BYTES}),
    "one id for two keys": json.dumps({"keys": [json.loads(published("rsa-1"))["keys"][0]] * 2}),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_set_that_cannot_be_used_leaves_the_keys_as_they_were(body: str) -> None:
    world = World()
    assert world.has("rsa-1")
    world.publisher.body = body
    world.now += timedelta(hours=2)
    assert world.has("rsa-1")


def _without(*names: str) -> Callable[[dict[str, object]], dict[str, object]]:
    return lambda told: {name: value for name, value in told.items() if name not in names}


ODD: dict[str, Callable[[dict[str, object]], object]] = {
    "without an id": _without("kid"),
    "for secrets": lambda told: {**told, "use": "enc"},
    "for another algorithm": lambda told: {**told, "alg": "PS256"},
    "a shared secret": lambda told: {"kty": "oct", "kid": "rsa-1", "k": "c2VjcmV0", "alg": "HS256"},
    "too short": lambda told: {**told, "n": "AQAB"},
    "no number": lambda told: {**told, "n": 7},
    "no key at all": lambda told: "rsa-1",
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_a_key_that_we_do_not_take_is_passed_over_and_its_neighbours_stay(
    odd: Callable[[dict[str, object]], object],
) -> None:
    first, second = json.loads(published("rsa-1", "rsa-2"))["keys"]
    keys = key_sets.parse(json.dumps({"keys": [odd(first), second]}).encode())
    assert keys.keys() == {("rsa-2", "RS256")}


def test_a_key_is_for_one_algorithm_and_keeps_no_private_part() -> None:
    told = {"keys": [{**signing(name).as_dict(private=True), "kid": name} for name in ("rsa-1", "ec-1", "ed-1")]}
    keys = key_sets.parse(json.dumps(told).encode())
    assert keys.keys() == {("rsa-1", "RS256"), ("ec-1", "ES256"), ("ed-1", "EdDSA")}
    assert not any(each.is_private for each in keys.values())


def test_keys_in_a_file_are_read_again_like_others(tmp_path: Path) -> None:
    (tmp_path / "jwks.json").write_text(published("ec-1"))
    issuer = Issuer("north", "n", "kvcase", "north", str(tmp_path / "jwks.json"))
    moments = [NOW]
    sets = KeySets((issuer,), lambda: moments[0])
    assert sets.key(issuer, "ec-1", "ES256") is not None
    (tmp_path / "jwks.json").write_text(published("ec-2"))
    moments[0] += timedelta(minutes=1)
    assert sets.key(issuer, "ec-2", "ES256") is not None


def written(folder: Path, **other: object) -> Path:
    """Return a file with one issuer, some of its fields otherwise; None leaves one out."""
    told = {name: value for name, value in {**GOOD, **other}.items() if value is not None}
    lines = [f"{name} = {json.dumps(value)}" for name, value in told.items()]
    (folder / "issuers.toml").write_text("\n".join(["[north]", *lines]))
    return folder / "issuers.toml"


def test_an_issuer_is_read_from_the_file(tmp_path: Path) -> None:
    assert issuers.read(written(tmp_path), ("north",)) == (ISSUER,)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"audience": None}, "north.audience: is missing"),
        ({"issuer": ""}, "north.issuer: is missing"),
        ({"institution": "elsewhere"}, "north.institution: 'elsewhere' has no log here; expected one of north"),
        ({"algorithms": ["HS256"]}, "north.algorithms: cannot be used; expected some of RS256, ES256, EdDSA"),
        ({"algorithms": ["none"]}, "north.algorithms"),
        ({"algorithms": []}, "north.algorithms"),
        ({"jwks": "http://login.example.org/jwks"}, "north.jwks: cannot be used; expected https"),
        ({"jwks": "https://169.254.169.254/jwks"}, "north.jwks: is no address"),
        ({"jwks": "https://me:secret@login.example.org/jwks"}, "north.jwks: cannot be used"),
        ({"jwks": "none.json"}, "north.jwks: there is no file"),
        ({"secret": "x"}, "north.secret: is unknown"),
    ],
)
def test_an_issuer_that_cannot_be_used_is_named_with_what_would_be_right(
    tmp_path: Path, other: dict[str, object], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        issuers.read(written(tmp_path, **other), ("north",))


def test_two_tables_with_one_issuer_are_refused(tmp_path: Path) -> None:
    file = written(tmp_path)
    file.write_text(file.read_text() + "\n" + file.read_text().replace("[north]", "[second]"))
    with pytest.raises(ValueError, match="stands twice"):
        issuers.read(file, ("north",))


LOGIN = {
    "client_id": "kvcase-pages",
    "client_secret_file": "secret",
    "redirect_uri": "https://kvcase.example.org/sign-in/back",
}


def with_login(folder: Path, **other: object) -> Issuer:
    (folder / "secret").write_text("a-secret\n")
    (folder / "secret").chmod(0o600)
    return issuers.read(written(folder, **{**LOGIN, **other}), ("north", "south"))[0]


def test_an_issuer_may_be_for_signing_in_alone_and_for_several_institutions(tmp_path: Path) -> None:
    found = with_login(tmp_path, jwks=None, audience=None, also=["south"], label="North", scopes=["openid", "profile"])
    assert found.login is not None
    assert (found.login.client_secret, found.login.label, found.login.scopes) == (
        "a-secret", "North", ("openid", "profile"),
    )  # fmt: skip
    assert (found.institutions, found.audience, found.jwks) == (("north", "south"), "", "")
    assert "a-secret" not in repr(found)


ODD_LOGINS: dict[str, tuple[dict[str, object], str]] = {
    "plain http elsewhere": ({"issuer": "http://login.example.org"}, "only on this machine"),
    "an issuer with a query": ({"issuer": "https://login.example.org/?x=y"}, "openid-configuration"),
    "an issuer that is a name": ({"issuer": "north"}, "https://host"),
    "the audience of tokens for us": ({"audience": "kvcase-pages"}, "another"),
    "another way back": ({"redirect_uri": "https://kvcase.example.org/"}, "/sign-in/back"),
    "a way back over plain http": ({"redirect_uri": "http://kvcase.example.org/sign-in/back"}, "https"),
    "no way back": ({"redirect_uri": None}, "redirect_uri: is missing"),
    "no secret": ({"client_secret_file": "nowhere"}, "there is no file"),
    "scopes without openid": ({"scopes": ["profile"]}, "openid"),
    "scopes in one text": ({"scopes": "openid"}, "list of texts"),
    "an institution without a log": ({"also": ["east"]}, "has no log here"),
    "an institution twice": ({"also": ["north"]}, "twice"),
    "a label in two lines": ({"label": "a\nb"}, "label"),
    "a page of others after a sign-out": ({"after_sign_out": "https://evil.example/"}, "a page of ours"),
    "no page after a sign-out": ({"after_sign_out": ["/"]}, "a page of ours"),
    "tokens without keys": ({"jwks": None}, "jwks: is missing"),
}


@pytest.mark.parametrize(("other", "says"), ODD_LOGINS.values(), ids=ODD_LOGINS)
def test_a_sign_in_that_cannot_be_is_refused_by_field_and_rule(
    tmp_path: Path, other: dict[str, object], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        with_login(tmp_path, **other)


def test_a_client_secret_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, **LOGIN)
    (tmp_path / "secret").write_text("a-secret")
    (tmp_path / "secret").chmod(0o640)
    with pytest.raises(ValueError, match="0600"):
        issuers.read(file, ("north", "south"))
    (tmp_path / "secret").chmod(0o600)
    (tmp_path / "secret").write_text("two\nlines")
    with pytest.raises(ValueError, match="one line"):
        issuers.read(file, ("north", "south"))


def test_a_sign_in_on_this_machine_may_do_without_https(tmp_path: Path) -> None:
    found = with_login(tmp_path, issuer="http://localhost:9400", redirect_uri="http://127.0.0.1:8080/sign-in/back")
    assert found.issuer == "http://localhost:9400"
