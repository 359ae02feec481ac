"""What an institution deals with beside its cases: incidents, export licences, reports to the FWO, risk analyses."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _l

from api import access
from api.rest import paging, plain
from api.rest.figures import ANALYSES
from api.rest.queries import REPORT_STORIES, REPORTS
from api.rest.questions import AnalysesQuery, IncidentsQuery, LicencesQuery, ReportsQuery
from api.rest.registers import INCIDENTS, READERS
from api.web.doing import things
from api.web.doing.choices import PAPERS
from api.web.monitor import REPORTS as REPORT_KINDS
from api.web.records import look as say
from api.web.records.look import Cell, Fact, Look, Piece
from api.web.records.register import PAGE, Filter, Found, Row, Section, Shown, cut, cut_here, told
from domain.fwo_report import decider as fwo_report
from domain.fwo_report.words import SETTLED, TOPICS, ReportKind, ReportStatus
from domain.incident import decider as incident
from domain.incident.words import IncidentStatus, IncidentType
from domain.licence import decider as licence
from domain.licence.words import AT_THE_AUTHORITY, BEFORE_ANSWER, ENDED_LICENCES, LicenceKind, LicenceStatus
from domain.riskanalysis import decider as riskanalysis
from projections.fwo_reports import ReportRow
from projections.licences import LicenceToday
from projections.pages import Sort
from projections.risk_analyses import AnalysisRow

_OPEN: Final = frozenset({ReportStatus.OPEN, ReportStatus.RETURNED})
_CASES: Final = (_l("Case"),)
_STEPS: Final[Mapping[str, frozenset[LicenceStatus]]] = {
    "amend": BEFORE_ANSWER | {LicenceStatus.GRANTED},
    "submit": frozenset({LicenceStatus.DRAFTED}),
    "register-authorisation": frozenset({LicenceStatus.DRAFTED}),
    "note-information-request": frozenset({LicenceStatus.SUBMITTED}),
    "answer-information-request": frozenset({LicenceStatus.INFO_REQUESTED}),
    "grant": AT_THE_AUTHORITY,
    "refuse": AT_THE_AUTHORITY,
    "revoke": frozenset({LicenceStatus.GRANTED}),
    "renew": frozenset({LicenceStatus.GRANTED}),
}
"""Where a licence must stand for a command, as its rules have it; for the others the authority has not answered yet."""


class Incidents(Shown):
    """The incidents that the reader may know of, the last reported first."""

    aggregate = incident.AGGREGATE
    label = _l("Incidents")
    one = _l("Incident")
    lead = _l("What went wrong, as far as you need to know: what you reported, or what is yours to handle.")
    nothing = _l("There is no incident that you may know of.")
    readers = INCIDENTS
    story = INCIDENTS
    asked = IncidentsQuery(exclude=("as_of", "limit", "sort"))
    heads = (
        _l("Incident"),
        _l("Kind"),
        _l("Severity"),
        _l("Status"),
        _l("Happened"),
        _l("Reported"),
        _l("Open measures"),
        _l("Cases"),
    )
    filters = (Filter("status", _l("Status"), IncidentStatus), Filter("kv_type", _l("Kind"), IncidentType))

    def found(self, look: Look, asked: dict[str, Any]) -> Found:
        """Return the incidents."""
        newest = Sort("reported_on", descending=True)
        page = look.reading.incidents(look.actor, **paging.asked({**asked, "limit": PAGE, "sort": newest}))
        following = paging.encode(page.next) if page.next is not None else None
        return Found([plain.row(each, personal=True) for each in page.items], following)

    def lines(self, look: Look, rows: Sequence[Row]) -> Iterator[tuple[Cell, ...]]:
        """Return the cells of each incident."""
        cases = look.cases({UUID(each) for row in rows for each in row["case_ids"]})
        for row in rows:
            key = UUID(row["incident_id"])
            yield (
                (say.code(say.short(key), things.own_page("incidents", key)),),
                say.word(row["kv_type"]),
                say.word(row["severity"]),
                self.stands(look, row),
                say.day(row["happened_on"]),
                (*say.day(row["reported_on"]), *say.people([row["reported_by"]])),
                say.said(len(row["open_measures"]) or ""),
                tuple(cases[UUID(each)] for each in row["case_ids"][:_FEW]),
            )

    def row(self, look: Look, identifier: UUID) -> Row | None:
        """Return one incident."""
        return plain.row(look.reading.incident(identifier, look.actor), personal=True)

    def stands(self, look: Look, row: Row) -> Cell:
        """Return where it stands."""
        return say.badge(row["status"])

    def facts(self, look: Look, row: Row) -> Iterator[Fact]:
        """Return what is known of it; what happened holds the texts."""
        yield Fact(_l("Kind"), say.word(row["kv_type"]))
        yield Fact(_l("Severity"), say.word(row["severity"]) or (Piece(_l("nobody said yet how grave it is")),))
        yield Fact(_l("Happened"), say.day(row["happened_on"]))
        yield Fact(_l("Found out"), say.day(row["discovered_on"]))
        who = (*say.people([row["reported_by"]]), *say.people([row["reported_for"]]))
        yield Fact(_l("Reported"), (*say.day(row["reported_on"]), *who))
        yield Fact(_l("Personal data are concerned"), say.word(row["has_personal_data"]))
        yield Fact(_l("Open measures"), say.said(len(row["open_measures"]) or ""))
        yield Fact(_l("Authorities that were told"), say.words(row["informed"]))
        yield Fact(_l("How it ended"), say.word(row["outcome"]))

    def sections(self, look: Look, row: Row) -> Iterator[Section]:
        """Return the cases that it touches."""
        yield from _cases(look, row["case_ids"], _l("Cases that it touches"))

    def when(self, look: Look, row: Row, command: str) -> frozenset[str] | None:
        """Return what can be done while it is not closed."""
        return frozenset() if row["status"] != IncidentStatus.CLOSED else None

    def reads_texts(self, look: Look) -> bool:
        """Tell whether the reader reads what was told of it."""
        return access.may_read_incident_texts(look.actor)


class Licences(Shown):
    """The export licences: those in force by their last day, then what was asked of an authority, then the rest."""

    aggregate = licence.AGGREGATE
    label = _l("Export licences")
    one = _l("Export licence")
    lead = _l("What may be shared under which licence, where and until when. Past its last day one is expired.")
    nothing = _l("There is no export licence.")
    readers = READERS
    story = READERS
    asked = LicencesQuery(exclude=("as_of", "limit", "sort"))
    heads = (
        _l("Export licence"),
        _l("Kind"),
        _l("Status"),
        _l("Last day"),
        _l("Codes"),
        _l("Destinations"),
        _l("Authority"),
        _l("Cases"),
    )
    filters = (Filter("status_today", _l("Status"), LicenceStatus), Filter("kind", _l("Kind"), LicenceKind))

    def found(self, look: Look, asked: dict[str, Any]) -> Found:
        """Return the licences."""
        return cut(look.reading.licences(look.actor), _by_end, asked, "licence_id")

    def lines(self, look: Look, rows: Sequence[Row]) -> Iterator[tuple[Cell, ...]]:
        """Return the cells of each licence."""
        cases = look.cases({UUID(each) for row in rows for each in row["cases"][:_FEW]})
        for row in rows:
            key = UUID(row["licence_id"])
            yield (
                (say.code(row["number"] or say.short(key), things.own_page("licences", key)),),
                say.word(row["kind"]),
                self.stands(look, row),
                _last_day(row),
                tuple(map(say.code, row["codes"][:_SOME])),
                say.countries(row["destinations"][:_SOME]),
                say.word(row["authority"]),
                tuple(cases[UUID(each)] for each in row["cases"][:_FEW]),
            )

    def row(self, look: Look, identifier: UUID) -> Row | None:
        """Return one licence."""
        return told(lambda: look.reading.licence(identifier, look.actor))

    def called(self, look: Look, row: Row) -> str:
        """Return its number."""
        return str(row["number"] or "")

    def stands(self, look: Look, row: Row) -> Cell:
        """Return where it stands today."""
        return say.badge(row["status_today"])

    def facts(self, look: Look, row: Row) -> Iterator[Fact]:
        """Return what it is for, until when, and what went under it."""
        yield Fact(_l("Kind"), say.word(row["kind"]))
        yield Fact(_l("Authority"), say.word(row["authority"]))
        yield Fact(_l("Union general authorisation"), say.said(row["authorisation_id"]))
        yield Fact(_l("Codes"), tuple(map(say.code, row["codes"])))
        yield Fact(_l("Destinations"), say.countries(row["destinations"]))
        yield Fact(_l("End users"), tuple(look.party(UUID(each)) for each in row["end_users"][:PAGE]))
        yield Fact(_l("In which ways"), say.words(row["modalities"]))
        yield Fact(_l("Documents in the file"), tuple(Piece(PAPERS.get(each, each)) for each in row["documents"]))
        yield Fact(_l("Submitted"), say.day(row["submitted_on"]))
        yield Fact(_l("First day"), say.day(row["valid_from"]))
        yield Fact(_l("Last day"), _last_day(row))
        yield Fact(_l("Used"), _used(row))
        yield Fact(_l("At most"), _at_most(row))

    def sections(self, look: Look, row: Row) -> Iterator[Section]:
        """Return the cases that may use it."""
        yield from _cases(look, row["cases"], _l("Cases that may use it"))

    def when(self, look: Look, row: Row, command: str) -> frozenset[str] | None:
        """Return where it must stand for a command, while the authority did not say its last word."""
        return _STEPS.get(command, BEFORE_ANSWER) if row["status"] not in ENDED_LICENCES else None


class Reports(Shown):
    """The reports to the FWO: what is still to be made first, the first due at the top."""

    aggregate = fwo_report.AGGREGATE
    label = _l("Reports to the FWO")
    one = _l("Report to the FWO")
    lead = _l("What the FWO is told of each project that it funds, by when, and what it said of it.")
    nothing = _l("There is no report to the FWO.")
    readers = REPORTS
    story = REPORT_STORIES
    asked = ReportsQuery(exclude=("as_of", "limit", "sort"))
    heads = (_l("Report to the FWO"), _l("Case"), _l("Kind"), _l("Status"), _l("Due"), _l("Written"))
    filters = (Filter("status", _l("Status"), ReportStatus), Filter("kind", _l("Kind"), ReportKind))

    def found(self, look: Look, asked: dict[str, Any]) -> Found:
        """Return the reports."""
        return cut(look.reading.reports(look.actor), _by_duty, asked, "report_id")

    def lines(self, look: Look, rows: Sequence[Row]) -> Iterator[tuple[Cell, ...]]:
        """Return the cells of each report."""
        cases = look.cases({UUID(row["case_id"]) for row in rows})
        for row in rows:
            key = UUID(row["report_id"])
            yield (
                (say.code(say.short(key), things.own_page("fwo-reports", key)),),
                (cases[UUID(row["case_id"])],),
                (Piece(REPORT_KINDS[row["kind"]]),),
                self.stands(look, row),
                _due(look, row),
                _written(row),
            )

    def row(self, look: Look, identifier: UUID) -> Row | None:
        """Return one report."""
        return told(lambda: look.reading.report(identifier, look.actor))

    def stands(self, look: Look, row: Row) -> Cell:
        """Return where it stands."""
        return say.badge(row["status"])

    def facts(self, look: Look, row: Row) -> Iterator[Fact]:
        """Return what it is about and what of it is written."""
        yield Fact(_l("Case"), (look.case(UUID(row["case_id"])),))
        yield Fact(_l("Kind"), (Piece(REPORT_KINDS[row["kind"]]),))
        yield Fact(_l("Due"), _due(look, row))
        yield Fact(_l("Period begins"), say.day(row["period_begins_on"]))
        yield Fact(_l("Period ends"), say.day(row["period_ends_on"]))
        yield Fact(_l("Written"), say.words(row["answered"]))
        topics = TOPICS[ReportKind(row["kind"])]
        yield Fact(_l("Still to be written"), say.words(each for each in topics if each not in row["answered"]))
        breaches = ((kind, number) for kind, number in sorted(row["breaches"].items()))
        said = (Piece(f"{piece.text}: {number}") for kind, number in breaches for piece in say.word(kind))
        yield Fact(_l("Breaches declared"), tuple(said))
        yield Fact(_l("Reference at the FWO"), say.said(row["fwo_reference"]))

    def when(self, look: Look, row: Row, command: str) -> frozenset[str] | None:
        """Return where it must stand for a command, while it is not settled."""
        if row["status"] not in _OPEN | {ReportStatus.SUBMITTED}:
            return None
        return frozenset({ReportStatus.SUBMITTED}) if command == "record-fwo-answer" else _OPEN


class Analyses(Shown):
    """The risk analyses of the institution, that of the last year first."""

    aggregate = riskanalysis.AGGREGATE
    label = _l("Risk analyses")
    one = _l("Risk analysis")
    lead = _l("That the institution made its risk analysis of a year, when, and to whom it reported.")
    nothing = _l("No risk analysis was recorded.")
    readers = ANALYSES
    story = ANALYSES
    asked = AnalysesQuery(exclude=("as_of", "limit", "sort"))
    heads = (_l("Year"), _l("Made"), _l("Reported to"))

    def found(self, look: Look, asked: dict[str, Any]) -> Found:
        """Return the analyses."""

        def place(row: AnalysisRow) -> tuple[int, int]:
            return -row.year, -row.position

        return cut(look.queries.analyses(), place, asked, "analysis_id")

    def lines(self, look: Look, rows: Sequence[Row]) -> Iterator[tuple[Cell, ...]]:
        """Return the cells of each analysis."""
        for row in rows:
            url = things.own_page("risk-analyses", UUID(row["analysis_id"]))
            yield (Piece(str(row["year"]), url),), say.day(row["made_on"]), say.said(row["reported_to"])

    def row(self, look: Look, identifier: UUID) -> Row | None:
        """Return one analysis."""
        found = (each for each in look.queries.analyses() if each.analysis_id == identifier)
        return next((plain.row(each, personal=True) for each in found), None)

    def called(self, look: Look, row: Row) -> str:
        """Return its year."""
        return str(row["year"])

    def facts(self, look: Look, row: Row) -> Iterator[Fact]:
        """Return when it was made and to whom it was reported."""
        yield Fact(_l("Year"), say.said(row["year"]))
        yield Fact(_l("Made"), say.day(row["made_on"]))
        yield Fact(_l("Reported to"), say.said(row["reported_to"]))


_FEW: Final = 3
_SOME: Final = 8
"""How many of a row's cases, and of its codes and countries, a list shows."""


