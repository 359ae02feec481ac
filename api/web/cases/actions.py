"""What somebody may do on a case now: the commands that role and status allow, by track, each a link to its form."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from api.rest.commands import is_exposed
from api.web.doing import closings, names
from domain.aggregate import CommandSpec
from domain.collaboration import attempts
from domain.collaboration.decider import AGGREGATE
from domain.collaboration.spine import Status
from domain.collaboration.state import Collaboration
from domain.collaboration.table import COMMANDS
from domain.gates import Gate
from domain.values import Actor

_TRACKS: Final[tuple[tuple[LazyString, frozenset[str]], ...]] = (
    (_l("Screening and hits"), frozenset({"screening", "hit_answers"})),
    (_l("Risk"), frozenset({"topic", "factors", "questions", "policies"})),
    (_l("Who takes part"), frozenset({"parties", "unlinking", "personnel"})),
    (_l("Advice and tests"), frozenset({"checks", "human_rights", "ethics", "external_advice", "appraisal"})),
    (_l("Measures"), frozenset({"mitigation", "mitigation_after"})),
    (_l("Law and export control"), frozenset({"legal", "decontrol", "end_use"})),
    (_l("Decision"), frozenset({"approval", "approval_after", "approval_conditions", "approval_institution"})),
    (_l("Course of the case"), frozenset({"spine", "work_packages", "incidents"})),
    (_l("Deadlines, documents and questions"), frozenset({"deadlines", "support"})),
)
"""The modules of the commands of each track, as they stand on the page."""
_WORD: Final = re.compile(r"[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Doable:
    """Something that can be done now: its command, how it is called, and where its form is."""

    command: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Track:
    """What can be done on one track."""

    label: LazyString
    doables: tuple[Doable, ...]


class Open:
    """The commands of an actor of which something may come on a case as it stands; none for who only looks."""

    def __init__(
        self, case_id: UUID, actor: Actor, state: Collaboration, gates: Sequence[Gate], now: datetime, *, is_past: bool
    ) -> None:
        self._case_id = case_id
        given = [] if is_past else [each for each in COMMANDS.values() if _allows(each, actor, state.spine.status)]
        self._specs = {each.name: each for each in given if attempts.waits(state, each, actor, gates, now) is None}

    def tracks(self) -> tuple[Track, ...]:
        """Return what can be done, by track."""
        by_module: dict[str, list[CommandSpec]] = {}
        for spec in self._specs.values():
            by_module.setdefault(spec.type.__module__.rpartition(".")[2], []).append(spec)
        found = ((label, [each for name in modules for each in by_module.get(name, ())]) for label, modules in _TRACKS)
        order = list(self._specs)
        return tuple(
            Track(label, tuple(self._doable(each) for each in sorted(specs, key=lambda one: order.index(one.name))))
            for label, specs in found
            if specs
        )

    def these(self, *commands: str, **known: object) -> tuple[Doable, ...]:
        """Return those of these commands that can be given, about what is `known`."""
        return tuple(self._doable(self._specs[each], known) for each in commands if each in self._specs)

    def closing(self, gate: Gate) -> tuple[Doable, ...]:
        """Return the commands that a gate says it is closed by, as far as the actor may give them."""
        named = dict.fromkeys(each for each in _WORD.findall(gate.closed_by) if each in self._specs)
        return self.these(*named, **dict(closings.known(gate.gate_id)))

    def _doable(self, spec: CommandSpec, known: Mapping[str, object] | None = None) -> Doable:
        asked = {each.name for each in fields(spec.type)}
        told: dict[str, Any] = {name: str(value) for name, value in (known or {}).items() if name in asked}
        if spec.name == "attach-document":
            address = url_for("pages.attach", identifier=self._case_id)
        else:
            address = url_for(
                "pages.do", collection="collaborations", identifier=self._case_id, command=spec.name, **told
            )
        return Doable(spec.name, names.command(AGGREGATE, spec), address)


def _allows(spec: CommandSpec, actor: Actor, status: Status) -> bool:
    is_open = not spec.statuses or status in spec.statuses
    return is_open and not spec.opens and is_exposed(spec) and bool(spec.roles & actor.roles)
