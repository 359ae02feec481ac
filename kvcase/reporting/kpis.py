"""The figures of one institution, or of what the FWO funds at all of them: as known then, and by today's lists."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

from domain.collaboration.spine import FWO as FWO_OWNER
from domain.errors import UnusableInputError
from domain.figures import MILITARY_FACTORS, Basis, PartnerTie, tie
from domain.fwo_report.words import ReportStatus
from domain.moments import Moment
from domain.values import SubjectKind
from kvcase import readmodels
from kvcase.facts import Facts
from kvcase.past import Past
from kvcase.readmodels import ReadModels
from kvcase.screening.engine import Engine, Subject
from kvcase.settings import FWO
from projections.case_figures import FiguresRow
from projections.kpis import Counted, Kpis, series
from projections.queries import InstitutionQueries
from projections.suppression import K

_PURPOSE = UUID(int=0x4B5049)
_CHUNK = 500


class Figures:
    """Counts cases; what it answers holds no case, no party and no person."""

    def __init__(
        self, read_models: ReadModels, past: Past, facts: Facts, engine: Engine, institutions: Sequence[str]
    ) -> None:
        self._read_models = read_models
        self._past = past
        self._facts = facts
        self._engine = engine
        self._institutions = tuple(institutions)

    def __call__(self, scope: str, by: Basis, k: int | None = None, at: Moment | None = None) -> Kpis:
        """Return the figures of an institution (`scope` is its slug), or of the FWO's cases at all (`fwo`).

        `k` is the smallest count that is shown: by default 5 for the FWO, and 1 for the institution's own eyes. Those
        of a moment count the cases of then, and hold them against the lists of today all the same. Raises
        `UnusableInputError` for a count below 5, or for a moment, where institutions are counted together: what two
        moments differ by may be one case.
        """
        is_fwo = scope == FWO
        if is_fwo and at is not None:
            raise no_past()
        if is_fwo and k is not None and k < K:
            rule = f"{k} would show counts below {K} over institutions (handbook domain.md 2.7)"
            raise UnusableInputError("k", rule, f"{K} or more, or nothing")
        where = self._institutions if is_fwo else (scope,)
        cases = [each for slug in where for each in self._cases(slug, at, only_fwo=is_fwo)]
        least = k if k is not None else K if is_fwo else 1
        today = {name: each.version_no for name, each in self._facts.shared().lists.items()}
        return Kpis(scope, by, least, series(cases, by, least), today, self._analyses(where, at))

    def cases(self, slug: str) -> tuple[FiguresRow, ...]:
        """Return every case of an institution as it is counted."""
        self._read_models.catch_up(slug)
        return self._read_models.institution(slug).figures()

    def _queries(self, slug: str, at: Moment | None) -> InstitutionQueries:
        return self._read_models.institution(slug) if at is None else self._past.queries(slug, at)

    def _cases(self, slug: str, at: Moment | None, *, only_fwo: bool) -> list[Counted]:
        counted = self.cases(slug) if at is None else self._queries(slug, at).figures()
        rows = [row for row in counted if not only_fwo or row.funder_owner == FWO_OWNER]
        queries = self._queries(slug, at)
        now, told = self._ties_today(queries, rows), _breaches(queries)
        return [Counted(slug, row, now[row.case_id], told.get(row.case_id, frozenset())) for row in rows]

    def _ties_today(self, queries: InstitutionQueries, rows: Sequence[FiguresRow]) -> Mapping[UUID, PartnerTie]:
        """Return the class of each case's partners by the lists in force now, but for matches found false."""
        lists = self._facts.shared().lists
        found_false = queries.false_positives()
        known: dict[UUID, tuple[tuple[str, str, str, str], ...]] = {}
        effects = {name: each.effect for name, each in lists.items()}
        ties: dict[UUID, PartnerTie] = {}
        for start in range(0, len(rows), _CHUNK):
            chunk = rows[start : start + _CHUNK]
            subjects = readmodels.subjects(queries, [row.case_id for row in chunk])
            parties = {key: [one for one in some if one.kind is SubjectKind.PARTY] for key, some in subjects.items()}
            self._screen([one for some in parties.values() for one in some], known)
            for row in chunk:
                hits = [
                    (list_id, effects[list_id])
                    for one in parties.get(row.case_id, ())
                    for list_id, *match in known[one.subject_id]
                    if (row.case_id, list_id, *match) not in found_false
                ]
                factors = MILITARY_FACTORS if row.has_military_factor else ()
                ties[row.case_id] = tie(hits, factors)
        return ties

    def _screen(self, parties: Sequence[Subject], known: dict[UUID, tuple[tuple[str, str, str, str], ...]]) -> None:
        new = {one.subject_id: one for one in parties if one.subject_id not in known}
        fact = self._engine.screen(uuid5(_PURPOSE, "figures"), list(new.values()), self._facts.shared().lists)
        for subject_id in new:
            known[subject_id] = tuple(
                (hit.list_id, hit.entry_id, hit.subject_fingerprint, hit.entry_fingerprint)
                for hit in fact.hits
                if hit.subject_id == subject_id
            )

    def _analyses(self, where: Sequence[str], at: Moment | None) -> Mapping[str, int]:
        """Return how many institutions recorded a risk analysis, by year."""
        found = ({row.year for row in self._queries(slug, at).analyses()} for slug in where)
        years = Counter(str(year) for some in found for year in some)
        return dict(sorted(years.items()))


def _breaches(queries: InstitutionQueries) -> Mapping[UUID, frozenset[str]]:
    """Return of which families of breaches each case told the FWO: one that is still written tells nothing yet."""
    told: dict[UUID, frozenset[str]] = {}
    for each in queries.reports():
        if each.status not in {ReportStatus.OPEN, ReportStatus.WAIVED}:
            told[each.case_id] = told.get(each.case_id, frozenset()) | each.breaches.keys()
    return told


def no_past() -> UnusableInputError:
    """Return the refusal of figures over institutions as of a moment."""
    rule = "figures over institutions have no past: two of them side by side would tell of one case"
    return UnusableInputError("as_of", rule, "nothing")
