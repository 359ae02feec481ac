"""A walk as an auditor, on a fictional installation whose clock stands where the story is.

`python -m tests.acceptance.auditors_walk > docs/auditing.md` prints it as the page of the manual: every answer on it
is what the program said. All names are fictional.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest

from domain.collaboration import approval, parties, screening, spine, topic
from domain.party import commands as party
from domain.policyset import decider as policyset
from domain.values import Actor, CaseId, Effect, HitId, PartyId, Role
from kvcase import bootstrap, scheduler
from kvcase.bootstrap import Kvcase
from kvcase.catalogues import loader, shelf
from kvcase.facts import POLICY_SET
from tests.acceptance.installations import FIRST, NORTH, SECOND, Installation, actor, import_list, write_list

MARCH, JUNE = datetime(2027, 3, 15, 9, 0, tzinfo=UTC), datetime(2027, 6, 15, 9, 0, tzinfo=UTC)
PARTNER = "Zarqand Aerodynamics Institute"
NAMESAKE, SOLD = ("X-7", "Zarqand Aerodynamic Institutes", "AE"), ("X-8", "Quarth Trading House", "AE")
LISTED = ("X-99", PARTNER, "SY")
FILLER = tuple((f"X-{n}", f"Fictional Trading House {n}", "AE") for n in range(10, 20))
RESEARCHER = actor("onderzoeker", Role.RESEARCHER)
OFFICER, SECOND_OFFICER = (actor(name, Role.CONTACT_POINT_OFFICER) for name in ("contactpunt", "collega"))
AUDITOR = actor("auditor", Role.AUDITOR)
CASE, PARTY, SCREENING = (uuid5(NAMESPACE_URL, f"urn:walk:{each}") for each in ("case", "party", "screening"))
SEVEN_SONS = "policy-list-seven-sons"


@dataclass
class Time:
    """Where the clock of the story stands."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Step:
    """Something that the auditor did: why, the line that was typed, its exit status and what was answered."""

    why: str
    line: str
    status: int
    said: str


@dataclass
class Walk:
    """An installation in a folder, its clock, and the steps that were taken."""

    folder: Path
    time: Time
    installation: Installation
    keys: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def run(self, why: str, *arguments: str) -> Step:
        """Type a line of `kvcase` as the auditor, and keep what was answered."""
        there = Path.cwd()
        os.chdir(self.folder)
        try:
            with pytest.MonkeyPatch.context() as patch:
                build = partial(bootstrap.build, replace(self.installation.settings, editions=self.folder), self.time)
                patch.setattr("kvcase.cli.common.bootstrap.build", lambda _settings: build())
                done = self.installation.run(*arguments, key=self.keys["auditor"])
        finally:
            os.chdir(there)
        step = Step(why, f"kvcase {' '.join(arguments)}", done.returncode, done.stdout + done.stderr)
        self.steps.append(step)
        return step

    def also(self, why: str, line: str, done: "subprocess.CompletedProcess[str]") -> Step:
        """Keep a step that is no line of `kvcase`."""
        step = Step(why, line, done.returncode, done.stdout + done.stderr)
        self.steps.append(step)
        return step

    @contextmanager
    def opened(self) -> Iterator[Kvcase]:
        program = bootstrap.build(replace(self.installation.settings, editions=self.folder), self.time)
        try:
            yield program
        finally:
            program.close()


def decided(folder: Path) -> Walk:
    """Return an installation where a case was decided in March."""
    walk = Walk(
        folder,
        Time(MARCH),
        Installation(f"sqlite:///{folder / 'data'}", ledger_key=folder / "ledger.key", witness=folder / "witness"),
    )
    bootstrap.migrate(walk.installation.settings)
    with walk.opened() as program:
        _publish(program, program.facts.shelf.newest().edition_id)
        for list_id in program.list_imports.policy_lists():
            program.list_imports.import_policy_list(FIRST, list_id)
        import_list(program, "watch", Effect.LEGAL, write_list(folder / "march.csv", *FILLER, NAMESAKE, SOLD))
        walk.keys["auditor"] = program.keys.create(AUDITOR)
        _decide(program)
        scheduler.sign(program)
    return walk


def prepared(folder: Path) -> Walk:
    """Return the same installation after list and policy changed in June."""
    walk = decided(folder)
    with walk.opened() as program:
        walk.time.now = JUNE
        import_list(program, "watch", Effect.LEGAL, write_list(folder / "june.csv", *FILLER, LISTED))
        _publish(program, _edition_of_june(folder, program))
        program.list_imports.import_policy_list(FIRST, "seven-sons")
        scheduler.sign(program)
    return walk


