"""Decisions about one export licence."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, assert_never
from uuid import UUID

from domain import deadlines, permission, text
from domain.aggregate import Aggregate, Home
from domain.context import Context
from domain.errors import RuleRefusedError, UnusableInputError
from domain.licence import amounts, commands, events, form
from domain.licence.amounts import Amount, Limit
from domain.licence.words import AT_THE_AUTHORITY, BEFORE_ANSWER, Authority, LicenceKind, LicenceStatus, Modality
from domain.values import CaseId, Metadata, PartyId

_SOURCE = "Regulation (EU) 2021/821; handbook domain.md 2.6"


@dataclass(frozen=True, slots=True)
class ExportLicence:
    """A licence as later decisions depend on it. `case_id` asked for it first, `further_cases` use it too."""

    version: int = 0
    status: LicenceStatus = LicenceStatus.DRAFTED
    case_id: CaseId | None = None
    codes: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    end_users: tuple[PartyId, ...] = ()
    modalities: tuple[Modality, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    authority: Authority = Authority.VL
    kind: LicenceKind = LicenceKind.INDIVIDUAL
    authorisation_id: str | None = None
    number: str | None = None
    documents: frozenset[str] = frozenset()
    last_step_on: date | None = None
    further_cases: tuple[CaseId, ...] = ()
    limit: Limit = Limit()
    usages: Mapping[UUID, Amount] = field(default_factory=dict)
    reminded: frozenset[str] = frozenset()
    validity_set_on: date | None = None

    @property
    def cases(self) -> tuple[CaseId, ...]:
        """Return every case that may use the licence, the one that asked for it first."""
        return (*((self.case_id,) if self.case_id is not None else ()), *self.further_cases)

    def status_on(self, day: date) -> LicenceStatus:
        """Return where the licence stands on a day: what is past its last day is expired, recorded or not."""
        is_over = self.status is LicenceStatus.GRANTED and self.valid_until is not None and day > self.valid_until
        return LicenceStatus.EXPIRED if is_over else self.status


_SPECS = {spec.type: spec for spec in commands.COMMANDS.values()}


def decide(state: ExportLicence, command: commands.Command, context: Context) -> tuple[events.Event, ...]:
    """Return what happens to the licence. Raises `DomainError` when form, role or rule refuses."""
    text.refuse_unusable(command)
    spec = _SPECS[type(command)]
    permission.admit(spec, context, exists=bool(state.version), kind="licence", identifier=command.licence_id)
    match command:
        case commands.RequestLicence() | commands.DraftLicence():
            return _opened(state, command, context)
        case commands.AmendLicence():
            return _amended(state, command, context)
        case commands.ProvideDocument():
            return _documented(state, command, context)
        case commands.SubmitLicence():
            return _submitted(state, command, context)
        case commands.NoteInformationRequest():
            return _asked_more(state, command, context)
        case commands.AnswerInformationRequest():
            return _answered(state, command, context)
        case commands.GrantLicence():
            return _granted(state, command, context)
        case commands.RegisterAuthorisation():
            return _registered(state, command, context)
        case commands.RefuseLicence():
            return _refused(state, command, context)
        case commands.RevokeLicence():
            return _revoked(state, command, context)
        case commands.RenewLicence():
            return _renewed(state, command, context)
        case commands.WithdrawLicence():
            return _withdrawn(state, command, context)
        case commands.AttachCase():
            return _attached(state, command, context)
        case commands.RecordUsage():
            return _used(state, command, context)
        case commands.ExpireLicence():
            return _expired(state, command, context)
        case commands.RemindOfExpiry():
            return _reminded(state, command, context)
        case _:
            assert_never(command)


def _opened(
    _state: ExportLicence, command: commands.RequestLicence | commands.DraftLicence, context: Context
) -> tuple[events.Event, ...]:
    facts = context.catalogue.export_control
    codes, places, ways = _sorted(command.codes), _sorted(command.destinations), _sorted(command.modalities)
    users, kind = _sorted(command.end_users), command.kind
    if isinstance(command, commands.RequestLicence):
        asked = (command.licence_id, command.case_id, command.authority, kind, codes, places, users, ways)
        return (events.LicenceRequested(*asked),)
    form.rules_of(command.authority, facts)
    content = (command.codes, command.destinations, command.end_users, command.modalities)
    form.refuse_form(kind, *content, command.authorisation_id, facts)
    form.refuse_unknown(command.end_users, context.parties)
    drafted = (command.licence_id, command.authority, kind, codes, places, users, ways, command.authorisation_id)
    return (events.LicenceDrafted(*drafted),)


def _amended(state: ExportLicence, command: commands.AmendLicence, context: Context) -> tuple[events.Event, ...]:
    _require(state, BEFORE_ANSWER | {LicenceStatus.GRANTED}, "amended")
    form.refuse_form(
        state.kind,
        state.codes if command.codes is None else command.codes,
        state.destinations if command.destinations is None else command.destinations,
        state.end_users if command.end_users is None else command.end_users,
        state.modalities if command.modalities is None else command.modalities,
        state.authorisation_id,
        context.catalogue.export_control,
    )
    form.refuse_unknown(command.end_users or (), context.parties)
    codes = state.codes if command.codes is None else _sorted(command.codes)
    places = state.destinations if command.destinations is None else _sorted(command.destinations)
    users = state.end_users if command.end_users is None else _sorted(command.end_users)
    ways = state.modalities if command.modalities is None else _sorted(command.modalities)
    reason = text.required(command.reason, "reason")
    limit = _limit_amended(state, command)
    known = (state.codes, state.destinations, state.end_users, state.modalities, state.limit)
    if (codes, places, users, ways, limit) == known:
        return ()
    is_granted = state.status is LicenceStatus.GRANTED
    number, amended_on = _amendment(state, command, context) if is_granted else (None, None)
    content = (command.licence_id, codes, places, users, ways, reason)
    return (events.LicenceAmended(*content, number, amended_on, limit),)


def _limit_amended(state: ExportLicence, command: commands.AmendLicence) -> Limit:
    """Return what the licence allows after an amendment; what is left out stays."""
    asked = {"max_quantity": command.max_quantity, "unit": command.unit, "max_value_eur": command.max_value_eur}
    given = [name for name, value in asked.items() if value is not None]
    if given and state.status is not LicenceStatus.GRANTED:
        rule = f"is set by the authority's grant, and this licence is {state.status} ({_SOURCE})"
        raise UnusableInputError(given[0], rule, "nothing before the grant; then grant, or amend what was granted")
    amounts.refuse_limit(command.max_quantity, command.max_value_eur)
    before = state.limit
    return Limit(
        before.quantity if command.max_quantity is None else command.max_quantity,
        command.unit or before.unit,
        before.value_eur if command.max_value_eur is None else command.max_value_eur,
    )


def _amendment(state: ExportLicence, command: commands.AmendLicence, context: Context) -> tuple[str, date]:
    """Return the authority's answer: nobody widens by himself what was granted."""
    rule = f"is not given, and a granted licence is amended by the authority alone ({_SOURCE})"
    if command.number is None:
        raise UnusableInputError("number", rule, "the reference of the authority's answer")
    if command.amended_on is None:
        raise UnusableInputError("amended_on", rule, "the day of the authority's answer")
    _happened(command.amended_on, "amended_on", state, context)
    return text.required(command.number, "number", 100), command.amended_on


