"""Who may give a command, and whether there is something to give it to."""

from domain.aggregate import CommandSpec
from domain.context import Context
from domain.errors import NotFoundError, NotPermittedError, RuleRefusedError
from domain.values import Actor, Role

# A researcher who is also an officer acts as the officer: the wider view, and four eyes go by person anyway.
_ORDER = (*(role for role in Role if role is not Role.RESEARCHER), Role.RESEARCHER)


def acting_role(spec: CommandSpec, actor: Actor) -> Role:
    """Return the role in which `actor` gives the command.

    Raises `NotPermittedError` when none of the actor's roles may (G25; and G20 for programs, whose role stands
    beside the few commands that only record facts). Source: handbook domain.md 2.2; settled.md 4.
    """
    for role in _ORDER:
        if role in actor.roles and role in spec.roles:
            return role
    raise NotPermittedError(spec.name, tuple(sorted(spec.roles)))


def admit(spec: CommandSpec, context: Context, *, exists: bool, kind: str, identifier: object) -> None:
    """Let the command through to its decision.

    Raises `NotPermittedError` for a role or institution that may not (G25), `NotFoundError` when the stream does
    not exist, `RuleRefusedError` when an opening command meets one that does.
    """
    if context.role not in spec.roles or context.role not in context.actor.roles:
        raise NotPermittedError(spec.name, tuple(sorted(spec.roles)))
    if context.actor.institution != context.institution:
        raise NotPermittedError(spec.name, (f"actors of {context.institution}",))
    if spec.opens and exists:
        raise RuleRefusedError("exists", "handbook domain.md 2.1", f"{kind} {identifier} exists already")
    if not spec.opens and not exists:
        raise NotFoundError(kind, identifier)
