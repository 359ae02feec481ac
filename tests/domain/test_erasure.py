"""Two people forget a person or the texts of a case; what must be kept is kept, and says until when."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain import retention, speech
from domain.collaboration.spine import Language
from domain.context import Context, ErasureFact, HoldFact
from domain.erasure import commands, events
from domain.erasure.decider import AGGREGATE, Erasure, refused_after
from domain.erasure.words import Ground, Held, Status, subject_of
from domain.errors import DomainError, NotFoundError, NotPermittedError, RuleRefusedError, UnusableInputError
from domain.hold import commands as hold
from domain.hold import decider as holds
from domain.hold import events as hold_events
from domain.values import Actor, Role
from tests.domain import people
from tests.domain.scenario import CASE, NOW, TODAY, identifier, meta, somebody

ERASURE, HOLD = identifier("erasure"), identifier("hold")
ANN = somebody("Ann")
DINA = people.person("dina", Role.DATA_PROTECTION_OFFICER)
DORA = people.person("dora", Role.DATA_PROTECTION_OFFICER)
FOR_DINA = people.person("dora", Role.DATA_PROTECTION_OFFICER, for_="dina")
KNOWN = ErasureFact(exists=True, cases={CASE: 7})
PROPOSE = commands.ProposeErasure(ERASURE, Held.PERSON, ANN, Ground.REQUEST, "She asked for it.")
CONFIRM = commands.ConfirmErasure(ERASURE)
WITHDRAW = commands.WithdrawErasure(ERASURE, "She takes it back.")
RECORD = commands.RecordErasure(ERASURE, Held.PERSON, ANN, Ground.REQUEST, ("dina",), ("dora",))
PLACE = hold.PlaceHold(HOLD, Held.PERSON, ANN, "A complaint is before the court.")
LIFT = hold.LiftHold(HOLD, "The court decided.")


class Stream:
    """One erasure or one hold, driven by commands."""

    def __init__(self, aggregate: Any, *steps: tuple[Any, Actor]) -> None:
        self.aggregate = aggregate
        self.state = aggregate.initial
        for command, by in steps:
            self.do(command, by)

    def do(self, command: Any, by: Actor = DINA, fact: ErasureFact | None = KNOWN) -> tuple[Any, ...]:
        spec = next(each for each in self.aggregate.commands.values() if each.type is type(command))
        role = next(iter(sorted(spec.roles & by.roles) or sorted(by.roles)))
        context = Context(by, role, NOW, by.institution, erasure=fact)
        caused: tuple[Any, ...] = self.aggregate.decide(self.state, command, context)
        for event in caused:
            self.state = self.aggregate.evolve(self.state, event, meta(by, role))
        return caused

    def refused(
        self, error: type[DomainError], command: Any, by: Actor = DORA, fact: ErasureFact | None = KNOWN
    ) -> Any:
        with pytest.raises(error) as caught:
            self.do(command, by, fact)
        return caught.value


def proposed() -> Stream:
    return Stream(AGGREGATE, (PROPOSE, DINA))


def held(until: date | None = None, kind: Held = Held.CASE) -> ErasureFact:
    return replace(KNOWN, holds=(HoldFact(HOLD, kind, CASE if kind is Held.CASE else ANN, until),))


@pytest.mark.rule("erasure-four-eyes")
def test_one_proposes_and_another_confirms() -> None:
    stream = proposed()
    (event,) = stream.do(CONFIRM, DORA)
    assert event == events.PersonalDataErased(
        ERASURE, Held.PERSON, ANN, Ground.REQUEST, ("dina",), ("dora",), (CASE,), (7,)
    )
    assert stream.state.status is Status.ERASED
    assert stream.do(CONFIRM, DORA) == ()


@pytest.mark.rule("erasure-four-eyes")
@pytest.mark.parametrize("by", [DINA, FOR_DINA])
def test_whoever_proposed_does_not_confirm_nor_through_a_deputy(by: Actor) -> None:
    refusal = proposed().refused(RuleRefusedError, CONFIRM, by)
    assert refusal.rule_id == "erasure-four-eyes"


@pytest.mark.rule("erasure-hold")
@pytest.mark.parametrize("kind", Held)
def test_nobody_is_forgotten_under_a_hold(kind: Held) -> None:
    for stream, command in ((Stream(AGGREGATE), PROPOSE), (proposed(), CONFIRM)):
        refusal = stream.refused(RuleRefusedError, command, DORA, held(kind=kind))
        assert refusal.rule_id == "erasure-hold"
        assert str(HOLD) in refusal.reason
        assert "lifts it first" in refusal.reason


@pytest.mark.rule("erasure-hold")
def test_a_hold_ends_after_its_day() -> None:
    refusal = proposed().refused(RuleRefusedError, CONFIRM, DORA, held(TODAY))
    assert str(TODAY) in refusal.reason
    assert proposed().do(CONFIRM, DORA, held(date(2026, 3, 1)))


@pytest.mark.rule("erasure-export-floor")
def test_records_of_exports_are_kept_five_years_after_the_year_of_the_export() -> None:
    exported = replace(KNOWN, exported_on=date(2021, 1, 4))
    refusal = proposed().refused(RuleRefusedError, CONFIRM, DORA, exported)
    assert refusal.rule_id == "erasure-export-floor"
    assert "2026-12-31" in refusal.reason
    assert proposed().do(CONFIRM, DORA, replace(KNOWN, exported_on=date(2020, 12, 31)))
    assert retention.ExportFloor().kept_until(date(2020, 12, 31)) == date(2025, 12, 31)
    assert retention.ExportFloor().kept_until(None) is None


@pytest.mark.rule("erasure-live")
def test_what_is_not_over_keeps_its_texts() -> None:
    refusal = proposed().refused(RuleRefusedError, CONFIRM, DORA, replace(KNOWN, live=("KV-X-2026-000001",)))
    assert refusal.rule_id == "erasure-live"
    assert "KV-X-2026-000001" in refusal.reason


@pytest.mark.rule("erasure-own")
def test_nobody_decides_about_being_forgotten() -> None:
    refusal = proposed().refused(RuleRefusedError, CONFIRM, DORA, replace(KNOWN, identities=frozenset({"dora"})))
    assert refusal.rule_id == "erasure-own"


@pytest.mark.parametrize("fact", [None, ErasureFact(exists=False), replace(KNOWN, is_erased=True)])
def test_nobody_is_forgotten_who_is_not_there(fact: ErasureFact | None) -> None:
    Stream(AGGREGATE).refused(NotFoundError, PROPOSE, DINA, fact)
    proposed().refused(NotFoundError, CONFIRM, DORA, fact)
    Stream(holds.AGGREGATE).refused(NotFoundError, PLACE, DINA, fact)


@pytest.mark.rule("erasure-ended")
def test_a_proposal_that_is_withdrawn_is_not_confirmed() -> None:
    stream = proposed()
    assert len(stream.do(WITHDRAW)) == 1
    assert stream.do(WITHDRAW) == ()
    assert stream.refused(RuleRefusedError, CONFIRM).rule_id == "erasure-ended"


@pytest.mark.rule("erasure-ended")
def test_what_is_erased_is_not_withdrawn() -> None:
    stream = proposed()
    stream.do(CONFIRM, DORA)
    assert stream.refused(RuleRefusedError, WITHDRAW).rule_id == "erasure-ended"


def test_a_restored_log_learns_what_was_decided_and_only_once() -> None:
    for stream in (Stream(AGGREGATE), proposed()):
        (event,) = stream.do(RECORD, people.PROGRAM)
        assert (event.proposed_by, event.confirmed_by) == (("dina",), ("dora",))
        assert stream.do(RECORD, people.PROGRAM) == ()
    (event,) = Stream(AGGREGATE).do(RECORD, people.PROGRAM, ErasureFact(exists=False))
    assert event.cases == ()


def test_a_program_proposes_and_confirms_nothing() -> None:
    Stream(AGGREGATE).refused(NotPermittedError, PROPOSE, people.PROGRAM)
    proposed().refused(NotPermittedError, CONFIRM, people.PROGRAM)
    Stream(holds.AGGREGATE).refused(NotPermittedError, PLACE, people.PROGRAM)


ROLES: dict[str, set[Role]] = {
    "propose": {Role.DATA_PROTECTION_OFFICER},
    "confirm": {Role.DATA_PROTECTION_OFFICER, Role.INSTITUTION_APPROVER},
    "withdraw": {Role.DATA_PROTECTION_OFFICER, Role.INSTITUTION_APPROVER},
    "record": {Role.SERVICE},
    "place": {
        Role.DATA_PROTECTION_OFFICER,
        Role.CONTACT_POINT_OFFICER,
        Role.EXPORT_CONTROL_OFFICER,
        Role.INSTITUTION_APPROVER,
        Role.SECURITY_OFFICER,
    },
    "lift": {Role.DATA_PROTECTION_OFFICER, Role.INSTITUTION_APPROVER},
}


def test_who_may_do_what() -> None:
    specs = {**AGGREGATE.commands, **holds.AGGREGATE.commands}
    assert {name: set(spec.roles) for name, spec in specs.items()} == ROLES


@pytest.mark.rule("hold")
def test_a_hold_is_placed_with_a_reason_and_lifted_once() -> None:
    stream = Stream(holds.AGGREGATE)
    (event,) = stream.do(replace(PLACE, until=date(2027, 1, 1)), people.OFFICER)
    assert event == hold_events.HoldPlaced(HOLD, Held.PERSON, ANN, PLACE.reason, date(2027, 1, 1))
    stream.refused(NotPermittedError, LIFT, people.OFFICER)
    assert len(stream.do(LIFT, people.APPROVER)) == 1
    assert stream.do(LIFT, people.APPROVER) == ()


@pytest.mark.parametrize(
    ("aggregate", "command", "field"),
    [
        (AGGREGATE, replace(PROPOSE, reason=" "), "reason"),
        (AGGREGATE, replace(PROPOSE, reason="a\0b"), "reason"),
        (holds.AGGREGATE, replace(PLACE, reason=""), "reason"),
        (holds.AGGREGATE, replace(PLACE, until=date(2026, 3, 1)), "until"),
    ],
)
def test_what_says_nothing_is_refused_by_its_field(aggregate: Any, command: Any, field: str) -> None:
    assert Stream(aggregate).refused(UnusableInputError, command, DINA).field == field


def test_every_refusal_has_dutch_words() -> None:
    facts = (
        held(),
        held(TODAY),
        replace(KNOWN, exported_on=TODAY),
        replace(KNOWN, live=("KV-X-2026-000001",)),
        replace(KNOWN, identities=frozenset({"dora"})),
    )
    refusals = [proposed().refused(RuleRefusedError, CONFIRM, DORA, fact) for fact in facts]
    refusals.append(proposed().refused(RuleRefusedError, CONFIRM, DINA))
    ended = Stream(AGGREGATE, (PROPOSE, DINA), (WITHDRAW, DORA))
    refusals.append(ended.refused(RuleRefusedError, CONFIRM))
    refusals.append(refused_after(subject_of(Held.PERSON, UUID(int=1))))
    for refusal in refusals:
        assert speech.refusal(refusal, Language.NL) != str(refusal), refusal.rule_id


@pytest.mark.rule("erased")
def test_after_it_nothing_new_is_written() -> None:
    assert "person:" in refused_after(subject_of(Held.PERSON, ANN)).reason


def test_an_erasure_is_folded_from_its_events_alone() -> None:
    state = Erasure()
    told = events.PersonalDataErased(ERASURE, Held.CASE, CASE, Ground.UNLAWFUL, ("a",), ("b",), (CASE,), (3,))
    state = AGGREGATE.evolve(state, told, meta(DORA))
    assert (state.status, state.kind, state.proposers) == (Status.ERASED, Held.CASE, {"a"})
