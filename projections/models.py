"""Every read model, by the log that feeds it and the database that it lives in."""

from projections import (
    case_figures,
    case_hits,
    case_register,
    case_search,
    deadlines,
    erasures,
    fwo_portfolio,
    fwo_reports,
    handouts,
    incidents,
    institutions,
    licences,
    list_status,
    mandates,
    open_gates,
    parties,
    party_cases,
    persons,
    rescreening_runs,
    risk_analyses,
    scorers,
    screened_subjects,
    work_list,
)

INSTITUTION_MODELS = (
    case_register.MODEL,
    open_gates.MODEL,
    work_list.MODEL,
    deadlines.MODEL,
    party_cases.MODEL,
    parties.MODEL,
    persons.MODEL,
    case_hits.MODEL,
    rescreening_runs.MODEL,
    licences.MODEL,
    incidents.MODEL,
    fwo_reports.MODEL,
    case_figures.MODEL,
    risk_analyses.MODEL,
    screened_subjects.MODEL,
    scorers.MODEL,
    erasures.MODEL,
    mandates.MODEL,
    case_search.MODEL,
    handouts.MODEL,
)
"""Fed by the log of an institution, in its own database."""

SHARED_MODELS = (list_status.MODEL, institutions.MODEL, handouts.MODEL)
"""Fed by the shared log, in the shared database."""

FWO_MODELS = (fwo_portfolio.MODEL,)
"""Fed by the log of every institution, in the database of the FWO."""
