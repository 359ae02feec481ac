"""The policy set: one person proposes an edition, another publishes it. Source: settled.md 13, 29."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar, assert_never
from uuid import UUID

from domain import permission, text
from domain.aggregate import Aggregate, CommandSpec, Home
from domain.context import Context
from domain.errors import RuleRefusedError, UnusableInputError
from domain.values import Metadata, Role

_SOURCE = "settled.md 13, 29"


@dataclass(frozen=True, slots=True)
class PolicyEditionProposed:
    """A first person proposed that an edition comes into force."""

    stored_name: ClassVar[str] = "policyset.edition-proposed.v1"
    policyset_id: UUID
    edition: str
    sha256: str
    effective_from: date
    reason: str


@dataclass(frozen=True, slots=True)
class PolicyVersionPublished:
    """A second person published the edition: from that day on it is in force."""

    stored_name: ClassVar[str] = "policyset.version-published.v1"
    policyset_id: UUID
    edition: str
    sha256: str
    effective_from: date
    proposed_by: str


@dataclass(frozen=True, slots=True)
class ProposeEdition:
    """Propose that an edition comes into force on a day: today or later."""

    policyset_id: UUID
    edition: str
    sha256: str
    effective_from: date
    reason: str


@dataclass(frozen=True, slots=True)
class PublishEdition:
    """Publish the edition that another person proposed."""

    policyset_id: UUID
    edition: str


@dataclass(frozen=True, slots=True)
class PolicySet:
    """The editions proposed and published."""

    version: int = 0
    proposed: Mapping[str, tuple[str, frozenset[str], str, date]] = field(default_factory=dict)
    published: tuple[tuple[str, str, date], ...] = ()

    def in_force(self, day: date) -> tuple[str, str] | None:
        """Return (edition, sha256) of the edition in force on `day`, if any."""
        begun = [(effective, edition, digest) for edition, digest, effective in self.published if effective <= day]
        return None if not begun else max(enumerate(begun), key=lambda each: (each[1][0], each[0]))[1][1:]


Command = ProposeEdition | PublishEdition
Event = PolicyEditionProposed | PolicyVersionPublished
_KEEPERS = frozenset({Role.ADMIN})
COMMANDS = {
    "propose-edition": CommandSpec("propose-edition", ProposeEdition, _KEEPERS),
    "publish-edition": CommandSpec("publish-edition", PublishEdition, _KEEPERS),
}
_SPECS = {spec.type: spec for spec in COMMANDS.values()}


def decide(state: PolicySet, command: Command, context: Context) -> tuple[Event, ...]:
    """Return what happens to the policy set; proposing or publishing again causes nothing."""
    text.refuse_unusable(command)
    spec = _SPECS[type(command)]
    # There is one policy set, and it exists from the beginning.
    permission.admit(spec, context, exists=True, kind="policy set", identifier=command.policyset_id)
    match command:
        case ProposeEdition(policyset_id, edition, sha256, effective_from, reason):
            known = {each: digest for each, digest, _ in state.published}
            known |= {each: proposal[2] for each, proposal in state.proposed.items()}
            if edition in known:
                if known[edition] != sha256:
                    reason = f"edition {edition!r} is known with digest {known[edition]}, not {sha256}"
                    raise RuleRefusedError("policy-edition", _SOURCE, reason)
                return ()
            if effective_from < context.today:
                rule = f"{effective_from} has passed, and what was decided then is judged by the rules of then ([000])"
                raise UnusableInputError("effective_from", rule, f"{context.today} or later")
            why = text.required(reason, "reason")
            return (PolicyEditionProposed(policyset_id, edition, sha256, effective_from, why),)
        case PublishEdition(policyset_id, edition):
            if any(edition == each for each, _, _ in state.published):
                return ()
            if edition not in state.proposed:
                raise RuleRefusedError("policy-edition", _SOURCE, f"no edition {edition!r} is proposed")
            proposer, identities, sha256, effective_from = state.proposed[edition]
            if identities & context.actor.identities:
                reason = f"{context.actor.id} proposed edition {edition!r}; another person must publish it"
                raise RuleRefusedError("policy-four-eyes", _SOURCE, reason)
            # Proposed for a day that has passed meanwhile: it is in force from the day that two people agreed.
            begins = max(effective_from, context.today)
            return (PolicyVersionPublished(policyset_id, edition, sha256, begins, proposer),)
        case _:
            assert_never(command)


def evolve(state: PolicySet, event: Event, meta: Metadata) -> PolicySet:
    """Return the policy set after `event`."""
    state = replace(state, version=state.version + 1)
    match event:
        case PolicyEditionProposed(edition=edition, sha256=sha256, effective_from=effective_from):
            proposal = (meta.actor.id, meta.actor.identities, sha256, effective_from)
            return replace(state, proposed={**state.proposed, edition: proposal})
        case PolicyVersionPublished(edition=edition, sha256=sha256, effective_from=effective_from):
            left = {key: value for key, value in state.proposed.items() if key != edition}
            return replace(state, proposed=left, published=(*state.published, (edition, sha256, effective_from)))
        case _:
            assert_never(event)


AGGREGATE = Aggregate(
    name="policyset",
    home=Home.SHARED,
    id_field="policyset_id",
    initial=PolicySet(),
    decide=decide,
    evolve=evolve,
    commands=COMMANDS,
    events=(PolicyEditionProposed, PolicyVersionPublished),
)
