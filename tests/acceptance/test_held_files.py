"""What a held file would change, in a whole installation on each database. All names are fictional."""

from pathlib import Path

from domain.values import Effect
from domain.watchlist.held import EntryChange
from tests.acceptance.installations import Installation, import_list, write_list

BEFORE = tuple((f"F-{number}", f"Werf {number}", "NL") for number in range(10))
AFTER = (("F-0", "Werf Nul", "NL"), BEFORE[1], ("F-99", "Nieuwe werf", "NL"))


def test_what_a_held_file_would_change_is_kept_with_it_and_only_of_the_last(
    installation: Installation, tmp_path: Path
) -> None:
    program = installation.open()
    try:
        file = tmp_path / "list.csv"
        assert import_list(program, "fable", Effect.INDICATIVE, write_list(file, *BEFORE)).outcome == "activated"
        assert program.ports.held_files.part("fable", change=None, after=None, limit=5) is None
        assert import_list(program, "fable", Effect.INDICATIVE, write_list(file, BEFORE[2])).outcome == "held"
        last = import_list(program, "fable", Effect.INDICATIVE, write_list(file, *AFTER))
        assert last.outcome == "held"

        part = program.ports.held_files.part("fable", change=None, after=None, limit=9)
        assert part is not None
        assert part.canonical_sha256 == last.canonical_sha256
        counts = {EntryChange.REMOVED: last.removed, EntryChange.CHANGED: 1, EntryChange.ADDED: last.added}
        assert part.counts == counts == {EntryChange.REMOVED: 8, EntryChange.CHANGED: 1, EntryChange.ADDED: 1}
        assert [each.entry_id for each in part.items] == [*(f"F-{number}" for number in range(2, 10)), "F-0"]
        rest = program.ports.held_files.part("fable", change=None, after=part.next, limit=9)
        assert rest is not None
        assert [(each.entry_id, each.name) for each in rest.items] == [("F-99", "Nieuwe werf")]
    finally:
        program.close()
