"""Schemathesis reads the served document and asks the served program: a short form here, 500 examples at night."""

from pathlib import Path

import pytest

from tests.contract import asked

pytestmark = pytest.mark.sockets
_SHORT = ("--phases", "examples,fuzzing", "--max-examples", "1", "--no-shrink", "--continue-on-failure")


def _is_clean(ran: asked.Ran) -> None:
    assert ran.code == 0, ran.said[-6_000:]
    assert ran.faults == ()


def test_every_operation_answers_as_the_document_says(tmp_path: Path) -> None:
    _is_clean(asked.run(tmp_path, *_SHORT, seed=16))


@pytest.mark.nightly
@pytest.mark.postgres
def test_every_operation_answers_so_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    _is_clean(asked.run(tmp_path, "--max-examples", "20", "--continue-on-failure", seed=17, url=postgres_url))


@pytest.mark.nightly
def test_every_operation_answers_so_to_five_hundred_examples(tmp_path: Path) -> None:
    _is_clean(asked.run(tmp_path, "--max-examples", "500", "--continue-on-failure", seed=18))
