"""What the doctor finds: each fault planted as facts, told in both languages with what to do."""

import pytest

from domain.collaboration.spine import Language
from domain.watchlist.words import SourceState
from kvcase import doctor, doctor_words
from kvcase.doctor import Finding, State

OK, WARN, BAD = State.OK, State.WARN, State.BAD
GOOD = SourceState.AVAILABLE

PLANTED: tuple[tuple[Finding, State, str], ...] = (
    (doctor.unusable("settings", "", "KVCASE_PORT: 0 cannot be used"), BAD, "unusable"),
    (doctor.unusable("program", "", "no"), BAD, "unusable"),
    (doctor.unusable("schema", "ugent", "connection refused"), BAD, "unusable"),
    (doctor.encoding("database", "UTF8"), OK, "good"),
    (doctor.encoding("ugent", "UTF-8"), OK, "good"),
    (doctor.encoding("database", "LATIN1"), BAD, "other"),
    (doctor.schema("ugent", 2, 2), OK, "good"),
    (doctor.schema("ugent", 0, 2), BAD, "none"),
    (doctor.schema("ugent", 1, 2), BAD, "older"),
    (doctor.schema("ugent", 3, 2), BAD, "newer"),
    (doctor.unnamed("vub"), BAD, "unnamed"),
    (doctor.privileges((), ()), OK, "good"),
    (doctor.privileges(("app lacks INSERT on ugent.stored_events",), ("app is a superuser",)), BAD, "lacking"),
    (doctor.privileges((), ("a", "b", "c", "d")), WARN, "excess"),
    (doctor.file_rights("ugent.db", 0o100600, is_writable=True), OK, "own"),
    (doctor.file_rights("ugent.db", 0o100600, is_writable=False), BAD, "unwritable"),
    (doctor.file_rights("ugent.db", 0o100644, is_writable=True), WARN, "open"),
    (doctor.skew("database", -1.9), OK, "good"),
    (doctor.skew("database", -2.1), WARN, "skew"),
    (doctor.skew("database", 31), BAD, "skew"),
    (doctor.newest_event("ugent", -3600), OK, "past"),
    (doctor.newest_event("ugent", 3), WARN, "future"),
    (doctor.newest_event("ugent", 3600), BAD, "future"),
    (doctor.lag("ugent", "case_register", 0, 0), OK, "good"),
    (doctor.lag("ugent", "case_register", 5, 1), OK, "behind"),
    (doctor.lag("ugent", "case_register", 5, 61), WARN, "behind"),
    (doctor.lag("ugent", "case_register", 5, 601), BAD, "behind"),
    (doctor.lag("ugent", "case_register", -1, 0), BAD, "ahead"),
    (doctor.outdated("ugent", "case_register"), BAD, "outdated"),
    (doctor.parked("ugent", {}), OK, "good"),
    (doctor.parked("ugent", {"case_register": 2}), WARN, "some"),
    (doctor.no_lists(), WARN, "none"),
    (doctor.watch_list("eu", 3, 400, GOOD, is_held=False), OK, "good"),
    (doctor.watch_list("eu", None, 400, GOOD, is_held=True), WARN, "empty"),
    (doctor.watch_list("eu", 401, 400, GOOD, is_held=True), BAD, "old"),
    (doctor.watch_list("eu", 380, 400, GOOD, is_held=False), WARN, "ageing"),
    (doctor.watch_list("eu", 3, 400, GOOD, is_held=True), WARN, "held"),
    (doctor.watch_list("eu", 3, 400, SourceState.STALE, is_held=False), WARN, "stale"),
    (doctor.watch_list("eu", 3, 400, SourceState.WITHDRAWN, is_held=False), WARN, "withdrawn"),
    (doctor.checkpoint("ugent", 0, None, has_key=True, every_minutes=5), OK, "good"),
    (doctor.checkpoint("ugent", 9, 14, has_key=True, every_minutes=5), OK, "waits"),
    (doctor.checkpoint("ugent", 9, 16, has_key=True, every_minutes=5), WARN, "late"),
    (doctor.checkpoint("ugent", 9, 16, has_key=True, every_minutes=60), OK, "waits"),
    (doctor.checkpoint("ugent", 9, 1441, has_key=True, every_minutes=5), BAD, "late"),
    (doctor.checkpoint("ugent", 9, 1441, has_key=False, every_minutes=5), WARN, "no_key"),
    (doctor.checkpoint("ugent", -1, None, has_key=True, every_minutes=5), BAD, "cut"),
    (doctor.no_witness(), WARN, "none"),
    (doctor.telling("ugent mail", 0, 1), OK, "good"),
    (doctor.telling("ugent mail", 2, 1), WARN, "dead"),
    (doctor.telling("ugent mail", 0, 3), WARN, "waits"),
    (doctor.telling("ugent mail", 0, 0, has_carrier=False), WARN, "no_mail"),
    (doctor.gone("ugent webhook"), WARN, "gone"),
    (doctor.witness("ugent", "folder:x", 0, 0, ""), OK, "good"),
    (doctor.witness("ugent", "folder:x", 9, 0, ""), OK, "waits"),
    (doctor.witness("ugent", "folder:x", 9, 1, "no room"), WARN, "failing"),
    (doctor.witness("ugent", "folder:x", -9, 0, ""), BAD, "ahead"),
    (doctor.witness("ugent", "folder:x", 9, 10, "no room"), BAD, "failing"),
    (doctor.disk("data", 11, 100), OK, "good"),
    (doctor.disk("data", 9, 100), WARN, "little"),
    (doctor.disk("data", 4, 100), BAD, "little"),
    (doctor.disk("data", 0, 0), BAD, "little"),
    (doctor.durability("db", {"fsync": "on", "synchronous_commit": "remote_apply"}), OK, "good"),
    (doctor.durability("db", {"fsync": "off", "synchronous_commit": "on"}), BAD, "weak"),
    (doctor.durability("db", {"fsync": "on", "synchronous_commit": "off"}), BAD, "weak"),
    (doctor.durability("db", {"fsync": "on", "synchronous_commit": "local"}), BAD, "weak"),
    (doctor.own_durability("ugent", None), OK, "good"),
    (doctor.own_durability("ugent", "PRAGMA synchronous is 1 and must be 2"), BAD, "unusable"),
    (doctor.master_key(None), OK, "good"),
    (doctor.master_key("not the one of this vault"), BAD, "wrong"),
    (doctor.leases("ugent", wants_worker=True, has_worker=True), OK, "held"),
    (doctor.leases("ugent", wants_worker=False, has_worker=False), OK, "inline"),
    (doctor.leases("ugent", wants_worker=True, has_worker=False), WARN, "away"),
    (doctor.backup(1, folder="backups"), OK, "good"),
    (doctor.backup(27, folder="backups"), WARN, "old"),
    (doctor.backup(169, folder="backups"), BAD, "old"),
    (doctor.backup(None, folder="backups"), BAD, "none"),
    (doctor.backup(None, folder=None), WARN, "no_folder"),
    (doctor.backup(1, folder="backups", has_keys=False), BAD, "no_keys"),
    (doctor.backup(1, folder="data/backups", is_apart=False), BAD, "inside"),
    (doctor.left("restoring_ugent"), WARN, "left"),
    (doctor.unusable("backup", "backups", "Permission denied"), BAD, "unusable"),
    (doctor.unusable("disk", "", "Permission denied"), BAD, "unusable"),
    (doctor.backup(-0.005, folder="backups"), OK, "good"),
    (doctor.backup(-9, folder="backups"), WARN, "future"),
    (doctor.register("erasures.jsonl", is_there=True, is_apart=True, error="line 3"), BAD, "unusable"),
    (doctor.register(None, is_there=False, is_apart=True), WARN, "no_file"),
    (doctor.register("erasures.jsonl", is_there=False, is_apart=True), BAD, "missing"),
    (doctor.register("data/erasures.jsonl", is_there=True, is_apart=False), WARN, "inside"),
    (doctor.register("erasures.jsonl", is_there=True, is_apart=True), OK, "good"),
    (doctor.documents("ugent", "blobs", 0), OK, "good"),
    (doctor.documents("ugent", "blobs", 2), BAD, "missing"),
    (doctor.documents("ugent", None, 0), WARN, "no_folder"),
)


