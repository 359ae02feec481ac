"""Two institutions with one thing of every kind, and requests of everybody to every address about them."""

import re
from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf

from api.browser import COOKIE
from api.doors import Opened
from api.rest.commands import COLLECTIONS
from domain.collaboration.sharing import Question
from domain.incident.commands import STAFF
from domain.institution.decider import profile_id
from domain.policyset import decider as policyset
from domain.registry import AGGREGATES
from domain.rescreening.commands import StartRun
from domain.values import Actor, Effect, Role, RunId
from domain.watchlist.commands import RegisterList
from kvcase.facts import POLICY_SET, shipped
from tests.access.cells import AT, Address, Asker, Seat, named
from tests.api.house import HERE, NOTIFICATION, NOW, Answer, House, Person, answered, identifier
from tests.web import hit_worlds

SECRET = "Kanariewoord"
"""Stands in every personal text of `own institution`."""
NOWHERE = identifier("nowhere")
STALE = 999_999
"""A version that nothing here has: a writer who may is told 412, and nothing is written."""
DOCUMENT = identifier("document")
_NAMED = {
    "issuer": "nobody",
    "uuid:document": DOCUMENT,
    "list_id": "example",
    "slug": HERE,
    "rule_id": "G25",
    "name": "cases",
    "path:filename": "kvcase.css",
    "key": "T-DUAL",
    "uuid:question": DOCUMENT,
    "uuid:measure": DOCUMENT,
}
_ANALYSIS = {"year": 2025, "made_on": "2026-02-01", "reported_to": "The board", "summary": "As recorded."}
REPORTED = {"kv_type": "KV1", "happened_on": "2026-02-20", "discovered_on": "2026-03-01", "description": SECRET}
_ONCE = {"command_id": "x", "version": str(STALE)}
_SEEN = {"version": "1", "command_id": identifier("form")}
"""What a form of a page sends that was made before anything happened."""
_FORMS: dict[str, Callable[["World"], dict[str, str]]] = {
    "pages.sign_in": lambda world: {"key": world.house.officer.key},
    "pages.play": lambda _: {"person": "nobody"},
    "pages.sign_out": lambda _: {},
    "pages.sit": lambda _: {"institution": HERE},
    "pages.break_glass": lambda _: {"name": "nobody", "password": "nothing"},
    "pages.portfolio_table": lambda _: {"format": "csv"},
    "pages.act_for": lambda _: {},
    "pages.retry_parked": lambda _: {},
    "pages.replay_letters": lambda _: {"subscriber": NOWHERE},
    "pages.start_run": lambda _: {},
    "pages.propose_release": lambda _: {**_ONCE, "held": "x", "reason": "x"},
    "pages.confirm_release": lambda _: {**_ONCE, "held": "x"},
    "pages.give_cover": lambda _: _ONCE,
    "pages.change_cover": lambda _: {**_ONCE, "what": "end", "reason": "x"},
    "pages.propose_grant": lambda _: _ONCE,
    "pages.decide_grant": lambda _: {**_ONCE, "what": "confirm"},
    "pages.propose_edition": lambda world: {**_ONCE, "edition": "x", "effective_from": world.today, "reason": "x"},
    "pages.publish_edition": lambda _: {**_ONCE, "edition": "x"},
    "pages.resolve_hit": lambda _: {**_SEEN, "resolution": "unclear", "rationale": "x"},
    "pages.confirm_hit": lambda _: _SEEN,
    "pages.notify_send": lambda _: {},
    "pages.notify_with_texts": lambda _: {},
    "pages.mine_answer": lambda _: {"answer": "no", **_ONCE},
    "pages.mine_reply": lambda _: {"answer": "x", **_ONCE},
    "pages.mine_measure": lambda _: {"evidence": "x", **_ONCE},
    "pages.mine_accept": lambda _: _ONCE,
    "pages.mine_tell": lambda _: {"text": "x", **_ONCE},
    "pages.mine_appraise": lambda _: {},
    "pages.mine_may_share": lambda _: {},
    "pages.mine_share": lambda _: {},
    "pages.upload": lambda _: {},
    "pages.give_person_report": lambda _: {"form": "data"},
}
"""What stands in each form of a page."""


def _form(world: "World", address: Address) -> dict[str, str]:
    """Return what stands in a form: that of a command says which version was seen, and once."""
    if address.endpoint.startswith(_OF_A_CASE):
        return {"command_id": identifier(str(address)), "version": str(STALE)}
    return _FORMS[address.endpoint](world)


