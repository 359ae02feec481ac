"""Made-up names, from syllables and a seed: nobody is called like this."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

SYLLABLES = tuple(one + two for one in "bdfgklmnprstvwz" for two in "aeio")
KINDS = (
    "University",
    "Institute of Technology",
    "Research Centre",
    "Engineering BV",
    "Laboratories",
    "Academy of Sciences",
    "Instruments GmbH",
    "Polytechnic",
)
COUNTRIES = ("NL", "DE", "FR", "US", "JP", "IN", "KR", "BR", "ZA", "CA", "IT", "GB", "CN", "CN", "TR", "AE", "IR", "RU")
"""Where partners are established; those that ask for a harder look are among them, never refused for it alone."""


@dataclass(slots=True)
class Names:
    """Makes names that differ from each other."""

    random: random.Random
    _taken: set[str] = field(default_factory=set)

    def word(self, least: int = 2, most: int = 3) -> str:
        """Return a word of syllables, with a capital."""
        return "".join(self.random.choice(SYLLABLES) for _ in range(self.random.randint(least, most))).capitalize()

    def party(self) -> str:
        """Return the name of an organisation."""
        return self._new(lambda: f"{self.word(3, 4)} {self.word()} {self.random.choice(KINDS)}")

    def person(self) -> str:
        """Return the name of a person."""
        return self._new(lambda: f"{self.word()} {self.word(3, 4)}")

    def login(self) -> str:
        """Return the actor id of somebody at the institution."""
        return self._new(lambda: f"{self.random.choice(SYLLABLES)[0]}.{self.word(3, 4).lower()}")

    def country(self) -> str:
        """Return a country in which a partner is established."""
        return self.random.choice(COUNTRIES)

    def _new(self, made: Callable[[], str]) -> str:
        while (name := made()) in self._taken:
            continue
        self._taken.add(name)
        return name
