"""Given, when, then for one case; and a case that is walked by commands from the notification on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias, TypeVar
from uuid import UUID, uuid5

from domain.collaboration import approval, decider, levels, screening, spine, table, topic
from domain.collaboration.parties import LinkParty, LinkResearcher, PartyRole, StayType
from domain.collaboration.reporting import NoteFwoReport
from domain.collaboration.rule import Rules
from domain.collaboration.rules import RULES
from domain.collaboration.spine import Status
from domain.collaboration.state import Collaboration
from domain.context import (
    Catalogue,
    Context,
    FoundHit,
    LicenceFact,
    ListFact,
    PartyFact,
    PersonFact,
    PolicyRule,
    ReportFact,
    ScreenedSubject,
    ScreeningFact,
    StandingAnswer,
)
from domain.errors import DomainError, GatesOpenError, RuleRefusedError
from domain.export_control import Authorisation, AuthorityRules, ExportControl
from domain.fwo_report.words import ReportKind, ReportStatus
from domain.gates import Gate
from domain.sentence import mark
from domain.values import (
    Actor,
    ActorRef,
    CaseId,
    Effect,
    HitId,
    Metadata,
    PartyId,
    PersonId,
    ReportId,
    Role,
    RunId,
    SubjectKind,
)
from tests.domain import people
from tests.domain.forms import FORMS

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
LATER = date(2026, 9, 1)
NAMES = UUID(int=7)
CASE = CaseId(uuid5(NAMES, "case"))
AS_IT_STANDS = 0
"""Stands for the version of the case as it is when its approver reads it, just before deciding."""
SCREENING = uuid5(NAMES, "screening")
REPORT = ReportId(uuid5(NAMES, "report"))
LEGAL_LIST, POLICY_LIST, FOREIGN_LIST = "eu-fsf", "seven-sons", "ofac-sdn"
EFFECTS = {LEGAL_LIST: Effect.LEGAL, POLICY_LIST: Effect.POLICY, FOREIGN_LIST: Effect.INDICATIVE}

EXPORT_CONTROL = ExportControl(
    customs_territory=frozenset({"BE", "DE", "FR", "LU", "MT", "NL"}),
    free_transfer=frozenset({"BE", "NL", "LU"}),
    intra_eu_codes=frozenset({"0", "1C001", "5A004.a"}),
    authorisations={
        "EU001": Authorisation("EU001", frozenset({"NO", "US"}), ("first_use_notified",), "Annex II A"),
        "EU007": Authorisation("EU007", frozenset({"IN"}), ("internal_compliance_programme",), "Annex II G"),
    },
    authorities={
        "VL": AuthorityRules("VL", ("end_user_certificate",), {"individual": 3, "global": 3}, "fdfa.be"),
    },
)
CATALOGUE = Catalogue(
    edition="test-1",
    subtechnologies=frozenset({"2.4", "7.5", "8.4", "9.1"}),
    look_harder_countries=frozenset({"CN", "IR", "RU", "BY"}),
    mitigations=frozenset({"M01", "M02", "M05", "M06", "M10", "M11"}),
    factors=frozenset({"P-OPAQUE", "P-HR", "P-MIL-TIE", "R-AFFIL", "F-CENSOR", "C-LIST", "C-HR", "R-TEMP"}),
    funder_schemes={
        "defra": "defence",
        "edf": "european-commission",
        "fwo": "fwo",
        "he-ria": "european-commission",
    },
    export_control=EXPORT_CONTROL,
    policies=(
        PolicyRule(
            "seven-sons-fwo", "FWO", "[004] Seven Sons", "fwo_funding", "No FWO money", True, list_id=POLICY_LIST
        ),
        PolicyRule(
            "seven-sons-agreements",
            "VLIR",
            "[004] Seven Sons",
            "institutional_agreement",
            "No new institutional agreements",
            True,
            list_id=POLICY_LIST,
        ),
        PolicyRule(
            "fwo-russia-belarus",
            "FWO",
            "[004] footnote 18",
            "fwo_funding",
            "No FWO money",
            True,
            countries=frozenset({"RU", "BY"}),
        ),
        PolicyRule(
            "military-funding",
            "VLIR",
            "[004] Militaire onderzoeksfinanciering",
            "review",
            "Reflect first",
            False,
            schemes=frozenset({"edf"}),
        ),
    ),
)

Event: TypeAlias = Any
Command: TypeAlias = Any
E = TypeVar("E", bound=DomainError)
Decide: TypeAlias = Callable[[Any, Any, Context], tuple[Any, ...]]


def identifier(name: str) -> UUID:
    """Return the id that a name always has in these tests."""
    return uuid5(NAMES, name)


def party(name: str) -> PartyId:
    return PartyId(_known(f"party {name}", name))


def somebody(name: str) -> PersonId:
    return PersonId(_known(f"person {name}", "".join(f"{word[0].upper()}." for word in name.split())))


def name_of(id_: UUID) -> str:
    """Return what the program would put in the place of an id: a name, initials, or a short mark."""
    return _KNOWN.get(id_) or mark(id_)


def _known(what: str, name: str) -> UUID:
    _KNOWN[identifier(what)] = name
    return identifier(what)


_KNOWN: dict[UUID, str] = {}


def meta(actor: Actor, role: Role | None = None, at: datetime = NOW, number: int = 1) -> Metadata:
    """Return the metadata of an event that `actor` caused."""
    one = UUID(int=number)
    who = ActorRef(actor.id, role or min(actor.roles), actor.on_behalf_of)
    return Metadata(one, actor.institution, who, at, one, one, None, "test-1")


def hit(
    on: PartyId | PersonId,
    list_id: str = FOREIGN_LIST,
    entry: str = "E1",
    *,
    kind: SubjectKind = SubjectKind.PARTY,
    name: str = "",
) -> FoundHit:
    """Return a match of a subject with an entry of a list; the list says what the match means."""
    hit_id = identifier(f"hit {on} {list_id} {entry} {name}")
    subject = ("f1", list_id, 1, entry, f"print of {entry}")
    return FoundHit(hit_id, kind, on, *subject, EFFECTS[list_id], 97, "scorer-1", "{}", None)


def answer_to(found: FoundHit, scope: str = "party", **others: Any) -> StandingAnswer:
    """Return what was said of the same pair in another case, for more than that case: it is somebody else."""
    said = StandingAnswer(
        identifier(f"another hit {found.list_id} {found.entry_id}"),
        identifier("another case"),
        scope,
        found.subject_kind,
        found.subject_id,
        found.subject_fingerprint,
        found.list_id,
        found.entry_id,
        found.entry_fingerprint,
        found.effect,
        found.programmes,
        found.by_owner,
        frozenset({"sam"}),
        LATER,
    )
    return replace(said, **others)


@dataclass(frozen=True)
class Step:
    """An event that happened, who caused it, in which role and when."""

    event: Event
    actor: Actor
    role: Role | None = None
    at: datetime = NOW


@dataclass
class Case:
    """One case driven by commands: what was recorded, and the registers a decision may look into."""

    rules: Rules = RULES
    catalogue: Catalogue = CATALOGUE
    now: datetime = NOW
    state: Collaboration = field(default_factory=Collaboration)
    steps: tuple[Step, ...] = ()
    parties: dict[UUID, PartyFact] = field(default_factory=dict)
    persons: dict[UUID, PersonFact] = field(default_factory=dict)
    licences: dict[UUID, LicenceFact] = field(default_factory=dict)
    reports: dict[UUID, ReportFact] = field(default_factory=dict)
    lists: dict[str, ListFact] = field(default_factory=dict)
    rescreened: dict[str, int] = field(default_factory=dict)
    answers: tuple[StandingAnswer, ...] = ()
    institution: str = people.HOUSE

    @property
    def status(self) -> Status:
        return self.state.spine.status

    @property
    def gates(self) -> tuple[Gate, ...]:
        return self.rules.open_gates(self.state, self.now.date())

    @property
    def kinds(self) -> set[str]:
        return {gate.kind for gate in self.gates}

    def copy(self) -> "Case":
        return replace(
            self,
            parties=dict(self.parties),
            persons=dict(self.persons),
            licences=dict(self.licences),
            reports=dict(self.reports),
            lists=dict(self.lists),
            rescreened=dict(self.rescreened),
        )

    def context(self, actor: Actor, role: Role, found: ScreeningFact | None) -> Context:
        return Context(
            actor,
            role,
            self.now,
            self.institution,
            catalogue=self.catalogue,
            lists=self.lists,
            parties=self.parties,
            persons=self.persons,
            licences=self.licences,
            reports=self.reports,
            screening=found,
            rescreened=self.rescreened,
            answers=self.answers,
            questionnaires=FORMS,
        )

    def role(self, command: Command, actor: Actor) -> Role:
        """Return the role that fits the command best, so that a refusal for the role is only there on purpose."""
        allowed = next(spec.roles for spec in table.COMMANDS.values() if spec.type is type(command))
        return next(iter(sorted(allowed & actor.roles) or sorted(actor.roles)))

    def do(
        self, command: Command, by: Actor, *, role: Role | None = None, found: ScreeningFact | None = None
    ) -> tuple[Event, ...]:
        """Give a command and record what it causes."""
        chosen = role or self.role(command, by)
        if getattr(command, "dossier_version", None) == AS_IT_STANDS:
            command = replace(command, dossier_version=self.state.version)
        events = decider.decide(self.state, command, self.context(by, chosen, found), self.rules)
        for event in events:
            self.record(event, by, chosen)
        return events

    def record(self, event: Event, by: Actor, role: Role | None = None) -> None:
        """Take an event as it happened."""
        self.state = decider.evolve(self.state, event, meta(by, role, self.now, len(self.steps) + 1))
        self.steps = (*self.steps, Step(event, by, role, self.now))

    def refused(
        self,
        command: Command,
        by: Actor,
        error: type[E],
        *,
        role: Role | None = None,
        found: ScreeningFact | None = None,
    ) -> E:
        """Give a command that must be refused with `error`, and return the refusal; nothing may have happened."""
        before = self.state
        try:
            events = self.do(command, by, role=role, found=found)
        except error as refusal:
            assert self.state == before
            return refusal
        raise AssertionError(f"{type(command).__name__} was accepted and caused {events}")

    def attempt(
        self, command: Command, by: Actor, *, role: Role | None = None, found: ScreeningFact | None = None
    ) -> DomainError | None:
        """Give a command and return the refusal, if it is refused."""
        try:
            self.do(command, by, role=role, found=found)
        except DomainError as refusal:
            return refusal
        return None

    def refused_by_rule(self, rule_id: str, command: Command, by: Actor) -> RuleRefusedError:
        refusal = self.refused(command, by, RuleRefusedError)
        assert refusal.rule_id == rule_id, refusal
        assert refusal.source
        assert refusal.reason
        return refusal

    def refused_by_gate(self, kind: str, command: Command, by: Actor) -> Gate:
        refusal = self.refused(command, by, GatesOpenError)
        named = [gate for gate in refusal.gates if gate.kind == kind]
        assert named, f"{kind} is not among {[gate.kind for gate in refusal.gates]}"
        return named[0]

    def must_be(self, status: Status) -> None:
        assert self.status is status

    # The usual steps, by the people whose part they are.

    def notify(self, by: Actor = people.RESEARCHER, **fields: Any) -> "Case":
        given = {"title": "Drones", "summary": "Swarms over water.", "nature": spine.Nature.CONSORTIUM, **fields}
        self.do(spine.NotifyCollaboration(CASE, **given), by)
        return self

    def link(
        self,
        name: str,
        country: str | None = "BE",
        part: PartyRole = PartyRole.PARTNER,
        by: Actor = people.OFFICER,
    ) -> PartyId:
        party_id = party(name)
        self.parties[party_id] = PartyFact(party_id, 1, "f1", country)
        self.do(LinkParty(CASE, party_id, part), by)
        return party_id

    def link_person(
        self,
        name: str,
        stay: StayType = StayType.STAFF,
        *,
        identity: str | None = None,
        temporary: bool = False,
        home: PartyId | None = None,
        scholarship: str | None = None,
    ) -> PersonId:
        person_id = somebody(name)
        self.persons[person_id] = PersonFact(person_id, 1, "f1", identity)
        self.do(LinkResearcher(CASE, person_id, stay, temporary, home, scholarship), people.OFFICER)
        return person_id

    def found(self, *hits: FoundHit) -> ScreeningFact:
        """Return what the engine finds when it screens everyone who takes part."""
        owned = {key: each.ownership for key, each in self.parties.items()}
        linked = sorted(self.state.parties.subjects)
        subjects = tuple(ScreenedSubject(kind, one, "f1", owned.get(one)) for kind, one in linked)
        versions = dict.fromkeys(EFFECTS, 1) | {name: fact.version_no for name, fact in self.lists.items()}
        return ScreeningFact("scorer-1", versions, subjects, hits)

    def screen(self, *hits: FoundHit, by: Actor = people.OFFICER, only: PartyId | None = None) -> tuple[Event, ...]:
        """Screen everyone who takes part, or one party alone."""
        found = self.found(*hits)
        if only is not None:
            found = replace(found, subjects=tuple(each for each in found.subjects if each.subject_id == only))
        command = screening.StartScreening(CASE, identifier(f"screening {len(self.steps)}"))
        return self.do(command, by, found=found)

    def complete(self, by: Actor = people.OFFICER) -> "Case":
        self.do(screening.CompleteScreening(CASE, "All looked at."), by)
        return self

    def rescreen(self, *hits: FoundHit, list_id: str = LEGAL_LIST, removed: Iterable[str] = ()) -> tuple[Event, ...]:
        """Let a new version of a list be held against the case by the scheduler."""
        number = len(self.steps)
        command = screening.RecordRescreening(
            CASE,
            RunId(identifier(f"run {number}")),
            identifier(f"rescreening {number}"),
            list_id,
            1,
            2,
            "ab" * 32,
            EFFECTS[list_id],
            tuple(removed),
        )
        return self.do(command, people.PROGRAM, found=self.found(*hits))

    def resolve(self, one: FoundHit, what: screening.Resolution, by: Actor = people.OFFICER) -> tuple[Event, ...]:
        return self.do(screening.ResolveHit(CASE, HitId(one.hit_id), what, "Looked up the register."), by)

    def clear_of_law(self, one: FoundHit) -> None:
        """Find that a hit of law is somebody else, by two people."""
        self.resolve(one, screening.Resolution.FALSE_POSITIVE)
        self.do(screening.ConfirmHitResolution(CASE, HitId(one.hit_id)), people.EXPORT)

    def classify(self, *technologies: str, by: Actor = people.EXPORT, **fields: Any) -> "Case":
        self.do(topic.ClassifyTopic(CASE, "Read the proposal.", technologies, **fields), by)
        return self

    def submit(self) -> "Case":
        self.do(approval.SubmitForReview(CASE, "Approve."), people.OFFICER)
        return self

    def approve(self, by: Actor = people.APPROVER, **fields: Any) -> "Case":
        self.do(approval.Approve(CASE, "The risk is small.", AS_IT_STANDS, **fields), by)
        return self

    def accepting(self) -> tuple[approval.FactorAcceptance, ...]:
        """Return the approver's reason for each standing factor that no measure answers."""
        codes = {code for code, _ in levels.standing_factors(self.state, self.catalogue)}
        open_ = sorted(codes - self.state.mitigation.addressed)
        return tuple(approval.FactorAcceptance(code, "Weighed: small here.") for code in open_)

    def start(self) -> "Case":
        self.do(spine.Start(CASE, TODAY), people.RESEARCHER)
        return self

    def report(
        self, status: ReportStatus = ReportStatus.SUBMITTED, kind: ReportKind = ReportKind.EX_POST, version: int = 2
    ) -> "Case":
        """Let the case learn where its report to the FWO stands."""
        self.reports[REPORT] = ReportFact(REPORT, CASE, version, kind, status, LATER, ())
        self.do(NoteFwoReport(CASE, REPORT), people.PROGRAM)
        return self

    def wait(self, days: int) -> "Case":
        self.now += timedelta(days=days)
        return self


