"""Signing in at a certified OpenID Provider, from the registry of npm, in a process of its own."""

import http.cookiejar
import re
import shutil
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.values import Role
from tests.api import oidc
from tests.api.oidc import BACK, CLIENT, SECRET, Login, back, with_query

PACKAGE = "oidc-provider@8.8.1"
pytestmark = [
    pytest.mark.sockets,
    pytest.mark.nightly,
    pytest.mark.skipif(not (shutil.which("node") and shutil.which("npm")), reason="needs Node"),
]


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("provider"), oidc.free_port()
    shutil.copy(Path(__file__).with_name("certified_provider.mjs"), folder / "provider.mjs")
    (folder / "package.json").write_text('{"private": true}')
    subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE],
        cwd=folder, check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    command = ["node", "provider.mjs", str(port), CLIENT, SECRET, BACK]
    with oidc.running(command, f"http://127.0.0.1:{port}", folder) as address:
        yield address


@pytest.fixture
def login(provider: str, tmp_path: Path) -> Iterator[Login]:
    with oidc.opened(tmp_path, provider) as found:
        yield found


def test_an_officer_signs_in_at_a_certified_provider(login: Login) -> None:
    login.knows("anna", "anna", Role.CONTACT_POINT_OFFICER)
    visitor = login.visitor()
    answer = visitor.get(_signs_in(login.leaves(visitor), "anna"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/morning")
    assert visitor.get("/cases").status_code == 200


def test_a_stranger_a_replay_and_another_nonce_are_refused_there_too(login: Login) -> None:
    visitor = login.visitor()
    path = _signs_in(login.leaves(visitor), "nobody")
    assert visitor.get(path).status_code == 403
    assert visitor.get(path).status_code == 400
    odd = _signs_in(with_query(login.leaves(visitor), nonce="another"), "nobody")
    assert visitor.get(odd).status_code == 400


def test_who_cancels_at_the_provider_is_told_so(login: Login) -> None:
    visitor = login.visitor()
    answer = visitor.get(_signs_in(login.leaves(visitor), None))
    assert (answer.status_code, "did not sign you in" in answer.text) == (400, True)


class _UntilBack(urllib.request.HTTPRedirectHandler):
    """Follows redirects as a browser does, until one leads back to us."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        if newurl.startswith(BACK):
            raise _BackError(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _BackError(Exception):
    """A redirect that leads back to us."""


def _signs_in(address: str, name: str | None) -> str:
    """Go through the pages of the provider as somebody, or cancel there; return the path that leads back."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(jar, _UntilBack)
    origin = address.partition("/auth")[0]
    try:
        page = browser.open(address, timeout=20).read().decode()
        for _ in range(3):
            action, prompt, cancel = (
                re.search(each, page)
                for each in (r'action="([^"]+)"', r'name="prompt" value="([^"]+)"', r'href="([^"]+/abort)"')
            )
            assert action is not None, page
            assert prompt is not None, page
            if name is None:
                assert cancel is not None, page
                page = browser.open(urllib.parse.urljoin(origin, cancel[1]), timeout=20).read().decode()
            fields = urllib.parse.urlencode({"prompt": prompt[1], "login": name or "", "password": "any"}).encode()
            page = browser.open(urllib.parse.urljoin(origin, action[1]), fields, timeout=20).read().decode()
    except _BackError as error:
        return back(str(error))
    raise AssertionError(page)
