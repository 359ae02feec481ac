"""What a decision may look at besides its own stream: facts handed in as values.

Facts from other streams or logs come with the versions or positions they were read at, and the events
that rest on them store those. Source: settled.md 14.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.erasure.words import Held
from domain.errors import UnusableInputError
from domain.export_control import ExportControl
from domain.fwo_report.findings import Finding
from domain.fwo_report.words import ReportKind, ReportStatus
from domain.hit_changes import Change
from domain.incident.words import IncidentType
from domain.licence.amounts import Amount, Limit
from domain.party.ownership import Ownership
from domain.questionnaire import Questionnaire
from domain.retention import ExportFloor
from domain.values import Actor, Effect, Role, SubjectKind


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of an institution: all days but weekends and `holidays`.

    `years` are the first and the last year whose holidays are known, `None` when it holds for every year. A day of
    another year raises `UnusableInputError`: nobody shall count a year without holidays.
    """

    holidays: frozenset[date] = frozenset()
    years: tuple[int, int] | None = None

    def is_working_day(self, day: date) -> bool:
        """Say whether the institution works on this day."""
        if self.years is not None and not self.years[0] <= day.year <= self.years[1]:
            expected = f"a day from {self.years[0]} to {self.years[1]}"
            raise UnusableInputError("date", f"the holidays of {day.year} are not known", expected)
        return day.weekday() < 5 and day not in self.holidays

    def add_working_days(self, day: date, count: int) -> date:
        """Return the day `count` working days after `day`. Raises `ValueError` below 0."""
        if count < 0:
            raise ValueError("count is below 0")
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, begin: date, end: date) -> int:
        """Return how many working days lie behind `begin`, up to and with `end`; 0 when it is no later."""
        return sum(self.is_working_day(begin + timedelta(days=n)) for n in range(1, (end - begin).days + 1))


@dataclass(frozen=True, slots=True)
class ListFact:
    """The version of a watch list that is in force."""

    list_id: str
    version_no: int
    canonical_sha256: str
    effect: Effect
    activated_at: datetime
    policy_id: str | None = None


@dataclass(frozen=True, slots=True)
class PartyFact:
    """What a case may rely on about an organisation: read at `version` of its stream."""

    party_id: UUID
    version: int
    fingerprint: str
    country: str | None
    ownership: Ownership | None = None


@dataclass(frozen=True, slots=True)
class PersonFact:
    """What a case may rely on about a natural person: read at `version` of the stream.

    `identity` is the actor id under which the person logs in, if any: persons and actors share a
    namespace, so that nobody decides about a case of their own. Source: settled.md 13.
    """

    person_id: UUID
    version: int
    fingerprint: str
    identity: str | None


@dataclass(frozen=True, slots=True)
class LicenceFact:
    """What a case may rely on about an export licence: read at `version` of its stream.

    `usages` is what went under it already, in whatever case, by the id of the sharing.
    """

    licence_id: UUID
    version: int
    status: str
    codes: frozenset[str]
    destinations: frozenset[str]
    end_users: frozenset[UUID]
    modalities: frozenset[str]
    valid_from: date | None
    valid_until: date | None
    kind: str = "individual"
    limit: Limit = Limit()
    usages: Mapping[UUID, Amount] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProfileFact:
    """Who decides at the institution, as its profile says: read at `version` of its stream."""

    version: int
    ethics_committee: str | None
    licence_authority: str


@dataclass(frozen=True, slots=True)
class FoundHit:
    """One possible match between a subject, or an owner of it, and a list entry, found by the screening engine.

    `score` is 0 to 100; `rank` says what to look at first. `explanation` is canonical JSON, recomputable byte for byte
    from the scorer. `changes` is what the entry and the subject say otherwise than when the case met them last.
    """

    hit_id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    subject_fingerprint: str
    list_id: str
    list_version: int
    entry_id: str
    entry_fingerprint: str
    effect: Effect
    score: int
    scorer_id: str
    explanation: str
    policy_id: str | None = None
    by_owner: bool = False
    rank: int = 0
    programmes: tuple[str, ...] | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class ScreenedSubject:
    """One party or person as it was screened."""

    kind: SubjectKind
    subject_id: UUID
    fingerprint: str
    ownership: Ownership | None = None


@dataclass(frozen=True, slots=True)
class ScreeningFact:
    """What the screening engine found for one case: which lists, whom, what, by which scorer."""

    scorer_id: str
    list_versions: Mapping[str, int]
    subjects: tuple[ScreenedSubject, ...]
    hits: tuple[FoundHit, ...]


