"""Names out of a file against the lists in force of an installation, and what a hit of a case keeps of its rank."""

import json
from pathlib import Path

from domain.values import Effect
from tests.acceptance.installations import SECOND, Installation, import_list, write_list


def test_names_are_screened_against_the_lists_in_force(installation: Installation, tmp_path: Path) -> None:
    program = installation.open()
    rows = (("q1", "Quarth Institute of Technology", "IR"), ("q2", "Zelenograd Optics Works", "RU"))
    import_list(program, "fictional-law", Effect.LEGAL, write_list(tmp_path / "law.csv", *rows))
    import_list(program, "fictional-hint", Effect.INDICATIVE, write_list(tmp_path / "hint.csv", *rows[:1]))
    import_list(program, "fictional-context", Effect.CONTEXT, write_list(tmp_path / "context.csv", *rows))
    key = program.keys.create(SECOND)
    program.close()
    names, out = tmp_path / "names.csv", tmp_path / "hits.jsonl"
    names.write_text("name;schema;country\nQarth Inst Technol;Organization;IR\nGhent Choir;Organization;BE\n")
    said = installation.run("screen", str(names), "--out", str(out), key=key)
    assert (said.returncode, said.stdout) == (0, "")
    hits = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(hit["row"], hit["list"], hit["entity_id"]) for hit in hits] == [
        (1, "fictional-law", "q1"),
        (1, "fictional-hint", "q1"),
    ]
    assert hits[0]["rank"] == hits[1]["rank"] + 200
    asked = installation.run("match", "Qarth Inst Technol", "--json")
    assert sorted((each["list_id"], each["rank"]) for each in json.loads(asked.stdout))[1][1] == hits[0]["rank"] - 50
