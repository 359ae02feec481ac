"""What waits for a committee or an approver, and the dossier that they read in one go and decide on."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Flask, redirect, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import access, hits, identity, overview, reads, work
from api.access import About, Access, Realm
from api.hits import tasks
from api.ports import Ports
from api.reading import Reading
from api.rest import commands, plain
from api.web import page
from api.web.committee import dossier
from api.web.committee.confirming import waiting
from api.web.doing import names, things, views
from api.web.doing.typed import Typed
from api.web.records.look import Look
from domain.aggregate import CommandSpec
from domain.collaboration import decider
from domain.values import Actor, Role
from projections.work_list import TaskKind

_WHO = Access(Realm.INSTITUTION, frozenset({Role.ETHICS_COMMITTEE, Role.INSTITUTION_APPROVER}), About.CASES)
PLACES = (page.Place("pages.committee", _l("To decide"), _WHO),)
LISTED = 200
DECISIONS = (
    "record-ethics-advice",
    "record-human-rights-test",
    "reevaluate-human-rights",
    "approve",
    "return-for-work",
    "reject",
    "grant-institutional-approval",
    "refuse-institutional-approval",
    "resume",
    "terminate",
    "renew-approval",
    "approve-work-package",
    "confirm-gate-override",
    "confirm-unlinking",
    "decide-lift",
)
"""What is decided on the dossier as it was read."""
_KINDS = {
    TaskKind.ETHICS_ADVICE.value: _l("Advise on it"),
    TaskKind.HUMAN_RIGHTS_TEST.value: _l("Make the human-rights test"),
    TaskKind.APPROVER_REVIEW.value: _l("Approve it, reject it, or send it back"),
    TaskKind.SUSPENSION_REVIEW.value: _l("Decide whether it goes on"),
    TaskKind.LIFT.value: _l("Decide what falls away after a delisting"),
    TaskKind.MITIGATION.value: _l("Look at a measure"),
    TaskKind.EXTERNAL_ADVICE.value: _l("Look at advice from outside"),
    TaskKind.INSTITUTIONAL_APPROVAL.value: _l("Say whether the institution stands behind it"),
    TaskKind.CONFIRM_TERMINATION.value: _l("Confirm that it ends, as a second person"),
    TaskKind.CONFIRM_OVERRIDE.value: _l("Confirm that a gate is passed, as a second person"),
    TaskKind.CONFIRM_UNLINKING.value: _l("Confirm that a partner leaves, as a second person"),
}
"""What each kind of task asks."""


def install(app: Flask, ports: Ports) -> None:
    """Register the pages of this part, and who may see each."""
    page.add(app, "committee", "/committee", _waiting(ports), _WHO)
    page.add(app, "dossier", "/committee/<uuid:identifier>", _reading(ports), _WHO)
    for name in DECISIONS:
        spec = decider.AGGREGATE.commands[name]
        who = Access(_WHO.realm, commands.access_of(decider.AGGREGATE, spec).roles & _WHO.roles, _WHO.about)
        rule = f"/committee/<uuid:identifier>/{name}"
        app.add_url_rule(rule, f"pages.decide-{name}", _deciding(spec, ports), methods=["GET", "POST"])
        access.declare(app, f"pages.decide-{name}", who)


def _waiting(ports: Ports) -> Callable[[], Response]:
    reading = Reading(ports)

    def view() -> Response:
        actor = identity.required()
        queries = reading.queries(actor)
        in_force = ports.mandate_queries(actor.institution).covers_on(reading.today)
        found = [
            each
            for role in sorted(actor.roles & _WHO.roles)
            for each in work.tasks(tasks(queries.work_list(role=role, limit=LISTED).items), in_force)
            if not actor.identities & set(each.proposed_by)  # a second person is another one
        ]
        cases = queries.cases_by_id({each.case_id for each in found})
        rows = [
            {**plain.row(each, personal=True), "case": plain.row(cases[each.case_id], personal=True)}
            for each in found
            if each.case_id in cases
        ]
        reads.saw(rows)
        confirming = waiting(Look(ports, reading, actor))
        today = reading.today.isoformat()
        return page.show("committee/waiting.html", rows=rows, confirming=confirming, kinds=_KINDS, today=today)

    return view


def _reading(ports: Ports) -> Callable[[UUID], Response]:
    reading = Reading(ports)

    def view(identifier: UUID) -> Response:
        actor = identity.required()
        thing = things.read(reading, decider.AGGREGATE, identifier, actor)
        spec = _proposed(thing, actor)
        if spec is None:
            return page.show("committee/dossier.html", **_told(reading, thing, actor, None))
        form = views.Form(ports, decider.AGGREGATE, spec, actor, thing)
        return page.show("committee/dossier.html", **_told(reading, thing, actor, form))

    return view


def _deciding(spec: CommandSpec, ports: Ports) -> Callable[[UUID], Response]:
    reading = Reading(ports)

    def view(identifier: UUID) -> Response:
        actor = identity.required()
        thing = things.read(reading, decider.AGGREGATE, identifier, actor)
        form = views.Form(ports, decider.AGGREGATE, spec, actor, thing)
        if request.method != "POST":
            return page.show("committee/dossier.html", **_told(reading, thing, actor, form))
        typed = Typed(request.form)
        seen = page.expected_version()
        if typed.asks_for_more:
            told = {**_told(reading, thing, actor, form, typed), "version": seen}
            return page.show("committee/dossier.html", **told)
        outcome = form.sent(typed, identifier, seen, page.command_id(actor))
        if not isinstance(outcome, views.Refusal):
            before = max(outcome.version - len(outcome.events), 0)
            return redirect(f"{request.root_path}/committee/{identifier}?of=collaborations&since={before}", 303)
        thing = things.read(reading, decider.AGGREGATE, identifier, actor)
        if outcome.is_moved:
            outcome = views.Refusal(outcome.status, since=thing.since(seen), is_moved=True)
        anew = views.Form(ports, decider.AGGREGATE, spec, actor, thing)
        told = _told(reading, thing, actor, anew, typed, outcome)
        return page.show("committee/dossier.html", code=outcome.status, **told)

    return view


def _told(
    reading: Reading,
    thing: things.Thing,
    actor: Actor,
    form: views.Form | None,
    typed: Typed | None = None,
    refusal: views.Refusal | None = None,
) -> dict[str, Any]:
    """Return all that the page of a dossier tells; what moved under its reader is marked where it stands."""
    row = reading.case(thing.identifier, actor)
    seen = overview.seen(reading, thing.identifier, actor, thing.told, thing.state)
    found = hits.of_case(reading, thing.identifier, actor)
    takings = dossier.takings(reading, thing.identifier, actor)
    moved = {each.recorded.version for each in refusal.since} if refusal is not None else set()
    reads.saw([plain.event(each.recorded, personal=False, only=each.fields) for each in thing.told])
    told: dict[str, Any] = {
        "case": plain.row(row, personal=True),
        "thing": thing,
        "gates": plain.gates(seen.gates),
        "seen": seen,
        "hits": [{**plain.of(each, personal=True), "subject": takings.name(each.subject_id)} for each in found],
        "takings": takings.rows,
        "sections": dossier.sections(thing.told, dossier.known_to(reading, takings, actor), moved),
        "decisions": [_decision(each, thing, form) for each in _decisions(thing, actor)],
        "form": form is not None,
    }
    if form is None:
        return told
    drawn = form.drawn(typed or Typed(views.begun(form)), refusal, fresh=typed is None)
    return {**told, **drawn, "action": f"{request.root_path}/committee/{thing.identifier}/{form.spec.name}"}


def _decisions(thing: things.Thing, actor: Actor) -> tuple[CommandSpec, ...]:
    """Return what the actor may decide where the case stands."""
    mine = {each.name for each in views.offered(decider.AGGREGATE, actor)}
    specs = (decider.AGGREGATE.commands[each] for each in DECISIONS if each in mine)
    return tuple(each for each in specs if thing.stands_right(each) and _is_asked(each.name, thing))


def _is_asked(name: str, thing: things.Thing) -> bool:
    """Tell whether a decision waits: somebody asked for it, or proposed what it confirms."""
    state = thing.state
    match name:
        case "record-ethics-advice":
            return bool(state.ethics.is_requested)
        case "record-human-rights-test" | "reevaluate-human-rights":
            has_been_tested = bool(state.human_rights.has_been_tested)
            is_again = name == "reevaluate-human-rights"
            return is_again is has_been_tested and any(each.rule_id.startswith("G8") for each in thing.gates)
        case "grant-institutional-approval" | "refuse-institutional-approval":
            return bool(state.approval.is_requested and not state.approval.is_granted)
        case "terminate":
            return state.spine.proposed_termination is not None
        case "confirm-gate-override":
            return bool(state.spine.proposed_overrides)
        case "confirm-unlinking":
            return bool(state.unlinking.proposals)
        case "decide-lift":
            return bool(state.screening.lifts)
        case "approve-work-package":
            return bool(state.work_packages.packages.keys() - state.approval.work_packages)
        case _:
            return True


def _proposed(thing: things.Thing, actor: Actor) -> CommandSpec | None:
    """Return the decision whose form stands open at first."""
    found = _decisions(thing, actor)
    return found[0] if found else None


def _decision(spec: CommandSpec, thing: things.Thing, form: views.Form | None) -> dict[str, object]:
    return {
        "heading": names.command(decider.AGGREGATE, spec),
        "url": f"{request.root_path}/committee/{thing.identifier}/{spec.name}#part-decide",
        "is_here": form is not None and form.spec.name == spec.name,
        "is_blocked": bool(thing.blocking(spec)),
    }
