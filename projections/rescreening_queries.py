"""What re-screening asks of the read models of an institution: of thousands of cases at once, and mostly no names."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from domain.values import SubjectKind
from projections.case_hits import HITS
from projections.case_register import CASES
from projections.parties import OWNERS, PARTIES
from projections.party_cases import LINKS
from projections.persons import PERSONS
from projections.queries import LIVE, InstitutionQueries, SubjectRow
from projections.screened_subjects import SCREENED
from projections.sheets import chunks


@dataclass(frozen=True, slots=True)
class Registered:
    """The subjects of the registers that changed behind a position, the last position, and how many there are."""

    changed: tuple[SubjectRow, ...]
    position: int
    count: int


@dataclass(frozen=True, slots=True)
class Print:
    """A subject by its fingerprint, without a name; `screened_in` is the screening that met it otherwise, if any."""

    kind: SubjectKind
    subject_id: UUID
    fingerprint: str
    screened_in: UUID | None = None


class RescreeningQueries(InstitutionQueries):
    """What re-screening asks of thousands of cases at once."""

    def registered(self, after: int) -> Registered:
        """Return the parties and persons that were registered or changed behind a position of the log."""
        party, person, owner = PARTIES.table.c, PERSONS.table.c, OWNERS.table.c
        with self._reading() as connection:
            owners: dict[UUID, list[str]] = {}
            owned = sa.select(owner.party_id, owner.owner).order_by(owner.party_id, owner.number)
            changed = owned.join_from(OWNERS.table, PARTIES.table, party.party_id == owner.party_id)
            for party_id, name in connection.execute(changed.where(party.position > after)):
                owners.setdefault(party_id, []).append(name)
            of_parties = sa.select(
                party.party_id, party.name, party.aliases, party.country, party.fingerprint, party.position
            )
            of_persons = sa.select(
                person.person_id, person.name, person.aliases, person.birth_year, person.fingerprint, person.position
            )
            rows, last = [], after
            for id_, name, aliases, country, fingerprint, position in connection.execute(
                of_parties.where(party.position > after)
            ):
                names = tuple(owners.get(id_, ()))
                rows.append(SubjectRow(SubjectKind.PARTY, id_, name, aliases, country, None, fingerprint, names))
                last = max(last, position)
            for id_, name, aliases, year, fingerprint, position in connection.execute(
                of_persons.where(person.position > after)
            ):
                rows.append(SubjectRow(SubjectKind.PERSON, id_, name, aliases, None, year, fingerprint))
                last = max(last, position)
            counts = [
                connection.scalar(sa.select(sa.func.count()).select_from(each.table)) for each in (PARTIES, PERSONS)
            ]
            return Registered(tuple(rows), last, sum(count or 0 for count in counts))

    def live_cases_of(self, subject_ids: Collection[UUID]) -> frozenset[UUID]:
        """Return the live cases in which any of these takes part now."""
        link, case = LINKS.table.c, CASES.table.c
        found: set[UUID] = set()
        select = sa.select(link.case_id).join_from(LINKS.table, CASES.table, case.case_id == link.case_id)
        with self._reading() as connection:
            for chunk in chunks(subject_ids):
                here = (link.subject_id.in_(chunk), link.unlinked_on.is_(None), case.status.in_(LIVE))
                found.update(connection.scalars(select.where(*here)))
        return frozenset(found)

    def prints_of(self, case_ids: Collection[UUID]) -> Mapping[UUID, tuple[Print, ...]]:
        """Return the fingerprint of everyone who takes part now in each of many cases; no names are read."""
        found: dict[UUID, list[Print]] = {case_id: [] for case_id in case_ids}
        link = LINKS.table.c
        with self._reading() as connection:
            for chunk in chunks(case_ids):
                for table, id_ in (
                    (PARTIES.table, PARTIES.table.c.party_id),
                    (PERSONS.table, PERSONS.table.c.person_id),
                ):
                    select = sa.select(link.case_id, link.kind, link.subject_id, table.c.fingerprint)
                    select = select.join_from(LINKS.table, table, id_ == link.subject_id)
                    here = (link.case_id.in_(chunk), link.unlinked_on.is_(None))
                    for case_id, kind, subject_id, fingerprint in connection.execute(select.where(*here)):
                        found[case_id].append(Print(kind, subject_id, fingerprint))
        return {case_id: tuple(prints) for case_id, prints in found.items()}

    def changed_since_screened(self) -> Mapping[UUID, tuple[Print, ...]]:
        """Return the live cases in which somebody changed, or joined, since the last screening; and who as what now."""
        link, case, screened = LINKS.table.c, CASES.table.c, SCREENED.table.c
        found: dict[UUID, list[Print]] = {}
        with self._reading() as connection:
            for table, id_ in ((PARTIES.table, PARTIES.table.c.party_id), (PERSONS.table, PERSONS.table.c.person_id)):
                joined = (
                    sa.select(link.case_id, link.kind, link.subject_id, table.c.fingerprint, screened.screening_id)
                    .join_from(LINKS.table, table, id_ == link.subject_id)
                    .join(CASES.table, case.case_id == link.case_id)
                    .outerjoin(
                        SCREENED.table,
                        sa.and_(screened.case_id == link.case_id, screened.subject_id == link.subject_id),
                    )
                )
                is_other = sa.or_(screened.fingerprint.is_(None), screened.fingerprint != table.c.fingerprint)
                where = (link.unlinked_on.is_(None), case.status.in_(LIVE), is_other)
                for case_id, *who in connection.execute(joined.where(*where).order_by(link.case_id, link.subject_id)):
                    found.setdefault(case_id, []).append(Print(*who))
        return {case_id: tuple(prints) for case_id, prints in found.items()}

    def expired(self, today: date) -> Mapping[UUID, tuple[UUID, ...]]:
        """Return the live cases with hits whose answer held up to a day before this one, and those hits."""
        hit, case = HITS.table.c, CASES.table.c
        select = sa.select(hit.case_id, hit.hit_id).join_from(HITS.table, CASES.table, case.case_id == hit.case_id)
        where = (hit.expires_on < today, hit.is_unlinked.is_(False), hit.is_lifted.is_(False), case.status.in_(LIVE))
        found: dict[UUID, list[UUID]] = {}
        with self._reading() as connection:
            for case_id, hit_id in connection.execute(select.where(*where).order_by(hit.case_id, hit.hit_id)):
                found.setdefault(case_id, []).append(hit_id)
        return {case_id: tuple(hits) for case_id, hits in found.items()}
