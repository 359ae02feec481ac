"""The rulebook: every rule by its id, read strictly from `rulebook/*.toml` and joined to an edition.

A file of the rulebook holds `[[rule]]` tables: id, kind, titles and texts in Dutch and English, scope, code, and one or
more `[[rule.source]]`. Every fault names the file, the rule and the field.
"""

import difflib
import importlib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from domain.errors import NotFoundError
from domain.rulebook import PolicyText, RuleSource, RuleText
from kvcase.catalogues import model, words
from kvcase.catalogues.reading import HEADER, CatalogueError, Table

FOLDER = Path(__file__).parent / "rulebook"
PAGED = frozenset({"000", "001", "002", "003", "004"})
"""The source documents of the rulebook: whoever cites one names the page."""

DOCUMENTS: Mapping[str, str] = {
    "000": "Vlaams Parlement, schriftelijke vraag nr. 30 (2024) met antwoord",
    "001": "Vlaams Parlement, schriftelijke vraag nr. 56 (2023) met antwoord",
    "002": "Vlaamse overheid, perstekst over het beleidsplan kennisveiligheid",
    "003": "OCW, antwoorden 2022Z10160",
    "004": "VLIR, Richtlijnen voor onderzoekers over kennisveiligheid (2025)",
    "eu-2021-821": "Regulation (EU) 2021/821 (dual use)",
    words.OUTSIDE: "outside the source documents",
    words.DESIGN: "kvcase design",
}
_DESIGNED_BY = "kvcase (an institution may choose otherwise)"
_OWNERS: Mapping[str, str] = {
    "000": "Vlaamse overheid",
    "001": "Vlaamse overheid",
    "002": "Vlaamse overheid",
    "003": "Ministerie van OCW (NL)",
    "004": "VLIR",
    "eu-2021-821": "Europese Unie",
}
_ID = re.compile(r"[A-Za-z][A-Za-z0-9]*([-._][A-Za-z0-9]+)*")
_SCOPE = re.compile(r"[a-z]+(_[a-z]+)*")
_CODE = re.compile(r"(domain|projections|api|kvcase)(\.[a-z_0-9]+)+:[A-Za-z_][A-Za-z_0-9]*(\.[A-Za-z_][A-Za-z_0-9]*)*")


class RuleKind(StrEnum):
    """What kind of rule it is."""

    PRINCIPLE = "principle"
    OBLIGATION = "obligation"
    EXCEPTION = "exception"
    GATE = "gate"
    GUARD = "guard"
    LEVEL = "level"
    POLICY = "policy"
    DEADLINE = "deadline"
    FORM = "form"
    PROCESS = "process"


def load(folder: Path = FOLDER) -> tuple[RuleText, ...]:
    """Return every rule, by kind and id. Raises `CatalogueError` naming file, rule and field."""
    found: dict[str, tuple[str, RuleText]] = {}
    for path in sorted(folder.glob("*.toml")):
        for rule in _read(path):
            if rule.rule_id in found:
                raise CatalogueError(
                    path.name, rule.rule_id, "id", f"stands in {found[rule.rule_id][0]} too", "each rule once"
                )
            found[rule.rule_id] = path.name, rule
    kinds = tuple(RuleKind)
    return tuple(
        sorted(
            (rule for _, rule in found.values()),
            key=lambda rule: (kinds.index(RuleKind(rule.kind)), _order(rule.rule_id)),
        )
    )


def decides(code: str) -> object:
    """Return what `<module>:<name>` names. Raises `LookupError` when it does not exist."""
    module, _, name = code.partition(":")
    try:
        found: object = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError) as error:
        raise LookupError(f"{code}: {error}") from error
    return found


def with_edition(rules: Iterable[RuleText], editions: model.Editions) -> tuple[RuleText, ...]:
    """Return the rules with what an edition says of the policies among them, and the policies that only it holds."""
    policies = {entry.policy_id: entry for entry in editions.policies.entries}
    listed = {each.list_id: each for each in editions.policy_lists}
    rules = tuple(rules)
    known = {rule.rule_id for rule in rules}
    joined = [
        replace(
            _joined(rule, policies[rule.rule_id], listed) if rule.rule_id in policies else rule,
            edition=editions.edition_id,
        )
        for rule in rules
    ]
    own = [
        replace(_joined(_only_in_edition(each), each, listed), edition=editions.edition_id)
        for policy_id, each in policies.items()
        if policy_id not in known
    ]
    return (*joined, *own)


