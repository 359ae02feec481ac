"""The profile of an institution: whom to reach, who decides; and the cases that rest on it."""

from dataclasses import replace
from typing import Any

import pytest

from domain.collaboration import ethics, legal
from domain.collaboration.spine import Status
from domain.context import Context, ProfileFact
from domain.errors import DomainError, NotFoundError, NotPermittedError, RuleRefusedError, UnusableInputError
from domain.institution.decider import (
    AGGREGATE,
    AdoptProfile,
    AmendProfile,
    InstitutionProfile,
    Mailbox,
    Profile,
    ProfileAmended,
    profile_id,
)
from domain.institution.words import MailboxFunction
from domain.licence.words import Authority, LicenceKind, Modality
from domain.values import Actor
from tests.domain import people
from tests.domain.gate_rows import LICENCE
from tests.domain.scenario import CASE, NOW, PARTNER, Case, identifier, meta, walk

HERE = profile_id(people.HOUSE)
POINT = Mailbox(MailboxFunction.CONTACT_POINT, "veiligheid@noordhaven.example")
EXPORT = Mailbox(MailboxFunction.EXPORT, "export@noordhaven.example")
PROFILE = Profile("Noordhaven", (POINT, EXPORT), Authority.VL, ethics_committee="Commissie Noord")
ADOPT = AdoptProfile(HERE, people.HOUSE, PROFILE)
pytestmark = pytest.mark.rule("routing")


def given(command: Any, state: InstitutionProfile, by: Actor = people.KEEPER) -> tuple[Any, ...]:
    return AGGREGATE.decide(state, command, Context(by, min(by.roles), NOW, by.institution))


def adopted(profile: Profile = PROFILE) -> InstitutionProfile:
    return done(replace(ADOPT, profile=profile), InstitutionProfile())


def done(command: Any, state: InstitutionProfile) -> InstitutionProfile:
    for event in given(command, state):
        state = AGGREGATE.evolve(state, event, meta(people.KEEPER))
    return state


def refused(error: type[DomainError], command: Any, state: InstitutionProfile, by: Actor = people.KEEPER) -> Any:
    with pytest.raises(error) as caught:
        given(command, state, by)
    return caught.value


def test_a_message_goes_to_the_function_and_else_to_the_contact_point() -> None:
    assert PROFILE.route(MailboxFunction.EXPORT) == (EXPORT.address,)
    for function in set(MailboxFunction) - {MailboxFunction.EXPORT}:
        assert PROFILE.route(function) == (POINT.address,)


def test_a_profile_is_amended_in_what_is_given_and_the_rest_stays() -> None:
    state = adopted()
    amend = AmendProfile(HERE, "Moved.", phone="+32 3 000 00 00")
    (event,) = given(amend, state)
    assert isinstance(event, ProfileAmended)
    assert event.profile == replace(PROFILE, phone="+32 3 000 00 00")
    assert given(amend, done(amend, state)) == ()


def test_an_institution_has_one_profile() -> None:
    refused(RuleRefusedError, ADOPT, adopted())
    refused(NotFoundError, AmendProfile(HERE, "Moved.", phone="1"), InstitutionProfile())
    elsewhere = refused(UnusableInputError, replace(ADOPT, institution_id=identifier("x")), InstitutionProfile())
    assert (elsewhere.field, elsewhere.expected) == ("institution_id", str(HERE))


def test_only_who_keeps_the_shared_log_changes_a_profile() -> None:
    for by in (people.OFFICER, people.APPROVER, people.PROGRAM):
        refused(NotPermittedError, ADOPT, InstitutionProfile(), by)


@pytest.mark.parametrize(
    ("profile", "field"),
    [
        (replace(PROFILE, mailboxes=(EXPORT,)), "profile.mailboxes"),
        (replace(PROFILE, mailboxes=(POINT, replace(EXPORT, address="export"))), "profile.mailboxes.1.address"),
        (replace(PROFILE, pages=("noordhaven.example",)), "profile.pages.0"),
        (replace(PROFILE, name=" "), "profile.name"),
        (replace(PROFILE, languages=()), "profile.languages"),
        (replace(PROFILE, ethics_committee=" "), "profile.ethics_committee"),
    ],
)
def test_a_profile_that_nobody_could_use_is_refused_by_its_field(profile: Profile, field: str) -> None:
    assert refused(UnusableInputError, replace(ADOPT, profile=profile), InstitutionProfile()).field == field


def test_a_slug_and_an_amendment_that_say_nothing_are_refused() -> None:
    bad = AdoptProfile(profile_id("Noord-Haven"), "Noord-Haven", PROFILE)
    assert refused(UnusableInputError, bad, InstitutionProfile()).field == "slug"
    assert refused(UnusableInputError, AmendProfile(HERE, "x"), adopted()).field == "name"
    assert refused(UnusableInputError, AmendProfile(HERE, " ", phone="1"), adopted()).field == "reason"


class WithProfile(Case):
    """A case at an institution with a profile."""

    fact: ProfileFact | None = ProfileFact(3, "Commissie Noord", "BRU")

    def context(self, *given: Any) -> Context:
        return replace(super().context(*given), profile=self.fact)


def at_home(status: Status) -> WithProfile:
    case = walk(status)
    return WithProfile(state=case.state, steps=case.steps, parties=case.parties)


def test_the_committee_and_the_authority_are_those_of_the_profile_unless_named() -> None:
    case = at_home(Status.IN_REVIEW)
    (asked,) = case.do(ethics.RequestEthicsAdvice(CASE, question="May we?"), people.OFFICER)
    assert (asked.committee, asked.profile_version) == ("Commissie Noord", 3)
    (named,) = case.do(ethics.RequestEthicsAdvice(CASE, "Misuse", "May we?"), people.OFFICER)
    assert (named.committee, named.profile_version) == ("Misuse", None)
    (licence,) = case.do(licence_of(None), people.EXPORT)
    assert (licence.authority, licence.profile_version) == (Authority.BRU, 3)


def test_without_a_profile_they_are_named_or_refused() -> None:
    case = walk(Status.IN_REVIEW)
    refusal = case.refused(ethics.RequestEthicsAdvice(CASE, question="May we?"), people.OFFICER, UnusableInputError)
    assert (refusal.field, "amend-profile" in refusal.expected) == ("committee", True)
    refusal = case.refused(licence_of(None), people.EXPORT, UnusableInputError)
    assert (refusal.field, "VL or BRU" in refusal.expected) == ("authority", True)
    case.do(licence_of(Authority.VL), people.EXPORT)


def test_a_profile_without_a_committee_names_none() -> None:
    case = at_home(Status.IN_REVIEW)
    case.fact = ProfileFact(3, None, "BRU")
    refusal = case.refused(ethics.RequestEthicsAdvice(CASE, question="May we?"), people.OFFICER, UnusableInputError)
    assert refusal.field == "committee"


def licence_of(authority: Authority | None) -> legal.RequestExportLicence:
    codes, ways = ("6A002.a.1",), (Modality.KNOWLEDGE,)
    return legal.RequestExportLicence(CASE, LICENCE, authority, LicenceKind.INDIVIDUAL, codes, "BE", PARTNER, ways)
