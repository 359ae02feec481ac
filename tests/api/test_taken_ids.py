"""Whoever names a thing may choose its id; nobody keeps the program from its work by choosing the id of that."""

from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from domain.values import Actor, Effect, Role
from kvcase.demo.installation import MAPPING
from kvcase.screening.engine import SCORER_ID
from tests.api.house import HERE, identifier, opened

KEEPER = Actor("karel", "shared", frozenset({Role.ADMIN}))
LIST = "kanarielijst"
ROW = 'K1,"Instituut Dijk Noord","",NL,organisation'


def test_a_list_is_held_against_every_case_though_somebody_took_the_ids_of_its_run(tmp_path: Path) -> None:
    with opened(tmp_path / "data") as house:
        case = house.researcher.notify()
        party = house.officer.post("/parties", {"name": "Instituut Dijk Noord", "country": "NL"}).json["id"]
        house.researcher.do(case, "link-party", party_id=party, role="partner")
        case.etag = house.officer.get(f"/collaborations/{case.id}").headers["ETag"]
        for command, body in (
            ("start-screening", {"screening_id": identifier("first")}),
            ("complete-screening", {"summary": "Clear."}),
        ):
            assert house.officer.do(case, command, **body).status_code == 200

        run = uuid5(NAMESPACE_URL, f"urn:kvcase:run:{HERE}:{LIST}:1:{SCORER_ID}:list_change")
        taken = {"party_id": str(run), "name": "Bakery of Suns"}
        for name in ("start", f"case:{case.id}", "chunk:1"):
            said = house.researcher.post("/parties", taken, idempotency_key=str(uuid5(run, name)))
            taken = {"name": f"Bakery {name}"}
            assert said.status_code == 201

        file = tmp_path / "list.csv"
        file.write_text(f"id,name,aliases,country,kind\n{ROW}\n", encoding="utf-8")
        imports = house.program.list_imports
        imports.register(KEEPER, LIST, "Kanarielijst", Effect.LEGAL, "a regulation", "fictional")
        imports.import_files(KEEPER, LIST, "generic_csv", {"list": file}, MAPPING)
        house.program.rescreening.reconcile(HERE)
        house.program.rescreening.reconcile(HERE)

        (found,) = house.officer.get("/runs").json["items"]
        assert (found["status"], found["checked"], found["hits"]) == ("completed", 1, 1)
        assert len(house.officer.get(f"/collaborations/{case.id}/hits").json["items"]) == 1
