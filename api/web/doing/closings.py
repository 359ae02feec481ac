"""What closes a gate, in the words of the pages: what the rules call by the name of a command is called as its form is.

The rules and the API name commands (`resolve-hit`), so that a program knows what to send. Who reads a page is told
what the button says, with a link to it where he or she may give the command.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, Final
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from api import language
from api.ports import Ports
from api.web import codes, tongues
from api.web.doing import names, views
from domain.aggregate import Aggregate, CommandSpec
from domain.collaboration.decider import AGGREGATE
from domain.collaboration.spine import Language
from domain.errors import NotFoundError
from domain.fwo_report.decider import AGGREGATE as REPORTS
from domain.party.decider import AGGREGATE as PARTIES

_NAMED_BY_GATE: Final[Mapping[str, str]] = {
    "hit": "hit_id",
    "legal-hit": "hit_id",
    "suspension-cause": "hit_id",
    "hold": "hold_id",
    "requirement": "requirement_id",
    "mitigation": "mitigation_id",
    "mitigation-ineffective": "mitigation_id",
    "check": "check_id",
    "policy-review": "policy_id",
    "condition": "condition_id",
    "condition-overdue": "condition_id",
    "condition-breached": "condition_id",
    "incident": "incident_id",
    "external-advice": "advice_id",
    "unsure": "code",
    "work-package-unapproved": "work_package_id",
    "work-package-suspended": "work_package_id",
}
"""What the second part of a gate's id is, as a field of the commands that close it."""
_BARE: Final = frozenset({"approve", "clear", "reopen", "resume", "terminate"})
"""Commands of one word that gates name: other words of the language are no commands."""
_OF_REPORT: Final = frozenset({"submit", "waive"})
"""Commands to a report of the FWO that a gate of a case names."""
_COMMANDS: Final[Mapping[str, tuple[Aggregate, CommandSpec]]] = {
    **{name: (REPORTS, REPORTS.commands[name]) for name in _OF_REPORT},
    "record-ownership": (PARTIES, PARTIES.commands["record-ownership"]),
    **{name: (AGGREGATE, spec) for name, spec in AGGREGATE.commands.items() if "-" in name or name in _BARE},
}
_TOLD: Final = re.compile(
    rf"(?<![\w-])(?:(?P<command>{'|'.join(sorted(_COMMANDS, key=len, reverse=True))})(?![\w-])"
    r"(?: policy (?:with|met) policy_id (?P<policy>[\w.-]*\w)| (?P<about>[\w.-]*\w)(?=[,;]| with what| met wat|$))?"
    r"|(?P<applies>(?:with|met) applies false)|(?P<article>een )?(?P<word>[a-z]+_[a-z_]+))"
)
_HITS: Final = frozenset({"resolve-hit", "confirm-hit-resolution"})


class Closings:
    """Tells what closes a gate, with the words of the edition in force for its codes."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def told(self, gate: Any, case_id: UUID | None = None) -> Markup:
        """Return what closes a gate; with `case_id`, each command is a link for whoever may give it."""
        about = dict(known(gate["gate_id"] if isinstance(gate, Mapping) else gate.gate_id))
        return self.reworded(gate["closed_by"] if isinstance(gate, Mapping) else gate.closed_by, about, case_id)

    def reworded(self, text: str, about: Mapping[str, str] | None = None, case_id: UUID | None = None) -> Markup:
        """Return what a rule says, with commands called as their forms are."""
        text, about = tongues.said(text), about or {}
        known = self._ports.rulebook.codes()
        found, end = Markup(), 0
        for each in _TOLD.finditer(text):
            found += codes.within(text[end : each.start()], known) + self._in_words(each, about, case_id)
            end = each.end()
        return found + codes.within(text[end:], known)

    def _in_words(self, found: re.Match[str], about: Mapping[str, str], case_id: UUID | None) -> Markup:
        if found["applies"]:
            return Markup("{}").format(_("with “no” to “%(question)s”", question=names.field("applies")))
        if found["word"]:
            article = found["article"] if found["article"] and language.asked() is not Language.NL else ""
            return Markup("{}{}").format(article, tongues.word(found["word"]))
        aggregate, spec = _COMMANDS[found["command"]]
        label = names.command(aggregate, spec)
        url = _address(spec, about, case_id) if aggregate is AGGREGATE and case_id is not None else None
        told = Markup('<a href="{}">{}</a>').format(url, label) if url else Markup("“{}”").format(label)
        called = self._called(spec.name, found["policy"] or found["about"] or "")
        return told + (Markup(" ({})").format(called) if called else "")

    def _called(self, command: str, code: str) -> str:
        """Return what a code that stands beside a command is called; of a check its question is told elsewhere."""
        if not code or command == "record-check":
            return ""
        if name := codes.called(code, self._ports.rulebook.codes()):
            return name
        try:
            rule = self._ports.rulebook.explain(code)
        except NotFoundError:
            return tongues.word(code)
        return rule.title_nl if language.asked() is Language.NL else rule.title_en


def known(gate_id: str) -> Iterator[tuple[str, str]]:
    """Give what the id of a gate tells of what would close it: names and values of fields."""
    kind, _sign, rest = gate_id.partition(":")
    first, _sign, second = rest.partition(":")
    if kind in _NAMED_BY_GATE and first:
        yield _NAMED_BY_GATE[kind], first
    if kind in {"policy-review", "unsure"} and second not in {"", "case"}:
        yield "subject_id", second
    if kind == "personnel" and second:
        yield "requirement", first
        yield "person_id", second


def _address(spec: CommandSpec, about: Mapping[str, str], case_id: UUID) -> str | None:
    """Return where a command is given to a case; None for whom it is not for."""
    if not views.may_do("collaborations", spec.name):
        return None
    if spec.name in _HITS and "hit_id" in about:
        return url_for("pages.hit", identifier=about["hit_id"])
    asked = {each.name for each in fields(spec.type)}
    told: dict[str, Any] = {name: value for name, value in about.items() if name in asked}
    return url_for("pages.do", collection="collaborations", identifier=case_id, command=spec.name, **told)
