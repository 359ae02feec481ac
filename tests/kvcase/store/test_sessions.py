"""The sessions that the rows of a log are read with: kept, so many and no more."""

from contextlib import ExitStack

import pytest
import sqlalchemy as sa

from kvcase.store.database import SESSIONS, SHARED, SHARED_SESSIONS, DatabaseUrl
from tests.kvcase.store import toys

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize(("log", "sessions"), [(toys.SLUG, SESSIONS), (SHARED, SHARED_SESSIONS)])
def test_many_at_once_take_the_same_sessions_again(postgres_url: str, log: str, sessions: int) -> None:
    engine = DatabaseUrl.parse(postgres_url).engine(log)
    try:
        seen = [_at_once(engine, sessions) for _ in range(3)]
    finally:
        engine.dispose()
    assert len(seen[0]) == sessions
    assert seen == [seen[0]] * 3, "to open one takes longer than most requests"


def _at_once(engine: sa.Engine, count: int) -> set[int]:
    with ExitStack() as stack:
        connections = [stack.enter_context(engine.connect()) for _ in range(count)]
        return {each.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() for each in connections}
