"""`kvcase-verify`: check a bundle offline, with the public key alone. Standard library and `cryptography` only.

Of kvcase nothing is needed but this module and `kvcase.ledger`; no database, no server and no network is asked.
"""

import argparse
import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

from kvcase.ledger import checking, keys
from kvcase.ledger.checking import BundleError, Checked
from kvcase.ledger.notes import NoteError, PublicKey

EXIT_REFUSED: Final = 1
EXIT_UNUSABLE: Final = 2
_MAX_BYTES: Final = 256_000_000
"""What is read whole and held some times over; a case of ten thousand events makes some tens of millions."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Check a bundle: exit status 0 good, 1 refused, 2 unusable input."""
    parser = argparse.ArgumentParser(
        prog="kvcase-verify", description="Check a bundle of `kvcase audit bundle` offline, with the public key alone."
    )
    parser.add_argument("bundle", type=Path, metavar="BUNDLE")
    parser.add_argument("--key", required=True, help="the public key <name>+<id>+<base64>, or a file that holds it")
    parser.add_argument(
        "--checkpoint",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="a checkpoint that a witness kept, or a folder of them: see that the witness saw the same log",
    )
    options = parser.parse_args(arguments)
    try:
        trusted = keys.public_keys(_key_text(options.key))
        size = options.bundle.stat().st_size
        if size > _MAX_BYTES:
            _unusable(f"{options.bundle}: {size:,} bytes are no bundle; expected at most {_MAX_BYTES:,}")
        data = options.bundle.read_bytes()
        notes = [(file, file.read_bytes()) for each in options.checkpoint for file in _files(each)]
    except NoteError as error:
        _unusable(f"key: {error}")
    except OSError as error:
        _unusable(f"{error.filename or options.bundle}: {error.strerror or error}")
    try:
        checked = checking.check(data, trusted)
        seen = _witnessed(checked, notes, trusted)
    except BundleError as error:
        sys.stderr.write(f"refused: {_shown(str(error))}\n")
        return EXIT_REFUSED
    sys.stdout.write("\n".join(map(_shown, (*_told(checked), *seen))) + "\n")
    return 0


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*[0-9].checkpoint")) if path.is_dir() else [path]


def _witnessed(checked: Checked, notes: Sequence[tuple[Path, bytes]], trusted: Sequence[PublicKey]) -> list[str]:
    """Hold a bundle against what a witness kept, and return what to say of it. Raises `BundleError`."""
    seen: set[int] = set()
    why = ""
    for file, note in notes:
        try:
            found = checking.witnessed(checked, note, trusted)
        except NoteError as error:
            why = f"; {file} {error}"
            continue
        if found is not None:
            seen.add(found.size)
    if notes and not seen:
        sizes = {each.size for each in (checked.signed, checked.decided) if each is not None}
        wanted = " or ".join(f"{size:,}" for size in sorted(sizes))
        _unusable(f"checkpoint: none of {checked.signed.origin} of {wanted} events, the only ones to compare with{why}")
    return [f"  witness     saw the same {size} events" for size in sorted(seen)]


def _told(checked: Checked) -> list[str]:
    signed, decided = checked.signed, checked.decided
    lines = [
        f"good: {checked.reference}, {checked.events} event(s), as they were signed",
        f"  log         {signed.origin}",
        f"  checkpoint  {signed.size} events, {signed.at:%Y-%m-%d %H:%M} UTC",
    ]
    if decided is not None:
        lines.append(
            f"  decision    covered by {decided.size} events, {decided.at:%Y-%m-%d %H:%M} UTC; the log only grew since"
        )
    lines.append(
        f"  rests on    {checked.lists} list version(s), {checked.editions} edition(s), {checked.entries} entry(ies)"
    )
    if checked.unproved:
        lines.append(f"  NOT PROVED  what {checked.unproved} of these versions and editions were: no event tells")
    if checked.is_sealed:
        lines.append("  personal texts are sealed")
    else:
        lines.append("  personal texts stand as whoever made the bundle unsealed them; the rest is proved")
    return lines


def _key_text(told: str) -> str:
    if "+" in told and not Path(told).exists():
        return told
    data = Path(told).read_bytes()
    # What a shell of Windows writes to a file begins with a mark, and may be UTF-16.
    return data.decode("utf-16" if data[:2] in {BOM_UTF16_LE, BOM_UTF16_BE} else "utf-8-sig", errors="replace")


def _shown(text: str) -> str:
    """Return a text that a stranger may have chosen, safe to print: nothing in it moves a terminal."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def _unusable(message: str) -> NoReturn:
    sys.stderr.write(f"unusable input: {_shown(message)}\n")
    sys.exit(EXIT_UNUSABLE)


if __name__ == "__main__":
    sys.exit(main())
