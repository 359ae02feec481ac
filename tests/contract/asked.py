"""Runs schemathesis against a real server: `python -m tests.contract.asked --examples 500`."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from api import access
from domain.values import Role
from tests.access import cells
from tests.access.cells import ASKERS, Seat
from tests.access.world import World
from tests.contract.served import Served, served

HERE = Path(__file__).parent
_LOGGED = ("Traceback", "unexpected ", "[ERROR]")


@dataclass(frozen=True)
class Ran:
    """How it ended, and what was said."""

    code: int
    said: str
    logged: str

    @property
    def faults(self) -> tuple[str, ...]:
        """Return the lines of the server's log that tell of a fault."""
        return tuple(line for line in self.logged.splitlines() if any(each in line for each in _LOGGED))


def run(folder: Path, *options: str, seed: int = 1, url: str | None = None, stream: bool = False) -> Ran:
    """Serve a furnished installation and let schemathesis ask it, with these options of its own."""
    with served(folder, url) as server:
        told = folder / "told.json"
        told.write_text(json.dumps(_told(server, seed)), "utf-8")
        program = Path(sys.executable).with_name("schemathesis")
        command = [str(program), "--config-file", str(HERE / "schemathesis.toml"), "run", "--seed", str(seed), *options,
                   f"{server.url}/api/v1/openapi.json"]  # fmt: skip
        environment = {**os.environ, "SCHEMATHESIS_TOLD": str(told), "SCHEMATHESIS_HOOKS": "tests.contract.hooks"}
        out = None if stream else subprocess.PIPE
        ended = subprocess.run(command, env=environment, cwd=folder, stdout=out, stderr=subprocess.STDOUT, check=False)
        said = ended.stdout.decode("utf-8", "replace") if ended.stdout else ""
    return Ran(ended.returncode, said, server.logged)


def _told(server: Served, seed: int) -> dict[str, object]:
    """Return what the hooks need to know: who is let in where, what exists, and at which version."""
    world = server.world
    app = world.house.app
    keys: dict[str, list[str]] = {}
    for address in cells.addresses(app):
        row = access.table(app)[address.endpoint]
        name = f"{address.method.lower()}-{address.endpoint.rpartition('.')[2]}"
        seats = {Seat.OWN, Seat.FWO, Seat.SHARED}
        keys[name] = [world.key(each) for each in ASKERS if each.seat in seats and access.lets_in(row, each.actor)]
    everybody = [world.key(each) for each in ASKERS]
    named = {"list_id": "example", "slug": "noordhaven", "rule_id": "G25"}
    versions = {identifier: _version(world, name, identifier) for name, identifier in world.mine.items()}
    return {
        "seed": seed,
        "keys": keys,
        "everybody": everybody,
        "ids": world.mine,
        "named": named,
        "versions": versions,
    }


def _version(world: World, collection: str, identifier: str) -> int:
    seat = Seat.SHARED if collection in {"lists", "policies", "institutions"} else Seat.OWN
    told = world.person(Role.AUDITOR, seat).get(f"/{collection}/{identifier}/history")
    return int(told.json["version"]) if told.status_code == 200 else 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it in full, and return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--max-time", type=int, help="seconds for all of it")
    parser.add_argument("--database", help="its address; SQLite without")
    parser.add_argument("rest", nargs="*", help="options of schemathesis, after --")
    told = parser.parse_args(arguments)
    options = ["--max-examples", str(told.examples), "--continue-on-failure", *told.rest]
    options += ["--max-time", str(told.max_time)] if told.max_time else []
    with TemporaryDirectory() as folder:
        ran = run(Path(folder), *options, seed=told.seed, url=told.database, stream=True)
    sys.stdout.write("".join(f"server: {line}\n" for line in ran.faults))
    return ran.code or int(bool(ran.faults))


if __name__ == "__main__":
    sys.exit(main())
