"""What tests of the pages in a browser are given."""

from collections.abc import Iterator

import pytest
import pytest_socket
from playwright.sync_api import Browser

from tests.web import everything
from tests.web import site as sites


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a browser, once for each process of tests. Mark the test `sockets`."""
    pytest_socket.enable_socket()
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    with sites.chromium() as found:
        yield found


@pytest.fixture(scope="session")
def site(browser: Browser) -> Iterator[sites.Site]:
    """Give the served demonstration and a browser, once for each process of tests. Mark the test `sockets`."""
    with sites.opened(browser) as found:
        yield found


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[everything.Everything]:
    """Give a demonstration with something of every kind, once for each process of tests."""
    with everything.furnished(tmp_path_factory.mktemp("everything")) as found:
        yield found


@pytest.fixture(scope="session")
def shown(whole: everything.Everything, browser: Browser) -> Iterator[sites.Site]:
    """Give the same, served, and a browser at it. Mark the test `sockets`."""
    with everything.opened(whole, browser) as found:
        yield found
