"""Facts from other streams and logs, gathered for one decision. Source: settled.md 14."""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.collaboration import (
    appraisal,
    approval,
    approval_after,
    approval_institution,
    ethics,
    hit_answers,
    incidents,
    legal,
    parties,
    personnel,
    reporting,
    screening,
    sharing,
    spine,
    work_packages,
)
from domain.collaboration import decider as collaboration
from domain.collaboration.hits import Pair
from domain.collaboration.state import Collaboration
from domain.context import (
    Calendar,
    CaseFact,
    Catalogue,
    Context,
    ErasureFact,
    LicenceFact,
    ListFact,
    PartyFact,
    PersonFact,
    ProfileFact,
    ReportFact,
    ReportTerms,
    StandingAnswer,
)
from domain.erasure import commands as erasure
from domain.erasure.words import Held
from domain.errors import RuleRefusedError, UnusableInputError
from domain.fwo_report import commands as fwo_reports
from domain.fwo_report import decider as fwo_report
from domain.fwo_report import prefill
from domain.hold import commands as hold
from domain.incident import commands as incident_commands
from domain.institution import covers, grants
from domain.institution import decider as institution_profile
from domain.licence import commands as licence_commands
from domain.licence import decider as licence
from domain.party import chain
from domain.party import commands as party_commands
from domain.party import decider as party
from domain.party import events as party_events
from domain.person import decider as person
from domain.policyset import decider as policyset
from domain.ports import Clock
from domain.questionnaire import Questionnaire
from domain.values import ERASED, Actor, Recorded, Role, SubjectKind
from domain.watchlist import decider as watchlist
from domain.watchlist import events as watchlist_events
from kvcase import calendars
from kvcase.calendars import ClosingDay
from kvcase.catalogues import forms
from kvcase.catalogues.model import Editions
from kvcase.catalogues.shelf import Shelf
from kvcase.hit_changes import HitChanges
from kvcase.lists.table import EntryTable
from kvcase.screening.engine import Engine, Subject
from kvcase.store.logs import Logs

POLICY_SET = uuid5(NAMESPACE_URL, "urn:kvcase:policyset")
SHARED = "shared"


def watchlist_id(list_id: str) -> UUID:
    """Return the stream of a list: the same on every installation."""
    return uuid5(NAMESPACE_URL, f"urn:kvcase:watchlist:{list_id}")


def fold(aggregate: Any, history: tuple[Recorded, ...]) -> Any:
    """Return the state of an aggregate after its history."""
    state = aggregate.initial
    for recorded in history:
        state = aggregate.evolve(state, recorded.event, recorded.meta)
    return state


@dataclass(frozen=True, slots=True)
class Shared:
    """What the shared log says now: the lists in force and the policy set."""

    head: int
    lists: Mapping[str, ListFact]
    policies: policyset.PolicySet
    profiles: Mapping[str, ProfileFact] = field(default_factory=dict)


