"""The leaf of an event: its bytes as the document tells them, and no two events alike."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvcase.ledger import leaves
from kvcase.ledger.leaves import Stored

EVENT = Stored(7, bytes(range(16)), 2, 1_772_442_000_000_000, b"toy.counted.v1", b'{"a":1}')
stored = st.builds(
    Stored,
    st.integers(-(2**63), 2**63 - 1),
    st.binary(min_size=16, max_size=16),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-(2**63), 2**63 - 1),
    st.binary(max_size=40),
    st.binary(max_size=40),
)


def test_the_bytes_are_those_that_the_document_tells() -> None:
    expected = b"kvcase-event-1\n" + b"\x00\x05north"
    expected += bytes.fromhex("0000000000000007") + bytes(range(16)) + bytes.fromhex("0000000000000002")
    expected += (1_772_442_000_000_000).to_bytes(8) + b"\x00\x0etoy.counted.v1" + b'\x00\x00\x00\x07{"a":1}'
    assert leaves.entry("north", EVENT) == expected
    assert leaves.hasher("north")(EVENT) == sha256(b"\x00" + expected).digest()


@given(stored, stored, st.sampled_from(["north", "south", "n"]), st.sampled_from(["north", "south", "n"]))
def test_no_two_events_have_the_same_bytes(one: Stored, other: Stored, here: str, there: str) -> None:
    is_same = (one, here) == (other, there)
    assert (leaves.entry(here, one) == leaves.entry(there, other)) is is_same


@pytest.mark.parametrize(
    "changed",
    [
        {"stream": None},
        {"stream": b"short"},
        {"version": None},
        {"version": "two"},
        {"recorded_at": 2**63},
        {"name": "a text"},
        {"state": None},
    ],
)
def test_what_no_kvcase_wrote_has_no_leaf(changed: dict[str, object]) -> None:
    event = EVENT._replace(**changed)  # type: ignore[arg-type]
    assert leaves.hasher("north")(event) is None
    with pytest.raises(ValueError, match="position 7"):
        leaves.entry("north", event)
