"""Asking the rules: the rulebook as it is read with the edition in force."""

from collections.abc import Mapping

from domain.rulebook import RuleText
from kvcase.catalogues import book
from kvcase.catalogues.model import Editions
from kvcase.facts import Facts


class Rulebook:
    """Tells what the rules say, with the edition that is in force (or the newest, while none is)."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._codes: dict[str, Mapping[str, tuple[str, str]]] = {}

    def rules(self) -> tuple[RuleText, ...]:
        """Return every rule, by kind and id; then the policies that only the edition holds."""
        return self.under(self._facts.edition_today())

    def explain(self, rule_id: str) -> RuleText:
        """Return one rule. Raises `NotFoundError` when there is none of this id."""
        return book.explained(self.rules(), rule_id)

    def under(self, edition: Editions) -> tuple[RuleText, ...]:
        """Return every rule as an edition has it."""
        return book.with_edition(book.shipped(), edition)

    def codes(self) -> Mapping[str, tuple[str, str]]:
        """Return what the codes of factors, technologies, measures and lists stand for, in Dutch and in English."""
        edition = self._facts.edition_today()
        if edition.edition_id not in self._codes:
            named = {f"T-CTD-{each.code}": each.label for each in edition.technologies.entries}
            named |= {each.code: each.label for each in edition.factors.entries}
            named |= {each.code: each.label for each in edition.mitigations.entries}
            named |= {each.list_id: each.label for each in edition.lists.entries}
            self._codes = {edition.edition_id: {code: (label.nl, label.en) for code, label in named.items()}}
        return self._codes[edition.edition_id]
