"""What tells two organisations apart although their names are alike: rules that keep a score below review.

Every rule has a name that the explanation shows. A rule looks at words and where they stand, never at a list.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from kvcase.lists import countries
from kvcase.screening import eastern
from kvcase.screening.normalise import Cut, Token, parts_of, tokens
from kvcase.screening.organisation_words import NEUTRAL
from kvcase.screening.words import WEIGHTS, WordClass

Rule = tuple[str, int]
"""The name of a rule and the score above which it does not let."""

_FIELD, _PLACE, _BODY = WEIGHTS[WordClass.FIELD], WEIGHTS[WordClass.PLACE], WEIGHTS[WordClass.BODY]
_ACADEMIC: Final = frozenset({"university", "institute", "academy", "college", "polytechnic"})
_ONE_FIELD: Final = frozenset({"centre", "laboratory", "hospital", "ministry", "bureau", "agency"})
"""Bodies of which each has its field: with one more it is another one."""
_TEACHES: Final = frozenset({"university", "college", "school", "conservatory"})
_SHORT_COUNTRY: Final = re.compile(r"\b(?:U\.?S|U\.?S\.?A|U\.?K|U\.?A\.?E)\b")
_COUNTRY_BY_CAPITALS: Final = {"US": "US", "USA": "US", "UK": "GB", "UAE": "AE"}
"""Countries by two or three capitals: in small letters these are words of other languages."""
_PARTS: Final = frozenset(
    {
        "school",
        "department",
        "laboratory",
        "institute",
        "centre",
        "hospital",
        "library",
        "college",
        "academy",
        "ministry",
    }
)
_LOOSE: Final = frozenset({"group", "holding", "organisation", "enterprise", "association", "foundation"})
"""Bodies of which one name may have one, and another none or another."""
_COMPANY: Final = frozenset({"group", "holding", "co", "plc", "ltd"})
_NAMES: Final = frozenset({WordClass.RARE, WordClass.PLACE, WordClass.COMMON})
_UNITS: Final = frozenset({"factory", "bureau", "institute", "unit", "brigade", "school", "hospital", "laboratory"})
_SHORTEST_ACRONYM: Final = 3
_AROUND_ACRONYM: Final = frozenset({"university", "institute", "academy", "college", "campus", "main", "branch"})
_TOGETHER: Final = re.compile(r"\s+(?:and|with|&|et|en|und|y|e|ve|i|и|和|与)\s+", re.IGNORECASE)
_MOST_TOGETHER: Final = 4
_ROLE: Final = re.compile(r"^\S.*?\s(?:at|from|with|bij|aan|chez)(?: the| de| het| la| l['’])?\s*([A-ZÀ-Ý]\S.*)$")
_LINKS: Final = "of|for|de|du|des|di|van|voor|fur|für"
_BESIDE_RESEARCH: Final = frozenset({"science", "development"})
"""Fields that a body for research may name or not."""
_KINDS: Final = (["technology"], ["technical"], ["technological"])
_LONG_NAME: Final = 8
_SHORT: Final = 5
_ONE_WORD_SLIP: Final = 6


@dataclass(frozen=True, slots=True)
class Laid:
    """A query beside a listed name: the places of the query's words that agree (True: surely) and that do not.

    `missing` are the words that the list alone has. A department in front of or behind the institution is not lone.
    """

    query: tuple[Token, ...]
    listed: tuple[Token, ...]
    agreed: dict[int, bool]
    lone: tuple[int, ...]
    missing: tuple[Token, ...]

    @property
    def lone_words(self) -> list[Token]:
        """Return the words that the query alone has, those left out that any name may have."""
        return [self.query[at] for at in self.lone if self.query[at].text not in NEUTRAL]

    @property
    def matched(self) -> list[Token]:
        """Return the words of the query that agree."""
        return [self.query[at] for at in self.agreed]


def same(query: Token, listed: Token) -> bool:
    """Tell whether two words are one: what they mean, and where both are in Chinese characters these as well."""
    return query.text == listed.text and (not (query.native and listed.native) or query.native == listed.native)


def goes_on(query: Token, listed: Token) -> bool:
    """Tell whether the word of the query was cut short and the listed one goes on where it stops."""
    q, l = query.spelled, listed.spelled  # noqa: E741
    if query.cut is Cut.NOT or len(l) < len(q) + 2 or not l.startswith(q):
        return False
    return query.cut is Cut.ANYWHERE or l[len(q)] in "aeiouy"


def are_apart(query: Token, listed: Token) -> bool:
    """Tell whether two words that differ are no slip of the pen: both known, or a known word with another first letter.

    What stands in Chinese characters has one spelling in a-z, so that another one is another name.
    """
    if query.known and listed.known:
        return True
    if query.spelled[:1] == listed.spelled[:1] and len(query.spelled) >= _LONG_NAME and _sound_apart(query, listed):
        return True
    tabled = (WordClass.PLACE, WordClass.FIELD, WordClass.BODY)
    if (query.word_class in tabled or listed.word_class in tabled) and query.spelled[0] != listed.spelled[0]:
        return True
    return bool(query.native or listed.native) and query.skeleton != listed.skeleton


def _sound_apart(query: Token, listed: Token) -> bool:
    """Tell whether both are names in pinyin with more than one letter other: another syllable is another name."""
    q, l = query.spelled, listed.spelled  # noqa: E741
    return eastern.is_pinyin(q) and eastern.is_pinyin(l) and OSA.distance(q, l, score_cutoff=1) > 1


def is_academic(words: Iterable[Token]) -> bool:
    """Tell whether a name is that of a university or the like, by a word that says so."""
    return any(token.text in _ACADEMIC for token in words)


def is_department(query: tuple[Token, ...], left: Sequence[int]) -> bool:
    """Tell whether the unmatched words only stand in front or behind and name a part of an institution."""
    if not left or len(left) == len(query):
        return False
    if not any(token.word_class is WordClass.BODY for at, token in enumerate(query) if at not in left):
        return False
    if left[0] == 0 and left[-1] == len(left) - 1:
        names_body = any(query[at].word_class is WordClass.BODY for at in left)
        return names_body and query[len(left)].word_class in (WordClass.RARE, WordClass.PLACE)
    behind = left[-1] == len(query) - 1 and left[-1] - left[0] == len(left) - 1
    return behind and query[left[0]].text in _PARTS and is_academic(query[: left[0]])


def rules(laid: Laid) -> Iterator[Rule]:
    """Yield the rules that apply to the words of one segment and of one listed name."""
    lone, missing, matched = laid.lone_words, laid.missing, laid.matched
    both_tell = _tells(lone, _FIELD) and _tells(missing, _FIELD)
    if both_tell and (_tells(lone, _PLACE) or _tells(missing, _PLACE)):
        yield "another-name-on-both-sides", 60
    if not _tells(matched, _FIELD):
        yield "no-telling-word", 60
    if _is_another_field(laid):
        yield "another-field", 65
    if _is_another_kind(laid):
        yield "another-kind-of-institution", 65
    if any(token.word_class is WordClass.NUMBER for token in missing) or _has_own_number(laid):
        yield "another-number", 65
    if _lacks_its_name(laid):
        yield "its-own-name-missing", 65
    yield from _single_word(laid)


def _is_another_field(laid: Laid) -> bool:
    lone, missing = ([t for t in side if t.word_class is WordClass.FIELD] for side in (laid.lone_words, laid.missing))
    if any(token.text == "research" for token in laid.matched) and not (lone and missing):
        lone, missing = ([t for t in side if t.text not in _BESIDE_RESEARCH] for side in (lone, missing))
    if _lacks_its_kind(laid, lone, missing):
        return False
    if (lone and missing) or (lone and _has_body(laid.missing)) or (missing and _has_body(laid.lone_words)):
        return True
    if lone and any(token.text in _ONE_FIELD for token in laid.matched):
        return True
    if not is_academic((*laid.matched, *laid.missing)):
        return False
    # One of several fields left out, beside a name of its own, is carelessness.
    own_name = any(exact and laid.query[at].word_class is WordClass.RARE for at, exact in laid.agreed.items())
    careless = own_name and len(missing) == 1 and len([token for token in laid.matched if token.weight >= _FIELD]) > 1
    return bool(lone or (missing and not careless))


def _lacks_its_kind(laid: Laid, lone: Sequence[Token], missing: Sequence[Token]) -> bool:
    """Tell whether all but the kind agrees, beside a name of its own: *Quarth University* (of Technology)."""
    if laid.lone_words or lone or [token.text for token in missing] not in _KINDS or len(laid.missing) != 1:
        return False
    named = [at for at in laid.agreed if laid.query[at].word_class is WordClass.RARE]
    bodies = [token for token in laid.matched if token.word_class is WordClass.BODY]
    return bool(bodies) and len(named) + len(bodies) == len(laid.agreed) and any(laid.agreed[at] for at in named)


def _has_body(words: Iterable[Token]) -> bool:
    return any(token.word_class is WordClass.BODY and token.text not in _LOOSE for token in words)


def _is_another_kind(laid: Laid) -> bool:
    lone, missing = (
        {token.text for token in side if token.word_class is WordClass.BODY} - _LOOSE
        for side in (laid.lone_words, laid.missing)
    )
    if lone and missing:
        return True
    companies = any(token.text in _COMPANY for token in laid.lone_words)
    return bool(missing & _ACADEMIC) and (companies or not all(laid.agreed.values()))


def _has_own_number(laid: Laid) -> bool:
    """Tell whether the query numbers what the list does not: *Factory 12* is not *Factory*, a postcode is no number."""
    for at in laid.lone:
        if laid.query[at].word_class is WordClass.NUMBER and len(laid.query[at].text) <= 3:
            before = laid.query[at - 1] if at - 1 in laid.agreed else None
            after = laid.query[at + 1] if at + 1 in laid.agreed else None
            if after is not None or (before is not None and before.text in _UNITS):
                return True
    return False


def _lacks_its_name(laid: Laid) -> bool:
    """Tell whether all words that set the listed name apart are missing, a country aside."""
    if any(token.word_class in _NAMES or token.word_class is WordClass.NUMBER for token in laid.matched):
        return False
    return any(token.word_class in _NAMES and not _codes(token) for token in laid.missing)


def _single_word(laid: Laid) -> Iterator[Rule]:
    """Yield the caps on a match that hangs on one word, agreeing only nearly or saying little by itself."""
    telling = [at for at in laid.agreed if laid.query[at].weight >= _FIELD]
    names = [at for at in telling if laid.query[at].word_class in _NAMES]
    loose = any(token.weight >= _BODY for token in (*laid.lone_words, *laid.missing))
    longest = max((len(laid.query[at].spelled) for at in names), default=0)
    if names and not any(laid.agreed[at] for at in names) and longest <= (_SHORT if loose else _SHORT - 1):
        yield "single-word-slip", 60
        return
    if len([token for token in laid.listed if token.weight >= _FIELD]) != 1 or len(telling) != 1:
        return
    word = laid.query[telling[0]]
    has_body = any(token.word_class is WordClass.BODY for token in laid.matched)
    more = any(
        token.weight >= _BODY and (not has_body or token.word_class is not WordClass.PLACE) for token in laid.lone_words
    )
    if not laid.agreed[telling[0]]:
        if more or (not has_body and len(word.spelled) < _ONE_WORD_SLIP):
            yield "single-word-slip", 60
    elif more and not has_body and word.word_class is not WordClass.RARE:
        yield "single-word-segment", 60


def rules_in_text(laid: Laid, segment: str, text: str, known_countries: Sequence[str]) -> Iterator[Rule]:
    """Yield the rules that also ask where the words stand in the text: in which part, before or behind a comma."""
    place = _places(segment, len(laid.query))
    generic = _is_general(laid.listed)
    academic = is_academic(laid.listed)
    own = _initials(laid.listed)
    beside = [
        at
        for at in laid.lone
        if _sets_apart(laid.query[at])
        and place[at] in {place[i] for i in laid.agreed}
        and (len(laid.query[at].spelled) < _SHORTEST_ACRONYM or laid.query[at].spelled not in own)
    ]
    if academic and not laid.missing and _stands_inside(laid, beside, place, segment):
        yield "another-word-inside", 65
    elif academic and beside and len({place[at] for at in laid.agreed}) > 1:
        yield "words-of-two-names", 65
    elif generic and beside:
        yield "another-name-beside", 65
    names_countries = tokens(text, person=False) if generic else laid.lone_words
    shortly = generic and _is_shortly_elsewhere(text, known_countries)
    if (academic or generic) and known_countries and (shortly or _elsewhere(names_countries, known_countries)):
        yield "another-country", 65
    elif generic and _is_part_of_another(_own_parts(laid, segment, place), text):
        yield "part-of-another", 65


def _initials(listed: Iterable[Token]) -> str:
    """Return the first letters of the words of a name: an acronym of these beside it sets nothing apart."""
    return "".join(token.spelled[0] for token in listed)


def joined_institutions(text: str) -> tuple[str, ...]:
    """Return the institutions of a text that names two with a word between: *Quarth University & Velmora Institute*."""
    places = list(_TOGETHER.finditer(text))
    if not places or not is_academic(tokens(text, person=False)):
        return ()
    found: list[str] = []
    for place in places[:_MOST_TOGETHER]:
        sides = (text[: place.start()].strip(), text[place.end() :].strip())
        if all(_is_institution(tokens(side, person=False)) for side in sides):
            found += sides
    return tuple(dict.fromkeys(found))


def named_after_role(part: str) -> str:
    """Return the institution behind what somebody is there: *postdoc at NUDT*, *promovendus aan de ...*, or nothing."""
    found = _ROLE.search(part)
    return found[1] if found is not None else ""


def _is_institution(words: Sequence[Token]) -> bool:
    return is_academic(words) or (1 < len(words) <= _SHORT and any(token.text in _CITIES for token in words))


def acronym(part: str, words: Sequence[Token]) -> str:
    """Return the acronym of a part that else has only places and what any institution has: *NUAA Nanjing Campus*."""
    others = [token for token in words if token.word_class is not WordClass.PLACE]
    named = [token for token in others if token.text not in _AROUND_ACRONYM]
    if len(named) != 1 or len(words) < 2:
        return ""
    least = _SHORTEST_ACRONYM if len(others) > 1 else 1
    return next(
        (w for w in re.split(r"\W+", part) if w.casefold() == named[0].spelled and w.isupper() and len(w) >= least), ""
    )


def is_of_another(acronym: str, segment: str, text: str) -> bool:
    """Tell whether the text itself says what an acronym stands for: the full name beside it, as in *Name (ACR)*."""
    parts = parts_of(text)
    letters = acronym.casefold()
    for at, part in enumerate(parts):
        if part != segment:
            continue
        for neighbour in parts[max(0, at - 1) : at] + parts[at + 1 : at + 2]:
            found = tokens(neighbour, person=False)
            named = len(found) > 1 and found[0].text not in ("school", "department", "laboratory")
            if named and any(token.word_class is WordClass.BODY for token in found) and _spells(letters, neighbour):
                return True
    return False


def rules_for_weak(
    listed: tuple[Token, ...], segment: str, text: str, known_countries: Sequence[str]
) -> Iterator[Rule]:
    """Yield the rules that apply to a weak alias, which agrees word for word: the text says that it is another's."""
    if _is_elsewhere(text, known_countries):
        yield "another-country", 65
    elif _is_general(listed) and len(listed) > 1 and _is_part_of_another({segment}, text):
        yield "part-of-another", 65


