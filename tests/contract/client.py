"""Writes the typed Python client that openapi-python-client makes from the document: `make client`."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.api.house import API, opened

NAME = "kvcase_client"
CONFIG = {"content_type_overrides": {"text/csv": "application/octet-stream"}}
"""A file of notifications is handed over as bytes; the generator knows no other way to take text/csv."""


def write(folder: Path) -> Path:
    """Write the package `kvcase_client` into a folder, in the place of the one before, and return where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    made, document = folder / NAME, folder / "openapi.json"
    with TemporaryDirectory() as data, opened(Path(data) / "data") as house:
        told = house.app.test_client().get(f"{API}/openapi.json").json
    document.write_text(json.dumps(told), "utf-8")
    config = folder / "config.json"
    config.write_text(json.dumps(CONFIG), "utf-8")
    program = Path(sys.executable).with_name("openapi-python-client")
    command = [str(program), "generate", "--path", str(document), "--output-path", str(made), "--meta", "none",
               "--config", str(config), "--overwrite", "--fail-on-warning"]  # fmt: skip
    path = os.pathsep.join((str(program.parent), os.environ.get("PATH", "")))  # it calls ruff by name
    ended = subprocess.run(command, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise SystemExit(ended.stdout + ended.stderr)
    return made


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[1]))}\n")
