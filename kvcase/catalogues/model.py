"""What a catalogue holds once it is read: an edition is a header and its entries, all plain values.

Source: handbook domain.md 1.2 to 1.11; style.md rule 13.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from domain.values import Effect
from domain.watchlist.words import SourceState
from kvcase.catalogues import words

if TYPE_CHECKING:
    from kvcase.catalogues.export_facts import ExportFact


@dataclass(frozen=True, slots=True)
class Label:
    """A text in the two languages every catalogue has."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a fact stands: the id of a source (`004`) and the section or URL within it."""

    document: str
    place: str

    def __str__(self) -> str:
        """Return the citation as it is shown: `[004] Iran`."""
        return f"[{self.document}] {self.place}"


class Cited(Protocol):
    """Anything that says where it stands."""

    @property
    def citation(self) -> Citation:
        """Return where it stands."""
        ...


@dataclass(frozen=True, slots=True)
class Header:
    """What identifies an edition: `catalogue` and `version` name it, `sha256` is of the bytes of its file.

    `in_force_on` is the first day the facts can be relied on. `ground` is the basis the source itself gives for
    the whole catalogue, `licence` the terms the text stands under, where there are any.
    """

    catalogue: str
    version: str
    in_force_on: date
    source: str
    explanation: Label
    sha256: str
    ground: Label | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A document that entries cite; `dated` is as exact as the document itself (`2025`, `2024-10-31`)."""

    source_id: str
    title: str
    dated: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Subtechnology:
    """One of the critical technologies of the Union: `code` is `<domain>.<number>`."""

    code: str
    domain: str
    label: Label
    domain_label: Label
    citation: Citation


@dataclass(frozen=True, slots=True)
class AttentionCountry:
    """A country (ISO 3166-1 alpha-2) for which the partner is looked into harder; never a prohibition."""

    code: str
    label: Label
    citation: Citation


@dataclass(frozen=True, slots=True)
class RiskFactor:
    """A circumstance that may raise a risk; a factor alone decides nothing."""

    code: str
    dimension: words.Dimension
    label: Label
    citation: Citation


@dataclass(frozen=True, slots=True)
class Mitigation:
    """A measure that limits a risk.

    `refines` names the measure it is a stricter case of; one with `needs_justification` costs openness.
    """

    code: str
    group: words.MitigationGroup
    domains: tuple[words.MitigationDomain, ...]
    label: Label
    citation: Citation
    refines: str | None
    needs_justification: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """A named policy: it binds within `scope` (and, when given, within `schemes`) and says who decided it.

    `countries` stand only beside an owner, a source, a scope and `review_on`, the day by which the rule is
    looked at again. `list_id` names the list the policy rests on.
    """

    policy_id: str
    title: Label
    owner: str
    scope: words.PolicyScope
    effect: words.PolicyEffect
    citation: Citation
    since: str | None
    ground: Label
    schemes: tuple[str, ...]
    countries: tuple[str, ...]
    list_id: str | None
    review_on: date | None


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name of a listed institution; one that is not `verified` counts as weak. `source` says where it stands."""

    text: str
    kind: words.NameKind
    verified: bool
    source: str | None


@dataclass(frozen=True, slots=True)
class ListedInstitution:
    """An institution on a policy list; its first name is the one the source prints."""

    entry_id: str
    country: str
    names: tuple[ListedName, ...]
    citation: Citation
    ground: Label | None


@dataclass(frozen=True, slots=True)
class RegisteredList:
    """A list or system that the sources name, and what a hit on it means.

    `is_shipped`: kvcase brings the list. `is_mixed`: it gathers other lists, so the effect is each entry's own and
    the one given here is the fallback. `allowed_use` says what its data may be used for, beside the licence, and
    `state` whether the publisher still gives it out. A file without one of the `sentinels`, names that the list is
    known to hold, waits for a person.
    """

    list_id: str
    label: Label
    effect: Effect
    feed: words.Feed
    is_shipped: bool
    is_mixed: bool
    licence: str | None
    citation: Citation
    allowed_use: str | None = None
    state: SourceState = SourceState.AVAILABLE
    sentinels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FunderScheme:
    """A source of money with rules of its own; `owner` is the id of the body that sets them."""

    scheme_id: str
    label: Label
    owner: str
    hooks: tuple[words.SchemeHook, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address of an institution and what it is for."""

    function: words.MailboxFunction
    address: str


@dataclass(frozen=True, slots=True)
class Institution:
    """A research institution and its contact point, as the guideline prints them; `slug` never changes."""

    slug: str
    name: str
    mailboxes: tuple[Mailbox, ...]
    phone: str | None
    pages: tuple[str, ...]
    ethics_committee: str | None
    licence_authority: words.LicenceAuthority
    citation: Citation

    def addresses_for(self, function: words.MailboxFunction) -> tuple[str, ...]:
        """Return the addresses for a function; the contact point answers where there is none of its own."""
        own = tuple(box.address for box in self.mailboxes if box.function is function)
        return own or tuple(
            box.address for box in self.mailboxes if box.function is words.MailboxFunction.CONTACT_POINT
        )


@dataclass(frozen=True, slots=True)
class Term:
    """One member of an enumeration."""

    group: words.TermGroup
    code: str
    label: Label
    citation: Citation


@dataclass(frozen=True, slots=True)
class Retention:
    """How long one kind of record is kept; what is to be `confirm`ed stands in no law."""

    kind: words.RecordKind
    years: int
    note: Label
    citation: Citation
    confirm: bool


E = TypeVar("E", covariant=True)


@dataclass(frozen=True, slots=True)
class Edition(Generic[E]):
    """One dated version of one catalogue."""

    header: Header
    entries: tuple[E, ...]


@dataclass(frozen=True, slots=True)
class PolicyList:
    """An authored list that policies rest on; an empty one is for the user to fill. Source: settled.md 23."""

    list_id: str
    edition: Edition[ListedInstitution]


@dataclass(frozen=True, slots=True)
class Editions:
    """One edition of every catalogue, taken together; `sha256` is over the names and digests of `files`.

    A catalogue that came later is `Edition[...] | None`: an edition released before it does without.
    """

    edition_id: str
    sha256: str
    files: tuple[str, ...]
    sources: Edition[Source]
    technologies: Edition[Subtechnology]
    countries: Edition[AttentionCountry]
    factors: Edition[RiskFactor]
    mitigations: Edition[Mitigation]
    policies: Edition[Policy]
    lists: Edition[RegisteredList]
    schemes: Edition[FunderScheme]
    institutions: Edition[Institution]
    terms: Edition[Term]
    export_control: "Edition[ExportFact] | None"
    retention: "Edition[Retention] | None"
    policy_lists: tuple[PolicyList, ...]
