"""Decisions about one export licence."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from domain import permission, text
from domain.aggregate import Aggregate, Home
from domain.context import Context
from domain.errors import RuleRefusedError
from domain.licence import commands, events
from domain.licence.words import LicenceStatus, Modality
from domain.values import CaseId, Metadata, PartyId

_SOURCE = "Regulation (EU) 2021/821; handbook domain.md 2.6"


@dataclass(frozen=True, slots=True)
class ExportLicence:
    """A licence as later decisions depend on it."""

    version: int = 0
    status: LicenceStatus = LicenceStatus.REQUESTED
    case_id: CaseId | None = None
    codes: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    end_users: tuple[PartyId, ...] = ()
    modalities: tuple[Modality, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None


_SPECS = {spec.type: spec for spec in commands.COMMANDS.values()}


def decide(state: ExportLicence, command: commands.Command, context: Context) -> tuple[events.Event, ...]:
    """Return what happens to the licence. Raises `DomainError` when form, role or rule refuses."""
    text.refuse_unusable(command)
    spec = _SPECS[type(command)]
    permission.admit(spec, context, exists=bool(state.version), kind="licence", identifier=command.licence_id)
    match command:
        case commands.RequestLicence():
            return (
                events.LicenceRequested(
                    command.licence_id,
                    command.case_id,
                    command.authority,
                    command.kind,
                    command.codes,
                    command.destinations,
                    command.end_users,
                    command.modalities,
                ),
            )
        case commands.GrantLicence(licence_id, number, valid_from, valid_until):
            _require(state, LicenceStatus.REQUESTED, "granted")
            text.in_order(valid_from, valid_until, "valid_until")
            name = text.required(number, "number", 100)
            return (events.LicenceGranted(licence_id, name, valid_from, valid_until),)
        case commands.RefuseLicence(licence_id, grounds):
            _require(state, LicenceStatus.REQUESTED, "refused")
            return (events.LicenceRefused(licence_id, text.required(grounds, "grounds")),)
        case commands.RevokeLicence(licence_id, grounds):
            _require(state, LicenceStatus.GRANTED, "revoked")
            return (events.LicenceRevoked(licence_id, text.required(grounds, "grounds")),)
        case _:
            assert_never(command)


def evolve(state: ExportLicence, event: events.Event, _meta: Metadata) -> ExportLicence:
    """Return the licence after `event`."""
    version = state.version + 1
    match event:
        case events.LicenceRequested():
            return ExportLicence(
                version,
                LicenceStatus.REQUESTED,
                event.case_id,
                event.codes,
                event.destinations,
                event.end_users,
                event.modalities,
            )
        case events.LicenceGranted(valid_from=valid_from, valid_until=valid_until):
            granted = replace(state, version=version, status=LicenceStatus.GRANTED)
            return replace(granted, valid_from=valid_from, valid_until=valid_until)
        case events.LicenceRefused():
            return replace(state, version=version, status=LicenceStatus.REFUSED)
        case events.LicenceRevoked():
            return replace(state, version=version, status=LicenceStatus.REVOKED)
        case _:
            assert_never(event)


def _require(state: ExportLicence, status: LicenceStatus, what: str) -> None:
    if state.status is not status:
        reason = f"only a licence that is {status} is {what}; this one is {state.status}"
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
