"""A small HTTP client: every step of the demonstration is a request by the person whose role it is."""

import http.client
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

NAMESPACE = uuid.UUID("6b766361-7365-5000-8000-64656d6f0000")

_TRIES = 5
_STALE = 412
_READ_FIRST = frozenset({"approve", "approve-work-package", "renew-approval"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    body: Any
    etag: str | None

    @property
    def rules(self) -> tuple[str, ...]:
        """Return the rules that a refusal names: those of its gates, or its own."""
        gates = tuple(gate["rule_id"] for gate in self.body.get("gates", ()))
        return gates or tuple(filter(None, [self.body.get("rule_id")]))


@dataclass(frozen=True, slots=True)
class Server:
    """Where the demonstration is played."""

    host: str
    port: int

    def send(self, method: str, path: str, key: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        """Send one request and return the answer, whatever its status."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=120)
        try:
            sent = {"Authorization": f"Bearer {key}", **(headers or {})}
            data = None
            if body is not None:
                data = json.dumps(body).encode()
                sent["Content-Type"] = "application/json"
            connection.request(method, path, data, sent)
            response = connection.getresponse()
            raw = response.read()
            return Answer(response.status, json.loads(raw) if raw else {}, response.getheader("ETag"))
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a fictional institution, with a key of their own."""

    actor: str
    key: str


@dataclass
class Told:
    """What the demonstration tells while it plays."""

    lines: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        """Tell one line."""
        self.lines.append(line)


class UnexpectedError(RuntimeError):
    """The program answered otherwise than the guideline's case asks: the demonstration is wrong, or the program."""


def case_of(casus: str) -> uuid.UUID:
    """Return the id of the case of a casus: the same in each run of the demonstration."""
    return uuid.uuid5(NAMESPACE, f"{casus}:case")


class Play:
    """One casus as it is played: registers parties, gives commands, expects refusals."""

    def __init__(self, server: Server, told: Told, casus: str) -> None:
        self._server = server
        self._told = told
        self._casus = casus
        self._numbers: Iterator[int] = iter(range(1_000))
        self._case: str | None = None
        self._etag: str | None = None
        self.reference = ""

    def id(self, what: str) -> str:
        """Return an id that is the same in each run of the demonstration."""
        return str(uuid.uuid5(NAMESPACE, f"{self._casus}:{what}"))

    @property
    def case_id(self) -> str:
        """Return the id of the case."""
        if self._case is None:
            raise UnexpectedError("the casus has no case yet")
        return self._case

    def party(self, who: Person, name: str, country: str | None, **more: Any) -> str:
        """Register an organisation and return its id."""
        party_id = self.id(f"party:{name}")
        body = {"party_id": party_id, "name": name, "country": country, **more}
        self._expect(self._server.send("POST", "/api/v1/parties", who.key, body, self._once()), 201)
        return party_id

    def person(self, who: Person, name: str, **more: Any) -> str:
        """Register a person and return the id."""
        person_id = self.id(f"person:{name}")
        body = {"person_id": person_id, "name": name, **more}
        self._expect(self._server.send("POST", "/api/v1/persons", who.key, body, self._once()), 201)
        return person_id

    def notify(self, who: Person, **fields: Any) -> None:
        """Notify the collaboration."""
        body = {"case_id": self.id("case"), **fields}
        answer = self._expect(self._server.send("POST", "/api/v1/collaborations", who.key, body, self._once()), 201)
        self._case, self._etag = answer.body["id"], answer.etag
        self.reference = answer.body["reference"]
        self._told.say(f"{self.reference}  {fields['title']}")
        self._step(who, "notify", "done")

    def do(self, who: Person, command: str, **fields: Any) -> Answer:
        """Give a command that must be carried out."""
        answer = self._send(who, command, fields)
        self._expect(answer, 200)
        self._etag = answer.etag
        self._step(who, command, "done")
        return answer

    def refused(self, who: Person, command: str, *rules: str, **fields: Any) -> Answer:
        """Give a command that must be refused by these rules."""
        answer = self._send(who, command, fields)
        missing = set(rules) - set(answer.rules)
        if answer.status not in {403, 409} or missing:
            raise UnexpectedError(f"{self._casus} {command}: expected a refusal by {rules}, got {answer}")
        reasons = [gate["reason"] for gate in answer.body.get("gates", ())] or [_reason(answer.body)]
        self._step(who, command, f"REFUSED by {', '.join(dict.fromkeys(answer.rules))}: {'; '.join(reasons)}")
        return answer

    def licence(self, who: Person, licence_id: str, command: str, **fields: Any) -> None:
        """Give a command to a licence; the case learns of it by itself."""
        path = f"/api/v1/licences/{licence_id}"
        etag = self._expect(self._server.send("GET", path, who.key), 200).etag
        answer = self._server.send(
            "POST", f"{path}/{command}", who.key, fields, {"If-Match": etag or "", **self._once()}
        )
        self._expect(answer, 200)
        self._refresh(who)
        self._step(who, f"licence {command}", "done")

    def stands(self, who: Person) -> tuple[str, str | None, list[dict[str, Any]]]:
        """Return (status, level, open gates) of the case."""
        path = f"/api/v1/collaborations/{self.case_id}"
        row = self._expect(self._server.send("GET", path, who.key), 200).body
        gates = self._expect(self._server.send("GET", f"{path}/gates", who.key), 200).body["items"]
        return row["status"], row["level"], gates

    def _send(self, who: Person, command: str, fields: dict[str, Any]) -> Answer:
        path = f"/api/v1/collaborations/{self.case_id}/{command}"
        once = self._once()
        for _ in range(_TRIES):
            self._refresh(who)
            # G11: who decides says which version they read; here the one that stands.
            read = {"dossier_version": self._version} if command in _READ_FIRST else {}
            answer = self._server.send(
                "POST", path, who.key, {**read, **fields}, {"If-Match": self._etag or "", **once}
            )
            if answer.status != _STALE:  # a reaction of the program wrote between reading and sending: read again
                break
        return answer

    @property
    def _version(self) -> int:
        return int((self._etag or '"0:1"').strip('"').rpartition(":")[2])

    def _refresh(self, who: Person) -> None:
        answer = self._server.send("GET", f"/api/v1/collaborations/{self.case_id}", who.key)
        if answer.status == 200:
            self._etag = answer.etag

    def _once(self) -> dict[str, str]:
        return {"Idempotency-Key": self.id(f"step:{next(self._numbers)}")}

    def _step(self, who: Person, command: str, said: str) -> None:
        self._told.say(f"    {who.actor:<26} {command:<30} {said}")

    def _expect(self, answer: Answer, status: int) -> Answer:
        if answer.status != status:
            raise UnexpectedError(f"{self._casus}: expected {status}, got {answer.status}: {answer.body}")
        return answer


def _reason(problem: Any) -> str:
    """Return what a refusal says, without its rule in front and its source behind: the line has both already."""
    said = str(problem.get("detail", "")).removeprefix(f"{problem.get('rule_id')}: ")
    return said.removesuffix(f" [{problem.get('source')}]")
