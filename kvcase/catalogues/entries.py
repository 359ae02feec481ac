"""Turn one table of a catalogue file into its typed entry, one function for each catalogue."""

import re

from domain.collaboration import policy_functions
from domain.retention import EXPORT_LAW, EXPORT_YEARS
from domain.values import Effect
from domain.watchlist.words import SourceState
from kvcase.catalogues import model, words
from kvcase.catalogues.reading import Table

_COUNTRY = re.compile(r"[A-Z]{2}")
_SINCE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SLUG = re.compile(r"[a-z][a-z0-9_]*")
_SUBTECHNOLOGY = re.compile(r"[1-9][0-9]*\.[1-9][0-9]*")
_FACTOR = re.compile(r"[TPRFCN]-[A-Z0-9]+(-[A-Z0-9.]+)*")
_MITIGATION = re.compile(r"M[0-9]{2}")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]+")
_PAGE = re.compile(r"https?://\S+")

COUNTRY_RULE_NEEDS = ("owner", "source", "scope", "review_on")
"""What a rule whose only condition is a country must name. Source: settled.md 30; handbook domain.md 1.2."""


def source(table: Table) -> model.Source:
    """Read a source document."""
    return model.Source(table.text("id"), table.text("title"), _since(table, "dated"), table.optional_text("note"))


def subtechnology(table: Table) -> model.Subtechnology:
    """Read a sub-technology; its domain is the part of its code before the dot."""
    code = _shaped(table, "code", _SUBTECHNOLOGY, "a code such as 9.1")
    return model.Subtechnology(code, code.partition(".")[0], table.label(), table.label("domain"), table.citation())


def country(table: Table) -> model.AttentionCountry:
    """Read a country of attention."""
    code = _shaped(table, "code", _COUNTRY, "two capitals of ISO 3166-1")
    return model.AttentionCountry(code, table.label(), table.citation())


def factor(table: Table) -> model.RiskFactor:
    """Read a risk factor; the first letter of its code must be that of its dimension."""
    code = _shaped(table, "code", _FACTOR, "a code such as P-MIL-TIE")
    dimension = table.word("dimension", words.Dimension)
    if code[0] != dimension[0].upper():
        raise table.fault("code", f"does not begin with the letter of {dimension}", f"{dimension[0].upper()}-...")
    return model.RiskFactor(code, dimension, table.label(), table.citation())


def mitigation(table: Table) -> model.Mitigation:
    """Read a mitigating measure."""
    return model.Mitigation(
        code=_shaped(table, "code", _MITIGATION, "a code such as M05"),
        group=table.word("group", words.MitigationGroup),
        domains=table.words("domains", words.MitigationDomain),
        label=table.label(),
        citation=table.citation(),
        refines=table.optional_text("refines"),
        needs_justification=table.flag("needs_justification"),
    )


def policy(table: Table) -> model.Policy:
    """Read a named policy; refuse one by country that does not account for itself, and one that says nothing."""
    if table.has("countries"):  # a list beside them is a second ground: each country still speaks alone
        missing = [field for field in COUNTRY_RULE_NEEDS if not table.has(field)]
        if missing:
            raise table.fault(
                ", ".join(missing),
                "is missing, and the only condition of the rule is a country",
                f"such a rule names {', '.join(COUNTRY_RULE_NEEDS)}",
            )
    policy_id, schemes = _shaped(table, "id", _KEBAB, "a name in kebab-case"), table.texts("schemes")
    scope, effect = table.word("scope", words.PolicyScope), table.word("effect", words.PolicyEffect)
    fault = policy_functions.silence(policy_id, scope, schemes, blocks=effect is words.PolicyEffect.BLOCK)
    if fault is not None:
        raise table.fault(*fault)
    return model.Policy(
        policy_id=policy_id,
        title=table.label(),
        owner=table.text("owner"),
        scope=scope,
        effect=effect,
        citation=table.citation(),
        since=_since(table, "since"),
        ground=table.label("ground"),
        schemes=schemes,
        countries=_countries(table),
        list_id=table.optional_text("list"),
        review_on=table.optional_day("review_on"),
    )


