"""The letter that tells whoever notified a case what was decided: drafted here, signed and sent by a named person.

The grounds stand in it as the decider wrote them; what stands open, as the notifier may know it (G21).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.ports import Ports
from api.reading import Told
from domain.collaboration import approval, disclosure, spine
from domain.collaboration.parties import ResearcherLinked
from domain.errors import UnusableInputError
from domain.gates import Gate
from domain.institution.words import MailboxFunction
from domain.values import Role
from kvcase.exports import pdf
from kvcase.exports.dossier import Case
from kvcase.exports.told import moment_of
from kvcase.exports.words import Words
from projections.institutions import InstitutionRow

DECISIONS = (
    approval.CollaborationApproved,
    approval.CollaborationRejected,
    approval.ReviewReturned,
    spine.CollaborationSuspended,
    spine.CollaborationTerminated,
)
"""What a letter tells; the last of them that a case holds."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands below it; conditions are numbered."""

    title: str
    items: tuple[str, ...]
    numbered: bool = False


def decision_of(case: Case) -> tuple[str, Told]:
    """Return the outcome that a letter would tell, and its event; what was undone since is passed over.

    Raises `UnusableInputError` if none stands.
    """
    later: set[type] = set()
    for told in reversed(case.history):
        kind = type(told.recorded.event)
        if kind is spine.CollaborationReopened:
            break
        if kind in DECISIONS and _UNDONE_BY.get(kind) not in later:
            return _outcome(told.recorded.event), told
        later.add(kind)
    expected = "one that is approved, rejected, returned, suspended or terminated"
    raise UnusableInputError("case", "holds no decision that stands", expected)


def _outcome(event: Any) -> str:
    match event:
        case approval.CollaborationApproved(conditions=conditions):
            return "approved_with_conditions" if conditions else "approved"
        case approval.CollaborationRejected():
            return "rejected"
        case approval.ReviewReturned():
            return "returned"
        case spine.CollaborationSuspended():
            return "suspended"
        case _:
            return "terminated"


_UNDONE_BY: Mapping[type, type] = {
    approval.ReviewReturned: approval.ReviewSubmitted,
    spine.CollaborationSuspended: spine.CollaborationResumed,
}
_NUMBERED = re.compile(r" \[[0-9]{3}\]")
_SUBJECT_TO_LICENCE = (
    "The approval is subject to the export licence: nothing that needs one is shared before it is granted."
)
_SENTENCES = {
    "approved": "Your collaboration is approved.",
    "approved_with_conditions": "Your collaboration is approved, under the conditions below.",
    "rejected": "Your collaboration is not approved. It does not begin.",
    "returned": "Your file is returned: something is needed before a decision can be taken.",
    "suspended": "Your collaboration is suspended. Nothing is shared and nothing new begins until it is resumed.",
    "terminated": "Your collaboration is terminated.",
}


def made(ports: Ports, case: Case, words: Words, institution: str, signed_by: str) -> bytes:
    """Return the draft as PDF. Raises `UnusableInputError` without a decision, `PdfUnavailableError`."""
    outcome, told = decision_of(case)
    event, meta = told.recorded.event, told.recorded.meta
    moment = moment_of(case.reading)
    profile = ports.shared_queries.institution(case.actor.institution)
    version, gates = ports.history.gates(case.row.case_id, actor=case.actor, at=moment)
    known = disclosure.gates_for(gates, {Role.RESEARCHER})
    # What the contact point looks into is not for a letter: that it does so tells that there is something.
    stands_open = tuple(f"{words.rule(gate.reason)} ({_source(gate)})" for gate in known if gate.rule_id != "G21")
    parts = [each for each in _parts(case, event, words) if each.items]
    if stands_open:
        parts.append(Part(words("What stands open, by which rule"), stands_open))
    name = _notifier(case, words)
    title = profile.approver_title if profile is not None and profile.approver_title else words.word(meta.actor.role)
    return pdf.pdf(
        pdf.page(
            "letter.html",
            words,
            title=f"{words('Decision on your notification')} {case.row.reference}",
            author=institution,
            created=f"{moment.at:%Y-%m-%dT%H:%M:%SZ}",
            reference=case.row.reference,
            standing=f"{words('version')} {version}",
            instant=words.instant(moment.at),
            institution=institution,
            notifier=name or f"{words('the notifier')}, {case.row.notified_by}",
            salutation=f"{words('Dear')} {name}," if name else f"{words('Dear')},",
            decided_on=words.day(meta.recorded_at.date()),
            subject=words.text(case.row.title),
            sentence=words(_SENTENCES[outcome]),
            remarks=_remarks(event, words),
            parts=parts,
            basis=_basis(told, words),
            appeal=_appeal(event, words),
            contact=_contact(profile, institution),
            decided_by=_decided_by(event, meta.actor.id, title, words),
            signed_by=signed_by,
        )
    )


