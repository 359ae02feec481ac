"""What others hold of a log: checkpoints that were signed once, and whether they can be believed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UnusableInputError
from kvcase.ledger import checkpoints
from kvcase.ledger.checkpoints import Checkpoint
from kvcase.ledger.notes import NoteError, PublicKey
from kvcase.store.ledger import LedgerTables
from kvcase.witnesses import Folder, Witness


@dataclass(frozen=True, slots=True)
class Claim:
    """A checkpoint that somebody holds: where it comes from, and what it says, or why it says nothing."""

    source: str
    size: int
    found: Checkpoint | NoteError


def of_files(files: Iterable[tuple[int, Path]], keys: Sequence[PublicKey], origin: str) -> Iterator[Claim]:
    """Give what files of a witness say, named by their sizes, the smallest first."""
    for size, file in files:
        try:
            yield of_note(str(file), size, file.read_bytes(), keys, origin)
        except OSError as error:
            yield Claim(str(file), size, NoteError(f"cannot be read: {error.strerror or error}"))


def witnessed(
    slug: str, tables: LedgerTables, keys: Sequence[PublicKey], origin: str, witnesses: Iterable[Witness]
) -> tuple[Claim, ...]:
    """Return what the folders among the witnesses tell of a log, the smallest first.

    Raises `UnusableInputError` when something was signed and there is no key to check it with.
    """
    if tables.largest():
        refuse_without_key(slug, keys)
    folders = (each for each in witnesses if isinstance(each, Folder))
    held = (each for folder in folders for each in in_folder(folder, tables, keys, origin))
    return tuple(sorted(held, key=size_of))


def refuse_without_key(slug: str, keys: Sequence[PublicKey]) -> None:
    """Refuse to hold a log against checkpoints that nobody can check. Raises `UnusableInputError`."""
    if not keys:
        rule = f"there are checkpoints of {slug} and no key to check them with"
        raise UnusableInputError(
            "KVCASE_LEDGER_KEY_FILE", rule, "the key file of this installation, or its public keys"
        )


def size_of(claim: Claim) -> int:
    """Return of how many events a claim speaks: claims are held against a log the smallest first."""
    return claim.size


def in_folder(folder: Folder, tables: LedgerTables, keys: Sequence[PublicKey], origin: str) -> Iterator[Claim]:
    """Give what the folder of a witness holds of a log, and what it was given and holds no more."""
    kept = tuple(folder.kept(origin))
    yield from of_files(kept, keys, origin)
    given = tables.deliveries().get(folder.name)
    if given is not None and given.size > max((size for size, _ in kept), default=0):
        told = f"was given a checkpoint of {given.size:,} events and does not hold it any more"
        yield Claim(folder.name, given.size, NoteError(told))


def of_note(source: str, size: int, note: bytes, keys: Sequence[PublicKey], origin: str) -> Claim:
    """Return what a note says that should be of a tree of `size` leaves."""
    try:
        found = checkpoints.opened(note, keys, origin)
    except NoteError as error:
        return Claim(source, size, error)
    if found.size != size:
        return Claim(source, size, NoteError(f"is of {found.size:,} events; expected {size:,}"))
    return Claim(source, size, found)
