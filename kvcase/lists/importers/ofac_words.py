"""The words of the US Treasury's lists: how they label identifiers and birth dates, in every format alike."""

import re
from typing import Final

_ENDING: Final = (
    r"(?:Number|Nos?\b\.?|ID|Code|License|Identification|Document|Registration|FEIN|BIK|"
    r"electoral|Nacional|Identidad|Identificacao Tributaria)"
)
_LABEL: Final = (
    r"(?!Phone|Fax|FAX|Tele|Mobile|Linked|Executive|Additional|POB|DOB|Organization|Listing|Effective|Secondary|"
    r"Target|Nationality|Email|Website|Digital|Vessel Year|CAATSA)"
    r"(?:(?:[A-Z][\w. ]{0,40}? )?Passport|SWIFT/BIC|MMSI|ISIN|SSN|NIT|RUC|RIF|RFC|CNP|(?:[A-Z]\.){2,4}|"
    rf"(?:US |[A-Z][^;:#]{{0,55}}?)??{_ENDING})(?:,? (?:No\.|System Number|Number|ID|Card|Certificate|Document|"
    r"Identification))*(?: \([A-Za-z][^()]*\))?(?: No\.)?:?(?: #)?"
)
_REMARK: Final = re.compile(rf"^(?:alt\. )?({_LABEL}) (.+?)(?: \(([^()]+)\))?(?:,? (?:issued|expires|expired) .*)?$")
_TYPE: Final = re.compile(_LABEL)
_DIGIT: Final = re.compile(r"\d")


def identifier(label: str, number: str) -> str:
    """Return an identifier as `type: number`, or nothing when the label is that of something else."""
    label = label.removesuffix(" #").rstrip(":")
    if not _TYPE.fullmatch(label) or not (_DIGIT.search(number) or label == "SWIFT/BIC"):
        return ""
    if number.startswith(("issued ", "expire")):
        return ""
    if number.startswith("IMO "):
        return f"IMO: {number[4:].strip()}"
    return f"{label}: {number}"


def identifier_in(remark: str) -> tuple[str, str]:
    """Return the identifier that a remark states, and the country in brackets behind it; empty where it has none."""
    if not _DIGIT.search(remark) and not remark.startswith("SWIFT/BIC"):
        return "", ""
    found = _REMARK.match(remark)
    return (identifier(found[1], found[2].strip(" ()")), found[3] or "") if found else ("", "")
