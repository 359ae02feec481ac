"""How long records of exports are kept: what the law asks at least, or longer where an institution says so."""

from dataclasses import dataclass
from datetime import date
from typing import Final

EXPORT_LAW: Final = (
    "Regulation (EU) 2021/821, art. 27(3): at least five years from the end of the calendar year of the export"
)
EXPORT_YEARS: Final = 5


@dataclass(frozen=True, slots=True)
class ExportFloor:
    """For how many years after the year of an export its record is kept at least, and where that stands."""

    years: int = EXPORT_YEARS
    source: str = EXPORT_LAW

    def kept_until(self, exported_on: date | None) -> date | None:
        """Return the last day up to and with which the record of an export is kept; `None` for no export."""
        return None if exported_on is None else date(exported_on.year + self.years, 12, 31)
