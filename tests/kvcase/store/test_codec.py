"""Events as bytes: names, versions, types and sealed texts."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.values import ERASED, Level, PersonId, Role, Sealed, SealedText
from kvcase.store import sealing
from kvcase.store.codec import SEALED, Codec, Envelope
from kvcase.store.errors import SubjectErasedError, UnknownEventError, UnreadableEventError
from kvcase.store.upcasters import UPCASTERS, Upcaster
from tests.kvcase.store import toys
from tests.kvcase.store.toys import Contact, Counted, Filled, Noted, Opened

LOG = toys.SLUG


class MemoryVault:
    """Keys in memory."""

    def __init__(self) -> None:
        self.keys: dict[str, bytes | None] = {}

    def ensure(self, log: str, subjects: Iterable[str]) -> None:
        for subject in subjects:
            self.keys.setdefault(subject, os.urandom(32))

    def load(self, log: str, subjects: Iterable[str]) -> None:
        pass

    def key(self, log: str, subject: str) -> bytes | None:
        return self.keys.get(subject)


class Setting:
    """A codec over a vault in memory."""

    def __init__(self) -> None:
        self.vault = MemoryVault()
        self.codec = Codec([toys.TOY], self.vault, upcasters=toys.UPCASTERS)
        self.stream = toys.fresh_id()

    def encode(self, event: object) -> tuple[str, bytes]:
        return self.codec.encode(LOG, [Envelope(self.stream, 1, event, toys.metadata())])[0]

    def again(self, event: object) -> object:
        return self.codec.decode(LOG, *self.encode(event))[0]


@pytest.fixture
def setting() -> Setting:
    return Setting()


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
persons = st.uuids().map(PersonId)
contacts = st.builds(Contact, name=texts, person_id=st.none() | persons)
instants = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
events = st.one_of(
    st.builds(Counted, st.integers(-(2**63), 2**63 - 1)),
    st.builds(Opened, title=texts, reference=texts),
    st.builds(Noted, text=texts, about=st.lists(persons, max_size=3).map(tuple)),
    st.builds(
        Filled,
        on=st.dates(),
        at=instants,
        roles=st.frozensets(st.sampled_from(Role)),
        level=st.none() | st.sampled_from(Level),
        counts=st.dictionaries(texts, st.integers(-(2**53), 2**53), max_size=3),
        contacts=st.lists(contacts, max_size=2).map(tuple),
        first=st.none() | contacts,
        pair=st.tuples(st.integers(0, 9), texts),
        notes=st.lists(texts, max_size=2).map(tuple),
        remark=st.none() | texts,
    ),
)


@given(events)
def test_every_event_comes_back_as_it_went(event: object) -> None:
    assert Setting().again(event) == event


@given(texts)
def test_no_sealed_text_is_in_the_bytes(text: str) -> None:
    canary = f"Zwartbaard-{text}"
    contact = Contact(canary, PersonId(toys.fresh_id()))
    filled = Filled(
        date(2026, 1, 1), toys.NOW, frozenset(), None, {}, (contact,), contact, (1, canary), (canary,), canary
    )
    for event in (Opened(canary), Noted(canary), filled):
        assert b"Zwartbaard" not in Setting().encode(event)[1]


def test_the_same_event_has_the_same_bytes_but_for_what_is_sealed(setting: Setting) -> None:
    meta = toys.metadata()
    filled = Filled(date(2026, 1, 1), toys.NOW, frozenset(Role), None, {"b": 1, "a": 2}, (), None, (1, ERASED), ())
    twice = [setting.codec.encode(LOG, [Envelope(setting.stream, 1, filled, meta)]) for _ in range(2)]
    assert twice[0] == twice[1]


def test_metadata_come_back_as_they_went(setting: Setting) -> None:
    meta = toys.metadata(datetime(2026, 1, 1, 12, 30, 15, 123456, tzinfo=UTC))
    ((name, state),) = setting.codec.encode(LOG, [Envelope(setting.stream, 1, Counted(1), meta)])
    assert setting.codec.decode(LOG, name, state) == (Counted(1), meta)


def test_a_text_about_persons_needs_the_key_of_each(setting: Setting) -> None:
    anna, bert = PersonId(toys.fresh_id()), PersonId(toys.fresh_id())
    stored = setting.encode(Noted("Anna worked with Bert", (anna, bert)))
    for subject in (f"toy:{setting.stream}", f"person:{anna}", f"person:{bert}"):
        kept = setting.vault.keys[subject]
        setting.vault.keys[subject] = None
        assert setting.codec.decode(LOG, *stored)[0] == Noted(ERASED, (anna, bert))
        setting.vault.keys[subject] = kept
    assert setting.codec.decode(LOG, *stored)[0] == Noted("Anna worked with Bert", (anna, bert))


def test_a_reader_may_do_without_plaintext(setting: Setting) -> None:
    name, state = setting.encode(Noted("secret"))
    setting.vault.keys.clear()
    assert setting.codec.decode(LOG, name, state, reveal=False)[0] == Noted(SEALED)


def test_no_new_text_is_stored_about_an_erased_subject(setting: Setting) -> None:
    anna = PersonId(toys.fresh_id())
    setting.vault.keys[f"person:{anna}"] = None
    with pytest.raises(SubjectErasedError, match=f"person:{anna}"):
        setting.encode(Noted("Anna again", (anna,)))


def test_an_erased_text_may_be_passed_on(setting: Setting) -> None:
    anna = PersonId(toys.fresh_id())
    setting.vault.keys[f"person:{anna}"] = None
    assert setting.again(Noted(ERASED, (anna,))) == Noted(ERASED, (anna,))


def test_a_sealed_text_cannot_be_moved_to_another_event(setting: Setting) -> None:
    (name, state), (_, other) = setting.encode(Noted("first")), setting.encode(Noted("second"))
    moved = state.partition(b'"data":')[0] + b'"data":' + other.partition(b'"data":')[2]
    with pytest.raises(UnreadableEventError, match="changed or moved"):
        setting.codec.decode(LOG, name, moved)


def test_a_sealed_text_cannot_be_moved_to_another_log(setting: Setting) -> None:
    with pytest.raises(UnreadableEventError, match="changed or moved"):
        setting.codec.decode("kuleuven", *setting.encode(Noted("text")))


def test_a_text_in_clear_where_a_sealed_one_belongs_is_unreadable(setting: Setting) -> None:
    name, state = setting.encode(Noted("text"))
    with pytest.raises(UnreadableEventError):
        setting.codec.decode(LOG, name, state.replace(b"sealed:v1:", b"open:"))


@pytest.mark.parametrize("state", [b"", b"{}", b"[1]", b'{"meta": {}, "data": {}}', b"\xff\xfe"])
def test_broken_bytes_are_unreadable(setting: Setting, state: bytes) -> None:
    with pytest.raises(UnreadableEventError, match=r"toy\.counted\.v1"):
        setting.codec.decode(LOG, "toy.counted.v1", state)


def test_upcasters_are_chained(setting: Setting) -> None:
    _, state = setting.encode(Counted(1))
    chain = {
        "toy.counted.v0": Upcaster("toy.tallied.v1", lambda data: {"tally": data["number"] + 1}),
        "toy.tallied.v1": Upcaster("toy.counted.v1", lambda data: {"number": data["tally"] * 10}),
    }
    codec = Codec([toys.TOY], setting.vault, upcasters=chain)
    assert codec.decode(LOG, "toy.counted.v0", state)[0] == Counted(20)


def test_an_upcaster_to_an_unknown_event_stops(setting: Setting) -> None:
    _, state = setting.encode(Counted(1))
    codec = Codec([toys.TOY], setting.vault, upcasters={"toy.old.v1": Upcaster("toy.older.v1", dict)})
    with pytest.raises(UnknownEventError, match=r"toy\.older\.v1"):
        codec.decode(LOG, "toy.old.v1", state)


def test_a_suspension_of_the_first_version_was_manual() -> None:
    row = UPCASTERS["collaboration.suspended.v1"]
    assert row.to_name == "collaboration.suspended.v2"
    assert row.function({"reason": "r"}) == {"cause": "manual", "hit_id": None, "reason": "r"}


@dataclass(frozen=True, slots=True)
class Misnamed:
    """Belongs to another aggregate."""

    stored_name: ClassVar[str] = "party.misnamed.v1"


@dataclass(frozen=True, slots=True)
class InASet:
    """Seals what has no place."""

    stored_name: ClassVar[str] = "toy.in-a-set.v1"
    names: frozenset[SealedText]


@dataclass(frozen=True, slots=True)
class Dangling:
    """Names persons in a field that is not there."""

    stored_name: ClassVar[str] = "toy.dangling.v1"
    text: Annotated[str, Sealed(persons="nobody")]


@dataclass(frozen=True, slots=True)
class NotAText:
    """Seals a number."""

    stored_name: ClassVar[str] = "toy.not-a-text.v1"
    number: Annotated[int, Sealed()]


@pytest.mark.parametrize("broken", [Misnamed, InASet, Dangling, NotAText])
def test_an_event_that_cannot_be_stored_well_is_refused_at_the_start(broken: type) -> None:
    with pytest.raises((ValueError, TypeError), match=broken.__name__):
        Codec([toys.aggregate(broken)], MemoryVault())


def test_two_events_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="share"):
        Codec([toys.aggregate(Counted, Counted)], MemoryVault())


def test_a_sealed_text_names_its_subjects() -> None:
    keys = {"toy:1": bytes(32), "person:2": bytes(32)}
    event_id = UUID(int=7)
    sealed = sealing.seal("text", LOG, event_id, keys, os.urandom)
    assert sealing.subjects_of(sealed) == ("toy:1", "person:2")
    assert sealing.unseal(sealed, LOG, event_id, keys) == "text"