def _is_general(words: Iterable[Token]) -> bool:
    """Tell whether a name has no word of its own, countries aside: *Institute of Applied Physics*."""
    return not any(
        token.word_class is WordClass.NUMBER or (token.word_class in _NAMES and not _codes(token)) for token in words
    )


def _is_elsewhere(text: str, known_countries: Sequence[str]) -> bool:
    """Tell whether a text names a country, and none of those that are known."""
    return bool(known_countries) and (
        _elsewhere(tokens(text, person=False), known_countries) or _is_shortly_elsewhere(text, known_countries)
    )


def _is_shortly_elsewhere(text: str, known_countries: Sequence[str]) -> bool:
    """Tell whether a text names another country by its capitals: *US Naval Academy*."""
    found = {_COUNTRY_BY_CAPITALS[each.replace(".", "")] for each in _SHORT_COUNTRY.findall(text)}
    return bool(found) and found.isdisjoint(known_countries)


def names_country(text: str, known_countries: Sequence[str]) -> bool:
    """Tell whether a text names one of these countries."""
    return any(not _codes(token).isdisjoint(known_countries) for token in tokens(text, person=False))


def teaches(words: Iterable[Token]) -> bool:
    """Tell whether a name says that people are taught there."""
    return any(token.text in _TEACHES for token in words)


