"""Whoever acts, whoever is acted for and whoever covers are one, for every pair of which the second must be another."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.aggregate import Aggregate
from domain.collaboration import (
    approval,
    approval_institution,
    legal,
    mitigation,
    mitigation_after,
    screening,
    spine,
    unlinking,
)
from domain.collaboration import topic as topics
from domain.collaboration.spine import Status
from domain.context import Context, ErasureFact, PersonFact
from domain.erasure import commands as erasure
from domain.erasure import decider as erasures
from domain.erasure.words import Ground, Held
from domain.errors import DomainError, NotPermittedError, RuleRefusedError
from domain.gates import Blocks
from domain.institution import covers, grants
from domain.institution.covers import Cover
from domain.policyset import decider as policyset
from domain.values import Actor, HitId, Role
from domain.watchlist import commands as lists
from domain.watchlist import decider as watchlist
from tests.domain import people
from tests.domain.gate_rows import MEASURE, REQUIREMENT, ROWS, require
from tests.domain.scenario import (
    AS_IT_STANDS,
    CASE,
    LATER,
    LEGAL_LIST,
    NOW,
    PARTNER,
    TODAY,
    Case,
    hit,
    identifier,
    meta,
    somebody,
    walk,
)

ONE, LIST = identifier("one"), identifier("list")
EVERY_ROLE = frozenset(Role) - {Role.SERVICE, Role.FWO_MONITOR}
AT_SHARED = "shared"
LAW = hit(PARTNER, LEGAL_LIST)
UNANSWERED = "ethics:unanswered"
Second = Callable[[Actor], Any]
"""Gives the second command; it raises what refuses it."""


def case_of(case: Case, command: Any, role: Role) -> Second:
    return lambda by: case.copy().do(command, by, role=role)


def terminate(first: Actor) -> Second:
    case = walk(Status.RUNNING)
    case.do(spine.ProposeTermination(CASE, "Breach.", LATER, ("Return the data.",)), first)
    return case_of(case, spine.Terminate(CASE), Role.INSTITUTION_APPROVER)


def override(first: Actor) -> Second:
    case = walk(Status.IN_REVIEW)
    ROWS["ethics"].open(case, Blocks.APPROVE)
    case.do(spine.ProposeGateOverride(CASE, UNANSWERED, "Weighed."), first)
    return case_of(case, spine.ConfirmGateOverride(CASE, UNANSWERED), Role.INSTITUTION_APPROVER)


def approve_behind_an_override(first: Actor) -> Second:
    case = walk(Status.IN_REVIEW)
    ROWS["ethics"].open(case, Blocks.APPROVE)
    case.do(spine.ProposeGateOverride(CASE, UNANSWERED, "Weighed."), first)
    case.do(spine.ConfirmGateOverride(CASE, UNANSWERED), people.DEAN)
    return case_of(case, approval.Approve(CASE, "Small.", AS_IT_STANDS), Role.INSTITUTION_APPROVER)


def false_positive(first: Actor) -> Second:
    case = walk(Status.SCREENING)
    case.screen(LAW)
    case.resolve(LAW, screening.Resolution.FALSE_POSITIVE, first)
    return case_of(case, screening.ConfirmHitResolution(CASE, HitId(LAW.hit_id)), Role.EXPORT_CONTROL_OFFICER)


def wider_answer(first: Actor) -> Second:
    case = walk(Status.SCREENING)
    case.screen(LAW)
    no = screening.Resolution.FALSE_POSITIVE
    wide = screening.ResolveHit(CASE, HitId(LAW.hit_id), no, "Another.", scope=screening.AnswerScope.PARTY)
    case.do(wide, first, role=Role.EXPORT_CONTROL_OFFICER)
    return case_of(case, screening.ConfirmHitResolution(CASE, HitId(LAW.hit_id)), Role.EXPORT_CONTROL_OFFICER)


def clear_ones_notification(first: Actor) -> Second:
    case = Case().notify(first)
    case.link("Partner")
    case.screen(LAW)
    case.resolve(LAW, screening.Resolution.FALSE_POSITIVE, people.OFFICER)
    return case_of(case, screening.ConfirmHitResolution(CASE, HitId(LAW.hit_id)), Role.EXPORT_CONTROL_OFFICER)


def unlink(first: Actor) -> Second:
    case = walk(Status.RUNNING)
    case.rescreen(LAW)
    case.do(unlinking.ProposeUnlinking(CASE, PARTNER, "They may be listed."), first)
    return case_of(case, unlinking.ConfirmUnlinking(CASE, PARTNER, "It ended."), Role.INSTITUTION_APPROVER)


def _measured(first: Actor) -> Case:
    case = walk(Status.SCREENING)
    case.do(mitigation.SetMitigation(CASE, MEASURE, "M05", "zed", LATER, "IP."), people.COLLEAGUE)
    case.do(mitigation.ImplementMitigation(CASE, MEASURE, "Signed."), first)
    return case


def verify(first: Actor) -> Second:
    return case_of(_measured(first), mitigation.VerifyMitigation(CASE, MEASURE, "Seen."), Role.CONTACT_POINT_OFFICER)


def waive(first: Actor) -> Second:
    command = mitigation_after.WaiveMitigation(CASE, MEASURE, "Not needed.")
    return case_of(_measured(first), command, Role.CONTACT_POINT_OFFICER)


def close_ones_requirement(first: Actor) -> Second:
    case = walk(Status.SCREENING)
    case.do(require(legal.Requirement.SANCTIONS_LEGALITY, Blocks.APPROVE), first, role=Role.EXPORT_CONTROL_OFFICER)
    retract = legal.RetractLegalRequirement(CASE, REQUIREMENT, "Not asked.")
    return case_of(case, retract, Role.EXPORT_CONTROL_OFFICER)


def lower_ones_level(first: Actor) -> Second:
    case = walk(Status.NOTIFIED)
    secret = topics.ClassifyTopic(CASE, "Secret.", classification_level=topics.ClassificationLevel.GEHEIM)
    case.do(secret, first, role=Role.SECURITY_OFFICER)
    return case_of(case, topics.ClassifyTopic(CASE, "Not so secret."), Role.SECURITY_OFFICER)


def institutional_approval(first: Actor) -> Second:
    case = walk(Status.SCREENING)
    case.do(approval_institution.RequestInstitutionalApproval(CASE, "The risk is high."), first)
    grant = approval_institution.GrantInstitutionalApproval(CASE, "Weighed.")
    return case_of(case, grant, Role.INSTITUTION_APPROVER)


def approve_ones_screening(first: Actor) -> Second:
    case = Case().notify()
    case.link("Partner")
    case.screen(by=first)
    case.complete(first).submit()
    return case_of(case, approval.Approve(CASE, "Small.", AS_IT_STANDS), Role.INSTITUTION_APPROVER)


def _stream(aggregate: Aggregate, opening: Any, first: Actor, command: Any, **facts: Any) -> Second:
    state = aggregate.initial
    for each, by in (*opening[:-1], (opening[-1], first)):
        for event in aggregate.decide(state, each, _context(aggregate, each, by, facts)):
            state = aggregate.evolve(state, event, meta(by))
    return lambda by: aggregate.decide(state, command, _context(aggregate, command, by, facts))


def _context(aggregate: Aggregate, command: Any, by: Actor, facts: Mapping[str, Any]) -> Context:
    spec = next(each for each in aggregate.commands.values() if each.type is type(command))
    return Context(by, min(spec.roles & by.roles), NOW, by.institution, **facts)


def erase(first: Actor) -> Second:
    proposed = erasure.ProposeErasure(ONE, Held.PERSON, somebody("Ann"), Ground.REQUEST, "She asked.")
    known = ErasureFact(exists=True)
    return _stream(erasures.AGGREGATE, (proposed,), first, erasure.ConfirmErasure(ONE), erasure=known)


def grant(first: Actor) -> Second:
    proposed = grants.ProposeGrant(ONE, "august", "An audit.", TODAY)
    known = {"august": frozenset({Role.AUDITOR})}
    return _stream(grants.AGGREGATE, (proposed,), first, grants.ConfirmGrant(ONE), people=known)


def publish(first: Actor) -> Second:
    by = replace(first, institution=AT_SHARED)
    proposed = policyset.ProposeEdition(ONE, "2026-1", "sha", date(2026, 6, 1), "New guideline.")
    given_ = _stream(policyset.AGGREGATE, (proposed,), by, policyset.PublishEdition(ONE, "2026-1"))
    return lambda second: given_(replace(second, institution=AT_SHARED))


def release(first: Actor) -> Second:
    from tests.domain.test_aggregates import PROGRAM_THERE, _file, _list

    stream = _list((_file("a1"), PROGRAM_THERE), (_file("b2", "shrunk"), PROGRAM_THERE))
    by = replace(first, institution=AT_SHARED)
    stream.do(lists.ProposeRelease(LIST, "b2", "The list was cut."), by)
    state, command = stream.state, lists.ConfirmRelease(LIST, "b2")

    def confirmed(second: Actor) -> Any:
        there = replace(second, institution=AT_SHARED)
        return watchlist.AGGREGATE.decide(state, command, _context(watchlist.AGGREGATE, command, there, {}))

    return confirmed


PAIRS: Mapping[str, tuple[Callable[[Actor], Second], str]] = {
    "end a collaboration": (terminate, "G17"),
    "pass a gate": (override, "override-four-eyes"),
    "approve behind a gate one asked to pass": (approve_behind_an_override, "G6"),
    "a hit of law is somebody else": (false_positive, "G7-confirm"),
    "and so in other cases": (wider_answer, "G7-confirm"),
    "clear what one notified": (clear_ones_notification, "G6-notifier"),
    "let a listed party go": (unlink, "unlink-second-person"),
    "verify a measure one took": (verify, "G7"),
    "waive a measure one took": (waive, "mitigation-waived"),
    "close a requirement one named": (close_ones_requirement, "O7-four-eyes"),
    "lower a level one gave": (lower_ones_level, "X5-lowered"),
    "approve for the institution what one asked": (institutional_approval, "G6-institution"),
    "approve what one screened": (approve_ones_screening, "G6"),
    "forget somebody": (erase, "erasure-four-eyes"),
    "let an auditor read": (grant, "grant-four-eyes"),
    "publish an edition": (publish, "policy-four-eyes"),
    "release a held list": (release, "release-four-eyes"),
}
"""Every pair of commands of which the second is another person's, and the rule that says so."""