def _by_end(row: LicenceToday) -> tuple[int, str, int]:
    """Return where a licence stands in the list: in force by its last day, then what waits, then what is over."""
    ends = row.valid_until.isoformat() if row.valid_until is not None else "~"
    if row.status_today is LicenceStatus.GRANTED:
        return 0, ends, -row.position
    return (2 if row.status_today in ENDED_LICENCES else 1), "", -row.position


def _by_duty(row: ReportRow) -> tuple[int, int]:
    """Return where a report stands in the list: to be made by its day, then what the FWO has, then what is settled."""
    if row.status in _OPEN:
        return 0, row.due_on.toordinal()
    return (2 if row.status in SETTLED - {ReportStatus.SUBMITTED} else 1), -row.due_on.toordinal()


def _last_day(row: Row) -> Cell:
    ends = say.day(row["valid_until"], is_late=row["is_expiring"])
    left = row["days_left"]
    near = (Piece(ngettext("%(num)s day left", "%(num)s days left", left), is_late=True),) if row["is_expiring"] else ()
    return (*ends, *near)


def _used(row: Row) -> Cell:
    if not row["usages"]:
        return (Piece(_l("not used yet")),)
    often = Piece(ngettext("once", "%(num)s times", row["usages"]))
    amount = (Piece(f"{row['quantity_used']} {say.word(row['unit'])[0].text}"),) if row["quantity_used"] else ()
    value = (Piece(f"{row['value_used_eur']} EUR"),) if row["value_used_eur"] else ()
    return (often, *say.day(row["last_used_on"]), *amount, *value)


def _at_most(row: Row) -> Cell:
    amount = (Piece(f"{row['max_quantity']} {say.word(row['unit'])[0].text}"),) if row["max_quantity"] else ()
    value = (Piece(f"{row['max_value_eur']} EUR"),) if row["max_value_eur"] else ()
    return (*amount, *value)


def _due(look: Look, row: Row) -> Cell:
    is_late = row["status"] in _OPEN and row["due_on"] < look.today
    return (*say.day(row["due_on"], is_late=is_late), *((Piece(_l("too late"), is_late=True),) if is_late else ()))


def _written(row: Row) -> Cell:
    return (Piece(_l("%(some)s of %(all)s", some=len(row["answered"]), all=len(TOPICS[ReportKind(row["kind"])]))),)


def _cases(look: Look, ids: Sequence[str], title: LazyString) -> Iterator[Section]:
    """Yield the cases that a thing is about, a part of them at a time."""
    if ids:
        found = cut_here([{"case_id": each} for each in ids])
        known = look.cases({UUID(row["case_id"]) for row in found.rows})
        lines = tuple(((known[UUID(row["case_id"])],),) for row in found.rows)
        yield Section(title, _CASES, lines, found.following)
