"""Errors the model raises on purpose. Everything else is a bug.

DomainError
├── UnusableInputError      the input itself is wrong (HTTP 422, exit status 2)
├── NotFoundError           nothing of that id at this institution (404)
├── NotPermittedError       the actor's roles do not allow the command (403)
├── StaleVersionError       the stream moved on since the caller read it (412)
├── CommandReusedError      a command id was used before with another body (422)
├── RuleRefusedError        a guard refuses; names its rule and source (409)
└── GatesOpenError          open gates refuse; lists them all (409)
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.gates import Gate


class DomainError(Exception):
    """A request the rules of the domain refuse."""

    code = "domain-error"


class UnusableInputError(DomainError):
    """The input cannot be used: a field breaks a rule of form."""

    code = "unusable-input"

    def __init__(self, field: str, rule: str, expected: str) -> None:
        super().__init__(f"{field}: {rule}; expected {expected}")
        self.field = field
        self.rule = rule
        self.expected = expected


class NotFoundError(DomainError):
    """Nothing with this identifier exists at this institution; `hint` says where to look instead."""

    code = "not-found"

    def __init__(self, kind: str, identifier: object, hint: str = "") -> None:
        super().__init__(f"no {kind} {identifier}{f'; {hint}' if hint else ''}")
        self.kind = kind
        self.identifier = str(identifier)


_WHO_MAY = {
    "G20": "settled.md 15; handbook domain.md 2.4: a program records facts and decides nothing",
    "G21": "handbook domain.md 2.4: need to know",
    "G25": "settled.md 4; handbook domain.md 2.2: who may do what",
    "access": "settled.md 4, 12: what is not declared is refused",
    "scope": "reliability-security.md 5: a key opens what it was made for",
    "key": "settled.md 12: who acts is known by a key",
    **dict.fromkeys(
        ("cover-none", "cover-not-begun", "cover-over", "cover-ended", "cover-roles-gone"),
        "settled.md 13; handbook domain.md 2.6: who stands in for whom",
    ),
}
"""The source of each rule about who may."""


class NotPermittedError(DomainError):
    """None of the actor's roles may give this command."""

    code = "not-permitted"

    def __init__(self, command: str, allowed: tuple[str, ...], rule_id: str = "G25") -> None:
        self.command = command
        self.allowed = allowed
        self.rule_id = rule_id
        self.source = _WHO_MAY.get(rule_id, _WHO_MAY["G25"])
        super().__init__(f"{rule_id}: {command} is for {', '.join(allowed) or 'nobody'} [{self.source}]")


class StaleVersionError(DomainError):
    """The stream has moved on since the caller read it."""

    code = "stale-version"

    def __init__(self, expected: int, actual: int) -> None:
        super().__init__(f"expected version {expected}, but the stream is at version {actual}")
        self.expected = expected
        self.actual = actual


class CommandReusedError(DomainError):
    """This command id was used before, with another body."""

    code = "command-reused"


class RuleRefusedError(DomainError):
    """A rule refuses the command."""

    code = "rule-refused"

    def __init__(self, rule_id: str, source: str, reason: str) -> None:
        super().__init__(f"{rule_id}: {reason} [{source}]")
        self.rule_id = rule_id
        self.source = source
        self.reason = reason


class GatesOpenError(DomainError):
    """Open gates refuse the command."""

    code = "gates-open"

    def __init__(self, blocked: str, gates: "tuple[Gate, ...]") -> None:
        listed = "; ".join(f"{gate.rule_id}: {gate.reason} [{gate.source}]" for gate in gates)
        super().__init__(f"{blocked} is blocked by {len(gates)} open gate(s): {listed}")
        self.blocked = blocked
        self.gates = gates
