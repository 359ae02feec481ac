"""A module with one line of its source changed: what the code would be without a rule that stands in no list."""

import importlib
import importlib.util
from types import FunctionType, ModuleType
from typing import Any


def mutated(name: str, old: str, new: str) -> Any:
    """Return the module `name` with `old` replaced by `new`; `old` must stand in it exactly once."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    source = spec.loader.get_source(name)  # type: ignore[attr-defined]
    assert source.count(old) == 1, f"{name} holds {old!r} {source.count(old)} times: follow the code with this test"
    module = ModuleType(f"{name}_mutated")
    exec(compile(source.replace(old, new), f"{name} without a rule", "exec"), vars(module))  # noqa: S102  # our own code
    # Its functions meet the classes and tables that the tests know.
    known = vars(importlib.import_module(name))
    vars(module).update({key: value for key, value in known.items() if not isinstance(value, FunctionType)})
    return module
