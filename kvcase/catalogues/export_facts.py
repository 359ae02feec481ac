"""The facts of export control as a catalogue: one kind of entry for each kind of fact."""

from dataclasses import dataclass
from enum import StrEnum

from domain.export_control import Authorisation, AuthorityRules, ExportControl
from domain.licence.words import Authority, LicenceKind
from kvcase.catalogues.model import Citation, Edition, Label
from kvcase.catalogues.reading import Table


class FactKind(StrEnum):
    """What an entry says."""

    CUSTOMS_TERRITORY = "customs_territory"
    FREE_TRANSFER = "free_transfer"
    INTRA_EU_CODES = "intra_eu_codes"
    AUTHORISATION = "authorisation"
    AUTHORITY = "authority"
    RECORD_KEEPING = "record_keeping"


@dataclass(frozen=True, slots=True)
class ExportFact:
    """One fact. `members` are countries or codes; `confirm` marks what the institution confirms before relying on it.

    `years` of an authority: how long a licence lasts at most, by kind; of record keeping: under `keep`.
    """

    fact_id: str
    kind: FactKind
    members: tuple[str, ...]
    conditions: tuple[str, ...]
    documents: tuple[str, ...]
    years: tuple[tuple[str, int], ...]
    confirm: bool
    note: Label
    citation: Citation


def read(table: Table) -> ExportFact:
    """Read one fact. Raises `CatalogueError` for an authority that the model does not know."""
    fact_id, kind = table.text("id"), table.word("kind", FactKind)
    years: tuple[tuple[str, int], ...] = ()
    match kind:
        case FactKind.AUTHORITY:
            table.word("id", Authority)
            individual, shared = table.whole("individual_years"), table.whole("global_years")
            years = ((LicenceKind.INDIVIDUAL.value, individual), (LicenceKind.GLOBAL.value, shared))
        case FactKind.RECORD_KEEPING:
            years = (("keep", table.whole("years")),)
        case _:
            pass
    return ExportFact(
        fact_id,
        kind,
        table.texts("members"),
        table.texts("conditions"),
        table.texts("documents"),
        years,
        table.flag("confirm"),
        table.label("note"),
        table.citation(),
    )


def to_domain(edition: Edition[ExportFact] | None) -> ExportControl:
    """Return the facts as decisions take them; an edition older than this catalogue has none."""
    if edition is None:
        return ExportControl()

    def of(kind: FactKind) -> tuple[ExportFact, ...]:
        return tuple(entry for entry in edition.entries if entry.kind is kind)

    def members(kind: FactKind) -> frozenset[str]:
        return frozenset(member for entry in of(kind) for member in entry.members)

    return ExportControl(
        customs_territory=members(FactKind.CUSTOMS_TERRITORY),
        free_transfer=members(FactKind.FREE_TRANSFER),
        intra_eu_codes=members(FactKind.INTRA_EU_CODES),
        authorisations={
            each.fact_id: Authorisation(each.fact_id, frozenset(each.members), each.conditions, str(each.citation))
            for each in of(FactKind.AUTHORISATION)
        },
        authorities={
            each.fact_id: AuthorityRules(each.fact_id, each.documents, dict(each.years), str(each.citation))
            for each in of(FactKind.AUTHORITY)
        },
        record_keeping_years=max((years for each in of(FactKind.RECORD_KEEPING) for _, years in each.years), default=5),
    )
