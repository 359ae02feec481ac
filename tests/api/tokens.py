"""Two fictional issuers with keys of their own, the house that believes them, and tokens good and bad."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from joserfc import jwk, jwt
from joserfc.jwk import Key

from api.app import create_app
from api.settings import ApiSettings
from domain.values import Actor, Role
from kvcase import bootstrap, issuers
from kvcase.issuers import Issuer
from kvcase.settings import Settings
from kvcase.store.database import DatabaseUrl
from tests.api.house import HERE, NOW, THERE, Answer, House, answered

NORTH = "https://login.noordhaven.example"
SOUTH = "https://login.zuidmeer.example"
AUDIENCE = "kvcase"
OLGA = "subject-of-olga"
FILE = f"""
[noordhaven]
issuer = "{NORTH}"
audience = "{AUDIENCE}"
institution = "{HERE}"
jwks = "noordhaven.json"

[zuidmeer]
issuer = "{SOUTH}"
audience = "{AUDIENCE}"
institution = "{THERE}"
jwks = "zuidmeer.json"
algorithms = ["ES256"]
"""


@cache
def signing(name: str) -> Key:
    """Return a private key by the name that its issuer gives it."""
    match name.partition("-")[0]:
        case "rsa":
            return jwk.generate_key("RSA", 2048, {"kid": name})
        case "ec":
            return jwk.generate_key("EC", "P-256", {"kid": name})
        case _:
            return jwk.generate_key("OKP", "Ed25519", {"kid": name})


def published(*names: str) -> str:
    """Return the JWK set in which an issuer publishes these keys."""
    return json.dumps({"keys": [{**signing(name).as_dict(private=False), "kid": name} for name in names]})


@dataclass
class Gate:
    """A house that believes two issuers; its clock is moved by hand."""

    house: House
    folder: Path
    ahead: list[timedelta] = field(default_factory=lambda: [timedelta()])

    def later(self, **by: int) -> None:
        self.ahead[0] += timedelta(**by)

    @property
    def now(self) -> datetime:
        return NOW + self.ahead[0]

    def claims(self, **other: Any) -> dict[str, Any]:
        """Return claims that open, or others in their place; None leaves one out."""
        now = int(self.now.timestamp())
        good = {"iss": NORTH, "aud": AUDIENCE, "sub": OLGA, "iat": now, "nbf": now, "exp": now + 300}
        return {name: value for name, value in {**good, **other}.items() if value is not None}

    def token(self, key: str = "rsa-1", algorithm: str = "RS256", kid: str | None = None, **other: Any) -> str:
        """Return a token signed with a key."""
        return jwt.encode({"alg": algorithm, "kid": kid or key}, self.claims(**other), signing(key), [algorithm])

    def asks(self, *credentials: str, path: str = "/api/v1/collaborations") -> Answer:
        """Return the answer to a reading with these credentials, each in a header of its own."""
        headers = [("Authorization", f"Bearer {each}") for each in credentials]
        return answered(self.house.app.test_client().get(path, headers=headers))

    def knows(
        self, subject: str, actor: str, *roles: Role, issuer: str = NORTH, at: str = HERE, scope: str = "all"
    ) -> None:
        whom = Actor(actor, at, frozenset(roles))
        self.house.program.members.put(issuer, subject, whom, frozenset({scope}), "a test")


@contextmanager
def opened(folder: Path) -> Iterator[Gate]:
    """Open an installation in an empty folder, with one member: Olga, an officer."""
    (folder / "noordhaven.json").write_text(published("rsa-1", "ec-1", "ed-1"))
    (folder / "zuidmeer.json").write_text(published("ec-9"))
    (folder / "issuers.toml").write_text(FILE)
    believed: tuple[Issuer, ...] = issuers.read(folder / "issuers.toml", (HERE, THERE))
    database = DatabaseUrl.parse(f"sqlite:///{folder / 'data'}")
    settings = Settings(database, bytes(range(32)), (HERE, THERE), issuers=believed)
    (folder / "data").mkdir()
    bootstrap.migrate(settings)
    ahead = [timedelta()]
    program = bootstrap.build(settings, lambda: NOW + ahead[0])
    try:
        gate = Gate(House(program, create_app(program.ports, settings=ApiSettings())), folder, ahead)
        gate.knows(OLGA, "olga", Role.CONTACT_POINT_OFFICER)
        yield gate
    finally:
        program.close()
