"""How arguments reach a view: through the guard, then the schema, and out as problems."""

from collections.abc import Mapping
from typing import Any, NoReturn

import marshmallow
from flask import current_app
from webargs.flaskparser import FlaskParser
from webargs.multidictproxy import MultiDictProxy

from api.rest import body, schemas
from api.rest import fields as strict
from api.rest.errors import FieldError, RequestRefused
from domain import text

_NOT_LISTED = frozenset({schemas.UNKNOWN, strict.NOT_LISTED})
"""A query in good form that asks by a field which is not listed: 422, naming those that are."""
_UNKNOWN = "Unknown field."  # marshmallow's


def _listed(wrong: FieldError, schema: Any) -> FieldError:
    """Name the fields that a query may hold, where it holds another."""
    if wrong.rule != _UNKNOWN:
        return wrong
    return FieldError(wrong.field, schemas.UNKNOWN, text.one_of(sorted(schema.fields), wrong.field))


class GuardedParser(FlaskParser):
    """Read bodies and queries through `body`, and refuse what a schema does not know."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": marshmallow.RAISE, "query": marshmallow.RAISE}  # noqa: RUF012  (webargs')

    def load_json(self, req: Any, schema: Any) -> Any:
        """Return the object in the body."""
        return body.read_object(req)

    def load_querystring(self, req: Any, schema: Any) -> Any:
        """Return the query."""
        return MultiDictProxy(body.read_query(req, current_app.config["KVCASE_MAX_QUERY_BYTES"]), schema)

    def handle_error(
        self,
        error: Any,
        req: Any,
        schema: Any,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        """Refuse the request, naming each field, the rule it breaks and what would be right."""
        ((location, messages),) = error.messages.items()
        wrong = tuple(_listed(each, schema) for each in schemas.mistakes(messages))
        is_form = location == "query" and not any(each.rule in _NOT_LISTED for each in wrong)
        code = "unusable-query" if is_form else "unusable-input"
        detail = "; ".join(f"{each.field}: {each.rule}; expected {each.expected}" for each in wrong[:10])
        raise RequestRefused(code, detail, wrong)
