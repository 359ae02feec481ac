"""What there is to choose from in a field that names a thing: what the case holds, and what the registers know.

Only what the reader is told anyway is offered; an id can always be typed beside it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from flask_babel import LazyString, format_date
from flask_babel import lazy_gettext as _l

from api import language, overview
from api.web import codes, tongues
from api.web.doing import names, registers
from api.web.doing.asked import Asked, Offer, Option, joined, plain
from domain import countries
from domain.collaboration import checks, disclosure
from domain.collaboration.mitigation import MitigationSet
from domain.collaboration.screening import Hit, Resolution, ScreeningCompleted
from domain.collaboration.spine import Language
from domain.deadlines import State
from domain.values import Role, SubjectKind

_FACTORS: Final = ("T-", "P-", "R-", "F-", "C-", "N-")
_MEASURE: Final = re.compile(r"M[0-9]{2}")
"""How the codes of the catalogue begin, by what they stand for."""
_OFFICES: Final = (
    Role.CONTACT_POINT_OFFICER,
    Role.EXPORT_CONTROL_OFFICER,
    Role.SECURITY_OFFICER,
    Role.ETHICS_COMMITTEE,
    Role.INSTITUTION_APPROVER,
)
"""Who can be given something to do in a case without being named."""
ALONE: Final = frozenset({"country"})
"""What is not offered in rows that repeat, where each row would hold the whole world once more."""


PAPERS: Final[Mapping[str, LazyString]] = {"end_user_certificate": _l("certificate of the end user")}
"""The papers that an authority asks for with a licence, by the code under which the shipped edition knows them."""


Giving = Callable[[Asked], Iterable[Option] | Offer]


def of(name: str, asked: Asked) -> Offer:
    """Return what there is to choose from in a field; nothing where it must be typed."""
    given = _SPECIAL.get((asked.spec.name, name)) or _BY_NAME.get(name)
    if given is None:
        return Offer()
    key = (given, asked.words, asked.chosen)
    if key not in asked.offered:
        found = given(asked)
        asked.offered[key] = found if isinstance(found, Offer) else Offer(tuple(dict.fromkeys(found)))
    return asked.offered[key]


def _subjects(asked: Asked) -> Iterator[Option]:
    yield from registers.linked_parties(asked)
    yield from registers.linked_persons(asked)


def _hits(asked: Asked, wanted: Callable[[Hit], bool] = lambda _: True) -> Iterator[Option]:
    if not asked.is_case or asked.thing is None or not disclosure.sees_all(asked.actor.roles):
        return
    kinds = (SubjectKind.PARTY, SubjectKind.PERSON)
    known = {each.id: each.name for kind in kinds for each in asked.subjects(kind)}
    now = asked.thing.state.screening.hits
    for row in asked.ports.institution_queries(asked.actor.institution).hits(asked.thing.identifier):
        if row.hit_id not in now or not wanted(now[row.hit_id]):
            continue
        is_named = row.subject_kind is SubjectKind.PARTY or asked.personal
        whom = known.get(row.subject_id, "") if is_named else ""
        said = names.word(row.resolution) if row.resolution is not None else ""
        label = joined(whom, f"{row.list_id} {row.entry_id}", str(row.score), said)
        yield Option(str(row.hit_id), label, (f"{row.subject_kind}_id", str(row.subject_id)))


def _answered_hits(asked: Asked) -> Iterator[Option]:
    yield from _hits(asked, lambda hit: hit.resolution is not None)


def _half_answered_hits(asked: Asked) -> Iterator[Option]:
    yield from _hits(asked, lambda hit: hit.is_undecided and hit.resolution is Resolution.FALSE_POSITIVE)


def _lifts(asked: Asked) -> Iterator[Option]:
    """Offer the delistings that nobody decided on."""
    waiting = {str(each) for each in asked.thing.state.screening.lifts} if asked.is_case and asked.thing else set()
    yield from (each for each in _of_events("lift_id", "list_id", "entry_id")(asked) if each.value in waiting)


def _of_events(name: str, *shown: str) -> Callable[[Asked], Iterator[Option]]:
    """Return what offers each thing that an event of the case told of, with these fields of it."""

    def offered(asked: Asked) -> Iterator[Option]:
        for value, event in asked.told(name).items():
            yield Option(value, joined(*(_said(getattr(event, each, None)) for each in shown)) or value)

    return offered


def _measures_set(asked: Asked) -> Iterator[Option]:
    for value, event in asked.told("mitigation_id").items():
        label = _code(asked, event.code).label if isinstance(event, MitigationSet) else value
        yield Option(value, joined(label, _said(getattr(event, "owner", None)), _said(getattr(event, "due_on", None))))


def _conditions(asked: Asked) -> Iterator[Option]:
    if asked.thing is None or not asked.is_case:
        return
    texts = {
        each.condition_id: each.text
        for told in asked.thing.told
        if "conditions" in told.fields
        for each in getattr(told.recorded.event, "conditions", ())
        if hasattr(each, "condition_id")
    }
    track = asked.thing.state.approval
    # What was met once can be broken later.
    met = track.met_conditions if asked.spec.name == "record-condition-breach" else ()
    for condition_id in dict.fromkeys((*track.conditions, *met)):
        yield Option(condition_id, joined(condition_id, texts.get(condition_id, "") if asked.personal else ""))


def _advised(asked: Asked) -> Iterator[Option]:
    if asked.is_case and asked.thing is not None:
        yield from (Option(each, each) for each in asked.thing.state.ethics.condition_ids)


def _gates(asked: Asked) -> Iterator[Option]:
    for each in asked.thing.gates if asked.thing is not None else ():
        yield Option(each.gate_id, joined(each.rule_id, tongues.said(each.reason)))


def _packages(asked: Asked) -> Iterator[Option]:
    for value, event in asked.told("work_package_id").items():
        yield Option(value, joined(value, _said(getattr(event, "title", None)) if asked.personal else ""))


def _deadlines(asked: Asked, *states: State) -> Iterator[Option]:
    if not asked.is_case or asked.thing is None:
        return
    for row in overview.running(asked.ports.institution_queries(asked.actor.institution), asked.thing.identifier):
        if states and row.state not in states:
            continue
        if disclosure.sees_all(asked.actor.roles) or disclosure.tells_deadline(row.kind):
            title = row.title if asked.personal else None
            yield Option(row.deadline_id, joined(tongues.word(row.kind), title or "", _said(row.due_on)))


def _factors(asked: Asked) -> Iterator[Option]:
    """Offer the factors that stand on the case: those that somebody asserted, and those that the facts showed."""
    if asked.is_case and asked.thing is not None and disclosure.sees_all(asked.actor.roles):
        told = asked.thing.state.factors.asserted
        shown = [event.factors for event in asked.events(ScreeningCompleted)][-1:]
        standing = {each.code for each in told}.union(*shown)
        yield from (_code(asked, each) for each in sorted(standing))


def _all_factors(asked: Asked) -> Iterator[Option]:
    yield from (_code(asked, each) for each in asked.ports.rulebook.codes() if each[:2] in _FACTORS)


def _all_measures(asked: Asked) -> Iterator[Option]:
    yield from (_code(asked, each) for each in asked.ports.rulebook.codes() if _MEASURE.fullmatch(each))


def _technologies(asked: Asked) -> Iterator[Option]:
    known = asked.ports.rulebook.codes()
    for code in known:
        if code.startswith(codes.TECHNOLOGY):
            number = code.removeprefix(codes.TECHNOLOGY)
            yield Option(number, joined(codes.called(code, known), number))


def _code(asked: Asked, code: str) -> Option:
    """Return a code of the edition in force as it is called, with the code behind it."""
    return Option(code, joined(codes.called(code, asked.ports.rulebook.codes()), code))


def _checks(asked: Asked) -> Iterator[Option]:
    if asked.is_case and asked.thing is not None:
        is_dutch = language.asked() is Language.NL
        for each in checks.CHECKS:
            if each.applies(asked.thing.state):
                yield Option(each.check_id, each.question_nl if is_dutch else each.question_en)


def _policies(asked: Asked) -> Iterator[Option]:
    is_dutch = language.asked() is Language.NL
    for each in asked.ports.rulebook.rules():
        if each.kind == "policy":
            yield Option(each.rule_id, each.title_nl if is_dutch else each.title_en)


def _asked_policies(asked: Asked) -> Iterator[Option]:
    """Offer the policies that speak about the case, and those that somebody answered: no other takes an answer."""
    if asked.thing is None or not asked.is_case or not disclosure.sees_all(asked.actor.roles):
        return
    state = asked.thing.state
    titles = {each.policy_id: tongues.said(each.title) for each in state.screening.policies if each.in_scope}
    for policy_id in dict.fromkeys((*titles, *(policy_id for policy_id, _subject in state.reviews.answered))):
        yield Option(policy_id, joined(titles.get(policy_id, ""), policy_id))


def _questionnaires(asked: Asked) -> Iterator[Option]:
    yield from (Option(each.questionnaire_id, each.questionnaire_id) for each in asked.ports.questionnaires)


def _versions(asked: Asked) -> Iterator[Option]:
    yield from (Option(each.version, f"{each.questionnaire_id} {each.version}") for each in asked.ports.questionnaires)


def _asked_questions(asked: Asked) -> Iterator[Option]:
    is_dutch = language.asked() is Language.NL
    for each in asked.ports.questionnaires:
        for question in each.questions:
            yield Option(question.question_id, question.label.nl if is_dutch else question.label.en)


def _people(asked: Asked) -> Iterator[Option]:
    """Offer who notified the case, takes part or did something in it, whoever takes care of cases, and the offices."""
    if asked.thing is None or not asked.is_case:
        return
    state, found = asked.thing.state, dict.fromkeys(sorted(asked.thing.state.spine.notifiers), Role.RESEARCHER.value)
    found |= dict.fromkeys(sorted(state.parties.identities) if asked.personal else (), "")
    found |= {who.principal: who.role.value for who in (each.recorded.meta.actor for each in asked.thing.told)}
    if disclosure.sees_all(asked.actor.roles):
        others = asked.ports.institution_queries(asked.actor.institution).assignees()
        found |= {each: found.get(each, "") for each in others}
    for name, role in found.items():
        if role != Role.SERVICE:
            yield Option(name, joined(name, names.word(role) if role else ""))
    yield from (Option(names.word(each.value), names.word(each.value)) for each in _OFFICES)


def _measures(asked: Asked) -> Iterator[Option]:
    yield from _of_events("measure_id", "what" if asked.personal else "due_on", "due_on")(asked)


def _papers(_asked: Asked) -> Iterator[Option]:
    yield from (Option(code, str(label)) for code, label in PAPERS.items())


def _countries(_asked: Asked) -> Iterator[Option]:
    """Offer every country by its name in the language of the page; what is sent is its code."""
    called = {code: tongues.country(code) for code in countries.ASSIGNED}
    for code in sorted(called, key=lambda each: plain(called[each])):
        yield Option(code, joined(called[code], code))


def _said(value: object) -> str:
    match value:
        case None:
            return ""
        case tuple() | list() | frozenset():
            return ", ".join(_said(each) for each in value)
        case date():
            return str(format_date(value, "d MMM yyyy"))
        case _:
            told = str(value)
            return names.word(told) if told in _WORDS else told


_WORDS = frozenset(key.removeprefix("word ") for key in names.book() if key.startswith("word "))
_NONE: Giving = lambda _: ()  # noqa: E731

_SPECIAL: Mapping[tuple[str, str], Giving] = {
    ("unlink-party", "party_id"): registers.linked_parties,
    ("unlink-researcher", "person_id"): registers.linked_persons,
    ("link-researcher", "person_id"): registers.persons,
    ("define-work-package", "work_package_id"): _NONE,
    ("propose-edition", "edition"): _NONE,
    ("pause-deadline", "deadline_id"): lambda asked: _deadlines(asked, State.OPEN),
    ("resume-deadline", "deadline_id"): lambda asked: _deadlines(asked, State.PAUSED),
    ("confirm-hit-resolution", "hit_id"): _half_answered_hits,
    ("retract-hit-answer", "hit_id"): _answered_hits,
    ("decide-lift", "lift_id"): _lifts,
    **dict.fromkeys((("set-mitigation", "owner"), ("set-deadline", "owner"), ("assign-case", "assignee")), _people),
    ("acknowledge-policy", "policy_id"): _asked_policies,
    ("set-mitigation", "code"): _all_measures,
    ("set-mitigation", "addresses"): _factors,
    ("classify-topic", "code"): _NONE,
    ("classify-topic", "technologies"): _technologies,
    ("assert-risk-factor", "code"): _all_factors,
    ("answer-risk-question", "code"): _all_factors,
    ("approve", "condition_id"): _advised,
    ("renew-approval", "condition_id"): _advised,
    ("approve-work-package", "condition_id"): _advised,
    ("approve-work-package", "work_package_id"): _packages,
    ("answer-appraisal", "question"): _asked_questions,
    ("answer-appraisal", "version"): _versions,
    ("propose", "subject_id"): _NONE,
    ("place", "subject_id"): _NONE,
    ("provide-document", "document"): _papers,
    ("report", "persons"): registers.met_persons,
}
"""What a field of a command is chosen from, where it is not what the field is chosen from elsewhere."""

_BY_NAME: Mapping[str, Giving] = {
    **dict.fromkeys(
        ("party_id", "recipient_id", "end_user_id", "end_users", "home_party_id", "owner_party_id"), registers.parties
    ),
    "person_id": registers.linked_persons,
    "persons": registers.linked_persons,
    "subject_id": _subjects,
    "hit_id": _hits,
    **dict.fromkeys(("mitigation_id", "mitigation_ids", "replaces"), _measures_set),
    "requirement_id": _of_events("requirement_id", "requirement", "codes"),
    "decontrol_id": _of_events("decontrol_id", "ground", "codes"),
    "hold_id": _of_events("hold_id", "rule_id", "review_on"),
    "lift_id": _of_events("lift_id", "list_id", "entry_id"),
    "advice_id": _of_events("advice_id", "body", "due_on"),
    "question_id": _of_events("question_id", "question"),
    "incident_id": _of_events("incident_id", "kv_type", "severity"),
    "licence_id": registers.licences,
    "measure_id": _measures,
    "condition_id": _conditions,
    "gate_id": _gates,
    **dict.fromkeys(("work_package", "work_packages", "work_package_id"), _packages),
    "deadline_id": _deadlines,
    "code": _factors,
    "check_id": _checks,
    "policy_id": _policies,
    "questionnaire": _questionnaires,
    "questionnaire_version": _versions,
    "case_id": registers.cases,
    **dict.fromkeys(("country", "destination", "destinations", "places"), _countries),
}
"""What a field is chosen from, by its name."""
