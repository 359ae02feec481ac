"""The closed words of institution profiles. Source: [004], the contact points of the Flemish institutions."""

from enum import StrEnum


class MailboxFunction(StrEnum):
    """What a mailbox is for; a message is routed by it."""

    CONTACT_POINT = "contact_point"
    ETHICS = "ethics"
    EXPORT = "export"
    HUMAN_RIGHTS = "human_rights"
    SECURITY = "security"
    DATA_PROTECTION = "data_protection"


class ProfileLanguage(StrEnum):
    """A language in which an institution answers."""

    NL = "nl"
    EN = "en"
    FR = "fr"
