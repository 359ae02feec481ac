"""Where a hit comes out otherwise today, it is said whether the list did it or the scorer, and never both."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from domain.collaboration import then_and_now
from domain.collaboration.parties import LinkedParty, Parties, PartyRole
from domain.collaboration.screening import Hit, Screening, ScreeningHitRecorded
from domain.collaboration.state import Collaboration
from domain.collaboration.then_and_now import Cause, Difference, Found, HitBeside
from domain.context import FoundHit
from domain.values import CaseId, Effect, HitId, SubjectKind

PARTY, HIT = UUID(int=1), UUID(int=2)
OLD = Hit(HIT, SubjectKind.PARTY, PARTY, "print", "watch", "X-1", "entry print", "kv-match-1", Effect.LEGAL)
NOW = FoundHit(
    HIT, SubjectKind.PARTY, PARTY, "print", "watch", 2, "X-1", "entry print", Effect.LEGAL, 91, "kv-match-9", "{}"
)
THEN = replace(NOW, list_version=1)
RECORDED = ScreeningHitRecorded(
    CaseId(UUID(int=3)),
    HitId(HIT),
    HIT,
    SubjectKind.PARTY,
    PARTY,
    "print",
    "watch",
    1,
    "X-1",
    "entry print",
    Effect.LEGAL,
    None,
    88,
    "kv-match-1",
    "{}",
    (),
    date(2027, 3, 1),
)


def beside(*hits: Hit, found: Found) -> list[HitBeside]:
    linked = Parties({PARTY: LinkedParty(PartyRole.PARTNER, "BE", "print")})
    case = replace(
        Collaboration(), parties=linked, screening=Screening(hits=dict.fromkeys([HIT], *hits) if hits else {})
    )
    return list(then_and_now.hits_beside(case, {HIT: RECORDED}, found, {PARTY: "Quarth Works"}))


@pytest.mark.parametrize(
    ("stood", "in_lists_of_then", "in_lists_of_today", "difference", "cause"),
    [
        (True, (THEN,), (NOW,), Difference.SAME, None),
        (True, (), (NOW,), Difference.SAME, None),
        (True, (THEN,), (), Difference.GONE, Cause.LIST),
        (True, (), (), Difference.GONE, Cause.SCORER),
        (False, (), (NOW,), Difference.NEW, Cause.LIST),
        (False, (THEN,), (NOW,), Difference.NEW, Cause.SCORER),
        (True, (THEN,), (replace(NOW, entry_fingerprint="another"),), Difference.CHANGED, Cause.LIST),
    ],
)
def test_a_difference_has_one_cause(
    stood: bool,
    in_lists_of_then: tuple[FoundHit, ...],
    in_lists_of_today: tuple[FoundHit, ...],
    difference: Difference,
    cause: Cause | None,
) -> None:
    (told,) = beside(*([OLD] if stood else []), found=Found(in_lists_of_then, in_lists_of_today))
    assert (told.difference, told.cause) == (difference, cause)
    assert (told.then is not None, told.now is not None) == (stood, bool(in_lists_of_today))
    assert told.subject == "Quarth Works"
    if told.then is not None:
        assert (told.then.list_version, told.then.score, told.then.scorer_id) == (1, 88, "kv-match-1")


def test_of_an_erased_subject_the_hits_of_then_are_told_alone() -> None:
    (told,) = beside(OLD, found=Found((), (), frozenset({PARTY})))
    assert (told.difference, told.now) == (Difference.SAME, None)


def test_what_was_lifted_by_then_stood_no_more() -> None:
    assert beside(replace(OLD, is_lifted=True), found=Found((), ())) == []
