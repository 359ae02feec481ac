"""The sharing track: what goes to whom, where, in which way. The sharing is the unit of export control, not the case.

Source: [004] O3-O7, X7; Regulation (EU) 2021/821, art. 2: goods, software and knowledge, by speech and screen too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain import control_codes, text
from domain.collaboration import decontrol, screening_rules, work_packages
from domain.collaboration.legal import EXPORT_LAW, Participant, RecordSharing, Requirement, SharingRecorded
from domain.collaboration.rule import Rules, SharingRule
from domain.context import Context
from domain.errors import NotFoundError, UnusableInputError
from domain.export_control import ExportControl, Reach
from domain.gates import Blocks, Gate, Scope
from domain.licence import amounts
from domain.licence.amounts import Amount
from domain.licence.words import LicenceKind, Modality, Unit
from domain.sentence import say
from domain.values import LicenceId, Metadata, PartyId

if TYPE_CHECKING:
    from domain.collaboration.state import Collaboration

EVERYWHERE = "the whole world"
"""Where a publication goes: no licence names it as a destination."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked by who wants to share: which codes, in which way, with whom, where, on which day.

    `destination` is where it takes place or is sent; online it is where each participant works. The day may lie ahead.
    """

    modality: Modality
    shared_on: date
    codes: tuple[str, ...] = ()
    recipient_id: PartyId | None = None
    destination: str | None = None
    participants: tuple[Participant, ...] = ()
    nothing_listed_because: str | None = None
    work_package: str | None = None
    decontrol_id: UUID | None = None
    quantity: int | None = None
    value_eur: int | None = None
    unit: Unit = Unit.PIECES


@dataclass(frozen=True, slots=True)
class Hop:
    """One way that a sharing goes: to an organisation of the case, or to somebody who is none, in a country."""

    recipient: UUID | None
    country: str

    @property
    def to(self) -> str:
        """Return how a reason names the recipient."""
        who = self.recipient or "somebody who is no party of this case"
        return say("{who} in {country}", who=who, country=self.country)


What = tuple[PartyId | None, str | None, Modality, date, tuple[str, ...], tuple[Participant, ...], Amount]
"""What tells two sharings apart: to whom, where, how, when, which codes, before whom, how much."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What was shared already, and under each licence what of it counts; by the id of the sharing."""

    recorded: Mapping[UUID, What] = field(default_factory=dict)
    under: Mapping[UUID, Mapping[UUID, Amount]] = field(default_factory=dict)


Command = RecordSharing
Event = SharingRecorded


def decide(state: "Collaboration", command: RecordSharing, context: Context) -> tuple[SharingRecorded, ...]:
    """Return the sharing as it is recorded, with the licences it goes under; recorded once by its id."""
    known = state.sharing.recorded.get(command.share_id)
    if known == _what(command):
        return ()
    if known is not None:
        raise UnusableInputError("share_id", f"{command.share_id} was used for another sharing", "an id of its own")
    if command.shared_on > context.today:
        raise UnusableInputError("shared_on", f"{command.shared_on} is yet to come", "today or a day before")
    used = covering(state, command, context)
    return (
        SharingRecorded(
            command.case_id,
            command.share_id,
            command.codes,
            command.recipient_id,
            command.destination,
            command.modality,
            command.shared_on,
            used[0] if used else None,
            text.required(command.what, "what"),
            command.nothing_listed_because,
            used[1:],
            command.participants,
            command.quantity,
            command.value_eur,
            work_packages.within(state, command.work_package),
            command.decontrol_id,
            command.unit,
            tuple(context.licences[each].version for each in used if each in context.licences),
        ),
    )


def evolve(slice_: Shared, event: SharingRecorded, _meta: Metadata) -> Shared:
    """Return what was shared after `event`."""
    under = dict(slice_.under)
    amount = amounts.counted(event.modality, event.quantity, event.unit, event.value_eur)
    for licence_id in (event.licence_id, *event.other_licences):
        if licence_id is not None:
            under[licence_id] = {**under.get(licence_id, {}), event.share_id: amount}
    return Shared({**slice_.recorded, event.share_id: _what(event)}, under)


def refuse_form(state: "Collaboration", asked: Question | RecordSharing) -> None:
    """Refuse what no sharing can be.

    Raises `UnusableInputError` for a day before the case was notified, for codes of other lists, for listed codes
    beside the word that nothing is listed, for an amount below zero, and for an unknown work package.
    """
    refuse_before_the_case(state, asked.shared_on, "shared_on")
    control_codes.refuse_codes(asked.codes)
    if asked.codes and asked.nothing_listed_because is not None:
        rule = f"{', '.join(asked.codes)} is named, and so it cannot be said that nothing is listed"
        raise UnusableInputError("nothing_listed_because", rule, "codes, or the reason why none goes along")
    amounts.refuse_amount(asked.quantity, asked.value_eur)
    work_packages.within(state, asked.work_package)


