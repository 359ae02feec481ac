"""The linter of an edition: rules by country that do not account for themselves, restrictions nobody looks at again.

A refused finding also keeps the edition from being loaded; the others are for people to weigh.
Source: settled.md 30; handbook domain.md 1.2 and 4.4, B3.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from domain.rulebook import RuleText
from kvcase.catalogues import entries, model, shelf, words
from kvcase.catalogues.reading import CatalogueError
from kvcase.catalogues.shelf import Shelf


class Verdict(StrEnum):
    """What a finding means: refused, or for a person to weigh."""

    REFUSED = "refused"
    NO_REVIEW = "no review date"
    PAST_REVIEW = "past its review date"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: where, about which rule, what it is, and what would be right."""

    verdict: Verdict
    where: str
    rule_id: str
    what: str
    expected: str


def of(name: str, known: Shelf, rules: Iterable[RuleText], today: date) -> tuple[Finding, ...]:
    """Return what is to be said about an edition, an id or a folder.

    A draft that the loader refuses gives that refusal as its only finding. Raises `UnusableInputError` for an edition
    that nobody knows.
    """
    try:
        edition = shelf.draft(Path(name)) if (Path(name) / shelf.OWN).is_file() else known.load(name)
    except CatalogueError as error:
        return (
            Finding(
                Verdict.REFUSED,
                error.file,
                error.entry,
                f"{error.field.rpartition(', ')[2]}: {error.rule}",
                error.expected,
            ),
        )
    return (*of_policies(edition, today), *of_rules(rules, today))


def of_policies(edition: model.Editions, today: date) -> Iterator[Finding]:
    """Yield what is to be said about the policies of an edition."""
    header = edition.policies.header
    where = f"{header.catalogue}.{header.version}.toml"
    for each in edition.policies.entries:
        if each.countries and each.review_on is None:
            needs = ", ".join(entries.COUNTRY_RULE_NEEDS)
            yield Finding(
                Verdict.REFUSED, where, each.policy_id, "its only condition is a country", f"it names {needs}"
            )
        elif each.effect is not words.PolicyEffect.CONTEXT and each.review_on is None:
            yield Finding(
                Verdict.NO_REVIEW,
                where,
                each.policy_id,
                f"{each.effect} in {each.scope}, for ever",
                "review_on = <day>",
            )
        elif each.review_on is not None and each.review_on < today:
            what = f"was to be looked at again by {each.review_on}"
            yield Finding(Verdict.PAST_REVIEW, where, each.policy_id, what, f"{each.owner} says whether it stays")


def of_rules(rules: Iterable[RuleText], today: date) -> Iterator[Finding]:
    """Yield the rules of the rulebook that were to be looked at again before today."""
    for rule in rules:
        if rule.policy is None and rule.review_on is not None and rule.review_on < today:
            what = f"was to be looked at again by {rule.review_on}"
            yield Finding(Verdict.PAST_REVIEW, "rulebook", rule.rule_id, what, f"{rule.owner} says whether it stays")
