"""The OpenAPI 3.1 document, made from the addresses as they are registered."""

import json
from threading import Lock
from typing import Any

import marshmallow
from flask import Flask, Response
from flask_smorest import Api, Blueprint  # type: ignore[import-untyped]

from api import access
from api.rest import body, document, manual
from api.rest import fields as strict
from api.rest.routes import PREFIX, ProblemSchema
from domain import text

_DESCRIPTION = (
    "Commands are POSTs to the thing they are about; queries are GETs. Every write to what exists needs If-Match with "
    "the ETag last read. Refusals are problems after RFC 9457; open gates are listed in them with their rule and "
    "source. The credential is a service key or a token (JWT) of an issuer that is configured; a key may be narrowed "
    "to reading, or to some addresses."
)


class Specification(Api):  # type: ignore[misc]
    """flask-smorest without its error handlers, and with problems as the shape of its refusals."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None
    _document: dict[str, Any] | None = None

    def __init__(self, app: Flask, **options: Any) -> None:
        self._undocumented: list[Blueprint] = []
        self._one_at_a_time = Lock()
        super().__init__(app, **options)

    def register_blueprint(self, blueprint: Blueprint) -> None:
        """Register addresses; their documentation, most of the work, waits until somebody asks for the document."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blueprint.name] = self
        self._app.register_blueprint(blueprint)
        self._undocumented.append(blueprint)

    def document(self) -> dict[str, Any]:
        """Return the whole document, made once: no address is added after the first request."""
        with self._one_at_a_time:
            if self._document is None:
                for each in self._undocumented:
                    each.register_views_in_doc(self, self._app, self.spec, name=each.name, parameters=None)
                    self.spec.tag({"name": each.name, "description": each.description})
                self._document = document.complete(self.spec.to_dict())
            return self._document

    def _openapi_json(self) -> Response:
        """Serve the document."""
        return Response(json.dumps(self.document(), ensure_ascii=False), content_type="application/json")

    def _register_error_handlers(self) -> None:
        """Leave errors to `api.rest.errors`."""

    def _register_responses(self) -> None:
        """Tell refusals as what they are: problems."""
        self.DEFAULT_RESPONSE_CONTENT_TYPE = "application/problem+json"
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = "application/json"


def install(app: Flask) -> Any:
    """Return the registry of addresses, which serves its document at `/api/v1/openapi.json` to everyone."""
    app.config.update(
        API_TITLE="kvcase",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    options = {
        "info": {"description": _DESCRIPTION, "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}},
        "security": [{name: []} for name in document.SCHEMES],
    }
    specification = Specification(app, spec_kwargs=options)
    specification.register_field(strict.Sorting, "string", None)
    specification.register_field(strict.AsOf, "string", None)
    specification.ma_plugin.converter.add_attribute_function(_widths)
    access.declare(app, "api-docs.openapi_json", access.EVERYONE)
    manual.install(app, specification, PREFIX)
    return specification


def _widths(converter: object, field: marshmallow.fields.Field[Any], **kwargs: object) -> dict[str, object]:
    """Say how wide the fields of commands are, and that closed words are texts."""
    match field:
        case strict.Whole():
            return {"minimum": 1 - 10**body.MAX_DIGITS, "maximum": 10**body.MAX_DIGITS - 1}
        case strict.QueryText():
            return {}
        case strict.Text():
            return {"maxLength": text.MAX_TEXT}
        case strict.Items():
            return {"maxItems": body.MAX_ITEMS}
        case strict.Place():
            return {"pattern": strict.CURSOR}
        case strict.Sorting():
            return {"enum": list(field.words)}
        case strict.Word():
            return {"type": ["string", "null"] if field.allow_none else "string"}
        case _:
            return {}
