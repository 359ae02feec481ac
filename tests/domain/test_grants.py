"""An auditor reads personal texts when two others decided it, for a purpose, until a day."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from api import access
from domain.context import Context
from domain.errors import DomainError, NotPermittedError, RuleRefusedError, UnusableInputError
from domain.institution import grants
from domain.institution.grants import AGGREGATE, ConfirmGrant, EndGrant, Grant, GrantConfirmed, ProposeGrant
from domain.values import Actor, Role
from tests.domain import people
from tests.domain.scenario import NOW, TODAY, identifier, meta

GRANT = identifier("grant")
UNTIL = TODAY + timedelta(days=20)
DINA = people.person("dina", Role.DATA_PROTECTION_OFFICER)
DORA = people.person("dora", Role.DATA_PROTECTION_OFFICER)
FOR_DINA = people.person("dora", Role.DATA_PROTECTION_OFFICER, for_="dina")
AUGUST = people.person("august", Role.AUDITOR, Role.DATA_PROTECTION_OFFICER)
FOR_AUGUST = people.person("dora", Role.DATA_PROTECTION_OFFICER, for_="august")
HERE = {"august": AUGUST.roles, "olga": frozenset({Role.CONTACT_POINT_OFFICER})}
PROPOSE = ProposeGrant(GRANT, "august", "The yearly audit of clearances.", UNTIL)
CONFIRM = ConfirmGrant(GRANT)


def done(
    command: Any, by: Actor = DINA, state: Grant | None = None, day: date = TODAY
) -> tuple[Grant, tuple[Any, ...]]:
    state = state or Grant()
    spec = next(each for each in AGGREGATE.commands.values() if each.type is type(command))
    role = next(iter(sorted(spec.roles & by.roles) or sorted(by.roles)))
    context = Context(by, role, NOW + (day - TODAY), by.institution, people=HERE)
    caused = AGGREGATE.decide(state, command, context)
    for event in caused:
        state = AGGREGATE.evolve(state, event, meta(by))
    return state, caused


def refused(
    command: Any,
    by: Actor = DORA,
    state: Grant | None = None,
    day: date = TODAY,
    error: type[DomainError] | None = None,
) -> Any:
    with pytest.raises(error or RuleRefusedError) as caught:
        done(command, by, state, day)
    return caught.value


def proposed(by: Actor = DINA) -> Grant:
    return done(PROPOSE, by)[0]


@pytest.mark.rule("grant-four-eyes")
@pytest.mark.parametrize("by", [DORA, people.APPROVER])
def test_one_proposes_another_confirms_and_the_auditor_reads_up_to_the_day(by: Actor) -> None:
    state, caused = done(CONFIRM, by, proposed())
    assert caused == (GrantConfirmed(GRANT),)
    assert grants.standing([(GRANT, state)], "august", UNTIL) == GRANT
    assert grants.standing([(GRANT, state)], "august", UNTIL + timedelta(days=1)) is None
    assert grants.standing([(GRANT, state)], "aline", TODAY) is None
    assert grants.standing([(GRANT, proposed())], "august", TODAY) is None
    assert done(CONFIRM, by, state)[1] == ()


@pytest.mark.rule("grant-four-eyes")
@pytest.mark.parametrize(("first", "second"), [(DINA, DINA), (DINA, FOR_DINA), (FOR_DINA, DINA), (FOR_DINA, DORA)])
def test_one_person_does_not_do_both_nor_through_whoever_covers(first: Actor, second: Actor) -> None:
    assert refused(CONFIRM, second, proposed(first)).rule_id == "grant-four-eyes"


@pytest.mark.rule("grant-own")
def test_who_would_read_decides_neither_nor_through_whoever_covers() -> None:
    for by in (AUGUST, FOR_AUGUST):
        assert refused(PROPOSE, by).rule_id == "grant-own"
        assert refused(CONFIRM, by, proposed()).rule_id == "grant-own"


@pytest.mark.rule("grant-auditor")
def test_a_grant_is_for_an_auditor_of_the_institution() -> None:
    for nobody in ("olga", "wim"):
        assert refused(replace(PROPOSE, auditor=nobody)).rule_id == "grant-auditor"
    grant = identifier("grant")
    assert access.is_granted(replace(people.person("august", Role.AUDITOR), grant=grant))
    assert not access.is_granted(replace(people.person("august", Role.RESEARCHER), grant=grant))
    assert not access.is_granted(people.person("august", Role.AUDITOR))


@pytest.mark.rule("grant-ended")
def test_a_grant_is_ended_and_what_is_over_is_not_confirmed() -> None:
    confirmed, _ = done(CONFIRM, DORA, proposed())
    ended, (event,) = done(EndGrant(GRANT, "The audit is done."), people.APPROVER, confirmed)
    assert event == grants.GrantEnded(GRANT, "The audit is done.")
    assert grants.standing([(GRANT, ended)], "august", TODAY) is None
    assert done(EndGrant(GRANT, "Again."), DINA, ended)[1] == ()
    assert refused(CONFIRM, DORA, ended).rule_id == "grant-ended"
    assert refused(CONFIRM, DORA, proposed(), UNTIL + timedelta(days=1)).rule_id == "grant-ended"


def test_only_the_data_protection_officer_proposes() -> None:
    for by in (people.APPROVER, people.person("ada", Role.ADMIN), people.person("august", Role.AUDITOR)):
        refused(PROPOSE, by, error=NotPermittedError)
    refused(CONFIRM, people.person("ada", Role.ADMIN), proposed(), error=NotPermittedError)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"auditor": "august "}, "auditor"),
        ({"purpose": " "}, "purpose"),
        ({"until_on": TODAY - timedelta(days=1)}, "until_on"),
        ({"until_on": TODAY + timedelta(days=grants.LONGEST_DAYS)}, "until_on"),
    ],
)
def test_what_cannot_be_a_grant_is_named(changed: dict[str, Any], field: str) -> None:
    assert refused(replace(PROPOSE, **changed), error=UnusableInputError).field == field