_OF_A_CASE = ("pages.do-", "pages.decide-")
_PARTY, _PERSON, _LIST, _RUN = (identifier(each) for each in ("party", "person", "list", "run"))


@dataclass
class World:
    """The house with what stands in it: ids by collection, of one's own, and of a colleague."""

    house: House
    client: FlaskClient
    mine: dict[str, str]
    colleagues: dict[str, str]
    incidents: dict[Role, str]
    there: dict[str, str]
    asked: int = 0
    sessions: dict[str, str] = field(default_factory=dict)

    def key(self, asker: Asker) -> str:
        """Return the key of somebody."""
        assert asker.role is not None, "nobody has no key"
        return self.person(asker.role, asker.seat).key

    def person(self, role: Role, seat: Seat) -> Person:
        """Return somebody in a role at a seat."""
        return self.house.person(named(role), role, institution=AT[seat])

    def own(self, address: Address, asker: Asker) -> str:
        """Return the id of what an address names in `own institution`: the asker's own, where that matters."""
        name = collection(address)
        is_reporter = name == "incidents" and asker.seat is Seat.OWN and asker.role in self.incidents
        return self.incidents[asker.role] if is_reporter and asker.role is not None else self.mine[name]

    @property
    def today(self) -> str:
        """Return the day by the clock of the house."""
        return str(self.house.program.clock().date())

    @property
    def ids(self) -> frozenset[str]:
        """Return the ids of all that belongs to `own institution` alone."""
        shared = {"lists", "policies", "institutions"}
        own = {each for name, each in self.mine.items() if name not in shared}
        return frozenset({*own, *self.colleagues.values(), *self.incidents.values(), _PARTY, _PERSON})

    def ask(self, address: Address, asker: Asker, identifier: str, *, method: str = "", spoilt: bool = False) -> Answer:
        """Send a request about a thing, with a body that is in good form, or is no JSON at all."""
        path = address.rule.replace("<uuid:identifier>", identifier)
        asked = {"keep-document": "?file_name=x.txt", "search": f"?q={SECRET}", "data-subjects": f"?text={SECRET}"}
        path += asked.get(address.endpoint.split(".")[-1], "")
        for name, value in _NAMED.items():
            path = path.replace(f"<{name}>", value)
        headers = {"Sec-Fetch-Site": "same-origin"}
        if asker.role is not None:
            is_api = path.startswith("/api/")
            key = self.key(asker)
            cookie = "" if is_api else f"{COOKIE}={self._session(key, address)}"
            headers |= {"Authorization": f"Bearer {key}"} if is_api else {"Cookie": cookie}
        elif address.endpoint.startswith("pages."):
            headers["Cookie"] = f"{COOKIE}={'x' * 43}"
        sent: dict[str, Any] = {}
        if address.endpoint.startswith("pages.") and address.is_command:
            sent = {"data": {**_form(self, address), "csrf_token": self._form_token(headers["Cookie"])}}
        elif address.is_command and path.startswith("/api/"):
            headers["If-Match"] = f'"{identifier}:{STALE}"'
            sent = {"data": b"no json"} if spoilt else {"json": self.body(address)}
        self.asked += 1
        response = self.client.open(path, method=method or address.method, headers=headers, **sent)
        told = answered(response)
        response.close()
        return told

    def _session(self, key: str, address: Address) -> str:
        """Return a session of whoever holds a key: one of its own for what may end it, such as signing out."""
        may_end = address.is_command and not address.endpoint.startswith(_OF_A_CASE)
        if may_end or key not in self.sessions:
            opened = self.house.program.doors.with_key(key, "")
            assert isinstance(opened, Opened)
            if may_end:
                return opened.session
            self.sessions[key] = opened.session
        return self.sessions[key]

    def _form_token(self, cookie: str) -> str:
        """Return what a page of ours writes into a form for the browser with this cookie."""
        with self.house.app.test_request_context("/", headers={"Cookie": cookie}):
            token: str = generate_csrf()
            return token

    def body(self, address: Address) -> dict[str, Any]:
        """Return a body in good form for a command or question."""
        match address.endpoint.rpartition(".")[2]:
            case "keep-document" | "import-cases":
                return {}
            case "match":
                return {"name": "Somebody"}
            case "rescreen":
                return {}
            case "check-sharing":
                return {**good_form(Question), "shared_on": str(NOW.date())}
            case "dossier" | "licence-dossier":
                return {"language": "en"}
            case "letter":
                return {"signed_by": "x"}
            case "register" | "portfolio-table":
                return {"format": "csv"}
            case _:
                pass
        aggregate, command = commands()[address.endpoint]
        id_field = next(each.id_field for each in AGGREGATES if each.name == aggregate)
        told = {**good_form(command), **self._facts(command.__name__)}
        return {name: value for name, value in told.items() if name != id_field}

    def _facts(self, command: str) -> dict[str, Any]:
        """Return what makes a new thing possible: facts, and what it is about."""
        about = {"kind": "collaboration", "subject_id": self.mine["collaborations"], "reason": "x"}
        match command:
            case "NotifyCollaboration":
                return {**NOTIFICATION}
            case "ReportIncident":
                return {**REPORTED, "description": "x"}
            case "ProposeErasure":
                return {**about, "ground": "request"}
            case "PlaceHold":
                return about
            case "GiveCover":
                return {"roles": ["researcher"], "from_on": self.today, "until_on": self.today}
            case "ProposeGrant":
                return {"until_on": self.today}
            case "OpenReport":
                return {"case_id": self.mine["collaborations"], "kind": "interim", "period_begins_on": "2026-01-01"}
            case _:
                return {}


