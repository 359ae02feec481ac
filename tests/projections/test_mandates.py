"""What the read model of covers and grants says, on both databases, and the work that it shows."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from domain.institution import covers, grants
from domain.values import Actor, Recorded, Role
from projections import readmodel
from projections.mandate_queries import MandateQueries
from projections.mandates import MODEL
from projections.mine import Mine
from projections.models import INSTITUTION_MODELS
from projections.runner import Runner
from tests.domain.people import APPROVER, OFFICER, person
from tests.domain.scenario import TODAY, identifier, meta
from tests.projections.world import SLUG, World

COVER, GRANT = identifier("cover"), identifier("grant")
UNTIL = TODAY + timedelta(days=3)
PRIVACY = person("dina", Role.DATA_PROTECTION_OFFICER)
GIVEN = covers.CoverGiven(COVER, "olga", "xenia", (Role.CONTACT_POINT_OFFICER,), TODAY, UNTIL, "Away.")
PROPOSED = grants.GrantProposed(GRANT, "anna", "An audit.", UNTIL)


def apply(engine: sa.Engine, *happened: tuple[UUID, Any, Actor]) -> None:
    """Let these events be the newest of the log, one after the other."""
    world = World()
    log = readmodel.followed(world.log, [MODEL])
    batch: Sequence[Recorded] = [
        Recorded(stream, number, number, event, meta(by)) for number, (stream, event, by) in enumerate(happened, 1)
    ]
    with engine.begin() as connection:
        MODEL.apply(connection, batch, log, SLUG)


def test_a_cover_is_in_force_from_its_first_day_to_its_last_unless_it_ended(engine: sa.Engine) -> None:
    queries = MandateQueries(engine)
    longer = covers.CoverRenewed(COVER, UNTIL + timedelta(days=4), "Still away.")
    apply(engine, (COVER, GIVEN, OFFICER), (COVER, longer, OFFICER))
    in_force = {day: [row.cover for row in queries.covers_on(TODAY + timedelta(days=day))] for day in (-1, 0, 7, 8)}
    assert in_force == {-1: [], 0: ["xenia"], 7: ["xenia"], 8: []}
    assert queries.covers_between("olga", "xenia") == (COVER,)
    assert queries.covers_between("xenia", "olga") == ()
    apply(engine, (COVER, covers.CoverEnded(COVER, "Back."), APPROVER))
    assert queries.covers_on(TODAY) == ()
    (row,) = queries.covers()
    assert (row.roles, row.given_by, row.ended_by) == (("contact_point_officer",), "olga", "vera")


def test_a_grant_is_shown_from_its_proposal_on(engine: sa.Engine) -> None:
    queries = MandateQueries(engine)
    deputy = person("dora", Role.DATA_PROTECTION_OFFICER, for_="dina")
    apply(engine, (GRANT, PROPOSED, deputy), (GRANT, grants.GrantConfirmed(GRANT), APPROVER))
    (row,) = queries.grants()
    assert (row.proposed_by, row.confirmed_by, row.ended_on) == (("dina", "dora"), ("vera",), None)
    assert queries.grants_of("anna") == (GRANT,)
    apply(engine, (GRANT, grants.GrantEnded(GRANT, "Done."), PRIVACY))
    assert [each.ended_by for each in queries.grants()] == [("dina",)]


def test_my_work_is_what_names_me_and_what_falls_to_my_role_while_nobody_is_named(engine: sa.Engine) -> None:
    world, queries = World(), MandateQueries(engine)
    world.notify(1)
    Runner(engine, world.log, SLUG, INSTITUTION_MODELS).catch_up()
    officer, nobody = Mine(frozenset(), OFFICER.roles), Mine(frozenset({"olga"}), frozenset())
    assert len(queries.work_list(mine=officer).items) == len(queries.deadlines(mine=officer).items) == 1
    assert not queries.work_list(mine=nobody).items
    assert not queries.deadlines(mine=nobody).items
