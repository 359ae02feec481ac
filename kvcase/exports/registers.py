"""The registers that can be handed out as a table: their rows, who may have them, and by what they can be narrowed.

Cases, deadlines and the like are read models; sharings and decisions are read from the log, a page at a time.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import Enum, StrEnum
from typing import Any, Final, get_args, get_type_hints
from uuid import UUID

from api import access
from api.handouts import READERS
from api.reading import Reading
from api.rest import plain
from domain import text
from domain.collaboration import approval, approval_after, approval_institution, legal, spine
from domain.collaboration.spine import CollaborationNotified, Nature, Status
from domain.deadlines import Kind, State
from domain.errors import NotFoundError, UnusableInputError
from domain.incident.words import IncidentStatus, IncidentType
from domain.ports import EventLog, Wanted
from domain.values import Actor, Level, Recorded, Role
from kvcase.exports.tables import Cell, cell
from projections.case_register import CaseRow
from projections.deadlines import DeadlineRow
from projections.fwo_portfolio import PortfolioRow
from projections.fwo_reports import ReportRow
from projections.handouts import HandoutQueries, HandoutRow
from projections.incidents import IncidentRow
from projections.licences import LicenceToday, as_of
from projections.pages import MAX_LIMIT, Cursor, Page
from projections.parties import PartyRow
from projections.shared_queries import FwoQueries
from projections.sheets import PersonalText

PORTFOLIO: Final = "portfolio"
_LOG_PAGE: Final = 5_000
Filters = Mapping[str, StrEnum]


@dataclass(frozen=True, slots=True)
class SharingRow:
    """Something that was shared, in a case; who recorded it."""

    reference: str
    case_id: UUID
    share_id: UUID
    shared_on: date
    what: PersonalText
    modality: str
    codes: tuple[str, ...]
    recipient_id: UUID | None
    destination: str | None
    licence_id: UUID | None
    other_licences: tuple[UUID, ...]
    quantity: int | None
    unit: str
    value_eur: int | None
    nothing_listed_because: PersonalText | None
    countries: tuple[str, ...]
    work_package: str | None
    recorded_by: str
    position: int


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision on a case: what was decided, by whom in which role, and on which grounds."""

    reference: str
    case_id: UUID
    version: int
    decided_on: date
    decision: str
    decided_by: str
    role: Role
    on_behalf_of: str | None
    grounds: PersonalText | None
    conditions: int
    valid_until: date | None
    policy: str
    position: int


