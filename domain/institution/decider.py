"""The profile of an institution: adopted from the shipped catalogue or typed in, and amended by its keepers.

Source: [004], contact points; handbook domain.md 1.8, 2.6. It lives in the shared log (settled.md 6).
"""

import re
from dataclasses import dataclass, fields, replace
from typing import ClassVar, assert_never
from uuid import NAMESPACE_URL, UUID, uuid5

from domain import permission, text
from domain.aggregate import Aggregate, CommandSpec, Home
from domain.context import Context
from domain.errors import UnusableInputError
from domain.institution.words import MailboxFunction, ProfileLanguage
from domain.licence.words import Authority
from domain.values import Metadata, Role

_SLUG = re.compile(r"[a-z][a-z0-9_]*")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]+")
_PAGE = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address of an office (never of a person) and what it is for."""

    function: MailboxFunction
    address: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Whom to reach at an institution for what, and who decides there.

    `edition` names the shipped catalogue that it was adopted from, if it was.
    """

    name: str
    mailboxes: tuple[Mailbox, ...]
    licence_authority: Authority
    phone: str | None = None
    pages: tuple[str, ...] = ()
    ethics_committee: str | None = None
    approver_title: str | None = None
    languages: tuple[ProfileLanguage, ...] = (ProfileLanguage.NL, ProfileLanguage.EN)
    edition: str | None = None

    def route(self, function: MailboxFunction) -> tuple[str, ...]:
        """Return the addresses for a function; the contact point answers where there is none of its own."""
        own = tuple(each.address for each in self.mailboxes if each.function is function)
        point = MailboxFunction.CONTACT_POINT
        return own or tuple(each.address for each in self.mailboxes if each.function is point)


@dataclass(frozen=True, slots=True)
class ProfileAdopted:
    """An institution has its first profile."""

    stored_name: ClassVar[str] = "institution.profile-adopted.v1"
    institution_id: UUID
    slug: str
    profile: Profile


@dataclass(frozen=True, slots=True)
class ProfileAmended:
    """The profile of an institution changed; the whole of it stands here."""

    stored_name: ClassVar[str] = "institution.profile-amended.v1"
    institution_id: UUID
    profile: Profile
    reason: str


@dataclass(frozen=True, slots=True)
class AdoptProfile:
    """Give an institution its profile; `slug` never changes."""

    institution_id: UUID
    slug: str
    profile: Profile


@dataclass(frozen=True, slots=True)
class AmendProfile:
    """Change what is given of a profile; the rest stays."""

    institution_id: UUID
    reason: str
    name: str | None = None
    mailboxes: tuple[Mailbox, ...] | None = None
    licence_authority: Authority | None = None
    phone: str | None = None
    pages: tuple[str, ...] | None = None
    ethics_committee: str | None = None
    approver_title: str | None = None
    languages: tuple[ProfileLanguage, ...] | None = None


@dataclass(frozen=True, slots=True)
class InstitutionProfile:
    """An institution as later decisions depend on it."""

    version: int = 0
    slug: str = ""
    profile: Profile | None = None


Command = AdoptProfile | AmendProfile
Event = ProfileAdopted | ProfileAmended
_KEEPERS = frozenset({Role.ADMIN})
COMMANDS = {
    "adopt-profile": CommandSpec("adopt-profile", AdoptProfile, _KEEPERS, opens=True),
    "amend-profile": CommandSpec("amend-profile", AmendProfile, _KEEPERS),
}
_SPECS = {spec.type: spec for spec in COMMANDS.values()}


def profile_id(slug: str) -> UUID:
    """Return the stream of an institution's profile: the same on every installation, so that there is one."""
    return uuid5(NAMESPACE_URL, f"urn:kvcase:institution:{slug}")


def decide(state: InstitutionProfile, command: Command, context: Context) -> tuple[Event, ...]:
    """Return what happens to a profile; changing nothing causes nothing. Raises `UnusableInputError` for bad form."""
    text.refuse_unusable(command)
    spec = _SPECS[type(command)]
    exists, institution_id = bool(state.version), command.institution_id
    permission.admit(spec, context, exists=exists, kind="institution profile", identifier=institution_id)
    match command:
        case AdoptProfile(slug=slug, profile=profile):
            if not _SLUG.fullmatch(slug):
                raise UnusableInputError("slug", f"is {slug!r}", "small letters, digits and underscores")
            if institution_id != profile_id(slug):
                raise UnusableInputError("institution_id", f"is not that of {slug}", str(profile_id(slug)))
            return (ProfileAdopted(institution_id, slug, _usable(profile, "profile.")),)
        case AmendProfile(reason=reason):
            assert state.profile is not None, "only what was adopted is amended"
            given = {each.name: getattr(command, each.name) for each in fields(command)[2:]}
            changed = {name: value for name, value in given.items() if value is not None}
            if not changed:
                raise UnusableInputError("name", "nothing is given", "at least one field with its new value")
            why = text.required(reason, "reason")
            amended = _usable(replace(state.profile, **changed), "")
            return () if amended == state.profile else (ProfileAmended(institution_id, amended, why),)
        case _:
            assert_never(command)


def evolve(state: InstitutionProfile, event: Event, _meta: Metadata) -> InstitutionProfile:
    """Return the profile after `event`."""
    match event:
        case ProfileAdopted(slug=slug, profile=profile):
            return InstitutionProfile(state.version + 1, slug, profile)
        case ProfileAmended(profile=profile):
            return InstitutionProfile(state.version + 1, state.slug, profile)
        case _:
            assert_never(event)


def _usable(profile: Profile, path: str) -> Profile:
    text.required(profile.name, f"{path}name", text.MAX_TITLE)
    for number, box in enumerate(profile.mailboxes):
        if not _ADDRESS.fullmatch(box.address):
            raise UnusableInputError(f"{path}mailboxes.{number}.address", f"is {box.address!r}", "an e-mail address")
    if not profile.route(MailboxFunction.CONTACT_POINT):
        raise UnusableInputError(f"{path}mailboxes", "has no contact point", "one with the function contact_point")
    for number, page in enumerate(profile.pages):
        if not _PAGE.fullmatch(page):
            raise UnusableInputError(f"{path}pages.{number}", f"is {page!r}", "an address that begins with https://")
    if not profile.languages:
        raise UnusableInputError(f"{path}languages", "names none", "at least one of nl, en, fr")
    for name in ("ethics_committee", "approver_title", "phone"):
        value = getattr(profile, name)
        if value is not None:
            text.required(value, f"{path}{name}", text.MAX_TITLE)
    return profile


AGGREGATE = Aggregate(
    name="institution",
    home=Home.SHARED,
    id_field="institution_id",
    initial=InstitutionProfile(),
    decide=decide,
    evolve=evolve,
    commands=COMMANDS,
    events=(ProfileAdopted, ProfileAmended),
)
