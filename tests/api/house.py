"""Two fictional institutions served by the real program on SQLite, and their people as they send requests."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from api.app import create_app
from api.settings import ApiSettings
from domain.ports import Clock
from domain.values import Actor, Role
from kvcase import bootstrap
from kvcase.bootstrap import Kvcase
from kvcase.settings import DocumentSettings, LedgerSettings, Settings
from kvcase.store.database import DatabaseUrl
from tests import prepared

HERE, THERE = "noordhaven", "zuidmeer"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = UUID(int=11)
API = "/api/v1"
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Answer:
    """What was answered."""

    status_code: int
    headers: Headers
    text: str
    data: bytes = b""

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def problem(self) -> str:
        """Return the code of the problem that this is: one as RFC 9457 asks, with all that it must say."""
        assert self.headers["Content-Type"] == "application/problem+json", self.text
        told = self.json
        assert {"type", "title", "status", "detail", "instance", "errors"} <= set(told)
        assert told["status"] == self.status_code
        return str(told["type"]).removeprefix("urn:kvcase:problem:")

    @property
    def fields(self) -> list[str]:
        """Return the fields that the problem names; each says its rule and what would be right."""
        assert all(each["rule"] and each["expected"] for each in self.json["errors"])
        return [each["field"] for each in self.json["errors"]]


@dataclass
class Person:
    """Somebody with a key; requests are sent with it."""

    client: FlaskClient
    actor: Actor
    key: str

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, headers=_named(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.send("POST", path, json={} if body is None else body, headers=_named(headers))

    def raw(self, path: str, data: bytes, headers: Mapping[str, str] = JSON) -> Answer:
        return self.send("POST", path, data=data, headers=headers)

    def send(self, method: str, path: str, *, headers: Mapping[str, str], **more: Any) -> Answer:
        """Send a request to the API with the key, and return what was answered."""
        signed = {"Authorization": f"Bearer {self.key}", **headers}
        return answered(self.client.open(API + path, method=method, headers=signed, **more))

    def notify(self, **fields: Any) -> "Notified":
        answer = self.post("/collaborations", {**NOTIFICATION, **fields})
        assert answer.status_code == 201, answer.text
        return Notified(answer.json["id"], answer.headers["ETag"], answer.json["reference"])

    def do(self, case: "Notified", command: str, **fields: Any) -> Answer:
        """Give a command to a case with its newest version, and keep the version that follows."""
        answer = self.post(f"/collaborations/{case.id}/{command}", fields, if_match=case.etag)
        case.etag = answer.headers.get("ETag", case.etag)
        return answer


@dataclass
class Notified:
    """A case, and its newest version as its people know it."""

    id: str
    etag: str
    reference: str


NOTIFICATION = {"title": "Drones over water", "summary": "Swarms that share a map.", "nature": "consortium"}


@dataclass
class House:
    """The program with its web application and its people."""

    program: Kvcase
    app: Flask
    people: dict[tuple[str, str], Person] = field(default_factory=dict)

    def person(self, name: str, *roles: Role, institution: str = HERE) -> Person:
        """Return somebody, who always has the same key."""
        if (institution, name) not in self.people:
            actor = Actor(name, institution, frozenset(roles))
            key = self.program.keys.create(actor)
            self.people[(institution, name)] = Person(self.app.test_client(use_cookies=False), actor, key)
        return self.people[(institution, name)]

    @property
    def researcher(self) -> Person:
        return self.person("rosa", Role.RESEARCHER)

    @property
    def other_researcher(self) -> Person:
        return self.person("ruben", Role.RESEARCHER)

    @property
    def officer(self) -> Person:
        return self.person("olga", Role.CONTACT_POINT_OFFICER)

    @property
    def export(self) -> Person:
        return self.person("xenia", Role.EXPORT_CONTROL_OFFICER)

    @property
    def approver(self) -> Person:
        return self.person("vera", Role.INSTITUTION_APPROVER)

    @property
    def auditor(self) -> Person:
        return self.person("anna", Role.AUDITOR)

    @property
    def operator(self) -> Person:
        return self.person("oscar", Role.OPERATOR)

    @property
    def stranger(self) -> Person:
        return self.person("otto", Role.CONTACT_POINT_OFFICER, institution=THERE)

    @property
    def monitor(self) -> Person:
        return self.person("fien", Role.FWO_MONITOR, institution="fwo")

    @property
    def keeper(self) -> Person:
        return self.person("karel", Role.ADMIN, institution="shared")

    @property
    def second_keeper(self) -> Person:
        return self.person("katja", Role.ADMIN, institution="shared")

    def events(self, institution: str = HERE) -> int:
        """Return how many events were ever written there."""
        return self.program.logs.log(institution).head()


@contextmanager
def opened(
    folder: Path,
    ledger: LedgerSettings | None = None,
    master_key: bytes = bytes(range(32)),
    clock: Clock = lambda: NOW,
) -> Iterator[House]:
    """Open an installation in an empty folder."""
    url, signed = DatabaseUrl.parse(f"sqlite:///{folder}"), ledger or LedgerSettings()
    documents = DocumentSettings(folder.with_name(f"{folder.name}-documents"))
    settings = Settings(url, master_key, (HERE, THERE), ledger=signed, documents=documents)
    folder.mkdir(exist_ok=True)
    prepared.on_sqlite(
        folder, ("house", master_key), lambda url: bootstrap.migrate(replace(settings, database=DatabaseUrl.parse(url)))
    )
    program = bootstrap.build(settings, clock)
    try:
        yield House(program, create_app(program.ports, settings=ApiSettings()))
    finally:
        program.close()


def answered(response: TestResponse) -> Answer:
    """Return a response as these tests look at it."""
    data = response.get_data()
    return Answer(response.status_code, response.headers, data.decode("utf-8", "replace"), data)


def identifier(name: str) -> str:
    """Return the id that a name always has in these tests."""
    return str(uuid5(NAMES, name))


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
