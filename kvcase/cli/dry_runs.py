"""How the command line tells a dry run to a person."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain import speech
from domain.gates import Gate
from domain.sentence import mark, named
from kvcase import dry_run
from kvcase.cli.common import LANGUAGE
from kvcase.dry_run import CaseChange, DryRun


def told(run: DryRun, limit: int) -> Iterator[str]:
    """Yield the lines that tell a dry run: what the draft changes, each case, and the totals."""
    yield f"edition {run.edition} instead of {run.instead_of}; nothing is written"
    for each in run.lists:
        for word, entries in (("added", each.added), ("changed", each.changed), ("removed", each.removed)):
            if entries:
                yield f"  list {each.list_id}: {word} {', '.join(entries)}"
    for case in run.cases[:limit]:
        yield from _case(case)
    if len(run.cases) > limit:
        yield f"  ... and {len(run.cases) - limit} more (--limit, --json)"
    live, past = run.looked_at
    changed_past = sum(case.is_past for case in run.cases)
    yield (
        f"{len(run.cases)} of {live + past} cases would change: {len(run.cases) - changed_past} of {live} live, "
        f"{changed_past} of {past} past; {run.seconds:.2f} s"
    )
    for rule, count in run.by_rule:
        yield f"  {rule:<28} {count}"
    yield f"digest {dry_run.digest(run)}, to cite in the reason of the proposal"


def counts_told(counts: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that tell the counts of a dry run."""
    yield f"edition {counts['edition']} instead of {counts['instead_of']}; nothing is written"
    for each in counts["lists"]:
        for word in ("added", "changed", "removed"):
            if each[word]:
                yield f"  list {each['list_id']}: {word} {', '.join(each[word])}"
    for slug, changed in counts["changed"].items():
        yield f"{slug}: {changed['live']} live and {changed['past']} past case(s) would change"
    yield f"looked at {counts['looked_at']['live']} live and {counts['looked_at']['past']} past case(s)"
    for rule, count in counts["by_rule"].items():
        yield f"  {rule:<28} {count}"
    yield f"digest {counts['digest']}, to cite in the reason of the proposal"


def _reason(gate: Gate) -> str:
    return named(speech.told(gate.reason, LANGUAGE.get()), mark)


def _case(case: CaseChange) -> Iterator[str]:
    change = case.change
    when = "past, as if reviewed today" if case.is_past else "live"
    yield f"{case.reference}  {case.status} ({when})"
    levels = f"{change.level_before} -> {change.level_after}"
    if change.level_if_confirmed is not change.level_after:
        levels += f", {change.level_if_confirmed} if a person confirms the hit"
    yield f"    level     {levels}"
    for hit in change.hits:
        yield f"    hit       {hit.list_id}, entry {hit.entry_id}, score {hit.score}"
    for gate in change.gates_opened:
        yield f"    opens     {gate.rule_id} {gate.kind}: {_reason(gate)}"
    for gate in change.gates_closed:
        yield f"    closes    {gate.rule_id} {gate.kind}: {_reason(gate)}"
    for policy in change.policies_added:
        yield f"    policy    + {policy.policy_id}{' (blocks)' if policy.blocks else ' (look at it)'}"
    for policy in change.policies_removed:
        yield f"    policy    - {policy.policy_id}"
    for hold in change.holds:
        yield f"    hold      {hold.rule_id}: {hold.justification}"
    if change.lifts:
        yield f"    lift?     {len(change.lifts)} hit(s) no longer on a list"
