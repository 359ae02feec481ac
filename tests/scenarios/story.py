"""A story: a case that is driven by commands, and told as an officer would read it.

Every sentence that says what the program does is written from what it did: levels, gates and refusals are the
program's own words. A step that turns out otherwise than the scenario says fails its test.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from domain.collaboration import levels
from domain.collaboration.spine import Status
from domain.context import Catalogue
from domain.errors import DomainError, GatesOpenError, NotPermittedError, RuleRefusedError, UnusableInputError
from domain.gates import Blocks, Gate
from domain.sentence import named
from domain.values import Actor, Level
from kvcase.catalogues import loader
from tests.domain.scenario import Case, name_of

Tell = Callable[["Story"], None]


@cache
def catalogue() -> Catalogue:
    """Return the editions that ship."""
    return loader.to_domain(loader.load_all())


@dataclass
class Story:
    """One branch of a scenario: the case, and the lines told so far."""

    case: Case = field(default_factory=lambda: Case(catalogue=catalogue()))
    lines: list[str] = field(default_factory=list)

    def given(self, sentence: str) -> None:
        """Say what is so at the beginning."""
        self.lines.append(f"- **Given** {sentence}")

    def when(self, sentence: str) -> None:
        """Say what somebody does."""
        self.lines.append(f"- **When** {sentence}")

    def then(self, sentence: str) -> None:
        """Say what follows; the assertion stands beside it in the scenario."""
        self.lines.append(f"- **Then** {sentence}")

    def does(self, sentence: str, command: Any, by: Actor, **how: Any) -> tuple[Any, ...]:
        """Say what somebody does, and do it."""
        self.when(f"{sentence} ({by.id}, {_roles(by)})")
        return self.case.do(command, by, **how)

    def is_refused(self, sentence: str, command: Any, by: Actor, *because: str) -> DomainError:
        """Say what somebody tries; it must be refused for these gate kinds, rule ids or fields, and is told so."""
        self.when(f"{sentence} ({by.id}, {_roles(by)})")
        refusal = self.case.refused(command, by, DomainError)
        named = _named(refusal)
        missing = set(because) - named
        assert not missing, f"refused for {named}, not for {missing}: {refusal}"
        self.lines.append("- **Then** it is refused:")
        self.lines += [f"    - {line}" for line in _told(refusal)]
        return refusal

    def level_is(self, level: Level, *factors: str, never: tuple[str, ...] = ()) -> None:
        """Say the level that the factors combine to, with its grounds."""
        finding = levels.assess(self.case.state, self.case.catalogue)
        assert finding.level is level, f"{finding.level}, from {finding.factors}: {finding.grounds}"
        assert set(factors) <= set(finding.factors), finding.factors
        assert not set(never) & set(finding.factors), finding.factors
        self.then(f"the level is **{finding.level}**, with {', '.join(finding.factors) or 'no factor'}:")
        self.lines += [f"    - {ground}" for ground in finding.grounds or ("no factor stands",)]

    def gates_are(self, blocks: Blocks, *kinds: str) -> tuple[Gate, ...]:
        """Say which gates block something now; exactly these kinds."""
        gates = tuple(gate for gate in self.case.gates if blocks in gate.blocks)
        assert {gate.kind for gate in gates} == set(kinds), [gate.kind for gate in gates]
        if not gates:
            self.then(f"nothing stands in the way of `{blocks}`")
            return gates
        self.then(f"`{blocks}` waits for:")
        self.lines += [f"    - {_gate(gate)}" for gate in gates]
        return gates

    def has_gates(self, blocks: Blocks, *kinds: str) -> tuple[Gate, ...]:
        """Say which of the gates that block something are these kinds; others may be open too."""
        gates = tuple(gate for gate in self.case.gates if blocks in gate.blocks and gate.kind in kinds)
        assert {gate.kind for gate in gates} == set(kinds), [gate.kind for gate in self.case.gates]
        self.then(f"`{blocks}` waits for:")
        self.lines += [f"    - {_gate(gate)}" for gate in gates]
        return gates

    def never_gate(self, sentence: str, *kinds: str) -> None:
        """Say what must not happen: no gate of these kinds stands."""
        assert not set(kinds) & self.case.kinds, self.case.kinds
        self.then(sentence)

    def ends(self, status: Status, sentence: str) -> None:
        """Say where the case ends."""
        self.case.must_be(status)
        self.then(f"{sentence}: the case is **{status}**")

    @contextmanager
    def unseen(self) -> Iterator[Case]:
        """Take steps that need no telling."""
        yield self.case


@dataclass(frozen=True)
class Branch:
    """One way through a scenario."""

    scenario: str
    name: str
    tell: Tell


@dataclass(frozen=True)
class Heading:
    """A scenario: what it is about, and where the guideline speaks of it."""

    title_nl: str
    title_en: str
    source: str


SCENARIOS: dict[str, Heading] = {}
BRANCHES: list[Branch] = []


def scenario(id_: str, title_nl: str, title_en: str, source: str) -> None:
    """Name a scenario."""
    SCENARIOS[id_] = Heading(title_nl, title_en, source)


def branch(scenario_id: str, name: str) -> Callable[[Tell], Tell]:
    """Name a branch of a scenario; the function tells it."""

    def named(tell: Tell) -> Tell:
        assert scenario_id in SCENARIOS, scenario_id
        BRANCHES.append(Branch(scenario_id, name, tell))
        return tell

    return named


def told(one: Branch) -> Story:
    """Play a branch and return it told."""
    story = Story()
    one.tell(story)
    return story


def _roles(actor: Actor) -> str:
    words = ", ".join(sorted(role.replace("_", " ") for role in actor.roles))
    return f"{words}, for {actor.on_behalf_of}" if actor.on_behalf_of else words


def _named(refusal: DomainError) -> set[str]:
    match refusal:
        case GatesOpenError():
            return {gate.kind for gate in refusal.gates} | {gate.rule_id for gate in refusal.gates}
        case RuleRefusedError() | NotPermittedError():
            return {refusal.rule_id}
        case UnusableInputError():
            return {refusal.field}
        case _:
            return {refusal.code}


def _told(refusal: DomainError) -> list[str]:
    if isinstance(refusal, GatesOpenError):
        return [_gate(gate) for gate in refusal.gates]
    return [named(str(refusal), name_of)]


def _gate(gate: Gate) -> str:
    law = ", law" if gate.legal else ""
    return f"{gate.rule_id}{law}: {named(gate.reason, name_of)} [{gate.source}]; closed by {gate.closed_by}"
