"""`kvcase policy`: which edition of the catalogues and rules is in force, and what it says."""

from datetime import date

import click

from api import access
from domain.errors import NotPermittedError, UnusableInputError
from domain.policyset import decider as policyset
from domain.rulebook import RuleText
from domain.values import Actor, Role
from kvcase import dry_run as dry_run_of
from kvcase.bootstrap import Kvcase
from kvcase.catalogues import book, lint, model
from kvcase.catalogues.shelf import Shelf
from kvcase.cli import dry_runs, explanations, linting
from kvcase.cli.common import actor_of, json_option, key_option, opened, plain, saw, show, show_lines, show_outcome
from kvcase.facts import POLICY_SET, SHARED
from kvcase.settings import SettingsError
from kvcase.store.errors import SchemaError, StoreUnavailableError

_READERS = access.OFFICES | {Role.AUDITOR}


@click.group()
def policy() -> None:
    """Which edition of the catalogues and rules is in force: one person proposes, another publishes."""


@policy.command("show")
@json_option
def show_policies(as_json: bool) -> None:
    """Show the newest edition that ships with this version, and the one in force."""
    with opened() as program:
        shipped = program.facts.shelf.newest()
        in_force = program.facts.shared().policies.in_force(program.clock().date())
    if as_json:
        show({"shipped": shipped.edition_id, "sha256": shipped.sha256, "in_force": in_force and in_force[0]})
        return
    click.echo(f"shipped   {shipped.edition_id}")
    click.echo(f"in force  {in_force[0] if in_force else 'none: propose and publish one'}")


@policy.command("editions")
@json_option
@click.option("--toml", "as_toml", is_flag=True, help="Print them as catalogues/editions.toml holds them.")
def show_editions(as_json: bool, as_toml: bool) -> None:
    """List every edition that can be proposed: those that ship, and your own (KVCASE_EDITIONS)."""
    with opened() as program:
        editions, faulty = program.facts.shelf.all(), program.facts.shelf.faulty()
        in_force = program.facts.shared().policies.in_force(program.clock().date())
    if as_json:
        show({"editions": [_edition(each) for each in editions], "faulty": faulty})
        return
    for each in editions:
        if as_toml:
            click.echo(_toml(each))
        else:
            mark = "  in force" if in_force and in_force[0] == each.edition_id else ""
            click.echo(f"{each.edition_id:<26} {each.sha256}  {len(each.files)} files{mark}")
    for spoilt in faulty:
        click.echo(f"{spoilt.folder}: cannot be used: {spoilt.reason}", err=True)


@policy.command("propose")
@click.argument("edition", required=False)
@click.option("--from", "effective_from", type=click.DateTime(["%Y-%m-%d"]), help="The day it comes into force.")
@click.option("--reason", default="the edition that ships with this version", show_default=True)
@key_option
def propose(edition: str | None, effective_from: object, reason: str, key: str) -> None:
    """Propose an edition; without a name, the newest that ships."""
    with opened() as program:
        actor = actor_of(program, key)
        shelf = program.facts.shelf
        chosen = shelf.newest() if edition is None else shelf.load(edition)
        day: date = effective_from.date() if hasattr(effective_from, "date") else program.clock().date()
        command = policyset.ProposeEdition(POLICY_SET, chosen.edition_id, chosen.sha256, day, reason)
        show_outcome(program.service(command, actor=actor))


@policy.command("publish")
@click.argument("edition", required=False)
@key_option
def publish(edition: str | None, key: str) -> None:
    """Publish the edition that another person proposed; without a name, the newest that ships."""
    with opened() as program:
        chosen = edition or program.facts.shelf.newest().edition_id
        outcome = program.service(policyset.PublishEdition(POLICY_SET, chosen), actor=actor_of(program, key))
    show_outcome(outcome)
    for each in outcome.events:
        if isinstance(each.event, policyset.PolicyVersionPublished):
            click.echo(f"in force from {each.event.effective_from}")


language_option = click.option("--language", type=click.Choice(["nl", "en"]), default="nl", show_default=True)


@policy.command("rules")
@click.option("--kind", type=click.Choice([kind.value for kind in book.RuleKind]), help="Only rules of this kind.")
@language_option
@json_option
def list_rules(kind: str | None, language: str, as_json: bool) -> None:
    """List every rule: its id, kind, scope, title and source."""
    rules = [rule for rule in _rules(None) if kind in (None, rule.kind)]
    if as_json:
        show(rules)
        return
    for rule in rules:
        title = rule.title_nl if language == "nl" else rule.title_en
        click.echo(f"{rule.rule_id:<26} {rule.kind:<11} {rule.scope:<24} {title}  {rule.sources[0]}")
    click.echo(f"{len(rules)} rules")


