"""What each day begins with: a demonstration of its own, served, and a browser at it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kvcase import issuers
from kvcase.demo.people import NORTH
from tests.api import oidc
from tests.web import everything
from tests.web.days.day import House

OWN_SIGN_IN = "Aanmelding Noorderhaven"
"""How people there call what they sign in with."""


@pytest.fixture
def house(browser: Browser, tmp_path: Path) -> Iterator[House]:
    """Give a demonstration of one's own with something of every kind, served. Mark the test `sockets`."""
    with everything.furnished(tmp_path) as whole, everything.opened(whole, browser) as site:
        yield House(whole, site)


@pytest.fixture
def believing(browser: Browser, tmp_path: Path) -> Iterator[House]:
    """Give the same, where people of one institution sign in at an issuer of its own."""
    port, file = oidc.free_port(), tmp_path / "issuers.toml"
    with oidc.mock() as issuer, everything.furnished(tmp_path) as whole:
        secret = tmp_path / "secret"
        secret.touch(mode=0o600)
        secret.write_text(oidc.SECRET, "utf-8")
        told = {
            "issuer": issuer,
            "institution": NORTH,
            "label": OWN_SIGN_IN,
            "client_id": oidc.CLIENT,
            "client_secret_file": "secret",
            "redirect_uri": f"http://127.0.0.1:{port}{issuers.BACK}",
        }
        lines = [f"{name} = {json.dumps(value)}" for name, value in told.items()]
        file.write_text("\n".join([f"[{NORTH}]", *lines]), "utf-8")
        settings = {"KVCASE_ISSUERS": str(file)}
        with everything.opened(whole, browser, port, settings) as site:
            yield House(whole, site, settings)


@pytest.fixture
def editing(browser: Browser, tmp_path: Path) -> Iterator[House]:
    """Give the same, with a folder for editions of one's own, which is empty."""
    folder = tmp_path / "editions"
    folder.mkdir()
    settings = {"KVCASE_EDITIONS": str(folder)}
    with everything.furnished(tmp_path) as whole, everything.opened(whole, browser, settings=settings) as site:
        yield House(whole, site, settings)
