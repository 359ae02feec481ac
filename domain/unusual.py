"""Reads that stand out: named rules, each with its threshold and its reason. They propose; a person looks and judges.

Source of the rules and of every threshold: ours; abuse cases 1, 2 and 19 of reliability-security.md section 11.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Final, Protocol

from domain.context import Calendar
from domain.reads import Answer, Read, Seen
from domain.sentence import Sentence, counted, say
from domain.values import Role

FWO: Final = "fwo"
USUAL_DAYS: Final = 30
"""Over so many days before is worked out what is usual for somebody."""
_CASE: Final = "collaboration:"
_PERSON: Final = "person:"
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_SHOWN: Final = 20
_OFFICES: Final = frozenset(
    {
        Role.CONTACT_POINT_OFFICER,
        Role.EXPORT_CONTROL_OFFICER,
        Role.ETHICS_COMMITTEE,
        Role.INSTITUTION_APPROVER,
        Role.SECURITY_OFFICER,
    }
)
"""Those who work on cases; an auditor and a data protection officer only look."""


class Rule(StrEnum):
    """Why a read stands out."""

    MANY_CASES = "many_cases"
    CLOSED_CASE = "closed_case"
    NEVER_ACTED = "never_acted"
    OWN_NAME = "own_name"
    DENIALS = "denials"
    UNKNOWN_IDS = "unknown_ids"
    ODD_HOURS = "odd_hours"
    OUTSIDE_ROUNDS = "outside_rounds"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Terms:
    """From when on something stands out; each may be set, and none has another source than ours.

    `cases_in_hour` different cases opened within an hour, and `times_usual` what is usual for that person; a case that
    is over for `closed_days`; a case read `never_acted` times; `denials`, `unknown_ids` and `files` within a day;
    before `day_begins` and from `day_ends` on it is night in Brussels; a report to the FWO due within `fwo_days`.
    """

    cases_in_hour: int = 20
    times_usual: int = 3
    closed_days: int = 365
    never_acted: int = 3
    denials: int = 5
    unknown_ids: int = 3
    files: int = 5
    day_begins: int = 6
    day_ends: int = 22
    fwo_days: int = 45


class Facts(Protocol):
    """What the rules ask of an institution."""

    @property
    def calendar(self) -> Calendar:
        """Return its working days."""
        ...

    def over_since(self, case_id: str) -> date | None:
        """Return since when a case is over; None for one that is not, or too short to stand out, or is not there."""
        ...

    def acted(self, case_id: str) -> frozenset[str]:
        """Return who ever did something in a case; nobody for one that is not there."""
        ...

    def reports_due(self, case_id: str) -> Sequence[date]:
        """Return when reports to the FWO on a case are due."""
        ...

    def login(self, person_id: str) -> str | None:
        """Return the actor as whom a person of the register logs in, if that is known."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """What stood out: by which rule, of whom, when, how often, what was seen and why it stands out.

    `subjects` are what it is about and `numbers` the rows of the log of reads, the first twenty of each.
    """

    rule: Rule
    actor: str
    institution: str
    since: datetime
    until: datetime
    count: int
    threshold: int
    seen: Sentence
    reason: Sentence
    subjects: tuple[str, ...]
    numbers: tuple[int, ...]


def findings(reads: Sequence[Seen], before: Sequence[Seen], facts: Facts, terms: Terms) -> tuple[Finding, ...]:
    """Return what stands out among `reads`, the oldest first; `before` are those of the days before them."""
    people: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    earlier: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for group, rows in ((people, reads), (earlier, before)):
        for each in sorted(rows, key=lambda row: row.number):
            group[each.read.actor, each.read.institution].append(each)
    found: list[Finding] = []
    for who, rows in people.items():
        found += _many_cases(rows, earlier[who], terms)
        for look in (_closed_cases, _never_acted, _own_name, _odd_hours, _outside_rounds):
            found += look(rows, facts, terms)
        for rule, count, wanted, key, seen, why in _WITHIN_A_DAY:
            found += _within_a_day(rows, rule, count(terms), wanted, key, seen, why)
    return tuple(sorted(found, key=lambda each: (each.since, each.rule, each.actor)))


def _many_cases(rows: Sequence[Seen], earlier: Sequence[Seen], terms: Terms) -> Iterator[Finding]:
    usual = _usual(earlier)
    threshold = max(terms.cases_in_hour, terms.times_usual * usual)
    opened = [each for each in rows if _is_opened(each.read)]
    for burst in _bursts(opened, _HOUR, threshold, _named):
        seen = say(
            "{actor} opened {number} different cases within an hour; usual for {actor} is {usual}",
            actor=burst[0].read.actor,
            number=len({each.read.named for each in burst}),
            usual=usual,
        )
        why = say(
            "more than {threshold} cases within an hour are looked through and not worked on", threshold=threshold
        )
        yield _finding(Rule.MANY_CASES, burst, threshold, seen, why, len({each.read.named for each in burst}))


def _closed_cases(rows: Sequence[Seen], facts: Facts, terms: Terms) -> Iterator[Finding]:
    for case, reads in _by_case(rows).items():
        since = facts.over_since(case)
        if since is not None and (
            late := [each for each in reads if (each.at.date() - since).days > terms.closed_days]
        ):
            seen = say(
                "{actor} opened the case {case}, which is over since {day}",
                actor=late[0].read.actor,
                case=case,
                day=since,
            )
            why = say("a case that is over for more than {days} days is seldom needed", days=terms.closed_days)
            yield _finding(Rule.CLOSED_CASE, late, terms.closed_days, seen, why)


def _never_acted(rows: Sequence[Seen], facts: Facts, terms: Terms) -> Iterator[Finding]:
    for case, reads in _by_case(rows).items():
        first = reads[0].read
        if len(reads) < terms.never_acted or not _OFFICES.intersection(first.roles):
            continue
        acted = facts.acted(case)
        mine = {first.actor, *([first.on_behalf_of] if first.on_behalf_of is not None else [])}
        if acted and not acted & mine:
            seen = counted(
                len(reads),
                "{actor} opened the case {case} once and never did anything in it",
                "{actor} opened the case {case} {number} times and never did anything in it",
                actor=first.actor,
                case=case,
            )
            yield _finding(Rule.NEVER_ACTED, reads, terms.never_acted, seen, say("colleagues work on this case"))


def _own_name(rows: Sequence[Seen], facts: Facts, terms: Terms) -> Iterator[Finding]:
    told = [each for each in rows if each.read.answer in _TOLD and set(each.read.roles) != {Role.RESEARCHER}]
    for subject in sorted({one for each in told for one in each.read.subjects if one.startswith(_PERSON)}):
        person = subject.removeprefix(_PERSON)
        if facts.login(person) != told[0].read.actor:
            continue
        reads = [each for each in told if subject in each.read.subjects]
        seen = say("{actor} read what is held about {person}, who is {actor}", actor=told[0].read.actor, person=person)
        why = say("nobody handles what is held about himself or herself; there is a report for who asks what it is")
        yield _finding(Rule.OWN_NAME, reads, 1, seen, why)


def _odd_hours(rows: Sequence[Seen], facts: Facts, terms: Terms) -> Iterator[Finding]:
    odd: dict[date, list[Seen]] = defaultdict(list)
    for each in rows:
        local = in_brussels(each.at)
        is_night = not terms.day_begins <= local.hour < terms.day_ends
        if Role.SERVICE not in each.read.roles and (is_night or not facts.calendar.is_working_day(local.date())):
            odd[local.date()].append(each)
    for day, reads in odd.items():
        seen = counted(
            len(reads),
            "{actor} read once on {day}, at night or on a day on which nobody works",
            "{actor} read {number} times on {day}, at night or on a day on which nobody works",
            actor=reads[0].read.actor,
            day=day,
        )
        why = say(
            "work is seldom done before {begins} or from {ends} on, in a weekend or on a closing day",
            begins=f"{terms.day_begins}:00",
            ends=f"{terms.day_ends}:00",
        )
        yield _finding(Rule.ODD_HOURS, reads, 1, seen, why)


def _outside_rounds(rows: Sequence[Seen], facts: Facts, terms: Terms) -> Iterator[Finding]:
    outside: list[Seen] = []
    for each in rows:
        if each.read.institution == FWO and each.read.shown:
            cases = [one.removeprefix(_CASE) for one in each.read.shown if one.startswith(_CASE)]
            due = [day for case in cases for day in facts.reports_due(case)]
            if not any(abs((each.at.date() - day).days) <= terms.fwo_days for day in due):
                outside.append(each)
    for reads in _by_day(outside):
        seen = counted(
            len(reads),
            "{actor} of the FWO looked at cases once",
            "{actor} of the FWO looked at cases {number} times",
            actor=reads[0].read.actor,
        )
        why = say("no report on one of these cases is due within {days} days", days=terms.fwo_days)
        yield _finding(Rule.OUTSIDE_ROUNDS, reads, terms.fwo_days, seen, why)


_TOLD: Final = frozenset({Answer.TOLD, Answer.EXPORTED})
_Count = Callable[[Terms], int]
_Wanted = Callable[[Read], bool]
_Key = Callable[[Seen], object]


def _named(seen: Seen) -> object:
    return seen.read.named


def _each(seen: Seen) -> object:
    return seen.number


_WITHIN_A_DAY: Final[tuple[tuple[Rule, _Count, _Wanted, _Key, tuple[str, str], str], ...]] = (
    (
        Rule.DENIALS,
        lambda terms: terms.denials,
        lambda read: read.answer is Answer.FORBIDDEN,
        _each,
        ("{actor} was refused once", "{actor} was refused {number} times within a day"),
        "who may not use an address knows it after the first time",
    ),
    (
        Rule.UNKNOWN_IDS,
        lambda terms: terms.unknown_ids,
        lambda read: read.answer is Answer.UNKNOWN and read.named is not None,
        _named,
        (
            "{actor} asked for one thing that is not here",
            "{actor} asked within a day for {number} things that are not here",
        ),
        "links lead to what is here; ids that lead nowhere were tried, or are of another institution",
    ),
    (
        Rule.FILES,
        lambda terms: terms.files,
        lambda read: read.answer is Answer.EXPORTED,
        _each,
        ("{actor} took one file", "{actor} took {number} files within a day"),
        "nobody sees any more who reads a file",
    ),
)


def _within_a_day(
    rows: Sequence[Seen], rule: Rule, threshold: int, wanted: _Wanted, key: _Key, seen: tuple[str, str], why: str
) -> Iterator[Finding]:
    for burst in _bursts([each for each in rows if wanted(each.read)], _DAY, threshold - 1, key):
        count = len({key(each) for each in burst})
        said = counted(count, *seen, actor=burst[0].read.actor)
        yield _finding(rule, burst, threshold, said, say(why), count)


def _bursts(rows: Sequence[Seen], span: timedelta, most: int, key: _Key) -> Iterator[Sequence[Seen]]:
    """Give each run of reads within a span that tells of more than `most` different things; a read is in one of them.

    The window slides, so that nobody escapes by reading around the turn of an hour.
    """
    start = end = 0
    while end < len(rows):
        end += 1
        while rows[end - 1].at - rows[start].at > span:
            start += 1
        if len({key(each) for each in rows[start:end]}) > most:
            last = rows[start].at + span
            while end < len(rows) and rows[end].at <= last:
                end += 1
            yield rows[start:end]
            start = end


def _usual(earlier: Sequence[Seen]) -> int:
    """Return how many different cases somebody opens in the busiest hour of an ordinary day; 0 where that is new."""
    busiest: dict[date, dict[int, set[str | None]]] = defaultdict(lambda: defaultdict(set))
    for each in earlier:
        if _is_opened(each.read):
            busiest[each.at.date()][each.at.hour].add(each.read.named)
    return round(median([max(len(cases) for cases in hours.values()) for hours in busiest.values()] or [0]))


def _is_opened(read: Read) -> bool:
    return read.answer in _TOLD and read.named is not None and read.named.startswith(_CASE)


def _by_case(rows: Iterable[Seen]) -> dict[str, list[Seen]]:
    found: dict[str, list[Seen]] = defaultdict(list)
    for each in rows:
        if _is_opened(each.read) and each.read.named is not None:
            found[each.read.named.removeprefix(_CASE)].append(each)
    return found


def _by_day(rows: Iterable[Seen]) -> Iterable[list[Seen]]:
    found: dict[date, list[Seen]] = defaultdict(list)
    for each in rows:
        found[each.at.date()].append(each)
    return found.values()


def _finding(
    rule: Rule, rows: Sequence[Seen], threshold: int, seen: Sentence, why: Sentence, count: int | None = None
) -> Finding:
    first, subjects = rows[0], sorted({one for each in rows for one in each.read.subjects})
    return Finding(
        rule,
        first.read.actor,
        first.read.institution,
        first.at,
        rows[-1].at,
        len(rows) if count is None else count,
        threshold,
        seen,
        why,
        tuple(subjects[:_SHOWN]),
        tuple(each.number for each in rows[:_SHOWN]),
    )


def in_brussels(at: datetime) -> datetime:
    """Return an instant in UTC as the clocks of Belgium show it: one hour ahead, two in summer. Source: 2000/84/EC."""
    begins, ends = _last_sunday(at.year, 3), _last_sunday(at.year, 10)
    naive = at.replace(tzinfo=None)
    return naive + timedelta(hours=2 if begins <= naive < ends else 1)


def _last_sunday(year: int, month: int) -> datetime:
    """Return one o'clock in UTC on the last Sunday of a month of 31 days, when the clocks change."""
    last = datetime(year, month, 31, 1)  # noqa: DTZ001  (compared without a zone)
    return last - timedelta(days=(last.weekday() + 1) % 7)
