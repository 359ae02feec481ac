"""The words that names are made of, and how much each tells: our own small tables, fixed for a scorer version.

A word's weight never depends on a list, so that searching the index of a delta gives the very scores of the full one.
Each line of a table is `canonical: variants`; the variants are written as they stand after transliteration to a-z.
Sources: spelling variants of everyday use in English, Dutch, French, German, Russian, pinyin and Persian; place names
from ISO 3166 and ISO 3166-2:CN.
"""

import re
from enum import StrEnum
from functools import cache
from typing import Final

from kvcase.screening import form_phrases, phrase_words, place_words, vowelless
from kvcase.screening.foreign_words import BODIES, FIELDS, FORMS, PLACES
from kvcase.screening.organisation_words import NUMBERS


class WordClass(StrEnum):
    """What sort of word it is; it decides the weight and the rules that apply."""

    PARTICLE = "particle"
    FORM = "form"
    NUMBER = "number"
    INITIAL = "initial"
    BODY = "body"
    FIELD = "field"
    COMMON = "common"
    PLACE = "place"
    RARE = "rare"


WEIGHTS: Final = {
    WordClass.PARTICLE: 0,
    WordClass.FORM: 5,
    WordClass.NUMBER: 100,
    WordClass.INITIAL: 20,
    WordClass.BODY: 30,
    WordClass.FIELD: 50,
    WordClass.COMMON: 60,
    WordClass.PLACE: 80,
    WordClass.RARE: 100,
}
"""How much a word tells, 0 to 100: that of a rare word is 100."""

_PARTICLES: Final = (
    "of the and for in at on to de het een ten ter te vd van von der den des du la le les los las el al et "
    "en und fur fuer voor y e "
    "da do dos das di del della i w ul ur us ud bin ben ibn bint a an zu aan op mr mrs dr prof sir so called 's s"
)

_TITLES: Final = """
dr mr ms mrs ir drs prof lt col gen general maj capt captain adm admiral mme madame herr frau phd msc nee geb
sheikh shaikh shaykh cheikh haji hadji hajji hajj mullah mulla molla maulavi mawlawi maulawi mawlavi qari ustad
oglu ogly oglou kizi kyzy qizi
"""
"""Titles and the like in names of persons: they tell nothing."""

