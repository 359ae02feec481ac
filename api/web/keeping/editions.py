"""Editions of the catalogues and rules: looked at by a dry run, proposed by one person and published by another."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from flask import Flask, redirect, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import access, identity
from api.ports import Ports
from api.reading import Reading
from api.upkeep import DryRun, EditionState
from api.web import codes, page
from api.web.keeping import common
from api.web.keeping.common import PUBLISHERS, READERS_OF_EDITIONS
from domain.errors import DomainError, UnusableInputError
from domain.policyset import decider as policyset
from domain.policyset.decider import PolicyEditionProposed, PolicyVersionPublished, ProposeEdition, PublishEdition

STATES: Final[dict[EditionState, LazyString]] = {
    EditionState.IN_FORCE: _l("in force"),
    EditionState.TO_COME: _l("published, not in force yet"),
    EditionState.PROPOSED: _l("proposed"),
    EditionState.AT_HAND: _l("can be proposed"),
    EditionState.PAST: _l("was in force"),
}
PLACES = (page.Place("pages.editions", _l("Policy editions"), READERS_OF_EDITIONS),)


@dataclass(frozen=True, slots=True)
class Handled:
    """Who proposed an edition last and why, and who published it, if anybody did."""

    proposed_by: str
    proposed_at: datetime
    reason: str
    published_by: str | None = None
    published_at: datetime | None = None


def install(app: Flask, ports: Ports) -> None:
    """Register the pages, and who may see each."""
    reading = Reading(ports)

    def handled(version: int) -> Mapping[str, Handled]:
        """Return who had a hand in each edition."""
        found: dict[str, Handled] = {}
        if not version:
            return found
        _, told = reading.story(policyset.AGGREGATE, ports.editions.policyset, identity.required())
        for each in told:
            event, meta = each.recorded.event, each.recorded.meta
            if isinstance(event, PolicyEditionProposed):
                found[event.edition] = Handled(meta.actor.id, meta.recorded_at, event.reason)
            elif isinstance(event, PolicyVersionPublished) and event.edition in found:
                found[event.edition] = replace(
                    found[event.edition], published_by=meta.actor.id, published_at=meta.recorded_at
                )
        return found

    def shown(error: DomainError | None = None, found: DryRun | None = None) -> Response:
        actor = identity.required()
        version, editions, faulty = ports.editions.all(actor=actor)
        problem = common.refused(error) if error is not None else None
        return page.show(
            "upkeep/editions.html",
            code=problem.status if problem else 200,
            version=version,
            editions=editions,
            handled=handled(version),
            done=next((each for each in editions if each.edition_id == request.args.get("done")), None),
            faulty=faulty,
            states=STATES,
            today=ports.now().date(),
            may_publish=access.lets_in(PUBLISHERS, actor),
            problem=problem,
            typed=request.form,
            dry=found,
            rules=codes.rules(ports) if found is not None else {},
        )

    def dry_run() -> Response:
        if "edition" not in request.args:
            return redirect(url_for("pages.editions"), 303)
        try:
            found = ports.editions.dry_run(request.args.get("edition", ""), actor=identity.required())
        except DomainError as error:
            return shown(error)
        return shown(found=found)

    def propose() -> Response:
        told = request.form
        try:
            day = _day(told.get("effective_from", ""))
        except UnusableInputError as error:
            return shown(error)
        command = ProposeEdition(
            ports.editions.policyset, told.get("edition", ""), told.get("sha256", ""), day, told.get("reason", "")
        )
        return carried_out(command)

    def publish() -> Response:
        return carried_out(PublishEdition(ports.editions.policyset, request.form.get("edition", "")))

    def carried_out(command: ProposeEdition | PublishEdition) -> Response:
        actor = identity.required()
        seen, command_id = page.expected_version(), page.command_id(actor)
        try:
            ports.execute(command, actor=actor, expected_version=seen, command_id=command_id)
        except DomainError as error:
            return shown(error)
        return redirect(url_for("pages.editions", done=command.edition), 303)

    page.add(app, "editions", "/policies", shown, READERS_OF_EDITIONS)
    page.add(app, "dry_run", "/policies/dry-run", dry_run, PUBLISHERS)
    page.add(app, "propose_edition", "/policies/propose", propose, PUBLISHERS, "POST")
    page.add(app, "publish_edition", "/policies/publish", publish, PUBLISHERS, "POST")


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise UnusableInputError("effective_from", f"{said!r} is no day", "a day such as 2026-12-01") from None
