"""A whole installation for acceptance tests: settings, people, policies in force, on either database."""

import base64
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from types import MappingProxyType

import pytest

from domain.policyset import decider as policyset
from domain.values import Actor, Effect, Role
from kvcase import bootstrap
from kvcase.bootstrap import Kvcase
from kvcase.cli.main import main
from kvcase.demo.installation import MAPPING
from kvcase.facts import POLICY_SET, shipped
from kvcase.ledger.keys import Keyring
from kvcase.list_imports import ImportResult
from kvcase.settings import CatchUp, DocumentSettings, LedgerSettings, Settings
from kvcase.store import vault
from kvcase.store.database import DatabaseUrl
from kvcase.witnesses import Folder
from tests.pgrig import binaries

KEY = base64.b64encode(bytes(range(32))).decode()
NORTH, SOUTH = "noorderhaven", "zuidpoort"
FIRST = Actor("beheer.een", "shared", frozenset({Role.ADMIN}))
SECOND = Actor("beheer.twee", "shared", frozenset({Role.ADMIN}))


def actor(name: str, role: Role, institution: str = NORTH) -> Actor:
    """Return somebody of a fictional institution."""
    return Actor(name, institution, frozenset({role}))


@dataclass(frozen=True)
class Installation:
    """Where a test's installation lives; any number of processes may open it."""

    url: str
    chunk: int = 100
    ledger_key: Path | None = None
    witness: Path | None = None
    backups: Path | None = None
    erasures: Path | None = None
    blobs: Path | None = None
    more: tuple[tuple[str, str], ...] = ()

    @property
    def _programs(self) -> Path | None:
        """Return where the programs of PostgreSQL are, which backups of it take."""
        return binaries() if self.url.startswith("postgres") else None

    @property
    def environment(self) -> Mapping[str, str]:
        """Return the settings as another process reads them."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KVCASE_")}
        return {
            **kept,
            "KVCASE_DATABASE": self.url,
            "KVCASE_MASTER_KEY": KEY,
            "KVCASE_INSTITUTIONS": f"{NORTH},{SOUTH}",
            "KVCASE_RESCREEN_CHUNK": str(self.chunk),
            "KVCASE_ERASURES_FILE": str(self.erasures or ""),
            "KVCASE_LEDGER_KEY_FILE": str(self.ledger_key or ""),
            "KVCASE_LEDGER_WITNESSES": f"folder:{self.witness}" if self.witness is not None else "",
            "KVCASE_BACKUPS": str(self.backups or ""),
            "KVCASE_BLOBS": str(self.blobs or ""),
            "KVCASE_PG_BIN": str(self._programs or ""),
            **dict(self.more),
        }

    @property
    def settings(self) -> Settings:
        """Return the settings of this installation."""
        key = vault.parse_master_key(KEY)
        database = DatabaseUrl.parse(self.url)
        return Settings(
            database,
            key,
            (NORTH, SOUTH),
            chunk=self.chunk,
            ledger=self._ledger(database),
            backups=self.backups,
            pg_programs=self._programs,
            erasures_file=self.erasures,
            documents=DocumentSettings(self.blobs),
        )

    def _ledger(self, database: DatabaseUrl) -> LedgerSettings:
        if self.ledger_key is None:
            return LedgerSettings()
        if not self.ledger_key.exists():
            vault.create_secret(self.ledger_key, Keyring.made("test", os.urandom).text)
        keys = Keyring.parse(vault.read_secret(self.ledger_key, database, "ledger key"))
        witnesses = (Folder(self.witness),) if self.witness is not None else ()
        return LedgerSettings(keys, self.ledger_key, witnesses=witnesses)

    def prepare(self) -> None:
        """Create the store and bring the shipped policy edition into force, by two people."""
        bootstrap.migrate(self.settings)
        program = self.open()
        try:
            editions = shipped()
            day = program.clock().date()
            propose = policyset.ProposeEdition(POLICY_SET, editions.edition_id, editions.sha256, day, "test")
            program.service(propose, actor=FIRST)
            program.service(policyset.PublishEdition(POLICY_SET, editions.edition_id), actor=SECOND)
        finally:
            program.close()

    def open(self, catch_up: CatchUp = CatchUp.INLINE) -> Kvcase:
        """Open the installation in this process; the caller closes it."""
        return bootstrap.build(replace(self.settings, catch_up=catch_up))

    def kvcase(self, *arguments: str, key: str = "") -> "subprocess.CompletedProcess[str]":
        """Run the command line in a process of its own, to its end."""
        environment = {**self.environment, "KVCASE_KEY": key}
        command = [sys.executable, "-m", "kvcase", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)

    def run(self, *arguments: str, key: str = "") -> "subprocess.CompletedProcess[str]":
        """Run the command line to its end in this process: starting one for each line would take minutes."""
        out, err = StringIO(), StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name in [name for name in os.environ if name.startswith("KVCASE_")]:
                patch.delenv(name)
            for name, value in {**self.environment, "KVCASE_KEY": key}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["kvcase", *arguments])
            with pytest.raises(SystemExit) as ended:
                main()
        return subprocess.CompletedProcess(arguments, int(ended.value.code or 0), out.getvalue(), err.getvalue())

    def begin(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start the command line in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "kvcase", *arguments],
            env=dict(self.environment),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )


def write_list(file: Path, *rows: tuple[str, str, str], alias_of: Mapping[str, str] = MappingProxyType({})) -> Path:
    """Write a fictional list of (id, name, country) as CSV; `alias_of` gives some ids another name beside."""
    lines = [
        "id,name,aliases,country,kind",
        *(f'{key},"{name}","{alias_of.get(key, "")}",{country},organisation' for key, name, country in rows),
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def import_list(program: Kvcase, list_id: str, effect: Effect, file: Path) -> ImportResult:
    """Take a version of a fictional list in."""
    program.list_imports.register(FIRST, list_id, f"Fictional {list_id}", effect, "a fictional regulation", "fictional")
    return program.list_imports.import_files(FIRST, list_id, "generic_csv", {"list": file}, MAPPING)
