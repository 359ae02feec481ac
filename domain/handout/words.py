"""The closed words of files that are handed out."""

from enum import StrEnum


class HandoutKind(StrEnum):
    """What the file tells."""

    DOSSIER = "dossier"
    LETTER = "letter"
    LICENCE_DOSSIER = "licence_dossier"
    REGISTER = "register"
    PORTFOLIO = "portfolio"


class HandoutFormat(StrEnum):
    """In which form it is written."""

    PDF = "pdf"
    ZIP = "zip"
    CSV = "csv"
    XLSX = "xlsx"
