"""Who read what, what stands out, who was let in or out, and which files left: for who watches over reads."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from flask import Flask, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import access, handouts, identity, reads
from api.access import About, Access, Realm
from api.ports import Ports
from api.rest import paging, plain, read_reports
from api.web import page
from api.web.cases import part as cases
from domain.errors import UnusableInputError
from domain.handout.words import HandoutKind
from domain.reads import Answer, Asked
from domain.values import Role

READERS = read_reports.READERS
FILES = Access(Realm.INSTITUTION, handouts.READERS | {Role.DATA_PROTECTION_OFFICER}, About.REGISTERS)
SHOWN: Final = 50
TOLD: Final = 30
"""Of how many things that a read told of the page speaks."""
_MAX_SAID: Final = 100
_CASE: Final = "collaboration"

CHANGES: Final = {
    "member-put": _l("given roles"),
    "member-removed": _l("all roles taken away"),
    "mail-put": _l("given an address of mail"),
    "mail-removed": _l("address of mail removed"),
    "key-created": _l("key made"),
    "key-made-by-rotation": _l("key made in the place of another"),
    "key-rotated": _l("key replaced"),
    "key-revoked": _l("key revoked"),
    "signed-in": _l("signed in"),
    "sign-in-refused": _l("sign-in refused"),
    "signed-out": _l("signed out"),
    "session-ended": _l("session ended"),
    "break-glass-set": _l("may break the glass"),
    "break-glass-removed": _l("may no longer break the glass"),
    "break-glass-opened": _l("glass made ready to break"),
    "break-glass-closed": _l("glass closed"),
    "break-glass-used": _l("glass broken"),
    "break-glass-refused": _l("breaking the glass refused"),
    "mail-added": _l("mail turned on"),
    "mail-on": _l("mail turned on again"),
    "mail-off": _l("mail turned off"),
    "webhook-added": _l("a program is told from now on"),
    "webhook-on": _l("a program is told again"),
    "webhook-off": _l("a program is told nothing for now"),
    "webhook-rotated": _l("secret of a program replaced"),
    "webhook-removed": _l("a program is told nothing any more"),
    "acts-for-another": _l("acts for a colleague"),
    "acts-as-oneself": _l("acts for nobody else again"),
}
"""What the book of access tells, in words."""
DETAILS: Final = {
    "way": _l("came in by"),
    "why": _l("why"),
    "whom": _l("for"),
    "host": _l("to"),
    "kinds": _l("told of"),
    "old_until": _l("the old one holds until"),
    "to": _l("by key"),
    "reason": _l("why"),
}
"""What else a line of that book tells, by its name; what is not named here is for programs."""
SAID: Final = {
    "key": _l("a key"),
    "issuer": _l("the institution's own sign-in"),
    "break-glass": _l("broken glass"),
    "the program": _l("the program itself"),
    "the demonstration": _l("the demonstration"),
    "its time was over": _l("its time was over"),
    "taken away or changed": _l("what it rested on was taken away or changed"),
    "mail": _l("mail"),
    "all": _l("everything"),
}
"""What stands in it, where it is a word of the program's own."""
RULES: Final = {
    "many_cases": _l("many cases within an hour"),
    "closed_case": _l("a case that is over"),
    "never_acted": _l("read again and again, and never worked on"),
    "own_name": _l("what is held about the reader"),
    "denials": _l("refused again and again"),
    "unknown_ids": _l("what is not here"),
    "odd_hours": _l("at night or on a day off"),
    "outside_rounds": _l("the FWO, outside its rounds"),
    "files": _l("many files"),
}
"""Why reads stand out, by rule, in short."""
KINDS: Final = {
    "collaboration": _l("case"),
    "reference": _l("case"),
    "party": _l("organisation"),
    "person": _l("person"),
    "licence": _l("licence"),
    "incident": _l("incident"),
    "fworeport": _l("report to the FWO"),
    "handout": _l("file"),
    "erasure": _l("erasure"),
    "hold": _l("legal hold"),
    "cover": _l("cover for a colleague"),
    "grant": _l("grant to an auditor"),
}
"""What a read is about, by the kind in `kind:id`."""
ANSWERS: Final = {
    Answer.TOLD: _l("told"),
    Answer.EXPORTED: _l("given as a file"),
    Answer.FORBIDDEN: _l("not for this role"),
    Answer.UNKNOWN: _l("not there"),
    Answer.REFUSED: _l("refused"),
}