def actor(name: str, for_: str | None = None) -> Actor:
    return people.person(name, *EVERY_ROLE, for_=for_)


def refusal_of(second: Second, by: Actor) -> str | None:
    try:
        second(by)
    except RuleRefusedError as refused:
        return refused.rule_id
    return None


ANN, BEA, CAT, DAN = (actor(name) for name in ("ann", "bea", "cat", "dan"))
BEA_FOR_ANN, CAT_FOR_ANN, BEA_FOR_DAN = actor("bea", "ann"), actor("cat", "ann"), actor("bea", "dan")
ONE_PERSON = (
    (ANN, ANN),
    (ANN, BEA_FOR_ANN),
    (BEA_FOR_ANN, ANN),
    (BEA_FOR_ANN, BEA),
    (BEA_FOR_ANN, BEA_FOR_ANN),
    (BEA_FOR_ANN, CAT_FOR_ANN),
    (BEA_FOR_ANN, BEA_FOR_DAN),
    (BEA, BEA_FOR_ANN),
)
TWO_PEOPLE = ((ANN, DAN), (ANN, BEA), (ANN, BEA_FOR_DAN), (BEA_FOR_ANN, DAN), (BEA_FOR_ANN, actor("cat", "dan")))


@pytest.mark.rule("cover-chain")
@pytest.mark.parametrize("what", PAIRS)
def test_the_one_the_other_and_the_cover_are_one_person(what: str) -> None:
    pair, rule_id = PAIRS[what]
    for first, second in ONE_PERSON:
        assert refusal_of(pair(first), second) == rule_id, (first.named, second.named)
    for first, second in TWO_PEOPLE:
        assert refusal_of(pair(first), second) is None, (first.named, second.named)


