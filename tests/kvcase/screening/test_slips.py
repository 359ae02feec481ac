"""A slip of the finger hides no name, wherever it falls. All names are fictional."""

import pytest

from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening import matcher
from kvcase.screening.index import ListIndex
from kvcase.screening.matcher import ALERT, REVIEW, Query


def score(text: str, listed: str, kind: Kind) -> int:
    """Return the score; the index of that one name must find it whenever it is a hit."""
    entry = Entry("1", kind, (Name(listed, NameKind.PRIMARY),))
    points = matcher.score(Query(text, kind), entry).score
    found = ListIndex.build([entry]).search(Query(text, kind))
    assert [match.score for match in found] == ([points] if points >= REVIEW else [])
    return points


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("VelmoraT rading", "Velmora Trading"),
        ("Velmor aTrading Ltd", "Velmora Trading Ltd"),
        ("EVLMORA TRADING", "VELMORA TRADING"),
        ("UQO GENERAL TRADING LLC", "QUO GENERAL TRADING LLC"),
        ("Drennick NIDUSTRY Group", "Drennick Industry Group"),
        ("VQ WERTH SHIPPING", "QV WERTH SHIPPING"),
        ("YALVE STAR", "YALMVE STAR"),
        ("Quarth Fl FZE", "Quarth Fal FZE"),
        ("JSC NPV SVOZ", "JSC NPV SVYOZ"),
        ("AL IROZA PARSAN", "ALI ROZA PARSAN"),
        ("S.A. Grupo W", "Grupo W S.A."),
        ("Quelm S. de C.V. R.L.", "QUELM S. DE R.L. DE C.V."),
    ],
)
def test_an_organisation_is_found(text: str, listed: str) -> None:
    assert score(text, listed, Kind.ORGANISATION) >= REVIEW


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("OrlanV eskar", "Orlan Veskar"),
        ("Orla nVeskar", "Orlan Veskar"),
        ("Orlan eVskar", "Orlan Veskar"),
        ("VESKAR, lOran", "VESKAR, Olran"),
        ("VESKAR, uRvo", "VESKAR, Urvo"),
        ("VESKAR, rvo", "VESKAR, Urvo"),
        ("Urrvo Veskar", "Urvo Veskar"),
        ("ولام نكسار", "ولا منكسار"),
        ("يورام اسلنكار", "يورام السنكار"),
        ("Орла нВескар", "Орлан Вескар"),
        ("AL-VESKAR, S'd Orlan Dremov", "AL-VESKAR, Sa'd Orlan Dremov"),
        ("Drem al eVskar", "Drem al Veskar"),
        ("AMIR ORLAN A LVESKAR", "AMIR ORLAN AL VESKAR"),
    ],
)
def test_a_person_is_found(text: str, listed: str) -> None:
    assert score(text, listed, Kind.PERSON) >= REVIEW


@pytest.mark.parametrize(
    ("text", "listed", "kind"),
    [
        ("Quarth Unit 721", "Quarth Unit 712", Kind.ORGANISATION),
        ("Quarth Unit 72", "Quarth Unit 722", Kind.ORGANISATION),
        ("Velmi", "Vlemi", Kind.ORGANISATION),
        ("Department of Optics, Quo Ltd, Gent", "Qudo Ltd", Kind.ORGANISATION),
        ("Fang An", "Fan Gan", Kind.PERSON),
    ],
)
def test_what_is_another_name_is_not_taken_for_a_slip(text: str, listed: str, kind: Kind) -> None:
    assert score(text, listed, kind) < REVIEW


@pytest.mark.parametrize(
    ("text", "listed", "kind"),
    [
        ("CLEX, S.A.", "CLIEX, S.A.", Kind.ORGANISATION),
        ("Rsing Quo FZE", "Rsing Quro FZE", Kind.ORGANISATION),
        ("Urv Veskar", "Urvo Veskar", Kind.PERSON),
    ],
)
def test_a_slip_in_a_short_name_is_looked_at_and_no_alert(text: str, listed: str, kind: Kind) -> None:
    assert REVIEW <= score(text, listed, kind) < ALERT
