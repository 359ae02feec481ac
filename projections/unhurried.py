"""Let the collector of garbage wait while a batch is applied: a batch makes many objects, and no cycle among them."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LOCK = threading.Lock()
_INSIDE: list[bool] = []
"""One entry for each batch under way; the first tells whether the collector was on before it."""


@contextmanager
def collector() -> Iterator[None]:
    """Hold the collector off until the last batch under way is done; it would take half the time of a big one."""
    with _LOCK:
        _INSIDE.append(gc.isenabled() if not _INSIDE else _INSIDE[0])
        gc.disable()
    try:
        yield
    finally:
        with _LOCK:
            was_on = _INSIDE.pop()
            if was_on and not _INSIDE:
                gc.enable()