@lru_cache(maxsize=1)
def shipped() -> tuple[RuleText, ...]:
    """Return the rulebook that ships, read once."""
    return load()


def explained(rules: Iterable[RuleText], rule_id: str) -> RuleText:
    """Return one of the rules, capitals or not. Raises `NotFoundError` that names the nearest."""
    rules = tuple(rules)
    for same in (lambda text: text, str.casefold):
        for rule in rules:
            if same(rule.rule_id) == same(rule_id):
                return rule
    near = _nearest(rule_id.casefold(), [rule.rule_id for rule in rules])
    told = f"the nearest: {', '.join(near)}; " if near else ""
    raise NotFoundError("rule", rule_id, f"{told}`kvcase policy rules` (GET /policies/rules) lists all")


def _nearest(wanted: str, known: Sequence[str]) -> list[str]:
    """Return up to five ids that hold what was asked for, or are written much like it."""
    by_key = {each.casefold(): each for each in known}
    holding = [key for key in by_key if len(wanted) > 1 and wanted in key]
    alike = difflib.get_close_matches(wanted, by_key, 5, 0.5)
    return [by_key[key] for key in dict.fromkeys((*holding, *alike))][:5]


def _read(path: Path) -> Iterable[RuleText]:
    try:
        values = tomllib.loads(path.read_bytes().decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(path.name, "the file", "its form", str(error), "TOML in UTF-8") from error
    top = Table(path.name, HEADER, values)
    tables = top.tables("rule")
    top.finish()
    for table in tables:
        yield _rule(table)


def _rule(table: Table) -> RuleText:
    sources = tuple(_source(each) for each in table.tables("source"))
    if not sources:
        raise table.fault("source", "is missing", "[[rule.source]] with document and title")
    title, text = table.label("title"), table.label("text")
    code = table.texts("code")
    for each in code:
        if not _CODE.fullmatch(each):
            raise table.fault("code", f"holds {each!r}", "<module>:<name>, such as domain.gates:Gate")
    if not code:
        raise table.fault("code", "is missing", "the function that decides it")
    rule_id, scope = table.text("id"), table.text("scope")
    if not _ID.fullmatch(rule_id):
        raise table.fault("id", f"is {rule_id!r}", "letters and digits, with - . or _ between")
    if not _SCOPE.fullmatch(scope):
        raise table.fault("scope", f"is {scope!r}", "a word such as whole, sharing or fwo_funding")
    rule = RuleText(
        rule_id,
        table.word("kind", RuleKind).value,
        title.nl,
        title.en,
        text.nl,
        text.en,
        scope,
        code,
        sources,
        table.optional_text("owner") or _OWNERS.get(sources[0].document, _DESIGNED_BY),
        review_on=table.optional_day("review_on"),
    )
    table.finish()
    return rule


def _source(table: Table) -> RuleSource:
    document = table.text("document")
    if document not in DOCUMENTS:
        raise table.fault("document", f"is {document!r}", f"one of {', '.join(DOCUMENTS)}")
    page = table.optional_number("page")
    if document in PAGED and page is None:
        raise table.fault("page", "is missing", f"the page of {document} where it stands")
    if document not in PAGED and page is not None:
        raise table.fault("page", f"is {page}", f"none: {document} is no document with pages of ours")
    source = RuleSource(document, DOCUMENTS[document], table.text("title"), page)
    table.finish()
    return source


def _joined(rule: RuleText, entry: model.Policy, listed: Mapping[str, model.PolicyList]) -> RuleText:
    names = () if entry.list_id is None else tuple(each.names[0].text for each in listed[entry.list_id].edition.entries)
    told = PolicyText(
        entry.effect.value,
        entry.since,
        entry.ground.nl,
        entry.ground.en,
        entry.schemes,
        entry.countries,
        entry.list_id,
        names,
    )
    return replace(rule, owner=entry.owner, scope=entry.scope.value, policy=told, review_on=entry.review_on)


def _only_in_edition(entry: model.Policy) -> RuleText:
    document = entry.citation.document
    source = RuleSource(document, DOCUMENTS.get(document, document), entry.citation.place)
    return RuleText(
        entry.policy_id,
        RuleKind.POLICY,
        entry.title.nl,
        entry.title.en,
        entry.ground.nl,
        entry.ground.en,
        entry.scope.value,
        (),
        (source,),
        entry.owner,
    )


def _order(rule_id: str) -> tuple[tuple[int, int | str], ...]:
    """Sort G2 before G10."""
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in re.findall(r"\d+|\D+", rule_id))
