"""Plant words that occur nowhere else in every field that may name a person, erase, and look at every byte there is.

Persons take part in cases, are hit by a list and talked about in reasons, comments, questions and checks; documents are
about them, they are mailed and covered for, and who reads about them says why. Half of them
are erased, and the texts of one case and of one incident; the other half is there to see that looking finds them. Then
every file of the installation is read: databases, their write-ahead logs, indexes, the register of erasures and the log
of the program; a dump and a bundle made after it; and a copy of before, restored and forgotten again. The long form
does the same on PostgreSQL, where the heap must be clean at once and the write-ahead log after what docs/forgetting.md
tells to do.

Besides, processes that erase are killed at random moments; whoever comes next finishes what was decided.
"""

import logging
import random
import shutil
import sqlite3
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg

from domain.collaboration import deadlines, external_advice, hit_answers, parties, screening, spine, support
from domain.erasure import commands as erasure
from domain.erasure.words import Ground, Held
from domain.hold import commands as hold
from domain.incident import commands as incident
from domain.incident.words import IncidentOutcome, IncidentType, Severity
from domain.institution import covers
from domain.person import commands as person
from domain.ports import Upload
from domain.reads import Answer, Read
from domain.values import Actor, CaseId, Effect, HitId, IncidentId, PersonId, Role
from kvcase import bootstrap, scheduler
from kvcase import erasure as forgetting
from kvcase.bootstrap import Kvcase
from projections.models import INSTITUTION_MODELS
from tests.acceptance.installations import NORTH, Installation, actor, import_list
from tests.pgrig import PostgresServer, sql_of

LONG, ON_POSTGRES, SHORT = 50, 16, 4
KILLS = 25
RESEARCHER = actor("onderzoeker", Role.RESEARCHER)
OFFICER = actor("officier", Role.CONTACT_POINT_OFFICER)
PRIVACY = actor("gegevens.een", Role.DATA_PROTECTION_OFFICER)
HEAD = actor("rector", Role.INSTITUTION_APPROVER)
_SOON = date(2030, 1, 2)


@dataclass
class Chance:
    """Words that were never used, and ids."""

    random: random.Random

    def canary(self) -> str:
        """Return a word that occurs nowhere else."""
        return "".join(self.random.choices(string.ascii_lowercase, k=14)).capitalize()

    def id(self) -> UUID:
        """Return an id."""
        return UUID(int=self.random.getrandbits(128))


@dataclass(frozen=True)
class Planted:
    """Who is erased, with the words about each; and the words about those who stay."""

    persons: tuple[PersonId, ...]
    case_id: CaseId
    incident_id: IncidentId
    gone: tuple[str, ...]
    kept: tuple[str, ...]


def main(seed: int, short: bool) -> str:
    """Return the figures. Raises `AssertionError` naming the file in which a word stands that should be gone."""
    begun = time.perf_counter()
    told = [_on_sqlite(seed, SHORT if short else LONG)]
    if not short:
        told.append(_killed(seed, KILLS))
        told.append(_on_postgres(seed, ON_POSTGRES))
    return f"{'; '.join(told)}; {time.perf_counter() - begun:.0f} s"


def _on_sqlite(seed: int, count: int) -> str:
    with tempfile.TemporaryDirectory(prefix="kvcase-canaries-") as name:
        folder = Path(name)
        data, house = folder / "data", _house(folder, f"sqlite:///{folder / 'data'}")
        with _logging_to(folder / "kvcase.log"), _Opened(house) as opened:
            planted = _plant(opened.program, Chance(random.Random(seed)), count, folder)  # noqa: S311  # no secrets
            opened.close()
            before = folder.with_name(f"{folder.name}-backup")
            shutil.copytree(data, before / "data")
            shutil.copytree(folder / "documents", before / "documents")
            try:
                seconds = _forget(opened, planted)
                opened.close()
                _assert_found([data], planted.kept, "the rig is blind")
                searched = _assert_gone(folder, planted.gone)
                _export(opened, planted, folder)
                for log in (NORTH, "shared", "vault"):
                    _dump(data / f"{log}.db", folder / f"{log}.dump")
                searched += _assert_gone(folder, planted.gone)
                assert house.run("audit", "verify").returncode == 0, "the ledger no longer verifies"
                for each in (data, folder / "documents"):
                    shutil.rmtree(each)
                    shutil.move(before / each.name, each)
                _assert_found([data], planted.gone[:1], "the copy of before is none")
                replayed = forgetting.replay(opened.program)
                opened.close()
                searched += _assert_gone(folder, planted.gone)
            finally:
                shutil.rmtree(before, ignore_errors=True)
    return (
        f"SQLite: {len(planted.gone)} words of {len(planted.persons)} persons, a case and an incident, 0 left in "
        f"{searched / 1e6:.1f} MB searched (live, with dumps and a bundle, restored: {replayed.recorded} erasures "
        f"replayed); at most {seconds:.1f} s an erasure; ledger good"
    )


