"""Which reads stand out: each rule has a case on both sides of its threshold, and says why in two languages."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from string import Formatter
from uuid import UUID

import pytest

from domain import speech, unusual
from domain.collaboration.spine import Language
from domain.context import Calendar
from domain.dutch import reads as dutch
from domain.reads import Answer, Read, Seen
from domain.unusual import Finding, Rule, Terms

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CASE, PERSON = str(UUID(int=1)), str(UUID(int=2))


@dataclass(frozen=True)
class CaseFacts:
    """What is known of a case in these tests."""

    over_since: date | None
    acted: frozenset[str]
    reports_due: tuple[date, ...] = ()


UNKNOWN = CaseFacts(None, frozenset())


@dataclass
class Known:
    """What an institution knows in these tests."""

    cases: dict[str, CaseFacts] = field(default_factory=dict)
    logins: dict[str, str] = field(default_factory=dict)
    calendar: Calendar = Calendar(frozenset({date(2026, 4, 6)}))

    def over_since(self, case_id: str) -> date | None:
        return self.cases.get(case_id, UNKNOWN).over_since

    def acted(self, case_id: str) -> frozenset[str]:
        return self.cases.get(case_id, UNKNOWN).acted

    def reports_due(self, case_id: str) -> Sequence[date]:
        return self.cases.get(case_id, UNKNOWN).reports_due

    def login(self, person_id: str) -> str | None:
        return self.logins.get(person_id)


def read(number: int = 1, at: datetime = MONDAY, case: int | None = 1, **more: object) -> Seen:
    """Return that olga opened a case on a Monday morning, unless told otherwise."""
    named = None if case is None else f"collaboration:{UUID(int=case)}"
    made = Read("olga", "noordhaven", ("contact_point_officer",), None, "GET /x", "cases", Answer.TOLD, named)
    return Seen(number, at, replace(made, **more))  # type: ignore[arg-type]


def found(reads: Sequence[Seen], known: Known | None = None, before: Sequence[Seen] = ()) -> list[Finding]:
    return list(unusual.findings(reads, before, known or Known(), Terms()))


def rules(reads: Sequence[Seen], known: Known | None = None, before: Sequence[Seen] = ()) -> list[Rule]:
    return [each.rule for each in found(reads, known, before)]


def opened(count: int, at: datetime = MONDAY, step: timedelta = MINUTE) -> list[Seen]:
    """Return that so many different cases were opened, one behind another."""
    return [read(number, at + number * step, number) for number in range(1, count + 1)]


def test_ordinary_work_does_not_stand_out() -> None:
    known = Known({CASE: CaseFacts(None, frozenset({"olga"}), ())})
    assert rules([read(), read(2, case=None), *opened(20)], known) == []


def test_many_cases_within_an_hour_stand_out_beside_what_is_usual() -> None:
    (finding,) = found(opened(21))
    assert (finding.rule, finding.count, finding.threshold) == (Rule.MANY_CASES, 21, 20)
    assert (finding.since, finding.until) == (MONDAY + MINUTE, MONDAY + 21 * MINUTE)
    assert finding.seen == "olga opened 21 different cases within an hour; usual for olga is 0"
    before = [each for day in range(1, 6) for each in opened(9, MONDAY - day * DAY)]
    assert rules(opened(21), before=before) == [], "three times what is usual is 27"
    assert rules(opened(28), before=before) == [Rule.MANY_CASES]


def test_the_hour_is_any_hour_and_the_same_case_counts_once() -> None:
    assert rules(opened(21, MONDAY + 50 * MINUTE)) == [Rule.MANY_CASES], "around the turn of the hour"
    assert rules(opened(21, step=3 * MINUTE + MINUTE / 2)) == []
    assert Rule.MANY_CASES not in rules([read(number, MONDAY + number * MINUTE) for number in range(1, 30)])


@pytest.mark.parametrize(("days", "stands_out"), [(365, False), (366, True)])
def test_a_case_that_is_over_for_long(days: int, stands_out: bool) -> None:
    over = MONDAY.date() - timedelta(days=days)
    known = Known({CASE: CaseFacts(over, frozenset({"olga"}))})
    assert rules([read()], known) == ([Rule.CLOSED_CASE] if stands_out else [])


def test_a_case_of_colleagues_that_is_opened_again_and_again() -> None:
    thrice = [read(number, MONDAY + number * HOUR) for number in range(1, 4)]
    colleagues = Known({CASE: CaseFacts(None, frozenset({"otto"}))})
    assert rules(thrice, colleagues) == [Rule.NEVER_ACTED]
    assert rules(thrice[:2], colleagues) == []
    assert rules(thrice, Known({CASE: CaseFacts(None, frozenset({"otto", "olga"}))})) == []
    delegate = [replace(each, read=replace(each.read, on_behalf_of="otto")) for each in thrice]
    assert rules(delegate, colleagues) == []
    auditor = [replace(each, read=replace(each.read, roles=("auditor",))) for each in thrice]
    assert rules(auditor, colleagues) == [], "whose work it is to look"


def test_ones_own_name() -> None:
    known = Known(logins={PERSON: "olga"})
    about = (f"person:{PERSON}",)
    (finding,) = found([read(shown=about)], known)
    assert finding.rule is Rule.OWN_NAME
    assert finding.seen == f"olga read what is held about {PERSON}, who is olga"
    assert rules([read(actor="otto", shown=about)], known) == []
    assert rules([read(shown=about, roles=("researcher",))], known) == [], "in a case of one's own"
    assert rules([read(shown=about, answer=Answer.FORBIDDEN)], known) == [], "who was told nothing"


@pytest.mark.parametrize(
    ("rule", "answer", "threshold"),
    [(Rule.DENIALS, Answer.FORBIDDEN, 5), (Rule.UNKNOWN_IDS, Answer.UNKNOWN, 3), (Rule.FILES, Answer.EXPORTED, 5)],
)
def test_what_is_repeated_within_a_day(rule: Rule, answer: Answer, threshold: int) -> None:
    tried = [read(number, MONDAY + number * HOUR, number, answer=answer) for number in range(1, threshold + 1)]
    assert rules(tried) == [rule]
    assert rules(tried[1:]) == []
    assert rules([replace(each, at=MONDAY + each.number * DAY) for each in tried if each.number < 4]) == []


def test_the_same_id_tried_again_is_one_id() -> None:
    assert rules([read(number, MONDAY + number * MINUTE, 1, answer=Answer.UNKNOWN) for number in range(1, 9)]) == []


@pytest.mark.parametrize(
    ("at", "stands_out"),
    [
        (datetime(2026, 3, 2, 4, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 2, 5, 0, tzinfo=UTC), False),
        (datetime(2026, 3, 2, 20, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 2, 21, 0, tzinfo=UTC), True),
        (datetime(2026, 7, 6, 4, 0, tzinfo=UTC), False),
        (datetime(2026, 7, 6, 20, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 7, 10, 0, tzinfo=UTC), True),
        (datetime(2026, 4, 6, 10, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 29, 23, 0, tzinfo=UTC), True),
    ],
    ids=[
        "winter night",
        "winter morning",
        "evening",
        "late",
        "summer morning",
        "summer late",
        "Saturday",
        "Easter",
        "0h",
    ],
)
def test_reads_at_night_or_on_a_closed_day(at: datetime, stands_out: bool) -> None:
    assert rules([read(at=at)]) == ([Rule.ODD_HOURS] if stands_out else [])
    assert rules([read(at=at, roles=("service",))]) == [], "a program does not sleep"


@pytest.mark.parametrize(
    ("at", "local"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "2026-03-29T01:59:00"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "2026-03-29T03:00:00"),
        (datetime(2026, 10, 25, 0, 59, tzinfo=UTC), "2026-10-25T02:59:00"),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), "2026-10-25T02:00:00"),
        (datetime(2027, 10, 31, 1, 0, tzinfo=UTC), "2027-10-31T02:00:00"),
    ],
)
def test_the_clocks_of_belgium(at: datetime, local: str) -> None:
    assert unusual.in_brussels(at).isoformat() == local


@pytest.mark.parametrize(("days", "stands_out"), [(45, False), (-45, False), (46, True), (-46, True), (None, True)])
def test_the_fwo_reads_around_its_reports(days: int | None, stands_out: bool) -> None:
    due = () if days is None else (MONDAY.date() + timedelta(days=days),)
    known = Known({CASE: CaseFacts(None, frozenset({"otto"}), due)})
    trace = read(case=None, institution="fwo", roles=("fwo_monitor",), shown=(f"collaboration:{CASE}",))
    assert rules([trace], known) == ([Rule.OUTSIDE_ROUNDS] if stands_out else [])


def test_people_of_the_same_name_elsewhere_are_others() -> None:
    mixed = [replace(each, read=replace(each.read, institution=("a", "b")[each.number % 2])) for each in opened(24)]
    assert rules(mixed) == []


def once(known: Known) -> list[Finding]:
    """Return what stands out of single reads, where once is enough."""
    night = MONDAY - 6 * HOUR
    reads = [
        read(1, night),
        read(2, MONDAY, 2, answer=Answer.FORBIDDEN),
        read(3, MONDAY, 3, answer=Answer.UNKNOWN),
        read(4, MONDAY, None, answer=Answer.EXPORTED),
        read(5, case=None, institution="fwo", shown=(f"collaboration:{CASE}",)),
    ]
    return list(unusual.findings(reads, (), known, Terms(never_acted=1, denials=1, unknown_ids=1, files=1)))


def test_what_happened_once_is_not_told_as_times() -> None:
    said = {each.rule: each.seen for each in once(Known({CASE: CaseFacts(None, frozenset({"otto"}))}))}
    assert said == {
        Rule.NEVER_ACTED: f"olga opened the case {CASE} once and never did anything in it",
        Rule.ODD_HOURS: "olga read once on 2026-03-02, at night or on a day on which nobody works",
        Rule.OUTSIDE_ROUNDS: "olga of the FWO looked at cases once",
        Rule.DENIALS: "olga was refused once",
        Rule.UNKNOWN_IDS: "olga asked for one thing that is not here",
        Rule.FILES: "olga took one file",
    }
    told = {rule: speech.told(seen, Language.NL) for rule, seen in said.items()}
    assert told[Rule.ODD_HOURS].startswith("olga las één keer op ")


def test_every_sentence_is_told_in_dutch_with_the_same_values() -> None:
    far = Known({CASE: CaseFacts(date(2020, 1, 1), frozenset({"otto"}))}, {PERSON: "olga"})
    night = MONDAY - 6 * HOUR
    said = found(
        [
            *opened(21),
            *[read(30 + number, MONDAY + number * MINUTE, shown=(f"person:{PERSON}",)) for number in range(3)],
            *[read(40 + number, night, number, answer=Answer.FORBIDDEN) for number in range(5)],
            *[read(50 + number, MONDAY, number, answer=Answer.UNKNOWN) for number in range(3)],
            *[read(60 + number, MONDAY, None, answer=Answer.EXPORTED) for number in range(5)],
            *[read(70 + number, case=None, institution="fwo", shown=(f"collaboration:{CASE}",)) for number in range(2)],
        ],
        far,
    )
    assert {each.rule for each in said} == set(Rule)
    said += once(far)
    used = {sentence.template for each in said for sentence in (each.seen, each.reason)}
    assert used == dutch.READS.keys()
    for each in said:
        for sentence in (each.seen, each.reason):
            assert speech.told(sentence, Language.NL) != sentence
    for english, told in dutch.READS.items():
        fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (english, told)]
        assert fields[0] == fields[1], english
