"""Read personal names of China and Korea: native characters, and the systems that write them in a-z.

A Chinese or Korean name is a family name and one or two more syllables, written apart, together or with a hyphen, the
family name first or last. Each system spells the same syllables its own way, and most leave marks out that matter; a
word is therefore read as every run of syllables that it may stand for. Sources: GB/T 28039 (pinyin names), the
Wade-Giles and EFEO tables, the Revised Romanisation of Korea and McCune-Reischauer, and spellings on passports.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

from kvcase.screening import cantonese

_FINALS: Final = {
    "": "a ai an ang ao e ei en er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo ue",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo ue",
    "g k h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j q x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh ch sh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "z c s": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
_OLD_INITIALS: Final = {
    "b": "p", "d": "t", "g": "k", "j": "ch", "q": "ch", "x": "hs", "zh": "ch tch", "ch": "ch tch", "r": "j",
    "z": "ts", "c": "ts", "p": "p", "t": "t", "k": "k", "sh": "sh ch",
}  # fmt: skip
"""How Wade-Giles and EFEO write the initials that they write otherwise; aspiration marks are seldom printed."""

_CHINESE_FAMILY_NAMES: Final = """
bai bao bi cai cao cen chai chang chen cheng chi chu cui dai deng di ding dong dou du duan fan fang fei feng fu gao ge
geng gong gu guan guo han hao he hong hou hu hua huang huo ji jia jian jiang jiao jin jing kang ke kong kuang lai lan
lei li lian liang liao lin ling liu long lou lu luo lyu ma mao mei meng mi miao mo mu ni nie niu ou pan pang pei peng
pi pu qi qian qiao qin qiu qu quan rao ren ruan shan shang shao shen sheng shi shu si song su sun tan tang tao teng
tian tong tu wan wang wei wen weng wu xi xia xian xiang xiao xie xin xing xiong xu xue yan yang yao ye yi yin ying you
yu yuan yue yun zang zeng zha zhai zhan zhang zhao zhen zheng zhong zhou zhu zhuang zhuo zong zou zu zuo ouyang situ
shangguan zhuge sima dongfang murong yuchi huangfu gongsun linghu xiahou zhangsun yuwen nangong moqi tantai baili
helian
"""
_HAN_FAMILY_NAMES: Final = {
    "覃": "qin", "單": "shan", "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "曾": "zeng", "區": "ou",
    "区": "ou", "任": "ren", "翟": "zhai", "缪": "miao", "繆": "miao", "冼": "xian",
    "盖": "ge", "蓋": "ge", "乐": "yue",
    "樂": "yue", "朴": "piao", "呂": "lu", "吕": "lu", "尉迟": "yuchi", "尉遲": "yuchi", "万俟": "moqi", "萬俟": "moqi",
    "长孙": "zhangsun", "長孫": "zhangsun", "澹台": "tantai", "澹臺": "tantai", "欧阳": "ouyang", "歐陽": "ouyang",
    "司徒": "situ", "上官": "shangguan", "诸葛": "zhuge", "諸葛": "zhuge", "司马": "sima", "司馬": "sima",
    "东方": "dongfang", "東方": "dongfang", "慕容": "murong", "皇甫": "huangfu", "公孙": "gongsun", "公孫": "gongsun",
    "令狐": "linghu", "夏侯": "xiahou", "宇文": "yuwen", "南宫": "nangong", "南宮": "nangong", "百里": "baili",
    "赫连": "helian", "赫連": "helian",
}  # fmt: skip
"""Family names of two characters, and those that are not read as the character mostly is."""

_HANGUL_FAMILY_NAMES: Final = frozenset(("남궁", "황보", "선우", "독고", "제갈", "사공", "서문", "동방", "망절"))
_HANGUL_ALONE: Final = {
    "이": "yi",
    "오": "oh",
    "우": "woo",
    "어": "eoh",
    "유": "yoo",
    "예": "ye",
    "야": "ya",
    "아": "ah",
}
_JAMO: Final = """
g kk n d tt r m b pp s ss - j jj ch k t p h
a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i
- k k k n n n t l k m l l l p l m p p t t ng t t k t p t
"""
"""How initials, vowels and finals are written, in the order of Unicode."""

_KOREAN_FAMILY_NAMES: Final = """
kim lee yi ri park bak choi jeong chung kang jo cho yun yoon jang lim im han oh seo suh shin sin kwon hwang an ahn
song ryu yu yoo hong jeon chun ko go mun moon yang son sohn bae pae baek paik heo hur nam sim shim noh no ro ha gwak
kwak seong sung cha ju joo woo gu koo ku min na jin ji eom um won chae cheon bang gong hyeon hyun byeon byun yeom ma
gil yeo do to wi pyo myeong gi ki wang geum ok yuk in maeng je mo tak gook eun pyeon yong bong namgung hwangbo seonu
sonu dokgo jegal sagong seomun tokko
"""
_HEADS: Final = {
    "kk": "K", "kh": "K", "k": "K", "g": "K", "th": "T", "ph": "P", "tch": "C", "ch": "C", "jj": "C", "j": "C",
    "tt": "T", "t": "T", "d": "T", "pp": "P", "p": "P", "b": "P", "ss": "S", "sh": "S", "s": "S", "n": "N", "m": "M",
    "r": "R", "l": "R", "h": "H", "wh": "H", "": "",
}  # fmt: skip
_MIDDLES: Final = {
    "a": "a", "ah": "a", "ae": "e", "ai": "e", "ay": "e", "e": "e", "eo": "eo", "eoh": "eo", "uh": "eo", "o": "o eo",
    "oh": "o", "u": "u eu eo", "oo": "u", "ou": "eo u", "eu": "eu", "i": "i", "ee": "i", "ie": "i", "y": "i",
    "ya": "ya", "yah": "ya", "yae": "ye", "ye": "ye yeo", "yeo": "yeo", "yo": "yo yeo", "you": "yeo yu", "yoo": "yu",
    "yu": "yu yeo", "wa": "wa", "wae": "we", "oe": "we", "oi": "we", "we": "we", "weo": "wo", "wo": "wo",
    "wi": "wi", "ui": "ui",
    "eui": "ui", "yi": "i ui", "woo": "u", "wu": "u",
}  # fmt: skip
_TAILS: Final = {"": "", "ng": "G", "n": "N", "k": "K", "g": "K", "t": "T", "d": "T", "s": "T", "l": "R", "r": "R",
                 "m": "M", "p": "P", "b": "P"}  # fmt: skip
_SPECIAL: Final = {"park": "Pa K", "rhee": "i", "hur": "Heo", "paik": "Pe K", "paek": "Pe K"}
_KOREAN_SYLLABLE: Final = re.compile(
    "(?P<head>kk|kh|k|g|tch|ch|jj|j|tt|th|t|d|pp|ph|p|b|ss|sh|s|n|m|r|l|h|wh(?=a)|)"
    "(?P<middle>eui|eoh|yeo|yae|yah|you|yoo|wae|weo|woo|ah|ae|ai|ay|eo|eu|ee|uh|oh|oo|ou|ie|ya|ye|yo|yu|yi|wa|oe|oi|"
    "we|wo|wi|ui|wu|a|e|o|u|i)(?P<tail>ng|n|k|g|t|d|s|l|r|m|p|b|)"
)
_KOREAN_WORD: Final = re.compile("(?:" + re.sub(r"\?P<\w+>", "?:", _KOREAN_SYLLABLE.pattern) + "){1,4}")
_WESTERN: Final = frozenset(("van", "von", "der", "den", "del", "el", "al", "ibn"))
_LONGEST: Final = 16
_SYLLABLE: Final = 7
"""Letters of the longest syllable."""
_MOST_WORDS: Final = 5
_MOST: Final = 64

_MARKS: Final = re.compile("['’‘ʼ`´]")
HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
HANGUL: Final = re.compile(r"[\uac00-\ud7a3]+")
NATIVE: Final = re.compile(f"{HAN.pattern}|{HANGUL.pattern}")


def hangul_words(text: str, *, whole: bool) -> list[str]:
    """Return a name in Hangul in a-z (Revised Romanisation): family name and given name, or one word of it."""
    first = 0
    if whole and len(text) >= 2:
        first = 2 if len(text) >= 3 and text[:2] in _HANGUL_FAMILY_NAMES else 1
    return [_revised(part) for part in (text[:first], text[first:]) if part]


def han_words(text: str, syllables: Sequence[str], *, whole: bool) -> list[str]:
    """Return a name in Chinese characters, of these syllables, in pinyin: family name and given name, or one word."""
    if len(text) != len(syllables):
        return list(syllables)
    first = 0
    if whole and 2 <= len(text) <= 4:
        first = 2 if len(text) >= 3 and text[:2] in _HAN_FAMILY_NAMES else 1
    family = _HAN_FAMILY_NAMES.get(text[:first]) or "".join(syllables[:first])
    if not whole and len(text) <= 2:
        family, first = _HAN_FAMILY_NAMES.get(text, ""), len(text) if text in _HAN_FAMILY_NAMES else 0
    elif whole and not first:
        return list(syllables)
    given = "".join(syllables[first:])
    return [part for part in (family, given) if part]


def syllables() -> Iterable[str]:
    """Return the syllables of pinyin."""
    return _pinyin()


@lru_cache(maxsize=65536)
def is_pinyin(word: str) -> bool:
    """Tell whether a word is pinyin syllables from end to end."""
    return _is_of(word, "c")


@lru_cache(maxsize=65536)
def readings(word: str, systems: str = "") -> frozenset[str]:
    """Return the runs of syllables that a word may stand for: `c` and pinyin, or `k` and sounds of Korean.

    A word that pinyin can spell is not taken for another system, or half of the family names would mix, unless the
    whole name is of one of these `systems`.
    """
    return _in_characters(word, systems) | _korean(word)


@lru_cache(maxsize=65536)
def _in_characters(word: str, systems: str) -> frozenset[str]:
    found = _chinese(word)
    for system in systems:
        if _is_of(word, system):
            found |= {"c" + " ".join(run) for run in _runs(word, _SYSTEMS[system]())}
    return found


@lru_cache(maxsize=65536)
def systems(words: tuple[str, ...]) -> str:
    """Return in which systems the words of a name are all written, one of which is not pinyin: `o`ld, Cantonese `h`."""
    if all(map(_is_plainly_pinyin, words)):
        return ""
    return "".join(system for system in "oh" if all(_is_of(word, system) for word in words))


@lru_cache(maxsize=65536)
def _is_plainly_pinyin(word: str) -> bool:
    """Tell whether a word is pinyin in which no later syllable begins with a vowel: *Guodong*, not *Kuo* (ku-o)."""
    runs = _runs(word, _pinyin()) if is_pinyin(word) else ()
    return any(all(each[0] not in "aeo" for each in run[1:]) for run in runs)


def _is_of(word: str, systems: str) -> bool:
    return len(word) <= _LONGEST and _pattern(systems).fullmatch(word) is not None


@lru_cache(maxsize=65536)
def is_syllables(word: str) -> bool:
    """Tell whether a word may be syllables from end to end: if not, no name with it is Chinese or Korean."""
    return _is_of(word, "coh") or _is_korean_word(word)


def fewest_syllables(name: str) -> int:
    """Return of how many syllables at least a Chinese or Korean name in a-z is; 0 where a word cannot be of these."""
    words = re.findall(r"[^\W\d_]+", _MARKS.sub("", name.casefold()))
    if not all(map(is_syllables, words)):
        return 0
    runs = [[1 + run.count(" " if run[0] == "c" else ".") for run in readings(word, "oh")] for word in words]
    return sum(map(min, runs)) if all(runs) else 0


def is_name(words: tuple[str, ...]) -> bool:
    """Tell whether the words of a name may be Chinese or Korean: syllables all, a family name first or last."""
    return 2 <= len(words) <= _MOST_WORDS and all(map(is_syllables, words)) and _is_name(words)


@lru_cache(maxsize=65536)
def _is_name(words: tuple[str, ...]) -> bool:
    if not _WESTERN.isdisjoint(words):
        return False
    if (among := systems(words)) or all(map(_is_chinese_word, words)):
        runs = (run[1:].replace(" ", "") for word in _ends(words) for run in _in_characters(word, among))
        if not _chinese_families().isdisjoint(runs):
            return True
    if all(map(_is_korean_word, words)):
        return any(map(_is_korean_family_name, _ends(words)))
    return False


def _ends(words: Sequence[str]) -> tuple[str, ...]:
    pairs = ("".join(words[:2]), "".join(words[-2:])) if len(words) > 2 else ()
    return (words[0], words[-1], *pairs)


@lru_cache(maxsize=65536)
def _is_chinese_word(word: str) -> bool:
    return is_pinyin(word) or _is_of(word, "o")


@lru_cache(maxsize=65536)
def _is_korean_word(word: str) -> bool:
    return word in _SPECIAL or (len(word) <= _LONGEST and _KOREAN_WORD.fullmatch(word) is not None)


@lru_cache(maxsize=65536)
def _is_korean_family_name(word: str) -> bool:
    beginnings = _korean_family_beginnings()
    begun: list[set[str]] = [{"k"}, *(set() for _ in word)]
    for at, runs in enumerate(begun):
        for end in range(at + 1, min(at + _SYLLABLE, len(word)) + 1) if runs else ():
            for each in _korean_syllables(word[at:end], not at):
                begun[end] |= beginnings.intersection([run + "." * (at > 0) + each for run in runs])
    is_possible = word in _SPECIAL or not begun[-1].isdisjoint(_korean_families())
    return is_possible and not _korean(word).isdisjoint(_korean_families())


@lru_cache(maxsize=65536)
def _chinese(word: str) -> frozenset[str]:
    if not _is_chinese_word(word):
        return frozenset()
    tables = [_pinyin()] if is_pinyin(word) else []
    tables += [_old()] if not _is_plainly_pinyin(word) and _is_of(word, "o") else []
    return frozenset("c" + " ".join(run) for table in tables for run in _runs(word, table))


@cache
def _pattern(systems: str) -> re.Pattern[str]:
    """Return what a word matches that is syllables of these systems from end to end."""
    endings: dict[str, list[str]] = {}
    for syllable in sorted({each for system in systems for each in _SYSTEMS[system]()}, key=len, reverse=True):
        endings.setdefault(syllable[0], []).append(syllable[1:])
    return re.compile("(?:" + "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in endings.items()) + ")+")


def _runs(word: str, table: dict[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the runs of syllables into which a word parts, at most 64."""
    runs: list[list[tuple[str, ...]]] = [[] for _ in range(len(word) + 1)]
    runs[0].append(())
    for end in range(1, len(word) + 1):
        for begin in range(max(0, end - _SYLLABLE), end):
            for syllable in table.get(word[begin:end], ()):
                runs[end] += [(*run, syllable) for run in runs[begin]][: _MOST - len(runs[end])]
    return runs[-1]