_COMMON: Final = """
mohammad: mohamed muhammad mohammed mohamad muhammed mohamet mehmet mehmed mohd mahomed muhamad mukhammad magomed
    mohammade muhamed
ahmad: ahmed ahmet akhmad akhmed achmed ahmade
mahmoud: mahmud mahmood makhmud
hamid: hameed
ali: aly aliy alee
hussein: hossein husayn husein hussain hosain hosein hoessein houssein huseyin
hassan: hasan hassane khasan hasson
abdullah: abdallah abdulla abdollah abdoullah
abd: abdul abdel abdal abdol abdou abdoul abdur abder abdus abdes abdun
ibrahim: ibraheem ebrahim ibragim
ismail: ismael esmail ismayil
yusuf: yousef youssef yusef yousuf yusof yussuf
omar: umar oumar
othman: osman uthman ousmane usman
khalid: khaled
said: saeed sayed sayyid sayyed seyed
rahman: rehman rahmane
karim: kareem kerim
abu: abou
umm: oum
mustafa: mostafa moustafa
khan: *
kim: *
lee: *
li: *
park: *
wang: wong
zhang: cheung
chen: chan
ivan: iwan
alexander: aleksandr alexandre aleksander alexandr oleksandr aliaksandr alexandros aleksandar
sergei: sergey serguei sergej serhiy serge sergii serhii serhij sergij siarhei
vladimir: volodymyr wladimir uladzimir
dmitri: dmitry dmitriy dmytro dimitri dmitrii dimitry dmitrij dzmitry
mikhail: michail mykhailo mihail mikhailo mykhaylo
nikolai: nikolay nikolaj mykola mikalai
andrei: andrey andriy andrej andrii
alexei: aleksei alexey aleksey oleksiy oleksii aliaksei alexej
evgeny: yevgeny evgeni yevgeni evgeniy yevgeniy evgenii jewgeni jewgenij yevhen evhen
    evgen yevgen ievgen ievhen yevhenii jevhen
yahya: yahia yehia yehya yahiya
amr: amro amru amrou
oleg: oleh aleh
igor: ihor ihar
ignat: ihnat
konstantin: constantin kostyantyn kanstantsin
grigory: grigori grigoriy grigorij hryhoriy hryhorii ryhor
vasily: vasili vasiliy vasilij vasyl wassili vasil
elena: yelena jelena olena alena helena
natalia: natalya nataliya nataliia natalija natallia
ekaterina: yekaterina jekaterina kateryna katsiaryna
viktor: victor wiktor
anatoly: anatoli anatoliy anatolij anatolii
artem: artyom artiom artsiom
kirill: kyrylo kiryl
maxim: maksim maksym
fyodor: fedor fjodor fiodor fedir
ilya: ilia ilja illia
nikita: mykyta mikita
olga: olha volha
pyotr: petr piotr pjotr petro
semyon: semen semjon
svetlana: svitlana sviatlana
tatiana: tatyana tatjana tetiana tetyana tatsiana
valery: valeri valeriy valerij valerii
vitaly: vitali vitaliy vitalij vitalii
vyacheslav: viacheslav viatcheslav wjatscheslaw
vladislav: vladyslav uladzislau
yulia: yuliya iuliia julia yuliia julija
anastasia: anastasiya anastasiia anastasija
gennady: gennadi gennadiy gennadij hennadiy hennadii
georgy: georgi georgiy georgij heorhiy heorhii
denis: denys dzianis
daniil: danil danylo danila
bogdan: bohdan
egor: yegor jegor yehor
jamal: djamel gamal jamel djamal cemal
reza: rida ridha reda rezza
hakim: hakeem
albert: *
alfred: *
alfonso: alphonse
alvaro: *
alberto: *
albrecht: *
allan: allen alan
alice: *
alicia: *
alina: *
alison: *
yuri: yury yuriy iouri jurij iurii yurii juri
john: *
jan: *
jean: *
johan: *
johannes: *
juan: *
peter: *
pieter: *
pierre: *
paul: *
pavel: *
maria: *
marie: *
mary: *
jose: *
joseph: *
michael: *
michel: *
david: *
daniel: *
carlos: *
luis: *
antonio: *
andre: *
andrew: *
andreas: *
nicolas: *
nicholas: *
thomas: *
"""

_PHRASES: Final = """
abd allah: abdullah
"""
"""Phrases in names of persons."""

_ORGANISATION_PHRASES: Final = _PHRASES + phrase_words.PHRASES + form_phrases.PHRASES + place_words.COMPASS

NATIVE: Final = {
    "محمد": "mohammad", "احمد": "ahmad", "أحمد": "ahmad", "محمود": "mahmoud", "علي": "ali", "على": "ali", "علی": "ali",
    "حسين": "hussein", "حسین": "hussein", "حسن": "hassan", "عبدالله": "abdullah", "عبد": "abd", "إبراهيم": "ibrahim",
    "ابراهيم": "ibrahim", "ابراهیم": "ibrahim", "اسماعيل": "ismail", "إسماعيل": "ismail", "يوسف": "yusuf",
    "یوسف": "yusuf", "عمر": "omar", "عثمان": "othman", "خالد": "khalid", "سعيد": "said", "سید": "said", "سيد": "said",
    "الرحمن": "rahman", "كريم": "karim", "الكريم": "karim", "ابو": "abu", "أبو": "abu", "أبي": "abu", "ام": "umm",
    "أم": "umm", "مصطفى": "mustafa", "خان": "khan", "بن": "bin", "ابن": "bin", "بنت": "bint", "ال": "al",
    "الله": "ullah", "الدين": "uddin", "دين": "uddin", "الحميد": "hamid", "يحيى": "yahya", "عمرو": "amr",
    "جامعة": "university",
    "دانشگاه": "university", "معهد": "institute", "пао": "plc", "оао": "plc", "ао": "plc", "зао": "plc", "ооо": "ltd",
}  # fmt: skip
"""Common words in scripts that transliterate badly: written without their vowels."""