@policy.command("explain")
@click.argument("rule_id")
@click.option("--edition", help="As this edition has it (an id or a folder); else the one in force.")
@language_option
@json_option
def explain(rule_id: str, edition: str | None, language: str, as_json: bool) -> None:
    """Tell what a rule says, from which source, how far it reaches, and what code and tests hold it."""
    rule = book.explained(_rules(edition), rule_id)
    if as_json:
        show(rule)
        return
    for line in explanations.of(rule, language):
        click.echo(line)


@policy.command("dry-run")
@click.argument("edition")
@click.option("--institution", "institutions", multiple=True, help="Only this one; may be given more than once.")
@click.option(
    "--limit", type=click.IntRange(0), default=50, show_default=True, help="How many cases to print; all are counted."
)
@key_option
@json_option
def dry_run(edition: str, institutions: tuple[str, ...], limit: int, key: str, as_json: bool) -> None:
    """Tell which live and past cases would change under EDITION, an id or a folder with a draft. Writes nothing.

    Who keeps the rules for all learns how many at each institution, and no case; its own people see their own.
    """
    with opened() as program:
        actor = actor_of(program, key)
        chosen = _institutions(program, actor, institutions)
        found = program.dry_runs.run(program.facts.shelf.find(edition), chosen)
        if actor.institution != SHARED:
            saw(found.cases)
    if actor.institution == SHARED:
        counted = dry_run_of.counted(found)
        if as_json:
            show(counted)
        else:
            show_lines(dry_runs.counts_told(counted))
        return
    if as_json:
        show({**plain(found), "by_rule": found.by_rule, "digest": dry_run_of.digest(found)})
        return
    for line in dry_runs.told(found, limit):
        click.echo(line)


@policy.command("lint")
@click.argument("edition", required=False)
@click.option("--cases", "with_cases", is_flag=True, help="Look at live cases and at outcomes by country too.")
@click.option("--institution", "institutions", multiple=True, help="Only this one; may be given more than once.")
@key_option
@json_option
def lint_edition(edition: str | None, with_cases: bool, institutions: tuple[str, ...], key: str, as_json: bool) -> None:
    """Find rules by country that do not account for themselves, and restrictions that nobody looks at again.

    EDITION is an id or a folder; without one, the edition in force. Exit status 1 when a rule is refused.
    """
    if institutions and not with_cases:
        rule = "the rules are the same for every institution; only cases are told apart by it"
        raise UnusableInputError("institution", rule, "--cases beside it, or no institution")
    with opened() as program:
        today, shelf = program.clock().date(), program.facts.shelf
        name = edition or program.facts.edition_today().edition_id
        found = lint.of(name, shelf, book.shipped(), today)
        measured, names_cases = None, False
        if with_cases:
            actor = actor_of(program, key)
            measured = program.measures.of(_institutions(program, actor, institutions))
            names_cases = actor.institution != SHARED
    refused = any(each.verdict is lint.Verdict.REFUSED for each in found)
    if as_json:
        cases = linting.counted(measured) if measured is not None and not names_cases else measured
        show({"edition": name, "refused": refused, "findings": found, "cases": cases})
    else:
        show_lines(linting.told(name, found))
        if measured is not None:
            show_lines(linting.measured(measured, names_cases=names_cases))
    if refused:
        raise click.exceptions.Exit(1)


def _rules(edition: str | None) -> tuple[RuleText, ...]:
    """Return the rules under an edition, without one under the edition in force.

    Where no installation can be opened the newest edition that ships stands in, and the error stream says so.
    """
    try:
        with opened() as program:
            chosen = program.facts.edition_today() if edition is None else program.facts.shelf.find(edition)
            return program.rulebook.under(chosen)
    except (SettingsError, SchemaError, StoreUnavailableError) as error:
        shelf = Shelf()
        chosen = shelf.newest() if edition is None else shelf.find(edition)
        click.echo(f"No installation here: as edition {chosen.edition_id} has it, which ships. ({error})", err=True)
        return book.with_edition(book.shipped(), chosen)


def _institutions(program: Kvcase, actor: Actor, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the institutions whose cases are looked at: all for a keeper of the policies, else one's own."""
    allowed = program.settings.institutions if Role.ADMIN in actor.roles and actor.institution == SHARED else ()
    if actor.roles & _READERS and actor.institution in program.settings.institutions:
        allowed = (actor.institution,)
    if not allowed:
        raise NotPermittedError("looking at these cases", tuple(sorted({Role.ADMIN, *_READERS})), "access")
    for slug in wanted:
        if slug not in allowed:
            raise UnusableInputError("institution", f"{slug!r} is none you may look at", f"one of {', '.join(allowed)}")
    return wanted or allowed


def _edition(edition: model.Editions) -> dict[str, object]:
    return {"edition": edition.edition_id, "sha256": edition.sha256, "files": edition.files}


def _toml(edition: model.Editions) -> str:
    files = "".join(f'    "{name}",\n' for name in edition.files)
    return f'[[edition]]\nid = "{edition.edition_id}"\nsha256 = "{edition.sha256}"\nfiles = [\n{files}]\n'


COMMANDS = (policy,)