def _documented(state: ExportLicence, command: commands.ProvideDocument, _context: Context) -> tuple[events.Event, ...]:
    _require(state, BEFORE_ANSWER, "documented")
    document = text.required(command.document, "document", 100)
    if document in state.documents:
        return ()
    return (
        events.LicenceDocumentProvided(command.licence_id, document, text.required(command.reference, "reference")),
    )


def _submitted(state: ExportLicence, command: commands.SubmitLicence, context: Context) -> tuple[events.Event, ...]:
    _require(state, {LicenceStatus.DRAFTED}, "submitted")
    if state.kind is LicenceKind.UNION_GENERAL:
        reason = "a Union general authorisation is registered for, not applied for: register-authorisation"
        raise RuleRefusedError("licence-transition", _SOURCE, reason)
    rules = form.rules_of(state.authority, context.catalogue.export_control)
    missing = [document for document in rules.documents if document not in state.documents]
    if missing:
        reason = f"{state.authority} starts no file without {', '.join(missing)}: provide-document first"
        raise RuleRefusedError("licence-checklist", rules.source, reason)
    _happened(command.submitted_on, "submitted_on", state, context)
    return (events.LicenceSubmitted(command.licence_id, command.submitted_on, command.reference),)


def _asked_more(
    state: ExportLicence, command: commands.NoteInformationRequest, context: Context
) -> tuple[events.Event, ...]:
    _require(state, {LicenceStatus.SUBMITTED}, "asked about")
    _happened(command.asked_on, "asked_on", state, context)
    question = text.required(command.question, "question")
    return (events.LicenceInformationRequested(command.licence_id, command.asked_on, question),)


def _answered(
    state: ExportLicence, command: commands.AnswerInformationRequest, context: Context
) -> tuple[events.Event, ...]:
    _require(state, {LicenceStatus.INFO_REQUESTED}, "explained")
    _happened(command.answered_on, "answered_on", state, context)
    answer = text.required(command.answer, "answer")
    return (events.LicenceInformationProvided(command.licence_id, command.answered_on, answer),)


