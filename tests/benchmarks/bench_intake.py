"""How long it takes to import 5,000 notifications, and to search among 10,000 cases."""

import tempfile
import time
from pathlib import Path

from domain.values import Actor, Role
from kvcase import bootstrap
from kvcase.settings import DocumentSettings, Settings
from kvcase.store.database import DatabaseUrl

ROWS = 5_000
OFFICER = Actor("officier", "noordhaven", frozenset({Role.CONTACT_POINT_OFFICER}))
_WORDS = [
    "golf",
    "wind",
    "zout",
    "zand",
    "klei",
    "leem",
    "veen",
    "duin",
    "rots",
    "berg",
    "kust",
    "zee",
    "meer",
    "beek",
    "bron",
    "vuur",
    "licht",
    "geluid",
    "warmte",
    "druk",
]


def file_of(rows: int, first: int = 0) -> bytes:
    """Return a file of notifications, two organisations each."""
    lines = ["key,title,summary,nature,parties"]
    for number in range(first, first + rows):
        word, other = _WORDS[number % len(_WORDS)], _WORDS[number // len(_WORDS) % len(_WORDS)]
        parties = f"Instituut {word} {number % 400} (NO)|Huis {other} {number % 90} (BE)"
        lines.append(
            f"N-{number},Over {word} en {other} {number},Een studie van {word} bij {other},consortium,{parties}"
        )
    return "\n".join(lines).encode()


def imported(url: str, folder: Path, rows: int) -> tuple[float, float]:
    """Return the seconds of wall and of this process that the import of a file takes, its read models among them."""
    settings = Settings(DatabaseUrl.parse(url), bytes(range(32)), ("noordhaven",), documents=DocumentSettings(folder))
    bootstrap.migrate(settings)
    program = bootstrap.build(settings)
    try:
        data = file_of(rows)
        begun, spent = time.perf_counter(), time.process_time()
        report = program.case_imports(data, "text/csv", actor=OFFICER)
        assert report.count("imported") == rows, report
        taken = time.perf_counter() - begun, time.process_time() - spent
        again = program.case_imports(data, "text/csv", actor=OFFICER)
        assert again.count("known") == rows, again
        return taken
    finally:
        program.close()


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory(prefix="kvcase-intake-") as name:
        wall, spent = imported(f"sqlite:///{name}/data", Path(name) / "documents", ROWS)
    print(f"{ROWS:,} rows imported on SQLite: {wall:.1f} s, {spent:.1f} s of processor")  # noqa: T201


if __name__ == "__main__":
    main()