NAMES = st.sampled_from(["ann", "bea", "cat", "dan"])
ACTORS = st.builds(actor, NAMES, st.none() | NAMES).filter(lambda who: who.on_behalf_of != who.id)


@given(st.sampled_from(sorted(PAIRS)), ACTORS, ACTORS)
def test_no_way_of_covering_lets_one_human_do_both(what: str, first: Actor, second: Actor) -> None:
    pair, rule_id = PAIRS[what]
    are_two = not first.identities & second.identities
    assert refusal_of(pair(first), second) == (None if are_two else rule_id)


HELD = dict.fromkeys(("ann", "bea", "cat", "dan"), EVERY_ROLE)
STEPS = st.lists(st.tuples(st.sampled_from(["give", "end", "wait"]), NAMES, NAMES, st.integers(1, 5)), max_size=12)


def delegated(steps: list[tuple[str, str, str, int]]) -> Iterator[Actor]:
    """Yield everybody as whom one of the four can act after these delegations, as the covers let them."""
    known: dict[int, Cover] = {}
    now = NOW
    for number, (what, one, other, days) in enumerate(steps):
        by, key = actor(one), identifier(f"cover {number}")
        if what == "wait":
            now += timedelta(days=days)
            continue
        last = now.date() + timedelta(days=days - 1)
        command: Any = covers.GiveCover(key, one, other, (Role.DATA_PROTECTION_OFFICER,), now.date(), last, "Away.")
        state = Cover()
        if what == "end":
            number = days % max(1, len(known))
            command, state = covers.EndCover(key, "Back."), known.get(number, state)
        with suppress(DomainError):
            for event in covers.decide(state, command, Context(by, Role.ADMIN, now, people.HOUSE, people=HELD)):
                known[number] = covers.evolve(state, event, meta(by))
    for name in HELD:
        yield actor(name)
        for absent in HELD:
            with suppress(NotPermittedError):
                roles = covers.roles_under(
                    (each for each in known.values() if each.cover == name), absent, HELD[absent], now.date()
                )
                yield Actor(name, people.HOUSE, roles, absent)


