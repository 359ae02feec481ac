"""Who stands in for whom: given by the person itself or an administrator, for a while, and never further on."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.context import Context
from domain.errors import DomainError, NotPermittedError, RuleRefusedError, UnusableInputError
from domain.institution import covers
from domain.institution.covers import AGGREGATE, Cover, CoverEnded, CoverGiven, CoverRenewed, EndCover, GiveCover
from domain.values import Actor, Role
from tests.domain import people
from tests.domain.scenario import NOW, TODAY, identifier, meta

COVER = identifier("cover")
ADMIN = people.person("ada", Role.ADMIN)
UNTIL = TODAY + timedelta(days=13)
OFFICER = Role.CONTACT_POINT_OFFICER
HERE = {
    "olga": frozenset({OFFICER, Role.EXPORT_CONTROL_OFFICER}),
    "rosa": frozenset({Role.RESEARCHER}),
    "vera": frozenset({Role.INSTITUTION_APPROVER}),
    "ada": frozenset({Role.ADMIN}),
    "scheduler": frozenset({Role.SERVICE}),
    "robot": frozenset({Role.SERVICE, Role.RESEARCHER}),
}
OLGA = Actor("olga", people.HOUSE, HERE["olga"])
ROSA = people.RESEARCHER
GIVE = GiveCover(COVER, "olga", "rosa", (OFFICER,), TODAY, UNTIL, "A course.")


def done(
    command: Any, by: Actor = OLGA, state: Cover | None = None, day: date = TODAY
) -> tuple[Cover, tuple[Any, ...]]:
    """Carry out a command on a day; `HERE` says who holds which roles."""
    state = state or Cover()
    now = NOW + (day - TODAY)
    caused = AGGREGATE.decide(state, command, Context(by, min(by.roles), now, by.institution, people=HERE))
    for event in caused:
        state = AGGREGATE.evolve(state, event, meta(by))
    return state, caused


def refused(
    command: Any,
    by: Actor = OLGA,
    state: Cover | None = None,
    day: date = TODAY,
    error: type[DomainError] | None = None,
) -> Any:
    with pytest.raises(error or RuleRefusedError) as caught:
        done(command, by, state, day)
    return caught.value


def given(command: GiveCover = GIVE) -> Cover:
    return done(command)[0]


@pytest.mark.rule("cover-of-another")
@pytest.mark.parametrize("by", [OLGA, ADMIN])
def test_a_person_or_an_administrator_gives_a_cover(by: Actor) -> None:
    state, (event,) = done(GIVE, by)
    assert event == CoverGiven(COVER, "olga", "rosa", (OFFICER,), TODAY, UNTIL, "A course.")
    assert (state.version, state.stands(TODAY)) == (1, covers.Standing.IN_FORCE)


@pytest.mark.rule("cover-of-another")
def test_nobody_gives_a_cover_for_a_colleague_or_takes_one() -> None:
    assert refused(GIVE, people.APPROVER).rule_id == "cover-of-another"
    assert refused(GIVE, ROSA).rule_id == "cover-of-another"
    taking = replace(GIVE, cover="ada")
    assert refused(taking, ADMIN).rule_id == "cover-of-another"
    both = Actor("rosa", people.HOUSE, frozenset({Role.ADMIN, Role.RESEARCHER}))
    assert refused(GIVE, both).rule_id == "cover-of-another"
    other = people.person("adam", Role.ADMIN)
    assert refused(taking, other).rule_id == "cover-of-another", "administrators do not let each other at the cases"
    assert done(taking, OLGA)[1], "the officer may choose one"


@pytest.mark.rule("cover-chain")
@pytest.mark.parametrize("command", [GIVE, covers.RenewCover(COVER, UNTIL, "x"), EndCover(COVER, "x")])
def test_who_acts_for_another_gives_renews_and_ends_no_cover(command: Any) -> None:
    deputy = people.person("vera", OFFICER, for_="olga")
    state = Cover() if command is GIVE else given()
    assert refused(command, deputy, state).rule_id == "cover-chain"


@pytest.mark.rule("cover-person")
@pytest.mark.parametrize("whom", ["scheduler", "robot", "nobody", "wim of zuidmeer"])
def test_a_cover_goes_to_a_person_of_the_institution(whom: str) -> None:
    assert refused(replace(GIVE, cover=whom)).rule_id == "cover-person"


@pytest.mark.rule("cover-roles")
def test_nobody_hands_over_a_role_that_is_not_held() -> None:
    more = replace(GIVE, roles=(OFFICER, Role.INSTITUTION_APPROVER))
    assert "institution_approver" in refused(more).reason
    assert refused(more, ADMIN).rule_id == "cover-roles"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"cover": "olga"}, "cover"),
        ({"cover": " rosa"}, "cover"),
        ({"absent": ""}, "absent"),
        ({"roles": ()}, "roles"),
        ({"roles": (Role.SERVICE,)}, "roles"),
        ({"roles": (Role.FWO_MONITOR,)}, "roles"),
        ({"from_on": TODAY - timedelta(days=1)}, "from_on"),
        ({"until_on": TODAY - timedelta(days=1)}, "until_on"),
        ({"until_on": TODAY + timedelta(days=covers.LONGEST_DAYS)}, "until_on"),
        ({"from_on": UNTIL + timedelta(days=1)}, "until_on"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_cannot_be_a_cover_is_named(changed: dict[str, Any], field: str) -> None:
    assert refused(replace(GIVE, **changed), error=UnusableInputError).field == field


def test_a_program_gives_no_cover() -> None:
    refused(GIVE, people.PROGRAM, error=NotPermittedError)


@pytest.mark.rule("cover-over")
def test_a_cover_is_renewed_while_it_runs_for_as_long_again() -> None:
    longest = UNTIL + timedelta(days=covers.LONGEST_DAYS - 1)
    state, (event,) = done(covers.RenewCover(COVER, longest, "Still away."), OLGA, given(), day=UNTIL)
    assert event == CoverRenewed(COVER, longest, "Still away.")
    assert state.stands(longest) is covers.Standing.IN_FORCE
    beyond = covers.RenewCover(COVER, longest + timedelta(days=1), "x")
    assert refused(beyond, OLGA, given(), UNTIL, UnusableInputError).field == "until_on"
    after = covers.RenewCover(COVER, longest, "x")
    assert refused(after, OLGA, given(), UNTIL + timedelta(days=1)).rule_id == "cover-over"
    assert done(covers.RenewCover(COVER, UNTIL, "x"), OLGA, given())[1] == ()
    sooner = covers.RenewCover(COVER, UNTIL - timedelta(days=1), "x")
    assert refused(sooner, OLGA, given(), error=UnusableInputError).field == "until_on"


@pytest.mark.rule("cover-of-another")
def test_whoever_covers_does_not_renew_it_and_others_do_not_touch_it() -> None:
    longer = covers.RenewCover(COVER, UNTIL + timedelta(days=1), "x")
    for by in (ROSA, people.APPROVER):
        assert refused(longer, by, given()).rule_id == "cover-of-another"
    assert refused(EndCover(COVER, "x"), people.APPROVER, given()).rule_id == "cover-of-another"


@pytest.mark.rule("cover-over")
@pytest.mark.parametrize("by", [OLGA, ROSA, ADMIN])
def test_a_cover_is_ended_by_those_concerned(by: Actor) -> None:
    state, (event,) = done(EndCover(COVER, "Back."), by, given())
    assert event == CoverEnded(COVER, "Back.")
    assert state.stands(TODAY) is covers.Standing.ENDED
    assert done(EndCover(COVER, "Again."), by, state)[1] == ()
    assert refused(covers.RenewCover(COVER, UNTIL + timedelta(days=1), "x"), OLGA, state).rule_id == "cover-over"


@pytest.mark.rule("cover-over")
@pytest.mark.parametrize(
    ("changed", "day", "held", "why"),
    [
        ({"absent": "vera"}, TODAY, HERE["olga"], "cover-none"),
        ({"from_on": TODAY + timedelta(days=1)}, TODAY, HERE["olga"], "cover-not-begun"),
        ({}, UNTIL + timedelta(days=1), HERE["olga"], "cover-over"),
        ({"is_ended": True}, TODAY, HERE["olga"], "cover-ended"),
        ({}, TODAY, frozenset({Role.EXPORT_CONTROL_OFFICER}), "cover-roles-gone"),
    ],
)
def test_a_cover_that_opens_nothing_says_why(
    changed: dict[str, Any], day: date, held: frozenset[Role], why: str
) -> None:
    with pytest.raises(NotPermittedError) as caught:
        covers.roles_under([replace(given(), **changed)], "olga", held, day)
    assert caught.value.rule_id == why
    assert "domain.md 2.6" in caught.value.source


@pytest.mark.rule("cover-roles")
def test_covers_of_the_same_two_open_together_what_is_still_held() -> None:
    export = replace(given(), roles=(Role.EXPORT_CONTROL_OFFICER,))
    ended = replace(given(), is_ended=True)
    assert covers.roles_under([given(), export, ended], "olga", HERE["olga"], TODAY) == HERE["olga"]
    assert covers.roles_under([given(), export], "olga", frozenset({OFFICER}), UNTIL) == {OFFICER}