@cache
def _pinyin() -> dict[str, tuple[str, ...]]:
    table = {
        initial + final: (initial + final,)
        for initials, finals in _FINALS.items()
        for initial in initials.split() or [""]
        for final in finals.split()
    }
    return {**table, "lv": ("lu",), "nv": ("nu",), "lyu": ("lu",), "nyu": ("nu",)}


@cache
def _old() -> dict[str, tuple[str, ...]]:
    """Return the syllables of pinyin by their spelling in Wade-Giles or EFEO."""
    table: dict[str, set[str]] = {}
    for syllable in {each for (each,) in _pinyin().values()}:
        for spelling in _old_spellings(syllable):
            table.setdefault(spelling, set()).add(syllable)
    return {spelling: tuple(sorted(found)) for spelling, found in table.items()}


_SYSTEMS: Final[Mapping[str, Callable[[], dict[str, tuple[str, ...]]]]] = {
    "c": _pinyin,
    "o": _old,
    "h": cantonese.syllables,
}


def _old_spellings(syllable: str) -> Iterator[str]:
    initial = syllable[:2] if syllable[1:2] == "h" else syllable[: 0 if syllable[0] in "aeo" else 1]
    final = syllable[len(initial) :]
    finals = {final}
    if initial in ("zh", "ch", "sh", "r") and final == "i":
        finals = {"ih"}
    elif initial in ("z", "c", "s") and final == "i":
        finals = {"u"}
    elif initial == "y":
        finals = {{"an": "en", "e": "eh", "ou": "u", "ong": "ung", "ue": "ueh"}.get(final, final)}
    elif final == "e":
        finals = {"o", "eh", "e"} if initial in ("g", "k", "h") else {"e", "eh"}
    elif final == "uo" and initial not in ("g", "k", "h", "sh"):
        finals = {"o"}
    else:
        changed = {"ian": "ien", "ie": "ieh", "ong": "ung", "iong": "iung", "ue": "ueh", "u": "u ou"}.get(final, final)
        finals = set(changed.split())
        if initial in ("g", "k") and final == "ui":
            finals = {"uei"}
    initials = _OLD_INITIALS.get(initial, initial).split() or [""]
    if initial in ("z", "c", "s") and final == "i":
        initials = ["ss", "sz"] if initial == "s" else ["tz"]
    for each in initials:
        yield from (each + end for end in finals)
    if syllable == "yi":
        yield "i"


