"""One installation for each module of tests: cases are cheap, installations are not."""

from collections.abc import Iterator

import pytest

from tests.api.house import House, opened


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Two institutions, served."""
    with opened(tmp_path_factory.mktemp("house")) as found:
        yield found
