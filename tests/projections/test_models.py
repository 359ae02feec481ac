"""What the read models say of cases whose lives are known."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from domain.collaboration import approval, human_rights, parties, screening, spine, unlinking
from domain.collaboration.rules import RULES
from domain.collaboration.screening import Resolution
from domain.collaboration.spine import Status
from domain.errors import UnusableInputError
from domain.institution.words import MailboxFunction
from domain.registry import aggregate_of
from domain.values import Effect, Role, RunId, SubjectKind
from domain.watchlist import commands as lists
from domain.watchlist.events import Part
from projections.fwo_portfolio import InstitutionalApproval
from projections.models import FWO_MODELS, INSTITUTION_MODELS, SHARED_MODELS
from projections.pages import Cursor
from projections.positions import create_tables
from projections.queries import InstitutionQueries
from projections.rescreening_queries import RescreeningQueries
from projections.rescreening_runs import RunStatus
from projections.runner import Runner
from projections.shared_queries import FwoQueries, SharedQueries
from projections.work_list import TaskKind
from tests.domain.people import DEAN, ETHICS, KEEPER, OFFICER, RESEARCHER
from tests.projections.world import (
    PERSON,
    SLUG,
    TITLE,
    World,
    a_life,
    an_end,
    case,
    hit,
    hit_id,
    named,
    party,
    person,
)


@pytest.fixture
def queries(engine: sa.Engine) -> InstitutionQueries:
    return InstitutionQueries(engine)


def caught_up(engine: sa.Engine, world: World) -> None:
    Runner(engine, world.log, SLUG, INSTITUTION_MODELS).catch_up()


def open_tasks(queries: InstitutionQueries, number: int) -> dict[TaskKind, str]:
    return {task.kind: task.detail for task in queries.work_list(case_id=case(number)).items}


def test_the_register_tells_where_a_case_stands(engine: sa.Engine, queries: InstitutionQueries) -> None:
    world = World()
    a_life(world, 1, "project")
    caught_up(engine, world)
    row = queries.case(case(1))
    assert row is not None
    assert (row.reference, row.title, row.status) == ("KV-NOORDHAVEN-2026-000001", TITLE, Status.RUNNING)
    assert (row.funder_scheme, row.funder_owner) == ("project", "fwo")
    assert row.version == world.states[case(1)].version
    assert row.notified_by == RESEARCHER.id
    assert row.started_on is not None
    assert queries.case_by_reference(row.reference) == row
    assert queries.case(case(2)) is None
    assert queries.live_case_ids() == (case(1),)
    an_end(world, 1)
    caught_up(engine, world)
    assert queries.live_case_ids() == ()


def test_the_gates_are_those_that_the_domain_finds(engine: sa.Engine, queries: InstitutionQueries) -> None:
    world = World()
    world.register(1, country="MT")
    world.notify(1)
    world.do(parties.LinkParty(case(1), party(1), parties.PartyRole.PARTNER), OFFICER)
    world.screen(1, "first", hit(1, 1, "eu-fsf"))
    caught_up(engine, world)
    opened = {row.kind: row.opened_position for row in queries.gates(case(1))}
    assert set(opened) == {"screening", "hit", "legal-hit"}
    screening_started, hit_recorded = 4, 5  # the gate stands on this screening since it was started
    assert (opened["screening"], opened["hit"]) == (screening_started, hit_recorded)
    law = next(row for row in queries.gates(case(1)) if row.kind == "legal-hit")
    assert (law.legal, law.blocks) == (True, ("approve", "resume", "share", "start"))
    assert law.subject == str(party(1))
    world.do(parties.UnlinkParty(case(1), party(1), "No"), OFFICER)
    caught_up(engine, world)
    assert {row.kind for row in queries.gates(case(1))} == {"screening"}


def test_tasks_open_and_close_with_what_they_ask_for(engine: sa.Engine, queries: InstitutionQueries) -> None:
    world = World()
    world.register(1)
    world.notify(1)
    caught_up(engine, world)
    assert set(open_tasks(queries, 1)) == {TaskKind.TRIAGE}
    world.do(parties.LinkParty(case(1), party(1), parties.PartyRole.PARTNER), OFFICER)
    world.screen(1, "first", hit(1, 1), hit(1, 1, "eu-fsf", "E2"))
    caught_up(engine, world)
    assert open_tasks(queries, 1) == {
        TaskKind.COMPLETE_SCREENING: "initial",
        TaskKind.REVIEW_HITS: "eu-fsf, ofac-sdn",
    }
    (review,) = queries.work_list(kind=TaskKind.REVIEW_HITS).items
    assert review.due_on == min(row.due_on for row in queries.hits(case(1)))
    world.do(screening.ResolveHit(case(1), hit_id(1, 1), Resolution.TRUE_MATCH, "so"), OFFICER)
    legal_hit = hit_id(1, 1, "eu-fsf", "E2")
    world.do(screening.ResolveHit(case(1), legal_hit, Resolution.FALSE_POSITIVE, "so"), OFFICER)
    caught_up(engine, world)
    assert TaskKind.REVIEW_HITS in open_tasks(queries, 1)  # law waits for a second person
    world.do(parties.UnlinkParty(case(1), party(1), "so"), OFFICER)
    caught_up(engine, world)
    assert set(open_tasks(queries, 1)) == {TaskKind.COMPLETE_SCREENING}
    world.do(spine.Withdraw(case(1), "so"), RESEARCHER)
    caught_up(engine, world)
    assert open_tasks(queries, 1) == {}
    closed = queries.work_list(case_id=case(1), open_only=False).items
    assert all(task.closed_on is not None for task in closed)
    assert len(closed) == 3


def test_every_task_of_an_ended_case_is_closed(engine: sa.Engine, queries: InstitutionQueries) -> None:
    world = World()
    a_life(world, 1)
    assert world.rescreen(1, 1, "eu-fsf", hit(1, 1, "eu-fsf", "E10"))
    assert world.rescreen(1, 2, "ofac-sdn", removed=("E1",))
    caught_up(engine, world)
    assert set(open_tasks(queries, 1)) == {TaskKind.REVIEW_HITS, TaskKind.LIFT}
    world = World()
    a_life(world, 1)
    world.do(human_rights.RequestHumanRightsTest(case(1), "A report came out."), OFFICER)
    an_end(world, 1)
    tasks = InstitutionQueries(engine)
    Runner(engine, world.log, SLUG, INSTITUTION_MODELS).rebuild("work_list")
    assert tasks.work_list(case_id=case(1)).items == ()
    kinds = {task.kind for task in tasks.work_list(case_id=case(1), open_only=False).items}
    assert kinds == set(TaskKind) - {TaskKind.CONFIRM_OVERRIDE, TaskKind.CONFIRM_UNLINKING}


def test_a_proposal_waits_for_its_second_person(engine: sa.Engine, queries: InstitutionQueries) -> None:
    world, one = World(), case(1)
    a_life(world, 1)
    assert world.rescreen(1, 1, "eu-fsf", hit(1, 1, "eu-fsf", "E10"))
    state = world.states[one]
    subject = next(each.subject_id for each in state.screening.hits.values() if each.is_undecided)
    gate = next(each.gate_id for each in RULES.open_gates(state, world.now.date()) if not each.legal)
    world.do(unlinking.ProposeUnlinking(one, subject, "They may be listed."), OFFICER)
    world.do(spine.ProposeGateOverride(one, gate, "Weighed."), OFFICER)
    caught_up(engine, world)
    waiting = {each.kind: each for each in queries.work_list(role=Role.INSTITUTION_APPROVER).items}
    assert set(waiting) == {TaskKind.CONFIRM_OVERRIDE, TaskKind.CONFIRM_UNLINKING}
    assert all(OFFICER.id in each.proposed_by for each in waiting.values())
    world.do(spine.ConfirmGateOverride(one, gate), DEAN)
    world.do(unlinking.ConfirmUnlinking(one, subject, "Seen."), DEAN)
    caught_up(engine, world)
    assert queries.work_list(role=Role.INSTITUTION_APPROVER).items == ()


def test_a_human_rights_test_waits_for_the_committee_whenever_it_is_asked(
    engine: sa.Engine, queries: InstitutionQueries
) -> None:
    world, one = World(), case(1)
    world.notify(1)
    world.do(human_rights.RequestHumanRightsTest(one, "The partner is new to us."), OFFICER)
    caught_up(engine, world)
    (task,) = queries.work_list(kind=TaskKind.HUMAN_RIGHTS_TEST).items
    assert (task.role, task.function, task.due_on) == (Role.ETHICS_COMMITTEE, MailboxFunction.ETHICS, None)
    no = human_rights.Answer.NO
    world.do(human_rights.RecordHumanRightsTest(one, no, no, human_rights.TestOutcome.PASS, "Nothing found."), ETHICS)
    caught_up(engine, world)
    assert queries.work_list(kind=TaskKind.HUMAN_RIGHTS_TEST).items == ()
    world.do(human_rights.RequestHumanRightsTest(one, "A report came out."), OFFICER)
    caught_up(engine, world)
    assert [each.case_id for each in queries.work_list(kind=TaskKind.HUMAN_RIGHTS_TEST).items] == [one]


def test_the_work_list_is_sorted_by_day_and_filtered(engine: sa.Engine, queries: InstitutionQueries) -> None:
    world = World()
    for number in range(5):
        world.notify(number)
        world.now += timedelta(days=2)
    caught_up(engine, world)
    first = queries.work_list(limit=2)
    assert first.next is not None
    second = queries.work_list(after=Cursor.decode(first.next.encode()), limit=10)
    assert second.next is None
    tasks = (*first.items, *second.items)
    assert [task.case_id for task in tasks] == [case(number) for number in range(5)]
    due = tasks[2].due_on
    assert due is not None
    assert len(queries.work_list(due_before=due).items) == 2


def test_cases_are_found_in_pages_in_a_stable_order(engine: sa.Engine, queries: InstitutionQueries) -> None:
    world = World()
    for number in range(7):
        world.notify(number, ("project", None)[number % 2])
    world.do(spine.AmendNotification(case(3), "so", title="Été à GENT_1%"), OFFICER)
    caught_up(engine, world)
    seen = []
    after = None
    while True:
        found = queries.cases(after=after, limit=3)
        seen += [row.case_id for row in found.items]
        if found.next is None:
            break
        after = Cursor.decode(found.next.encode())
    assert seen == [case(number) for number in range(7)]
    assert len(queries.cases(funder_owner="fwo").items) == 4
    assert len(queries.cases(status=Status.RUNNING).items) == 0
    for text in ("été", "gent_1%", "KV-noordhaven-2026-000004"):
        assert [row.case_id for row in queries.cases(text=text).items] == [case(3)]
    assert queries.cases(text="gentx1%").items == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "bm9uZQ",
        "W10",
        "e30",
        "WzEuNV0",
        "WzEsMl0",
        "WyJhIl0",
        "WzFlMzBd",
        "WzEwMDAwMDAwMDAwMDAwMDAwMDAwXQ",
        "é",
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(engine: sa.Engine, queries: InstitutionQueries, text: str) -> None:
    with pytest.raises(UnusableInputError):
        queries.cases(after=Cursor.decode(text))


def test_a_search_for_a_control_character_is_refused(engine: sa.Engine, queries: InstitutionQueries) -> None:
    with pytest.raises(UnusableInputError):
        queries.cases(text="a\x00b")


@pytest.mark.parametrize("limit", [0, -1, 1_001])
def test_a_page_without_measure_is_refused(engine: sa.Engine, queries: InstitutionQueries, limit: int) -> None:
    with pytest.raises(UnusableInputError):
        queries.cases(limit=limit)


def test_a_subject_leads_to_its_cases_and_back(engine: sa.Engine, queries: InstitutionQueries) -> None:
    world = World()
    a_life(world, 1)
    world.register(1, "Renamed Institute")
    caught_up(engine, world)
    (link,) = queries.cases_of(party(1))
    assert (link.case_id, link.kind, link.role, link.unlinked_on) == (case(1), SubjectKind.PARTY, "partner", None)
    (gone,) = queries.cases_of(party(101))
    assert gone.unlinked_on is not None
    assert {row.subject_id for row in queries.links(case(1))} == {party(1), party(101), person(1)}
    subjects = queries.subjects_of([case(1), case(2)])
    assert subjects[case(2)] == ()
    found = {each.id: each for each in subjects[case(1)]}
    assert set(found) == {party(1), person(1)}
    assert (found[party(1)].name, found[party(1)].country) == ("Renamed Institute", "CN")
    assert (found[person(1)].name, found[person(1)].country, found[person(1)].birth_year) == (PERSON, "CN", None)
    register = queries.party(party(1))
    assert register is not None
    assert register.aliases == ("Institute 1 Ltd",)
    assert queries.parties(text="RENAMED").items == (register,)
    somebody = queries.person(person(1))
    assert somebody is not None
    assert queries.persons(text="aurelia").items == (somebody,)


def test_hits_tell_what_became_of_them(engine: sa.Engine, queries: InstitutionQueries) -> None:
    world = World()
    a_life(world, 1)
    caught_up(engine, world)
    true, false = queries.hit(hit_id(1, 1)), queries.hit(hit_id(1, 1, "eu-fsf", "E9"))
    assert true is not None
    assert false is not None
    assert (true.resolution, true.run_id, true.explanation) == (Resolution.TRUE_MATCH, None, '{"name":"x"}')
    assert (false.resolution, false.is_confirmed) == (Resolution.FALSE_POSITIVE, True)
    assert RescreeningQueries(engine).hits_on_entries("ofac-sdn", ["E1", "E2"]) == (case(1),)
    assert RescreeningQueries(engine).hits_on_entries("eu-fsf", ["E9"]) == ()
    an_end(world, 1)
    caught_up(engine, world)
    lifted, new = queries.hit(hit_id(1, 1)), queries.hit(hit_id(1, 1, "eu-fsf", "E10"))
    assert lifted is not None
    assert new is not None
    assert lifted.is_lifted
    assert new.run_id == RunId(named("run 2"))
    assert RescreeningQueries(engine).hits_on_entries("ofac-sdn", ["E1"]) == ()
    assert {row.hit_id for row in queries.hits(case(1))} == {true.hit_id, false.hit_id, new.hit_id}


def test_a_run_tells_whom_it_covered(engine: sa.Engine, queries: InstitutionQueries) -> None:
    world = World()
    a_life(world, 1)
    an_end(world, 1)
    caught_up(engine, world)
    (run,) = queries.runs()
    assert (run.status, run.checked, run.hits, run.lifts) == (RunStatus.COMPLETED, 1, 0, 1)
    assert queries.run(run.run_id) == run
    assert queries.covered_cases(run.run_id) == {case(1)}
    assert queries.rescreened_versions(case(1)) == {"ofac-sdn": 2}
    assert queries.rescreened_versions(case(2)) == {}
    (licence,) = queries.licences(case(1))
    assert (licence.status.value, licence.codes, licence.number) == ("granted", ("6A002",), "L-1")
    assert queries.licence(licence.licence_id) == licence


def test_the_fwo_sees_its_own_cases_and_no_text(fwo: sa.Engine) -> None:
    create_tables(fwo, FWO_MODELS)
    worlds = {SLUG: World(), "zuiderhaven": World("zuiderhaven")}
    for name, world in worlds.items():
        a_life(world, 1, "project")
        a_life(world, 2)
        a_life(world, 3, "horizon")
        Runner(fwo, world.log, name, FWO_MODELS).catch_up()
    queries = FwoQueries(fwo)
    rows = queries.portfolio().items
    assert [(row.institution, row.case_id) for row in rows] == [(SLUG, case(1)), ("zuiderhaven", case(1))]
    row = rows[0]
    assert row.institutional_approval is InstitutionalApproval.GRANTED
    assert row.appraisal is approval.AppraisalOutcome.HIGH
    assert (row.conditions_open, dict(row.licences)) == (1, {"granted": 1})
    assert (row.measures_set, row.measures_verified, row.partner_changes) == (1, 1, 2)
    assert queries.portfolio(institution="zuiderhaven").items == rows[1:]
    assert queries.portfolio(status=Status.CLOSED).items == ()
    said = str(rows)
    for word in (TITLE, PERSON, "Institute", RESEARCHER.id, OFFICER.id):
        assert word not in said


def test_a_case_comes_to_the_fwo_and_leaves_with_its_funding(fwo: sa.Engine) -> None:
    create_tables(fwo, FWO_MODELS)
    world = World()
    a_life(world, 2)
    runner, queries = Runner(fwo, world.log, SLUG, FWO_MODELS), FwoQueries(fwo)
    runner.catch_up()
    assert queries.portfolio().items == ()
    world.do(spine.AmendNotification(case(2), "so", funder_scheme="project"), OFFICER)
    runner.catch_up()
    (row,) = queries.portfolio().items
    assert (row.reference, row.partner_changes) == ("KV-NOORDHAVEN-2026-000001", 2)
    world.do(spine.AmendNotification(case(2), "so", funder_scheme="horizon"), OFFICER)
    runner.catch_up()
    assert queries.portfolio().items == ()


def test_a_list_tells_its_version_and_what_is_held(engine: sa.Engine) -> None:
    world, queries = World(), SharedQueries(engine)
    list_id = named("list")

    def imported(digest: str, held: str | None = None) -> None:
        part = (Part("all", digest, 9),)
        counts = (100, 90, 120, 1, 5, 4, 3, 2)
        day = world.now.date()
        command = lists.ImportVersion(list_id, "csv", "1", part, digest, day, *counts, held, held and "too short")
        assert aggregate_of(command).name == "watchlist"
        world.do(command, KEEPER)
        Runner(engine, world.log, "shared", SHARED_MODELS).catch_up()

    world.do(lists.RegisterList(list_id, "ofac-sdn", "OFAC SDN", Effect.INDICATIVE, "EO", "public"), KEEPER)
    imported("aa")
    row = queries.list("ofac-sdn")
    assert row is not None
    assert (row.active_version, row.canonical_sha256, row.entries, row.names) == (1, "aa", 90, 120)
    assert (row.added, row.changed, row.removed, row.held_sha256) == (5, 4, 2, None)
    imported("bb", "shrunken")
    (row,) = queries.lists()
    assert (row.active_version, row.held_sha256, row.held_rule, row.held_reason) == (1, "bb", "shrunken", "too short")
    world.do(lists.ProposeRelease(list_id, "bb", "It is right"), KEEPER)
    Runner(engine, world.log, "shared", SHARED_MODELS).catch_up()
    (row,) = queries.lists()
    assert row.release_proposed_by == KEEPER.id
    imported("cc")
    (row,) = queries.lists()
    assert (row.active_version, row.held_sha256) == (2, "bb")
    assert queries.list("unknown") is None
