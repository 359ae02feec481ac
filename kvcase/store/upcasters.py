"""How an event of an older stored version is read as the next one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Data = dict[str, Any]
"""The data of a stored event as plain JSON values; sealed texts in it are still sealed."""


@dataclass(frozen=True, slots=True)
class Upcaster:
    """One step: the stored name that it leads to, and the function that changes the data on the way."""

    to_name: str
    function: Callable[[Data], Data]


def _suspended_v1_to_v2(data: Data) -> Data:
    """Name the cause: before v2 only a person could suspend a collaboration, and never for a hit."""
    return {"cause": "manual", "hit_id": None, **data}


def _sharing_v1_to_v2(data: Data) -> Data:
    """Take it as it is: before v2 a sharing had one recipient in one country, and one licence or none."""
    return data


UPCASTERS: Mapping[str, Upcaster] = {
    "collaboration.suspended.v1": Upcaster("collaboration.suspended.v2", _suspended_v1_to_v2),
    "collaboration.sharing-recorded.v1": Upcaster("collaboration.sharing-recorded.v2", _sharing_v1_to_v2),
}
"""By the stored name that is read. A row is for ever: its events stay in the log."""
