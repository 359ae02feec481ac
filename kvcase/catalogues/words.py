"""The closed sets of words that catalogue files may use; a file with another word is refused."""

from enum import StrEnum

from domain.institution.words import MailboxFunction as MailboxFunction

OUTSIDE = "outside"
"""The document id of a fact that none of the source documents prints; `place` says where it stands."""

DESIGN = "design"
"""The document id of what kvcase itself chose; an institution may choose otherwise."""


class Dimension(StrEnum):
    """What a risk depends on. Source: [004], "Wat zijn de risico's?"; the partner is told apart in three."""

    TOPIC = "topic"
    PARTNER = "partner"
    RESEARCHER = "researcher"
    FUNDER = "funder"
    COUNTRY = "country"
    NATURE = "nature"


class MitigationDomain(StrEnum):
    """What a measure works on. Source: [004], "Mitigerende maatregelen"."""

    DESIGN = "design"
    PHYSICAL = "physical"
    ORGANISATIONAL = "organisational"
    CYBER = "cyber"
    PARTNER = "partner"


class MitigationGroup(StrEnum):
    """Where a measure comes from: the guideline's list, its casussen, or another source."""

    GUIDELINE = "guideline"
    CASUS = "casus"
    CASUS_TRAVEL = "casus_travel"
    OUTSIDE = "outside"


class PolicyScope(StrEnum):
    """What a policy is about; outside it the policy says nothing."""

    INSTITUTIONAL_AGREEMENT = "institutional_agreement"
    FWO_FUNDING = "fwo_funding"
    CALL = "call"
    PERSONNEL = "personnel"
    REVIEW = "review"


class PolicyEffect(StrEnum):
    """What a policy does inside its scope; `context` informs and opens no gate."""

    BLOCK = "block"
    REVIEW = "review"
    CONTEXT = "context"


class NameKind(StrEnum):
    """What kind of name it is."""

    NAME = "name"
    ALIAS = "alias"
    ACRONYM = "acronym"
    NATIVE = "native"
    PINYIN = "pinyin"


class Feed(StrEnum):
    """Whether a list can be imported from a file or is consulted by hand."""

    FILE = "file"
    MANUAL = "manual"


class SchemeHook(StrEnum):
    """What a funding scheme makes a case do."""

    APPRAISAL = "appraisal"
    APPROVAL_WHEN_HIGH = "approval_when_high"
    INTERIM_REPORT = "interim_report"
    EX_POST_REPORT = "ex_post_report"
    OWNERSHIP = "ownership"
    PERSONNEL = "personnel"
    ETHICAL_REFLECTION = "ethical_reflection"
    ETHICS_SELF_ASSESSMENT = "ethics_self_assessment"
    IP_AGREEMENT = "ip_agreement"
    DUAL_USE_CHECK = "dual_use_check"


class LicenceAuthority(StrEnum):
    """Who grants export licences: the Flemish or the Brussels authority. Source: [004]."""

    FLANDERS = "VL"
    BRUSSELS = "BRU"


class TermGroup(StrEnum):
    """The closed enumerations of the source documents that are shown but carry no rule of their own."""

    FAMILY = "family"
    PRINCIPLE = "principle"
    FWO_PILLAR = "fwo_pillar"
    RSA_DOMAIN = "rsa_domain"
    COUNTRY_INDEX = "country_index"
    CLASSIFICATION_LEVEL = "classification_level"
    LICENCE_AUTHORITY = "licence_authority"
    TRL = "trl"
    CASUS = "casus"


class RecordKind(StrEnum):
    """A kind of record that is kept for a time."""

    EXPORT = "export"
    CASE = "case"
    PERSON = "person"
