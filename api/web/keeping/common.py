"""What the pages of upkeep share: who keeps an installation, and how a refusal is shown beside what was typed."""

from dataclasses import replace
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from api.access import About, Access, Realm
from api.rest import errors
from api.rest.errors import Problem
from domain.errors import DomainError, UnusableInputError
from domain.institution.covers import LONGEST_DAYS
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
ASKED: Final[dict[str, LazyString]] = {
    "absent": _l("Say who is away, as that person signs in here."),
    "cover": _l("Say who covers, as that colleague signs in here: somebody else than who is away."),
    "auditor": _l("Say which auditor, as that person signs in here."),
    "roles": _l("Choose one role or more of the person who is away."),
    "from_on": _l("The first day is today or later."),
    "until_on": _l(
        "The last day is not before the first, and at most %(days)s days on; it can be renewed.", days=LONGEST_DAYS
    ),
    "effective_from": _l("The day from which it is in force is today or later."),
    "reason": _l("Say why, in a few words."),
    "purpose": _l("Say what for, in a few words."),
    "message": _l("Choose a message of this page."),
    "subscriber": _l("Choose a message of this page."),
}
"""What is asked of each field of these pages, told where it was not given."""


def refused(error: DomainError) -> Problem:
    """Return a refusal in the language of the page, with the status by which it is answered."""
    problem = errors.of_domain(error)
    if isinstance(error, UnusableInputError) and error.field in ASKED:
        return replace(problem, detail=str(ASKED[error.field]), errors=())
    return problem