@dataclass(frozen=True, slots=True)
class Source:
    """From where a register is read, for one actor at one moment; `reveal` says whether the log tells its texts."""

    reading: Reading
    actor: Actor
    log: EventLog
    position: int
    handed_out: HandoutQueries
    fwo: FwoQueries | None = None
    reveal: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """A register: the kind of its rows, how they are read, and by which closed words they can be narrowed."""

    name: str
    row: type
    rows: Callable[[Source, Filters], Iterator[Any]]
    filters: Mapping[str, type[StrEnum]] = field(default_factory=dict)
    roles: frozenset[Role] = READERS

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the fields of a row that are told."""
        internal = plain.internal(self.row)
        return tuple(each.name for each in fields(self.row) if each.name not in internal)

    def shown(self, word: Callable[[str], str]) -> Callable[[int, Cell], Cell]:
        """Return how a cell is read by people: a closed word of a row as `word` says it, all else as it is."""
        hints = get_type_hints(self.row)
        closed = {number for number, name in enumerate(self.columns) if name in _CLOSED or _is_closed(hints[name])}

        def told(column: int, value: Cell) -> Cell:
            if column not in closed or not isinstance(value, str):
                return value
            return "; ".join(word(each) for each in value.split("; "))

        return told

    def wanted(self, said: Mapping[str, str]) -> Filters:
        """Return filters as values. Raises `UnusableInputError` for a name or value that is none."""
        found: dict[str, StrEnum] = {}
        for name, value in said.items():
            kind = self.filters.get(name)
            if kind is None:
                known = ", ".join(self.filters) or "none"
                raise UnusableInputError(f"filters.{name}", f"{self.name} is not narrowed by {name!r}", known)
            try:
                found[name] = kind(value)
            except ValueError:
                one = text.one_of([each.value for each in kind], value)
                raise UnusableInputError(f"filters.{name}", f"is {value!r}", one) from None
        return found

    def cells(self, row: object, *, personal: bool) -> tuple[Cell, ...]:
        """Return a row as cells; without `personal`, its personal texts are withheld."""
        hidden = frozenset() if personal else plain.sealed_fields(self.row)
        values = ((name, getattr(row, name)) for name in self.columns)
        return tuple(plain.WITHHELD if name in hidden and value is not None else cell(value) for name, value in values)


_CLOSED: Final = frozenset({"answered", "decision", "informed", "modalities", "modality", "unit"})
"""Columns of closed words whose rows hold them as text."""


def _is_closed(hint: Any) -> bool:
    """Tell whether a column holds a closed word, or nothing."""
    kinds = get_args(hint) or (hint,)
    return any(isinstance(each, type) and issubclass(each, Enum) for each in kinds)


def named(name: str, actor: Actor) -> Register:
    """Return a register that the actor may have. Raises `NotFoundError`."""
    found = REGISTERS.get(name)
    if found is None or not actor.roles & found.roles:
        raise NotFoundError("register", name, f"one of {', '.join(sorted(REGISTERS))}")
    return found


def _paged(read: Callable[[Cursor | None], Page[Any]]) -> Iterator[Any]:
    page = read(None)
    yield from page.items
    while page.next is not None:
        page = read(page.next)
        yield from page.items


def _cases(source: Source, wanted: Filters) -> Iterator[CaseRow]:
    return _paged(lambda after: source.reading.cases(source.actor, after=after, limit=MAX_LIMIT, **wanted))


def _deadlines(source: Source, wanted: Any) -> Iterator[DeadlineRow]:
    queries = source.reading.queries(source.actor)
    return _paged(lambda after: queries.deadlines(after=after, limit=MAX_LIMIT, **wanted))


def _parties(source: Source, _wanted: Filters) -> Iterator[PartyRow]:
    queries = source.reading.queries(source.actor)
    return _paged(lambda after: queries.parties(after=after, limit=MAX_LIMIT))


def _licences(source: Source, _wanted: Filters) -> Iterator[LicenceToday]:
    today = source.reading.today
    return (as_of(row, today) for row in source.reading.queries(source.actor).all_licences())


def _incidents(source: Source, wanted: Filters) -> Iterator[IncidentRow]:
    return _paged(lambda after: source.reading.incidents(source.actor, after=after, limit=MAX_LIMIT, **wanted))


def _reports(source: Source, _wanted: Filters) -> Iterator[ReportRow]:
    return iter(source.reading.queries(source.actor).reports())


def _handouts(source: Source, _wanted: Filters) -> Iterator[HandoutRow]:
    found = _paged(lambda after: source.handed_out.handouts(after=after, limit=MAX_LIMIT))
    return (row for row in found if row.position <= source.position)


def _portfolio(source: Source, wanted: Any) -> Iterator[PortfolioRow]:
    queries = source.fwo
    if queries is None:
        raise LookupError("the portfolio is the FWO's")
    return _paged(lambda after: queries.portfolio(after=after, limit=MAX_LIMIT, **wanted))


def _sharings(source: Source, _wanted: Filters) -> Iterator[SharingRow]:
    for reference, each in _told(source, (legal.SharingRecorded,)):
        event: Any = each.event
        yield SharingRow(
            reference,
            each.stream_id,
            event.share_id,
            event.shared_on,
            event.what,
            event.modality,
            event.codes,
            event.recipient_id,
            event.destination,
            event.licence_id,
            event.other_licences,
            event.quantity,
            event.unit,
            event.value_eur,
            event.nothing_listed_because,
            tuple(dict.fromkeys(one.country for one in event.participants)),
            event.work_package,
            each.meta.actor.id,
            each.position,
        )


_DECISIONS: Final = {
    approval.CollaborationApproved: ("approved", "grounds"),
    approval.CollaborationRejected: ("rejected", "grounds"),
    approval.ReviewReturned: ("returned", "questions"),
    approval_after.ApprovalRenewed: ("renewed", "grounds"),
    approval_after.WorkPackageApproved: ("work_package_approved", "grounds"),
    approval_institution.InstitutionalApprovalGranted: ("institution_granted", ""),
    approval_institution.InstitutionalApprovalRefused: ("institution_refused", ""),
    spine.CollaborationSuspended: ("suspended", "reason"),
    spine.CollaborationResumed: ("resumed", "basis"),
    spine.CollaborationTerminated: ("terminated", ""),
    spine.CollaborationReopened: ("reopened", "reason"),
    spine.GateOverridden: ("gate_overridden", ""),
}
"""What counts as a decision, and the field that holds its grounds."""


def _decisions(source: Source, _wanted: Filters) -> Iterator[DecisionRow]:
    for reference, each in _told(source, tuple(_DECISIONS)):
        word, grounds = _DECISIONS[type(each.event)]
        yield DecisionRow(
            reference,
            each.stream_id,
            each.version,
            each.meta.recorded_at.date(),
            word,
            each.meta.actor.id,
            each.meta.actor.role,
            each.meta.actor.on_behalf_of,
            getattr(each.event, grounds) if grounds else None,
            len(getattr(each.event, "conditions", ())),
            getattr(each.event, "valid_until", None),
            each.meta.policy_version,
            each.position,
        )


def _told(source: Source, kinds: tuple[type, ...]) -> Iterator[tuple[str, Recorded]]:
    """Yield the events of these kinds up to the position, each with the reference of its case."""
    wanted = Wanted(frozenset({CollaborationNotified, *kinds}), frozenset(kinds) if source.reveal else frozenset())
    references: dict[UUID, str] = {}
    position = 0
    while position < source.position:
        page = source.log.page(position, _LOG_PAGE, wanted)
        if not page.count:
            return
        for each in page.events:
            if each.position > source.position:
                return
            if isinstance(each.event, CollaborationNotified):
                references[each.stream_id] = each.event.reference
            elif isinstance(each.event, kinds):
                yield references.get(each.stream_id, str(each.stream_id)), each
        position = page.position


_ALL: Final = (
    Register("cases", CaseRow, _cases, {"status": Status, "nature": Nature, "level": Level}),
    Register("decisions", DecisionRow, _decisions),
    Register("deadlines", DeadlineRow, _deadlines, {"state": State, "kind": Kind}),
    Register("fwo-reports", ReportRow, _reports),
    Register("handouts", HandoutRow, _handouts),
    Register("incidents", IncidentRow, _incidents, {"kv_type": IncidentType, "status": IncidentStatus}),
    Register("licences", LicenceToday, _licences),
    Register("parties", PartyRow, _parties),
    Register("sharings", SharingRow, _sharings),
    Register(PORTFOLIO, PortfolioRow, _portfolio, {"status": Status}, frozenset({Role.FWO_MONITOR})),
)
REGISTERS: Final = {each.name: each for each in _ALL}
"""Every register that can be handed out, by its name."""


def may_read_texts(register: Register, actor: Actor) -> bool:
    """Tell whether the personal texts of a register are shown to the actor."""
    return register.name != PORTFOLIO and access.may_read_personal_texts(actor)
