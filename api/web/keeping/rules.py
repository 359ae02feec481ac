"""What the rules say: each with its sources, how far it reaches, the edition that it stands in, and who owns it."""

from dataclasses import replace

from flask import Flask, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import access, identity
from api.access import OFFICES
from api.ports import Ports
from api.web import page
from api.web.keeping import trying
from api.web.keeping.common import EVERYBODY, KEEPING
from domain.rulebook import RuleText
from domain.values import Role

PLACES = (page.Place("pages.rules", _l("Rules"), replace(EVERYBODY, roles=OFFICES | KEEPING | {Role.AUDITOR})),)


def install(app: Flask, ports: Ports) -> None:
    """Register the pages, and who may see each."""

    def may_try() -> bool:
        return access.lets_in(trying.READERS, identity.required())

    def rules() -> Response:
        every = ports.rulebook.rules()
        kinds = sorted({each.kind for each in every})
        kind, words = request.args.get("kind", ""), request.args.get("q", "").casefold().split()
        found = [each for each in every if kind in {"", each.kind} and all(word in _text(each) for word in words)]
        said = request.args.get("q", "")
        return page.show(
            "upkeep/rules.html", rules=found, kinds=kinds, kind=kind, said=said, count=len(every), may_try=may_try()
        )

    def rule(rule_id: str) -> Response:
        return page.show("upkeep/rule.html", rule=ports.rulebook.explain(rule_id))

    page.add(app, "rules", "/rules", rules, EVERYBODY)
    page.add(app, "rule", "/rules/<rule_id>", rule, EVERYBODY)


def _text(rule: RuleText) -> str:
    sources = (f"{each} {each.title}" for each in rule.sources)
    told = (rule.rule_id, rule.title_nl, rule.title_en, rule.text_nl, rule.text_en, rule.scope, rule.owner, *sources)
    return " ".join(told).casefold()
