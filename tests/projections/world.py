"""A small institution in memory: commands are decided, what they cause stands in a log, time goes on."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID, uuid5

from domain.collaboration import (
    appraisal,
    approval,
    approval_conditions,
    approval_institution,
    ethics,
    external_advice,
    legal,
    mitigation,
    parties,
    reporting,
    screening,
    spine,
)
from domain.collaboration import incidents as case_incidents
from domain.collaboration.screening import LiftDecision, Resolution
from domain.context import (
    CaseFact,
    Catalogue,
    Context,
    FoundHit,
    LicenceFact,
    PartyFact,
    PersonFact,
    PolicyRule,
    ReportFact,
    ScreenedSubject,
    ScreeningFact,
)
from domain.errors import DomainError
from domain.fwo_report import commands as reports
from domain.fwo_report.words import TOPICS, ReportKind
from domain.incident import commands as incidents
from domain.incident.words import Body, IncidentOutcome, IncidentType, Severity
from domain.licence import commands as licences
from domain.licence.words import Authority, LicenceKind, Modality
from domain.party import commands as party_commands
from domain.permission import acting_role
from domain.person import commands as person_commands
from domain.ports import Behind, Page, Wanted
from domain.registry import aggregate_of
from domain.rescreening import commands as runs
from domain.rescreening.events import ScreenedCase
from domain.riskanalysis.decider import RecordRiskAnalysis
from domain.values import (
    Actor,
    ActorRef,
    CaseId,
    Effect,
    HitId,
    IncidentId,
    LicenceId,
    Metadata,
    PartyId,
    PersonId,
    Recorded,
    ReportId,
    RunId,
    SubjectKind,
)
from tests.domain.people import APPROVER, COLLEAGUE, DEAN, ETHICS, EXPORT, OFFICER, PROGRAM, RESEARCHER, SECURITY
from tests.domain.scenario import AS_IT_STANDS, EXPORT_CONTROL

NAMES = UUID(int=0xF00D)
SLUG = "noordhaven"
TITLE = "Quantum sensing with Polarlicht"
PERSON = "Dr. Aurelia Fictiva"
CATALOGUE = Catalogue(
    edition="test-1",
    mitigations=frozenset({"M05"}),
    factors=frozenset({"P-MIL-TIE"}),
    export_control=EXPORT_CONTROL,
    funder_schemes={"project": "fwo", "horizon": "european-commission"},
    policies=(
        PolicyRule("p-1", "VLIR", "[004]", "institutional_agreement", "No agreements", True, list_id="seven-sons"),
        PolicyRule("p-2", "FWO", "[004]", "fwo_funding", "No money", True, countries=frozenset({"RU"})),
    ),
)
EFFECTS = {"eu-fsf": Effect.LEGAL, "seven-sons": Effect.POLICY, "ofac-sdn": Effect.INDICATIVE}
Command: TypeAlias = Any


def named(name: str) -> UUID:
    """Return the id that a name always has in these tests."""
    return uuid5(NAMES, name)


def case(number: int) -> CaseId:
    return CaseId(named(f"case {number}"))


def party(number: int) -> PartyId:
    return PartyId(named(f"party {number}"))


def person(number: int) -> PersonId:
    return PersonId(named(f"person {number}"))


class MemoryLog:
    """An event log in memory; like that of PostgreSQL it may have gaps between its positions."""

    def __init__(self, gap: int = 0) -> None:
        self.events: list[Recorded] = []
        self._gap = gap
        self._streams: dict[UUID, list[Recorded]] = {}

    def append(self, stream_id: UUID, event: object, meta: Metadata) -> Recorded:
        stream = self._streams.setdefault(stream_id, [])
        position = self.head() + 1 + self._gap
        recorded = Recorded(stream_id, len(stream) + 1, position, event, meta)
        stream.append(recorded)
        self.events.append(recorded)
        return recorded

    def after(self, position: int, limit: int, *, reveal: bool = True) -> Sequence[Recorded]:
        start = bisect_right(self.events, position, key=lambda each: each.position)
        return self.events[start : start + limit]

    def page(self, position: int, limit: int, wanted: Wanted) -> Page:
        batch = self.after(position, limit)
        events = [each for each in batch if wanted.events is None or type(each.event) in wanted.events]
        return Page(batch[-1].position if batch else position, len(batch), events)

    def behind(self, position: int) -> Behind:
        rest = self.after(position, len(self.events))
        return Behind(len(rest), rest[0].meta.recorded_at if rest else None)

    def streams(
        self,
        stream_ids: Sequence[UUID],
        upto_position: int | None = None,
        *,
        texts: frozenset[type] | None = None,
    ) -> Mapping[UUID, Sequence[Recorded]]:
        return {
            each: [one for one in self._streams[each] if upto_position is None or one.position <= upto_position]
            for each in stream_ids
            if each in self._streams
        }

    def head(self) -> int:
        return self.events[-1].position if self.events else 0


class World:
    """An institution: its log, the states of its streams, and its day."""

    def __init__(self, slug: str = SLUG, gap: int = 0) -> None:
        self.slug = slug
        self.log = MemoryLog(gap)
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.states: dict[UUID, Any] = {}
        self.parties: dict[UUID, PartyFact] = {}
        self.persons: dict[UUID, PersonFact] = {}
        self.licences: dict[UUID, LicenceFact] = {}
        self.reports: dict[UUID, ReportFact] = {}
        self.case: CaseFact | None = None
        self._numbers = 0

    def do(self, command: Command, by: Actor, found: ScreeningFact | None = None) -> tuple[Recorded, ...]:
        """Give a command and record what it causes. Raises `DomainError`."""
        aggregate = aggregate_of(command)
        stream_id: UUID = getattr(command, aggregate.id_field)
        spec = next(spec for spec in aggregate.commands.values() if spec.type is type(command))
        actor = Actor(by.id, self.slug if by.institution != "shared" else "shared", by.roles)
        role = acting_role(spec, actor)
        context = Context(
            actor,
            role,
            self.now,
            actor.institution,
            catalogue=CATALOGUE,
            parties=self.parties,
            persons=self.persons,
            licences=self.licences,
            reports=self.reports,
            case=self.case,
            screening=found,
            cases={key: state.version for key, state in self.states.items()},
        )
        state = self.states.get(stream_id, aggregate.initial)
        if getattr(command, "dossier_version", None) == AS_IT_STANDS:
            command = replace(command, dossier_version=state.version)
        recorded: list[Recorded] = []
        for event in aggregate.decide(state, command, context):
            if isinstance(event, spine.CollaborationNotified):
                self._numbers += 1
                event = replace(event, reference=f"KV-{self.slug.upper()}-2026-{self._numbers:06d}")
            one = named(f"event {len(self.log.events)}")
            meta = Metadata(one, actor.institution, ActorRef(actor.id, role), self.now, one, one, None, "test-1")
            state = aggregate.evolve(state, event, meta)
            recorded.append(self.log.append(stream_id, event, meta))
        self.states[stream_id] = state
        self.now += timedelta(hours=7)
        return tuple(recorded)

    def tried(self, command: Command, by: Actor, found: ScreeningFact | None = None) -> bool:
        """Give a command that the rules may refuse."""
        try:
            self.do(command, by, found)
        except DomainError:
            return False
        return True

    def register(self, number: int, name: str = "", country: str | None = None) -> None:
        """Take an organisation into the register, or correct its name."""
        party_id, called = party(number), name or f"Institute {number}"
        if party_id in self.parties:
            self.tried(party_commands.AmendParty(party_id, "a new name", name=called), OFFICER)
        else:
            self.do(
                party_commands.RegisterParty(party_id, called, country, (f"{called} Ltd",), (f"ror:{number}",)), OFFICER
            )
        state = self.states[party_id]
        self.parties[party_id] = PartyFact(party_id, state.version, state.fingerprint, state.country)

    def register_person(self, number: int, name: str = PERSON, home: int | None = None) -> None:
        """Take a person into the register, or correct the name."""
        person_id, home_id = person(number), party(home) if home is not None else None
        if person_id in self.persons:
            self.tried(person_commands.AmendPerson(person_id, "a new name", name, home_party_id=home_id), OFFICER)
        else:
            self.do(
                person_commands.RegisterPerson(person_id, name, (f"{name} jr.",), f"login-{number}", home_id), OFFICER
            )
        state = self.states[person_id]
        self.persons[person_id] = PersonFact(person_id, state.version, state.fingerprint, f"login-{number}")

    def notify(self, number: int, scheme: str | None = None, **fields: Any) -> bool:
        command = spine.NotifyCollaboration(
            case(number),
            TITLE,
            f"With {PERSON}",
            fields.pop("nature", spine.Nature.CONSORTIUM),
            funder_scheme=scheme,
            **fields,
        )
        return self.tried(command, RESEARCHER)

    def found(self, number: int, *hits: FoundHit) -> ScreeningFact:
        """Return what a screening of a case finds: these hits on whoever takes part."""
        subjects = sorted(self.states[case(number)].parties.subjects)
        screened = tuple(ScreenedSubject(kind, each, "f1") for kind, each in subjects)
        return ScreeningFact("scorer-1", {"ofac-sdn": 1}, screened, hits)

    def screen(self, number: int, screening_name: str, *hits: FoundHit) -> bool:
        command = screening.StartScreening(case(number), named(f"{number} {screening_name}"))
        return self.tried(command, OFFICER, self.found(number, *hits))

    def rescreen(self, number: int, run: int, list_id: str, *hits: FoundHit, removed: tuple[str, ...] = ()) -> bool:
        command = screening.RecordRescreening(
            case(number),
            RunId(named(f"run {run}")),
            named(f"{number} run {run}"),
            list_id,
            run,
            run + 1,
            "cafe",
            EFFECTS[list_id],
            removed,
        )
        return self.tried(command, PROGRAM, self.found(number, *hits))

    def report(self, number: int, kind: ReportKind, day: date, *breaches: IncidentType) -> ReportId:
        """Open a report on a case that the FWO funds, submit it, and let the case learn of it."""
        report_id = ReportId(named(f"report {number} {kind}"))
        version = self.states[case(number)].version
        self.case = CaseFact(case(number), version, f"KV-{number}", True, frozenset({RESEARCHER.id}), ())
        self.do(reports.OpenReport(report_id, case(number), kind, day, day), PROGRAM)
        self.note_report(number, report_id)
        for topic in TOPICS[kind]:
            self.do(reports.AnswerReport(report_id, topic, f"Nothing of {PERSON}"), RESEARCHER)
        for count, kv_type in enumerate(breaches):
            breach = named(f"breach {number} {kind} {count}")
            self.do(reports.DeclareBreach(report_id, breach, kv_type, day, day, f"By {PERSON}", "Told"), RESEARCHER)
        self.do(reports.SubmitReport(report_id, bool(breaches)), RESEARCHER)
        self.note_report(number, report_id)
        return report_id

    def note_report(self, number: int, report_id: ReportId) -> None:
        """Let a case learn where its report stands."""
        state = self.states[report_id]
        told = (state.kind, state.status, state.due_on, state.told_breaches)
        self.reports[report_id] = ReportFact(report_id, case(number), state.version, *told)
        self.do(reporting.NoteFwoReport(case(number), report_id), PROGRAM)

    def note_licence(self, licence_id: LicenceId) -> None:
        """Let the cases learn where a licence stands."""
        state = self.states[licence_id]
        self.licences[licence_id] = LicenceFact(
            licence_id,
            state.version,
            state.status,
            frozenset(state.codes),
            frozenset(state.destinations),
            frozenset(state.end_users),
            frozenset(str(each) for each in state.modalities),
            state.valid_from,
            state.valid_until,
            state.kind,
        )


def hit(case_no: int, party_no: int, list_id: str = "ofac-sdn", entry: str = "E1") -> FoundHit:
    """Return a match of a party of a case with an entry of a list."""
    hit_id = named(f"hit {case_no} {party_no} {list_id} {entry}")
    what = ("f1", list_id, 1, entry, f"print of {entry}", EFFECTS[list_id], 97, "scorer-1", '{"name":"x"}')
    return FoundHit(hit_id, SubjectKind.PARTY, party(party_no), *what)


def hit_id(case_no: int, party_no: int, list_id: str = "ofac-sdn", entry: str = "E1") -> HitId:
    return HitId(hit(case_no, party_no, list_id, entry).hit_id)


def a_life(world: World, number: int, scheme: str | None = None) -> None:
    """Walk a case from its notification through approval, a licence, a suspension and a lift to its end."""
    one, him, licence_id = case(number), party(number), LicenceId(named(f"licence {number}"))
    world.register(number, country="CN")
    world.register_person(number, home=number)
    assert world.notify(number, scheme)
    world.do(parties.LinkParty(one, him, parties.PartyRole.PARTNER), OFFICER)
    staff = parties.StayType.STAFF
    world.do(parties.LinkResearcher(one, person(number), staff, home_party_id=him), OFFICER)
    assert world.screen(number, "first", hit(number, number), hit(number, number, "eu-fsf", "E9"))
    world.do(screening.ResolveHit(one, hit_id(number, number), Resolution.TRUE_MATCH, f"It is {PERSON}"), OFFICER)
    legal_hit = hit_id(number, number, "eu-fsf", "E9")
    world.do(screening.ResolveHit(one, legal_hit, Resolution.FALSE_POSITIVE, "Another"), OFFICER)
    world.do(screening.ConfirmHitResolution(one, legal_hit), COLLEAGUE)
    world.do(screening.CompleteScreening(one, f"Screened {PERSON}"), OFFICER)
    world.do(ethics.RequestEthicsAdvice(one, "Ethics board", "May we?"), OFFICER)
    world.do(ethics.RecordEthicsAdvice(one, ethics.Advice.POSITIVE, "You may"), ETHICS)
    measure = named(f"measure {number}")
    due = world.now.date() + timedelta(days=30)
    world.do(mitigation.SetMitigation(one, measure, "M05", "sam", due, "Needed"), OFFICER)
    world.do(mitigation.ImplementMitigation(one, measure, "Done"), SECURITY)
    world.do(mitigation.VerifyMitigation(one, measure, "Seen"), OFFICER)
    world.do(appraisal.RecordAppraisal(one, "RSA", "1", approval.AppraisalOutcome.HIGH), OFFICER)
    world.do(approval_institution.RequestInstitutionalApproval(one, "High risk"), OFFICER)
    world.do(approval_institution.GrantInstitutionalApproval(one, "We stand behind it"), DEAN)
    ask = (Authority.VL, LicenceKind.INDIVIDUAL, ("6A002",))
    how = (Modality.KNOWLEDGE,)
    world.do(legal.RequestExportLicence(one, licence_id, *ask, "CN", him, how), EXPORT)
    world.do(licences.RequestLicence(licence_id, one, *ask, ("CN",), (him,), how), PROGRAM)
    world.do(approval.SubmitForReview(one, "Approve it"), OFFICER)
    condition = approval_conditions.ConditionInput("c-1", "Report each year")
    world.do(approval.Approve(one, "Fine", AS_IT_STANDS, (condition,)), APPROVER)
    until = world.now.date() + timedelta(days=300)
    world.do(licences.ProvideDocument(licence_id, "end_user_certificate", "Sheet 1"), EXPORT)
    world.do(licences.SubmitLicence(licence_id, world.now.date()), EXPORT)
    world.do(licences.GrantLicence(licence_id, "L-1", world.now.date(), until), EXPORT)
    world.note_licence(licence_id)
    world.do(legal.NoteExportLicence(one, licence_id), PROGRAM)
    world.do(spine.Start(one, world.now.date()), RESEARCHER)
    world.register(number + 100, "Late partner")
    world.do(parties.LinkParty(one, party(number + 100), parties.PartyRole.PARTNER), OFFICER)
    world.do(parties.UnlinkParty(one, party(number + 100), "Not after all"), OFFICER)


def an_end(world: World, number: int) -> None:
    """Let a list change under a running case, an incident touch it, a body outside be asked; and end it."""
    one = case(number)
    told, due = (external_advice.SharedField.PARTNERS,), world.now.date() + timedelta(days=30)
    body = external_advice.AdviceBody.LOKET
    world.do(external_advice.RequestExternalAdvice(one, named(f"advice {number}"), body, "Known?", due, told), OFFICER)
    touching = IncidentId(named(f"incident {number}"))
    world.do(case_incidents.NoteIncident(one, touching, IncidentType.KV1, Severity.SERIOUS), PROGRAM)
    assert world.rescreen(number, number + 1, "eu-fsf", hit(number, number, "eu-fsf", "E10"))
    assert world.rescreen(number, number + 2, "ofac-sdn", removed=("E1",))
    run = RunId(named(f"run {number + 2}"))
    world.do(runs.StartRun(run, "ofac-sdn", Effect.INDICATIVE, 1, 2, "cafe", "scorer-1", 0, 0, 1), PROGRAM)
    world.do(runs.RecordChunk(run, (ScreenedCase(one, "beef", 0, 1),)), PROGRAM)
    world.do(runs.CompleteRun(run), PROGRAM)
    lift = next(iter(world.states[one].screening.lifts))
    world.do(screening.DecideLift(one, lift, LiftDecision.LIFTED, "Gone from the list"), OFFICER)
    new = hit_id(number, number, "eu-fsf", "E10")
    world.do(screening.ResolveHit(one, new, Resolution.TRUE_MATCH, "It is them"), OFFICER)
    world.do(spine.ProposeTermination(one, "Sanctions", world.now.date(), ("Data back",)), OFFICER)
    world.do(spine.Terminate(one), DEAN)
    if world.states[one].spine.funder_owner == spine.FWO:
        world.report(number, ReportKind.EX_POST, world.now.date(), IncidentType.KV1)
    world.do(spine.Close(one, "Ended"), OFFICER)
    day = world.now.date()
    record = RecordRiskAnalysis(named(f"analysis {number}"), day.year, day, "The board", f"Written by {PERSON}")
    world.do(record, OFFICER)
    an_incident(world, number)


def an_incident(world: World, number: int) -> None:
    """Let an incident on a case be reported, weighed, dealt with and closed."""
    one, measure, today = IncidentId(named(f"incident {number}")), named(f"measure of incident {number}"), world.now
    world.do(incidents.ReportIncident(one, IncidentType.KV1, today.date(), today.date(), f"{PERSON} lost it"), SECURITY)
    world.do(incidents.LinkIncidentToCase(one, case(number)), OFFICER)
    world.do(incidents.TriageIncident(one, Severity.SERIOUS, "Much was lost"), OFFICER)
    world.do(incidents.TakeIncidentMeasure(one, measure, "Change the keys", "sam", world.now.date()), OFFICER)
    world.do(incidents.InformAuthority(one, Body.POLICE, "PV 1", world.now.date()), OFFICER)
    if number % 2:
        world.do(incidents.FinishIncidentMeasure(one, measure, "Changed"), OFFICER)
        world.do(incidents.CloseIncident(one, IncidentOutcome.RESOLVED, "Lock it up"), OFFICER)
