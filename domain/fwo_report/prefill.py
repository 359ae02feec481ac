"""What the history of a case says for a report: a pure fold over its events, without any personal text.

It says what was known when it was made: the events up to one version of the case. Source: handbook domain.md 2.7.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from domain.collaboration import hit_answers, legal, mitigation, parties, reporting, screening, spine, topic
from domain.collaboration.approval import CollaborationApproved
from domain.collaboration.approval_after import ApprovalRenewed, WorkPackageApproved
from domain.collaboration.approval_conditions import Condition
from domain.collaboration.incidents import IncidentAnswered, IncidentNoted
from domain.fwo_report.findings import Finding, Section
from domain.values import Recorded

_CONDITION = "collaboration.condition-"
_MEASURE = "collaboration.mitigation-"


def of(history: Iterable[Recorded]) -> tuple[Finding, ...]:
    """Return the findings of a case, by section: changes and new hits are those since its last approval."""
    reading = _Reading()
    for recorded in history:
        reading.take(recorded.event, recorded.meta.recorded_at.date())
    return reading.findings()


class _Reading:
    """The findings so far. Changes are forgotten when the case is approved: the approver knew of them."""

    def __init__(self) -> None:
        self._found: dict[tuple[Section, str], Finding] = {}
        self._is_approved = False
        self._topic: topic.TopicClassified | None = None
        self._places: tuple[str, ...] = ()
        self._roles: dict[str, tuple[str, str]] = {}
        self._incident_types: dict[object, str] = {}
        self._suspensions = 0

    def findings(self) -> tuple[Finding, ...]:
        order = list(Section)
        return tuple(sorted(self._found.values(), key=lambda each: (order.index(each.section), each.since)))

    def take(self, event: Any, day: date) -> None:
        match event:
            case spine.CollaborationNotified(places=places):
                self._places = places
            case spine.NotificationAmended(places=amended) if amended is not None:
                self._change(Section.COUNTRY, "places", "changed", day, (_listed(self._places), _listed(amended)))
                self._places = amended
            case CollaborationApproved():
                self._approved()
                self._imposed(event.conditions, day)
            case ApprovalRenewed(conditions=conditions) | WorkPackageApproved(conditions=conditions):
                self._imposed(conditions, day)
            case parties.PartyLinked() | parties.PartyUnlinked():
                self._partner(event, day)
            case topic.TopicClassified():
                self._classified(event, day)
            case screening.ScreeningHitRecorded(hit_id=hit_id, list_id=list_id, list_version=version):
                self._change(Section.NEW_HIT, str(hit_id), "open", day, (f"{list_id} {version}", str(event.effect)))
            case screening.HitResolved(hit_id=hit_id, resolution=resolution):
                state = f"{resolution}_unconfirmed" if event.needs_confirmation else str(resolution)
                self._state(Section.NEW_HIT, str(hit_id), state, day)
            case screening.HitResolutionConfirmed(hit_id=hit_id):
                self._state(Section.NEW_HIT, str(hit_id), str(screening.Resolution.FALSE_POSITIVE), day)
            case hit_answers.HitAnswerAdopted(hit_id=hit_id):
                self._state(Section.NEW_HIT, str(hit_id), str(screening.Resolution.FALSE_POSITIVE), day)
            case hit_answers.HitAnswerDropped(hit_id=hit_id) | hit_answers.HitAnswerRetracted(hit_id=hit_id):
                self._state(Section.NEW_HIT, str(hit_id), "open", day)
            case legal.SharingRecorded(licence_id=licence_id) if licence_id is not None:
                how: tuple[str, ...] = (str(licence_id), event.destination or "-", str(event.modality), *event.codes)
                self._note(Section.LICENCE_USE, str(event.share_id), "shared", event.shared_on, how)
            case IncidentNoted(incident_id=incident_id, kv_type=kv_type, severity=severity):
                self._note(Section.INCIDENT, str(incident_id), "open", day, (str(kv_type), str(severity)))
            case IncidentAnswered(incident_id=incident_id, consequence=consequence):
                self._state(Section.INCIDENT, str(incident_id), str(consequence), day)
            case reporting.FwoReportNoted(report_id=report_id, breaches=breaches) if breaches:
                self._note(Section.INCIDENT, str(report_id), "declared", day, tuple(str(each) for each in breaches))
            case spine.CollaborationSuspended(cause=cause):
                self._suspensions += 1
                self._note(Section.SUSPENSION, str(self._suspensions), "suspended", day, (str(cause),))
            case spine.CollaborationResumed() | spine.CollaborationTerminated() if self._suspensions:
                ending = "resumed" if isinstance(event, spine.CollaborationResumed) else "terminated"
                self._state(Section.SUSPENSION, str(self._suspensions), ending, day, only="suspended")
            case _:
                self._by_name(event, day)

    def _by_name(self, event: Any, day: date) -> None:
        """Follow measures and conditions through every event that speaks of one: its name says the state."""
        name = str(getattr(event, "stored_name", "")).rpartition(".")[0]
        measure = getattr(event, "mitigation_id", None)
        condition = getattr(event, "condition_id", None)
        if name.startswith(_MEASURE) and measure is not None:
            known = self._found.get((Section.MEASURE, str(measure)))
            detail = (event.code,) if isinstance(event, mitigation.MitigationSet) else known.detail if known else ()
            stage = getattr(event, "outcome", None) or name.removeprefix(_MEASURE)
            self._note(Section.MEASURE, str(measure), str(stage), day, detail)
        elif name.startswith(_CONDITION) and condition is not None:
            self._state(Section.CONDITION, str(condition), name.removeprefix(_CONDITION), day)

    def _approved(self) -> None:
        since_award = {Section.PARTNER, Section.COUNTRY, Section.TOPIC, Section.NEW_HIT, Section.CONDITION}
        self._found = {key: one for key, one in self._found.items() if key[0] not in since_award}
        self._is_approved = True

    def _imposed(self, conditions: tuple[Condition, ...], day: date) -> None:
        for each in conditions:
            due = (each.due_on.isoformat(),) if each.due_on is not None else ()
            self._note(Section.CONDITION, each.condition_id, "open", day, due)

    def _partner(self, event: parties.PartyLinked | parties.PartyUnlinked, day: date) -> None:
        key = str(event.party_id)
        before = self._roles.get(key)
        if isinstance(event, parties.PartyUnlinked):
            self._roles.pop(key, None)
            self._change(Section.PARTNER, key, "left", day, before or ())
            return
        now = (str(event.role), event.country or "")
        self._roles[key] = now
        self._change(Section.PARTNER, key, "joined" if before is None else "changed", day, now)
        known = {country for other, (_, country) in self._roles.items() if other != key}
        if event.country and event.country not in known and (before is None or before[1] != event.country):
            self._change(Section.COUNTRY, event.country, "new", day)

    def _classified(self, event: topic.TopicClassified, day: date) -> None:
        before, self._topic = self._topic, event
        new = _codes(event)
        old = _codes(before) if before is not None else frozenset()
        if new != old:
            detail = (*(f"+{each}" for each in sorted(new - old)), *(f"-{each}" for each in sorted(old - new)))
            self._change(Section.TOPIC, f"classification of {day.isoformat()}", "changed", day, detail)

    def _change(self, section: Section, subject: str, state: str, day: date, detail: tuple[str, ...] = ()) -> None:
        if self._is_approved:
            self._note(section, subject, state, day, detail)

    def _note(self, section: Section, subject: str, state: str, day: date, detail: tuple[str, ...]) -> None:
        self._found[section, subject] = Finding(section, subject, state, day, detail)

    def _state(self, section: Section, subject: str, state: str, day: date, *, only: str | None = None) -> None:
        known = self._found.get((section, subject))
        if known is not None and only in {None, known.state}:
            self._found[section, subject] = replace(known, state=state, since=day)


def _codes(event: topic.TopicClassified) -> frozenset[str]:
    military = {"military"} if event.is_military else set()
    return frozenset({*event.technologies, *(each.code for each in event.control_codes), *military})


def _listed(places: tuple[str, ...]) -> str:
    return " ".join(places) or "-"