def fold(steps: Iterable[Step]) -> Collaboration:
    """Return the case that a history adds up to."""
    state = Collaboration()
    for number, step in enumerate(steps, 1):
        state = decider.evolve(state, step.event, meta(step.actor, step.role, step.at, number))
    return state


@dataclass(frozen=True)
class Scenario:
    """A history, and the command that meets it."""

    case: Case

    def when(
        self, command: Command, *, by: Actor, role: Role | None = None, found: ScreeningFact | None = None
    ) -> "Outcome":
        return Outcome(self.case, command, by, role, found)


@dataclass(frozen=True)
class Outcome:
    """What a command must cause, or be refused for."""

    case: Case
    command: Command
    by: Actor
    role: Role | None
    found: ScreeningFact | None

    def then(self, *expected: Event) -> None:
        assert self.case.do(self.command, self.by, role=self.role, found=self.found) == expected

    def then_refused(self, error: type[DomainError], *, rule: str | None = None, gates: Iterable[str] = ()) -> None:
        refusal = self.case.refused(self.command, self.by, error, role=self.role, found=self.found)
        if rule is not None:
            assert getattr(refusal, "rule_id", None) == rule
        if isinstance(refusal, GatesOpenError):
            assert {gate.kind for gate in refusal.gates} == set(gates)