def has_sure_name(laid: Laid) -> bool:
    """Tell whether a word that only this name has agrees surely, not only nearly."""
    return any(sure and laid.query[at].word_class in _NAMES for at, sure in laid.agreed.items())


def _spells(letters: str, name: str) -> bool:
    found = [word.casefold() for word in re.findall(r"[^\W\d_]+", name)]
    if sorted(word[0] for word in found if len(word) > 3) == sorted(letters):
        return True
    if not any(word.startswith(letters[0]) for word in found):
        return False
    rest = iter("".join(found))
    return all(letter in rest for letter in letters)


def _stands_inside(laid: Laid, beside: Sequence[int], place: Sequence[int], segment: str) -> bool:
    """Tell whether a lone word stands between the words of the name, or belongs to it: *University of Tourism*."""
    for at in beside:
        here = [i for i in laid.agreed if place[i] == place[at]]
        if min(here) < at < max(here):
            return True
        word = re.escape(laid.query[at].spelled)
        linked = not _codes(laid.query[at]) and re.search(rf"\b(?:{_LINKS})\s+{word}\b", segment, re.IGNORECASE)
        if linked and at - 1 in laid.agreed:
            return True
    return False


def _own_parts(laid: Laid, segment: str, place: Sequence[int]) -> set[str]:
    """Return the parts of a segment in which the words that agree stand."""
    parts = parts_of(segment)
    return {parts[place[at]] if place[at] < len(parts) else segment for at in laid.agreed}


