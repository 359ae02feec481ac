"""What a reading address answers with: a row, all rows or a page of them, each with its schema."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

import marshmallow
from flask import Response
from marshmallow import Schema

from api.access import Access
from api.rest import fields as strict
from api.rest import paging, plain, preconditions, schemas
from api.rest.routes import Route
from projections.pages import Page


def get(
    name: str,
    rule: str,
    view: Callable[..., Response],
    who: Access,
    summary: str,
    answer: type[Schema],
    query: type[Schema] | None = None,
    *,
    tag: bool = False,
) -> Route:
    """Return the address of a question; with `tag`, its answer carries an ETag that spares a second reading."""
    refusals = ((400, 422) if query else ()) + ((404,) if "<" in rule else ())
    headers = ("If-None-Match",) if tag else ()
    return Route(name, rule, "GET", view, who, summary, None, query, answer, 200, refusals, headers)


def page(page: Page[Any], *, personal: bool) -> Response:
    """Answer with a page of rows."""
    following = paging.encode(page.next) if page.next is not None else None
    return plain.response({"items": [plain.row(each, personal=personal) for each in page.items], "next": following})


def everything(rows: Iterable[object], *, personal: bool) -> Response:
    """Answer with all rows."""
    return plain.response({"items": [plain.row(each, personal=personal) for each in rows]})


def part(rows: Iterable[object], query: Mapping[str, Any], *key: str, personal: bool) -> Response:
    """Answer with the part of all rows that a query asks for; `key` are the fields that name a row."""
    items, following = paging.cut([plain.row(each, personal=personal) for each in rows], query, *key)
    return plain.response({"items": items, "next": following})


def one(row: object, identifier: UUID, version: int, *, personal: bool) -> Response:
    """Answer with one row, or with 304 to a reader who has this version already."""
    tag = preconditions.etag(identifier, version)
    if preconditions.is_unchanged(tag):
        return Response(status=304, headers={"ETag": tag})
    return plain.response(plain.row(row, personal=personal), headers={"ETag": tag})


@cache
def row_of(type_: type) -> type[Schema]:
    """Return the schema of one row."""
    schema = schemas.of(type_)
    return type(type_.__name__, (schema,), {"Meta": type("Meta", (), {"exclude": plain.internal(type_)})})


@cache
def list_of(schema: type[Schema]) -> type[Schema]:
    """Return the schema of a list that has a version."""
    items = marshmallow.fields.List(marshmallow.fields.Nested(schema), required=True)
    members = {"items": items, "next": _next(), "version": strict.Whole(required=True)}
    return type(f"{schema.__name__.removesuffix('Schema')}List", (Schema,), members)


@cache
def items_of(type_: type) -> type[Schema]:
    """Return the schema of all rows of a kind."""
    items = marshmallow.fields.List(marshmallow.fields.Nested(row_of(type_)), required=True)
    return type(f"{type_.__name__}Items", (Schema,), {"items": items})


@cache
def page_of(type_: type) -> type[Schema]:
    """Return the schema of a page of rows of a kind."""
    return type(f"{type_.__name__}Page", (items_of(type_),), {"next": _next()})


def _next() -> marshmallow.fields.Field[str]:
    return strict.Text(allow_none=True, required=True, metadata={"description": "The cursor of the next page."})
