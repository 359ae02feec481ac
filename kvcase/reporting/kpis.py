"""The figures of one institution, or of what the FWO funds at all of them: as known then, and by today's lists."""

import threading
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID, uuid5

from domain.collaboration.spine import FWO as FWO_OWNER
from domain.context import ListFact
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
from projections.sheets import chunks
from projections.suppression import K

_PURPOSE = UUID(int=0x4B5049)
_CHUNK = 500
_MOST_SEEN = 200_000
"""So many prints are remembered at most, of some hundred bytes each."""

_Match = tuple[str, str, str, str]
"""A list, an entry of it, the print of the party, and the print of the entry."""
_Print = tuple[UUID, str]
"""A party and the print of all that a screening looks at."""


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
        self._seen: tuple[object, dict[_Print, tuple[_Match, ...]]] = ((), {})
        self._lock = threading.Lock()

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
        found_false, matches = queries.false_positives(), self._matches(queries, {row.case_id for row in rows}, lists)
        effects = {name: each.effect for name, each in lists.items()}
        ties: dict[UUID, PartnerTie] = {}
        for row in rows:
            hits = [
                (list_id, effects[list_id])
                for list_id, *match in matches.get(row.case_id, ())
                if (row.case_id, list_id, *match) not in found_false
            ]
            factors = MILITARY_FACTORS if row.has_military_factor else ()
            ties[row.case_id] = tie(hits, factors)
        return ties

    def _matches(
        self, queries: InstitutionQueries, wanted: Collection[UUID], lists: Mapping[str, ListFact]
    ) -> Mapping[UUID, Sequence[_Match]]:
        """Return what the lists of now say of the partners of each case, as far as they say anything.

        Only those are read by name and searched for whose print was not met yet, or has owners behind it.
        """
        seen, partners = self._seen_by(lists), [each for each in queries.partners() if each[0] in wanted]
        new = {case_id for case_id, party_id, told in partners if told is None or (party_id, told) not in seen}
        prints = {party_id: told for _, party_id, told in partners if told is not None}
        for some in chunks(sorted(new), _CHUNK):
            found = readmodels.subjects(queries, some)
            parties = {one.subject_id: one for each in found.values() for one in each if one.kind is SubjectKind.PARTY}
            self._screen([one for one in parties.values() if _printed(one) not in seen], lists, seen)
            prints |= {one.subject_id: one.fingerprint for one in parties.values()}
        matches: dict[UUID, list[_Match]] = {}
        for case_id, party_id, _ in partners:
            if known := seen.get((party_id, prints.get(party_id, ""))):
                matches.setdefault(case_id, []).extend(known)
        return matches

    def _screen(
        self, parties: Sequence[Subject], lists: Mapping[str, ListFact], seen: dict[_Print, tuple[_Match, ...]]
    ) -> None:
        """Search the lists for these parties, and remember what they say."""
        found: dict[UUID, list[_Match]] = {one.subject_id: [] for one in parties}
        for hit in self._engine.screen(uuid5(_PURPOSE, "figures"), parties, lists).hits if parties else ():
            match = (hit.list_id, hit.entry_id, hit.subject_fingerprint, hit.entry_fingerprint)
            found[hit.subject_id].append(match)
        seen.update((_printed(one), tuple(found[one.subject_id])) for one in parties)

    def _seen_by(self, lists: Mapping[str, ListFact]) -> dict[_Print, tuple[_Match, ...]]:
        """Return what these versions of the lists said so far, by the print of all that a screening looks at.

        It holds no name. When a list moves it begins anew, and so it does when there are very many.
        """
        key = tuple(sorted((each.list_id, each.version_no, each.canonical_sha256) for each in lists.values()))
        with self._lock:
            if self._seen[0] != key or len(self._seen[1]) > _MOST_SEEN:
                self._seen = (key, {})
            return self._seen[1]

    def _analyses(self, where: Sequence[str], at: Moment | None) -> Mapping[str, int]:
        """Return how many institutions recorded a risk analysis, by year."""
        found = ({row.year for row in self._queries(slug, at).analyses()} for slug in where)
        years = Counter(str(year) for some in found for year in some)
        return dict(sorted(years.items()))


def _printed(one: Subject) -> _Print:
    return one.subject_id, one.fingerprint


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
