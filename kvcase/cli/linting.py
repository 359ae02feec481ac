"""How the command line tells what the linter found."""

from collections import Counter
from collections.abc import Iterator, Sequence

from kvcase.catalogues.lint import Finding
from kvcase.measure import Measured

_SHOWN = 50


def told(edition: str, found: Sequence[Finding]) -> Iterator[str]:
    """Yield the findings on an edition, and how many of each kind there are."""
    for each in found:
        yield f"{each.verdict}: {each.where}, {each.rule_id}: {each.what}; expected {each.expected}"
    counts = Counter(each.verdict for each in found)
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.items()) or "nothing found"
    yield f"edition {edition}: {said}"


def counted(found: Measured) -> dict[str, object]:
    """Return how much was found at each institution, for who may know of no case."""
    held = Counter(each.institution for each in found.held)
    return {"cases": found.cases, "restrictions": found.restrictions, "held": held, "disparities": found.disparities}


def measured(found: Measured, *, names_cases: bool = True) -> Iterator[str]:
    """Yield what holds live cases back without a day of review or past it, and outcomes that differ by country.

    Without `names_cases` it is counted by institution.
    """
    if not names_cases:
        held_at = Counter(each.institution for each in found.held)
        yield from (f"{slug}: {count} without a day of review or past it" for slug, count in sorted(held_at.items()))
    for held in found.held[:_SHOWN] if names_cases else ():
        why = f"was due on {held.restriction.review_on}" if held.is_past else "has no day of review"
        yield f"{held.reference}: {held.restriction.kind}, {held.restriction.what}: {why}"
    if names_cases and len(found.held) > _SHOWN:
        yield f"... and {len(found.held) - _SHOWN} more"
    for each in found.disparities:
        rows = ", ".join(f"{country} {refused} of {cases}" for country, refused, cases in each.by_country)
        yield f"refused, with the same facts ({'; '.join(each.facts)}): {rows}"
    yield (
        f"{found.cases} cases, {found.restrictions} restrictions on live ones, {len(found.held)} of them without a day "
        f"of review or past it; {len(found.disparities)} groups of equal facts with another outcome by country"
    )
