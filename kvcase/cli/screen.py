"""How the command line tells a case on one screen: a line for each part, measure, condition, licence and day."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from domain.collaboration.spine import Language


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


_HIT = {
    Language.EN: {
        "open": "open",
        "due": "due",
        "until": "until",
        "unconfirmed": "waits for a second person",
        "adopted": "adopted from",
        "party": "for the party in every case",
        "institution": "for whoever is called the same",
        "lifted": "lifted",
        "unlinked": "takes part no more",
        "confirmed": "confirmed in another case",
        "now": "version {number} says",
        "changed": "changed since the decision",
        "gone": "no longer on the list",
        "true_match": "it is the one",
        "false_positive": "somebody else",
        "unclear": "unclear",
    },
    Language.NL: {
        "open": "open",
        "due": "te beantwoorden tegen",
        "until": "tot en met",
        "unconfirmed": "wacht op een tweede persoon",
        "adopted": "overgenomen van",
        "party": "voor de partij in elk dossier",
        "institution": "voor wie precies zo heet",
        "lifted": "opgeheven",
        "unlinked": "neemt niet meer deel",
        "confirmed": "bevestigd in een ander dossier",
        "now": "versie {number} zegt",
        "changed": "gewijzigd sinds het antwoord",
        "gone": "staat niet meer op de lijst",
        "true_match": "die is het",
        "false_positive": "iemand anders",
        "unclear": "onduidelijk",
    },
}


def lines_of_hit(told: Mapping[str, Any], references: Mapping[UUID, str], language: Language) -> Iterator[str]:
    """Yield the lines that tell a hit: what was said, whose answer it is, what changed, what the list says now."""
    words = _HIT[language]
    yield f"{told['score']:>3} {told['effect']:<10} {told['list_id']:<14} {told['entry_id']:<10} {told['hit_id']}"
    yield f"    {', '.join(_said(told, references, words))}"
    changed = told[f"changed_{language}"]
    if changed:
        yield f"    {changed}"
    if told["confirmed_in"]:
        cases = ", ".join(references.get(UUID(each), each) for each in told["confirmed_in"])
        yield f"    {words['confirmed']}: {cases}"
    if told["listed_version"] is None:
        yield f"    {words['gone']}"
    elif told["listed"]:
        facts = "; ".join(
            f"{each['name']} {each['value']}" + (f" ({words['changed']})" if each["is_changed"] else "")
            for each in told["listed"]
        )
        yield f"    {words['now'].format(number=told['listed_version'])}: {facts}"


def _said(told: Mapping[str, Any], references: Mapping[UUID, str], words: Mapping[str, str]) -> Iterator[str]:
    if told["is_unlinked"] or told["is_lifted"]:
        yield words["unlinked"] if told["is_unlinked"] else words["lifted"]
    if told["resolution"] is None:
        yield f"{words['open']}, {words['due']} {told['due_on']}"
        return
    yield words[told["resolution"]]
    if told["resolution"] == "false_positive" and told["effect"] == "legal" and not told["is_confirmed"]:
        yield words["unconfirmed"]
    if told["adopted_case"]:
        yield f"{words['adopted']} {references.get(UUID(told['adopted_case']), told['adopted_case'])}"
    elif told["scope"] in words:
        yield words[told["scope"]]
    if told["expires_on"]:
        yield f"{words['until']} {told['expires_on']}"