@dataclass(frozen=True, slots=True)
class StandingAnswer:
    """That a hit of some case is somebody else, as a person said for more than that case.

    `scope` is `party` or `institution`; `decided_by` are those who said and confirmed it. It holds up to and with
    the day `expires_on`.
    """

    hit_id: UUID
    case_id: UUID
    scope: str
    subject_kind: SubjectKind
    subject_id: UUID
    subject_fingerprint: str
    list_id: str
    entry_id: str
    entry_fingerprint: str
    effect: Effect
    programmes: tuple[str, ...] | None
    by_owner: bool
    decided_by: frozenset[str]
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """One named policy as it is in force: never a country alone, always an owner, source and scope.

    `scope` is `institutional_agreement`, `fwo_funding`, `call`, `personnel` or `review`; a `call` names its funder
    `schemes`. `blocks` says whether it blocks inside that scope, or asks a person to look; one that `informs` shows.
    Source: handbook domain.md 1.5.
    """

    policy_id: str
    owner: str
    source: str
    scope: str
    title: str
    blocks: bool
    countries: frozenset[str] = frozenset()
    schemes: frozenset[str] = frozenset()
    list_id: str | None = None
    informs: bool = False


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The editions in force that a decision may consult."""

    edition: str = "none"
    subtechnologies: frozenset[str] = frozenset()
    look_harder_countries: frozenset[str] = frozenset()
    mitigations: frozenset[str] = frozenset()
    factors: frozenset[str] = frozenset()
    funder_schemes: Mapping[str, str] = field(default_factory=dict)
    policies: tuple[PolicyRule, ...] = ()
    max_list_age_days: int = 400
    export_control: ExportControl = ExportControl()


@dataclass(frozen=True, slots=True)
class CaseFact:
    """What a report may rely on about its case: read at `version` of its stream.

    `identities` are those who notified it or take part; `findings` is what its history says up to that version.
    """

    case_id: UUID
    version: int
    reference: str
    is_fwo_funded: bool
    identities: frozenset[str]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ReportFact:
    """What a case may rely on about a report to the FWO: read at `version` of its stream."""

    report_id: UUID
    case_id: UUID
    version: int
    kind: ReportKind
    status: ReportStatus
    due_on: date
    breaches: tuple[IncidentType, ...]


@dataclass(frozen=True, slots=True)
class ReportTerms:
    """When reports to the FWO are due, in months after the start and after the end; no source sets them."""

    interim_months: int = 12
    ex_post_months: int = 3


@dataclass(frozen=True, slots=True)
class HoldFact:
    """A hold that nobody lifted: on whom, and its last day where it has one."""

    hold_id: UUID
    kind: Held
    subject_id: UUID
    until: date | None

    def stands_on(self, day: date) -> bool:
        """Say whether the hold is in force on a day."""
        return self.until is None or day <= self.until


@dataclass(frozen=True, slots=True)
class ErasureFact:
    """What an erasure rests on: whom it is about, and what still needs the texts.

    `identities` are the actor ids, former ones too, of the person, or of those whom a case or an incident tells of.
    `cases` gives the version of each case that names the person, or of the case itself; `live` are the references of
    those that are not over. `holds` are those on the subject and on what tells of it. `exported_on` is the day of the
    last export that one of these cases records, which `floor` keeps for a time. All of it was so at `position` of the
    log.
    """

    exists: bool
    is_erased: bool = False
    identities: frozenset[str] = frozenset()
    cases: Mapping[UUID, int] = field(default_factory=dict)
    live: tuple[str, ...] = ()
    holds: tuple[HoldFact, ...] = ()
    exported_on: date | None = None
    floor: ExportFloor = ExportFloor()
    position: int = 0

    @property
    def kept_until(self) -> date | None:
        """Return the last day on which the records of exports are kept, if there are any."""
        return self.floor.kept_until(self.exported_on)


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a decision may know besides its stream and its command.

    `cases` gives the version of each case that a command of another record names, if there is such a case. `people` are
    the roles that somebody holds at the institution whom a command names by the id of the actor.
    """

    actor: Actor
    role: Role
    now: datetime
    institution: str
    calendar: Calendar = Calendar()
    catalogue: Catalogue = Catalogue()
    lists: Mapping[str, ListFact] = field(default_factory=dict)
    parties: Mapping[UUID, PartyFact] = field(default_factory=dict)
    persons: Mapping[UUID, PersonFact] = field(default_factory=dict)
    licences: Mapping[UUID, LicenceFact] = field(default_factory=dict)
    screening: ScreeningFact | None = None
    answers: tuple[StandingAnswer, ...] = ()
    rescreened: Mapping[str, int] = field(default_factory=dict)
    questionnaires: Mapping[tuple[str, str], Questionnaire] = field(default_factory=dict)
    cases: Mapping[UUID, int] = field(default_factory=dict)
    case: CaseFact | None = None
    reports: Mapping[UUID, ReportFact] = field(default_factory=dict)
    report_terms: ReportTerms = ReportTerms()
    profile: ProfileFact | None = None
    erasure: ErasureFact | None = None
    people: Mapping[str, frozenset[Role]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """Return the UTC day of `now`."""
        return self.now.date()