def listed_institution(table: Table) -> model.ListedInstitution:
    """Read an institution of a policy list; a name is verified only beside a source."""
    entry_id = _shaped(table, "id", _KEBAB, "a name in kebab-case")
    names = tuple(_listed_name(name) for name in table.tables("names"))
    if not names or names[0].kind is not words.NameKind.NAME:
        raise table.fault("names", "does not begin with the name that the source prints", 'first kind = "name"')
    return model.ListedInstitution(
        entry_id=entry_id,
        country=_shaped(table, "country", _COUNTRY, "two capitals of ISO 3166-1"),
        names=names,
        citation=table.citation(),
        ground=table.optional_label("ground"),
    )


def registered_list(table: Table) -> model.RegisteredList:
    """Read a list or system that a source names."""
    return model.RegisteredList(
        list_id=_shaped(table, "id", _KEBAB, "a name in kebab-case"),
        label=table.label(),
        effect=table.word("effect", Effect),
        feed=table.word("feed", words.Feed),
        is_shipped=table.flag("shipped"),
        is_mixed=table.flag("mixed"),
        licence=table.optional_text("licence"),
        citation=table.citation(),
        allowed_use=table.optional_text("allowed_use"),
        state=table.word("state", SourceState) if table.has("state") else SourceState.AVAILABLE,
        sentinels=table.texts("sentinels"),
    )


def scheme(table: Table) -> model.FunderScheme:
    """Read a funding scheme."""
    return model.FunderScheme(
        scheme_id=_shaped(table, "id", _KEBAB, "a name in kebab-case"),
        label=table.label(),
        owner=_shaped(table, "owner", _KEBAB, "a name in kebab-case"),
        hooks=table.words("hooks", words.SchemeHook),
        citation=table.citation(),
    )


def institution(table: Table) -> model.Institution:
    """Read an institution; every one has an address of its contact point."""
    slug = _shaped(table, "slug", _SLUG, "small letters, digits and underscores, a letter first")
    mailboxes = tuple(_mailbox(box) for box in table.tables("mailboxes"))
    if not any(box.function is words.MailboxFunction.CONTACT_POINT for box in mailboxes):
        raise table.fault("mailboxes", "has no contact point", 'one with function = "contact_point"')
    pages = table.texts("pages")
    if not all(_PAGE.fullmatch(page) for page in pages):
        raise table.fault("pages", f"is {list(pages)}", "addresses that begin with http:// or https://")
    return model.Institution(
        slug=slug,
        name=table.text("name"),
        mailboxes=mailboxes,
        phone=table.optional_text("phone"),
        pages=pages,
        ethics_committee=table.optional_text("ethics_committee"),
        licence_authority=table.word("licence_authority", words.LicenceAuthority),
        citation=table.citation(),
    )


def term(table: Table) -> model.Term:
    """Read a member of an enumeration."""
    return model.Term(table.word("group", words.TermGroup), table.text("code"), table.label(), table.citation())


def _listed_name(table: Table) -> model.ListedName:
    name = model.ListedName(
        table.text("text"),
        table.word("kind", words.NameKind),
        table.flag("verified"),
        table.optional_text("source"),
    )
    if name.verified and name.source is None:
        raise table.fault("source", f"is missing for the verified name {name.text!r}", "where the name can be checked")
    table.finish()
    return name


def _mailbox(table: Table) -> model.Mailbox:
    box = model.Mailbox(
        table.word("function", words.MailboxFunction), _shaped(table, "address", _ADDRESS, "an e-mail address")
    )
    table.finish()
    return box


def _countries(table: Table) -> tuple[str, ...]:
    codes = table.texts("countries")
    for code in codes:
        if not _COUNTRY.fullmatch(code):
            raise table.fault("countries", f"holds {code!r}", "two capitals of ISO 3166-1")
    return codes


def _since(table: Table, field: str) -> str | None:
    return _shaped(table, field, _SINCE, "2022, 2022-03 or 2022-03-01") if table.has(field) else None


def _shaped(table: Table, field: str, shape: re.Pattern[str], expected: str) -> str:
    text = table.text(field)
    if not shape.fullmatch(text):
        raise table.fault(field, f"is {text!r}", expected)
    return text


def retention(table: Table) -> model.Retention:
    """Read how long a kind of record is kept; the law on exports sets a floor."""
    kind, years = table.word("kind", words.RecordKind), table.whole("years")
    if kind is words.RecordKind.EXPORT and years < EXPORT_YEARS:
        raise table.fault("years", f"is {years}", f"at least {EXPORT_YEARS}: {EXPORT_LAW}")
    return model.Retention(kind, years, table.label("note"), table.citation(), table.flag("confirm"))
