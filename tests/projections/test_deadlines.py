"""What the read model of deadlines says of cases whose lives are known."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain.collaboration import approval, deadlines, ethics, parties, screening, spine
from domain.deadlines import Kind, State
from domain.values import Role
from projections.deadlines import DeadlineRow
from projections.models import INSTITUTION_MODELS
from projections.pages import Cursor
from projections.queries import InstitutionQueries
from projections.runner import Runner
from projections.work_list import TaskKind
from tests.domain.people import APPROVER, OFFICER, PROGRAM, RESEARCHER
from tests.projections.world import SLUG, World, a_life, an_end, case, hit, named, party


@pytest.fixture
def queries(engine: sa.Engine) -> InstitutionQueries:
    return InstitutionQueries(engine)


def caught_up(engine: sa.Engine, world: World) -> None:
    Runner(engine, world.log, SLUG, INSTITUTION_MODELS).catch_up()


def of_kind(queries: InstitutionQueries, kind: Kind, number: int = 1) -> DeadlineRow:
    (row,) = queries.deadlines(case_id=case(number), kind=kind).items
    return row


def test_a_life_opens_and_meets_its_deadlines(engine: sa.Engine, queries: InstitutionQueries) -> None:
    world = World()
    a_life(world, 1)
    caught_up(engine, world)
    stands = {row.deadline_id.partition(":")[0]: row.state for row in queries.deadlines(case_id=case(1)).items}
    assert stands == {
        "triage": State.MET,
        "screening": State.MET,
        "hit": State.MET,
        "answer": State.OPEN,
        "committee": State.MET,
        "mitigation": State.MET,
        "mitigation-review": State.OPEN,
        "annual-review": State.OPEN,
        "licence": State.OPEN,
        "hold": State.LAPSED,  # the latecomer it was for left again
    }
    triage = of_kind(queries, Kind.TRIAGE)
    assert (triage.reference, triage.owner_role) == ("KV-NOORDHAVEN-2026-000001", Role.CONTACT_POINT_OFFICER)
    assert (triage.ended_by, triage.next_rung_on) == ("collaboration.screening-started.v1", None)
    assert of_kind(queries, Kind.MITIGATION_DUE).owner == "sam"
    an_end(world, 1)
    caught_up(engine, world)
    assert [row for row in queries.deadlines(case_id=case(1)).items if row.deadline.is_running] == []


def test_deadlines_are_sorted_by_day_filtered_and_paged(engine: sa.Engine, queries: InstitutionQueries) -> None:
    world = World()
    for number in range(5):
        world.notify(number)
        world.now += timedelta(days=2)
    caught_up(engine, world)
    first = queries.deadlines(limit=2)
    assert first.next is not None
    second = queries.deadlines(after=Cursor.decode(first.next.encode()), limit=10)
    rows = (*first.items, *second.items)
    assert [row.due_on for row in rows] == sorted(row.due_on for row in rows)
    assert len(rows) == 5
    today = rows[2].due_on
    assert queries.deadlines(state=State.OPEN, due_before=today).items == rows[:2]  # due today is not overdue
    assert queries.deadlines(owner_role=Role.ETHICS_COMMITTEE).items == ()
    assert queries.deadlines(owner_role=Role.CONTACT_POINT_OFFICER, kind=Kind.TRIAGE).items == rows


def test_what_moves_is_shown_beside_the_first_day_and_on_the_work_list(
    engine: sa.Engine, queries: InstitutionQueries
) -> None:
    world = World()
    world.notify(1)
    caught_up(engine, world)
    first = of_kind(queries, Kind.TRIAGE).due_on
    later = first + timedelta(days=7)
    world.do(deadlines.ExtendDeadline(case(1), "triage", later, "A form is missing."), OFFICER)
    caught_up(engine, world)
    row = of_kind(queries, Kind.TRIAGE)
    assert (row.due_on, row.original_due_on, row.state) == (later, first, State.OPEN)
    (task,) = queries.work_list(kind=TaskKind.TRIAGE).items
    assert task.due_on == later
    waiting = deadlines.PauseDeadline(case(1), "triage", deadlines.WaitingFor.NOTIFIER, "A form is missing.")
    world.do(waiting, OFFICER)
    caught_up(engine, world)
    row = of_kind(queries, Kind.TRIAGE)
    assert (row.state, row.waiting_for, row.next_rung_on) == (State.PAUSED, deadlines.WaitingFor.NOTIFIER, None)
    assert queries.reminders_due(later + timedelta(days=100)) == ()


def test_a_reminder_is_due_until_it_is_sent(engine: sa.Engine, queries: InstitutionQueries) -> None:
    world = World()
    world.notify(1)
    caught_up(engine, world)
    due_on = of_kind(queries, Kind.TRIAGE).due_on
    assert queries.reminders_due(due_on - timedelta(days=2)) == ()
    assert [row.deadline_id for row in queries.reminders_due(due_on)] == ["triage"]
    world.now += due_on - world.now.date()
    world.do(deadlines.RecordReminder(case(1), "triage", "T0", due_on), PROGRAM)
    caught_up(engine, world)
    row = of_kind(queries, Kind.TRIAGE)
    assert (row.sent, row.last_rung, row.next_rung_on) == (("T0",), "T0", due_on + timedelta(days=2))
    assert queries.reminders_due(due_on) == ()


def test_a_deadline_of_the_cases_own_has_its_title(engine: sa.Engine, queries: InstitutionQueries) -> None:
    world = World()
    world.notify(1)
    own, day = named("own"), world.now.date() + timedelta(days=5)
    world.do(deadlines.SetDeadline(case(1), own, "Send the minutes.", day, "sam"), OFFICER)
    world.do(deadlines.ExtendDeadline(case(1), f"own:{own}", day + timedelta(days=1), "Away."), OFFICER)
    world.do(deadlines.MeetDeadline(case(1), f"own:{own}", "Sent."), OFFICER)
    caught_up(engine, world)
    row = of_kind(queries, Kind.OWN)
    assert (row.title, row.owner, row.state) == ("Send the minutes.", "sam", State.MET)
    assert row.ended_by == "collaboration.deadline-met.v1"
    assert queries.deadlines(owner="sam").items == (row,)


def test_the_review_of_hits_is_due_with_the_first_that_is_left(engine: sa.Engine, queries: InstitutionQueries) -> None:
    world = World()
    world.register(1)
    world.notify(1)
    world.do(parties.LinkParty(case(1), party(1), parties.PartyRole.PARTNER), OFFICER)
    world.screen(1, "first", hit(1, 1), hit(1, 1, "eu-fsf", "E2"))
    caught_up(engine, world)
    (task,) = queries.work_list(kind=TaskKind.REVIEW_HITS).items
    assert task.due_on == of_kind(queries, Kind.HIT_TRIAGE_LEGAL).due_on
    law = of_kind(queries, Kind.HIT_TRIAGE_LEGAL)
    world.do(ethics.RequestEthicsAdvice(case(1), "Board", "May we?"), OFFICER)
    world.do(spine.Withdraw(case(1), "No money."), RESEARCHER)
    caught_up(engine, world)
    assert of_kind(queries, Kind.HIT_TRIAGE_LEGAL).state is State.LAPSED
    assert (law.state, of_kind(queries, Kind.COMMITTEE_ANSWER).state) == (State.OPEN, State.LAPSED)


def test_a_rejection_keeps_its_appeal_open(engine: sa.Engine, queries: InstitutionQueries) -> None:
    world = World()
    world.notify(1)
    world.screen(1, "first")
    world.do(screening.CompleteScreening(case(1), "Looked."), OFFICER)
    until = world.now.date() + timedelta(days=30)
    world.do(approval.Reject(case(1), "Too much.", until), APPROVER)
    caught_up(engine, world)
    running = [row.deadline_id for row in queries.deadlines(case_id=case(1), state=State.OPEN).items]
    assert running == ["appeal"]