def install(app: Flask, ports: Ports) -> None:
    """Register the pages."""

    def access_reads() -> Response:
        actor = identity.required()
        since, until = _day("from"), _day("to")
        begin, end = read_reports.period(since, until)
        answer = _one_of(Answer, "answer")
        about = _about(ports)
        wanted = Asked(begin, end, _said("actor") or None, about, answer)
        found = ports.reads.page(actor.institution, wanted, _before(), SHOWN + 1)
        knows_why = Role.DATA_PROTECTION_OFFICER in actor.roles
        rows = [read_reports.told(each, knows_why=knows_why) for each in found[:SHOWN]]
        reads.saw(rows)
        following = _following("access_reads", before=str(found[SHOWN - 1].number)) if len(found) > SHOWN else None
        named = _references(ports, (each for row in rows for each in (row["named"], *row["shown"][:TOLD])))
        return page.show(
            "history/reads.html",
            rows=rows,
            next=following,
            answers=ANSWERS,
            names=named,
            subject_kinds=KINDS,
            told=TOLD,
            asked=request.args,
        )

    def access_unusual() -> Response:
        actor = identity.required()
        begin, end = read_reports.period(_day("from"), _day("to"))
        found = ports.unusual(actor.institution, begin, end)
        first = min(_number("skip"), len(found))
        rows = [read_reports.told_finding(each) for each in tuple(reversed(found))[first : first + SHOWN]]
        reads.saw(rows)
        named = _references(ports, (each for row in rows for each in row["subjects"]))
        is_last = first + SHOWN >= len(found)
        return page.show(
            "history/unusual.html",
            rows=rows,
            next=None if is_last else _following("access-unusual", skip=str(first + SHOWN)),
            count=len(found),
            names=named,
            subject_kinds=KINDS,
            rules=RULES,
            asked=request.args,
        )

    def access_changes() -> Response:
        actor = identity.required()
        begin, end = read_reports.period(_day("from"), _day("to"))
        found: list[dict[str, Any]] = [plain.of(each) for each in ports.role_changes(actor.institution, begin, end)]
        who, what = _said("actor"), _said("what")
        rows = [
            row
            for row in reversed(found)
            if (not who or who in (row["by"], row["about"], row["told"].get("actor"))) and what in ("", row["what"])
        ]
        first = min(_number("skip"), len(rows))
        shown = rows[first : first + SHOWN]
        reads.saw(shown)
        is_last = first + SHOWN >= len(rows)
        following = None if is_last else _following("access_changes", skip=str(first + SHOWN))
        return page.show(
            "history/changes.html",
            rows=shown,
            next=following,
            words=CHANGES,
            details=DETAILS,
            own=SAID,
            asked=request.args,
        )

    def handed_out() -> Response:
        actor = identity.required()
        kind = _one_of(HandoutKind, "kind")
        after = paging.asked(request.args.to_dict())["after"]
        queries = ports.handed_out(actor.institution)
        sha256, made_by = _said("sha256").lower(), _said("actor")
        found = queries.handouts(sha256=sha256 or None, kind=kind, made_by=made_by or None, after=after, limit=SHOWN)
        rows = [plain.row(each, personal=True) for each in found.items]
        reads.saw(rows)
        following = _following("handed_out", after=paging.encode(found.next)) if found.next is not None else None
        return page.show("history/files.html", rows=rows, next=following, kinds=HandoutKind, asked=request.args)

    page.add(app, "access_reads", "/access/reads", access_reads, READERS)
    page.add(app, "access-unusual", "/access/unusual", access_unusual, READERS)
    page.add(app, "access_changes", "/access/changes", access_changes, READERS)
    page.add(app, "handed_out", "/handed-out", handed_out, FILES)


def _references(ports: Ports, subjects: Iterable[str | None]) -> Mapping[str, tuple[str, str | None]]:
    """Return for the cases among `kind:id` (their reference, their address for who may read cases).

    A reference says nothing of a person or of what a case is about. Source: settled.md 4, access reports.
    """
    actor = identity.required()
    cases_of = {each: UUID(each.partition(":")[2]) for each in subjects if each and each.startswith(f"{_CASE}:")}
    references = ports.institution_queries(actor.institution).references(set(cases_of.values()))
    opens = access.lets_in(cases.READERS, actor) and not access.reads_only_own_cases(actor)
    return {
        each: (references[case], url_for("pages.case_history", identifier=case) if opens else None)
        for each, case in cases_of.items()
        if case in references
    }


def _about(ports: Ports) -> str | None:
    """Return what is asked about: an id, or the case of a reference. Raises `UnusableInputError`."""
    said = read_reports.about(_said("about") or None)
    if said is None or not said.upper().startswith("KV-"):
        return said
    found = ports.institution_queries(identity.required().institution).case_by_reference(said.upper())
    return str(found.case_id) if found is not None else said


def _said(name: str) -> str:
    return request.args.get(name, "").strip()[:_MAX_SAID]


def _day(name: str) -> date | None:
    """Return a day of the query. Raises `UnusableInputError`."""
    if not (said := _said(name)):
        return None
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise UnusableInputError(name, "is no day", "a day such as 2026-03-31") from error


def _one_of(words: Any, name: str) -> Any:
    """Return a closed word of the query, None without one. Raises `UnusableInputError`."""
    if not (said := _said(name)):
        return None
    try:
        return words(said)
    except ValueError as error:
        raise UnusableInputError(name, "is none of the words", ", ".join(words)) from error


def _number(name: str) -> int:
    said = _said(name)
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= 18 else 0


def _before() -> int | None:
    return _number("before") or None


def _following(endpoint: str, **place: str) -> str:
    """Return the address of the next page of what is being asked."""
    asked: dict[str, Any] = {**request.args.to_dict(), **place}
    return url_for(f"pages.{endpoint}", **asked)
