"""A demonstration with something of every kind in it, and somebody of every role to look at it."""

import csv
import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from domain.values import Actor, Role
from kvcase import bootstrap, server
from kvcase.bootstrap import Kvcase
from kvcase.demo.installation import MAPPING, Installation, import_version
from kvcase.demo.people import CAST, NORTH
from projections import parking
from tests.access.cells import ASKERS, Seat
from tests.rigs.served import FREELY, Served
from tests.web.site import Site

CASES = 40
"""Simulated cases of three years, at all institutions together."""

_AT = {Seat.OWN: NORTH, Seat.FWO: "fwo", Seat.SHARED: "shared"}


@dataclass(frozen=True, slots=True)
class Looker:
    """Somebody in one role at one seat."""

    role: Role
    institution: str

    @property
    def name(self) -> str:
        """Return the actor: of the cast, or made beside it."""
        cast = (each.actor for each in CAST if each.role is self.role and each.institution == self.institution)
        return next(cast, f"{self.role}.{self.institution}")

    def __str__(self) -> str:
        return f"{self.role}-{self.institution}"


LOOKERS = tuple(
    Looker(each.role, _AT[each.seat])
    for each in ASKERS
    if each.role is not None and each.role is not Role.SERVICE and each.seat in _AT
)
"""Everybody who can have a key, but programs, which look at no page, and the second institution, which is alike."""


@dataclass
class Everything:
    """The demonstration, its application in this process, and the key of everybody who looks."""

    installation: Installation
    program: Kvcase
    app: Flask
    keys: Mapping[str, str]

    def hold_a_file(self) -> None:
        """Take in a file of a list that lost nearly all of its entries: it is held until two people let it in."""
        folder = self.installation.folder
        number = sum(1 for _ in folder.glob("short-*.csv"))
        file = folder / f"short-{number}.csv"
        with file.open("w", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream)
            rows.writerow(("id", "name", "aliases", "country", "kind"))
            rows.writerow((f"SHORT-{number}", "Ruhvane Dynamics", "", "SY", "organisation"))
        operator = Actor("beheer.een", "shared", frozenset({Role.ADMIN}))
        asked = (operator, "simulated-signals", "generic_csv", {"list": file}, MAPPING)
        assert self.program.list_imports.import_files(*asked).outcome == "held", "the short file is held"

    def park(self) -> None:
        """Leave an event lying that a read model could not take."""
        recorded = self.program.logs.log(NORTH).after(0, 1)[0]
        with self.program.read_models.engine(NORTH).begin() as connection:
            connection.exec_driver_sql("DELETE FROM read_model_parked")
            why = "ValueError at sheets.py:1"
            parking.park(connection, [parking.row("case_register", NORTH, recorded, why, self.program.clock())])


@contextmanager
def furnished(folder: Path, cases: int = CASES) -> Iterator[Everything]:
    """Give a demonstration with three years behind it, something of every kind, and keys for everybody.

    It is made once for all processes of a run of the tests, and whoever asks has a copy.
    """
    original, keys = _made_once(cases, _shared(folder))
    installation = Installation(folder / "demo")
    shutil.copytree(original, installation.folder)
    program = bootstrap.build(installation.settings())
    try:
        yield Everything(installation, program, server.application(program), dict(keys))
    finally:
        program.close()


def _shared(folder: Path) -> Path:
    """Return the folder that the processes of one run share; `folder` is one of those that pytest gives to tests."""
    of_process = folder.parent
    return of_process.parent if "PYTEST_XDIST_WORKER" in os.environ else of_process


@cache
def _made_once(cases: int, shared: Path) -> tuple[Path, Mapping[str, str]]:
    """Return the folder of the original and the key of everybody: whichever process asks first makes it."""
    place = shared / f"everything-{cases}"
    with (shared / f"everything-{cases}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "keys.json").exists():
            shutil.rmtree(place, ignore_errors=True)
            keys = _made_at(place / "demo", cases)
            (place / "keys.json").write_text(json.dumps(keys), "utf-8")
    return place / "demo", json.loads((place / "keys.json").read_text("utf-8"))


def _made_at(folder: Path, cases: int) -> Mapping[str, str]:
    """Make the original in a folder; return the key of everybody."""
    installation = Installation(folder)
    installation.begin()
    installation.prepare(cases)
    program = bootstrap.build(installation.settings())
    try:
        import_version(program, 2)
        keys = {name: person.key for name, person in installation.people().items()}
        for each in (one for one in LOOKERS if one.name not in keys):
            keys[each.name] = program.keys.create(Actor(each.name, each.institution, frozenset({each.role})))
        whole = Everything(installation, program, server.application(program), keys)
        _furnish(whole.app.test_client(use_cookies=False), keys, program.clock().date())
        whole.hold_a_file()
        program.read_models.catch_up(NORTH)
    finally:
        program.close()
    return keys


@contextmanager
def opened(
    whole: Everything, browser: Browser, at: int = 0, settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Site]:
    """Serve it as `kvcase demo` does, or with settings of one's own as a real installation, to be looked at."""
    as_demo = () if settings else ("--demonstration", str(whole.installation.folder))
    more = {**FREELY, **settings}
    with Served(whole.installation, settings=more, arguments=as_demo, at=at) as served:  # type: ignore[arg-type]
        site = Site(whole.installation, served.client, browser)
        site.keys.update(whole.keys)
        yield site


def _furnish(client: FlaskClient, keys: Mapping[str, str], today: date) -> None:
    """Let people record one thing of each kind that the simulated years have none of."""
    of = {each.role: keys[each.name] for each in LOOKERS if each.institution == NORTH}
    officer, privacy = of[Role.CONTACT_POINT_OFFICER], of[Role.DATA_PROTECTION_OFFICER]
    reported = {"kv_type": "KV1", "happened_on": str(today - timedelta(days=9)), "discovered_on": str(today)}
    for role in (Role.RESEARCHER, Role.SECURITY_OFFICER, Role.CONTACT_POINT_OFFICER):
        _made(client, of[role], "incidents", {**reported, "description": "Een laptop bleef in een trein liggen."})
    held, gone = (_made(client, officer, "persons", {"name": name}) for name in ("Daryush Parvizan", "Ilse Vandaele"))
    _made(client, officer, "holds", {"kind": "person", "subject_id": held, "reason": "Een geschil loopt nog."})
    asked = {"kind": "person", "subject_id": gone, "reason": "Gevraagd door wie het aangaat.", "ground": "request"}
    _made(client, privacy, "erasures", asked)
    days = {"from_on": str(today), "until_on": str(today + timedelta(days=7))}
    absent, cover = "els.deprez", "tom.claeskens"
    given = {"absent": absent, "cover": cover, "roles": [Role.CONTACT_POINT_OFFICER], "reason": "Verlof."}
    _made(client, officer, "covers", {**given, **days})
    granted = {"auditor": "auditor.noorderhaven", "purpose": "De jaarlijkse audit.", "until_on": days["until_on"]}
    _made(client, privacy, "grants", granted)
    analysis = {
        "year": today.year - 1,
        "made_on": str(today),
        "reported_to": "Het bestuur",
        "summary": "Zoals gemeten.",
    }
    _made(client, officer, "risk-analyses", analysis)


def _made(client: FlaskClient, key: str, collection: str, body: Mapping[str, Any]) -> str:
    headers = {"Authorization": f"Bearer {key}"}
    answer = client.post(f"/api/v1/{collection}", json=dict(body), headers=headers)
    assert answer.status_code == 201, answer.text
    made: str = json.loads(answer.text)["id"]
    return made
