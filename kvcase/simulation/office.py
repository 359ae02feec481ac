"""The people of a simulated institution at work: they give commands in the past, and the service decides."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from domain.aggregate import Aggregate
from domain.collaboration import decider
from domain.collaboration.state import Collaboration
from domain.context import Catalogue
from domain.ports import Outcome
from domain.values import Actor, Metadata, Recorded, Role
from kvcase.bootstrap import Kvcase
from kvcase.catalogues.shelf import Shelf
from kvcase.facts import Facts, Shared
from kvcase.reactions import Reactions, service_actor
from kvcase.service import Service
from kvcase.simulation.drafts import Drafts
from kvcase.simulation.names import Names


class ReachedToday(Exception):  # noqa: N818  # how every story ends that is not over: nothing went wrong
    """The next thing that happens would happen after today."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works at an institution, by the ids under which they act."""

    researchers: tuple[str, ...]
    officers: tuple[str, str]
    export: str
    ethics: str
    approvers: tuple[str, str]


@dataclass(slots=True)
class Moment:
    """The clock of a simulation: it stands until somebody acts or waits, and never passes `end`."""

    end: datetime
    now: datetime

    def __call__(self) -> datetime:
        """Return the moment that it is in the simulation."""
        return self.now


class _PastFacts(Facts):
    """Facts of the past that rest on the edition in force today: the years before it had none here."""

    def catalogue(self, day: date) -> Catalogue:
        """Return the catalogue in force today."""
        return super().catalogue(max(day, self.today))

    def policy_version(self, day: date) -> str:
        """Return the name of the rules in force today."""
        return super().policy_version(max(day, self.today))

    def shared(self) -> Shared:
        """Return what the shared log said when the simulation began: nobody writes in it meanwhile."""
        if self._known is None:
            self._known = super().shared()
        return self._known

    today: date = date.min
    _known: Shared | None = None


class _Decider(Service):
    """A service whose events have the same ids whenever they are simulated from one seed.

    It folds no event twice: a thing that lives for years would be folded anew at each of hundreds of commands.
    """

    def __init__(self, *told: Any) -> None:
        super().__init__(*told)
        self._folded: dict[UUID, tuple[int, Any]] = {}

    def folded(self, aggregate: Aggregate, history: tuple[Recorded, ...]) -> Any:
        """Return the state of an aggregate after its history."""
        if not history:
            return aggregate.initial
        stream_id = history[0].stream_id
        version, state = self._folded.get(stream_id, (0, aggregate.initial))
        if version > len(history):
            return super().folded(aggregate, history)
        for recorded in history[version:]:
            state = aggregate.evolve(state, recorded.event, recorded.meta)
        self._folded[stream_id] = (len(history), state)
        return state

    def metadata(self, *told: Any, **more: Any) -> Callable[[], Metadata]:
        """Return a maker of metadata for the events of one command."""
        make = super().metadata(*told, **more)
        ids = iter(range(1_000_000))

        def numbered() -> Metadata:
            meta = make()
            return replace(meta, event_id=uuid5(meta.command_id, f"event {next(ids)}"))

        return numbered


@dataclass
class Office:
    """An institution whose people act in the past, and note so much more on each case in a quarter."""

    program: Kvcase
    institution: str
    staff: Staff
    seed: int
    clock: Moment
    notes: int = 0
    random: Random = field(init=False)
    names: Names = field(init=False)
    drafts: Drafts = field(init=False)
    _commands: int = 0

    def __post_init__(self) -> None:
        """Put the service together as the program does, over drafts."""
        program, settings = self.program, self.program.settings
        self.random = Random(f"{self.seed} {self.institution}")  # noqa: S311  # made-up people, no secrets
        self.names = Names(self.random)
        self.namespace = uuid5(UUID(int=self.seed), self.institution)
        self.drafts = Drafts(program.logs, self.institution)
        self.facts = _PastFacts(
            self.drafts,
            program.engine,
            self.clock,
            lambda *_: {},
            settings.max_list_age_days,
            settings.closing_days,
            Shelf(settings.editions),
            settings.report_terms,
            program.facts.questionnaires,
            entries=program.entries,
        )
        self.facts.today = self.clock.end.date()
        self.service = _Decider(self.drafts, self.facts, self.clock, settings.institutions, self._react)
        self._reactions = Reactions(self.drafts, self.service.execute, program.read_models.engine, self.service.follow)

    @property
    def today(self) -> date:
        """Return the day that it is in the simulation."""
        return self.clock.now.date()

    def id(self, name: str) -> UUID:
        """Return the id of something here: the same from the same seed."""
        return uuid5(self.namespace, name)

    def actor(self, name: str, role: Role) -> Actor:
        """Return somebody of the institution."""
        return Actor(name, self.institution, frozenset({role}))

    @property
    def program_actor(self) -> Actor:
        """Return the program, which records facts."""
        return service_actor(self.institution)

    def act(self, actor: Actor, command: object) -> Outcome:
        """Give a command a little later. Raises `ReachedToday`, and `DomainError` when the rules refuse."""
        self._to(self.clock.now + timedelta(minutes=self.random.randint(3, 40)))
        self._commands += 1
        return self.service.execute(command, actor=actor, command_id=self.id(f"command {self._commands}"))

    def wait(self, least: int, most: int) -> None:
        """Let some days pass, up to an hour of a working day. Raises `ReachedToday`."""
        self.until(self.today + timedelta(days=self.random.randint(least, most)))

    def until(self, day: date) -> None:
        """Let the time pass to a working day not before `day`. Raises `ReachedToday`."""
        calendar = self.facts.calendar(self.institution)
        while not calendar.is_working_day(day):
            day += timedelta(days=1)
        hour = time(self.random.randint(8, 15), self.random.randint(0, 59), self.random.randint(0, 59), tzinfo=UTC)
        self._to(max(datetime.combine(day, hour), self.clock.now))

    def begin(self, at: datetime) -> None:
        """Set the clock: a story begins."""
        self.clock.now = at

    def case(self, case_id: UUID) -> Collaboration:
        """Return a case as it stands."""
        state: Collaboration = self.service.folded(decider.AGGREGATE, self.drafts.draft.read(case_id))
        return state

    def chance(self, share: float) -> bool:
        """Say yes in this share of all times."""
        return self.random.random() < share

    def _react(self, slug: str, recorded: Any) -> None:
        if slug == self.institution:
            self._reactions.handle(slug, recorded)

    def _to(self, moment: datetime) -> None:
        if moment >= self.clock.end:
            raise ReachedToday
        self.clock.now = moment


__all__ = ["Moment", "Office", "ReachedToday", "Staff"]
