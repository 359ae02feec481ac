"""What schemathesis is told beside the document: keys of several roles, and ids and versions that exist."""

import json
import os
import random
import re
from pathlib import Path
from typing import Any

import schemathesis

_TOLD: dict[str, Any] = json.loads(Path(os.environ["SCHEMATHESIS_TOLD"]).read_text("utf-8"))
_TAG = re.compile(r'"([0-9a-f-]{36}):([0-9]+)"')
_CHANCE = random.Random(_TOLD["seed"])  # noqa: S311  (it guards nothing)
_versions: dict[str, int] = dict(_TOLD["versions"])


@schemathesis.auth(refresh_interval=None)
class Keys:
    """Somebody whom the address lets in; now and then somebody else who has a key."""

    def get(self, case: Any, context: Any) -> str:
        let_in = _TOLD["keys"].get(case.operation.definition.raw["operationId"], ())
        other = _CHANCE.random() < 0.1 or not let_in
        return str(_CHANCE.choice(_TOLD["everybody"] if other else let_in))

    def set(self, case: Any, data: str, context: Any) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Put what exists in the place of a well-formed id that nothing has, most of the time."""
    if case.meta is None or not case.meta.generation.mode.is_positive or not case.path_parameters:
        return
    for name, known in _TOLD["named"].items():
        if name in case.path_parameters and _CHANCE.random() < 0.7:
            case.path_parameters[name] = known
    if "identifier" not in case.path_parameters:
        return
    identifier = _TOLD["ids"].get(case.path.removeprefix("/api/v1/").split("/")[0])
    if identifier is not None and _CHANCE.random() < 0.9:
        case.path_parameters["identifier"] = identifier
        if "If-Match" in (case.headers or {}):
            case.headers["If-Match"] = f'"{identifier}:{_versions.get(identifier, 1)}"'


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    """Keep the newest version of each thing."""
    for tag in response.headers.get("etag", ()):
        if (match := _TAG.fullmatch(tag)) is not None:
            _versions[match.group(1)] = max(_versions.get(match.group(1), 0), int(match.group(2)))