def _is_part_of_another(own: set[str], text: str) -> bool:
    """Tell whether another part of the text names an institution of its own, of which this is a part."""
    for part in parts_of(text):
        if not any(part in each or each in part for each in own):
            found = tokens(part, person=False)
            named = any(token.word_class in _NAMES and not _codes(token) for token in found)
            if named and any(token.text in ("university", "academy", "polytechnic") for token in found):
                return True
    return False


def _sets_apart(token: Token) -> bool:
    return token.word_class in _NAMES and token.text not in NEUTRAL and not _codes(token)


def _places(segment: str, size: int) -> tuple[int, ...]:
    """Return for each word of a segment in which part of it the word stands; all in one where that is not plain."""
    parts = [len(tokens(part, person=False)) for part in parts_of(segment)]
    if sum(parts) != size:
        return (0,) * size
    return tuple(at for at, count in enumerate(parts) for _ in range(count))


def _elsewhere(words: Iterable[Token], known_countries: Sequence[str]) -> bool:
    named = [codes for token in words if (codes := _codes(token) or _CITIES.get(token.text))]
    return bool(named) and all(codes.isdisjoint(known_countries) for codes in named)


@lru_cache(maxsize=65536)
def _codes(token: Token) -> frozenset[str]:
    """Return the codes of the country that a word names, empty for any other word."""
    if token.word_class not in (WordClass.PLACE, WordClass.RARE):
        return frozenset()
    if token.text in _MORE_COUNTRIES:
        return _MORE_COUNTRIES[token.text]
    code = countries.iso2(token.text) if len(token.text) > 3 else None
    return frozenset({code} if code else ())


