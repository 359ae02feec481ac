"""Figures as Markdown, in Dutch and English."""

from collections.abc import Iterator, Sequence

from domain.figures import Basis
from projections.kpis import BREACH, TIE_NOW, TIE_THEN, Kpis
from projections.suppression import KEPT_BACK, Published

TITLES = {
    TIE_THEN: ("Band van de partner: toen / volgens vandaag", "Tie of the partner: then / by today's lists"),
    "outcome": ("Uitkomst", "Outcome"),
    "funder": ("Financier", "Funder"),
    "institution": ("Instelling", "Institution"),
    BREACH: ("Soort inbreuk gemeld aan het FWO", "Type of breach told to the FWO"),
    "technology-domain": ("Domein van kritieke technologie (vermeldingen)", "Critical technology domain (mentions)"),
    "sub-technology": ("Deeltechnologie (vermeldingen)", "Sub-technology (mentions)"),
}


def kpis(figures: Kpis, language: str = "en") -> str:
    """Return the series of a scope, then and today side by side, with the note on lag."""
    return "\n".join(_kpis(figures, 0 if language == "nl" else 1))


def _kpis(figures: Kpis, tongue: int) -> Iterator[str]:
    title = ("Kerncijfers van {}, naar jaar van {}", "Key figures of {}, by year of {}")[tongue]
    by = {Basis.NOTIFICATION: ("melding", "notification"), Basis.START: ("start", "start")}[figures.by][tongue]
    yield f"# {title.format(figures.scope, by)}"
    yield ""
    yield (figures.note_nl, figures.note_en)[tongue]
    yield ""
    if figures.k > 1:
        yield (
            f"`{KEPT_BACK}`: een aantal van 1 tot {figures.k - 1}, of een aantal dat anders zo'n aantal zou verraden.",
            f"`{KEPT_BACK}`: a count of 1 to {figures.k - 1}, or one that would betray such a count.",
        )[tongue]
        yield ""
    by_title = {each.title: each for each in figures.tables}
    for title, told in TITLES.items():
        shown = by_title[title]
        yield f"## {told[tongue]}"
        yield ""
        yield from markdown(shown, by_title[TIE_NOW] if title == TIE_THEN else None)
        yield ""
    years = ", ".join(f"{year}: {count}" for year, count in figures.analyses.items()) or ("geen", "none")[tongue]
    yield f"{('Instellingen met een risicoanalyse', 'Institutions with a risk analysis')[tongue]}: {years}"
    lists = ", ".join(f"{name} {version}" for name, version in sorted(figures.lists_today.items())) or "-"
    yield f"{('Lijsten van vandaag', 'Lists of today')[tongue]}: {lists}"


def markdown(table: Published, beside: Published | None = None) -> Iterator[str]:
    """Give the lines of a table; with `beside`, each cell holds both counts, `then | today` as `3 / 4`."""
    if not table.rows:
        yield "-"
        return
    yield _line(["", *table.columns, "total"])
    yield _line(["---", *["---:"] * (len(table.columns) + 1)])
    for number, name in enumerate(table.rows):
        others = beside.counts[number] if beside is not None else None
        yield _line([name, *_cells(table.counts[number], others), _cell(table.row_totals[number])])
    others = beside.column_totals if beside is not None else None
    yield _line(["total", *_cells(table.column_totals, others), _cell(table.total)])


def _cells(counts: Sequence[int | None], others: Sequence[int | None] | None) -> list[str]:
    if others is None:
        return [_cell(count) for count in counts]
    return [f"{_cell(count)} / {_cell(other)}" for count, other in zip(counts, others, strict=True)]


def _cell(count: int | None) -> str:
    return KEPT_BACK if count is None else str(count)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
