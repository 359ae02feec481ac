"""Every read is recorded before its answer leaves: who, by which address, about what. One that cannot be is a 503.

One hook for every address, from what it declares to be about; which cases, persons and reports stood in an answer is
seen from the answer itself, so that a new address tells it too. It keeps ids, and never a name or a text.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from flask import Flask, Response, current_app, g, request

from api import access, identity
from api.access import About, Access, Reach, Realm
from api.ports import Ports
from api.rest import commands, errors
from domain import reads
from domain.aggregate import Home
from domain.handout.words import HandoutKind
from domain.reads import Answer, Read
from domain.registry import AGGREGATES
from domain.values import Actor

HEADER: Final = "Kvcase-Purpose"
CONTENT: Final = frozenset(About) - {About.PROGRAM, About.SHARED, About.UPKEEP}
"""What addresses are about whose reads are recorded; elsewhere only who is refused."""
PERSONAL: Final = CONTENT - {About.FUNDED, About.READS}
"""What may tell personal texts."""
QUESTIONS: Final = frozenset({"collaborations.check-sharing", "screening.match"})
"""Addresses that are asked by POST and write nothing."""

_HOME = tuple(each for each in AGGREGATES if each.home is not Home.SHARED)
_KINDS: Final = {each.id_field: each.name for each in _HOME}
_PEOPLE: Final = {"persons": "person", "about": "person"}
"""Lists of persons, as events have them."""
_ABOUT: Final = {
    HandoutKind.DOSSIER.value: "collaboration",
    HandoutKind.LETTER.value: "collaboration",
    HandoutKind.LICENCE_DOSSIER.value: "licence",
}
"""What a file is `about`, by its kind."""
_COLLECTIONS: Final = {name: kind for kind, name in commands.COLLECTIONS.items()} | dict.fromkeys(
    ("cases", "committee"), "collaboration"
)
_COMMANDS: Final = frozenset(
    f"{commands.COLLECTIONS[each.name]}.{commands.COLLECTIONS[each.name]}-{spec.name}"
    for each in commands.exposed()
    for spec in each.commands.values()
)
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

_REFERENCE = re.compile(r"KV-[A-Z0-9_]{1,40}-[0-9]{4}-[0-9]{6}")


def install(app: Flask, ports: Ports) -> None:
    """Let every answer of `app` be recorded before it leaves."""

    def asked_for() -> None:
        g.purpose = _purpose(request.headers.get(HEADER))

    def record(response: Response) -> Response:
        actor, endpoint = identity.present(), request.endpoint
        row = access.table(current_app).get(endpoint) if endpoint is not None else None
        if actor is None or row is None or not _is_recorded(row, response.status_code):
            return response
        try:
            read = _read(row, actor, response)
            for institution, shown in traces(actor, g.get("told", ())).items():
                ports.reads.record(institution, trace(read, shown))
            ports.reads.record(actor.institution, read)
        except Exception as error:  # whatever it is: what was not recorded is not told
            response.close()  # a file that was made for it is put away
            return errors.unrecorded(error)
        return response

    app.before_request(asked_for)
    app.after_request(record)


def saw(told: object) -> None:
    """Say what an answer tells, as plain values: by the ids in it is known what was read."""
    g.setdefault("told", []).append(told)


def saw_no_texts() -> None:
    """Say that an answer tells no personal text, though its address may."""
    g.without_texts = True


def subjects(told: object) -> Iterator[str]:
    """Give each thing that plain values name, as `kind:id`; a value that is no id is passed over."""
    match told:
        case Mapping():
            for name, value in told.items():
                yield from _named(str(name), value, told)
        case list() | tuple():
            for each in told:
                yield from subjects(each)
        case _:
            pass


def traces(actor: Actor, told: object) -> Mapping[str, list[str]]:
    """Return by institution the cases of it that somebody elsewhere is told of: each keeps who looks at its own."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in _rows(told):
        place = each.get("institution")
        if isinstance(place, str) and place != actor.institution and {"case_id", "reference"} & each.keys():
            own = {name: value for name, value in each.items() if name in {"case_id", "reference"}}
            found[place] += subjects(own)
    return found


