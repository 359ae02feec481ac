"""Keep Python's collector of reference cycles away from work that makes many objects and no cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_MANY: Final = 10_000
"""From how many new objects on it is worth while to count them as old: an index makes more, a search fewer."""


@contextmanager
def paused() -> Iterator[None]:
    """Pause the collector: else it walks all that a process holds, over and over, while an index grows beside it.

    What was made meanwhile counts as old from then on, or the next collection would walk all of it at once.
    """
    was_on = gc.isenabled()
    gc.disable()
    begun = gc.get_count()[0]
    try:
        yield
    finally:
        if was_on:
            # What others froze stays so. Counting it walks all of it, which a search is too small for, whatever others
            # made before it: where the collector comes seldom, that is often more than an index makes.
            if gc.get_count()[0] - begun > _MANY and not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
