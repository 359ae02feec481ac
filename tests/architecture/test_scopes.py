"""Nobody asks without saying for whom: every port is about one institution or one actor, and none has a default."""

import ast
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from api import handouts, upkeep
from api.ports import Ports
from domain import ports, reads
from domain.values import Actor
from domain.watchlist import held
from kvcase.readmodels import ReadModels
from projections import erasure_queries, mandate_queries, queries, rescreening_queries
from tests.architecture.repository import ROOT

SCOPES = frozenset({"actor", "institution", "slug", "caller"})
"""The names under which a function is told for whom it answers."""
WITHOUT = {
    "Clock.__call__": "the time is everybody's",
    "Authenticate.__call__": "says who the caller is",
    "Screening.explain": "reads what it is handed",
    "Screening.listed": "public lists, kept at `shared`",
    "Screening.match": "public lists, kept at `shared`",
    "HeldFiles.part": "public lists, kept at `shared`",
    "Blobs.media_type": "the types of all documents",
    "Rulebook.codes": "the rules are everybody's",
    "Rulebook.rules": "the rules are everybody's",
    "Rulebook.explain": "the rules are everybody's",
    **{f"Reads.{name}": "one log, named without a default" for name in ("record", "page")},
    **{f"EventLog.{name}": "one log" for name in ("page", "after", "streams", "head", "behind")},
}
"""The methods of ports that answer everybody alike, or that one log was chosen for, and why."""
PORTS_WITHOUT = {
    "shared_queries": "lists and profiles of all, kept at `shared`",
    "doors": "says who comes in, as `authenticate` does",
    "fwo_queries": "one read side, for the FWO alone (Realm.FWO)",
    "past_fwo_queries": "the same, as it was",
    "figures": "takes the scope that it counts (test below)",
    "questionnaires": "shipped forms",
    "ready": "health, without content",
    "unavailable": "errors",
    "new_id": "an id",
    "report_in_words": "says in words what it is handed",
}
MODULES = (ports, reads, held, handouts, upkeep)
"""Where ports stand."""
OPTIONAL = {
    ("shared_queries.py", "portfolio", "institution"): "a filter of the FWO's own read side",
    ("shared_queries.py", "reports", "institution"): "a filter of the FWO's own read side",
    ("shared_queries.py", "awaited", "institution"): "a filter of the FWO's own read side",
    ("members.py", "_is", "institution"): "every seat of a person, or that at one institution",
    ("members.py", "remove", "institution"): "every seat of a person, or that at one institution",
    ("reads.py", "newest", "actor"): "whose reads, within one log",
    ("calendars.py", "calendar", "institution"): "the holidays of everybody, and of one its own closing days too",
}
"""Parameters with the name of a scope that are none."""


def of_ports() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield every method of every port, by name."""
    for name, port in (each for module in MODULES for each in vars(module).items()):
        own = {module.__name__ for module in MODULES}
        if isinstance(port, type) and getattr(port, "_is_protocol", False) and port.__module__ in own:
            for method, function in vars(port).items():
                if inspect.isfunction(function) and (method == "__call__" or not method.startswith("_")):
                    yield f"{name}.{method}", function


def is_scoped(function: Callable[..., Any]) -> bool:
    parameters = inspect.signature(function).parameters
    return any(name in parameters and parameters[name].default is inspect.Parameter.empty for name in SCOPES)


def test_every_port_is_told_for_whom() -> None:
    known = dict(of_ports())
    missing = [name for name, function in known.items() if name not in WITHOUT and not is_scoped(function)]
    assert missing == [], "give it an actor or an institution without a default, or say in WITHOUT why it needs none"
    assert WITHOUT.keys() <= known.keys()


def test_a_port_without_a_scope_is_found() -> None:
    def everything(limit: int) -> None: ...

    def perhaps(limit: int, actor: Actor | None = None) -> None: ...

    assert not is_scoped(everything)
    assert not is_scoped(perhaps)


@pytest.mark.parametrize("name", sorted(set(get_type_hints(Ports)) - PORTS_WITHOUT.keys()))
def test_what_the_web_is_handed_answers_for_one_institution_or_actor(name: str) -> None:
    hint = get_type_hints(Ports)[name]
    if isinstance(hint, type):
        assert hint.__module__ in {each.__name__ for each in MODULES}, "a port that the test above holds"
        return
    assert get_origin(hint) is not None, name
    arguments, _ = get_args(hint)
    assert str in arguments[:1] or Actor in arguments, f"{name} is told neither the institution nor the actor"


def test_figures_are_told_what_they_count() -> None:
    scope = inspect.signature(get_type_hints(Ports)["figures"].__call__).parameters["scope"]
    assert scope.default is inspect.Parameter.empty


def test_what_answers_questions_is_made_for_one_database() -> None:
    for module in (queries, erasure_queries, rescreening_queries, mandate_queries):
        for kind in vars(module).values():
            if isinstance(kind, type) and kind.__name__.endswith("Queries"):
                engine = inspect.signature(kind).parameters["engine"]
                assert engine.default is inspect.Parameter.empty, kind
    made = {"institution", "rescreening", "erasures", "mandates", "engine", "runner", "catch_up", "subjects"}
    for name in made:
        assert is_scoped(getattr(ReadModels, name)), name


def defaults(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """Yield (function, parameter, line) of each parameter that is named as a scope and has a default."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            plain = [*node.args.posonlyargs, *node.args.args]
            given = plain[len(plain) - len(node.args.defaults) :] if node.args.defaults else []
            named = [each for each, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if default]
            for each in (*given, *named):
                if each.arg in SCOPES:
                    yield node.name, each.arg, each.lineno


def test_no_scope_has_a_default_anywhere() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {function}({name}=...)"
        for floor in ("domain", "projections", "api", "kvcase")
        for path in sorted(Path(ROOT / floor).rglob("*.py"))
        for function, name, line in defaults(ast.parse(path.read_text("utf-8")))
        if (path.name, function, name) not in OPTIONAL
    ]
    assert found == []


def test_a_scope_with_a_default_is_found() -> None:
    code = "def cases(limit, actor=None): ...\ndef others(*, institution='x'): ...\ndef fine(actor, limit=3): ..."
    assert [(function, name) for function, name, _ in defaults(ast.parse(code))] == [
        ("cases", "actor"),
        ("others", "institution"),
    ]
