"""The library's own projection runner: one read model, one row upserted for each event, one transaction for each."""

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL, Identifier

EVENTS_A_CASE = 50


class Case(Aggregate):
    """A case that is opened, and then moves from status to status."""

    class Opened(Aggregate.Created):
        """It was opened."""

        title: str

    class Moved(Aggregate.Event):
        """It moved."""

        status: str

    @event(Opened)
    def __init__(self, title: str) -> None:
        self.title = title
        self.status = "open"

    @event(Moved)
    def move(self, status: str) -> None:
        """Move to a status."""
        self.status = status


class Cases(Application[UUID]):
    """The log of the cases."""


class CaseList(PostgresTrackingRecorder):
    """The read model: one row a case."""

    def __init__(self, datastore: PostgresDatastore, **options: Any) -> None:
        super().__init__(datastore, **options)
        create = SQL("CREATE TABLE IF NOT EXISTS {}.case_list (case_id uuid PRIMARY KEY, status text, changes bigint)")
        self.sql_create_statements.append(create.format(Identifier(datastore.schema)))

    def moved(self, case_id: UUID, status: str, tracking: Tracking) -> None:
        """Write the row of a case and the place in the log together."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                "INSERT INTO case_list VALUES (%s, %s, 1) ON CONFLICT (case_id)"
                " DO UPDATE SET status = excluded.status, changes = case_list.changes + 1",
                (case_id, status),
            )


class CaseListProjection(Projection[CaseList]):
    """What each event makes of the read model."""

    name = "case_list"

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Pass over what is not known."""
        self.view.insert_tracking(tracking)

    @process_event.register
    def _opened(self, domain_event: Case.Opened, tracking: Tracking) -> None:
        self.view.moved(domain_event.originator_id, "open", tracking)

    @process_event.register
    def _moved(self, domain_event: Case.Moved, tracking: Tracking) -> None:
        self.view.moved(domain_event.originator_id, domain_event.status, tracking)


def rate(url: str, events: int) -> float:
    """Return how many events a second the library's runner catches up with, on a fresh PostgreSQL database."""
    parts = urlsplit(url)
    environment = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts.path.lstrip("/"),
        "POSTGRES_HOST": parse_qs(parts.query)["host"][0],
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": parts.username or "",
        "POSTGRES_PASSWORD": "none",
    }
    cases = Cases(environment)
    last = 0
    for number in range(events // EVENTS_A_CASE):
        case = Case(f"Case {number} {uuid5(NAMESPACE_URL, str(number))}")
        for step in range(EVENTS_A_CASE - 1):
            case.move(f"status {step}")
        last = cases.save(case)[-1].notification.id
    cases.close()
    begun = time.perf_counter()
    with ProjectionRunner(
        application_class=Cases, projection_class=CaseListProjection, view_class=CaseList, env=environment
    ) as runner:
        runner.wait(last, timeout=300)
        return last / (time.perf_counter() - begun)
