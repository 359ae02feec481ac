"""What tests of the pages in a browser are given."""

from collections.abc import Iterator

import pytest
import pytest_socket
from playwright.sync_api import Browser

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