@pytest.mark.parametrize(("found", "state", "code"), PLANTED, ids=[f"{f.check}-{c}-{s}" for f, s, c in PLANTED])
def test_each_fault_is_found_and_told(found: Finding, state: State, code: str) -> None:
    assert (found.state, found.code) == (state, code)
    english, dutch = (doctor_words.means(found, each) for each in (Language.EN, Language.NL))
    assert english
    assert dutch
    assert "{" not in english + dutch
    for language in (Language.EN, Language.NL):
        assert bool(doctor_words.to_do(found, language)) == (state is not OK)
        assert doctor_words.check(found, language)
        assert doctor_words.state(found, language)


def test_no_word_is_left_that_no_check_says() -> None:
    assert {(found.check, found.code) for found, _, _ in PLANTED} == set(doctor_words.WORDS)
    assert {check for check, _ in doctor_words.WORDS} == set(doctor_words.CHECKS)


def test_dutch_is_dutch() -> None:
    same = [key for key, words in doctor_words.WORDS.items() if words.means == words.means_nl and words.do]
    assert [key for key in same if key != ("settings", "unusable")] == []


def test_one_fault_is_enough() -> None:
    good, fault = doctor.no_lists(), doctor.master_key(None)
    assert doctor.is_good((fault,))
    assert not doctor.is_good((fault, good))
