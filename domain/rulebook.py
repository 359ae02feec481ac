"""What a rule of the rulebook says: its text, where it stands, how far it reaches, and what code decides it.

The rulebook is the answer to "which rule, from where?"; it decides nothing. Source: issue "the whole domain", point 7.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RuleSource:
    """Where a rule stands: a source document by its id, its title, the heading or article, and the page if it has one.

    A `document` of `design` is our own choice and stands in no source document.
    """

    document: str
    title: str
    place: str
    page: int | None = None

    def __str__(self) -> str:
        """Return the source as a reader finds it: `[004] Land, p. 17`."""
        return f"[{self.document}] {self.place}" + (f", p. {self.page}" if self.page is not None else "")


@dataclass(frozen=True, slots=True)
class PolicyText:
    """What an edition says of a named policy; `listed` are the names on the list that it rests on."""

    effect: str
    since: str | None
    ground_nl: str
    ground_en: str
    schemes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    list_id: str | None = None
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule. `rule_id` is what refusals and gates name; `code` is `<module>:<name>` of what decides it.

    `policy` is what the edition says of it, for a named policy that the edition holds; `edition` is that edition.
    """

    rule_id: str
    kind: str
    title_nl: str
    title_en: str
    text_nl: str
    text_en: str
    scope: str
    code: tuple[str, ...]
    sources: tuple[RuleSource, ...]
    owner: str
    edition: str = "none"
    policy: PolicyText | None = None
    review_on: date | None = None