GLUED_ENDINGS: Final = {
    "allah": "ullah", "ullah": "ullah", "llah": "ullah", "llh": "ullah", "oullah": "ullah",
    "din": "uddin", "deen": "uddin", "dine": "uddin", "ddin": "uddin", "uddin": "uddin", "eddin": "uddin",
    "eddine": "uddin", "udin": "uddin", "aldin": "uddin",
}  # fmt: skip
"""Second halves of given names that are written apart or together: *Siraj al-Din*, *Sirajuddin*."""

SHORTEST_GLUED: Final = 7
ASSIMILATED: Final = re.compile("abd(?:[aeou]|ou)(?:r(?=r)|s(?=s)|n(?=n)|z(?=z)|d(?=d)|t(?=t)|sh(?=sh)|ch(?=ch)|(?=r))")
"""*Abd* and the article as it sounds before the next letter: *Abderrahmane, Abdussalam*."""
SECOND_HALF: Final = re.compile(
    "(?<=...)(?:(?:[aeu]|ou)(?:l|(?=rr)r|(?=zz)z)(ha[qk]q?|[ie]slam|h[ou]uda|zaman|rah?[ei]m|ha[dk]i|ka[ri]im|am[ie]+n|mulk|nabi|bari|latif)"
    "|(?:[aeu]|ou)d?d(?:i|ee|y)ne?)$"
)
"""Second halves of given names, written on with the article: *Noorulhaq, Seifulislam, Noureddine*."""


@cache
def canonical() -> dict[str, str]:
    """Return the canonical form of every variant that the tables know."""
    return table(_COMMON, PLACES, FORMS, BODIES, FIELDS)


@cache
def common_names() -> dict[str, str]:
    """Return every spelling of the names of persons that very many bear, with its canonical form."""
    return table(_COMMON)


def table(*texts: str) -> dict[str, str]:
    """Return every word and variant of some tables with its canonical form."""
    found: dict[str, str] = {}
    for text in texts:
        for word, variants in _lines(text):
            found[word] = word
            found.update((variant, word) for variant in variants if variant != "*")
    return found


@cache
def titles() -> frozenset[str]:
    """Return the words that are no part of a person's name."""
    return frozenset(_TITLES.split())


@cache
def native() -> dict[str, str]:
    """Return the canonical form of the common words in scripts without vowels, as `vowelless.written`."""
    written = {vowelless.written(word): meaning for word, meaning in NATIVE.items()}
    return {word.removeprefix("ال") or word: meaning for word, meaning in written.items()} | written


@cache
def classes() -> dict[str, WordClass]:
    """Return the class of every canonical word; a word that is not here is rare."""
    table = dict.fromkeys(_PARTICLES.split(), WordClass.PARTICLE)
    for text, word_class in (
        (_COMMON, WordClass.COMMON),
        (PLACES, WordClass.PLACE),
        (FORMS, WordClass.FORM),
        (BODIES, WordClass.BODY),
        (FIELDS, WordClass.FIELD),
    ):
        table.update((word, word_class) for word, _ in _lines(text))
    return table


@cache
def phrases(*, person: bool) -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    """Return the phrases, with the word or words that each stands for, by their first word, longest first."""
    table: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for phrase, meaning in _lines(_PHRASES if person else _ORGANISATION_PHRASES):
        parts = tuple(phrase.split())
        table.setdefault(parts[0], []).append((parts, meaning))
    return {first: tuple(sorted(found, key=lambda item: -len(item[0]))) for first, found in table.items()}


@cache
def numbers() -> dict[str, str]:
    """Return the digits that a number written as a word stands for."""
    return {word: digits for digits, variants in _lines(NUMBERS) for word in variants}


def _lines(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    joined = text.replace("\n    ", " ")
    rows = (line.split(":", 1) for line in joined.splitlines() if line.strip())
    return tuple((word.strip(), tuple(variants.split())) for word, variants in rows)
