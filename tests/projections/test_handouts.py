"""The record of files: what was handed out, for whom and when, found by the digest of a file in hand."""

from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa

from domain.handout.words import HandoutKind
from projections.handouts import HandoutQueries
from projections.models import INSTITUTION_MODELS
from projections.runner import Runner
from tests.domain.people import OFFICER
from tests.domain.test_handout import FILE
from tests.projections.world import SLUG, World


def test_a_file_is_found_by_its_digest(engine: sa.Engine) -> None:
    world, queries = World(), HandoutQueries(engine)
    world.do(FILE, OFFICER)
    world.do(
        replace(FILE, handout_id=UUID(int=2), kind=HandoutKind.DOSSIER, about=UUID(int=7), sha256="cd" * 32), OFFICER
    )
    world.do(replace(FILE, handout_id=UUID(int=3)), OFFICER)
    Runner(engine, world.log, SLUG, INSTITUTION_MODELS).catch_up()
    first, again = queries.handouts(sha256="ab" * 32).items
    assert (first.handout_id, again.handout_id) == (UUID(int=1), UUID(int=3)), "the same file twice is recorded twice"
    assert (first.made_by, first.log_position, first.rows, first.filters) == (OFFICER.id, 12, 3, ("status=approved",))
    assert (first.as_of, first.is_withheld) == (FILE.as_of, True)
    (dossier,) = queries.handouts(about=UUID(int=7)).items
    assert dossier.kind is HandoutKind.DOSSIER
    assert queries.handouts(sha256="ef" * 32).items == ()
    assert len(queries.handouts(made_by=OFFICER.id, limit=2).items) == 2
