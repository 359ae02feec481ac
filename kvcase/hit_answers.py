"""Answers that hold beyond their case reach the other cases: what one adopts, and what another has to drop.

Asked of the state of the registers and not of single events, so that it may be repeated without harm and whoever was
killed, or came too early, leaves none undone. At once where an answer is given or taken back, and at each tick.
"""

import logging
from collections.abc import Callable, Sequence
from uuid import UUID

from domain.collaboration import hit_answers, parties, screening
from domain.errors import NotFoundError, RuleRefusedError, StaleVersionError
from domain.ports import Clock
from domain.values import CaseId, Recorded
from kvcase.reactions import service_actor
from kvcase.service import Service
from projections.rescreening_queries import RescreeningQueries

_LOG = logging.getLogger("kvcase.hit_answers")
_MOVES = (
    screening.HitResolved,
    screening.HitResolutionConfirmed,
    hit_answers.HitAnswerRetracted,
    parties.PartyUnlinked,
    parties.ResearcherUnlinked,
)
"""What may give or take an answer that holds beyond its case."""


class HitAnswers:
    """Keeps the live cases in line with the answers that hold beyond their case."""

    def __init__(
        self,
        service: Service,
        register: Callable[[str], RescreeningQueries],
        catch_up: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._service = service
        self._register = register
        self._catch_up = catch_up
        self._clock = clock

    def handle(self, institution: str, recorded: Sequence[Recorded]) -> None:
        """Bring the cases in line if one of these events may have moved an answer."""
        if any(isinstance(each.event, _MOVES) for each in recorded):
            self.tend(institution)

    def tend(self, institution: str) -> tuple[UUID, ...]:
        """Bring the cases in line, and return those that moved."""
        self._catch_up(institution)
        moved = []
        for case_id in self._register(institution).out_of_line(self._clock().date()):
            command = hit_answers.AdoptHitAnswers(CaseId(case_id))
            try:
                if self._service(command, actor=service_actor(institution)).events:
                    moved.append(case_id)
            except (RuleRefusedError, NotFoundError, StaleVersionError) as refusal:
                # The case ended or moved meanwhile; if it is live at the next look, it is brought in line then.
                _LOG.warning("case %s adopts no answer: %s", case_id, refusal)
        return tuple(moved)