def _granted(state: ExportLicence, command: commands.GrantLicence, context: Context) -> tuple[events.Event, ...]:
    _require(state, AT_THE_AUTHORITY, "granted")
    text.in_order(state.last_step_on, command.valid_from, "valid_from")
    text.in_order(command.valid_from, command.valid_until, "valid_until")
    rules = form.rules_of(state.authority, context.catalogue.export_control)
    form.refuse_too_long(state.kind, command.valid_from, command.valid_until, rules)
    amounts.refuse_limit(command.max_quantity, command.max_value_eur)
    name = text.required(command.number, "number", 100)
    limit = Limit(command.max_quantity, command.unit, command.max_value_eur)
    return (events.LicenceGranted(command.licence_id, name, command.valid_from, command.valid_until, limit),)


def _registered(
    state: ExportLicence, command: commands.RegisterAuthorisation, context: Context
) -> tuple[events.Event, ...]:
    _require(state, {LicenceStatus.DRAFTED}, "registered")
    if state.kind is not LicenceKind.UNION_GENERAL:
        reason = f"a licence that is {state.kind} is granted by the authority, not registered for: submit, then grant"
        raise RuleRefusedError("licence-transition", _SOURCE, reason)
    general = form.authorisation_of(state.authorisation_id, context.catalogue.export_control)
    missing = [each for each in general.conditions if each not in command.conditions_met]
    if missing:
        reason = f"{general.authorisation_id} is used on conditions that are not said to be met: {', '.join(missing)}"
        raise RuleRefusedError("authorisation-conditions", general.source, reason)
    text.in_order(command.valid_from, command.valid_until, "valid_until")
    name, met = text.required(command.number, "number", 100), _sorted(command.conditions_met)
    registered = (command.licence_id, name, command.valid_from, command.valid_until, met)
    return (events.LicenceRegistered(*registered),)


def _refused(state: ExportLicence, command: commands.RefuseLicence, _context: Context) -> tuple[events.Event, ...]:
    _require(state, AT_THE_AUTHORITY, "refused")
    return (events.LicenceRefused(command.licence_id, text.required(command.grounds, "grounds")),)


def _revoked(state: ExportLicence, command: commands.RevokeLicence, _context: Context) -> tuple[events.Event, ...]:
    _require(state, {LicenceStatus.GRANTED}, "revoked")
    return (events.LicenceRevoked(command.licence_id, text.required(command.grounds, "grounds")),)


def _renewed(state: ExportLicence, command: commands.RenewLicence, context: Context) -> tuple[events.Event, ...]:
    _require(state, {LicenceStatus.GRANTED}, "renewed")
    end = state.valid_until
    if end is None:
        raise RuleRefusedError("licence-transition", _SOURCE, "a licence without a last day needs no renewal")
    if context.today > end:
        raise RuleRefusedError("licence-transition", _SOURCE, f"the licence ended on {end}: ask for a new one")
    if command.valid_until <= end:
        raise UnusableInputError("valid_until", f"{command.valid_until} is no later than {end}", f"a day after {end}")
    rules = form.rules_of(state.authority, context.catalogue.export_control)
    form.refuse_too_long(state.kind, end, command.valid_until, rules)
    name = state.number or "" if command.number is None else command.number
    return (events.LicenceRenewed(command.licence_id, text.required(name, "number", 100), command.valid_until),)


def _withdrawn(state: ExportLicence, command: commands.WithdrawLicence, _context: Context) -> tuple[events.Event, ...]:
    _require(state, BEFORE_ANSWER, "withdrawn")
    return (events.LicenceWithdrawn(command.licence_id, text.required(command.reason, "reason")),)


def _attached(state: ExportLicence, command: commands.AttachCase, _context: Context) -> tuple[events.Event, ...]:
    known = command.case_id in state.cases
    return () if known else (events.LicenceAttached(command.licence_id, command.case_id),)


def _used(state: ExportLicence, command: commands.RecordUsage, _context: Context) -> tuple[events.Event, ...]:
    if command.share_id in state.usages:
        return ()
    begin, end, day = state.valid_from, state.valid_until, command.used_on
    if begin is None or day < begin or (end is not None and day > end):
        reason = f"the licence is valid from {begin} to {end}; nothing goes under it on {day}"
        raise RuleRefusedError("licence-usage", _SOURCE, reason)
    return (
        events.LicenceUsageRecorded(
            command.licence_id,
            command.case_id,
            command.share_id,
            day,
            command.codes,
            command.modality,
            command.quantity,
            command.value_eur,
            command.unit,
        ),
    )


def _expired(state: ExportLicence, command: commands.ExpireLicence, context: Context) -> tuple[events.Event, ...]:
    is_over = state.status is LicenceStatus.GRANTED and state.status_on(context.today) is LicenceStatus.EXPIRED
    if not is_over or state.valid_until is None:
        return ()
    return (events.LicenceExpired(command.licence_id, state.valid_until),)