def _decide(program: Kvcase) -> None:
    case_id, party_id = CaseId(CASE), PartyId(PARTY)

    def do(who: Actor, command: object) -> None:
        program.service(command, actor=who)

    do(RESEARCHER, party.RegisterParty(party_id, PARTNER, "BR"))
    nature = spine.Nature.INSTITUTIONAL_AGREEMENT
    do(RESEARCHER, spine.NotifyCollaboration(case_id, "Windtunnels", "Metingen aan vleugels.", nature))
    do(RESEARCHER, parties.LinkParty(case_id, party_id, parties.PartyRole.PARTNER))
    do(OFFICER, topic.ClassifyTopic(case_id, "Geen gevoelige technologie."))
    do(OFFICER, screening.StartScreening(case_id, SCREENING))
    state = program.read_models.institution(NORTH)
    for hit in state.hits(CASE):
        false = screening.Resolution.FALSE_POSITIVE
        do(OFFICER, screening.ResolveHit(case_id, HitId(hit.hit_id), false, "Ander land, andere oprichting."))
        do(SECOND_OFFICER, screening.ConfirmHitResolution(case_id, HitId(hit.hit_id)))
    do(OFFICER, screening.CompleteScreening(case_id, "Een naamgenoot, nagegaan."))
    do(SECOND_OFFICER, approval.Clear(case_id, "Niets staat in de weg."))


def _publish(program: Kvcase, edition: str) -> None:
    found, day = program.facts.shelf.load(edition), program.clock().date()
    propose = policyset.ProposeEdition(POLICY_SET, edition, found.sha256, day, "Zoals afgesproken.")
    program.service(propose, actor=FIRST)
    program.service(policyset.PublishEdition(POLICY_SET, edition), actor=SECOND)


def _edition_of_june(folder: Path, program: Kvcase) -> str:
    """Write an edition that is the shipped one, with the partner added to a list of a policy; return its id."""
    made = folder / "june"
    made.mkdir()
    newest = program.facts.shelf.newest()
    (made / shelf.OWN).write_text(f'base = "{newest.edition_id}"\n', "utf-8")
    name = next(each for each in newest.files if each.startswith(SEVEN_SONS))
    day = name.removeprefix(f"{SEVEN_SONS}.").removesuffix(".toml")
    text = (loader.DATA / name).read_text("utf-8").replace(day, "2027-06-15")
    entry = (
        '\n[[entry]]\nid = "zarqand"\ncountry = "CN"\nsource = "design"\nplace = "a fictional annex"\n'
        f'[[entry.names]]\ntext = "{PARTNER}"\nkind = "name"\nverified = false\n'
    )
    (made / f"{SEVEN_SONS}.2027-06-15.toml").write_text(text + entry, "utf-8")
    return shelf.draft(made).edition_id


def walked(folder: Path) -> Walk:
    """Take the walk."""
    from tests.acceptance.test_bundles import clean_environment, verify_there

    walk = prepared(folder)
    with walk.opened() as program:
        row = program.read_models.institution(NORTH).case(CASE)
        assert row is not None
        reference = row.reference
    evening = ("--as-of", "2027-03-15")
    walk.run("What was known when it was decided, on the evening of that day.", "case", "show", reference, *evening)
    walk.run("The hits of then, and what people said of them.", "case", "hits", reference, *evening)
    walk.run("The day before there was no such case.", "case", "show", reference, "--as-of", "2027-03-14")
    walk.run("The register as it stood, from any point of the log.", "case", "list", "--as-of", "2027-03-31")
    walk.run("What would today's lists, scorer and rules say?", "audit", "then-and-now", reference)
    walk.run("The same in Dutch.", "--lang", "nl", "audit", "then-and-now", reference)
    walk.run(
        "Was anything altered since? Every event is held against what was signed, and against what a witness kept.",
        "audit", "verify", NORTH,
    )  # fmt: skip
    bundle = ("audit", "bundle", reference, "--out", "case.zip")
    walk.run("One file that proves the case to somebody who has none of this.", *bundle)
    public = folder / "keys.txt"
    public.write_text(walk.run("The public key, which travels another way.", "ledger", "key").said, "utf-8")
    clean = clean_environment(folder / "clean")
    walk.also(
        "On another machine, without a network and with nothing of ours but the verifier.",
        "kvcase-verify case.zip --key keys.txt",
        verify_there(clean, str(folder / "case.zip"), "--key", str(public)),
    )
    walk.also(
        "And if a witness kept checkpoints: that it saw the same log.",
        "kvcase-verify case.zip --key keys.txt --checkpoint witness",
        verify_there(clean, str(folder / "case.zip"), "--key", str(public), "--checkpoint", str(folder / "witness")),
    )
    place = altered(folder / "data" / f"{NORTH}.db")
    walk.run(
        f"Somebody with the password of the database changes one byte of the event at position {place}.",
        "audit", "verify", NORTH,
    )  # fmt: skip
    return walk


