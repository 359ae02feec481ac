"""Bad input at the real command line: exit status 1 for a rule, 2 for what cannot be used, the field and rule named.

The tables run the program's own `main` in this process, because starting Python sixty times is slow; one test of each
status, and all that has to do with processes, start a real one. Nothing may write, none may end in a traceback.
"""

import base64
import gzip
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

import pytest

from domain.values import Role
from kvcase import bootstrap
from kvcase.cli.main import main
from tests.acceptance.installations import FIRST, SOUTH, Installation, actor, write_list

MAPPING = 'entry_id = "id"\nname = "name"\naliases = "aliases"\ncountry = "country"\nkind = "kind"\n'
NAMES = tuple((f"F{number:03}", f"Fictional Institute {number}", "BE") for number in range(200))


@dataclass(frozen=True)
class House:
    """An installation with a list in force, a case, and a key for each who acts."""

    installation: Installation
    folder: Path
    keys: dict[str, str]
    reference: str

    def run(self, *arguments: str, who: str = "officer", **changes: str) -> "subprocess.CompletedProcess[str]":
        """Run the command line as somebody, with other settings."""
        environment = {**self.installation.environment, "KVCASE_KEY": self.keys.get(who, who), **changes}
        out, err = StringIO(), StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name in [name for name in os.environ if name.startswith("KVCASE_")]:
                patch.delenv(name)
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["kvcase", *arguments])
            with pytest.raises(SystemExit) as ended:
                main()
        return subprocess.CompletedProcess(arguments, int(ended.value.code or 0), out.getvalue(), err.getvalue())

    def process(self, *arguments: str, who: str = "officer") -> "subprocess.CompletedProcess[str]":
        """Run the command line as somebody in a process of its own."""
        return self.installation.kvcase(*arguments, key=self.keys.get(who, who))

    def lists_import(self, file: Path, mapping: str = "mapping.toml") -> "subprocess.CompletedProcess[str]":
        """Import a file as the fictional list."""
        options = ("--format", "generic_csv", "--mapping", str(self.folder / mapping))
        return self.run("lists", "import", "fictional-list", str(file), *options, who="admin")

    def count(self) -> tuple[int, ...]:
        """Return the number of events of each log."""
        program = self.installation.open()
        try:
            return tuple(program.logs.log(slug).head() for slug in (*self.installation.settings.institutions, "shared"))
        finally:
            program.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Return one house for all: nothing that is tried here changes it."""
    folder = tmp_path_factory.mktemp("bad-input")
    installation = Installation(f"sqlite:///{folder / 'data'}")
    installation.prepare()
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    program = installation.open()
    try:
        people = {
            "researcher": actor("r.voorbeeld", Role.RESEARCHER),
            "officer": actor("o.voorbeeld", Role.CONTACT_POINT_OFFICER),
            "stranger": actor("z.voorbeeld", Role.CONTACT_POINT_OFFICER, SOUTH),
            "admin": FIRST,
        }
        keys = {name: program.keys.create(who) for name, who in people.items()}
    finally:
        program.close()
    made = House(installation, folder, keys, "")
    registered = ("lists", "register", "fictional-list", "--name", "F", "--effect", "legal", "--basis", "fictional law")
    assert made.run(*registered, who="admin").returncode == 0
    assert made.lists_import(write_list(folder / "good.csv", *NAMES)).returncode == 0
    notify = ("case", "notify", "--title", "Stille motoren", "--summary", "Fictief.", "--nature", "consortium")
    told = made.run(*notify, who="researcher")
    assert told.returncode == 0, told.stderr
    return replace(made, reference=told.stdout.splitlines()[0])


@pytest.fixture
def unchanged(house: House) -> Iterator[House]:
    """Give the house, and assert that no log grew."""
    before = house.count()
    yield house
    assert house.count() == before


def refused(done: "subprocess.CompletedProcess[str]", status: int, *words: str) -> None:
    """Assert the status, the words, and that no traceback is shown."""
    said = done.stdout + done.stderr
    assert "Traceback" not in said, said
    assert done.returncode == status, said
    assert [word for word in words if word not in said] == [], said


CASE_COMMANDS = {
    "unknown command": ("befriend", "{}", 2, ("command", "befriend", "suspend")),
    "no JSON": ("suspend", "{", 2, ("body", "no JSON")),
    "not an object": ("suspend", "[]", 2, ("body", "object")),
    "a name twice": ("suspend", '{"reason": "a", "reason": "b"}', 2, ("reason", "twice")),
    "deep": ("suspend", '{"reason": ' + "[" * 5_000 + "]" * 5_000 + "}", 2, ("nested",)),
    "unknown field": ("suspend", '{"tenant": "x"}', 2, ("tenant", "reason")),
    "field missing": ("suspend", "{}", 2, ("reason",)),
    "NUL": ("suspend", '{"reason": "a\\u0000b"}', 2, ("reason", "U+0000")),
    "control character": ("suspend", '{"reason": "a\\u001bb"}', 2, ("reason", "U+001B")),
    "lone surrogate": ("suspend", '{"reason": "a\\ud800b"}', 2, ("reason",)),
    "wrong type": ("suspend", '{"reason": 5}', 2, ("reason", "a text")),
    "unknown code": ("assert-risk-factor", '{"code": "R-NONE", "justification": "x"}', 2, ("code",)),
    "unknown party": (
        "link-party",
        '{"party_id": "8b1d2f5e-0c57-4d0e-9a35-6f1f3a1c2b4d", "role": "partner"}',
        1,
        ("party", "8b1d2f5e"),
    ),
    "wrong role": ("approve", '{"grounds": "x", "dossier_version": 1}', 1, ("approve", "institution_approver")),
    "a rule": ("complete-screening", '{"summary": "x"}', 1, ("refused",)),
}


@pytest.mark.parametrize(("command", "body", "status", "words"), CASE_COMMANDS.values(), ids=CASE_COMMANDS)
def test_a_case_takes_no_bad_command(
    unchanged: House, command: str, body: str, status: int, words: tuple[str, ...]
) -> None:
    refused(unchanged.run("case", "do", unchanged.reference, command, body), status, *words)


def test_a_date_before_its_begin_names_both(unchanged: House) -> None:
    dates = '{"planned_start_on": "2027-02-01", "planned_end_on": "2027-01-31"}'
    given = ("case", "notify", "--title", "t", "--summary", "s", "--nature", "consortium", "--set", dates)
    refused(unchanged.run(*given), 2, "planned_end_on", "2027-01-31", "2027-02-01")


def test_another_institution_sees_no_such_case(unchanged: House) -> None:
    refused(unchanged.run("case", "show", unchanged.reference, who="stranger"), 1, "no case")


COMMANDS = {
    "nobody": ("", ("case", "list"), 2, ("key", "KVCASE_KEY")),
    "unknown key": ("kv_0_0", ("case", "list"), 1, ("key",)),
    "unknown case": ("officer", ("case", "show", "KV-NOORDERHAVEN-2026-999999"), 1, ("no case",)),
    "unknown institution": (
        "",
        ("keys", "create", "--actor", "a", "--institution", "x", "--role", "admin"),
        2,
        ("fwo",),
    ),
    "an odd role": (
        "",
        ("keys", "create", "--actor", "a", "--institution", "shared", "--role", "researcher"),
        2,
        ("roles", "researcher at an institution"),
    ),
    "a blank actor": (
        "",
        ("keys", "create", "--actor", " ", "--institution", "shared", "--role", "admin"),
        2,
        ("actor",),
    ),
    "too many days": (
        "",
        ("keys", "create", "--actor", "a", "--institution", "shared", "--role", "admin", "--days", "99999999999"),
        2,
        ("days",),
    ),
    "unknown log": ("", ("audit", "log", "nowhere"), 2, ("no such log",)),
    "a position beyond": ("", ("audit", "log", "shared", "--after", "9" * 30), 2, ("--after",)),
    "unknown model": ("", ("projections", "rebuild", "--model", "nope"), 2, ("model", "case_register")),
    "an empty name": ("", ("match", " "), 2, ("name",)),
    "no country": ("", ("match", "Voorbeeld", "--country", "Nergens"), 2, ("country",)),
    "unknown list": ("admin", ("lists", "import-policy", "nonesuch"), 2, ("list_id", "seven-sons")),
    "release of an unknown list": ("admin", ("lists", "propose-release", "no", "d", "--reason", "r"), 2, ("list_id",)),
    "an id that is none": (
        "admin",
        ("lists", "register", "My List!", "--name", "n", "--effect", "legal", "--basis", "b"),
        2,
        ("list_id",),
    ),
}


@pytest.mark.parametrize(("who", "arguments", "status", "words"), COMMANDS.values(), ids=COMMANDS)
def test_bad_words_are_named(
    unchanged: House, who: str, arguments: tuple[str, ...], status: int, words: tuple[str, ...]
) -> None:
    refused(unchanged.run(*arguments, who=who), status, *words)


_GOOD = "id,name,aliases,country,kind\n" + "".join(f'{a},"{b}",,{c},organisation\n' for a, b, c in NAMES)
FILES = {
    "empty": (b"", 2, ("empty",)),
    "truncated": (_GOOD[: len(_GOOD) // 2].encode() + b',"', 2, ("cut off",)),
    "another format": (b"<html></html>", 2, ("XML",)),
    "no header": (_GOOD.partition("\n")[2].encode(), 2, ("header row lacks", "name")),
    "binary": (bytes(range(128, 256)) * 9, 2, ("UTF-8",)),
    "cut gzip": (gzip.compress(_GOOD.encode())[:-40], 2, ("gzip", "cut off")),
    "bad rows": (_GOOD.replace("F000,", ",").replace("F001,", ",").replace("F002,", ",").encode(), 1, ("line 2", "id")),
    "shrunken": ("\n".join(_GOOD.splitlines()[:100]).encode() + b"\n", 1, ("HELD", "shrunken")),
    "only a header": (_GOOD.partition("\n")[0].encode() + b"\n", 1, ("HELD", "no entries")),
}


@pytest.mark.parametrize(("data", "status", "words"), FILES.values(), ids=FILES)
def test_a_bad_list_file_never_comes_into_force(
    house: House, tmp_path: Path, data: bytes, status: int, words: tuple[str, ...]
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(data)
    before = _in_force(house)
    refused(house.lists_import(file), status, *words)
    assert _in_force(house) == before


def test_a_gzip_bomb_is_refused_unopened(unchanged: House, tmp_path: Path) -> None:
    file = tmp_path / "bomb.csv.gz"
    with gzip.open(file, "wb", 1) as bomb:
        for _ in range(300):
            bomb.write(bytes(1_000_000))
    refused(unchanged.lists_import(file), 2, "gzip bomb")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('entry_id = "id"\nname = "nom"\n', ("nom",)),
        (MAPPING + 'aliasses = "x"\n', ("aliasses",)),
        ("[[", ("mapping",)),
    ],
)
def test_a_wrong_mapping_is_named_and_takes_no_alias_away(unchanged: House, text: str, words: tuple[str, ...]) -> None:
    (unchanged.folder / "wrong.toml").write_text(text, encoding="utf-8")
    refused(unchanged.lists_import(unchanged.folder / "good.csv", "wrong.toml"), 2, *words)


def test_a_folder_is_no_mapping_and_a_part_is_given_once(unchanged: House) -> None:
    refused(unchanged.lists_import(unchanged.folder / "good.csv", "."), 2, "--mapping", "directory")
    good = str(unchanged.folder / "good.csv")
    twice = ("lists", "import", "fictional-list", good, good, "--format", "generic_csv")
    refused(unchanged.run(*twice, who="admin"), 2, "twice")


SETTINGS = {
    "wrong master key": ({"KVCASE_MASTER_KEY": base64.b64encode(bytes(32)).decode()}, ("master key",)),
    "no master key": ({"KVCASE_MASTER_KEY": "", "KVCASE_MASTER_KEY_FILE": "none.key"}, ("--new-master-key",)),
    "no database": ({"KVCASE_DATABASE": "nonsense"}, ("KVCASE_DATABASE", "sqlite:///")),
    "no address": ({"KVCASE_DATABASE": "postgresql://%zz"}, ("KVCASE_DATABASE",)),
    "not migrated": ({"KVCASE_DATABASE": "sqlite:////nowhere/at/all"}, ("kvcase migrate",)),
    "all at once": (
        {"KVCASE_PORT": "99999", "KVCASE_RESCREEN_SECONDS": "0", "KVCASE_INSTITUTIONS": "fwo"},
        ("KVCASE_PORT", "KVCASE_RESCREEN_SECONDS", "KVCASE_INSTITUTIONS"),
    ),
    "no folder of editions": ({"KVCASE_EDITIONS": "/nowhere"}, ("KVCASE_EDITIONS", "is no folder")),
    "no number": ({"KVCASE_PORT": "many"}, ("KVCASE_PORT", "integer")),
    "an institution without a log": ({"KVCASE_INSTITUTIONS": "noorderhaven,westerzee"}, ("westerzee", "migrate")),
}


@pytest.mark.parametrize(("changes", "words"), SETTINGS.values(), ids=SETTINGS)
def test_a_server_says_at_its_start_which_setting_is_wrong(
    unchanged: House, changes: dict[str, str], words: tuple[str, ...]
) -> None:
    refused(unchanged.run("scheduler", "--once", **changes), 2, *words)


def test_a_wrong_master_key_cannot_write_nor_take_the_vault_over(unchanged: House) -> None:
    wrong = {"KVCASE_MASTER_KEY": base64.b64encode(bytes(32)).decode()}
    given = ("case", "notify", "--title", "t", "--summary", "s", "--nature", "consortium")
    refused(unchanged.run(*given, who="researcher", **wrong), 2, "master key")
    refused(unchanged.run("migrate", **wrong), 2, "master key")


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    installation = Installation(f"sqlite:///{tmp_path / 'data'}")
    bootstrap.migrate(installation.settings)
    with sqlite3.connect(tmp_path / "data" / "shared.db") as newer:
        newer.execute("UPDATE store_schema SET version = 99")
    newer.close()
    refused(installation.kvcase("scheduler", "--once"), 2, "newer kvcase", "99")


@pytest.mark.sockets
def test_a_taken_port_is_said_before_anything_starts(unchanged: House, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        refused(unchanged.process("serve", "--port", port), 2, "port", port)
        refused(unchanged.process("demo", "--folder", str(tmp_path / "demo"), "--port", port), 2, "port", port)
    assert not (tmp_path / "demo").exists()


@pytest.mark.sockets
def test_the_demo_leaves_data_alone_that_it_did_not_make(unchanged: House) -> None:
    refused(unchanged.run("demo", "--folder", str(unchanged.folder), "--no-serve", "--port", "9191"), 2, "folder")


def test_a_process_ends_with_the_status_of_its_refusal(unchanged: House) -> None:
    refused(unchanged.process("case", "list"), 0, unchanged.reference)
    refused(
        unchanged.process("case", "do", unchanged.reference, "approve", '{"grounds": "x", "dossier_version": 1}'),
        1,
        "approve",
    )
    refused(unchanged.process("case", "do", unchanged.reference, "befriend"), 2, "befriend")


@pytest.mark.sockets
@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_scheduler_that_is_told_to_stop_stops_in_good_order(house: House, word: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kvcase", "scheduler"],
        env=dict(house.installation.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("scheduler")
    process.send_signal(word)
    _, said = process.communicate(timeout=120)
    assert (process.returncode, said) == (0, "")


def _in_force(house: House) -> str:
    """Return what the status says of the version in force, without the held file."""
    lines = house.run("lists", "status").stdout.splitlines()
    return next(line for line in lines if line.startswith("fictional-list"))
