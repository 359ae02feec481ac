"""What no sharing can be, asked and recorded alike."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.collaboration.may_share import may_share
from domain.collaboration.spine import Status
from domain.errors import UnusableInputError
from domain.licence.words import Modality
from domain.values import Role
from tests.domain import people
from tests.domain.gate_rows import CODE, sharing
from tests.domain.scenario import TODAY, walk


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"quantity": -3}, "quantity"),
        ({"value_eur": -1}, "value_eur"),
        ({"nothing_listed_because": "Nothing."}, "nothing_listed_because"),
        ({"codes": ("EAR99",)}, "codes.0"),
        ({"work_package": "WP99"}, "work_package"),
        ({"shared_on": TODAY - timedelta(days=1)}, "shared_on"),
    ],
)
@pytest.mark.rule("G4")
def test_a_sharing_that_contradicts_itself_is_asked_and_recorded_nowhere(fields: dict[str, Any], named: str) -> None:
    case = walk(Status.RUNNING)
    command = replace(sharing(CODE), **fields)
    assert case.refused(command, people.RESEARCHER, UnusableInputError).field == named
    with pytest.raises(UnusableInputError) as refused:
        may_share(case.state, command, case.context(people.RESEARCHER, Role.RESEARCHER, None))
    assert refused.value.field == named


@pytest.mark.rule("G4")
def test_the_id_of_a_sharing_serves_one_sharing() -> None:
    case = walk(Status.RUNNING)
    case.do(sharing(), people.RESEARCHER)
    assert case.do(sharing(), people.RESEARCHER) == ()
    other = replace(sharing(), modality=Modality.LECTURE)
    assert case.refused(other, people.RESEARCHER, UnusableInputError).field == "share_id"