def _reminded(state: ExportLicence, command: commands.RemindOfExpiry, context: Context) -> tuple[events.Event, ...]:
    end, since = state.valid_until, state.validity_set_on
    # Of a licence that a case asked for, the deadline of that case reminds; of any other, the licence alone.
    if state.case_id is not None or state.status is not LicenceStatus.GRANTED or end is None or since is None:
        return ()
    deadline = deadlines.opened("licence-expiry", deadlines.Kind.LICENCE_EXPIRY, end, since)
    return tuple(
        events.LicenceExpiryReminded(command.licence_id, end, rung.code, tuple(str(each) for each in rung.to))
        for rung in deadlines.rungs_due(deadline, context.today, state.reminded)
    )


def evolve(state: ExportLicence, event: events.Event, meta: Metadata) -> ExportLicence:
    """Return the licence after `event`."""
    now = replace(state, version=state.version + 1)
    match event:
        case events.LicenceRequested() | events.LicenceDrafted():
            opened = _with_content(replace(now, authority=event.authority, kind=event.kind), event)
            if isinstance(event, events.LicenceRequested):
                return replace(opened, case_id=event.case_id)
            return replace(opened, authorisation_id=event.authorisation_id)
        case events.LicenceAmended():
            amended = replace(now, last_step_on=event.amended_on or state.last_step_on, limit=event.limit)
            return _with_content(amended, event)
        case events.LicenceDocumentProvided(document=document):
            return replace(now, documents=state.documents | {document})
        case events.LicenceSubmitted(submitted_on=day):
            return replace(now, status=LicenceStatus.SUBMITTED, last_step_on=day)
        case events.LicenceInformationRequested(asked_on=day):
            return replace(now, status=LicenceStatus.INFO_REQUESTED, last_step_on=day)
        case events.LicenceInformationProvided(answered_on=day):
            return replace(now, status=LicenceStatus.SUBMITTED, last_step_on=day)
        case events.LicenceGranted() | events.LicenceRegistered():
            granted = replace(now, status=LicenceStatus.GRANTED, number=event.number, valid_from=event.valid_from)
            limited = replace(granted, limit=event.limit if isinstance(event, events.LicenceGranted) else Limit())
            return replace(limited, valid_until=event.valid_until, validity_set_on=meta.recorded_at.date())
        case events.LicenceRenewed(number=number, valid_until=end):
            renewed = replace(now, number=number, valid_until=end, reminded=frozenset())
            return replace(renewed, validity_set_on=meta.recorded_at.date())
        case events.LicenceExpiryReminded(rung=rung):
            return replace(now, reminded=state.reminded | {rung})
        case events.LicenceAttached(case_id=case_id):
            return replace(now, further_cases=(*state.further_cases, case_id))
        case events.LicenceUsageRecorded(share_id=share_id, quantity=quantity, unit=unit, value_eur=value):
            used = amounts.counted(event.modality, quantity, unit, value)
            return replace(now, usages={**state.usages, share_id: used})
        case _:
            return replace(now, status=_STATUS_AFTER[type(event)])


_STATUS_AFTER: dict[type, LicenceStatus] = {
    events.LicenceRefused: LicenceStatus.REFUSED,
    events.LicenceRevoked: LicenceStatus.REVOKED,
    events.LicenceWithdrawn: LicenceStatus.WITHDRAWN,
    events.LicenceExpired: LicenceStatus.EXPIRED,
}


def _with_content(
    state: ExportLicence, event: events.LicenceRequested | events.LicenceDrafted | events.LicenceAmended
) -> ExportLicence:
    users, ways = event.end_users, event.modalities
    return replace(state, codes=event.codes, destinations=event.destinations, end_users=users, modalities=ways)


def _sorted(values: Collection[Any]) -> tuple[Any, ...]:
    return tuple(sorted(set(values)))


def _happened(day: date, field: str, state: ExportLicence, context: Context) -> None:
    """Refuse a day that is yet to come, or lies before the step that went before."""
    if day > context.today:
        raise UnusableInputError(field, f"{day} is yet to come", "today or a day before")
    text.in_order(state.last_step_on, day, field)


def _require(state: ExportLicence, allowed: Collection[LicenceStatus], what: str) -> None:
    if state.status not in allowed:
        wanted = " or ".join(sorted(allowed))
        reason = f"only a licence that is {wanted} is {what}; this one is {state.status}"
        raise RuleRefusedError("licence-transition", _SOURCE, reason)


AGGREGATE = Aggregate(
    name="licence",
    home=Home.INSTITUTION,
    id_field="licence_id",
    initial=ExportLicence(),
    decide=decide,
    evolve=evolve,
    commands=commands.COMMANDS,
    events=events.EVENTS,
)
