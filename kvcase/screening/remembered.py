"""What the screening remembers of words it met: forgotten when a person is, for names are among them."""

import pkgutil
import sys

from kvcase import screening


def forget() -> None:
    """Empty every bounded cache of the modules of the screening; what they read from files stays."""
    for found in pkgutil.iter_modules(screening.__path__, f"{screening.__name__}."):
        module = sys.modules.get(found.name)
        for each in vars(module).values() if module is not None else ():
            asked = getattr(each, "cache_parameters", None)
            if asked is not None and asked()["maxsize"] is not None:
                each.cache_clear()
