"""What every test may rely on: no sockets unless it says so, and a PostgreSQL that needs no manual step."""

from collections.abc import Iterator

import pytest
import pytest_socket

from tests.pgrig import PostgresServer


@pytest.hookimpl(tryfirst=True)  # before `-m` looks at the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to the night what is marked `by_day` with another variant, say the database of small installations."""
    for item in items:
        by_day = item.get_closest_marker("by_day")
        if by_day is not None and by_day.args[0] not in item.name:
            item.add_marker(pytest.mark.nightly)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse sockets, but for tests marked `postgres` or `sockets`, which may use loopback and Unix sockets."""
    pytest_socket.enable_socket()
    if item.get_closest_marker("postgres") or item.get_closest_marker("sockets"):
        pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    else:
        pytest_socket.disable_socket(allow_unix_socket=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Give the PostgreSQL server of this session (of this worker, under pytest-xdist)."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Give the address of a fresh, empty database. Mark the test `postgres`."""
    url = postgres_server.create_database()
    yield url
    postgres_server.drop_database(url)