def trace(read: Read, shown: list[str]) -> Read:
    """Return what an institution keeps of a read elsewhere that told of its cases."""
    return replace(read, named=None, shown=tuple(sorted(set(shown))), purpose=None)


def _rows(told: object) -> Iterator[Mapping[str, Any]]:
    match told:
        case Mapping():
            yield told
            for each in told.values():
                yield from _rows(each)
        case list() | tuple():
            for each in told:
                yield from _rows(each)
        case _:
            pass


def _named(name: str, value: object, beside: Mapping[Any, Any]) -> Iterator[str]:
    kind = _KINDS.get(name) or _KINDS.get(name.removesuffix("s")) or _PEOPLE.get(name)
    if name == "about" and not isinstance(value, list | tuple):
        kind = _ABOUT.get(str(beside.get("kind")))
    if name == "reference" and "case_id" not in beside and _REFERENCE.fullmatch(str(value)):
        yield f"reference:{value}"
    if name == "subject_id" and (told := beside.get("kind") or beside.get("subject_kind")) in _KINDS.values():
        kind = str(told)
    if kind is None or isinstance(value, Mapping):
        yield from subjects(value)
        return
    for each in value if isinstance(value, list | tuple) else [value]:
        if _ID.fullmatch(str(each)):
            yield f"{kind}:{each}"


def _purpose(said: str | None) -> str | None:
    if said is None:
        return None
    try:
        told = said.encode("latin-1").decode("utf-8")
    except UnicodeError:
        told = said
    return reads.purpose(told)


def _is_recorded(row: Access, status: int) -> bool:
    """Tell whether an answer leaves a row: all about content does but what was written, for the log tells that."""
    if status >= 500 or status == 429 or row.realm is Realm.EVERYONE:
        return False
    if status == 403 or request.endpoint in QUESTIONS:
        return True
    is_written = request.endpoint in _COMMANDS and status < 300
    return row.about in CONTENT and not is_written and request.method != "OPTIONS"


def _read(row: Access, actor: Actor, response: Response) -> Read:
    answer = _answer(response)
    is_told = answer in {Answer.TOLD, Answer.EXPORTED} or _is_shown_again(response.status_code)
    named = _thing()
    shown = sorted({each for told in g.get("told", ()) for each in subjects(told)} - {named}) if is_told else ()
    return Read(
        actor.id,
        actor.institution,
        tuple(sorted(actor.roles)),
        actor.on_behalf_of,
        f"{request.method} {request.url_rule.rule if request.url_rule is not None else ''}",
        row.about.value,
        answer,
        named,
        tuple(shown),
        is_told and _is_personal(row, actor),
        g.get("purpose"),
    )


def _is_shown_again(status: int) -> bool:
    """Tell whether a form that was refused came back with its page, which tells what it told before."""
    return status in {409, 412, 422} and str(request.endpoint).startswith("pages.")


def _answer(response: Response) -> Answer:
    match response.status_code:
        case 403:
            return Answer.FORBIDDEN
        case 404:
            return Answer.UNKNOWN
        case status if status >= 400:
            return Answer.REFUSED
        case _:
            is_file = response.mimetype not in {"application/json", "text/html", ""} and response.status_code == 200
            return Answer.EXPORTED if is_file else Answer.TOLD


def _thing() -> str | None:
    """Return the one thing that the address names."""
    identifier = (request.view_args or {}).get("identifier")
    if identifier is None or request.url_rule is None:
        return None
    collection = request.url_rule.rule.removeprefix("/api/v1").removeprefix("/do").split("/")[1]
    return f"{_COLLECTIONS.get(collection, collection)}:{identifier}"


def _is_personal(row: Access, actor: Actor) -> bool:
    return (
        not g.get("without_texts", False) and row.about in PERSONAL and access.reach(row, actor) is not Reach.WITHHELD
    )
