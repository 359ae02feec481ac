"""What the pages of upkeep share: who keeps an installation, and how a refusal is shown beside what was typed."""

from typing import Final

from api.access import About, Access, Realm
from api.rest import errors
from api.rest.errors import Problem
from domain.errors import DomainError
from domain.values import Role

KEEPING: Final = frozenset({Role.ADMIN, Role.OPERATOR})
KEEPERS: Final = Access(Realm.SIGNED_IN, KEEPING, About.UPKEEP)
"""Who keeps an institution's part of it, or at `shared` the whole."""
OPERATORS: Final = Access(Realm.SIGNED_IN, frozenset({Role.OPERATOR}), About.UPKEEP)
OUTBOX: Final = Access(Realm.INSTITUTION, KEEPING, About.UPKEEP)
EVERYBODY: Final = Access(Realm.SIGNED_IN, frozenset(), About.SHARED)
"""Lists and rules are everybody's."""
KEEPERS_OF_LISTS: Final = Access(Realm.SHARED, KEEPING, About.SHARED)
READERS_OF_EDITIONS: Final = Access(Realm.SHARED, KEEPING | {Role.AUDITOR}, About.SHARED)
PUBLISHERS: Final = Access(Realm.SHARED, frozenset({Role.ADMIN}), About.SHARED)


def refused(error: DomainError) -> Problem:
    """Return a refusal in the language of the page, with the status by which it is answered."""
    return errors.of_domain(error)