VARYING = frozenset({"Date", "Content-Length", "Set-Cookie"})
"""Headers that differ between two requests for one thing; the length follows from the text, which is compared."""


def alike(answer: Answer, identifier: str) -> tuple[int, str, list[tuple[str, str]]]:
    """Return all of an answer but the id that was asked for, and what no two forms share."""
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in VARYING)
    text = re.sub(r'(name="(?:csrf_token|command_id)" value=")[^"]+', r"\1", answer.text)
    return answer.status_code, text.replace(identifier, "ID"), headers


def collection(address: Address) -> str:
    """Return the collection in which an address names a thing."""
    first = address.rule.removeprefix("/api/v1").removeprefix("/do").split("/")[1]
    return "collaborations" if first in {"cases", "committee"} else first


@cache
def commands() -> dict[str, tuple[str, type]]:
    """Return the aggregate and the command of each endpoint that gives one."""
    found = {}
    for aggregate in AGGREGATES:
        name = COLLECTIONS[aggregate.name]
        for spec in aggregate.commands.values():
            found[f"{name}.{name}-{spec.name}"] = (aggregate.name, spec.type)
    return found


def good_form(type_: type) -> dict[str, Any]:
    """Return the fields of a command that must be given, each in good form."""
    hints = get_type_hints(type_, include_extras=True)
    needed = [each for each in fields(type_) if each.default is MISSING and each.default_factory is MISSING]
    return {each.name: _value(hints[each.name]) for each in needed}


def _value(hint: Any) -> Any:
    origin = get_origin(hint)
    if hasattr(hint, "__supertype__"):
        return _value(hint.__supertype__)
    if origin is Annotated:
        return _value(get_args(hint)[0])
    if origin in (Union, UnionType):
        return None if NoneType in get_args(hint) else _value(get_args(hint)[0])
    if origin in (tuple, frozenset, list):
        return []
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint)).value
    if isinstance(hint, type) and is_dataclass(hint):
        return good_form(hint)
    plain = {str: "x", bool: False, int: 1, UUID: NOWHERE, date: "2026-02-01", datetime: "2026-02-01T09:00:00Z"}
    return plain.get(hint, {})


