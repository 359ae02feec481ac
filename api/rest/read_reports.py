"""The addresses of who watches over reads: who read what, and what stands out. Asking for it is a read too."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import marshmallow
from flask import Response

from api import identity, language
from api.access import About, Access, Realm
from api.ports import Ports
from api.rest import answers, paging, plain
from api.rest import fields as strict
from api.rest.questions import PageQuery
from api.rest.routes import Route
from domain import speech
from domain.errors import UnusableInputError
from domain.reads import Answer, Asked, Seen
from domain.unusual import Finding
from domain.values import Role
from projections.pages import Cursor

READERS = Access(Realm.INSTITUTION, frozenset({Role.DATA_PROTECTION_OFFICER, Role.AUDITOR}), About.READS)
"""Who watches over reads: purposes in words are for the data protection officer alone."""
MAX_ABOUT = 60


class PeriodQuery(marshmallow.Schema):
    """Between which days, in UTC, both included."""

    since = strict.Day(data_key="from")
    until = strict.Day(data_key="to")


class ReadsQuery(PageQuery, PeriodQuery):
    """Which reads."""

    actor = strict.QueryText(metadata={"description": "Whoever read, by actor id."})
    about = strict.QueryText(metadata={"description": "What was read: an id, or `kind:id`."})
    answer = strict.Word(Answer)


class ReadSchema(marshmallow.Schema):
    """One read or refusal."""

    number = marshmallow.fields.Integer(required=True)
    at = marshmallow.fields.String(required=True)
    actor = marshmallow.fields.String(required=True)
    institution = marshmallow.fields.String(required=True)
    roles = marshmallow.fields.List(marshmallow.fields.String(), required=True)
    on_behalf_of = marshmallow.fields.String(allow_none=True, required=True)
    through = marshmallow.fields.String(required=True)
    about = marshmallow.fields.String(required=True)
    answer = marshmallow.fields.String(required=True)
    named = marshmallow.fields.String(allow_none=True, required=True)
    shown = marshmallow.fields.List(marshmallow.fields.String(), required=True)
    is_personal = marshmallow.fields.Boolean(required=True)
    purpose = marshmallow.fields.String(allow_none=True, required=True)


class ReadsPage(marshmallow.Schema):
    """Some reads, the newest first."""

    items = marshmallow.fields.List(marshmallow.fields.Nested(ReadSchema), required=True)
    next = marshmallow.fields.String(allow_none=True, required=True)


class ChangeSchema(marshmallow.Schema):
    """One change of who is let in: `about` is a key or an actor."""

    at = marshmallow.fields.String(required=True)
    by = marshmallow.fields.String(required=True)
    what = marshmallow.fields.String(required=True)
    about = marshmallow.fields.String(required=True)
    told = marshmallow.fields.Dict(required=True)


class ChangesSchema(marshmallow.Schema):
    """Changes of who is let in, the oldest first."""

    items = marshmallow.fields.List(marshmallow.fields.Nested(ChangeSchema), required=True)


class FindingSchema(marshmallow.Schema):
    """What stands out: what was seen, and why that stands out. It proposes to look; it concludes nothing."""

    rule = marshmallow.fields.String(required=True)
    actor = marshmallow.fields.String(required=True)
    institution = marshmallow.fields.String(required=True)
    since = marshmallow.fields.String(required=True)
    until = marshmallow.fields.String(required=True)
    count = marshmallow.fields.Integer(required=True)
    threshold = marshmallow.fields.Integer(required=True)
    seen = marshmallow.fields.String(required=True)
    reason = marshmallow.fields.String(required=True)
    subjects = marshmallow.fields.List(marshmallow.fields.String(), required=True)
    numbers = marshmallow.fields.List(marshmallow.fields.Integer(), required=True)


class FindingsSchema(marshmallow.Schema):
    """All that stands out in a period, the oldest first."""

    items = marshmallow.fields.List(marshmallow.fields.Nested(FindingSchema), required=True)


def routes(ports: Ports) -> Iterable[Route]:
    """Return the addresses."""

    def reads(query: dict[str, Any]) -> Response:
        actor = identity.required()
        before, limit = _place(paging.asked(query)["after"]), query["limit"]
        since, until = period(query.get("since"), query.get("until"))
        wanted = Asked(since, until, query.get("actor"), about(query.get("about")), query.get("answer"))
        found = ports.reads.page(actor.institution, wanted, before, limit + 1)
        following = paging.encode(Cursor((found[limit - 1].number,))) if len(found) > limit else None
        knows_why = Role.DATA_PROTECTION_OFFICER in actor.roles
        return plain.response({"items": [told(each, knows_why=knows_why) for each in found[:limit]], "next": following})

    def unusual(query: dict[str, Any]) -> Response:
        since, until = period(query.get("since"), query.get("until"))
        found = ports.unusual(identity.required().institution, since, until)
        return plain.response({"items": [told_finding(each) for each in found]})

    def changes(query: dict[str, Any]) -> Response:
        since, until = period(query.get("since"), query.get("until"))
        found = ports.role_changes(identity.required().institution, since, until)
        return plain.response({"items": [plain.of(each) for each in found]})

    what = "Who was let in or out\nKeys made, rotated and revoked, and roles given and taken, the oldest first."
    yield answers.get("access-changes", "/access/changes", changes, READERS, what, ChangesSchema, PeriodQuery)
    what = "Who read what\nEvery read, export and refusal, the newest first; ids only, and no name."
    yield answers.get("access-reads", "/access/reads", reads, READERS, what, ReadsPage, ReadsQuery)
    what = "Reads that stand out\nBy named rules with their thresholds; of the last thirty days, unless told."
    yield answers.get("access-unusual", "/access/unusual", unusual, READERS, what, FindingsSchema, PeriodQuery)


def period(since: date | None, until: date | None) -> tuple[datetime | None, datetime | None]:
    """Return the instants at which a period of days begins and ends."""
    begin = None if since is None else datetime.combine(since, time(), UTC)
    return begin, None if until is None else datetime.combine(until, time(), UTC) + timedelta(days=1)


def about(said: str | None) -> str | None:
    """Return what somebody asks about. Raises `UnusableInputError` for what can be no id."""
    if said is not None and (len(said) > MAX_ABOUT or not all(each.isalnum() or each in "-:_" for each in said)):
        raise UnusableInputError("about", "is no id", "an id such as a case has, or collaboration:ID, person:ID")
    return said


def told(seen: Seen, *, knows_why: bool) -> dict[str, Any]:
    """Return a read as it is told; a purpose in words only to who may know it."""
    read: dict[str, Any] = plain.of(seen.read)
    if read["purpose"] is not None and not knows_why:
        read["purpose"] = plain.WITHHELD
    return {"number": seen.number, "at": seen.at.isoformat(), **read}


def told_finding(found: Finding) -> dict[str, Any]:
    """Return what stands out, in the language that is asked for."""
    asked = language.asked()
    said = {"seen": speech.told(found.seen, asked), "reason": speech.told(found.reason, asked)}
    return {**plain.of(found), **{name: str(each) for name, each in said.items()}}


def _place(cursor: Cursor | None) -> int | None:
    if cursor is None:
        return None
    if len(cursor.place) != 1 or not isinstance(cursor.place[0], int):
        raise UnusableInputError("cursor", "belongs to another query", "the cursor of a page of this query, or none")
    return cursor.place[0]
