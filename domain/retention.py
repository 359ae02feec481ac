"""How long records are kept: the floor that the law on exports sets, and what may be proposed for erasure after it."""

from datetime import date
from typing import Final

EXPORT_LAW: Final = "Regulation (EU) 2021/821, art. 27(3): five years from the end of the year of the export"
EXPORT_YEARS: Final = 5


def exports_kept_until(exported_on: date | None) -> date | None:
    """Return the last day up to and with which the record of an export is kept; `None` for no export.

    Source: Regulation (EU) 2021/821, art. 27(3).
    """
    return None if exported_on is None else date(exported_on.year + EXPORT_YEARS, 12, 31)
