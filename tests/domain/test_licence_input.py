"""What no licence can be drafted, asked for or required with: codes of other lists, strangers, days out of order."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.collaboration import legal
from domain.collaboration.spine import Status
from domain.errors import UnusableInputError
from domain.gates import Blocks
from domain.licence import commands as licences
from domain.licence import decider as licence
from domain.licence.words import Authority, LicenceKind, Modality
from tests.domain import people
from tests.domain.gate_rows import LICENCE, require
from tests.domain.scenario import CASE, PARTNER, TODAY, party, walk
from tests.domain.test_aggregates import Stream
from tests.domain.test_licences import DRAFT, GENERAL, SECOND, granted

ASK = legal.RequestExportLicence(
    CASE, LICENCE, Authority.VL, LicenceKind.INDIVIDUAL, ("6A002",), "CN", PARTNER, (Modality.KNOWLEDGE,)
)
INDIVIDUAL = replace(DRAFT, kind=LicenceKind.INDIVIDUAL, destinations=("CN",), end_users=(PARTNER,))
WRONG_CODES = {
    "9.1": "critical technology",
    "EAR99": "US list",
    "6A998": "900 series",
    "9A610": "600 series",
    "ML10": "military list",
    "USML VIII": "munitions list",
    "6A": "names a category",
    "6a002": "wrong case",
    "6A 002": "holds a space",
    "8471.30": "customs tariff",
    "": "no control code",
}


def refusal_of(command: Any) -> UnusableInputError:
    with pytest.raises(UnusableInputError) as refusal:
        Stream(licence.AGGREGATE, (command, people.EXPORT))
    return refusal.value


@pytest.mark.parametrize("code", WRONG_CODES)
@pytest.mark.rule("licence-form")
def test_a_licence_is_drafted_amended_asked_for_and_required_for_codes_of_annex_i_alone(code: str) -> None:
    codes = ("6A002", code)
    found = refusal_of(replace(INDIVIDUAL, codes=codes))
    assert found.field == "codes.1"
    assert WRONG_CODES[code] in found.rule
    assert "Annex I, Regulation (EU) 2021/821" in found.expected
    with pytest.raises(UnusableInputError) as refused:
        granted().do(licences.AmendLicence(LICENCE, "More.", codes=codes), people.EXPORT)
    assert refused.value.field == "codes.1"
    case = walk(Status.RUNNING)
    required = require(legal.Requirement.EXPORT_LICENCE, Blocks.SHARE)
    asked: tuple[legal.RequestExportLicence | legal.IdentifyLegalRequirement, ...] = (ASK, required)
    for command in asked:
        assert case.refused(replace(command, codes=codes), people.EXPORT, UnusableInputError).field == "codes.1"


@pytest.mark.parametrize("drafted", [INDIVIDUAL, DRAFT])
@pytest.mark.rule("licence-form")
def test_the_end_user_of_a_licence_stands_in_the_register(drafted: licences.DraftLicence) -> None:
    stranger = party("Stranger")
    found = refusal_of(replace(drafted, end_users=(*drafted.end_users[:-1], stranger)))
    assert found.field == f"end_users.{len(drafted.end_users) - 1}"
    assert str(stranger) in found.rule
    assert "register-party" in found.expected
    with pytest.raises(UnusableInputError, match=r"end_users\.0: .* is no organisation of the register"):
        granted().do(licences.AmendLicence(LICENCE, "Another.", end_users=(stranger,)), people.EXPORT)
    stream = Stream(licence.AGGREGATE, (drafted, people.EXPORT))
    assert stream.state.end_users == tuple(sorted(drafted.end_users))


def test_an_authorisation_for_everybody_asks_for_no_organisation() -> None:
    assert Stream(licence.AGGREGATE, (GENERAL, people.EXPORT)).state.end_users == ()


@pytest.mark.rule("licence-form")
def test_a_second_amendment_does_not_lie_before_the_first() -> None:
    stream = granted()
    stream.now += timedelta(days=10)
    first = licences.AmendLicence(LICENCE, "Another.", end_users=(SECOND,), number="VL-2")
    stream.do(replace(first, amended_on=TODAY + timedelta(days=5)), people.EXPORT)
    back = replace(first, end_users=(PARTNER,), amended_on=TODAY + timedelta(days=4))
    with pytest.raises(UnusableInputError, match="amended_on"):
        stream.do(back, people.EXPORT)