def furnish(house: House) -> World:
    """Put one thing of every kind into a house."""
    _shared(house)
    world = World(house, house.app.test_client(use_cookies=False), {}, {}, {}, {})
    at = Seat.OWN
    officer, export = world.person(Role.CONTACT_POINT_OFFICER, at), world.person(Role.EXPORT_CONTROL_OFFICER, at)
    privacy = world.person(Role.DATA_PROTECTION_OFFICER, at)
    for known, by in ((world.mine, world.person(Role.RESEARCHER, at)), (world.colleagues, house.researcher)):
        case = by.notify(title=f"{SECRET} one", summary=f"{SECRET} two", funder_scheme="fwo").id
        sent = {"If-Match": f'"{case}:1"', "Content-Type": "text/plain"}
        path = f"/collaborations/{case}/documents?file_name=x.txt&title={SECRET}&document_id={DOCUMENT}"
        kept = by.raw(path, SECRET.encode(), sent)
        assert kept.status_code == 201, kept.text
        opened = {"case_id": case, "kind": "interim", "period_begins_on": "2026-01-01"}
        known |= {"collaborations": case, "fwo-reports": _made(officer, "/fwo-reports", opened)}
        known["incidents"] = _made(by, "/incidents", REPORTED)
    world.incidents |= {role: _made(world.person(role, at), "/incidents", REPORTED) for role in STAFF}
    _made(officer, "/parties", {"party_id": _PARTY, "name": "Instituut Dijk", "country": "NL"})
    _made(officer, "/persons", {"person_id": _PERSON, "name": f"{SECRET} Voorbeeld"})
    held = {"kind": "person", "subject_id": _PERSON, "reason": SECRET}
    licence = {"authority": "VL", "kind": "global", "codes": ["6A002"], "destinations": ["NO"], "end_users": [_PARTY]}
    world.mine |= {
        "parties": _PARTY,
        "persons": _PERSON,
        "licences": _made(export, "/licences", {**licence, "modalities": ["knowledge"]}),
        "erasures": _made(privacy, "/erasures", {**held, "ground": "request"}),
        "holds": _made(officer, "/holds", held),
        "covers": _made(officer, "/covers", _cover(world, officer)),
        "grants": _made(privacy, "/grants", _grant(world)),
        "risk-analyses": _made(officer, "/risk-analyses", _ANALYSIS),
        "runs": _RUN,
        "lists": _LIST,
        "policies": str(POLICY_SET),
        "institutions": str(profile_id(HERE)),
        "hits": _hit(house),
    }
    other = world.person(Role.CONTACT_POINT_OFFICER, Seat.OTHER)
    told = {**REPORTED, "description": "Elsewhere."}
    world.there |= {"collaborations": other.notify().id, "incidents": _made(other, "/incidents", told)}
    program = Actor("program", HERE, frozenset({Role.SERVICE}))
    run = StartRun(RunId(UUID(_RUN)), "example", Effect.INDICATIVE, None, 1, "ab" * 32, "scorer-1", 0, 0, 0)
    house.program.service(run, actor=program)
    house.program.read_models.catch_up(HERE)
    return world


def _hit(house: House) -> str:
    """Let one hit wait for a person."""
    with TemporaryDirectory() as folder:
        hit_worlds.listed(house.program, Path(folder), names=hit_worlds.NAMES[:1])
    (case_id,) = hit_worlds.screened(house.program, HERE, names=hit_worlds.NAMES[:1])
    (hit,) = house.program.read_models.institution(HERE).hits(case_id)
    return str(hit.hit_id)


def _cover(world: World, by: Person) -> dict[str, Any]:
    whom = world.person(Role.EXPORT_CONTROL_OFFICER, Seat.OWN).actor.id
    days = {"from_on": world.today, "until_on": world.today}
    told = {"absent": by.actor.id, "cover": whom, "roles": [Role.CONTACT_POINT_OFFICER], "reason": SECRET}
    return {**told, **days}


def _grant(world: World) -> dict[str, Any]:
    auditor = world.person(Role.AUDITOR, Seat.OWN).actor.id
    return {"auditor": auditor, "purpose": SECRET, "until_on": world.today}


def _shared(house: House) -> None:
    ours = shipped()
    propose = policyset.ProposeEdition(POLICY_SET, ours.edition_id, ours.sha256, house.program.clock().date(), "test")
    house.program.service(propose, actor=house.keeper.actor)
    house.program.service(policyset.PublishEdition(POLICY_SET, ours.edition_id), actor=house.second_keeper.actor)
    listed = RegisterList(UUID(_LIST), "example", "Example", Effect.INDICATIVE, "none", "none")
    house.program.service(listed, actor=house.keeper.actor)
    mailboxes = [{"function": "contact_point", "address": "kv@noordhaven.example"}]
    profile = {"name": "Noordhaven", "mailboxes": mailboxes, "licence_authority": "VL"}
    adopted = {"institution_id": str(profile_id(HERE)), "slug": HERE, "profile": profile}
    _made(house.keeper, "/institutions", adopted)


def _made(by: Person, path: str, body: dict[str, Any]) -> str:
    answer = by.post(path, body)
    assert answer.status_code == 201, answer.text
    made: str = answer.json["id"]
    return made