def given(*history: Event | tuple[Event, Actor] | Case) -> Scenario:
    """Begin with a walked case, or with events; an event without a person is the officer's."""
    case = Case()
    for each in history:
        if isinstance(each, Case):
            case = each.copy()
        elif isinstance(each, tuple):
            case.record(*each)
        else:
            case.record(each, people.OFFICER)
    return Scenario(case)


def _complete(case: Case) -> None:
    case.do(spine.Complete(CASE, TODAY), people.RESEARCHER)
    case.report()


_Walk: Mapping[Status, tuple[Status, Callable[[Case], object]]] = {
    Status.SCREENING: (Status.NOTIFIED, lambda case: case.screen()),
    Status.ASSESSED: (Status.SCREENING, lambda case: case.complete()),
    Status.IN_REVIEW: (Status.ASSESSED, lambda case: case.submit()),
    Status.APPROVED: (Status.IN_REVIEW, lambda case: case.approve()),
    Status.RUNNING: (Status.APPROVED, lambda case: case.start()),
    Status.SUSPENDED: (Status.RUNNING, lambda case: case.do(spine.Suspend(CASE, "A question."), people.OFFICER)),
    Status.COMPLETED: (Status.RUNNING, _complete),
    Status.REJECTED: (Status.IN_REVIEW, lambda case: case.do(approval.Reject(CASE, "Too much."), people.APPROVER)),
    Status.WITHDRAWN: (Status.NOTIFIED, lambda case: case.do(spine.Withdraw(CASE, "No money."), people.RESEARCHER)),
    Status.CLOSED: (Status.COMPLETED, lambda case: case.do(spine.Close(CASE, "Done."), people.OFFICER)),
}


def walk(to: Status = Status.RUNNING, rules: Rules = RULES, **fields: Any) -> Case:
    """Walk a case, with one Belgian partner and FWO money, to a status; `fields` change the notification."""
    if to is Status.NEW:
        return Case(rules)
    if to is Status.NOTIFIED:
        case = Case(rules).notify(**{"funder_scheme": "fwo", **fields})
        case.link("Haven Instituut", by=people.RESEARCHER)
        return case
    if to is Status.TERMINATED:
        case = walk(Status.RUNNING, rules, **fields)
        ending = spine.ProposeTermination(CASE, "Breach.", LATER, ("Return the data.",))
        case.do(ending, people.OFFICER)
        case.do(spine.Terminate(CASE), people.APPROVER)
        case.report()
        return case
    before, step = _Walk[to]
    case = walk(before, rules, **fields)
    step(case)
    return case


PARTNER = party("Haven Instituut")
