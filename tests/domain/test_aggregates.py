"""The other aggregates: organisations, persons, licences, runs, lists and policy editions."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.aggregate import Aggregate
from domain.collaboration.screening import Resolution
from domain.context import Context, PartyFact
from domain.errors import DomainError, NotFoundError, NotPermittedError, RuleRefusedError, UnusableInputError
from domain.party import commands as parties
from domain.party import decider as party_decider
from domain.party import events as party_events
from domain.person import commands as persons
from domain.person import decider as person
from domain.person import events as person_events
from domain.policyset import decider as policyset
from domain.rescreening import commands as runs
from domain.rescreening import decider as run
from domain.rescreening import events as run_events
from domain.values import Actor, CaseId, Effect, Role, RunId
from domain.watchlist import commands as lists
from domain.watchlist import decider as watchlist
from domain.watchlist import events as list_events
from tests.domain import people
from tests.domain.scenario import CASE, CATALOGUE, NOW, PARTNER, TODAY, identifier, meta, party, somebody

ANN = somebody("Ann")
RUN = RunId(identifier("run"))
LIST = identifier("list")
REGISTERED = (PARTNER, party("Second Partner"))
POLICIES = identifier("policies")
PROGRAM_THERE = people.person("scheduler", Role.SERVICE, institution="shared")


class Stream:
    """One stream of an aggregate, driven by commands."""

    def __init__(self, aggregate: Aggregate, *steps: tuple[Any, Actor]) -> None:
        self.aggregate = aggregate
        self.state: Any = aggregate.initial
        self.events: list[Any] = []
        self.now = NOW
        self.parties: dict[UUID, PartyFact] = {each: PartyFact(each, 1, "print", "CN") for each in REGISTERED}
        for command, by in steps:
            self.do(command, by)

    def do(self, command: Any, by: Actor) -> tuple[Any, ...]:
        spec = next(each for each in self.aggregate.commands.values() if each.type is type(command))
        role = next(iter(sorted(spec.roles & by.roles) or sorted(by.roles)))
        context = Context(by, role, self.now, by.institution, catalogue=CATALOGUE, parties=self.parties)
        events = self.aggregate.decide(self.state, command, context)
        for event in events:
            self.state = self.aggregate.evolve(self.state, event, meta(by))
            self.events.append(event)
        return events

    def refused(self, error: type[DomainError], command: Any, by: Actor, rule: str | None = None) -> None:
        with pytest.raises(error) as caught:
            self.do(command, by)
        if rule is not None:
            assert getattr(caught.value, "rule_id", None) == rule


# Party


def _registered(**changes: Any) -> parties.RegisterParty:
    command = parties.RegisterParty(PARTNER, "Haven Instituut", "BE", ("Harbour Institute",), ("ROR 1",))
    return replace(command, **changes)


def test_an_organisation_is_registered_with_a_print_of_all_that_screening_looks_at() -> None:
    prints = set()
    for changes in (
        {},
        {"name": "Haven Institute"},
        {"country": "NL"},
        {"country": None},
        {"aliases": ()},
        {"identifiers": ("ROR 2",)},
    ):
        (event,) = Stream(party_decider.AGGREGATE).do(_registered(**changes), people.RESEARCHER)
        assert isinstance(event, party_events.PartyRegistered)
        prints.add(event.fingerprint)
    assert len(prints) == 6


def test_the_order_of_aliases_and_the_website_do_not_change_the_print() -> None:
    prints = set()
    for changes in ({"aliases": ("A1", "B2")}, {"aliases": ("B2", "A1")}, {"aliases": ("A1", "B2"), "website": "x"}):
        (event,) = Stream(party_decider.AGGREGATE).do(_registered(**changes), people.OFFICER)
        prints.add(event.fingerprint)
    assert len(prints) == 1


def test_an_organisation_is_amended_in_what_is_given_and_the_rest_stays() -> None:
    stream = Stream(party_decider.AGGREGATE, (_registered(), people.OFFICER))
    (event,) = stream.do(parties.AmendParty(PARTNER, "Moved.", country="NL"), people.OFFICER)
    assert (event.name, event.country, event.aliases) == ("Haven Instituut", "NL", ("Harbour Institute",))
    assert stream.do(parties.AmendParty(PARTNER, "Again.", country="NL"), people.OFFICER) == ()


@pytest.mark.rule("exists")
def test_an_organisation_is_registered_once_and_amended_only_when_it_is_there() -> None:
    stream = Stream(party_decider.AGGREGATE)
    stream.refused(NotFoundError, parties.AmendParty(PARTNER, "Moved."), people.OFFICER)
    stream.do(_registered(), people.OFFICER)
    stream.refused(RuleRefusedError, _registered(), people.OFFICER, "exists")


@pytest.mark.rule("due-diligence")
def test_a_match_decision_on_an_organisation_is_remembered_once() -> None:
    stream = Stream(party_decider.AGGREGATE, (_registered(), people.OFFICER))
    decision = parties.RecordMatchDecision(
        PARTNER, "eu-fsf", "E1", "p1", "f1", "scorer-1", Resolution.FALSE_POSITIVE, CASE, identifier("hit")
    )
    stream.refused(NotPermittedError, decision, people.OFFICER)
    assert len(stream.do(decision, people.PROGRAM)) == 1
    assert stream.do(decision, people.PROGRAM) == ()
    assert len(stream.do(replace(decision, resolution=Resolution.TRUE_MATCH), people.PROGRAM)) == 1


# Person


def test_no_command_event_or_state_of_a_person_knows_a_nationality() -> None:
    """settled.md 27: countries come from employers, home institutions and places of work."""
    kinds = [spec.type for spec in person.AGGREGATE.commands.values()]
    for kind in (*kinds, *person_events.EVENTS, person.Person):
        names = {each.name for each in fields(kind)}
        assert not {name for name in names if "national" in name or "citizen" in name or "country" in name}


def test_a_birth_year_is_kept_with_its_purpose_only() -> None:
    stream = Stream(person.AGGREGATE)
    bare = persons.RegisterPerson(ANN, "Ann Achterberg", birth_year=1980)
    with pytest.raises(UnusableInputError, match="birth_year_purpose: a birth year has no purpose; expected why"):
        stream.do(bare, people.OFFICER)
    stream.refused(UnusableInputError, replace(bare, birth_year=1800, birth_year_purpose="x"), people.OFFICER)
    (event,) = stream.do(replace(bare, birth_year_purpose="Two people of this name."), people.OFFICER)
    assert event.birth_year == "1980"
    assert stream.state.birth_year == 1980


def test_an_erased_birth_year_reads_as_none() -> None:
    event = person_events.PersonRegistered(ANN, "[erased]", (), None, None, "[erased]", "[erased]", "person:1")
    assert person.evolve(person.Person(), event, meta(people.OFFICER)).birth_year is None


def test_the_print_of_a_person_is_a_counter_that_tells_nothing_of_the_name() -> None:
    stream = Stream(person.AGGREGATE, (persons.RegisterPerson(ANN, "Ann Achterberg"), people.OFFICER))
    assert stream.state.fingerprint == "person:1"
    stream.do(persons.AmendPerson(ANN, "Married.", "Ann Berg", identity="ann"), people.OFFICER)
    assert stream.state.fingerprint == "person:2"
    assert stream.state.identity == "ann"


def test_a_match_decision_on_a_person_is_remembered_once() -> None:
    stream = Stream(person.AGGREGATE, (persons.RegisterPerson(ANN, "Ann Achterberg"), people.OFFICER))
    decision = persons.RecordMatchDecision(
        ANN, "eu-fsf", "E1", "p1", "person:1", "scorer-1", Resolution.FALSE_POSITIVE, CASE, identifier("hit")
    )
    assert len(stream.do(decision, people.PROGRAM)) == 1
    assert stream.do(decision, people.PROGRAM) == ()


# RescreeningRun

START = runs.StartRun(RUN, "eu-fsf", Effect.LEGAL, 1, 2, "ab" * 32, "scorer-1", 5, 2, 1)


def _screened(number: int, hits: int = 0, lifts: int = 0) -> run_events.ScreenedCase:
    return run_events.ScreenedCase(CaseId(identifier(f"case {number}")), "cd" * 32, hits, lifts)


def test_a_run_counts_whom_it_screened_and_what_it_found() -> None:
    stream = Stream(run.AGGREGATE, (START, people.PROGRAM))
    stream.do(runs.RecordChunk(RUN, (_screened(1, hits=2), _screened(2))), people.PROGRAM)
    stream.do(runs.RecordChunk(RUN, (_screened(3, lifts=1),)), people.PROGRAM)
    (event,) = stream.do(runs.CompleteRun(RUN), people.PROGRAM)
    assert event == run_events.RunCompleted(RUN, 3, 2, 1)
    assert stream.do(runs.CompleteRun(RUN), people.PROGRAM) == ()
    chunks = [event for event in stream.events if isinstance(event, run_events.ChunkScreened)]
    assert [chunk.chunk_no for chunk in chunks] == [1, 2]
    assert len({chunk.chunk_sha256 for chunk in chunks}) == 2


def test_a_case_is_screened_exactly_once_in_a_run() -> None:
    stream = Stream(run.AGGREGATE, (START, people.PROGRAM))
    stream.do(runs.RecordChunk(RUN, (_screened(1),)), people.PROGRAM)
    again = runs.RecordChunk(RUN, (_screened(2), _screened(1)))
    stream.refused(RuleRefusedError, again, people.PROGRAM, "exactly-once")
    twice = runs.RecordChunk(RUN, (_screened(3), _screened(3)))
    stream.refused(RuleRefusedError, twice, people.PROGRAM, "exactly-once")
    assert stream.state.covered == {_screened(1).case_id}


def test_a_run_is_begun_once_and_ends_for_good() -> None:
    stream = Stream(run.AGGREGATE, (START, people.PROGRAM))
    stream.refused(RuleRefusedError, START, people.PROGRAM, "exists")
    stream.do(runs.CompleteRun(RUN), people.PROGRAM)
    stream.refused(RuleRefusedError, runs.RecordChunk(RUN, (_screened(1),)), people.PROGRAM, "run-completed")


SHADOW = runs.RecordShadow(RUN, "scorer-2", "ab" * 32, 7, 3, ())


def test_a_scorer_is_approved_once_by_a_person_who_may_after_its_shadow_run() -> None:
    stream = Stream(run.AGGREGATE, (SHADOW, people.PROGRAM))
    stream.refused(RuleRefusedError, runs.RecordChunk(RUN, (_screened(1),)), people.PROGRAM, "run-completed")
    approve = runs.ApproveScorer(RUN, "Every new hit was looked at.")
    stream.refused(NotPermittedError, approve, people.PROGRAM)
    stream.refused(NotPermittedError, approve, people.OFFICER)
    (event,) = stream.do(approve, people.APPROVER)
    assert event == run_events.ScorerApproved(RUN, "scorer-2", "Every new hit was looked at.")
    assert stream.do(approve, people.APPROVER) == ()


def test_a_run_that_compared_no_scorers_approves_none() -> None:
    stream = Stream(run.AGGREGATE, (START, people.PROGRAM))
    approve = runs.ApproveScorer(RUN, "Every new hit was looked at.")
    stream.refused(RuleRefusedError, approve, people.APPROVER, "shadow-first")


# WatchList

PARTS = (list_events.Part("sdn", "ab" * 32, 1000),)
REGISTER = lists.RegisterList(LIST, "eu-fsf", "EU consolidated list", Effect.LEGAL, "TFEU 215", "public")


def _file(digest: str, held: str | None = None) -> lists.ImportVersion:
    counts = (10, 10, 12, 0, 10, 0, 0, 0)
    return lists.ImportVersion(LIST, "un-xml", "1", PARTS, digest, TODAY, *counts, held, held and "too small")


def _list(*steps: tuple[Any, Actor]) -> Stream:
    return Stream(watchlist.AGGREGATE, (REGISTER, people.KEEPER), *steps)


def test_a_version_is_imported_and_in_force_and_the_same_file_again_causes_nothing() -> None:
    stream = _list()
    imported, activated = stream.do(_file("a1"), PROGRAM_THERE)
    assert isinstance(imported, list_events.ListVersionImported)
    assert isinstance(activated, list_events.ListVersionActivated)
    assert (activated.version_no, activated.from_version) == (1, None)
    assert stream.do(_file("a1"), PROGRAM_THERE) == ()
    _, activated = stream.do(_file("b2"), PROGRAM_THERE)
    assert (activated.version_no, activated.from_version) == (2, 1)


def test_a_file_that_looks_wrong_is_held_and_the_version_before_stays() -> None:
    stream = _list((_file("a1"), PROGRAM_THERE))
    (held,) = stream.do(_file("b2", "shrunk"), PROGRAM_THERE)
    assert isinstance(held, list_events.ListFileHeld)
    assert (held.rule, held.reason) == ("shrunk", "too small")
    assert stream.state.active_sha256 == "a1"
    assert stream.do(_file("b2", "shrunk"), PROGRAM_THERE) == ()


@pytest.mark.rule("release", "release-four-eyes")
def test_a_held_file_is_let_in_by_two_people() -> None:
    stream = _list((_file("a1"), PROGRAM_THERE), (_file("b2", "shrunk"), PROGRAM_THERE))
    propose, confirm = lists.ProposeRelease(LIST, "b2", "The list was cut."), lists.ConfirmRelease(LIST, "b2")
    stream.refused(RuleRefusedError, confirm, people.SECOND_KEEPER, "release")
    stream.do(propose, people.KEEPER)
    stream.refused(RuleRefusedError, confirm, people.KEEPER, "release-four-eyes")
    stream.refused(NotPermittedError, confirm, PROGRAM_THERE)
    (released,) = stream.do(confirm, people.SECOND_KEEPER)
    assert released.proposed_by == people.KEEPER.id
    assert len(stream.do(_file("b2", "shrunk"), PROGRAM_THERE)) == 2
    assert stream.state.active_sha256 == "b2"


@pytest.mark.rule("release")
def test_only_a_held_file_is_released() -> None:
    stream = _list((_file("a1"), PROGRAM_THERE))
    stream.refused(RuleRefusedError, lists.ProposeRelease(LIST, "a1", "x"), people.KEEPER, "release")


def test_a_list_belongs_to_the_shared_log() -> None:
    keeper = people.person("karel", Role.ADMIN)
    with pytest.raises(NotPermittedError):
        watchlist.decide(watchlist.WatchList(), REGISTER, Context(keeper, Role.ADMIN, NOW, "shared"))


# PolicySet


def _proposal(edition: str, begin: date) -> policyset.ProposeEdition:
    return policyset.ProposeEdition(POLICIES, edition, f"sha {edition}", begin, "New guideline.")


def test_an_edition_is_published_by_another_than_proposed_it() -> None:
    stream = Stream(policyset.AGGREGATE, (_proposal("2026-1", TODAY), people.KEEPER))
    publish = policyset.PublishEdition(POLICIES, "2026-1")
    stream.refused(RuleRefusedError, publish, people.KEEPER, "policy-four-eyes")
    deputy = people.person("dora", Role.ADMIN, institution="shared", for_=people.KEEPER.id)
    stream.refused(RuleRefusedError, publish, deputy, "policy-four-eyes")
    (event,) = stream.do(publish, people.SECOND_KEEPER)
    assert event.proposed_by == people.KEEPER.id
    assert stream.do(publish, people.SECOND_KEEPER) == ()
    assert stream.do(_proposal("2026-1", TODAY), people.KEEPER) == ()


def test_a_known_edition_is_not_proposed_with_another_digest() -> None:
    """Whether it waits or is published: one name is one content, for ever."""
    stream = Stream(policyset.AGGREGATE, (_proposal("2026-1", TODAY), people.KEEPER))
    other = replace(_proposal("2026-1", TODAY), sha256="another sha")
    stream.refused(RuleRefusedError, other, people.SECOND_KEEPER, "policy-edition")
    stream.do(policyset.PublishEdition(POLICIES, "2026-1"), people.SECOND_KEEPER)
    stream.refused(RuleRefusedError, other, people.KEEPER, "policy-edition")
    assert stream.state.in_force(TODAY) == ("2026-1", "sha 2026-1")


def test_an_edition_that_nobody_proposed_is_not_published() -> None:
    stream = Stream(policyset.AGGREGATE)
    stream.refused(RuleRefusedError, policyset.PublishEdition(POLICIES, "2026-1"), people.KEEPER, "policy-edition")


def test_the_edition_in_force_is_that_of_the_day() -> None:
    stream = Stream(policyset.AGGREGATE)
    for edition, begin in (("2026-2", date(2026, 6, 1)), ("2026-1", TODAY), ("2026-1b", TODAY)):
        stream.do(_proposal(edition, begin), people.KEEPER)
        stream.do(policyset.PublishEdition(POLICIES, edition), people.SECOND_KEEPER)
    assert stream.state.in_force(TODAY - timedelta(days=1)) is None
    assert stream.state.in_force(date(2026, 5, 31)) == ("2026-1b", "sha 2026-1b")
    assert stream.state.in_force(date(2026, 6, 1)) == ("2026-2", "sha 2026-2")


@pytest.mark.rule("policy-edition")
def test_no_edition_comes_into_force_on_a_day_that_has_passed() -> None:
    """What was decided then is judged by the rules of then."""
    stream = Stream(policyset.AGGREGATE)
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(UnusableInputError) as refused:
        stream.do(_proposal("2026-1", yesterday), people.KEEPER)
    assert (refused.value.field, refused.value.expected) == ("effective_from", f"{TODAY} or later")
    proposal = ("karel", frozenset({"karel"}), "sha", yesterday)
    late = policyset.PolicySet(version=1, proposed={"2026-1": proposal})
    context = Context(people.SECOND_KEEPER, Role.ADMIN, NOW, "shared")
    (event,) = policyset.decide(late, policyset.PublishEdition(POLICIES, "2026-1"), context)
    assert isinstance(event, policyset.PolicyVersionPublished)
    assert event.effective_from == TODAY, "it is in force from the day that two people agreed, and not before"
