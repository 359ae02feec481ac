"""Somebody is reminded once: whoever runs the scheduler, however often, and however it ends."""

import time
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from domain.collaboration import deadlines, spine
from domain.collaboration.deadlines import ReminderSent
from domain.deadlines import Kind
from domain.values import CaseId, Role
from kvcase import bootstrap, clock
from kvcase.bootstrap import Kvcase
from kvcase.simulate import simulate
from projections.deadlines import DeadlineRow
from tests.acceptance.installations import NORTH, Installation, actor

OFFICER = actor("olga", Role.CONTACT_POINT_OFFICER)
RESEARCHER = actor("rosa", Role.RESEARCHER)


@pytest.mark.by_day("postgres")
def test_two_schedulers_at_once_remind_once(installation: Installation) -> None:
    program = installation.open()
    try:
        simulate(program, NORTH, 60, days_back=400)
        rivals = [installation.begin("scheduler", "--once") for _ in range(2)]
        ends = [(rival.wait(timeout=240), rival.stderr.read() if rival.stderr else b"") for rival in rivals]
        for rival in rivals:
            if rival.stderr:
                rival.stderr.close()
        assert [status for status, _ in ends] == [0, 0], ends
        # The yearly look at each approval was due 35 days ago: its day, and the lead a fortnight later.
        assert _sent(program) == {("annual-review", "T0"): 60, ("annual-review", "T+14"): 60}
        _assert_each_once(program)
        assert program.reminders.send(NORTH) == ()
    finally:
        program.close()


@pytest.mark.by_day("postgres")
def test_a_killed_scheduler_reminds_once_and_leaves_nobody_out(installation: Installation) -> None:
    program = installation.open()
    try:
        simulate(program, NORTH, 150, days_back=400)
        process = installation.begin("scheduler", "--once")
        until = time.monotonic() + 120
        while not 0 < sum(_sent(program).values()) < 300 and process.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        process.kill()
        process.wait()
        if process.stderr:
            process.stderr.close()
        killed_at = sum(_sent(program).values())
        assert 0 < killed_at < 300
        finished = installation.run("scheduler", "--once")
        assert finished.returncode == 0, finished.stderr
        assert f"{300 - killed_at} reminder(s)" in finished.stdout
        assert sum(_sent(program).values()) == 300
        _assert_each_once(program)
    finally:
        program.close()


def test_a_reminder_follows_the_day_as_it_is_extended_and_paused(installation: Installation) -> None:
    now = [clock.now()]
    program = bootstrap.build(installation.settings, lambda: now[0])
    try:
        case_id = CaseId(clock.new_id())
        program.service(spine.NotifyCollaboration(case_id, "Dunes", "Sand.", spine.Nature.CONSORTIUM), actor=RESEARCHER)
        due_on = _row(program, case_id).due_on
        assert program.reminders.send(NORTH) == ()
        later = due_on + timedelta(days=20)
        longer = deadlines.ExtendDeadline(case_id, "triage", later, "A form is missing.")
        program.service(longer, actor=OFFICER)
        now[0] = _on(due_on)
        assert program.reminders.send(NORTH) == ()
        assert [each.rung for each in program.reminders.due(NORTH, later)] == ["T0"]
        now[0] = _on(later)
        (sent,) = program.reminders.send(NORTH)
        assert (sent.rung, sent.due_on, sent.roles) == ("T0", later, (Role.CONTACT_POINT_OFFICER,))
        assert _row(program, case_id).last_rung == "T0"
        wait = deadlines.PauseDeadline(case_id, "triage", deadlines.WaitingFor.NOTIFIER, "No answer.")
        program.service(wait, actor=OFFICER)
        now[0] = _on(later + timedelta(days=30))
        assert program.reminders.send(NORTH) == ()
        # Resumed on the day it was stopped nothing moves, and what is due then is not lost for having been refused.
        program.service(deadlines.ResumeDeadline(case_id, "triage"), actor=OFFICER)
        moved = _row(program, case_id)
        assert (moved.due_on > later, moved.original_due_on) == (True, due_on)
        now[0] = _on(moved.due_on)
        assert [each.rung for each in program.reminders.send(NORTH)] == ["T0"]
    finally:
        program.close()


def test_the_command_line_tells_what_is_due_and_whom_it_reminded(installation: Installation) -> None:
    program = installation.open()
    try:
        simulate(program, NORTH, 2, days_back=400)
        key = program.keys.create(OFFICER)
    finally:
        program.close()
    overdue = installation.run("deadlines", "--overdue", key=key)
    assert overdue.returncode == 0, overdue.stderr
    assert overdue.stdout.count("annual-review") == 2
    assert "35 day(s) late" in overdue.stdout
    sent = installation.run("remind")
    assert "4 reminder(s) sent" in sent.stdout, sent.stderr
    assert "annual-review" in sent.stdout
    assert "0 reminder(s) sent" in installation.run("remind").stdout
    past = installation.run("remind", "--on", "2020-01-01")
    assert (past.returncode, "2020-01-01 has passed" in past.stderr) == (2, True)
    assert installation.run("deadlines", "--kind", "nothing", key=key).returncode == 2
    assert installation.run("deadlines").returncode == 2


def _sent(program: Kvcase) -> Counter[tuple[str, str]]:
    log = program.logs.log(NORTH).after(0, 1_000_000, reveal=False)
    return Counter((each.event.deadline_id, each.event.rung) for each in log if isinstance(each.event, ReminderSent))


def _assert_each_once(program: Kvcase) -> None:
    log = program.logs.log(NORTH).after(0, 1_000_000, reveal=False)
    sent = [each.event for each in log if isinstance(each.event, ReminderSent)]
    each_once = Counter((each.case_id, each.deadline_id, each.due_on, each.rung) for each in sent)
    assert set(each_once.values()) == {1}


def _row(program: Kvcase, case_id: CaseId) -> DeadlineRow:
    queries = program.read_models.institution(NORTH)
    (row,) = queries.deadlines(case_id=case_id, kind=Kind.TRIAGE).items
    return row


def _on(day: date) -> datetime:
    return clock.now().replace(year=day.year, month=day.month, day=day.day, hour=9)
