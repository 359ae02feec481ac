"""Every reading command leaves a row before it prints anything, as every address does (api/reads.py).

A command says who acts (`acts`) and what it is about to tell (`saw`); when the installation is closed, before the first
line is printed, that is recorded. A command that cannot be recorded prints nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final

import click

from api import access
from api import reads as hook
from api.access import About, Access, Reach, Realm
from domain.errors import DomainError, NotFoundError, NotPermittedError
from domain.reads import Answer, Read, Reads
from domain.values import Actor

ABOUT: Final[Mapping[str, About]] = {
    "access report": About.READS,
    "access unusual": About.READS,
    "audit bundle": About.CASES,
    "audit export": About.REGISTERS,
    "audit log": About.CASES,
    "audit then-and-now": About.CASES,
    "case appraisal": About.CASES,
    "case history": About.CASES,
    "case document": About.CASES,
    "case documents": About.CASES,
    "case hits": About.CASES,
    "case import": About.CASES,
    "case list": About.CASES,
    "case may-share": About.CASES,
    "case search": About.CASES,
    "case show": About.CASES,
    "deadlines": About.CASES,
    "erase list": About.REGISTERS,
    "export case": About.CASES,
    "export letter": About.CASES,
    "export licence": About.REGISTERS,
    "export register": About.REGISTERS,
    "fwo portfolio": About.FUNDED,
    "fwo report list": About.REPORTS,
    "fwo report prefill": About.REPORTS,
    "hold list": About.REGISTERS,
    "incident list": About.INCIDENTS,
    "incident show": About.INCIDENTS,
    "kpi": About.REGISTERS,
    "licence list": About.REGISTERS,
    "licence show": About.REGISTERS,
    "party list": About.REGISTERS,
    "party show": About.REGISTERS,
    "person find": About.PERSON_REPORT,
    "person report": About.PERSON_REPORT,
    "policy dry-run": About.CASES,
    "policy lint": About.CASES,
    "projections as-of": About.CASES,
    "remind": About.CASES,
    "report annual": About.REGISTERS,
    "retention proposals": About.REGISTERS,
    "screenings replay": About.CASES,
}
"""The commands that read content; of the others only a refusal is recorded."""
_EXPORTS: Final = frozenset(
    {"audit bundle", "case document", "export case", "export letter", "export licence", "export register"}
    | {"person report"}
)


@dataclass
class _Doing:
    """What a command is doing: who acts, where that is recorded, on what, and what is about to be told."""

    reads: Reads
    actor: Actor | None = None
    named: str | None = None
    told: list[object] = field(default_factory=list)
    is_recorded: bool = False


PURPOSE: ContextVar[str | None] = ContextVar("purpose", default=None)
"""What the command is for, in the words of whoever gives it; `kvcase --purpose` sets it."""
_DOING: ContextVar[_Doing | None] = ContextVar("doing", default=None)


def acts(actor: Actor) -> None:
    """Say who acts."""
    if (doing := _DOING.get()) is not None:
        doing.actor = actor


def names(kind: str, identifier: object) -> None:
    """Say which one thing was asked for."""
    if (doing := _DOING.get()) is not None:
        doing.named = f"{kind}:{identifier}"


def saw(plain: object) -> None:
    """Say what is about to be told, as plain values: by the ids in it is known what was read."""
    if (doing := _DOING.get()) is not None:
        doing.told.append(plain)


def settle() -> None:
    """Record what is about to be told, where that is before the installation is closed: a file that is written."""
    if (doing := _DOING.get()) is not None:
        _record(doing, None)


@contextmanager
def recorded(reads: Reads) -> Iterator[None]:
    """Record what is done within, if that is a read or is refused. Raises what a database raises that cannot serve."""
    doing = _Doing(reads)
    token = _DOING.set(doing)
    try:
        yield
    except DomainError as error:
        _record(doing, error)
        raise
    else:
        _record(doing, None)
    finally:
        _DOING.reset(token)


def _record(doing: _Doing, error: DomainError | None) -> None:
    path, reads = _path(), doing.reads
    is_refusal = isinstance(error, NotPermittedError | NotFoundError)
    if doing.actor is None or doing.is_recorded or (path not in ABOUT and not is_refusal):
        return
    about, actor = ABOUT.get(path, About.UPKEEP), doing.actor
    answer = _answer(path, error)
    is_told = answer in {Answer.TOLD, Answer.EXPORTED}
    read = Read(
        actor.id,
        actor.institution,
        tuple(sorted(actor.roles)),
        actor.on_behalf_of,
        f"kvcase {path}",
        about.value,
        answer,
        doing.named,
        tuple(sorted({*hook.subjects(doing.told)} - {doing.named})) if is_told else (),
        is_told and _is_personal(about, actor),
        PURPOSE.get(),
    )
    if is_told:
        for institution, shown in hook.traces(actor, doing.told).items():
            reads.record(institution, hook.trace(read, shown))
    reads.record(actor.institution, read)
    doing.is_recorded = True


def _answer(path: str, error: DomainError | None) -> Answer:
    match error:
        case None:
            return Answer.EXPORTED if path in _EXPORTS else Answer.TOLD
        case NotPermittedError():
            return Answer.FORBIDDEN
        case NotFoundError():
            return Answer.UNKNOWN
        case _:
            return Answer.REFUSED


def _is_personal(about: About, actor: Actor) -> bool:
    row = Access(Realm.INSTITUTION, frozenset(), about)
    return about in hook.PERSONAL and access.reach(row, actor) is not Reach.WITHHELD and bool(actor.roles)


def _path() -> str:
    """Return the command that is given, in its words, however the program was started (`python -m kvcase` too)."""
    context, words = click.get_current_context(silent=True), list[str]()
    while context is not None and context.parent is not None:
        words.insert(0, context.info_name or "")
        context = context.parent
    return " ".join(words)