def refuse_before_the_case(state: "Collaboration", day: date, field: str) -> None:
    """Raise `UnusableInputError` for a day before the case was notified: nothing of it had been looked at by then."""
    begin = state.spine.notified_on
    if begin is not None and day < begin:
        rule = f"{day} lies before {begin}, on which the case was notified ([004] O2, O4: first the contact point)"
        raise UnusableInputError(field, rule, f"a day from {begin} on; what went before is reported as an incident")


def _what(shared: RecordSharing | SharingRecorded) -> What:
    day, codes = shared.shared_on, tuple(shared.codes)
    amount = Amount(shared.quantity, shared.unit, shared.value_eur)
    return (shared.recipient_id, shared.destination, shared.modality, day, codes, tuple(shared.participants), amount)


def hops(state: "Collaboration", asked: Question | RecordSharing) -> tuple[Hop, ...]:
    """Return every way that a sharing goes.

    It goes to the place, and to where whoever is named there works: what is said to a university outside the Union
    leaves it, wherever it is said ([004]: with parties outside the EU). Nationality plays no part.
    Raises `NotFoundError` for a party that is not linked, `UnusableInputError` when nobody and nowhere is named.
    """
    where = None if asked.destination is None else text.country(asked.destination, "destination")
    found: list[Hop] = []
    if asked.recipient_id is not None:
        linked = state.parties.parties.get(asked.recipient_id)
        if linked is None:
            raise NotFoundError("linked party", asked.recipient_id)
        countries = [each for each in (where, linked.country) if each is not None]
        if not countries:
            raise UnusableInputError("destination", "the register knows no country of the recipient", "where it goes")
        found += [Hop(asked.recipient_id, each) for each in countries]
    for number, each in enumerate(asked.participants):
        works_in = text.country(each.country, f"participants.{number}.country")
        of_party = None
        if each.party_id is None:
            _refuse_unnamed(asked, number)
        elif each.party_id not in state.parties.parties:
            raise NotFoundError("linked party", each.party_id)
        else:
            of_party = state.parties.parties[each.party_id].country
        found += [Hop(each.party_id, country) for country in (where, works_in, of_party) if country is not None]
    if asked.modality is Modality.PUBLICATION:
        return (*dict.fromkeys(found), Hop(None, EVERYWHERE))
    if not found and where is not None and asked.modality in {Modality.LECTURE, Modality.BAGGAGE}:
        found.append(Hop(None, where))
    if not found:
        field, expected = _MISSING.get(asked.modality, ("recipient_id", "a linked party, or participants"))
        raise UnusableInputError(field, f"nothing says where a sharing as {asked.modality} goes", expected)
    return tuple(dict.fromkeys(found))


def _refuse_unnamed(asked: Question | RecordSharing, number: int) -> None:
    """Refuse somebody who is no party of the case where the law asks who receives it: only an audience is unnamed."""
    is_carried = asked.modality is Modality.BAGGAGE and bool(asked.codes)
    if is_carried or asked.modality in _ASKS_WHO:
        rule = f"what goes as {asked.modality} goes to somebody who is known and screened ({EXPORT_LAW}; G19)"
        raise UnusableInputError(f"participants.{number}.party_id", rule, "a linked party: link-party first")


_ASKS_WHO = frozenset({Modality.GOODS, Modality.SOFTWARE, Modality.KNOWLEDGE})
_MISSING = {
    Modality.LECTURE: ("destination", "the country where the talk is held, such as BE"),
    Modality.BAGGAGE: ("destination", "the country travelled to, such as US"),
    Modality.ONLINE: ("participants", "everyone who takes part: a linked party, or the country of the place of work"),
}


def controlled(
    state: "Collaboration", asked: Question | RecordSharing, facts: ExportControl
) -> Iterator[tuple[str, Hop]]:
    """Yield every code with the way on which it needs a licence. Source: [004] O3-O6, X7."""
    for hop in hops(state, asked):
        for code in dict.fromkeys(asked.codes):
            is_free = decontrol.frees(state, code, asked.decontrol_id, asked.modality, asked.shared_on)
            if not is_free and facts.needs_licence(code, hop.country):
                yield code, hop


def covering(state: "Collaboration", asked: Question | RecordSharing, context: Context) -> tuple[LicenceId, ...]:
    """Return the licences that a sharing goes under, each once; none where none is needed."""
    used: dict[LicenceId, None] = {}
    for code, hop in controlled(state, asked, context.catalogue.export_control):
        for licence_id in state.legal.licences:
            if not _gaps(state, licence_id, code, hop, asked, context):
                used[LicenceId(licence_id)] = None
                break
    return tuple(used)


