"""What the commands of the command line share: opening the installation, who acts, how things are shown."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import click
import marshmallow

from api import access
from api.reading import Reading
from api.rest import body, schemas
from api.rest.commands import is_exposed
from api.rest.errors import RequestRefused
from domain import moments, permission, speech, text
from domain.aggregate import Aggregate, CommandSpec
from domain.collaboration.spine import Language
from domain.errors import NotFoundError, NotPermittedError, UnusableInputError
from domain.gates import Gate
from domain.ports import EVERYTHING, Outcome, Refused
from domain.values import Actor, Role
from kvcase import bootstrap, settings
from kvcase.bootstrap import Kvcase
from kvcase.cli import reads
from kvcase.plain import plain as plain
from projections.pages import Cursor, Page

T = TypeVar("T")
key_option = click.option(
    "--key",
    envvar="KVCASE_KEY",
    default="",
    help="The key of whoever acts: by KVCASE_KEY, or KVCASE_KEY_FILE; refused here, for all can see it.",
)
LANGUAGE: ContextVar[Language] = ContextVar("language", default=Language.EN)
"""The language in which the rules answer; `kvcase --lang nl` sets it."""
ON_BEHALF_OF: ContextVar[str | None] = ContextVar("on_behalf_of", default=None)
"""For whom the holder of the key acts; `kvcase --on-behalf-of` sets it."""
as_of_option = click.option("--as-of", "as_of", help=f"As it was known then: {moments.FORMS}.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")


@contextmanager
def opened() -> Iterator[Kvcase]:
    """Open the installation that the settings name, and close it again."""
    program = bootstrap.build(settings.read())
    try:
        with reads.recorded(program.reads):
            yield program
    finally:
        program.close()


def actor_of(program: Kvcase, key: str) -> Actor:
    """Return whoever holds the key, as acting for whom `--on-behalf-of` names.

    Raises `UnusableInputError` without a key, `NotPermittedError` with a wrong one or without a cover in force.
    """
    key = key or _key_in_file()
    if not key:
        raise UnusableInputError("key", "nobody acts", "KVCASE_KEY or KVCASE_KEY_FILE; `kvcase keys create` makes one")
    caller = program.authenticate(key)
    if isinstance(caller, Refused):
        raise NotPermittedError("this command", ("the holder of a key that is known and not expired",), "key")
    if EVERYTHING not in caller.scopes:
        raise NotPermittedError("the command line", ("the holder of a key with the scope all",), "scope")
    actor = program.mandates.act(caller, ON_BEHALF_OF.get()).actor
    reads.acts(actor)
    return actor


def _key_in_file() -> str:
    """Return the key in the file that KVCASE_KEY_FILE names, or nothing. Raises `UnusableInputError`."""
    name = os.environ.get("KVCASE_KEY_FILE", "")
    try:
        return Path(name).read_text("utf-8").strip() if name else ""
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableInputError("KVCASE_KEY_FILE", f"{name} cannot be read", "a file that holds a key") from error


def reader_of(program: Kvcase, key: str) -> Actor:
    """Return whoever holds the key, if that role may read cases at all. Raises `NotPermittedError`."""
    return let_in(program, key, access.CASE_READERS, "reading cases")


def let_in(program: Kvcase, key: str, roles: frozenset[Role], what: str) -> Actor:
    """Return whoever holds the key, if in one of these roles at an institution. Raises `NotPermittedError`."""
    actor = actor_of(program, key)
    if not actor.roles & roles or actor.institution not in program.settings.institutions:
        raise NotPermittedError(what, tuple(sorted(roles)), "access")
    return actor


def sees_cases_of(program: Kvcase, key: str) -> str | None:
    """Return the institution whose every case the holder of the key may read; None without such a key, or any.

    Whoever keeps the machine runs and counts, and reads no case. Source: settled.md 4.
    """
    if not (key or _key_in_file()):
        return None
    actor = actor_of(program, key)
    return actor.institution if actor.roles & (access.OFFICES | {Role.AUDITOR}) else None


def reading_of(
    program: Kvcase, actor: Actor, as_of: str | None, aggregate: Aggregate | None = None, stream: UUID | None = None
) -> Reading:
    """Return what reads cases, now or as of what was said. Raises `UnusableInputError`, `NotFoundError`."""
    if aggregate is not None and stream is not None:
        reads.names(aggregate.name, stream)
    reading = Reading(program.ports)
    return reading if as_of is None else reading.at(moments.parse(as_of.strip()), actor, aggregate, stream)


def tell(reading: Reading, told: object) -> None:
    """Print JSON for a program to read; of a moment it says of which, beside what it tells."""
    show(told if reading.moment is None else {"as_of": str(reading.moment), "items": told})


def say_moment(reading: Reading) -> None:
    """Print as of when the lines behind it are, if not as of now."""
    if reading.moment is not None:
        click.echo(f"as known at {reading.moment}")


def case_id_of(program: Kvcase, actor: Actor, reference: str) -> UUID:
    """Return the case of a reference such as KV-UGENT-2026-000001, or of an id.

    Raises `NotFoundError`, in the same words for a case that the actor may not know of as for one that is not there.
    """
    if actor.institution not in program.settings.institutions:
        raise NotFoundError("case", reference)
    queries = program.read_models.institution(actor.institution)
    try:
        reads.names("collaboration", UUID(reference))
        row = queries.case(UUID(reference))
    except ValueError:
        row = queries.case_by_reference(reference.strip().upper())
    try:
        if row is not None:
            reads.names("collaboration", row.case_id)
            Reading(program.ports).refuse_case_of_another(row.case_id, actor)
            return row.case_id
    except NotFoundError:
        pass
    raise NotFoundError("case", reference)


def command_from(type_: type, values: dict[str, Any]) -> Any:
    """Return a command made of JSON values, read as over REST.

    Raises `UnusableInputError` naming each field that is wrong, the rule and what would be right.
    """
    body.refuse_unusable(values)
    try:
        return schemas.value_of(type_)().load(values)
    except marshmallow.ValidationError as error:
        first, *others = schemas.mistakes(error.messages_dict)
        more = "".join(f"\n  {each.field}: {each.rule}; expected {each.expected}" for each in others[:9])
        raise UnusableInputError(first.field, first.rule, first.expected + more) from error


def spec_of(commands: Mapping[str, CommandSpec], name: str, *, may_open: bool = False) -> CommandSpec:
    """Return a command that somebody may give. Raises `UnusableInputError` for a name that is none of them."""
    known = {each.name: each for each in commands.values() if is_exposed(each) and (may_open or not each.opens)}
    if name not in known:
        raise UnusableInputError("command", f"there is no command {name!r}", text.one_of(sorted(known), name))
    return known[name]


def refuse_unknown(program: Kvcase, actor: Actor, aggregate: Aggregate, spec: CommandSpec, identifier: UUID) -> None:
    """Refuse a command to what the actor may not know of, in the words for nothing: `NotFoundError`.

    Raises `NotPermittedError` first for who may not give it to anything.
    """
    permission.acting_role(spec, actor)
    if not spec.opens:
        reads.names(aggregate.name, identifier)
        Reading(program.ports).refuse_unknown(aggregate, identifier, actor)


def every(page_after: Callable[[Cursor | None], Page[T]]) -> Iterator[T]:
    """Yield all that the pages of an answer hold, one page at a time."""
    page = page_after(None)
    yield from page.items
    while page.next is not None:
        page = page_after(page.next)
        yield from page.items


def parsed_json(said: str) -> dict[str, Any]:
    """Return the object that `said` is in JSON. Raises `UnusableInputError`."""
    expected = 'an object such as {"reason": "…"}'
    try:
        value = body.parse(said.encode("utf-8", "surrogatepass"))
    except RequestRefused as refused:
        where = refused.errors[0].field or "body"
        raise UnusableInputError(where, refused.errors[0].rule, expected) from refused
    if not isinstance(value, dict):
        raise UnusableInputError("body", "is not an object", expected)
    return value


def saw(*told: object) -> None:
    """Say what is about to be told, so that it is recorded which cases, persons and reports were read."""
    reads.saw(plain(told))


def show(value: Any) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


def show_lines(lines: Iterable[str]) -> None:
    """Print the lines of a list; one that is empty says so."""
    told = tuple(lines)
    for line in told:
        click.echo(line)
    if not told:
        click.echo("none")


def show_outcome(outcome: Outcome) -> None:
    """Tell a person what a command caused."""
    names = ", ".join(type(each.event).__name__ for each in outcome.events) or "nothing changed"
    repeated = " (the first answer again)" if outcome.repeated else ""
    click.echo(f"{names}; version {outcome.version}{repeated}")
    show_gates(outcome.gates)


def show_gates(gates: Sequence[Gate]) -> None:
    """Tell a person which gates are open, why, and what closes each."""
    for gate in gates:
        told = speech.gate(gate, LANGUAGE.get())
        click.echo(f"  open  {gate.rule_id:<18} blocks {', '.join(sorted(gate.blocks))}: {told.reason}")
        click.echo(f"        source: {gate.source}")
        click.echo(f"        closed by: {told.closed_by}")
        click.echo(f"        gate: {id_of(gate)}")


def id_of(gate: Gate) -> str:
    """Return the id of a gate, with the hit or hold in it, and whom it is about: the closing command asks for them."""
    is_told = gate.subject is None or gate.subject in gate.gate_id
    return gate.gate_id if is_told else f"{gate.gate_id}, about {gate.subject}"


def write_private(file: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a file whole or not at all, for its owner alone: it may hold personal texts."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.draft")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as target:
            target.writelines((content,) if isinstance(content, bytes) else content)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
