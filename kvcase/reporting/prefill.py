"""A report to the FWO, filled in from the history of its case, as Markdown in Dutch and English."""

from collections.abc import Iterable, Mapping

from domain.fwo_report.findings import Finding, Section, by_section

_TITLES: Mapping[Section, tuple[str, str]] = {
    Section.PARTNER: ("Wijzigingen van partner sinds de goedkeuring", "Changes of partner since the approval"),
    Section.COUNTRY: ("Wijzigingen van land sinds de goedkeuring", "Changes of country since the approval"),
    Section.TOPIC: ("Wijzigingen van onderwerp sinds de goedkeuring", "Changes of topic since the approval"),
    Section.MEASURE: ("Maatregelen", "Measures"),
    Section.CONDITION: ("Voorwaarden", "Conditions"),
    Section.INCIDENT: ("Incidenten (KV1 tot KV3)", "Incidents (KV1 to KV3)"),
    Section.LICENCE_USE: ("Gebruik van vergunningen", "Use of licences"),
    Section.NEW_HIT: ("Nieuwe treffers op lijsten sinds de goedkeuring", "New hits on lists since the approval"),
    Section.SUSPENSION: ("Schorsingen", "Suspensions"),
}
_STATES: Mapping[str, str] = {
    "joined": "kwam erbij",
    "left": "ging weg",
    "changed": "gewijzigd",
    "new": "nieuw",
    "open": "open",
    "set": "afgesproken",
    "implemented": "uitgevoerd",
    "verified": "nagekeken",
    "effective": "werkt",
    "ineffective": "werkt niet",
    "waived": "vervallen",
    "met": "voldaan",
    "breached": "geschonden",
    "shared": "gedeeld",
    "declared": "gemeld in een rapport",
    "true_match": "juiste treffer",
    "false_positive": "andere partij",
    "false_positive_unconfirmed": "andere partij, nog te bevestigen",
    "unclear": "onduidelijk",
    "suspended": "geschorst",
    "resumed": "hervat",
    "terminated": "beëindigd",
    "continue": "gaat door",
    "suspend": "geschorst",
    "terminate": "te beëindigen",
}


def markdown(
    findings: Iterable[Finding], title: str, case_version: int, names: Mapping[str, str], language: str = "en"
) -> str:
    """Return the prefill; `names` gives an id its name, and `case_version` says what was known then."""
    tongue = 0 if language == "nl" else 1
    known = (f"Wat het dossier op versie {case_version} zegt.", f"What the case says at its version {case_version}.")
    lines = [f"# {title}", "", known[tongue], ""]
    for section, found in by_section(findings).items():
        lines += [f"## {_TITLES[section][tongue]}", ""]
        lines += [_line(each, names, tongue) for each in found] or [("Niets.", "Nothing.")[tongue]]
        lines.append("")
    return "\n".join(lines)


def _line(each: Finding, names: Mapping[str, str], tongue: int) -> str:
    state = each.state.replace("_", " ") if tongue else _STATES.get(each.state, each.state.replace("_", " "))
    detail = ", ".join(names.get(word, word) for word in each.detail if word)
    # The id of a sharing, hit, measure or incident says nothing to a reader; its details do.
    subject = names.get(each.subject) or (each.subject if not _is_id(each.subject) else "")
    told = " ".join(part for part in (subject, f"({detail})" if detail else "") if part)
    return f"- {each.since.isoformat()}: {state}{f', {told}' if told else ''}"


def _is_id(subject: str) -> bool:
    return len(subject) == 36 and subject.count("-") == 4
