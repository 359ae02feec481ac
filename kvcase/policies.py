"""Asking the rules: the rulebook as it is read with the edition in force."""

from domain.rulebook import RuleText
from kvcase.catalogues import book
from kvcase.catalogues.model import Editions
from kvcase.facts import Facts


class Rulebook:
    """Tells what the rules say, with the edition that is in force (or the newest, while none is)."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def rules(self) -> tuple[RuleText, ...]:
        """Return every rule, by kind and id; then the policies that only the edition holds."""
        return self.under(self._facts.edition_today())

    def explain(self, rule_id: str) -> RuleText:
        """Return one rule. Raises `NotFoundError` when there is none of this id."""
        return book.explained(self.rules(), rule_id)

    def under(self, edition: Editions) -> tuple[RuleText, ...]:
        """Return every rule as an edition has it."""
        return book.with_edition(book.shipped(), edition)
