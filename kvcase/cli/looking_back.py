"""A past decision beside today, as a person reads it: a table, in Dutch or English."""

from collections.abc import Iterator

from domain import moments, speech
from domain.collaboration.spine import Language
from domain.collaboration.then_and_now import (
    Basis,
    Cause,
    Difference,
    GateBeside,
    HitBeside,
    HitSeen,
    ListSeen,
    ThenAndNow,
)
from domain.values import Level

_MARKS = {Difference.SAME: "=", Difference.CHANGED: "~", Difference.NEW: "+", Difference.GONE: "-"}
_NAMES, _WIDTH = 32, 28
_SHORT = 12

_WORDS = {
    "made": (
        "besloten op {at} (v{version}, p{position}) door {by}",
        "decided at {at} (v{version}, p{position}) by {by}",
    ),
    "then": ("toen", "then"),
    "now": ("vandaag", "today"),
    "edition": ("editie", "edition"),
    "scorer": ("scorer", "scorer"),
    "list": ("lijst", "list"),
    "level": ("niveau", "level"),
    "confirmed": ("niveau als de nieuwe treffers bevestigd worden", "level if the new hits are confirmed"),
    "hits": ("treffers", "hits"),
    "gates": ("poorten", "gates"),
    "policies": ("beleid", "policies"),
    "none": ("geen", "none"),
    "not_held": ("niet gebruikt", "not used"),
    "not_found": ("niet gevonden", "not found"),
    "to_know": ("ter kennis: buiten de reikwijdte", "to know: outside its scope"),
    "by_list": ("door de lijst", "by the list"),
    "by_scorer": ("door de scorer", "by the scorer"),
    "score": ("score {score} in versie {version}", "score {score} in version {version}"),
    "blocks": ("blokkeert {what}", "blocks {what}"),
    "erased": (
        "de namen van {who} zijn gewist: wat vandaag over hen zou zeggen, kan niemand meer nagaan",
        "the names of {who} are erased: what today would say of them nobody can work out any more",
    ),
    "same_of_rest": (
        "voor al de rest zou vandaag hetzelfde uitkomen: dezelfde treffers, poorten en hetzelfde niveau",
        "for all the rest today would give the same: the same hits, gates and level",
    ),
    "same": (
        "vandaag zou hetzelfde geven: dezelfde treffers, poorten en niveau",
        "today would give the same: the same hits, gates and level",
    ),
    "differs": (
        "vandaag zou het anders uitkomen; wat toen beslist werd, blijft zoals het was",
        "today it would come out otherwise; what was decided then stays as it was",
    ),
    "legend": (
        "= gelijk, ~ anders, + enkel vandaag, - enkel toen",
        "= the same, ~ otherwise, + today alone, - then alone",
    ),
}


def lines_of(found: ThenAndNow, language: Language) -> Iterator[str]:
    """Give the lines of the table."""
    say = _Tongue(language)
    made = found.decision
    yield f"{found.reference}  {made.name}"
    at, by = moments.written(made.at), f"{made.by} ({made.role})"
    yield "  " + say("made", at=at, version=made.version, position=made.position, by=by)
    yield _line("", "", say("then"), say("now"))
    yield from _basis(found.then, found.now, say)
    if found.level_if_confirmed is not found.now.level:
        yield f"  {say('confirmed')}: {say.level(found.level_if_confirmed)}"
    yield f"{say('hits')} ({say('legend')})"
    yield from (line for each in found.hits for line in _hit(each, say))
    if not found.hits:
        yield f"  {say('none')}"
    yield say("gates")
    yield from (line for each in found.gates for line in _gate(each, say))
    if not found.gates:
        yield f"  {say('none')}"
    if found.policies:
        yield say("policies")
    for policy in found.policies:
        scope = "" if policy.in_scope else f" ({say('to_know')})"
        yield f"  {_MARKS[policy.difference]} {policy.policy_id}{scope}: {speech.told(policy.title, language)}"
        yield f"      {speech.source(policy.source, language)}"
    if found.erased:
        yield say("erased", who=", ".join(str(each) for each in found.erased))
    same = "same_of_rest" if found.erased else "same"
    yield say(same) if found.is_same else say("differs")


class _Tongue:
    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        return _WORDS[key][0 if self.language is Language.NL else 1].format(**values)

    def level(self, level: Level | None) -> str:
        return "-" if level is None else speech.told(str(level), self.language)


def _basis(then: Basis, now: Basis, say: _Tongue) -> Iterator[str]:
    yield _line(_same(then.edition, now.edition), say("edition"), then.edition, now.edition)
    yield _line(_same(then.scorers, now.scorers), say("scorer"), ", ".join(then.scorers), ", ".join(now.scorers))
    before = {each.list_id: each for each in then.lists}
    after = {each.list_id: each for each in now.lists}
    for name in sorted(before.keys() | after.keys()):
        seen = [side.get(name) for side in (before, after)]
        told = [_version(one, say) for one in seen]
        yield _line(_same(*told), f"{say('list')} {name}", *told)
    yield _line(_same(then.level, now.level), say("level"), say.level(then.level), say.level(now.level))


def _version(seen: ListSeen | None, say: _Tongue) -> str:
    return say("not_held") if seen is None else f"{seen.version_no} ({seen.canonical_sha256[:_SHORT]})"


def _hit(one: HitBeside, say: _Tongue) -> Iterator[str]:
    about = one.subject or str(one.subject_id)
    why = {None: "", Cause.LIST: f", {say('by_list')}", Cause.SCORER: f", {say('by_scorer')}"}[one.cause]
    yield f"  {_MARKS[one.difference]} {one.list_id}:{one.entry_id} ({one.effect}), {about}{why}"
    yield f"      {say('then')}: {_seen(one.then, say)}; {say('now')}: {_seen(one.now, say)}"


def _seen(seen: HitSeen | None, say: _Tongue) -> str:
    if seen is None:
        return say("not_found")
    told = say("score", score=seen.score, version=seen.list_version)
    return told if seen.resolution is None else f"{told}, {speech.told(str(seen.resolution), say.language)}"


def _gate(one: GateBeside, say: _Tongue) -> Iterator[str]:
    gate = speech.gate(one.gate, say.language)
    blocks = ", ".join(speech.told(str(each), say.language) for each in sorted(gate.blocks))
    yield f"  {_MARKS[one.difference]} {gate.rule_id:<18} {say('blocks', what=blocks)}: {gate.reason}"
    yield f"      {gate.source}"


def _same(one: object, other: object) -> str:
    return "=" if one == other else "~"


def _line(mark: str, name: str, then: str, now: str) -> str:
    return f"  {mark:<1} {name:<{_NAMES}} {then:<{_WIDTH}} {now}".rstrip()