def _revised(text: str) -> str:
    if text in _HANGUL_ALONE:
        return _HANGUL_ALONE[text]
    initials, vowels, finals = (line.split() for line in _JAMO.strip().splitlines())
    done = ""
    for letter in text:
        code = ord(letter) - 0xAC00
        parts = initials[code // 588], vowels[code % 588 // 28], finals[code % 28]
        done += "".join(part for part in parts if part != "-")
    return done


@lru_cache(maxsize=65536)
def _korean(word: str) -> frozenset[str]:
    if word in _SPECIAL:
        return frozenset(("k" + _SPECIAL[word],))
    if not _is_korean_word(word):
        return frozenset()
    return frozenset(["k" + ".".join(run) for run in _korean_runs(word)])


def _korean_runs(word: str) -> list[tuple[str, ...]]:
    """Return the runs of syllables into which a word parts, at most 64, those of the shortest syllables first."""
    size = len(word)
    runs: list[list[tuple[str, ...]]] = [*([] for _ in word), [()]]
    for at in range(size - 1, -1, -1):
        found = runs[at]
        for end in range(at + 1, min(at + _SYLLABLE, size) + 1):
            rests = runs[end]
            if rests:
                found += [(each, *rest) for each in _korean_syllables(word[at:end], not at) for rest in rests]
                if len(found) >= _MOST:
                    break
        del found[_MOST:]
    return runs[0]


@lru_cache(maxsize=16384)
def _korean_syllables(text: str, first: bool) -> tuple[str, ...]:
    match = _KOREAN_SYLLABLE.fullmatch(text)
    if match is None:
        return ()
    head, tail = _HEADS[match["head"]], _TAILS[match["tail"]]
    middles = _MIDDLES[match["middle"]].split()
    if match["head"] == "wh":  # *Wha* is another spelling of *Hwa*
        middles = ["w" + middle for middle in middles]
    if head and "ui" in middles:  # behind a consonant it sounds, and is written, as *i*: *Hee* is *Hui*
        middles = [*middles, "i"]
    heads = {head}
    found = []
    for middle in middles:
        heads = {head}
        if first and head == "R":
            heads |= {"" if middle[0] in "iy" else "N"}
        found += [f"{each}{middle} {tail}" if tail else f"{each}{middle}" for each in sorted(heads)]
    return tuple(found)


@cache
def _chinese_families() -> frozenset[str]:
    return frozenset(_CHINESE_FAMILY_NAMES.split())


@cache
def _korean_families() -> frozenset[str]:
    return frozenset(run for name in _KOREAN_FAMILY_NAMES.split() for run in _korean(name))


@cache
def _korean_family_beginnings() -> frozenset[str]:
    """Return the beginnings of the family names, syllable by syllable, and the whole of them."""
    runs = [run.split(".") for run in _korean_families()]
    return frozenset(".".join(run[:size]) for run in runs for size in range(1, len(run) + 1))