_ERASING = """
import sys
from uuid import UUID
from domain.erasure.commands import ConfirmErasure
from kvcase import bootstrap, settings
from tests.rigs.canaries import HEAD

program = bootstrap.build(settings.read())
print("ready", flush=True)
program.service(ConfirmErasure(UUID(sys.argv[1])), actor=HEAD)
"""


def _killed(seed: int, kills: int) -> str:
    """Kill processes while they erase; each person is erased or not, and what was decided is finished."""
    chance, unfinished, undecided = Chance(random.Random(seed)), 0, 0  # noqa: S311  # no secrets
    with tempfile.TemporaryDirectory(prefix="kvcase-canaries-") as name:
        folder = Path(name)
        house = _house(folder, f"sqlite:///{folder / 'data'}")
        words: list[str] = []
        for _ in range(kills):
            person_id, erasure_id = PersonId(chance.id()), chance.id()
            words.append(chance.canary())
            with _Opened(house) as opened:
                opened.program.service(person.RegisterPerson(person_id, words[-1]), actor=RESEARCHER)
                why = erasure.ProposeErasure(erasure_id, Held.PERSON, person_id, Ground.REQUEST, words[-1])
                opened.program.service(why, actor=PRIVACY)
            _kill(house, erasure_id, chance.random.uniform(0, 0.8))
            with _Opened(house) as opened:
                program = opened.program
                left = program.erasures.unfinished(NORTH)
                unfinished += len(left)
                undecided += not left and not program.read_models.erasures(NORTH).is_erased(person_id)
                program.service(erasure.ConfirmErasure(erasure_id), actor=HEAD)
                program.erasures.tend(NORTH)
                assert program.erasures.unfinished(NORTH) == ()
                assert program.read_models.institution(NORTH).person(person_id) is None
        _assert_gone(folder, tuple(words))
        assert house.run("audit", "verify").returncode == 0, "the ledger no longer verifies"
    return f"{kills} processes killed while they erased: {undecided} before the decision, {unfinished} before its end"


