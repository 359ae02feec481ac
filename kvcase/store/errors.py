"""Errors of the store: what the database, the codec and the vault refuse.

StoreError
├── VersionConflict         another append came first, or the command id was recorded before
├── DuplicateRowError       a caller's own table refused a second row with the same key
├── UnknownEventError       a stored name that this version of kvcase does not know
├── UnreadableEventError    a stored event whose bytes do not fit its name
├── SubjectErasedError      new personal text for a subject whose key is destroyed
├── WrongMasterKeyError     the key-encryption key does not open the vault
├── SchemaError             the store is not migrated, or made by a newer kvcase
├── LedgerDamagedError      the index of the ledger does not hold what it must; no checkpoint is signed over it
├── StoreUnavailableError   the database cannot be reached, is full, locked or not configured as it must be
└── ForkedError             a log was used in a process that inherited it
"""


class StoreError(Exception):
    """Something the store refuses or cannot do."""


class VersionConflict(StoreError):  # noqa: N818  (a lost race is an outcome, not a fault)
    """Another append came first, or a command id of this append was recorded before.

    Read the command ids again before a second try: after a lost connection the first try may have committed.
    """


class DuplicateRowError(StoreError):
    """A table other than the store's own refused a second row with the same key."""


class UnknownEventError(StoreError):
    """A stored name has no event class and no upcaster here; it is never skipped."""

    def __init__(self, name: str, place: str = "") -> None:
        super().__init__(f"unknown event {name!r}{place}: neither a known event nor an upcaster; upgrade kvcase")
        self.name = name


class UnreadableEventError(StoreError):
    """The bytes of a stored event do not fit the class that its name stands for."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"event {name!r} cannot be read: {reason}")
        self.name = name


class SubjectErasedError(StoreError):
    """A text cannot be sealed, because the key of one of its subjects is destroyed."""

    def __init__(self, subject: str) -> None:
        super().__init__(f"the personal data of {subject} is erased; no new text about it can be stored")
        self.subject = subject


class WrongMasterKeyError(StoreError):
    """The key-encryption key given is not the one that wrapped the keys of this vault."""


class SchemaError(StoreError):
    """The store has no schema, or one that this version of kvcase does not understand."""


class StoreUnavailableError(StoreError):
    """The database cannot serve now: unreachable, busy too long, full, or configured wrongly."""


class AnswerLostError(StoreUnavailableError):
    """The answer to a commit did not come: it may have happened. Only a look at the command ids tells."""


class LedgerDamagedError(StoreError):
    """The log is not as it was written: events are gone, or its ledger was changed or does not continue a checkpoint."""


class ForkedError(StoreError):
    """A log was opened before a fork and used after it; open logs in the process that uses them."""