@pytest.mark.rule("cover-chain")
@given(STEPS, st.data())
def test_no_sequence_of_delegations_lets_one_human_be_both(
    steps: list[tuple[str, str, str, int]], data: st.DataObject
) -> None:
    everybody = list(delegated(steps))
    first, second = (data.draw(st.sampled_from(everybody)) for _ in range(2))
    for pair in (erase, grant):
        was_let = refusal_of(pair(first), second) is None
        assert was_let == (not first.identities & second.identities)
        assert not was_let or first.id != second.id
    assert all(each.on_behalf_of is None or each.roles == {Role.DATA_PROTECTION_OFFICER} for each in everybody)


@pytest.mark.rule("G6")
@pytest.mark.parametrize("by", [actor("pia", "vera"), actor("vera", "pia"), actor("pia")])
def test_who_takes_part_approves_neither_by_covering_nor_by_being_covered(by: Actor) -> None:
    case = walk(Status.IN_REVIEW)
    pia = case.link_person("Pia", identity="pia")
    case.persons[pia] = PersonFact(pia, 1, "f1", "pia")
    case.screen()
    case.complete()
    refusal = case.refused(approval.Approve(CASE, "Small.", AS_IT_STANDS), by, RuleRefusedError)
    assert refusal.rule_id == "G6"
