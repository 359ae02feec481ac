"""The token zoo: every animal is refused as a problem, writes nothing, and leaves nothing of itself in a log."""

import base64
import hmac
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import RSAKey

from api import access, identity
from api.access import OFFICES
from domain.ports import Caller, Refusal
from domain.values import Actor, Role
from tests.api import tokens
from tests.api.house import API, HERE, NOTIFICATION, THERE, answered, identifier
from tests.api.tokens import AUDIENCE, NORTH, OLGA, SOUTH, Gate
from tests.api.visitor import OURS, Visitor

HOUR = 3_600


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    with tokens.opened(tmp_path_factory.mktemp("zoo")) as gate:
        yield gate


@pytest.fixture
def gate(shared: Gate) -> Iterator[Gate]:
    before = shared.ahead[0]
    yield shared
    shared.ahead[0] = before


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _unsigned(gate: Gate, algorithm: str | None) -> str:
    header = {"kid": "rsa-1"} if algorithm is None else {"alg": algorithm, "kid": "rsa-1"}
    return f"{_part(header)}.{_part(gate.claims())}."


def _public_key_as_secret(gate: Gate) -> str:
    key = tokens.signing("rsa-1")
    assert isinstance(key, RSAKey)
    signed = f"{_part({'alg': 'HS256', 'kid': 'rsa-1'})}.{_part(gate.claims())}"
    digest = hmac.digest(key.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def _tampered(gate: Gate) -> str:
    header, _, signature = gate.token().split(".")
    return f"{header}.{_part(gate.claims(sub='subject-of-vera'))}.{signature}"


def _deep(gate: Gate) -> str:
    header, _, signature = gate.token().split(".")
    return f"{header}.{base64.urlsafe_b64encode(b'[' * 4_500).decode().rstrip('=')}.{signature}"


def _signed(payload: bytes) -> str:
    """Return a payload that the issuer's own key signed, though no library would write it."""
    return jws.serialize_compact({"alg": "RS256", "kid": "rsa-1"}, payload, tokens.signing("rsa-1"), ["RS256"])


def _with(gate: Gate, name: str, value: str) -> str:
    """Return a signed token in which a claim holds this JSON."""
    others = json.dumps(gate.claims(**{name: None}))
    return _signed(f'{others[:-1]}, "{name}": {value}}}'.encode())


def _said_twice(gate: Gate) -> str:
    return _signed((json.dumps(gate.claims())[:-1] + f', "iss": "{NORTH}"}}').encode())


def _at(gate: Gate, seconds: int) -> int:
    return int(gate.now.timestamp()) + seconds


ANIMALS: dict[str, tuple[Callable[[Gate], str], int, str]] = {
    "alg none": (lambda gate: _unsigned(gate, "none"), 401, "algorithm"),
    "alg NONE in capitals": (lambda gate: _unsigned(gate, "NONE"), 401, "algorithm"),
    "no alg": (lambda gate: _unsigned(gate, None), 401, "algorithm"),
    "no signature": (lambda gate: gate.token().rpartition(".")[0] + ".", 401, "signature"),
    "HS256 with the public key as secret": (_public_key_as_secret, 401, "algorithm"),
    "an algorithm this issuer may not use": (
        lambda gate: gate.token("rsa-1", iss=SOUTH, kid="ec-9"), 401, "algorithm",
    ),
    "a key for another algorithm": (lambda gate: gate.token("ec-1", "ES256", kid="rsa-1"), 401, "names a key"),
    "expired": (lambda gate: gate.token(exp=_at(gate, -HOUR)), 401, "expired"),
    "expired a moment ago": (lambda gate: gate.token(exp=_at(gate, 0)), 401, "expired"),
    "not yet valid": (lambda gate: gate.token(nbf=_at(gate, 120)), 401, "not valid yet"),
    "issued in the future": (lambda gate: gate.token(iat=_at(gate, 120)), 401, "future"),
    "for another audience": (lambda gate: gate.token(aud="another"), 401, "audience"),
    "for a list of other audiences": (lambda gate: gate.token(aud=["another", "third"]), 401, "audience"),
    "of another issuer": (lambda gate: gate.token(iss="https://login.example"), 401, "issuer"),
    "issuer that is a list": (lambda gate: gate.token(iss=[NORTH]), 401, "issuer"),
    "unknown key": (lambda gate: gate.token("rsa-2"), 401, "names a key"),
    "unknown key under a known name": (lambda gate: gate.token("rsa-2", kid="rsa-1"), 401, "signature"),
    "key of another institution's issuer": (lambda gate: gate.token("ec-9", "ES256"), 401, "names a key"),
    "tampered payload": (_tampered, 401, "signature"),
    "missing exp": (lambda gate: gate.token(exp=None), 401, "claim"),
    "missing aud": (lambda gate: gate.token(aud=None), 401, "claim"),
    "missing sub": (lambda gate: gate.token(sub=None), 401, "claim"),
    "exp that is text": (lambda gate: gate.token(exp="tomorrow"), 401, "claim"),
    "lives for a year": (lambda gate: gate.token(exp=_at(gate, 365 * 24 * HOUR)), 401, "claim"),
    "subject that is a list": (lambda gate: gate.token(sub=[OLGA]), 401, "claim"),
    "subject of a thousand letters": (lambda gate: gate.token(sub="s" * 1_000), 401, "claim"),
    "a name that stands twice": (_said_twice, 401, "credential is none"),
    "exp that is no number": (lambda gate: _with(gate, "exp", "NaN"), 401, "credential is none"),
    "exp beyond every number": (lambda gate: _with(gate, "exp", "1e400"), 401, "claim"),
    "exp of five thousand digits": (lambda gate: _with(gate, "exp", "9" * 5_000), 401, "credential is none"),
    "subject with a NUL": (lambda gate: _with(gate, "sub", '"olga\\u0000"'), 401, "claim"),
    "subject with half a character": (lambda gate: _with(gate, "sub", '"olga\\ud800"'), 401, "claim"),
    "deep payload": (_deep, 401, "credential is none"),
    "huge token": (lambda gate: gate.token(more="x" * 20_000), 401, "longer"),
    "a token in two parts": (lambda gate: gate.token().rpartition(".")[0], 401, "credential is none"),
    "nonsense": (lambda gate: "no.token.atall", 401, "credential is none"),
    "a stranger": (lambda gate: gate.token(sub="subject-of-nobody", email="olga@noordhaven.example"), 403, "no"),
    "same subject of another issuer": (
        lambda gate: gate.token("ec-9", "ES256", iss=SOUTH), 403, "nobody gave you a role",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("animal", "status", "says"), ANIMALS.values(), ids=ANIMALS)
def test_an_animal_of_the_zoo_is_refused(
    gate: Gate, caplog: pytest.LogCaptureFixture, animal: Callable[[Gate], str], status: int, says: str
) -> None:
    token = animal(gate)
    _refused(gate, caplog, status, says, token)


def test_none_is_refused(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    _refused(gate, caplog, 401, "Send a valid key")


def test_two_authorization_headers_are_refused(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    assert gate.asks(gate.token()).status_code == 200
    _refused(gate, caplog, 401, "once", gate.token(), gate.token())
    _refused(gate, caplog, 401, "once", gate.token(), "nonsense")


def test_a_revoked_key_is_refused_at_once(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    key = gate.house.program.keys.create(_officer("soon-gone"))
    assert gate.asks(key).status_code == 200
    gate.house.program.keys.revoke(key.split("_")[1])
    _refused(gate, caplog, 401, "revoked", key)


def test_a_rotated_key_is_refused_after_its_grace(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    old = gate.house.program.keys.create(_officer("rotated"))
    new = gate.house.program.keys.rotate(old.split("_")[1], grace_days=7)
    assert [gate.asks(each).status_code for each in (old, new)] == [200, 200]
    gate.later(days=7)
    _refused(gate, caplog, 401, "expired", old)
    assert gate.asks(new).status_code == 200


def test_an_expired_key_is_refused(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    key = gate.house.program.keys.create(_officer("for-a-day"), days=1)
    gate.later(days=1)
    _refused(gate, caplog, 401, "expired", key)


def test_a_key_with_another_secret_is_refused(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    key = gate.house.program.keys.create(_officer("guessed"))
    _refused(gate, caplog, 401, "not known", key[:-4] + "AAAA")


def test_a_key_out_of_scope_is_refused(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    keys = gate.house.program.keys
    researcher = Actor("rosa", HERE, frozenset({Role.RESEARCHER}))
    reads, notifies = (
        keys.create(researcher, scopes=frozenset({"read"})),
        keys.create(researcher, scopes=frozenset({"collaborations/notify"})),
    )
    assert gate.asks(reads).status_code == 200
    _refused(gate, caplog, 403, "scope", notifies)
    before = gate.house.events(HERE)
    refused = _notifies(gate, reads)
    assert (refused.status_code, refused.problem, gate.house.events(HERE)) == (403, "not-permitted", before)
    assert _notifies(gate, notifies).status_code == 201


def test_a_key_of_another_institution_finds_nothing_there(gate: Gate) -> None:
    case = json.loads(_notifies(gate, gate.house.researcher.key).text)["id"]
    path = f"{API}/collaborations/{case}"
    theirs = gate.house.program.keys.create(Actor("otto", THERE, frozenset({Role.CONTACT_POINT_OFFICER})))
    gate.knows("subject-of-otto", "otto", Role.CONTACT_POINT_OFFICER, issuer=SOUTH, at=THERE)
    token = gate.token("ec-9", "ES256", iss=SOUTH, sub="subject-of-otto", institution=HERE, tenant=HERE)
    assert [gate.asks(each, path=path).status_code for each in (theirs, token)] == [404, 404]
    assert gate.asks(gate.token(), path=path).status_code == 200


@pytest.mark.parametrize(("key", "algorithm"), [("rsa-1", "RS256"), ("ec-1", "ES256"), ("ed-1", "EdDSA")])
@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # the library's word to who signs; we only verify
def test_a_good_token_opens_what_its_person_may(gate: Gate, key: str, algorithm: str) -> None:
    assert gate.asks(gate.token(key, algorithm)).status_code == 200
    assert gate.asks(gate.token(key, algorithm, aud=["another", AUDIENCE])).status_code == 200
    assert gate.asks(gate.token(key, algorithm), path=f"{API}/fwo/portfolio").status_code == 403


def test_a_clock_that_is_a_minute_off_is_forgiven_to_the_issuer(gate: Gate) -> None:
    ahead = _at(gate, 60)
    assert gate.asks(gate.token(iat=ahead, nbf=ahead)).status_code == 200


def test_what_a_token_claims_of_roles_and_places_counts_for_nothing(gate: Gate) -> None:
    token = gate.token(sub="subject-of-rik", roles=["admin"], institution=THERE, email="olga@noordhaven.example")
    assert gate.asks(token).problem == "unknown-user"
    gate.knows("subject-of-rik", "rik", Role.AUDITOR, scope="collaborations/notify")
    assert gate.asks(token).problem == "not-permitted"
    gate.knows("subject-of-rik", "rik", Role.AUDITOR)
    assert gate.asks(token).status_code == 200
    gate.house.program.members.remove(NORTH, "subject-of-rik", "a test")
    assert gate.asks(token).problem == "unknown-user"


def test_a_person_is_one_actor_by_key_and_by_token(gate: Gate) -> None:
    key = gate.house.program.keys.create(_officer("olga"))
    by_key, by_token = gate.house.program.authenticate(key), gate.house.program.authenticate(gate.token())
    assert by_key == by_token == Caller(_officer("olga"))


def test_every_refusal_has_words_of_its_own() -> None:
    assert identity.WHY.keys() == set(Refusal)
    assert len(set(identity.WHY.values())) == len(Refusal)


def test_a_narrowed_key_opens_its_address_and_no_other(gate: Gate) -> None:
    officer = Actor("narrow", HERE, OFFICES | {Role.RESEARCHER, Role.AUDITOR, Role.ADMIN})
    narrowed = gate.house.program.keys.create(officer, scopes=frozenset({"collaborations/notify"}))
    reads = gate.house.program.keys.create(officer, scopes=frozenset({"read"}))
    client, opened = gate.house.app.test_client(), []
    for rule in gate.house.app.url_map.iter_rules():
        if access.table(gate.house.app)[rule.endpoint].realm is access.Realm.EVERYONE or not rule.rule.startswith(API):
            continue
        path = (
            rule.rule.replace("<uuid:identifier>", identifier("none"))
            .replace("<list_id>", "none")
            .replace("<uuid:document>", identifier("none"))
        )
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            by = [
                client.open(
                    path, method=method, data=b"no json", headers={"Authorization": f"Bearer {key}"}
                ).status_code
                for key in (narrowed, reads)
            ]
            opened += [rule.endpoint] if by[0] != 403 else []
            assert method == "GET" or by[1] == 403, rule.rule
    assert [access.scope_of(each) for each in opened] == ["collaborations/notify"]


def _officer(name: str) -> Actor:
    return Actor(name, HERE, frozenset({Role.CONTACT_POINT_OFFICER}))


def _notifies(gate: Gate, credential: str) -> Any:
    headers = {"Authorization": f"Bearer {credential}"}
    return answered(gate.house.app.test_client().post(f"{API}/collaborations", json=NOTIFICATION, headers=headers))


def _refused(gate: Gate, caplog: pytest.LogCaptureFixture, status: int, says: str, *credentials: str) -> None:
    """See that reading is refused as a problem that says why, with no event, and no word of it in a log."""
    before = gate.house.events(HERE), gate.house.events(THERE)
    with caplog.at_level(logging.DEBUG):
        answer = gate.asks(*credentials)
    assert answer.status_code == status
    assert answer.problem in {"unauthenticated", "unknown-user", "not-permitted"}
    assert says in answer.json["detail"]
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)
    assert (gate.house.events(HERE), gate.house.events(THERE)) == before
    for part in filter(lambda each: len(each) > 8, ".".join(credentials).replace("_", ".").split(".")):
        assert part not in caplog.text + answer.text


PAGES: dict[str, Callable[[Gate, Visitor], Any]] = {
    "a state that was never given": lambda _, visitor: visitor.get("/sign-in/back?code=x&state=" + "s" * 43),
    "no state": lambda _, visitor: visitor.get("/sign-in/back?code=x"),
    "an open redirect": lambda _, visitor: visitor.get("/?next=//evil.example"),
    "an open redirect in a form": lambda gate, visitor: visitor.post(
        "/sign-in", key=gate.house.officer.key, next="https://evil.example"
    ),
    "a post without the token of its form": lambda gate, visitor: visitor.client.post(
        "/sign-in", data={"key": gate.house.officer.key}, headers=OURS
    ),
    "a post of another site": lambda gate, visitor: visitor.client.post(
        "/sign-in", data={"key": gate.house.officer.key, "csrf_token": visitor.token()}
    ),
    "a token for another browser": lambda gate, visitor: visitor.client.post(
        "/sign-in", data={"key": gate.house.officer.key, "csrf_token": Visitor(gate.house.app).token()}, headers=OURS
    ),
    "a key in the cookie": lambda gate, visitor: _holding(visitor, gate.house.officer.key),
    "a bearer token in the cookie": lambda gate, visitor: _holding(visitor, gate.token()),
    "a session that nobody has": lambda _, visitor: _holding(visitor, "s" * 43),
    "a session that was planted": lambda gate, visitor: _planted(gate, visitor),
    "a session that has ended": lambda gate, visitor: _left(gate, visitor),
    "a session of a key that was revoked": lambda gate, visitor: _revoked(gate, visitor),
    "a password without broken glass": lambda _, visitor: visitor.post("/break-glass", name="n", password="p"),
}
"""Those that come by the pages; replayed and foreign states, nonces and removed members: `test_signing_in.py`."""


@pytest.mark.parametrize("animal", PAGES.values(), ids=PAGES)
def test_an_animal_at_the_pages_is_refused_too(
    gate: Gate, caplog: pytest.LogCaptureFixture, animal: Callable[[Gate, Visitor], Any]
) -> None:
    before, visitor = gate.house.events(HERE), Visitor(gate.house.app)
    with caplog.at_level(logging.DEBUG):
        answer = animal(gate, visitor)
    assert answer.status_code in {400, 401, 403}
    assert "Location" not in answer.headers
    assert visitor.get("/cases").status_code == 401
    assert gate.house.events(HERE) == before
    assert gate.house.officer.key.split("_", 2)[2] not in caplog.text + answer.text


def _holding(visitor: Visitor, cookie: str) -> Any:
    visitor.holds(cookie)
    return visitor.get("/cases")


def _planted(gate: Gate, visitor: Visitor) -> Any:
    """Let somebody sign in whose browser was given a cookie that another knows, and come with that cookie."""
    visitor.get("/")
    victim = Visitor(gate.house.app)
    victim.holds(visitor.cookie)
    assert victim.sign_in(gate.house.officer.key).status_code == 303
    return visitor.get("/cases")


def _left(gate: Gate, visitor: Visitor) -> Any:
    visitor.sign_in(gate.house.officer.key)
    cookie = visitor.cookie
    visitor.post("/sign-out")
    return _holding(visitor, cookie)


def _revoked(gate: Gate, visitor: Visitor) -> Any:
    key = gate.house.program.keys.create(_officer("soon-gone-too"))
    visitor.sign_in(key)
    gate.house.program.keys.revoke(key.split("_")[1])
    return visitor.get("/cases")
