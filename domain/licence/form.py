"""What a licence must look like: its kind decides how many end users and destinations, its authority how long it lasts.

Source: Regulation (EU) 2021/821, art. 2, 11, 12; the facts of `domain.export_control`, each with its own source.
"""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from domain import control_codes, text
from domain.errors import UnusableInputError
from domain.export_control import Authorisation, AuthorityRules, ExportControl, Reach
from domain.licence.words import Authority, LicenceKind

INDIVIDUAL_RULE = "an individual licence is for one end user in one country (Reg. 2021/821, art. 2; fdfa.be)"


def refuse_form(
    kind: LicenceKind,
    codes: Sequence[str],
    destinations: Sequence[str],
    end_users: Sequence[UUID],
    modalities: Sequence[str],
    authorisation_id: str | None,
    facts: ExportControl,
) -> None:
    """Raise `UnusableInputError` for a licence that its kind does not allow, or that would cover nothing."""
    for field, values, example in (
        ("codes", codes, "codes such as 6A002.a.1"),
        ("destinations", destinations, "countries such as CN"),
        ("modalities", modalities, "ways of sharing such as knowledge"),
    ):
        if not values:
            raise UnusableInputError(field, "is empty: the licence would cover nothing", example)
    control_codes.refuse_codes(codes)
    for number, each in enumerate(destinations):
        text.country(each, f"destinations.{number}")
    if kind is LicenceKind.UNION_GENERAL:
        _refuse_general(destinations, end_users, authorisation_of(authorisation_id, facts))
        return
    if authorisation_id is not None:
        rule = f"is for a Union general authorisation, and this licence is {kind}"
        raise UnusableInputError("authorisation_id", rule, "nothing")
    if not end_users:
        raise UnusableInputError("end_users", f"a licence that is {kind} names its end users", "organisations by id")
    if kind is LicenceKind.INDIVIDUAL:
        for field, count in (("end_users", len(set(end_users))), ("destinations", len(set(destinations)))):
            if count != 1:
                expected = "exactly one; a global licence serves several"
                raise UnusableInputError(field, f"{count} named: {INDIVIDUAL_RULE}", expected)
    if kind is LicenceKind.INTRA_EU and facts.customs_territory:
        for number, each in enumerate(destinations):
            if facts.reach(each) is Reach.OUTSIDE:
                rule = f"{each} lies outside the Union: a transfer licence is for another member state (art. 11)"
                raise UnusableInputError(f"destinations.{number}", rule, "a member state; else an export licence")


def refuse_unknown(end_users: Sequence[UUID], known: Collection[UUID]) -> None:
    """Raise `UnusableInputError` for the first end user that is no organisation of the register."""
    for number, each in enumerate(end_users):
        if each not in known:
            rule = f"{each} is no organisation of the register: nobody could screen this end user ([004] p. 14-15)"
            raise UnusableInputError(f"end_users.{number}", rule, "the id that register-party gave it")


def _refuse_general(destinations: Sequence[str], end_users: Sequence[UUID], general: Authorisation) -> None:
    if end_users:
        rule = f"{general.authorisation_id} is for every end user in its destinations"
        raise UnusableInputError("end_users", rule, "none")
    outside = sorted(set(destinations) - general.destinations)
    if general.destinations and outside:
        rule = f"{general.authorisation_id} does not cover {', '.join(outside)} [{general.source}]"
        raise UnusableInputError("destinations", rule, f"among {', '.join(sorted(general.destinations))}")


def authorisation_of(authorisation_id: str | None, facts: ExportControl) -> Authorisation:
    """Return a Union general authorisation. Raises `UnusableInputError` for one that the catalogue does not hold."""
    found = facts.authorisations.get(authorisation_id or "")
    if found is None:
        known = ", ".join(sorted(facts.authorisations)) or "the catalogue export-control, which is empty"
        rule = f"{authorisation_id!r} is no Union general authorisation (Reg. 2021/821, Annex II)"
        raise UnusableInputError("authorisation_id", rule, f"one of {known}")
    return found


def rules_of(authority: Authority, facts: ExportControl) -> AuthorityRules:
    """Return what an authority asks. Raises `UnusableInputError` for one that the catalogue does not hold."""
    found = facts.authorities.get(authority)
    if found is None:
        known = ", ".join(sorted(facts.authorities)) or "the catalogue export-control, which is empty"
        raise UnusableInputError("authority", f"{authority} is not known (O4)", f"one of {known}")
    return found


def refuse_too_long(kind: LicenceKind, begin: date, end: date, rules: AuthorityRules) -> None:
    """Raise `UnusableInputError` when a licence would last longer than its authority lets it, counted from `begin`."""
    years = rules.years.get(kind)
    if years is None:
        return
    last = text.years_later(begin, years)
    if end > last:
        rule = f"a licence that is {kind} of {rules.authority} lasts at most {years} years [{rules.source}]"
        raise UnusableInputError("valid_until", rule, f"a day up to {last}")