def _kill(house: Installation, erasure_id: UUID, after: float) -> None:
    command = [sys.executable, "-c", _ERASING, str(erasure_id)]
    with subprocess.Popen(command, env=dict(house.environment), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(after)
        process.kill()


def _on_postgres(seed: int, count: int) -> str:
    with (
        tempfile.TemporaryDirectory(prefix="kvcase-canaries-") as name,
        PostgresServer() as server,
        _Opened(_house(Path(name), server.create_database())) as opened,
    ):
        planted = _plant(opened.program, Chance(random.Random(seed)), count, Path(name))  # noqa: S311  # no secrets
        seconds = _forget(opened, planted)
        data = server.folder / "data"
        _server(server, "CHECKPOINT")
        _assert_found([data / "base"], planted.kept, "the rig is blind")
        searched = _assert_gone(data / "base", planted.gone)
        log_before = sum(any(_holds(file, word) for word in planted.gone) for file in _files(data / "pg_wal"))
        _empty_write_ahead_log(server)
        searched += _assert_gone(server.folder, planted.gone)
        searched += _assert_gone(_backed_up(opened.house, Path(name), planted), planted.gone)
        assert opened.house.run("audit", "verify").returncode == 0, "the ledger no longer verifies"
    return (
        f"PostgreSQL: {len(planted.gone)} words, 0 left in the heap at once; {log_before} segment(s) of its "
        f"write-ahead log held some until they were removed, 0 after it in {searched / 1e6:.0f} MB, a backup among "
        f"them; at most "
        f"{seconds:.1f} s an erasure; ledger good"
    )


def _house(folder: Path, url: str) -> Installation:
    house = Installation(
        url,
        ledger_key=folder / "ledger.key",
        witness=folder / "witness",
        erasures=folder / "erasures.jsonl",
        blobs=folder / "documents",
    )
    house.prepare()
    return house


class _Opened:
    """An installation whose clock the rig moves; opened when it is asked for."""

    def __init__(self, house: Installation) -> None:
        self.house = house
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        self._program: Kvcase | None = None

    def __enter__(self) -> "_Opened":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def program(self) -> Kvcase:
        if self._program is None:
            self._program = bootstrap.build(self.house.settings, lambda: self.now)
        return self._program

    def close(self) -> None:
        if self._program is not None:
            self._program.close()
            self._program = None


def _plant(program: Kvcase, chance: Chance, count: int, folder: Path) -> Planted:
    """Make persons and cases, two persons a case; every other person, and the last case, will be erased."""
    names = {PersonId(chance.id()): (chance.canary(), chance.canary()) for _ in range(count)}
    # A list is public: it names everybody but for the last letter, so that each is hit by a name that it does not hold.
    rows = [f'{n},"{first} {last[:-1]}","",BE,person' for n, (first, last) in enumerate(names.values())]
    entries = folder / "list.csv"
    entries.write_text("\n".join(["id,name,aliases,country,kind", *rows]), encoding="utf-8")
    import_list(program, "fictional-list", Effect.INDICATIVE, entries)
    entries.unlink()
    about: dict[UUID, list[str]] = {}
    ids = list(names)
    case_id, incident_id = CaseId(chance.id()), IncidentId(chance.id())
    for place in range(0, count, 2):
        case_id = CaseId(chance.id())
        gone, kept = ids[place], ids[place + 1]
        case = [chance.canary() for _ in range(3)]
        about[case_id] = case
        program.service(spine.NotifyCollaboration(case_id, case[0], case[1], spine.Nature.SERVICE), actor=RESEARCHER)
        program.service(deadlines.SetDeadline(case_id, chance.id(), case[2], _SOON), actor=OFFICER)
        for each in (gone, kept):
            about[each] = _person(program, chance, each, case_id, names[each])
        program.service(screening.StartScreening(case_id, chance.id()), actor=OFFICER)
        hit = {row.subject_id for row in program.read_models.institution(NORTH).hits(case_id)}
        assert {gone, kept} <= hit, "a person is not hit, so no explanation names anybody"
        for each in (gone, kept):
            about[each] += _talk(program, chance, each, case_id) + _beside(program, chance, each, case_id)
        both = chance.canary()
        about[gone].append(both)
        incident_id, told = _incident(program, chance, gone, case_id)
        about[gone].append(told[0])
        about[incident_id] = told[1:]
        program.service(support.AddComment(case_id, chance.id(), both, persons=(gone, kept)), actor=OFFICER)
    erased = tuple(ids[::2])
    for model in INSTITUTION_MODELS:  # rows that are kept for a rollback tell as much
        program.read_models.rebuild(NORTH, (NORTH,), model)
    words = [word for each in (*erased, case_id, incident_id) for word in about[each]]
    return Planted(
        erased, case_id, incident_id, tuple(words), tuple(word for each in ids[1:-2:2] for word in about[each][:1])
    )


def _person(program: Kvcase, chance: Chance, person_id: PersonId, case_id: CaseId, name: tuple[str, str]) -> list[str]:
    """Register a person and let the person take part; return the words that are this person's alone."""
    alias, purpose, reason = (chance.canary() for _ in range(3))
    register = person.RegisterPerson(person_id, " ".join(name), (), _login(person_id), None, 1970, purpose)
    program.service(register, actor=RESEARCHER)
    amend = person.AmendPerson(person_id, reason, " ".join(name), (alias,), _login(person_id), None, 1970, purpose)
    program.service(amend, actor=OFFICER)
    program.service(parties.LinkResearcher(case_id, person_id, parties.StayType.STAFF), actor=RESEARCHER)
    return [name[1], alias, purpose, reason]


def _talk(program: Kvcase, chance: Chance, person_id: PersonId, case_id: CaseId) -> list[str]:
    """Say things about a person wherever a text may be about one; return the words."""
    words = [chance.canary() for _ in range(4)]
    for hit in program.read_models.institution(NORTH).hits(case_id):
        if hit.subject_id == person_id and hit.resolution is None:
            said = screening.ResolveHit(case_id, HitId(hit.hit_id), screening.Resolution.FALSE_POSITIVE, words[0])
            program.service(said, actor=OFFICER)
            program.service(hit_answers.RetractHitAnswer(case_id, HitId(hit.hit_id), words[3]), actor=OFFICER)
    comment = support.AddComment(case_id, chance.id(), words[1], persons=(person_id,))
    program.service(comment, actor=OFFICER)
    asked = external_advice.RequestExternalAdvice(
        case_id,
        chance.id(),
        external_advice.AdviceBody.LOKET,
        words[2],
        _SOON,
        (external_advice.SharedField.PERSONS,),
        persons=(person_id,),
    )
    program.service(asked, actor=OFFICER)
    return words


def _login(person_id: PersonId) -> str:
    return f"login-{person_id}"


def _beside(program: Kvcase, chance: Chance, person_id: PersonId, case_id: CaseId) -> list[str]:
    """Let what is kept beside the cases tell of a person: a document, a mailbox, a cover, a read; return the words."""
    words, login = [chance.canary() for _ in range(6)], actor(_login(person_id), Role.CONTACT_POINT_OFFICER)
    content = words[0].encode() * 10_000
    upload = Upload(case_id, chance.id(), "cv.txt", "text/plain", len(content), words[1], persons=(person_id,))
    program.documents.attach(upload, [content], actor=OFFICER)
    program.telling.addresses.put(NORTH, login.id, f"{words[2]}@example.org", "a rig")
    for each in (login, OFFICER):
        program.keys.create(each)
    today, cover_id = program.clock().date(), chance.id()
    roles = (Role.CONTACT_POINT_OFFICER,)
    program.service(covers.GiveCover(cover_id, login.id, OFFICER.id, roles, today, today, words[3]), actor=login)
    program.service(covers.EndCover(cover_id, words[4]), actor=login)
    about = (OFFICER.id, NORTH, roles, None, "the rig", "persons", Answer.TOLD, f"person:{person_id}")
    program.reads.record(NORTH, Read(*about, purpose=words[5]))
    return words


def _incident(program: Kvcase, chance: Chance, person_id: PersonId, case_id: CaseId) -> tuple[IncidentId, list[str]]:
    """Report an incident about a person in a case, and be done with it; return the words, those of the report first."""
    incident_id, words = IncidentId(chance.id()), [chance.canary() for _ in range(3)]
    day = program.clock().date()
    report = incident.ReportIncident(incident_id, IncidentType.KV1, day, day, words[0], (person_id,), True)
    program.service(report, actor=RESEARCHER)
    program.service(incident.LinkIncidentToCase(incident_id, case_id), actor=OFFICER)
    program.service(incident.TriageIncident(incident_id, Severity.SERIOUS, words[1]), actor=OFFICER)
    program.service(incident.CloseIncident(incident_id, IncidentOutcome.RESOLVED, words[2]), actor=OFFICER)
    return incident_id, words


def _forget(opened: _Opened, planted: Planted) -> float:
    """Erase what is to be erased, by two people, ticks around it; return the longest that one took."""
    program, slowest = opened.program, 0.0
    scheduler.tick(program)
    ended = {row.case_id for each in planted.persons for row in program.read_models.institution(NORTH).cases_of(each)}
    for case_id in sorted(ended):
        program.service(spine.Withdraw(CaseId(case_id), "Gaat niet door"), actor=OFFICER)
    subjects = [*((Held.PERSON, each) for each in planted.persons), (Held.CASE, planted.case_id)]
    subjects.append((Held.INCIDENT, planted.incident_id))
    for kind, subject_id in subjects:
        erasure_id, hold_id = UUID(int=subject_id.int ^ 1), UUID(int=subject_id.int ^ 2)
        program.service(hold.PlaceHold(hold_id, kind, subject_id, planted.gone[0]), actor=OFFICER)
        program.service(hold.LiftHold(hold_id, planted.gone[0]), actor=HEAD)
        propose = erasure.ProposeErasure(erasure_id, kind, subject_id, Ground.REQUEST, planted.gone[0])
        program.service(propose, actor=PRIVACY)
        begun = time.perf_counter()
        program.service(erasure.ConfirmErasure(erasure_id), actor=HEAD)
        slowest = max(slowest, time.perf_counter() - begun)
    assert program.erasures.unfinished(NORTH) == ()
    opened.now += forgetting.AGAIN_AFTER + timedelta(seconds=1)
    scheduler.tick(program)
    scheduler.sign(program)
    return slowest


def _export(opened: _Opened, planted: Planted, folder: Path) -> None:
    """Write what an officer can write: the bundle of a case, with everything that is readable."""
    (folder / "case.zip").write_bytes(opened.program.bundles.make(NORTH, planted.case_id, reveal=True))
    officer: Actor = OFFICER
    rows = opened.program.read_models.institution(NORTH).cases(notified_by=None, after=None, limit=200).items
    (folder / "register.txt").write_text(f"{officer.id}\n{rows!r}", encoding="utf-8")
    opened.close()


def _dump(file: Path, to: Path) -> None:
    """Write a database as SQL, and as a copy that is written anew."""
    with closing(sqlite3.connect(file)) as connection:
        to.with_suffix(".sql").write_text("\n".join(connection.iterdump()), encoding="utf-8")
        connection.execute("VACUUM INTO ?", (str(to),))


def _backed_up(house: Installation, folder: Path, planted: Planted) -> Path:
    """Back up, and return a folder with the dumps as SQL: their own form is compressed, and no word is found in it."""
    done = replace(house, backups=folder / "backups").run("backup")
    assert done.returncode == 0, done.stderr
    plain = folder / "plain"
    plain.mkdir()
    for dump in (folder / "backups").rglob("*.dump"):
        (plain / f"{dump.stem}.sql").write_bytes(sql_of(dump))
    _assert_found([plain], planted.kept, "the rig is blind")
    return plain


def _empty_write_ahead_log(server: PostgresServer) -> None:
    """Do what docs/forgetting.md tells an operator: use no segment again, and go through those that wait to be."""
    _server(server, "ALTER SYSTEM SET wal_recycle = off", "SELECT pg_reload_conf()")
    for _ in range(len(_files(server.folder / "data" / "pg_wal")) + 2):
        _server(server, "SELECT pg_logical_emit_message(true, 'kvcase', '')", "SELECT pg_switch_wal()", "CHECKPOINT")


def _server(server: PostgresServer, *statements: str) -> None:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def _bytes(file: Path) -> bytes:
    """Return what a file holds; nothing where the server has deleted it meanwhile."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def _holds(file: Path, word: str) -> bool:
    content = _bytes(file)
    return any(form.encode(how) in content for form in _forms(word) for how in ("utf-8", "utf-16-le"))


def _forms(word: str) -> tuple[str, ...]:
    return word, word.lower(), word.upper()


def _assert_gone(folder: Path, words: tuple[str, ...]) -> int:
    """Return how many bytes were read; no word stands in any of them."""
    sought = [(form.encode(how), word) for word in words for form in _forms(word) for how in ("utf-8", "utf-16-le")]
    read = 0
    for file in _files(folder):
        content = _bytes(file)
        read += len(content)
        for form, word in sought:
            assert form not in content, f"{word} stands in {file.relative_to(folder)}"
    return read


def _assert_found(folders: list[Path], words: tuple[str, ...], otherwise: str) -> None:
    content = b"".join(_bytes(file) for folder in folders for file in _files(folder))
    for word in words:
        assert any(form.encode() in content for form in _forms(word)), f"{word} is nowhere: {otherwise}"


@contextmanager
def _logging_to(file: Path) -> Iterator[None]:
    """Let the program log all it can into a file."""
    handler, root = logging.FileHandler(file, encoding="utf-8"), logging.getLogger("kvcase")
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.setLevel(before)
        root.removeHandler(handler)
        handler.close()
