"""How often a process of ours looks for garbage that refers to itself: seldom, for it makes hardly any."""

import gc
from typing import Final

_THRESHOLDS: Final = (20_000, 20, 20)


def collect_seldom() -> None:
    """Leave out of the search what is here already, and search less often than Python does by itself.

    Thousands of rows and events at once set off search upon search through indexes and alias tables that stay for ever:
    that took up to half the time of a re-screening. Everything else is freed as ever, once nothing refers to it.
    """
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
