"""What re-screening asks of the read models of an institution: of thousands of cases at once, and mostly no names."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from domain.collaboration.screening import Resolution
from domain.context import StandingAnswer
from domain.party import chain
from domain.values import SubjectKind
from projections import hit_answers
from projections.case_hits import HITS, HitRow
from projections.case_register import CASES
from projections.parties import OWNERS, PARTIES, with_owners
from projections.party_cases import LINKS
from projections.persons import PERSONS
from projections.queries import LIVE, InstitutionQueries, SubjectRow
from projections.scorers import SCORERS, ScorerRow
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
        """Return the parties and persons that were registered or changed behind a position of the log.

        With them come the parties that they own, near or far: whoever owns a party is screened with it.
        """
        party, person = PARTIES.table.c, PERSONS.table.c
        columns = (party.party_id, party.name, party.aliases, party.country, party.fingerprint)
        of_persons = sa.select(person.person_id, person.name, person.aliases, person.birth_year, person.fingerprint)
        with self._reading() as connection:
            moved = connection.execute(sa.select(party.party_id, party.position).where(party.position > after)).all()
            changed = _with_owned(connection, [row.party_id for row in moved]) if after else {row[0] for row in moved}
            register = with_owners(connection, _owned_by_parties(connection))
            rows: list[SubjectRow] = []
            for chunk in chunks(changed):
                owned: dict[UUID, list[str]] = {}
                owners = sa.select(OWNERS.table.c.party_id, OWNERS.table.c.owner)
                for party_id, name in connection.execute(owners.where(OWNERS.table.c.party_id.in_(chunk))):
                    owned.setdefault(party_id, []).append(name)
                for id_, name, aliases, country, fingerprint in connection.execute(
                    sa.select(*columns).where(party.party_id.in_(chunk))
                ):
                    names = chain.names(id_, register) if id_ in register else tuple(owned.get(id_, ()))
                    rows.append(SubjectRow(SubjectKind.PARTY, id_, name, aliases, country, None, fingerprint, names))
            for id_, name, aliases, year, fingerprint in connection.execute(of_persons.where(person.position > after)):
                rows.append(SubjectRow(SubjectKind.PERSON, id_, name, aliases, None, year, fingerprint))
            last, count = after, 0
            for column in (party.position, person.position):
                highest, number = connection.execute(sa.select(sa.func.max(column), sa.func.count())).one()
                last, count = max(last, highest or 0), count + number
            return Registered(tuple(rows), last, count)

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
        """Return the fingerprint of everyone who takes part now in each of many cases; hardly a name is read."""
        found: dict[UUID, list[Print]] = {case_id: [] for case_id in case_ids}
        link = LINKS.table.c
        with self._reading() as connection:
            register = with_owners(connection, _owned_by_parties(connection))
            for chunk in chunks(case_ids):
                for table, id_ in _SUBJECTS:
                    select = sa.select(link.case_id, link.kind, link.subject_id, table.c.fingerprint)
                    select = select.join_from(LINKS.table, table, id_ == link.subject_id)
                    here = (link.case_id.in_(chunk), link.unlinked_on.is_(None))
                    for case_id, kind, subject_id, own in connection.execute(select.where(*here)):
                        told = chain.fingerprint(subject_id, register) if subject_id in register else own
                        found[case_id].append(Print(kind, subject_id, told))
        return {case_id: tuple(prints) for case_id, prints in found.items()}

    def changed_since_screened(self) -> Mapping[UUID, tuple[Print, ...]]:
        """Return the live cases in which somebody changed, or joined, since the last screening; and who as what now."""
        link, case, screened = LINKS.table.c, CASES.table.c, SCREENED.table.c
        found: dict[UUID, list[Print]] = {}
        with self._reading() as connection:
            register = with_owners(connection, _owned_by_parties(connection))
            owned = OWNERS.table.c.owner_party_id.is_not(None) & (OWNERS.table.c.party_id == link.subject_id)
            for table, id_ in _SUBJECTS:
                joined = (
                    sa.select(
                        link.case_id,
                        link.kind,
                        link.subject_id,
                        table.c.fingerprint,
                        screened.screening_id,
                        screened.fingerprint,
                    )
                    .join_from(LINKS.table, table, id_ == link.subject_id)
                    .join(CASES.table, case.case_id == link.case_id)
                    .outerjoin(
                        SCREENED.table,
                        sa.and_(screened.case_id == link.case_id, screened.subject_id == link.subject_id),
                    )
                )
                is_other = sa.or_(
                    screened.fingerprint.is_(None),
                    screened.fingerprint != table.c.fingerprint,
                    sa.exists().where(owned),  # told by the prints of its owners too
                )
                where = (link.unlinked_on.is_(None), case.status.in_(LIVE), is_other)
                select = joined.where(*where).order_by(link.case_id, link.subject_id)
                for case_id, kind, subject_id, own, before, met in connection.execute(select):
                    told = chain.fingerprint(subject_id, register) if subject_id in register else own
                    if told != met:
                        found.setdefault(case_id, []).append(Print(kind, subject_id, told, before))
        return {case_id: tuple(prints) for case_id, prints in found.items()}

    def hits_of_live_cases(self) -> tuple[HitRow, ...]:
        """Return the hits of live cases that stand: on people who take part, and not lifted."""
        hit, case = HITS.table.c, CASES.table.c
        select = sa.select(HITS.table).join_from(HITS.table, CASES.table, case.case_id == hit.case_id)
        where = (case.status.in_(LIVE), hit.is_unlinked.is_(False), hit.is_lifted.is_(False))
        with self._reading() as connection:
            return HITS.read(connection, select.where(*where).order_by(hit.found_on, hit.hit_id))

    def hits_on_entries(self, list_id: str, entry_ids: Collection[str]) -> tuple[UUID, ...]:
        """Return the cases with a hit on one of these entries that nobody has lifted or found to be false."""
        table = HITS.table.c
        stands = sa.and_(
            table.list_id == list_id,
            table.is_lifted.is_(False),
            table.is_unlinked.is_(False),
            sa.or_(table.resolution.is_(None), table.resolution != Resolution.FALSE_POSITIVE),
        )
        found: dict[UUID, None] = {}
        with self._reading() as connection:
            for chunk in chunks(entry_ids):
                select = sa.select(table.case_id).distinct().where(stands, table.entry_id.in_(chunk))
                found.update(dict.fromkeys(connection.scalars(select)))
        return tuple(sorted(found))

    def scorers(self) -> tuple[ScorerRow, ...]:
        """Return the scorers that were used or compared."""
        with self._reading() as connection:
            return SCORERS.read(connection, sa.select(SCORERS.table).order_by(SCORERS.table.c.scorer_id))

    def standing_answers(self, entry_ids: Collection[str], today: date) -> tuple[StandingAnswer, ...]:
        """Return the answers about these entries that hold beyond the case in which they were given."""
        with self._reading() as connection:
            return tuple(hit_answers.answer_of(row) for row in hit_answers.standing(connection, today, entry_ids))

    def out_of_line(self, today: date) -> tuple[UUID, ...]:
        """Return the live cases that may have an answer of another case to adopt or to drop."""
        with self._reading() as connection:
            return hit_answers.out_of_line(connection, today)

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


_SUBJECTS = ((PARTIES.table, PARTIES.table.c.party_id), (PERSONS.table, PERSONS.table.c.person_id))


def _owned_by_parties(connection: sa.Connection) -> tuple[UUID, ...]:
    """Return the parties of which an owner is a party of the register itself."""
    owner = OWNERS.table.c
    return tuple(connection.scalars(sa.select(owner.party_id).distinct().where(owner.owner_party_id.is_not(None))))


def _with_owned(connection: sa.Connection, party_ids: Collection[UUID]) -> set[UUID]:
    """Return these parties, and those that they own, near or far."""
    owner = OWNERS.table.c
    known, wanted = set(party_ids), set(party_ids)
    while wanted:
        found: set[UUID] = set()
        for chunk in chunks(wanted):
            found.update(connection.scalars(sa.select(owner.party_id).where(owner.owner_party_id.in_(chunk))))
        wanted = found - known
        known |= wanted
    return known
