"""What people typed stands in clear only where it may: in read models, in columns marked personal."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa

from domain.collaboration import parties, screening, spine
from domain.institution import covers, grants
from domain.party import commands as party
from domain.party.ownership import OwnerKind, OwnershipEdge
from domain.person import commands as person
from domain.ports import Upload
from domain.reads import Answer, Read
from domain.values import Actor, CaseId, PartyId, PersonId, Role
from kvcase.bootstrap import Kvcase
from kvcase.readmodels import ReadModels
from kvcase.telling.subscribers import EVERY
from projections import models
from tests.acceptance.installations import NORTH, Installation, actor

CASE, PARTY, PERSON = CaseId(UUID(int=11)), PartyId(UUID(int=12)), PersonId(UUID(int=13))
TITLE, SUMMARY = "Kanarietitel Vinkenzang", "Kanariesamenvatting Merelroep"
NAME, ALIAS = "Kanarina Persoonsmans", "Kanarina Schuilnaam"
REASON = "Kanariereden Koekoekslied"
OWNER = "Kanarino Eigenaarsmans"
DOCUMENT, CONTENT = "Kanarieplan Sijsjesdans", "Kanarie-inhoud Putterpas"
COVERED, GRANTED, PURPOSE = "Kanarieverlof Mezenrust", "Kanarie-inzage Lijsterblik", "Kanariedoel Gaaienvraag"
ADDRESS, SECRET = "kanarievink@noorderhaven.example", "whsec_a2FuYXJpZWdlaGVpbS12YW4tZWVuLXZpbms="
PERSONAL = (
    *(TITLE, SUMMARY, NAME, ALIAS, REASON, OWNER, DOCUMENT),
    *(CONTENT, COVERED, GRANTED, PURPOSE, ADDRESS, SECRET.removeprefix("whsec_")),
)
ORGANISATION = "Kanarie Instituut voor Zangvogels"


def test_personal_texts_stand_in_clear_only_in_columns_marked_personal(
    installation: Installation, tmp_path: Path
) -> None:
    program = replace(installation, blobs=tmp_path / "documents").open()
    researcher = actor("kanarie.onderzoeker", Role.RESEARCHER)
    officer = actor("kanarie.officier", Role.CONTACT_POINT_OFFICER)
    try:
        program.service(party.RegisterParty(PARTY, ORGANISATION, "BE"), actor=researcher)
        owners = (OwnershipEdge(OWNER, OwnerKind.BENEFICIAL_OWNER, 60, "BE"),)
        program.service(party.RecordOwnership(PARTY, owners, date(2020, 1, 2), "Uittreksel"), actor=officer)
        program.service(person.RegisterPerson(PERSON, NAME, (ALIAS,)), actor=researcher)
        program.service(spine.NotifyCollaboration(CASE, TITLE, SUMMARY, spine.Nature.SERVICE), actor=researcher)
        program.service(parties.LinkParty(CASE, PARTY, parties.PartyRole.PARTNER), actor=researcher)
        program.service(parties.LinkResearcher(CASE, PERSON, parties.StayType.STAFF), actor=researcher)
        program.service(screening.StartScreening(CASE, UUID(int=14)), actor=officer)
        _beside(program, officer)
        program.service(spine.Withdraw(CASE, REASON), actor=officer)
        program.telling.outbox.collect(NORTH)
        program.read_models.catch_up_fwo()
        found = _places(program.read_models)
    finally:
        program.close()

    allowed = {
        (table.name, column.name)
        for model in (*models.INSTITUTION_MODELS, *models.FWO_MODELS, *models.SHARED_MODELS)
        for table in model.tables
        for column in table.columns
        if column.info.get("personal")
    }
    in_clear = {place for name in PERSONAL for place in found[name]}
    print(f"in clear: {sorted(in_clear)}")  # noqa: T201
    assert in_clear <= {(NORTH, *place) for place in allowed}
    searched = {(NORTH, "case_texts", "text")}
    assert found[SUMMARY] == found[REASON] == searched, "a search finds them, and nothing else tells them"
    assert (NORTH, "stored_events", "state") in found[ORGANISATION], "an organisation's name may stand in the log"
    assert found[DOCUMENT] == searched
    beside = (CONTENT, COVERED, GRANTED, PURPOSE, ADDRESS, SECRET.removeprefix("whsec_"))
    assert not any(found[each] for each in beside), {each: found[each] for each in beside}
    kept = [each for each in (tmp_path / "documents").rglob("*") if each.is_file()]
    assert len(kept) == 1
    assert not any(each.encode() in kept[0].read_bytes() for each in PERSONAL)
    if installation.url.startswith("sqlite"):
        _assert_files(Path(installation.url.removeprefix("sqlite:///")))


def _beside(program: Kvcase, officer: Actor) -> None:
    """Let what is kept beside the cases hold words: a document, reasons of covers and grants, reads, mail, webhooks."""
    content = CONTENT.encode() * 1_000
    upload = Upload(CASE, UUID(int=15), "plan.txt", "text/plain", len(content), DOCUMENT, persons=(PERSON,))
    program.documents.attach(upload, [content], actor=officer)
    auditor, privacy = actor("kanarie.auditor", Role.AUDITOR), actor("kanarie.fg", Role.DATA_PROTECTION_OFFICER)
    for each in (officer, auditor, privacy):
        program.keys.create(each)
    today = program.clock().date()
    give = covers.GiveCover(UUID(int=16), officer.id, privacy.id, tuple(officer.roles), today, today, COVERED)
    program.service(give, actor=officer)
    program.service(grants.ProposeGrant(UUID(int=17), auditor.id, GRANTED, today), actor=privacy)
    for named in (f"collaboration:{CASE}", f"person:{PERSON}", None):
        about = (officer.id, NORTH, ("contact_point_officer",), None, "a test", "cases", Answer.TOLD, named)
        program.reads.record(NORTH, Read(*about, purpose=PURPOSE))
    program.telling.addresses.put(NORTH, officer.id, ADDRESS, "a test")
    program.telling.subscribers.add_mail(NORTH, 0, "a test")
    program.telling.subscribers.add_webhook(NORTH, "https://vink.example/", (EVERY,), 0, "a test", secret=SECRET)


def _places(read_models: ReadModels) -> dict[str, set[tuple[str, str, str]]]:
    """Return (log, table, column) of every place where a canary stands in clear, over every table there is."""
    found: dict[str, set[tuple[str, str, str]]] = {name: set() for name in (*PERSONAL, ORGANISATION)}
    for slug in (NORTH, "zuidpoort", "shared", "fwo"):
        engine = read_models.engine(slug)
        tables = sa.MetaData()
        tables.reflect(engine)
        with engine.connect() as connection:
            for table in tables.tables.values():
                for row in connection.execute(sa.select(table)).mappings():
                    for column, value in row.items():
                        text = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                        for canary in found:
                            if canary.encode() in text or canary.lower().encode() in text:
                                found[canary].add((slug, table.name, str(column)))
    return found


def _assert_files(folder: Path) -> None:
    """The vault, the shared log and the FWO's side hold no canary in any file, WAL included."""
    for file in sorted(folder.iterdir()):
        content = file.read_bytes()
        for canary in PERSONAL:
            if canary.encode() in content:
                assert file.name.startswith(NORTH), f"{canary} stands in {file.name}"


def test_the_page_on_plaintext_names_every_personal_column() -> None:
    page = (Path(__file__).parents[2] / "docs" / "plaintext.md").read_text(encoding="utf-8")
    for model in (*models.INSTITUTION_MODELS, *models.FWO_MODELS, *models.SHARED_MODELS):
        for table in model.tables:
            for column in table.columns:
                if column.info.get("personal"):
                    row = next((line for line in page.splitlines() if line.startswith(f"| `{table.name}` |")), "")
                    assert f"`{column.name}`" in row, f"{table.name}.{column.name} is not on the page"
