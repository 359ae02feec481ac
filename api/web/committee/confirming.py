"""What stands outside the cases and waits for a second person: erasures, and grants to auditors."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from api import access, reads
from api.rest import plain
from api.rest.erasures import DECIDERS as OF_ERASURES
from api.web.doing import things
from api.web.keeping import mandates
from api.web.records import look as say
from api.web.records.look import Cell, Look
from domain.erasure.words import Status


@dataclass(frozen=True, slots=True)
class Waits:
    """A proposal that somebody else made: what it is, of whom, where it is confirmed, by whom and when proposed."""

    what: LazyString
    about: Cell
    url: str
    proposed_by: tuple[str, ...]
    proposed_on: date


def waiting(look: Look) -> tuple[Waits, ...]:
    """Return what the reader may confirm and did not propose, the oldest first, and note the read."""
    found = [*_erasures(look), *_grants(look)]
    return tuple(sorted(found, key=lambda each: each.proposed_on))


def _erasures(look: Look) -> Iterator[Waits]:
    if not access.lets_in(OF_ERASURES, look.actor):
        return
    for row in look.forgetting.erasures(Status.PROPOSED):
        if not look.actor.identities & set(row.proposed_by):
            reads.saw(plain.row(row, personal=True))
            url = things.page_of("erasures", row.erasure_id)
            about = look.subject(row.kind, row.subject_id)
            yield Waits(_l("Confirm an erasure, or refuse it"), about, url, row.proposed_by, row.proposed_on)


def _grants(look: Look) -> Iterator[Waits]:
    if not access.lets_in(mandates.DECIDERS, look.actor):
        return
    for row in look.ports.mandate_queries(look.actor.institution).grants():
        is_own = bool(look.actor.identities & set(row.proposed_by))
        if mandates.of_grant(row, look.reading.today) is mandates.Stands.PROPOSED and not is_own:
            reads.saw(plain.row(row, personal=True))
            url = url_for("pages.covers", _anchor="grants")
            about = say.people([row.auditor])
            yield Waits(_l("Let an auditor read personal texts, or not"), about, url, row.proposed_by, row.proposed_on)
