"""`kvcase institution`: whom to reach at an institution for what, adopted from the shipped catalogue."""

import click

from domain import text
from domain.errors import NotFoundError, UnusableInputError
from domain.institution.decider import COMMANDS as PROFILE_COMMANDS
from domain.institution.decider import AdoptProfile, Mailbox, Profile, profile_id
from domain.institution.words import MailboxFunction
from domain.licence.words import Authority
from kvcase.bootstrap import Kvcase
from kvcase.cli import common
from kvcase.cli.common import actor_of, json_option, key_option, opened, show, show_outcome
from projections.institutions import InstitutionRow


@click.group()
def institution() -> None:
    """Institutions: their contact points, committees and licence authority."""


@institution.command("adopt")
@click.argument("slug")
@click.option("--as", "as_slug", help="The slug of your installation, if it is another than the catalogue's.")
@key_option
def adopt(slug: str, as_slug: str | None, key: str) -> None:
    """Give an institution the profile that the shipped catalogue has for it."""
    with opened() as program:
        shipped = program.facts.shelf.newest()
        entry = next((each for each in shipped.institutions.entries if each.slug == slug), None)
        if entry is None:
            names = [each.slug for each in shipped.institutions.entries]
            raise UnusableInputError("slug", f"the catalogue has no {slug}", text.one_of(names, slug))
        profile = Profile(
            entry.name,
            tuple(Mailbox(box.function, box.address) for box in entry.mailboxes),
            Authority(entry.licence_authority.value),
            entry.phone,
            entry.pages,
            entry.ethics_committee,
            edition=shipped.edition_id,
        )
        name = as_slug or slug
        command = AdoptProfile(profile_id(name), name, profile)
        show_outcome(program.service(command, actor=actor_of(program, key)))


@institution.command("amend")
@click.argument("slug")
@click.argument("body")
@key_option
def amend(slug: str, body: str, key: str) -> None:
    """Change a profile: kvcase institution amend SLUG '{"reason": "…", "ethics_committee": "…"}'."""
    values = {**common.parsed_json(body), "institution_id": str(profile_id(slug))}
    with opened() as program:
        command = common.command_from(PROFILE_COMMANDS["amend-profile"].type, values)
        show_outcome(program.service(command, actor=actor_of(program, key)))


@institution.command("show")
@click.argument("slug")
@json_option
def show_institution(slug: str, as_json: bool) -> None:
    """Show the profile of an institution, with the addresses that answer for each function."""
    with opened() as program:
        row = _known(program, slug)
    if as_json:
        show(row)
        return
    click.echo(f"{row.slug}  {row.name}\n  licences: {row.licence_authority}, ethics: {row.ethics_committee or '-'}")
    for function in MailboxFunction:
        own = any(box.partition(" ")[0] == function for box in row.mailboxes)
        said = ", ".join(row.route(function)) + ("" if own else "  (the contact point answers)")
        click.echo(f"  {function:<16} {said}")
    click.echo(f"  changed by {row.changed_by} on {row.changed_on}")


@institution.command("route")
@click.argument("slug")
@click.argument("function", type=click.Choice([each.value for each in MailboxFunction]))
def route(slug: str, function: str) -> None:
    """Print the addresses for a function; the contact point where there is none of its own."""
    with opened() as program:
        for address in _known(program, slug).route(MailboxFunction(function)):
            click.echo(address)


def _known(program: Kvcase, slug: str) -> InstitutionRow:
    shared = program.read_models.shared()
    row = shared.institution(slug)
    if row is None:
        known = text.one_of([each.slug for each in shared.institutions()], slug)
        raise NotFoundError("institution profile", f"{slug}; expected {known}; `kvcase institution adopt` makes one")
    return row


COMMANDS = (institution,)
