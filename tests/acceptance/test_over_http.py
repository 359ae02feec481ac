"""Over HTTP, on a server of its own: a case from notification to its end, and the demonstration as a user runs it."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.values import Role
from kvcase.demo.client import Person, Play, Server, Told
from tests.acceptance.installations import SOUTH, Installation, actor

pytestmark = pytest.mark.sockets
CAST = {
    "researcher": Role.RESEARCHER,
    "officer": Role.CONTACT_POINT_OFFICER,
    "second": Role.CONTACT_POINT_OFFICER,
    "export": Role.EXPORT_CONTROL_OFFICER,
    "approver": Role.INSTITUTION_APPROVER,
    "other": Role.INSTITUTION_APPROVER,
}


@pytest.mark.by_day("postgres")
def test_a_case_walks_from_notification_to_termination_with_each_refusal_on_the_way(
    installation: Installation,
) -> None:
    people = _people(installation)
    today = date.fromisoformat(_today(installation))
    with _serving(installation) as server:
        told = Told()
        play = Play(server, told, "walk")
        researcher, officer, approver = people["researcher"], people["officer"], people["approver"]
        play.notify(
            researcher, title="Sensoren voor drones", summary="Samenwerking rond navigatie.", nature="consortium"
        )
        partner = play.party(researcher, "Kustlijn Universiteit van Zandvliet", "NO")
        play.do(researcher, "link-party", party_id=partner, role="partner")
        play.refused(approver, "approve", "transition", grounds="Te vroeg.")
        item = {"code": "6A002", "annex_version": "2025/2003", "certainty": "confirmed"}
        play.do(people["export"], "classify-topic", control_codes=[item], trl_min=4, rationale="Optische sensoren.")
        play.do(officer, "start-screening", screening_id=play.id("screening"))
        play.do(officer, "complete-screening", summary="Geen treffers.")
        requirement = {"requirement_id": play.id("requirement"), "requirement": "export_licence"}
        law = {"basis": "Verordening (EU) 2021/821", "rationale": "Kennis naar buiten de EU."}
        play.do(people["export"], "identify-legal-requirement", **requirement, **law)
        play.do(officer, "submit-for-review", proposal="Goedkeuren onder voorbehoud.")
        play.refused(officer, "approve", grounds="De verkeerde rol.")
        play.refused(approver, "approve", "G3", grounds="Zonder vergunning.")
        both = Person("officer", people["officer-as-approver"].key)
        play.refused(both, "approve", "G6", grounds="Wie screende, beslist niet.", is_subject_to_licence=True)
        play.do(approver, "approve", grounds="Delen wacht op de vergunning.", is_subject_to_licence=True)
        share = {
            "share_id": play.id("share"),
            "recipient_id": partner,
            "destination": "NO",
            "modality": "knowledge",
            "shared_on": str(today),
            "what": "Regelalgoritme",
            "codes": ["6A002"],
        }
        play.refused(researcher, "record-sharing", "G3", "G4", **share)
        play.refused(researcher, "start", "G3", started_on=str(today))
        licence = play.id("licence")
        asked = {"authority": "VL", "kind": "individual", "codes": ["6A002"], "destination": "NO"}
        play.do(
            people["export"],
            "request-export-licence",
            licence_id=licence,
            end_user_id=partner,
            modalities=["knowledge"],
            **asked,
        )
        valid = {"valid_from": str(today), "valid_until": str(today + timedelta(days=365))}
        certificate = {"document": "end_user_certificate", "reference": "Ondertekend."}
        play.licence(people["export"], licence, "provide-document", **certificate)
        play.licence(people["export"], licence, "submit", submitted_on=str(today))
        play.licence(people["export"], licence, "grant", number="T-1", **valid)
        play.do(researcher, "start", started_on=str(today))
        play.do(researcher, "record-sharing", **share)
        ending = {"cause": "De partner schendt de afspraken.", "effective_on": str(today)}
        play.refused(approver, "propose-termination", "G17-conditions", **ending)
        play.do(approver, "propose-termination", conditions=["Gegevens terug"], **ending)
        play.refused(approver, "terminate", "G17")
        play.do(people["other"], "terminate")
        play.do(officer, "close", outcome="Beëindigd; gegevens terug.")
        stranger = server.send("GET", f"/api/v1/collaborations/{play.case_id}", people["stranger"].key)
        assert stranger.status == 404

    history = installation.kvcase("case", "history", play.reference, key=people["officer"].key)
    print(history.stdout)  # noqa: T201
    assert history.returncode == 0, history.stderr
    names = [line.split("  ")[-1].split(":")[0].split()[-1] for line in history.stdout.splitlines()]
    assert names[0] == "CollaborationNotified"
    assert names[-2:] == ["CollaborationTerminated", "CollaborationClosed"]
    assert "SharingRecorded" in names


def test_a_repeated_request_gets_the_first_answer_and_writes_nothing(installation: Installation) -> None:
    people = _people(installation)
    with _serving(installation) as server:
        body = {"title": "Eén keer", "summary": "Dubbele klik.", "nature": "service"}
        once = {"Idempotency-Key": "dubbele-klik"}
        key = people["researcher"].key
        first = server.send("POST", "/api/v1/collaborations", key, {**body, "case_id": _ID}, once)
        again = server.send("POST", "/api/v1/collaborations", key, {**body, "case_id": _ID}, once)
        other = server.send("POST", "/api/v1/collaborations", key, {**body, "case_id": _ID, "title": "Anders"}, once)

        assert (first.status, again.status, other.status) == (201, 201, 422)
        assert first.body["reference"] == again.body["reference"]
        assert len(server.send("GET", "/api/v1/collaborations", key).body["items"]) == 1


def test_the_demonstration_plays_the_six_casussen_and_does_not_play_twice(tmp_path: Path) -> None:
    first, second = (_demo(tmp_path / "demo") for _ in range(2))

    assert first.returncode == 0, first.stderr
    assert second.returncode == 0, second.stderr
    for number in range(1, 7):
        assert f"Casus {number}:" in first.stdout
    assert "played in" in first.stdout
    assert "serving at" not in first.stdout + second.stdout
    assert "Ctrl-C" not in first.stdout + second.stdout
    assert "played before" in second.stdout
    for status in ("approved", "running", "completed", "terminated"):
        assert f"=> {status}, level" in second.stdout
    assert "task: review-hits" in second.stdout


def test_a_demonstration_that_is_killed_leaves_no_server_behind(tmp_path: Path) -> None:
    server = Server("127.0.0.1", _free_port())
    command = [sys.executable, "-m", "kvcase", "demo", "--cases", "0", "--folder", str(tmp_path / "demo")]
    command += ["--port", str(server.port)]
    with (tmp_path / "told").open("wb") as told:
        process = subprocess.Popen(command, stdout=told, stderr=subprocess.STDOUT)
    _until(lambda: _answers(server), "the server does not answer")
    process.kill()  # nothing of it runs any more: no handler, no finally
    process.wait(timeout=20)
    _until(lambda: not _answers(server), "the server outlived the demonstration")


def _until(condition: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.1)


def _answers(server: Server) -> bool:
    try:
        return server.send("GET", "/health/ready", "").status == 200
    except (OSError, http.client.HTTPException, json.JSONDecodeError):
        return False


_ID = "00000000-0000-4000-8000-00000000a001"


def _demo(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "kvcase", "demo", "--no-serve", "--cases", "20", "--folder", str(folder)]
    return subprocess.run(
        [*command, "--port", str(_free_port())], capture_output=True, text=True, timeout=240, check=False
    )


def _people(installation: Installation) -> dict[str, Person]:
    program = installation.open()
    try:
        keys = {name: program.keys.create(actor(name, role)) for name, role in CAST.items()}
        keys["officer-as-approver"] = program.keys.create(actor("officer", Role.INSTITUTION_APPROVER))
        keys["stranger"] = program.keys.create(actor("stranger", Role.CONTACT_POINT_OFFICER, SOUTH))
    finally:
        program.close()
    return {name: Person(name, key) for name, key in keys.items()}


def _today(installation: Installation) -> str:
    program = installation.open()
    try:
        return program.clock().date().isoformat()
    finally:
        program.close()


@contextmanager
def _serving(installation: Installation) -> Iterator[Server]:
    server = Server("127.0.0.1", _free_port())
    process = subprocess.Popen(
        [sys.executable, "-m", "kvcase", "serve", "--port", str(server.port)],
        env=dict(installation.environment),
        stderr=subprocess.PIPE,
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                if server.send("GET", "/health/ready", "").status == 200:
                    break
            except (OSError, json.JSONDecodeError):
                pass
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"the server does not answer: {process.stderr.read() if process.stderr else b''!r}")
            time.sleep(0.1)
        yield server
    finally:
        os.kill(process.pid, signal.SIGTERM)
        process.wait(timeout=40)
        if process.stderr:
            process.stderr.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