_CITIES: Final = {
    city: frozenset({code})
    for code, cities in (
        ("FR", "paris lyon lille toulouse grenoble marseille strasbourg bordeaux nantes montpellier"),
        ("GB", "london oxford manchester birmingham edinburgh glasgow bristol leeds sheffield southampton"),
        ("DE", "berlin munich munchen hamburg aachen stuttgart frankfurt dresden karlsruhe heidelberg weimar koln"),
        ("NL", "amsterdam delft leiden utrecht eindhoven groningen nijmegen rotterdam twente wageningen maastricht"),
        ("BE", "brussels brussel bruxelles ghent gent leuven louvain antwerp antwerpen liege luik hasselt namur"),
        ("IT", "rome roma milan milano turin torino bologna naples padova pisa"), ("CH", "zurich geneva lausanne bern"),
        ("ES", "madrid barcelona valencia sevilla"), ("PT", "lisbon lisboa porto"), ("AT", "vienna wien graz linz"),
        ("SE", "stockholm gothenburg uppsala lund"), ("DK", "copenhagen aarhus"), ("FI", "helsinki espoo tampere"),
        ("NO", "oslo trondheim bergen"), ("PL", "warsaw krakow wroclaw gdansk"), ("CZ", "prague brno"),
        ("US", "washington boston chicago houston atlanta philadelphia berkeley pittsburgh seattle"),
        ("CA", "toronto montreal ottawa vancouver"), ("AU", "sydney melbourne canberra brisbane"),
        ("JP", "tokyo osaka kyoto nagoya sendai"), ("KR", "seoul busan daejeon"), ("TW", "taipei hsinchu"),
        ("IN", "delhi mumbai bangalore chennai kolkata hyderabad"), ("PK", "islamabad lahore karachi rawalpindi"),
        ("TR", "istanbul ankara izmir"), ("TN", "tunis"), ("DZ", "algiers"), ("MA", "rabat casablanca"),
        ("SN", "dakar"), ("EG", "cairo"), ("IL", "holon haifa jerusalem"), ("GR", "athens"), ("HU", "budapest"),
        ("RO", "bucharest"), ("KH", "phnompenh"), ("MY", "kualalumpur"), ("TH", "bangkok"), ("VN", "hanoi"),
    )
    for city in cities.split()
}  # fmt: skip
"""Cities that say in which country a text places an institution. London and the like elsewhere are rare."""

_MORE_COUNTRIES: Final = {
    "korea": frozenset({"KR", "KP"}), "northkorea": frozenset({"KP"}), "usa": frozenset({"US"}),
    "america": frozenset({"US"}), "britain": frozenset({"GB"}), "hongkong": frozenset({"HK", "CN"}),
    "macau": frozenset({"MO", "CN"}), "saudiarabia": frozenset({"SA"}), "southafrica": frozenset({"ZA"}),
    "georgia": frozenset[str](), "jordan": frozenset[str](),
}  # fmt: skip


def _tells(words: Iterable[Token], weight: int) -> bool:
    return any(token.weight >= weight for token in words)
