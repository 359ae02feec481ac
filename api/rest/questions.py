"""What may be asked in a query, and in the body of a POST that is no command."""

import re

from marshmallow import Schema, ValidationError, validate

from api.rest import fields as strict
from domain import moments
from domain.collaboration.screening import Resolution
from domain.collaboration.spine import Nature, Status
from domain.deadlines import Kind, State
from domain.fwo_report.words import ReportKind, ReportStatus
from domain.incident.words import IncidentStatus, IncidentType
from domain.institution.words import MailboxFunction
from domain.licence.words import LicenceKind, LicenceStatus
from domain.values import Effect, Level, Role, SubjectKind
from projections.rescreening_runs import RunStatus
from projections.work_list import TaskKind

MAX_PAGE = 200
MAX_WHOLE = 1_000
MINE = "What names you or whom you cover for, or falls to such a role while nobody is named."


def _country(value: str) -> None:
    if not re.fullmatch(r"[A-Z]{2}", value):
        raise ValidationError(strict.words("is no country code", "two capitals such as BE"))


class PageQuery(Schema):
    """Which part of a long answer."""

    after = strict.Place(metadata={"description": "The `next` of the page before."})
    limit = strict.QueryWhole(
        load_default=50, validate=validate.Range(1, MAX_PAGE, error=strict.words("is out of range", f"1 to {MAX_PAGE}"))
    )


class WholeQuery(Schema):
    """Which part of an answer that is seldom long."""

    after = strict.Place(metadata={"description": "The `next` of the page before."})
    limit = strict.QueryWhole(
        load_default=MAX_WHOLE,
        validate=validate.Range(1, MAX_WHOLE, error=strict.words("is out of range", f"1 to {MAX_WHOLE}")),
    )


class AsOfQuery(Schema):
    """As of when; now, if nothing is said."""

    as_of = strict.AsOf(metadata={"description": f"As it was known then: {moments.FORMS}."})


class PastPageQuery(AsOfQuery, PageQuery):
    """Which part of a long answer, as of when."""


class PastWholeQuery(AsOfQuery, WholeQuery):
    """Which part of an answer that is seldom long, as of when."""


class LicencesQuery(PastWholeQuery):
    """Which licences."""

    status_today = strict.Word(LicenceStatus)
    kind = strict.Word(LicenceKind)
    sort = strict.Sorting("valid_until", "status_today", "kind", "number", "last_used_on")


class RunsQuery(PastWholeQuery):
    """Which re-screening runs."""

    list_id = strict.QueryText()
    status = strict.Word(RunStatus)
    sort = strict.Sorting("started_at", "list_id", "status")


class RunCasesQuery(PastWholeQuery):
    """Which cases of a run."""


class ReportsQuery(PastWholeQuery):
    """Which reports to the FWO."""

    kind = strict.Word(ReportKind)
    status = strict.Word(ReportStatus)
    sort = strict.Sorting("due_on", "kind", "status", "period_begins_on")


class HitsQuery(PastWholeQuery):
    """Which hits."""

    resolution = strict.Word(Resolution)
    list_id = strict.QueryText()
    sort = strict.Sorting("due_on", "list_id", "score")


class ListsQuery(WholeQuery):
    """Which watch lists."""

    effect = strict.Word(Effect)
    sort = strict.Sorting("list_id", "name", "source_date", "activated_at")


class RulesQuery(WholeQuery):
    """Which rules."""

    kind = strict.QueryText()
    sort = strict.Sorting("rule_id", "kind")


class InstitutionsQuery(WholeQuery):
    """Which institutions."""

    sort = strict.Sorting("slug", "name")


class AnalysesQuery(PastWholeQuery):
    """Which risk analyses."""

    sort = strict.Sorting("year", "made_on")


class LinksQuery(PastWholeQuery):
    """Which participations."""

    sort = strict.Sorting("linked_on", "unlinked_on", "role")


class PersonsQuery(PastPageQuery):
    """Which persons."""

    text = strict.QueryText(metadata={"description": "Looked for in names, for who may read them."})


class CasesQuery(PastPageQuery):
    """Which cases."""

    status = strict.Word(Status)
    nature = strict.Word(Nature)
    level = strict.Word(Level)
    funder_owner = strict.QueryText()
    assignee = strict.QueryText(metadata={"description": "The actor id of who takes care of the case."})
    text = strict.QueryText(metadata={"description": "Looked for in title and reference."})
    sort = strict.Sorting(
        "reference", "status", "nature", "notified_on", "planned_start_on", "started_on", "updated_at"
    )


class PartiesQuery(PastPageQuery):
    """Which organisations."""

    text = strict.QueryText(metadata={"description": "Looked for in names and identifiers."})
    country = strict.QueryText()
    sort = strict.Sorting("name", "country")


class WorkQuery(PastPageQuery):
    """Which tasks."""

    role = strict.Word(Role)
    kind = strict.Word(TaskKind)
    mine = strict.QueryFlag(metadata={"description": MINE})
    due_before = strict.Day()
    open_only = strict.QueryFlag(load_default=True)
    sort = strict.Sorting("due_on", "kind", "role", "opened_on")


class IncidentsQuery(PastPageQuery):
    """Which incidents."""

    kv_type = strict.Word(IncidentType)
    status = strict.Word(IncidentStatus)
    sort = strict.Sorting("happened_on", "discovered_on", "reported_on", "kv_type", "status", "severity")


class DeadlinesQuery(PastPageQuery):
    """Which deadlines."""

    state = strict.Word(State)
    kind = strict.Word(Kind)
    owner = strict.QueryText(metadata={"description": "The actor id of the person who has to act."})
    owner_role = strict.Word(Role)
    mine = strict.QueryFlag(metadata={"description": MINE})
    due_before = strict.Day(metadata={"description": "Without its day; with state=open what is overdue on it."})
    sort = strict.Sorting("due_on", "kind", "state", "reference", "owner_role", "ended_on")


class CaseDeadlinesQuery(PastPageQuery):
    """Which deadlines of a case."""

    sort = strict.Sorting("due_on", "kind", "state", "ended_on")


class RouteQuery(Schema):
    """What a message is about."""

    function = strict.Word(MailboxFunction, load_default=MailboxFunction.CONTACT_POINT)


class PortfolioQuery(PastPageQuery):
    """Which cases that the FWO funds."""

    institution = strict.QueryText()
    status = strict.Word(Status)
    sort = strict.Sorting("institution", "reference", "status")


class MatchBody(Schema):
    """A name that somebody asks about; nothing is recorded."""

    name = strict.Text(required=True, validate=validate.Length(1, 300, error=strict.words("is empty or long", "1-300")))
    kind = strict.Word(SubjectKind, load_default=SubjectKind.PARTY)
    country = strict.Text(
        load_default=None,
        allow_none=True,
        validate=_country,
        metadata={"pattern": "^[A-Z]{2}$"},
    )


class NothingBody(Schema):
    """No fields: {} is the body."""
