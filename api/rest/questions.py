"""What may be asked in a query, and in the body of a POST that is no command."""

from marshmallow import Schema, validate

from api.rest import fields as strict
from domain import moments
from domain.collaboration.spine import Nature, Status
from domain.deadlines import Kind, State
from domain.incident.words import IncidentStatus, IncidentType
from domain.institution.words import MailboxFunction
from domain.values import Level, Role, SubjectKind
from projections.work_list import TaskKind

MAX_PAGE = 200
MINE = "What names you or whom you cover for, or falls to such a role while nobody is named."


class PageQuery(Schema):
    """Which part of a long answer."""

    after = strict.Place(metadata={"description": "The `next` of the page before."})
    limit = strict.QueryWhole(
        load_default=50, validate=validate.Range(1, MAX_PAGE, error=strict.words("is out of range", f"1 to {MAX_PAGE}"))
    )


class AsOfQuery(Schema):
    """As of when; now, if nothing is said."""

    as_of = strict.AsOf(metadata={"description": f"As it was known then: {moments.FORMS}."})


class PastPageQuery(AsOfQuery, PageQuery):
    """Which part of a long answer, as of when."""


class CasesQuery(PastPageQuery):
    """Which cases."""

    status = strict.Word(Status)
    nature = strict.Word(Nature)
    level = strict.Word(Level)
    funder_owner = strict.Text()
    text = strict.Text(metadata={"description": "Looked for in title and reference."})


class PartiesQuery(PastPageQuery):
    """Which organisations or persons."""

    text = strict.Text(metadata={"description": "Looked for in names and identifiers."})


class WorkQuery(PastPageQuery):
    """Which tasks."""

    role = strict.Word(Role)
    kind = strict.Word(TaskKind)
    mine = strict.QueryFlag(metadata={"description": MINE})
    due_before = strict.Day()
    open_only = strict.QueryFlag(load_default=True)


class IncidentsQuery(PastPageQuery):
    """Which incidents."""

    kv_type = strict.Word(IncidentType)
    status = strict.Word(IncidentStatus)


class DeadlinesQuery(PastPageQuery):
    """Which deadlines."""

    state = strict.Word(State)
    kind = strict.Word(Kind)
    owner = strict.Text(metadata={"description": "The actor id of the person who has to act."})
    owner_role = strict.Word(Role)
    mine = strict.QueryFlag(metadata={"description": MINE})
    due_before = strict.Day(metadata={"description": "Without its day; with state=open what is overdue on it."})


class RouteQuery(Schema):
    """What a message is about."""

    function = strict.Word(MailboxFunction, load_default=MailboxFunction.CONTACT_POINT)


class PortfolioQuery(PastPageQuery):
    """Which cases that the FWO funds."""

    institution = strict.Text()
    status = strict.Word(Status)


class MatchBody(Schema):
    """A name that somebody asks about; nothing is recorded."""

    name = strict.Text(required=True, validate=validate.Length(1, 300, error=strict.words("is empty or long", "1-300")))
    kind = strict.Word(SubjectKind, load_default=SubjectKind.PARTY)
    country = strict.Text(
        load_default=None,
        allow_none=True,
        validate=validate.Regexp(r"[A-Z]{2}\Z", error=strict.words("is no country code", "two capitals such as BE")),
    )


class NothingBody(Schema):
    """No fields: {} is the body."""
