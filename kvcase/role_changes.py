"""Who was let in or out at one institution: the lines of the book of access that are about its people and keys."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from kvcase.access_book import Change
from kvcase.issuers import Issuer
from kvcase.keys import KeyRow


def at(
    institution: str,
    changes: Iterable[Change],
    keys: Iterable[KeyRow],
    issuers: Iterable[Issuer],
    since: datetime | None,
    until: datetime | None,
) -> Sequence[Change]:
    """Return the changes at an institution between two instants, the oldest first."""
    of_key = {each.key_id: each.institution for each in keys}
    of_issuer = {each.issuer: each.institution for each in issuers}

    def place(change: Change) -> str | None:
        told = change.told.get("institution")
        return told or of_key.get(change.about) or of_issuer.get(change.told.get("issuer", ""))

    def is_within(change: Change) -> bool:
        when = datetime.fromisoformat(change.at)
        return (since is None or when >= since) and (until is None or when < until)

    return [each for each in changes if place(each) == institution and is_within(each)]
