"""The annual risk report of an institution as Markdown, in Dutch and English."""

from collections.abc import Iterator, Mapping

from projections.annual import Annual, LeadTime

_NONE = ("geen", "none")


def markdown(report: Annual, language: str = "en") -> str:
    """Return the report. It names no case, no party and no person."""
    return "\n".join(_lines(report, 0 if language == "nl" else 1))


def _lines(report: Annual, tongue: int) -> Iterator[str]:
    yield f"# {('Jaarlijks risicoverslag', 'Annual risk report')[tongue]} {report.year}, {report.institution}"
    yield ""
    yield (
        "Zaken zijn die van het jaar van melding; beslissingen die waarvan de eerste in dit jaar viel.",
        "Cases are those notified in the year; decisions those whose first fell in it.",
    )[tongue]
    yield ""
    if report.analyses:
        for each in report.analyses:
            yield (
                f"De risicoanalyse van {each.year} is gemaakt op {each.made_on} en voorgelegd aan: {each.reported_to}.",
                f"The risk analysis of {each.year} was made on {each.made_on} and reported to: {each.reported_to}.",
            )[tongue]
    else:
        yield (
            f"Voor {report.year} is geen risicoanalyse geregistreerd.",
            f"No risk analysis is recorded for {report.year}.",
        )[tongue]
    yield ""
    yield f"| {('Wat', 'What')[tongue]} | {('Aantal', 'Count')[tongue]} |"
    yield "| --- | --- |"
    for (nl, en), told in _rows(report, tongue):
        yield f"| {(nl, en)[tongue]} | {told} |"


def _rows(report: Annual, tongue: int) -> Iterator[tuple[tuple[str, str], str]]:
    yield ("Meldingen", "Notifications"), str(report.notified)
    yield ("Naar niveau", "By level"), _counts(report.levels, tongue)
    yield ("Beslissingen naar route", "Decisions by route"), _counts(report.routes, tongue)
    yield ("Naar uitkomst", "By outcome"), _counts(report.outcomes, tongue)
    yield ("Niet gestart na weigering", "Refused"), str(report.refused)
    yield ("Drempels door twee personen voorbijgegaan", "Gates passed by two persons"), str(report.overrides)
    yield ("Schorsingen", "Suspensions"), str(report.suspensions)
    yield (
        ("Maatregelen, waarvan nagekeken", "Measures, of which verified"),
        f"{report.measures_set}, {report.measures_verified}",
    )
    yield ("Incidenten naar familie", "Incidents by family"), _counts(report.incidents, tongue)
    yield ("Vergunningen naar stand", "Licences by status"), _counts(report.licences, tongue)
    yield ("Dagen tot het einde van de screening", "Days to the end of screening"), _lead(report.to_screening, tongue)
    yield ("Dagen tot de beslissing", "Days to the decision"), _lead(report.to_decision, tongue)
    yield (
        ("Rapporten aan het FWO verschuldigd, waarvan te laat", "Reports to the FWO due, of which overdue"),
        f"{report.reports_due}, {report.reports_overdue}",
    )
    yield ("Termijnen in dit jaar, naar soort", "Deadlines in the year, by kind"), _counts(report.due, tongue)
    yield ("Waarvan te laat", "Of which overdue"), _counts(report.overdue, tongue)
    yield ("Inbreuken gemeld aan het FWO", "Breaches told to the FWO"), _counts(report.breaches, tongue)
    lists = "; ".join(f"{name} {', '.join(map(str, versions))}" for name, versions in report.lists.items())
    yield ("Lijsten bij de eerste screening (versies)", "Lists at first screening (versions)"), lists or _NONE[tongue]


def _counts(counts: Mapping[str, int], tongue: int) -> str:
    return ", ".join(f"{word} {count}" for word, count in counts.items()) or _NONE[tongue]


def _lead(time: LeadTime, tongue: int) -> str:
    if time.median_days is None:
        return _NONE[tongue]
    words = (("mediaan", "langste", "zaken"), ("median", "longest", "cases"))[tongue]
    return f"{words[0]} {time.median_days:g}, {words[1]} {time.longest_days} ({time.cases} {words[2]})"
