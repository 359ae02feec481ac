"""A dry run says what would change, writes nothing, and what it said then happens."""

from dataclasses import replace
from pathlib import Path

import pytest

from domain.collaboration import screening
from domain.policyset import decider as policyset
from domain.values import Role
from kvcase import bootstrap
from kvcase.bootstrap import Kvcase
from kvcase.catalogues import loader, shelf
from kvcase.facts import POLICY_SET
from kvcase.simulate import simulate
from tests.acceptance.installations import FIRST, NORTH, SECOND, Installation, actor

CHOSEN = "Zarqand State Polytechnic"
OTHERS = ("University of Aldermoor", "Brantveld Research Laboratories", "Calmere Institute of Pottery")
SEVEN_SONS = "policy-list-seven-sons"


def draft_with_one_university_more(folder: Path) -> Path:
    """Write an edition that is the newest one, with one fictional university added to a policy list."""
    made = folder / "one-more"
    made.mkdir()
    newest = shelf.Shelf().newest()
    (made / shelf.OWN).write_text(f'base = "{newest.edition_id}"\n', "utf-8")
    name = next(each for each in newest.files if each.startswith(SEVEN_SONS))
    day = name.removeprefix(f"{SEVEN_SONS}.").removesuffix(".toml")
    text = (loader.DATA / name).read_text("utf-8").replace(day, "2026-12-01")
    entry = (
        '\n[[entry]]\nid = "zarqand"\ncountry = "CN"\nsource = "design"\nplace = "a test"\n'
        f'[[entry.names]]\ntext = "{CHOSEN}"\nkind = "name"\nverified = false\n'
    )
    (made / f"{SEVEN_SONS}.2026-12-01.toml").write_text(text + entry, "utf-8")
    return made


def held_cases(program: Kvcase) -> set[str]:
    """Return the references of the cases whose sharing is held."""
    log = program.logs.log(NORTH)
    events = log.after(0, 100_000)
    ids = {each.stream_id for each in events if isinstance(each.event, screening.SharingHeld)}
    rows = program.read_models.institution(NORTH).cases(limit=200).items
    return {row.reference for row in rows if row.case_id in ids}


def events_of(program: Kvcase, kind: type) -> int:
    return sum(isinstance(each.event, kind) for each in program.logs.log(NORTH).after(0, 100_000))


@pytest.mark.by_day("postgres")
@pytest.mark.rule("dry-run")
def test_what_a_dry_run_says_is_what_happens(installation: Installation, tmp_path: Path) -> None:
    folder = draft_with_one_university_more(tmp_path)
    program = bootstrap.build(replace(installation.settings, editions=tmp_path))
    try:
        for list_id in program.list_imports.policy_lists():
            program.list_imports.import_policy_list(FIRST, list_id)
        simulate(program, NORTH, 60, partners=(*OTHERS, CHOSEN), mixed=True)
        program.rescreening.reconcile(NORTH)
        heads = [program.logs.log(name).head() for name in (NORTH, "shared")]

        draft = program.facts.shelf.find(str(folder))
        said = program.dry_runs.run(draft, (NORTH,))

        assert [program.logs.log(name).head() for name in (NORTH, "shared")] == heads
        assert [(each.list_id, each.added) for each in said.lists] == [("seven-sons", ("zarqand",))]
        assert sum(said.looked_at) == 60
        assert len(said.cases) == 15
        assert any(case.is_past for case in said.cases)
        assert not any(case.change.holds for case in said.cases if case.is_past)

        day = program.clock().date()
        propose = policyset.ProposeEdition(POLICY_SET, draft.edition_id, draft.sha256, day, "One university more.")
        program.service(propose, actor=FIRST)
        program.service(policyset.PublishEdition(POLICY_SET, draft.edition_id), actor=SECOND)
        program.list_imports.import_policy_list(FIRST, "seven-sons")
        program.rescreening.reconcile(NORTH)

        assert events_of(program, screening.RescreeningTriggered) == sum(not case.is_past for case in said.cases)
        assert held_cases(program) == {case.reference for case in said.cases if case.change.holds}
        assert held_cases(program)
        # Published and taken in, the draft changes nothing more.
        assert not [case for case in program.dry_runs.run(draft, (NORTH,)).cases if not case.is_past]
    finally:
        program.close()


def test_a_dry_run_is_asked_by_who_reads_cases_or_keeps_the_policies(installation: Installation) -> None:
    program = installation.open()
    try:
        newest = program.facts.shelf.newest().edition_id
        officer = program.keys.create(actor("dry.officer", Role.CONTACT_POINT_OFFICER))
        researcher = program.keys.create(actor("dry.researcher", Role.RESEARCHER))
    finally:
        program.close()
    asked = installation.run("policy", "dry-run", newest, key=officer)
    assert asked.returncode == 0, asked.stderr
    assert "0 of 0 cases would change" in asked.stdout
    assert installation.run("policy", "dry-run", newest, key=researcher).returncode == 1
    unknown = installation.run("policy", "dry-run", "2020-01-01-0", key=officer)
    assert unknown.returncode == 2
    assert "there is no edition '2020-01-01-0'; expected one of" in unknown.stderr