def altered(file: Path) -> int:
    """Change one byte of the decision in the database, as its administrator could; return the position."""
    with sqlite3.connect(file) as connection:
        ((position, state),) = connection.execute(
            "SELECT position, state FROM stored_events WHERE topic = 'collaboration.approved.v1'"
        )
        changed = bytes(state).replace(b'"route":"fast"', b'"route":"fasT"')
        assert sum(one != other for one, other in zip(state, changed, strict=True)) == 1
        connection.execute("DROP TRIGGER IF EXISTS stored_events_no_update")
        connection.execute("UPDATE stored_events SET state = ? WHERE position = ?", (changed, position))
    connection.close()
    return int(position)


_HEAD = """\
# Auditing: what was known then

An auditor asks three things of a decision: what was known when it was made, what would be said of it today, and
whether anything was altered in between. This page walks through all three. It is printed by the program itself
(`python -m tests.acceptance.auditors_walk`), and a test holds it to what the program says; only keys, digests and ids
are other ones each time. Every name is fictional.

## As of when

`--as-of` on every command that reads cases, licences, incidents, reports, deadlines or figures, and `?as_of=` on every
address that does, take one of:

| written | means |
|---|---|
| `v12` | after version 12 of the case (or of the organisation, person, licence, incident, report that is asked about) |
| `p3400` | after position 3400 of the institution's log, or after the last event before it where nothing stands there |
| `2026-03-31T12:00:00Z` | an instant with its time zone: all up to the last event recorded at or before it |
| `2026-03-31` | the end of that day in UTC; today means now |

The answer says to which position and instant it belongs: the first line on the command line, `as_of` in its JSON, and
the header `Kvcase-As-Of` over HTTP, in the place of an ETag, for nobody writes to the past. What is still to come is
refused (422); something that did not exist then is not found (404), and the answer says when it begins. Roles, the
need to know and erasures are those of now: nobody sees more of the past than of the present, and an erased text stays
erased.

No moment is asked of `case may-share` (`check-sharing`), which is about a sharing to come; of figures over
institutions, two of which side by side would tell of one case what small counts keep back; of then-and-now and the
bundle, which go back to a decision by themselves; of `report annual`, which is of a year; and of what belongs to no
case: lists, policies, institutions, questionnaires, erasures and holds.

A list as of a day is folded anew from the first event on, in memory; the rows that serve are not touched. Of a large
log, write it to a file: `kvcase projections as-of case_register 2026-03-31 --institution SLUG --out cases.csv`.

## Then and now

`kvcase audit then-and-now REFERENCE` (and `GET /api/v1/collaborations/ID/then-and-now`, for auditors and the offices)
takes a decision, the last one or the one at `--decision VERSION`, and asks of the case as it was, by the names and on
the day of then, what today's lists, scorer and rules give. Where a hit comes out otherwise it says whether the list or
the scorer did it: what today's scorer finds in the list of then is not the list's doing. Nothing is recorded, nothing
is fetched, and what people decided stays as it was. The gates of both sides are worked out by the rule functions of
this version, from what the case says: released rule functions are not changed, only replaced by new ones.

## The walk

In March 2027 a fictional university wants an agreement with the Zarqand Aerodynamics Institute. The screening finds a
namesake on a watch list; two people say that it is another; a second officer clears the case. In June the watch list
names the institute itself, and the policy on new agreements does too.
"""


def page(steps: Sequence[Step]) -> str:
    """Return the steps as the page of the manual."""
    told = [_HEAD]
    for step in steps:
        status = f"\n(exit status {step.status})" if step.status else ""
        told.append(f"{step.why}\n\n```console\n$ {step.line}\n{step.said.strip()}{status}\n```\n")
    return "\n".join(told)


_CHANGING = (
    (re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "ID"),
    (re.compile(r"\b[0-9a-f]{12,64}\b"), "DIGEST"),
    (re.compile(r"\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+"), "+KEY"),
    (re.compile(r"[0-9,]+ bytes"), "N bytes"),
    (re.compile(r"kv-match[-\w.]*"), "SCORER"),
    (re.compile(r"kvcase/[0-9a-z-]+"), "NAME"),
    (re.compile(r" +"), " "),
)


def steady(text: str) -> str:
    """Return a text without what is another each time: ids, digests, keys, sizes, and the names of versions."""
    for pattern, instead in _CHANGING:
        text = pattern.sub(instead, text)
    return text


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        sys.stdout.write(page(walked(Path(place)).steps))