def _source(gate: Gate) -> str:
    """Return the rule and source of a gate without the number that a source has in this house."""
    return f"{gate.rule_id}; {_NUMBERED.sub('', gate.source)}"


def _notifier(case: Case, words: Words) -> str:
    """Return the name of whoever notified the case, where he or she takes part in it."""
    login = case.row.notified_by
    for each in case.history:
        event = each.recorded.event
        if isinstance(event, ResearcherLinked) and event.identity == login and event.person_id in case.names:
            return words.text(case.names[event.person_id])
    return ""


def _parts(case: Case, event: Any, words: Words) -> Sequence[Part]:
    match event:
        case approval.CollaborationApproved(grounds=grounds, conditions=conditions):
            return (
                Part(words("Conditions"), tuple(_condition(each, words) for each in conditions), numbered=True),
                Part(words("Grounds"), (words.text(grounds),)),
            )
        case approval.CollaborationRejected(grounds=grounds):
            return (Part(words("Grounds"), (words.text(grounds),)),)
        case approval.ReviewReturned(questions=questions):
            return (Part(words("Questions"), (words.text(questions),)),)
        case spine.CollaborationSuspended(reason=reason):
            return (Part(words("Grounds"), (words.text(reason),)),)
        case _:
            proposed = case.last(spine.TerminationProposed)
            if proposed is None or not isinstance(proposed.recorded.event, spine.TerminationProposed):
                return ()
            said = proposed.recorded.event
            return (
                Part(words("Grounds"), (words.text(said.cause),)),
                Part(words("Conditions under which it ends"), tuple(map(words.text, said.conditions)), numbered=True),
            )


def _condition(condition: Any, words: Words) -> str:
    due = f" ({words('by')} {words.day(condition.due_on)})" if condition.due_on is not None else ""
    return f"{words.text(condition.text)}{due}"


def _remarks(event: Any, words: Words) -> tuple[str, ...]:
    match event:
        case approval.CollaborationApproved():
            said = []
            if event.is_subject_to_licence:
                said.append(words(_SUBJECT_TO_LICENCE))
            if event.valid_until is not None:
                said.append(f"{words('The approval is valid until')} {words.day(event.valid_until)}.")
            if event.next_review_on is not None:
                said.append(f"{words('It is reviewed on')} {words.day(event.next_review_on)}.")
            if event.work_packages:
                said.append(f"{words('It covers the work packages')} {', '.join(event.work_packages)}.")
            return tuple(said)
        case spine.CollaborationSuspended(review_due_on=day):
            return (f"{words('The suspension is reviewed by')} {words.day(day)}.",)
        case spine.CollaborationTerminated(effective_on=day):
            return (f"{words('It takes effect on')} {words.day(day)}.",)
        case _:
            return ()


def _basis(told: Told, words: Words) -> tuple[str, ...]:
    """Return what the decision rests on: the rules, and the evidence that it names."""
    policy = told.recorded.meta.policy_version
    said = [f"{words('the VLIR guideline on kennisveiligheid 2025 and the rules of the edition')} {policy}"]
    evidence = getattr(told.recorded.event, "evidence", None)
    if isinstance(evidence, approval.Evidence):
        said.append(f"{words('the file as it stood at version')} {evidence.case_version}")
        lists = ", ".join(f"{each.list_id} {words('version')} {each.version_no}" for each in evidence.list_versions)
        said += [f"{words('lists')}: {lists}"] if lists else []
    return tuple(said)


def _appeal(event: Any, words: Words) -> str:
    until = getattr(event, "appeal_until", None)
    if until is not None:
        phrase = "You may ask for this decision to be looked at again, up to and including"
        return f"{words(phrase)} {words.day(until)}."
    return words("You may ask the contact point for this decision to be looked at again.")


def _contact(profile: InstitutionRow | None, institution: str) -> tuple[str, ...]:
    if profile is None:
        return (institution,)
    phone = (profile.phone,) if profile.phone else ()
    return (profile.name, *profile.route(MailboxFunction.CONTACT_POINT), *phone, *profile.pages)


def _decided_by(event: Any, login: str, title: str, words: Words) -> str:
    proposed = getattr(event, "proposed_by", None)
    return f"{title}, {login}" + (f" ({words('proposed by')} {proposed})" if proposed else "")
