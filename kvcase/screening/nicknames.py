"""Know the short form of a given name: *Bill* for William, *Misha* for Mikhail, *Pepe* for Jose.

Each line is a given name and its short forms of everyday use in English, Russian and Spanish, in a-z.
"""

from functools import cache
from typing import Final

_NICKNAMES: Final = """
alexander alexandra: sasha sanya shura alex alec sacha
alfredo alfred: fred freddy
andrew andrei: andy drew andryusha
anthony antonio: tony toni
benjamin: ben benny
charles: charlie chuck
christopher: chris
daniel: dan danny
dmitri: dima mitya
donald: don
edward eduardo: ed eddie ted edik
ekaterina: katya katja
elena: lena alyona
elizabeth elisabeth: liz lizzie beth betty
evgeny: zhenya
evgenia: zhenya
francisco: paco pancho curro
gennady: gena
gregory grigory: greg grisha
guadalupe: lupe
guillermo: memo
ignacio: nacho
ivan: vanya
jesus: chucho
jose: pepe
james: jim jimmy
john: jack johnny
joseph: joe
katherine catherine: kate kathy
konstantin: kostya
lawrence: larry
leonid: lyonya
luis: lucho
manuel: manolo
margaret: maggie peggy
maria: masha
matthew: matt
michael: mike mick
mikhail: misha
natalia: natasha
nicholas: nick
nikolai: kolya
olga: olya
patrick: pat paddy
pavel: pasha
peter: pete
pyotr: petya
rafael: rafa
richard: dick rick
robert: bob bobby rob
roberto: beto
samuel: sam
sergei: seryozha serezha
stephen steven: steve
svetlana: sveta
tatiana: tanya
thomas: tom tommy
timothy: tim
vasily: vasya
viktor: vitya
vladimir: volodya vova
william: bill will billy
yuri: yura
"""


@cache
def names() -> dict[str, frozenset[str]]:
    """Return the given names that each of these words may mean, itself included."""
    found: dict[str, set[str]] = {}
    for line in _NICKNAMES.split("\n"):
        full, _, short = line.partition(":")
        for word in full.split():
            found.setdefault(word, set()).add(word)
        for word in short.split():
            found.setdefault(word, set()).update(full.split())
    return {word: frozenset(meant) for word, meant in found.items()}


def are_one(one: str, other: str) -> bool:
    """Tell whether one of two words is a short form of the other."""
    return one in names().get(other, ()) or other in names().get(one, ())
