"""A case by the generated client, as a program of an institution would write it: `make client` writes the client.

Its types are those of the client: where it is not there (as when all else is checked) they are unknown, and
`test_client.py` checks them against the client itself.
"""

from dataclasses import dataclass
from uuid import UUID

from kvcase_client import AuthenticatedClient
from kvcase_client.api.collaborations import (
    get_collaboration,
    get_collaborations,
    get_gates,
    post_collaborations_approve,
    post_collaborations_complete_screening,
    post_collaborations_notify,
    post_collaborations_start_screening,
    post_collaborations_submit_for_review,
    post_collaborations_withdraw,
)
from kvcase_client.models.approve import Approve
from kvcase_client.models.case_row import CaseRow
from kvcase_client.models.case_row_page import CaseRowPage
from kvcase_client.models.complete_screening import CompleteScreening
from kvcase_client.models.gate_list import GateList
from kvcase_client.models.notify_collaboration import NotifyCollaboration
from kvcase_client.models.notify_collaboration_nature import NotifyCollaborationNature
from kvcase_client.models.outcome import Outcome
from kvcase_client.models.problem import Problem
from kvcase_client.models.start_screening import StartScreening
from kvcase_client.models.submit_for_review import SubmitForReview
from kvcase_client.models.withdraw import Withdraw
from kvcase_client.types import Response


class RefusedError(Exception):
    """A refusal, with the problem that tells it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


@dataclass(frozen=True)
class Case:
    """A case and its newest version, as a writer knows it."""

    id: UUID
    reference: str
    version: int
    etag: str


def client_of(url: str, key: str) -> AuthenticatedClient:
    """Return a client that sends a service key."""
    return AuthenticatedClient(base_url=url, token=key, raise_on_unexpected_status=True)


def notify(client: AuthenticatedClient, title: str, summary: str, key: str) -> tuple[Case, bool]:
    """Notify once, however often it is asked, and tell whether it had been."""
    body = NotifyCollaboration(title=title, summary=summary, nature=NotifyCollaborationNature.SERVICE)
    answer = post_collaborations_notify.sync_detailed(client=client, body=body, idempotency_key=key)
    outcome = _done(answer)
    case = Case(outcome.id, str(outcome.reference), outcome.version, answer.headers["ETag"])
    return case, answer.headers.get("Idempotency-Replayed") == "true"


def screen(client: AuthenticatedClient, case: Case, screening: UUID) -> Case:
    """Screen a case and hand it to the approver."""
    begun = StartScreening(screening_id=screening)
    answer = post_collaborations_start_screening.sync_detailed(case.id, client=client, body=begun, if_match=case.etag)
    case = _newest(case, answer)
    completed = CompleteScreening(summary="No hits.")
    answer = post_collaborations_complete_screening.sync_detailed(
        case.id, client=client, body=completed, if_match=case.etag
    )
    case = _newest(case, answer)
    proposed = SubmitForReview(proposal="Approve.")
    answer = post_collaborations_submit_for_review.sync_detailed(
        case.id, client=client, body=proposed, if_match=case.etag
    )
    return _newest(case, answer)


def approve(client: AuthenticatedClient, case: Case, grounds: str) -> Case:
    """Approve a case; raises `RefusedError` with the open gates."""
    body = Approve(grounds=grounds, dossier_version=case.version)
    return _newest(
        case, post_collaborations_approve.sync_detailed(case.id, client=client, body=body, if_match=case.etag)
    )


def withdraw(client: AuthenticatedClient, case: Case) -> Case:
    """Take a notification back."""
    body = Withdraw(reason="It will not be.")
    return _newest(
        case, post_collaborations_withdraw.sync_detailed(case.id, client=client, body=body, if_match=case.etag)
    )


def read(client: AuthenticatedClient, case: Case) -> CaseRow:
    """Return a case as it stands."""
    found = get_collaboration.sync(case.id, client=client)
    if isinstance(found, Problem):
        raise RefusedError(found)
    assert isinstance(found, CaseRow)
    return found


def is_unchanged(client: AuthenticatedClient, case: Case) -> bool:
    """Tell whether nothing happened since that version."""
    answer = get_collaboration.sync_detailed(case.id, client=client, if_none_match=case.etag)
    return int(answer.status_code) == 304


def gates(client: AuthenticatedClient, case: Case) -> list[str]:
    """Return the rules of the gates that are open."""
    found = get_gates.sync(case.id, client=client)
    assert isinstance(found, GateList)
    return [gate.rule_id for gate in found.items]


def every(client: AuthenticatedClient, limit: int) -> list[CaseRow]:
    """Return all cases, by the pages that hold them."""
    page = get_collaborations.sync(client=client, limit=limit)
    rows: list[CaseRow] = []
    while isinstance(page, CaseRowPage):
        rows += page.items
        if page.next_ is None:
            return rows
        page = get_collaborations.sync(client=client, limit=limit, after=page.next_)
    raise AssertionError("a page was refused")


def _newest(case: Case, answer: Response[Outcome | Problem]) -> Case:
    return Case(case.id, case.reference, _done(answer).version, answer.headers["ETag"])


def _done(answer: Response[Outcome | Problem]) -> Outcome:
    if isinstance(answer.parsed, Problem):
        raise RefusedError(answer.parsed)
    assert isinstance(answer.parsed, Outcome)
    return answer.parsed
