"""A file that is handed out is recorded once, in good form, for whoever may be handed one."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from domain.context import Context
from domain.errors import NotPermittedError, RuleRefusedError, UnusableInputError
from domain.handout import commands, decider
from domain.handout.commands import RecordHandout
from domain.handout.decider import Handout
from domain.handout.words import HandoutFormat, HandoutKind
from domain.values import Actor, Role

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FILE = RecordHandout(
    UUID(int=1),
    HandoutKind.REGISTER,
    HandoutFormat.CSV,
    "cases",
    None,
    None,
    "nl",
    NOW,
    12,
    "ab" * 32,
    100,
    3,
    ("status=approved",),
    is_withheld=True,
)


def context(role: Role) -> Context:
    return Context(Actor("anna", "noordhaven", frozenset({role})), role, NOW, "noordhaven")


@pytest.mark.parametrize("role", sorted(commands.RECEIVERS))
def test_what_was_made_is_recorded_as_it_was_said(role: Role) -> None:
    (event,) = decider.decide(Handout(), FILE, context(role))
    assert [getattr(event, each.name) for each in fields(event)] == [getattr(FILE, each.name) for each in fields(FILE)]


@pytest.mark.parametrize("role", sorted(set(Role) - commands.RECEIVERS))
def test_who_is_handed_nothing_records_nothing(role: Role) -> None:
    with pytest.raises(NotPermittedError):
        decider.decide(Handout(), FILE, context(role))


def test_a_record_is_never_written_over() -> None:
    with pytest.raises(RuleRefusedError, match="exists"):
        decider.decide(Handout(1), FILE, context(Role.AUDITOR))


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"sha256": "AB" * 32}, "sha256"), ({"sha256": "ab"}, "sha256"), ({"size": 0}, "size"), ({"name": " "}, "name")],
    ids=["capitals", "short", "nothing", "nameless"],
)
def test_a_record_without_a_digest_size_or_name_is_refused(changed: dict[str, object], field: str) -> None:
    with pytest.raises(UnusableInputError) as refusal:
        decider.decide(Handout(), replace(FILE, **changed), context(Role.AUDITOR))  # type: ignore[arg-type]
    assert refusal.value.field == field
