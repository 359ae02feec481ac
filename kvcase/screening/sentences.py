"""One sentence in Dutch or English that tells an officer why a hit is one, and what to look at next.

Rendered from what is stored with a hit, so that it can be read again as long as the hit is there. It says in this
order: how likely, what was asked and what stands on which list, which words agree and which do not, what else is known,
what held the score down, and what to check.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from kvcase.catalogues import loader
from kvcase.lists.entries import NameKind
from kvcase.screening import alias_files, aliases, explanations
from kvcase.screening.alignment import Part
from kvcase.screening.explanations import Explanation, Language
from kvcase.screening.likeness import PartKind
from kvcase.screening.words import WEIGHTS, WordClass

_UNLIKELY: Final = frozenset({"near_miss", "none"})
_OTHER_KIND: Final = "person-or-organisation"
_SCRIPTS: Final = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA", "CYRILLIC", "ARABIC", "HEBREW", "GREEK")


def sentence(
    explanation: Explanation, language: Language, list_id: str = "", *, person: bool = False, list_name: str = ""
) -> str:
    """Return the sentence; `list_id` names the list, `person` says that the entry is a person.

    `list_name` is what a list is called that the shipped register does not know.
    """
    called = label(list_id, language, list_name)
    return "; ".join(_clauses(explanation, language, called, person=person)) + "."


def _clauses(explanation: Explanation, language: Language, called: str, *, person: bool) -> Iterator[str]:
    say, words = SAY[language], explanations.WORDS[language]
    likely = explanation.band not in _UNLIKELY
    other_kind = any(cap.rule == _OTHER_KIND and cap.cap < explanation.base for cap in explanation.caps)
    verdict = say["band-kind" if other_kind else f"band-{explanation.band}"].format(score=explanation.score)
    same = _folded(explanation.segment) == _folded(explanation.list_name)
    how = say["agrees-with"] if likely else say["resembles"]
    beside = say["is-written"] if same else f"{how} “{explanation.list_name}”,"
    yield f"{verdict}: {_asked(explanation, language)} {beside} {_listed(explanation, language, called)}"
    for kind in () if same else PartKind:
        alike = [part for part in explanation.parts if part.kind is kind]
        shown = [_shown(part, language) for part in alike if not _is_other_form(part)]
        if shown:
            yield f"{words[kind]} {', '.join(shown)}"
        forms = [_shown(part, language) for part in alike if _is_other_form(part)]
        if forms:
            yield f"{say['form']} {', '.join(forms)}"
    script = _script(explanation.segment)
    if script and script != _script(explanation.list_name):
        compared = say["by-sound" if person else "by-words"]
        yield say["script"].format(script=say[f"script-{script}"], compared=compared)
    against = [fact.field for fact in explanation.evidence if fact.effect < 0]
    for fact in explanation.evidence:
        form = say["agrees"] if fact.effect > 0 else say["differs"]
        points = f"{fact.effect:+d}".replace("-", "−")
        stays = say["stays"] if likely and [fact.field] == against[-1:] else ""
        yield form.format(field=words[fact.field], q=fact.q, l=fact.l, points=points) + stays
    biting = sorted((cap for cap in explanation.caps if cap.cap < explanation.base), key=lambda cap: cap.cap)
    for number, cap in enumerate(biting):
        reason = words[cap.rule].format(cap=cap.cap)
        yield say["capped"].format(base=explanation.base, reason=reason) if number == 0 else reason
    yield f"{say['check']} {say[_next(explanation, person=person)].format(segment=explanation.segment)}"


def _asked(explanation: Explanation, language: Language) -> str:
    if explanation.segment == explanation.query.strip():
        return f"“{explanation.segment}”"
    return SAY[language]["part"].format(segment=explanation.segment, query=explanation.query)


def _listed(explanation: Explanation, language: Language, called: str) -> str:
    say = SAY[language]
    on = say["the-list"].format(label=called) if called else say["a-list"]
    entry = f"“{explanation.entry_name}”" if explanation.entry_name else say["an-entry"]
    edition_id, _, source_id = explanation.origin.partition(" ")
    key = f"name-{explanation.alias_kind}"
    if explanation.origin:
        key = "name-unverified" if source_id == alias_files.UNVERIFIED else "name-known"
    source = _source(edition_id, source_id)
    return say[key].format(on=on, entry=entry, source=source, edition=edition_id)


def _shown(part: Part, language: Language) -> str:
    if part.q and part.l and part.q != part.l:
        return SAY[language]["for"].format(q=part.q, l=part.l)
    return f"“{part.q or part.l}”"


def _is_other_form(part: Part) -> bool:
    """Tell whether two legal forms stand beside each other that are not written the same: *bv* and *gmbh*."""
    return part.kind is PartKind.EXACT and part.weight == WEIGHTS[WordClass.FORM] and part.q != part.l


def _source(edition_id: str, source_id: str) -> str:
    """Return the title of the source of a name, or its id where the edition of our knowledge is another by now."""
    edition = aliases.edition()
    return edition.source(source_id).title if edition.edition_id == edition_id and source_id else source_id


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _script(text: str) -> str:
    """Return the script of the first letter that is not Latin, or nothing."""
    for letter in text:
        if letter.isalpha() and ord(letter) > 0x24F:
            name = unicodedata.name(letter, "")
            return next((script for script in _SCRIPTS if name.startswith(script)), "")
    return ""


def _next(explanation: Explanation, *, person: bool) -> str:
    """Return what to check: the fact that would settle this hit soonest."""
    effects = {fact.field: fact.effect for fact in explanation.evidence}
    if any(cap.rule == _OTHER_KIND for cap in explanation.caps):
        return "next-kind"
    if explanation.band in _UNLIKELY:
        return "next-person-unlikely" if person else "next-unlikely"
    if person:
        if effects.get("birth_year", 0) < 0:
            return "next-birth-differs"
        if any(part.kind is PartKind.INITIAL for part in explanation.parts):
            return "next-initials"
        return "next-birth-agrees" if "birth_year" in effects else "next-birth"
    if explanation.alias_kind is NameKind.WEAK:
        return "next-weak"
    if effects.get("country", 0) < 0:
        return "next-country-differs"
    if explanation.origin:
        return "next-known"
    if explanation.segment != explanation.query.strip():
        return "next-part"
    return "next-place" if effects.get("country", 0) > 0 else "next-country"


@cache
def _labels() -> Mapping[str, tuple[str, str]]:
    return {each.list_id: (each.label.nl, each.label.en) for each in loader.load_all().lists.entries}


def label(list_id: str, language: Language, otherwise: str = "") -> str:
    """Return what the shipped register calls a list, else what else it is called, or its id; nothing for none."""
    nl, en = _labels().get(list_id, (otherwise or list_id,) * 2)
    return nl if language == "nl" else en


_EN = {
    "band-alert": "Very likely the same ({score} of 100)",
    "band-review": "Possibly the same ({score} of 100)",
    "band-near_miss": "Probably another, and no hit ({score} of 100)",
    "band-none": "Another by its name, and no hit ({score} of 100)",
    "band-kind": "Another by its kind, and no hit ({score} of 100)",
    "is-written": "is word for word",
    "agrees-with": "agrees with",
    "resembles": "resembles",
    "part": "“{segment}” in “{query}”",
    "a-list": "the list",
    "the-list": "the list “{label}”",
    "an-entry": "an entry",
    "name-primary": "the main name of an entry on {on}",
    "name-strong": "an alias of {entry} on {on}",
    "name-weak": "a weak alias of {entry} on {on}, which many others may bear",
    "name-original_script": "the name in its own script of {entry} on {on}",
    "name-known": "another name of {entry} on {on}, not given by the list itself but by “{source}” ({edition})",
    "name-unverified": "another name of {entry} on {on}, given neither by the list itself nor by a source that we can "
    "cite ({edition})",
    "for": "“{q}” for “{l}”",
    "form": "a legal form on both sides, which tells little:",
    "script": "the two are in different scripts, and what was asked, in {script}, was compared by {compared}",
    "by-sound": "its sounds",
    "by-words": "the meaning of its words and by its sounds",
    "script-CJK": "Chinese characters",
    "script-HANGUL": "Korean",
    "script-HIRAGANA": "Japanese",
    "script-KATAKANA": "Japanese",
    "script-CYRILLIC": "Cyrillic",
    "script-ARABIC": "Arabic letters without short vowels",
    "script-HEBREW": "Hebrew letters without short vowels",
    "script-GREEK": "Greek",
    "agrees": "{field} agrees ({q}, {points})",
    "differs": "{field} differs (asked {q}, listed {l}, {points})",
    "stays": ", which lowers the score but never hides a name that agrees",
    "capped": "the words alone give {base}, but {reason}",
    "check": "to check:",
    "next-kind": "whether a person or an organisation is meant",
    "next-person-unlikely": "nothing, unless another fact points to this person",
    "next-unlikely": "nothing, unless address or website point to this entry",
    "next-birth-differs": "the full date of birth, for if that differs as well it is another person",
    "next-birth-agrees": "day and place of birth, for a year alone does not settle it",
    "next-birth": "date and place of birth against the entry, for many people share a name",
    "next-initials": "the full given names and the date of birth",
    "next-weak": "the full name behind “{segment}”, and its city and country",
    "next-country-differs": "whether it is a branch of the listed one abroad, or another of that name",
    "next-known": "that city and country are those of the entry, and where in doubt the source of the name",
    "next-part": "that the partner is this institution itself, and not one that is only named beside it",
    "next-place": "city and website against the entry",
    "next-country": "country and city against the entry",
}
_NL = {
    "band-alert": "Zeer waarschijnlijk dezelfde ({score} op 100)",
    "band-review": "Mogelijk dezelfde ({score} op 100)",
    "band-near_miss": "Waarschijnlijk een andere, geen treffer ({score} op 100)",
    "band-none": "Naar de naam een andere, geen treffer ({score} op 100)",
    "band-kind": "Naar de soort een andere, geen treffer ({score} op 100)",
    "is-written": "is woordelijk",
    "agrees-with": "komt overeen met",
    "resembles": "lijkt op",
    "part": "“{segment}” in “{query}”",
    "a-list": "de lijst",
    "the-list": "de lijst “{label}”",
    "an-entry": "een vermelding",
    "name-primary": "de hoofdnaam van een vermelding op {on}",
    "name-strong": "een alias van {entry} op {on}",
    "name-weak": "een zwakke alias van {entry} op {on}, die ook veel anderen kunnen dragen",
    "name-original_script": "de naam in het eigen schrift van {entry} op {on}",
    "name-known": "een andere naam van {entry} op {on}, die de lijst zelf niet geeft maar “{source}” wel ({edition})",
    "name-unverified": "een andere naam van {entry} op {on}, die noch de lijst zelf geeft noch een bron die wij kunnen "
    "noemen ({edition})",
    "for": "“{q}” voor “{l}”",
    "form": "aan beide kanten een rechtsvorm, wat weinig zegt:",
    "script": "ze staan in verschillend schrift, en wat gevraagd werd, in {script}, is {compared} vergeleken",
    "by-sound": "naar de klank",
    "by-words": "naar de betekenis van de woorden en naar de klank",
    "script-CJK": "Chinese karakters",
    "script-HANGUL": "het Koreaans",
    "script-HIRAGANA": "het Japans",
    "script-KATAKANA": "het Japans",
    "script-CYRILLIC": "het cyrillisch",
    "script-ARABIC": "Arabische letters zonder korte klinkers",
    "script-HEBREW": "Hebreeuwse letters zonder korte klinkers",
    "script-GREEK": "het Grieks",
    "agrees": "{field} komt overeen ({q}, {points})",
    "differs": "{field} verschilt (gevraagd {q}, op de lijst {l}, {points})",
    "stays": ", wat de score verlaagt maar een naam die overeenkomt nooit verbergt",
    "capped": "de woorden alleen geven {base}, maar {reason}",
    "check": "na te gaan:",
    "next-kind": "of een persoon of een organisatie bedoeld is",
    "next-person-unlikely": "niets, tenzij een ander gegeven naar deze persoon wijst",
    "next-unlikely": "niets, tenzij adres of website naar deze vermelding wijst",
    "next-birth-differs": "de volledige geboortedatum, want verschilt die ook, dan is het een ander",
    "next-birth-agrees": "dag en plaats van geboorte, want een jaar alleen beslist niet",
    "next-birth": "of geboortedatum en -plaats die van de vermelding zijn, want veel mensen delen een naam",
    "next-initials": "de volledige voornamen en de geboortedatum",
    "next-weak": "de volledige naam achter “{segment}”, met stad en land",
    "next-country-differs": "of het een vestiging van de vermelde in het buitenland is, of een andere met die naam",
    "next-known": "of stad en land die van de vermelding zijn, en bij twijfel de bron van de naam",
    "next-part": "of de partner deze instelling zelf is, en niet een die er enkel naast genoemd wordt",
    "next-place": "of stad en website die van de vermelding zijn",
    "next-country": "of land en stad die van de vermelding zijn",
}
SAY: Final[Mapping[Language, Mapping[str, str]]] = MappingProxyType({"nl": _NL, "en": _EN})
"""By language: the turns of the sentence. The words for kinds of agreement and for rules are `explanations.WORDS`."""
