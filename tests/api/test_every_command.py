"""Every command and every question of the model has an address; what has none says why."""

from collections.abc import Iterator
from inspect import isfunction

import pytest

from api.rest import commands
from domain.registry import AGGREGATES
from domain.values import Role
from projections.erasure_queries import ErasureQueries
from projections.figure_queries import FigureQueries
from projections.queries import InstitutionQueries
from projections.shared_queries import FwoQueries, SharedQueries
from tests.api.house import API, House

ANSWERED: dict[str, str] = {
    "InstitutionQueries.cases": "/collaborations",
    "InstitutionQueries.search": "/collaborations/search",
    "InstitutionQueries.case": "/collaborations/{identifier}",
    "InstitutionQueries.gates": "/collaborations/{identifier}/gates",
    "InstitutionQueries.hits": "/collaborations/{identifier}/hits",
    "InstitutionQueries.confirmed_elsewhere": "/collaborations/{identifier}/hits",
    "InstitutionQueries.links": "/collaborations/{identifier}/participants",
    "InstitutionQueries.work_list": "/work-list",
    "InstitutionQueries.deadlines": "/deadlines",
    "InstitutionQueries.cases_of": "/parties/{identifier}/collaborations",
    "InstitutionQueries.party": "/parties/{identifier}",
    "InstitutionQueries.parties": "/parties",
    "InstitutionQueries.owners": "/parties/{identifier}/owners",
    "InstitutionQueries.person": "/persons/{identifier}",
    "InstitutionQueries.persons": "/persons",
    "InstitutionQueries.run": "/runs/{identifier}",
    "InstitutionQueries.runs": "/runs",
    "InstitutionQueries.rescreened": "/runs/{identifier}/cases",
    "InstitutionQueries.licence": "/licences/{identifier}",
    "InstitutionQueries.licences": "/collaborations/{identifier}/overview",
    "InstitutionQueries.all_licences": "/licences",
    "InstitutionQueries.incident": "/incidents/{identifier}",
    "InstitutionQueries.incidents": "/incidents",
    "FigureQueries.figures": "/figures",
    "FigureQueries.analyses": "/risk-analyses",
    "InstitutionQueries.report": "/fwo-reports/{identifier}",
    "InstitutionQueries.reports": "/fwo-reports",
    "SharedQueries.lists": "/lists",
    "SharedQueries.list": "/lists/{list_id}",
    "SharedQueries.institutions": "/institutions",
    "SharedQueries.institution": "/institutions/{slug}",
    "FwoQueries.portfolio": "/fwo/portfolio",
    "ErasureQueries.erasures": "/erasures",
    "ErasureQueries.holds": "/holds",
}
"""Each question of the read models, and the address that answers it."""

INSIDE: dict[str, str] = {
    "InstitutionQueries.case_by_reference": "the search of /collaborations finds a reference",
    "InstitutionQueries.assignees": "for the filter of the register of pages",
    "InstitutionQueries.cases_by_id": "for the pages of who decides, which name the cases of what waits",
    "InstitutionQueries.references": "for the pages, which name cases of other questions",
    "InstitutionQueries.due": "for the morning page; /deadlines and /work tell it",
    "InstitutionQueries.night": "for the morning page; the registers tell it",
    "InstitutionQueries.hits_at": "for the pages of hits; /collaborations/{identifier}/hits tells them by case",
    "InstitutionQueries.hits_counted": "for the pages of hits",
    "FwoQueries.reports": "for the pages of the monitor; /fwo/portfolio tells the reports of each case",
    "FwoQueries.awaited": "for the pages of the monitor",
    "InstitutionQueries.live_case_ids": "for a run",
    "InstitutionQueries.subjects_of": "for a screening",
    "InstitutionQueries.reminders_due": "for the clock",
    "InstitutionQueries.licences_ending": "for the clock",
    "InstitutionQueries.deadlines_within": "for the figures",
    "InstitutionQueries.hit": "for the service; a hit stands among those of its case",
    "InstitutionQueries.covered_cases": "for a run that goes on; /runs/{identifier}/cases tells them",
    "InstitutionQueries.rescreened_versions": "for the service",
    "FigureQueries.decided": "for the page where an auditor begins; /collaborations/{identifier}/then-and-now tells it",
    "FigureQueries.false_positives": "for a run",
    "FigureQueries.partners": "for the figures",
    "ErasureQueries.erasures_of": "for the service",
    "ErasureQueries.is_erased": "for the service",
    "ErasureQueries.around": "for the service",
    "ErasureQueries.incidents_naming": "for the service",
    "ErasureQueries.over_and_notified_before": "for /access/unusual",
    "ErasureQueries.persons_called": "for /data-subjects",
    "ErasureQueries.idle_persons": "for /retention/proposals",
    "ErasureQueries.ended_cases": "for /retention/proposals",
    "ErasureQueries.live": "for the service",
}
"""Questions that the program asks itself, and for what."""

BY_PROGRAMS_ALONE = "a program gives it as it runs, and nobody else may"
BY_IMPORT = "its fields come from a file: that an importer has read, or that was made to be handed out"


def _questions() -> Iterator[str]:
    for owner in (InstitutionQueries, FigureQueries, SharedQueries, FwoQueries, ErasureQueries):
        for name, each in vars(owner).items():
            if isfunction(each) and not name.startswith("_"):
                yield f"{owner.__name__}.{name}"


def test_every_aggregate_has_a_collection() -> None:
    assert {each.name for each in AGGREGATES} == set(commands.COLLECTIONS)


def test_every_command_has_an_address(house: House) -> None:
    paths = _paths(house)
    without = {}
    for aggregate in AGGREGATES:
        collection = f"{API}/{commands.COLLECTIONS[aggregate.name]}"
        for spec in aggregate.commands.values():
            path = collection if spec.opens else f"{collection}/{{identifier}}/{spec.name}"
            if "post" not in paths.get(path, {}):
                is_for_programs = spec.roles == {Role.SERVICE}
                without[f"{aggregate.name}/{spec.name}"] = BY_PROGRAMS_ALONE if is_for_programs else spec.name
    persons_may = {name: why for name, why in without.items() if why != BY_PROGRAMS_ALONE}
    assert persons_may == {"watchlist/import-version": "import-version", "handout/record-handout": "record-handout"}, (
        BY_IMPORT
    )


@pytest.mark.parametrize("question", sorted(_questions()))
def test_every_question_has_an_address(house: House, question: str) -> None:
    assert (question in ANSWERED) != (question in INSIDE), "name the address that answers it, or why there is none"
    if question in ANSWERED:
        assert "get" in _paths(house).get(API + ANSWERED[question], {})


def test_nothing_is_named_that_is_gone() -> None:
    assert ANSWERED.keys() | INSIDE.keys() <= set(_questions())


def _paths(house: House) -> dict[str, dict[str, object]]:
    document = house.app.test_client().get(f"{API}/openapi.json").json
    assert isinstance(document, dict)
    paths: dict[str, dict[str, object]] = document["paths"]
    return paths