def listed_items_go_under_a_licence(
    state: "Collaboration", asked: Question | RecordSharing, context: Context
) -> Iterable[Gate]:
    """G4: a listed item goes only under a licence that covers code, recipient, destination, way and day."""
    facts = context.catalogue.export_control
    for code, hop in controlled(state, asked, facts):
        gaps = [(_gaps(state, each, code, hop, asked, context), each) for each in state.legal.licences]
        if any(not missing for missing, _ in gaps):
            continue
        need = "leaves the Union" if facts.reach(hop.country) is Reach.OUTSIDE else "is on the intra-EU list"
        yield Gate(
            f"licence-coverage:{code}:{hop.recipient or 'anyone'}:{hop.country}",
            "licence-coverage",
            frozenset({Blocks.SHARE}),
            "G4",
            EXPORT_LAW,
            say(
                "{code} to {to} as {modality} on {day} {need} and goes under no licence: {why}",
                code=code,
                to=hop.to,
                modality=asked.modality,
                day=asked.shared_on,
                need=need,
                why=tuple(say(_FAILS, licence=licence_id, gaps=missing) for missing, licence_id in gaps)
                or "the case has no licence",
            ),
            _IN_PRINT if hop.country == EVERYWHERE else _LICENSED,
            Scope.SHARING,
            subject=str(hop.recipient) if hop.recipient else None,
            legal=True,
        )


_FAILS = "licence {licence} fails on {gaps}"
_LICENSED = "request-export-licence or attach-licence, and the authority's grant, by the export control officer"
_IN_PRINT = (
    "record-decontrol by the export control officer, when it is in the public domain already or basic research; the "
    "authority, when it is not"
)


def gates(state: "Collaboration", asked: Question | RecordSharing, context: Context, rules: Rules) -> tuple[Gate, ...]:
    """Return every gate that refuses this sharing: those of the case that concern it, and those of its own."""
    facts = context.catalogue.export_control
    goes = hops(state, asked)
    recipients = frozenset(hop.recipient for hop in goes if hop.recipient is not None)
    reached = frozenset(facts.reach(hop.country) for hop in goes)
    standing = tuple(
        gate
        for gate in rules.open_gates(state, max(context.today, asked.shared_on))
        if Blocks.SHARE in gate.blocks
        and screening_rules.concerns(gate, state, recipients)
        and _asks_of(gate, state, asked, reached)
        and (asked.work_package is None or gate.work_package in {None, asked.work_package})
    )
    return (*standing, *(gate for rule in rules.sharing for gate in rule.check(state, asked, context)))


def _gaps(
    state: "Collaboration", licence_id: UUID, code: str, hop: Hop, asked: Question | RecordSharing, context: Context
) -> tuple[str, ...]:
    """Return what of a licence does not fit, and what is left of its limit where too little is.

    What stays with the traveller has no recipient. What went under it in any case counts, and what this case
    recorded and the licence has not learned of yet.
    """
    licence = state.legal.licences[licence_id]
    stays = asked.modality is Modality.BAGGAGE and hop.recipient is None
    anybody = stays or licence.kind is LicenceKind.UNION_GENERAL
    day, way = asked.shared_on, asked.modality
    fails = licence.gaps(code, hop.country, way, day, hop.recipient, anybody=anybody)
    fact = context.licences.get(licence_id)
    used = {**state.sharing.under.get(licence_id, {}), **(fact.usages if fact is not None else {})}
    if isinstance(asked, RecordSharing):
        used.pop(asked.share_id, None)
    remaining = amounts.left(licence.limit, used.values())
    this = amounts.counted(way, asked.quantity, asked.unit, asked.value_eur)
    return (*fails, *amounts.gaps(remaining, this, way))


def _asks_of(gate: Gate, state: "Collaboration", asked: Question | RecordSharing, reached: frozenset[Reach]) -> bool:
    """Say whether a licence that the case requires stands before this sharing.

    It does not before what stays where none is needed, nor before what holds none of the codes it is required for.
    What holds nothing listed and stays in the Benelux waits for no suspected item to be classified either.
    """
    if gate.kind == "classification" and asked.nothing_listed_because and not asked.codes:
        return bool(reached - {Reach.BENELUX})
    for requirement_id, each in state.legal.requirements.items():
        if gate.gate_id != f"licence:{requirement_id}":
            continue
        within_union = each.requirement is not Requirement.INTRA_EU_TRANSFER
        needed = frozenset(each.codes) or state.topic.listed_codes
        if not reached - ({Reach.BENELUX, Reach.UNION} if within_union else {Reach.BENELUX}):
            return False
        if needed and (asked.codes or asked.nothing_listed_because):
            freed = (asked.decontrol_id, asked.modality, asked.shared_on)
            return any(not decontrol.frees(state, code, *freed) for code in needed & {*asked.codes})
    return True


SHARING = (SharingRule("G4", "licence-coverage", listed_items_go_under_a_licence),)