class Facts:
    """Gathers what decisions may rest on beside their own stream."""

    def __init__(
        self,
        logs: Logs,
        engine: Engine,
        clock: Clock,
        rescreened: Callable[[str, UUID], Mapping[str, int]],
        max_list_age_days: int,
        closing_days: tuple[ClosingDay, ...] = (),
        shelf: Shelf | None = None,
        report_terms: ReportTerms | None = None,
        questionnaires: Mapping[tuple[str, str], Questionnaire] | None = None,
        answers: Callable[[str, Collection[str], date], tuple[StandingAnswer, ...]] = lambda *_: (),
        entries: EntryTable | None = None,
        erasure_fact: Callable[[str, Held, UUID], ErasureFact | None] = lambda *_: None,
        roles_of: Callable[[str, str], frozenset[Role]] = lambda *_: frozenset(),
    ) -> None:
        self.shelf = shelf or Shelf()
        self.questionnaires = forms.shipped() if questionnaires is None else questionnaires
        self._logs = logs
        self._engine = engine
        self._clock = clock
        self._rescreened = rescreened
        self._max_list_age_days = max_list_age_days
        self._closing_days = closing_days
        self._report_terms = report_terms or ReportTerms()
        self._answers = answers
        self._erasure_fact = erasure_fact
        self._roles_of = roles_of
        self.changes = HitChanges(logs, entries, self.subjects)
        self._shared: Shared | None = None
        self._lock = threading.Lock()

    def context(self, command: object, state: Any, actor: Actor, role: Role, institution: str) -> Context:
        """Return the context in which `command` is decided now."""
        now = self._clock()
        shared = self.shared()
        context = Context(
            actor,
            role,
            now,
            institution,
            self.calendar(institution),
            # The shared log must take a new edition when the one in force is not here.
            Catalogue() if institution == SHARED else self.catalogue(now.date()),
            shared.lists,
        )
        match command:
            case parties.LinkParty(party_id=party_id):
                return replace(context, parties=self.parties(institution, (party_id,)))
            case party_commands.RecordOwnership(edges=edges):
                named = {each.owner_party_id for each in edges if each.owner_party_id is not None}
                return replace(context, parties=self.parties(institution, named))
            case licence_commands.DraftLicence(end_users=users) | licence_commands.AmendLicence(end_users=users):
                return replace(context, parties=self.parties(institution, users or ()))
            case legal.RecordSharing() | sharing.Question() if isinstance(state, Collaboration):
                every = (self._licence(institution, each) for each in state.legal.licences)
                return replace(context, licences={each: fact for one in every for each, fact in one.items()})
            case incident_commands.ReportIncident(persons=named):
                known = {each: fact for one in named for each, fact in self._person(institution, one).items()}
                return replace(context, persons=known)
            case (
                erasure.ProposeErasure(kind=kind, subject_id=subject_id)
                | erasure.RecordErasure(kind=kind, subject_id=subject_id)
            ):
                return replace(context, erasure=self._erasure_fact(institution, kind, subject_id))
            case hold.PlaceHold(kind=kind, subject_id=subject_id):
                return replace(context, erasure=self._erasure_fact(institution, kind, subject_id))
            case erasure.ConfirmErasure():
                return replace(context, erasure=self._erasure_fact(institution, state.kind, state.subject_id))
            case covers.GiveCover(absent=absent, cover=cover):
                return replace(context, people=self._people(institution, absent, cover))
            case covers.RenewCover():
                return replace(context, people=self._people(institution, state.absent, state.cover))
            case grants.ProposeGrant(auditor=auditor):
                return replace(context, people=self._people(institution, auditor))
            case grants.ConfirmGrant():
                return replace(context, people=self._people(institution, state.auditor))
            case incident_commands.LinkIncidentToCase(case_id=case_id):
                return replace(context, cases=self._case(institution, case_id))
            case parties.LinkResearcher(person_id=person_id):
                return replace(context, persons=self._person(institution, person_id))
            case screening.StartScreening(case_id=case_id, screening_id=screening_id):
                subjects = self.subjects(institution, state)
                found = self._engine.screen(screening_id, subjects, shared.lists)
                found = self.changes.told(institution, case_id, state, found)
                return replace(context, screening=found, answers=self.answers(institution, found.hits))
            case hit_answers.AdoptHitAnswers():
                return replace(context, answers=self.answers(institution, state.screening.hits.values()))
            case appraisal.AnswerAppraisal():
                return replace(context, questionnaires=self.questionnaires)
            case reporting.NoteFwoReport(report_id=report_id):
                return replace(context, reports=self._report(institution, report_id))
            case fwo_reports.OpenReport(case_id=case_id):
                return replace(context, case=self._reported(institution, case_id), report_terms=self._report_terms)
            case ethics.RequestEthicsAdvice() | legal.RequestExportLicence():
                return replace(context, profile=shared.profiles.get(institution))
            case _ if isinstance(state, fwo_report.FwoReport) and state.case_id is not None:
                return replace(context, case=self._reported(institution, state.case_id))
            case legal.NoteExportLicence(licence_id=licence_id) | legal.AttachLicence(licence_id=licence_id):
                return replace(context, licences=self._licence(institution, licence_id))
            case (
                approval.Approve(case_id=case_id)
                | approval.Clear(case_id=case_id)
                | approval.Reject(case_id=case_id)
                | approval_after.ApproveWorkPackage(case_id=case_id)
                | approval_after.RenewApproval(case_id=case_id)
            ):
                persons = self._persons(institution, state)
                return replace(context, rescreened=self._rescreened(institution, case_id), persons=persons)
            case (
                approval_institution.GrantInstitutionalApproval()
                | spine.ConfirmGateOverride()
                | spine.Resume()
                | spine.Reopen()
                | incidents.AnswerIncident()
                | work_packages.ResumeWorkPackage()
                | personnel.RecordPersonnelCheck()
            ):
                return replace(context, persons=self._persons(institution, state))
            case policyset.ProposeEdition(edition=edition, sha256=sha256):
                self._refuse_unknown(edition, sha256)
                return context
            case _:
                return context

    def _people(self, institution: str, *named: str) -> Mapping[str, frozenset[Role]]:
        return {each: self._roles_of(institution, each) for each in named}

    def answers(self, institution: str, asked: Iterable[Pair]) -> tuple[StandingAnswer, ...]:
        """Return the answers that hold beyond their case, about the entries of these hits."""
        entry_ids = {each.entry_id for each in asked}
        return self._answers(institution, entry_ids, self._clock().date()) if entry_ids else ()

    def calendar(self, institution: str) -> Calendar:
        """Return the working days of an institution."""
        return calendars.calendar(institution, self._closing_days)

    def subjects(self, institution: str, state: Collaboration, upto_position: int | None = None) -> tuple[Subject, ...]:
        """Return everyone who takes part in a case, as the registers know them now, or knew them at a position."""
        log = self._logs.log(institution)
        streams = log.streams(state.parties.persons, upto_position)
        homes = {each: fold(person.AGGREGATE, streams[each]).home_party_id for each in state.parties.persons}
        there = log.streams(sorted({each for each in homes.values() if each}), upto_position)
        countries = {each: fold(party.AGGREGATE, history).country for each, history in there.items()}
        parties = self._with_owners(institution, state.parties.parties, upto_position)
        register = {each: _registered(known) for each, known in parties.items()}
        found = []
        for party_id in sorted(state.parties.parties):
            known = parties[party_id]
            found.append(
                Subject(
                    SubjectKind.PARTY,
                    party_id,
                    chain.fingerprint(party_id, register),
                    (known.name, *known.aliases),
                    known.country,
                    owners=chain.names(party_id, register),
                    ownership=chain.seen_through(party_id, register),
                )
            )
        for person_id in sorted(state.parties.persons):
            known = fold(person.AGGREGATE, streams[person_id])
            if known.name == ERASED:  # who is forgotten is no name on any list
                continue
            home = homes[person_id]
            found.append(
                Subject(
                    SubjectKind.PERSON,
                    person_id,
                    known.fingerprint,
                    (known.name, *known.aliases),
                    countries.get(home) if home else None,
                    known.birth_year,
                )
            )
        return tuple(found)

    def shared(self) -> Shared:
        """Return what the shared log says now; read again only when it has grown."""
        log = self._logs.log(SHARED)
        head = log.head()
        with self._lock:
            if self._shared is None or self._shared.head != head:
                self._shared = self._read_shared(head)
            return self._shared

    def shared_at(self, instant: datetime) -> Shared:
        """Return what the shared log said at an instant."""
        return self._read_shared(self._logs.log(SHARED).position_at(instant), is_past=True)

    def catalogue(self, day: date) -> Catalogue:
        """Return the catalogue in force on a day; an empty one while no edition is published."""
        in_force = self.shared().policies.in_force(day)
        if in_force is None:
            return Catalogue(max_list_age_days=self._max_list_age_days)
        edition, sha256 = in_force
        return replace(self._rules_of(edition, sha256), max_list_age_days=self._max_list_age_days)

    def policy_version(self, day: date) -> str:
        """Return the name of the rules in force, as it stands in the metadata of each event."""
        in_force = self.shared().policies.in_force(day)
        return "none" if in_force is None else in_force[0]

    def edition_today(self) -> Editions:
        """Return the edition in force, or the newest that ships while none is published."""
        in_force = self.shared().policies.in_force(self._clock().date())
        return self.shelf.newest() if in_force is None else self._published(*in_force)

    def _published(self, edition: str, sha256: str) -> Editions:
        """Return a published edition. Raises `RuleRefusedError` when nobody has those very files here."""
        try:
            found = self.shelf.load(edition)
        except UnusableInputError as error:
            reason = f"edition {edition} is in force and is not here: {error}"
            raise RuleRefusedError("policy-edition", "settled.md 29", reason) from error
        if found.sha256 != sha256:
            reason = f"edition {edition} was published with the digest {sha256}, and the files here have {found.sha256}"
            raise RuleRefusedError("policy-edition", "settled.md 29", reason)
        return found

    def _refuse_unknown(self, edition: str, sha256: str) -> None:
        held = self.shelf.load(edition).sha256
        if held != sha256:
            raise UnusableInputError("sha256", f"is not that of the files of {edition}", held)

    def _rules_of(self, edition: str, sha256: str) -> Catalogue:
        return self.shelf.rules(self._published(edition, sha256).edition_id)

    def _read_shared(self, head: int, *, is_past: bool = False) -> Shared:
        lists: dict[str, ListFact] = {}
        states: dict[UUID, Any] = {}
        policies = policyset.AGGREGATE.initial
        profiles: dict[UUID, Any] = {}
        position = 0
        log = self._logs.log(SHARED)
        while batch := log.after(position, 1000):
            for recorded in batch:
                if is_past and recorded.position > head:
                    break
                if recorded.stream_id == POLICY_SET:
                    policies = policyset.evolve(policies, recorded.event, recorded.meta)  # type: ignore[arg-type]
                elif isinstance(recorded.event, institution_profile.AGGREGATE.events):
                    profile = profiles.get(recorded.stream_id, institution_profile.AGGREGATE.initial)
                    evolved = institution_profile.AGGREGATE.evolve(profile, recorded.event, recorded.meta)
                    profiles[recorded.stream_id] = evolved
                elif recorded.stream_id in states or isinstance(recorded.event, watchlist_events.ListRegistered):
                    known = states.get(recorded.stream_id, watchlist.AGGREGATE.initial)
                    states[recorded.stream_id] = watchlist.evolve(known, recorded.event, recorded.meta)  # type: ignore[arg-type]
                if isinstance(recorded.event, watchlist_events.ListVersionActivated):
                    state = states[recorded.stream_id]
                    lists[state.list_id] = ListFact(
                        state.list_id,
                        recorded.event.version_no,
                        recorded.event.canonical_sha256,
                        state.effect,
                        recorded.meta.recorded_at,
                        next(iter(state.policy_ids), None),
                    )
            position = batch[-1].position
            if is_past and position >= head:
                break
        return Shared(
            head if is_past else max(head, position),
            lists,
            policies,
            {each.slug: _fact(each) for each in profiles.values()},
        )

    def parties(self, institution: str, party_ids: Iterable[UUID]) -> Mapping[UUID, PartyFact]:
        """Return what a case may rely on about organisations of the register; one that is none of it is left out."""
        wanted = tuple(party_ids)
        known = self._with_owners(institution, wanted)
        register = {each: _registered(one) for each, one in known.items()}
        return {
            each: PartyFact(
                each,
                known[each].version,
                chain.fingerprint(each, register),
                known[each].country,
                chain.seen_through(each, register),
            )
            for each in wanted
            if each in known
        }

    def _with_owners(
        self, institution: str, party_ids: Iterable[UUID], upto_position: int | None = None
    ) -> Mapping[UUID, party.Party]:
        """Return organisations with whoever owns them, as far as the register knows."""
        log = self._logs.log(institution)

        def read(wanted: Collection[UUID]) -> Mapping[UUID, party.Party]:
            return {
                each: fold(party.AGGREGATE, history)
                for each, history in log.streams(wanted, upto_position).items()
                if isinstance(history[0].event, party_events.PartyRegistered)
            }

        return chain.gathered(party_ids, read, lambda known: chain.owners_of(_registered(known)))

    def _one(self, institution: str, aggregate: Any, stream: UUID) -> Any:
        """Return the state of what a command names, as of nothing where that is of another kind."""
        history = self._logs.log(institution).read(stream)
        return fold(aggregate, history if history and isinstance(history[0].event, aggregate.events) else ())

    def _case(self, institution: str, case_id: UUID) -> Mapping[UUID, int]:
        history = self._logs.log(institution).read(case_id, reveal=False)
        is_case = bool(history) and isinstance(history[0].event, spine.CollaborationNotified)
        return {case_id: len(history)} if is_case else {}

    def _persons(self, institution: str, state: Collaboration) -> Mapping[UUID, PersonFact]:
        found: dict[UUID, PersonFact] = {}
        for person_id in state.parties.persons:
            found |= self._person(institution, person_id)
        return found

    def _person(self, institution: str, person_id: UUID) -> Mapping[UUID, PersonFact]:
        known = self._one(institution, person.AGGREGATE, person_id)
        if not known.fingerprint or known.name == ERASED:
            return {}
        return {person_id: PersonFact(person_id, known.version, known.fingerprint, known.identity)}

    def _reported(self, institution: str, case_id: UUID) -> CaseFact | None:
        history = self._logs.log(institution).read(case_id)
        if not history or not isinstance(notified := history[0].event, spine.CollaborationNotified):
            return None
        state: Collaboration = fold(collaboration.AGGREGATE, history)
        registered = (each.identity for each in self._persons(institution, state).values())
        identities = {*state.spine.notifiers, *state.parties.identities, *(each for each in registered if each)}
        return CaseFact(
            case_id,
            state.version,
            notified.reference,
            state.spine.funder_owner == spine.FWO,
            frozenset(identities),
            prefill.of(history),
        )

    def _report(self, institution: str, report_id: UUID) -> Mapping[UUID, ReportFact]:
        known: fwo_report.FwoReport = self._one(institution, fwo_report.AGGREGATE, report_id)
        if known.case_id is None or known.due_on is None:
            return {}
        told = (known.kind, known.status, known.due_on, known.told_breaches)
        return {report_id: ReportFact(report_id, known.case_id, known.version, *told)}

    def _licence(self, institution: str, licence_id: UUID) -> Mapping[UUID, LicenceFact]:
        known = self._one(institution, licence.AGGREGATE, licence_id)
        if not known.version:
            return {}
        return {
            licence_id: LicenceFact(
                licence_id,
                known.version,
                known.status,
                frozenset(known.codes),
                frozenset(known.destinations),
                frozenset(known.end_users),
                frozenset(known.modalities),
                known.valid_from,
                known.valid_until,
                known.kind,
                known.limit,
                known.usages,
            )
        }


def shipped() -> Editions:
    """Return the newest edition that ships with this version."""
    return _SHELF.newest()


_SHELF = Shelf()


def _registered(known: party.Party) -> chain.Registered:
    return chain.Registered((known.name, *known.aliases), known.fingerprint, known.owners, known.ownership)


def _fact(known: institution_profile.InstitutionProfile) -> ProfileFact:
    assert known.profile is not None, "a profile is adopted first"  # noqa: S101  # what evolve returns has one
    return ProfileFact(known.version, known.profile.ethics_committee, str(known.profile.licence_authority))
