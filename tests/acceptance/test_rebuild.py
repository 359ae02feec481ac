"""`kvcase projections rebuild --all`: rows before are rows after, on both databases."""

from pathlib import Path

from domain.values import Effect
from kvcase.simulate import simulate
from tests.acceptance.installations import NORTH, SOUTH, Installation, import_list, write_list


def test_a_rebuild_from_zero_gives_the_same_rows(installation: Installation, tmp_path: Path) -> None:
    program = installation.open()
    try:
        file = write_list(tmp_path / "list.csv", ("X-1", "Zarqand Aerodynamics Institute", "SY"))
        simulate(program, NORTH, 30, partners=("Zarqand Aerodynamics Institute", "Bakker Precisie BV"))
        simulate(program, SOUTH, 10)
        import_list(program, "fictional-law", Effect.LEGAL, file)
        program.rescreening.reconcile(NORTH)
        program.rescreening.reconcile(SOUTH)
    finally:
        program.close()

    rebuilt = installation.run("projections", "rebuild", "--all")

    assert rebuilt.returncode == 0, rebuilt.stderr
    lines = rebuilt.stdout.splitlines()
    assert len(lines) > 10
    assert all("rows as before" in line for line in lines), rebuilt.stdout
