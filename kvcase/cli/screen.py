"""How the command line tells a case on one screen: a line for each part, measure, condition, licence and day."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any


def lines_of(told: Mapping[str, Any], today: date) -> Iterator[str]:
    """Yield the lines behind the gates; what a case has none of has no line."""
    for each in told["work_packages"]:
        stands = "stands still" if each["is_suspended"] else f"begun on {each['begun_on']}" if each["begun_on"] else ""
        gates = f"open: {', '.join(each['open_gates'])}" if each["open_gates"] else ""
        said = ", ".join(filter(None, (stands or "not begun", gates)))
        yield f"work package  {each['work_package_id']:<12} {said}  {each['title']}"
    for each in told["measures"]:
        needed = ", needed to start" if each["is_needed_to_start"] else ""
        stands = f"{each['status']}, due {each['due_on']}, {each['owner']}{needed}"
        yield f"measure       {each['code']:<12} {stands}  {each['mitigation_id']}"
    for each in told["conditions"]:
        stands = "met" if each["is_met"] else f"open, due {each['due_on'] or 'on no day'}"
        yield f"condition     {each['condition_id']:<12} {stands}  {each['text']}"
    for each in told["licences"]:
        until = f"until {each['valid_until']}" if each["valid_until"] else "no last day"
        what = f"{', '.join(each['codes'])} to {', '.join(each['destinations'])}"
        yield f"licence       {each['number'] or each['licence_id']}  {each['status_today']}, {until}, {what}"
    for each in told["deadlines"]:
        due = date.fromisoformat(each["due_on"])
        late = f", {(today - due).days} day(s) late" if each["state"] == "open" and due < today else ""
        who = each["owner"] or each["owner_role"]
        stands = "" if each["state"] == "open" else ", the clock stands still"
        title = f"  {each['title']}" if each["title"] else ""
        yield f"due           {due}   {each['kind']}{late}, {who}{stands}{title}  {each['deadline_id']}"
